// Which boxes of a flame tree are at least a cell wide, and where: row by row below the zoomed node.
//
// Cost is bounded by what is visible: children of a box that has no cell are never looked at.
// Invariants: rows[0] is the root's row; the zoomed node and everything above it take the full width; within a row
// boxes ascend in x and do not overlap.

struct FlameBox: Equatable, Sendable {
  var node: Int
  var x: Int
  var width: Int
}

struct FlameLayout: Sendable {
  private(set) var rows: [[FlameBox]] = []

  init(_ tree: FlameTree, zoom: Int, width: Int) {
    guard width > 0 else { return }
    for above in tree.ancestors(of: zoom) { rows.append([FlameBox(node: above, x: 0, width: width)]) }
    // Left edges are counted in samples and rounded to cells once, so that neighbours are flush and never overlap.
    let whole = max(1, tree.total[zoom])
    func cell(_ samples: Int) -> Int { (2 * samples * width + whole) / (2 * whole) }
    var current = [FlameBox(node: zoom, x: 0, width: width)]
    var edges = [0]
    while !current.isEmpty {
      rows.append(current)
      var next: [FlameBox] = []
      var nextEdges: [Int] = []
      for (box, edge) in zip(current, edges) {
        var left = edge
        for child in tree.children(of: box.node) {
          let right = left + tree.total[Int(child)]
          let (first, end) = (cell(left), cell(right))
          if end > first {
            next.append(FlameBox(node: Int(child), x: first, width: end - first))
            nextEdges.append(left)
          }
          left = right
        }
      }
      current = next
      edges = nextEdges
    }
  }

  /// Row and place of a node, nil when it has no cell.
  func find(_ node: Int, in tree: FlameTree) -> (row: Int, index: Int)? {
    let row = tree.ancestors(of: node).count
    guard row < rows.count, let index = rows[row].firstIndex(where: { $0.node == node }) else { return nil }
    return (row, index)
  }

  func box(row: Int, x: Int) -> FlameBox? {
    guard rows.indices.contains(row) else { return nil }
    return rows[row].first { $0.x <= x && x < $0.x + $0.width }
  }
}
