// What changed between two recordings, or between two ranges: states, functions, traces, guards, aborts, crossings into C, one
// file per subject. Sampled figures carry the noise test of Measure.swift; counts are exact for these runs and carry none.
// Order: what is more than noise first, then by size of the change, then by place; the same recordings always give the same
// order. Counts of traces, guards, aborts and calls are of the whole recordings, also when ranges are compared.

public struct Difference: Sendable {
  public let before: DifferenceSide
  public let after: DifferenceSide
  public let states: [StateDifference]
  public let functions: [FunctionDifference]
  public let traces: [TraceDifference]
  public let guards: [GuardDifference]
  public let aborts: [AbortDifference]
  public let crossings: [CrossingDifference]

  public init(_ before: DifferenceSide, _ after: DifferenceSide) throws(RecordingError) {
    self.before = before
    self.after = after
    let sides = DifferenceSides(before: before, after: after)
    states = sides.states()
    functions = sides.functions()
    traces = try sides.traces()
    guards = try sides.guards()
    aborts = try sides.aborts()
    crossings = try sides.crossings()
  }

  /// Whether any sampled figure changed by more than noise.
  public var isSignificant: Bool {
    states.contains { $0.measure.isSignificant } || functions.contains { $0.isSignificant }
      || traces.contains { $0.own.isSignificant } || guards.contains { $0.lost.isSignificant }
      || crossings.contains { $0.total.isSignificant }
  }
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
  func ranked(isSignificant: (Element) -> Bool, size: (Element) -> Double) -> [Element] {
    enumerated().map { (offset: $0, row: $1, rank: isSignificant($1) ? 0 : 1, size: size($1).magnitude) }
      .sorted { ($0.rank, -$0.size, $0.offset) < ($1.rank, -$1.size, $1.offset) }.map(\.row)
  }
}
