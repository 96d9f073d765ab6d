// The course of a JIT's life as a recording has it: recordings given up by place, places left to the interpreter, traces given
// up and flushed; and what a function costs outside of machine code. Recordings of format 1 have none of it.

import GRDB

/// A row of table `trace_event`.
public struct RecordedEvent: Sendable {
  public let time: Microseconds
  /// `started`, `aborted`, `compiled`, `blacklisted`, `invalidated` or `flushed`.
  public let kind: String
  /// For a bridge and for `invalidated`: the trace.
  public let trace: Int?
  public let place: ProfileFunction?
  public let line: Int
  public let detail: String
}

/// Recordings of one place given up for one reason.
public struct GivenUpPlace: Sendable {
  public let reason: String
  public let title: String
  public let meaning: String
  public let place: ProfileFunction
  public let line: Int
  /// Whether it would have been a bridge.
  public let isBridge: Bool
  public let count: Int
  /// Nanoseconds in the recorder.
  public let recordTime: Int
  /// The instruction and its place at which the last of them was given up.
  public let instruction: String
  public let stopPlace: ProfileFunction
  public let stopLine: Int
}

extension Profile {
  /// Events of these kinds, in their order.
  public func traceEvents(_ kinds: Set<String>) throws(RecordingError) -> [RecordedEvent] {
    if recording.version < 2 { return [] }
    return try recording.read { database in
      var result: [RecordedEvent] = []
      try database.forEachRow("SELECT t, kind, trace, frame, detail FROM trace_event ORDER BY id") { row in
        guard kinds.contains(row.text(1)) else { return }
        let place = try row.optionalInt(3).map { try self.place(ofFrame: $0) }
        result.append(
          RecordedEvent(
            time: row.time(0), kind: row.text(1), trace: row.optionalInt(2), place: place?.0, line: place?.1 ?? 0,
            detail: row.optionalText(4) ?? ""))
      }
      return result
    }
  }

  /// Recordings given up by place and reason, the most frequent first: those of a range, or all.
  public func givenUpPlaces(_ range: Range<Microseconds>? = nil) throws(RecordingError) -> [GivenUpPlace] {
    if recording.version < 2 { return [] }
    let range = range ?? 0..<RawRow.latestTime
    return try recording.read { database in
      var result: [GivenUpPlace] = []
      var sum = TableSum()
      // SQLite takes the columns that are not grouped from the row with the largest id.
      try database.forEachRow(
        """
        SELECT reason, coalesce(title, reason), coalesce(meaning, ''), frame, parent IS NOT NULL, count(*) AS n,
               sum(record_ns), instruction, abort_frame, max(id)
        FROM abort LEFT JOIN abort_reason ON name = reason WHERE t >= ? AND t < ?
        GROUP BY reason, frame, parent IS NOT NULL ORDER BY n DESC, max(id)
        """, [Int(range.lowerBound), Int(range.upperBound)]
      ) { row in
        let (place, line) = try place(ofFrame: row.int(3))
        let (stopPlace, stopLine) = try self.place(ofFrame: row.int(8))
        result.append(
          GivenUpPlace(
            reason: row.text(0), title: row.text(1), meaning: row.text(2), place: place, line: line,
            isBridge: row.int(4) != 0, count: row.count(5), recordTime: row.count(6), instruction: row.text(7),
            stopPlace: stopPlace, stopLine: stopLine))
        sum.add(row.count(5) + row.count(6))
      }
      guard sum.isPossible else { throw recording.damaged("its recordings given up have impossible numbers") }
      return result
    }
  }

  /// Weight by innermost Python function of the samples in the interpreter and in what the VM does for it, outside of traces.
  public func interpretedOwnWeights(of counts: StackCounts) -> [FunctionID: Int] {
    var innermost = [FunctionID?](repeating: nil, count: nodeParents.count)
    for node in 1..<max(1, nodeParents.count) {
      let function = functions[Int(frameFunctions[Int(nodeFrames[node])])]
      innermost[node] =
        switch function.kind {
        case .python: function.id
        case .trace: nil
        case .native, .runtime, .crossing: innermost[Int(nodeParents[node])]
        }
    }
    var weights: [FunctionID: Int] = [:]
    for row in counts.rows where row.state == .interpreting || row.state == .runtime {
      if let function = innermost[Int(nodeOfStack[row.stack.index])] { weights[function, default: 0] += row.weight }
    }
    return weights
  }

  /// Weight of the samples in the machine code and exits of these traces while they execute a line of a function, inlined or not.
  func machineCodeWeight(of counts: StackCounts, traces: Set<FunctionID>, function: FunctionID, line: Int) -> Int {
    counts.rows.reduce(0) { sum, row in
      guard row.state == .trace || row.state == .exit else { return sum }
      let node = Int(nodeOfStack[row.stack.index])
      let caller = Int(nodeFrames[Int(nodeParents[node])])
      let isThere =
        traces.contains(FunctionID(Int(frameFunctions[Int(nodeFrames[node])])))
        && Int(frameFunctions[caller]) == function.index && Int(frameLines[caller]) == line
      return isThere ? sum + row.weight : sum
    }
  }

  /// Counts of the samples whose stack has a function of the VM or of a library that `isChosen` accepts.
  func counts(of counts: StackCounts, below isChosen: (ProfileFunction) -> Bool) -> StackCounts {
    let chosen = functions.map { $0.id.index > 0 && $0.kind != .python && isChosen($0) }
    var found = [Bool](repeating: false, count: nodeParents.count)
    for node in 1..<max(1, nodeParents.count) {
      found[node] = found[Int(nodeParents[node])] || chosen[Int(frameFunctions[Int(nodeFrames[node])])]
    }
    return StackCounts(rows: counts.rows.filter { found[Int(nodeOfStack[$0.stack.index])] })
  }

  /// For each stack the Python function that is most often on it, and how often; depth 0 for stacks of less than `least` frames,
  /// which are not walked.
  func recursion(least: Int) -> [(function: FunctionID, depth: Int)] {
    let none = (function: FunctionID(0), depth: 0)
    var depth = [Int32](repeating: 0, count: nodeParents.count)
    for node in 1..<max(1, nodeParents.count) { depth[node] = depth[Int(nodeParents[node])] + 1 }
    return nodeOfStack.map { start in
      guard Int(depth[Int(start)]) >= least else { return none }
      var times: [Int32: Int] = [:]
      var node = Int(start)
      while node > 0 {
        let function = frameFunctions[Int(nodeFrames[node])]
        if functions[Int(function)].kind == .python { times[function, default: 0] += 1 }
        node = Int(nodeParents[node])
      }
      guard let most = times.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return none }
      return (FunctionID(most.key), most.value)
    }
  }
}
