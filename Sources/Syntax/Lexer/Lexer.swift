// Source bytes → tokens.
// Works on UTF-8 bytes with "\n" line ends (see SourceDecoder); one pass, into one array, so that
// the parser and the diagnoser can look ahead and back freely.
// Invariant: the last token is `.endMarker`, or `.error` with `failure` set.
// Does not evaluate literals: numbers are checked and measured only, strings only delimited.

/// Why the lexer stopped.
struct LexicalFailure {
  var kind = SyntaxProblem.Kind.syntax
  var message: String
  var line: Int
  /// In characters, from 1, as in `SyntaxProblem`.
  var offset: Int
  var endOffset: Int
  /// Whether this is reported even when the parser fails on an earlier token. (CPython reads the rest of a bad file
  /// for tokens that cannot be; wrong indentation and line continuation count only when the parser gets there.)
  var outranksParser = true
  /// More text could mend it.
  var isEndOfText = false
  /// CPython quotes the line without its end when it is a token that cannot be.
  var isBadToken: Bool { outranksParser && message != "invalid syntax" }
}

struct Lexer {
  /// Deepest nesting of brackets, and of indentation, as in CPython.
  static let maximumDepth = 200
  static let maximumIndentation = 100
  /// Columns between tab stops.
  static let tabSize = 8

  struct Bracket {
    var byte: UInt8
    var line: Int32
    var column: Int32
  }

  let bytes: [UInt8]
  /// Where to stop reading: the end of the source, or of a replacement field in an f-string.
  var limit: Int
  var position = 0
  var line: Int32 = 1
  var lineStart = 0
  var brackets: [Bracket] = []
  var tokens: [Token] = []
  var names = NameCollector()
  /// Byte offsets of the starts of lines, for lines already read.
  var lineStarts: [Int32] = [0]
  var failure: LexicalFailure?
  /// Tokens that stand in the text: those from here on stand for its end.
  private(set) var textEnd = 0
  var warnings: [SourceWarning] = []
  /// Widths of the open blocks, with tabs to `tabSize` and with tabs one column wide: both must agree.
  private var indentation: [(width: Int, alternate: Int)] = [(0, 0)]

  init(bytes: [UInt8]) {
    self.bytes = bytes
    limit = bytes.count
    tokens.reserveCapacity(bytes.count / 5 + 16)
    lineStarts.reserveCapacity(bytes.count / 32 + 16)
  }

  /// The byte at `position + distance`, 0 past the limit.
  @inline(__always)
  func peek(_ distance: Int = 0) -> UInt8 {
    let index = position + distance
    return index < limit ? bytes[index] : 0
  }

  @inline(__always)
  mutating func append(_ kind: TokenKind, start: Int, payload: Int32 = 0) {
    tokens.append(
      Token(
        kind: kind, depth: UInt8(truncatingIfNeeded: brackets.count), payload: payload,
        start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: position), line: line,
        column: Int32(truncatingIfNeeded: start - lineStart)))
  }

  /// Counts the "\n" just before `position`.
  @inline(__always)
  mutating func startLine() {
    line += 1
    lineStart = position
    lineStarts.append(Int32(truncatingIfNeeded: position))
  }

  /// Reads the whole source.
  mutating func scan(_ mode: ParseMode, keepsBlocksOpen: Bool = false) {
    while failure == nil, scanIndentation() { scanLine() }
    textEnd = tokens.count
    if failure == nil { finish(mode, keepsBlocksOpen: keepsBlocksOpen) } else { append(.error, start: position) }
  }

  /// Reads the part of an f-string from `start` to `end` as if it stood in parentheses; appends to `tokens`.
  mutating func scanReplacementField(from start: Int, to end: Int, line: Int32, lineStart: Int) {
    let saved = (position: position, limit: limit, line: self.line, lineStart: self.lineStart, lines: lineStarts.count)
    failure = nil
    (position, limit, self.line, self.lineStart) = (start, end, line, lineStart)
    brackets = [Bracket(byte: UInt8(ascii: "("), line: line, column: 0)]
    scanLine()
    append(failure == nil && brackets.count == 1 ? .rightParenthesis : .error, start: position)
    brackets = []
    (position, limit, self.line, self.lineStart) = (saved.position, saved.limit, saved.line, saved.lineStart)
    lineStarts.removeLast(lineStarts.count - saved.lines)
  }

  private mutating func finish(_ mode: ParseMode, keepsBlocksOpen: Bool) {
    if let bracket = brackets.last {
      // The parser decides whether this or an error of its own is reported.
      failure = unclosedBracket(bracket)
      append(.error, start: position)
      return
    }
    // The end stands on the last line, not after it; nothing at all stands on line 0.
    if lineStart == limit { line -= 1 }
    let isInsideLine = tokens.last.map { $0.kind != .newline && $0.kind != .dedent } ?? false
    // Blanks at the end are the start of a line that may still be typed.
    if !isInsideLine, !keepsBlocksOpen || lineStart == limit { closeBlocks() }
    if mode == .single, !tokens.isEmpty {
      // The end of an interactive source counts as the end of a line, and once more after the blocks it closes.
      appendEnd(.newline)
      if indentation.count > 1, !keepsBlocksOpen {
        closeBlocks()
        appendEnd(.newline)
      }
    }
    appendEnd(.endMarker)
  }

  private mutating func closeBlocks(to depth: Int = 1) {
    while indentation.count > depth {
      indentation.removeLast()
      appendEnd(.dedent)
    }
  }

  /// Appends a token without a text, and so without a column.
  private mutating func appendEnd(_ kind: TokenKind) {
    append(kind, start: position)
    tokens[tokens.count - 1].column = -1
  }

  func unclosedBracket(_ bracket: Bracket) -> LexicalFailure {
    LexicalFailure(
      message: "'\(Character(Unicode.Scalar(bracket.byte)))' was never closed", line: Int(bracket.line),
      offset: characterOffset(lineStart: Int(lineStarts[Int(bracket.line) - 1]), byte: Int(bracket.column)),
      endOffset: 0, outranksParser: false, isEndOfText: true)
  }

  /// Measures the blanks at the start of a logical line, skipping blank lines; emits indents and dedents.
  /// False at the end of the source.
  private mutating func scanIndentation() -> Bool {
    var continuedWidth: (Int, Int)?
    while position < limit {
      var width = 0
      var alternate = 0
      scan: while true {
        switch peek() {
        case UInt8(ascii: " "):
          width += 1
          alternate += 1
        case UInt8(ascii: "\t"):
          width = (width / Lexer.tabSize + 1) * Lexer.tabSize
          alternate += 1
        case 0x0C:
          width = 0
          alternate = 0
        case UInt8(ascii: "\\"):
          // A continuation in the indentation: the first line's width counts.
          if continuedWidth == nil { continuedWidth = (width, alternate) }
          position += 1
          if !scanContinuation() { return false }
          continue scan
        default:
          break scan
        }
        position += 1
      }
      let next = peek()
      if next == UInt8(ascii: "#") { skipComment() }
      if peek() == UInt8(ascii: "\n") {
        position += 1
        startLine()
        continuedWidth = nil
        continue
      }
      if position >= limit, width == 0 { return false }
      return setIndentation(continuedWidth?.0 ?? width, alternate: continuedWidth?.1 ?? alternate)
    }
    return false
  }

  private mutating func setIndentation(_ width: Int, alternate: Int) -> Bool {
    let current = indentation[indentation.count - 1]
    if width == current.width {
      return alternate == current.alternate || failIndentation()
    }
    if width > current.width {
      if indentation.count >= Lexer.maximumIndentation {
        failure = LexicalFailure(
          kind: .indentation, message: "too many levels of indentation", line: Int(line), offset: 1, endOffset: 0,
          outranksParser: false)
        return false
      }
      if alternate <= current.alternate { return failIndentation() }
      indentation.append((width, alternate))
      appendEnd(.indent)
      return true
    }
    let depth = indentation.lastIndex { $0.width <= width } ?? 0
    let matched = indentation[depth]
    if width != matched.width {
      let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? limit
      failure = LexicalFailure(
        kind: .indentation, message: "unindent does not match any outer indentation level", line: Int(line),
        offset: characterOffset(byte: end + 1 - lineStart) - 1, endOffset: -1, outranksParser: false)
      return false
    }
    if alternate != matched.alternate { return failIndentation() }
    closeBlocks(to: depth + 1)
    return true
  }

  private mutating func failIndentation() -> Bool {
    failure = LexicalFailure(
      kind: .tab, message: "inconsistent use of tabs and spaces in indentation", line: Int(line), offset: 1,
      endOffset: 0, outranksParser: false)
    return false
  }

  @inline(__always)
  mutating func skipComment() {
    while position < limit, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }

  /// After a backslash: steps over the line end. Only the end of the line may follow.
  mutating func scanContinuation() -> Bool {
    guard peek() == UInt8(ascii: "\n") else {
      failure = LexicalFailure(
        message: "unexpected character after line continuation character", line: Int(line),
        offset: characterOffset(byte: position - lineStart), endOffset: 0, outranksParser: false)
      return false
    }
    position += 1
    if position >= limit {
      if let bracket = brackets.last {
        failure = unclosedBracket(bracket)
        return false
      }
      failure = LexicalFailure(
        message: "unexpected EOF while parsing", line: Int(line),
        offset: characterOffset(byte: position - lineStart) - 1, endOffset: -1, outranksParser: false,
        isEndOfText: true)
      return false
    }
    startLine()
    return true
  }

  // MARK: Failures

  /// The 1-based character offset of `byte` bytes into the line at `lineStart` (of the current line by default).
  func characterOffset(lineStart start: Int? = nil, byte: Int) -> Int {
    let start = start ?? lineStart
    var offset = 1
    for index in start..<max(start, start + byte) where index >= bytes.count || bytes[index] & 0xC0 != 0x80 {
      offset += 1
    }
    return offset
  }

  /// Stops with `message` at the character that ends before byte `end`.
  mutating func fail(_ message: String, at end: Int) {
    let offset = characterOffset(byte: end - lineStart) - 1
    failure = LexicalFailure(message: message, line: Int(line), offset: offset, endOffset: offset)
  }
}
