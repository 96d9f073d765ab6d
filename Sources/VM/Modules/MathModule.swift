// The module `math`, complete for Python 3.11. One table of functions; the C library does the transcendental ones.
//
// Errors follow CPython: a NaN from arguments that are not NaN is "math domain error" (ValueError), an infinity from
// finite arguments is "math range error" (OverflowError).

import CGMP
import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineMathModule() {
    let module = defineModule(
      "math", doc: "This module provides access to the mathematical functions\ndefined by the C standard.",
      mathElementary + mathRounding + mathIntegers + mathSums)
    for (name, value) in [
      ("pi", Double.pi), ("e", M_E), ("tau", 2 * Double.pi), ("inf", Double.infinity), ("nan", Double.nan),
    ] {
      module.namespace.set(name: StringRef.intern(name), makeFloat(value))
    }
  }

  /// One-argument function: `canOverflow` tells which error an infinite result means.
  @inline(__always) fileprivate func real(
    _ a: Arguments, canOverflow: Bool = false, _ function: (Double) -> Double
  ) -> Value {
    guard let x = a[0].isImmediateFloat ? a[0].asDouble : double(of: a[0]) else { return .error }
    let result = function(x)
    if _slowPath(!result.isFinite) {
      if result.isNaN && !x.isNaN { return raise(.valueError, "math domain error") }
      if result.isInfinite && x.isFinite {
        return canOverflow ? raise(.overflowError, "math range error") : raise(.valueError, "math domain error")
      }
    }
    return makeFloat(result)
  }

  @inline(__always) fileprivate func real2(_ a: Arguments, _ function: (Double, Double) -> Double) -> Value {
    guard let x = double(of: a[0]), let y = double(of: a[1]) else { return .error }
    let result = function(x, y)
    if result.isNaN && !x.isNaN && !y.isNaN { return raise(.valueError, "math domain error") }
    if result.isInfinite && x.isFinite && y.isFinite { return raise(.overflowError, "math range error") }
    return makeFloat(result)
  }

  /// Logarithm of a float or of an int of any size; nil with an exception pending.
  fileprivate func logarithm(_ value: Value, _ function: (Double) -> Double) -> Double? {
    let integer = unwrapInteger(value)
    if integer.isBound {
      if integer == .int(0) || isNegative(integer) {
        raise(.valueError, "math domain error")
        return nil
      }
      let bits = bitLength(integer)
      let d = integer.isInt ? Double(integer.asInt) : BigIntRef(integer).nearestDouble
      if d.isFinite { return function(d) }
      // Beyond the doubles: the number is mantissa · 2^bits.
      guard let top = integerToDouble(shiftRight(integer, by: bits - 64)) else { return nil }
      return function(top * 0x1p-64) + function(2) * Double(bits)
    }
    guard let x = double(of: value) else { return nil }
    if x.isNaN || x == .infinity { return x }
    if x <= 0 {
      raise(.valueError, "math domain error")
      return nil
    }
    return function(x)
  }

  /// An int argument through `__index__`; `.error` with TypeError pending.
  fileprivate func integerArgument(_ value: Value) -> Value {
    let integer = unwrapInteger(value)
    return integer.isBound ? integer : toIndex(value)
  }

  /// floor, ceil and trunc: the object's own method, else by way of float.
  fileprivate func rounded(_ value: Value, _ special: Special, _ rule: FloatingPointRoundingRule?) -> Value {
    if value.isInt { return value }
    if value.isImmediateFloat { return makeInt(truncating: value.asDouble.rounded(rule ?? .towardZero)) }
    let result = callSpecial(special, value)
    if result.isBound { return result }
    guard let rule else {
      return raise(.typeError, "type \(value.typeName) doesn't define __trunc__ method")
    }
    guard let x = double(of: value) else { return .error }
    return makeInt(truncating: x.rounded(rule))
  }

  /// The numbers of an iterable as doubles; nil with an exception pending.
  fileprivate func doubles(_ iterable: Value) -> [Double]? {
    var result: [Double] = []
    let complete = forEach(in: iterable) { item in
      guard let d = double(of: item) else { return false }
      result.append(d)
      return true
    }
    return complete ? result : nil
  }
}

private let mathElementary: [NativeDefinition] = [
  NativeDefinition(.function, "sqrt(x, /)") { $0.real($1) { $0.squareRoot() } },
  NativeDefinition(.function, "cbrt(x, /)") { $0.real($1) { cbrt($0) } },
  NativeDefinition(.function, "exp(x, /)") { $0.real($1, canOverflow: true) { exp($0) } },
  NativeDefinition(.function, "exp2(x, /)") { $0.real($1, canOverflow: true) { exp2($0) } },
  NativeDefinition(.function, "expm1(x, /)") { $0.real($1, canOverflow: true) { expm1($0) } },
  NativeDefinition(.function, "sin(x, /)") { $0.real($1) { sin($0) } },
  NativeDefinition(.function, "cos(x, /)") { $0.real($1) { cos($0) } },
  NativeDefinition(.function, "tan(x, /)") { $0.real($1) { tan($0) } },
  NativeDefinition(.function, "asin(x, /)") { $0.real($1) { asin($0) } },
  NativeDefinition(.function, "acos(x, /)") { $0.real($1) { acos($0) } },
  NativeDefinition(.function, "atan(x, /)") { $0.real($1) { atan($0) } },
  NativeDefinition(.function, "sinh(x, /)") { $0.real($1, canOverflow: true) { sinh($0) } },
  NativeDefinition(.function, "cosh(x, /)") { $0.real($1, canOverflow: true) { cosh($0) } },
  NativeDefinition(.function, "tanh(x, /)") { $0.real($1) { tanh($0) } },
  NativeDefinition(.function, "asinh(x, /)") { $0.real($1) { asinh($0) } },
  NativeDefinition(.function, "acosh(x, /)") { $0.real($1) { acosh($0) } },
  NativeDefinition(.function, "atanh(x, /)") { $0.real($1) { atanh($0) } },
  NativeDefinition(.function, "log1p(x, /)") { $0.real($1) { log1p($0) } },
  NativeDefinition(.function, "erf(x, /)") { $0.real($1) { erf($0) } },
  NativeDefinition(.function, "erfc(x, /)") { $0.real($1) { erfc($0) } },
  NativeDefinition(.function, "gamma(x, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    if x == -.infinity || x == 0 || x < 0 && x.rounded(.down) == x {
      return thread.raise(.valueError, "math domain error")
    }
    let result = gammaFunction(x)
    if result.isInfinite && x.isFinite { return thread.raise(.overflowError, "math range error") }
    return thread.makeFloat(result)
  },
  NativeDefinition(.function, "lgamma(x, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    if x.isInfinite { return thread.makeFloat(.infinity) }
    if x <= 0 && x.rounded(.down) == x { return thread.raise(.valueError, "math domain error") }
    let result: Double = lgamma(x)
    if result.isInfinite { return thread.raise(.overflowError, "math range error") }
    return thread.makeFloat(result)
  },
  NativeDefinition(.function, "log(x, base=2.718281828459045, /)") { thread, a in
    guard let numerator = thread.logarithm(a[0], { log($0) }) else { return .error }
    if a[1].isUnbound { return thread.makeFloat(numerator) }
    guard let denominator = thread.logarithm(a[1], { log($0) }) else { return .error }
    if denominator == 0 { return thread.raise(.zeroDivisionError, "float division by zero") }
    return thread.makeFloat(numerator / denominator)
  },
  NativeDefinition(.function, "log2(x, /)") { thread, a in
    guard let result = thread.logarithm(a[0], { log2($0) }) else { return .error }
    return thread.makeFloat(result)
  },
  NativeDefinition(.function, "log10(x, /)") { thread, a in
    guard let result = thread.logarithm(a[0], { log10($0) }) else { return .error }
    return thread.makeFloat(result)
  },
  NativeDefinition(.function, "pow(x, y, /)") { thread, a in
    guard let x = thread.double(of: a[0]), let y = thread.double(of: a[1]) else { return .error }
    let result = pow(x, y)
    if x.isFinite && y.isFinite {
      if result.isNaN || result.isInfinite && x == 0 { return thread.raise(.valueError, "math domain error") }
      if result.isInfinite { return thread.raise(.overflowError, "math range error") }
    }
    return thread.makeFloat(result)
  },
  NativeDefinition(.function, "atan2(y, x, /)") { $0.real2($1) { atan2($0, $1) } },
  NativeDefinition(.function, "fmod(x, y, /)") { $0.real2($1) { fmod($0, $1) } },
  NativeDefinition(.function, "copysign(x, y, /)") { thread, a in
    guard let x = thread.double(of: a[0]), let y = thread.double(of: a[1]) else { return .error }
    return thread.makeFloat(copysign(x, y))
  },
  NativeDefinition(.function, "remainder(x, y, /)") { thread, a in
    guard let x = thread.double(of: a[0]), let y = thread.double(of: a[1]) else { return .error }
    let result = remainder(x, y)
    if result.isNaN && !x.isNaN && !y.isNaN { return thread.raise(.valueError, "math domain error") }
    return thread.makeFloat(result)
  },
  NativeDefinition(.function, "degrees(x, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    return thread.makeFloat(x * (180 / Double.pi))
  },
  NativeDefinition(.function, "radians(x, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    return thread.makeFloat(x * (Double.pi / 180))
  },
]

/// Γ(x): exact factorials for small integers, which the C library may miss by a unit in the last place.
private func gammaFunction(_ x: Double) -> Double {
  if x > 0 && x <= 23 && x.rounded(.down) == x {
    var product = 1.0
    var factor = 2.0
    while factor < x {
      product *= factor
      factor += 1
    }
    return product
  }
  return tgamma(x)
}

private let mathRounding: [NativeDefinition] = [
  NativeDefinition(.function, "floor(x, /)") { $0.rounded($1[0], .floor, .down) },
  NativeDefinition(.function, "ceil(x, /)") { $0.rounded($1[0], .ceil, .up) },
  NativeDefinition(.function, "trunc(x, /)") { $0.rounded($1[0], .trunc, nil) },
  NativeDefinition(.function, "fabs(x, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    return thread.makeFloat(abs(x))
  },
  NativeDefinition(.function, "isnan(x, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    return .bool(x.isNaN)
  },
  NativeDefinition(.function, "isinf(x, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    return .bool(x.isInfinite)
  },
  NativeDefinition(.function, "isfinite(x, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    return .bool(x.isFinite)
  },
  NativeDefinition(.function, "isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)") { thread, a in
    guard let x = thread.double(of: a[0]), let y = thread.double(of: a[1]),
      let relative = a[2].isUnbound ? 1e-9 : thread.double(of: a[2]),
      let absolute = a[3].isUnbound ? 0 : thread.double(of: a[3])
    else { return .error }
    if relative < 0 || absolute < 0 { return thread.raise(.valueError, "tolerances must be non-negative") }
    if x == y { return .true }
    if x.isInfinite || y.isInfinite { return .false }
    let difference = abs(y - x)
    return .bool(difference <= abs(relative * y) || difference <= abs(relative * x) || difference <= absolute)
  },
  NativeDefinition(.function, "frexp(x, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    var exponent: Int32 = 0
    let mantissa = x.isFinite && x != 0 ? frexp(x, &exponent) : x
    let first = thread.makeFloat(mantissa)
    return TupleRef.make(thread, first, .int(Int(exponent)))
  },
  NativeDefinition(.function, "ldexp(x, i, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    let exponent = thread.unwrapInteger(a[1])
    if exponent.isUnbound { return thread.raise(.typeError, "Expected an int as second argument to ldexp.") }
    if x == 0 || !x.isFinite { return thread.makeFloat(x) }
    let places = exponent.isInt ? max(-5000, min(5000, exponent.asInt)) : thread.isNegative(exponent) ? -5000 : 5000
    let result = ldexp(x, Int32(places))
    if result.isInfinite { return thread.raise(.overflowError, "math range error") }
    return thread.makeFloat(result)
  },
  NativeDefinition(.function, "modf(x, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    let whole = x.isNaN ? x : x.rounded(.towardZero)
    let fraction = x.isInfinite ? copysign(0, x) : x.isNaN ? x : copysign(x - whole, x)
    let first = thread.makeFloat(fraction)
    return TupleRef.make(thread, first, thread.makeFloat(whole))
  },
  NativeDefinition(.function, "nextafter(x, y, /)") { thread, a in
    guard let x = thread.double(of: a[0]), let y = thread.double(of: a[1]) else { return .error }
    return thread.makeFloat(nextafter(x, y))
  },
  NativeDefinition(.function, "ulp(x, /)") { thread, a in
    guard let x = thread.double(of: a[0]) else { return .error }
    if x.isNaN { return thread.makeFloat(x) }
    let magnitude = abs(x)
    if magnitude.isInfinite { return thread.makeFloat(magnitude) }
    return thread.makeFloat(magnitude.ulp)
  },
]

private let mathIntegers: [NativeDefinition] = [
  NativeDefinition(.function, "factorial(x, /)") { thread, a in
    let integer = thread.integerArgument(a[0])
    if integer.isError { return .error }
    if thread.isNegative(integer) {
      return thread.raise(.valueError, "factorial() not defined for negative values")
    }
    guard integer.isInt, integer.asInt < 1 << 32 else {
      return thread.raise(.overflowError, "factorial() argument should not exceed \(Int.max)")
    }
    return thread.makeInt { number in
      __gmpz_fac_ui(number, UInt(integer.asInt))
      return true
    }!
  },
  NativeDefinition(.function, "comb(n, k, /)") { thread, a in
    let n = thread.integerArgument(a[0])
    if n.isError { return .error }
    let k = thread.integerArgument(a[1])
    if k.isError { return .error }
    if thread.isNegative(n) { return thread.raise(.valueError, "n must be a non-negative integer") }
    if thread.isNegative(k) { return thread.raise(.valueError, "k must be a non-negative integer") }
    let rest = thread.subtractIntegers(n, k)
    if thread.isNegative(rest) { return .int(0) }
    let smaller = thread.compareIntegers(rest, k) < 0 ? rest : k
    guard smaller.isInt else {
      return thread.raise(.overflowError, "min(n - k, k) must not exceed \(Int.max)")
    }
    return withMPZ(n) { number in
      thread.makeInt { result in
        __gmpz_bin_ui(result, number, UInt(smaller.asInt))
        return true
      }
    }!
  },
  NativeDefinition(.function, "perm(n, k=None, /)") { thread, a in
    let n = thread.integerArgument(a[0])
    if n.isError { return .error }
    if a[1].isUnbound || a[1].isNone {
      if thread.isNegative(n) {
        return thread.raise(.valueError, "factorial() not defined for negative values")
      }
      guard n.isInt else {
        return thread.raise(.overflowError, "factorial() argument should not exceed \(Int.max)")
      }
      return thread.makeInt { number in
        __gmpz_fac_ui(number, UInt(n.asInt))
        return true
      }!
    }
    let k = thread.integerArgument(a[1])
    if k.isError { return .error }
    if thread.isNegative(n) { return thread.raise(.valueError, "n must be a non-negative integer") }
    if thread.isNegative(k) { return thread.raise(.valueError, "k must be a non-negative integer") }
    if thread.compareIntegers(n, k) < 0 { return .int(0) }
    guard k.isInt else { return thread.raise(.overflowError, "k must not exceed \(Int.max)") }
    var product = Value.int(1)
    var factor = n
    for _ in 0..<k.asInt {
      product = thread.integerBinary(.multiply, product, factor)
      factor = thread.integerBinary(.subtract, factor, .int(1))
    }
    return product
  },
  NativeDefinition(.function, "gcd(*integers)") { thread, a in
    var result = Value.int(0)
    for index in 0..<TupleRef(a[0]).count {
      let integer = thread.integerArgument(TupleRef(a[0])[index])
      if integer.isError { return .error }
      result = thread.greatestCommonDivisor(result, integer)
    }
    return result
  },
  NativeDefinition(.function, "lcm(*integers)") { thread, a in
    var result = Value.int(1)
    for index in 0..<TupleRef(a[0]).count {
      let integer = thread.integerArgument(TupleRef(a[0])[index])
      if integer.isError { return .error }
      if integer == .int(0) || result == .int(0) {
        result = .int(0)
        continue
      }
      let divisor = thread.greatestCommonDivisor(result, integer)
      let quotient = thread.floorDivideIntegers(result, divisor).quotient
      result = thread.integerUnary(.abs, thread.integerBinary(.multiply, quotient, integer))
    }
    return result
  },
  NativeDefinition(.function, "isqrt(n, /)") { thread, a in
    let integer = thread.integerArgument(a[0])
    if integer.isError { return .error }
    if thread.isNegative(integer) { return thread.raise(.valueError, "isqrt() argument must be nonnegative") }
    return thread.squareRoot(integer)
  },
]

private let mathSums: [NativeDefinition] = [
  NativeDefinition(.function, "fsum(seq, /)") { thread, a in
    guard let terms = thread.doubles(a[0]) else { return .error }
    return exactSum(thread, terms)
  },
  NativeDefinition(.function, "prod(iterable, /, *, start=1)") { thread, a in
    var product = a[1].isUnbound ? Value.int(1) : a[1]
    let complete = thread.forEach(in: a[0]) { item in
      product = thread.binary(.multiply, product, item)
      return !product.isError
    }
    return complete && !product.isError ? product : .error
  },
  NativeDefinition(.function, "hypot(*coordinates)") { thread, a in
    guard let coordinates = thread.doubles(a[0]) else { return .error }
    return thread.makeFloat(norm(coordinates))
  },
  NativeDefinition(.function, "dist(p, q, /)") { thread, a in
    let p = thread.makeTuple(from: a[0])
    if p.isError { return .error }
    let q = thread.makeTuple(from: a[1])
    if q.isError { return .error }
    guard let first = thread.doubles(p), let second = thread.doubles(q) else { return .error }
    guard first.count == second.count else {
      return thread.raise(.valueError, "both points must have the same number of dimensions")
    }
    return thread.makeFloat(norm(zip(first, second).map { $0 - $1 }))
  },
]

/// √(Σ x²), scaled against overflow, with the squares' errors carried along.
private func norm(_ coordinates: [Double]) -> Double {
  let largest = coordinates.reduce(0) { max($0, abs($1)) }
  if coordinates.contains(where: \.isInfinite) { return .infinity }
  if coordinates.contains(where: \.isNaN) { return .nan }
  if largest == 0 { return 0 }
  if coordinates.count == 1 { return largest }
  // A power of two, so that scaling is exact.
  let exponent = Int32(largest.exponent)
  var sum = 0.0
  var error = 0.0
  for coordinate in coordinates {
    let x = ldexp(abs(coordinate), -exponent)
    let square = x * x
    error += fma(x, x, -square)
    let total = sum + square
    error += sum >= square ? (sum - total) + square : (square - total) + sum
    sum = total
  }
  let root = (sum + error).squareRoot()
  // One Newton step with the exact residue.
  let residue = fma(-root, root, sum) + error
  return ldexp(root + residue / (2 * root), exponent)
}

/// The correctly rounded sum, by partial sums that do not overlap (Shewchuk 1997).
private func exactSum(_ thread: Thread, _ terms: [Double]) -> Value {
  var partials: [Double] = []
  var special = 0.0
  var infinities = 0.0
  for term in terms {
    var x = term
    var kept = 0
    for index in 0..<partials.count {
      var y = partials[index]
      if abs(x) < abs(y) { swap(&x, &y) }
      let high = x + y
      let low = y - (high - x)
      if low != 0 {
        partials[kept] = low
        kept += 1
      }
      x = high
    }
    partials.removeSubrange(kept...)
    if x != 0 {
      if !x.isFinite {
        if term.isFinite { return thread.raise(.overflowError, "intermediate overflow in fsum") }
        if term.isInfinite { infinities += term }
        special += term
        partials.removeAll()
      } else {
        partials.append(x)
      }
    }
  }
  if special != 0 {
    if infinities.isNaN { return thread.raise(.valueError, "-inf + inf in fsum") }
    return thread.makeFloat(special)
  }
  guard var high = partials.popLast() else { return thread.makeFloat(0) }
  var low = 0.0
  while let next = partials.popLast() {
    let x = high
    high = x + next
    low = next - (high - x)
    if low != 0 { break }
  }
  // Half-even across the remaining partials.
  if let next = partials.last, low < 0 && next < 0 || low > 0 && next > 0 {
    let doubled = low * 2
    let x = high + doubled
    if doubled == x - high { high = x }
  }
  return thread.makeFloat(high)
}
