// Baselines from files and folders.

import Foundation
import Testing

@testable import Gate

@Suite struct BaselineTests {
  private func folder(_ files: [String: String]) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gate-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    return folder
  }

  private func facts(_ started: String, steady: Double = 0.01, _ change: (inout BenchmarkFacts) -> Void = { _ in })
    -> String
  {
    var facts = MadeFacts(processes: 4, iterations: 30, steady: steady, seed: UInt64(started.utf8.last!)).facts
    facts.started = started
    change(&facts)
    return facts.json
  }

  @Test func theNewestFittingFileCounts() throws {
    let folder = try folder([
      "c.json": facts("2026-11-01"), "a.json": facts("2026-11-03"), "b.json": facts("2026-11-02"),
      "other.json": facts("2026-11-09") { $0.script.name = "other.py" },
      "machine.json": facts("2026-11-09") { $0.machine.processors = 1 }, "bad.json": "{", "notes.txt": "?",
    ])
    defer { try? FileManager.default.removeItem(at: folder) }
    let baseline = try Baseline(path: folder.path, for: MadeFacts().facts, countersOnly: false)
    #expect(baseline.facts.started == "2026-11-03" && baseline.history.count == 3)
    #expect(
      baseline.notes.contains { $0.contains("bad.json") } && baseline.notes.contains { $0.contains("2 files of other") }
    )
  }

  @Test func acceptedDifferencesHoldInAFolder() throws {
    let folder = try folder([
      "machine.json": facts("2026-11-02") { $0.machine.processors = 1 },
      "jit.json": facts("2026-11-03") { $0.jit = "threshold=9" },
    ])
    defer { try? FileManager.default.removeItem(at: folder) }
    func newest(_ accepted: Set<GateConfiguration.Difference>) -> String? {
      try? Baseline(path: folder.path, for: MadeFacts().facts, countersOnly: false, accepted: accepted).facts.started
    }
    #expect(newest([]) == nil && newest([.machine]) == "2026-11-02" && newest([.jit]) == "2026-11-03")
  }

  @Test func theCandidateIsNoBaselineOfItself() throws {
    let folder = try folder(["a.json": facts("2026-11-03")])
    defer { try? FileManager.default.removeItem(at: folder) }
    let candidate = try BenchmarkFacts(path: folder.appendingPathComponent("a.json").path)
    let error = #expect(throws: GateError.self) {
      try Baseline(path: folder.path, for: candidate, countersOnly: false)
    }
    #expect(error?.exitStatus == 2)
  }

  @Test func theCourseIsSaid() throws {
    var files: [String: String] = [:]
    for day in 10..<26 { files["\(day).json"] = facts("2026-11-\(day)", steady: day < 18 ? 0.010 : 0.013) }
    let folder = try folder(files)
    defer { try? FileManager.default.removeItem(at: folder) }
    let candidate = MadeFacts(processes: 4, iterations: 30, steady: 0.013).facts
    let report = try Gate.fixed.check(Baseline(path: folder.path, for: candidate, countersOnly: false), candidate)
    let trend = try #require(report.trends.first { $0.metric == .steadyTime })
    #expect(trend.points.count == 17 && trend.changes == [8])
    #expect(GateOutput.terminal.text(report, width: 100, directory: "/").contains("from 2026-11-18 on"))
  }
}
