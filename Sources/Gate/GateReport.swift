// The result of a check as a value: all outputs print this and nothing else.

import Profiler

public enum RowVerdict: String, CaseIterable, Sendable {
  case pass, better, regression
  /// A regression that the configuration accepts for now.
  case acknowledged
  case inconclusive
  /// Shown, not judged: the configuration says so, or it varies and is only a part of another row.
  case shown
}

/// One metric, compared.
public struct GateRow: Equatable, Sendable {
  public let metric: Metric
  /// For the parts of a metric: the reason, or the guard.
  public let label: String
  public let place: BenchPlace?
  /// The median process of each side, in the metric's unit; infinity for "never".
  public let baseline: Double
  public let candidate: Double
  /// Nil when the row was compared exactly or is no number.
  public let change: Change?
  /// The smallest change that counts, as a share; nil when any change counts.
  public let threshold: Double?
  public internal(set) var verdict: RowVerdict
  /// Whether an inconclusive verdict counts.
  public let decides: Bool
  /// Why the verdict is what it is, and what would settle it.
  public internal(set) var explanation: String
  /// The classes of all processes, for the row of classes.
  public var shapes: (baseline: String, candidate: String)?

  /// Whether noise may have made it a regression, so that measuring again says more; exact counters need no second measurement.
  public var isDoubtful: Bool { verdict == .regression && (change != nil || metric == .shape) }

  public static func == (left: GateRow, right: GateRow) -> Bool {
    left.metric == right.metric && left.label == right.label && left.place == right.place
      && left.verdict == right.verdict && left.explanation == right.explanation && left.baseline == right.baseline
      && left.candidate == right.candidate && left.change == right.change
  }

  /// `steady time`, `guard failures guardInt at total (sobel.py:31)`
  public var title: String {
    var title = metric.info.title
    if !label.isEmpty { title += " " + label }
    if let place { title += " at \(place.functionText)" }
    return title
  }
}

public enum GateVerdict: String, Sendable {
  case pass, regression, inconclusive

  public var exitStatus: Int32 {
    switch self {
    case .pass: 0
    case .regression: 1
    case .inconclusive: 3
    }
  }
}

public struct GateReport: Sendable {
  public let baseline: BenchmarkFacts
  public let candidate: BenchmarkFacts
  /// Highest probability of a false alarm, for the whole check.
  public let falseAlarms: Double
  /// How many rows share it.
  public let tests: Int
  public let clock: GateClock
  public internal(set) var rows: [GateRow]
  /// What probably caused the regressions, the most expensive first.
  public let blame: [Blame]
  /// What else must be known: accepted differences, acknowledgements used and unused.
  public internal(set) var notes: [String]
  /// Acknowledgements that have expired: each is an error.
  public internal(set) var expired: [String] = []
  /// The gate's own false alarms, when they were measured.
  public var calibration: CalibrationSummary?
  public var trends: [Trend] = []

  public var script: ScriptFacts { candidate.script }

  public var verdict: GateVerdict {
    if rows.contains(where: { $0.verdict == .regression }) { return .regression }
    return rows.contains { $0.verdict == .inconclusive && $0.decides } ? .inconclusive : .pass
  }

  public func count(_ verdict: RowVerdict) -> Int { rows.count { $0.verdict == verdict } }

  /// The check in one sentence.
  public var headline: String {
    let name = script.name
    switch verdict {
    case .regression: return "\(name): \(Self.number(count(.regression), "regression"))"
    case .inconclusive:
      return
        "\(name): inconclusive in \(Self.number(rows.count { $0.verdict == .inconclusive && $0.decides }, "metric"))"
    case .pass:
      return count(.acknowledged) == 0
        ? "\(name): no regression" : "\(name): no regression beyond \(count(.acknowledged)) acknowledged"
    }
  }

  static func number(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
}
