// A recording in memory: its tables of names and stacks, and the questions one can ask of its samples. A Profile is a
// snapshot: of a file that is still being written, load another one to see more. Samples themselves stay in the file;
// a filter without time range is answered from totals kept here, one with a range by decoding the chunks it touches.

import GRDB

/// A function of the recorded program.
public struct ProfileFunction: Equatable, Sendable {
  public let id: FunctionID
  public let kind: FunctionKind
  public let name: String
  /// Python source file, or the path of the library or program.
  public let file: String
  /// First line, 0 when unknown.
  public let line: Int

  public init(id: FunctionID, kind: FunctionKind, name: String, file: String, line: Int) {
    self.id = id
    self.kind = kind
    self.name = name
    self.file = file
    self.line = line
  }
}

/// A thread of the recorded program.
public struct ProfileThread: Equatable, Sendable {
  public let id: ThreadID
  /// The kernel's thread number.
  public let native: Int
  public let name: String
  public let started: Microseconds

  public init(id: ThreadID, native: Int, name: String, started: Microseconds) {
    self.id = id
    self.native = native
    self.name = name
    self.started = started
  }
}

public final class Profile: Sendable {
  public let recording: Recording
  /// Name → value: machine, versions, options, rates (docs/recording.md lists the names).
  public let environment: [String: String]
  public let threads: [ProfileThread]
  /// Index = FunctionID; entry 0 is unused.
  public let functions: [ProfileFunction]
  /// Lost samples by cause, the largest first.
  public let losses: [(cause: String, count: Int)]
  public let collections: [GarbageCollection]
  public let overhead: [OverheadRow]
  /// Time of the last sample or of the end.
  public let duration: Microseconds

  /// Index = FrameID, entry 0 unused: function and line of each frame.
  let frameFunctions: [Int32]
  let frameLines: [Int32]
  /// Index = NodeID, entry 0 unused.
  let nodeParents: [Int32]
  let nodeFrames: [Int32]
  /// Index = StackID, entry 0 unused.
  let nodeOfStack: [Int32]
  let brokenStacks: Set<Int32>
  /// The exit at which the time of a stack was lost, for those of which that can be said.
  let exitOfStack: [Int32: ExitID]
  /// The ledger of calls into C, empty before format 3.
  let crossings: [CrossingRow]
  /// The newest chunk of samples when the tables were read: those of later ones may refer to stacks that are not here.
  let lastChunk: Int
  /// Totals of the whole file per thread.
  let totals: [(thread: ThreadID, counts: StackCounts)]
  /// Of a recording that was not closed: nil for others.
  let chunkSums: ChunkSums?
  private let trees = TreeCache()

  init(recording: Recording, after earlier: RecordingSums?) throws(RecordingError) {
    self.recording = recording
    let tables = try recording.read { try ProfileTables(database: $0, recording: recording, after: earlier) }
    environment = tables.environment
    threads = tables.threads
    functions = tables.functions
    losses = tables.losses
    collections = tables.collections
    overhead = tables.overhead
    duration = tables.duration
    frameFunctions = tables.frameFunctions
    frameLines = tables.frameLines
    nodeParents = tables.nodeParents
    nodeFrames = tables.nodeFrames
    nodeOfStack = tables.nodeOfStack
    brokenStacks = tables.brokenStacks
    exitOfStack = tables.exitOfStack
    crossings = tables.crossings
    lastChunk = tables.lastChunk
    totals = tables.totals
    chunkSums = tables.chunkSums
  }

  public func function(_ id: FunctionID) -> ProfileFunction { functions[id.index] }

  /// False while the file is being written, or when the program was killed.
  public var isFinished: Bool { environment["finished"] != nil }

  /// Number of stored stacks.
  public var stackCount: Int { nodeOfStack.count - 1 }

  // MARK: Choosing samples

  /// Counts per stack and state of the chosen samples. Throws when a chunk of the file is damaged.
  public func counts(_ filter: SampleFilter = .all) throws(RecordingError) -> StackCounts {
    let rows: [StackCounts.Row]
    if let range = filter.range {
      var accumulator = StackCounts.Accumulator(stackCount: nodeOfStack.count)
      try forEachSample(range: range, threads: filter.threads) { _, stack, state, weight in
        accumulator.add(stack: stack, state: state, weight: weight)
      }
      rows = accumulator.rows
    } else {
      let chosen = totals.filter { filter.threads?.contains($0.thread) ?? true }
      rows = chosen.count == 1 ? chosen[0].counts.rows : Profile.merge(chosen.map { $0.counts })
    }
    guard let states = filter.states else { return StackCounts(rows: rows) }
    return StackCounts(rows: rows.filter { states.contains($0.state) })
  }

  private static func merge(_ parts: [StackCounts]) -> [StackCounts.Row] {
    var sums: [UInt64: StackCounts.Row] = [:]
    for row in parts.flatMap(\.rows) {
      let key = UInt64(row.stack.index) << 8 | UInt64(row.state.rawValue)
      if sums[key] == nil {
        sums[key] = row
      } else {
        sums[key]!.samples += row.samples
        sums[key]!.weight += row.weight
      }
    }
    return sums.keys.sorted().map { sums[$0]! }
  }

  /// Calls `body(time, stack, state, weight)` for every sample in the range, chunk by chunk.
  func forEachSample(
    range: Range<Microseconds>, threads: Set<ThreadID>?, _ body: (Microseconds, Int, Int, Int) -> Void
  ) throws(RecordingError) {
    try forEachSample(
      "t0 < ? AND t1 >= ? ORDER BY t0", [Int(range.upperBound), Int(range.lowerBound)], range, threads, body)
  }

  /// The same for one chunk.
  func forEachSample(
    ofChunk id: Int, range: Range<Microseconds>, _ body: (Microseconds, Int, Int, Int) -> Void
  ) throws(RecordingError) {
    try forEachSample("id = ?", [id], range, nil, body)
  }

  private func forEachSample(
    _ condition: String, _ arguments: [Int], _ range: Range<Microseconds>, _ threads: Set<ThreadID>?,
    _ body: (Microseconds, Int, Int, Int) -> Void
  ) throws(RecordingError) {
    let stackLimit = nodeOfStack.count
    var problem: String?
    try recording.read { database in
      try database.forEachRow("SELECT thread, t0, n, period, rawlen, data FROM chunk WHERE \(condition)", arguments) {
        row in
        guard threads?.contains(ThreadID(row.int(0))) ?? true, problem == nil else { return }
        let bytes = row.blob(5)
        guard bytes.count == row.int(4) else {
          problem = "a chunk of samples has the wrong length"
          return
        }
        problem = SampleCoding.decode(
          bytes, start: Microseconds(row.int(1)), period: Microseconds(row.int(3)), count: row.int(2),
          stackLimit: stackLimit
        ) { time, stack, state, weight in
          if range.contains(time) { body(time, stack, state, weight) }
        }
      }
    }
    if let problem { throw recording.damaged(problem) }
  }

  // MARK: Trees

  /// The call tree of the chosen samples.
  public func callTree(_ filter: SampleFilter = .all) throws(RecordingError) -> CallTree {
    callTree(of: try counts(filter), hiding: filter.hiddenKinds)
  }

  /// The call tree of counts that are already there.
  public func callTree(of counts: StackCounts, hiding hiddenKinds: Set<FunctionKind> = []) -> CallTree {
    CallTree(merged: functionTree(hiding: hiddenKinds), counts: counts, nodeOfStack: nodeOfStack)
  }

  /// Functions under functions, lines put together.
  func functionTree(hiding hiddenKinds: Set<FunctionKind>) -> MergedTree {
    trees.tree(hiddenKinds) {
      MergedTree(
        nodeParents: nodeParents, nodeFrames: nodeFrames,
        keyOfFrame: frameFunctions.map { hiddenKinds.contains(functions[Int($0)].kind) ? -1 : $0 })
    }
  }

  /// Python lines under Python lines: the time of native code belongs to the line that called it.
  func lineTree() -> MergedTree {
    trees.tree(nil) {
      MergedTree(
        nodeParents: nodeParents, nodeFrames: nodeFrames,
        keyOfFrame: frameFunctions.enumerated().map { functions[Int($1)].kind == .python ? Int32($0) : -1 })
    }
  }
}
