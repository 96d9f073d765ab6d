// Reading the tables of a recording into flat arrays, with every reference checked, so that the analysis can index
// without looking.

import GRDB

struct ProfileTables {
  var environment: [String: String] = [:]
  var threads: [ProfileThread] = []
  var functions = [ProfileFunction(id: FunctionID(0), kind: .native, name: "", file: "", line: 0)]
  var frameFunctions: [Int32] = [0]
  var frameLines: [Int32] = [0]
  var nodeParents: [Int32] = [0]
  var nodeFrames: [Int32] = [0]
  var nodeOfStack: [Int32] = [0]
  var brokenStacks: Set<Int32> = []
  var exitOfStack: [Int32: ExitID] = [:]
  var losses: [(cause: String, count: Int)] = []
  var collections: [GarbageCollection] = []
  var overhead: [OverheadRow] = []
  /// The ledger of calls into C.
  var crossings: [CrossingRow] = []
  var duration: Microseconds = 0
  var lastChunk = 0
  var totals: [(thread: ThreadID, counts: StackCounts)] = []
  /// Of a recording that was not closed.
  var chunkSums: ChunkSums?

  /// - Parameter earlier: an earlier reading of the same recording, whose sums need not be made again.
  init(database: Database, recording: Recording, after earlier: RecordingSums?) throws {
    func require(_ condition: Bool, _ detail: @autoclosure () -> String) throws {
      if !condition { throw recording.damaged(detail()) }
    }
    let wrongOrder = "has a gap in its numbers"
    try database.forEachRow("SELECT name, value FROM environment") { environment[$0.text(0)] = $0.text(1) }
    try database.forEachRow("SELECT id, native, name, started FROM thread ORDER BY id") { row in
      try require((1..<1 << 24).contains(row.int(0)), "table thread has an impossible number")
      threads.append(
        ProfileThread(
          id: ThreadID(row.int(0)), native: row.int(1), name: row.text(2), started: row.time(3)))
    }
    try database.forEachRow("SELECT id, kind, name, file, line FROM function ORDER BY id") { row in
      try require(row.int(0) == functions.count, "table function \(wrongOrder)")
      guard let kind = FunctionKind(rawValue: UInt8(clamping: row.int(1))), kind != .crossing || recording.version >= 3
      else {
        throw recording.damaged("a function is of no known kind")
      }
      functions.append(
        ProfileFunction(
          id: FunctionID(functions.count), kind: kind, name: row.text(2), file: row.text(3),
          line: Int(Int32(clamping: row.int(4)))))
    }
    try database.forEachRow("SELECT id, function, line FROM frame ORDER BY id") { row in
      try require(row.int(0) == frameFunctions.count, "table frame \(wrongOrder)")
      try require((1..<functions.count).contains(row.int(1)), "a frame refers to a function that does not exist")
      frameFunctions.append(Int32(row.int(1)))
      frameLines.append(Int32(clamping: row.int(2)))
    }
    try database.forEachRow("SELECT id, parent, frame FROM node ORDER BY id") { row in
      try require(row.int(0) == nodeParents.count, "table node \(wrongOrder)")
      try require((0..<nodeParents.count).contains(row.int(1)), "a node comes before its parent")
      try require((1..<frameFunctions.count).contains(row.int(2)), "a node refers to a frame that does not exist")
      nodeParents.append(Int32(row.int(1)))
      nodeFrames.append(Int32(row.int(2)))
    }
    let exit = recording.version < 2 ? "NULL, NULL" : "trace, exit"
    try database.forEachRow("SELECT id, node, broken, \(exit) FROM stack ORDER BY id") { row in
      try require(row.int(0) == nodeOfStack.count, "table stack \(wrongOrder)")
      try require((1..<nodeParents.count).contains(row.int(1)), "a stack refers to a node that does not exist")
      if row.int(2) != 0 { brokenStacks.insert(Int32(nodeOfStack.count)) }
      if let trace = row.optionalInt(3), let exit = row.optionalInt(4) {
        exitOfStack[Int32(nodeOfStack.count)] = ExitID(trace: trace, exit: exit)
      }
      nodeOfStack.append(Int32(row.int(1)))
    }
    var sum = TableSum()
    try database.forEachRow("SELECT cause, n FROM loss WHERE n > 0 ORDER BY n DESC, cause") { row in
      losses.append((row.text(0), row.count(1)))
      sum.add(row.count(1))
    }
    try database.forEachRow("SELECT thread, t, duration, bytes_before, bytes_after FROM gc ORDER BY t") { row in
      collections.append(
        GarbageCollection(
          thread: ThreadID(row.int(0)), time: row.time(1), duration: row.time(2),
          bytesBefore: row.count(3), bytesAfter: row.count(4)))
      sum.add(Int(row.time(2)) + row.count(3) + row.count(4))
    }
    try require(sum.isPossible, "its losses or collections have impossible numbers")
    try database.forEachRow("SELECT t, samples, handler, collector, program FROM overhead ORDER BY t") { row in
      overhead.append(
        OverheadRow(
          time: row.time(0), samples: row.int(1), handler: row.time(2), collector: row.time(3), program: row.time(4)))
    }
    try database.forEachRow("SELECT coalesce(max(t1), 0), coalesce(max(id), 0) FROM chunk") {
      duration = $0.time(0)
      lastChunk = $0.int(1)
    }
    if let stored = environment["duration_us"].flatMap({ Int64($0) }) {
      duration = max(duration, min(stored, RawRow.latestTime))
    }
    try readTotals(database, recording, after: earlier)
    try readCrossings(database, recording)
  }

  /// From `stack_total` when the file was closed, else from all chunks.
  private mutating func readTotals(_ database: Database, _ recording: Recording, after earlier: RecordingSums?) throws {
    let stackLimit = nodeOfStack.count
    var rows: [(thread: Int, rows: [StackCounts.Row])] = []
    try database.forEachRow("SELECT thread, stack, state, n, weight FROM stack_total ORDER BY thread, stack, state") {
      row in
      guard (1..<stackLimit).contains(row.int(1)), let state = SampleState(rawValue: UInt8(clamping: row.int(2))),
        (0..<1 << 40).contains(row.int(3)), (0..<1 << 40).contains(row.int(4))
      else { throw recording.damaged("a total refers to a stack or state that does not exist") }
      if rows.last?.thread != row.int(0) { rows.append((row.int(0), [])) }
      rows[rows.count - 1].rows.append(
        StackCounts.Row(stack: StackID(row.int(1)), state: state, samples: row.int(3), weight: row.int(4)))
    }
    totals = rows.map { (ThreadID($0.thread), StackCounts(rows: $0.rows)) }
    if totals.isEmpty { try sumChunks(database, recording, after: earlier) }
  }

  /// The sums of all chunks, those of an earlier reading taken over.
  private mutating func sumChunks(_ database: Database, _ recording: Recording, after earlier: RecordingSums?) throws {
    let stackLimit = nodeOfStack.count
    let known = earlier.flatMap { $0.started == environment["started"] && $0.stackCount < stackLimit ? $0 : nil }
    var sums = known?.chunks ?? ChunkSums()
    var accumulators: [Int: StackCounts.Accumulator] = [:]
    try database.forEachRow(
      "SELECT id, thread, t0, n, period, rawlen, data FROM chunk WHERE id > ? ORDER BY id", [sums.lastChunk]
    ) { row in
      let bytes = row.blob(6)
      guard bytes.count == row.int(5) else { throw recording.damaged("a chunk of samples has the wrong length") }
      var accumulator =
        accumulators.removeValue(forKey: row.int(1)) ?? StackCounts.Accumulator(stackCount: stackLimit)
      var weights = [Int](repeating: 0, count: SampleState.count)
      var span: ClosedRange<Microseconds>?
      let problem = SampleCoding.decode(
        bytes, start: Microseconds(row.int(2)), period: Microseconds(row.int(4)), count: row.int(3),
        stackLimit: stackLimit
      ) { time, stack, state, weight in
        accumulator.add(stack: stack, state: state, weight: weight)
        weights[state] += weight
        span = min(span?.lowerBound ?? time, time)...max(span?.upperBound ?? time, time)
      }
      if let problem { throw recording.damaged(problem) }
      accumulators[row.int(1)] = accumulator
      if let span { sums.add(id: row.int(0), span: span, weights: weights) }
    }
    var counts = Dictionary(uniqueKeysWithValues: (known?.totals ?? []).map { ($0.thread, $0.counts) })
    for (thread, accumulator) in accumulators {
      let new = StackCounts(rows: accumulator.rows)
      counts[ThreadID(thread)] = counts[ThreadID(thread)]?.adding(new) ?? new
    }
    totals = counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    chunkSums = sums
  }
}
