// Recordings of earlier formats, growing ones and abandoned ones on every screen.

import Foundation
import GRDB
import Glibc
import Testing

@testable import Profiler
@testable import Viewer

/// Whether the long checks of the viewer are asked for.
enum CheckViewer {
  static let isWanted = ProcessInfo.processInfo.environment["PITVIPER_CHECK_VIEWER"] != nil
}

@Suite(.serialized, .enabled(if: CheckViewer.isWanted, "make check-viewer")) final class RecordingFileTests {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("file-\(UUID().uuidString).pitviper").path
  }
  deinit { for end in ["", "-wal", "-shm"] { unlink(path + end) } }

  /// Every screen, with what can be opened there; nothing may trap, and each says something of its own.
  private func look(
    _ source: inout RecordingSource, _ model: ViewerModel, sizes: [GridSize] = SampleModel.sizes,
    _ check: (ScreenName, String) -> Void
  ) {
    for size in sizes {
      var state = ViewerState(model: model, size: size, depth: .none, charset: .unicode)
      for screen in ScreenName.allCases {
        for keys in ["\(screen.rawValue)", "j<enter><tab>s", "<esc><esc>"] {
          for key in Key.sequence(keys).keys { state.settle(.key(key)) { source.carryOut($0) } }
          _ = state.render()
        }
        for key in Key.sequence("\(screen.rawValue)").keys { state.settle(.key(key)) { source.carryOut($0) } }
        check(screen, state.render().snapshot)
      }
    }
  }

  /// The first row and the last: at 40 columns the first has no room.
  private static func edges(of text: String) -> String {
    let rows = text.split(separator: "\n")
    return "\(rows.first!)\n\(rows.last!)"
  }

  /// Ten samples of one function, as a program of format 1 or 2 wrote them: no traces, no calls into C.
  @Test(arguments: [1, 2]) func earlierFormats(version: Int) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try RecordingSchema.create(in: database, version: version)
      let chunk = SampleCoding.encode(
        (1...10).map { Sample(time: $0 * 1000, stack: StackID(1), state: .interpreting, weight: 1000) }, period: 1000)
      try database.execute(
        sql: """
          INSERT INTO function VALUES (1, 0, 'main', 'main.py', 1);
          INSERT INTO frame VALUES (1, 1, 3);
          INSERT INTO node VALUES (1, 0, 1);
          INSERT INTO stack (id, node, broken) VALUES (1, 1, 0);
          INSERT INTO thread VALUES (1, 1, 'main', 0);
          INSERT INTO stack_total VALUES (1, 1, 1, 10, 10000);
          INSERT INTO environment VALUES ('finished', '2026-01-01'), ('duration_us', '10000');
          """)
      try database.execute(
        sql: "INSERT INTO chunk VALUES (1, 1, 1000, 10000, 10, 10000, 1000, ?, ?)",
        arguments: [chunk.count, Data(chunk)])
    }
    try queue.close()
    var source = RecordingSource(path: path)
    source.queryFile = nil
    let model = try source.load()
    #expect(model.samples == 10 && model.progress == .finished)
    look(&source, model) { screen, text in
      let wanted: [ScreenName: String] = [
        .overview: "10 samples", .flame: "main", .traces: "no traces were compiled",
        .guards: "no recording was given up",
        .intoC: "no calls into C", .source: "main.py", .timeline: "a column is", .sql: "read-only",
        .warmup: "samples",
      ]
      #expect(text.contains(wanted[screen]!), "format \(version), \(screen):\n\(text)")
    }
  }

  private func write(_ writer: RecordingWriter, _ ticks: Range<Int>, stacks: Int = 1) throws {
    for tick in ticks {
      let function = writer.intern(
        FunctionRecord(kind: .python, name: "function\(tick % stacks)", file: "/f.py", line: tick % stacks))
      let stack = try #require(writer.intern(rootFirst: [writer.intern(function: function, line: 1)]))
      let state: SampleState = tick % 3 == 0 ? .garbageCollection : .interpreting
      writer.add(
        Sample(time: Microseconds(tick) * 1000, stack: stack, state: state, weight: 1000),
        thread: ThreadID(1 + tick % 2))
    }
    try writer.flush()
  }

  private func start() throws -> RecordingWriter {
    let writer = try RecordingWriter(path: path, period: 1000)
    for thread in 1...2 { writer.addThread(ThreadID(thread), native: thread, name: "thread \(thread)", started: 0) }
    writer.set(environment: ["started": "2026-01-01T00:00:00Z", "program": "f.py"])
    return writer
  }

  /// What was read step by step while the file grew is what a reader finds who comes late.
  @Test func aGrowingRecording() throws {
    let writer = try start()
    try write(writer, 1..<500)
    var source = RecordingSource(path: path)
    source.queryFile = nil
    var model = try source.load()
    #expect(model.samples == 499 && model.progress == .growing)
    for step in 1...4 {
      try write(writer, step * 500..<(step + 1) * 500, stacks: step * 10)
      let next = try #require(try source.reload(after: model))
      var late = RecordingSource(path: path)
      let whole = try late.load()
      #expect(next.samples == (step + 1) * 500 - 1 && next.samples == whole.samples)
      #expect(next.states == whole.states && next.weight == whole.weight && next.duration == whole.duration)
      #expect(next.timeline.slices == whole.timeline.slices && next.timeline.slice == whole.timeline.slice)
      #expect(next.functions.map(\.label) == whole.functions.map(\.label))
      #expect(next.functions.map(\.own.weight) == whole.functions.map(\.own.weight))
      #expect(next.tree.weights.map(\.weight) == whole.tree.weights.map(\.weight))
      model = next
    }
    #expect(try source.reload(after: model) == nil, "nothing new")
    look(&source, model) { screen, text in
      #expect(Self.edges(of: text).contains("recording"), "\(screen):\n\(text)")
    }
    // Of a range of time, while it grows.
    let range = try source.load(SampleFilter(range: 0..<1_000_000))
    #expect(range.samples == 999)
    try write(writer, 2500..<2600)
    #expect(try #require(try source.reload(after: range)).samples == 999)
    try writer.close(ending: "exit 0")
    var closed = RecordingSource(path: path)
    #expect(try closed.load().samples == 2599)
    let last = try #require(try source.reload(after: model))
    #expect(last.progress == .finished)
  }

  /// Another recording in the place of the one that grew: nothing of the old one is left in the figures.
  @Test func anotherRecordingInItsPlace() throws {
    let first = try start()
    try write(first, 1..<500, stacks: 5)
    var source = RecordingSource(path: path)
    let model = try source.load()
    #expect(model.samples == 499)
    for end in ["", "-wal", "-shm"] { unlink(path + end) }
    let second = try RecordingWriter(path: path, period: 1000)
    for thread in 1...2 { second.addThread(ThreadID(thread), native: thread, name: "thread \(thread)", started: 0) }
    second.set(environment: ["started": "2026-01-01T00:00:09Z", "program": "f.py"])
    try write(second, 1..<200)
    try write(second, 200..<400)
    let next = try #require(try source.reload(after: model))
    #expect(next.samples == 399)
    _ = first
  }

  /// A program that was killed: its recording has neither an end nor sums.
  @Test func anAbandonedRecording() throws {
    let writer = try start()
    try write(writer, 1..<500)
    var source = RecordingSource(path: path)
    source.queryFile = nil
    source.patience = 0
    var model = try source.load()
    if let later = try source.reload(after: model) { model = later }
    #expect(model.progress == .abandoned && model.samples == 499)
    look(&source, model) { screen, text in
      #expect(Self.edges(of: text).contains("never closed"), "\(screen):\n\(text)")
    }
    _ = writer
  }
}
