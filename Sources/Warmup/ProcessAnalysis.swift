// Steps 1 to 5 for one process: what it does, from when on it is steady, and how fast then.

/// From when on a process is steady, and how fast.
public struct SteadyState: Equatable, Sendable {
  /// The first steady iteration, from 0; of a cyclic process the first one of its cycles.
  public let iteration: Int
  /// Seconds of all iterations before, outliers included.
  public let timeToSteady: Double
  /// Seconds of a steady iteration: the mean of those that are no outliers, with its 99 % interval.
  public let time: TimeEstimate
}

/// What the analysis says of one process.
public struct ProcessAnalysis: Equatable, Sendable {
  /// Iterations.
  public let count: Int
  /// Indices of outliers, ascending.
  public let outliers: [Int]
  /// Of each segment but the last one, the index of its last iteration.
  public let changepoints: [Int]
  /// From the first iteration to the last one, without gaps.
  public let segments: [Segment]
  public let classification: WarmupClass
  /// The cycle of its times, of whatever class they are; none in krun mode.
  public let cycle: Cycle?
  /// None when no steady state was reached.
  public let steady: SteadyState?
  /// The times that are steady and no outliers, for the intervals over processes.
  let steadyTimes: [Double]

  public init(_ series: Series, options: AnalysisOptions = AnalysisOptions()) {
    let seconds = series.seconds
    outliers = Outliers.indices(in: seconds, window: options.window(seconds.count))
    var isOutlier = [Bool](repeating: false, count: seconds.count)
    for index in outliers { isOutlier[index] = true }
    let kept = seconds.indices.filter { !isOutlier[$0] }.map { seconds[$0] }
    let rule = options.mode == .krun ? SegmentationRule.krun : .corrected(kept)
    let ends = Segmentation(kept, rule: rule).ends()
    let segments = Segment.all(ends: ends, of: kept, outliers: outliers)
    let classification = Classification(segments, count: seconds.count, options: options)
    let cycle = options.mode == .corrected ? Cycle(in: seconds) : nil
    var start: Int?
    var found = classification.classification
    switch found {
    case .noSteadyState where cycle != nil:
      found = .cyclic
      start = segments[Self.firstCyclicSegment(segments, count: seconds.count, options: options)].start
    case .noSteadyState: break
    default: start = segments[classification.firstSteadySegment].start
    }
    if start == 0, options.mode == .corrected {
      let delta = options.delta.seconds(fastest: segments.map(\.mean).min()!)
      let slow = LeadingIterations.slow(seconds, delta: delta)
      if slow > 0, found == .flat { found = .warmup }
      start = slow
    }
    self.classification = found
    count = seconds.count
    changepoints = segments.dropLast().map(\.end)
    self.segments = segments
    self.cycle = cycle
    if let start {
      steadyTimes = (start..<seconds.count).filter { !isOutlier[$0] }.map { seconds[$0] }
      steady = SteadyState(
        iteration: start, timeToSteady: Mean.total(seconds[..<start]),
        time: Bootstrap(options).interval(of: steadyTimes, period: cycle?.period))
    } else {
      steadyTimes = []
      steady = nil
    }
  }

  /// Index of the first of the segments at the end whose means lie among those of the last three quarters, where the cycle was
  /// found.
  private static func firstCyclicSegment(_ segments: [Segment], count: Int, options: AnalysisOptions) -> Int {
    let later = segments.filter { $0.start >= count / 4 }
    let means = (later.isEmpty ? [segments[segments.count - 1]] : later).map(\.mean)
    let delta = options.delta.seconds(fastest: segments.map(\.mean).min()!)
    let range = (means.min()! - delta)...(means.max()! + delta)
    return (segments.lastIndex { !range.contains($0.mean) } ?? -1) + 1
  }
}
