// Calls into C that carry too little: converting arguments and calling costs more than what C does.

enum FineCalls {
  static let leastShare = 0.05
  /// A call that should carry less than four times as much is nearly right.
  static let leastItems = 4.0

  static let rule = Rule(name: "fine-calls") { evidence throws(RecordingError) in
    try sites(evidence).compactMap { function, site in
      let cost = site.cost
      guard cost.overhead.low >= leastShare, let items = cost.breakEven, items.low >= leastItems,
        cost.bytes / max(1, cost.allCalls) < CopyingCalls.leastBytes
      else { return nil }
      let name = function.function.name
      let number = Figures.count(items.wholeItems)
      return Finding(
        rule: "fine-calls", title: "Calls of \(name) carry too little", cost: cost.overhead,
        costMeaning: "in conversion and call overhead around it", place: site.function, line: site.line,
        evidence: [
          "\(Figures.count(cost.allCalls)) calls\(evidence.whole) (\(Figures.percent(cost.tracedShare)) by machine code), "
            + "\(Figures.bytes(cost.bytes / max(1, cost.allCalls))) converted in each",
          "\(evidence.text(cost.inC)) in \(name) itself, \(evidence.text(cost.overhead)) around it",
          "for less than 5 % of overhead a call should carry \(number) times as much",
        ],
        suggestion: "Collect the items and hand about \(number) of them to C in one call.",
        edit: "buffer = b\"\".join(items)   # once\n\(name)(buffer, len(buffer))", target: .crossing(name))
    }
  }

  static func sites(_ evidence: Evidence) throws(RecordingError) -> [(CrossingFunction, CrossingSite)] {
    try evidence.profile.crossingFunctions(of: evidence.counts).flatMap { function in
      function.sites.filter { $0.function != nil }.map { (function, $0) }
    }
  }
}
