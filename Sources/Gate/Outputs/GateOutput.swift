// The forms in which a report can be had. Each is a function from the report to text; none knows of files or of the terminal.

import Profiler

public enum GateOutput: String, CaseIterable, Sendable {
  case terminal, markdown, junit, sarif, json, annotations

  /// - Parameters:
  ///   - width: columns of the terminal.
  ///   - directory: the working directory; paths below it are written relative to it.
  public func text(_ report: GateReport, width: Int, directory: String) -> String {
    switch self {
    case .terminal: TerminalOutput(report, width: width).text
    case .markdown: MarkdownOutput(report).text
    case .junit: JUnitOutput(report).text
    case .sarif: SARIFOutput(report, directory: directory).text
    case .json: JSONOutput(report).text
    case .annotations: AnnotationOutput(report, directory: directory).text
    }
  }
}

/// Figures of rows as text, the same in every output.
enum GateFigures {
  static func value(_ value: Double, _ row: GateRow) -> String {
    guard value.isFinite else { return value > 0 ? "never" : "–" }
    switch row.metric.info.unit {
    case .seconds: return Figures.time(nanoseconds: value * 1e9)
    case .bytes: return Figures.bytes(integer(value))
    case .iterations, .count, .processes: return Figures.count(integer(value))
    }
  }

  static func integer(_ value: Double) -> Int { Int(max(-9e18, min(9e18, value.rounded()))) }

  static func baseline(_ row: GateRow) -> String { row.shapes?.baseline ?? value(row.baseline, row) }
  static func candidate(_ row: GateRow) -> String { row.shapes?.candidate ?? value(row.candidate, row) }

  /// `+4.2 % (1.8 … 6.9)`, `+12`
  static func change(_ row: GateRow) -> String {
    if row.shapes != nil { return "" }
    guard let change = row.change else {
      if row.baseline == row.candidate { return "equal" }
      return Comparison.signed(row.candidate - row.baseline)
    }
    let estimate = Judgement.percent(change.estimate)
    if change.low == change.high { return estimate }
    return "\(estimate) (\(bound(change.low)) … \(bound(change.high)))"
  }

  private static func bound(_ share: Double) -> String {
    guard share.isFinite, share > -1 else { return share > 0 ? "∞" : "–100" }
    return share < 100 ? Figures.fixed(share * 100, digits: abs(share) < 0.0995 ? 1 : 0) : "over 9,999"
  }

  static func threshold(_ row: GateRow) -> String {
    switch row.metric.info.kind {
    case .shape: ""
    case .measured: Judgement.percent(row.threshold ?? 0)
    case .counted, .part: row.threshold.map { $0 > 0 ? Judgement.percent($0) : "exact" } ?? "exact"
    }
  }

  /// The interval's confidence, and what it is for.
  static func method(_ report: GateReport) -> String {
    if report.tests == 0 {
      return "All counters are constant and were compared exactly: there is no chance of a false alarm."
    }
    let share = Judgement.percent(report.falseAlarms, signed: false)
    return "False alarms of the whole check: at most \(share), divided among "
      + "\(GateReport.number(report.tests, "tested row")); counters that are constant are compared exactly."
  }

  /// Both sides: `10 processes × 100 iterations, 2026-11-23T14:00:00Z`
  static func side(_ facts: BenchmarkFacts) -> String {
    "\(facts.processes.count) \(facts.processes.count == 1 ? "process" : "processes") × \(facts.iterations) iterations"
      + (facts.started.isEmpty ? "" : ", \(facts.started)") + (facts.commit.map { ", commit \($0.prefix(12))" } ?? "")
  }

  /// The calibration in one sentence.
  static func calibration(_ summary: CalibrationSummary) -> String {
    func rate(_ rate: CalibrationSummary.Rate) -> String {
      let bounds = rate.interval
      return "\(rate.alarms) of \(rate.comparisons) comparisons (95 %: "
        + "\(Figures.fixed(bounds.low * 100, digits: 1))–\(Figures.fixed(bounds.high * 100, digits: 1)) %)"
    }
    return "False alarms measured on this benchmark, \(summary.perSide) processes with \(summary.perSide) of "
      + "\(summary.processes): \(rate(summary.random)) at random, \(rate(summary.ordered)) in order."
  }
}
