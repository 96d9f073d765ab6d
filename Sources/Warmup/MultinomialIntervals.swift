// Intervals for the shares of several classes that hold all at once (Sison and Glaz 1995, "Simultaneous confidence intervals and
// sample size determination for multinomial proportions", JASA 90).
//
// The probability that every count of a multinomial lies within c of what was seen is that of independent Poisson counts with
// these bounds, given that they sum up to n. The paper approximates the last by an Edgeworth series; with the few counts here
// it is computed exactly, by convolution.

public enum MultinomialIntervals {
  /// - Parameters:
  ///   - counts: how often each class was seen; not negative, not all zero.
  ///   - alpha: the probability that at least one true share lies outside.
  /// - Returns: for each class the range of its share.
  public static func sisonGlaz(_ counts: [Int], alpha: Double = 0.01) -> [ClosedRange<Double>] {
    let total = counts.reduce(0, +)
    precondition(total > 0 && counts.allSatisfy { $0 >= 0 })
    var before = 0.0
    for distance in 1...total {
      let now = probability(counts, within: distance)
      if now > 1 - alpha {
        // Between the last distance that is too short and this one, in proportion.
        let part = (1 - alpha - before) / (now - before)
        return counts.map { count in
          let share = Double(count) / Double(total)
          let reach = Double(distance - 1) / Double(total)
          return max(0, share - reach)...min(1, share + reach + 2 * part / Double(total))
        }
      }
      before = now
    }
    return counts.map { _ in 0...1 }
  }

  /// The probability that each count of a multinomial with these shares is at most `distance` from the one seen.
  static func probability(_ counts: [Int], within distance: Int) -> Double {
    let total = counts.reduce(0, +)
    /// Of sums 0 to total of the Poisson counts so far, each within its bounds.
    var sums = [1.0] + [Double](repeating: 0, count: total)
    for count in counts {
      var next = [Double](repeating: 0, count: total + 1)
      for value in max(0, count - distance)...min(total, count + distance) {
        let weight = poisson(value, mean: Double(count))
        guard weight > 0 else { continue }
        for sum in 0...(total - value) { next[sum + value] += sums[sum] * weight }
      }
      sums = next
    }
    return sums[total] / poisson(total, mean: Double(total))
  }

  private static func poisson(_ value: Int, mean: Double) -> Double {
    if mean == 0 { return value == 0 ? 1 : 0 }
    return exponential(Double(value) * logarithm(mean) - mean - logarithmOfFactorial(value))
  }
}
