// The report as JUnit XML: a test case for each judged row. A regression is a failure, an undecided row that counts an error,
// an accepted regression or an undecided row that does not count is skipped.

import Profiler
import Warmup

struct JUnitOutput {
  private let report: GateReport

  init(_ report: GateReport) { self.report = report }

  var text: String {
    let rows = report.rows.filter { $0.verdict != .shown }
    let errors = rows.count { $0.verdict == .inconclusive && $0.decides } + report.expired.count
    let skipped = rows.count { $0.verdict == .acknowledged || ($0.verdict == .inconclusive && !$0.decides) }
    let name = report.script.name
    let counts =
      "tests=\"\(rows.count + report.expired.count)\" failures=\"\(report.count(.regression))\" errors=\"\(errors)\""
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites name=\"pitviper check\" \(counts)>",
      "  <testsuite name=\"\(Self.safe(name))\" \(counts) skipped=\"\(skipped)\"\(timestamp)>",
    ]
    for row in rows { lines.append(testCase(row)) }
    for text in report.expired {
      lines.append(
        element(name: "acknowledgement", content: "<error type=\"expired\" message=\"\(Self.safe(text))\"/>"))
    }
    let causes = report.verdict == .pass ? [] : report.blame.prefix(10).map(\.text)
    let output = ([report.headline] + causes.map { "Probable cause: \($0)" } + report.notes).joined(separator: "\n")
    lines += ["    <system-out>\(Self.safe(output))</system-out>", "  </testsuite>", "</testsuites>"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Local time without a zone is all that the schema allows.
  private var timestamp: String {
    let text = report.candidate.started.prefix(19)
    let isTime =
      text.count == 19 && text.dropFirst(10).first == "T" && text.allSatisfy { $0.isASCII && !$0.isWhitespace }
    return isTime ? " timestamp=\"\(Self.safe(String(text)))\"" : ""
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

  private func element(name: String, content: String?) -> String {
    let start = "    <testcase classname=\"\(Self.safe(report.script.name))\" name=\"\(Self.safe(name))\""
    return content.map { "\(start)>\($0)</testcase>" } ?? "\(start)/>"
  }

  static func safe(_ text: String) -> String { MarkupText.escaped(text, newline: "&#10;") }
}
