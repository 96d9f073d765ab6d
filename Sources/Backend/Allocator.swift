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
      case .inherit: try defineInherited()
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
      case .call: allocateCall()
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
      case .constant: break
      }
    }
  }

  private mutating func place(_ value: Int, in place: Register) {
    register[value] = place
    if Machine.reserved.contains(place) { return }
    holder[Int(place.number)] = Int32(value)
    occupied.insert(place)
  }

  /// An inherited constant is loaded like any other; the rest is in its place from the start.
  private mutating func defineInherited() throws {
    guard case .constant = inherited[Int(trace.instructions[index].immediate)] else { return }
    try define(Constraint(result: .register), a: nil, early: RegisterSet())
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

  // MARK: Operands

  mutating func edit(_ destination: Place, _ source: Place, isParallel: Bool = false) {
    result.edits.append(Edit(destination: destination, source: source, isParallel: isParallel))
  }

  /// Puts a value or constant into a register outside `excluded` and pins it.
  mutating func load(_ reference: Reference, excluding excluded: RegisterSet) throws -> Register {
    let vector = isVector(trace.type(of: reference))
    guard let value = value(reference) else {
      let register = try anyRegister(vector: vector, excluding: excluded, for: nil)
      edit(.register(register), .constant(reference.index))
      pinned.insert(register)
      return register
    }
    if let current = register[value] {
      if !excluded.contains(current) {
        pinned.insert(current)
        return current
      }
      let other = try anyRegister(vector: vector, excluding: excluded, for: value)
      edit(.register(other), .register(current))
      release(value)
      place(value, in: other)
      pinned.insert(other)
      return other
    }
    let register = try anyRegister(vector: vector, excluding: excluded, for: value)
    edit(.register(register), .slot(of: value))
    place(value, in: register)
    pinned.insert(register)
    return register
  }

  /// A constant whose word fits 32 bits with a sign.
  func fitsImmediate(_ reference: Reference) -> Bool {
    let constant = trace.constants[reference.index]
    return constant.type != .float && Int32(exactly: Int64(bitPattern: constant.word)) != nil
  }

  mutating func placeOperand(
    _ reference: Reference, _ policy: OperandPolicy, excluding excluded: RegisterSet
  ) throws -> Place {
    switch policy {
    case .none: return .none
    case .register: return reference.isNone ? .none : .register(try load(reference, excluding: excluded))
    case .immediate:
      if reference.isConstant && fitsImmediate(reference) { return .constant(reference.index) }
      return .register(try load(reference, excluding: excluded))
    case .any:
      guard let value = value(reference) else { return place(reference) }
      if register[value] == nil {
        // Reading the slot costs no more than loading it, unless it is needed again.
        let vector = isVector(trace.type(of: reference))
        let isLast = analysis.lastUse[value] <= position + 1
        if isLast || freeRegister(vector: vector, excluding: excluded, for: value) == nil { return .slot(of: value) }
      }
      return .register(try load(reference, excluding: excluded))
    }
  }

  /// Pins the registers of operands that stay where they are.
  mutating func pin(_ reference: Reference, excluding excluded: RegisterSet) {
    if let value = value(reference), let register = register[value], !excluded.contains(register) {
      pinned.insert(register)
    }
  }

  /// Empties the registers that the instruction destroys: what lives on moves to a free register or keeps its slot alone.
  mutating func clear(_ clobbers: RegisterSet) {
    var rest = clobbers.intersection(occupied)
    while let current = rest.first {
      rest.remove(current)
      let value = Int(holder[Int(current.number)])
      guard analysis.lastUse[value] > position else { continue }
      let other = freeRegister(vector: current.isVector, excluding: clobbers, for: value)
      // A register is no use to a value that only exits read, or that a call takes it from before the next use.
      let use = nextUse(value)
      let nextCall = 2 * analysis.nextCall[index + 1]
      if let other, use < .max - 1, use <= nextCall || Machine.calleeSaved.contains(other) {
        edit(.register(other), .register(current))
        release(value)
        place(value, in: other)
      } else {
        evict(value)
      }
    }
  }

  // MARK: Instructions

  private mutating func allocateInstruction() throws {
    var operands = analysis.operands(index)
    let constraint = trace.constraint(index, b: operands.b)
    if constraint.commutes { exchange(&operands) }
    let clobbers = constraint.clobbers
    if constraint.fixedA == nil { pin(operands.a, excluding: clobbers) }
    if constraint.fixedB == nil { pin(operands.b, excluding: clobbers) }
    pin(operands.c, excluding: clobbers)
    var allocated = AllocatedInstruction()
    // Operands first, out of the way of what is destroyed; then everything else out of its way; then the fixed operands.
    if constraint.fixedA == nil { allocated.a = try placeOperand(operands.a, constraint.a, excluding: clobbers) }
    if constraint.fixedB == nil { allocated.b = try placeOperand(operands.b, constraint.b, excluding: clobbers) }
    allocated.c = try placeOperand(operands.c, constraint.c, excluding: clobbers)
    if !clobbers.isEmpty {
      let sources = (place(operands.a), place(operands.b))
      clear(clobbers)
      var isParallel = false
      for (fixed, source) in [(constraint.fixedA, sources.0), (constraint.fixedB, sources.1)] {
        guard let fixed else { continue }
        edit(.register(fixed), source, isParallel: isParallel)
        isParallel = true
      }
      if let fixed = constraint.fixedA { allocated.a = .register(fixed) }
      if let fixed = constraint.fixedB { allocated.b = .register(fixed) }
    }
    if constraint.temporaries > 0 {
      let temporary = try anyRegister(vector: false, excluding: clobbers, for: nil)
      allocated.temporary = temporary
      pinned.insert(temporary)
    }
    result.instructions[index] = allocated
    let early = constraint.result == .early ? pinned : RegisterSet()
    try define(constraint, a: operands.a, b: operands.b, c: operands.c, early: early)
    recordExit()
    releaseAfter()
  }

  /// Puts that operand first whose register the result had better take over: the one in the register that the result is
  /// wanted in, else the one that dies here.
  private func exchange(_ operands: inout (a: Reference, b: Reference, c: Reference)) {
    guard let a = value(operands.a), let b = value(operands.b), a != b, let other = register[b] else { return }
    func rank(_ reference: Reference, _ other: Reference, _ register: Register?) -> Int {
      guard let register, tiedRegister(reference, other, register) != nil else { return 0 }
      return hint[index] == register.number ? 2 : 1
    }
    let first = rank(operands.a, operands.b, register[a]), second = rank(operands.b, operands.a, other)
    if second > first { swap(&operands.a, &operands.b) }
  }

  /// Chooses the register of the result.
  private mutating func define(
    _ constraint: Constraint, a: Reference? = nil, b: Reference = .none, c: Reference = .none, early: RegisterSet
  ) throws {
    let instruction = trace.instructions[index]
    let hasResult =
      instruction.type != .none && Int(analysis.root[index]) == index && !analysis.isDeferred[index]
      && (constraint.result != .none || constraint.fixedResult != nil)
    let current = result.instructions[index]
    var tied: Register?
    if constraint.result == .tied, let a, let register = current.a.register {
      tied = tiedRegister(a, b, register)
      if tied != nil, let value = value(a), analysis.lastUse[value] > position {
        result.instructions[index].undoes = true
        release(value)
      }
    }
    if let a { releaseIfDead(a, at: position) }
    releaseIfDead(b, at: position)
    releaseIfDead(c, at: position)
    guard hasResult else { return }
    let destination: Register
    if let fixed = constraint.fixedResult {
      destination = fixed
    } else if let tied {
      destination = tied
    } else {
      var excluded = constraint.clobbers
      if let temporary = current.temporary { excluded.insert(temporary) }
      if constraint.result == .tied {
        // Written before b is read.
        if let register = current.b.register { excluded.insert(register) }
      }
      pinned = early
      if constraint.result == .tied, let register = current.a.register { pinned.insert(register) }
      destination = try anyRegister(vector: isVector(instruction.type), excluding: excluded, for: index)
    }
    result.instructions[index].result = destination
    place(index, in: destination)
  }

  /// The register of operand a, when the result may have it: a dies here, or only this instruction's exit needs it and can compute it.
  private func tiedRegister(_ a: Reference, _ b: Reference, _ current: Register) -> Register? {
    guard let value = value(a) else { return current }  // a constant's own copy
    if Machine.reserved.contains(current) { return nil }
    let last = analysis.lastUse[value]
    if last <= position { return current }
    let operation = trace.instructions[index].operation
    let canUndo = operation == .addOverflow || operation == .subtractOverflow
    return canUndo && last == position + 1 && self.value(b) != value ? current : nil
  }

  /// Notes where the values are that the instruction's snapshot needs.
  mutating func recordExit() {
    let snapshot = trace.instructions[index].snapshot
    guard snapshot >= 0 else { return }
    result.instructions[index].firstExitPlace = Int32(result.exitPlaces.count)
    let range = analysis.liveRange[Int(snapshot)]
    let undone = result.instructions[index].undoes ? result.instructions[index].result : nil
    for number in Int(range.first)..<Int(range.first + range.count) {
      let value = Int(analysis.root[Int(analysis.live[number])])
      if let register = register[value] {
        result.exitPlaces.append(.register(register))
      } else if result.isSpilled[value] {
        result.exitPlaces.append(.slot(of: value))
      } else {
        // Operand a, whose register the result took.
        result.exitPlaces.append(.register(undone!))
      }
    }
  }

  /// Frees the registers of values that nothing needs any more.
  mutating func releaseAfter() {
    let snapshot = trace.instructions[index].snapshot
    if snapshot >= 0 {
      let range = analysis.liveRange[Int(snapshot)]
      for number in Int(range.first)..<Int(range.first + range.count) {
        let value = Int(analysis.root[Int(analysis.live[number])])
        if analysis.lastUse[value] <= position + 1 { release(value) }
      }
    }
    if analysis.lastUse[index] < 0 { release(index) }
  }

  /// The thread and the arguments go to their registers at once; what lives on is saved before.
  private mutating func allocateCall() {
    let instruction = trace.instructions[index]
    let helper = helpers[Int(instruction.immediate)]
    let arguments = trace.arguments(of: instruction)
    // Clearing copies registers and changes none that holds a value: what they are now is good until the moves.
    let sources = arguments.map { place($0) }
    clear(Machine.callerSaved)
    edit(.register(.rdi), .register(Machine.thread))
    for (source, destination) in zip(sources, argumentRegisters(helper)) {
      edit(.register(destination), source, isParallel: true)
    }
    for argument in arguments { releaseIfDead(argument, at: position) }
    guard instruction.type != .none, analysis.lastUse[index] >= 0 else { return }
    let destination: Register = instruction.type == .float ? .xmm0 : .rax
    result.instructions[index].result = destination
    place(index, in: destination)
  }
}

extension Constant {
  /// The bits that a register holds.
  var word: UInt64 { type == .int ? bits << 2 : bits }
}
