// One side of a comparison, reduced to one figure per process and metric.

/// What the statistics of warmup say about one process.
public struct ProcessSummary: Equatable, Sendable {
  /// The class's name.
  public let shape: String
  /// Whether it got no slower and reached a steady state.
  public let isGood: Bool
  /// Iterations until the steady state, infinity when there is none.
  public let steadyIteration: Double
  /// Seconds until the steady state, infinity when there is none.
  public let timeToSteady: Double
  /// Seconds of the fastest steady iteration; of the last quarter when there is no steady state.
  public let fastestIteration: Double
  /// Seconds of a steady iteration: the mean of those that are no outliers; the median of the last quarter when there is no steady state.
  public let steadyTime: Double
  /// Seconds.
  public let firstIteration: Double

  public init(
    shape: String, isGood: Bool, steadyIteration: Double, timeToSteady: Double, fastestIteration: Double,
    steadyTime: Double, firstIteration: Double
  ) {
    self.shape = shape
    self.isGood = isGood
    self.steadyIteration = steadyIteration
    self.timeToSteady = timeToSteady
    self.fastestIteration = fastestIteration
    self.steadyTime = steadyTime
    self.firstIteration = firstIteration
  }
}

/// Which time of an iteration is compared.
public enum GateClock: String, CaseIterable, Sendable {
  case wall, cpu
}

public struct GateSide: Sendable {
  public let facts: BenchmarkFacts
  /// One per process; empty when the file has counters only.
  public let summaries: [ProcessSummary]
  let counters: CounterTable

  public init(_ facts: BenchmarkFacts, clock: GateClock) {
    self.facts = facts
    summaries =
      facts.hasTimes
      ? facts.processes.map { ProcessSummary(of: clock == .cpu && !$0.cpu.isEmpty ? $0.cpu : $0.wall) } : []
    counters = CounterTable(facts)
  }

  private init(facts: BenchmarkFacts, summaries: [ProcessSummary], counters: CounterTable) {
    self.facts = facts
    self.summaries = summaries
    self.counters = counters
  }

  /// The same benchmark with only some of its processes, nothing computed again.
  func choosing(_ processes: [Int]) -> GateSide {
    var facts = self.facts
    facts.processes = processes.map { self.facts.processes[$0] }
    return GateSide(
      facts: facts, summaries: summaries.isEmpty ? [] : processes.map { summaries[$0] },
      counters: counters.choosing(processes))
  }

  /// Added to times that may be 0, so that ratios exist; a nanosecond, the clock's step.
  static let instant = 1e-9

  /// One positive figure per process, nil when the metric was not measured.
  func figures(of metric: Metric) -> [Double]? {
    if metric == .peakMemory {
      let bytes = facts.processes.compactMap(\.peakBytes)
      return bytes.count == facts.processes.count && !bytes.isEmpty ? bytes.map { Double($0) } : nil
    }
    guard !summaries.isEmpty else { return nil }
    switch metric {
    case .steadyIteration: return summaries.map { $0.steadyIteration + 1 }
    case .timeToSteady: return summaries.map { $0.timeToSteady + Self.instant }
    case .fastestIteration: return summaries.map { max($0.fastestIteration, 1e-9) }
    case .steadyTime: return summaries.map { max($0.steadyTime, 1e-9) }
    case .firstIteration: return summaries.map { max($0.firstIteration, 1e-9) }
    default: return nil
    }
  }
}
