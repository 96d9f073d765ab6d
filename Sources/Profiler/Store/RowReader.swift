// Reading many rows fast: one prepared statement, stepped and read through SQLite's own calls. GRDB's rows cost
// ten times as much per value, which shows at a million rows.

import GRDB
import GRDBSQLite

/// The current row of a statement; valid only inside the closure that receives it.
struct RawRow {
  let statement: OpaquePointer

  @inline(__always) func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

  /// No time of a recording lies beyond (142 years), so that sums and differences of times cannot overflow.
  static let latestTime: Microseconds = 1 << 52

  /// A time or duration, forced into bounds.
  func time(_ column: Int32) -> Microseconds { min(max(0, Microseconds(int(column))), RawRow.latestTime) }

  /// nil for NULL.
  func optionalInt(_ column: Int32) -> Int? {
    sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : int(column)
  }
  func optionalText(_ column: Int32) -> String? {
    sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : text(column)
  }

  /// A number of things, forced into bounds, so that a few of them can be added up; `TableSum` is for all of a table.
  func count(_ column: Int32) -> Int { min(max(0, int(column)), 1 << 52) }

  func text(_ column: Int32) -> String {
    // Safety: SQLite keeps the bytes until the next step; the count is asked after the pointer, as its manual demands.
    guard let bytes = sqlite3_column_text(statement, column) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// Whatever the column holds.
  func cell(_ column: Int32) -> QueryResult.Cell {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: .real(sqlite3_column_double(statement, column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .blob(Int(sqlite3_column_bytes(statement, column)))
    default: .null
    }
  }

  /// The bytes of a BLOB column, valid until the next row.
  @inline(__always) func blob(_ column: Int32) -> UnsafeRawBufferPointer {
    let bytes = sqlite3_column_blob(statement, column)
    return UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : Int(sqlite3_column_bytes(statement, column)))
  }
}

/// Adds up the numbers of a table while it is read. Readers add them up again, in many ways: a table whose numbers reach the limit was
/// not made by pitviper, and is refused before a sum can overflow.
struct TableSum {
  private static let limit = 1 << 60
  private var sum = 0

  /// - Parameter number: from 0 to 2⁵⁵, as `RawRow.count` and `RawRow.time` give them, or a few of these together.
  mutating func add(_ number: Int) { sum = min(sum + number, Self.limit) }

  var isPossible: Bool { sum < Self.limit }
}

extension Database {
  /// Runs `sql` with integer arguments and hands every row to `body`.
  func forEachRow(_ sql: String, _ arguments: [Int] = [], _ body: (RawRow) throws -> Void) throws {
    try forEachRow(
      sql,
      bind: { handle in
        for (index, argument) in arguments.enumerated() {
          sqlite3_bind_int64(handle, Int32(index + 1), Int64(argument))
        }
      }, body)
  }

  /// Runs `sql` with one argument, a text.
  func forEachRow(_ sql: String, text: String, _ body: (RawRow) throws -> Void) throws {
    try forEachRow(
      sql,
      bind: { handle in
        var text = text
        // Safety: SQLITE_TRANSIENT (−1) makes SQLite copy the text before the call returns.
        text.withUTF8 { bytes in
          _ = bytes.withMemoryRebound(to: CChar.self) {
            sqlite3_bind_text(
              handle, 1, $0.baseAddress, Int32($0.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
          }
        }
      }, body)
  }

  private func forEachRow(_ sql: String, bind: (OpaquePointer) -> Void, _ body: (RawRow) throws -> Void) throws {
    let statement = try cachedStatement(sql: sql)
    let handle = statement.sqliteStatement
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
    defer { sqlite3_reset(handle) }
    bind(handle)
    while true {
      let code = sqlite3_step(handle)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else {
        throw DatabaseError(
          resultCode: ResultCode(rawValue: sqlite3_extended_errcode(sqliteConnection)),
          message: String(cString: sqlite3_errmsg(sqliteConnection)))
      }
      try body(RawRow(statement: handle))
    }
  }
}
