// Where a node stands in the source.
// The numbers follow CPython's `ast`: lines count from 1, columns are byte offsets into the line's UTF-8 text, from 0.

/// The half-open range of source text a node covers.
public struct SourceSpan: Hashable, Sendable {
  /// First line, from 1 (`lineno`).
  public var line: Int32
  /// UTF-8 byte offset of the first character in its line, from 0 (`col_offset`).
  public var column: Int32
  /// Last line, from 1 (`end_lineno`).
  public var endLine: Int32
  /// UTF-8 byte offset just after the last character in its line (`end_col_offset`).
  public var endColumn: Int32

  @inlinable
  public init(line: Int32, column: Int32, endLine: Int32, endColumn: Int32) {
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
  }

  /// From the start of `self` to the end of `last`.
  @inlinable
  public func through(_ last: SourceSpan) -> SourceSpan {
    SourceSpan(line: line, column: column, endLine: last.endLine, endColumn: last.endColumn)
  }
}
