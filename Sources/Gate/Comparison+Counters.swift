// Rows of counters: exact where both sides are constant.

import Profiler

extension Comparison {
  /// - Returns: nil for a part that has not changed: there are too many of them.
  func counterRow(_ key: CounterKey) -> GateRow? {
    let before = baseline.counters[key]
    let after = candidate.counters[key]
    let rule = configuration.rule(for: key.metric, of: script)
    let place = after.place ?? before.place
    let label = after.label.isEmpty ? before.label : after.label
    if key.metric.isOfBytecodes && varies && before.values != after.values {
      return shownRow(
        key.metric, label: label, place: place, before, after, why: "other counters vary between processes")
    }
    if before.isConstant && after.isConstant {
      let (first, second) = (before.values[0], after.values[0])
      if key.metric.info.kind == .part && first == second { return nil }
      return exactRow(key.metric, label: label, place: place, first, second, rule: rule)
    }
    if key.metric.info.kind == .part {
      let medians = [before, after].map { RankTest.median($0.values.map { Double($0) }.sorted()) }
      if medians[0] == medians[1] { return nil }
      return shownRow(
        key.metric, label: label, place: place, before, after, why: "varies between processes; judged by its sum")
    }
    // One is added so that a ratio exists from 0 on.
    var row = statisticalRow(
      key.metric, label: label, place: place, before: before.values.map { Double($0) + 1 },
      after: after.values.map { Double($0) + 1 }, shift: 1, threshold: max(rule.threshold, Self.varyingThreshold),
      rule: rule)
    row.explanation += "; varies between processes, compared by statistics"
    return row
  }

  private func shownRow(
    _ metric: Metric, label: String, place: BenchPlace?, _ before: CounterRow, _ after: CounterRow, why: String
  ) -> GateRow {
    let medians = [before, after].map { RankTest.median($0.values.map { Double($0) }.sorted()) }
    return GateRow(
      metric: metric, label: label, place: place, baseline: medians[0], candidate: medians[1], change: nil,
      threshold: nil, verdict: .shown, decides: false, explanation: why)
  }

  private func exactRow(
    _ metric: Metric, label: String, place: BenchPlace?, _ before: Int, _ after: Int, rule: CompleteRule
  ) -> GateRow {
    let difference = Double(after) - Double(before)
    let allowed = max(rule.threshold * Double(before), rule.floor)
    let verdict: RowVerdict
    var explanation: String
    if difference == 0 {
      (verdict, explanation) = (.pass, "equal in all processes")
    } else if abs(difference) <= allowed {
      (verdict, explanation) = (.pass, "\(Self.signed(difference)), within the tolerance")
    } else if difference > 0 || metric.info.worse == .either {
      (verdict, explanation) = (.regression, "\(Self.signed(difference)) in every process")
    } else {
      (verdict, explanation) = (.better, "\(Self.signed(difference)) in every process")
    }
    if before == 0 && after > 0 { explanation = "new: \(explanation)" }
    return GateRow(
      metric: metric, label: label, place: place, baseline: Double(before), candidate: Double(after), change: nil,
      threshold: rule.threshold > 0 ? rule.threshold : nil, verdict: rule.judge ? verdict : .shown,
      decides: rule.decides, explanation: explanation)
  }

  static func signed(_ number: Double) -> String {
    (number > 0 ? "+" : "") + Figures.count(Int(max(-9e18, min(9e18, number))))
  }
}
