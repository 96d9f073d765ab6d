// Messages and places of syntax errors, against what CPython 3.11 said (Resources/diagnostics.json; see diagnose.py).
import Foundation
import Syntax
import Testing

private struct Case: Decodable {
  var mode: String
  var source: String
  var kind: String?
  var message: String?
  var line: Int?
  var offset: Int?
  var endLine: Int?
  var endOffset: Int?

  var summary: String {
    guard let kind, let message else { return "accepted" }
    return "\(kind): \(message) at \(line!):\(offset!)-\(endLine!):\(endOffset!)"
  }
}

@Suite struct DiagnosticTests {
  @Test func messagesEqualCPythons() throws {
    let data = try Data(contentsOf: resources.appendingPathComponent("diagnostics.json"))
    let cases = try JSONDecoder().decode([Case].self, from: data)
    #expect(cases.count > 800)
    for item in cases {
      let mode: ParseMode = item.mode == "eval" ? .expression : item.mode == "single" ? .single : .file
      let found = problem(item.source, mode)
      let actual =
        found.map { "\($0.kind.rawValue): \($0.message) at \($0.line):\($0.offset)-\($0.endLine):\($0.endOffset)" }
      #expect(actual ?? "accepted" == item.summary, "\(item.mode) of \(item.source.debugDescription)")
    }
  }

  @Test func quotesTheLine() throws {
    #expect(problem("x = 1\nif é = 2: pass\n")?.text == "if é = 2: pass\n")
    #expect(problem("x = 1\nif é = 2: pass\n")?.offset == 4)
    #expect(problem("f'{a b}'")?.text == "(a b)\n")
    #expect(problem("x = (1,\n\n")?.text == "x = (1,\n")
    #expect(problem("x = 'abc\n")?.text == "x = 'abc")
    #expect(problem("a b", .expression)?.text == "a b")
  }

  @Test func offersProblemsToLaterStages() throws {
    let module = try parse("x = 1\nßß = return_(2)\n")
    let span = SourceSpan(line: 2, column: 7, endLine: 2, endColumn: 14)
    let problem = module.source.problem("'return' outside function", at: span)
    #expect(problem.line == 2 && problem.offset == 6 && problem.endOffset == 13)
    #expect(problem.text == "ßß = return_(2)\n")
  }
}
