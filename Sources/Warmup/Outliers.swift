// Step 1: iterations that something from outside made slow or fast, found in a sliding window.

enum Outliers {
  /// The bounds are the median of the window and three times the distance of its 10th and 90th percentile on either side
  /// (Barrett et al. 2017, section 4.1). The window is centred; the first iterations, before there are enough for a whole
  /// one, are never outliers, because that is where a program warms up.
  ///
  /// - Parameter window: iterations of the window.
  /// - Returns: indices, ascending.
  static func indices(in seconds: [Double], window: Int) -> [Int] {
    let half = window / 2
    var sorted = SortedWindow()
    var low = 0
    var high = 0
    var found: [Int] = []
    for index in seconds.indices {
      let first = max(0, index - half)
      let end = min(seconds.count, index + half)
      while high < end {
        sorted.insert(seconds[high])
        high += 1
      }
      while low < first {
        sorted.remove(seconds[low])
        low += 1
      }
      if (first == 0 && end < window) || first == end { continue }
      let reach = 3 * (Order.percentile(sorted.values, 0.9) - Order.percentile(sorted.values, 0.1))
      let median = Order.percentile(sorted.values, 0.5)
      if seconds[index] > median + reach || seconds[index] < median - reach { found.append(index) }
    }
    return found
  }
}
