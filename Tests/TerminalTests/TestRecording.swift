// Recordings for the terminal tests, written the way the profiler writes them, and the program that shows them.

import Foundation
import Profiler

enum TestRecording {
  /// The command line program: what PITVIPER names, else the one that was built beside the tests.
  static let program: String = {
    if let named = ProcessInfo.processInfo.environment["PITVIPER"] { return named }
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent("pitviper").path) {
      folder.deleteLastPathComponent()
    }
    return folder.appendingPathComponent("pitviper").path
  }()

  static let stacks: [(path: [(kind: FunctionKind, name: String, line: Int)], state: SampleState, count: Int)] = [
    ([(.python, "<module>", 1), (.python, "convolve", 12)], .interpreting, 600),
    ([(.python, "<module>", 1), (.python, "convolve", 14), (.python, "pixel", 40)], .interpreting, 200),
    ([(.python, "<module>", 1), (.python, "order", 50), (.native, "qsort", 0)], .cCall, 150),
    (
      [(.python, "<module>", 1), (.python, "order", 50), (.native, "qsort", 0), (.python, "compare", 61)],
      .interpreting, 50
    ),
  ]

  /// Adds `rounds` × 1000 samples.
  static func add(rounds: Int, from start: Int, to writer: RecordingWriter) {
    var time = Microseconds(start) * 1_000_000
    for _ in 0..<rounds {
      for stack in stacks {
        let frames = stack.path.map { entry in
          let file = entry.kind == .native ? "/lib/libc.so.6" : "/src/sobel.py"
          let function = writer.intern(
            FunctionRecord(kind: entry.kind, name: entry.name, file: file, line: entry.line / 10 * 10))
          return writer.intern(function: function, line: entry.line)
        }
        guard let id = writer.intern(rootFirst: frames) else { continue }
        for _ in 0..<stack.count {
          time += 1000
          writer.add(Sample(time: time, stack: id, state: stack.state, weight: 1000), thread: ThreadID(1))
        }
      }
    }
  }

  static func start(_ path: String) throws -> RecordingWriter {
    let writer = try RecordingWriter(path: path, period: 1000)
    writer.addThread(ThreadID(1), native: 1, name: "main", started: 0)
    writer.set(environment: ["program": "sobel.py", "mode": "cpu", "rate_asked_hz": "1000", "rate_achieved_hz": "998"])
    return writer
  }

  /// What the program prints on standard output and standard error when neither is a terminal.
  static func output(_ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A folder for one test, with a finished recording in it.
  static func folder(rounds: Int = 3) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-view-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let writer = try start(folder.appendingPathComponent("a.pitviper").path)
    add(rounds: rounds, from: 0, to: writer)
    try writer.close(ending: "exit 0")
    return folder
  }
}
