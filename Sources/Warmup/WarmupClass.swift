// How a process warms up, and what all processes together say.

public enum WarmupClass: String, CaseIterable, Sendable, Codable {
  /// All segments are equivalent to the last one.
  case flat
  /// Earlier segments are slower, the last ones are equivalent.
  case warmup
  /// An earlier segment was faster.
  case slowdown
  /// Something still changes in the last quarter of the iterations.
  case noSteadyState = "no steady state"
  /// It goes on changing, but in a cycle. Of the corrected mode only.
  case cyclic

  /// Whether the program ends in its best state.
  public var isGood: Bool { self == .flat || self == .warmup }
}

/// What the classes of all processes amount to (Barrett et al. 2017, section 5).
public enum WarmupVerdict: Equatable, Sendable, CustomStringConvertible {
  case consistent(WarmupClass)
  /// Some are flat, the others warm up.
  case goodInconsistent
  case badInconsistent

  public init(_ classes: [WarmupClass]) {
    if let first = classes.first, classes.allSatisfy({ $0 == first }) {
      self = .consistent(first)
    } else {
      self = classes.allSatisfy(\.isGood) ? .goodInconsistent : .badInconsistent
    }
  }

  /// `flat`, `warmup`, `slowdown`, `no steady state`, `cyclic`, `good inconsistent` or `bad inconsistent`.
  public var description: String {
    switch self {
    case .consistent(let classification): classification.rawValue
    case .goodInconsistent: "good inconsistent"
    case .badInconsistent: "bad inconsistent"
    }
  }
}
