// Tables of format version 2: the life of traces. docs/recording.md documents them.

extension RecordingSchema {
  static let changesOfVersion2 = """
    ALTER TABLE stack ADD COLUMN trace INTEGER;
    ALTER TABLE stack ADD COLUMN exit INTEGER;
    """

  static let tablesOfVersion2 = """
    CREATE TABLE trace (
      id INTEGER PRIMARY KEY, thread INTEGER NOT NULL, kind TEXT NOT NULL, root INTEGER NOT NULL, parent INTEGER,
      parent_exit INTEGER, link INTEGER, function INTEGER NOT NULL, frame INTEGER NOT NULL, t INTEGER NOT NULL,
      installed INTEGER NOT NULL, record_ns INTEGER NOT NULL, optimize_ns INTEGER NOT NULL,
      allocate_ns INTEGER NOT NULL, encode_ns INTEGER NOT NULL, recorded_operations INTEGER NOT NULL,
      recorded_guards INTEGER NOT NULL, operations INTEGER NOT NULL, guards INTEGER NOT NULL,
      address INTEGER NOT NULL, bytes INTEGER NOT NULL, entered INTEGER NOT NULL, ended INTEGER, cause TEXT) STRICT;
    CREATE TABLE trace_exit (
      trace INTEGER NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, frame INTEGER NOT NULL, expected TEXT,
      seen TEXT, failures INTEGER NOT NULL, bridge INTEGER, PRIMARY KEY (trace, number)) STRICT, WITHOUT ROWID;
    CREATE TABLE trace_text (
      trace INTEGER NOT NULL, stage TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (trace, stage)) STRICT;
    CREATE TABLE trace_code (trace INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
    CREATE TABLE trace_line (
      trace INTEGER NOT NULL, offset INTEGER NOT NULL, depth INTEGER NOT NULL, frame INTEGER NOT NULL,
      PRIMARY KEY (trace, offset, depth)) STRICT, WITHOUT ROWID;
    CREATE TABLE abort_reason (name TEXT PRIMARY KEY, title TEXT NOT NULL, meaning TEXT NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE TABLE abort (
      id INTEGER PRIMARY KEY, thread INTEGER NOT NULL, t INTEGER NOT NULL, ended INTEGER NOT NULL,
      reason TEXT NOT NULL, frame INTEGER NOT NULL, parent INTEGER, parent_exit INTEGER, try INTEGER NOT NULL,
      abort_frame INTEGER NOT NULL, instruction TEXT NOT NULL, operations INTEGER NOT NULL,
      record_ns INTEGER NOT NULL) STRICT;
    CREATE TABLE trace_event (
      id INTEGER PRIMARY KEY, thread INTEGER NOT NULL, t INTEGER NOT NULL, kind TEXT NOT NULL, trace INTEGER,
      exit INTEGER, frame INTEGER, detail TEXT) STRICT;
    CREATE INDEX trace_event_t ON trace_event (t);
    """

  static let viewsOfVersion2 = """
    CREATE VIEW guard AS
      SELECT trace_exit.trace AS trace, trace_exit.number AS exit, trace_exit.kind AS kind,
             frame_name.name AS function, frame_name.file AS file, frame_name.line AS line,
             trace_exit.expected AS expected, trace_exit.seen AS seen, trace_exit.failures AS failures,
             trace_exit.bridge AS bridge
      FROM trace_exit JOIN frame_name ON frame_name.frame = trace_exit.frame
      WHERE trace_exit.kind NOT IN ('jumpLoop', 'link', 'leave') ORDER BY trace_exit.failures DESC;
    CREATE VIEW exit_stack AS
      SELECT stack.trace AS trace, stack.exit AS exit, stack.id AS stack, sum(stack_total.n) AS samples,
             sum(stack_total.weight) AS weight
      FROM stack JOIN stack_total ON stack_total.stack = stack.id WHERE stack.trace IS NOT NULL
      GROUP BY stack.id ORDER BY weight DESC;
    CREATE VIEW trace_total AS
      WITH present AS (
             SELECT DISTINCT stack_frame.stack AS stack, frame.function AS function
             FROM stack_frame JOIN frame ON frame.id = stack_frame.frame
                  JOIN function ON function.id = frame.function WHERE function.kind = 1)
      SELECT trace.id AS trace, trace.kind AS kind, frame_name.name AS function, frame_name.file AS file,
             frame_name.line AS line, trace.entered AS entered, trace.operations AS operations, trace.bytes AS bytes,
             coalesce(sum(stack_total.weight), 0) AS weight,
             coalesce(sum(stack_total.weight), 0) * 1.0 / (SELECT sum(weight) FROM stack_total) AS share
      FROM trace JOIN frame_name ON frame_name.frame = trace.frame
           LEFT JOIN present ON present.function = trace.function
           LEFT JOIN stack_total ON stack_total.stack = present.stack
      GROUP BY trace.id ORDER BY weight DESC;
    CREATE VIEW abort_total AS
      SELECT abort.reason AS reason, abort_reason.title AS title, count(*) AS n,
             sum(abort.record_ns) / 1000 AS record_us
      FROM abort LEFT JOIN abort_reason ON abort_reason.name = abort.reason
      GROUP BY abort.reason ORDER BY n DESC;
    """
}
