// One loop with very many bridges: its guards fail in ever new ways, each way gets machine code of its own.

enum BridgeExplosion {
  /// Half of the number at which the VM makes no more for a loop (`bridge-limit`, 120).
  static let leastBridges = 60
  static let leastShare = 0.1

  static let rule = Rule(name: "bridge-explosion") { evidence throws(RecordingError) in
    let megamorphic = Set(MegamorphicSite.sites(evidence).map(\.site.place.id))
    var counts: [Int: Int] = [:]
    for row in evidence.traces where row.trace.kind == "bridge" { counts[row.trace.root, default: 0] += 1 }
    let roots = Set(counts.filter { $0.value >= leastBridges }.keys)
    let bridges = Dictionary(
      grouping: evidence.traces.lazy.filter { $0.trace.kind == "bridge" && roots.contains($0.trace.root) },
      by: \.trace.root)
    return bridges.compactMap { root, rows -> Finding? in
      guard let loop = evidence.traces.first(where: { $0.trace.number == root })?.trace,
        // That finding names the cause.
        !megamorphic.contains(loop.place.id)
      else { return nil }
      let members = Set(rows.map(\.trace.number) + [root])
      let lost = evidence.guards.filter { members.contains($0.trace) }.reduce(0) { $0 + $1.lost.weight }
      let cost = evidence.share(rows.reduce(0) { $0 + $1.own.weight } + lost)
      guard cost.low >= leastShare else { return nil }
      let compile = rows.reduce(0) { $0 + $1.trace.compileTime }
      var lines: [String: Int] = [:]
      for row in rows { lines[TextReport.place(row.trace.place, row.trace.line), default: 0] += 1 }
      // Loops of built-in functions that are Python themselves have no file: there the user's own line says more.
      let own = loop.place.file.hasPrefix("<") ? mostFrequent(rows.map { ($0.trace.place, $0.trace.line) }) : nil
      let (place, line) = own ?? (loop.place, loop.line)
      let most = lines.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(3)
      return Finding(
        rule: "bridge-explosion", title: "One loop has split into \(Figures.count(rows.count)) bridges", cost: cost,
        costMeaning: "in the machine code of its bridges and after guards that failed in them", place: place,
        line: line,
        evidence: [
          "trace \(root) has \(Figures.count(rows.count)) bridges with \(Figures.count(rows.reduce(0) { $0 + $1.trace.bytes })) "
            + "bytes; compiling them took \(Figures.time(nanoseconds: Double(compile))) by the clock",
          "most begin at " + most.map { "\($0.key) (\(Figures.count($0.value)))" }.joined(separator: ", "),
        ],
        suggestion:
          "The loop has many ways through it. Take the rare cases and those for other types out of it into functions of "
          + "their own, or sort the items so that equal cases come together.",
        target: .trace(root))
    }
  }

  /// The place in a file that occurs most often; of several the first by name and line.
  private static func mostFrequent(_ places: [(ProfileFunction, Int)]) -> (ProfileFunction, Int)? {
    let groups = Dictionary(grouping: places.filter { !$0.0.file.hasPrefix("<") }) { [$0.0.id.index, $0.1] }
    return groups.values.min { ($1.count, $0[0].0.id.index, $0[0].1) < ($0.count, $1[0].0.id.index, $1[0].1) }?.first
  }
}
