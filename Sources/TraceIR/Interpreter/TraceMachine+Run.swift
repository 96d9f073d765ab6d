// Executing a trace, and what is left behind when it ends.

/// A frame that an exit rebuilt, innermost first.
public struct RebuiltFrame: Equatable, Sendable {
  public var code: UInt32
  public var resume: UInt32
  public var base: Int32
  public var result: Int32
  public var function: UInt64?
  public var locals: UInt64?
  public var flags: UInt64
}

public struct TraceExit: Sendable {
  public enum Cause: Equatable, Sendable {
    case failedGuard, leave
    /// Number of the trace to enter next.
    case link(Int64)
    case stepLimit
    /// The word that the root frame returns.
    case returned(UInt64)
  }
  public var cause: Cause
  /// The instruction that left the trace.
  public var instruction: Int
  /// Where the interpreter goes on: offset in the code of the innermost frame.
  public var offset: UInt32 = 0
  public var resumption = Resumption.execute
  /// Innermost first; the root comes last. Registers are in memory at the window pointer.
  public var frames: [RebuiltFrame] = []
  /// The registers that the snapshot wrote.
  public var registers: [Int32: UInt64] = [:]
}

extension TraceMachine {
  /// Runs from the start of the trace to its end, a failed guard or the step limit. Throws `TraceMachineFault`.
  public mutating func run(_ trace: Trace, inherited: [UInt64] = []) throws -> TraceExit {
    var execution = TraceExecution(trace: trace, inherited: inherited)
    return try execution.run(&self)
  }
}

struct TraceExecution {
  var trace: Trace
  let inherited: [UInt64]
  var registers: [UInt64]
  var index = 0

  init(trace: Trace, inherited: [UInt64]) {
    self.trace = trace
    self.inherited = inherited
    registers = Array(repeating: 0, count: trace.instructions.count)
  }

  func fault(_ message: String) -> TraceMachineFault { TraceMachineFault(instruction: index, message: message) }

  mutating func run(_ machine: inout TraceMachine) throws -> TraceExit {
    let loop = trace.instructions.firstIndex { $0.operation == .loop } ?? 0
    index = 0
    while index < trace.instructions.count {
      machine.steps += 1
      if machine.steps > machine.stepLimit { return TraceExit(cause: .stepLimit, instruction: index) }
      let instruction = trace.instructions[index]
      switch instruction.operation {
      case .phi: registers[index] = bits(instruction.a, as: instruction.type, &machine)
      case .loop: break
      case .jumpLoop:
        machine.jumps += 1
        if machine.jumps >= machine.pendingAtJump, instruction.snapshot >= 0 { return try leave(&machine, .leave) }
        index = loop
        advancePhis(&machine)
        continue
      case .popFrame:
        machine.framePointer -= TraceMachine.frameSize
        guard let window = machine.words[machine.framePointer + TraceMachine.frameRegisters] else {
          throw fault("the caller's frame is not in memory")
        }
        machine.windowPointer = window
      case .link: return try leave(&machine, .link(instruction.immediate))
      case .leave: return try leave(&machine, .leave)
      case .returnValue: return try leave(&machine, .returned(word(instruction.a)))
      case .call, .foreignCall: registers[index] = try call(instruction, &machine)
      default:
        if instruction.operation.info.operationClass == .guardian {
          guard let result = try testGuard(instruction, &machine) else { return try leave(&machine, .failedGuard) }
          registers[index] = result
        } else {
          registers[index] = try compute(instruction, &machine)
        }
      }
      index += 1
    }
    throw fault("the trace has no end")
  }

  /// All phis change at once; afterwards `index` is behind them.
  private mutating func advancePhis(_ machine: inout TraceMachine) {
    index += 1
    var next: [UInt64] = []
    while trace.instructions[index].operation == .phi {
      next.append(bits(trace.instructions[index].b, as: trace.instructions[index].type, &machine))
      index += 1
    }
    for (offset, bits) in next.enumerated() { registers[index - next.count + offset] = bits }
  }

  // MARK: Operands

  func bits(_ reference: Reference) -> UInt64 {
    reference.isInstruction ? registers[reference.index] : trace.constants[reference.index].bits
  }
  /// An operand as contents of a register of type `wanted`: an int in a place for values is tagged.
  func bits(_ reference: Reference, as wanted: ValueType, _ machine: inout TraceMachine) -> UInt64 {
    trace.type(of: reference) == .int && wanted != .int ? bits(reference) << 2 : bits(reference)
  }
  func int(_ reference: Reference) -> Int { Int(Int64(bitPattern: bits(reference))) }
  func float(_ reference: Reference) -> Double { Double(bitPattern: bits(reference)) }
  /// An operand as a word in memory or in a place for values.
  func word(_ reference: Reference) -> UInt64 {
    trace.type(of: reference) == .int ? bits(reference) << 2 : bits(reference)
  }
  /// The address that a base operand stands for.
  func address(_ reference: Reference) -> UInt64 {
    trace.type(of: reference) == .object ? bits(reference) &- 1 : bits(reference)
  }

  mutating func call(_ instruction: Instruction, _ machine: inout TraceMachine) throws -> UInt64 {
    if instruction.operation == .foreignCall { return try callForeign(instruction, &machine) }
    let number = Int(instruction.immediate)
    guard machine.helpers.indices.contains(number), machine.bodies.indices.contains(number) else {
      throw fault("helper \(number) is unknown")
    }
    let parameters = machine.helpers[number].parameters
    let arguments = zip(trace.arguments(of: instruction), parameters).map { bits($0, as: $1, &machine) }
    machine.calls.append(TraceMachineCall(helper: number, arguments: arguments))
    return try machine.bodies[number](&machine, arguments)
  }

  private func callForeign(_ instruction: Instruction, _ machine: inout TraceMachine) throws -> UInt64 {
    let address = bits(instruction.a)
    guard let function = machine.functions[address] else { throw fault("there is no C function at \(address)") }
    guard let convention = ForeignConvention(immediate: instruction.immediate) else {
      throw fault("the convention is unknown")
    }
    var floats = 0
    let arguments = trace.foreignArguments(of: instruction).passed.map { argument in
      guard trace.type(of: argument) == .float else { return bits(argument) }
      defer { floats += 1 }
      let isSingle = convention.singles >> UInt8(floats) & 1 != 0
      return isSingle ? Double(Float(float(argument))).bitPattern : bits(argument)
    }
    machine.calls.append(TraceMachineCall(helper: -1, arguments: [address] + arguments))
    machine.calledBack = false
    let result = try function(&machine, arguments)
    switch convention.result {
    case .void: return 0
    case .int8: return UInt64(bitPattern: Int64(Int8(truncatingIfNeeded: result)))
    case .uint8: return UInt64(UInt8(truncatingIfNeeded: result))
    case .int16: return UInt64(bitPattern: Int64(Int16(truncatingIfNeeded: result)))
    case .uint16: return UInt64(UInt16(truncatingIfNeeded: result))
    case .int32: return UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: result)))
    case .uint32: return UInt64(UInt32(truncatingIfNeeded: result))
    case .word, .float64: return result
    case .float32: return Double(Float(Double(bitPattern: result))).bitPattern
    }
  }

  // MARK: Exits

  private mutating func leave(_ machine: inout TraceMachine, _ cause: TraceExit.Cause) throws -> TraceExit {
    let number = Int(trace.instructions[index].snapshot)
    let snapshot = trace.snapshots[number]
    var exit = TraceExit(cause: cause, instruction: index)
    exit.offset = snapshot.point.offset
    exit.resumption = snapshot.resumption
    // Objects first, so that they may refer to each other; then their words.
    var objects: [Int: UInt64] = [:]
    let virtuals = trace.virtualObjects(ofSnapshot: number)
    for object in virtuals { objects[object] = machine.allocate(header: trace.virtuals[object].header) }
    func rebuilt(_ reference: Reference, _ machine: inout TraceMachine) -> UInt64 {
      if reference.isVirtual { return objects[reference.index]! + 1 }
      return machine.word(bits(reference), trace.type(of: reference))
    }
    for object in virtuals {
      for (position, field) in trace.fields(of: trace.virtuals[object]).enumerated() {
        let word = rebuilt(field, &machine)
        machine.words[objects[object]! + 8 * UInt64(position + 1)] = word
      }
    }
    for entry in trace.entries(of: snapshot) {
      let word = rebuilt(entry.value, &machine)
      exit.registers[entry.slot] = word
      machine.words[machine.windowPointer + 8 * UInt64(entry.slot)] = word
    }
    var frame = Int(snapshot.point.frame)
    while frame >= 0 {
      let node = trace.frames[frame]
      exit.frames.append(
        RebuiltFrame(
          code: node.code, resume: node.resume, base: node.base, result: node.result,
          function: node.function.isNone ? nil : rebuilt(node.function, &machine),
          locals: node.locals.isNone ? nil : rebuilt(node.locals, &machine), flags: node.flags))
      frame = Int(node.parent)
    }
    return exit
  }
}
