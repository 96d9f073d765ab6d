// The first iterations of a process that would be flat without them.
//
// A segment of two iterations, a slow first one and a fast one, has so wide an interval that its mean could be any; by the interval alone a
// process whose first iteration takes five times as long would be flat, and steady from the start. No iteration before half a window
// is an outlier either (Outliers.swift), because that is where a program warms up.

enum LeadingIterations {
  /// How many iterations at the start are slower than what comes later, without a gap.
  ///
  /// The bound is that of outliers, over all steady iterations: their median and three times the distance of their 10th and 90th
  /// percentile, and δ at least.
  ///
  /// - Parameters:
  ///   - steady: seconds of the steady iterations, from iteration 0 on.
  ///   - delta: seconds that do not matter.
  static func slow(_ steady: [Double], delta: Double) -> Int {
    let sorted = steady.sorted()
    let reach = 3 * (Order.percentile(sorted, 0.9) - Order.percentile(sorted, 0.1))
    let bound = Order.percentile(sorted, 0.5) + max(reach, delta)
    return steady.firstIndex { $0 <= bound } ?? 0
  }
}
