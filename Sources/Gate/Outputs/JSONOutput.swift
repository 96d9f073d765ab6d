// The report as JSON for other programs; docs/gate.md describes it. Times are microseconds, "never" is null with "never": true.

import Profiler

struct JSONOutput {
  private let report: GateReport

  init(_ report: GateReport) { self.report = report }

  var text: String {
    var members: [(String, JSONValue)] = [
      ("verdict", .string(report.verdict.rawValue)), ("headline", .string(report.headline)),
      ("script", .string(report.script.name)), ("clock", .string(report.clock.rawValue)),
      ("false_alarms", .number(report.falseAlarms)), ("tested_rows", .integer(report.tests)),
      ("baseline", side(report.baseline)), ("candidate", side(report.candidate)),
      ("rows", .array(report.rows.map(row))),
      (
        "blame",
        .array(
          report.blame.map { item in
            .object([("kind", .string(item.kind.rawValue)), ("text", .string(item.text))] + place(item.place))
          })
      ),
      ("notes", .array(report.notes.map { .string($0) })), ("expired", .array(report.expired.map { .string($0) })),
    ]
    if !report.trends.isEmpty { members.append(("trends", .array(report.trends.map(\.json)))) }
    if let calibration = report.calibration { members.append(("calibration", Self.calibration(calibration))) }
    return JSONValue.object(members).text + "\n"
  }

  private func side(_ facts: BenchmarkFacts) -> JSONValue {
    .object([
      ("processes", .integer(facts.processes.count)), ("iterations", .integer(facts.iterations)),
      ("started", .string(facts.started)), ("version", .string(facts.version)),
      ("commit", facts.commit.map { .string($0) } ?? .null), ("machine", .string(facts.machine.text)),
    ])
  }

  private func row(_ row: GateRow) -> JSONValue {
    let scale = row.metric.info.unit == .seconds ? 1e6 : 1
    var members: [(String, JSONValue)] = [
      ("metric", .string(row.metric.rawValue)), ("title", .string(row.title)),
      ("unit", .string(row.metric.info.unit.name)), ("baseline", .number(row.baseline * scale)),
      ("candidate", .number(row.candidate * scale)), ("threshold", row.threshold.map { .number($0) } ?? .null),
      ("verdict", .string(row.verdict.rawValue)), ("decides", .bool(row.decides)),
      ("explanation", .string(row.explanation)),
    ]
    if row.candidate == .infinity { members.append(("never", .bool(true))) }
    if let shapes = row.shapes {
      members.append(
        ("classes", .object([("baseline", .string(shapes.baseline)), ("candidate", .string(shapes.candidate))])))
    }
    if let change = row.change {
      members.append(
        (
          "change",
          .object([
            ("estimate", .number(change.estimate)), ("low", .number(change.low)), ("high", .number(change.high)),
          ])
        ))
    }
    return .object(members + (row.place.map(place) ?? []))
  }

  private func place(_ place: BenchPlace) -> [(String, JSONValue)] {
    [("function", .string(place.function)), ("file", .string(place.file)), ("line", .integer(place.line))]
  }

  static func calibration(_ summary: CalibrationSummary) -> JSONValue {
    func rate(_ rate: CalibrationSummary.Rate) -> JSONValue {
      .object([
        ("comparisons", .integer(rate.comparisons)), ("alarms", .integer(rate.alarms)),
        ("inconclusive", .integer(rate.inconclusive)), ("low", .number(rate.interval.low)),
        ("high", .number(rate.interval.high)),
      ])
    }
    return .object([
      ("processes", .integer(summary.processes)), ("per_side", .integer(summary.perSide)),
      ("random", rate(summary.random)), ("ordered", rate(summary.ordered)),
      (
        "thresholds",
        .object(
          Metric.allCases.compactMap { metric in
            summary.thresholds[metric].map { (metric.rawValue, .number($0)) }
          })
      ),
    ])
  }
}

extension MetricInfo.Unit {
  fileprivate var name: String {
    switch self {
    case .seconds: "microseconds"
    case .bytes: "bytes"
    case .iterations: "iterations"
    case .count: "count"
    case .processes: "processes"
    }
  }
}
