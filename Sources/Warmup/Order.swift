// Order statistics: percentiles of sorted numbers, and a window that stays sorted while it slides.

enum Order {
  /// The value at `share` (0 to 1) of sorted, not empty numbers, between two of them linearly: position (count − 1)·share.
  static func percentile(_ sorted: some RandomAccessCollection<Double>, _ share: Double) -> Double {
    let position = Double(sorted.count - 1) * share
    let below = Int(position)
    let lower = sorted[sorted.index(sorted.startIndex, offsetBy: below)]
    guard below + 1 < sorted.count else { return lower }
    let upper = sorted[sorted.index(sorted.startIndex, offsetBy: below + 1)]
    return lower + (upper - lower) * (position - Double(below))
  }

  static func median(_ numbers: [Double]) -> Double { percentile(numbers.sorted(), 0.5) }
}

/// Numbers in ascending order; one is added or removed in linear time, for windows of a few hundred.
struct SortedWindow {
  private(set) var values: [Double] = []

  mutating func insert(_ value: Double) { values.insert(value, at: position(value)) }

  /// Removes one that equals `value`, which must be there.
  mutating func remove(_ value: Double) { values.remove(at: position(value)) }

  /// Of the first that is not less than `value`.
  private func position(_ value: Double) -> Int {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
