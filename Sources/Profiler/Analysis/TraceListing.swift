// One trace opened: its lines of Python with the samples on them, its operations before and after optimisation, its machine code and
// its exits, in blocks of one line each.
//
// What a sample carries: the trace and the chain of Python lines that its machine code executed, not the instruction. So time is
// known by line of a trace, and a block of operations or instructions has the time of its line: a line that occurs in more
// than one block (a peeled loop has two copies of its body) has one figure. Text and code are kept by `profile --traces` alone; without it
// a listing has lines, figures and exits.

/// An exit of a trace.
public struct ProfileExit: Sendable {
  public let number: Int
  /// A guard, `jumpLoop`, `link` or `leave`.
  public let kind: String
  public let place: ProfileFunction
  public let line: Int
  public let expected: String?
  public let seen: String?
  public let failures: Int
  public let bridge: Int?
  /// Time from its failures until machine code was entered again, microseconds.
  public internal(set) var lost: Int
}

public struct TraceListing: Sendable {
  /// A line of Python that the trace executes.
  public struct Line: Sendable {
    public let function: ProfileFunction
    public let line: Int
    /// Samples in the trace, and in what it calls, while it executed this line; microseconds.
    public internal(set) var weight: Int
  }

  /// An operation of the trace language.
  public struct Operation: Sendable, Equatable {
    public let text: String
    /// The number of its exit; nil when it has none, or is not what was compiled.
    public let exit: Int?
  }

  /// Operations and instructions of one line, in the order of the code.
  public struct Block: Sendable {
    /// Index in `lines`; nil when it is not known.
    public internal(set) var line: Int?
    public internal(set) var operations: [Operation]
    public internal(set) var instructions: [MachineInstruction]
    /// Exits, slow paths and constants behind the code of the operations.
    public internal(set) var isBehind: Bool
  }

  public let trace: ProfileTrace
  /// In the order in which the code comes to them.
  public internal(set) var lines: [Line] = []
  /// The compiled trace.
  public internal(set) var blocks: [Block] = []
  /// Before optimisation; without instructions.
  public internal(set) var recorded: [Block] = []
  public internal(set) var exits: [ProfileExit] = []
  /// Samples in the trace and in what it calls, and all chosen ones.
  public internal(set) var total = 0
  public let weight: Int
  public let samples: Int

  /// Whether the recording keeps the texts of traces.
  public var hasText: Bool { !blocks.isEmpty || !recorded.isEmpty }

  public func share(_ weight: Int) -> Share { Share(weight: weight, of: self.weight, samples: samples) }
}

/// The time lost at exits and the traces on stacks, of certain samples: made once for the listings of several traces.
public struct TraceStacks: Sendable {
  let counts: StackCounts
  /// Microseconds.
  let lost: [ExitID: Int]
  /// See `Profile.nearestTraceNodes`.
  let above: [Int32]
}

extension Profile {
  /// A trace by its number in the program; nil when there is none.
  public func traceListing(_ number: Int, of counts: StackCounts) throws(RecordingError) -> TraceListing? {
    guard let trace = try traces().first(where: { $0.number == number }) else { return nil }
    return try traceListing(of: trace, traceStacks(of: counts))
  }

  /// What the stacks say of all traces, for listings of these samples.
  public func traceStacks(of counts: StackCounts) -> TraceStacks {
    TraceStacks(counts: counts, lost: lostWeights(of: counts), above: nearestTraceNodes())
  }

  /// The same for a trace that is at hand; reads nothing of the others.
  public func traceListing(of trace: ProfileTrace, _ stacks: TraceStacks) throws(RecordingError) -> TraceListing {
    let number = trace.number
    let counts = stacks.counts
    var listing = TraceListing(trace: trace, weight: counts.weight, samples: counts.samples)
    var builder = TraceListingBuilder(profile: self)
    try recording.read { database in
      try database.forEachRow("SELECT stage, text FROM trace_text WHERE trace = ?", [number]) { row in
        if row.text(0) == "optimized" { builder.optimized = row.text(1) } else { builder.recorded = row.text(1) }
      }
      try database.forEachRow("SELECT bytes FROM trace_code WHERE trace = ?", [number]) {
        builder.code = Array($0.blob(0))
      }
      try database.forEachRow("SELECT offset, frame FROM trace_line WHERE trace = ? AND depth = 0", [number]) { row in
        _ = try place(ofFrame: row.int(1))
        builder.entries.append((row.int(0), row.int(1)))
      }
      try database.forEachRow(
        "SELECT number, kind, frame, expected, seen, failures, bridge FROM trace_exit WHERE trace = ?", [number]
      ) { row in
        let (place, line) = try place(ofFrame: row.int(2))
        listing.exits.append(
          ProfileExit(
            number: row.int(0), kind: row.text(1), place: place, line: line, expected: row.optionalText(3),
            seen: row.optionalText(4), failures: row.count(5), bridge: row.optionalInt(6), lost: 0))
      }
    }
    for index in listing.exits.indices {
      listing.exits[index].lost = stacks.lost[ExitID(trace: number, exit: listing.exits[index].number)] ?? 0
    }
    builder.build(into: &listing)
    addWeights(of: stacks, to: &listing, builder)
    return listing
  }

  /// Time lost at each exit, microseconds.
  func lostWeights(of counts: StackCounts) -> [ExitID: Int] {
    var lost: [ExitID: Int] = [:]
    for row in counts.rows {
      if let exit = exitOfStack[row.stack.raw] { lost[exit, default: 0] += row.weight }
    }
    return lost
  }

  /// The samples of the trace, to the line that stands below its innermost frame on their stack.
  private func addWeights(of stacks: TraceStacks, to listing: inout TraceListing, _ builder: TraceListingBuilder) {
    var builder = builder
    let above = stacks.above
    for row in stacks.counts.rows {
      var node = above[Int(nodeOfStack[row.stack.index])]
      while node > 0, frameFunctions[Int(nodeFrames[Int(node)])] != listing.trace.function.raw {
        node = above[Int(nodeParents[Int(node)])]
      }
      guard node > 0 else { continue }
      listing.total += row.weight
      let caller = Int(nodeParents[Int(node)])
      guard caller > 0, functions[Int(frameFunctions[Int(nodeFrames[caller])])].kind == .python else { continue }
      let line = builder.line(ofFrame: Int(nodeFrames[caller]), in: &listing)
      listing.lines[line].weight += row.weight
    }
  }
}
