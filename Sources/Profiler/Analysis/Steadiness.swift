// From when on the share of machine code is steady in one recording. A plain rule with its numbers said, no statistics beyond
// the interval of a share: whether the program does so in other runs takes several processes.
//
// The rule: the recording is cut into 40 equal slices. The reference is the share of machine code in the last quarter of
// them. A slice departs when its own 95 % interval (Wilson) lies wholly more than ten points away from the reference. Steady
// begins after the last slice that departs; when that one is in the last quarter, the share is not steady.

public struct Steadiness: Equatable, Sendable {
  public enum Verdict: Equatable, Sendable {
    /// Fewer samples than `fewestSamples`.
    case tooFewSamples
    /// No sample in machine code in the last quarter.
    case noMachineCode
    case steady(from: Microseconds)
    case unsteady(departing: Microseconds)
  }

  static let slices = 40
  static let reference = 10
  static let tolerance = 0.1
  static let fewestSamples = 200

  public let verdict: Verdict
  /// Share of machine code, with what it calls, in the last quarter.
  public let share: Share
  /// Microseconds of one slice.
  public let sliceLength: Microseconds

  /// - Parameter samples: how many all slices hold together.
  init(_ slices: [TierSlice], range: Range<Microseconds>, samples: Int) {
    let column = Tier.allCases.firstIndex(of: .machineCode)!
    let weight = slices.reduce(0) { $0 + $1.weight }
    func share(_ slices: some Collection<TierSlice>) -> Share {
      let total = slices.reduce(0) { $0 + $1.weight }
      // Samples are spread as their time is.
      let evidence = weight > 0 ? Int((Double(samples) * Double(total) / Double(weight)).rounded()) : 0
      return Share(weight: slices.reduce(0) { $0 + $1.weights[column] }, of: total, samples: evidence)
    }
    let last = share(slices.suffix(Self.reference))
    self.share = last
    sliceLength = (range.upperBound - range.lowerBound) / Microseconds(max(1, slices.count))
    guard samples >= Self.fewestSamples, slices.count > Self.reference else {
      verdict = .tooFewSamples
      return
    }
    guard last.weight > 0 else {
      verdict = .noMachineCode
      return
    }
    let departs = slices.map { slice in
      let own = share(CollectionOfOne(slice))
      return slice.weight > 0 && (own.low > last.share + Self.tolerance || own.high < last.share - Self.tolerance)
    }
    guard let lastDeparture = departs.lastIndex(of: true) else {
      verdict = .steady(from: range.lowerBound)
      return
    }
    verdict =
      lastDeparture >= slices.count - Self.reference
      ? .unsteady(departing: slices[lastDeparture].start) : .steady(from: slices[lastDeparture + 1].start)
  }

  /// What is known, in one sentence.
  public var statement: String {
    let percent = Figures.percent(share.share)
    switch verdict {
    case .tooFewSamples: return "Too few samples to say when the share of machine code is steady."
    case .noMachineCode: return "No machine code ran in the last quarter of the recording."
    case .steady(let time):
      return "Machine code has a steady share of \(percent) from \(Figures.time(time)) on."
    case .unsteady(let time):
      return "The share of machine code is not steady: it still departs at \(Figures.time(time))."
    }
  }

  /// How it was derived.
  public var derivation: String {
    switch verdict {
    case .tooFewSamples: return "It takes \(Self.fewestSamples)."
    case .noMachineCode: return ""
    case .steady, .unsteady:
      return "Reference: \(Figures.percent(share.share)) in the last quarter. "
        + "Steady after the last slice of \(Figures.time(sliceLength)) whose 95 % interval is more than "
        + "\(Figures.fixed(Self.tolerance * 100, digits: 0)) points away. One recording, one run."
    }
  }
}
