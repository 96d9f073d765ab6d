// What a repository says about its own gate: thresholds, what may differ, and regressions it has accepted for a while.

public struct GateConfiguration: Equatable, Sendable {
  /// Highest probability of a false alarm for the whole check.
  public var falseAlarms = 0.01
  /// CPU time, unless the program waits for something that matters: other programs on the machine hardly touch it.
  public var clock = GateClock.cpu
  /// What may differ between baseline and candidate.
  public var accepted: Set<Difference> = []
  /// Rules for all benchmarks, and for some by the script's name; the latter win.
  public var rules: [Metric: Rule] = [:]
  public var benchmarkRules: [String: [Metric: Rule]] = [:]
  public var acknowledgements: [Acknowledgement] = []

  public init() {}

  /// What a baseline and a candidate may not differ in unless it is accepted.
  public enum Difference: String, CaseIterable, Sendable {
    case machine, version, jit
  }

  /// What is said about one metric; what is nil stays as in the table of metrics.
  public struct Rule: Equatable, Sendable {
    /// The smallest change that counts, as a share.
    public var threshold: Double?
    /// The smallest change that counts, in the metric's unit.
    public var floor: Double?
    /// Whether it is judged at all; otherwise it is shown.
    public var judge: Bool?
    /// Whether an inconclusive result makes the check inconclusive.
    public var decides: Bool?

    public init(threshold: Double? = nil, floor: Double? = nil, judge: Bool? = nil, decides: Bool? = nil) {
      self.threshold = threshold
      self.floor = floor
      self.judge = judge
      self.decides = decides
    }

    func over(_ other: Rule) -> Rule {
      Rule(
        threshold: threshold ?? other.threshold, floor: floor ?? other.floor, judge: judge ?? other.judge,
        decides: decides ?? other.decides)
    }
  }

  /// A regression that is known and accepted until a day.
  public struct Acknowledgement: Equatable, Sendable {
    /// The script's name, nil for all.
    public var benchmark: String?
    public var metric: Metric
    /// For the parts of a metric: the reason, or `file.py:31`; nil for all.
    public var part: String?
    public var reason: String
    /// The last day on which it holds, `2027-01-31`.
    public var until: String

    public init(benchmark: String?, metric: Metric, part: String?, reason: String, until: String) {
      self.benchmark = benchmark
      self.metric = metric
      self.part = part
      self.reason = reason
      self.until = until
    }

    func covers(_ row: GateRow, of script: String) -> Bool {
      (benchmark ?? script) == script && metric == row.metric
        && (part == nil || part == row.label || part == row.place.map { "\($0.fileName):\($0.line)" })
    }

    var text: String { metric.rawValue + (part.map { " \($0)" } ?? "") + (benchmark.map { " of \($0)" } ?? "") }
  }

  /// The rule for a metric of a script, complete.
  func rule(for metric: Metric, of script: String) -> CompleteRule {
    let rule = (benchmarkRules[script]?[metric] ?? Rule()).over(rules[metric] ?? Rule())
    let info = metric.info
    return CompleteRule(
      threshold: rule.threshold ?? info.threshold, floor: rule.floor ?? info.floor, judge: rule.judge ?? true,
      decides: rule.decides ?? info.decides)
  }
}

struct CompleteRule: Equatable {
  let threshold: Double
  let floor: Double
  let judge: Bool
  let decides: Bool
}
