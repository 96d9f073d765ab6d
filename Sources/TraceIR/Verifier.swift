// Checks that a trace is well formed. Run before and after each pass in tests, and on what the recorder makes.
//
// It verifies:
// - operands: as many as the row says, of a type that fits; defined earlier (SSA); constants and virtuals in range;
//   virtual objects stand in snapshots, their fields and frames only. Bases of loads and stores are objects or raws;
//   a stored word is an int, object, value, raw or float.
// - results: the type of the row, or a sensible one where the row leaves it open.
// - immediates: helpers, packings, slots and inherited values in range, with the type of what is inherited.
// - calls: the helper's arity, parameter types and result; a foreign call's arguments fit the registers.
// - snapshots: guards, `link`, `leave` and `returnValue` have one, `jumpLoop` may have one, others none; entries are defined before the instruction; its frame
//   and all parents exist, the chain ends in a root, in the same one up to a `popFrame`; a virtual object of `link` is refused (it is written by code).
// - control: at most one `loop`; phis only directly after it, `a` defined before the loop, `b` anywhere, both of the
//   phi's type; exactly one end, as the last instruction; `jumpLoop` only with a `loop`.
// - points in range.
// It does not verify what needs the program: that a helper's address is right, that facts said to be known are true.

public struct TraceFault: Error, CustomStringConvertible, Equatable {
  /// Index of the instruction.
  public let instruction: Int
  public let message: String
  public var description: String { "%\(instruction): \(message)" }
}

extension Trace {
  /// What is wrong, in the order of the instructions; empty for a valid trace.
  public func faults(helpers: [Helper]) -> [TraceFault] {
    var verifier = Verifier(trace: self, helpers: helpers)
    verifier.run()
    return verifier.faults
  }
}

private struct Verifier {
  let trace: Trace
  let helpers: [Helper]
  var faults: [TraceFault] = []
  var index = 0
  var loopIndex: Int?
  /// The root of all snapshots up to the next `popFrame`.
  var root: Int?

  mutating func report(_ message: String) { faults.append(TraceFault(instruction: index, message: message)) }

  mutating func run() {
    loopIndex = trace.instructions.firstIndex { $0.operation == .loop }
    if trace.frames.first?.parent != -1 { report("frame 0 is not a root") }
    for number in trace.frames.indices.dropFirst() {
      if !(-1..<Int32(number)).contains(trace.frames[number].parent) { report("frame \(number) has no earlier parent") }
    }
    for current in trace.instructions.indices {
      index = current
      check(trace.instructions[current])
    }
  }

  private mutating func check(_ instruction: Instruction) {
    let info = instruction.operation.info
    if !trace.points.indices.contains(Int(instruction.point)) { report("point \(instruction.point) does not exist") }
    checkControl(instruction)
    if instruction.operation != .phi { checkOperands(instruction, info) }
    checkResult(instruction, info)
    checkImmediate(instruction, info)
    checkSnapshot(instruction)
  }

  private mutating func checkControl(_ instruction: Instruction) {
    let isLast = index == trace.instructions.count - 1
    switch instruction.operation {
    case .loop: if index != loopIndex { report("a second loop") }
    case .jumpLoop: if loopIndex == nil { report("jumpLoop without loop") }
    case .phi: checkPhi(instruction)
    case .popFrame:
      if case .bridge = trace.origin {} else { report("popFrame in a trace that may come back to its start") }
      root = nil
    default: break
    }
    let isEnd = [.jumpLoop, .link, .leave, .returnValue].contains(instruction.operation)
    if isEnd && !isLast { report("an end that is not the last instruction") }
    if !isEnd && isLast { report("the trace has no end") }
  }

  private mutating func checkPhi(_ phi: Instruction) {
    let before = index == 0 ? nil : trace.instructions[index - 1].operation
    if before != .loop && before != .phi { report("a phi that does not follow loop") }
    guard let loopIndex else { return }
    if !isDefined(phi.a, before: loopIndex) { report("the first value of a phi is not defined before the loop") }
    if !isDefined(phi.b, before: trace.instructions.count) { report("the second value of a phi is not defined") }
    for operand in [phi.a, phi.b] where isDefined(operand, before: trace.instructions.count) {
      if !trace.type(of: operand).fits(phi.type) { report("a phi of \(phi.type) with \(trace.type(of: operand))") }
    }
  }

  private func isDefined(_ operand: Reference, before limit: Int) -> Bool {
    if operand.isInstruction { return operand.index < limit && trace.instructions[operand.index].type != .none }
    return operand.isConstant && trace.constants.indices.contains(operand.index)
  }

  private mutating func checkOperand(_ operand: Reference, _ name: String) -> ValueType? {
    guard isDefined(operand, before: index) else {
      report("operand \(name) is \(operand.isVirtual ? "virtual" : "not defined")")
      return nil
    }
    return trace.type(of: operand)
  }

  private mutating func checkOperands(_ instruction: Instruction, _ info: OperationInfo) {
    let isMemory = info.operationClass == .load || info.operationClass == .store
    for (number, operand) in [instruction.a, instruction.b, instruction.c].enumerated() {
      let name = ["a", "b", "c"][number]
      guard number < info.operands.count else {
        if !operand.isNone { report("operand \(name) is not wanted") }
        continue
      }
      guard let type = checkOperand(operand, name) else { continue }
      let isStored = isMemory && number == instruction.storedOperand
      let fits: Bool
      if isMemory && number == 0 && instruction.operation != .setShape {
        fits = type == .object || type == .raw
      } else if instruction.operation == .storePacked && isStored {
        fits = type == packing(instruction)?.result
      } else if isStored {
        fits = type.fits(.value) || type == .raw || type == .float
      } else {
        fits = type.fits(info.operands[number])
      }
      if !fits { report("operand \(name) of \(instruction.operation) is \(type)") }
    }
    guard info.operationClass == .call else { return }
    if instruction.operation == .foreignCall { return checkForeign(instruction) }
    guard helpers.indices.contains(Int(instruction.immediate)) else { return }
    let helper = helpers[Int(instruction.immediate)]
    let arguments = trace.arguments(of: instruction)
    if arguments.count != helper.parameters.count {
      report("\(helper.name) takes \(helper.parameters.count) arguments, not \(arguments.count)")
    }
    for (argument, parameter) in zip(arguments, helper.parameters) {
      guard let type = checkOperand(argument, "of \(helper.name)") else { continue }
      if !type.fits(parameter) { report("\(helper.name) wants \(parameter), not \(type)") }
    }
  }

  private mutating func checkForeign(_ instruction: Instruction) {
    let (passed, kept) = trace.foreignArguments(of: instruction)
    let types = passed.compactMap { checkOperand($0, "of a foreign call") }
    if !ForeignConvention.fits(types) { report("a foreign call wants raws and floats in registers") }
    for argument in kept where checkOperand(argument, "of a foreign call")?.fits(.value) == false {
      report("a foreign call keeps a \(trace.type(of: argument))")
    }
  }

  private func packing(_ instruction: Instruction) -> Packing.Element? {
    Packing.Element(rawValue: UInt8(truncatingIfNeeded: instruction.immediate))
  }

  private mutating func checkResult(_ instruction: Instruction, _ info: OperationInfo) {
    let type = instruction.type
    let fits: Bool
    switch instruction.operation {
    case .load, .loadElement: fits = type.fits(.value) || type == .raw || type == .float
    case .loadPacked: fits = type == packing(instruction)?.result
    case .phi, .inherit: fits = type != .none
    case .foreignCall: fits = type == ForeignConvention(immediate: instruction.immediate)?.result.type
    case .call:
      guard helpers.indices.contains(Int(instruction.immediate)) else { return }
      fits = type == helpers[Int(instruction.immediate)].result
    default: fits = type == info.result
    }
    if !fits { report("\(instruction.operation) cannot give \(type)") }
  }

  private mutating func checkImmediate(_ instruction: Instruction, _ info: OperationInfo) {
    switch info.immediate {
    case .helper:
      if !helpers.indices.contains(Int(instruction.immediate)) { report("helper \(instruction.immediate) is unknown") }
    case .foreign:
      if ForeignConvention(immediate: instruction.immediate) == nil { report("the convention is unknown") }
    case .packing: if packing(instruction) == nil { report("the packing is unknown") }
    case .slot: if instruction.immediate < 0 { report("slot \(instruction.immediate) does not exist") }
    case .inherited:
      guard case .bridge(let types) = trace.origin, types.indices.contains(Int(instruction.immediate)) else {
        return report("value \(instruction.immediate) is not inherited")
      }
      let type = types[Int(instruction.immediate)]
      if type != instruction.type { report("inherited value \(instruction.immediate) is \(type)") }
    default: break
    }
  }

  private mutating func checkSnapshot(_ instruction: Instruction) {
    guard instruction.operation.hasSnapshot else {
      if instruction.snapshot < 0 { return }
      if instruction.operation != .jumpLoop { return report("\(instruction.operation) has a snapshot") }
      checkSnapshotContents(instruction)
      return
    }
    checkSnapshotContents(instruction)
  }

  private mutating func checkSnapshotContents(_ instruction: Instruction) {
    guard trace.snapshots.indices.contains(Int(instruction.snapshot)) else { return report("there is no snapshot") }
    let snapshot = trace.snapshots[Int(instruction.snapshot)]
    var reached: [Int] = []
    for entry in trace.entries(of: snapshot) {
      if entry.slot < 0 { report("a snapshot names register \(entry.slot)") }
      checkValue(entry.value, &reached)
    }
    guard trace.frames.indices.contains(Int(snapshot.point.frame)) else {
      return report("the snapshot's frame \(snapshot.point.frame) does not exist")
    }
    var frame = Int(snapshot.point.frame)
    // Parents are earlier frames (checked once), so the chain ends.
    while trace.frames.indices.contains(frame), trace.frames[frame].parent >= 0 {
      for value in [trace.frames[frame].function, trace.frames[frame].locals] where !value.isNone {
        checkValue(value, &reached)
      }
      guard trace.frames[frame].parent < frame else { return }
      frame = Int(trace.frames[frame].parent)
    }
    if let root, root != frame { report("a snapshot with the root \(frame), not \(root)") }
    root = frame
    if instruction.operation == .link && !reached.isEmpty { report("link with a virtual object") }
  }

  /// A value in a snapshot: defined, or a virtual object whose fields are.
  private mutating func checkValue(_ value: Reference, _ reached: inout [Int]) {
    guard value.isVirtual else {
      if !isDefined(value, before: index) { report("a snapshot names a value that is not defined") }
      return
    }
    guard trace.virtuals.indices.contains(value.index) else { return report("v\(value.index) does not exist") }
    if reached.contains(value.index) { return }
    reached.append(value.index)
    for field in trace.fields(of: trace.virtuals[value.index]) { checkValue(field, &reached) }
  }
}
