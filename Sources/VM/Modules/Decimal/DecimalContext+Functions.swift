// exp, ln, log10 and powers.
//
// The first three are correctly rounded (half to even, whatever the context's rounding is, as the specification has it): digits
// are computed until the error cannot change the result any more. They are never exact but where it is plain to see,
// so this ends. Powers are computed from them, or by repeated multiplication, with some digits more than needed.

import CGMP

extension DecimalContext {
  /// The last digit that stands for "and a bit more".
  private func sticky(_ digits: LargeNatural, adding error: Int) -> Coefficient {
    let moved = LargeNatural()
    if error < 0 {
      GMP.sub_ui(moved, digits, UInt(-error))
    } else {
      GMP.add_ui(moved, digits, UInt(error))
    }
    GMP.mul_ui(moved, moved, 10)
    GMP.add_ui(moved, moved, 1)
    return Coefficient(moved)
  }

  /// Rounds half to even what `approximate` gives for so many extra digits: |digits| · 10^exponent with an error below
  /// two units. Asks for more digits until the error does not matter.
  private mutating func rounded(_ approximate: (Int) -> (digits: LargeNatural, exponent: Int)) -> DecimalNumber {
    rounding = .halfEven
    var extra = 12
    while true {
      let (digits, exponent) = approximate(extra)
      let negative = digits.number.pointee._mp_size < 0
      if negative { GMP.neg(digits, digits) }
      if digits.number.pointee._mp_size != 0 && GMP.cmp_ui(digits, 100) > 0 {
        var low = self
        var high = self
        let a = low.finish(DecimalNumber(negative: negative, sticky(digits, adding: -3), exponent: exponent - 1))
        let b = high.finish(DecimalNumber(negative: negative, sticky(digits, adding: 3), exponent: exponent - 1))
        if a.form == b.form && a.exponent == b.exponent && a.coefficient.compare(b.coefficient) == 0
          && low.status == high.status
        {
          report(low.status.union([.inexact, .rounded]))
          return a
        }
      }
      extra *= 2
    }
  }

  private mutating func certainOverflow(negative: Bool) -> DecimalNumber {
    finish(DecimalNumber(negative: negative, Coefficient(1), exponent: DecimalContext.infiniteExponent))
  }

  private mutating func certainUnderflow(negative: Bool) -> DecimalNumber {
    finish(DecimalNumber(negative: negative, Coefficient(1), exponent: tiniest - 1))
  }

  /// 1.000… with `precision` digits.
  private mutating func paddedOne(negative: Bool = false, places: Int) -> DecimalNumber {
    guard allows(digits: places + 1) else { return DecimalNumber(.quietNaN) }
    return DecimalNumber(negative: negative, Coefficient.powerOfTen(places), exponent: -places)
  }

  mutating func exponential(_ a: DecimalNumber) -> DecimalNumber {
    if let nan = propagatedNaN(a) { return nan }
    if a.isInfinite { return a.isNegative ? DecimalNumber(0) : a }
    if a.coefficient.isZero { return DecimalNumber(1) }
    guard allows(digits: max(precision, a.coefficient.digits)) else { return DecimalNumber(.quietNaN) }
    let outer = rounding
    defer { rounding = outer }
    rounding = .halfEven
    if a.adjusted > 19 {
      return a.isNegative ? certainUnderflow(negative: false) : certainOverflow(negative: false)
    }
    if a.adjusted < -precision - 3 {
      report([.inexact, .rounded])
      return finish(paddedOne(places: precision - 1))
    }
    let places = precision
    return rounded { extra in
      let digits = places + extra
      let point = FixedPoint(bits: FixedPoint.bits(places: digits) + 32)
      let (fraction, power) = point.exponential(a.coefficient, exponent: a.exponent, negative: a.isNegative)
      return (point.decimal(fraction, places: digits), power - digits)
    }
  }

  mutating func naturalLogarithm(_ a: DecimalNumber) -> DecimalNumber { logarithm(a, decimal: false) }
  mutating func decimalLogarithm(_ a: DecimalNumber) -> DecimalNumber { logarithm(a, decimal: true) }

  private mutating func logarithm(_ a: DecimalNumber, decimal: Bool) -> DecimalNumber {
    if let nan = propagatedNaN(a) { return nan }
    if a.isZero { return DecimalNumber(.infinity, negative: true) }
    if a.isNegative { return invalid() }
    if a.isInfinite { return a }
    let outer = rounding
    defer { rounding = outer }
    rounding = .halfEven
    let digits = a.coefficient.digits
    if a.coefficient.trailingZeros(limit: digits - 1) == digits - 1 && a.coefficient.dropping(digits - 1).kept.isOne {
      if decimal { return finish(DecimalNumber(a.adjusted)) }
      if a.adjusted == 0 { return DecimalNumber(0) }
    }
    guard allows(digits: max(precision, digits)) else { return DecimalNumber(.quietNaN) }
    // Places before the first digit of the result: near 1 it is about as small as a − 1.
    var leading = 0
    if a.adjusted == 0 || a.adjusted == -1 {
      var exact = DecimalContext.widest
      leading = max(0, -exact.subtract(a, DecimalNumber(1)).adjusted + 1)
    }
    let needed = precision
    return rounded { extra in
      let places = needed + extra + leading
      let point = FixedPoint(bits: FixedPoint.bits(places: places) + 32)
      let result = point.logarithm(a.coefficient, exponent: a.exponent)
      if decimal {
        GMP.mul_2exp(result, result, UInt(point.bits))
        GMP.fdiv_q(result, result, point.logarithmOfTen)
      }
      return (point.decimal(result, places: places), -places)
    }
  }

  // MARK: Powers

  mutating func power(_ base: DecimalNumber, _ exponent: DecimalNumber) -> DecimalNumber {
    if let nan = propagatedNaN(base, exponent) { return nan }
    let isIntegral = exponent.isInteger
    let negative = isIntegral && base.isNegative && exponent.isOddInteger
    if base.isZero {
      if exponent.isZero { return invalid() }
      return exponent.isNegative
        ? DecimalNumber(.infinity, negative: negative) : DecimalNumber(negative: negative)
    }
    if base.isNegative && !isIntegral { return invalid() }
    let one = DecimalNumber(1)
    if exponent.isInfinite {
      let order = base.isInfinite ? 1 : base.magnitude.compare(one)
      if order == 0 {
        report([.inexact, .rounded])
        return paddedOne(places: precision - 1)
      }
      return (order > 0) == exponent.isNegative ? DecimalNumber(0) : DecimalNumber(.infinity)
    }
    if exponent.isZero { return DecimalNumber(1) }
    if base.isInfinite {
      return exponent.isNegative
        ? DecimalNumber(negative: negative) : DecimalNumber(.infinity, negative: negative)
    }
    if base.magnitude.compare(one) == 0 { return powerOfOne(base, exponent, isIntegral, negative) }
    if let bound = boundedPower(base.magnitude, exponent, negative) { return bound }
    return isIntegral ? integerPower(base, exponent, negative) : realPower(base, exponent)
  }

  private mutating func powerOfOne(
    _ base: DecimalNumber, _ exponent: DecimalNumber, _ isIntegral: Bool, _ negative: Bool
  ) -> DecimalNumber {
    var places = precision - 1
    if isIntegral {
      if exponent.isNegative { return DecimalNumber(negative: negative, Coefficient(1)) }
      // 1.0 ** 3 is 1.000.
      let (digits, overflow) = (exponent.machineInteger ?? Int.max).multipliedReportingOverflow(by: -base.exponent)
      if overflow ? base.exponent != 0 : digits > places { report(.rounded) } else { places = digits }
    } else {
      report([.inexact, .rounded])
    }
    return paddedOne(negative: negative, places: places)
  }

  /// The result when it is certainly beyond the range of exponents; nil when it must be computed.
  private mutating func boundedPower(_ base: DecimalNumber, _ exponent: DecimalNumber, _ negative: Bool)
    -> DecimalNumber?
  {
    func digits(_ number: Int) -> Int { number == 0 ? 1 : Coefficient(number.magnitude).digits }
    // Lower bound of the adjusted exponent of log10 |base|.
    let adjusted = base.adjusted
    let lower: Int
    if adjusted > 0 {
      lower = digits(adjusted) - 1
    } else if adjusted < -1 {
      lower = digits(adjusted + 1) - 1
    } else {
      var exact = DecimalContext.widest
      let difference = exact.subtract(base, DecimalNumber(1))
      lower = difference.adjusted - (adjusted == 0 ? 2 : 1)
    }
    if (adjusted < 0) == exponent.isNegative {
      return digits(maximum) < lower + exponent.adjusted ? certainOverflow(negative: negative) : nil
    }
    return digits(tiniest) < lower + exponent.adjusted ? certainUnderflow(negative: negative) : nil
  }

  private mutating func integerPower(_ base: DecimalNumber, _ exponent: DecimalNumber, _ negative: Bool)
    -> DecimalNumber
  {
    var inner = self
    inner.status = []
    inner.precision = precision + exponent.coefficient.digits + exponent.exponent + 2
    inner.rounding = .halfEven
    inner.clamps = false
    var factor = base
    if exponent.isNegative {
      inner.precision += 1
      factor = inner.divide(DecimalNumber(1), base)
      if !inner.status.isDisjoint(with: .errors) {
        report(inner.status)
        return DecimalNumber(.quietNaN)
      }
    }
    let whole =
      exponent.exponent >= 0
      ? exponent.coefficient.scaled(byTenTo: exponent.exponent) : exponent.coefficient.dropping(-exponent.exponent).kept
    let natural = whole.natural
    var bit = GMP.sizeinbase(natural, 2) - 1
    var result = factor
    while bit > 0 {
      bit -= 1
      result = inner.multiply(result, result)
      if GMP.tstbit(natural, UInt(bit)) != 0 { result = inner.multiply(result, factor) }
      if !result.isFinite || result.coefficient.isZero && inner.status.contains(.clamped) { break }
    }
    report(inner.status)
    if !inner.status.isDisjoint(with: .errors) { return DecimalNumber(.quietNaN) }
    result.isNegative = negative
    if result.isInfinite { return certainOverflow(negative: negative) }
    return finish(result)
  }

  private mutating func realPower(_ base: DecimalNumber, _ exponent: DecimalNumber) -> DecimalNumber {
    var inner = DecimalContext.widest
    inner.precision = max(base.coefficient.digits, precision) + 4 + 19
    let logarithm = inner.naturalLogarithm(base)
    let product = inner.multiply(logarithm, exponent)
    let result = inner.exponential(product)
    report(inner.status.intersection(.errors))
    report([.inexact, .rounded])
    if result.isInfinite { return certainOverflow(negative: false) }
    if result.isFinite && result.compare(DecimalNumber(1)) == 0 {
      return finish(paddedOne(places: precision - 1))
    }
    return finish(result)
  }

  /// base ** exponent modulo `modulus`, all integers; the sign is that of the power.
  mutating func power(_ base: DecimalNumber, _ exponent: DecimalNumber, modulo modulus: DecimalNumber) -> DecimalNumber
  {
    if let nan = propagatedNaN(base, exponent, modulus) { return nan }
    guard base.isInteger, exponent.isInteger, modulus.isInteger, !modulus.coefficient.isZero,
      modulus.coefficient.digits + modulus.exponent <= precision
    else { return invalid() }
    if exponent.isNegative && !exponent.coefficient.isZero { return invalid() }
    if base.coefficient.isZero && exponent.coefficient.isZero { return invalid() }
    guard allows(digits: max(modulus.adjusted, exponent.adjusted) + 1) else { return DecimalNumber(.quietNaN) }
    func whole(_ number: DecimalNumber) -> LargeNatural {
      (number.exponent >= 0
        ? number.coefficient.scaled(byTenTo: number.exponent) : number.coefficient.dropping(-number.exponent).kept)
        .natural
    }
    let divisor = whole(modulus)
    let residue = LargeNatural()
    if base.exponent > 0 {
      // 10^exponent is reduced before it becomes large.
      GMP.set_ui(residue, 10)
      let tens = LargeNatural()
      GMP.set_ui(tens, UInt(base.exponent))
      GMP.powm(residue, residue, tens, divisor)
      GMP.mul(residue, residue, base.coefficient.natural)
    } else {
      GMP.set(residue, whole(base))
    }
    GMP.powm(residue, residue, whole(exponent), divisor)
    let negative = base.isNegative && exponent.isOddInteger
    return DecimalNumber(negative: negative, Coefficient(residue))
  }
}
