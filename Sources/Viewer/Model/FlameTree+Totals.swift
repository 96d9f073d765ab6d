// Figures over the whole tree: each function's own and total weight, and what a search finds.

extension FlameTree {
  struct FunctionTotal: Sendable {
    var function: Int
    var own: Int
    /// Weight with the function anywhere on the stack; recursion counts once.
    var total: Int
    /// The same in what is compared with, 0 when nothing is.
    var ownBefore = 0
    var totalBefore = 0
  }

  /// Own and total weight of every function that has any, now or before. Of a tree that is not inverted.
  func functionTotals() -> [FunctionTotal] {
    var rows = functions.indices.map { FunctionTotal(function: $0, own: 0, total: 0) }
    let outermost = outermostNodes()
    for node in 1..<max(1, count) {
      let place = Int(function[node])
      rows[place].own += own[node]
      if outermost[node] { rows[place].total += total[node] }
      if beforeTotal.isEmpty { continue }
      // What ended in the node is what did not go on to a child.
      rows[place].ownBefore += beforeTotal[node]
      if parent[node] > 0 { rows[Int(function[Int(parent[node])])].ownBefore -= beforeTotal[node] }
      if outermost[node] { rows[place].totalBefore += beforeTotal[node] }
    }
    return rows.filter { $0.total > 0 || $0.totalBefore > 0 }
  }

  /// Whether no node above has the same function. Depth first, counting each function on the current path.
  private func outermostNodes() -> [Bool] {
    var result = [Bool](repeating: false, count: count)
    var onPath = [Int32](repeating: 0, count: functions.count)
    // A node is pushed once to enter it and once, complemented, to leave it.
    var stack: [Int32] = children(of: 0).map { $0 }
    while let item = stack.popLast() {
      if item < 0 {
        onPath[Int(function[Int(~item)])] -= 1
        continue
      }
      let place = Int(function[Int(item)])
      result[Int(item)] = onPath[place] == 0
      onPath[place] += 1
      stack.append(~item)
      stack.append(contentsOf: children(of: Int(item)))
    }
    return result
  }

  struct Matches: Sendable {
    /// Whether the function matches, by function.
    var functions: [Bool]
    var nodes: Int
    /// Weight with a match anywhere on the stack.
    var weight: Int

    static let none = Matches(functions: [], nodes: 0, weight: 0)
    func contains(function: Int32) -> Bool { function >= 0 && !functions.isEmpty && functions[Int(function)] }
  }

  /// Finds functions whose name, or `file:line`, contains `text`, in any case.
  func matches(_ text: String) -> Matches {
    guard !text.isEmpty else { return .none }
    let wanted = Array(text.lowercased().utf8)
    let found = functions.map { function in
      Self.contains(function.name, wanted) || Self.contains("\(function.file):\(function.line)", wanted)
    }
    var result = Matches(functions: found, nodes: 0, weight: 0)
    var covered = [Bool](repeating: false, count: count)
    for node in 1..<max(1, count) {
      let above = covered[Int(parent[node])]
      let matches = found[Int(function[node])]
      covered[node] = above || matches
      if matches {
        result.nodes += 1
        if !above { result.weight += total[node] }
      }
    }
    return result
  }

  private static func contains(_ text: String, _ wanted: [UInt8]) -> Bool {
    var lower = text.lowercased()
    return lower.withUTF8 { bytes in
      guard bytes.count >= wanted.count else { return false }
      for start in 0...(bytes.count - wanted.count)
      where bytes[start] == wanted[0] && wanted.indices.allSatisfy({ bytes[start + $0] == wanted[$0] }) {
        return true
      }
      return false
    }
  }
}
