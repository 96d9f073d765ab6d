// The promise of the gate: comparisons of a program with itself, and with planted regressions.

import Testing

@testable import Gate

@Suite struct CalibrationTests {
  @Test func falseAlarmsAreKept() throws {
    let pool = GateSide(MadeFacts(processes: 60, processNoise: 0.03, iterationNoise: 0.02).facts, clock: .wall)
    let summary = try Calibration.run(
      pool, perSide: 10, comparisons: 1000, seed: 3, configuration: GateConfiguration())
    #expect(summary.random.comparisons == 1000 && summary.ordered.comparisons == 41)
    #expect(summary.random.alarms <= 10)
    #expect(summary.text.contains("1000 comparisons"))
  }

  @Test func theSameSeedGivesTheSameLots() throws {
    let pool = GateSide(MadeFacts(processes: 20, processNoise: 0.05).facts, clock: .wall)
    let summaries = try (0..<2).map { _ in
      try Calibration.run(pool, perSide: nil, comparisons: 50, seed: 9, configuration: GateConfiguration())
    }
    #expect(summaries[0] == summaries[1] && summaries[0].perSide == 10)
  }

  @Test func aMachineThatDriftsShowsInOrder() throws {
    var facts = MadeFacts(processes: 40, processNoise: 0.002).facts
    for index in facts.processes.indices {
      let factor = 1 + 0.01 * Double(index)
      facts.processes[index].wall = facts.processes[index].wall.map { $0 * factor }
    }
    let summary = try Calibration.run(
      GateSide(facts, clock: .wall), perSide: 10, comparisons: 200, seed: 1, configuration: GateConfiguration())
    #expect(summary.ordered.alarms == summary.ordered.comparisons)
    #expect(summary.random.alarms <= 6)
  }

  @Test func smallPoolsAreRefused() throws {
    let pool = GateSide(MadeFacts(processes: 5).facts, clock: .wall)
    let error = #expect(throws: GateError.self) {
      try Calibration.run(pool, perSide: nil, comparisons: 10, seed: 1, configuration: GateConfiguration())
    }
    #expect(error?.exitStatus == 3)
  }

  /// Of 50 comparisons with 5 % more, on a machine whose processes scatter by 1 %, nearly all are found.
  @Test func plantedRegressionsAreFound() throws {
    let found = try (0..<50).count { index in
      let seed = UInt64(1000 + 2 * index)
      let report = try Gate.fixed.check(
        MadeFacts(seed: seed).facts, MadeFacts(steady: 0.0105, seed: seed + 1).facts)
      return report.row(.fastestIteration)?.verdict == .regression
    }
    #expect(found >= 45)
  }

  @Test func historyShowsItsLevels() throws {
    let values = (0..<24).map { (index: Int) -> Double in
      let level = index < 12 ? 0.010 : 0.012
      return level * (1 + 0.002 * Double(index % 3))
    }
    let trend = Trend(
      metric: .fastestIteration, points: values.enumerated().map { Trend.Point(label: "commit\($0)", value: $1) })
    #expect(trend.changes == [12])
    #expect(trend.sentence.contains("12.0 ms from commit12 on"))
  }
}
