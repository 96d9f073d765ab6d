// Running a program and seeing how it ended.

import Foundation

struct Spawned {
  var output: String
  /// Exit status, or nil when a signal ended it.
  var status: Int32?
  var signal: Int32?

  /// Runs to the end; standard error is left out.
  static func run(_ path: String, _ arguments: [String]) throws -> Spawned {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let wasSignal = process.terminationReason == .uncaughtSignal
    return Spawned(
      output: text, status: wasSignal ? nil : process.terminationStatus,
      signal: wasSignal ? process.terminationStatus : nil)
  }
}
