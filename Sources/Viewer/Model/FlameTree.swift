// The call tree in the shape the flame graph draws: merged by function, possibly inverted, with recursion folded or
// without some kinds of frames, children in drawing order, totals rolled up. Where samples go is in FlameTree+Place.swift.
//
// Invariants: node 0 is the root; a parent comes before its children; `total` of a node is its `own` plus its
// children's totals; `states(of:)` adds up to `total`. Node numbers depend on inversion and folding, not on order.
// An inverted tree follows callers only where at least 1/20,000 of all time came together: below that the tree of a
// large program would have millions of nodes that no screen can show.

import Profiler

struct FlameTree: Sendable {
  enum Order: Sendable, CaseIterable {
    case heaviestFirst, byName
    /// As in the weights, which are then runs in the order of time; only neighbours are one box.
    case byTime
  }

  /// Which frames are drawn; the time of others belongs to their callers.
  enum Frames: Sendable, CaseIterable {
    case withoutRuntime, pythonOnly, all

    var next: Frames {
      switch self {
      case .withoutRuntime: .pythonOnly
      case .pythonOnly: .all
      case .all: .withoutRuntime
      }
    }

    func shows(_ kind: FunctionKind) -> Bool {
      switch self {
      case .all: true
      case .withoutRuntime: kind != .runtime
      case .pythonOnly: kind == .python
      }
    }
  }

  struct Shape: Equatable, Sendable {
    /// Callees at the root, callers above them.
    var inverted = false
    /// A function that is already on the stack is drawn once.
    var recursionFolded = false
    var order = Order.heaviestFirst
    var frames = Frames.all
    /// What ends in a function is a box for each state.
    var splitByState = false
  }

  /// Callers of less than this part of the whole are not followed in an inverted tree.
  static let smallestFollowed = 20_000
  /// Lists up to this length are sorted by insertion.
  private static let longestInsertion = 12

  let shape: Shape
  /// Those of the recording, then, in a split tree, one for each state.
  let functions: [Function]
  /// How many there are without the states.
  let functionCount: Int
  let function: [Int32]
  let parent: [Int32]
  /// Weight of what ended in the node, microseconds; `total` adds everything below.
  let own: [Int]
  let total: [Int]
  /// Samples in the node or below.
  let sampleTotal: [Int]
  /// Weight of a node or below in the other recording, when there is one to compare with.
  let beforeTotal: [Int]
  let changes: FlameChanges?
  /// The states that occur.
  private let states: [SampleState]
  /// Weight by node and state, one row of `states` for each node.
  private let stateTotal: [Int]
  private let childStart: [Int32]
  private let childList: [Int32]

  var count: Int { parent.count }

  init(_ samples: SampleTree, shape: Shape) {
    var builder = NodeBuilder(expecting: samples.parent.count)
    let allPlaced = Self.place(samples, shape: shape, in: &builder)
    let placed = allPlaced.prefix(samples.weights.count)
    let count = builder.parent.count
    var occurs = [Bool](repeating: false, count: SampleState.count)
    for weight in samples.weights { occurs[Int(weight.state.rawValue)] = true }
    let present = SampleState.allCases.filter { occurs[Int($0.rawValue)] }
    var columnOf = [Int](repeating: 0, count: SampleState.count)
    for (column, state) in present.enumerated() { columnOf[Int(state.rawValue)] = column }
    let columns = present.count
    var own = [Int](repeating: 0, count: count)
    var evidence = [Int](repeating: 0, count: count)
    var byState = [Int](repeating: 0, count: count * columns)
    for (weight, target) in zip(samples.weights, placed) {
      let node = Int(target)
      own[node] += weight.weight
      evidence[node] += weight.samples
      byState[node * columns + columnOf[Int(weight.state.rawValue)]] += weight.weight
    }
    var total = own
    for node in stride(from: count - 1, to: 0, by: -1) {
      let parent = Int(builder.parent[node])
      total[parent] += total[node]
      evidence[parent] += evidence[node]
      for column in 0..<columns { byState[parent * columns + column] += byState[node * columns + column] }
    }
    self.shape = shape
    functionCount = samples.functions.count
    functions =
      samples.functions
      + (shape.splitByState
        ? SampleState.allCases.map { Function(name: $0.label, file: "", line: 0, kind: .runtime) } : [])
    if samples.before.isEmpty {
      beforeTotal = []
      changes = nil
    } else {
      var before = [Int](repeating: 0, count: count)
      for (weight, node) in zip(samples.before, allPlaced.dropFirst(samples.weights.count)) {
        before[Int(node)] += weight.weight
      }
      for node in stride(from: count - 1, to: 0, by: -1) { before[Int(builder.parent[node])] += before[node] }
      beforeTotal = before
      changes = FlameChanges(before: samples.before, after: samples.weights, beforeTotal: before, total: total)
    }
    function = builder.function
    parent = builder.parent
    self.own = own
    self.total = total
    sampleTotal = evidence
    states = present
    stateTotal = byState
    (childStart, childList) = Self.children(
      function: function, parent: parent, total: total, functions: functions, order: shape.order)
  }

  func children(of node: Int) -> ArraySlice<Int32> {
    childList[Int(childStart[node])..<Int(childStart[node + 1])]
  }

  /// Weight of a node or below by state; states that do not occur anywhere are left out.
  func states(of node: Int) -> [(state: SampleState, weight: Int)] {
    states.indices.map { (states[$0], stateTotal[node * states.count + $0]) }
  }

  /// The state a node of a split tree stands for.
  func state(of node: Int) -> SampleState? {
    let index = Int(function[node]) - functionCount
    return index >= 0 ? SampleState(rawValue: UInt8(index)) : nil
  }

  /// Weight of what ended in the node itself, in a split tree that of its states.
  func ownWeight(of node: Int) -> Int {
    guard shape.splitByState, !shape.inverted else { return own[node] }
    return own[node] + children(of: node).reduce(0) { $0 + (state(of: Int($1)) == nil ? 0 : total[Int($1)]) }
  }

  func name(of node: Int) -> String { node == 0 ? "all" : functions[Int(function[node])].name }

  /// The nodes above `node`, root first, without `node`.
  func ancestors(of node: Int) -> [Int] {
    var result: [Int] = []
    var current = parent[node]
    while current >= 0 {
      result.append(Int(current))
      current = parent[Int(current)]
    }
    return result.reversed()
  }

  /// The functions from below the root to `node`.
  func path(to node: Int) -> [Function] {
    node == 0 ? [] : (ancestors(of: node).dropFirst() + [node]).map { functions[Int(function[$0])] }
  }

  /// The node at the end of `path`, or of the longest part of it that exists.
  func node(at path: [Function]) -> Int {
    var node = 0
    for wanted in path {
      guard let next = children(of: node).first(where: { functions[Int(function[Int($0)])] == wanted }) else { break }
      node = Int(next)
    }
    return node
  }

  // MARK: Order of children

  /// Children of every node in drawing order, as one list and the place where each node's part starts.
  private static func children(
    function: [Int32], parent: [Int32], total: [Int], functions: [Function], order: Order
  ) -> ([Int32], [Int32]) {
    let count = parent.count
    var start = [Int32](repeating: 0, count: count + 1)
    for node in 1..<max(1, count) { start[Int(parent[node]) + 1] += 1 }
    for node in 0..<count { start[node + 1] += start[node] }
    var list = [Int32](repeating: 0, count: max(0, count - 1))
    var next = start
    for node in 1..<max(1, count) {
      let place = Int(parent[node])
      list[Int(next[place])] = Int32(node)
      next[place] += 1
    }
    if order == .byTime { return (start, list) }
    // Functions of one weight keep the order of their numbers.
    let rank = order == .byName ? nameRanks(functions) : functions.indices.map { Int32($0) }
    func isBefore(_ left: Int32, _ right: Int32) -> Bool {
      let (a, b) = (Int(left), Int(right))
      if order == .heaviestFirst, total[a] != total[b] { return total[a] > total[b] }
      return rank[Int(function[a])] < rank[Int(function[b])]
    }
    for node in 0..<count {
      let (first, end) = (Int(start[node]), Int(start[node + 1]))
      guard end - first > 1 else { continue }
      if end - first > longestInsertion {
        list[first..<end].sort(by: isBefore)
        continue
      }
      // Most nodes have a few children: a call of sort for each would cost more than the sorting.
      for place in first + 1..<end {
        let moving = list[place]
        var hole = place
        while hole > first, isBefore(moving, list[hole - 1]) {
          list[hole] = list[hole - 1]
          hole -= 1
        }
        list[hole] = moving
      }
    }
    return (start, list)
  }

  /// The place of each function when they are sorted by name.
  private static func nameRanks(_ functions: [Function]) -> [Int32] {
    let sorted = functions.indices.sorted {
      (functions[$0].name, functions[$0].file, functions[$0].line) < (
        functions[$1].name, functions[$1].file, functions[$1].line
      )
    }
    var rank = [Int32](repeating: 0, count: functions.count)
    for (place, index) in sorted.enumerated() { rank[index] = Int32(place) }
    return rank
  }
}
