// The rules that an operation works by (precision, rounding, range of exponents) with the conditions that it reports,
// and rounding to them.
//
// Operations are methods of this type, in the other files of this folder; they add to `status` and raise nothing.

enum DecimalRounding: Int {
  case up, down, ceiling, floor, halfUp, halfDown, halfEven, zeroFiveUp
}

struct DecimalContext {
  static let maximumPrecision = 999_999_999_999_999_999
  static let maximumExponent = 999_999_999_999_999_999
  /// An exponent beyond all contexts; sums of a few such numbers still fit a machine integer.
  static let infiniteExponent = 2_000_000_000_000_000_001
  /// The longest coefficient that operations make (about 40 MB); beyond it they report `tooLarge`.
  static let maximumDigits = 100_000_000

  var precision = 28
  var rounding = DecimalRounding.halfEven
  /// Bounds of adjusted exponents, Emin and Emax.
  var minimum = -999_999
  var maximum = 999_999
  var clamps = false
  var status: DecimalSignals = []

  /// The context in which every representable number is exact.
  static let widest = DecimalContext(
    precision: maximumPrecision, minimum: -maximumExponent, maximum: maximumExponent)

  var tiniest: Int { minimum &- precision &+ 1 }
  var top: Int { maximum &- precision &+ 1 }

  @inline(__always) mutating func report(_ signals: DecimalSignals) { status.formUnion(signals) }

  mutating func invalid(_ signal: DecimalSignals = .invalidOperation) -> DecimalNumber {
    report(signal)
    return DecimalNumber(.quietNaN)
  }

  /// Whether a coefficient of that many digits may be made; reports `tooLarge` otherwise.
  @inline(__always) mutating func allows(digits: Int) -> Bool {
    if digits <= DecimalContext.maximumDigits { return true }
    report(.tooLarge)
    return false
  }

  /// The result when an operand is a NaN, or nil.
  mutating func propagatedNaN(_ a: DecimalNumber, _ b: DecimalNumber? = nil, _ c: DecimalNumber? = nil)
    -> DecimalNumber?
  {
    guard a.isNaN || b?.isNaN == true || c?.isNaN == true else { return nil }
    var chosen: DecimalNumber?
    for operand in [a, b, c] where chosen == nil && operand?.form == .signalingNaN { chosen = operand }
    if chosen != nil { report(.invalidOperation) }
    for operand in [a, b, c] where chosen == nil && operand?.isNaN == true { chosen = operand }
    var result = chosen!
    result.form = .quietNaN
    return trimmed(result)
  }

  /// A NaN whose payload fits the precision.
  func trimmed(_ number: DecimalNumber) -> DecimalNumber {
    let room = precision - (clamps ? 1 : 0)
    guard !number.coefficient.isZero, number.coefficient.digits > room else { return number }
    var result = number
    result.coefficient = number.coefficient.divided(byTenTo: room).remainder
    return result
  }

  // MARK: Rounding

  @inline(__always) func roundsUp(_ kept: Coefficient, _ rest: Remainder, negative: Bool) -> Bool {
    if rest == .nothing { return false }
    switch rounding {
    case .halfEven: return rest == .aboveHalf || rest == .half && kept.isOdd
    case .halfUp: return rest.rawValue >= Remainder.half.rawValue
    case .halfDown: return rest == .aboveHalf
    case .up: return true
    case .down: return false
    case .ceiling: return !negative
    case .floor: return negative
    case .zeroFiveUp: return kept.lastDigit % 5 == 0
    }
  }

  /// Without the last `count` digits, rounded; reports Rounded, and Inexact where something was lost.
  mutating func round(_ coefficient: Coefficient, dropping count: Int, negative: Bool) -> Coefficient {
    let (kept, rest) = coefficient.dropping(count)
    report(.rounded)
    if rest == .nothing { return kept }
    report(.inexact)
    return roundsUp(kept, rest, negative: negative) ? kept + Coefficient(1) : kept
  }

  /// The number as the context can represent it.
  @inline(__always) mutating func finish(_ number: DecimalNumber) -> DecimalNumber {
    if number.form == .finite {
      let digits = number.coefficient.digits
      let adjusted = number.exponent &+ digits &- 1
      if _fastPath(digits <= precision && adjusted <= maximum && adjusted >= minimum && !clamps) { return number }
    }
    return finishSlow(number)
  }

  @inline(never) private mutating func finishSlow(_ number: DecimalNumber) -> DecimalNumber {
    if number.form != .finite { return number.isNaN ? trimmed(number) : number }
    var result = number
    let isZero = number.coefficient.isZero
    let digits = number.coefficient.digits
    let adjusted = number.exponent + digits - 1
    if adjusted > maximum {
      if isZero {
        result.exponent = clamps ? top : maximum
        report(.clamped)
        return result
      }
      return overflow(number.isNegative)
    }
    if clamps && number.exponent > top {
      let shift = number.exponent - top
      if !isZero {
        guard allows(digits: digits + shift) else { return DecimalNumber(.quietNaN) }
        result.coefficient = number.coefficient.scaled(byTenTo: shift)
        if adjusted < minimum { report(.subnormal) }
      }
      result.exponent = top
      report(.clamped)
    } else if adjusted < minimum {
      if isZero {
        if number.exponent < tiniest {
          result.exponent = tiniest
          report(.clamped)
        }
        return result
      }
      report(.subnormal)
      if number.exponent < tiniest {
        result.coefficient = round(number.coefficient, dropping: tiniest - number.exponent, negative: number.isNegative)
        result.exponent = tiniest
        if number.coefficient.dropping(tiniest - number.exponent).rest != .nothing {
          report(.underflow)
          if result.coefficient.isZero { report(.clamped) }
        }
      }
      return result
    }
    if digits > precision {
      let shift = digits - precision
      result.coefficient = round(number.coefficient, dropping: shift, negative: number.isNegative)
      result.exponent = number.exponent + shift
      if result.coefficient.digits > precision {
        result.coefficient = result.coefficient.divided(byTenTo: 1).quotient
        result.exponent += 1
      }
      if result.adjusted > maximum { return overflow(number.isNegative) }
    }
    return result
  }

  private mutating func overflow(_ negative: Bool) -> DecimalNumber {
    report([.overflow, .inexact, .rounded])
    let isInfinite: Bool
    switch rounding {
    case .halfEven, .halfUp, .halfDown, .up: isInfinite = true
    case .down, .zeroFiveUp: isInfinite = false
    case .ceiling: isInfinite = !negative
    case .floor: isInfinite = negative
    }
    return isInfinite ? DecimalNumber(.infinity, negative: negative) : largest(negative)
  }

  /// The largest finite number.
  mutating func largest(_ negative: Bool) -> DecimalNumber {
    guard allows(digits: precision) else { return DecimalNumber(.quietNaN) }
    return DecimalNumber(
      negative: negative, Coefficient.powerOfTen(precision) - Coefficient(1), exponent: top)
  }
}
