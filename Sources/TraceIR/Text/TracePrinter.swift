// A trace as text. The form is complete (parsing it gives an equal trace) and stable (no addresses but those in the
// trace itself). docs/trace-language.md describes it.
//
//   loop
//   frame 1 parent 0 code 7 resume 12 base 4 result 2 function %3
//   %0 value = slot 1
//   %1 int = guardInt %0 -> s0 at 0:3
//   %2 value = load.listItems %1 +16
//   link -1 -> s1
//   virtual v0 header 0x400010000001000 [%1, None]
//   snapshot s0 at 0:3 [1 = %1, 2 = v0]

struct TracePrinter {
  let trace: Trace
  let names: TraceNames
  private(set) var text = ""
  private var point = Point(frame: 0, offset: 0)

  init(_ trace: Trace, names: TraceNames) {
    self.trace = trace
    self.names = names
  }

  mutating func print() -> String {
    switch trace.origin {
    case .loop: line("loop")
    case .function: line("function")
    case .bridge(let types): line((["bridge"] + types.map { "\($0)" }).joined(separator: " "))
    }
    for index in trace.frames.indices where index > 0 || trace.frames[0] != TraceParser.rootFrame { frame(index) }
    for index in trace.instructions.indices { instruction(index) }
    for (index, object) in trace.virtuals.enumerated() {
      let fields = trace.fields(of: object).map { operand($0) }.joined(separator: ", ")
      line("virtual v\(index) header \(hex(object.header)) [\(fields)]")
    }
    for (index, snapshot) in trace.snapshots.enumerated() {
      let entries = trace.entries(of: snapshot).map { "\($0.slot) = \(operand($0.value))" }
      let raise = snapshot.resumption == .raise ? " raise" : ""
      line("snapshot s\(index) at \(place(snapshot.point))\(raise) [\(entries.joined(separator: ", "))]")
    }
    return text
  }

  private mutating func line(_ string: String) {
    text += string
    text += "\n"
  }

  private mutating func frame(_ index: Int) {
    let frame = trace.frames[index]
    var words = "frame \(index) parent \(frame.parent) code \(frame.code)\(quoted(names.code(frame.code)))"
    words += " resume \(frame.resume) base \(frame.base) result \(frame.result)"
    if !frame.function.isNone { words += " function \(operand(frame.function))" }
    if !frame.locals.isNone { words += " locals \(operand(frame.locals))" }
    if frame.flags != 0 { words += " flags \(hex(frame.flags))" }
    line(words)
  }

  private mutating func instruction(_ index: Int) {
    let instruction = trace.instructions[index]
    let info = instruction.operation.info
    var words = ""
    if instruction.type != .none { words += "%\(index) \(instruction.type) = " }
    words += "\(instruction.operation)"
    if info.operationClass == .load || info.operationClass == .store { words += ".\(instruction.region)" }
    let operands = [instruction.a, instruction.b, instruction.c].filter { !$0.isNone }.map { operand($0) }
    if !operands.isEmpty { words += " " + operands.joined(separator: ", ") }
    words += immediate(instruction, info.immediate)
    if info.operationClass == .call {
      words += "(" + trace.arguments(of: instruction).map { operand($0) }.joined(separator: ", ") + ")"
    }
    if instruction.snapshot >= 0 { words += " -> s\(instruction.snapshot)" }
    if trace.points.indices.contains(Int(instruction.point)), trace.points[Int(instruction.point)] != point {
      point = trace.points[Int(instruction.point)]
      words += " at \(place(point))"
    }
    line(words)
  }

  private func immediate(_ instruction: Instruction, _ kind: ImmediateKind) -> String {
    let number = instruction.immediate
    switch kind {
    case .none: return ""
    case .slot, .inherited, .trace, .number: return " \(number)"
    case .offset: return " +\(number)"
    case .shape:
      let shape = UInt32(truncatingIfNeeded: number)
      return " \(hex(UInt64(shape)))\(quoted(names.shape(shape)))"
    case .version:
      let shape = UInt32(truncatingIfNeeded: number)
      return " \(hex(UInt64(shape)))\(quoted(names.shape(shape))):\(UInt64(bitPattern: number) >> 32)"
    case .kind:
      return " " + (names.kinds.indices.contains(Int(number)) ? names.kinds[Int(number)] : "\(number)")
    case .header: return " " + hex(UInt64(bitPattern: number))
    case .helper:
      return " " + (names.helpers.indices.contains(Int(number)) ? names.helpers[Int(number)] : "helper\(number)")
    case .foreign:
      guard let convention = ForeignConvention(immediate: number) else { return " \(number)" }
      var words = " \(convention.result)"
      if convention.isVariadic { words += " variadic" }
      if convention.swapsError { words += " errno" }
      if convention.offersLock { words += " offered" }
      if convention.singles != 0 { words += " singles \(convention.singles)" }
      return convention.kept == 0 ? words : words + " keeps \(convention.kept)"
    case .packing:
      guard Packing.Element(rawValue: UInt8(truncatingIfNeeded: number)) != nil else { return " \(number)" }
      let packing = Packing(immediate: number)
      return " \(packing.element)+\(packing.offset)"
    }
  }

  private func operand(_ reference: Reference) -> String {
    if reference.isNone { return "-" }
    if reference.isInstruction { return "%\(reference.index)" }
    if reference.isVirtual { return "v\(reference.index)" }
    guard trace.constants.indices.contains(reference.index) else { return "constant\(reference.index)" }
    let constant = trace.constants[reference.index]
    switch constant.type {
    case .int: return "\(constant.int)"
    case .float:
      let isPlain = !constant.float.isNaN && Double("\(constant.float)")?.bitPattern == constant.bits
      return isPlain ? "\(constant.float)" : "float:\(hex(constant.bits))"
    case .condition: return constant.bits == 0 ? "false" : "true"
    case .value:
      return TraceNames.immediates.first { $0.bits == constant.bits }?.name ?? "value:\(hex(constant.bits))"
    case .object: return "object:\(hex(constant.bits))\(quoted(names.object(constant.bits)))"
    case .raw: return "raw:\(hex(constant.bits))"
    case .none: return "-"
    }
  }

  private func place(_ point: Point) -> String { "\(point.frame):\(point.offset)" }
  private func hex(_ bits: UInt64) -> String { "0x" + String(bits, radix: 16) }
  private func quoted(_ name: String?) -> String { name.map { "'\($0.filter { $0 != "'" })'" } ?? "" }
}

extension Trace {
  /// The trace as text, with numbers where a name needs a table.
  public var text: String { text(names: TraceNames()) }

  public func text(names: TraceNames) -> String {
    var printer = TracePrinter(self, names: names)
    return printer.print()
  }
}
