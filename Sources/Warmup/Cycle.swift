// Cycles: a process that goes on changing and always in the same way. They show as a second peak of the autocorrelation.

/// Times that repeat every `period` iterations.
public struct Cycle: Equatable, Sendable {
  /// Iterations.
  public let period: Int
  /// Autocorrelation at the period: 1 when every cycle is exactly as the last one.
  public let strength: Double

  /// Autocorrelation that one, two and three periods must reach, and by which the first must stand out of what is before it.
  private static let least = 0.3
  /// Cycles that must fit.
  private static let fewest = 4

  /// Looks at the last three quarters of the iterations, where a program has warmed up.
  init?(in seconds: [Double]) {
    let tail = Array(seconds[(seconds.count / 4)...])
    guard tail.count >= 4 * Self.fewest else { return nil }
    let values = Self.clipped(tail)
    // Of noise, 1/√m is the standard deviation of an autocorrelation.
    let threshold = max(Self.least, 4.5 / Double(values.count).squareRoot())
    let longest = values.count / Self.fewest
    let table = Self.autocorrelations(values, upTo: 3 * longest)
    guard threshold < 1, longest >= 2, !table.isEmpty else { return nil }
    func repeats(_ lag: Int) -> Bool {
      (1...3).allSatisfy { Self.peak(table, near: lag * $0, within: $0 - 1) >= threshold }
    }
    var lowest = table[1]
    var peaks: [Int] = []
    for lag in 2...longest {
      let isPeak = table[lag] >= table[lag - 1] && table[lag] >= table[lag + 1]
      if isPeak && table[lag] - lowest >= threshold && repeats(lag) { peaks.append(lag) }
      lowest = min(lowest, table[lag])
    }
    guard let strongest = peaks.map({ table[$0] }).max(),
      let first = peaks.first(where: { table[$0] >= 0.8 * strongest })
    else { return nil }
    // A noisy peak has several tops.
    let nearby = peaks.filter { $0 >= first && $0 <= first + first / 4 }
    period = nearby.max { table[$0] < table[$1] }!
    strength = table[period]
  }

  /// Values with those far from the others moved nearer, so that one hiccup does not hide a cycle.
  private static func clipped(_ values: [Double]) -> [Double] {
    let sorted = values.sorted()
    let median = Order.percentile(sorted, 0.5)
    let reach = 3 * (Order.percentile(sorted, 0.9) - Order.percentile(sorted, 0.1))
    guard reach > 0 else { return values }
    return values.map { min(max($0, median - reach), median + reach) }
  }

  /// Correlation of the values with themselves `lag` iterations later, for lags 0 to `limit`; empty when they do not vary.
  private static func autocorrelations(_ values: [Double], upTo limit: Int) -> [Double] {
    let mean = Mean.of(values)
    let distances = values.map { $0 - mean }
    let variance = Mean.ofSquares(values, from: mean)
    guard variance > 0 else { return [] }
    return distances.withUnsafeBufferPointer { distances in
      (0...min(limit + 1, distances.count - 1)).map { lag in
        let length = distances.count - lag
        var sum = 0.0
        // Safety: index + lag < distances.count.
        for index in 0..<length { sum += distances[index] * distances[index + lag] }
        return sum / Double(length) / variance
      }
    }
  }

  /// The greatest of the table's values at `lag` and up to `reach` beside it: a period is no whole number of iterations.
  private static func peak(_ table: [Double], near lag: Int, within reach: Int) -> Double {
    guard lag < table.count else { return -1 }
    return table[max(0, lag - reach)...min(table.count - 1, lag + reach)].max()!
  }
}
