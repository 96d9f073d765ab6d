// Step 3: the class of one process, and from which segment on it is steady (Barrett et al. 2017, section 4.3).

struct Classification {
  let segments: [Segment]
  let mode: AnalysisMode
  /// Seconds.
  private let low: Double
  private let high: Double
  /// Iterations of the whole series.
  private let count: Int
  private let steadyLength: Int

  /// - Parameter isRaw: the bounds of the last segment are its mean ± δ and no more.
  init(_ segments: [Segment], count: Int, options: AnalysisOptions, isRaw: Bool = false) {
    self.segments = segments
    self.count = count
    mode = options.mode
    steadyLength = options.steadyLength(count)
    let last = segments[segments.count - 1]
    let delta = options.delta.seconds(fastest: segments.map(\.mean).min()!)
    let reach = isRaw ? delta : max(delta, Self.reach(last, options.mode))
    low = last.mean - reach
    high = last.mean + reach
  }

  /// Seconds on either side of a segment's mean that belong to it. The paper takes the variance, which is in square seconds;
  /// the corrected mode the 99 % interval of the mean.
  static func reach(_ segment: Segment, _ mode: AnalysisMode) -> Double {
    mode == .krun ? segment.variance : Student.normal99 * segment.standardError
  }

  private func isEquivalent(_ segment: Segment) -> Bool {
    let reach = Self.reach(segment, mode)
    return segment.mean + reach >= low && segment.mean - reach <= high
  }

  var classification: WarmupClass {
    var result = WarmupClass.flat
    for segment in segments.dropLast().reversed() where !isEquivalent(segment) {
      if segment.end > count - steadyLength { return .noSteadyState }
      if segment.mean - Self.reach(segment, mode) < low { return .slowdown }
      result = .warmup
    }
    return result
  }

  /// Index of the first of the segments at the end that are equivalent to the last one.
  var firstSteadySegment: Int {
    (segments.dropLast().lastIndex { !isEquivalent($0) } ?? -1) + 1
  }
}
