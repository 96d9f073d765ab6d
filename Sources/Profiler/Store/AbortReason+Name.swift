// Reasons of recordings given up, as files name them.

import TraceIR

extension AbortReason {
  private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ("\($0)", $0) })

  /// Nil for a reason of another version.
  public init?(name: String) {
    guard let reason = Self.byName[name] else { return nil }
    self = reason
  }
}
