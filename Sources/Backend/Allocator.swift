// Register allocation: one forward walk over a trace. When registers run out, the value whose next use is
// furthest away gives up its register. (The rule is Belady's; for straight-line code in SSA form it needs no graph.)
//
// Invariants: `holder` and `register` are inverse; no value that is live lacks both register and slot; operands of the current
// instruction are in `pinned` and are never moved by it, except out of registers that it destroys.
import TraceIR
import X64

/// The allocator's state before a loop. (A class, as a struct cannot hold itself.)
private final class LoopHeader {
  let allocator: Allocator
  init(allocator: Allocator) { self.allocator = allocator }
}

struct Allocator {
  let analysis: TraceAnalysis
  let trace: Trace
  let helpers: [Helper]
  let inherited: [Location]
  var result: Allocation
  /// Register of each value, or nil.
  var register: [Register?]
  /// Value in each register, by number; -1 for none.
  var holder = [Int32](repeating: -1, count: 32)
  var occupied = RegisterSet()
  /// Registers that the current instruction reads or writes.
  var pinned = RegisterSet()
  /// First element of each value's list of uses that may still come.
  var nextUses: [Int32]
  var hint: [UInt8]
  var index = 0
  /// Where the current instruction's edits start.
  var firstEdit = 0
  // The state at the start of the loop, to be restored at its end.
  var isInLoop = false
  var headerHolder: [Int32] = []
  var headerOccupied = RegisterSet()
  var phiRegisters = RegisterSet()
  /// The loop is being allocated again, without registers for the invariants that lost theirs the first time.
  var isSecondTry = false
  /// Spill slots that inherited values start in.
  var inheritedSlots: [(value: Int, slot: Int)] = []

  var position: Int32 { Int32(2 * index) }

  init(_ analysis: TraceAnalysis, helpers: [Helper], inherited: [Location]) {
    self.analysis = analysis
    trace = analysis.trace
    self.helpers = helpers
    self.inherited = inherited
    let count = trace.instructions.count
    result = Allocation(
      instructions: Array(repeating: AllocatedInstruction(), count: count), slot: Array(repeating: -1, count: count),
      isSpilled: Array(repeating: false, count: count))
    result.edits.reserveCapacity(count)
    register = Array(repeating: nil, count: count)
    nextUses = analysis.firstUse
    hint = analysis.hint
  }

  /// Throws `AbortReason.tooManySpills`.
  static func allocate(
    _ analysis: TraceAnalysis, helpers: [Helper], inherited: [Location]
  ) throws -> Allocation {
    var allocator = Allocator(analysis, helpers: helpers, inherited: inherited)
    try allocator.run()
    return allocator.result
  }

  private mutating func run() throws {
    placeInherited()
    var header: LoopHeader?
    var next = 0
    while next < trace.instructions.count {
      index = next
      next += 1
      guard analysis.hasCode(index) else { continue }
      firstEdit = result.edits.count
      pinned = RegisterSet()
      switch trace.instructions[index].operation {
      // In its place from the start.
      case .inherit: break
      case .threadPointer: register[index] = Machine.thread
      case .windowPointer: register[index] = Machine.window
      case .loop:
        if header == nil { header = LoopHeader(allocator: self) }
        try enterLoop()
      case .phi: continue
      case .jumpLoop:
        let lost = lostInvariants()
        if let start = header?.allocator, !lost.isEmpty, !isSecondTry {
          self = start
          isSecondTry = true
          for value in lost { evict(value) }
          next = analysis.loopStart
          continue
        }
        closeLoop()
      case .call, .foreignCall: allocateCall()
      default: try allocateInstruction()
      }
      result.instructions[index].firstEdit = Int32(firstEdit)
      result.instructions[index].editCount = Int32(result.edits.count - firstEdit)
    }
    try assignSlots()
  }

  // MARK: Inherited values

  private mutating func placeInherited() {
    for (value, instruction) in trace.instructions.enumerated()
    where instruction.operation == .inherit && Int(analysis.root[value]) == value && analysis.lastUse[value] >= 0 {
      switch inherited[Int(instruction.immediate)] {
      case .general(let number): place(value, in: .general(number))
      case .vector(let number): place(value, in: .vector(number))
      case .slot(let slot):
        result.isSpilled[value] = true
        inheritedSlots.append((value, Int(slot)))
      }
    }
  }

  mutating func place(_ value: Int, in place: Register) {
    register[value] = place
    if Machine.reserved.contains(place) { return }
    holder[Int(place.number)] = Int32(value)
    occupied.insert(place)
  }

  // MARK: Values and registers

  func value(_ reference: Reference) -> Int? {
    reference.isInstruction ? Int(analysis.root[reference.index]) : nil
  }

  /// Where a value or constant is now.
  func place(_ reference: Reference) -> Place {
    guard let value = value(reference) else { return reference.isNone ? .none : .constant(reference.index) }
    if let register = register[value] { return .register(register) }
    return .slot(of: value)
  }

  func isVector(_ type: ValueType) -> Bool { type == .float }

  mutating func nextUse(_ value: Int) -> Int32 {
    var use = nextUses[value]
    while use >= 0, analysis.usePosition[Int(use)] < position { use = analysis.useNext[Int(use)] }
    nextUses[value] = use
    if use >= 0 { return analysis.usePosition[Int(use)] }
    // Only snapshots read it. At the end of the loop it must be back where it was at the start.
    if isInLoop, let register = register[value], headerHolder[Int(register.number)] == value {
      return Int32(2 * trace.instructions.count)
    }
    return result.isSpilled[value] ? .max : .max - 1
  }

  mutating func release(_ value: Int) {
    guard let place = register[value], !Machine.reserved.contains(place) else { return }
    holder[Int(place.number)] = -1
    occupied.remove(place)
    register[value] = nil
  }
  mutating func releaseIfDead(_ reference: Reference, at position: Int32) {
    if let value = value(reference), analysis.lastUse[value] <= position { release(value) }
  }

  /// Leaves only the slot.
  mutating func evict(_ value: Int) {
    result.isSpilled[value] = true
    release(value)
  }

  /// The register, not pinned and not in `excluded`, whose value is needed last.
  private mutating func furthest(vector: Bool, excluding excluded: RegisterSet) -> (register: Register, use: Int32)? {
    var rest = (vector ? Machine.vector : Machine.general).intersection(occupied)
    rest.subtract(pinned)
    rest.subtract(excluded)
    var best: (register: Register, use: Int32)?
    while let candidate = rest.first {
      rest.remove(candidate)
      let use = nextUse(Int(holder[Int(candidate.number)]))
      if best == nil || use > best!.use { best = (candidate, use) }
    }
    return best
  }

  /// A free register, the best one for `value`.
  func freeRegister(vector: Bool, excluding excluded: RegisterSet, for value: Int?) -> Register? {
    var free = vector ? Machine.vector : Machine.general
    free.subtract(occupied)
    free.subtract(pinned)
    free.subtract(excluded)
    if free.isEmpty { return nil }
    if let value {
      let avoided = analysis.avoided(value, after: index)
      if hint[value] != TraceAnalysis.noHint {
        let hinted = Register(number: hint[value])
        if free.contains(hinted) && !avoided.contains(hinted) { return hinted }
      }
      let lasting = free.subtracting(avoided)
      if !lasting.isEmpty { free = lasting }
    }
    // Leave the registers of phis to their values of the next iteration.
    let quiet = free.subtracting(phiRegisters)
    if !quiet.isEmpty { free = quiet }
    if vector { return free.first }
    if let easy = free.intersection(Machine.easyGeneral).first { return easy }
    let rest = free.subtracting(Machine.calleeSaved)
    return rest.first ?? free.first
  }

  /// A free register, made free by taking it from the value needed last.
  mutating func anyRegister(vector: Bool, excluding excluded: RegisterSet, for value: Int?) throws -> Register {
    if let free = freeRegister(vector: vector, excluding: excluded, for: value) { return free }
    guard let victim = furthest(vector: vector, excluding: excluded) else { throw AbortReason.tooManySpills }
    evict(Int(holder[Int(victim.register.number)]))
    return victim.register
  }
}

extension Constant {
  /// The bits that a register holds.
  var word: UInt64 { type == .int ? bits << 2 : bits }
}
