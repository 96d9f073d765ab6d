// The real program, run with a command line.

import Foundation

struct Run {
  var output: String
  var error: String
  var status: Int32?
  var signal: Int32?

  /// Runs `pitviper` with these words to its end, with these variables besides those of the test. With a signal: sends it when the
  /// program has written its first line.
  static func pitviper(
    _ words: [String], input: String = "", folder: String? = nil, environment: [String: String] = [:],
    sending number: Int32? = nil
  ) throws -> Run {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = words
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    if !environment.isEmpty { process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 } }
    let output = Pipe()
    let error = Pipe()
    let standardInput = Pipe()
    process.standardOutput = output
    process.standardError = error
    process.standardInput = standardInput
    // Worker threads of the test runner block all signals, and the program would inherit that.
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    try process.run()
    pthread_sigmask(SIG_SETMASK, &before, nil)
    // A program that ends without reading leaves SIGPIPE pending on this thread, where the next run would find it.
    var pipeSignal = sigset_t()
    sigemptyset(&pipeSignal)
    sigaddset(&pipeSignal, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipeSignal, &before)
    try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    var noTime = timespec()
    sigtimedwait(&pipeSignal, nil, &noTime)
    pthread_sigmask(SIG_SETMASK, &before, nil)
    try standardInput.fileHandleForWriting.close()
    var first = ""
    if let number {
      first = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      kill(process.processIdentifier, number)
    }
    // The program says little on standard error: one pipe after the other cannot block it.
    let text = first + String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let message = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let wasSignal = process.terminationReason == .uncaughtSignal
    return Run(
      output: text, error: message, status: wasSignal ? nil : process.terminationStatus,
      signal: wasSignal ? process.terminationStatus : nil)
  }

  /// What a command of bash prints, in which `$P` is the program; variables of Python are as for a new user.
  static func shell(_ command: String, folder: String = "/") throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("PYTHON") && $0.key != "VIRTUAL_ENV"
    }
    environment["P"] = program
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }

  /// The variable PITVIPER, else the program built beside the tests.
  private static let program: String = {
    if let path = ProcessInfo.processInfo.environment["PITVIPER"] { return path }
    var folder = URL(fileURLWithPath: CommandLine.arguments[0])
    if let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      folder = URL(fileURLWithPath: link)
    }
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent("pitviper").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    return "pitviper"
  }()
}

/// A folder that vanishes with the test.
final class Folder {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-\(UUID().uuidString)").path
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// What is in it, sorted.
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ content: String? = nil) -> String {
    let file = path + "/" + name
    if let content { try! content.write(toFile: file, atomically: true, encoding: .utf8) }
    return file
  }
}
