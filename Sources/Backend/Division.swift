// How `//` and `%` by a divisor are computed, with Python's rounding towards minus infinity.
//
// Reciprocal: for m > 0 and any p, floor(p / m) = floor((p + ½) / m), and p + ½ is at least ½ away from a multiple of m. The tagged
// word a is 4 p, so x = a + 2 = 4 (p + ½) and floor(p / m) = floor(x / 4m) = floor(x M / 2^(64+s)) with
// s = floor(log2 m), M = round(2^(62+s) / m): |x| ≤ 2^63 and |M - 2^(62+s)/m| ≤ ½ make an error of at most 2^(-2-s),
// less than the distance ½ / m from the next integer, as m < 2^(s+1). M ≤ 2^62 is a positive signed word, so the high half of
// one signed multiplication is all that is needed, for negative numbers too. (The idea of multiplying by reciprocals:
// Granlund and Montgomery, "Division by invariant integers using multiplication", 1994.)

enum Division: Equatable {
  /// A divisor 2^k: shift, or mask.
  case shift(Int)
  case reciprocal(multiplier: Int64, shift: Int)
  /// The processor's division.
  case divide

  init(divisor: Int?) {
    guard let number = divisor, number > 0 else {
      self = .divide
      return
    }
    if number & (number - 1) == 0 {
      self = .shift(number.trailingZeroBitCount)
      return
    }
    let shift = Int.bitWidth - 1 - number.leadingZeroBitCount
    let magnitude = UInt64(number)
    // 2^(62+s) as two words.
    let power = 62 + shift
    let high: UInt64 = power >= 64 ? 1 << UInt64(power - 64) : 0
    let low: UInt64 = power < 64 ? 1 << UInt64(power) : 0
    let (quotient, remainder) = magnitude.dividingFullWidth((high, low))
    self = .reciprocal(multiplier: Int64(quotient + (remainder >= magnitude - remainder ? 1 : 0)), shift: shift)
  }
}
