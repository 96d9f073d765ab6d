// Reading what `pitviper bench` wrote. Nothing in the file is taken on trust: numbers are forced into bounds, and rows of
// processes that are not there, or iterations out of order, make the file damaged.

import GRDB

extension Recording {
  /// Iterations and rows of activity that are read at most: a file beyond it was not made by pitviper.
  private static let rowLimit = 20_000_000

  /// What `pitviper bench` measured; nil when the file is an ordinary recording.
  public func benchmark() throws(RecordingError) -> Benchmark? {
    guard version >= 4 else { return nil }
    return try read { database -> Benchmark? in
      var result = Benchmark(path: path)
      try database.forEachRow("SELECT name, value FROM environment") { result.environment[$0.text(0)] = $0.text(1) }
      guard result.environment["kind"] == "bench" else { return nil }
      try readProcesses(database, &result)
      var indices: [Int: Int] = [:]
      for (index, process) in result.processes.enumerated() { indices[process.id] = index }
      var rows = 0
      func rowsOf(_ sql: String, _ body: (Int, RawRow) throws -> Void) throws {
        try database.forEachRow(sql) { row in
          rows += 1
          guard let index = indices[row.int(0)] else { throw damaged("a row refers to a process that does not exist") }
          guard rows <= Self.rowLimit else { throw damaged("it has more rows than a bench makes") }
          try body(index, row)
        }
      }
      try rowsOf(
        """
        SELECT process, number, start_ns, wall_ns, cpu_ns, traces, bridges, aborts, guard_failures, collections,
               crossings, bytecodes FROM iteration ORDER BY process, number
        """
      ) { index, row in
        guard row.int(1) == result.processes[index].iterations.count else {
          throw damaged("iterations of a process are missing")
        }
        var counters: BenchCounters?
        if row.optionalInt(5) != nil {
          var made = BenchCounters()
          (made.traces, made.bridges, made.aborts) = (row.count(5), row.count(6), row.count(7))
          (made.guardFailures, made.collections, made.crossings) = (row.count(8), row.count(9), row.count(10))
          made.bytecodes = row.optionalInt(11) == nil ? nil : row.count(11)
          counters = made
        }
        result.processes[index].iterations.append(
          BenchIteration(start: row.count(2), wall: row.count(3), cpu: row.count(4), counters: counters))
      }
      try readActivity(rowsOf, &result.processes)
      try database.forEachRow("SELECT process, kind, detail FROM noise ORDER BY id LIMIT 10000") { row in
        result.noise.append(BenchNoise(process: row.optionalInt(0), kind: row.text(1), detail: row.text(2)))
      }
      return result
    }
  }

  private func readProcesses(_ database: Database, _ result: inout Benchmark) throws {
    try database.forEachRow(
      """
      SELECT id, counting, failure, started, peak_kb, overhead_ns, load, frequency_before, frequency_after,
             involuntary_switches, migrations FROM process ORDER BY id
      """
    ) { row in
      guard (1..<1 << 24).contains(row.int(0)) else { throw damaged("a process has an impossible number") }
      var process = BenchProcess(id: row.int(0), isCounting: row.int(1) != 0, failure: row.optionalText(2))
      process.started = row.time(3)
      process.peakKilobytes = row.count(4)
      process.overhead = row.count(5)
      process.conditions.load = row.optionalInt(6)
      process.conditions.frequencyBefore = row.optionalInt(7)
      process.conditions.frequencyAfter = row.optionalInt(8)
      process.conditions.involuntarySwitches = row.optionalInt(9)
      process.conditions.migrations = row.optionalInt(10)
      result.processes.append(process)
    }
  }

  private func readActivity(
    _ rowsOf: (String, (Int, RawRow) throws -> Void) throws -> Void, _ processes: inout [BenchProcess]
  ) throws {
    func optionalCount(_ row: RawRow, _ column: Int32) -> Int? {
      row.optionalInt(column) == nil ? nil : row.count(column)
    }
    func place(_ row: RawRow, _ column: Int32) -> BenchPlace {
      BenchPlace(function: row.text(column), file: row.text(column + 1), line: row.count(column + 2))
    }
    try rowsOf(
      """
      SELECT process, number, kind, root, parent, parent_exit, link, function, file, line, t_ns, installed_ns,
             operations, guards, bytes, entered, compile_ns, ended_ns, cause
      FROM process_trace ORDER BY process, number
      """
    ) { index, row in
      processes[index].activity.traces.append(
        BenchTrace(
          number: row.count(1), kind: row.text(2), root: row.count(3), parent: optionalCount(row, 4),
          parentExit: optionalCount(row, 5), link: optionalCount(row, 6), place: place(row, 7), time: row.count(10),
          installed: row.count(11), operations: row.count(12), guards: row.count(13), bytes: row.count(14),
          entered: row.count(15), compileTime: row.count(16), ended: optionalCount(row, 17),
          cause: row.optionalText(18)))
    }
    try rowsOf(
      """
      SELECT process, trace, number, kind, function, file, line, expected, seen, failures, bridge
      FROM process_exit ORDER BY process, trace, number
      """
    ) { index, row in
      processes[index].activity.exits.append(
        BenchExit(
          trace: row.count(1), number: row.count(2), kind: row.text(3), place: place(row, 4),
          expected: row.optionalText(7), seen: row.optionalText(8), failures: row.count(9),
          bridge: optionalCount(row, 10)))
    }
    try rowsOf(
      """
      SELECT process, t_ns, reason, function, file, line, abort_function, abort_file, abort_line, instruction,
             parent, parent_exit, operations FROM process_abort ORDER BY id
      """
    ) { index, row in
      processes[index].activity.aborts.append(
        BenchAbort(
          time: row.count(1), reason: row.text(2), place: place(row, 3), abortPlace: place(row, 6),
          instruction: row.text(9), parent: optionalCount(row, 10), parentExit: optionalCount(row, 11),
          operations: row.count(12)))
    }
    try rowsOf("SELECT process, t_ns, kind, trace, function, file, line, detail FROM process_event ORDER BY id") {
      index, row in
      processes[index].activity.events.append(
        BenchEvent(
          time: row.count(1), kind: row.text(2), trace: optionalCount(row, 3),
          place: row.optionalText(4) == nil ? nil : place(row, 4), detail: row.text(7)))
    }
    try rowsOf("SELECT process, t_ns, duration_ns, bytes_before, bytes_after FROM process_gc ORDER BY id") {
      index, row in
      processes[index].activity.collections.append(
        BenchCollection(
          time: row.count(1), duration: row.count(2), bytesBefore: row.count(3), bytesAfter: row.count(4)))
    }
    try rowsOf(
      "SELECT process, name, library, site, calls, traced_calls, bytes, callbacks FROM process_crossing ORDER BY id"
    ) { index, row in
      processes[index].activity.crossings.append(
        BenchCrossing(
          name: row.text(1), library: row.text(2), site: row.text(3), calls: row.count(4), tracedCalls: row.count(5),
          bytes: row.count(6), callbacks: row.count(7)))
    }
  }
}
