// Identifiers and keywords, and string prefixes, which begin like identifiers.

extension Lexer {
  @inline(__always)
  static func continuesName(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
      || byte >= 0x80
  }

  /// Reads a name, a keyword, or a string with a prefix.
  @inline(__always)
  mutating func scanName() {
    let start = position
    var hash: UInt32 = 0
    var end = position
    var seen: UInt8 = 0
    while end < limit {
      let byte = bytes[end]
      guard Lexer.continuesName(byte) else { break }
      hash = (hash ^ UInt32(byte)) &* 0x0100_0193
      seen |= byte
      end += 1
    }
    position = end
    if end < limit, bytes[end] == UInt8(ascii: "'") || bytes[end] == UInt8(ascii: "\""), end - start <= 2,
      isStringPrefix(start, end)
    {
      return scanString(start: start)
    }
    if seen >= 0x80 { return scanUnicodeName(start: start, end: end) }
    let (kind, index) = names.find(bytes, start, end, hash)
    append(kind, start: start, payload: index)
  }

  private func isStringPrefix(_ start: Int, _ end: Int) -> Bool {
    let first = bytes[start] | 0x20
    if end - start == 1 {
      return first == UInt8(ascii: "r") || first == UInt8(ascii: "b") || first == UInt8(ascii: "f")
        || first == UInt8(ascii: "u")
    }
    let second = bytes[start + 1] | 0x20
    let (letter, raw) = first == UInt8(ascii: "r") ? (second, first) : (first, second)
    return raw == UInt8(ascii: "r") && (letter == UInt8(ascii: "b") || letter == UInt8(ascii: "f"))
  }

  /// A name with non-ASCII characters: checked, and brought into normal form KC.
  private mutating func scanUnicodeName(start: Int, end: Int) {
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    var isFirst = true
    var offset = start
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      let accepted = isFirst ? properties.isXIDStart || scalar == "_" : properties.isXIDContinue
      offset += UTF8.width(scalar)
      guard accepted else {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        position = offset
        let isPrintable = scalar.isPrintable
        return fail(
          isPrintable ? "invalid character '\(scalar)' (U+\(code))" : "invalid non-printable character U+\(code)",
          at: offset)
      }
      isFirst = false
    }
    append(.name, start: start, payload: names.index(of: CompatibilityNormalization.normalized(text)))
  }
}

extension Unicode.Scalar {
  /// Whether Python's `repr` shows the character as it is (`str.isprintable`).
  var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: self == " "
    default: true
    }
  }
}
