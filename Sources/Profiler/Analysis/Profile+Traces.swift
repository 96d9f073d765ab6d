// What a recording knows of traces: each one with its share of the samples, guards by failures, aborts by reason. Read from the
// file when asked for; recordings of format 1 have none.

import GRDB

/// A compiled trace. Durations of compilation are nanoseconds.
public struct ProfileTrace: Sendable {
  public let number: Int
  /// `loop`, `function` or `bridge`.
  public let kind: String
  public let root: Int
  public let parent: Int?
  public let parentExit: Int?
  /// The trace that it goes on to at its end; nil: the interpreter.
  public let link: Int?
  /// Its frame in stacks.
  public let function: FunctionID
  /// The Python function and line where it begins.
  public let place: ProfileFunction
  public let line: Int
  public let started: Microseconds
  public let installed: Microseconds
  public let recordTime: Int
  public let optimizeTime: Int
  public let allocateTime: Int
  public let encodeTime: Int
  public let recordedOperations: Int
  public let recordedGuards: Int
  public let operations: Int
  public let guards: Int
  public let bytes: Int
  /// Times that the interpreter entered it.
  public let entered: Int
  /// When and why it ended, if it did.
  public let ended: Microseconds?
  public let cause: String?

  public var compileTime: Int { recordTime + optimizeTime + allocateTime + encodeTime }

  /// Whether its code was there at some time of the range; nil: of the recording.
  func isAlive(in range: Range<Microseconds>?) -> Bool {
    guard let range else { return true }
    return installed < range.upperBound && (ended ?? .max) >= range.lowerBound
  }
}

/// A trace with its share of the samples.
public struct TraceShare: Sendable {
  public let trace: ProfileTrace
  /// Samples in its machine code, in its exits, and in what it called.
  public let total: Share
  /// Samples in its machine code and exits.
  public let own: Share
}

/// A guard that failed.
public struct ProfileGuard: Sendable {
  public let trace: Int
  public let exit: Int
  /// The guard's name in the trace language.
  public let kind: String
  public let place: ProfileFunction
  public let line: Int
  /// Types or truths, nil when unknown.
  public let expected: String?
  public let seen: String?
  /// Failures that went back to the interpreter.
  public let failures: Int
  /// The trace that took its place.
  public let bridge: Int?
  /// Time from its failures until machine code was entered again, as long as the frame lived in which the trace was entered.
  public internal(set) var lost: Share
}

/// Recordings given up for one reason.
public struct ProfileAbort: Sendable {
  /// The reason's name, as in `abort_reason`, and its title.
  public let reason: String
  public let title: String
  public let count: Int
  /// Nanoseconds spent in the recorder for them.
  public let recordTime: Int
  /// Time in the interpreter below functions whose recordings were given up most often for this reason.
  public internal(set) var interpreted: Share
  /// Where it happened most often, and how often there.
  public let place: ProfileFunction
  public let line: Int
  public let countAtPlace: Int
}

extension Profile {
  /// All traces, in the order in which they were compiled.
  public func traces() throws(RecordingError) -> [ProfileTrace] {
    if recording.version < 2 { return [] }
    return try recording.read { database in
      var result: [ProfileTrace] = []
      var sum = TableSum()
      try database.forEachRow(
        """
        SELECT id, kind, root, parent, parent_exit, link, function, frame, t, installed, record_ns, optimize_ns,
               allocate_ns, encode_ns, recorded_operations, recorded_guards, operations, guards, bytes, entered, ended, cause
        FROM trace ORDER BY id
        """
      ) { row in
        guard functions.indices.contains(row.int(6)), functions[row.int(6)].kind == .trace else {
          throw recording.damaged("a trace refers to a function that does not exist")
        }
        let (place, line) = try place(ofFrame: row.int(7))
        let trace =
          ProfileTrace(
            number: row.int(0), kind: row.text(1), root: row.int(2), parent: row.optionalInt(3),
            parentExit: row.optionalInt(4), link: row.optionalInt(5), function: FunctionID(row.int(6)), place: place,
            line: line, started: row.time(8), installed: row.time(9), recordTime: row.count(10),
            optimizeTime: row.count(11), allocateTime: row.count(12), encodeTime: row.count(13),
            recordedOperations: row.count(14), recordedGuards: row.count(15), operations: row.count(16),
            guards: row.count(17), bytes: row.count(18), entered: row.count(19),
            ended: row.optionalInt(20) == nil ? nil : row.time(20), cause: row.optionalText(21))
        sum.add(trace.compileTime)
        sum.add(trace.recordedOperations + trace.recordedGuards + trace.operations + trace.guards)
        sum.add(trace.bytes + trace.entered)
        result.append(trace)
      }
      guard sum.isPossible else { throw recording.damaged("its traces have impossible numbers") }
      return result
    }
  }

  /// All traces with their shares, the largest first.
  public func traceShares(of counts: StackCounts) throws(RecordingError) -> [TraceShare] {
    let traces = try traces()
    if traces.isEmpty { return [] }
    let weights = functionTree(hiding: []).weightsPerKey(of: counts, nodeOfStack: nodeOfStack)
    var shares = traces.map { trace in
      let found = weights[trace.function.raw]
      return TraceShare(
        trace: trace,
        total: Share(weight: found?.total ?? 0, of: counts.weight, samples: counts.samples),
        own: Share(weight: found?.own ?? 0, of: counts.weight, samples: counts.samples))
    }
    shares.sort { ($0.total.weight, $1.trace.number) > ($1.total.weight, $0.trace.number) }
    return shares
  }

  /// Guards that failed, those first at which the most time was lost, then the most frequent.
  public func failingGuards(of counts: StackCounts, limit: Int) throws(RecordingError) -> [ProfileGuard] {
    if recording.version < 2 { return [] }
    let lost = lostWeights(of: counts)
    var rows = try recording.read { database in
      var result: [ProfileGuard] = []
      var sum = TableSum()
      try database.forEachRow(
        """
        SELECT trace, number, kind, frame, expected, seen, failures, bridge FROM trace_exit
        WHERE failures > 0 AND kind NOT IN ('jumpLoop', 'link', 'leave')
        """
      ) { row in
        let (place, line) = try place(ofFrame: row.int(3))
        sum.add(row.count(6))
        result.append(
          ProfileGuard(
            trace: row.int(0), exit: row.int(1), kind: row.text(2), place: place, line: line,
            expected: row.optionalText(4), seen: row.optionalText(5), failures: row.count(6),
            bridge: row.optionalInt(7),
            lost: Share(
              weight: lost[ExitID(trace: row.int(0), exit: row.int(1))] ?? 0, of: counts.weight, samples: counts.samples
            )))
      }
      guard sum.isPossible else { throw recording.damaged("its guards have impossible numbers") }
      return result
    }
    func rank(_ row: ProfileGuard) -> (Int, Int, Int, Int) { (-row.lost.weight, -row.failures, row.trace, row.exit) }
    // In place: there may be a hundred thousand.
    rows.sort { rank($0) < rank($1) }
    if rows.count > limit { rows.removeSubrange(limit...) }
    return rows
  }

  /// Recordings given up by reason, the most frequent first.
  public func aborts(of counts: StackCounts) throws(RecordingError) -> [ProfileAbort] {
    if recording.version < 2 { return [] }
    return try recording.read { database in
      // A function belongs to the reason for which its recordings were given up most often.
      var reasons: [FunctionID: String] = [:]
      try database.forEachRow(
        "SELECT reason, frame, count(*) AS n FROM abort GROUP BY reason, frame ORDER BY n DESC, frame"
      ) {
        let function = try place(ofFrame: $0.int(1)).0.id
        if reasons[function] == nil { reasons[function] = $0.text(0) }
      }
      var weights: [String: Int] = [:]
      for (function, weight) in interpretedWeights(of: counts, functions: Set(reasons.keys)) {
        weights[reasons[function]!, default: 0] += weight
      }
      var totals: [String: (count: Int, time: Int)] = [:]
      try database.forEachRow("SELECT reason, count(*), sum(record_ns) FROM abort GROUP BY reason") {
        totals[$0.text(0)] = ($0.count(1), $0.count(2))
      }
      var result: [ProfileAbort] = []
      try database.forEachRow(
        """
        SELECT reason, coalesce(title, reason), frame, n FROM (
          SELECT reason, frame, count(*) AS n FROM abort GROUP BY reason, frame)
        LEFT JOIN abort_reason ON name = reason ORDER BY reason, n DESC, frame
        """
      ) { row in
        if result.last?.reason == row.text(0) { return }
        let (place, line) = try place(ofFrame: row.int(2))
        let total = totals[row.text(0)] ?? (0, 0)
        result.append(
          ProfileAbort(
            reason: row.text(0), title: row.text(1), count: total.count, recordTime: total.time,
            interpreted: Share(weight: weights[row.text(0)] ?? 0, of: counts.weight, samples: counts.samples),
            place: place, line: line, countAtPlace: row.count(3)))
      }
      return result.sorted { ($0.count, $1.reason) > ($1.count, $0.reason) }
    }
  }

  /// Interpreted time of each of `functions`: samples outside of machine code go to the innermost of them on their stack.
  private func interpretedWeights(of counts: StackCounts, functions chosen: Set<FunctionID>) -> [FunctionID: Int] {
    var found = [FunctionID?](repeating: nil, count: nodeParents.count)
    for node in 1..<max(1, nodeParents.count) {
      let function = functions[Int(frameFunctions[Int(nodeFrames[node])])]
      switch function.kind {
      case .trace: found[node] = nil
      case .python where chosen.contains(function.id): found[node] = function.id
      default: found[node] = found[Int(nodeParents[node])]
      }
    }
    var weights: [FunctionID: Int] = [:]
    for row in counts.rows where [.interpreting, .runtime, .exit].contains(row.state) {
      if let function = found[Int(nodeOfStack[row.stack.index])] { weights[function, default: 0] += row.weight }
    }
    return weights
  }

  func place(ofFrame frame: Int) throws -> (ProfileFunction, Int) {
    guard (1..<frameFunctions.count).contains(frame) else {
      throw recording.damaged("a trace refers to a frame that does not exist")
    }
    return (functions[Int(frameFunctions[frame])], Int(frameLines[frame]))
  }
}
