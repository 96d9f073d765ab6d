// Formatting of ints, floats and complex numbers by the mini-language, and round().
//
// A formatted number is: padding, sign, prefix, padding (align `=`), grouped digits, the rest (point and decimals,
// exponent, percent sign, or "inf"), padding.

import CRuntime
import Glibc

/// What the layout of a number works on; all bytes are ASCII.
struct NumberText {
  var negative: Bool
  /// "0x" and the like.
  var prefix: StaticString = ""
  var digits: UnsafePointer<UInt8>
  /// Leading decimal (or hexadecimal) digits, to be grouped.
  var digitCount: Int
  var count: Int
}

extension TextBuffer {
  /// Lays a number out by `f`.
  mutating func append(_ number: NumberText, _ f: FormatSpecification, groupSize: Int = 3) {
    let sign: UInt32 = number.negative ? 45 : (f.sign == 43 || f.sign == 32 ? f.sign : 0)
    let signCount = sign != 0 ? 1 : 0
    let prefixCount = number.prefix.utf8CodeUnitCount
    let restCount = number.count - number.digitCount
    let zeroPadded = f.fill == UInt32(ascii: "0") && f.align == UInt32(ascii: "=")
    let minimumDigits = zeroPadded ? f.width - signCount - prefixCount - restCount : 0
    var digitCount = number.digitCount
    // Zeros in front of the digits take part in the grouping.
    var zeros = 0
    var separators = 0
    if f.grouping != 0 && digitCount > 0 {
      separators = (digitCount - 1) / groupSize
      while digitCount + zeros + separators < minimumDigits {
        zeros += 1
        separators = (digitCount + zeros - 1) / groupSize
      }
    } else if digitCount > 0 {
      zeros = max(0, minimumDigits - digitCount)
    }
    digitCount += zeros
    let total = signCount + prefixCount + digitCount + separators + restCount
    let padding = max(0, f.width - total)
    var left = 0
    var inner = 0
    var right = 0
    switch Unicode.Scalar(f.align) {
    case "<": right = padding
    case "^":
      left = padding / 2
      right = padding - left
    case "=": inner = padding
    default: left = padding
    }
    append(repeating: f.fill, left)
    if sign != 0 { append(sign) }
    append(number.prefix)
    append(repeating: f.fill, inner)
    if f.grouping == 0 {
      append(repeating: UInt32(ascii: "0"), zeros)
      append(number.digits, number.digitCount)
    } else {
      for index in 0..<digitCount {
        if index > 0 && (digitCount - index) % groupSize == 0 { append(f.grouping) }
        append(byte: index < zeros ? UInt8(ascii: "0") : number.digits[index - zeros])
      }
    }
    append(number.digits + number.digitCount, restCount)
    append(repeating: f.fill, right)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: int

  /// int.__format__ for a plain int.
  func formatInteger(_ integer: Value, _ spec: StringRef, typeName: String) -> Value {
    guard let f = parse(spec, align: UInt32(ascii: ">"), type: UInt32(ascii: "d"), typeName: typeName) else {
      return .error
    }
    var base = 10
    var prefix: StaticString = ""
    switch Unicode.Scalar(f.type) {
    case "d", "n": break
    case "b":
      base = 2
      if f.alternate { prefix = "0b" }
    case "o":
      base = 8
      if f.alternate { prefix = "0o" }
    case "x":
      base = 16
      if f.alternate { prefix = "0x" }
    case "X":
      base = 16
      if f.alternate { prefix = "0X" }
    case "c": return formatCharacter(integer, f)
    case "e", "E", "f", "F", "g", "G", "%":
      guard let d = integerToDouble(integer) else { return .error }
      return formatFloat(d, f, typeName: typeName)
    default: return raiseUnknownFormat(f.type, typeName)
    }
    if f.precision >= 0 { return raise(.valueError, "Precision not allowed in integer format specifier") }
    if f.noNegativeZero {
      return raise(.valueError, "Negative zero coercion (z) not allowed in integer format specifier")
    }
    return withDigits(integer, base: base) { digits, count in
      if f.type == UInt32(ascii: "X") {
        for index in 0..<count where digits[index] >= UInt8(ascii: "a") { digits[index] -= 32 }
      }
      var buffer = TextBuffer(capacity: max(f.width, count * 2 + 4))
      let number = NumberText(
        negative: isNegative(integer), prefix: prefix, digits: digits, digitCount: count, count: count)
      buffer.append(number, f, groupSize: base == 10 ? 3 : 4)
      return buffer.makeString(self)
    } ?? .error
  }

  private func formatCharacter(_ integer: Value, _ f: FormatSpecification) -> Value {
    if f.precision >= 0 { return raise(.valueError, "Precision not allowed in integer format specifier") }
    if f.noNegativeZero {
      return raise(.valueError, "Negative zero coercion (z) not allowed in integer format specifier")
    }
    if f.sign != 0 { return raise(.valueError, "Sign not allowed with integer format specifier 'c'") }
    if f.alternate {
      return raise(.valueError, "Alternate form (#) not allowed with integer format specifier 'c'")
    }
    guard integer.isInt, integer.asInt >= 0, integer.asInt < 0x110000 else {
      return raise(.overflowError, "%c arg not in range(0x110000)")
    }
    var buffer = TextBuffer()
    let padding = max(0, f.width - 1)
    let left = f.align == UInt32(ascii: "<") ? 0 : f.align == UInt32(ascii: "^") ? padding / 2 : padding
    buffer.append(repeating: f.fill, left)
    buffer.append(UInt32(integer.asInt))
    buffer.append(repeating: f.fill, padding - left)
    return buffer.makeString(self)
  }

  // MARK: float

  /// float.__format__.
  func formatFloat(_ d: Double, _ spec: StringRef, typeName: String) -> Value {
    guard let f = parse(spec, align: UInt32(ascii: ">"), type: 0, typeName: typeName) else { return .error }
    return formatFloat(d, f, typeName: typeName)
  }

  func formatFloat(_ d: Double, _ f: FormatSpecification, typeName: String) -> Value {
    switch Unicode.Scalar(f.type) {
    case "\0", "e", "E", "f", "F", "g", "G", "n", "%": break
    default: return raiseUnknownFormat(f.type, typeName)
    }
    if f.precision > 0x7FFF_FFFF - 1 { return raise(.valueError, "precision too big") }
    var buffer = TextBuffer(capacity: max(f.width, 0) + 32)
    withFloatDigits(d, f, addPointZero: f.type == 0) { buffer.append($0, f) }
    return buffer.makeString(self)
  }

  /// Gives `body` the digits of a float as `f.type` and `f.precision` ask for.
  private func withFloatDigits(
    _ d: Double, _ f: FormatSpecification, addPointZero: Bool, _ body: (NumberText) -> Void
  ) {
    var d = d
    var code = f.type
    let upper = code == UInt32(ascii: "E") || code == UInt32(ascii: "F") || code == UInt32(ascii: "G")
    if upper { code += 32 }
    var percent = false
    if code == UInt32(ascii: "%") {
      percent = true
      d *= 100
      code = UInt32(ascii: "f")
    }
    if code == UInt32(ascii: "n") { code = UInt32(ascii: "g") }
    var precision = f.precision
    if precision < 0 && code != 0 { precision = 6 }
    let finite = d.isFinite
    let capacity = (finite ? fixedCapacity(d, decimals: max(precision, 17)) : 16) + 8
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { memory in
      let text = memory.baseAddress.unsafelyUnwrapped
      var count = 0
      var negative = d.sign == .minus
      if !finite {
        let word: StaticString = d.isNaN ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf")
        memcpy(text, word.utf8Start, 3)
        count = 3
        if d.isNaN { negative = false }
      } else if code == UInt32(ascii: "f") {
        count = writeFixed(d, decimals: precision, keepPoint: f.alternate, text)
      } else if code == UInt32(ascii: "e") {
        count = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: precision + 32) { scratch in
          let decimal = roundedDecimal(d, count: precision + 1, scratch.baseAddress.unsafelyUnwrapped)
          return writeExponential(
            decimal, precision: precision, keepPoint: f.alternate, exponentLetter: upper ? "E" : "e", text)
        }
      } else if code == 0 && precision < 0 {
        count = writeRepr(abs(d), text, addPointZero: addPointZero)
        if f.alternate && memchr(text, 46, count) == nil {
          let mark = memchr(text, 101, count).map { $0 - UnsafeMutableRawPointer(text) } ?? count
          memmove(text + mark + 1, text + mark, count - mark)
          text[mark] = UInt8(ascii: ".")
          count += 1
        }
      } else {
        count = writeGeneral(
          d, digits: max(precision, 1), alternate: f.alternate, addPointZero: addPointZero, upper: upper, text)
      }
      if f.noNegativeZero && negative && finite {
        var isZero = true
        for index in 0..<count {
          if text[index] | 0x20 == UInt8(ascii: "e") { break }
          if text[index] > 48 && text[index] <= 57 { isZero = false }
        }
        if isZero { negative = false }
      }
      if percent {
        text[count] = UInt8(ascii: "%")
        count += 1
      }
      var digits = 0
      while digits < count && text[digits] >= 48 && text[digits] <= 57 { digits += 1 }
      body(NumberText(negative: negative, digits: text, digitCount: digits, count: count))
    }
  }

  /// The `g` format.
  private func writeGeneral(
    _ d: Double, digits: Int, alternate: Bool, addPointZero: Bool, upper: Bool, _ text: UnsafeMutablePointer<UInt8>
  ) -> Int {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: digits + 32) { scratch in
      var decimal = roundedDecimal(d, count: digits, scratch.baseAddress.unsafelyUnwrapped)
      let exponential = decimal.point <= -4 || decimal.point > digits - (addPointZero ? 1 : 0)
      if !alternate {
        while decimal.count > 1 && decimal.digits[decimal.count - 1] == UInt8(ascii: "0") { decimal.count -= 1 }
      }
      if exponential && d != 0 {
        return writeExponential(
          decimal, precision: alternate ? digits - 1 : decimal.count - 1, keepPoint: alternate,
          exponentLetter: upper ? "E" : "e", text)
      }
      if d == 0 && exponential {
        // One digit only: 0e+00.
        return writeExponential(
          decimal, precision: alternate ? digits - 1 : 0, keepPoint: alternate, exponentLetter: upper ? "E" : "e", text)
      }
      let decimals = alternate ? digits - decimal.point : max(decimal.count - decimal.point, 0)
      var count = writeFixed(decimal, decimals: max(decimals, 0), keepPoint: alternate, text)
      if addPointZero && decimals <= 0 {
        if !alternate {
          text[count] = UInt8(ascii: ".")
          count += 1
        }
        text[count] = UInt8(ascii: "0")
        count += 1
      }
      return count
    }
  }

  // MARK: complex

  /// complex.__format__.
  func formatComplex(_ real: Double, _ imaginary: Double, _ spec: StringRef, typeName: String) -> Value {
    guard var f = parse(spec, align: UInt32(ascii: ">"), type: 0, typeName: typeName) else { return .error }
    switch Unicode.Scalar(f.type) {
    case "\0", "e", "E", "f", "F", "g", "G", "n": break
    default: return raiseUnknownFormat(f.type, typeName)
    }
    if f.fill == UInt32(ascii: "0") {
      return raise(.valueError, "Zero padding is not allowed in complex format specifier")
    }
    if f.align == UInt32(ascii: "=") {
      return raise(.valueError, "'=' alignment flag is not allowed in complex format specifier")
    }
    let bare = f.type == 0
    let skipReal = bare && real == 0 && real.sign == .plus
    var inner = f
    inner.width = -1
    inner.fill = 32
    var text = TextBuffer()
    if bare && !skipReal { text.append(byte: UInt8(ascii: "(")) }
    if !skipReal { withFloatDigits(real, inner, addPointZero: false) { text.append($0, inner) } }
    if !skipReal { inner.sign = UInt32(ascii: "+") }
    withFloatDigits(imaginary, inner, addPointZero: false) { text.append($0, inner) }
    text.append(byte: UInt8(ascii: "j"))
    if bare && !skipReal { text.append(byte: UInt8(ascii: ")")) }
    let body = StringRef(text.makeString(self))
    f.precision = -1
    let padding = max(0, f.width - body.count)
    let left = f.align == UInt32(ascii: "<") ? 0 : f.align == UInt32(ascii: "^") ? padding / 2 : padding
    var buffer = TextBuffer()
    buffer.append(repeating: f.fill, left)
    buffer.append(body)
    buffer.append(repeating: f.fill, padding - left)
    return buffer.makeString(self)
  }

  // MARK: round

  /// round(d, decimals) for a finite or other double: the nearest float to the correctly rounded decimal.
  func roundFloat(_ d: Double, decimals: Int) -> Value {
    if !d.isFinite || d == 0 { return makeFloat(d) }
    if decimals > 323 { return makeFloat(d) }
    if decimals < -308 { return makeFloat(copysign(0, d)) }
    if let integer = scaledInteger(d, decimals: decimals) {
      var scale = 1.0
      for _ in 0..<decimals { scale *= 10 }
      return makeFloat(copysign(Double(integer) / scale, d))
    }
    if decimals >= 0 {
      let capacity = fixedCapacity(d, decimals: decimals)
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { memory in
        let text = memory.baseAddress.unsafelyUnwrapped
        let count = writeFixed(d, decimals: decimals, keepPoint: false, text)
        let rounded = parseDouble(UnsafeBufferPointer(start: text, count: count)) ?? d
        return makeFloat(copysign(rounded, d))
      }
    }
    // Tens, hundreds …: exact in integers.
    let whole = makeInt(truncating: abs(d))
    let unit = powerInteger(.int(10), .int(-decimals))
    let (quotient, remainder) = floorDivideIntegers(whole, unit)
    let twice = shiftLeft(remainder, by: 1)
    var order = compareIntegers(twice, unit)
    if order == 0 && makeInt(truncating: abs(d)) == whole && abs(d) != abs(d).rounded(.towardZero) { order = 1 }
    let up = order > 0 || order == 0 && isOdd(quotient)
    let result = multiplyIntegers(up ? addIntegers(quotient, .int(1)) : quotient, unit)
    guard let rounded = integerToDouble(result) else {
      pointee.exception = .unbound
      return raise(.overflowError, "rounded value too large to represent")
    }
    return makeFloat(copysign(rounded, d))
  }

  /// round(i, decimals) for a plain int: ties to even.
  func roundInteger(_ i: Value, decimals: Value) -> Value {
    if !isNegative(decimals) { return i }
    guard decimals.isInt, decimals.asInt > -(1 << 24) else { return .int(0) }
    // More digits dropped than there are: no need to compute the power.
    if Double(-decimals.asInt) > Double(bitLength(i)) * 0.3011 + 2 { return .int(0) }
    let unit = powerInteger(.int(10), .int(-decimals.asInt))
    let (quotient, remainder) = floorDivideIntegers(i, unit)
    let order = compareIntegers(shiftLeft(remainder, by: 1), unit)
    let up = order > 0 || order == 0 && isOdd(quotient)
    return multiplyIntegers(up ? addIntegers(quotient, .int(1)) : quotient, unit)
  }
}
