// Step 6: two versions of a benchmark, compared as the paper's tool does: by intervals that do not overlap.

public enum ComparisonVerdict: String, Sendable, CaseIterable {
  case better, worse, different, same
}

/// What became of one figure.
public struct MetricComparison: Equatable, Sendable {
  /// None when there is too little to judge; `reason` says why.
  public let verdict: ComparisonVerdict?
  public let reason: String?
  /// The figure after divided by that before, if both are there and the latter is not 0.
  public let ratio: Double?

  init(_ verdict: ComparisonVerdict, ratio: Double? = nil) {
    self.verdict = verdict
    self.ratio = ratio
    reason = nil
  }

  init(undecided reason: String) {
    verdict = nil
    ratio = nil
    self.reason = reason
  }
}

public struct BenchmarkComparison: Equatable, Sendable {
  /// Processes that a comparison of ranges or of times needs on each side.
  public static let fewestProcesses = 5

  public let classes: MetricComparison
  public let steadyIteration: MetricComparison
  public let timeToSteady: MetricComparison
  public let steadyTime: MetricComparison

  /// Both analysed with the same options.
  public init(before: BenchmarkAnalysis, after: BenchmarkAnalysis) {
    classes = Self.compareClasses(before, after)
    steadyIteration = Self.compare(before.steadyIterations, after.steadyIterations)
    timeToSteady = Self.compare(before.timesToSteady, after.timesToSteady)
    steadyTime = Self.compareTimes(before, after)
  }

  /// Of all that was decided: worse when something is worse and nothing better, better the other way round, different when both
  /// or when only classes changed among good ones, same when nothing changed.
  public var verdict: ComparisonVerdict {
    let verdicts = [classes, steadyIteration, timeToSteady, steadyTime].compactMap(\.verdict)
    let isWorse = verdicts.contains(.worse)
    let isBetter = verdicts.contains(.better)
    if isWorse != isBetter { return isWorse ? .worse : .better }
    return isWorse || verdicts.contains(.different) ? .different : .same
  }

  /// Shares of classes differ when their simultaneous 99 % intervals do not overlap.
  private static func compareClasses(_ before: BenchmarkAnalysis, _ after: BenchmarkAnalysis) -> MetricComparison {
    func intervals(_ analysis: BenchmarkAnalysis) -> [ClosedRange<Double>] {
      MultinomialIntervals.sisonGlaz(WarmupClass.allCases.map(analysis.count(of:)))
    }
    var hasChanged = false
    var isWorse = false
    var isBetter = false
    for (index, pair) in zip(intervals(before), intervals(after)).enumerated() where !pair.0.overlaps(pair.1) {
      hasChanged = true
      let hasGrown = pair.1.lowerBound > pair.0.upperBound
      // Between flat and warmup neither is better.
      if !WarmupClass.allCases[index].isGood { if hasGrown { isWorse = true } else { isBetter = true } }
    }
    if isWorse != isBetter { return MetricComparison(isWorse ? .worse : .better) }
    return MetricComparison(hasChanged ? .different : .same)
  }

  /// Ranges from the 5th to the 95th percentile differ when they do not overlap.
  private static func compare(_ before: Spread?, _ after: Spread?) -> MetricComparison {
    guard let before, let after, min(before.count, after.count) >= fewestProcesses else {
      return tooFew(before?.count ?? 0, after?.count ?? 0)
    }
    let ratio = before.median > 0 ? after.median / before.median : nil
    guard before.isDisjoint(from: after) else { return MetricComparison(.same, ratio: ratio) }
    return MetricComparison(after.low > before.high ? .worse : .better, ratio: ratio)
  }

  private static func compareTimes(_ before: BenchmarkAnalysis, _ after: BenchmarkAnalysis) -> MetricComparison {
    let counts = [before, after].map { $0.processes.count { $0.steady != nil } }
    guard let first = before.steadyTime, let second = after.steadyTime, counts.min()! >= fewestProcesses else {
      return tooFew(counts[0], counts[1])
    }
    let ratio = first.value > 0 ? second.value / first.value : nil
    guard first.isDisjoint(from: second) else { return MetricComparison(.same, ratio: ratio) }
    return MetricComparison(second.low > first.high ? .worse : .better, ratio: ratio)
  }

  private static func tooFew(_ before: Int, _ after: Int) -> MetricComparison {
    MetricComparison(
      undecided: "steady processes: \(before) before, \(after) after; \(fewestProcesses) of each are needed")
  }
}
