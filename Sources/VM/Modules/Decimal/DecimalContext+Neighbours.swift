// Comparison, minimum and maximum, neighbours on the number line, class names, and operations on digits: shifting,
// rotating, and the logical ones whose operands have only digits 0 and 1.

extension DecimalContext {
  // MARK: Comparison

  /// −1, 0 or 1 as a number; with `signals` a quiet NaN reports too.
  mutating func compare(_ a: DecimalNumber, _ b: DecimalNumber, signals: Bool) -> DecimalNumber {
    if a.isNaN || b.isNaN {
      if signals { report(.invalidOperation) }
      return propagatedNaN(a, b)!
    }
    return DecimalNumber(a.compare(b))
  }

  /// `sign` 1 for the larger, -1 for the smaller of two numbers, or of their magnitudes. A quiet NaN loses against a number.
  mutating func extreme(_ a: DecimalNumber, _ b: DecimalNumber, sign: Int, byMagnitude: Bool) -> DecimalNumber {
    if a.isNaN || b.isNaN {
      if a.form == .quietNaN && !b.isNaN { return finish(b) }
      if b.form == .quietNaN && !a.isNaN { return finish(a) }
      return propagatedNaN(a, b)!
    }
    var order = byMagnitude ? a.magnitude.compare(b.magnitude) : a.compare(b)
    if byMagnitude && order == 0 { order = a.compare(b) }
    if order == 0 { order = a.compareTotal(b) }
    return finish(order * sign >= 0 ? a : b)
  }

  // MARK: Neighbours

  /// The next representable number above or below.
  mutating func neighbour(_ a: DecimalNumber, above: Bool) -> DecimalNumber {
    if let nan = propagatedNaN(a) { return nan }
    if a.isInfinite { return a.isNegative == above ? largest(above) : a }
    var inner = self
    inner.status = []
    inner.rounding = above ? .ceiling : .floor
    // A number that the context cannot represent lies between its neighbours.
    let rounded = inner.finish(a)
    if !inner.status.isDisjoint(with: [.inexact, .tooLarge]) {
      report(inner.status.intersection(.errors))
      return rounded
    }
    inner.status = []
    let tiny = DecimalNumber(negative: !above, Coefficient(1), exponent: tiniest - 1)
    let result = inner.add(a, tiny)
    report(inner.status.intersection(.errors))
    return result
  }

  mutating func neighbour(_ a: DecimalNumber, towards b: DecimalNumber) -> DecimalNumber {
    if let nan = propagatedNaN(a, b) { return nan }
    let order = a.compare(b)
    if order == 0 { return a.withSign(b.isNegative) }
    let result = neighbour(a, above: order < 0)
    if result.isInfinite {
      report([.overflow, .rounded, .inexact])
    } else if result.isFinite && result.adjusted < minimum {
      report([.underflow, .subnormal, .rounded, .inexact])
      if result.coefficient.isZero { report(.clamped) }
    }
    return result
  }

  func isNormal(_ a: DecimalNumber) -> Bool { a.isFinite && !a.coefficient.isZero && a.adjusted >= minimum }
  func isSubnormal(_ a: DecimalNumber) -> Bool { a.isFinite && !a.coefficient.isZero && a.adjusted < minimum }

  func className(_ a: DecimalNumber) -> StaticString {
    switch a.form {
    case .signalingNaN: return "sNaN"
    case .quietNaN: return "NaN"
    case .infinity: return a.isNegative ? "-Infinity" : "+Infinity"
    case .finite:
      if a.coefficient.isZero { return a.isNegative ? "-Zero" : "+Zero" }
      if isSubnormal(a) { return a.isNegative ? "-Subnormal" : "+Subnormal" }
      return a.isNegative ? "-Normal" : "+Normal"
    }
  }

  // MARK: Digits

  /// The digits moved by `b` places within the precision; nothing is rounded.
  mutating func shift(_ a: DecimalNumber, by b: DecimalNumber, rotating: Bool) -> DecimalNumber {
    if let nan = propagatedNaN(a, b) { return nan }
    guard b.exponent == 0, let count = b.machineInteger, abs(count) <= precision else {
      return invalid()
    }
    if a.isInfinite { return a }
    guard allows(digits: min(precision, a.coefficient.digits + abs(count))) else { return DecimalNumber(.quietNaN) }
    var result = a
    let digits = a.coefficient.digits > precision ? a.coefficient.divided(byTenTo: precision).remainder : a.coefficient
    if rotating {
      let left = count >= 0 ? count : precision + count
      guard allows(digits: precision) else { return DecimalNumber(.quietNaN) }
      let (high, low) = digits.divided(byTenTo: precision - left)
      result.coefficient = low.scaled(byTenTo: left) + high
    } else if count >= 0 {
      let kept = digits.divided(byTenTo: precision - count).remainder
      result.coefficient = precision == count ? Coefficient(0) : kept.scaled(byTenTo: count)
    } else {
      result.coefficient = digits.divided(byTenTo: -count).quotient
    }
    return result
  }

  enum LogicalOperation { case and, or, exclusiveOr }

  mutating func logical(_ operation: LogicalOperation, _ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber {
    guard let x = logicalDigits(a), let y = logicalDigits(b) else { return invalid() }
    let count = min(max(x.count, y.count), precision)
    var digits: [UInt8] = []
    for index in 0..<count {
      let p = index < x.count ? x[x.count - 1 - index] : 0
      let q = index < y.count ? y[y.count - 1 - index] : 0
      switch operation {
      case .and: digits.append(p & q)
      case .or: digits.append(p | q)
      case .exclusiveOr: digits.append(p ^ q)
      }
    }
    digits.reverse()
    return DecimalNumber(digits.withUnsafeBufferPointer { Coefficient(digits: $0) })
  }

  mutating func logicalInvert(_ a: DecimalNumber) -> DecimalNumber {
    guard let x = logicalDigits(a) else { return invalid() }
    guard allows(digits: precision) else { return DecimalNumber(.quietNaN) }
    var digits = [UInt8](repeating: 1, count: precision)
    for index in 0..<min(x.count, precision) { digits[precision - 1 - index] = 1 - x[x.count - 1 - index] }
    return DecimalNumber(digits.withUnsafeBufferPointer { Coefficient(digits: $0) })
  }

  /// Digits 0 and 1 of a non-negative integer with exponent 0, or nil.
  private func logicalDigits(_ a: DecimalNumber) -> [UInt8]? {
    guard a.isFinite, !a.isNegative, a.exponent == 0 else { return nil }
    var text: [UInt8] = []
    a.coefficient.appendDigits(to: &text)
    for index in text.indices {
      text[index] -= 48
      if text[index] > 1 { return nil }
    }
    return text
  }
}
