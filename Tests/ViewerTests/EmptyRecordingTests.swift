// A recording without a sample, read from a file: what every screen says then (Snapshots/empty-*).

import Foundation
import Profiler
import Testing

@testable import Viewer

@Suite final class EmptyRecordingTests {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("empty-\(UUID().uuidString)")
  var path: String { folder.appendingPathComponent("empty.pitviper").path }

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let writer = try RecordingWriter(path: path, period: 1000)
    writer.addThread(ThreadID(1), native: 1, name: "main", started: 0)
    writer.set(environment: [
      "program": "empty.py", "mode": "cpu", "rate_asked_hz": "997", "duration_us": "23000",
    ])
    try writer.close(ending: "exit 0")
  }
  deinit { try? FileManager.default.removeItem(at: folder) }

  @Test(arguments: [
    ("overview", ""), ("doctor", "d"), ("flame", "2"), ("flame-table", "2t"), ("traces", "3"), ("guards", "4"),
    ("warmup", "5"), ("into-c", "6"), ("source", "7"), ("timeline", "8"), ("sql", "9"),
  ])
  func matches(name: String, keys: String) throws {
    for size in SampleModel.sizes {
      var source = RecordingSource(path: path)
      source.queryFile = nil
      var state = ViewerState(model: try source.load(), size: size, depth: .none, charset: .unicode)
      state.settle(.resize(size)) { source.carryOut($0) }
      for key in Key.sequence(keys).keys { state.settle(.key(key)) { source.carryOut($0) } }
      #expect(state.model.samples == 0 && state.pending.isEmpty)
      try SnapshotTests.compare(state, "empty-\(name)")
    }
  }
}
