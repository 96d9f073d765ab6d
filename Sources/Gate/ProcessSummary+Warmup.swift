// The statistics of warmup (docs/warmup.md) asked for one process, and for the levels of a history.

import Warmup

extension ProcessSummary {
  /// - Parameter seconds: of each iteration, finite and not negative.
  public init(of seconds: [Double]) {
    var options = AnalysisOptions()
    // The interval within a process is not used: processes are the units here.
    options.resamples = 10
    let first = seconds.first ?? 0
    guard let series = try? Series(seconds) else {
      self.init(
        shape: "too short", isGood: true, steadyIteration: 0, timeToSteady: 0, fastestIteration: first,
        steadyTime: first,
        firstIteration: first)
      return
    }
    let analysis = ProcessAnalysis(series, options: options)
    let last = seconds.suffix(max(1, seconds.count / 4))
    let steady = analysis.steady.map { seconds[$0.iteration...] } ?? last
    self.init(
      shape: analysis.classification.rawValue,
      // A cycle is a steady state in the large.
      isGood: analysis.classification.isGood || analysis.classification == .cyclic,
      steadyIteration: analysis.steady.map { Double($0.iteration) } ?? .infinity,
      timeToSteady: analysis.steady?.timeToSteady ?? .infinity,
      fastestIteration: steady.min() ?? first,
      steadyTime: analysis.steady?.time.value ?? RankTest.median(last.sorted()),
      firstIteration: first)
  }
}

enum LevelChanges {
  /// A smaller step between two levels is not worth a word.
  static let smallestStep = 0.01

  /// Indices at which another level begins.
  static func find(_ values: [Double]) -> [Int] {
    var options = AnalysisOptions()
    options.resamples = 10
    guard let series = try? Series(values) else { return [] }
    let segments = ProcessAnalysis(series, options: options).segments
    return zip(segments, segments.dropFirst()).compactMap { before, after in
      abs(after.mean - before.mean) > smallestStep * abs(before.mean) ? after.start : nil
    }
  }
}
