// Text of floats: the shortest digits that read back as the same double, laid out by Python's rules, and digits to a
// given precision, correctly rounded.
//
// A decimal is `digits` (no leading zero unless the number is 0) with the point after `point` digits:
// 0.00123 has digits 123 and point −2.

import CRuntime
import Glibc

/// Digits of a finite magnitude and the place of the decimal point.
struct Decimal {
  /// Shortest digits: at most 17. To a precision: what was asked for.
  var digits: UnsafeMutablePointer<UInt8>
  var count: Int
  var point: Int
}

/// The shortest digits of |d|, finite. `buffer` has room for 32 bytes. Swift's own description is the source of the
/// digits; only its layout differs from Python's.
func shortestDecimal(_ d: Double, _ buffer: UnsafeMutablePointer<UInt8>) -> Decimal {
  if d == 0 {
    buffer[0] = UInt8(ascii: "0")
    return Decimal(digits: buffer, count: 1, point: 1)
  }
  var text = abs(d).description
  return text.withUTF8 { source in
    var count = 0
    var point = 0
    var seenPoint = false
    var exponent = 0
    var index = 0
    while index < source.count {
      let character = source[index]
      index += 1
      if character == UInt8(ascii: ".") {
        seenPoint = true
      } else if character == UInt8(ascii: "e") {
        let negative = source[index] == UInt8(ascii: "-")
        if negative || source[index] == UInt8(ascii: "+") { index += 1 }
        while index < source.count {
          exponent = exponent * 10 + Int(source[index] - 48)
          index += 1
        }
        if negative { exponent = -exponent }
      } else {
        if !seenPoint { point += 1 }
        if count == 0 && character == UInt8(ascii: "0") {
          // Leading zeros move the point instead.
          point -= seenPoint ? 1 : point
          continue
        }
        buffer[count] = character
        count += 1
      }
    }
    while count > 1 && buffer[count - 1] == UInt8(ascii: "0") { count -= 1 }
    return Decimal(digits: buffer, count: count, point: point + exponent)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `repr` of a float.
  func floatRepr(_ d: Double) -> Value {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { buffer in
      let text = buffer.baseAddress.unsafelyUnwrapped
      return makeAscii(text, writeRepr(d, text))
    }
  }
}

/// Writes `repr(d)` and gives its length, at most 24. With `addPointZero` false integral values have no ".0"
/// (as within a complex number).
func writeRepr(_ d: Double, _ target: UnsafeMutablePointer<UInt8>, addPointZero: Bool = true) -> Int {
  var cursor = target
  func put(_ text: StaticString) {
    memcpy(cursor, text.utf8Start, text.utf8CodeUnitCount)
    cursor += text.utf8CodeUnitCount
  }
  if d.isNaN {
    put("nan")
    return 3
  }
  if d.sign == .minus { put("-") }
  if d.isInfinite {
    put("inf")
    return cursor - target
  }
  let magnitude = abs(d)
  // Integral values print as ints.
  if magnitude < 0x1p53 && magnitude == magnitude.rounded(.towardZero) {
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { scratch in
      let end = scratch.baseAddress.unsafelyUnwrapped + 24
      let start = writeDecimal(UInt(magnitude), before: end)
      memcpy(cursor, start, end - start)
      cursor += end - start
      if addPointZero { put(".0") }
      return cursor - target
    }
  }
  // In this range Swift's layout is Python's.
  if magnitude >= 1e-3 && magnitude < 0x1p53 {
    var text = magnitude.description
    return text.withUTF8 { source in
      memcpy(cursor, source.baseAddress.unsafelyUnwrapped, source.count)
      return cursor + source.count - target
    }
  }
  return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { scratch in
    let decimal = shortestDecimal(magnitude, scratch.baseAddress.unsafelyUnwrapped)
    if decimal.point > -4 && decimal.point <= 16 {
      cursor += writeFixed(decimal, decimals: max(decimal.count - decimal.point, 0), cursor)
      if addPointZero && decimal.count <= decimal.point { put(".0") }
    } else {
      cursor += writeExponential(decimal, precision: decimal.count - 1, keepPoint: false, exponentLetter: "e", cursor)
    }
    return cursor - target
  }
}

/// Writes digits in positional notation with `decimals` digits after the point (zeros added, nothing rounded).
func writeFixed(
  _ decimal: Decimal, decimals: Int, keepPoint: Bool = false, _ target: UnsafeMutablePointer<UInt8>
) -> Int {
  var cursor = target
  /// The digit at a place: 0 is the first one, places before it and after the last hold zeros.
  func put(_ place: Int) {
    cursor.pointee = place >= 0 && place < decimal.count ? decimal.digits[place] : UInt8(ascii: "0")
    cursor += 1
  }
  for place in min(decimal.point - 1, 0)..<decimal.point { put(place) }
  if decimals > 0 || keepPoint {
    cursor.pointee = UInt8(ascii: ".")
    cursor += 1
  }
  for place in decimal.point..<(decimal.point + decimals) { put(place) }
  return cursor - target
}

/// Writes d.ddd…e±xx with `precision` digits after the point (zeros added, nothing rounded).
func writeExponential(
  _ decimal: Decimal, precision: Int, keepPoint: Bool, exponentLetter: Unicode.Scalar,
  _ target: UnsafeMutablePointer<UInt8>
) -> Int {
  var cursor = target
  cursor.pointee = decimal.digits[0]
  cursor += 1
  if precision > 0 || keepPoint {
    cursor.pointee = UInt8(ascii: ".")
    cursor += 1
  }
  if precision > 0 {
    for index in 1...precision {
      cursor.pointee = index < decimal.count ? decimal.digits[index] : UInt8(ascii: "0")
      cursor += 1
    }
  }
  let isZero = decimal.count == 1 && decimal.digits[0] == UInt8(ascii: "0")
  let exponent = isZero ? 0 : decimal.point - 1
  cursor[0] = UInt8(exponentLetter.value)
  cursor[1] = exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")
  cursor += 2
  let magnitude = abs(exponent)
  if magnitude >= 100 {
    cursor.pointee = UInt8(48 + magnitude / 100)
    cursor += 1
  }
  cursor[0] = UInt8(48 + magnitude / 10 % 10)
  cursor[1] = UInt8(48 + magnitude % 10)
  return cursor + 2 - target
}

/// |d|·10^decimals rounded to an integer, ties to even, exactly; nil when it has more than 52 bits (or `decimals` is
/// too large for the short way). The product's error is had from a fused multiply-add, so the decision at a tie is exact.
@inline(__always) func scaledInteger(_ d: Double, decimals: Int) -> Int? {
  if decimals > 15 || decimals < 0 { return nil }
  var scale = 1.0
  var step = 0
  while step < decimals {
    scale *= 10
    step &+= 1
  }
  let magnitude = abs(d)
  let high = magnitude * scale
  if !(high < 0x1p51) { return nil }
  let low = fma(magnitude, scale, -high)
  let floored = high.rounded(.down)
  let distance = high - floored - 0.5
  var integer = Int(floored)
  // `distance` is 0 or larger than `low`.
  if distance > 0 || distance == 0 && (low > 0 || low == 0 && integer & 1 == 1) { integer += 1 }
  return integer
}

/// |d| in fixed notation with `decimals` digits after the point. `target` has room for `fixedCapacity` bytes.
func writeFixed(_ d: Double, decimals: Int, keepPoint: Bool, _ target: UnsafeMutablePointer<UInt8>) -> Int {
  if let integer = scaledInteger(d, decimals: decimals) {
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { scratch in
      let end = scratch.baseAddress.unsafelyUnwrapped + 40
      var start = writeDecimal(UInt(integer), before: end)
      while end - start <= decimals {
        start -= 1
        start.pointee = UInt8(ascii: "0")
      }
      let whole = end - start - decimals
      memcpy(target, start, whole)
      var length = whole
      if decimals > 0 || keepPoint {
        target[length] = UInt8(ascii: ".")
        length += 1
      }
      memcpy(target + length, start + whole, decimals)
      return length + decimals
    }
  }
  let length = printDouble(keepPoint ? "%#.*f" : "%.*f", decimals, abs(d), target, fixedCapacity(d, decimals: decimals))
  return length
}

/// Bytes that `writeFixed` may write.
func fixedCapacity(_ d: Double, decimals: Int) -> Int { 330 + decimals + 48 }

/// |d| rounded to `count` ≥ 1 significant digits. `buffer` has room for count + 16 bytes.
func roundedDecimal(_ d: Double, count: Int, _ buffer: UnsafeMutablePointer<UInt8>) -> Decimal {
  let length = printDouble("%.*e", count - 1, abs(d), buffer, count + 16)
  // d.ddde±xx: close the gap of the point, read the exponent.
  var mark = length - 1
  while buffer[mark] != UInt8(ascii: "e") { mark -= 1 }
  var exponent = 0
  for index in (mark + 2)..<length { exponent = exponent * 10 + Int(buffer[index] - 48) }
  if buffer[mark + 1] == UInt8(ascii: "-") { exponent = -exponent }
  if count > 1 { memmove(buffer + 1, buffer + 2, count - 1) }
  return Decimal(digits: buffer, count: count, point: d == 0 ? 1 : exponent + 1)
}

private func printDouble(
  _ format: StaticString, _ precision: Int, _ d: Double, _ target: UnsafeMutablePointer<UInt8>, _ capacity: Int
) -> Int {
  withVaList([Int32(truncatingIfNeeded: precision), d]) { list in
    target.withMemoryRebound(to: CChar.self, capacity: capacity) { text in
      format.utf8Start.withMemoryRebound(to: CChar.self, capacity: 8) { Int(vsnprintf(text, capacity, $0, list)) }
    }
  }
}

/// The double that `text` spells by the grammar of `float()` (blanks around, sign, inf, nan, underscores between
/// digits), or nil.
func parseDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
  var start = 0
  var end = text.count
  while start < end && isAsciiSpace(text[start]) { start += 1 }
  while end > start && isAsciiSpace(text[end - 1]) { end -= 1 }
  if start == end { return nil }
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: end - start + 1) { buffer in
    var count = 0
    var index = start
    // Only what Python's grammar knows reaches strtod: no hexadecimal, no "nan(…)", no "infinity" fragments.
    if text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") {
      buffer[0] = CChar(text[index])
      count = 1
      index += 1
    }
    if index < end && (text[index] | 0x20 == UInt8(ascii: "i") || text[index] | 0x20 == UInt8(ascii: "n")) {
      let word = String(decoding: text[index..<end], as: UTF8.self).lowercased()
      let negative = count == 1 && buffer[0] == CChar(UInt8(ascii: "-"))
      switch word {
      case "inf", "infinity": return negative ? -Double.infinity : Double.infinity
      case "nan": return negative ? -Double.nan : Double.nan
      default: return nil
      }
    }
    var digits = 0
    var seenPoint = false
    var seenExponent = false
    var previousIsDigit = false
    while index < end {
      let character = text[index]
      index += 1
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        previousIsDigit = true
      case UInt8(ascii: "_"):
        let nextIsDigit = index < end && text[index] >= 48 && text[index] <= 57
        if !previousIsDigit || !nextIsDigit { return nil }
        previousIsDigit = false
        continue
      case UInt8(ascii: "."):
        if seenPoint || seenExponent { return nil }
        seenPoint = true
        previousIsDigit = false
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        if seenExponent || digits == 0 { return nil }
        seenExponent = true
        digits = 0
        buffer[count] = CChar(character)
        count += 1
        if index < end && (text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-")) {
          buffer[count] = CChar(text[index])
          count += 1
          index += 1
        }
        previousIsDigit = false
        continue
      default: return nil
      }
      buffer[count] = CChar(character)
      count += 1
    }
    if digits == 0 { return nil }
    buffer[count] = 0
    return strtod(buffer.baseAddress.unsafelyUnwrapped, nil)
  }
}
