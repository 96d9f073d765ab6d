// Proves an allocation right by replaying it on symbols: what is in each register and slot is the number of a value, and every
// operand, every snapshot and the state at the end of a loop must find the value they name.
//
// It takes from the allocator only its result; which registers an instruction destroys comes from `Constraint`. It does not
// prove the lowering: that is tested by running the code.
import TraceIR
import X64

struct AllocationChecker {
  private let analysis: TraceAnalysis
  private let allocation: Allocation
  private let helpers: [Helper]
  private var trace: Trace { analysis.trace }
  /// Values by location: registers 0…31, slots from 64; -1 - n for constant n.
  private var state: [Int32: Int32] = [:]
  private var headerState: [Int32: Int32] = [:]
  private var faultsBeforeLoop: [String] = []
  private var index = 0
  private(set) var faults: [String] = []

  /// Ends the program with the faults found.
  static func check(_ analysis: TraceAnalysis, _ allocation: Allocation, helpers: [Helper], inherited: [Location]) {
    let faults = faults(analysis, allocation, helpers: helpers, inherited: inherited)
    if !faults.isEmpty { fatalError("wrong allocation:\n\(faults.joined(separator: "\n"))\n\(analysis.trace.text)") }
  }

  static func faults(
    _ analysis: TraceAnalysis, _ allocation: Allocation, helpers: [Helper], inherited: [Location]
  ) -> [String] {
    var checker = AllocationChecker(analysis: analysis, allocation: allocation, helpers: helpers)
    checker.run(inherited)
    return checker.faults
  }

  private init(analysis: TraceAnalysis, allocation: Allocation, helpers: [Helper]) {
    self.analysis = analysis
    self.allocation = allocation
    self.helpers = helpers
  }

  private mutating func run(_ inherited: [Location]) {
    begin(inherited)
    var next = 0
    while next < trace.instructions.count {
      index = next
      next += 1
      guard analysis.hasCode(index) else { continue }
      let allocated = allocation.instructions[index]
      switch trace.instructions[index].operation {
      case .jumpLoop:
        checkExit(allocated)
        edit(allocated)
        // What the end does not bring back must not be used in the next iteration either: look at the loop again.
        if forgetLost() {
          faults = faultsBeforeLoop
          state = headerState
          next = analysis.phiEnd
        }
      case .loop:
        edit(allocated)
        enterLoop()
      case .phi: break
      case .threadPointer: state[Int32(Machine.thread.number)] = Int32(index)
      case .windowPointer: state[Int32(Machine.window.number)] = Int32(index)
      case .call, .foreignCall:
        edit(allocated)
        checkCall()
        define(allocated)
      default:
        edit(allocated)
        checkInstruction(allocated)
      }
    }
  }

  private mutating func begin(_ inherited: [Location]) {
    for (value, instruction) in trace.instructions.enumerated()
    where instruction.operation == .inherit && Int(analysis.root[value]) == value {
      switch inherited[Int(instruction.immediate)] {
      case .general(let number): state[Int32(number)] = Int32(value)
      case .vector(let number): state[Int32(number) + 16] = Int32(value)
      case .slot(let slot): state[64 + Int32(slot)] = Int32(value)
      }
    }
    for (value, instruction) in trace.instructions.enumerated()
    where instruction.operation == .inherit && Int(analysis.root[value]) == value {
      storeSlot(value)
    }
  }

  // MARK: State

  private mutating func report(_ message: String) { faults.append("%\(index): \(message)") }

  private func location(_ place: Place) -> Int32 {
    if let value = place.slotValue { return 64 + Int32(allocation.slot[value]) }
    return place.code
  }

  /// What a place holds: a value, a constant as -1 - n, or nil.
  private func content(_ place: Place) -> Int32? {
    place.constantIndex != nil ? place.code : state[location(place)]
  }
  private func expected(_ reference: Reference) -> Int32 {
    reference.isInstruction ? analysis.root[reference.index] : Place.constant(reference.index).code
  }

  private mutating func expect(_ reference: Reference, at place: Place, _ what: String) {
    if reference.isNone { return }
    // Any of several instructions for it stands for what a register holds all the time.
    if reference.isInstruction {
      let operation = trace.instructions[reference.index].operation
      if operation == .threadPointer && place == .register(Machine.thread) { return }
      if operation == .windowPointer && place == .register(Machine.window) { return }
    }
    let found = content(place)
    if found != expected(reference) {
      report("\(what) is \(found.map(String.init) ?? "nothing"), not \(expected(reference))")
    }
  }

  private mutating func storeSlot(_ value: Int) {
    guard allocation.isSpilled[value] else { return }
    guard allocation.slot[value] >= 0 else { return report("value \(value) has no slot") }
    state[64 + Int32(allocation.slot[value])] = Int32(value)
  }

  private mutating func edit(_ allocated: AllocatedInstruction) {
    var number = Int(allocated.firstEdit)
    let end = number + Int(allocated.editCount)
    while number < end {
      var last = number + 1
      while last < end && allocation.edits[last].isParallel { last += 1 }
      let contents = allocation.edits[number..<last].map { edit in
        edit.source == .register(Machine.thread) ? state[Int32(Machine.thread.number)] : content(edit.source)
      }
      for (edit, content) in zip(allocation.edits[number..<last], contents) {
        state[location(edit.destination)] = content
      }
      number = last
    }
  }

  private mutating func define(_ allocated: AllocatedInstruction) {
    guard let result = allocated.result else { return }
    state[Int32(result.number)] = Int32(index)
    storeSlot(index)
  }

  // MARK: Instructions

  private mutating func checkInstruction(_ allocated: AllocatedInstruction) {
    let operands = analysis.operands(index)
    let constraint = trace.constraint(index, b: operands.b)
    var (a, b) = (operands.a, operands.b)
    if constraint.commutes, content(allocated.a) != expected(a) { swap(&a, &b) }
    if constraint.a != .none { expect(a, at: allocated.a, "operand a") }
    if constraint.b != .none || constraint.fixedB != nil { expect(b, at: allocated.b, "operand b") }
    if constraint.c != .none { expect(operands.c, at: allocated.c, "operand c") }
    if let fixed = constraint.fixedA, allocated.a != .register(fixed) { report("operand a is not in \(fixed)") }
    if let fixed = constraint.fixedB, allocated.b != .register(fixed) { report("operand b is not in \(fixed)") }
    for place in [allocated.a, allocated.b, allocated.c] {
      guard let register = place.register else { continue }
      let isFixed = register == constraint.fixedA || register == constraint.fixedB
      if constraint.clobbers.contains(register) && !isFixed {
        report("an operand is in \(register), which is destroyed")
      }
      if register == allocated.temporary { report("an operand is in the temporary \(register)") }
      if constraint.result == .early, register == allocated.result { report("the result destroys an operand") }
    }
    if constraint.result == .tied, allocated.result != nil, allocated.b.register == allocated.result,
      allocated.a != allocated.b
    {
      report("the result destroys operand b")
    }
    let taken = allocated.undoes ? allocated.result : nil
    if let result = allocated.result, result != taken { state[Int32(result.number)] = nil }
    var clobbers = constraint.clobbers
    if let temporary = allocated.temporary { clobbers.insert(temporary) }
    destroy(clobbers)
    checkExit(allocated)
    define(allocated)
  }

  private mutating func destroy(_ registers: RegisterSet) {
    var rest = registers
    while let register = rest.first {
      rest.remove(register)
      state[Int32(register.number)] = nil
    }
  }

  private mutating func checkCall() {
    let instruction = trace.instructions[index]
    let registers = trace.callRegisters(instruction, helpers)
    if instruction.a.isInstruction { expect(instruction.a, at: .register(.rax), "the address of the function") }
    for (argument, register) in zip(trace.arguments(of: instruction), registers) {
      expect(argument, at: .register(register), "an argument in \(register)")
    }
    destroy(Machine.callerSaved)
  }

  private mutating func checkExit(_ allocated: AllocatedInstruction) {
    let snapshot = trace.instructions[index].snapshot
    guard snapshot >= 0 else { return }
    guard allocated.firstExitPlace >= 0 else { return report("the exit has no places") }
    let range = analysis.liveRange[Int(snapshot)]
    for number in 0..<Int(range.count) {
      let reference = Reference.instruction(Int(analysis.live[Int(range.first) + number]))
      expect(reference, at: allocation.exitPlaces[Int(allocated.firstExitPlace) + number], "a value of the snapshot")
    }
  }

  // MARK: Loop

  /// Phis take the places of their first values.
  private mutating func enterLoop() {
    for phi in analysis.loopStart + 1..<analysis.phiEnd where analysis.lastUse[phi] >= 0 {
      for location in locations(ofPhi: phi) {
        if state[location] != expected(trace.instructions[phi].a) {
          report("phi \(phi) begins with something else in location \(location)")
        }
      }
    }
    for phi in analysis.loopStart + 1..<analysis.phiEnd where analysis.lastUse[phi] >= 0 {
      if let register = allocation.instructions[phi].result { state[Int32(register.number)] = Int32(phi) }
      storeSlot(phi)
    }
    headerState = state
    faultsBeforeLoop = faults
  }

  /// Where the moves at the start and end of the loop put a phi.
  private func locations(ofPhi phi: Int) -> [Int32] {
    if let register = allocation.instructions[phi].result { return [Int32(register.number)] }
    return [64 + Int32(allocation.slot[phi])]
  }

  /// Compares the end of the loop with its start, the values of the next iteration standing for phis; forgets places that
  /// differ. True when there were any.
  private mutating func forgetLost() -> Bool {
    let phis = analysis.loopStart + 1..<analysis.phiEnd
    var lost: [Int32] = []
    for (location, value) in headerState {
      let wanted = phis.contains(Int(value)) ? expected(trace.instructions[Int(value)].b) : value
      if state[location] != wanted { lost.append(location) }
    }
    for location in lost { headerState[location] = nil }
    return !lost.isEmpty
  }
}
