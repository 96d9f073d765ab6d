// A recording opened for reading, also while another process writes it. Reads only; takes nothing in the file on
// trust: table definitions, row numbers and references are checked, and what is wrong becomes a RecordingError.

import GRDB
import Glibc

public final class Recording: @unchecked Sendable {
  public let path: String
  /// Format version of the file.
  public let version: Int
  let queue: DatabaseQueue

  /// Opens a file and checks that it is a recording.
  public init(path: String) throws(RecordingError) {
    self.path = path
    version = try RecordingHeader.version(path: path)
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.label = "recording"
      configuration.busyMode = .timeout(2)
      configuration.prepareDatabase { database in
        try database.execute(
          sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -32768")
      }
      queue = try DatabaseQueue(path: path, configuration: configuration)
      let found = try queue.read { try RecordingSchema.tables(in: $0) }
      let expected = try RecordingSchema.expectedTables(version: version)
      for (table, definition) in expected.sorted(by: { $0.key < $1.key }) where found[table] != definition {
        throw RecordingError.damaged(
          path: path,
          detail: found[table] == nil ? "table \(table) is missing" : "table \(table) is not as documented")
      }
    } catch {
      throw Recording.translate(error, path: path)
    }
  }

  static func translate(_ error: any Error, path: String) -> RecordingError {
    if let error = error as? RecordingError { return error }
    guard let error = error as? DatabaseError else { return .unreadable(path: path, reason: "\(error)") }
    switch error.resultCode {
    case .SQLITE_NOTADB: return .foreign(path: path)
    case .SQLITE_CORRUPT: return .damaged(path: path, detail: error.message ?? "its pages do not fit together")
    case .SQLITE_ERROR: return .damaged(path: path, detail: error.message ?? "a table is not as documented")
    case .SQLITE_BUSY: return .unreadable(path: path, reason: "it is locked by another program")
    case .SQLITE_CANTOPEN, .SQLITE_READONLY:
      if access(path + "-wal", F_OK) == 0 {
        return .unreadable(
          path: path, reason: "it was not closed and its folder is read-only: copy it and its -wal file elsewhere")
      }
      return .unreadable(path: path, reason: error.message ?? "it cannot be opened")
    default: return .unreadable(path: path, reason: error.message ?? "SQLite error \(error.resultCode.rawValue)")
    }
  }

  /// Runs `body` on the database inside one read transaction, so that all it sees belongs together.
  func read<Result>(_ body: (Database) throws -> Result) throws(RecordingError) -> Result {
    do { return try queue.read(body) } catch { throw Recording.translate(error, path: path) }
  }

  func damaged(_ detail: String) -> RecordingError { .damaged(path: path, detail: detail) }

  /// A number that grows with every chunk written: when it has changed, a new `Profile` has more to say.
  public func progress() throws(RecordingError) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT coalesce(max(id), 0) FROM chunk")! }
  }

  /// Everything that is in the file now.
  /// - Parameter earlier: an earlier reading of the recording, while it was being written: only the samples that have come
  ///   since are read.
  public func profile(after earlier: RecordingSums? = nil) throws(RecordingError) -> Profile {
    try Profile(recording: self, after: earlier)
  }
}
