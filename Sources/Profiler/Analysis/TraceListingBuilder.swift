// From the stored text, code and lines of a trace to blocks. The text says at which place of the bytecode each operation is
// (`at FRAME:OFFSET` holds until the next one), the table trace_line at which line each piece of machine code is. Both come from
// the same points in the same order, so they are put together one by one; a run of operations whose function or line does not fit
// the next piece has no code of its own and goes to the piece before.

struct TraceListingBuilder {
  private let profile: Profile
  var optimized = ""
  var recorded = ""
  var code: [UInt8] = []
  /// Offsets in the code, ascending, with the innermost frame of the line.
  var entries: [(offset: Int, frame: Int)] = []
  private var lineOfPlace: [Place: Int] = [:]
  /// Index in the listing's lines by place in the bytecode.
  private var lineOfPoint: [Point: Int] = [:]

  init(profile: Profile) { self.profile = profile }

  private struct Place: Hashable {
    let function: Int32
    let line: Int32
  }

  private struct Point: Hashable {
    let code: Substring
    let offset: Int
  }

  /// Operations at one place.
  private struct Run {
    let point: Point
    var operations: [TraceListing.Operation]
  }

  mutating func build(into listing: inout TraceListing) {
    let instructions = Disassembly.instructions(of: code)
    let runs = Self.runs(optimized, exits: listing.exits.map(\.kind))
    var blocks: [TraceListing.Block] = []
    var next = 0
    for (index, run) in runs.enumerated() {
      // One entry may be missing on either side; beyond that the next pair decides.
      if !fits(run, next), fits(run, next + 1), index + 1 >= runs.count || !fits(runs[index + 1], next) { next += 1 }
      if fits(run, next) {
        let line = line(ofFrame: entries[next].frame, in: &listing)
        lineOfPoint[run.point] = line
        append(
          TraceListing.Block(
            line: line, operations: run.operations, instructions: [], isBehind: false), piece: next, instructions,
          to: &blocks)
        next += 1
      } else if blocks.isEmpty {
        blocks.append(
          TraceListing.Block(
            line: lineOfPoint[run.point], operations: run.operations, instructions: [], isBehind: false))
      } else {
        blocks[blocks.count - 1].operations += run.operations
      }
    }
    for piece in entries.indices.dropFirst(next) {
      let block = TraceListing.Block(
        line: line(ofFrame: entries[piece].frame, in: &listing), operations: [], instructions: [],
        isBehind: !runs.isEmpty)
      append(block, piece: piece, instructions, to: &blocks)
    }
    if blocks.isEmpty, !instructions.isEmpty {
      blocks = [TraceListing.Block(line: nil, operations: [], instructions: instructions, isBehind: false)]
    }
    listing.blocks = Self.joined(blocks)
    listing.recorded = Self.joined(
      Self.runs(recorded, exits: nil).map { run in
        TraceListing.Block(
          line: lineOfPoint[run.point], operations: run.operations, instructions: [], isBehind: false)
      })
  }

  /// Index of the line of a frame, which is new when the listing does not have it.
  mutating func line(ofFrame frame: Int, in listing: inout TraceListing) -> Int {
    let place = Place(function: profile.frameFunctions[frame], line: profile.frameLines[frame])
    if let known = lineOfPlace[place] { return known }
    listing.lines.append(
      TraceListing.Line(
        function: profile.functions[Int(place.function)], line: Int(place.line), weight: 0))
    lineOfPlace[place] = listing.lines.count - 1
    return listing.lines.count - 1
  }

  private func fits(_ run: Run, _ piece: Int) -> Bool {
    guard entries.indices.contains(piece) else { return false }
    let frame = entries[piece].frame
    let function = profile.frameFunctions[frame]
    // The text has no name of a root frame that is plain, and leaves quotes out of names.
    let name = run.point.code
    guard name.isEmpty || profile.functions[Int(function)].name.filter({ $0 != "'" }) == name else { return false }
    guard let known = lineOfPoint[run.point] else { return true }
    return lineOfPlace[Place(function: function, line: profile.frameLines[frame])] == known
  }

  /// Adds a block with the instructions of a piece of the code; the first piece begins with the code.
  private func append(
    _ block: TraceListing.Block, piece: Int, _ instructions: [MachineInstruction], to blocks: inout [TraceListing.Block]
  ) {
    var block = block
    let start = piece == 0 ? 0 : entries[piece].offset
    let end = piece + 1 < entries.count ? entries[piece + 1].offset : Int.max
    let from = Self.firstIndex(in: instructions, from: start)
    block.instructions = Array(instructions[from..<Self.firstIndex(in: instructions, from: end)])
    blocks.append(block)
  }

  private static func firstIndex(in instructions: [MachineInstruction], from offset: Int) -> Int {
    var low = 0
    var high = instructions.count
    while low < high {
      let middle = (low + high) / 2
      if instructions[middle].offset < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Neighbours of one line become one block.
  private static func joined(_ blocks: [TraceListing.Block]) -> [TraceListing.Block] {
    var result: [TraceListing.Block] = []
    for block in blocks {
      let isContinued = result.last.map { $0.isBehind == block.isBehind && $0.line == block.line } ?? false
      if isContinued {
        result[result.count - 1].operations += block.operations
        result[result.count - 1].instructions += block.instructions
      } else {
        result.append(block)
      }
    }
    return result
  }

  // MARK: Text

  /// The operations of a text by place. `exits` are the kinds of the trace's exits, in the order of the operations that leave.
  private static func runs(_ text: String, exits: [String]?) -> [Run] {
    var names: [Int: Substring] = [:]
    var runs: [Run] = []
    var point = Point(code: "", offset: 0)
    var isFirst = true
    var exit = 0
    for line in text.split(separator: "\n") {
      if isFirst {
        isFirst = false
        continue
      }
      let words = line.split(separator: " ", maxSplits: 2)
      switch words[0] {
      case "virtual", "snapshot": continue
      case "frame":
        if words.count > 1, let number = Int(words[1]) { names[number] = codeName(line) }
        continue
      default: break
      }
      let (body, place) = split(line)
      if let place { point = Point(code: names[place.frame] ?? "", offset: place.offset) }
      if runs.isEmpty, place == nil { point = Point(code: names[0] ?? "", offset: 0) }
      var number: Int?
      if let exits, body.contains(" -> s"), exit < exits.count {
        number = exit
        exit += 1
      }
      let operation = TraceListing.Operation(text: String(body), exit: number)
      if runs.last?.point == point {
        runs[runs.count - 1].operations.append(operation)
      } else {
        runs.append(Run(point: point, operations: [operation]))
      }
    }
    return runs
  }

  /// `code 7'area' …`: what stands between the quotes.
  private static func codeName(_ line: Substring) -> Substring {
    guard let start = line.firstRange(of: " code ")?.upperBound,
      let open = line[start...].firstIndex(of: "'"),
      let close = line[line.index(after: open)...].firstIndex(of: "'"),
      line[start..<open].allSatisfy(\.isNumber)
    else { return "" }
    return line[line.index(after: open)..<close]
  }

  /// The operation, and its place when the line ends with ` at FRAME:OFFSET`.
  private static func split(_ line: Substring) -> (body: Substring, place: (frame: Int, offset: Int)?) {
    let words = line.split(separator: " ")
    guard words.count > 2, words[words.count - 2] == "at" else { return (line, nil) }
    let numbers = words[words.count - 1].split(separator: ":")
    guard numbers.count == 2, let frame = Int(numbers[0]), let offset = Int(numbers[1]) else { return (line, nil) }
    return (line.dropLast(words[words.count - 1].count + 4), (frame, offset))
  }
}
