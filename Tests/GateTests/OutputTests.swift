// The outputs: whole reports compared with the files in Snapshots/ (PITVIPER_BLESS=1 writes them anew), and hostile names.

import Foundation
import Testing

@testable import Gate

@Suite struct OutputTests {
  /// A report with every verdict in it.
  private func report(hostile: String? = nil) throws -> GateReport {
    var before = MadeFacts()
    before.traces.append(TraceFacts(kind: "bridge", place: MadeFacts.place(14), count: 1, bytes: 300))
    var after = MadeFacts(steady: 0.0125, processNoise: 0.05, seed: 2)
    after.guards.append(
      GuardFacts(
        kind: "guardTrue", expected: "true", place: MadeFacts.place(14, hostile ?? "run"), failures: 4000, bridges: 0))
    after.aborts = [
      AbortFacts(
        reason: "tooLong", title: "the trace reached the limit of instructions", begin: MadeFacts.place(30),
        place: MadeFacts.place(31), isBridge: false, count: 1)
    ]
    var gate = Gate.fixed
    gate.configuration.acknowledgements = [
      .init(benchmark: nil, metric: .abort, part: "tooLong", reason: hostile ?? "waits for a fix", until: "2027-01-31"),
      .init(benchmark: nil, metric: .peakMemory, part: nil, reason: "old", until: "2026-01-01"),
    ]
    var facts = after.facts
    if let hostile { facts.script.name = hostile }
    var baseline = before.facts
    baseline.script.name = facts.script.name
    return try gate.check(baseline, facts)
  }

  @Test(arguments: GateOutput.allCases) func isAsInTheSnapshot(_ output: GateOutput) throws {
    let text = output.text(try report(), width: 120, directory: "/work/project")
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Snapshots/\(output.rawValue).txt")
    if ProcessInfo.processInfo.environment["PITVIPER_BLESS"] == "1", ProcessInfo.processInfo.environment["CI"] == nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)))
  }

  private static let hostile = [
    "\u{1B}[31mred", "a|b\n::error::x", "</script><b>&\"'", "]]>", "%0A,:", "日本語", "\u{202E}txt", "`code` *b* @all",
    "\u{0}\u{FFFF}", "a|\u{301}b <\u{301}i>",
  ]

  @Test(arguments: hostile) func hostileNamesAreHarmless(_ name: String) throws {
    let report = try report(hostile: name)
    for output in GateOutput.allCases {
      let text = output.text(report, width: 100, directory: "/work/project")
      let harmful = text.unicodeScalars.first { scalar in
        (scalar.value < 0x20 && scalar != "\n") || scalar.value == 0x7F || (scalar.value == 0xFFFF && output == .junit)
      }
      #expect(harmful == nil)
      switch output {
      case .json, .sarif: _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
      case .annotations: #expect(text.split(separator: "\n").allSatisfy { $0.contains("::") && $0.hasPrefix("::") })
      case .markdown:
        let table = text.split(separator: "\n").filter { $0.hasPrefix("|") }
        // By scalars, as its readers do.
        func bars(_ line: Substring) -> Int {
          let scalars = Array(line.unicodeScalars)
          return scalars.indices.count { scalars[$0] == "|" && ($0 == 0 || scalars[$0 - 1] != "\\") }
        }
        #expect(table.allSatisfy { bars($0) == 7 } && !text.unicodeScalars.contains("<"))
      default: break
      }
    }
  }

  /// Attributes that the schemas demand are there whatever a file leaves open.
  @Test func junitHasWhatItsReadersDemand() throws {
    var facts = MadeFacts(seed: 2).facts.countersOnly
    facts.started = "yesterday"
    let report = try Gate.fixed.check(MadeFacts().facts.countersOnly, facts)
    let text = GateOutput.junit.text(report, width: 80, directory: "/")
    let suite = try #require(text.split(separator: "\n").first { $0.contains("<testsuite ") })
    #expect(suite.contains(" hostname=\"localhost\" ") && suite.contains(" time=\"0.000\">"))
    let time = " timestamp=\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\" "
    #expect(suite.range(of: time, options: .regularExpression) != nil)
    #expect(text.contains("<testsuites>\n") && text.contains("<system-err></system-err>"))
  }

  @Test func pathsAreRelativeToTheRepository() {
    #expect(SourcePath.uri("/work/project/a b.py", directory: "/work/project") == "a%20b.py")
    #expect(SourcePath.uri("/elsewhere/ä.py", directory: "/work/project") == "file:///elsewhere/%C3%A4.py")
  }
}
