// A line that sees very many types: each has its own guard and, behind it, a bridge of its own; machine code asks one after the other.
//
// The cost is the time on the line in those bridges and after their guards, the work of the line included: a sample knows its trace
// and its line, not whether it fell on a guard or on what follows. What the first trace spends there, the guard's way for the type that
// came first, does not count, nor does what the line calls.

enum MegamorphicSite {
  /// With a few types the chain of guards is cheap; from here on it is long.
  static let leastTypes = 8
  static let leastShare = 0.1

  struct Site {
    let place: ProfileFunction
    let line: Int
    var types: Set<String> = []
    var guards = 0
    var bridges: Set<Int> = []
    /// Time in exits and interpreter after failures, until machine code was entered again.
    var lost = 0
  }

  private static let kinds: Set = ["guardShape", "guardKind", "guardInt", "guardFloat", "guardBool", "guardObject"]

  static let oneClass =
    "class Item:   # instead of a class for each kind\n    def __init__(self, kind, value):\n        self.kind = kind\n        self.value = value"

  /// Lines whose guards on types expected enough different ones, and what that costs.
  static func sites(_ evidence: Evidence) -> [(site: Site, cost: Share)] {
    var sites: [[Int]: Site] = [:]
    for row in evidence.guards where kinds.contains(row.kind) {
      let key = [row.place.id.index, row.line]
      var site = sites[key] ?? Site(place: row.place, line: row.line)
      if let expected = row.expected { site.types.insert(expected) }
      if let seen = row.seen { site.types.insert(seen) }
      site.guards += 1
      if let bridge = row.bridge { site.bridges.insert(bridge) }
      site.lost += evidence.lost(row).weight
      sites[key] = site
    }
    let functionOfTrace = Dictionary(uniqueKeysWithValues: evidence.traces.map { ($0.trace.number, $0.trace.function) })
    return sites.values.compactMap { site in
      guard site.types.count >= leastTypes else { return nil }
      let bridges = Set(site.bridges.compactMap { functionOfTrace[$0] })
      let inBridges = evidence.profile.machineCodeWeight(
        of: evidence.counts, traces: bridges, function: site.place.id, line: site.line)
      let cost = evidence.share(inBridges + site.lost)
      return cost.low >= leastShare ? (site, cost) : nil
    }
  }

  static let rule = Rule(name: "megamorphic-site") { evidence throws(RecordingError) in
    sites(evidence).map { site, cost in
      let names = site.types.sorted()
      return Finding(
        rule: "megamorphic-site",
        title: "One line works on \(Figures.count(names.count)) types", cost: cost,
        costMeaning: "on this line behind guards that failed for another type, its work included",
        place: site.place, line: site.line,
        evidence: [
          "\(Figures.counted(site.guards, "guard")) on types failed here; behind them lie "
            + "\(Figures.counted(site.bridges.count, "bridge")) for other types, in a chain",
          "types: " + names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " …" : ""),
        ],
        suggestion:
          "Use one class with a field instead of many classes, so that machine code asks once. Sorting the items by type does not "
          + "help: the chain stays.",
        edit: oneClass, target: .line)
    }
  }
}
