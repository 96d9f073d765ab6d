// Calls into C that carry too little: converting arguments and calling costs more than what C does.

enum FineCalls {
  static let leastShare = 0.05
  /// A call that should carry less than four times as much is nearly right.
  static let leastItems = 4.0

  static let rule = Rule(name: "fine-calls") { evidence throws(RecordingError) in
    try sites(evidence).compactMap { function, site in
      let cost = site.cost
      guard cost.overhead.low >= leastShare, let items = items(cost, evidence), items.low >= leastItems,
        cost.bytes / max(1, cost.allCalls) < CopyingCalls.leastBytes
      else { return nil }
      let name = function.function.name
      let number =
        cost.breakEven.map { Figures.count($0.wholeItems) }
        ?? "\(Figures.count(Int(items.low.rounded(.up)))) or more"
      return Finding(
        rule: "fine-calls", title: "Calls of \(name) carry too little", cost: cost.overhead,
        costMeaning: "in conversion and call overhead around it", place: site.function, line: site.line,
        evidence: [
          "\(Figures.count(cost.allCalls)) calls\(evidence.whole) (\(Figures.percent(cost.tracedShare)) by machine code), "
            + "\(Figures.bytes(cost.bytes / max(1, cost.allCalls))) converted in each",
          "\(evidence.text(cost.inC)) in \(name) itself, \(evidence.text(cost.overhead)) around it",
          "for less than 5 % of overhead a call should carry \(number) times as much",
        ],
        suggestion:
          "Collect the items and hand \(cost.breakEven == nil ? "" : "about ")\(number) of them to C in one call.",
        edit: "buffer = b\"\".join(items)   # once\n\(name)(buffer, len(buffer))", target: .crossing(name))
    }
  }

  /// How many items a call should carry, with bounds. The ledger leaves the number out when samples do not tell it to a factor of two;
  /// for a finding its lower bound is enough.
  private static func items(_ cost: CrossingCost, _ evidence: Evidence) -> BreakEven? {
    if let known = cost.breakEven { return known }
    let weight = cost.overhead.weight + cost.inC.weight
    guard weight > 0, evidence.counts.weight > 0 else { return nil }
    let samples = Int(Double(evidence.counts.samples) * Double(weight) / Double(evidence.counts.weight))
    let part = Share(weight: cost.overhead.weight, of: weight, samples: samples)
    func items(_ share: Double) -> Double { min(BreakEven.factor * share / max(1e-6, 1 - share), 1e9) }
    return BreakEven(items: items(part.share), low: items(part.low), high: items(part.high))
  }

  static func sites(_ evidence: Evidence) throws(RecordingError) -> [(CrossingFunction, CrossingSite)] {
    try evidence.profile.crossingFunctions(of: evidence.counts).flatMap { function in
      function.sites.filter { $0.function != nil }.map { (function, $0) }
    }
  }
}
