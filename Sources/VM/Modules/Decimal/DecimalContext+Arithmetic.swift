// Addition, multiplication, the divisions, square root and quantizing of decimal numbers.
//
// Each works on exact intermediate results and rounds once. Operands whose exponents are far apart are brought near
// before they are aligned, so that no intermediate result is much longer than the operands and the precision together.

extension DecimalContext {
  // MARK: Sums

  @inline(__always) mutating func add(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    if _fastPath(a.isFinite && b.isFinite && a.exponent == b.exponent) { return finish(sumAligned(a, b)) }
    return addSlow(a, b)
  }

  mutating func subtract(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    // A NaN keeps its sign.
    add(a, b.isNaN ? b : b.negated)
  }

  /// Of finite numbers with the same exponent.
  @inline(__always) private func sumAligned(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    if a.isNegative == b.isNegative {
      return DecimalNumber(negative: a.isNegative, a.coefficient + b.coefficient, exponent: a.exponent)
    }
    let order = a.coefficient.compare(b.coefficient)
    if order == 0 { return DecimalNumber(negative: rounding == .floor, exponent: a.exponent) }
    return order > 0
      ? DecimalNumber(negative: a.isNegative, a.coefficient - b.coefficient, exponent: a.exponent)
      : DecimalNumber(negative: b.isNegative, b.coefficient - a.coefficient, exponent: a.exponent)
  }

  @inline(never) private mutating func addSlow(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    guard a.isFinite && b.isFinite else {
      if let nan = propagatedNaN(a, b) { return nan }
      if a.isInfinite && b.isInfinite && a.isNegative != b.isNegative { return invalid() }
      return a.isInfinite ? a : b
    }
    var (high, low) = a.exponent >= b.exponent ? (a, b) : (b, a)
    if high.coefficient.isZero {
      high.exponent = low.exponent
    } else {
      let digits = high.coefficient.digits
      // Below this place nothing but "a little more" or "a little less" matters.
      let place = high.exponent - 1 + (digits > precision ? 0 : digits - precision - 1)
      if low.adjusted < place {
        low.exponent = place
        if !low.coefficient.isZero { low.coefficient = Coefficient(1) }
      }
      if high.exponent > low.exponent {
        let shift = high.exponent - low.exponent
        guard allows(digits: digits + shift) else { return DecimalNumber(.quietNaN) }
        high.coefficient = high.coefficient.scaled(byTenTo: shift)
        high.exponent = low.exponent
      }
    }
    // The sign of a zero sum depends on both signs, not on their order.
    return finish(sumAligned(high, low))
  }

  // MARK: Products

  @inline(__always) mutating func multiply(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    if _fastPath(a.isFinite && b.isFinite) {
      return finish(
        DecimalNumber(
          negative: a.isNegative != b.isNegative, a.coefficient * b.coefficient, exponent: a.exponent &+ b.exponent))
    }
    return multiplySpecial(a, b)
  }

  @inline(never) private mutating func multiplySpecial(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    if let nan = propagatedNaN(a, b) { return nan }
    if a.isZero || b.isZero { return invalid() }
    return DecimalNumber(.infinity, negative: a.isNegative != b.isNegative)
  }

  /// a · b + c, rounded once.
  mutating func multiplyAdd(_ a: DecimalNumber, _ b: DecimalNumber, _ c: DecimalNumber) -> DecimalNumber {
    // A product that is invalid comes before a NaN that would be added.
    if a.isInfinite && b.isZero || a.isZero && b.isInfinite { return invalid() }
    if let nan = propagatedNaN(a, b, c) { return nan }
    if a.isInfinite || b.isInfinite {
      let product = multiplySpecial(a, b)
      return product.isNaN ? product : add(product, c)
    }
    let product = DecimalNumber(
      negative: a.isNegative != b.isNegative, a.coefficient * b.coefficient, exponent: a.exponent + b.exponent)
    return add(product, c)
  }

  // MARK: Quotients

  mutating func divide(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    let negative = a.isNegative != b.isNegative
    if !a.isFinite || !b.isFinite {
      if let nan = propagatedNaN(a, b) { return nan }
      if a.isInfinite { return b.isInfinite ? invalid() : DecimalNumber(.infinity, negative: negative) }
      report(.clamped)
      return DecimalNumber(negative: negative, exponent: tiniest)
    }
    if b.coefficient.isZero {
      if a.coefficient.isZero { return invalid(.divisionUndefined) }
      report(.divisionByZero)
      return DecimalNumber(.infinity, negative: negative)
    }
    let ideal = a.exponent - b.exponent
    if a.coefficient.isZero { return finish(DecimalNumber(negative: negative, exponent: ideal)) }
    let shift = max(0, b.coefficient.digits - a.coefficient.digits + precision + 1)
    // A quotient that ends is short, whatever the precision is.
    if shift > 20_000, let exact = terminatingQuotient(a.coefficient, b.coefficient) {
      return finish(DecimalNumber(negative: negative, exact.quotient, exponent: ideal - exact.places))
    }
    guard allows(digits: a.coefficient.digits + shift) else { return DecimalNumber(.quietNaN) }
    var (quotient, remainder) = a.coefficient.scaled(byTenTo: shift).divided(by: b.coefficient)
    var exponent = ideal - shift
    if !remainder.isZero {
      // The last digit tells rounding that more follows.
      if quotient.lastDigit % 5 == 0 { quotient = quotient + Coefficient(1) }
    } else {
      let zeros = quotient.trailingZeros(limit: shift)
      quotient = quotient.divided(byTenTo: zeros).quotient
      exponent += zeros
    }
    return finish(DecimalNumber(negative: negative, quotient, exponent: exponent))
  }

  /// a / b = quotient / 10^places with the fewest places, if the quotient ends.
  private func terminatingQuotient(_ a: Coefficient, _ b: Coefficient) -> (quotient: Coefficient, places: Int)? {
    let divisor = LargeNatural()
    GMP.gcd(divisor, a.natural, b.natural)
    let rest = LargeNatural()
    GMP.divexact(rest, b.natural, divisor)
    let twos = Int(GMP.scan1(rest, 0))
    GMP.tdiv_q_2exp(rest, rest, UInt(twos))
    var fives = 0
    while GMP.divisible_ui_p(rest, 5) != 0 {
      GMP.divexact_ui(rest, rest, 5)
      fives += 1
    }
    guard GMP.cmp_ui(rest, 1) == 0 else { return nil }
    let places = max(twos, fives)
    return (a.scaled(byTenTo: places).divided(by: b).quotient, places)
  }

  /// Quotient towards zero and remainder; the quotient has at most `precision` digits. Nil after DivisionImpossible.
  private mutating func integerDivision(_ a: DecimalNumber, _ b: DecimalNumber)
    -> (quotient: Coefficient, remainder: DecimalNumber)?
  {
    let exponent = min(a.exponent, b.exponent)
    if a.coefficient.isZero {
      return (Coefficient(0), DecimalNumber(negative: a.isNegative, exponent: exponent))
    }
    let distance = a.adjusted - b.adjusted
    if distance < 0 {
      let shift = a.exponent - exponent
      guard allows(digits: a.coefficient.digits + shift) else { return nil }
      let remainder = a.coefficient.scaled(byTenTo: shift)
      return (Coefficient(0), DecimalNumber(negative: a.isNegative, remainder, exponent: exponent))
    }
    if distance > precision {
      report(.divisionImpossible)
      return nil
    }
    let (shiftA, shiftB) = (a.exponent - exponent, b.exponent - exponent)
    guard allows(digits: max(a.coefficient.digits + shiftA, b.coefficient.digits + shiftB)) else { return nil }
    let (quotient, remainder) = a.coefficient.scaled(byTenTo: shiftA).divided(
      by: b.coefficient.scaled(byTenTo: shiftB))
    if quotient.digits > precision {
      report(.divisionImpossible)
      return nil
    }
    return (quotient, DecimalNumber(negative: a.isNegative, remainder, exponent: exponent))
  }

  mutating func divideInteger(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    let negative = a.isNegative != b.isNegative
    if !a.isFinite || !b.isFinite {
      if let nan = propagatedNaN(a, b) { return nan }
      if a.isInfinite { return b.isInfinite ? invalid() : DecimalNumber(.infinity, negative: negative) }
      return DecimalNumber(negative: negative)
    }
    if b.coefficient.isZero {
      if a.coefficient.isZero { return invalid(.divisionUndefined) }
      report(.divisionByZero)
      return DecimalNumber(.infinity, negative: negative)
    }
    guard let (quotient, _) = integerDivision(a, b) else { return DecimalNumber(.quietNaN) }
    return finish(DecimalNumber(negative: negative, quotient))
  }

  mutating func remainder(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    if !a.isFinite || !b.isFinite {
      if let nan = propagatedNaN(a, b) { return nan }
      return a.isInfinite ? invalid() : finish(a)
    }
    if b.coefficient.isZero { return invalid(a.coefficient.isZero ? .divisionUndefined : .invalidOperation) }
    guard let (_, remainder) = integerDivision(a, b) else { return DecimalNumber(.quietNaN) }
    return finish(remainder)
  }

  mutating func divideWithRemainder(_ a: DecimalNumber, _ b: DecimalNumber) -> (DecimalNumber, DecimalNumber) {
    let negative = a.isNegative != b.isNegative
    if !a.isFinite || !b.isFinite {
      if let nan = propagatedNaN(a, b) { return (nan, nan) }
      if a.isInfinite {
        let nan = invalid()
        return (b.isInfinite ? nan : DecimalNumber(.infinity, negative: negative), nan)
      }
      return (DecimalNumber(negative: negative), finish(a))
    }
    if b.coefficient.isZero {
      if a.coefficient.isZero {
        let nan = invalid(.divisionUndefined)
        return (nan, nan)
      }
      let nan = invalid()
      report(.divisionByZero)
      return (DecimalNumber(.infinity, negative: negative), nan)
    }
    guard let (quotient, remainder) = integerDivision(a, b) else {
      return (DecimalNumber(.quietNaN), DecimalNumber(.quietNaN))
    }
    return (finish(DecimalNumber(negative: negative, quotient)), finish(remainder))
  }

  /// a − b · n for the integer n nearest to a / b.
  mutating func remainderNear(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    if !a.isFinite || !b.isFinite {
      if let nan = propagatedNaN(a, b) { return nan }
      return a.isInfinite ? invalid() : finish(a)
    }
    if b.coefficient.isZero { return invalid(a.coefficient.isZero ? .divisionUndefined : .invalidOperation) }
    if a.coefficient.isZero || a.adjusted < b.adjusted - 1 {
      // Less than half of the divisor.
      var result = a
      if a.coefficient.isZero {
        result.exponent = min(a.exponent, b.exponent)
      } else if a.exponent > b.exponent {
        let shift = a.exponent - b.exponent
        guard allows(digits: a.coefficient.digits + shift) else { return DecimalNumber(.quietNaN) }
        result.coefficient = a.coefficient.scaled(byTenTo: shift)
        result.exponent = b.exponent
      }
      return finish(result)
    }
    guard var (quotient, result) = integerDivision(a, b) else { return DecimalNumber(.quietNaN) }
    let divisor = b.coefficient.scaled(byTenTo: b.exponent - result.exponent)
    let order = (result.coefficient + result.coefficient).compare(divisor)
    if order > 0 || order == 0 && quotient.isOdd {
      quotient = quotient + Coefficient(1)
      if quotient.digits > precision { return invalid(.divisionImpossible) }
      result.coefficient = divisor - result.coefficient
      result.isNegative.toggle()
    }
    return finish(result)
  }

  // MARK: Square root

  mutating func squareRoot(_ a: DecimalNumber) -> DecimalNumber {
    if !a.isFinite {
      if let nan = propagatedNaN(a) { return nan }
      return a.isNegative ? invalid() : a
    }
    let ideal = a.exponent >> 1
    if a.coefficient.isZero { return finish(DecimalNumber(negative: a.isNegative, exponent: ideal)) }
    if a.isNegative { return invalid() }
    let outer = rounding
    rounding = .halfEven
    defer { rounding = outer }
    // With an even exponent.
    let even = a.exponent & 1 == 0 ? a.coefficient : a.coefficient.scaled(byTenTo: 1)
    let root = LargeNatural()
    let rest = LargeNatural()
    GMP.sqrtrem(root, rest, even.natural)
    if rest.number.pointee._mp_size == 0 { return finish(DecimalNumber(Coefficient(root), exponent: ideal)) }
    let shift = max(0, precision + 1 - (even.digits + 1) / 2)
    guard allows(digits: even.digits + 2 * shift) else { return DecimalNumber(.quietNaN) }
    let scaled = even.scaled(byTenTo: 2 * shift)
    let longRoot = LargeNatural()
    GMP.sqrt(longRoot, scaled.natural)
    var digits = Coefficient(longRoot)
    if digits.lastDigit % 5 == 0 { digits = digits + Coefficient(1) }
    return finish(DecimalNumber(digits, exponent: ideal - shift))
  }

  // MARK: Exponents

  /// `a` with the exponent of `b`.
  mutating func quantize(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    if !a.isFinite || !b.isFinite {
      if let nan = propagatedNaN(a, b) { return nan }
      return a.isInfinite && b.isInfinite ? a : invalid()
    }
    return rescale(a, to: b.exponent)
  }

  /// `a` with this exponent; invalid when it has too many digits then.
  @inline(__always) mutating func rescale(_ a: DecimalNumber, to exponent: Int) -> DecimalNumber {
    if exponent > maximum || exponent < tiniest { return invalid() }
    var result = DecimalNumber(negative: a.isNegative, a.coefficient, exponent: exponent)
    if a.coefficient.isZero { return finish(result) }
    let shift = a.exponent - exponent
    let digits = a.coefficient.digits
    if shift > precision - digits { return invalid() }
    if shift >= 0 {
      guard allows(digits: digits + shift) else { return DecimalNumber(.quietNaN) }
      result.coefficient = a.coefficient.scaled(byTenTo: shift)
    } else {
      result.coefficient = round(a.coefficient, dropping: -shift, negative: a.isNegative)
    }
    if result.coefficient.digits > precision || result.adjusted > maximum {
      status.subtract([.rounded, .inexact])
      return invalid()
    }
    return finish(result)
  }

  /// Rounded to an integer; without reports unless `exactly`.
  mutating func toIntegral(_ a: DecimalNumber, exactly: Bool) -> DecimalNumber {
    if !a.isFinite { return propagatedNaN(a) ?? a }
    if a.exponent >= 0 { return a }
    if a.coefficient.isZero { return DecimalNumber(negative: a.isNegative) }
    let before = status
    let result = DecimalNumber(
      negative: a.isNegative, round(a.coefficient, dropping: -a.exponent, negative: a.isNegative))
    if !exactly { status = before }
    return result
  }

  /// Without zeros at the end.
  mutating func normalize(_ a: DecimalNumber) -> DecimalNumber {
    if !a.isFinite { return propagatedNaN(a) ?? a }
    var result = finish(a)
    guard result.isFinite else { return result }
    if result.coefficient.isZero {
      result.exponent = 0
      return result
    }
    let zeros = result.coefficient.trailingZeros(limit: (clamps ? top : maximum) - result.exponent)
    result.coefficient = result.coefficient.divided(byTenTo: zeros).quotient
    result.exponent += zeros
    return result
  }

  mutating func scale(_ a: DecimalNumber, by b: DecimalNumber) -> DecimalNumber {
    if let nan = propagatedNaN(a, b) { return nan }
    guard b.exponent == 0, let shift = b.machineInteger, abs(shift) <= 2 * (maximum + precision) else {
      return invalid()
    }
    if a.isInfinite { return a }
    var result = a
    result.exponent += shift
    return finish(result)
  }

  /// Exponent of the first digit, as a number.
  mutating func logB(_ a: DecimalNumber) -> DecimalNumber {
    if let nan = propagatedNaN(a) { return nan }
    if a.isInfinite { return a.magnitude }
    if a.coefficient.isZero {
      report(.divisionByZero)
      return DecimalNumber(.infinity, negative: true)
    }
    return finish(DecimalNumber(a.adjusted))
  }
}
