// Decimals from text, ints, floats and tuples, exactly or rounded to a context, and decimals as ints, floats and tuples.

import CGMP
import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: From other objects

  /// The number that `Decimal(value)` has: exact, nothing is rounded. Nil with an exception pending.
  func exactNumber(_ value: Value, _ context: DecimalContextRef) -> DecimalNumber? {
    if let number = number(value) { return number }
    var exact = DecimalContext.widest
    var result: DecimalNumber
    if value.isKind(.string) {
      result = parse(value, &exact, lenient: true)
    } else if value.isKind(.tuple) || value.isKind(.list) {
      guard let text = spell(value) else { return nil }
      result = text.withUnsafeBufferPointer { parse($0, &exact) }
    } else if value.isFloat {
      guard report(.floatOperation, context) else { return nil }
      return floatNumber(value.floatValue)
    } else {
      raise(.typeError, "conversion from \(value.typeName) to Decimal is not supported")
      return nil
    }
    if !exact.status.isEmpty {
      if !exact.status.isDisjoint(with: [.inexact, .rounded, .clamped]) { result = exact.invalid() }
      guard report(exact.status.intersection(.errors), context) else { return nil }
    }
    return result
  }

  /// What `context.create_decimal(value)` gives, or `.error`.
  func createDecimal(_ value: Value, _ context: DecimalContextRef) -> Value {
    var settings = context.settings
    let result: DecimalNumber
    if let number = number(value) {
      let isLongNaN =
        number.isNaN && !number.coefficient.isZero
        && number.coefficient.digits > settings.precision - (settings.clamps ? 1 : 0)
      result = isLongNaN ? settings.invalid(.conversionSyntax) : settings.finish(number)
    } else if value.isKind(.string) {
      result = parse(value, &settings, lenient: false)
    } else if value.isKind(.tuple) || value.isKind(.list) {
      guard let text = spell(value) else { return .error }
      result = text.withUnsafeBufferPointer { parse($0, &settings) }
    } else if value.isFloat {
      guard report(.floatOperation, context) else { return .error }
      result = settings.finish(floatNumber(value.floatValue))
    } else {
      return raise(.typeError, "conversion from \(value.typeName) to Decimal is not supported")
    }
    return deliver(result, settings, context)
  }

  /// `lenient`: blanks around the number and underscores anywhere are left out.
  private func parse(_ value: Value, _ settings: inout DecimalContext, lenient: Bool) -> DecimalNumber {
    var result = DecimalNumber(0)
    withAsciiDigits(StringRef(value)) { bytes in
      var bytes = bytes
      if lenient {
        while let first = bytes.first, isBlank(first) { bytes = UnsafeBufferPointer(rebasing: bytes.dropFirst()) }
        while let last = bytes.last, isBlank(last) { bytes = UnsafeBufferPointer(rebasing: bytes.dropLast()) }
        if bytes.contains(UInt8(ascii: "_")) {
          let plain = bytes.filter { $0 != UInt8(ascii: "_") }
          plain.withUnsafeBufferPointer { result = parse($0, &settings) }
          return
        }
      }
      result = parse(bytes, &settings)
    }
    return result
  }

  private func isBlank(_ byte: UInt8) -> Bool { isAsciiSpace(byte) || byte >= 28 && byte <= 31 }

  private func parse(_ text: UnsafeBufferPointer<UInt8>, _ settings: inout DecimalContext) -> DecimalNumber {
    let room = settings.precision - (settings.clamps ? 1 : 0)
    guard let number = DecimalNumber(text: text, payloadDigits: room) else {
      return settings.invalid(.conversionSyntax)
    }
    return settings.finish(number)
  }

  /// The exact number of a double.
  func floatNumber(_ d: Double) -> DecimalNumber {
    let negative = d.sign == .minus
    if d.isNaN { return DecimalNumber(.quietNaN, negative: negative) }
    if d.isInfinite { return DecimalNumber(.infinity, negative: negative) }
    if d == 0 { return DecimalNumber(negative: negative) }
    var significand = UInt(d.significandBitPattern)
    var shift = -1074
    if d.isNormal {
      significand |= 1 << 52
      shift = Int(d.exponent) - 52
    }
    let zeros = significand.trailingZeroBitCount
    significand >>= UInt(zeros)
    shift += zeros
    let natural = LargeNatural(UInt128(significand))
    if shift >= 0 {
      GMP.mul_2exp(natural, natural, UInt(shift))
      return DecimalNumber(negative: negative, Coefficient(natural))
    }
    // 2^−n = 5^n · 10^−n
    let fives = LargeNatural()
    GMP.ui_pow_ui(fives, 5, UInt(-shift))
    GMP.mul(natural, natural, fives)
    return DecimalNumber(negative: negative, Coefficient(natural), exponent: shift)
  }

  /// The text of a number given as (sign, digits, exponent); nil with an exception pending.
  private func spell(_ value: Value) -> [UInt8]? {
    let tuple = makeTuple(from: value)
    if tuple.isError { return nil }
    let parts = TupleRef(tuple)
    func fail(_ message: String) -> [UInt8]? {
      raise(.valueError, message)
      return nil
    }
    guard parts.count == 3 else { return fail("argument must be a sequence of length 3") }
    let sign = unwrapInteger(parts[0])
    guard sign == .int(0) || sign == .int(1) else {
      return fail("sign must be an integer with the value 0 or 1")
    }
    var text: [UInt8] = sign == .int(1) ? [UInt8(ascii: "-")] : []
    var exponent = 0
    var isInfinity = false
    if parts[2].isKind(.string) {
      switch StringRef(parts[2]).text {
      case "F": isInfinity = true
      case "n": text.append(contentsOf: "NaN".utf8)
      case "N": text.append(contentsOf: "sNaN".utf8)
      default: return fail("string argument in the third position must be 'F', 'n' or 'N'")
      }
    } else {
      guard unwrapInteger(parts[2]).isBound else {
        return fail("exponent must be an integer")
      }
      guard let given = index(parts[2]) else { return nil }
      exponent = given
    }
    guard parts[1].isKind(.tuple) || parts[1].isKind(.list) else {
      return fail("coefficient must be a tuple of digits")
    }
    let digits = makeTuple(from: parts[1])
    if digits.isError { return nil }
    if isInfinity {
      text.append(contentsOf: "Infinity".utf8)
      return text
    }
    let count = TupleRef(digits).count
    for index in 0..<count {
      let digit = unwrapInteger(TupleRef(digits)[index])
      guard digit.isInt, digit.asInt >= 0, digit.asInt <= 9 else {
        return fail("coefficient must be a tuple of digits")
      }
      text.append(UInt8(48 + digit.asInt))
    }
    if !parts[2].isKind(.string) {
      if count == 0 { text.append(48) }
      text.append(contentsOf: "E\(exponent)".utf8)
    }
    return text
  }

  // MARK: To other objects

  /// The int that a decimal is after rounding; `.error` for infinities and NaN.
  func makeInt(rounding number: DecimalNumber, _ rounding: DecimalRounding) -> Value {
    if number.isNaN { return raise(.valueError, "cannot convert NaN to integer") }
    if number.isInfinite { return raise(.overflowError, "cannot convert Infinity to integer") }
    var exact = DecimalContext.widest
    exact.rounding = rounding
    let whole = exact.toIntegral(number, exactly: false)
    if whole.coefficient.isZero { return .int(0) }
    guard exact.allows(digits: whole.coefficient.digits + whole.exponent) else {
      return raise(.memoryError, arguments: vm.pointee.emptyTuple)
    }
    return makeInt(whole.coefficient.scaled(byTenTo: whole.exponent), negative: whole.isNegative)
  }

  /// The nearest double; nil with ValueError pending for a signaling NaN.
  func double(of number: DecimalNumber) -> Double? {
    switch number.form {
    case .signalingNaN:
      raise(.valueError, "cannot convert signaling NaN to float")
      return nil
    case .quietNaN: return number.isNegative ? -Double.nan : Double.nan
    case .infinity: return number.isNegative ? -Double.infinity : Double.infinity
    case .finite: break
    }
    if number.coefficient.isZero || number.adjusted < -400 { return number.isNegative ? -0.0 : 0.0 }
    if number.adjusted > 400 { return number.isNegative ? -Double.infinity : Double.infinity }
    return number.text().withUnsafeBufferPointer { parseDouble($0) }
  }

  func integerRatio(_ number: DecimalNumber) -> Value {
    if number.isNaN { return raise(.valueError, "cannot convert NaN to integer ratio") }
    if number.isInfinite { return raise(.overflowError, "cannot convert Infinity to integer ratio") }
    if number.coefficient.isZero { return TupleRef.make(self, .int(0), .int(1)) }
    var exact = DecimalContext.widest
    guard exact.allows(digits: number.coefficient.digits + abs(number.exponent)) else {
      return raise(.memoryError, arguments: vm.pointee.emptyTuple)
    }
    if number.exponent >= 0 {
      let whole = makeInt(number.coefficient.scaled(byTenTo: number.exponent), negative: number.isNegative)
      return whole.isError ? .error : TupleRef.make(self, whole, .int(1))
    }
    let denominator = Coefficient.powerOfTen(-number.exponent)
    let divisor = LargeNatural()
    GMP.gcd(divisor, denominator.natural, number.coefficient.natural)
    let common = Coefficient(divisor)
    let first = makeInt(number.coefficient.divided(by: common).quotient, negative: number.isNegative)
    if first.isError { return .error }
    let second = makeInt(denominator.divided(by: common).quotient, negative: false)
    return second.isError ? .error : TupleRef.make(self, first, second)
  }

  /// DecimalTuple(sign, digits, exponent).
  func decimalTuple(_ number: DecimalNumber) -> Value {
    var text: [UInt8] = []
    if !number.isInfinite && !(number.isNaN && number.coefficient.isZero) { number.coefficient.appendDigits(to: &text) }
    if number.isInfinite { text = [48] }
    let digits = TupleRef.allocate(self, count: text.count)
    for (index, digit) in text.enumerated() { digits[index] = .int(Int(digit) - 48) }
    let exponent: Value
    switch number.form {
    case .finite: exponent = makeInt(number.exponent)
    case .infinity: exponent = StringRef.intern("F")
    case .quietNaN: exponent = StringRef.intern("n")
    case .signalingNaN: exponent = StringRef.intern("N")
    }
    return call(decimalModule.decimalTuple, .int(number.isNegative ? 1 : 0), digits.value, exponent)
  }

  // MARK: Hash

  /// Equal to the hash of an equal int, float or fraction: the value modulo the prime 2^61 − 1.
  func hash(of number: DecimalNumber) -> Int {
    let prime: UInt = (1 << 61) - 1
    func product(_ a: UInt, _ b: UInt) -> UInt { UInt(UInt128(a) * UInt128(b) % UInt128(prime)) }
    if number.isInfinite { return number.isNegative ? -314_159 : 314_159 }
    var rest = UInt(number.exponent.magnitude) % (prime - 1)
    // The inverse of a power is the power of the inverse; the powers repeat after prime − 1.
    if number.exponent < 0 && rest > 0 { rest = prime - 1 - rest }
    var power: UInt = 1
    var factor: UInt = 10
    while rest > 0 {
      if rest & 1 != 0 { power = product(power, factor) }
      factor = product(factor, factor)
      rest >>= 1
    }
    let coefficient: UInt
    if let large = number.coefficient.large {
      coefficient = GMP.fdiv_ui(large, prime)
    } else {
      coefficient = UInt(number.coefficient.word % UInt128(prime))
    }
    let value = Int(product(coefficient, power))
    let signed = number.isNegative ? -value : value
    return signed == -1 ? -2 : signed
  }
}
