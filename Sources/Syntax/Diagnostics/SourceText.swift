// A source file in memory: its UTF-8 text and where its lines start.
// Every line ends with "\n"; other line ends have been replaced.

/// Decoded source text with its line table.
public struct SourceText: Sendable {
  /// The name for diagnostics, as given.
  public let filename: String
  /// UTF-8, without byte order mark.
  public let utf8: [UInt8]
  /// Byte offset of the start of each line; `lineStarts[0] == 0` is line 1.
  public let lineStarts: [Int32]

  init(filename: String, utf8: [UInt8], lineStarts: [Int32]? = nil) {
    self.filename = filename
    self.utf8 = utf8
    self.lineStarts =
      lineStarts ?? [0] + utf8.indices.filter { utf8[$0] == UInt8(ascii: "\n") }.map { Int32($0 + 1) }
  }

  /// The source of a tree that a program made: no text.
  public init(filename: String) { self.init(filename: filename, utf8: []) }

  /// The text of `line` (from 1); nil when there is no such line.
  public func text(ofLine line: Int, withEnd: Bool = false) -> String? {
    guard line >= 1, line <= lineStarts.count else { return nil }
    let start = Int(lineStarts[line - 1])
    var end = line < lineStarts.count ? Int(lineStarts[line]) : utf8.count
    if !withEnd, end > start, utf8[end - 1] == UInt8(ascii: "\n") { end -= 1 }
    return String(decoding: utf8[start..<end], as: UTF8.self)
  }

  /// A diagnostic about `span` of this source.
  public func problem(_ message: String, at span: SourceSpan, kind: SyntaxProblem.Kind = .syntax) -> SyntaxProblem {
    SyntaxProblem(
      kind: kind, message: message, filename: filename,
      line: Int(span.line), offset: characterOffset(line: Int(span.line), byte: Int(span.column)),
      // CPython measures the end on the first line, too.
      endLine: Int(span.endLine), endOffset: characterOffset(line: Int(span.line), byte: Int(span.endColumn)),
      text: text(ofLine: Int(span.line), withEnd: true))
  }

  /// What the lexer found, as a diagnostic.
  func problem(_ failure: LexicalFailure) -> SyntaxProblem {
    SyntaxProblem(
      kind: failure.kind, message: failure.message, filename: filename, line: failure.line, offset: failure.offset,
      endLine: failure.line, endOffset: failure.endOffset,
      text: text(ofLine: failure.line, withEnd: !failure.isBadToken))
  }

  /// The 1-based character offset of UTF-8 byte `byte` (from 0) of `line` (from 1), at most just after the line.
  /// Columns before the line (-1, -2: no place) give 0 and -1.
  func characterOffset(line: Int, byte: Int) -> Int {
    guard byte >= 0, line >= 1, line <= lineStarts.count else { return byte + 1 }
    let start = Int(lineStarts[line - 1])
    // Without the "\n".
    let end = line < lineStarts.count ? Int(lineStarts[line]) - 1 : utf8.count
    var offset = 1
    for position in start..<min(end, start + byte) where utf8[position] & 0xC0 != 0x80 { offset += 1 }
    return offset
  }
}
