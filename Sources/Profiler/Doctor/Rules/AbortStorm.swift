// Recordings that are given up again and again: the recorder's work is lost.

enum AbortStorm {
  /// Fewer are the ordinary search for the right loop: a place alone may be tried five times.
  static let leastAborts = 20
  /// Less of the time is not worth a change.
  static let leastShare = 0.05

  /// The VM tries one loop or function five times at most: a place with many more is that of ever new functions.
  private static func isMadeAnew(_ place: GivenUpPlace) -> Bool { place.count > 10 }

  static let rule = Rule(name: "abort-storm") { evidence throws(RecordingError) in
    let count = evidence.aborts.reduce(0) { $0 + $1.count }
    let cost = evidence.recorderShare(nanoseconds: evidence.aborts.reduce(0) { $0 + $1.recordTime })
    guard count >= leastAborts, cost.low >= leastShare,
      let worst = evidence.aborts.max(by: { $0.recordTime < $1.recordTime })
    else { return [] }
    var reasons: [String: Int] = [:]
    for abort in evidence.aborts { reasons[abort.title, default: 0] += abort.count }
    let sorted = reasons.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    return [
      Finding(
        rule: "abort-storm", title: "Recordings of traces are given up again and again", cost: cost,
        costMeaning: "spent in the recorder for traces that were given up", place: worst.place,
        line: worst.line,
        evidence: [
          "\(Figures.count(count)) recordings given up: "
            + sorted.prefix(4).map { "\($0.key) \(Figures.count($0.value))" }.joined(separator: ", "),
          "most costly at \(TextReport.place(worst.place, worst.line)): \(Figures.counted(worst.count, "time")), "
            + "\(Figures.time(nanoseconds: Double(worst.recordTime))) by the clock, last at "
            + "\(TextReport.place(worst.stopPlace, worst.stopLine)), instruction \(worst.instruction)",
        ],
        suggestion: isMadeAnew(worst)
          ? "It is made anew again and again: by exec, or by a def inside a function. Make it once and call it again."
          : NeverCompiled.advice(worst),
        edit: isMadeAnew(worst) ? nil : NeverCompiled.edit(worst), target: .line)
    ]
  }
}
