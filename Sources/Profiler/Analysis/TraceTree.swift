// All traces of a recording as trees: root traces, bridges under the trace that they grew from, each with its sampled time. One
// walk over the chosen stacks, whatever the number of traces.
//
// Invariants: `traces` is in the order in which they were compiled, so that a parent comes before its bridges; `own` ≤ `total` ≤
// `tree` of each trace. A sample counts once for a trace, and once for a tree, however often they are on its stack.

/// Traces and the time of the chosen samples in them; weights are microseconds.
public struct TraceTree: Sendable {
  public let traces: [ProfileTrace]
  /// Samples in machine code and exits of the trace, by index.
  public let own: [Int]
  /// And in what it calls.
  public let total: [Int]
  /// Samples with the trace or one of the bridges below it on their stack.
  public let tree: [Int]
  /// Samples with any trace on their stack.
  public let inTraces: Int
  /// The chosen samples.
  public let weight: Int
  public let samples: Int
  /// Index of the trace from which a bridge grew; −1 for a root.
  public let parents: [Int32]
  private let children: ChildIndex
  private let indexOfNumber: [Int: Int32]

  public static let empty = TraceTree(traces: [], weights: Weights(count: 0), weight: 0, samples: 0)

  fileprivate struct Weights {
    var own: [Int]
    var total: [Int]
    var tree: [Int]
    var inTraces = 0

    init(count: Int) {
      own = Array(repeating: 0, count: count)
      total = own
      tree = own
    }
  }

  fileprivate init(traces: [ProfileTrace], weights: Weights, weight: Int, samples: Int, parents: [Int32] = []) {
    self.traces = traces
    own = weights.own
    total = weights.total
    tree = weights.tree
    inTraces = weights.inTraces
    self.weight = weight
    self.samples = samples
    self.parents = parents
    children = ChildIndex(parents: [-1] + parents.map { $0 + 1 })
    indexOfNumber = Dictionary(
      traces.enumerated().map { ($1.number, Int32($0)) }, uniquingKeysWith: { first, _ in first })
  }

  public func share(_ weight: Int) -> Share { Share(weight: weight, of: self.weight, samples: samples) }

  /// The index of a trace by its number in the program.
  public func index(ofNumber number: Int) -> Int? { indexOfNumber[number].map { Int($0) } }

  /// Indices of the root traces, in the order in which they were compiled.
  public var roots: [Int] { children[0].map { Int($0) - 1 } }

  /// Indices of the bridges that grew from a trace, in the order in which they were compiled.
  public func bridges(of index: Int) -> [Int] { children[index + 1].map { Int($0) - 1 } }

  public func hasBridges(_ index: Int) -> Bool { !children[index + 1].isEmpty }
}

extension Profile {
  /// All traces with the time of the chosen samples.
  public func traceTree(of counts: StackCounts) throws(RecordingError) -> TraceTree {
    let traces = try traces()
    let indexOfNumber = Dictionary(
      traces.enumerated().map { ($1.number, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    // A bridge is compiled after the trace that it grows from; what says otherwise is no tree.
    let parents = traces.enumerated().map { index, trace -> Int32 in
      guard let parent = trace.parent.flatMap({ indexOfNumber[$0] }), parent < Int32(index) else { return -1 }
      return parent
    }
    var traceOfFunction = [Int32](repeating: -1, count: functions.count)
    for (index, trace) in traces.enumerated() { traceOfFunction[trace.function.index] = Int32(index) }
    var weights = TraceTree.Weights(count: traces.count)
    // The last sum that each trace was counted in, on its own and as part of a tree.
    var countedAlone = [Int](repeating: -1, count: traces.count)
    var countedInTree = countedAlone
    let above = nearestTraceNodes()
    for (turn, row) in counts.rows.enumerated() {
      let leaf = nodeOfStack[row.stack.index]
      var node = above[Int(leaf)]
      while node > 0 {
        defer { node = above[Int(nodeParents[Int(node)])] }
        let index = Int(traceOfFunction[Int(frameFunctions[Int(nodeFrames[Int(node)])])])
        guard index >= 0 else { continue }
        if node == leaf { weights.own[index] += row.weight }
        if countedAlone[index] == turn { continue }
        countedAlone[index] = turn
        weights.total[index] += row.weight
        var ancestor = index
        while ancestor >= 0, countedInTree[ancestor] != turn {
          countedInTree[ancestor] = turn
          weights.tree[ancestor] += row.weight
          ancestor = Int(parents[ancestor])
        }
      }
      if above[Int(leaf)] > 0 { weights.inTraces += row.weight }
    }
    return TraceTree(
      traces: traces, weights: weights, weight: counts.weight, samples: counts.samples, parents: parents)
  }

  /// For each node the innermost node of a trace among itself and its callers, 0 when there is none.
  func nearestTraceNodes() -> [Int32] {
    var nearest = [Int32](repeating: 0, count: nodeParents.count)
    for node in 1..<max(1, nodeParents.count) {
      let isTrace = functions[Int(frameFunctions[Int(nodeFrames[node])])].kind == .trace
      nearest[node] = isTrace ? Int32(node) : nearest[Int(nodeParents[node])]
    }
    return nearest
  }
}
