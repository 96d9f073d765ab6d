// The stacks of the page's flame graph: functions under functions with samples and microseconds by state, exact. A tree larger
// than the page may be keeps its heaviest nodes; what the others hold belongs to the caller that is left, so that the sum is
// always that of the chosen samples.

import Profiler

struct PageTree {
  struct Entry: Equatable {
    let node: Int
    let state: Int
    let samples: Int
    /// Microseconds.
    let weight: Int
  }

  /// Parent by node, smaller than the node; −1 for the root, which is node 0.
  private(set) var parents: [Int] = [-1]
  /// Function by node; nil for the root.
  private(set) var functions: [FunctionID?] = [nil]
  /// By node and state, what ends there.
  private(set) var entries: [Entry] = []
  /// Nodes with samples that are left out, and the time that ends in them.
  private(set) var leftOut = 0
  private(set) var leftOutWeight = 0

  init(_ tree: StackTree, limit: Int) {
    let count = tree.parents.count
    var totals = [Int](repeating: 0, count: count)
    for entry in tree.entries { totals[Int(entry.node)] += entry.weight }
    for node in stride(from: count - 1, to: 0, by: -1) { totals[Int(tree.parents[node])] += totals[node] }
    // A caller has at least the time of what it calls, and a smaller number: the heaviest nodes hang together.
    var kept = (1..<max(1, count)).filter { totals[$0] > 0 }
    leftOut = max(0, kept.count - limit)
    if leftOut > 0 { kept = kept.sorted { (totals[$0], $1) > (totals[$1], $0) }.prefix(limit).sorted() }
    var place = [Int](repeating: -1, count: count)
    place[0] = 0
    for node in kept {
      place[node] = parents.count
      parents.append(place[Int(tree.parents[node])])
      functions.append(FunctionID(tree.functions[node]))
    }
    var sums: [Int: (samples: Int, weight: Int)] = [:]
    for node in 1..<max(1, count) where place[node] < 0 {
      place[node] = -2 - Self.above(place[Int(tree.parents[node])])
    }
    for entry in tree.entries {
      let node = Self.above(place[Int(entry.node)])
      if place[Int(entry.node)] < 0 { leftOutWeight += entry.weight }
      sums[node << 8 | Int(entry.state.rawValue), default: (0, 0)].samples += entry.samples
      sums[node << 8 | Int(entry.state.rawValue)]!.weight += entry.weight
    }
    entries = sums.keys.sorted().map {
      Entry(node: $0 >> 8, state: $0 & 0xFF, samples: sums[$0]!.samples, weight: sums[$0]!.weight)
    }
  }

  /// The node that is left for a place: itself, or for one that is left out (−2 − node) the nearest caller.
  private static func above(_ place: Int) -> Int { place >= 0 ? place : -2 - place }
}
