// The table of format version 4 that keeps the text of source files. docs/recording.md documents it.

extension RecordingSchema {
  static let sourceTable = """
    CREATE TABLE source (
      file TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, text TEXT, reason TEXT) STRICT;
    """
}
