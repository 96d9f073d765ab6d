// Reading beside the drawing thread: the order of answers, giving up, and what is kept between questions.

import Foundation
import Glibc
import Profiler
import Testing

@testable import Viewer

@Suite(.serialized, .enabled(if: CheckViewer.isWanted, "make check-viewer")) final class RecordingReaderTests {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("reader-\(UUID().uuidString).pitviper").path
    try write(samples: 100)
  }
  deinit { unlink(path) }

  func write(samples: Int) throws {
    unlink(path)
    let writer = try RecordingWriter(path: path, period: 1000)
    writer.addThread(ThreadID(1), native: 1, name: "main", started: 0)
    let function = writer.intern(FunctionRecord(kind: .python, name: "f", file: "/f.py", line: 1))
    let stack = try #require(writer.intern(rootFirst: [writer.intern(function: function, line: 1)]))
    for tick in 1...samples {
      writer.add(
        Sample(time: Microseconds(tick) * 1000, stack: stack, state: .interpreting, weight: 1000), thread: ThreadID(1))
    }
    try writer.close(ending: "exit 0")
  }

  /// Waits for the next results, at most half a minute.
  func results(_ reader: RecordingReader) -> [Event] {
    var watched = pollfd(fd: reader.wake, events: Int16(POLLIN), revents: 0)
    guard poll(&watched, 1, 30_000) > 0 else { return [] }
    return reader.results()
  }

  private static let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

  @Test func aQueryIsGivenUpAndTheNextOneAnswered() {
    let reader = RecordingReader(source: RecordingSource(path: path))
    let clock = ContinuousClock.now
    reader.submit(.ask(.sql(Self.endless)))
    reader.submit(.ask(.sql("SELECT 41")))
    usleep(20_000)
    reader.submit(.giveUp)
    reader.submit(.ask(.sql("SELECT 42")))
    var answered: [String] = []
    while answered.last != "SELECT 42" {
      let events = results(reader)
      if events.isEmpty { break }
      for case .answered(.sql(let text), .sql) in events { answered.append(text) }
    }
    #expect(answered == ["SELECT 42"], "given up: neither the one that ran nor the one that waited is answered")
    #expect(ContinuousClock.now - clock < .seconds(20), "the query would have run for half a minute")
  }

  @Test func giveUpAndAskAgain() {
    let reader = RecordingReader(source: RecordingSource(path: path))
    for _ in 0..<20 {
      reader.submit(.ask(.sql(Self.endless)))
      reader.submit(.giveUp)
    }
    reader.submit(.ask(.sql("SELECT 1")))
    let events = results(reader)
    guard case .answered(.sql("SELECT 1"), .sql(let rows)) = events.first else {
      Issue.record("\(events)")
      return
    }
    #expect(rows.rows == [[.integer(1)]])
  }

  /// A closed recording is read once, and again when the user wants to.
  @Test func aRangeIsReadFromWhatWasKept() throws {
    var source = RecordingSource(path: path)
    #expect(try source.load().samples == 100)
    try write(samples: 200)
    #expect(try source.load(SampleFilter(range: 0..<50_000)).samples == 49, "the file that was opened")
    #expect(try source.load(.all, isFresh: true).samples == 200)
    let reader = RecordingReader(source: source)
    reader.submit(.select(SampleFilter(range: 0..<50_000)))
    reader.submit(.reload)
    var model: ViewerModel?
    while model == nil {
      let events = results(reader)
      if events.isEmpty { break }
      for case .loaded(let loaded) in events { model = loaded }
    }
    #expect(model?.samples == 49, "a reading after it keeps the range")
  }
}
