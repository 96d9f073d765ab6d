// Builds a call tree by asking for children: the same function under the same parent is the same node.
//
// An open-addressing table from (parent, function) to node; a node is numbered when it is first asked for, so parents
// come before children.

struct NodeBuilder {
  private(set) var function: [Int32] = [-1]
  private(set) var parent: [Int32] = [-1]
  private var slots: [Int32]
  private var mask: Int

  init(expecting count: Int) {
    var capacity = 64
    while capacity < count * 2 { capacity *= 2 }
    slots = Array(repeating: 0, count: capacity)
    mask = capacity - 1
    function.reserveCapacity(count)
    parent.reserveCapacity(count)
  }

  mutating func child(of node: Int32, function wanted: Int32) -> Int32 {
    var slot = Self.hash(node, wanted) & mask
    while slots[slot] != 0 {
      let candidate = slots[slot]
      if parent[Int(candidate)] == node, function[Int(candidate)] == wanted { return candidate }
      slot = (slot + 1) & mask
    }
    let new = Int32(function.count)
    function.append(wanted)
    parent.append(node)
    slots[slot] = new
    if function.count * 2 > slots.count { grow() }
    return new
  }

  /// A child of its own, whether or not there is one of the function: in the order of time a function comes again.
  mutating func newChild(of node: Int32, function wanted: Int32) -> Int32 {
    function.append(wanted)
    parent.append(node)
    return Int32(function.count - 1)
  }

  private mutating func grow() {
    mask = slots.count * 2 - 1
    slots = Array(repeating: 0, count: slots.count * 2)
    for node in 1..<function.count {
      var slot = Self.hash(parent[node], function[node]) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(node)
    }
  }

  /// Fibonacci hashing; the high bits are the mixed ones.
  private static func hash(_ node: Int32, _ function: Int32) -> Int {
    let key = UInt64(UInt32(bitPattern: node)) << 32 | UInt64(UInt32(bitPattern: function))
    return Int((key &* 0x9E37_79B9_7F4A_7C15) >> 24)
  }
}
