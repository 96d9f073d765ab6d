// The stacks of the chosen samples as they are: functions under functions, and what ended where. For readers that build
// trees of their own shape (the flame graph inverts, folds recursion and reorders).

/// Invariants: node 0 is the root; a parent has a smaller index than its children; entries are distinct per node and
/// state only as far as the stacks are.
public struct StackTree: Sendable {
  public struct Entry: Sendable {
    public let node: Int32
    public let state: SampleState
    public let samples: Int
    /// Microseconds.
    public let weight: Int
  }

  /// Parent by node; −1 for the root.
  public let parents: [Int32]
  /// FunctionID by node; −1 for the root.
  public let functions: [Int32]
  public let entries: [Entry]
}

extension Profile {
  /// The stacks behind counts.
  public func stackTree(of counts: StackCounts, hiding hiddenKinds: Set<FunctionKind> = []) -> StackTree {
    let merged = functionTree(hiding: hiddenKinds)
    let entries = counts.rows.map { row in
      StackTree.Entry(
        node: merged.nodeOf[Int(nodeOfStack[row.stack.index])], state: row.state, samples: row.samples,
        weight: row.weight)
    }
    return StackTree(parents: merged.parents, functions: merged.keys, entries: entries)
  }
}
