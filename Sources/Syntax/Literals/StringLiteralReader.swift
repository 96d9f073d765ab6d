// One string token taken apart: prefix, quotes, and the body with its escapes resolved.

/// The parts of a string token.
struct StringParts {
  var isBytes = false
  var isRaw = false
  var isFormat = false
  /// Written with a small `u` prefix.
  var hasUnicodePrefix = false
  /// Byte offsets of the text between the quotes.
  var bodyStart: Int
  var bodyEnd: Int

  init(_ bytes: [UInt8], start: Int, end: Int) {
    bodyStart = start
    prefix: while true {
      switch bytes[bodyStart] {
      case UInt8(ascii: "b"), UInt8(ascii: "B"): isBytes = true
      case UInt8(ascii: "r"), UInt8(ascii: "R"): isRaw = true
      case UInt8(ascii: "f"), UInt8(ascii: "F"): isFormat = true
      case UInt8(ascii: "u"): hasUnicodePrefix = true
      case UInt8(ascii: "U"): break
      default: break prefix
      }
      bodyStart += 1
    }
    let quote = bytes[bodyStart]
    let isTriple = end - bodyStart >= 6 && bytes[bodyStart + 1] == quote && bytes[bodyStart + 2] == quote
    bodyStart += isTriple ? 3 : 1
    bodyEnd = end - (isTriple ? 3 : 1)
  }
}

/// An escape that cannot be resolved; the message is CPython's.
struct EscapeFailure: Error {
  var message: String
}

enum StringLiteralReader {
  /// Appends the text of `bytes[start..<end]` with str escapes resolved, as generalised UTF-8.
  /// - Returns: the offset of the first backslash that begins no escape, if there is one.
  static func appendText(
    _ bytes: [UInt8], _ start: Int, _ end: Int, to output: inout [UInt8]
  ) throws(EscapeFailure) -> Int? {
    var reader = EscapeReader(bytes: bytes, position: start, end: end, start: start)
    try reader.appendText(to: &output)
    return reader.firstInvalid
  }

  /// Appends `bytes[start..<end]` with bytes escapes resolved.
  /// - Returns: as `appendText`.
  static func appendBytes(
    _ bytes: [UInt8], _ start: Int, _ end: Int, to output: inout [UInt8]
  ) throws(EscapeFailure) -> Int? {
    var reader = EscapeReader(bytes: bytes, position: start, end: end, start: start)
    try reader.appendBytes(to: &output)
    return reader.firstInvalid
  }

  /// Appends one code point, which may be a surrogate, as generalised UTF-8.
  static func append(_ value: UInt32, to output: inout [UInt8]) {
    switch value {
    case 0..<0x80:
      output.append(UInt8(value))
    case 0x80..<0x800:
      output.append(UInt8(0xC0 | value >> 6))
      output.append(UInt8(0x80 | value & 0x3F))
    case 0x800..<0x10000:
      output.append(UInt8(0xE0 | value >> 12))
      output.append(UInt8(0x80 | value >> 6 & 0x3F))
      output.append(UInt8(0x80 | value & 0x3F))
    default:
      output.append(UInt8(0xF0 | value >> 18))
      output.append(UInt8(0x80 | value >> 12 & 0x3F))
      output.append(UInt8(0x80 | value >> 6 & 0x3F))
      output.append(UInt8(0x80 | value & 0x3F))
    }
  }
}

private struct EscapeReader {
  let bytes: [UInt8]
  var position: Int
  let end: Int
  let start: Int
  /// The first backslash that is no escape and stays.
  var firstInvalid: Int?

  /// Copies up to the next backslash; false at the end.
  private mutating func copyPlain(to output: inout [UInt8]) -> Bool {
    var next = position
    while next < end, bytes[next] != UInt8(ascii: "\\") { next += 1 }
    output.append(contentsOf: bytes[position..<next])
    position = next
    return position < end
  }

  /// The escapes str and bytes share, at the character after the backslash; false when it is none of them.
  private mutating func simpleEscape(to output: inout [UInt8], append: (UInt32, inout [UInt8]) -> Void) -> Bool {
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "\n"): break
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var value: UInt32 = 0
      var digits = 0
      while digits < 3, position < end, bytes[position] &- UInt8(ascii: "0") < 8 {
        value = value * 8 + UInt32(bytes[position] - UInt8(ascii: "0"))
        position += 1
        digits += 1
      }
      append(value, &output)
      return true
    default:
      guard let escaped = escapedByte(byte) else { return false }
      output.append(escaped)
    }
    position += 1
    return true
  }

  private static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
      UInt32((byte | 0x20) - UInt8(ascii: "a") + 10)
    default: nil
    }
  }

  mutating func appendText(to output: inout [UInt8]) throws(EscapeFailure) {
    while copyPlain(to: &output) {
      let escape = position
      position += 1
      guard position < end else { throw unicodeFailure(escape, "\\ at end of string") }
      if simpleEscape(to: &output, append: StringLiteralReader.append) { continue }
      switch bytes[position] {
      case UInt8(ascii: "x"): try appendHex(2, escape, "truncated \\xXX escape", to: &output)
      case UInt8(ascii: "u"): try appendHex(4, escape, "truncated \\uXXXX escape", to: &output)
      case UInt8(ascii: "U"): try appendHex(8, escape, "truncated \\UXXXXXXXX escape", to: &output)
      case UInt8(ascii: "N"): try appendNamed(escape, to: &output)
      default:
        firstInvalid = firstInvalid ?? escape
        output.append(UInt8(ascii: "\\"))
      }
    }
  }

  private mutating func appendHex(_ count: Int, _ escape: Int, _ message: String, to output: inout [UInt8])
    throws(EscapeFailure)
  {
    position += 1
    var value: UInt32 = 0
    for _ in 0..<count {
      guard position < end, let digit = EscapeReader.hexValue(bytes[position]) else {
        throw unicodeFailure(escape, message)
      }
      value = value << 4 | digit
      position += 1
    }
    if value > 0x10FFFF { throw unicodeFailure(escape, "illegal Unicode character") }
    StringLiteralReader.append(value, to: &output)
  }

  private mutating func appendNamed(_ escape: Int, to output: inout [UInt8]) throws(EscapeFailure) {
    position += 1
    guard position < end, bytes[position] == UInt8(ascii: "{") else {
      throw unicodeFailure(escape, "malformed \\N character escape")
    }
    position += 1
    let nameStart = position
    while position < end, bytes[position] != UInt8(ascii: "}") { position += 1 }
    guard position < end, position > nameStart else {
      if position < end { position += 1 }
      throw unicodeFailure(escape, "malformed \\N character escape")
    }
    let name = String(decoding: bytes[nameStart..<position], as: UTF8.self)
    position += 1
    guard let scalar = CharacterNames.scalar(named: name) else {
      throw unicodeFailure(escape, "unknown Unicode character name")
    }
    StringLiteralReader.append(scalar.value, to: &output)
  }

  /// CPython decodes a copy of the body in which each non-ASCII character is written as `\UXXXXXXXX`, ten bytes,
  /// and reports positions in that copy.
  private func unicodeFailure(_ escape: Int, _ reason: String) -> EscapeFailure {
    func offset(_ index: Int) -> Int {
      var offset = 0
      for byte in bytes[start..<index] { offset += byte < 0x80 ? 1 : byte >= 0xC0 ? 10 : 0 }
      return offset
    }
    let first = offset(escape)
    let last = offset(position) - 1
    let place =
      last > first
      ? "can't decode bytes in position \(first)-\(last)" : "can't decode byte 0x5c in position \(first)"
    return EscapeFailure(message: "(unicode error) 'unicodeescape' codec \(place): \(reason)")
  }

  mutating func appendBytes(to output: inout [UInt8]) throws(EscapeFailure) {
    while copyPlain(to: &output) {
      let escape = position
      position += 1
      guard position < end else { throw EscapeFailure(message: "(value error) Trailing \\ in string") }
      if simpleEscape(to: &output, append: { $1.append(UInt8(truncatingIfNeeded: $0)) }) { continue }
      guard bytes[position] == UInt8(ascii: "x") else {
        firstInvalid = firstInvalid ?? escape
        output.append(UInt8(ascii: "\\"))
        continue
      }
      guard position + 2 < end, let high = EscapeReader.hexValue(bytes[position + 1]),
        let low = EscapeReader.hexValue(bytes[position + 2])
      else { throw EscapeFailure(message: "(value error) invalid \\x escape at position \(escape - start)") }
      output.append(UInt8(high << 4 | low))
      position += 3
    }
  }
}
