// Numbers at the end of what a column can hold, in a few rows and in very many: sums of them overflow nowhere.

import Foundation
import GRDB
import Testing

@testable import Profiler

@Suite struct LargeNumberTests {
  private static let largest = "9223372036854775807"
  /// 5,000 rows: their numbers are bounded one by one, their sum is not.
  private static let many = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5000)"

  private func profile(_ statements: String) throws -> (profile: Profile, made: HandMade) {
    let made = try TraceMade().made
    _ = try made.closed()
    let queue = try DatabaseQueue(path: made.path)
    try queue.write { try $0.execute(sql: statements) }
    try queue.close()
    return (try Recording(path: made.path).profile(), made)
  }

  /// Everything that adds up.
  private func readAll(_ profile: Profile) throws {
    for name in ScreenReports.names {
      let screen = try #require(ScreenReports.named(name))
      _ = try ScreenReports.text(screen, profile)
      _ = try ScreenReports.json(screen, profile)
    }
    _ = try TextReport().text(of: profile)
    _ = try JSONReport.make(profile).text
    _ = try InfoReport(profile: profile).text
    _ = try DifferenceReport(Difference(DifferenceSide(profile), DifferenceSide(profile))).text
  }

  @Test(arguments: [
    "INSERT INTO gc VALUES (NULL, 1, 1000, \(largest), \(largest), -\(largest))",
    "INSERT INTO loss VALUES ('ring_full', \(largest)), ('write_failed', \(largest))",
    "UPDATE trace SET record_ns = \(largest), optimize_ns = \(largest), bytes = \(largest), entered = \(largest), operations = \(largest)",
    "UPDATE trace_exit SET failures = \(largest)",
    "UPDATE abort SET record_ns = 1 << 60",
  ])
  func inAFewRows(statements: String) throws {
    let (profile, made) = try profile(statements)
    withExtendedLifetime(made) { #expect(throws: Never.self) { try readAll(profile) } }
  }

  /// Of the tables that are read when a recording is opened.
  @Test(arguments: [
    "\(many) INSERT INTO gc SELECT NULL, 1, n, 1 << 60, 1 << 60, 0 FROM c",
    "\(many) INSERT INTO loss SELECT 'cause ' || n, 1 << 60 FROM c",
  ])
  func inManyRowsWhenOpened(statements: String) throws {
    do {
      _ = try profile(statements)
      Issue.record("not noticed: \(statements)")
    } catch let error as RecordingError {
      guard case .damaged = error else {
        Issue.record("\(error)")
        return
      }
      #expect(error.description.contains("impossible numbers"))
    }
  }

  /// Of those that are read when they are asked for.
  @Test(arguments: [
    """
    \(many) INSERT INTO trace SELECT 1000 + n, thread, kind, root, parent, parent_exit, link, function, frame, t, installed, 1 << 60,
      optimize_ns, allocate_ns, encode_ns, recorded_operations, recorded_guards, operations, guards, address, bytes, entered, ended,
      cause FROM c, (SELECT * FROM trace LIMIT 1)
    """,
    """
    \(many) INSERT INTO trace_exit SELECT trace, 1000 + n, kind, frame, expected, seen, 1 << 60, bridge
      FROM c, (SELECT * FROM trace_exit WHERE kind = 'guardInt' LIMIT 1)
    """,
    """
    \(many) INSERT INTO abort SELECT NULL, thread, t, ended, 'reason ' || n, frame, parent, parent_exit, try, abort_frame, instruction,
      operations, 1 << 60 FROM c, (SELECT * FROM abort LIMIT 1)
    """,
  ])
  func inManyRows(statements: String) throws {
    let (profile, made) = try profile(statements)
    try withExtendedLifetime(made) {
      let error = #expect(throws: RecordingError.self) { try profile.findings() }
      guard case .damaged? = error else {
        Issue.record("not noticed: \(String(describing: error))")
        return
      }
    }
  }
}
