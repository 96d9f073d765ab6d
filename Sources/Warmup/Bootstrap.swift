// Intervals of mean times by drawing again from what was measured (Efron 1979), with a generator of our own: the same data
// give the same interval everywhere.
//
// Krun mode draws single iterations, and of all processes at once, as if other processes would be just these. The corrected
// mode draws whole blocks, because neighbours are alike (circular block bootstrap, Politis and Romano 1992), and draws
// processes before iterations, because processes differ by more than their iterations (Kalibera and Jones 2013, "Rigorous
// benchmarking in reasonable time"). Of few units the bootstrap is too narrow; its deviations are widened by t/z·√(k/(k−1)) for
// k units (Hesterberg 2015, "What teachers should know about the bootstrap", section 4).

/// A time in seconds and the interval that holds the true one in 99 of 100 cases.
public struct TimeEstimate: Equatable, Sendable {
  public let value: Double
  public let low: Double
  public let high: Double

  public init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }

  /// Whether no time lies in both.
  public func isDisjoint(from other: TimeEstimate) -> Bool { low > other.high || other.low > high }
}

struct Bootstrap {
  let mode: AnalysisMode
  let resamples: Int
  let seed: UInt64

  init(_ options: AnalysisOptions) {
    mode = options.mode
    resamples = max(1, options.resamples)
    seed = options.seed
  }

  /// The interval of the mean of one process' steady times.
  ///
  /// - Parameter period: of their cycle, if they have one: blocks are whole cycles.
  func interval(of times: [Double], period: Int? = nil) -> TimeEstimate {
    let source = BlockSource(times, length: blockLength(times, period: period))
    var generator = RandomGenerator(seed: seed)
    let means = (0..<resamples).map { _ in source.drawMean(&generator) }
    return interval(around: source.mean, means, units: source.draws)
  }

  /// The interval of the mean over processes of the means of their steady times.
  ///
  /// - Parameter processes: the steady times of each, and the period of their cycle.
  func interval(ofProcesses processes: [(times: [Double], period: Int?)]) -> TimeEstimate? {
    guard let only = processes.first else { return nil }
    if processes.count == 1 { return interval(of: only.times, period: only.period) }
    let sources = processes.map { BlockSource($0.times, length: blockLength($0.times, period: $0.period)) }
    var generator = RandomGenerator(seed: seed)
    let means = (0..<resamples).map { _ in
      var sum = 0.0
      for index in sources.indices {
        let source = mode == .krun ? index : generator.index(below: sources.count)
        sum += sources[source].drawMean(&generator)
      }
      return sum / Double(sources.count)
    }
    return interval(around: Mean.of(sources.map(\.mean)), means, units: sources.count)
  }

  /// Iterations of a block: what is best when neighbours are correlated by ρ as in an autoregression,
  /// (3n/2)^⅓·(2ρ/(1−ρ²))^⅔ (Politis and White 2004, "Automatic block-length selection for the dependent bootstrap", as corrected in
  /// 2009), at least the cube root of their count, which is for what ρ does not see. Whole cycles, if there are any.
  private func blockLength(_ times: [Double], period: Int?) -> Int {
    if mode == .krun { return 1 }
    let count = Double(times.count)
    let correlation = min(max(0, Self.neighbourCorrelation(times)), 0.99)
    let best = cubeRoot(1.5 * count) * squareOfCubeRoot(2 * correlation / (1 - correlation * correlation))
    // No more than a hundred blocks, and no fewer than ten: they are the units of the interval.
    var length = Int(max(best, cubeRoot(count), count / 100).rounded(.up))
    length = min(length, times.count / 10)
    if let period { length = (max(1, length) + period - 1) / period * period }
    return max(1, min(length, times.count / 2))
  }

  private static func neighbourCorrelation(_ times: [Double]) -> Double {
    let mean = Mean.of(times)
    let squares = Mean.ofSquares(times, from: mean) * Double(times.count)
    guard squares > 0 else { return 0 }
    return zip(times, times.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) } / squares
  }

  private func interval(around value: Double, _ means: [Double], units: Int) -> TimeEstimate {
    let sorted = means.sorted()
    var widening = 1.0
    if mode == .corrected && units > 1 {
      let units = Double(units)
      widening = Student.quantile99(degrees: Int(units) - 1) / Student.normal99 * (units / (units - 1)).squareRoot()
    }
    // Below, the share is widened and not the distance: a mean of times is not negative.
    let low = Order.percentile(sorted, 0.005)
    let high = value + (Order.percentile(sorted, 0.995) - value) * widening
    return TimeEstimate(
      value: value, low: value > 0 ? min(value, value * power(max(0, low) / value, widening)) : 0,
      high: max(value, high))
  }
}

/// Times from which blocks of neighbours are drawn; the last one's neighbour is the first.
private struct BlockSource {
  let mean: Double
  /// Blocks in one draw, together as many times as there are, or a few more.
  let draws: Int
  private let length: Int
  private let count: Int
  /// Sums of the distances to the mean of the first n times, twice around.
  private var sums: [Double]

  init(_ times: [Double], length: Int) {
    mean = Mean.of(times)
    count = times.count
    self.length = length
    draws = (count + length - 1) / length
    var sum = CompensatedSum()
    sums = [0]
    sums.reserveCapacity(count + length + 1)
    for index in 0..<count + length {
      sum.add(times[index % count] - mean)
      sums.append(sum.value)
    }
  }

  /// The mean of as many blocks as make up the series.
  func drawMean(_ generator: inout RandomGenerator) -> Double {
    sums.withUnsafeBufferPointer { sums in
      var sum = 0.0
      for _ in 0..<draws {
        // Safety: start < count, and there are count + length + 1 sums.
        let start = generator.index(below: count)
        sum += sums[start + length] - sums[start]
      }
      return mean + sum / Double(draws * length)
    }
  }
}
