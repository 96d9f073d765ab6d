// The tree of all stacks under another point of view: neighbouring frames with the same key (function, or line)
// become one node, frames without a key vanish into their callers. Built once per point of view; a filter only changes
// the weights. Invariants: node 0 is the root and stands for everything; a parent has a smaller index than its
// children, so that sums roll up in one reverse loop.

/// A tree of keys. Keys are non-negative.
struct MergedTree: Sendable {
  /// Parent of each node; −1 for the root.
  private(set) var parents: [Int32] = [-1]
  /// Key of each node; −1 for the root.
  private(set) var keys: [Int32] = [-1]
  /// For each node of the recording the node of this tree.
  private(set) var nodeOf: [Int32]
  /// False where the same key occurs further out: totals count recursion once by leaving these nodes out.
  private(set) var isOutermost: [Bool] = [true]

  var count: Int { parents.count }

  /// - Parameters:
  ///   - nodeParents: parent of each recorded node, 0 for none; index 0 is unused.
  ///   - nodeFrames: frame of each recorded node.
  ///   - keyOfFrame: key of each frame, −1 to leave it out.
  init(nodeParents: [Int32], nodeFrames: [Int32], keyOfFrame: [Int32]) {
    let nodeCount = nodeParents.count
    nodeOf = Array(repeating: 0, count: nodeCount)
    var table = PairTable(expected: nodeCount)
    parents.reserveCapacity(nodeCount)
    keys.reserveCapacity(nodeCount)
    for node in 1..<max(1, nodeCount) {
      let above = nodeOf[Int(nodeParents[node])]
      let key = keyOfFrame[Int(nodeFrames[node])]
      if key < 0 {
        nodeOf[node] = above
        continue
      }
      let fresh = Int32(parents.count)
      let found = table.insert(above, key, fresh)
      nodeOf[node] = found
      if found == fresh {
        parents.append(above)
        keys.append(key)
      }
    }
    markOutermost(keyLimit: Int(keyOfFrame.max() ?? -1) + 1)
  }

  private mutating func markOutermost(keyLimit: Int) {
    let children = ChildIndex(parents: parents)
    isOutermost = Array(repeating: true, count: count)
    var open = [Int32](repeating: 0, count: max(1, keyLimit))
    // A node is pushed once to be entered and once, complemented, to be left.
    var work: [Int32] = children[0].reversed()
    while let entry = work.popLast() {
      if entry < 0 {
        open[Int(keys[Int(~entry)])] -= 1
        continue
      }
      let key = Int(keys[Int(entry)])
      isOutermost[Int(entry)] = open[key] == 0
      open[key] += 1
      work.append(~entry)
      work.append(contentsOf: children[Int(entry)])
    }
  }

  /// Sums per node: `own` is filled from the counts, `total` by one reverse loop.
  func weights(of counts: StackCounts, nodeOfStack: [Int32]) -> (own: [Int], total: [Int]) {
    var own = [Int](repeating: 0, count: count)
    for row in counts.rows { own[Int(nodeOf[Int(nodeOfStack[row.stack.index])])] += row.weight }
    var total = own
    for node in stride(from: count - 1, to: 0, by: -1) { total[Int(parents[node])] += total[node] }
    return (own, total)
  }

  /// Own and total weight per key, recursion counted once.
  func weightsPerKey(of counts: StackCounts, nodeOfStack: [Int32]) -> [Int32: (own: Int, total: Int)] {
    let (own, total) = weights(of: counts, nodeOfStack: nodeOfStack)
    var result: [Int32: (own: Int, total: Int)] = [:]
    for node in 1..<max(1, count) where total[node] > 0 {
      result[keys[node], default: (0, 0)].own += own[node]
      if isOutermost[node] { result[keys[node], default: (0, 0)].total += total[node] }
    }
    return result
  }
}

/// The children of every node in one flat array.
struct ChildIndex: Sendable {
  private var starts: [Int32]
  private var ends: [Int32]
  private var list: [Int32]

  /// Children in ascending order of their index.
  init(parents: [Int32]) {
    let count = parents.count
    starts = Array(repeating: 0, count: count + 1)
    list = Array(repeating: 0, count: max(0, count - 1))
    for node in 1..<max(1, count) { starts[Int(parents[node]) + 1] += 1 }
    for node in 0..<count { starts[node + 1] += starts[node] }
    var next = starts
    for node in 1..<max(1, count) {
      let parent = Int(parents[node])
      list[Int(next[parent])] = Int32(node)
      next[parent] += 1
    }
    ends = next
  }

  subscript(node: Int) -> ArraySlice<Int32> { list[Int(starts[node])..<Int(ends[node])] }

  /// Sorts each node's children by weight, heaviest first, and drops those without weight.
  mutating func sortGroups(by weights: [Int]) {
    for node in starts.indices.dropLast() where ends[node] > starts[node] {
      let range = Int(starts[node])..<Int(ends[node])
      if range.count > 1 {
        list[range].sort { (weights[Int($0)], $1) > (weights[Int($1)], $0) }
      }
      while ends[node] > starts[node], weights[Int(list[Int(ends[node]) - 1])] <= 0 { ends[node] -= 1 }
    }
  }
}

/// A hash table from pairs of numbers to a number, open addressing, for millions of insertions.
struct PairTable {
  private var slots: [(pair: UInt64, value: Int32)]
  private var used = 0

  init(expected: Int) {
    var capacity = 64
    while capacity < expected * 2 { capacity *= 2 }
    slots = Array(repeating: (.max, 0), count: capacity)
  }

  /// The value of the pair; when the pair is new it becomes `fresh`.
  mutating func insert(_ first: Int32, _ second: Int32, _ fresh: Int32) -> Int32 {
    if used * 2 >= slots.count { grow() }
    let pair = UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    let mask = slots.count - 1
    var slot = PairTable.hash(pair) & mask
    while slots[slot].pair != .max {
      if slots[slot].pair == pair { return slots[slot].value }
      slot = (slot + 1) & mask
    }
    slots[slot] = (pair, fresh)
    used += 1
    return fresh
  }

  private static func hash(_ pair: UInt64) -> Int {
    let product = pair.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: (product.high ^ product.low) & UInt64(Int.max))
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: (.max, 0), count: old.count * 2)
    let mask = slots.count - 1
    for entry in old where entry.pair != .max {
      var slot = PairTable.hash(entry.pair) & mask
      while slots[slot].pair != .max { slot = (slot + 1) & mask }
      slots[slot] = entry
    }
  }
}
