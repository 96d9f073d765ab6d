// A stretch of iterations with one mean and one variance, and how outliers come back into the counting.

/// Iterations `start` to `end`, both included, counted from 0 with the outliers among them; mean and variance are without them.
public struct Segment: Equatable, Sendable {
  public let start: Int
  public let end: Int
  /// Seconds.
  public let mean: Double
  /// Square seconds, divided by the count.
  public let variance: Double
  /// Iterations that are no outliers.
  public let count: Int

  /// Of the mean, in seconds.
  public var standardError: Double { (variance / Double(count)).squareRoot() }

  /// Outliers between two segments belong to the second; those at the end of the series belong to the last one.
  ///
  /// - Parameters:
  ///   - ends: of the segments of `kept`, the series without its outliers.
  ///   - outliers: indices in the whole series, ascending.
  static func all(ends: [Int], of kept: [Double], outliers: [Int]) -> [Segment] {
    var restored = ends
    // An outlier at or before the end of a segment moves that end.
    var moved = 0
    for index in restored.indices {
      while moved < outliers.count && outliers[moved] <= restored[index] + moved { moved += 1 }
      restored[index] += moved
    }
    if let last = restored.indices.last { restored[last] = kept.count + outliers.count - 1 }
    var segments: [Segment] = []
    var first = 0
    for (index, end) in ends.enumerated() {
      let values = kept[first...end]
      let mean = Mean.of(values)
      segments.append(
        Segment(
          start: index == 0 ? 0 : restored[index - 1] + 1, end: restored[index], mean: mean,
          variance: Mean.ofSquares(values, from: mean), count: values.count))
      first = end + 1
    }
    return segments
  }
}

/// Means by compensated sums.
enum Mean {
  static func of(_ values: some Collection<Double>) -> Double {
    var sum = CompensatedSum()
    for value in values { sum.add(value) }
    return sum.value / Double(values.count)
  }

  /// The mean of the squared distances to `center`.
  static func ofSquares(_ values: some Collection<Double>, from center: Double) -> Double {
    var sum = CompensatedSum()
    for value in values { sum.add((value - center) * (value - center)) }
    return sum.value / Double(values.count)
  }

  static func total(_ values: some Collection<Double>) -> Double {
    var sum = CompensatedSum()
    for value in values { sum.add(value) }
    return sum.value
  }
}
