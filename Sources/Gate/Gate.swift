// The whole check, from two sets of facts to a report.

public struct Gate: Sendable {
  public var configuration = GateConfiguration()
  public var countersOnly = false
  /// The day for which acknowledgements are judged.
  public var today: String

  public init(today: String = GateReport.today) { self.today = today }

  /// - Throws: `GateError` when the two must not be compared.
  public func check(_ baseline: Baseline, _ candidate: BenchmarkFacts) throws(GateError) -> GateReport {
    var report = try check(baseline.facts, candidate)
    report.notes += baseline.notes
    if !baseline.history.isEmpty {
      report.trends = Trend.all((baseline.history + [candidate]).map { GateSide($0, clock: configuration.clock) })
    }
    return report
  }

  public func check(_ baseline: BenchmarkFacts, _ candidate: BenchmarkFacts) throws(GateError) -> GateReport {
    let notes = try Suitability.check(
      baseline, candidate, configuration: configuration, countersOnly: countersOnly)
    let aligned = LineShift.align(baseline, to: candidate)
    var report = Comparison.report(
      GateSide(aligned, clock: configuration.clock), GateSide(candidate, clock: configuration.clock),
      configuration: configuration, countersOnly: countersOnly, today: today)
    report.notes = notes + report.notes + waitingNote(candidate)
    return report
  }

  /// Says so when CPU time hides a good part of the real time.
  private func waitingNote(_ facts: BenchmarkFacts) -> [String] {
    guard configuration.clock == .cpu, !countersOnly, facts.hasTimes else { return [] }
    let wall = facts.processes.reduce(0.0) { $0 + $1.wall.reduce(0, +) }
    let cpu = facts.processes.reduce(0.0) { $0 + $1.cpu.reduce(0, +) }
    guard cpu > 0, cpu < 0.9 * wall else { return [] }
    return [
      "CPU time is compared. For \(Judgement.percent(1 - cpu / wall, signed: false)) of the real time the program "
        + "waited or had no processor; --clock wall compares real time."
    ]
  }

  /// Keeps of the doubtful regressions only those that a second measurement shows too.
  public func confirm(_ first: GateReport, by second: GateReport) -> GateReport {
    var report = first
    for index in report.rows.indices where report.rows[index].isDoubtful {
      let row = report.rows[index]
      let again = second.rows.first { $0.metric == row.metric && $0.label == row.label && $0.place == row.place }
      if again?.verdict == .regression {
        report.rows[index].explanation += "; confirmed by measuring again"
      } else {
        report.rows[index].verdict = .inconclusive
        report.rows[index].explanation += "; not confirmed by measuring again: measure more processes"
      }
    }
    return report
  }
}
