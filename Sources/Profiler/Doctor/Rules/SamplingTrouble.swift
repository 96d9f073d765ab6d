// What makes the figures of the recording itself doubtful: lost samples, broken stacks, a rate that was not reached.

enum SamplingTrouble {
  static let mostLost = 0.01
  static let mostBroken = 0.1
  static let leastRate = 0.5
  /// Below that a share says nothing.
  static let leastSamples = 100

  static let rule = Rule(name: "sampling-trouble") { evidence throws(RecordingError) in
    let profile = evidence.profile
    let samples = evidence.counts.samples
    guard samples >= leastSamples else { return [] }
    var findings: [Finding] = []
    func add(
      _ title: String, _ part: Double, _ meaning: String, _ line: String, _ suggestion: String,
      edit: String? = "pitviper profile --rate 200 …"
    ) {
      findings.append(
        Finding(
          rule: "sampling-trouble", title: title, cost: evidence.share(Int(part * Double(evidence.counts.weight))),
          costMeaning: meaning, evidence: [line], suggestion: suggestion, edit: edit))
    }
    let lost = profile.losses.filter { LossCause.losesSamples($0.cause) }.reduce(0) { $0 + $1.count }
    let lostPart = Double(lost) / Double(samples + lost)
    if lostPart >= mostLost, evidence.filter == .all {
      add(
        "Samples are missing", lostPart, "may have gone elsewhere than the figures say",
        "\(Figures.count(lost)) samples lost, \(Figures.count(samples)) taken: "
          + profile.losses.filter { LossCause.losesSamples($0.cause) }
          .map { LossCause.meaning($0.cause) }.joined(separator: "; "),
        "Record at a lower rate, or to a faster disk.")
    }
    let broken = profile.brokenSamples(of: evidence.counts)
    let brokenPart = Double(broken) / Double(samples)
    if brokenPart >= mostBroken {
      add(
        "Many stacks are cut", brokenPart, "is not under its callers",
        "\(Figures.count(broken)) of \(Figures.count(samples)) stacks lack their outermost part; most end in "
          + "\(leaf(evidence)); causes: " + cuts(profile),
        profile.losses.first { $0.cause.hasPrefix("truncated_") }?.cause == "truncated_depth"
          ? "Totals of functions far from the leaf are too small; own times are right. Very deep stacks are cut: flatten the recursion."
          : "Totals of the callers are too small; own times are right. Code without unwind tables, such as assembly in a library, cannot "
            + "be followed to its callers.",
        edit: nil)
    }
    if let asked = profile.environment["rate_asked_hz"].flatMap({ Double($0) }), asked > 0,
      let achieved = profile.environment["rate_achieved_hz"].flatMap({ Double($0) }), achieved / asked < leastRate,
      evidence.filter == .all
    {
      add(
        "The rate was not reached", 1 - achieved / asked, "was seen more coarsely than asked",
        "\(Figures.fixed(achieved, digits: 0)) of \(Figures.fixed(asked, digits: 0)) samples a second",
        "The machine's timer, or the load on it, allows no more: ask for a lower rate, so that samples are evenly spaced."
      )
    }
    return findings
  }

  /// Where most of the stacks end that were cut.
  private static func leaf(_ evidence: Evidence) -> String {
    let profile = evidence.profile
    let rows = evidence.counts.rows.filter { profile.brokenStacks.contains($0.stack.raw) }
    return profile.functionRows(of: StackCounts(rows: rows)).first.map { TextReport.place($0.function) }
      ?? "no function"
  }

  private static func cuts(_ profile: Profile) -> String {
    profile.losses.filter { $0.cause.hasPrefix("truncated_") }.map {
      "\($0.cause.dropFirst("truncated_".count)) \(Figures.count($0.count))"
    }.joined(separator: ", ")
  }
}
