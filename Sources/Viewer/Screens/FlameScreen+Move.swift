// The cursor of the flame graph: to parents, children and neighbours, zooming, and from match to match.

import Profiler

extension FlameScreen {
  /// +1 goes to the heaviest child, −1 to the parent.
  mutating func move(rows: Int, _ context: ScreenContext) {
    if rows < 0 {
      select(max(0, Int(tree.parent[selected])), context)
      return
    }
    let layout = FlameLayout(tree, zoom: zoom, width: context.area.width)
    guard let place = layout.find(selected, in: tree), layout.rows.indices.contains(place.row + 1) else { return }
    let children = layout.rows[place.row + 1].filter { Int(tree.parent[$0.node]) == selected }
    if let heaviest = children.max(by: { tree.total[$0.node] < tree.total[$1.node] }) {
      select(heaviest.node, context)
    }
  }

  /// To the box before or after in the same row.
  mutating func move(boxes: Int, _ context: ScreenContext) {
    let layout = FlameLayout(tree, zoom: zoom, width: context.area.width)
    guard let place = layout.find(selected, in: tree) else { return select(zoom, context) }
    let row = layout.rows[place.row]
    if row.indices.contains(place.index + boxes) { select(row[place.index + boxes].node, context) }
  }

  /// A screenful up or down the current stack.
  mutating func page(_ direction: Int, _ context: ScreenContext) {
    for _ in 0..<max(1, FlameParts(context.area).graph.height - 1) { move(rows: direction, context) }
  }

  /// Puts the cursor on a node and scrolls it into view.
  mutating func select(_ node: Int, _ context: ScreenContext) {
    selected = node
    let layout = FlameLayout(tree, zoom: zoom, width: context.area.width)
    let parts = FlameParts(context.area)
    let row = tree.ancestors(of: node).count
    scroll = parts.firstRow(scroll: scroll, rows: layout.rows.count)
    if row < scroll { scroll = row }
    if row >= scroll + parts.graph.height { scroll = row - parts.graph.height + 1 }
  }

  mutating func zoom(to node: Int, _ context: ScreenContext) {
    zoom = node
    // Two rows of callers stay in view above what was zoomed on.
    scroll = max(0, tree.ancestors(of: node).count - 2)
    let isInside = selected == node || tree.ancestors(of: selected).contains(node)
    select(isInside ? selected : node, context)
  }

  /// The end of the heaviest path, as far as its boxes have a cell.
  func hottestLeaf(below node: Int, _ context: ScreenContext) -> Int {
    let layout = FlameLayout(tree, zoom: zoom, width: context.area.width)
    var node = node
    while let next = tree.children(of: node).max(by: { tree.total[Int($0)] < tree.total[Int($1)] }),
      layout.find(Int(next), in: tree) != nil
    {
      node = Int(next)
    }
    return node
  }

  /// Goes through the matches that have a cell, in drawing order; where none has, to the heaviest one of the whole
  /// tree, zooming so that it is seen.
  mutating func step(_ direction: Int, _ context: ScreenContext) -> Answer {
    if table != nil { return stepInTable(direction) }
    sandwich = nil
    if matches.nodes == 0, tree.shape.frames != .all, matches.functions.contains(true) {
      // It is there, in frames that are not shown.
      var shape = tree.shape
      shape.frames = .all
      reshape(shape, keepingPath: false)
    }
    guard matches.nodes > 0 else { return .message("no function or file contains it") }
    let layout = FlameLayout(tree, zoom: zoom, width: context.area.width)
    let visible = layout.rows.flatMap { $0 }.filter { matches.contains(function: tree.function[$0.node]) }
    if visible.isEmpty {
      let all = (1..<tree.count).filter { matches.contains(function: tree.function[$0]) }
      guard let heaviest = all.max(by: { tree.total[$0] < tree.total[$1] }) else { return .handled }
      let hasCell = FlameLayout(tree, zoom: 0, width: context.area.width).find(heaviest, in: tree) != nil
      zoom(to: hasCell ? 0 : heaviest, context)
      select(heaviest, context)
      return .message("the heaviest of \(Figures.count(all.count)) matches")
    }
    let current = visible.firstIndex { $0.node == selected }
    let next: Int
    if let current {
      next = (current + direction + visible.count) % visible.count
    } else {
      next = direction > 0 ? 0 : visible.count - 1
    }
    select(visible[next].node, context)
    let hidden = matches.nodes - visible.count
    let note = hidden > 0 ? ", \(Figures.count(hidden)) more too narrow to draw" : ""
    return .message("match \(next + 1) of \(visible.count)\(note)")
  }
}
