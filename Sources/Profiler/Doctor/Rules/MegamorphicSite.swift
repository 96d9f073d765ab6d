// A line that sees very many types: each has its own guard, and machine code asks one after the other.

enum MegamorphicSite {
  /// With a few types the chain of guards is cheap; from here on it is long.
  static let leastTypes = 8
  static let leastShare = 0.1

  struct Site {
    let place: ProfileFunction
    let line: Int
    var types: Set<String> = []
    var guards = 0
    var traces: Set<Int> = []
  }

  private static let kinds: Set = ["guardShape", "guardKind", "guardInt", "guardFloat", "guardBool", "guardObject"]

  /// Lines whose guards on types expected enough different ones.
  static func sites(_ evidence: Evidence) -> [Site] {
    var sites: [[Int]: Site] = [:]
    for row in evidence.guards where kinds.contains(row.kind) {
      let key = [row.place.id.index, row.line]
      var site = sites[key] ?? Site(place: row.place, line: row.line)
      if let expected = row.expected { site.types.insert(expected) }
      if let seen = row.seen { site.types.insert(seen) }
      site.guards += 1
      site.traces.insert(row.trace)
      sites[key] = site
    }
    return sites.values.filter { $0.types.count >= leastTypes }
  }

  static let rule = Rule(name: "megamorphic-site") { evidence throws(RecordingError) in
    let found = sites(evidence)
    if found.isEmpty { return [] }
    let lines = Dictionary(
      evidence.profile.lineRows(of: evidence.counts).map { ([$0.function.id.index, $0.line], $0.own) },
      uniquingKeysWith: { first, _ in first })
    return found.compactMap { site in
      guard let cost = lines[[site.place.id.index, site.line]], cost.low >= leastShare else { return nil }
      let names = site.types.sorted()
      return Finding(
        rule: "megamorphic-site",
        title: "One line works on \(Figures.count(names.count)) types", cost: cost,
        costMeaning: "on this line", place: site.place, line: site.line,
        evidence: [
          "\(Figures.count(site.guards)) guards on types failed in \(Figures.count(site.traces.count)) traces, one after the other",
          "types: " + names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " …" : ""),
        ],
        suggestion:
          "Let the loop see few types at a time: group the items by type first, or use one class with a field instead of many "
          + "subclasses.",
        edit: "items.sort(key=lambda item: type(item).__name__)", target: .line)
    }
  }
}
