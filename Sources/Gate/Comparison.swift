// Baseline against candidate: a row for each metric, with a verdict.
//
// The probability of a false alarm is kept for the whole check: it is divided among the rows that are tested (Bonferroni), so that
// the chance of any false regression is at most `falseAlarms`, whatever depends on what. Rows of counters that are constant on both
// sides are compared exactly and cost nothing. "No regression" is a weaker claim than "regression" and is made at 95 % per row.

import Profiler

public struct Comparison {
  /// Confidence, for each row, with which a change above the threshold is ruled out.
  static let passError = 0.05
  /// The smallest change of a counter that varies between processes of one side.
  static let varyingThreshold = 0.05

  let baseline: GateSide
  let candidate: GateSide
  let configuration: GateConfiguration
  let script: String
  /// Allowed error of each tested row, one-sided.
  let error: Double
  let tests: Int
  let counterKeys: [CounterKey]
  /// Whether some counter differs between processes of one side.
  let varies: Bool

  /// - Parameter countersOnly: leaves out what depends on the machine.
  init(_ baseline: GateSide, _ candidate: GateSide, configuration: GateConfiguration, countersOnly: Bool) {
    self.baseline = baseline
    self.candidate = candidate
    self.configuration = configuration
    script = candidate.facts.script.name
    let hasTimes = !countersOnly && !baseline.summaries.isEmpty && !candidate.summaries.isEmpty
    measured = hasTimes ? Metric.allCases.filter { $0.isStatistical } : []
    counterKeys =
      baseline.counters.isEmpty || candidate.counters.isEmpty
      ? [] : Set(baseline.counters.rows.keys).union(candidate.counters.rows.keys).sorted(by: CounterKey.isBefore)
    let rules = Metric.allCases.filter { configuration.rule(for: $0, of: candidate.facts.script.name).judge }
    let varying = counterKeys.filter { key in
      key.metric.info.kind == .counted && rules.contains(key.metric)
        && !(baseline.counters[key].isConstant && candidate.counters[key].isConstant)
    }
    varies = !varying.isEmpty
    tests =
      measured.count { rules.contains($0) } + varying.reduce(0) { $0 + ($1.metric.info.worse == .either ? 2 : 1) }
    error = configuration.falseAlarms / Double(max(1, tests))
  }

  private let measured: [Metric]

  /// Compares two sides that `Suitability` has let pass.
  public static func report(
    _ baseline: GateSide, _ candidate: GateSide, configuration: GateConfiguration, countersOnly: Bool = false,
    today: String
  ) -> GateReport {
    let comparison = Comparison(baseline, candidate, configuration: configuration, countersOnly: countersOnly)
    var report = GateReport(
      baseline: baseline.facts, candidate: candidate.facts, falseAlarms: configuration.falseAlarms,
      tests: comparison.tests, clock: configuration.clock, rows: comparison.rows,
      blame: Blame.find(baseline.facts, candidate.facts), notes: [])
    report.acknowledge(configuration.acknowledgements, today: today)
    return report
  }

  var rows: [GateRow] {
    measured.compactMap { $0 == .shape ? shapeRow : measuredRow($0) } + counterKeys.compactMap(counterRow)
  }

  // MARK: Classes

  private var shapeRow: GateRow {
    let sides = [baseline.summaries, candidate.summaries]
    let bad = sides.map { $0.count { !$0.isGood } }
    let probability = FisherTest.probability(
      bad: bad[1], of: sides[1].count, badBefore: bad[0], ofBefore: sides[0].count)
    let rule = configuration.rule(for: .shape, of: script)
    let statement =
      "\(bad[1]) of \(sides[1].count) processes got slower or reach no steady state, \(bad[0]) of \(sides[0].count) before"
    let verdict: RowVerdict
    var explanation = bad[0] == bad[1] && bad[1] == 0 ? "all processes reach a steady state" : statement
    if !rule.judge {
      verdict = .shown
    } else if probability <= error {
      verdict = .regression
    } else if probability <= Self.passError && bad[1] > bad[0] {
      verdict = .inconclusive
      explanation += "; needs about \(2 * sides[1].count) processes on each side"
    } else {
      verdict = .pass
    }
    var row = GateRow(
      metric: .shape, label: "", place: nil, baseline: Double(bad[0]), candidate: Double(bad[1]), change: nil,
      threshold: nil, verdict: verdict, decides: rule.decides, explanation: explanation)
    row.shapes = (Self.shapes(sides[0]), Self.shapes(sides[1]))
    return row
  }

  /// `warmup 8, flat 2`
  private static func shapes(_ summaries: [ProcessSummary]) -> String {
    var counts: [String: Int] = [:]
    for summary in summaries { counts[summary.shape, default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
      .joined(separator: ", ")
  }

  // MARK: Measured

  private func measuredRow(_ metric: Metric) -> GateRow? {
    guard let before = baseline.figures(of: metric), let after = candidate.figures(of: metric) else { return nil }
    let rule = configuration.rule(for: metric, of: script)
    // The steady iteration is counted from 1 for ratios, and shown from 0.
    let shift = metric == .steadyIteration ? 1 : metric == .timeToSteady ? GateSide.instant : 0
    return statisticalRow(
      metric, label: "", place: nil, before: before, after: after, shift: shift, threshold: rule.threshold, rule: rule)
  }

  func statisticalRow(
    _ metric: Metric, label: String, place: BenchPlace?, before: [Double], after: [Double], shift: Double,
    threshold: Double, rule: CompleteRule
  ) -> GateRow {
    let sides = metric.info.worse == .either ? 2.0 : 1.0
    let strict = RankTest.change(baseline: before, candidate: after, error: error / sides)
    let loose = RankTest.change(baseline: before, candidate: after, error: Self.passError)
    let medians = [before, after].map { RankTest.median($0.sorted()) }
    // What both limits come to for this baseline: the table and the explanation name the same.
    let limit = max(threshold, medians[0] > 0 ? rule.floor / medians[0] : 0)
    let judgement = Judgement(
      strict: strict, loose: loose, threshold: limit,
      isEitherWorse: metric.info.worse == .either, processes: min(before.count, after.count),
      fewest: RankTest.fewestProcesses(error: error / sides))
    return GateRow(
      metric: metric, label: label, place: place, baseline: medians[0] - shift, candidate: medians[1] - shift,
      change: strict, threshold: limit, verdict: rule.judge ? judgement.verdict : .shown, decides: rule.decides,
      explanation: judgement.explanation)
  }
}

extension CounterKey {
  /// In the order of the table of metrics, parts by name.
  static func isBefore(_ left: CounterKey, _ right: CounterKey) -> Bool {
    let order = Metric.allCases
    let (first, second) = (order.firstIndex(of: left.metric)!, order.firstIndex(of: right.metric)!)
    return (first, left.part) < (second, right.part)
  }
}
