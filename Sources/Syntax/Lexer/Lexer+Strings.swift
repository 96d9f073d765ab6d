// String literals: only their extent. StringLiteralReader resolves escapes, FormatStringReader takes f-strings apart.

extension Lexer {
  /// Reads a string whose opening quote is at `position` and whose prefix starts at `start`.
  mutating func scanString(start: Int) {
    let quote = bytes[position]
    let isTriple = peek(1) == quote && peek(2) == quote
    let first = (line: line, lineStart: lineStart)
    if !isTriple, peek(1) == quote {
      position += 2
      return append(.string, start: start, payload: line)
    }
    position += isTriple ? 3 : 1
    var endsAtLineEnd = false
    while position < limit {
      let byte = bytes[position]
      position += 1
      if byte == quote {
        if !isTriple || (peek() == quote && peek(1) == quote) {
          if isTriple { position += 2 }
          tokens.append(
            Token(
              kind: .string, depth: UInt8(truncatingIfNeeded: brackets.count), payload: line,
              start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: position), line: first.line,
              column: Int32(truncatingIfNeeded: start - first.lineStart)))
          return
        }
      } else if byte == UInt8(ascii: "\n") {
        if !isTriple {
          endsAtLineEnd = true
          break
        }
        startLine()
      } else if byte == UInt8(ascii: "\\") {
        if peek() == UInt8(ascii: "\n") {
          position += 1
          startLine()
        } else {
          position += 1
        }
      }
    }
    // The final newline of the source is ours, not a line of the string.
    let lastLine = Int(line) - (position >= limit && lineStart == position ? 1 : 0)
    (line, lineStart) = first
    fail(
      isTriple
        ? "unterminated triple-quoted string literal (detected at line \(lastLine))"
        : "unterminated string literal (detected at line \(lastLine))", at: start + 1)
    failure?.isEndOfText = !endsAtLineEnd
  }
}
