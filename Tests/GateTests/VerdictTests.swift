// Verdicts: what is found, what is left alone, what is refused.

import Foundation
import Testing

@testable import Gate

@Suite struct VerdictTests {
  private func report(
    _ baseline: MadeFacts, _ candidate: MadeFacts, _ change: (inout Gate) -> Void = { _ in }
  ) throws -> GateReport {
    var gate = Gate.fixed
    change(&gate)
    return try gate.check(baseline.facts, candidate.facts)
  }

  @Test func sameProgramPasses() throws {
    let report = try report(MadeFacts(), MadeFacts(seed: 2))
    #expect(report.verdict == .pass)
    #expect(report.row(.fastestIteration)?.verdict == .pass && report.row(.traces)?.verdict == .pass)
    #expect(report.blame.isEmpty)
  }

  @Test(arguments: [0.05, 0.10]) func slowerSteadyTimeIsFound(_ share: Double) throws {
    let report = try report(MadeFacts(), MadeFacts(steady: 0.01 * (1 + share), seed: 2))
    #expect(report.verdict == .regression)
    let row = try #require(report.row(.fastestIteration))
    let change = try #require(row.change)
    #expect(row.verdict == .regression && change.low < share && change.high > share)
  }

  @Test func fasterIsBetter() throws {
    let report = try report(MadeFacts(), MadeFacts(steady: 0.009, seed: 2))
    #expect(report.verdict == .pass && report.row(.fastestIteration)?.verdict == .better)
  }

  /// Slow iterations that were not there before do not move the fastest one.
  @Test func rareSlowIterationsAreFoundInTheMean() throws {
    let report = try report(MadeFacts(), MadeFacts(seed: 2, slowShare: 0.2))
    #expect(report.row(.fastestIteration)?.verdict == .pass && report.row(.steadyTime)?.verdict == .regression)
  }

  @Test func smallChangeIsNoRegression() throws {
    let report = try report(
      MadeFacts(processNoise: 0.001), MadeFacts(steady: 0.0101, processNoise: 0.001, seed: 2))
    #expect(report.row(.fastestIteration)?.verdict == .pass)
  }

  @Test func longerWarmupIsFound() throws {
    let report = try report(MadeFacts(warmup: 8), MadeFacts(warmup: 12, seed: 2))
    #expect(report.row(.timeToSteady)?.verdict == .regression)
    #expect(report.row(.interpretedUntilSteady)?.verdict == .regression)
  }

  @Test func lostSteadyStateIsFound() throws {
    let report = try report(MadeFacts(), MadeFacts(drift: 0.02, seed: 2))
    #expect(report.row(.shape)?.verdict == .regression)
    #expect(report.row(.shape)?.shapes?.baseline == "warmup 10")
    #expect(report.row(.shape)?.candidate == 10)
  }

  @Test func noiseIsInconclusiveAndSaysWhatHelps() throws {
    let report = try report(MadeFacts(processNoise: 0.06), MadeFacts(processNoise: 0.06, seed: 2))
    let row = try #require(report.row(.fastestIteration))
    #expect(report.verdict == .inconclusive && row.verdict == .inconclusive)
    #expect(row.explanation.contains("processes on each side") || row.explanation.contains("too noisy"))
  }

  @Test func fewProcessesAreInconclusive() throws {
    let report = try report(MadeFacts(processes: 3), MadeFacts(processes: 3, steady: 0.02, seed: 2))
    #expect(report.verdict == .inconclusive)
    #expect(report.row(.fastestIteration)?.explanation.contains("needs at least") == true)
  }

  /// Whatever the noise, a counter that is constant is compared exactly.
  @Test func countersAreExact() throws {
    let noisy = MadeFacts(processNoise: 0.3, iterationNoise: 0.3)
    var more = noisy
    more.guards[0].failures += 1
    more.seed = 2
    let report = try report(noisy, more)
    #expect(report.row(.guardFailures)?.verdict == .regression)
    #expect(report.row(.guardSite)?.verdict == .regression)
    #expect(report.row(.guardSite)?.place?.line == 12)
  }

  @Test func toleranceLetsCountersPass() throws {
    var more = MadeFacts()
    more.guards[0].failures += 1
    let report = try report(MadeFacts(), more) { gate in
      for metric in [Metric.guardFailures, .guardSite] {
        gate.configuration.rules[metric] = .init(floor: 1)
      }
    }
    #expect(report.verdict == .pass)
  }

  @Test func varyingCountersAreComparedByStatistics() throws {
    func vary(_ made: MadeFacts, by offset: Int) -> BenchmarkFacts {
      var facts = made.facts
      for index in facts.processes.indices { facts.processes[index].guards[0].failures = 1000 + index + offset }
      return facts
    }
    let equal = try Gate.fixed.check(vary(MadeFacts(), by: 0), vary(MadeFacts(seed: 2), by: 1))
    #expect(equal.verdict == .pass && equal.row(.guardFailures)?.change != nil)
    let more = try Gate.fixed.check(vary(MadeFacts(), by: 0), vary(MadeFacts(seed: 2), by: 500))
    #expect(more.row(.guardFailures)?.verdict == .regression)
    #expect(more.row(.guardSite)?.verdict == .shown)
  }

  @Test func linesThatMovedAreTheSame() throws {
    var moved = MadeFacts(seed: 2, digest: "b")
    moved.traces[0].place.line += 7
    moved.guards[0].place.line += 7
    let report = try report(MadeFacts(), moved)
    #expect(report.verdict == .pass && report.blame.isEmpty)
  }

  @Test func countersAloneIgnoreTheMachine() throws {
    var facts = MadeFacts().facts
    facts.machine.processor = "another"
    let kept = try BenchmarkFacts(json: Data(facts.countersOnly.json.utf8), name: "kept.json")
    #expect(!kept.hasTimes && kept.hasCounters && kept.iterations == 60)
    var gate = Gate.fixed
    gate.countersOnly = true
    let report = try gate.check(kept, MadeFacts().facts)
    #expect(report.verdict == .pass && report.row(.fastestIteration) == nil && report.row(.codeBytes) != nil)
  }

  @Test(arguments: 0..<12) func whatDoesNotFitIsRefused(_ fault: Int) throws {
    var facts = MadeFacts().facts
    switch fault {
    case 0: facts.script.name = "other.py"
    case 1: facts.script.function = "other"
    case 2: facts.script.arguments = ["64"]
    case 3: facts.machine.processor = "another"
    case 4: facts.machine.processors = 64
    case 5: facts.version = "0.9"
    case 6: facts.jit = "--jit threshold=4"
    case 7: facts = MadeFacts(iterations: 61).facts
    case 8: facts = MadeFacts(processes: 1).facts
    case 9: facts = MadeFacts(processes: 0).facts
    case 10: facts = MadeFacts(iterations: 5, warmup: 1).facts
    default:
      facts.interpreted = []
      facts = facts.countersOnly
    }
    let error = #expect(throws: GateError.self) { try Gate.fixed.check(facts, MadeFacts().facts) }
    let text = try #require(error).description
    #expect(!text.contains("\n") && text.contains("measure"))
    #expect(error?.exitStatus == ((8...10).contains(fault) ? 3 : 2))
  }

  @Test(arguments: [GateConfiguration.Difference.machine, .version, .jit])
  func acceptedDifferencesAreSaid(_ difference: GateConfiguration.Difference) throws {
    var facts = MadeFacts().facts
    switch difference {
    case .machine: facts.machine.processor = "another"
    case .version: facts.version = "0.9"
    case .jit: facts.jit = "--jit off"
    }
    var gate = Gate.fixed
    gate.configuration.accepted = [difference]
    let report = try gate.check(facts, MadeFacts().facts)
    #expect(report.verdict == .pass && report.notes.count == 1)
  }

  @Test(arguments: ["", "{", "{}", "[1]", "{\"format\": \"x\", \"facts\": 1}", "{\u{0}"])
  func damagedFactsAreRefused(_ text: String) throws {
    #expect(throws: GateError.self) { try BenchmarkFacts(json: Data(text.utf8), name: "bad.json") }
  }

  @Test func hugeFiguresDoNotOverflow() throws {
    var made = MadeFacts()
    made.guards = Array(repeating: made.guards[0], count: 20)
    for index in made.guards.indices { made.guards[index].failures = (1 << 60) - 1 }
    made.traces = Array(repeating: made.traces[0], count: 20)
    for index in made.traces.indices { made.traces[index].bytes = (1 << 60) - 1 }
    let facts = try BenchmarkFacts(json: Data(made.facts.json.utf8), name: "huge.json")
    #expect(try Gate.fixed.check(MadeFacts().facts, facts).verdict == .regression)
  }

  @Test(arguments: 0..<4) func impossibleFiguresAreRefused(_ fault: Int) throws {
    var facts = MadeFacts(processes: 2).facts
    switch fault {
    case 0: facts.processes[0].guards[0].failures = -1
    case 1: facts.processes[0].guards[0].place.line = .max
    case 2: facts.interpreted = [[]]
    default: facts.processes[0].wall[3] = -1
    }
    #expect(throws: GateError.self) { try BenchmarkFacts(json: Data(facts.json.utf8), name: "bad.json") }
  }

  @Test func whatIsSteadyAtOnceTakesNoTime() throws {
    let report = try report(MadeFacts(warmup: 0), MadeFacts(warmup: 0, seed: 2))
    #expect(report.row(.timeToSteady)?.baseline == 0 && report.row(.timeToSteady)?.verdict == .pass)
  }

  @Test func waitingIsSaid() throws {
    func facts(_ share: Double) -> BenchmarkFacts {
      var facts = MadeFacts().facts
      for index in facts.processes.indices {
        facts.processes[index].cpu = facts.processes[index].cpu.map { $0 * share }
      }
      return facts
    }
    #expect(try Gate.fixed.check(facts(0.99), facts(0.99)).notes.isEmpty)
    #expect(try Gate.fixed.check(facts(0.5), facts(0.5)).notes.first?.contains("50 % of the real time") == true)
  }

  @Test func regressionOfTimesMustBeConfirmed() throws {
    let first = try report(MadeFacts(), MadeFacts(steady: 0.011, seed: 2))
    let again = try report(MadeFacts(), MadeFacts(seed: 3))
    #expect(Gate.fixed.confirm(first, by: again).verdict == .inconclusive)
    #expect(Gate.fixed.confirm(first, by: first).verdict == .regression)
    #expect(first.rows.contains { $0.isDoubtful })
  }

  /// Classes come from times, too.
  @Test func regressionOfClassesMustBeConfirmed() throws {
    let first = try report(MadeFacts(), MadeFacts(drift: 0.02, seed: 2)) { gate in
      for metric in Metric.allCases where metric != .shape { gate.configuration.rules[metric] = .init(judge: false) }
    }
    #expect(first.rows.filter { $0.verdict == .regression }.map(\.metric) == [.shape])
    #expect(first.rows.contains { $0.isDoubtful })
    let again = try report(MadeFacts(), MadeFacts(seed: 3))
    #expect(Gate.fixed.confirm(first, by: again).verdict == .inconclusive)
  }

  @Test func exactCountersNeedNoConfirmation() throws {
    let first = try report(MadeFacts(), MadeFacts(interpreted: 5000)) { $0.countersOnly = true }
    #expect(first.verdict == .regression && !first.rows.contains(where: \.isDoubtful))
  }

  /// A floor makes the limit larger; all outputs name what it comes to.
  @Test func theLimitThatDecidesIsShown() throws {
    let report = try report(MadeFacts(steady: 0.001), MadeFacts(steady: 0.001, seed: 2))
    let row = try #require(report.row(.firstIteration))
    // A millisecond of three.
    let limit = try #require(row.threshold)
    #expect(limit > 0.25 && limit < 0.4 && row.explanation.contains(Judgement.percent(limit, signed: false)))
  }

  @Test func differingParametersAreNamedAlone() throws {
    var (before, after) = (MadeFacts().facts, MadeFacts(seed: 2).facts)
    (before.jit, after.jit) = ("threshold=40,trace-limit=5000", "threshold=100,trace-limit=5000")
    let error = #expect(throws: GateError.self) { try Gate.fixed.check(before, after) }
    #expect(error?.exitStatus == 2)
    #expect(
      error?.description == "the JIT's parameters differ (threshold=40; now threshold=100): measure both sides alike, "
        + "or compare them with --accept jit")
  }
}
