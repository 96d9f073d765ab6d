// The configuration: what it may say, what is wrong, acknowledgements through their life.

import Foundation
import Testing

@testable import Gate

@Suite struct ConfigurationTests {
  private func read(_ text: String) throws -> GateConfiguration {
    try GateConfiguration(json: Data(text.utf8), name: "gate.json")
  }

  @Test func everythingIsRead() throws {
    let configuration = try read(
      """
      {"false_alarms": 0.02, "clock": "wall", "accept": ["version"],
       "metrics": {"steady_time": {"threshold": 0.05}, "class": {"judge": false}},
       "benchmarks": {"sobel.py": {"metrics": {"steady_time": {"threshold": 0.2, "floor": 0.001}}}},
       "acknowledged": [{"metric": "abort", "part": "tooLong", "reason": "known", "until": "2027-01-31"}]}
      """)
    #expect(configuration.falseAlarms == 0.02 && configuration.clock == .wall && configuration.accepted == [.version])
    #expect(configuration.rule(for: .steadyTime, of: "other.py").threshold == 0.05)
    #expect(configuration.rule(for: .steadyTime, of: "sobel.py").threshold == 0.2)
    #expect(!configuration.rule(for: .shape, of: "sobel.py").judge)
    #expect(configuration.acknowledgements.first?.part == "tooLong")
    #expect(try read(configuration.json) == configuration)
  }

  @Test(arguments: [
    "", "[]", "{\"metrics\": {\"stedy_time\": {}}}", "{\"metric\": {}}", "{\"clock\": \"sun\"}",
    "{\"false_alarms\": 0}", "{\"false_alarms\": true}", "{\"metrics\": {\"class\": {\"judge\": 1}}}",
    "{\"metrics\": {\"steady_time\": {\"threshold\": -1}}}", "{\"accept\": [\"all\"]}",
    "{\"acknowledged\": [{\"metric\": \"abort\", \"until\": \"2027-01-31\"}]}",
    "{\"acknowledged\": [{\"metric\": \"abort\", \"reason\": \" \", \"until\": \"2027-01-31\"}]}",
    "{\"acknowledged\": [{\"metric\": \"abort\", \"reason\": \"x\", \"until\": \"31.1.2027\"}]}",
    "{\"acknowledged\": [{\"metric\": \"abort\", \"reason\": \"x\", \"until\": \"2027-13-31\"}]}",
    "{\"acknowledged\": [{\"metric\": \"abort\", \"reason\": \"x\"}]}",
  ]) func mistakesAreOneLine(_ text: String) throws {
    let error = #expect(throws: GateError.self) { try read(text) }
    let message = try #require(error).description
    #expect(message.hasPrefix("gate.json") && !message.contains("\n"))
    #expect(error?.exitStatus == 2)
  }

  private func check(until: String, metric: Metric = .steadyTime, benchmark: String? = nil) throws -> GateReport {
    try Self.check(
      MadeFacts(steady: 0.0108, iterationNoise: 0.005, warmup: 0, seed: 2),
      acknowledged: .init(benchmark: benchmark, metric: metric, part: nil, reason: "slower parser", until: until))
  }

  private static func check(
    _ candidate: MadeFacts, acknowledged: GateConfiguration.Acknowledgement
  ) throws -> GateReport {
    var gate = Gate.fixed
    gate.configuration.acknowledgements = [acknowledged]
    return try gate.check(MadeFacts(iterationNoise: 0.005).facts, candidate.facts)
  }

  @Test func acknowledgedRegressionPasses() throws {
    var gate = Gate.fixed
    gate.configuration.acknowledgements = [
      .init(benchmark: "sobel.py", metric: .guardSite, part: "sobel.py:12", reason: "known", until: "2026-11-23")
    ]
    var more = MadeFacts(seed: 2)
    more.guards[0].failures = 500
    let report = try gate.check(MadeFacts().facts, more.facts)
    #expect(report.verdict == .pass && report.count(.acknowledged) == 2 && report.expired.isEmpty)
  }

  @Test func theMeanIsAcceptedWithTheFastest() throws {
    let report = try check(until: "2027-01-01", metric: .fastestIteration)
    #expect(
      report.row(.fastestIteration)?.verdict == .acknowledged && report.row(.steadyTime)?.verdict == .acknowledged)
    // Not the other way round, and not when the mean grew by much more.
    #expect(try check(until: "2027-01-01", metric: .steadyTime).row(.fastestIteration)?.verdict == .regression)
    let gate = GateConfiguration.Acknowledgement(
      benchmark: nil, metric: .fastestIteration, part: nil, reason: "slower parser", until: "2027-01-01")
    let slow = try Self.check(
      MadeFacts(steady: 0.0108, iterationNoise: 0.005, warmup: 0, seed: 2, slowShare: 0.2), acknowledged: gate)
    #expect(slow.row(.fastestIteration)?.verdict == .acknowledged && slow.row(.steadyTime)?.verdict == .regression)
  }

  @Test func expiredAcknowledgementIsAnError() throws {
    let report = try check(until: "2026-11-22")
    #expect(report.row(.steadyTime)?.verdict == .regression)
    #expect(report.expired.count == 1 && report.expired[0].contains("slower parser"))
  }

  @Test func unusedAcknowledgementIsSaid() throws {
    let report = try check(until: "2027-01-01", metric: .bridges)
    #expect(report.notes.contains { $0.contains("not needed") })
  }

  @Test func acknowledgementOfAnotherBenchmarkIsIgnored() throws {
    let report = try check(until: "2020-01-01", benchmark: "other.py")
    #expect(report.expired.isEmpty && report.row(.steadyTime)?.verdict == .regression)
  }

  @Test func calibratedThresholdsAreTakenOver() throws {
    let pool = GateSide(MadeFacts(processes: 40, processNoise: 0.04).facts, clock: .wall)
    let summary = try Calibration.run(
      pool, perSide: 10, comparisons: 100, seed: 1, configuration: GateConfiguration())
    let threshold = try #require(summary.thresholds[.steadyTime])
    #expect(threshold > 0.03 && threshold < 0.15)
    var configuration = GateConfiguration()
    configuration.take(summary)
    #expect(configuration.rule(for: .steadyTime, of: "sobel.py").threshold == threshold)
  }
}
