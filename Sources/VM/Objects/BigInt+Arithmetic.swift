// Arithmetic of plain ints (small or big operands, normalised results) on GMP's `mpn` functions, and on `mpz` views
// for the rare operations that `mpn` offers only with preconditions.
//
// Callers take the short way for small operands first (Number.swift); everything here is right for any plain ints.

import CGMP
import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func addIntegers(_ a: Value, _ b: Value) -> Value { sum(a, b, flip: false) }
  func subtractIntegers(_ a: Value, _ b: Value) -> Value { sum(a, b, flip: true) }

  private func sum(_ a: Value, _ b: Value, flip: Bool) -> Value {
    withLimbs(a) { x, xCount, xNegative in
      withLimbs(b) { y, yCount, ySign in
        let yNegative = ySign != flip
        let longer = max(xCount, yCount)
        let result = BigIntRef.allocate(self, limbs: longer + 1)
        let target = result.limbs
        if xCount == 0 || yCount == 0 {
          for index in 0..<longer { target[index] = xCount == 0 ? y[index] : x[index] }
          target[longer] = 0
          return result.normalised(negative: xCount == 0 ? yNegative : xNegative)
        }
        if xNegative == yNegative {
          target[longer] =
            xCount >= yCount ? __gmpn_add(target, x, xCount, y, yCount) : __gmpn_add(target, y, yCount, x, xCount)
          return result.normalised(negative: xNegative)
        }
        target[longer] = 0
        let order = compareLimbs(x, xCount, y, yCount)
        if order == 0 { return .int(0) }
        if order > 0 { __gmpn_sub(target, x, xCount, y, yCount) } else { __gmpn_sub(target, y, yCount, x, xCount) }
        return result.normalised(negative: order > 0 ? xNegative : yNegative)
      }
    }
  }

  func multiplyIntegers(_ a: Value, _ b: Value) -> Value {
    withLimbs(a) { x, xCount, xNegative in
      withLimbs(b) { y, yCount, yNegative in
        if xCount == 0 || yCount == 0 { return .int(0) }
        let result = BigIntRef.allocate(self, limbs: xCount + yCount)
        if a == b {
          __gmpn_sqr(result.limbs, x, xCount)
        } else if xCount >= yCount {
          __gmpn_mul(result.limbs, x, xCount, y, yCount)
        } else {
          __gmpn_mul(result.limbs, y, yCount, x, xCount)
        }
        return result.normalised(negative: xNegative != yNegative)
      }
    }
  }

  /// Floor division; the divisor is not zero.
  func floorDivideIntegers(_ a: Value, _ b: Value) -> (quotient: Value, remainder: Value) {
    if a.isInt && b.isInt {
      let (x, y) = (a.asInt, b.asInt)
      var (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
      if remainder != 0 && (remainder < 0) != (y < 0) {
        quotient -= 1
        remainder += y
      }
      return (makeInt(quotient), .int(remainder))
    }
    var (quotient, remainder) = truncatingDivide(a, b)
    if remainder != .int(0) && isNegative(remainder) != isNegative(b) {
      quotient = subtractIntegers(quotient, .int(1))
      remainder = addIntegers(remainder, b)
    }
    return (quotient, remainder)
  }

  /// Division towards zero; the divisor is not zero.
  func truncatingDivide(_ a: Value, _ b: Value) -> (quotient: Value, remainder: Value) {
    withLimbs(a) { x, xCount, xNegative in
      withLimbs(b) { y, yCount, yNegative in
        if compareLimbs(x, xCount, y, yCount) < 0 { return (.int(0), a) }
        let quotient = BigIntRef.allocate(self, limbs: xCount - yCount + 1)
        let remainder = BigIntRef.allocate(self, limbs: yCount)
        __gmpn_tdiv_qr(quotient.limbs, remainder.limbs, 0, x, xCount, y, yCount)
        return (
          quotient.normalised(negative: xNegative != yNegative), remainder.normalised(negative: xNegative)
        )
      }
    }
  }

  @inline(__always) func isNegative(_ integer: Value) -> Bool {
    integer.isInt ? integer.asInt < 0 : BigIntRef(integer).isNegative
  }

  func negateInteger(_ a: Value) -> Value { subtractIntegers(.int(0), a) }

  /// -1, 0 or 1.
  func compareIntegers(_ a: Value, _ b: Value) -> Int {
    if Value.bothInt(a, b) { return a.asInt == b.asInt ? 0 : (a.asInt < b.asInt ? -1 : 1) }
    return withLimbs(a) { x, xCount, xNegative in
      withLimbs(b) { y, yCount, yNegative in
        if xNegative != yNegative { return xNegative ? -1 : 1 }
        let order = compareLimbs(x, xCount, y, yCount)
        return xNegative ? -order : order
      }
    }
  }

  /// a ** exponent for exponent ≥ 0.
  func powerInteger(_ a: Value, _ exponent: Value) -> Value {
    if a == .int(1) || a == .int(0) || a == .int(-1) {
      if exponent == .int(0) { return .int(1) }
      if a != .int(-1) { return a }
      return isOdd(exponent) ? a : .int(1)
    }
    guard exponent.isInt, exponent.asInt < 1 << 40 else { return raise(.memoryError, "") }
    let power = exponent.asInt
    if power == 0 { return .int(1) }
    if power == 1 { return a }
    if a == .int(2) { return shiftLeft(.int(1), by: power) }
    let bits = withLimbs(a) { limbs, count, _ in count * 64 - limbs[count - 1].leadingZeroBitCount }
    guard power < 1 << 50 / bits, hasRoom(bytes: (bits - 1) * power / 8) else {
      return pointee.exception.isUnbound ? raise(.memoryError, "") : .error
    }
    var result = a
    var bit = Int.bitWidth - 2 - power.leadingZeroBitCount
    while bit >= 0 {
      result = multiplyIntegers(result, result)
      if power >> bit & 1 != 0 { result = multiplyIntegers(result, a) }
      bit -= 1
    }
    return result
  }

  func isOdd(_ integer: Value) -> Bool { withLimbs(integer) { limbs, count, _ in count > 0 && limbs[0] & 1 != 0 } }

  /// pow(base, exponent, modulus) with Python's sign rule.
  func powerModulo(_ base: Value, _ exponent: Value, _ modulus: Value) -> Value {
    if modulus == .int(0) { return raise(.valueError, "pow() 3rd argument cannot be 0") }
    if modulus == .int(1) || modulus == .int(-1) { return .int(0) }
    var base = base
    var exponent = exponent
    if isNegative(exponent) {
      let inverse = withMPZ(base) { x in withMPZ(modulus) { m in makeInt { __gmpz_invert($0, x, m) != 0 } } }
      guard let inverse else { return raise(.valueError, "base is not invertible for the given modulus") }
      base = inverse
      exponent = negateInteger(exponent)
    }
    let power = withMPZ(base) { x in
      withMPZ(exponent) { e in
        withMPZ(modulus) { m in
          makeInt { result in
            __gmpz_powm(result, x, e, m)
            return true
          }
        }
      }
    }
    guard let power else { return .error }
    return floorDivideIntegers(power, modulus).remainder
  }

  func greatestCommonDivisor(_ a: Value, _ b: Value) -> Value {
    if Value.bothInt(a, b) {
      var (x, y) = (a.asInt.magnitude, b.asInt.magnitude)
      while y != 0 { (x, y) = (y, x % y) }
      return makeInt(x)
    }
    return withMPZ(a) { x in
      withMPZ(b) { y in
        makeInt { result in
          __gmpz_gcd(result, x, y)
          return true
        }
      }
    }!
  }

  /// Floor of the square root of a non-negative int.
  func squareRoot(_ a: Value) -> Value {
    withLimbs(a) { limbs, count, _ in
      if count == 0 { return .int(0) }
      let result = BigIntRef.allocate(self, limbs: (count + 1) / 2)
      __gmpn_sqrtrem(result.limbs, nil, limbs, count)
      return result.normalised(negative: false)
    }
  }

  /// The correctly rounded quotient of two ints; `.error` for a zero divisor or an overflow.
  func trueDivideIntegers(_ a: Value, _ b: Value) -> Value {
    if b == .int(0) { return raise(.zeroDivisionError, "division by zero") }
    if Value.bothInt(a, b) && a.asInt.magnitude <= 1 << 53 && b.asInt.magnitude <= 1 << 53 {
      return makeFloat(Double(a.asInt) / Double(b.asInt))
    }
    if a == .int(0) { return makeFloat(isNegative(b) ? -0.0 : 0.0) }
    let negative = isNegative(a) != isNegative(b)
    let x = absolute(a)
    let y = absolute(b)
    let difference = bitLength(x) - bitLength(y)
    if difference > 1024 { return raise(.overflowError, "integer division result too large for a float") }
    if difference < -1080 { return makeFloat(negative ? -0.0 : 0.0) }
    // A quotient of 65 bits or more with a sticky last bit rounds once, in `nearestDouble`. Near the subnormals its
    // unit is 2^-1076 instead: two bits below the smallest double, rounded here.
    let shift = max(difference - 65, -1076)
    let scaledX = shift < 0 ? shiftLeft(x, by: -shift) : x
    let scaledY = shift > 0 ? shiftLeft(y, by: shift) : y
    var (quotient, remainder) = truncatingDivide(scaledX, scaledY)
    if remainder != .int(0) { quotient = bitwise(.or, quotient, .int(1)) }
    var d: Double
    if bitLength(quotient) <= 55 {
      let units = quotient.asInt
      let rounded = (units + 1 + (units >> 2 & 1)) >> 2
      d = scalbn(Double(rounded), Int32(shift + 2))
    } else {
      d = quotient.isInt ? Double(quotient.asInt) : BigIntRef(quotient).nearestDouble
      d = scalbn(d, Int32(shift))
    }
    if d.isInfinite { return raise(.overflowError, "integer division result too large for a float") }
    return makeFloat(negative ? -d : d)
  }

  func absolute(_ a: Value) -> Value { isNegative(a) ? negateInteger(a) : a }

  func bitLength(_ a: Value) -> Int {
    a.isInt ? Int.bitWidth - Int(bitPattern: a.asInt.magnitude).leadingZeroBitCount : BigIntRef(a).bitLength
  }
}

/// -1, 0 or 1 for magnitudes without leading zeros.
@inline(__always) func compareLimbs(
  _ x: UnsafePointer<UInt>, _ xCount: Int, _ y: UnsafePointer<UInt>, _ yCount: Int
) -> Int {
  if xCount != yCount { return xCount < yCount ? -1 : 1 }
  var index = xCount
  while index > 0 {
    index &-= 1
    if x[index] != y[index] { return x[index] < y[index] ? -1 : 1 }
  }
  return 0
}

/// A read-only `mpz` view of a plain int.
func withMPZ<Result>(_ integer: Value, _ body: (UnsafePointer<__mpz_struct>) -> Result) -> Result {
  withLimbs(integer) { limbs, count, negative in
    let view = __mpz_struct(
      _mp_alloc: 0, _mp_size: Int32(negative ? -count : count), _mp_d: UnsafeMutablePointer(mutating: limbs))
    return withUnsafePointer(to: view, body)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The plain int that `body` computes into an `mpz`; nil when it returns false.
  func makeInt(_ body: (UnsafeMutablePointer<__mpz_struct>) -> Bool) -> Value? {
    var number = __mpz_struct()
    __gmpz_init(&number)
    defer { __gmpz_clear(&number) }
    guard body(&number) else { return nil }
    let count = Int(abs(number._mp_size))
    let result = BigIntRef.allocate(self, limbs: count)
    if count > 0 { memcpy(result.limbs, number._mp_d, count * 8) }
    return result.normalised(negative: number._mp_size < 0)
  }
}
