// The tables of a recording: what each format version adds to the one before, never edited once released.
// docs/recording.md documents every table and view; the file names itself by application_id and carries the format
// version in user_version, so that `file`, `sqlite3` and old programs can tell.

import GRDB
import TraceIR

enum RecordingSchema {
  /// "PitV" in the application_id field of the SQLite header.
  static let applicationID: Int32 = 0x5069_7456
  /// The newest format this program writes and reads.
  static let version = 4

  /// What each format version adds, oldest first; the first makes version 1.
  private static let additions: [(Database) throws -> Void] = [
    { database in
      try database.execute(sql: tablesOfVersion1)
      try database.execute(sql: viewsOfVersion1)
      for state in SampleState.allCases {
        try database.execute(
          sql: "INSERT INTO state VALUES (?, ?, ?)",
          arguments: [Int(state.rawValue), state.name, state.info.meaning])
      }
      for kind in FunctionKind.kindsOfVersion1 { try add(kind, to: database) }
    },
    { database in
      try database.execute(sql: changesOfVersion2)
      try database.execute(sql: tablesOfVersion2)
      try database.execute(sql: viewsOfVersion2)
      for reason in AbortReason.allCases {
        try database.execute(
          sql: "INSERT INTO abort_reason VALUES (?, ?, ?)",
          arguments: ["\(reason)", reason.info.title, reason.info.summary])
      }
    },
    { database in
      try database.execute(sql: tablesOfVersion3)
      try database.execute(sql: viewsOfVersion3)
      try add(.crossing, to: database)
    },
    { database in
      try database.execute(sql: benchTables)
      try database.execute(sql: sourceTable)
    },
  ]

  private static func add(_ kind: FunctionKind, to database: Database) throws {
    try database.execute(sql: "INSERT INTO kind VALUES (?, ?)", arguments: [Int(kind.rawValue), kind.name])
  }

  /// Makes the tables of a format version in an empty database. Called inside one transaction, so that who opens the file
  /// early finds it empty or whole.
  static func create(in database: Database, version: Int = version) throws {
    for addition in additions.prefix(version) { try addition(database) }
    try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
  }

  /// The text of each table of a format version, to be compared with a file: a hostile file could put a view or a
  /// computed column in the place of a table.
  static func expectedTables(version: Int) throws -> [String: String] {
    let memory = try DatabaseQueue()
    return try memory.write { database in
      try create(in: database, version: version)
      return try tables(in: database)
    }
  }

  /// Name → SQL of the tables in a database, SQLite's own left out, and the bookkeeping of files that earlier builds made.
  static func tables(in database: Database) throws -> [String: String] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT name, sql FROM sqlite_master
        WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name <> 'grdb_migrations'
        """)
    return Dictionary(rows.map { ($0["name"], $0["sql"]) }, uniquingKeysWith: { first, _ in first })
  }

  private static let tablesOfVersion1 = """
    CREATE TABLE environment (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE state (id INTEGER PRIMARY KEY, name TEXT NOT NULL, meaning TEXT NOT NULL) STRICT;
    CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    CREATE TABLE module (
      id INTEGER PRIMARY KEY, path TEXT NOT NULL, base INTEGER NOT NULL, size INTEGER NOT NULL, build TEXT) STRICT;
    CREATE TABLE function (
      id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL)
      STRICT;
    CREATE TABLE frame (id INTEGER PRIMARY KEY, function INTEGER NOT NULL, line INTEGER NOT NULL) STRICT;
    CREATE TABLE node (
      id INTEGER PRIMARY KEY, parent INTEGER NOT NULL CHECK (parent < id), frame INTEGER NOT NULL) STRICT;
    CREATE TABLE stack (id INTEGER PRIMARY KEY, node INTEGER NOT NULL, broken INTEGER NOT NULL) STRICT;
    CREATE TABLE thread (
      id INTEGER PRIMARY KEY, native INTEGER NOT NULL, name TEXT NOT NULL, started INTEGER NOT NULL) STRICT;
    CREATE TABLE chunk (
      id INTEGER PRIMARY KEY, thread INTEGER NOT NULL, t0 INTEGER NOT NULL, t1 INTEGER NOT NULL, n INTEGER NOT NULL,
      weight INTEGER NOT NULL, period INTEGER NOT NULL, rawlen INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
    CREATE INDEX chunk_t0 ON chunk (t0);
    CREATE TABLE stack_total (
      thread INTEGER NOT NULL, stack INTEGER NOT NULL, state INTEGER NOT NULL, n INTEGER NOT NULL,
      weight INTEGER NOT NULL, PRIMARY KEY (thread, stack, state)) STRICT, WITHOUT ROWID;
    CREATE TABLE loss (cause TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE gc (
      id INTEGER PRIMARY KEY, thread INTEGER NOT NULL, t INTEGER NOT NULL, duration INTEGER NOT NULL,
      bytes_before INTEGER NOT NULL, bytes_after INTEGER NOT NULL) STRICT;
    CREATE INDEX gc_t ON gc (t);
    CREATE TABLE overhead (
      t INTEGER PRIMARY KEY, samples INTEGER NOT NULL, handler INTEGER NOT NULL, collector INTEGER NOT NULL,
      program INTEGER NOT NULL) STRICT;
    """

  private static let viewsOfVersion1 = """
    CREATE VIEW frame_name AS
      SELECT frame.id AS frame, kind.name AS kind, function.name AS name, function.file AS file,
             function.line AS first_line, frame.line AS line
      FROM frame JOIN function ON function.id = frame.function JOIN kind ON kind.id = function.kind;
    CREATE VIEW stack_frame AS
      WITH RECURSIVE walk (stack, node, depth) AS (
        SELECT id, node, 0 FROM stack
        UNION ALL
        SELECT walk.stack, node.parent, walk.depth + 1 FROM walk JOIN node ON node.id = walk.node WHERE node.parent > 0)
      SELECT walk.stack AS stack, walk.depth AS depth, node.id AS node, node.frame AS frame
      FROM walk JOIN node ON node.id = walk.node;
    CREATE VIEW state_total AS
      SELECT state.name AS state, sum(stack_total.n) AS samples, sum(stack_total.weight) AS weight,
             sum(stack_total.weight) * 1.0 / (SELECT sum(weight) FROM stack_total) AS share
      FROM stack_total JOIN state ON state.id = stack_total.state GROUP BY state.id ORDER BY weight DESC;
    CREATE VIEW function_self AS
      SELECT frame_name.kind AS kind, frame_name.name AS name, frame_name.file AS file,
             frame_name.first_line AS line, sum(stack_total.weight) AS weight,
             sum(stack_total.weight) * 1.0 / (SELECT sum(weight) FROM stack_total) AS share
      FROM stack_total JOIN stack ON stack.id = stack_total.stack JOIN node ON node.id = stack.node
           JOIN frame ON frame.id = node.frame JOIN frame_name ON frame_name.frame = frame.id
      GROUP BY frame.function ORDER BY weight DESC;
    CREATE VIEW function_total AS
      WITH total (stack, weight) AS (SELECT stack, sum(weight) FROM stack_total GROUP BY stack),
           present AS (SELECT DISTINCT stack_frame.stack AS stack, frame.function AS function
                       FROM stack_frame JOIN frame ON frame.id = stack_frame.frame)
      SELECT kind.name AS kind, function.name AS name, function.file AS file, function.line AS line,
             sum(total.weight) AS weight,
             sum(total.weight) * 1.0 / (SELECT sum(weight) FROM stack_total) AS share
      FROM present JOIN total ON total.stack = present.stack JOIN function ON function.id = present.function
           JOIN kind ON kind.id = function.kind
      GROUP BY function.id ORDER BY weight DESC;
    """
}
