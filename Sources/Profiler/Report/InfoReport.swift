// `info` as text: the environment, threads, rate, cost and losses of a recording.

public struct InfoReport {
  private let profile: Profile

  public init(profile: Profile) { self.profile = profile }

  public var text: String {
    get throws(RecordingError) {
      let counts = try profile.counts()
      var lines: [(name: String, value: String)] = []
      func add(_ name: String, _ value: String) { lines.append((DisplayText.safe(name), DisplayText.safe(value))) }
      add("file", profile.recording.path)
      add("format", String(profile.recording.version))
      add("finished", profile.environment["finished"] ?? "no: still being written, or the program was killed")
      // A bench takes no samples: its processes and their series are in `report`.
      let isBench = profile.environment["kind"] == "bench"
      if !isBench {
        add("duration", Figures.time(profile.duration))
        add("samples", Figures.count(counts.samples))
        add("sampled time", Figures.time(Microseconds(counts.weight)))
        add("broken stacks", Figures.count(profile.brokenSamples(of: counts)))
        add("stacks", Figures.count(profile.stackCount))
        add("functions", Figures.count(profile.functions.count - 1))
        add("rate", "\(environment("rate_asked_hz")) Hz asked, \(environment("rate_achieved_hz")) Hz achieved")
        if let last = profile.overhead.last {
          add(
            "cost",
            "handler \(Figures.time(last.handler)), collector \(Figures.time(last.collector)) "
              + "of \(Figures.time(last.program)) CPU time")
        }
        if !profile.collections.isEmpty {
          let time = profile.collections.reduce(0) { $0 + $1.duration }
          add("collections", "\(Figures.count(profile.collections.count)), \(Figures.time(time)) in all")
        }
      }
      let shown: Set = [
        "finished", "rate_asked_hz", "rate_achieved_hz", "duration_us", "cpu_us", "handler_us", "collector_us",
      ]
      for (name, value) in profile.environment.sorted(by: { $0.key < $1.key }) where !shown.contains(name) {
        add(name, value)
      }
      for thread in profile.threads {
        add(
          "thread \(thread.id.raw)",
          "\(thread.name), kernel number \(thread.native), "
            + "seen first at \(Figures.time(thread.started))")
      }
      if profile.losses.isEmpty, !isBench { add("losses", "none") }
      for loss in profile.losses { add("lost", "\(Figures.count(loss.count))  \(LossCause.meaning(loss.cause))") }
      let columns = lines.map { DisplayText.width($0.name) }.max()! + 2
      return lines.map { DisplayText.padded($0.name, columns: columns) + $0.value + "\n" }.joined()
    }
  }

  private func environment(_ name: String) -> String { profile.environment[name] ?? "?" }
}
