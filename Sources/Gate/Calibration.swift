// The gate's own false alarms: a benchmark compared with itself, many times.
//
// Two kinds of comparison are made of one pool of processes. *At random*: the sides are drawn by lot, so whatever drifts during the
// measurement hits both; this is the error that the statistics promise. *In order*: one side was measured wholly before the
// other, as it is when a baseline is a file; a machine that drifts shows itself here. Comparisons of one pool share processes, so
// the interval of the rate is somewhat too narrow; that is said with it.

public struct CalibrationSummary: Equatable, Sendable {
  public struct Rate: Equatable, Sendable {
    public var comparisons = 0
    /// Checks that ended in a regression.
    public var alarms = 0
    public var inconclusive = 0

    /// Share of false alarms with the bounds of its 95 % interval.
    public var interval: (low: Double, high: Double) {
      ShareInterval.bounds(alarms, of: comparisons, confidence: 0.95)
    }
  }

  public var script: String
  public var processes: Int
  public var perSide: Int
  public var falseAlarms: Double
  public var random = Rate()
  public var ordered = Rate()
  /// Rows that raised a false alarm, by metric.
  public var alarmsByMetric: [Metric: Int] = [:]
  /// The smallest threshold at which a change this machine makes by itself stays below, per measured metric.
  public var thresholds: [Metric: Double] = [:]
}

public enum Calibration {
  /// Calibrated thresholds are not below this share.
  static let smallestThreshold = 0.01

  /// - Parameters:
  ///   - pool: all processes of a benchmark, in the order in which they were measured.
  ///   - perSide: processes of each side; nil for half of the pool, 10 at most.
  /// - Throws: `GateError` when the pool is too small.
  public static func run(
    _ pool: GateSide, perSide: Int?, comparisons: Int, seed: UInt64, configuration: GateConfiguration,
    countersOnly: Bool = false
  ) throws(GateError) -> CalibrationSummary {
    let count = pool.facts.processes.count
    let side = perSide ?? min(10, count / 2)
    guard side >= 3, 2 * side <= count else {
      throw GateError(
        .tooLittle,
        "\(count) processes are too few to compare \(max(side, 3)) with \(max(side, 3)): "
          + "measure with --processes \(max(40, 4 * side))")
    }
    var summary = CalibrationSummary(
      script: pool.facts.script.name, processes: count, perSide: side, falseAlarms: configuration.falseAlarms)
    var sizes: [Metric: [Double]] = [:]
    // Accepted regressions would hide alarms.
    var configuration = configuration
    configuration.acknowledgements = []

    func compare(_ first: [Int], _ second: [Int], _ kind: WritableKeyPath<CalibrationSummary, CalibrationSummary.Rate>)
    {
      let rows = Comparison(
        pool.choosing(first), pool.choosing(second), configuration: configuration, countersOnly: countersOnly
      ).rows
      summary[keyPath: kind].comparisons += 1
      let alarms = rows.filter { $0.verdict == .regression }
      summary[keyPath: kind].alarms += alarms.isEmpty ? 0 : 1
      for metric in Set(alarms.map(\.metric)) { summary.alarmsByMetric[metric, default: 0] += 1 }
      if alarms.isEmpty, rows.contains(where: { $0.verdict == .inconclusive && $0.decides }) {
        summary[keyPath: kind].inconclusive += 1
      }
      for row in rows where row.metric.info.kind == .measured {
        if let change = row.change, change.estimate.isFinite {
          // Below 0, the same change seen from the other side.
          let estimate = change.estimate
          sizes[row.metric, default: []].append(estimate >= 0 ? estimate : 1 / (1 + estimate) - 1)
        }
      }
    }

    var generator = SplitMix64(seed: seed)
    for _ in 0..<comparisons {
      let order = Array(0..<count).shuffled(using: &generator)
      compare(Array(order[..<side]), Array(order[side..<2 * side]), \.random)
    }
    for start in 0...(count - 2 * side) {
      compare(Array(start..<start + side), Array(start + side..<start + 2 * side), \.ordered)
    }
    summary.thresholds = sizes.mapValues { threshold($0, share: 1 - configuration.falseAlarms) }
    return summary
  }

  /// The change that only the given share of comparisons stays below, rounded up to half a percent.
  private static func threshold(_ sizes: [Double], share: Double) -> Double {
    let sorted = sizes.sorted()
    let size = sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    guard size.isFinite, size < 50 else { return 50 }
    return max(smallestThreshold, (size * 200).rounded(.up) / 200)
  }
}

/// A small generator of random numbers (Steele, Lea and Flood 2014), so that a seed gives the same splits everywhere.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
