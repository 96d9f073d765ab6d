// The few lines that `profile` prints when the program has ended.

public struct ProfileSummary {
  private let summary: CollectorSummary
  private let path: String

  public init(summary: CollectorSummary, path: String) {
    self.summary = summary
    self.path = path
  }

  /// Every line begins with `pitviper: `.
  public var text: String {
    lines.map { "pitviper: \($0)\n" }.joined()
  }

  private var lines: [String] {
    let lost = summary.losses.filter { LossCause.losesSamples($0.cause) }.reduce(0) { $0 + $1.count }
    var lines = [
      "\(Figures.count(summary.samples)) \(summary.samples == 1 ? "sample" : "samples") in \(Figures.time(summary.duration)), "
        + "\(Figures.fixed(summary.achievedRate, digits: 0)) of \(Figures.fixed(summary.askedRate, digits: 0)) Hz, "
        + "\(Figures.count(lost)) lost, \(Figures.count(summary.broken)) broken stacks, "
        + (summary.overhead.map { "\(Figures.fixed($0 * 100, digits: 1)) % overhead" } ?? "overhead unknown")
    ]
    // What cannot be read back now has been reported as a failure to write.
    if let profile = try? Recording(path: path).profile(), let counts = try? profile.counts(), counts.samples > 0 {
      let states = profile.stateRows(of: counts).prefix(4).map {
        "\($0.state.label) \(Figures.percent($0.share.share))"
      }
      lines.append(states.joined(separator: ", "))
      let functions = profile.functionRows(of: counts, hiding: [.runtime, .native, .trace, .crossing]).prefix(3)
        .filter { $0.function.kind == .python }
        .map {
          "\(DisplayText.fitted(DisplayText.safe($0.function.name), columns: 40)) \(Figures.percent($0.own.share))"
        }
      if !functions.isEmpty { lines.append("most time in \(functions.joined(separator: ", "))") }
      lines.append(
        "see it with: pitviper view \(DisplayText.safe(path))   or: pitviper report \(DisplayText.safe(path))")
    }
    return lines
  }
}
