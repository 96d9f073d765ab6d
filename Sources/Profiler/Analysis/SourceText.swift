// The text of a source file: as the recording keeps it, else as it is on the disk now. Recordings before format 4, those made with
// `--no-source` and files too large to be kept have names and lines alone: their file may be missing, or have changed since. This is
// said where it can be known, and the recording's own lines stay.

import Glibc

/// A source file of the recorded program.
public struct SourceText: Equatable, Sendable {
  public enum Condition: Equatable, Sendable {
    /// As the recording keeps it.
    case recorded
    /// As it is on the disk: not written to since the recording began.
    case unchanged
    /// Written to after the recording began: lines may have moved.
    case changed
    /// There is no such file, or it cannot be read; the reason as the system gives it.
    case missing(String)
  }

  public let path: String
  public let condition: Condition
  /// Its lines; empty when it is missing.
  public let lines: [String]
  /// Why the recording did not keep it although it keeps others; nil when it did, or keeps none.
  public let reason: String?

  /// A larger file is no source that somebody reads; bytes.
  static let largest = 16 << 20

  public init(path: String, condition: Condition, lines: [String], reason: String? = nil) {
    self.path = path
    self.condition = condition
    self.lines = lines
    self.reason = reason
  }

  /// Line `number`, from 1; nil when the file has no such line.
  public func line(_ number: Int) -> String? { lines.indices.contains(number - 1) ? lines[number - 1] : nil }

  static func lines(of text: String) -> [String] {
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)!
    }
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}

extension Recording {
  /// The file by the name that the recording has of it; names that are no absolute paths begin in the program's directory.
  public func sourceText(_ file: String) throws(RecordingError) -> SourceText {
    try read { database in
      var environment: [String: String] = [:]
      try database.forEachRow("SELECT name, value FROM environment WHERE name IN ('directory', 'started')") {
        environment[$0.text(0)] = $0.text(1)
      }
      let path = SourceFile.path(file, in: environment["directory"] ?? "")
      var kept: SourceText?
      var reason: String?
      if version >= 4 {
        try database.forEachRow("SELECT modified, text, reason FROM source WHERE file = ?", text: file) { row in
          reason = row.optionalText(2)
          guard let text = row.optionalText(1), text.utf8.count <= SourceText.largest else { return }
          kept = SourceText(
            path: path, condition: row.int(0) > 0 ? .changed : .recorded, lines: SourceText.lines(of: text))
        }
      }
      if SourceFile.isNoFile(file) { return SourceText(path: path, condition: .missing("it is no file"), lines: []) }
      return kept ?? SourceText.onDisk(path, since: Recording.startTime(environment["started"]), reason: reason)
    }
  }

  /// When a recording began, seconds since 1970; nil when `started` of its environment does not say.
  static func startTime(_ started: String?) -> Int? {
    guard let started else { return nil }
    let numbers = started.split { !$0.isASCII || !$0.isNumber }.compactMap { Int32($0) }
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

extension Profile {
  /// As of `Recording`.
  public func sourceText(_ file: String) throws(RecordingError) -> SourceText { try recording.sourceText(file) }
}

extension SourceText {
  /// As the file is now. `start` is the second in which the recording began.
  fileprivate static func onDisk(_ path: String, since start: Int?, reason: String?) -> SourceText {
    let source: SourceFile
    do throws(SourceFile.Failure) { source = try SourceFile.read(path, largest: largest) } catch {
      return SourceText(path: path, condition: .missing(error.reason), lines: [], reason: reason)
    }
    guard let text = source.text else {
      return SourceText(path: path, condition: .missing("too large to be shown"), lines: [], reason: reason)
    }
    let isChanged = start.map { source.modified / 1_000_000 > $0 } ?? false
    return SourceText(
      path: path, condition: isChanged ? .changed : .unchanged, lines: lines(of: text), reason: reason)
  }

  /// What to know about the text; nil when it is that of the recording.
  public var note: String? {
    switch (condition, reason) {
    case (.recorded, _), (.unchanged, nil): nil
    case (.unchanged, let reason?): "as it is now; not in the recording: \(reason)"
    case (.changed, _): "changed since the recording began: lines may have moved"
    case (.missing(let problem), nil): "no text: \(problem)"
    case (.missing(let problem), let reason?): "no text: \(problem); not in the recording: \(reason)"
    }
  }

  /// In JSON.
  var conditionName: String {
    switch condition {
    case .recorded: "recorded"
    case .unchanged: "unchanged"
    case .changed: "changed"
    case .missing: "missing"
    }
  }
}
