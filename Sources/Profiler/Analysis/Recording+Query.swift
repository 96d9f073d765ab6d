// A query of the user's on a recording: read-only, one at a time, with bounds on time, rows and bytes.
//
// Three walls, each enough by itself to keep the file as it is: the connection is opened for reading, an authorizer lets
// only SELECT read (no ATTACH, no PRAGMA, no extension, no temporary table), and the statement must call itself read-only.
// The connection is the query's own and is closed with it.

import GRDBSQLite
import Glibc
import Synchronization

/// A wish to stop, from another thread.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  public init() {}
  public func cancel() { flag.store(true, ordering: .relaxed) }
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}

/// What a query may use.
public struct QueryLimits: Sendable {
  /// Rows that are read; what is beyond them is not asked for.
  public var rows = 10_000
  /// Seconds.
  public var time = 30.0
  /// Bytes of all cells together; reading ends with the row that goes beyond it.
  public var bytes = 32 << 20

  public init() {}
}

/// The rows of a query.
public struct QueryResult: Sendable, Equatable {
  public enum Cell: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    /// Its size in bytes.
    case blob(Int)

    /// As it is shown: NULL as `NULL`, bytes by their number.
    public var text: String {
      switch self {
      case .null: "NULL"
      case .integer(let value): "\(value)"
      case .real(let value): "\(value)"
      case .text(let text): text
      case .blob(let size): "\(size) bytes"
      }
    }

    public var isNumber: Bool {
      switch self {
      case .integer, .real: true
      case .null, .text, .blob: false
      }
    }
  }

  public var columns: [String]
  public var rows: [[Cell]]
  /// The limit of rows or bytes ended it: there is more.
  public var isCut: Bool
  /// Seconds.
  public var time: Double

  public init(columns: [String], rows: [[Cell]], isCut: Bool = false, time: Double = 0) {
    self.columns = columns
    self.rows = rows
    self.isCut = isCut
    self.time = time
  }
}

/// Why a query gave no rows, in one line.
public struct QueryError: Error, Equatable, CustomStringConvertible {
  public let description: String
}

extension Recording {
  /// Runs one query. Slow ones can be stopped through `cancellation`.
  public func query(
    _ sql: String, limits: QueryLimits = QueryLimits(), cancellation: Cancellation = Cancellation()
  ) throws(QueryError) -> QueryResult {
    try Query(path: path, limits: limits, cancellation: cancellation).run(sql)
  }
}

private final class Query {
  /// Instructions of SQLite's machine between two looks at the clock.
  static let instructionsBetweenLooks: Int32 = 10_000
  /// Columns of a result, values of the longest text or bytes that SQL may build.
  static let bounds: [(limit: Int32, value: Int32)] = [
    (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_LENGTH, 8 << 20), (SQLITE_LIMIT_SQL_LENGTH, 64 << 10),
    (SQLITE_LIMIT_COLUMN, 256), (SQLITE_LIMIT_EXPR_DEPTH, 200), (SQLITE_LIMIT_COMPOUND_SELECT, 50),
    (SQLITE_LIMIT_WORKER_THREADS, 0), (SQLITE_LIMIT_TRIGGER_DEPTH, 1),
  ]

  private let path: String
  private let limits: QueryLimits
  private let cancellation: Cancellation
  private let start = Query.now()
  private var connection: OpaquePointer?

  init(path: String, limits: QueryLimits, cancellation: Cancellation) {
    self.path = path
    self.limits = limits
    self.cancellation = cancellation
  }

  deinit { sqlite3_close_v2(connection) }

  private var isOverdue: Bool { Query.now() - start > limits.time }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private var problem: QueryError {
    if cancellation.isCancelled { return QueryError(description: "given up") }
    if isOverdue {
      return QueryError(description: "the query was ended after \(Figures.fixed(limits.time, digits: 0)) seconds")
    }
    return QueryError(description: String(cString: sqlite3_errmsg(connection)))
  }

  func run(_ sql: String) throws(QueryError) -> QueryResult {
    guard !sql.utf8.contains(0) else { throw QueryError(description: "a query holds no NUL characters") }
    guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else {
      throw problem
    }
    sqlite3_busy_timeout(connection, 2000)
    sqlite3_exec(connection, "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF", nil, nil, nil)
    for bound in Self.bounds { sqlite3_limit(connection, bound.limit, bound.value) }
    sqlite3_set_authorizer(connection, authorize, nil)
    // Safety: the handler gets this object, which outlives the connection it is installed on.
    sqlite3_progress_handler(
      connection, Self.instructionsBetweenLooks,
      { context in
        let query = Unmanaged<Query>.fromOpaque(context!).takeUnretainedValue()
        return query.cancellation.isCancelled || query.isOverdue ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())

    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    // Safety: the tail points into the text, which lives for the call.
    let isSingle = sql.withCString { text in
      var tail: UnsafePointer<CChar>?
      guard sqlite3_prepare_v2(connection, text, -1, &statement, &tail) == SQLITE_OK else { return true }
      var second: OpaquePointer?
      defer { sqlite3_finalize(second) }
      // What follows may be blanks and comments, which compile to nothing.
      return sqlite3_prepare_v2(connection, tail, -1, &second, nil) == SQLITE_OK && second == nil
    }
    guard isSingle else { throw QueryError(description: "one query at a time") }
    guard let statement else {
      throw sqlite3_errcode(connection) == SQLITE_OK ? QueryError(description: "no query was given") : problem
    }
    guard sqlite3_stmt_readonly(statement) != 0 else { throw QueryError(description: "only queries that read") }
    return try rows(of: statement)
  }

  private func rows(of statement: OpaquePointer) throws(QueryError) -> QueryResult {
    let columns = (0..<sqlite3_column_count(statement)).map { String(cString: sqlite3_column_name(statement, $0)) }
    var result = QueryResult(columns: columns, rows: [])
    var bytes = 0
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { break }
      guard code == SQLITE_ROW else { throw problem }
      guard result.rows.count < limits.rows, bytes < limits.bytes else {
        result.isCut = true
        break
      }
      let row = RawRow(statement: statement)
      result.rows.append(
        (0..<Int32(columns.count)).map { column in
          let cell = row.cell(column)
          bytes += 16
          if case .text(let text) = cell { bytes += text.utf8.count }
          return cell
        })
    }
    result.time = Query.now() - start
    return result
  }
}

/// Only reading is allowed; nothing reaches outside the file.
private let authorize:
  @convention(c) (
    UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
    UnsafePointer<CChar>?
  ) -> Int32 = { _, action, _, function, _, _ in
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return SQLITE_OK
    case SQLITE_FUNCTION:
      // Safety: SQLite gives the name of the function as the second text of this action.
      let name = function.map { String(cString: $0).lowercased() } ?? ""
      return ["load_extension", "fts3_tokenizer"].contains(name) ? SQLITE_DENY : SQLITE_OK
    default: return SQLITE_DENY
    }
  }
