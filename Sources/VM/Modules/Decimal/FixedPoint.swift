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
        GMP.addmul_ui(sum, wide.inverseTangent(reciprocalOf: number), factor)
      }
      known = Constant(bits: wide.bits, value: sum)
    }
    let result = Units()
    GMP.fdiv_q_2exp(result, known.value!, UInt(known.bits - bits))
    return result
  }

  /// artanh(1/n) = 1/n + 1/(3n³) + 1/(5n⁵) + …
  private func inverseTangent(reciprocalOf n: UInt) -> LargeNatural {
    let power = Units()
    GMP.set_ui(power, 1)
    GMP.mul_2exp(power, power, UInt(bits))
    GMP.fdiv_q_ui(power, power, n)
    let sum = Units()
    let term = Units()
    var divisor: UInt = 1
    while power.number.pointee._mp_size != 0 {
      GMP.fdiv_q_ui(term, power, divisor)
      GMP.add(sum, sum, term)
      GMP.fdiv_q_ui(power, power, n * n)
      divisor += 2
    }
    return sum
  }

  // MARK: Numbers

  /// coefficient · 10^exponent, rounded down.
  func units(_ coefficient: Coefficient, exponent: Int) -> LargeNatural {
    let result = Units()
    if exponent >= 0 {
      GMP.mul_2exp(result, coefficient.scaled(byTenTo: exponent).natural, UInt(bits))
    } else {
      GMP.mul_2exp(result, coefficient.natural, UInt(bits))
      GMP.fdiv_q(result, result, Coefficient.powerOfTen(-exponent).natural)
    }
    return result
  }

  /// The units as an integer of 10^-places, rounded down.
  func decimal(_ units: LargeNatural, places: Int) -> LargeNatural {
    let result = Units()
    GMP.mul(result, units, Coefficient.powerOfTen(places).natural)
    GMP.fdiv_q_2exp(result, result, UInt(bits))
    return result
  }

  // MARK: Functions

  /// e^x = 10^power · fraction with 1 ≤ fraction < 10, for |x| < 2^66.
  func exponential(_ coefficient: Coefficient, exponent: Int, negative: Bool) -> (fraction: LargeNatural, power: Int) {
    let halvings = Int(Double(bits).squareRoot())
    let inner = FixedPoint(bits: bits + halvings + 80)
    let x = inner.units(coefficient, exponent: exponent)
    if negative { GMP.neg(x, x) }
    let power = Units()
    let rest = Units()
    GMP.fdiv_qr(power, rest, x, inner.logarithmOfTen)
    GMP.fdiv_q_2exp(rest, rest, UInt(halvings))
    let sum = Units()
    GMP.set_ui(sum, 1)
    GMP.mul_2exp(sum, sum, UInt(inner.bits))
    let term = Units()
    GMP.set(term, sum)
    var index: UInt = 1
    while term.number.pointee._mp_size != 0 {
      inner.multiply(term, rest)
      GMP.fdiv_q_ui(term, term, index)
      GMP.add(sum, sum, term)
      index += 1
    }
    for _ in 0..<halvings { inner.multiply(sum, sum) }
    GMP.fdiv_q_2exp(sum, sum, UInt(inner.bits - bits))
    return (sum, GMP.get_si(power))
  }

  private func multiply(_ a: LargeNatural, _ b: LargeNatural) {
    GMP.mul(a, a, b)
    GMP.fdiv_q_2exp(a, a, UInt(bits))
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
      GMP.mul_si(tens, inner.logarithmOfTen, adjusted)
      GMP.add(result, result, tens)
    }
    GMP.fdiv_q_2exp(result, result, UInt(inner.bits - bits))
    return result
  }

  /// ln of a number from 0.1 to 10, given in units. It takes `roots` square roots, then ln f = 2 · artanh((f − 1) / (f + 1)).
  private func logarithmNearOne(_ number: LargeNatural, roots: Int) -> LargeNatural {
    let f = number
    var twos = 0
    let one = Units()
    GMP.set_ui(one, 1)
    GMP.mul_2exp(one, one, UInt(bits))
    // Into the range from 1/2 to 2; what is there already stays, so that nothing cancels.
    let size = GMP.sizeinbase(f, 2) - 1 - bits
    if size >= 1 {
      twos = size
      GMP.fdiv_q_2exp(f, f, UInt(twos))
    } else if size <= -2 {
      twos = size + 1
      GMP.mul_2exp(f, f, UInt(-twos))
    }
    for _ in 0..<roots {
      GMP.mul_2exp(f, f, UInt(bits))
      GMP.sqrt(f, f)
    }
    let below = Units()
    GMP.add(below, f, one)
    let power = Units()
    GMP.sub(power, f, one)
    GMP.mul_2exp(power, power, UInt(bits))
    GMP.tdiv_q(power, power, below)
    let square = Units()
    GMP.mul(square, power, power)
    GMP.fdiv_q_2exp(square, square, UInt(bits))
    let sum = Units()
    let term = Units()
    var divisor: UInt = 1
    while power.number.pointee._mp_size != 0 {
      GMP.tdiv_q_ui(term, power, divisor)
      GMP.add(sum, sum, term)
      GMP.mul(power, power, square)
      GMP.tdiv_q_2exp(power, power, UInt(bits))
      divisor += 2
    }
    GMP.mul_2exp(sum, sum, UInt(roots + 1))
    if twos != 0 {
      let add = Units()
      GMP.mul_si(add, logarithmOfTwo, twos)
      GMP.add(sum, sum, add)
    }
    return sum
  }
}
