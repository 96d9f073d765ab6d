// Exact tests on few processes. Processes are the units: iterations of one process depend on each other, so each process gives one
// figure of each metric. All tests here are permutation tests whose distribution is counted, not simulated; ties make them
// cautious, never bold.

import Glibc

/// How much larger the candidate is than the baseline: a ratio minus one, with its interval.
public struct Change: Equatable, Sendable {
  public let estimate: Double
  public let low: Double
  public let high: Double

  public init(estimate: Double, low: Double, high: Double) {
    self.estimate = estimate
    self.low = low
    self.high = high
  }
}

enum RankTest {
  /// The ratio of candidate to baseline, minus one, by the median of all ratios of pairs (Hodges and Lehmann 1963), with the interval
  /// whose ends the Wilcoxon rank sum test would just not reject.
  ///
  /// - Parameters:
  ///   - baseline, candidate: one positive figure per process; infinity for "never".
  ///   - error: probability that the ratio lies beyond one end, for each end.
  /// - Returns: infinite ends when there are too few processes for so small an error.
  static func change(baseline: [Double], candidate: [Double], error: Double) -> Change {
    let ratios = self.ratios(baseline: baseline, candidate: candidate)
    let rank = criticalRank(baseline.count, candidate.count, error: error)
    return Change(
      estimate: median(ratios) - 1, low: rank > 0 ? ratios[rank - 1] - 1 : -1,
      high: rank > 0 ? ratios[ratios.count - rank] - 1 : .infinity)
  }

  private static func ratios(baseline: [Double], candidate: [Double]) -> [Double] {
    var ratios: [Double] = []
    ratios.reserveCapacity(baseline.count * candidate.count)
    for first in baseline {
      for second in candidate { ratios.append(first == second ? 1 : second / first) }
    }
    return ratios.sorted()
  }

  static func median(_ sorted: [Double]) -> Double {
    let middle = sorted.count / 2
    guard sorted.count % 2 == 0, sorted[middle].isFinite else { return sorted[middle] }
    return (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The largest k for which P(U < k) ≤ `error`: the k-th smallest and the k-th largest ratio are the ends. 0: none.
  static func criticalRank(_ m: Int, _ n: Int, error: Double) -> Int {
    let counts = arrangements(m, n)
    let total = binomial(m + n, m)
    var sum = 0.0
    var rank = 0
    while rank < counts.count {
      sum += counts[rank]
      if sum / total > error { break }
      rank += 1
    }
    return rank
  }

  /// Processes of each side from which on the test can reject at all.
  static func fewestProcesses(error: Double) -> Int {
    var count = 2
    while 1 / binomial(2 * count, count) > error { count += 1 }
    return count
  }

  /// How many of the orders of m and n figures have the statistic U = 0, 1 … m·n/2: the coefficients of the Gaussian binomial, as
  /// a product of (1 − q^(n+i)) / (1 − q^i).
  static func arrangements(_ m: Int, _ n: Int) -> [Double] {
    let size = m * n / 2 + 1
    var counts = [Double](repeating: 0, count: size)
    counts[0] = 1
    for i in 1...max(m, 1) {
      for u in stride(from: size - 1, through: n + i, by: -1) { counts[u] -= counts[u - n - i] }
      for u in stride(from: i, to: size, by: 1) { counts[u] += counts[u - i] }
    }
    return counts
  }
}

/// n over k; exact up to 2⁵³, near beyond.
func binomial(_ n: Int, _ k: Int) -> Double {
  guard k >= 0, k <= n else { return 0 }
  var result = 1.0
  for i in 0..<min(k, n - k) { result = result * Double(n - i) / Double(i + 1) }
  return result.rounded()
}

enum FisherTest {
  /// Probability that at least so many of the "bad" processes would be the candidate's, were the sides alike (Fisher's exact test,
  /// one-sided).
  static func probability(bad: Int, of candidates: Int, badBefore: Int, ofBefore baselines: Int) -> Double {
    let all = bad + badBefore
    let total = binomial(candidates + baselines, candidates)
    var sum = 0.0
    for count in bad...max(bad, min(all, candidates)) {
      sum += binomial(all, count) * binomial(candidates + baselines - all, candidates - count)
    }
    return min(1, sum / total)
  }
}

/// The exact interval of a share (Clopper and Pearson 1934), by bisection of the binomial distribution.
public enum ShareInterval {
  public static func bounds(_ count: Int, of total: Int, confidence: Double) -> (low: Double, high: Double) {
    guard total > 0 else { return (0, 1) }
    let error = (1 - confidence) / 2
    func solve(_ tooSmall: (Double) -> Bool) -> Double {
      var low = 0.0
      var high = 1.0
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if tooSmall(middle) { low = middle } else { high = middle }
      }
      return (low + high) / 2
    }
    return (
      count == 0 ? 0 : solve { 1 - atMost(count - 1, of: total, share: $0) < error },
      count == total ? 1 : solve { atMost(count, of: total, share: $0) > error }
    )
  }

  private static func atMost(_ count: Int, of total: Int, share: Double) -> Double {
    var sum = 0.0
    for k in 0...max(0, count) where count >= 0 {
      sum += exp(
        lgamma(Double(total + 1)) - lgamma(Double(k + 1)) - lgamma(Double(total - k + 1))
          + Double(k) * log(share) + Double(total - k) * log1p(-share))
    }
    return sum
  }
}
