// The report as JUnit XML: a test case for each judged row. A regression is a failure, an undecided row that counts an error,
// an accepted regression or an undecided row that does not count is skipped.
//
// The format has no owner. What is written satisfies both schemas that are common: that of Ant's tasks (JUnit.xsd of Windy Road),
// which demands a host, times, properties and both outputs and allows the root no attribute, and that of Jenkins' xUnit plugin
// (junit-10.xsd). Fixtures/gate/junit.xsd is what they have in common, made as strict as this output.

import Foundation
import Profiler
import Warmup

struct JUnitOutput {
  private let report: GateReport

  init(_ report: GateReport) { self.report = report }

  var text: String {
    let rows = report.rows.filter { $0.verdict != .shown }
    let errors = rows.count { $0.verdict == .inconclusive && $0.decides } + report.expired.count
    let skipped = rows.count { $0.verdict == .acknowledged || ($0.verdict == .inconclusive && !$0.decides) }
    let counts =
      "tests=\"\(rows.count + report.expired.count)\" failures=\"\(report.count(.regression))\" errors=\"\(errors)\" "
      + "skipped=\"\(skipped)\""
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites>",
      "  <testsuite package=\"pitviper\" id=\"0\" name=\"\(name)\" timestamp=\"\(timestamp)\" hostname=\"\(host)\" "
        + "\(counts) time=\"\(seconds)\">",
      "    <properties>",
    ]
    lines += properties.map { "      <property name=\"\($0)\" value=\"\(Self.safe($1))\"/>" } + ["    </properties>"]
    for row in rows { lines.append(testCase(row)) }
    for text in report.expired {
      lines.append(
        element(name: "acknowledgement", content: "<error type=\"expired\" message=\"\(Self.safe(text))\"/>"))
    }
    let causes = report.verdict == .pass ? [] : report.blame.prefix(10).map(\.text)
    let output = ([report.headline] + causes.map { "Probable cause: \($0)" } + report.notes).joined(separator: "\n")
    lines += [
      "    <system-out>\(Self.safe(output))</system-out>",
      "    <system-err>\(Self.safe(report.expired.joined(separator: "\n")))</system-err>", "  </testsuite>",
      "</testsuites>",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var name: String { Self.token(report.script.name, else: "benchmark") }

  private var host: String { Self.token(report.candidate.machine.host, else: "localhost") }

  /// Seconds that the iterations of the candidate took; 0 when only its counters are known.
  private var seconds: String {
    let sum = report.candidate.processes.reduce(0) { $0 + $1.wall.reduce(0, +) }
    return Figures.fixed(min(sum, 999_999_999), digits: 3)
  }

  private var properties: [(String, String)] {
    [
      ("verdict", report.verdict.rawValue), ("version", report.candidate.version),
      ("machine", report.candidate.machine.text), ("clock", report.clock.rawValue),
      ("baseline", GateFigures.side(report.baseline)), ("candidate", GateFigures.side(report.candidate)),
    ]
  }

  /// When the candidate was measured (UTC; the schema allows no zone), or now when its file does not say.
  private var timestamp: String {
    let format = ISO8601DateFormatter()
    let measured = format.date(from: report.candidate.started)
    return String(format.string(from: measured ?? Date()).prefix(19))
  }

  private func testCase(_ row: GateRow) -> String {
    let message = Self.safe(
      "\(GateFigures.baseline(row)) → \(GateFigures.candidate(row)) \(GateFigures.change(row)): \(row.explanation)")
    switch row.verdict {
    case .regression:
      return element(name: row.title, content: "<failure type=\"\(row.metric.rawValue)\" message=\"\(message)\"/>")
    case .inconclusive where row.decides:
      return element(name: row.title, content: "<error type=\"inconclusive\" message=\"\(message)\"/>")
    case .acknowledged, .inconclusive:
      return element(name: row.title, content: "<skipped message=\"\(message)\"/>")
    case .pass, .better, .shown:
      return element(name: row.title, content: nil)
    }
  }

  /// A row is computed, not run: it takes no time of its own.
  private func element(name: String, content: String?) -> String {
    let start = "    <testcase classname=\"\(self.name)\" name=\"\(Self.token(name, else: "metric"))\" time=\"0\""
    return content.map { "\(start)>\($0)</testcase>" } ?? "\(start)/>"
  }

  static func safe(_ text: String) -> String { MarkupText.escaped(text, newline: "&#10;") }

  /// A name that must not be empty.
  private static func token(_ text: String, else other: String) -> String {
    text.contains { !$0.isWhitespace } ? safe(text) : other
  }
}
