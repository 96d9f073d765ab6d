// Files that are not what they should be: each gets its own error in one line, none a crash.

import Foundation
import GRDB
import Testing

@testable import Profiler

@Suite struct BadFileTests {
  private func good() throws -> HandMade {
    let made = try HandMade()
    for second in 0..<12 {
      made.add(["pmain:1", "pwork:\(second)"], count: 200, from: Microseconds(second) * 1_000_000)
    }
    _ = try made.closed()
    return made
  }

  private func failure(_ path: String) -> RecordingError? {
    do {
      _ = try Recording(path: path).profile().counts(SampleFilter(range: 0 ..< .max))
      return nil
    } catch {
      #expect(!error.description.contains("\n"), "one line: \(error)")
      return error
    }
  }

  @Test func missing() {
    #expect(failure("/nowhere/x.pitviper") == .missing(path: "/nowhere/x.pitviper"))
  }

  @Test func empty() throws {
    let folder = Folder()
    _ = FileManager.default.createFile(atPath: folder.file(), contents: Data())
    #expect(failure(folder.file()) == .empty(path: folder.file()))
  }

  @Test(arguments: [
    "hello\n", String(repeating: "print('no')\n", count: 50),
    "SQLite format 4\u{0}" + String(repeating: "x", count: 200),
  ])
  func foreignText(content: String) throws {
    let folder = Folder()
    try content.write(toFile: folder.file(), atomically: true, encoding: .utf8)
    #expect(failure(folder.file()) == .foreign(path: folder.file()))
  }

  @Test func foreignDatabase() throws {
    let folder = Folder()
    try DatabaseQueue(path: folder.file()).write {
      try $0.execute(sql: "CREATE TABLE chunk (x); INSERT INTO chunk VALUES (1)")
    }
    #expect(failure(folder.file()) == .foreign(path: folder.file()))
  }

  @Test func newer() throws {
    let made = try good()
    try DatabaseQueue(path: made.path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
    #expect(failure(made.path) == .newer(path: made.path, version: 99, supported: RecordingSchema.version))
  }

  @Test func directoryAndDevice() {
    for path in ["/tmp", "/dev/null"] {
      guard case .unreadable = failure(path) else {
        Issue.record("\(path) was read")
        continue
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aPipeIsNotWaitedFor() {
    let folder = Folder()
    #expect(mkfifo(folder.file(), 0o600) == 0)
    guard case .unreadable? = failure(folder.file()) else {
      Issue.record("a pipe was read")
      return
    }
  }

  @Test(arguments: [16, 99, 100, 3000, 4096, 20_000])
  func cutOff(length: Int) throws {
    let made = try good()
    let handle = FileHandle(forUpdatingAtPath: made.path)!
    try handle.truncate(atOffset: UInt64(length))
    try handle.close()
    guard case .damaged? = failure(made.path) else {
      Issue.record("a file cut at \(length) gave \(String(describing: failure(made.path)))")
      return
    }
  }

  /// Statements that make a sound file lie. Each must be noticed, also the ones that would make reading endless.
  @Test(arguments: [
    "DROP TABLE node",
    "ALTER TABLE node ADD COLUMN more TEXT",
    "ALTER TABLE chunk RENAME TO moved; CREATE VIEW chunk AS WITH RECURSIVE r (a) AS (SELECT 1 UNION ALL SELECT a FROM r) SELECT a AS id, 1 AS thread, 0 AS t0, 1 AS t1, 1 AS n, 1 AS weight, 1 AS period, 1 AS rawlen, x'00' AS data FROM r",
    "UPDATE stack SET node = 100000",
    "UPDATE stack SET id = id + 100000",
    "DELETE FROM node WHERE id = 2",
    "UPDATE node SET frame = 0",
    "UPDATE frame SET function = -4",
    "UPDATE function SET kind = 77",
    "UPDATE stack_total SET stack = 1000000 WHERE stack = 1",
    "UPDATE stack_total SET state = 200",
    "UPDATE stack_total SET n = -5",
    "UPDATE chunk SET n = 1000000000",
    "UPDATE chunk SET n = -1",
    "UPDATE chunk SET period = 0",
    "UPDATE chunk SET data = x'ffffffffffffffffffffff'",
    "UPDATE chunk SET data = zeroblob(100000)",
    "DELETE FROM stack_total; UPDATE chunk SET n = n - 1",
    "INSERT INTO thread VALUES (-3, 0, 'x', 0)",
  ])
  func hostile(statements: String) throws {
    let made = try good()
    let queue = try DatabaseQueue(path: made.path)
    try queue.write { try $0.execute(sql: statements) }
    try queue.close()
    guard case .damaged? = failure(made.path) else {
      Issue.record("not noticed: \(statements): \(String(describing: failure(made.path)))")
      return
    }
  }

  /// Random bytes overwritten anywhere: any error or none, never a crash.
  @Test func scribbledPages() throws {
    let made = try good()
    let original = try Data(contentsOf: URL(fileURLWithPath: made.path))
    var generator = SystemRandomNumberGenerator()
    var noticed = 0
    for _ in 0..<150 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...60, using: &generator) {
        bytes[Int.random(in: 100..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      try bytes.write(to: URL(fileURLWithPath: made.path))
      if failure(made.path) != nil { noticed += 1 }
    }
    #expect(noticed > 0)
  }
}
