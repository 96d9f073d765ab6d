// Text to trace: the inverse of TracePrinter. It reads a little more than the printer writes, so that tests can be
// written by hand: results may have names (`%count int = …`), lines may be empty or end in a `;` comment, and snapshots,
// virtual objects and frames may stand anywhere. It checks the form only; the verifier checks the meaning.

public struct TraceParseError: Error, CustomStringConvertible {
  public let line: Int
  public let message: String
  public var description: String { "line \(line): \(message)" }
}

extension Trace {
  /// Throws `TraceParseError`.
  public init(parsing text: String, names: TraceNames = TraceNames()) throws {
    var parser = TraceParser(names: names)
    self = try parser.parse(text)
  }
}

struct TraceParser {
  static let rootFrame = FrameNode(parent: -1, code: 0)

  let names: TraceNames
  private var trace = Trace(origin: .loop)
  private var results: [String: Int] = [:]
  private var pointIndex: [Point: Int32] = [:]
  private var words = TraceWords("", line: 0)

  init(names: TraceNames) { self.names = names }

  mutating func parse(_ text: String) throws -> Trace {
    var lines: [TraceWords] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let code = line.prefix { $0 != ";" }
      let words = TraceWords(code, line: index + 1)
      if !words.isAtEnd { lines.append(words) }
    }
    guard !lines.isEmpty else { throw TraceParseError(line: 1, message: "a trace starts with its origin") }
    words = lines.removeFirst()
    try parseOrigin()
    nameResults(lines)
    trace.frames = [TraceParser.rootFrame]
    var snapshots: [Int: (Snapshot, [SnapshotEntry])] = [:]
    var virtuals: [Int: (UInt64, [Reference])] = [:]
    var point = Point(frame: 0, offset: 0)
    for line in lines {
      words = line
      if words.take("frame") {
        try parseFrame()
      } else if words.take("snapshot") {
        let number = try words.index(after: "s")
        snapshots[number] = try parseSnapshot()
      } else if words.take("virtual") {
        let number = try words.index(after: "v")
        try words.expect("header")
        let header = try words.unsigned()
        virtuals[number] = (header, try list { try $0.operand() })
      } else {
        try parseInstruction(&point)
      }
      guard words.isAtEnd else { throw words.error("unexpected '\(words.rest)'") }
    }
    for number in 0..<snapshots.count {
      guard case (var snapshot, let entries)? = snapshots[number] else {
        throw words.error("snapshot s\(number) is missing")
      }
      snapshot.firstEntry = Int32(trace.entries.count)
      snapshot.entryCount = Int32(entries.count)
      trace.entries += entries
      trace.snapshots.append(snapshot)
    }
    for number in 0..<virtuals.count {
      guard let (header, fields) = virtuals[number] else { throw words.error("virtual v\(number) is missing") }
      trace.virtuals.append(
        VirtualObject(
          header: header, firstField: Int32(trace.virtualFields.count), fieldCount: Int32(fields.count)))
      trace.virtualFields += fields
    }
    return trace
  }

  private mutating func parseOrigin() throws {
    if words.take("loop") {
      trace.origin = .loop
    } else if words.take("function") {
      trace.origin = .function
    } else if words.take("bridge") {
      var types: [ValueType] = []
      while !words.isAtEnd { types.append(try type()) }
      trace.origin = .bridge(inherited: types)
    } else {
      throw words.error("a trace starts with 'loop', 'function' or 'bridge TYPES'")
    }
    guard words.isAtEnd else { throw words.error("unexpected '\(words.rest)'") }
  }

  /// Results are named first: phis, snapshots and frames refer forwards.
  private mutating func nameResults(_ lines: [TraceWords]) {
    var index = 0
    for var line in lines {
      if line.take("frame") || line.take("snapshot") || line.take("virtual") { continue }
      if let name = line.result() { results[name] = index }
      index += 1
    }
  }

  private mutating func parseFrame() throws {
    let number = try words.integer()
    guard number == 0 || number == trace.frames.count else { throw words.error("frames are numbered from 0 upwards") }
    var frame = FrameNode(parent: -1, code: 0)
    while !words.isAtEnd {
      switch try words.word() {
      case "parent": frame.parent = Int32(truncatingIfNeeded: try words.integer())
      case "code":
        frame.code = UInt32(truncatingIfNeeded: try words.unsigned())
        words.skipQuoted()
      case "resume": frame.resume = UInt32(truncatingIfNeeded: try words.unsigned())
      case "base": frame.base = Int32(truncatingIfNeeded: try words.integer())
      case "result": frame.result = Int32(truncatingIfNeeded: try words.integer())
      case "function": frame.function = try operand()
      case "locals": frame.locals = try operand()
      case "flags": frame.flags = try words.unsigned()
      case let other: throw words.error("unknown field '\(other)' of a frame")
      }
    }
    if number == 0 { trace.frames[0] = frame } else { trace.frames.append(frame) }
  }

  private mutating func parseSnapshot() throws -> (Snapshot, [SnapshotEntry]) {
    try words.expect("at")
    var snapshot = Snapshot(point: try place(), firstEntry: 0, entryCount: 0)
    if words.take("raise") { snapshot.resumption = .raise }
    let entries = try list { parser -> SnapshotEntry in
      let slot = try parser.words.integer()
      try parser.words.expect("=")
      return SnapshotEntry(slot: Int32(truncatingIfNeeded: slot), value: try parser.operand())
    }
    return (snapshot, entries)
  }

  private mutating func parseInstruction(_ point: inout Point) throws {
    var resultType = ValueType.none
    if words.result() != nil {
      resultType = try type()
      try words.expect("=")
    }
    let name = try words.word()
    guard let operation = TraceParser.operations[name] else { throw words.error("unknown operation '\(name)'") }
    let info = operation.info
    var instruction = Instruction(operation, type: resultType)
    if words.take(".") {
      let region = try words.word()
      guard let found = TraceParser.regions[region] else { throw words.error("unknown region '\(region)'") }
      instruction.region = found
    }
    if !info.operands.isEmpty {
      instruction.a = try operand()
      if words.take(",") { instruction.b = try operand() }
      if words.take(",") { instruction.c = try operand() }
    }
    instruction.immediate = try immediate(info.immediate)
    if info.operationClass == .call {
      instruction.firstArgument = Int32(trace.arguments.count)
      trace.arguments += try list(from: "(", to: ")") { try $0.operand() }
      instruction.argumentCount = Int32(trace.arguments.count) - instruction.firstArgument
    }
    if words.take("->") { instruction.snapshot = Int32(try words.index(after: "s")) }
    if words.take("at") { point = try place() }
    if pointIndex[point] == nil {
      pointIndex[point] = Int32(trace.points.count)
      trace.points.append(point)
    }
    instruction.point = pointIndex[point]!
    trace.instructions.append(instruction)
  }

  private mutating func immediate(_ kind: ImmediateKind) throws -> Int64 {
    switch kind {
    case .none: return 0
    case .slot, .inherited, .trace, .number: return Int64(try words.integer())
    case .offset:
      try words.expect("+")
      return Int64(try words.integer())
    case .header: return Int64(bitPattern: try words.unsigned())
    case .shape:
      let shape = try words.unsigned()
      words.skipQuoted()
      return Int64(bitPattern: shape)
    case .version:
      let shape = try words.unsigned()
      words.skipQuoted()
      try words.expect(":")
      return Int64(bitPattern: shape | (try words.unsigned()) << 32)
    case .kind: return Int64(try numbered(names.kinds, prefix: "", what: "kind"))
    case .helper: return Int64(try numbered(names.helpers, prefix: "helper", what: "helper"))
    case .foreign:
      let name = try words.word()
      guard let result = TraceParser.foreignResults[name] else { throw words.error("unknown result '\(name)'") }
      var convention = ForeignConvention(result, isVariadic: words.take("variadic"), swapsError: words.take("errno"))
      convention.offersLock = words.take("offered")
      if words.take("singles") { convention.singles = UInt8(truncatingIfNeeded: try words.integer()) }
      if words.take("keeps") { convention.kept = UInt8(truncatingIfNeeded: try words.integer()) }
      return convention.immediate
    case .packing:
      let name = try words.word()
      guard let element = TraceParser.elements[name] else { throw words.error("unknown packing '\(name)'") }
      try words.expect("+")
      return Packing(element, offset: try words.integer()).immediate
    }
  }

  private mutating func numbered(_ table: [String], prefix: String, what: String) throws -> Int {
    let name = try words.word()
    if let index = table.firstIndex(of: name) { return index }
    guard name.hasPrefix(prefix), let number = Int(name.dropFirst(prefix.count)) else {
      throw words.error("unknown \(what) '\(name)'")
    }
    return number
  }

  private mutating func list<Element>(
    from open: String = "[", to close: String = "]", _ element: (inout TraceParser) throws -> Element
  ) throws -> [Element] {
    try words.expect(open)
    var result: [Element] = []
    if words.take(close) { return result }
    repeat { result.append(try element(&self)) } while words.take(",")
    try words.expect(close)
    return result
  }

  private mutating func place() throws -> Point {
    let frame = try words.integer()
    try words.expect(":")
    return Point(frame: Int32(truncatingIfNeeded: frame), offset: UInt32(truncatingIfNeeded: try words.unsigned()))
  }

  private mutating func type() throws -> ValueType {
    let name = try words.word()
    guard let type = TraceParser.types[name] else { throw words.error("unknown type '\(name)'") }
    return type
  }

  private mutating func operand() throws -> Reference {
    if words.take("%") {
      let name = try words.word()
      guard let index = results[name] else { throw words.error("%\(name) is not defined") }
      return .instruction(index)
    }
    let word = try words.word()
    switch word {
    case "-": return .none
    case "true", "false": return trace.constant(.condition(word == "true"))
    case "value", "object", "raw", "float":
      try words.expect(":")
      let bits = try words.unsigned()
      words.skipQuoted()
      return trace.constant(Constant(TraceParser.types[word]!, bits))
    default: break
    }
    if let immediate = TraceNames.immediates.first(where: { $0.name == word }) {
      return trace.constant(.value(immediate.bits))
    }
    if word.first == "v", let index = Int(word.dropFirst()) { return .virtual(index) }
    if let number = Int(word) { return trace.constant(.int(number)) }
    if let number = Double(word) { return trace.constant(.float(number)) }
    throw words.error("unknown operand '\(word)'")
  }

  private static func table<Case: CaseIterable>(_: Case.Type) -> [String: Case] {
    Dictionary(uniqueKeysWithValues: Case.allCases.map { ("\($0)", $0) })
  }
  private static let operations = table(Operation.self)
  private static let regions = table(Region.self)
  private static let types = table(ValueType.self)
  private static let foreignResults = table(ForeignConvention.Result.self)
  private static let elements = table(Packing.Element.self)
}
