// The first iterations of a process that would be flat without them.
//
// A segment of two iterations, a slow first one and a fast one, has so wide an interval that its mean could be any, and one slow iteration
// makes no segment: by segments alone a process whose first iteration takes five times as long would be flat, and steady from the
// start. No iteration before half a window is an outlier either (Outliers.swift), because that is where a program warms up.

enum LeadingIterations {
  /// What nearly all later iterations stay below.
  private static let most = 0.98
  /// A first iteration counts when it exceeds that by this share of the median, and by δ.
  private static let excess = 0.1

  /// How many iterations at the start, without a gap, are slower than 98 % of those after the first quarter. Were the first one
  /// like all others, it would be so in one process of fifty at most.
  ///
  /// - Parameters:
  ///   - seconds: of all iterations; not empty.
  ///   - delta: seconds that do not matter.
  static func slow(_ seconds: [Double], delta: Double) -> Int {
    let quarter = seconds.count / 4
    let later = seconds[quarter...].sorted()
    let bound = Order.percentile(later, most) + max(delta, excess * Order.percentile(later, 0.5))
    return seconds[..<quarter].firstIndex { $0 <= bound } ?? quarter
  }
}
