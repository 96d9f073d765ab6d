// The lexer's main loop: the tokens of one logical line.

extension Lexer {
  /// Reads up to the end of a logical line (a "\n" outside brackets) or the limit.
  mutating func scanLine() {
    // A comment counts as the start of the newline token after it.
    var comment: Int?
    while position < limit {
      let start = position
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0C:
        position += 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...0xFF:
        scanName()
        if failure != nil { return }
      case UInt8(ascii: "\n"):
        if brackets.isEmpty {
          append(.newline, start: comment ?? start)
          position += 1
          startLine()
          return
        }
        position += 1
        startLine()
        comment = nil
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        scanNumber()
        if failure != nil { return }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        scanString(start: start)
        if failure != nil { return }
      case UInt8(ascii: "#"):
        comment = position
        skipComment()
      case UInt8(ascii: "\\"):
        position += 1
        if !scanContinuation() { return }
      case UInt8(ascii: "."):
        let next = peek(1)
        if next &- UInt8(ascii: "0") < 10 {
          scanNumber()
          if failure != nil { return }
        } else if next == byte, peek(2) == byte {
          operatorToken(.ellipsis, length: 3)
        } else {
          operatorToken(.dot, length: 1)
        }
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        openBracket(byte)
        if failure != nil { return }
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        closeBracket(byte)
        if failure != nil { return }
      default:
        scanOperator(byte)
        if failure != nil { return }
      }
    }
  }

  @inline(__always)
  private mutating func operatorToken(_ kind: TokenKind, length: Int) {
    let start = position
    position += length
    append(kind, start: start)
  }

  private mutating func openBracket(_ byte: UInt8) {
    let start = position
    position += 1
    if brackets.count >= Lexer.maximumDepth { return fail("too many nested parentheses", at: position) }
    brackets.append(Bracket(byte: byte, line: line, column: Int32(truncatingIfNeeded: start - lineStart)))
    let kind: TokenKind =
      byte == UInt8(ascii: "(") ? .leftParenthesis : byte == UInt8(ascii: "[") ? .leftBracket : .leftBrace
    append(kind, start: start)
  }

  private mutating func closeBracket(_ byte: UInt8) {
    let start = position
    position += 1
    let closing = Character(Unicode.Scalar(byte))
    guard let bracket = brackets.popLast() else { return fail("unmatched '\(closing)'", at: position) }
    // "(" and ")" are neighbours in ASCII; "[" and "]", "{" and "}" are two apart.
    guard byte == bracket.byte + (byte == UInt8(ascii: ")") ? 1 : 2) else {
      let opening = Character(Unicode.Scalar(bracket.byte))
      let place = bracket.line == line ? "" : " on line \(bracket.line)"
      return fail(
        "closing parenthesis '\(closing)' does not match opening parenthesis '\(opening)'\(place)", at: position)
    }
    let kind: TokenKind =
      byte == UInt8(ascii: ")") ? .rightParenthesis : byte == UInt8(ascii: "]") ? .rightBracket : .rightBrace
    append(kind, start: start)
  }

  private mutating func scanOperator(_ byte: UInt8) {
    let next = peek(1)
    let equals = UInt8(ascii: "=")
    /// `x`, `x=`, and for doubled characters `xx`, `xx=`.
    func choose(
      _ single: TokenKind, _ assign: TokenKind, doubled: TokenKind? = nil, doubledAssign: TokenKind? = nil
    ) -> (TokenKind, Int) {
      if next == equals { return (assign, 2) }
      guard let doubled, next == byte else { return (single, 1) }
      if let doubledAssign, peek(2) == equals { return (doubledAssign, 3) }
      return (doubled, 2)
    }
    let (kind, length): (TokenKind, Int) =
      switch byte {
      case UInt8(ascii: ","): (.comma, 1)
      case UInt8(ascii: ":"): next == equals ? (.walrus, 2) : (.colon, 1)
      case UInt8(ascii: ";"): (.semicolon, 1)
      case equals: next == equals ? (.equal, 2) : (.assign, 1)
      case UInt8(ascii: "+"): choose(.plus, .plusAssign)
      case UInt8(ascii: "-"): next == UInt8(ascii: ">") ? (.arrow, 2) : choose(.minus, .minusAssign)
      case UInt8(ascii: "*"): choose(.star, .starAssign, doubled: .doubleStar, doubledAssign: .doubleStarAssign)
      case UInt8(ascii: "/"): choose(.slash, .slashAssign, doubled: .doubleSlash, doubledAssign: .doubleSlashAssign)
      case UInt8(ascii: "%"): choose(.percent, .percentAssign)
      case UInt8(ascii: "@"): choose(.at, .atAssign)
      case UInt8(ascii: "&"): choose(.ampersand, .ampersandAssign)
      case UInt8(ascii: "|"): choose(.bar, .barAssign)
      case UInt8(ascii: "^"): choose(.caret, .caretAssign)
      case UInt8(ascii: "~"): (.tilde, 1)
      case UInt8(ascii: "<"):
        next == UInt8(ascii: ">")
          ? (.unknown, 2) : choose(.less, .lessEqual, doubled: .leftShift, doubledAssign: .leftShiftAssign)
      case UInt8(ascii: ">"):
        choose(.greater, .greaterEqual, doubled: .rightShift, doubledAssign: .rightShiftAssign)
      case UInt8(ascii: "!"): next == equals ? (.notEqual, 2) : (.unknown, 1)
      default: (.unknown, 1)
      }
    if byte < 0x20 || byte == 0x7F {
      let digits = String(byte, radix: 16, uppercase: true)
      position += 1
      let zeros = String(repeating: "0", count: 4 - digits.count)
      return fail("invalid non-printable character U+\(zeros)\(digits)", at: position)
    }
    operatorToken(kind, length: length)
  }
}
