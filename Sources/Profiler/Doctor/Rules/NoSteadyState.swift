// Compiling does not come to an end: in the last third of the recording the JIT is still at work.

enum NoSteadyState {
  /// A shorter program never gets beyond its warmup.
  static let leastTime = 1_000_000 as Microseconds
  static let leastTraces = 10
  /// Of the last third.
  static let leastShare = 0.1

  static let rule = Rule(name: "no-steady-state") { evidence throws(RecordingError) in
    let whole = evidence.filter.range ?? 0..<max(1, evidence.profile.duration)
    let range = whole.clamped(to: 0..<max(1, evidence.profile.duration))
    guard range.upperBound - range.lowerBound >= leastTime, evidence.counts.weight >= Int(leastTime) else { return [] }
    let last = (range.upperBound - (range.upperBound - range.lowerBound) / 3)..<range.upperBound
    let fresh = evidence.compiled.filter { last.contains($0.installed) }
    guard fresh.count >= leastTraces else { return [] }
    var filter = evidence.filter
    filter.range = last
    let counts = try evidence.profile.counts(filter)
    let states: Set<SampleState> = [.recording, .optimizing, .encoding]
    let weight = counts.rows.filter { states.contains($0.state) }.reduce(0) { $0 + $1.weight }
    let part = Share(weight: weight, of: counts.weight, samples: counts.samples)
    guard part.low >= leastShare else { return [] }
    var places: [String: Int] = [:]
    for trace in fresh { places[TextReport.place(trace.place, trace.line), default: 0] += 1 }
    let most = places.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    let worst = fresh.max { $0.compileTime < $1.compileTime }!
    return [
      Finding(
        rule: "no-steady-state", title: "The program does not reach a steady state", cost: evidence.share(weight),
        costMeaning: "in recording and compiling during the last third of the recording", place: worst.place,
        line: worst.line,
        evidence: [
          "\(Figures.percent(part.share)) (\(Figures.interval(part))) of the last third went into compiling",
          "\(Figures.count(fresh.count)) traces were compiled in it, \(Figures.count(evidence.compiledCount)) in all",
          "most of them at " + most.prefix(3).map { "\($0.key) (\(Figures.count($0.value)))" }.joined(separator: ", "),
        ],
        suggestion:
          "New code keeps coming: functions or classes made at run time, or ever new types in one loop. Make them once and use "
          + "them again.",
        target: .trace(worst.number))
    ]
  }
}
