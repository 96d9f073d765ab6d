// The call tree of the chosen samples: functions under their callers, with own and total weight, split by state.
// What the flame graph draws. Invariants: node 0 is the root ("all"); a parent has a smaller index than its children;
// the total of a node is its own weight plus the totals of its children; children are listed heaviest first, and only
// those that have weight.

/// A tree of functions; weights are the sampled time in microseconds.
public struct CallTree: Sendable {
  /// The root's index.
  public static let root = 0

  private let parents: [Int32]
  private let keys: [Int32]
  private let own: [Int]
  private let totals: [Int]
  private let stateTotals: [Int]
  private let columnOfState: [Int]
  private let childIndex: ChildIndex
  /// The states that occur; `weight(of:in:)` of any other state is 0.
  public let states: [SampleState]
  /// True when callers are below callees.
  public let isInverted: Bool
  /// How many samples the tree was made of.
  public let samples: Int

  public var nodeCount: Int { parents.count }
  /// The weight of everything.
  public var weight: Int { totals[0] }

  /// The caller's node (in an inverted tree: the callee's), or nil for the root.
  public func parent(of node: Int) -> Int? { node == 0 ? nil : Int(parents[node]) }
  /// The function of a node, or nil for the root.
  public func function(of node: Int) -> FunctionID? { node == 0 ? nil : FunctionID(keys[node]) }
  /// Weight of samples that end in this node.
  public func selfWeight(of node: Int) -> Int { own[node] }
  /// Weight of samples in this node or below.
  public func totalWeight(of node: Int) -> Int { totals[node] }
  /// Total weight of a node in one state.
  public func totalWeight(of node: Int, in state: SampleState) -> Int {
    let column = columnOfState[Int(state.rawValue)]
    return column < 0 ? 0 : stateTotals[node * states.count + column]
  }
  /// The state with the largest part of a node's total weight.
  public func dominantState(of node: Int) -> SampleState? {
    states.max { totalWeight(of: node, in: $0) < totalWeight(of: node, in: $1) }
  }
  /// The nodes below, heaviest first.
  public func children(of node: Int) -> ArraySlice<Int32> { childIndex[node] }
  /// The node's total as a share of the whole tree.
  public func share(of node: Int) -> Share { Share(weight: totals[node], of: weight, samples: samples) }
  /// From the root's child down to the node.
  public func path(to node: Int) -> [Int] {
    var path: [Int] = []
    var current = node
    while current > 0 {
      path.append(current)
      current = Int(parents[current])
    }
    return path.reversed()
  }

  /// Weights rolled up over `shape`; `entries` are (node, state, weight).
  private init(
    parents: [Int32], keys: [Int32], entries: [(node: Int32, state: SampleState, weight: Int)], samples: Int,
    isInverted: Bool, ownEntries: [(node: Int32, weight: Int)]
  ) {
    let count = parents.count
    let states = SampleState.allCases.filter { state in entries.contains { $0.state == state } }
    var columns = [Int](repeating: -1, count: SampleState.count)
    for (column, state) in states.enumerated() { columns[Int(state.rawValue)] = column }
    let width = states.count
    var stateTotals = [Int](repeating: 0, count: count * width)
    for entry in entries {
      stateTotals[Int(entry.node) * width + columns[Int(entry.state.rawValue)]] += entry.weight
    }
    var own = [Int](repeating: 0, count: count)
    for entry in ownEntries { own[Int(entry.node)] += entry.weight }
    var totals = [Int](repeating: 0, count: count)
    for node in stride(from: count - 1, through: 0, by: -1) {
      let base = node * width
      let above = Int(parents[node]) * width
      var sum = 0
      for column in 0..<width {
        let weight = stateTotals[base + column]
        sum += weight
        if node > 0 { stateTotals[above + column] += weight }
      }
      totals[node] = sum
    }
    self.parents = parents
    self.keys = keys
    self.own = own
    self.totals = totals
    self.stateTotals = stateTotals
    self.states = states
    columnOfState = columns
    childIndex = ChildIndex(parents: parents, heaviestFirst: totals)
    self.samples = samples
    self.isInverted = isInverted
  }

  init(merged: MergedTree, counts: StackCounts, nodeOfStack: [Int32]) {
    let entries = counts.rows.map { row in
      (node: merged.nodeOf[Int(nodeOfStack[row.stack.index])], state: row.state, weight: row.weight)
    }
    self.init(
      parents: merged.parents, keys: merged.keys, entries: entries, samples: counts.samples, isInverted: false,
      ownEntries: entries.map { ($0.node, $0.weight) })
  }

  /// The same samples with callees on top: the root's children are the functions in which time was spent, below each
  /// its callers, at most `depthLimit` of them (deep recursion would make the tree as large as its square).
  /// `selfWeight` of the root's children is the function's own weight.
  public func inverted(depthLimit: Int = 512) -> CallTree {
    if isInverted { return self }
    var parents: [Int32] = [-1]
    var keys: [Int32] = [-1]
    var entries: [(node: Int32, state: SampleState, weight: Int)] = []
    var ownEntries: [(node: Int32, weight: Int)] = []
    var table = PairTable(expected: nodeCount)
    // Own weight per state: the total less the children's totals.
    var ownStates = stateTotals
    let width = states.count
    for node in stride(from: nodeCount - 1, to: 0, by: -1) {
      for column in 0..<width {
        ownStates[Int(self.parents[node]) * width + column] -= stateTotals[node * width + column]
      }
    }
    for node in 0..<nodeCount where own[node] > 0 {
      var below = 0 as Int32
      var current = node
      var depth = 0
      while current > 0, depth < depthLimit {
        depth += 1
        let fresh = Int32(parents.count)
        let found = table.insert(below, self.keys[current], fresh)
        if found == fresh {
          parents.append(below)
          keys.append(self.keys[current])
        }
        if current == node { ownEntries.append((found, own[node])) }
        below = found
        current = Int(self.parents[current])
      }
      for (column, state) in states.enumerated() where ownStates[node * width + column] > 0 {
        entries.append((below, state, ownStates[node * width + column]))
      }
    }
    return CallTree(
      parents: parents, keys: keys, entries: entries, samples: samples, isInverted: true, ownEntries: ownEntries)
  }
}

extension ChildIndex {
  /// Children with weight only, the heaviest first.
  init(parents: [Int32], heaviestFirst totals: [Int]) {
    self.init(parents: parents)
    sortGroups(by: totals)
  }
}
