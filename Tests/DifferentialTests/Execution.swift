// Runs a fixture in a process with the environment of Fixtures/python/README.md, and with a time limit.
import Foundation
import Testing

extension Fixture {
  func run(_ configuration: Configuration) throws -> Outcome {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let outputs = ["out", "err"].map { scratch.appendingPathComponent($0) }
    for output in outputs { _ = FileManager.default.createFile(atPath: output.path, contents: nil) }

    let process = Process()
    process.executableURL = URL(fileURLWithPath: configuration.command[0]).standardizedFileURL
    process.arguments = configuration.command.dropFirst() + [name + ".py"] + arguments
    process.currentDirectoryURL = folder
    process.environment = Fixture.environment
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = try FileHandle(forWritingTo: outputs[0])
    process.standardError = try FileHandle(forWritingTo: outputs[1])
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + configuration.limit) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      throw TimedOut(seconds: configuration.limit)
    }

    let here = folder.path + "/"
    let texts = try outputs.map {
      String(decoding: try Data(contentsOf: $0), as: UTF8.self).replacingOccurrences(of: here, with: "DIRECTORY/")
    }
    let signalled = process.terminationReason == .uncaughtSignal
    return Outcome(
      output: texts[0], errors: texts[1], status: process.terminationStatus + (signalled ? 128 : 0))
  }

  private static let environment: [String: String] = {
    var values = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PYTHON") }
    values["PYTHONHASHSEED"] = "0"
    values["PYTHONDONTWRITEBYTECODE"] = "1"
    values["LC_ALL"] = "C.UTF-8"
    values["TZ"] = "UTC"
    return values
  }()
}

struct TimedOut: Error, CustomStringConvertible {
  let seconds: Double
  var description: String { "no end after \(Int(seconds)) s" }
}
