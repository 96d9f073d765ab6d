// Calls into C in two recordings.

public struct CrossingDifference: Sendable {
  /// Function and library.
  public let place: DifferencePlace
  public let calls: CountChange
  public let bytes: CountChange
  /// Samples in it, in what leads to it, and in its callbacks.
  public internal(set) var total: Measure
}

extension DifferenceSides {
  func crossings() throws(RecordingError) -> [CrossingDifference] {
    let functions = (
      try before.profile.crossingFunctions(of: before.counts), try after.profile.crossingFunctions(of: after.counts)
    )
    return DifferencePlace.pairs(functions.0, functions.1) { DifferencePlace($0.function) }
      .map { place, first, second in
        CrossingDifference(
          place: place, calls: CountChange(before: first?.cost.allCalls ?? 0, after: second?.cost.allCalls ?? 0),
          bytes: CountChange(before: first?.cost.bytes ?? 0, after: second?.cost.bytes ?? 0),
          total: measure(first?.cost.total.weight ?? 0, second?.cost.total.weight ?? 0))
      }
  }
}
