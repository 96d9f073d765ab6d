// f-strings: literal parts and replacement fields, with nested format specifications.
// A field's end is found by scanning its characters, as CPython 3.11 does (so a field holds no backslash, no comment
// and no quote of its own string); its expression is then read by the lexer in place, as if in parentheses.
// Nodes in a field have their true places. (CPython 3.11 does, too, but for strings of several lines inside a field.)

extension Parser {
  /// What is read of an f-string; shared by its format specifications.
  private struct FormatString {
    let token: Token
    let isRaw: Bool
    var position: Int
    let end: Int
    /// Of all the adjacent strings: f-string parts have no places of their own in `ast`.
    let span: SourceSpan
    /// Of this string alone, which is where `ast` puts a format specification and the last text in it.
    let tokenSpan: SourceSpan
    let hasUnicodePrefix: Bool
  }

  /// The values of a joined string while it is put together.
  private struct Values {
    var expressions: [Expression] = []
    var text: [UInt8] = []

    mutating func flush(_ string: FormatString, at span: SourceSpan) {
      if text.isEmpty { return }
      let literal = StringLiteral(utf8: text, hasUnicodePrefix: string.hasUnicodePrefix)
      expressions.append(Expression(.constant(.string(literal)), span))
      text = []
    }
  }

  mutating func parseFormatStrings(
    _ tokens: Range<Int>, _ parts: [StringParts], _ span: SourceSpan
  ) throws(ParseFailure) -> Expression {
    var values = Values()
    var string: FormatString!
    for (number, part) in zip(tokens, parts) {
      string = FormatString(
        token: lexer.tokens[number], isRaw: part.isRaw, position: part.bodyStart, end: part.bodyEnd, span: span,
        tokenSpan: self.span(of: lexer.tokens[number]), hasUnicodePrefix: parts[0].hasUnicodePrefix)
      if part.isFormat {
        try parseFormatParts(&string, level: 0, into: &values)
      } else {
        try appendText(part.bodyStart, part.bodyEnd, isRaw: part.isRaw, to: &values.text)
      }
    }
    values.flush(string, at: span)
    return try node(.joinedString(values.expressions), span)
  }

  /// Literal text and fields up to the end of the string, or of the format specification for `level` > 0.
  private mutating func parseFormatParts(
    _ string: inout FormatString, level: Int, into values: inout Values
  ) throws(ParseFailure) {
    while true {
      if try parseFormatLiteral(&string, level: level, into: &values) { continue }
      if string.position >= string.end || bytes[string.position] == UInt8(ascii: "}") { break }
      let field = try parseField(&string, level: level, into: &values)
      values.flush(string, at: string.span)
      values.expressions.append(field)
    }
    if level > 0, string.position >= string.end { throw problem("f-string: expecting '}'") }
  }

  /// Text up to a brace; true when it ended with a doubled brace, so that more text follows.
  private mutating func parseFormatLiteral(
    _ string: inout FormatString, level: Int, into values: inout Values
  ) throws(ParseFailure) -> Bool {
    let start = string.position
    var end = start
    var isDoubled = false
    scan: while end < string.end {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\\"), !string.isRaw, end + 1 < string.end {
        if bytes[end + 1] == UInt8(ascii: "N") {
          end = skipNamedEscape(end + 2, string.end)
        } else {
          end += bytes[end + 1] == UInt8(ascii: "{") || bytes[end + 1] == UInt8(ascii: "}") ? 1 : 2
        }
        continue
      }
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") {
        if level == 0 {
          if end + 1 < string.end, bytes[end + 1] == byte {
            isDoubled = true
            end += 1
            break scan
          }
          if byte == UInt8(ascii: "}") { throw problem("f-string: single '}' is not allowed") }
        }
        break scan
      }
      end += 1
    }
    string.position = end + (isDoubled ? 1 : 0)
    try appendText(start, end, isRaw: string.isRaw, to: &values.text)
    return isDoubled
  }

  /// The end of `{name}` after `\N`: its braces are no field.
  private func skipNamedEscape(_ start: Int, _ end: Int) -> Int {
    guard start < end else { return end }
    guard bytes[start] == UInt8(ascii: "{") else { return start + 1 }
    var position = start + 1
    while position < end {
      position += 1
      if bytes[position - 1] == UInt8(ascii: "}") { break }
    }
    return position
  }

  /// `{expression = !conversion :format}`.
  private mutating func parseField(
    _ string: inout FormatString, level: Int, into values: inout Values
  ) throws(ParseFailure) -> Expression {
    if level >= 2 { throw problem("f-string: expressions nested too deeply") }
    let start = string.position + 1
    let end = try endOfFieldExpression(start, string.end)
    let expression = try parseFieldExpression(string, start, end)
    string.position = end
    var isDebug = false
    if bytes[end] == UInt8(ascii: "=") {
      isDebug = true
      string.position += 1
      while string.position < string.end, isSpace(bytes[string.position]) { string.position += 1 }
      values.text.append(contentsOf: bytes[start..<string.position])
    }
    var conversion = FormatConversion.none
    if string.position < string.end, bytes[string.position] == UInt8(ascii: "!") {
      conversion = try parseConversion(&string)
    }
    var format: Expression?
    if string.position < string.end, bytes[string.position] == UInt8(ascii: ":") {
      string.position += 1
      var parts = Values()
      try parseFormatParts(&string, level: level + 1, into: &parts)
      parts.flush(string, at: string.tokenSpan)
      format = try node(.joinedString(parts.expressions), string.tokenSpan)
    }
    guard string.position < string.end, bytes[string.position] == UInt8(ascii: "}") else {
      throw problem("f-string: expecting '}'")
    }
    string.position += 1
    if isDebug, format == nil, conversion == .none { conversion = .representation }
    return try node(.formattedValue(expression, conversion, format: format), string.span)
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private mutating func parseConversion(_ string: inout FormatString) throws(ParseFailure) -> FormatConversion {
    string.position += 1
    guard string.position < string.end else { throw problem("f-string: expecting '}'") }
    let byte = bytes[string.position]
    string.position += 1
    switch byte {
    case UInt8(ascii: "s"): return .string
    case UInt8(ascii: "r"): return .representation
    case UInt8(ascii: "a"): return .ascii
    default: throw problem("f-string: invalid conversion character: expected 's', 'r', or 'a'")
    }
  }

  /// Where the expression of a field ends: at `}`, `!`, `:` or `=` outside brackets and strings.
  private mutating func endOfFieldExpression(_ start: Int, _ end: Int) throws(ParseFailure) -> Int {
    var position = start
    var brackets: [UInt8] = []
    var quote: (byte: UInt8, isTriple: Bool)?
    scan: while position < end {
      let byte = bytes[position]
      func isTriple() -> Bool { position + 2 < end && bytes[position + 1] == byte && bytes[position + 2] == byte }
      if byte == UInt8(ascii: "\\") { throw problem("f-string expression part cannot include a backslash") }
      if let open = quote {
        if byte == open.byte, !open.isTriple || isTriple() {
          position += open.isTriple ? 2 : 0
          quote = nil
        }
        position += 1
        continue
      }
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        quote = (byte, isTriple())
        if isTriple() { position += 2 }
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        if brackets.count >= Lexer.maximumDepth { throw problem("f-string: too many nested parenthesis") }
        brackets.append(byte)
      case UInt8(ascii: "#"):
        throw problem("f-string expression part cannot include '#'")
      case UInt8(ascii: "!"), UInt8(ascii: ":"), UInt8(ascii: "}"), UInt8(ascii: "="), UInt8(ascii: "<"),
        UInt8(ascii: ">"):
        if brackets.isEmpty {
          let isComparison = byte != UInt8(ascii: ":") && byte != UInt8(ascii: "}")
          if isComparison, position + 1 < end, bytes[position + 1] == UInt8(ascii: "=") {
            position += 1
          } else if byte != UInt8(ascii: "<"), byte != UInt8(ascii: ">") {
            break scan
          }
        } else if byte == UInt8(ascii: "}") {
          try closeBracket(byte, &brackets)
        }
      case UInt8(ascii: ")"), UInt8(ascii: "]"):
        try closeBracket(byte, &brackets)
      default: break
      }
      position += 1
    }
    if quote != nil { throw problem("f-string: unterminated string") }
    if let open = brackets.last { throw problem("f-string: unmatched '\(Character(Unicode.Scalar(open)))'") }
    if position >= end { throw problem("f-string: expecting '}'") }
    return position
  }

  private mutating func closeBracket(_ byte: UInt8, _ brackets: inout [UInt8]) throws(ParseFailure) {
    let closing = Character(Unicode.Scalar(byte))
    guard let open = brackets.popLast() else { throw problem("f-string: unmatched '\(closing)'") }
    if byte != open + (open == UInt8(ascii: "(") ? 1 : 2) {
      let opening = Character(Unicode.Scalar(open))
      throw problem(
        "f-string: closing parenthesis '\(closing)' does not match opening parenthesis '\(opening)'")
    }
  }

  /// The expression at `bytes[start..<end]`, whose `{` stands just before.
  private mutating func parseFieldExpression(
    _ string: FormatString, _ start: Int, _ end: Int
  ) throws(ParseFailure) -> Expression {
    let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0C]
    if bytes[start..<end].allSatisfy({ blanks.contains($0) }) {
      let next = bytes[end]
      throw problem(
        next == UInt8(ascii: "}")
          ? "f-string: empty expression not allowed"
          : "f-string: expression required before '\(Character(Unicode.Scalar(next)))'")
    }
    let place = fieldPlace(string, start - 1)
    let resume = (index: index, count: lexer.tokens.count, failure: lexer.failure)
    lexer.tokens.append(
      Token(
        kind: .leftParenthesis, depth: 1, payload: 0, start: Int32(start - 1), end: Int32(start), line: place.line,
        column: Int32(start - 1 - place.lineStart)))
    lexer.scanReplacementField(from: start, to: end, line: place.line, lineStart: place.lineStart)
    // The synthetic parenthesis covers the byte that ended the field.
    lexer.tokens[lexer.tokens.count - 1].end += 1
    lexer.append(.endMarker, start: end)
    index = resume.count
    defer {
      index = resume.index
      lexer.tokens.removeLast(lexer.tokens.count - resume.count)
      lexer.failure = resume.failure
    }
    do {
      let expression = try parseStarExpressions()
      if kind == .endMarker { return expression }
    } catch {
      if problem != nil { throw error }
    }
    problem = Diagnoser.problem(
      inField: bytes[start..<end], of: source.filename, line: place.line, column: Int32(start - 1 - place.lineStart))
    throw ParseFailure()
  }

  /// The line of the `{` at `position`, and the byte its columns count from.
  private func fieldPlace(_ string: FormatString, _ position: Int) -> (line: Int32, lineStart: Int) {
    var line = string.token.line
    var lineStart = Int(string.token.start - string.token.column)
    for offset in Int(string.token.start)..<position where bytes[offset] == UInt8(ascii: "\n") {
      line += 1
      lineStart = offset + 1
    }
    return (line, lineStart)
  }
}
