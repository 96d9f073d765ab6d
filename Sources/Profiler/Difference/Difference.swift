// What changed between two recordings, or between two ranges: states, functions, traces, guards, aborts, crossings into C, one
// file per subject. Sampled figures carry the noise test of Measure.swift; counts are exact for these runs and carry none.
// Order: what is more than noise first, then by size of the change, then by place; the same recordings always give the same
// order. All sampled figures of all tables are judged together: what is marked anywhere shares one rate of false discoveries.

public struct Difference: Sendable {
  public let before: DifferenceSide
  public let after: DifferenceSide
  /// What else differs between the two than the program's behaviour.
  public let conditions: [ConditionDifference]
  public let states: [StateDifference]
  public let functions: [FunctionDifference]
  public let traces: [TraceDifference]
  public let guards: [GuardDifference]
  public let aborts: [AbortDifference]
  public let crossings: [CrossingDifference]

  /// - Parameter runToRun: relative standard deviation of a function's time from run to run; 0: of sampling alone.
  public init(_ before: DifferenceSide, _ after: DifferenceSide, runToRun: Double = Change.runToRun)
    throws(RecordingError)
  {
    self.before = before
    self.after = after
    let sides = DifferenceSides(before: before, after: after, runToRun: runToRun)
    conditions = sides.conditions()
    var states = sides.states()
    var functions = sides.functions()
    var traces = try sides.traces()
    var guards = try sides.guards()
    var crossings = try sides.crossings()
    let threshold = Change.threshold(
      states.probabilities(\.measure) + functions.probabilities(\.own) + functions.probabilities(\.total)
        + traces.probabilities(\.own) + guards.probabilities(\.lost) + crossings.probabilities(\.total))
    states.mark(\.measure, threshold)
    functions.mark(\.own, threshold)
    functions.mark(\.total, threshold)
    traces.mark(\.own, threshold)
    guards.mark(\.lost, threshold)
    crossings.mark(\.total, threshold)
    self.states = states.ranked(\.measure.isSignificant) { $0.measure.share.difference }
    self.functions = functions.ranked(\.isSignificant) { $0.own.share.difference }
    self.traces = traces.ranked({ $0.isNewOrGone || $0.own.isSignificant }) { $0.own.share.difference }
    // By failures: most guards lose too little time to be seen in samples.
    self.guards = guards.ranked(\.lost.isSignificant) { Double($0.failures.difference) }
    self.crossings = crossings.ranked(\.total.isSignificant) { $0.total.share.difference }
    aborts = try sides.aborts().ranked(\.count.isChange) { Double($0.count.difference) }
  }

  /// Whether any sampled figure changed by more than noise.
  public var isSignificant: Bool {
    states.contains { $0.measure.isSignificant } || functions.contains { $0.isSignificant }
      || traces.contains { $0.own.isSignificant } || guards.contains { $0.lost.isSignificant }
      || crossings.contains { $0.total.isSignificant }
  }

  /// Whether a range of a recording is compared. Totals that are counted over a whole recording say nothing of it.
  public var isRanged: Bool { before.filter.range != nil || after.filter.range != nil }

  /// Counts of which a recording has only the total.
  public static let countsOfWholeRecordings = ["entered", "failures", "calls", "bytes"]
}

/// An exact number in both recordings.
public struct CountChange: Equatable, Sendable {
  public let before: Int
  public let after: Int
  public var difference: Int { after - before }
  public var isChange: Bool { before != after }
}

extension Array {
  /// What is certain first, then the largest; rows that are alike stay as they were.
  fileprivate func ranked(_ isCertain: (Element) -> Bool, size: (Element) -> Double) -> [Element] {
    enumerated().map { (offset: $0, row: $1, rank: isCertain($1) ? 0 : 1, size: size($1).magnitude) }
      .sorted { ($0.rank, -$0.size, $0.offset) < ($1.rank, -$1.size, $1.offset) }.map(\.row)
  }
}
