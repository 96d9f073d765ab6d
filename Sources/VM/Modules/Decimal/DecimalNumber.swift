// A decimal number as a value of Swift: (−1)^sign · coefficient · 10^exponent, an infinity or a NaN with a payload; and the
// conditions that operations report.
//
// Exponents of finite numbers stay within ±3·10^18, so sums of two of them fit a machine integer.

struct DecimalNumber {
  enum Form: UInt8 { case finite, infinity, quietNaN, signalingNaN }

  var form = Form.finite
  var isNegative = false
  var exponent = 0
  /// Of a NaN: the payload, 0 when there is none.
  var coefficient: Coefficient

  @inline(__always)
  init(_ form: Form, negative: Bool = false, _ coefficient: Coefficient = Coefficient(0), exponent: Int = 0) {
    self.form = form
    isNegative = negative
    self.exponent = exponent
    self.coefficient = coefficient
  }

  @inline(__always)
  init(negative: Bool = false, _ coefficient: Coefficient = Coefficient(0), exponent: Int = 0) {
    self.init(.finite, negative: negative, coefficient, exponent: exponent)
  }

  init(_ small: Int) { self.init(negative: small < 0, Coefficient(small.magnitude)) }

  @inline(__always) var isFinite: Bool { form == .finite }
  @inline(__always) var isInfinite: Bool { form == .infinity }
  @inline(__always) var isNaN: Bool { form.rawValue >= Form.quietNaN.rawValue }
  @inline(__always) var isZero: Bool { form == .finite && coefficient.isZero }
  /// Exponent of the first digit.
  @inline(__always) var adjusted: Int { exponent &+ coefficient.digits &- 1 }

  var magnitude: DecimalNumber { withSign(false) }
  var negated: DecimalNumber { withSign(!isNegative) }
  func withSign(_ negative: Bool) -> DecimalNumber {
    var result = self
    result.isNegative = negative
    return result
  }

  var isInteger: Bool {
    guard form == .finite else { return false }
    if exponent >= 0 || coefficient.isZero { return true }
    if -exponent >= coefficient.digits { return false }
    return coefficient.dropping(-exponent).rest == .nothing
  }

  /// Of an integer.
  var isOddInteger: Bool {
    if exponent > 0 || coefficient.isZero { return false }
    return exponent == 0 ? coefficient.isOdd : coefficient.dropping(-exponent).kept.isOdd
  }

  /// The machine integer that this number is; nil when it is not an integer or lies beyond ±4·10^18.
  var machineInteger: Int? {
    guard isInteger else { return nil }
    if coefficient.isZero { return 0 }
    guard adjusted <= 18 else { return nil }
    let whole = exponent >= 0 ? coefficient.scaled(byTenTo: exponent) : coefficient.dropping(-exponent).kept
    guard whole.word <= UInt128(4_000_000_000_000_000_000) else { return nil }
    let value = Int(truncatingIfNeeded: whole.word)
    return isNegative ? -value : value
  }

  // MARK: Order

  /// Order of two numbers that are not NaN: -1, 0 or 1.
  func compare(_ other: DecimalNumber) -> Int {
    if isInfinite || other.isInfinite {
      let a = isInfinite ? (isNegative ? -1 : 1) : 0
      let b = other.isInfinite ? (other.isNegative ? -1 : 1) : 0
      return (a - b).signum()
    }
    if coefficient.isZero { return other.coefficient.isZero ? 0 : other.isNegative ? 1 : -1 }
    if other.coefficient.isZero { return isNegative ? -1 : 1 }
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let order = compareMagnitude(other)
    return isNegative ? -order : order
  }

  /// Of two finite numbers.
  func compareMagnitude(_ other: DecimalNumber) -> Int {
    if coefficient.isZero || other.coefficient.isZero {
      return (coefficient.isZero ? 0 : 1) - (other.coefficient.isZero ? 0 : 1)
    }
    if exponent == other.exponent { return coefficient.compare(other.coefficient) }
    let (a, b) = (adjusted, other.adjusted)
    if a != b { return a < b ? -1 : 1 }
    // Equal first places, so the shift is less than the number of digits of one of them.
    if exponent > other.exponent {
      return coefficient.scaled(byTenTo: exponent - other.exponent).compare(other.coefficient)
    }
    return coefficient.compare(other.coefficient.scaled(byTenTo: other.exponent - exponent))
  }

  /// The order over all representations: −NaN < −sNaN < −∞ < … < ∞ < sNaN < NaN, and 1.0 < 1.
  func compareTotal(_ other: DecimalNumber) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let order = compareTotalMagnitude(other)
    return isNegative ? -order : order
  }

  func compareTotalMagnitude(_ other: DecimalNumber) -> Int {
    func rank(_ form: Form) -> Int {
      switch form {
      case .finite, .infinity: 0
      case .signalingNaN: 1
      case .quietNaN: 2
      }
    }
    let (a, b) = (rank(form), rank(other.form))
    if a != b { return a < b ? -1 : 1 }
    if a > 0 { return coefficient.compare(other.coefficient) }
    let order = magnitude.compare(other.magnitude)
    return order != 0 ? order : (exponent - other.exponent).signum()
  }
}

/// Conditions of the General Decimal Arithmetic. What Python calls InvalidOperation is any of `anyInvalid`.
struct DecimalSignals: OptionSet {
  let rawValue: Int
  static let clamped = DecimalSignals(rawValue: 0x1)
  static let conversionSyntax = DecimalSignals(rawValue: 0x2)
  static let divisionByZero = DecimalSignals(rawValue: 0x4)
  static let divisionImpossible = DecimalSignals(rawValue: 0x8)
  static let divisionUndefined = DecimalSignals(rawValue: 0x10)
  static let inexact = DecimalSignals(rawValue: 0x40)
  static let invalidContext = DecimalSignals(rawValue: 0x80)
  static let invalidOperation = DecimalSignals(rawValue: 0x100)
  /// The result would not fit in memory: always raised, as MemoryError.
  static let tooLarge = DecimalSignals(rawValue: 0x200)
  static let floatOperation = DecimalSignals(rawValue: 0x400)
  static let overflow = DecimalSignals(rawValue: 0x800)
  static let rounded = DecimalSignals(rawValue: 0x1000)
  static let subnormal = DecimalSignals(rawValue: 0x2000)
  static let underflow = DecimalSignals(rawValue: 0x4000)

  static let anyInvalid: DecimalSignals = [
    .conversionSyntax, .divisionImpossible, .divisionUndefined, .invalidContext, .invalidOperation,
  ]
  static let errors: DecimalSignals = [.anyInvalid, .divisionByZero, .tooLarge]
}
