// The analysis as JSON, with keys in a fixed order and numbers with all their digits. docs/warmup.md lists the keys.

public struct WarmupJSON: Sendable {
  /// Finished text.
  public let text: String

  private init(_ text: String) { self.text = text }

  public static func number(_ value: Double) -> WarmupJSON { WarmupJSON(value.isFinite ? "\(value)" : "null") }
  public static func integer(_ value: Int) -> WarmupJSON { WarmupJSON(String(value)) }
  public static let null = WarmupJSON("null")

  public static func string(_ value: String) -> WarmupJSON {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"", "\\": text += "\\\(scalar)"
      case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return WarmupJSON(text + "\"")
  }

  /// On one line, or an item a line.
  public static func array(_ items: [WarmupJSON], perLine: Bool = false) -> WarmupJSON {
    if perLine && !items.isEmpty { return WarmupJSON("[\n" + items.map(\.text).joined(separator: ",\n") + "\n]") }
    return WarmupJSON("[" + items.map(\.text).joined(separator: ", ") + "]")
  }

  public static func object(_ members: [(String, WarmupJSON)]) -> WarmupJSON {
    WarmupJSON("{" + members.map { "\(string($0.0).text): \($0.1.text)" }.joined(separator: ", ") + "}")
  }
}

extension WarmupJSON {
  /// What was chosen, for the head of a document.
  public static func options(_ options: AnalysisOptions) -> [(String, WarmupJSON)] {
    let delta: (String, WarmupJSON) =
      switch options.delta {
      case .seconds(let seconds): ("seconds", number(seconds))
      case .share(let share): ("share", number(share))
      }
    return [("mode", string(options.mode.rawValue)), ("delta", object([delta]))]
  }

  /// Verdict and figures of a benchmark, and its processes.
  public static func benchmark(_ analysis: BenchmarkAnalysis) -> [(String, WarmupJSON)] {
    [
      ("verdict", string(analysis.verdict.description)), ("steady_time", estimate(analysis.steadyTime)),
      ("steady_iteration", spread(analysis.steadyIterations)), ("time_to_steady", spread(analysis.timesToSteady)),
      ("processes", array(analysis.processes.map { object(process($0)) }, perLine: true)),
    ]
  }

  public static func process(_ process: ProcessAnalysis) -> [(String, WarmupJSON)] {
    let steady = process.steady
    return [
      ("n", integer(process.count)), ("outliers", array(process.outliers.map(integer))),
      ("changepoints", array(process.changepoints.map(integer))),
      ("segments", array(process.segments.map(segment))),
      ("class", string(process.classification.rawValue)),
      ("steady_iteration", steady.map { integer($0.iteration) } ?? null),
      ("time_to_steady", steady.map { number($0.timeToSteady) } ?? null),
      ("steady_time", steady.map { number($0.time.value) } ?? null),
      ("steady_time_interval", steady.map { array([number($0.time.low), number($0.time.high)]) } ?? null),
      (
        "cycle",
        process.cycle.map { object([("period", integer($0.period)), ("strength", number($0.strength))]) } ?? null
      ),
    ]
  }

  private static func segment(_ segment: Segment) -> WarmupJSON {
    object([
      ("start", integer(segment.start)), ("end", integer(segment.end)), ("mean", number(segment.mean)),
      ("variance", number(segment.variance)),
    ])
  }

  public static func comparison(_ comparison: BenchmarkComparison) -> [(String, WarmupJSON)] {
    [
      ("verdict", string(comparison.verdict.rawValue)), ("classes", metric(comparison.classes)),
      ("steady_iteration", metric(comparison.steadyIteration)), ("time_to_steady", metric(comparison.timeToSteady)),
      ("steady_time", metric(comparison.steadyTime)),
    ]
  }

  private static func metric(_ metric: MetricComparison) -> WarmupJSON {
    object([
      ("verdict", metric.verdict.map { string($0.rawValue) } ?? null), ("ratio", metric.ratio.map(number) ?? null),
      ("reason", metric.reason.map(string) ?? null),
    ])
  }

  private static func estimate(_ estimate: TimeEstimate?) -> WarmupJSON {
    guard let estimate else { return null }
    return object([("value", number(estimate.value)), ("low", number(estimate.low)), ("high", number(estimate.high))])
  }

  private static func spread(_ spread: Spread?) -> WarmupJSON {
    guard let spread else { return null }
    return object([
      ("processes", integer(spread.count)), ("median", number(spread.median)), ("p5", number(spread.low)),
      ("p95", number(spread.high)),
    ])
  }
}
