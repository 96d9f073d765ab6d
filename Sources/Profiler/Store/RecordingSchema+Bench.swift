// The tables of format version 4 that `pitviper bench` fills: processes, their iterations, and what the VM did in each.
// docs/recording.md documents them. Places are written out as function, file and line: a process is one insertion, and the
// rows of two files can be compared without names of their own.

extension RecordingSchema {
  static let benchTables = """
    CREATE TABLE process (
      id INTEGER PRIMARY KEY, counting INTEGER NOT NULL, failure TEXT, started INTEGER NOT NULL,
      peak_kb INTEGER NOT NULL, overhead_ns INTEGER NOT NULL, load INTEGER, frequency_before INTEGER,
      frequency_after INTEGER, involuntary_switches INTEGER, migrations INTEGER) STRICT;
    CREATE TABLE iteration (
      process INTEGER NOT NULL, number INTEGER NOT NULL, start_ns INTEGER NOT NULL, wall_ns INTEGER NOT NULL,
      cpu_ns INTEGER NOT NULL, bytecodes INTEGER, traces INTEGER, bridges INTEGER, aborts INTEGER,
      guard_failures INTEGER, collections INTEGER, crossings INTEGER, PRIMARY KEY (process, number))
      STRICT, WITHOUT ROWID;
    CREATE TABLE process_trace (
      process INTEGER NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, root INTEGER NOT NULL, parent INTEGER,
      parent_exit INTEGER, link INTEGER, function TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,
      t_ns INTEGER NOT NULL, installed_ns INTEGER NOT NULL, operations INTEGER NOT NULL, guards INTEGER NOT NULL,
      bytes INTEGER NOT NULL, entered INTEGER NOT NULL, compile_ns INTEGER NOT NULL, ended_ns INTEGER, cause TEXT,
      PRIMARY KEY (process, number)) STRICT, WITHOUT ROWID;
    CREATE TABLE process_exit (
      process INTEGER NOT NULL, trace INTEGER NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL,
      function TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, expected TEXT, seen TEXT,
      failures INTEGER NOT NULL, bridge INTEGER, PRIMARY KEY (process, trace, number)) STRICT, WITHOUT ROWID;
    CREATE TABLE process_abort (
      id INTEGER PRIMARY KEY, process INTEGER NOT NULL, t_ns INTEGER NOT NULL, reason TEXT NOT NULL,
      function TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, abort_function TEXT NOT NULL,
      abort_file TEXT NOT NULL, abort_line INTEGER NOT NULL, instruction TEXT NOT NULL, parent INTEGER,
      parent_exit INTEGER, operations INTEGER NOT NULL) STRICT;
    CREATE TABLE process_event (
      id INTEGER PRIMARY KEY, process INTEGER NOT NULL, t_ns INTEGER NOT NULL, kind TEXT NOT NULL, trace INTEGER,
      function TEXT, file TEXT, line INTEGER, detail TEXT NOT NULL) STRICT;
    CREATE TABLE process_gc (
      id INTEGER PRIMARY KEY, process INTEGER NOT NULL, t_ns INTEGER NOT NULL, duration_ns INTEGER NOT NULL,
      bytes_before INTEGER NOT NULL, bytes_after INTEGER NOT NULL) STRICT;
    CREATE TABLE process_crossing (
      id INTEGER PRIMARY KEY, process INTEGER NOT NULL, name TEXT NOT NULL, library TEXT NOT NULL, site TEXT NOT NULL,
      calls INTEGER NOT NULL, traced_calls INTEGER NOT NULL, bytes INTEGER NOT NULL, callbacks INTEGER NOT NULL) STRICT;
    CREATE TABLE noise (
      id INTEGER PRIMARY KEY, process INTEGER, kind TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
    """
}
