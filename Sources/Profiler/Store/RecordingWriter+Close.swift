// Closing a recording: chunks of a second become chunks of ten, totals per stack and state are written, and the
// write-ahead log is folded in, so that one portable file remains. Each step may fail (a full disk); what has been
// committed before stays readable, with the log file beside it.

import GRDB
import Glibc

extension RecordingWriter {
  /// Writes what is left and makes the file one portable file. `ending` says how the program ended.
  public func close(ending: String) throws(RecordingError) {
    set(environment: ["finished": ending])
    var failure: RecordingError?
    do throws(RecordingError) { try flush() } catch { failure = error }
    do {
      if failure == nil {
        try queue.writeWithoutTransaction { database in
          try database.inTransaction(.immediate) {
            try compact(database)
            return .commit
          }
        }
      }
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        do {
          try database.execute(sql: "PRAGMA journal_mode = DELETE")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
          // Somebody is looking at the file: it keeps its log file, which is empty now.
        }
      }
      try queue.close()
    } catch let error {
      failure = failure ?? .writeFailed(path: path, reason: RecordingWriter.reason(of: error, path: path))
      try? queue.close()
    }
    if let failure { throw failure }
  }

  /// Joins the chunks of each thread up to `compactedSpan` and fills `stack_total`.
  private func compact(_ database: Database) throws {
    let stackCount = try Int.fetchOne(database, sql: "SELECT coalesce(max(id), 0) + 1 FROM stack")!
    for thread in try Int.fetchAll(database, sql: "SELECT DISTINCT thread FROM chunk ORDER BY thread") {
      var totals = StackCounts.Accumulator(stackCount: stackCount)
      var group: [Sample] = []
      var merged: [Int] = []
      var period: Microseconds = 1
      func finishGroup() throws {
        if merged.count > 1 {
          for id in merged { try database.execute(sql: "DELETE FROM chunk WHERE id = ?", arguments: [id]) }
          try RecordingWriter.insert(chunks: [(ThreadID(thread), group)], period: period, into: database)
        }
        group.removeAll(keepingCapacity: true)
        merged.removeAll(keepingCapacity: true)
      }
      for id in try Int.fetchAll(
        database, sql: "SELECT id FROM chunk WHERE thread = ? ORDER BY t0, id", arguments: [thread])
      {
        var samples: [Sample] = []
        var chunkPeriod: Microseconds = 1
        try database.forEachRow("SELECT t0, n, period, data FROM chunk WHERE id = ?", [id]) { row in
          chunkPeriod = Microseconds(row.int(2))
          _ = SampleCoding.decode(
            row.blob(3), start: Microseconds(row.int(0)), period: chunkPeriod, count: row.int(1), stackLimit: stackCount
          ) { time, stack, state, weight in
            totals.add(stack: stack, state: state, weight: weight)
            samples.append(
              Sample(time: time, stack: StackID(stack), state: SampleState(rawValue: UInt8(state))!, weight: weight))
          }
        }
        guard let last = samples.last else { continue }
        if let first = group.first, last.time - first.time > RecordingWriter.compactedSpan || period != chunkPeriod {
          try finishGroup()
        }
        period = chunkPeriod
        group += samples
        merged.append(id)
      }
      try finishGroup()
      try database.insert("INSERT INTO stack_total VALUES (?,?,?,?,?)", totals.rows) { row, item in
        row.bind(thread, Int(item.stack.raw), Int(item.state.rawValue), item.samples, item.weight)
      }
    }
  }
}
