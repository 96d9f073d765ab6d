// Each rule of the doctor on two real programs of Fixtures/doctor: the script named for the rule and `_yes` triggers it, at the line
// marked FINDING if there is one; that with `_no` does the same work in another way and has no finding of the rule.

import Foundation
import Testing

@testable import Profiler

@Suite(.serialized) struct DoctorTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/doctor")

  private static let rules: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix("_yes.py") }.map { String($0.dropLast("_yes.py".count)) }.sorted()
  }()

  private func findings(_ script: String) throws -> (found: [Finding], marked: Int?) {
    let path = Self.folder.appendingPathComponent(script).path
    let lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
    let prefix = "# profile: "
    let options = lines.first { $0.hasPrefix(prefix) }.map {
      $0.dropFirst(prefix.count).split(separator: " ").map(String.init)
    }
    let temporary = Folder()
    let recording = temporary.path + "/x.pitviper"
    let run = try Run.pitviper(["profile", "--quiet", "-o", recording] + (options ?? []) + [path])
    #expect(run.status == 0, "\(run.error)")
    let marked = lines.firstIndex { $0.hasSuffix("# FINDING") }.map { $0 + 1 }
    return (try Recording(path: recording).profile().findings(), marked)
  }

  @Test func everyRuleHasItsScripts() {
    // What troubles sampling cannot be brought about by a script: Tests/ProfilerTests has it.
    let names = Doctor.rules.map(\.name).filter { $0 != "sampling-trouble" }.sorted()
    #expect(Self.rules == names)
  }

  /// Copies need the package cffi, which not every machine has.
  private func canRun(_ rule: String) throws -> Bool {
    try rule != "copying-calls" || Run.pitviper(["run", "-c", "import cffi"]).status == 0
  }

  @Test(arguments: rules) func triggers(rule: String) throws {
    guard try canRun(rule) else { return }
    let (found, marked) = try findings("\(rule)_yes.py")
    let finding = try #require(found.first { $0.rule == rule }, "found: \(found.map(\.rule))")
    #expect(finding.cost.weight > 0 && !finding.evidence.isEmpty && !finding.suggestion.isEmpty)
    if let marked {
      #expect(finding.line == marked && finding.place?.file.hasSuffix("\(rule)_yes.py") == true, "\(finding.placeText)")
    }
  }

  @Test(arguments: rules) func staysSilent(rule: String) throws {
    guard try canRun(rule) else { return }
    let (found, _) = try findings("\(rule)_no.py")
    #expect(!found.contains { $0.rule == rule }, "\(found.map { "\($0.rule) at \($0.placeText)" })")
  }

  @Test func printsTextAndJSON() throws {
    let temporary = Folder()
    let recording = temporary.path + "/x.pitviper"
    let script = Self.folder.appendingPathComponent("never-compiled_yes.py").path
    #expect(try Run.pitviper(["profile", "--quiet", "-o", recording, script]).status == 0)
    let text = try Run.pitviper(["doctor", recording]).output
    #expect(text.contains("never becomes machine code") && text.contains("unpackEx") && text.contains("Try: "))
    let json = try Run.pitviper(["doctor", recording, "--json"]).output
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    let found = (object?["findings"] as? [[String: Any]])?.first
    #expect(found?["rule"] as? String == "never-compiled" && found?["line"] as? Int == 8)
    #expect(try Run.pitviper(["doctor", script]).status == 2)
  }
}
