// Queries with names: those that come with the program, and the user's own, kept in one text file that sqlite3 reads too.
//
// The file is `pitviper/queries.sql` in $XDG_CONFIG_HOME (or ~/.config): before each query a line `-- name: NAME`. It is
// written whole, to a new file that then takes the place of the old.

import Glibc

public struct SavedQuery: Hashable, Sendable {
  public var name: String
  public var sql: String
  /// Came with the program.
  public var isBuiltIn = false

  public init(name: String, sql: String, isBuiltIn: Bool = false) {
    self.name = name
    self.sql = sql
    self.isBuiltIn = isBuiltIn
  }

  /// What one asks most often; the views are those of docs/recording.md.
  static let builtIn: [SavedQuery] = [
    ("states", "SELECT state, samples, weight / 1e6 AS seconds, round(100 * share, 1) AS percent FROM state_total"),
    (
      "functions by own time",
      """
      SELECT name, round(100 * share, 1) AS percent, weight / 1e6 AS seconds, kind, file, line FROM function_self
      LIMIT 200
      """
    ),
    (
      "functions by total time",
      """
      SELECT name, round(100 * share, 1) AS percent, weight / 1e6 AS seconds, kind, file, line FROM function_total
      LIMIT 200
      """
    ),
    (
      "traces by time",
      """
      SELECT trace, kind, function, line, round(100 * share, 1) AS percent, entered, operations, bytes, file
      FROM trace_total LIMIT 200
      """
    ),
    (
      "traces by cost of compiling",
      """
      SELECT id AS trace, kind, (record_ns + optimize_ns + allocate_ns + encode_ns) / 1000 AS us,
             record_ns / 1000 AS record_us, optimize_ns / 1000 AS optimize_us, allocate_ns / 1000 AS allocate_us,
             encode_ns / 1000 AS encode_us, recorded_operations, operations, bytes
      FROM trace ORDER BY us DESC LIMIT 200
      """
    ),
    (
      "guards that fail",
      "SELECT failures, function, line, kind, expected, seen, trace, exit, bridge, file FROM guard LIMIT 200"
    ),
    (
      "time lost at exits",
      """
      SELECT trace, exit, sum(samples) AS samples, sum(weight) / 1e6 AS seconds FROM exit_stack
      GROUP BY trace, exit ORDER BY seconds DESC LIMIT 200
      """
    ),
    ("recordings given up", "SELECT title, n, record_us FROM abort_total"),
    (
      "recordings given up, by place",
      """
      SELECT reason, count(*) AS n, name, line, file FROM abort JOIN frame_name ON frame_name.frame = abort.frame
      GROUP BY reason, abort.frame ORDER BY n DESC LIMIT 200
      """
    ),
    ("calls into C", "SELECT * FROM crossing_total"),
    (
      "longest garbage collections",
      """
      SELECT t / 1e6 AS at_s, duration AS us, bytes_before - bytes_after AS freed, bytes_after AS live FROM gc
      ORDER BY duration DESC LIMIT 200
      """
    ),
    ("course of the JIT", "SELECT t / 1e6 AS at_s, kind, trace, exit, detail FROM trace_event ORDER BY t LIMIT 2000"),
    ("losses", "SELECT cause, n FROM loss ORDER BY n DESC"),
    ("how it was recorded", "SELECT name, value FROM environment ORDER BY name"),
    (
      "tables and views",
      "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY type, name"
    ),
  ].map { SavedQuery(name: $0.0, sql: $0.1, isBuiltIn: true) }
}

/// The file of the user's queries.
struct QueryFile {
  static let heading = "-- name: "
  /// Nobody writes that much by hand.
  static let largest = 1 << 20

  let path: String

  /// In the folder that XDG names for configuration; nil when there is no home.
  static var standard: QueryFile? {
    func folder(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    guard let base = folder("XDG_CONFIG_HOME") ?? folder("HOME").map({ $0 + "/.config" }) else { return nil }
    return QueryFile(path: base + "/pitviper/queries.sql")
  }

  static func parse(_ text: String) -> [SavedQuery] {
    var queries: [SavedQuery] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(heading) {
        queries.append(SavedQuery(name: String(line.dropFirst(heading.count)).trimmingBlanks, sql: ""))
      } else if !queries.isEmpty {
        queries[queries.count - 1].sql += line + "\n"
      }
    }
    for index in queries.indices {
      while let last = queries[index].sql.last, last.isWhitespace { queries[index].sql.removeLast() }
    }
    return queries.filter { !$0.name.isEmpty && !$0.sql.isEmpty }
  }

  static func text(_ queries: [SavedQuery]) -> String {
    queries.map { "\(heading)\($0.name)\n\($0.sql)\n" }.joined(separator: "\n")
  }

  /// - Throws: one line that says why it cannot be read; a file that is not there is an empty one.
  func read() throws(QueryFileError) -> [SavedQuery] {
    guard let file = fopen(path, "r") else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw QueryFileError("cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: Self.largest)
    let count = fread(&bytes, 1, bytes.count, file)
    return Self.parse(String(decoding: bytes[..<count], as: UTF8.self))
  }

  func write(_ queries: [SavedQuery]) throws(QueryFileError) {
    var folder = path[..<path.lastIndex(of: "/")!]
    var missing: [String] = []
    while !folder.isEmpty, access(String(folder), F_OK) != 0, let slash = folder.lastIndex(of: "/") {
      missing.append(String(folder))
      folder = folder[..<slash]
    }
    for folder in missing.reversed() { mkdir(folder, 0o700) }
    let new = path + ".new"
    func fail() -> QueryFileError { QueryFileError("cannot write \(path): \(String(cString: strerror(errno)))") }
    guard let file = fopen(new, "w") else { throw fail() }
    let text = Self.text(queries)
    let isWritten = text.isEmpty || fputs(text, file) >= 0
    guard fclose(file) == 0, isWritten, rename(new, path) == 0 else { throw fail() }
  }
}

struct QueryFileError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
