// Everything the gate looks at, as rows of one table.

/// A metric; its raw value is its name in the configuration and in JSON.
public enum Metric: String, CaseIterable, Sendable {
  case shape = "class"
  case steadyIteration = "steady_iteration"
  case timeToSteady = "time_to_steady"
  case fastestIteration = "fastest_iteration"
  case steadyTime = "steady_time"
  case firstIteration = "first_iteration"
  case peakMemory = "peak_memory"
  case interpretedUntilSteady = "interpreted_until_steady"
  case interpretedSteady = "interpreted_steady"
  case traces
  case bridges
  case aborts
  case abort
  case guardFailures = "guard_failures"
  case guardSite = "guard"
  case codeBytes = "code_bytes"
}

/// What is known of a metric.
public struct MetricInfo: Sendable {
  public enum Kind: Sendable {
    /// The class of each process, compared by the number of processes that reach a steady state.
    case shape
    /// A figure of each process that depends on the machine's noise.
    case measured
    /// A number that is the same whenever the same program runs on the same version.
    case counted
    /// Parts of a counted metric: a row for each reason or place.
    case part
  }

  public enum Unit: Sendable { case seconds, bytes, iterations, count, processes }

  public enum Worse: String, Sendable { case more, either }

  public let title: String
  public let kind: Kind
  public let unit: Unit
  public let worse: Worse
  /// The smallest change that counts, as a share of the baseline.
  public let threshold: Double
  /// The smallest change that counts, in the metric's own unit.
  public let floor: Double
  /// Whether an inconclusive row makes the whole check inconclusive.
  public let decides: Bool
}

extension Metric {
  public var info: MetricInfo {
    switch self {
    case .shape: row("class", .shape, .processes, threshold: 0)
    // Where the segment begins is a guess among neighbours: reported always, decisive when the repository says so.
    case .steadyIteration: row("steady iteration", .measured, .iterations, threshold: 0.5, floor: 2, decides: false)
    case .timeToSteady: row("time to steady", .measured, .seconds, threshold: 0.2, floor: 0.005, decides: false)
    case .fastestIteration: row("fastest iteration", .measured, .seconds, threshold: 0.03)
    // What is slow now and then is in the mean: collections that got longer, and whatever the machine does beside.
    case .steadyTime: row("steady time", .measured, .seconds, threshold: 0.05, decides: false)
    case .firstIteration: row("first iteration", .measured, .seconds, threshold: 0.1, floor: 0.001)
    case .peakMemory: row("peak memory", .measured, .bytes, threshold: 0.05, floor: 262_144)
    case .interpretedUntilSteady: row("bytecodes to steady", .counted, .count)
    case .interpretedSteady: row("bytecodes when steady", .counted, .count)
    case .traces: row("traces", .counted, .count, worse: .either)
    case .bridges: row("bridges", .counted, .count, worse: .either)
    case .aborts: row("recordings given up", .counted, .count)
    case .abort: row("given up", .part, .count)
    case .guardFailures: row("guard failures", .counted, .count)
    case .guardSite: row("guard failures", .part, .count)
    case .codeBytes: row("machine code", .counted, .bytes)
    }
  }

  private func row(
    _ title: String, _ kind: MetricInfo.Kind, _ unit: MetricInfo.Unit, worse: MetricInfo.Worse = .more,
    threshold: Double = 0, floor: Double = 0, decides: Bool = true
  ) -> MetricInfo {
    MetricInfo(
      title: title, kind: kind, unit: unit, worse: worse, threshold: threshold, floor: floor, decides: decides)
  }

  /// Counted in a process of its own, which is slower and not timed.
  var isOfBytecodes: Bool { self == .interpretedUntilSteady || self == .interpretedSteady }

  /// Metrics that are compared by statistics.
  public var isStatistical: Bool { info.kind == .shape || info.kind == .measured }
}
