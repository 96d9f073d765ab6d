// A program that a check runs to its end: git, or `pitviper bench`. It has a process group of its own, so that Control-C does not
// reach it: the request is passed on, and what the check has made is put in order before it ends.

import Foundation
import Glibc
import Profiler

struct ChildProgram {
  struct Result {
    let status: Int32
    /// What it wrote to standard output, without the end of the last line.
    let output: String
    /// The last line of what it wrote to standard error, without the name of this program before it.
    let reason: String
  }

  private let path: String
  private let words: [String]

  init(_ path: String, _ words: [String]) {
    self.path = path
    self.words = words
  }

  /// Standard input is empty. Between `Interruption.install` and `remove` a request to end ends the child as well.
  ///
  /// - Parameter isTidying: not ended by a request.
  /// - Throws: `GateError` when it cannot be started, or when somebody asked this program to end.
  func run(isTidying: Bool = false) throws(GateError) -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = words
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch {
      throw GateError(.unusable, "cannot run \(path): \(error.localizedDescription)")
    }
    if !isTidying { Interruption.pass(to: process.processIdentifier) }
    let written = Written()
    let reader = Foundation.Thread { written.take(errors.fileHandleForReading.readDataToEndOfFile()) }
    reader.start()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let message = written.wait()
    process.waitUntilExit()
    if !isTidying {
      Interruption.pass(to: nil)
      if Interruption.isRequested {
        throw GateError(.interrupted, "stopped while measuring; nothing was compared")
      }
    }
    let lines = String(decoding: message, as: UTF8.self).split(whereSeparator: \.isNewline)
    let last = lines.last { $0.contains { !$0.isWhitespace } }.map { $0.drop { $0.isWhitespace } } ?? ""
    let text = String(decoding: data, as: UTF8.self)
    return Result(
      status: process.terminationStatus, output: text.hasSuffix("\n") ? String(text.dropLast()) : text,
      reason: last.isEmpty
        ? "exit status \(process.terminationStatus)"
        : String(last.hasPrefix("pitviper: ") ? last.dropFirst("pitviper: ".count) : last))
  }
}

/// What one thread has read for another.
private final class Written: @unchecked Sendable {
  private let isThere = DispatchSemaphore(value: 0)
  private var data = Data()

  func take(_ data: Data) {
    self.data = data
    isThere.signal()
  }

  func wait() -> Data {
    isThere.wait()
    return data
  }
}
