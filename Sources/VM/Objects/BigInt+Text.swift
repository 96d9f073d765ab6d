// Ints from and to digits in any base. GMP's conversion is subquadratic; small ints have loops of their own.
//
// Conversions in a base that is not a power of two are limited to `intMaxDigits` digits (sys.set_int_max_str_digits).

import CGMP
import CRuntime
import Glibc

/// Limit on decimal digits in conversions between int and str; 0 lifts it.
nonisolated(unsafe) var intMaxDigits = 4300

private let digitCharacters: StaticString = "0123456789abcdefghijklmnopqrstuvwxyz"

/// Digits of a machine integer written before `end`; gives the first one.
@inline(__always) func writeDecimal(_ magnitude: UInt, before end: UnsafeMutablePointer<UInt8>)
  -> UnsafeMutablePointer<UInt8>
{
  var cursor = end
  var rest = magnitude
  while rest >= 100 {
    let pair = rest % 100
    rest /= 100
    cursor -= 2
    cursor[0] = UInt8(truncatingIfNeeded: 48 &+ pair / 10)
    cursor[1] = UInt8(truncatingIfNeeded: 48 &+ pair % 10)
  }
  if rest >= 10 {
    cursor -= 2
    cursor[0] = UInt8(truncatingIfNeeded: 48 &+ rest / 10)
    cursor[1] = UInt8(truncatingIfNeeded: 48 &+ rest % 10)
  } else {
    cursor -= 1
    cursor[0] = UInt8(truncatingIfNeeded: 48 &+ rest)
  }
  return cursor
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Decimal text of a plain int as a str.
  func decimalString(_ a: Value) -> Value {
    if a.isInt {
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { buffer in
        let end = buffer.baseAddress.unsafelyUnwrapped + 24
        let i = a.asInt
        var start = writeDecimal(i.magnitude, before: end)
        if i < 0 {
          start -= 1
          start[0] = UInt8(ascii: "-")
        }
        return makeAscii(start, end - start)
      }
    }
    return withDigits(a, base: 10) { digits, count in
      let negative = isNegative(a) ? 1 : 0
      let string = StringRef.allocate(self, count: count + negative, widthShift: 0, ascii: true)
      if negative == 1 { string.bytes[0] = UInt8(ascii: "-") }
      memcpy(string.bytes + negative, digits, count)
      return string.value
    } ?? .error
  }

  /// Gives `body` the ASCII digits of the magnitude (lower case, no prefix, no sign); nil with ValueError pending when
  /// a decimal conversion is over the limit.
  func withDigits<Result>(_ a: Value, base: Int, _ body: (UnsafeMutablePointer<UInt8>, Int) -> Result) -> Result? {
    if a.isInt {
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
        let end = buffer.baseAddress.unsafelyUnwrapped + 64
        var cursor = end
        var rest = a.asInt.magnitude
        if base == 10 {
          cursor = writeDecimal(rest, before: end)
        } else {
          let divisor = UInt(base)
          repeat {
            cursor -= 1
            cursor.pointee = digitCharacters.utf8Start[Int(rest % divisor)]
            rest /= divisor
          } while rest != 0
        }
        return body(cursor, end - cursor)
      }
    }
    return withLimbs(a) { limbs, count, _ in
      let bits = BigIntRef(a).bitLength
      let isPowerOfTwo = base & (base - 1) == 0
      let estimate = isPowerOfTwo ? bits / (base.trailingZeroBitCount) + 2 : Int(Double(bits) * 0.30103) + 3
      if base == 10 && intMaxDigits > 0 && estimate > intMaxDigits + 4 { return raiseDigitLimit() }
      let scratch = UnsafeMutablePointer<UInt>.allocate(capacity: count + 1)
      defer { scratch.deallocate() }
      memcpy(scratch, limbs, count * 8)
      let capacity = isPowerOfTwo ? estimate + 1 : Int(Double(bits) / log2(Double(base))) + 4
      let digits = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      defer { digits.deallocate() }
      var length = __gmpn_get_str(digits, Int32(base), scratch, count)
      var first = digits
      while length > 1 && first[0] == 0 {
        first += 1
        length -= 1
      }
      if base == 10 && intMaxDigits > 0 && length > intMaxDigits { return raiseDigitLimit() }
      for index in 0..<length { first[index] = digitCharacters.utf8Start[Int(first[index])] }
      return body(first, length)
    }
  }

  /// The int with these decimal digits (a literal that the compiler has checked; no limit applies).
  func makeInt(decimal digits: String) -> Value {
    let limit = intMaxDigits
    intMaxDigits = 0
    defer { intMaxDigits = limit }
    var digits = digits
    return digits.withUTF8 { parseInteger($0, base: 10) }
  }

  private func raiseDigitLimit<Result>() -> Result? {
    raise(
      .valueError,
      "Exceeds the limit (\(intMaxDigits) digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
    )
    return nil
  }

  /// An ASCII str of `count` bytes.
  @inline(__always) func makeAscii(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Value {
    if count == 1 { return vm.pointee.characters[Int(bytes[0])] }
    if count == 0 { return vm.pointee.emptyString }
    let string = StringRef.allocate(self, count: count, widthShift: 0, ascii: true)
    memcpy(string.bytes, bytes, count)
    return string.value
  }

  /// The int written in `text` by the rules of `int(text, base)` (sign, blanks around, prefix, underscores):
  /// unbound when it is not one, `.error` when it has too many digits. `base` is 0 or 2…36.
  func parseInteger(_ text: UnsafeBufferPointer<UInt8>, base requestedBase: Int) -> Value {
    var index = 0
    var end = text.count
    while index < end && isAsciiSpace(text[index]) { index += 1 }
    while end > index && isAsciiSpace(text[end - 1]) { end -= 1 }
    var negative = false
    if index < end && (text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-")) {
      negative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    var base = requestedBase
    var leadingZeroOnly = false
    if index + 1 < end && text[index] == UInt8(ascii: "0") {
      let prefixBase: Int
      switch text[index + 1] | 0x20 {
      case UInt8(ascii: "x"): prefixBase = 16
      case UInt8(ascii: "o"): prefixBase = 8
      case UInt8(ascii: "b"): prefixBase = 2
      default: prefixBase = 0
      }
      if prefixBase != 0 && (base == 0 || base == prefixBase) {
        base = prefixBase
        index += 2
        if index < end && text[index] == UInt8(ascii: "_") { index += 1 }
      }
    }
    if base == 0 {
      base = 10
      // A literal such as 012 is not allowed, 00 is.
      leadingZeroOnly = index < end && text[index] == UInt8(ascii: "0")
    }
    if index >= end { return .unbound }
    let maximum = end - index
    if maximum <= 11 {
      var number = 0
      guard forEachDigit(text, index..<end, base: base, { number = number &* base &+ Int($0) }) else { return .unbound }
      if leadingZeroOnly && number != 0 { return .unbound }
      return .int(negative ? -number : number)
    }
    let digits = UnsafeMutablePointer<UInt8>.allocate(capacity: maximum)
    defer { digits.deallocate() }
    var count = 0
    let isNumber = forEachDigit(text, index..<end, base: base) {
      digits[count] = $0
      count += 1
    }
    if !isNumber { return .unbound }
    if base & (base - 1) != 0 && intMaxDigits > 0 && count > intMaxDigits {
      return raise(
        .valueError,
        "Exceeds the limit (\(intMaxDigits) digits) for integer string conversion: value has \(count) digits; use sys.set_int_max_str_digits() to increase the limit"
      )
    }
    var first = 0
    while first < count && digits[first] == 0 { first += 1 }
    if first == count { return .int(0) }
    if leadingZeroOnly { return .unbound }
    let limbs = Int(Double(count - first) * log2(Double(base)) / 64) + 2
    let result = BigIntRef.allocate(self, limbs: limbs)
    let used = __gmpn_set_str(result.limbs, digits + first, count - first, Int32(base))
    for index in used..<limbs { result.limbs[index] = 0 }
    return result.normalised(negative: negative)
  }
}

@inline(__always) func isAsciiSpace(_ byte: UInt8) -> Bool { byte == 32 || byte >= 9 && byte <= 13 }

/// Value of a digit or letter in bases up to 36; 37 for anything else.
@inline(__always) func digitValue(_ byte: UInt8) -> UInt8 {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A") + 10
  default: 37
  }
}

/// Gives the value of each digit to `body`; false when the text is not digits of `base` with single underscores between.
@inline(__always)
private func forEachDigit(
  _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, base: Int, _ body: (UInt8) -> Void
) -> Bool {
  var needsDigit = true
  for index in range {
    if text[index] == UInt8(ascii: "_") {
      if needsDigit { return false }
      needsDigit = true
      continue
    }
    let digit = digitValue(text[index])
    if Int(digit) >= base { return false }
    needsDigit = false
    body(digit)
  }
  return !needsDigit
}
