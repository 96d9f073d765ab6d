// The value of a number literal whose form the lexer has already checked.

enum NumberLiteral {
  /// `text` is a whole number token.
  static func value(_ text: ArraySlice<UInt8>) -> Constant {
    let first = text.startIndex
    if text.count > 1, text[first] == UInt8(ascii: "0") {
      switch text[first + 1] | 0x20 {
      case UInt8(ascii: "x"): return integer(text.dropFirst(2), radix: 16)
      case UInt8(ascii: "o"): return integer(text.dropFirst(2), radix: 8)
      case UInt8(ascii: "b"): return integer(text.dropFirst(2), radix: 2)
      default: break
      }
    }
    if text[text.endIndex - 1] | 0x20 == UInt8(ascii: "j") { return .imaginary(double(text.dropLast())) }
    for byte in text where byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") { return .float(double(text)) }
    return integer(text, radix: 10)
  }

  private static func integer(_ text: ArraySlice<UInt8>, radix: Int) -> Constant {
    var value = 0
    for byte in text where byte != UInt8(ascii: "_") {
      let digit = Int(byte <= UInt8(ascii: "9") ? byte - UInt8(ascii: "0") : (byte | 0x20) - UInt8(ascii: "a") + 10)
      let (product, overflowed) = value.multipliedReportingOverflow(by: radix)
      let (sum, carried) = product.addingReportingOverflow(digit)
      if overflowed || carried { return .bigInteger(bigInteger(text, radix: radix)) }
      value = sum
    }
    return .integer(value)
  }

  private static func bigInteger(_ text: ArraySlice<UInt8>, radix: Int) -> BigIntegerLiteral {
    let digits = text.filter { $0 != UInt8(ascii: "_") }.drop { $0 == UInt8(ascii: "0") }
    return BigIntegerLiteral(digits: String(decoding: digits, as: UTF8.self), radix: radix)
  }

  /// The nearest double; infinity when out of range.
  private static func double(_ text: ArraySlice<UInt8>) -> Double {
    let digits = text.contains(UInt8(ascii: "_")) ? ArraySlice(text.filter { $0 != UInt8(ascii: "_") }) : text
    // The lexer admits only what `Double.init` admits.
    return Double(String(decoding: digits, as: UTF8.self))!
  }
}
