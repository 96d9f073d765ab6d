// Writing, reading while it is written, closing, and the views that plain sqlite3 sees.

import Foundation
import GRDB
import Testing

@testable import Profiler

@Suite struct RecordingTests {
  @Test func whatIsWrittenIsRead() throws {
    let made = try HandMade()
    made.writer.addThread(ThreadID(1), native: 4711, name: "main", started: 12)
    made.writer.set(environment: ["program": "x.py"])
    made.writer.set(losses: "ring_full", to: 3)
    made.writer.add(
      GarbageCollection(thread: ThreadID(1), time: 5, duration: 7, bytesBefore: 1000, bytesAfter: 400))
    made.writer.add(OverheadRow(time: 9, samples: 10, handler: 1, collector: 2, program: 300))
    made.add(["pmain:3", "pwork:8", "nmemcpy"], count: 7, from: 100)
    let profile = try made.closed()
    #expect(profile.isFinished)
    #expect(profile.environment["program"] == "x.py")
    #expect(profile.threads == [ProfileThread(id: ThreadID(1), native: 4711, name: "main", started: 12)])
    #expect(profile.losses.map(\.cause) == ["ring_full"] && profile.losses.map(\.count) == [3])
    #expect(profile.collections.first?.bytesAfter == 400)
    #expect(profile.overhead.first?.program == 300)
    #expect(try profile.counts().samples == 7)
    #expect(try profile.counts().weight == 7000)
    #expect(profile.duration == 6100)
  }

  @Test func readableWhileWritten() throws {
    let made = try HandMade()
    made.add(["pmain:1"], count: 5, from: 0)
    try made.writer.flush()
    let recording = try Recording(path: made.path)
    let first = try recording.profile()
    #expect(!first.isFinished)
    #expect(try first.counts().samples == 5)
    let progress = try recording.progress()
    made.add(["pmain:1", "pmore:2"], count: 4, from: 5000)
    #expect(try recording.profile().counts().samples == 5)
    try made.writer.flush()
    #expect(try recording.progress() > progress)
    #expect(try recording.profile().counts().samples == 9)
    #expect(try first.counts().samples == 5, "a profile is a snapshot")
    try made.writer.close(ending: "closed")
    #expect(try Recording(path: made.path).profile().counts().samples == 9)
  }

  @Test func closingJoinsChunksAndLeavesOneFile() throws {
    let made = try HandMade()
    for second in 0..<35 {
      made.add(["pmain:1", "pwork:\(second % 3 + 1)"], count: 1000, from: Microseconds(second) * 1_000_000)
      made.add(["pother:1"], count: 10, from: Microseconds(second) * 1_000_000, state: .cCall, thread: 2)
      try made.writer.flush()
    }
    let before = try Recording(path: made.path).profile().counts()
    let profile = try made.closed()
    #expect(try profile.counts().rows == before.rows)
    #expect(try FileManager.default.contentsOfDirectory(atPath: made.folder.path) == ["test.pitviper"])
    let queue = try DatabaseQueue(path: made.path)
    try queue.read { (database: Database) throws in
      #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM chunk WHERE thread = 1") == 4)
      #expect(try Int.fetchOne(database, sql: "SELECT sum(n) FROM chunk") == 35_350)
      #expect(try Int.fetchOne(database, sql: "SELECT max(t1 - t0) FROM chunk")! <= 10_000_000)
      #expect(try String.fetchOne(database, sql: "PRAGMA journal_mode") == "delete")
      #expect(try Int.fetchOne(database, sql: "PRAGMA application_id") == Int(RecordingSchema.applicationID))
      #expect(try String.fetchOne(database, sql: "PRAGMA integrity_check") == "ok")
    }
  }

  @Test func viewsAnswerInPlainSQL() throws {
    let made = try HandMade()
    made.add(["pmain:1", "pfib:2", "pfib:3"], count: 30, from: 0)
    made.add(["pmain:1", "ngc"], count: 10, from: 30_000, state: .garbageCollection)
    _ = try made.closed()
    let queue = try DatabaseQueue(path: made.path)
    try queue.read { (database: Database) throws in
      let states = try Row.fetchAll(database, sql: "SELECT state, samples, share FROM state_total")
      #expect(states.map { $0["state"] as String } == ["interpreting", "gc"])
      #expect(states.map { $0["share"] as Double } == [0.75, 0.25])
      let total = try Row.fetchAll(database, sql: "SELECT name, share FROM function_total ORDER BY share DESC, name")
      #expect(total.map { $0["name"] as String } == ["main", "fib", "gc"])
      #expect(total.map { $0["share"] as Double } == [1, 0.75, 0.25])
      let own = try Row.fetchAll(database, sql: "SELECT name, weight FROM function_self")
      #expect(own.map { $0["name"] as String } == ["fib", "gc"])
      #expect(own.map { $0["weight"] as Int } == [30_000, 10_000])
      let depth = try Int.fetchOne(database, sql: "SELECT max(depth) FROM stack_frame")
      #expect(depth == 2)
    }
  }

  @Test func anExistingRecordingIsReplacedAnythingElseIsNot() throws {
    let made = try HandMade()
    made.add(["pmain:1"], count: 1, from: 0)
    _ = try made.closed()
    try RecordingWriter(path: made.path, period: 1000).close(ending: "closed")
    #expect(try Recording(path: made.path).profile().counts().samples == 0)
    let foreign = made.folder.file("thesis.txt")
    try "years of work\n".write(toFile: foreign, atomically: true, encoding: .utf8)
    #expect(throws: RecordingError.cannotCreate(path: foreign, reason: "it exists and is not a pitviper recording")) {
      try RecordingWriter(path: foreign, period: 1000)
    }
    #expect(try String(contentsOfFile: foreign, encoding: .utf8) == "years of work\n")
  }

  @Test(arguments: ["/nowhere/at/all/x.pitviper", "/", "/proc/x.pitviper"])
  func placesThatCannotBeWritten(path: String) {
    do {
      _ = try RecordingWriter(path: path, period: 1000)
      Issue.record("a recording was created at \(path)")
    } catch {
      guard case .cannotCreate = error else {
        Issue.record("wrong error \(error)")
        return
      }
      #expect(!error.description.contains("\n"))
    }
  }

  @Test func manyFlushesKeepOrder() throws {
    let made = try HandMade()
    for round in 0..<20 {
      made.add(["pf\(round % 4):1"], count: 3, from: Microseconds(round) * 3000); try made.writer.flush()
    }
    let profile = try made.closed()
    var last = -1 as Microseconds
    var count = 0
    try profile.forEachSample(range: 0..<1_000_000, threads: nil) { time, _, _, _ in
      #expect(time > last)
      last = time
      count += 1
    }
    #expect(count == 60)
  }
}
