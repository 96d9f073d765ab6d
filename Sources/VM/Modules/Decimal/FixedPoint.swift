// Exponentials and logarithms of positive rationals in binary fixed point: GMP integers that count units of 2^-bits.
//
// Each result is off by less than 2^20 units; who asks takes enough bits that this does not matter, and checks that the
// digits it keeps do not depend on the error (DecimalContext+Functions).

import CGMP
import Glibc

/// A signed GMP integer, freed with its last owner.
private typealias Units = LargeNatural

struct FixedPoint {
  let bits: Int

  /// Bits behind the point for a number of decimal places.
  static func bits(places: Int) -> Int { Int((Double(places) * 3.321_928_094_887_363).rounded(.up)) }

  // MARK: Constants

  private struct Constant {
    var bits = 0
    var value: LargeNatural?
  }
  nonisolated(unsafe) private static var knownTen = Constant()
  nonisolated(unsafe) private static var knownTwo = Constant()

  /// ln 10.
  var logarithmOfTen: LargeNatural { constant(&FixedPoint.knownTen, (46, 34, 20)) }
  /// ln 2.
  var logarithmOfTwo: LargeNatural { constant(&FixedPoint.knownTwo, (14, 10, 6)) }

  /// Both are sums of multiples of artanh 1/31, 1/49 and 1/161.
  private func constant(_ known: inout Constant, _ factors: (UInt, UInt, UInt)) -> LargeNatural {
    if known.bits < bits {
      let wide = FixedPoint(bits: bits + bits / 4 + 64)
      let sum = Units()
      for (factor, number) in [(factors.0, UInt(31)), (factors.1, 49), (factors.2, 161)] {
        __gmpz_addmul_ui(sum.number, wide.inverseTangent(reciprocalOf: number).number, factor)
      }
      known = Constant(bits: wide.bits, value: sum)
    }
    let result = Units()
    __gmpz_fdiv_q_2exp(result.number, known.value!.number, UInt(known.bits - bits))
    return result
  }

  /// artanh(1/n) = 1/n + 1/(3n³) + 1/(5n⁵) + …
  private func inverseTangent(reciprocalOf n: UInt) -> LargeNatural {
    let power = Units()
    __gmpz_set_ui(power.number, 1)
    __gmpz_mul_2exp(power.number, power.number, UInt(bits))
    __gmpz_fdiv_q_ui(power.number, power.number, n)
    let sum = Units()
    let term = Units()
    var divisor: UInt = 1
    while power.number.pointee._mp_size != 0 {
      __gmpz_fdiv_q_ui(term.number, power.number, divisor)
      __gmpz_add(sum.number, sum.number, term.number)
      __gmpz_fdiv_q_ui(power.number, power.number, n * n)
      divisor += 2
    }
    return sum
  }

  // MARK: Numbers

  /// coefficient · 10^exponent, rounded down.
  func units(_ coefficient: Coefficient, exponent: Int) -> LargeNatural {
    let result = Units()
    if exponent >= 0 {
      __gmpz_mul_2exp(result.number, coefficient.scaled(byTenTo: exponent).natural.number, UInt(bits))
    } else {
      __gmpz_mul_2exp(result.number, coefficient.natural.number, UInt(bits))
      __gmpz_fdiv_q(result.number, result.number, Coefficient.powerOfTen(-exponent).natural.number)
    }
    return result
  }

  /// The units as an integer of 10^-places, rounded down.
  func decimal(_ units: LargeNatural, places: Int) -> LargeNatural {
    let result = Units()
    __gmpz_mul(result.number, units.number, Coefficient.powerOfTen(places).natural.number)
    __gmpz_fdiv_q_2exp(result.number, result.number, UInt(bits))
    return result
  }

  // MARK: Functions

  /// e^x = 10^power · fraction with 1 ≤ fraction < 10, for |x| < 2^66.
  func exponential(_ coefficient: Coefficient, exponent: Int, negative: Bool) -> (fraction: LargeNatural, power: Int) {
    let halvings = Int(Double(bits).squareRoot())
    let inner = FixedPoint(bits: bits + halvings + 80)
    let x = inner.units(coefficient, exponent: exponent)
    if negative { __gmpz_neg(x.number, x.number) }
    let power = Units()
    let rest = Units()
    __gmpz_fdiv_qr(power.number, rest.number, x.number, inner.logarithmOfTen.number)
    __gmpz_fdiv_q_2exp(rest.number, rest.number, UInt(halvings))
    let sum = Units()
    __gmpz_set_ui(sum.number, 1)
    __gmpz_mul_2exp(sum.number, sum.number, UInt(inner.bits))
    let term = Units()
    __gmpz_set(term.number, sum.number)
    var index: UInt = 1
    while term.number.pointee._mp_size != 0 {
      inner.multiply(term, rest)
      __gmpz_fdiv_q_ui(term.number, term.number, index)
      __gmpz_add(sum.number, sum.number, term.number)
      index += 1
    }
    for _ in 0..<halvings { inner.multiply(sum, sum) }
    __gmpz_fdiv_q_2exp(sum.number, sum.number, UInt(inner.bits - bits))
    return (sum, __gmpz_get_si(power.number))
  }

  private func multiply(_ a: LargeNatural, _ b: LargeNatural) {
    __gmpz_mul(a.number, a.number, b.number)
    __gmpz_fdiv_q_2exp(a.number, a.number, UInt(bits))
  }

  /// ln(coefficient · 10^exponent); the coefficient is not zero.
  func logarithm(_ coefficient: Coefficient, exponent: Int) -> LargeNatural {
    let roots = Int(Double(bits).squareRoot()) / 4
    let inner = FixedPoint(bits: bits + roots + 80)
    let digits = coefficient.digits
    let adjusted = exponent + digits - 1
    let result: LargeNatural
    if adjusted == 0 || adjusted == -1 {
      // Between 0.1 and 10: near 1 the logarithm is small, and no sum may cancel.
      result = inner.logarithmNearOne(inner.units(coefficient, exponent: exponent), roots: roots)
    } else {
      result = inner.logarithmNearOne(inner.units(coefficient, exponent: 1 - digits), roots: roots)
      let tens = Units()
      __gmpz_mul_si(tens.number, inner.logarithmOfTen.number, adjusted)
      __gmpz_add(result.number, result.number, tens.number)
    }
    __gmpz_fdiv_q_2exp(result.number, result.number, UInt(inner.bits - bits))
    return result
  }

  /// ln of a number from 0.1 to 10, given in units. It takes `roots` square roots, then ln f = 2 · artanh((f − 1) / (f + 1)).
  private func logarithmNearOne(_ number: LargeNatural, roots: Int) -> LargeNatural {
    let f = number
    var twos = 0
    let one = Units()
    __gmpz_set_ui(one.number, 1)
    __gmpz_mul_2exp(one.number, one.number, UInt(bits))
    // Into the range from 1/2 to 2; what is there already stays, so that nothing cancels.
    let size = __gmpz_sizeinbase(f.number, 2) - 1 - bits
    if size >= 1 {
      twos = size
      __gmpz_fdiv_q_2exp(f.number, f.number, UInt(twos))
    } else if size <= -2 {
      twos = size + 1
      __gmpz_mul_2exp(f.number, f.number, UInt(-twos))
    }
    for _ in 0..<roots {
      __gmpz_mul_2exp(f.number, f.number, UInt(bits))
      __gmpz_sqrt(f.number, f.number)
    }
    let below = Units()
    __gmpz_add(below.number, f.number, one.number)
    let power = Units()
    __gmpz_sub(power.number, f.number, one.number)
    __gmpz_mul_2exp(power.number, power.number, UInt(bits))
    __gmpz_tdiv_q(power.number, power.number, below.number)
    let square = Units()
    __gmpz_mul(square.number, power.number, power.number)
    __gmpz_fdiv_q_2exp(square.number, square.number, UInt(bits))
    let sum = Units()
    let term = Units()
    var divisor: UInt = 1
    while power.number.pointee._mp_size != 0 {
      __gmpz_tdiv_q_ui(term.number, power.number, divisor)
      __gmpz_add(sum.number, sum.number, term.number)
      __gmpz_mul(power.number, power.number, square.number)
      __gmpz_tdiv_q_2exp(power.number, power.number, UInt(bits))
      divisor += 2
    }
    __gmpz_mul_2exp(sum.number, sum.number, UInt(roots + 1))
    if twos != 0 {
      let add = Units()
      __gmpz_mul_si(add.number, logarithmOfTwo.number, twos)
      __gmpz_add(sum.number, sum.number, add.number)
    }
    return sum
  }
}
