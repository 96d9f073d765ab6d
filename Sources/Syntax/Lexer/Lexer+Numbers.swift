// Number literals: measured and checked here, evaluated by NumberLiteral.

extension Lexer {
  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  mutating func scanNumber() {
    let start = position
    if bytes[position] == UInt8(ascii: "0") {
      switch peek(1) | 0x20 {
      case UInt8(ascii: "x"):
        return scanRadix(start, "hexadecimal") { Lexer.isDigit($0) || ($0 | 0x20) &- UInt8(ascii: "a") < 6 }
      case UInt8(ascii: "o"): return scanRadix(start, "octal") { $0 &- UInt8(ascii: "0") < 8 }
      case UInt8(ascii: "b"): return scanRadix(start, "binary") { $0 &- UInt8(ascii: "0") < 2 }
      default: break
      }
    }
    var zerosEnd: Int?
    var isFloat = false
    if bytes[position] != UInt8(ascii: ".") {
      if bytes[position] == UInt8(ascii: "0") { zerosEnd = leadingZeros() }
      if !scanDigits() { return }
      if zerosEnd == position { zerosEnd = nil }
    }
    if peek() == UInt8(ascii: ".") {
      isFloat = true
      position += 1
      if Lexer.isDigit(peek()), !scanDigits() { return }
    }
    if peek() | 0x20 == UInt8(ascii: "e") {
      let signed = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
      if Lexer.isDigit(peek(signed ? 2 : 1)) {
        isFloat = true
        position += signed ? 2 : 1
        if !scanDigits() { return }
      } else if signed {
        return fail("invalid decimal literal", at: position + 2)
      }
    }
    if peek() | 0x20 == UInt8(ascii: "j") {
      position += 1
      if !endsNumber("imaginary") { return }
    } else {
      if !isFloat, let zerosEnd {
        let first = characterOffset(byte: start - lineStart)
        failure = LexicalFailure(
          message: "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
          line: Int(line), offset: first, endOffset: first + zerosEnd - start)
        return
      }
      if !endsNumber("decimal") { return }
    }
    append(.number, start: start)
  }

  /// The end of the zeros (and underscores among them) at `position`.
  private func leadingZeros() -> Int {
    var end = position
    while end < limit, bytes[end] == UInt8(ascii: "0") || bytes[end] == UInt8(ascii: "_") { end += 1 }
    return end
  }

  /// Digits with single underscores between them, from `position`.
  private mutating func scanDigits() -> Bool {
    while true {
      while Lexer.isDigit(peek()) { position += 1 }
      if peek() != UInt8(ascii: "_") { return true }
      position += 1
      if !Lexer.isDigit(peek()) {
        fail("invalid decimal literal", at: position)
        return false
      }
    }
  }

  private mutating func scanRadix(_ start: Int, _ name: String, _ accepts: (UInt8) -> Bool) {
    position += 2
    repeat {
      if peek() == UInt8(ascii: "_") { position += 1 }
      if !accepts(peek()) {
        if Lexer.isDigit(peek()) { return failDigit(name) }
        return fail("invalid \(name) literal", at: position)
      }
      while accepts(peek()) { position += 1 }
    } while peek() == UInt8(ascii: "_")
    if Lexer.isDigit(peek()) { return failDigit(name) }
    if endsNumber(name) { append(.number, start: start) }
  }

  private mutating func failDigit(_ name: String) {
    fail("invalid digit '\(Character(Unicode.Scalar(peek())))' in \(name) literal", at: position + 1)
  }

  /// Whether the literal may end here. A keyword may follow at once (`1if x else 2`), another name may not.
  private mutating func endsNumber(_ name: String) -> Bool {
    let next = peek()
    guard Lexer.continuesName(next) else { return true }
    let follows =
      switch next {
      case UInt8(ascii: "a"): startsWord("and")
      case UInt8(ascii: "e"): startsWord("else")
      case UInt8(ascii: "f"): startsWord("for")
      case UInt8(ascii: "o"): startsWord("or")
      case UInt8(ascii: "n"): startsWord("not")
      // As in CPython two letters are enough here: `1inx` is for the parser to refuse.
      case UInt8(ascii: "i"): [UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "s")].contains(peek(1))
      default: false
      }
    if follows {
      let column = Int32(truncatingIfNeeded: position - lineStart)
      warnings.append(
        SourceWarning(
          message: "invalid \(name) literal",
          span: SourceSpan(line: line, column: column - 1, endLine: line, endColumn: column - 1),
          origin: .tokenizer))
      return true
    }
    // CPython looks for an identifier character only; others are for the parser to refuse.
    if next >= 0x80 {
      let length = next >= 0xF0 ? 4 : next >= 0xE0 ? 3 : 2
      let scalar = String(decoding: bytes[position..<min(limit, position + length)], as: UTF8.self).unicodeScalars.first
      if let scalar, !scalar.properties.isXIDContinue { return true }
    }
    fail("invalid \(name) literal", at: position)
    return false
  }

  /// Whether `word` stands at `position` as a whole word.
  private func startsWord(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    return (0..<length).allSatisfy { peek($0) == word.utf8Start[$0] } && !Lexer.continuesName(peek(length))
  }
}
