// The doctor: an ordered table of rules, each of which looks at a recording and says what it can prove (docs/doctor.md).
//
// Invariants: findings are ordered by cost; none is without cost; a sampled cost counts with the lower end of its interval, so
// that chance does not make a finding. Rules ask Analysis only; they read no tables and change nothing.

/// One thing the doctor looks for.
struct Rule: Sendable {
  /// Stable: in JSON and in tests.
  let name: String
  let find: @Sendable (Evidence) throws(RecordingError) -> [Finding]
}

public enum Doctor {
  static let rules: [Rule] = [
    AbortStorm.rule, BridgeExplosion.rule, FailingGuard.rule, MegamorphicSite.rule, NeverCompiled.rule, FineCalls.rule,
    CopyingCalls.rule, GarbagePressure.rule, Invalidations.rule, FlushedCode.rule, DeepRecursion.rule,
    ExceptionTime.rule, WideIntegers.rule, SourceCompiled.rule, NoSteadyState.rule, SamplingTrouble.rule,
  ]

  /// Stable names, in the order of docs/doctor.md.
  public static var ruleNames: [String] { rules.map(\.name) }

  /// Findings of one rule at most: the rest says the same again.
  static let findingsPerRule = 5
}

extension Profile {
  /// What the doctor finds in the chosen samples, the most costly first.
  public func findings(_ filter: SampleFilter = .all) throws(RecordingError) -> [Finding] {
    let evidence = try Evidence(self, filter)
    guard evidence.counts.samples > 0 else { return [] }
    var result: [Finding] = []
    for rule in Doctor.rules {
      let found = try rule.find(evidence).filter { $0.cost.weight > 0 }
      result += found.sorted(by: Self.comesFirst).prefix(Doctor.findingsPerRule)
    }
    return result.enumerated()
      .sorted { ($0.element.cost.weight, $1.offset) > ($1.element.cost.weight, $0.offset) }.map(\.element)
  }

  /// By cost, then by place: the same recording always gives the same order.
  private static func comesFirst(_ left: Finding, _ right: Finding) -> Bool {
    func rank(_ finding: Finding) -> (Int, String, Int, String) {
      (-finding.cost.weight, finding.place?.file ?? "", finding.line, finding.place?.name ?? "")
    }
    return rank(left) < rank(right)
  }
}
