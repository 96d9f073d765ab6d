// Values of literals, as the parser leaves them: adjacent string literals are joined, escapes are resolved,
// integers which do not fit a machine word stay as digits for the client's big integers.

/// The value of a literal (`ast.Constant.value`).
public enum Constant: Hashable, Sendable {
  case none
  case `true`
  case `false`
  case ellipsis
  /// An integer literal between 0 and `Int.max`.
  case integer(Int)
  /// An integer literal above `Int.max`.
  case bigInteger(BigIntegerLiteral)
  case float(Double)
  /// The imaginary part of a literal such as `2j`; the real part is zero.
  case imaginary(Double)
  case string(StringLiteral)
  case bytes([UInt8])
  /// Only in trees that a program made.
  case tuple([Constant])
  /// Only in trees that a program made; without equal items.
  case frozenSet([Constant])
}

/// The digits of an integer too large for `Int`.
public struct BigIntegerLiteral: Hashable, Sendable {
  /// ASCII digits in `radix`, without prefix, underscores or leading zeros; letters are as written (either case).
  public let digits: String
  /// 2, 8, 10 or 16.
  public let radix: Int

  public init(digits: String, radix: Int) {
    self.digits = digits
    self.radix = radix
  }
}

/// A text value which may hold lone surrogates (`'\ud800'`), so it is not a Swift `String`.
public struct StringLiteral: Hashable, Sendable {
  /// Generalised UTF-8: every code point, surrogates included, by itself in one to four bytes (`'\ud83d\ude00'` is six bytes).
  public let utf8: [UInt8]
  /// Whether the (first) literal was written with a `u` prefix (`ast.Constant.kind`).
  public let hasUnicodePrefix: Bool

  public init(utf8: [UInt8], hasUnicodePrefix: Bool = false) {
    self.utf8 = utf8
    self.hasUnicodePrefix = hasUnicodePrefix
  }
}
