// Recordings made by hand, and temporary folders that vanish.

import Foundation
import Testing

@testable import Profiler

/// A folder for one test.
final class Folder {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-\(UUID().uuidString)").path
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String = "test.pitviper") -> String { path + "/" + name }
}

/// Builds a recording from short descriptions: a stack is a list of `function:line`, outermost first; a first letter
/// tells the kind (p python, n native, r runtime, t trace).
struct HandMade {
  let folder = Folder()
  let writer: RecordingWriter
  private(set) var path: String

  init(period: Microseconds = 1000) throws {
    path = folder.file()
    writer = try RecordingWriter(path: path, period: period)
  }

  func frame(_ text: String, file: String? = nil) -> FrameID {
    let parts = text.dropFirst().split(separator: ":")
    let kinds: [Character: FunctionKind] = ["p": .python, "n": .native, "r": .runtime, "t": .trace]
    let kind = kinds[text.first!]!
    let function = FunctionRecord(
      kind: kind, name: String(parts[0]), file: file ?? (kind == .python ? "/src/main.py" : "/lib/libx.so"),
      line: kind == .python ? 1 : 0)
    return writer.intern(function: writer.intern(function), line: parts.count > 1 ? Int(parts[1])! : 0)
  }

  func stack(_ frames: [String], broken: Bool = false) -> StackID {
    writer.intern(rootFirst: frames.map { frame($0) }, broken: broken)!
  }

  /// Adds `count` samples a period apart, beginning at `start`.
  func add(
    _ frames: [String], count: Int, from start: Microseconds, state: SampleState = .interpreting, thread: Int = 1,
    broken: Bool = false
  ) {
    let id = stack(frames, broken: broken)
    for index in 0..<count {
      writer.add(
        Sample(time: start + Microseconds(index) * writer.period, stack: id, state: state, weight: Int(writer.period)),
        thread: ThreadID(thread))
    }
  }

  func closed() throws -> Profile {
    try writer.close(ending: "closed")
    return try Recording(path: path).profile()
  }
}

/// The program that writes recordings to be killed, built beside the tests.
let recordingWriterPath: String = {
  var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  if let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
    folder = URL(fileURLWithPath: link).deletingLastPathComponent()
  }
  while folder.path != "/" {
    let candidate = folder.appendingPathComponent("recording-writer").path
    if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    folder.deleteLastPathComponent()
  }
  return "recording-writer"
}()
