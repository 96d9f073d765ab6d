// Adjacent string tokens → one constant or one f-string.

extension Parser {
  @inline(never)
  mutating func parseStrings() throws(ParseFailure) -> Expression {
    let first = index
    while kind == .string { index += 1 }
    // A token the lexer could not read comes before what is wrong inside the strings.
    if kind == .error { throw ParseFailure() }
    let range = first..<index
    let span = span(from: first)
    var parts: [StringParts] = []
    var isFormat = false
    for token in lexer.tokens[range] {
      let part = StringParts(bytes, start: Int(token.start), end: Int(token.end))
      isFormat = isFormat || part.isFormat
      if part.isBytes, bytes[part.bodyStart..<part.bodyEnd].contains(where: { $0 >= 0x80 }) {
        throw problem("bytes can only contain ASCII literal characters")
      }
      parts.append(part)
    }
    guard parts.allSatisfy({ $0.isBytes == parts[0].isBytes }) else {
      throw problem("cannot mix bytes and nonbytes literals")
    }
    if isFormat { return try parseFormatStrings(range, parts, span) }
    var value: [UInt8] = []
    for part in parts { try appendBody(of: part, to: &value) }
    let literal = StringLiteral(utf8: value, hasUnicodePrefix: parts[0].hasUnicodePrefix)
    return Expression(.constant(parts[0].isBytes ? .bytes(value) : .string(literal)), span)
  }

  private mutating func appendBody(of part: StringParts, to value: inout [UInt8]) throws(ParseFailure) {
    try appendText(part.bodyStart, part.bodyEnd, isRaw: part.isRaw, isBytes: part.isBytes, to: &value)
  }

  /// The literal whose text begins at `start` keeps a backslash that begins no escape.
  private mutating func warn(ofEscape backslash: Int, in start: Int) {
    let token = lexer.tokens[..<index].last { $0.kind == .string && Int($0.start) < start }
    guard let token, bytes[backslash + 1] < 0x80 else { return }
    let character = Character(Unicode.Scalar(bytes[backslash + 1]))
    let warning = SourceWarning(
      message: "invalid escape sequence '\\\(character)'", span: span(of: token), origin: .string)
    if !lexer.warnings.contains(where: { $0 == warning }) {
      lexer.warnings.append(warning)
    }
  }

  /// Appends source text with its escapes resolved.
  mutating func appendText(
    _ start: Int, _ end: Int, isRaw: Bool, isBytes: Bool = false, to value: inout [UInt8]
  ) throws(ParseFailure) {
    if isRaw {
      value.append(contentsOf: bytes[start..<end])
      return
    }
    do {
      let invalid =
        isBytes
        ? try StringLiteralReader.appendBytes(bytes, start, end, to: &value)
        : try StringLiteralReader.appendText(bytes, start, end, to: &value)
      if let invalid { warn(ofEscape: invalid, in: start) }
    } catch {
      throw problem(error.message)
    }
  }
}
