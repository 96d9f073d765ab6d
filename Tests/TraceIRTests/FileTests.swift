// The passes by file tests. A file of Fixtures/ir holds cases:
//
//   case NAME
//   passes PASS …          (`all`: every pass)
//   input
//   TRACE
//   expected
//   TRACE
//
// Calls name the helpers of `World`. `PITVIPER_BLESS=1` writes what the passes give into the files, to be read before it
// is committed. One more test switches off each rule in turn: some case must fail then.

import Foundation
import Testing

@testable import TraceIR

struct FileCase: Sendable {
  var file: String
  var name: String
  var passes: String
  var input: String
  var expected: String

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/ir")

  static let files: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".trace") }
    .sorted()

  static let all: [FileCase] = files.flatMap { cases(in: $0) }

  static func cases(in file: String) -> [FileCase] {
    let text = (try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)) ?? ""
    var cases: [FileCase] = []
    var section = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init) {
      if line.hasPrefix("case ") {
        cases.append(FileCase(file: file, name: String(line.dropFirst(5)), passes: "", input: "", expected: ""))
      } else if line.hasPrefix("passes ") {
        cases[cases.count - 1].passes = String(line.dropFirst(7))
      } else if line == "input" || line == "expected" {
        section = line
      } else if section == "input" {
        cases[cases.count - 1].input += line + "\n"
      } else {
        cases[cases.count - 1].expected += line + "\n"
      }
    }
    return cases
  }

  var disabled: Set<Pass> {
    if passes == "all" { return [] }
    let enabled = passes.split(separator: " ").map { Pass(rawValue: String($0))! }
    return Set(Pass.allCases).subtracting(enabled)
  }

  /// What the passes make of the input without some rules. Throws `TraceParseError`, or `Difference` for what the
  /// verifier refuses.
  func result(without rules: Set<Rule> = []) throws -> String {
    var trace = try Trace(parsing: input, names: World.names)
    if let fault = trace.faults(helpers: World.helpers).first { throw Difference("\(name): \(fault)") }
    Optimizer.optimize(&trace, helpers: World.helpers, rules: RuleSet(without: disabled, rules: rules)) {
      FileCase.word(of: $0, $1)
    }
    if let fault = trace.faults(helpers: World.helpers).first {
      throw Difference("\(name), after the passes: \(fault)\n\(trace.text(names: World.names))")
    }
    return trace.text(names: World.names)
  }

  /// The object 0x1001 holds the int 7, itself, None and a raw word.
  static func word(of object: UInt64, _ offset: Int64) -> UInt64? {
    guard object == 0x1001, (8...32).contains(offset) else { return nil }
    return [7 << 2, object, 0x16, 0x123][Int(offset) / 8 - 1]
  }

  func text(expected: String) -> String {
    "case \(name)\npasses \(passes)\ninput\n\(input)expected\n\(expected)"
  }
}

@Suite struct FileTests {
  @Test func thereAreEnoughCases() {
    #expect(FileCase.all.count >= 150)
    #expect(Set(FileCase.all.map { $0.file + $0.name }).count == FileCase.all.count)
  }

  @Test(arguments: FileCase.files) func passesGiveWhatIsExpected(_ file: String) throws {
    let cases = FileCase.cases(in: file)
    let results = try cases.map { try $0.result() }
    if ProcessInfo.processInfo.environment["PITVIPER_BLESS"] == "1", ProcessInfo.processInfo.environment["CI"] == nil {
      let text = zip(cases, results).map { $0.text(expected: $1) }.joined(separator: "\n")
      try text.write(to: FileCase.folder.appendingPathComponent(file), atomically: true, encoding: .utf8)
      return
    }
    for (fileCase, result) in zip(cases, results) {
      #expect(result == fileCase.expected, "\(file): \(fileCase.name)")
    }
  }

  /// Also shows that the text form is complete: what the passes made is read back and printed again.
  @Test func expectedTracesAreReadBack() throws {
    for fileCase in FileCase.all {
      #expect(try Trace(parsing: fileCase.expected, names: World.names).text(names: World.names) == fileCase.expected)
    }
  }

  @Test(arguments: Rule.allCases) func eachRuleIsMissed(_ rule: Rule) {
    let isMissed = FileCase.all.contains { fileCase in
      guard let result = try? fileCase.result(without: [rule]) else { return true }
      return result != fileCase.expected
    }
    #expect(isMissed, "no case fails without the rule \(rule) of the pass \(rule.pass)")
  }

  /// Running the passes on their own output finds nothing that would change its meaning.
  @Test func passesAcceptTheirOwnOutput() throws {
    for fileCase in FileCase.all {
      var trace = try Trace(parsing: fileCase.expected, names: World.names)
      Optimizer.optimize(&trace, helpers: World.helpers)
      #expect(trace.faults(helpers: World.helpers) == [], "\(fileCase.name)")
    }
  }
}
