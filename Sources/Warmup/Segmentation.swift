// Step 2: where the mean or the variance of a series changes, by PELT (Killick, Fearnhead and Eckley 2012, "Optimal detection of
// changepoints with a linear computational cost", JASA 107) with the normal likelihood of a segment whose mean and variance
// are unknown. Linear time when changes are many, quadratic when there are none.
//
// The cost of m numbers with variance v (divided by m) is −2 log likelihood = m·(ln 2π + ln v + 1); a changepoint costs 15 ln n
// (Barrett et al. 2017, section 4.2); segments have at least two numbers.

/// What a segmentation does with variances near zero, and when it drops a candidate.
enum SegmentationRule: Equatable, Sendable {
  /// As the R package `changepoint`, which the paper uses: a variance of 0 counts as 1e-11, one of 1e-14 as itself; a candidate
  /// is dropped at once, though the point that beats it cannot begin the very next segment.
  case krun
  /// Variances are at least `floor`, and the likelihood is that of the model with this constraint, for which dropping is
  /// exact; it waits for the two numbers of the shortest segment.
  case constrained(floor: Double)

  /// The constrained rule for these numbers: times that were rounded to steps of q vary by q²/12 at least (Sheppard), and no
  /// machine is steadier than a millionth.
  static func corrected(_ numbers: [Double]) -> SegmentationRule {
    let sorted = numbers.sorted()
    var step = Double.infinity
    for (low, high) in zip(sorted, sorted.dropFirst()) where high > low { step = min(step, high - low) }
    let rounding = step.isFinite ? step * step / 12 : 0
    let steadiest = 1e-6 * Order.percentile(sorted, 0.5)
    return .constrained(floor: max(rounding, steadiest * steadiest, 1e-200))
  }
}

struct Segmentation {
  static let shortest = 2

  private let sums: PrefixSums
  private let rule: SegmentationRule
  private let count: Int
  let penalty: Double

  /// - Parameter numbers: the series without its outliers; at least two.
  init(_ numbers: [Double], rule: SegmentationRule) {
    precondition(numbers.count >= Self.shortest)
    sums = PrefixSums(numbers)
    self.rule = rule
    count = numbers.count
    penalty = 15 * logarithm(Double(count))
  }

  /// −2 log likelihood of the numbers from `start` to before `end`.
  @inline(__always) func cost(_ start: Int, _ end: Int) -> Double {
    let length = Double(end - start)
    let variance = sums.variance(start, end)
    switch rule {
    case .krun:
      return length * (Self.logarithmOfTurn + logarithm(variance <= 0 ? 1e-11 : variance) + 1)
    case .constrained(let floor):
      if variance >= floor { return length * (Self.logarithmOfTurn + logarithm(variance) + 1) }
      return length * (Self.logarithmOfTurn + logarithm(floor) + max(0, variance) / floor)
    }
  }

  /// The segments with the least sum of costs and penalties.
  ///
  /// - Returns: the index of the last number of each segment, ascending; the last one is count − 1.
  func ends() -> [Int] { solve().ends }

  /// The same, with the sum that was made least.
  func solve() -> (ends: [Int], total: Double) {
    guard count > 3 else { return ([count - 1], -penalty + cost(0, count) + penalty) }
    var least = [Double](repeating: 0, count: count + 1)
    var previous = [Int](repeating: 0, count: count + 1)
    least[0] = -penalty
    least[2] = cost(0, 2)
    least[3] = cost(0, 3)
    var candidates = [0, 2]
    var values: [Double] = []
    // When a candidate was beaten; it is still needed for ends to which the one that beat it is too near.
    var beaten = [Int](repeating: .max, count: count + 1)
    let delay = rule == .krun ? 0 : Self.shortest - 1
    for end in 4...count {
      values.removeAll(keepingCapacity: true)
      var best = Double.infinity
      var start = 0
      for candidate in candidates {
        let value = least[candidate] + cost(candidate, end) + penalty
        values.append(value)
        if value < best {
          best = value
          start = candidate
        }
      }
      least[end] = best
      previous[end] = start
      var kept = 0
      for (index, candidate) in candidates.enumerated() {
        if values[index] > best + penalty { beaten[candidate] = min(beaten[candidate], end) }
        if beaten[candidate] != .max && end - beaten[candidate] >= delay { continue }
        candidates[kept] = candidate
        kept += 1
      }
      candidates.removeSubrange(kept...)
      candidates.append(end - 1)
    }
    var ends: [Int] = []
    var end = count
    while end > 0 {
      ends.append(end - 1)
      end = previous[end]
    }
    return (ends.reversed(), least[count])
  }

  private static let logarithmOfTurn = logarithm(2 * Double.pi)
}
