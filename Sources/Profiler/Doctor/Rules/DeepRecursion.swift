// Recursion so deep that the time does not go into machine code.

enum DeepRecursion {
  /// Calls of one function on one stack; a recursion over a balanced tree stays far below.
  static let depth = 64
  static let leastShare = 0.05

  static let rule = Rule(name: "deep-recursion") { evidence throws(RecordingError) in
    let recursion = evidence.profile.recursion(least: depth)
    var slow: [FunctionID: Int] = [:]
    var all: [FunctionID: (weight: Int, deepest: Int)] = [:]
    for row in evidence.counts.rows {
      let (function, depth) = recursion[row.stack.index]
      guard depth >= Self.depth else { continue }
      all[function] = ((all[function]?.weight ?? 0) + row.weight, max(all[function]?.deepest ?? 0, depth))
      if [.interpreting, .runtime, .exit].contains(row.state) { slow[function, default: 0] += row.weight }
    }
    return slow.compactMap { id, weight -> Finding? in
      let cost = evidence.share(weight)
      guard cost.low >= leastShare, let total = all[id] else { return nil }
      let function = evidence.profile.function(id)
      var lines = [
        "up to \(Figures.count(total.deepest)) calls of it on one stack; \(evidence.text(evidence.share(total.weight))) at least "
          + "\(depth) deep"
      ]
      let aborts = evidence.aborts.filter { $0.reason == "tooDeep" }.reduce(0) { $0 + $1.count }
      if aborts > 0 { lines.append("\(Figures.counted(aborts, "recording")) given up because calls lay too deep") }
      return Finding(
        rule: "deep-recursion", title: "\(function.name) calls itself very deep", cost: cost,
        costMeaning: "outside of machine code, \(depth) and more calls deep", place: function, line: function.line,
        evidence: lines,
        suggestion: "Replace the recursion by a loop over a list of what is left to do.",
        edit: "todo = [start]\nwhile todo:\n    item = todo.pop()\n    todo.extend(next_items(item))", target: .line)
    }
  }
}
