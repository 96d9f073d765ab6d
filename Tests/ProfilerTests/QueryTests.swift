// Queries of the user's: rows, bounds, and that nothing can be changed.

import Foundation
import Testing

@testable import Profiler

@Suite struct QueryTests {
  /// A recording of a hundred samples, removed at the end.
  func withRecording(_ body: (Recording) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("query-\(UUID().uuidString).pitviper").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let writer = try RecordingWriter(path: path, period: 1000)
    writer.addThread(ThreadID(1), native: 1, name: "main", started: 0)
    let function = writer.intern(FunctionRecord(kind: .python, name: "f\u{1B}", file: "/a.py", line: 1))
    let stack = writer.intern(rootFirst: [writer.intern(function: function, line: 2)])!
    for index in 1...100 {
      writer.add(
        Sample(time: Microseconds(index) * 1000, stack: stack, state: .interpreting, weight: 1000),
        thread: ThreadID(1))
    }
    try writer.close(ending: "exit 0")
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    try body(Recording(path: path))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test func rowsOfEveryType() throws {
    try withRecording { recording in
      let result = try recording.query("SELECT 1 AS a, 2.5 AS b, 'x' AS c, NULL AS d, x'0102' AS e; -- end")
      #expect(result.columns == ["a", "b", "c", "d", "e"])
      #expect(result.rows == [[.integer(1), .real(2.5), .text("x"), .null, .blob(2)]])
      #expect(
        try recording.query("SELECT samples, weight FROM state_total").rows == [[.integer(100), .integer(100_000)]])
      #expect(try recording.query("EXPLAIN SELECT 1").rows.isEmpty == false)
    }
  }

  @Test(arguments: [
    "DELETE FROM function", "INSERT INTO loss VALUES ('x', 1)", "CREATE TABLE x (a)", "CREATE TEMP TABLE x (a)",
    "ATTACH '/tmp/other.db' AS other", "PRAGMA journal_mode = DELETE", "PRAGMA query_only = OFF", "VACUUM",
    "VACUUM INTO '/tmp/copy.db'", "DROP TABLE function", "BEGIN", "SELECT load_extension('x')", "DETACH main",
    "REINDEX", "ANALYZE", "ALTER TABLE loss RENAME TO x", "UPDATE loss SET n = 0", "SELECT 1; SELECT 2", "",
    "-- nothing",
    "SELECT writefile('/tmp/x', 'y')", "SELECT 1; DELETE FROM loss", "nonsense", "SELECT \u{0}1",
  ])
  func nothingElseIsAllowed(_ sql: String) throws {
    try withRecording { recording in
      #expect(throws: QueryError.self) { try recording.query(sql) }
    }
  }

  static let endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT "

  @Test func boundsHold() throws {
    try withRecording { recording in
      var limits = QueryLimits()
      limits.rows = 7
      let few = try recording.query(Self.endless + "x FROM n", limits: limits)
      #expect(few.rows.count == 7 && few.isCut)
      limits = QueryLimits()
      limits.bytes = 10_000
      let small = try recording.query(Self.endless + "printf('%1000d', x) FROM n", limits: limits)
      #expect(small.isCut && small.rows.count < 12)
      limits.time = 0.05
      #expect(throws: QueryError(description: "the query was ended after 0 seconds")) {
        try recording.query(Self.endless + "count(*) FROM n", limits: limits)
      }
      #expect(throws: QueryError.self) { try recording.query("SELECT randomblob(1000000000)") }
      let cancellation = Cancellation()
      cancellation.cancel()
      #expect(throws: QueryError(description: "given up")) {
        try recording.query(Self.endless + "count(*) FROM n", cancellation: cancellation)
      }
    }
  }

  @Test func theTimelineHasEverySample() throws {
    try withRecording { recording in
      for slices in [1, 3, 64, 1000] {
        let view = try recording.timeView(0..<101_000, slices: slices)
        #expect(view.states.count == slices && view.events.count == slices)
        #expect(view.states.reduce(0) { $0 + $1.reduce(0, +) } == 100_000)
      }
      let part = try recording.timeView(10_000..<20_000, slices: 10)
      #expect(part.states.map { $0[Int(SampleState.interpreting.rawValue)] } == Array(repeating: 1000, count: 10))
      #expect(try recording.events(0..<101_000, limit: 10) == EventList(events: [], isCut: false))
    }
  }
}
