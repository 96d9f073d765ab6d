// A folder of bench files as a history: how a metric went over the commits, and where it changed for good.

import Profiler
import Warmup

/// A metric over the files of a history, oldest first.
public struct Trend: Sendable {
  public struct Point: Equatable, Sendable {
    /// The commit, or when it was measured.
    public let label: String
    /// The median process.
    public let value: Double
  }

  public let metric: Metric
  public let points: [Point]
  /// Indices of the points at which another level begins.
  public let changes: [Int]

  /// Fewer points show no level.
  static let fewestPoints = 6

  public init(metric: Metric, points: [Point]) {
    self.metric = metric
    self.points = points
    changes = points.count < Self.fewestPoints ? [] : LevelChanges.find(points.map(\.value))
  }

  /// `steady time: 12.1 ms; 13.4 ms from 3f2a9c on (8 files)`
  public var sentence: String {
    let starts = [0] + changes
    let ends = changes + [points.count]
    let levels = zip(starts, ends).map { start, end -> String in
      let level = RankTest.median(points[start..<end].map(\.value).sorted())
      let text = Self.text(level, unit: metric.info.unit)
      return start == 0 ? text : "\(text) from \(points[start].label) on"
    }
    return "\(metric.info.title): \(levels.joined(separator: "; ")) (\(GateReport.number(points.count, "file")))"
  }

  private static func text(_ value: Double, unit: MetricInfo.Unit) -> String {
    guard value.isFinite else { return "never" }
    switch unit {
    case .seconds: return Figures.time(nanoseconds: value * 1e9)
    case .bytes: return Figures.bytes(GateFigures.integer(value))
    default: return Figures.count(GateFigures.integer(value))
    }
  }

  var json: JSONValue {
    let scale = metric.info.unit == .seconds ? 1e6 : 1
    return .object([
      ("metric", .string(metric.rawValue)),
      ("points", .array(points.map { .object([("label", .string($0.label)), ("value", .number($0.value * scale))]) })),
      ("changes", .array(changes.map { .integer($0) })),
    ])
  }

  /// The metrics of a history that have a figure in every file.
  public static func all(_ history: [GateSide]) -> [Trend] {
    guard history.count > 1 else { return [] }
    let metrics: [Metric] = [
      .fastestIteration, .steadyTime, .timeToSteady, .firstIteration, .peakMemory, .interpretedUntilSteady,
    ]
    return metrics.compactMap { metric in
      let values = history.map { $0.level(of: metric) }
      guard values.allSatisfy({ $0 != nil }) else { return nil }
      return Trend(
        metric: metric,
        points: zip(history, values).map { side, value in
          Point(label: side.facts.commit.map { String($0.prefix(12)) } ?? side.facts.started, value: value!)
        })
    }
  }
}

extension GateSide {
  /// The median process.
  fileprivate func level(of metric: Metric) -> Double? {
    if let figures = figures(of: metric) { return RankTest.median(figures.sorted()) }
    guard metric.info.kind == .counted, !counters.isEmpty else { return nil }
    return RankTest.median(counters[CounterKey(metric)].values.map { Double($0) }.sorted())
  }
}
