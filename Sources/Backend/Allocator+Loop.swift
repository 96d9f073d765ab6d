// Allocation at the start and the end of a loop, and the spill slots.
//
// At the start every phi gets a register if it can: the one of its first value when that dies there. At the end the registers are brought
// back to what they held at the start, all moves at once.
import TraceIR
import X64

extension Allocator {
  private var phis: Range<Int> { analysis.loopStart < 0 ? 0..<0 : analysis.loopStart + 1..<analysis.phiEnd }

  mutating func enterLoop() throws {
    let live = phis.filter { analysis.lastUse[$0] >= 0 }
    let sources = live.map { place(trace.instructions[$0].a) }
    for phi in phis { releaseIfDead(trace.instructions[phi].a, at: position) }
    for (phi, source) in zip(live, sources) {
      guard let register = source.register, holder[Int(register.number)] < 0, !Machine.reserved.contains(register)
      else { continue }
      // What would not survive there looks for a better one.
      if analysis.avoided(phi, after: index).contains(register) { continue }
      take(phi, register)
    }
    for phi in live where register[phi] == nil {
      let vector = isVector(trace.instructions[phi].type)
      if let free = freeRegister(vector: vector, excluding: RegisterSet(), for: phi) {
        take(phi, free)
      } else if let nearer = try? registerFromLaterUse(than: phi, vector: vector) {
        take(phi, nearer)
      } else {
        result.isSpilled[phi] = true
      }
    }
    var isParallel = false
    for (phi, source) in zip(live, sources) {
      let destination = register[phi].map { Place.register($0) } ?? .slot(of: phi)
      result.instructions[phi].result = register[phi]
      if destination == source { continue }
      edit(destination, source, isParallel: isParallel)
      isParallel = true
    }
    isInLoop = true
    headerHolder = holder
    headerOccupied = occupied
    for phi in live {
      guard let register = register[phi] else { continue }
      phiRegisters.insert(register)
      if let next = value(trace.instructions[phi].b), next >= analysis.phiEnd { hint[next] = register.number }
    }
  }

  private mutating func take(_ phi: Int, _ destination: Register) {
    register[phi] = destination
    holder[Int(destination.number)] = Int32(phi)
    occupied.insert(destination)
  }

  /// A register taken from a value that is needed later than `phi`; throws when there is none.
  private mutating func registerFromLaterUse(than phi: Int, vector: Bool) throws -> Register {
    let own = nextUse(phi)
    var best: (register: Register, use: Int32)?
    var rest = (vector ? Machine.vector : Machine.general).intersection(occupied)
    while let candidate = rest.first {
      rest.remove(candidate)
      let use = nextUse(Int(holder[Int(candidate.number)]))
      if use > own, best == nil || use > best!.use { best = (candidate, use) }
    }
    guard let best else { throw AbortReason.tooManySpills }
    evict(Int(holder[Int(best.register.number)]))
    return best.register
  }

  /// Values from before the loop that had a register at its start and have none at its end: bringing them back would cost
  /// a load in every iteration, besides the one at their use.
  func lostInvariants() -> [Int] {
    var lost: [Int] = []
    var rest = headerOccupied
    while let register = rest.first {
      rest.remove(register)
      let value = Int(headerHolder[Int(register.number)])
      if !phis.contains(value) && self.register[value] == nil { lost.append(value) }
    }
    return lost
  }

  mutating func closeLoop() {
    recordExit()
    var isParallel = false
    func move(_ destination: Place, _ source: Place, _ allocator: inout Allocator) {
      if destination == source { return }
      allocator.edit(destination, source, isParallel: isParallel)
      isParallel = true
    }
    for phi in phis where analysis.lastUse[phi] >= 0 {
      let source = place(trace.instructions[phi].b)
      if let register = result.instructions[phi].result { move(.register(register), source, &self) }
      if result.isSpilled[phi] { move(.slot(of: phi), source, &self) }
    }
    var rest = headerOccupied
    while let register = rest.first {
      rest.remove(register)
      let value = Int(headerHolder[Int(register.number)])
      if phis.contains(value) { continue }
      let source = self.register[value].map { Place.register($0) } ?? .slot(of: value)
      move(.register(register), source, &self)
    }
  }

  // MARK: Spill slots

  /// Numbers for the slots: a slot is used again when its value is dead.
  mutating func assignSlots() throws {
    var active: [(slot: Int, lastUse: Int32)] = []
    var used = [Bool](repeating: false, count: NativeFrame.spillCount)
    func take(_ value: Int, _ slot: Int, _ allocator: inout Allocator) {
      used[slot] = true
      active.append((slot, allocator.analysis.lastUse[value]))
      allocator.result.slot[value] = Int16(slot)
      allocator.result.slotCount = max(allocator.result.slotCount, slot + 1)
    }
    for (value, slot) in inheritedSlots { take(value, slot, &self) }
    func find(_ value: Int, _ allocator: inout Allocator) throws {
      guard let slot = used.firstIndex(of: false) else { throw AbortReason.tooManySpills }
      take(value, slot, &allocator)
    }
    // Inherited values begin before everything else.
    for value in result.isSpilled.indices
    where result.isSpilled[value] && result.slot[value] < 0 && trace.instructions[value].operation == .inherit {
      try find(value, &self)
    }
    for value in result.isSpilled.indices where result.isSpilled[value] && result.slot[value] < 0 {
      // All phis begin together, and while their first values are still there.
      let begin = phis.contains(value) ? analysis.loopStart : value
      active.removeAll { entry in
        guard entry.lastUse < Int32(2 * begin) else { return false }
        used[entry.slot] = false
        return true
      }
      try find(value, &self)
    }
  }
}
