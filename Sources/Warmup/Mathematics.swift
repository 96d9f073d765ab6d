// The few functions of the C library, and of Student's distribution, that the room needs.

import Foundation

@inline(__always) func logarithm(_ number: Double) -> Double { log(number) }
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
@inline(__always) func exponential(_ number: Double) -> Double { exp(number) }

enum Student {
  /// The normal distribution's quantile for a two-sided interval of 99 %.
  static let normal99 = 2.575_829_303_548_901

  /// The probability that |T| ≤ `value` for T with whole degrees of freedom: the finite series of Abramowitz and Stegun 26.7.3
  /// and 26.7.4.
  static func central(_ value: Double, degrees: Int) -> Double {
    let angle = atan(value / Double(degrees).squareRoot())
    let cosine = cos(angle)
    let square = cosine * cosine
    var term = degrees % 2 == 0 ? 1.0 : cosine
    var sum = degrees == 1 ? 0 : term
    var factor = degrees % 2 == 0 ? 1 : 2
    while factor + 1 < degrees - 1 {
      term *= square * Double(factor) / Double(factor + 1)
      sum += term
      factor += 2
    }
    return degrees % 2 == 0 ? sin(angle) * sum : 2 / Double.pi * (angle + sin(angle) * sum)
  }

  /// The value t with P(|T| ≤ t) = 0.99, by bisection. Beyond 200 degrees of freedom that of 200: 1 % more than the
  /// normal distribution's.
  static func quantile99(degrees: Int) -> Double {
    let degrees = min(max(1, degrees), 200)
    var low = 0.0
    var high = 1e6
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if central(middle, degrees: degrees) < 0.99 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

/// ln n!
func logarithmOfFactorial(_ number: Int) -> Double { lgamma(Double(number) + 1) }

func cubeRoot(_ number: Double) -> Double { cbrt(number) }
func squareOfCubeRoot(_ number: Double) -> Double { cbrt(number * number) }
