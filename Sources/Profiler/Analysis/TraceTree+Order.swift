// The rows of a list of traces: in an order, as a tree or flat. Screen and report show the same rows.

extension TraceTree {
  public enum Order: String, CaseIterable, Sendable {
    case time, own, entries, compiling, size, age

    /// By what rows are sorted, the largest first.
    fileprivate func keys(_ tree: TraceTree) -> [Int] {
      switch self {
      case .time: tree.tree
      case .own: tree.own
      case .entries: tree.traces.map(\.entered)
      case .compiling: tree.traces.map(\.compileTime)
      case .size: tree.traces.map(\.bytes)
      case .age: tree.traces.indices.map { -$0 }
      }
    }
  }

  /// A trace in the list, and how many traces it hangs from.
  public struct Row: Equatable, Sendable {
    public let index: Int
    public let depth: Int
  }

  /// All traces in an order, each with its bridges behind it; those of traces in `closed` are left out.
  public func rows(_ order: Order, closed: Set<Int> = []) -> [Row] {
    let keys = order.keys(self)
    func sorted(_ indices: [Int]) -> [Int] { indices.sorted { (keys[$0], $1) > (keys[$1], $0) } }
    var rows: [Row] = []
    var work = sorted(roots).reversed().map { Row(index: $0, depth: 0) }
    while let row = work.popLast() {
      rows.append(row)
      if !hasBridges(row.index) || closed.contains(row.index) { continue }
      work += sorted(bridges(of: row.index)).reversed().map { Row(index: $0, depth: row.depth + 1) }
    }
    return rows
  }

  /// All traces in an order, bridges among the others.
  public func flatRows(_ order: Order) -> [Row] {
    let keys = order == .time ? total : order.keys(self)
    return traces.indices.sorted { (keys[$0], $1) > (keys[$1], $0) }.map { Row(index: $0, depth: 0) }
  }
}
