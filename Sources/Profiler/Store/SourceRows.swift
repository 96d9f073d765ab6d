// Rows of the table `source`: the text of the files in which functions of the recording stand.

import GRDB

/// A source file as it was when the recorder first met one of its functions.
public struct SourceRow: Equatable, Sendable {
  /// As in the table `function`.
  public var file: String
  /// Bytes.
  public var size: Int
  /// When it was last written to, on the recording's clock: negative before the recording began.
  public var modified: Microseconds
  /// nil when it was not kept, for `reason`.
  public var text: String?
  public var reason: String?

  public init(file: String, size: Int, modified: Microseconds, text: String?, reason: String? = nil) {
    self.file = file
    self.size = size
    self.modified = modified
    self.text = text
    self.reason = reason
  }
}

extension RecordingWriter {
  /// Writes a file's text with the next commit, once.
  public func add(_ source: SourceRow) { pending.sources.append(source) }

  /// Source files of the Python functions that wait for the next commit, with repetitions.
  var pendingSourceFiles: [String] {
    pending.functions.lazy.filter { $0.1.kind == .python && !$0.1.file.isEmpty }.map(\.1.file)
  }

  static func insert(sources: [SourceRow], into database: Database) throws {
    try database.insert("INSERT OR REPLACE INTO source VALUES (?,?,?,?,?)", sources) { row, item in
      row.bind(item.file)
      row.bind(item.size, Int(item.modified))
      row.bind(optional: item.text)
      row.bind(optional: item.reason)
    }
  }
}
