// Functions and states in two recordings.

public struct StateDifference: Sendable {
  public let state: SampleState
  public internal(set) var measure: Measure
}

public struct FunctionDifference: Sendable {
  public let place: DifferencePlace
  /// Samples that end in the function; the time of machine code and of the VM itself belongs to it.
  public internal(set) var own: Measure
  /// Samples with the function anywhere on the stack.
  public internal(set) var total: Measure
  /// False when the function was sampled on one side only.
  public let isOnBothSides: Bool

  public var isSignificant: Bool { own.isSignificant || total.isSignificant }
}

extension DifferenceSides {
  func states() -> [StateDifference] {
    let weights = [before, after].map { side in
      Dictionary(uniqueKeysWithValues: side.profile.stateRows(of: side.counts).map { ($0.state, $0.share.weight) })
    }
    return SampleState.allCases.filter { weights[0][$0] != nil || weights[1][$0] != nil }
      .map { StateDifference(state: $0, measure: measure(weights[0][$0] ?? 0, weights[1][$0] ?? 0)) }
  }

  func functions() -> [FunctionDifference] {
    let rows = [before, after].map { side in
      side.profile.functionRows(of: side.counts, hiding: side.filter.hiddenKinds.union([.trace, .runtime]))
    }
    return DifferencePlace.pairs(rows[0], rows[1]) { DifferencePlace($0.function) }
      .map { place, first, second in
        FunctionDifference(
          place: place, own: measure(first?.own.weight ?? 0, second?.own.weight ?? 0),
          total: measure(first?.total.weight ?? 0, second?.total.weight ?? 0),
          isOnBothSides: first != nil && second != nil)
      }
  }
}
