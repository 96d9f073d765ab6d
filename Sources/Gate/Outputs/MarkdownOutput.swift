// The report as Markdown: for the summary page of a CI run, or a comment.

import Profiler

struct MarkdownOutput {
  private let report: GateReport

  init(_ report: GateReport) { self.report = report }

  var text: String {
    var lines = ["## \(sign(report.verdict)) \(Self.safe(report.headline))", ""]
    lines += [
      "| metric | baseline | candidate | change (interval) | limit | verdict |", "|---|---:|---:|---:|---:|---|",
    ]
    for row in report.rows {
      let cells = [
        row.title, GateFigures.baseline(row), GateFigures.candidate(row), GateFigures.change(row),
        GateFigures.threshold(row),
      ].map(Self.safe)
      let verdict = row.verdict == .regression ? "**regression**" : row.verdict.rawValue
      lines.append("| " + (cells + [verdict]).joined(separator: " | ") + " |")
    }
    let reasons = report.rows.filter { $0.verdict != .pass && $0.verdict != .shown }
    lines += section("Why", reasons.map { "\($0.title): \($0.explanation)" })
    if report.verdict != .pass { lines += section("Probable causes", report.blame.prefix(10).map(\.text)) }
    lines += section("History", report.trends.map(\.sentence))
    lines += section("Errors", report.expired)
    lines += section("Notes", report.notes)
    lines += ["", "Baseline: \(Self.safe(GateFigures.side(report.baseline))).  "]
    lines += ["Candidate: \(Self.safe(GateFigures.side(report.candidate))).  ", GateFigures.method(report)]
    if let calibration = report.calibration { lines.append(GateFigures.calibration(calibration)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func sign(_ verdict: GateVerdict) -> String {
    switch verdict {
    case .pass: "✅"
    case .regression: "❌"
    case .inconclusive: "❔"
    }
  }

  private func section(_ title: String, _ items: [String]) -> [String] {
    items.isEmpty ? [] : ["", "### \(title)", ""] + items.map { "- \(Self.safe($0))" }
  }

  /// Text that Markdown and the HTML in it leave alone. By scalars: a combining mark makes another character of the sign before it.
  static func safe(_ text: String) -> String {
    var result = ""
    for scalar in DisplayText.safe(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "|", "*", "_", "`", "[", "]", "\\", "#", "~", "@": result += "\\\(scalar)"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
