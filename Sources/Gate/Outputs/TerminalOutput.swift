// The report as a table in the terminal. Names come from scripts and files: everything passes DisplayText.

import Profiler

struct TerminalOutput {
  private let report: GateReport
  private let width: Int

  init(_ report: GateReport, width: Int) {
    self.report = report
    self.width = width
  }

  var text: String {
    var lines = [
      "\(report.verdict.rawValue.uppercased()): \(report.headline)", "",
      "  baseline   \(GateFigures.side(report.baseline))", "  candidate  \(GateFigures.side(report.candidate))", "",
    ]
    lines += table
    lines += report.rows.compactMap { row in
      row.shapes.map { "  classes: \($0.baseline)" + ($0.baseline == $0.candidate ? "" : " → \($0.candidate)") }
    }
    let reasons = report.rows.filter { $0.verdict != .pass && $0.verdict != .shown }
    lines += section("Why", reasons.map { "\($0.title): \($0.explanation)" })
    if report.verdict != .pass { lines += section("Probable causes", report.blame.prefix(10).map(\.text)) }
    lines += section("History", report.trends.map(\.sentence))
    lines += section("Errors", report.expired)
    lines += section("Notes", report.notes)
    lines.append("")
    lines.append(GateFigures.method(report))
    if let calibration = report.calibration { lines.append(GateFigures.calibration(calibration)) }
    return lines.map(DisplayText.safe).joined(separator: "\n") + "\n"
  }

  private func section(_ title: String, _ items: [String]) -> [String] {
    items.isEmpty ? [] : ["", "\(title):"] + items.map { "  \($0)" }
  }

  /// Of classes the processes that reach a steady state and get no slower; the classes themselves are a line of their own.
  private func cell(_ row: GateRow, _ side: BenchmarkFacts, _ bad: Double) -> String? {
    row.shapes.map { _ in "\(side.processes.count - Int(bad)) of \(side.processes.count)" }
  }

  private var table: [String] {
    let titles = ["metric", "baseline", "candidate", "change (interval)", "limit", "verdict"]
    let rows = report.rows.map { row in
      [
        row.shapes == nil ? row.title : "good classes",
        cell(row, report.baseline, row.baseline) ?? GateFigures.baseline(row),
        cell(row, report.candidate, row.candidate) ?? GateFigures.candidate(row), GateFigures.change(row),
        GateFigures.threshold(row), row.verdict.rawValue,
      ].map(DisplayText.safe)
    }
    let all = [titles] + rows
    var widths = titles.indices.map { column in all.map { DisplayText.width($0[column]) }.max() ?? 0 }
    // The name takes what the others leave.
    widths[0] = max(16, min(widths[0], width - widths.dropFirst().reduce(0, +) - 2 * titles.count))
    return all.map { cells in
      var line = ""
      for (column, cell) in cells.enumerated() {
        let isNumber = (1...4).contains(column)
        line +=
          "  "
          + DisplayText.padded(
            DisplayText.fitted(cell, columns: widths[column]), columns: widths[column], right: isNumber)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
