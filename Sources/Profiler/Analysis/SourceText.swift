// The text of a source file as it is on the disk now. A recording keeps names and lines of source, not its text, so that the
// file may be missing, or have changed since: this is said where it can be known, and the recording's own lines stay.

import Glibc

/// A source file as it is now.
public struct SourceText: Equatable, Sendable {
  public enum Condition: Equatable, Sendable {
    /// Not written to since the recording began.
    case unchanged
    /// Written to since the recording began: lines may have moved.
    case changed
    /// There is no such file, or it cannot be read; the reason as the system gives it.
    case missing(String)
  }

  public let path: String
  public let condition: Condition
  /// Its lines; empty when it is missing.
  public let lines: [String]

  /// A larger file is no source that somebody reads.
  static let largest = 16 << 20

  /// Line `number`, from 1; nil when the file has no such line.
  public func line(_ number: Int) -> String? { lines.indices.contains(number - 1) ? lines[number - 1] : nil }
}

extension Profile {
  /// The file by the name that the recording has of it; names that are no absolute paths begin in the program's directory.
  public func sourceText(_ file: String) -> SourceText {
    let directory = environment["directory"] ?? ""
    let path = file.hasPrefix("/") || directory.isEmpty ? file : directory + "/" + file
    func missing(_ reason: String) -> SourceText {
      SourceText(path: path, condition: .missing(reason), lines: [])
    }
    // A pipe with the name of a source file must not make the reader wait.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return missing(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return missing("no regular file") }
    guard status.st_size <= SourceText.largest else { return missing("too large to be shown") }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + filled, $0.count - filled) }
      if count <= 0 { break }
      filled += count
    }
    let text = bytes[..<filled]
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
    if lines.last == "" { lines.removeLast() }
    let isChanged = startTime.map { status.st_mtim.tv_sec > $0 } ?? false
    return SourceText(path: path, condition: isChanged ? .changed : .unchanged, lines: lines)
  }

  /// When the recording began, seconds since 1970; nil when it does not say.
  var startTime: Int? {
    guard let text = environment["started"] else { return nil }
    let numbers = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int32($0) }
    guard numbers.count >= 6, (1970...9999).contains(numbers[0]) else { return nil }
    var time = tm()
    time.tm_year = numbers[0] - 1900
    time.tm_mon = numbers[1] - 1
    time.tm_mday = numbers[2]
    time.tm_hour = numbers[3]
    time.tm_min = numbers[4]
    time.tm_sec = numbers[5]
    let seconds = timegm(&time)
    return seconds < 0 ? nil : seconds
  }
}
