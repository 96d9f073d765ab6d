// Why a file holds no series, in one line: the file, the place in it, and what is wrong there.

/// May quote the file: make it harmless before it reaches a terminal.
public struct ImportError: Error, Equatable, Sendable, CustomStringConvertible {
  public var file: String
  /// `line 3, column 12` or `process 2, iteration 17` (these counted from 0); empty for the whole file.
  public var place: String
  public var problem: String

  init(file: String = "", place: String = "", problem: String) {
    self.file = file
    self.place = place
    self.problem = problem
  }

  /// The problem of files that SQLite has written, so also of those of `pitviper bench`.
  public static let isDatabase = "a recording or another database, no series of times"

  public var description: String { [file, place, problem].filter { !$0.isEmpty }.joined(separator: ": ") }

  /// A piece of the file that is short enough for a message.
  static func quoted(_ text: String) -> String { "'" + (text.count > 40 ? text.prefix(40) + "…" : text) + "'" }
}

/// What a file may hold at most. Files come from anywhere: memory stays bounded.
enum ImportLimit {
  /// Bytes of a file, and of what comes out when it is compressed.
  static let bytes = 128 << 20
  /// Numbers that are kept.
  static let numbers = 4_000_000
  /// Other JSON values that are kept.
  static let values = 1_000_000
  /// Nested JSON values.
  static let depth = 64
  /// Processes of one benchmark.
  static let processes = 10_000
}
