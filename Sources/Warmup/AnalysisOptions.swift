// What an analysis may choose. The constants of the method are those of Barrett, Bolz-Tereick, Killick, Mount and Tratt,
// "Virtual Machine Warmup Blows Hot and Cold", OOPSLA 2017, section 4; docs/warmup.md says where the modes differ.

/// Which rules are applied.
public enum AnalysisMode: String, CaseIterable, Sendable {
  /// Those of the paper and of its tool warmup_stats, to the last decimal.
  case krun
  /// The same with its known faults mended; the default.
  case corrected
}

/// The difference between two means that does not matter.
public enum Delta: Equatable, Sendable {
  case seconds(Double)
  /// A share of the mean of the fastest segment; 0.01 is one percent.
  case share(Double)

  /// Seconds, or percent with `%`: `0.001`, `1%`. Nil unless it is a number from 0 (percent: to 100).
  public init?(_ text: String) {
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? String(text.dropLast()) : text), number.isFinite, number >= 0 else {
      return nil
    }
    guard !isPercent || number <= 100 else { return nil }
    self = isPercent ? .share(number / 100) : .seconds(number)
  }

  /// In seconds, when the fastest segment takes `fastest` seconds per iteration.
  public func seconds(fastest: Double) -> Double {
    switch self {
    case .seconds(let seconds): seconds
    case .share(let share): share * fastest
    }
  }
}

public struct AnalysisOptions: Equatable, Sendable {
  public var mode: AnalysisMode
  public var delta: Delta
  /// The last share of the iterations in which a steady state must have been reached.
  public var steadyShare = 0.25
  /// Length of the window of the search for outliers, as a share of the iterations.
  public var windowShare = 0.1
  /// How often the bootstrap draws: 5000 times; in krun mode, where each draw is one of every iteration, 1000 times.
  public var resamples: Int
  /// Of the generator of the bootstrap: the same seed and data give the same interval.
  public var seed: UInt64 = 20_171_012

  /// - Parameter delta: none: 1 % in corrected mode, a millisecond in krun mode as in the paper.
  public init(mode: AnalysisMode = .corrected, delta: Delta? = nil) {
    self.mode = mode
    resamples = mode == .krun ? 1_000 : 5_000
    self.delta = delta ?? (mode == .krun ? .seconds(0.001) : .share(0.01))
  }

  /// Iterations of the window in which an outlier is looked for.
  func window(_ count: Int) -> Int { max(1, Int(Double(count) * windowShare)) }
  /// Iterations at the end in which nothing may change for a steady state.
  func steadyLength(_ count: Int) -> Int { Int(Double(count) * steadyShare) }
}
