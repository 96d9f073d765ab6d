// Drawing of the flame graph: boxes coloured by what the samples in them were doing, and the lines under it.

import Profiler

extension FlameScreen {
  func draw(on grid: inout Grid, _ context: ScreenContext) {
    if table != nil { return drawTable(on: &grid, context) }
    if let sandwich { return drawSandwich(sandwich, on: &grid, context) }
    let parts = FlameParts(context.area)
    let layout = FlameLayout(tree, zoom: zoom, width: parts.graph.width)
    let first = parts.firstRow(scroll: scroll, rows: layout.rows.count)
    drawHead(on: &grid, parts, rows: layout.rows.count, first: first)
    let zoomRow = tree.ancestors(of: zoom).count
    for row in first..<max(first, min(layout.rows.count, first + parts.graph.height)) {
      guard let y = parts.y(row: row, first: first, rootAtBottom: rootAtBottom) else { continue }
      for box in layout.rows[row] {
        let look = FlameBoxLook(
          box: box, tree: tree, label: changeMark(of: box.node, in: tree) + label(box.node),
          isSelected: box.node == selected, isAbove: row < zoomRow)
        draw(look, x: parts.graph.x + box.x, y: y, monochrome: context.monochrome, on: &grid)
      }
    }
    if context.model.samples == 0 {
      grid.put(context.model.noSamples, x: parts.graph.x, y: parts.graph.y, style: .faint)
    }
    drawDetails(on: &grid, parts.details)
  }

  func draw(_ look: FlameBoxLook, x: Int, y: Int, monochrome: Bool, on grid: inout Grid) {
    let (box, tree, isSelected, isAbove) = (look.box, look.tree, look.isSelected, look.isAbove)
    let function = tree.function[box.node]
    let isMatch = matches.contains(function: function)
    let shaded = function & 1 == 1
    var style = Style.ground(isAbove || function < 0 ? .tab : role(box.node, in: tree), shaded: shaded)
    if isMatch { style = Style(.ink, on: .match, .bold) }
    if isSelected { style = Style(.ink, on: .selection, isMatch ? [.bold, .underline] : .bold) }
    grid.putGlyph(grid.glyphs.edge, x: x, y: y, style: style)
    if box.width > 1 {
      grid.put(look.label, x: x + 1, y: y, width: box.width - 1, style: style, fill: true)
    }
    guard colouring == .states, tree.changes == nil, !isSelected, !isMatch, !isAbove, !monochrome, function >= 0
    else { return }
    let states = tree.states(of: box.node).map { state, weight in
      Part(value: Double(weight), role: state.look.role, letter: state.look.letter)
    }
    for (part, cells) in Grid.divided(states, total: Double(tree.total[box.node]), cells: box.width) {
      grid.restyle(Area(x: x + cells.lowerBound, y: y, width: cells.count, height: 1)) { $0.background = part.role }
    }
  }

  /// Compared, the colour is that of the change; of a box for a state that state's.
  private func role(_ node: Int, in tree: FlameTree) -> Role {
    if let changes = tree.changes { return [.heat0, .stateNative, .heat7][changes.sign(of: node) + 1] }
    if let state = tree.state(of: node) { return state.look.role }
    return tree.functions[Int(tree.function[node])].kind.role
  }

  func label(_ node: Int) -> String { label(node, of: tree) }

  /// The name as boxes show it: what is not Python says so, states stand in brackets.
  func label(_ node: Int, of tree: FlameTree) -> String {
    guard node != 0 else { return "all" }
    if let state = tree.state(of: node) { return "(\(state.label))" }
    let function = tree.functions[Int(tree.function[node])]
    return function.name + function.kind.mark
  }

  private func drawHead(on grid: inout Grid, _ parts: FlameParts, rows: Int, first: Int) {
    let head = parts.head
    var text = tree.shape.inverted ? "callers of each function" : "stacks"
    switch tree.shape.frames {
    case .all: break
    case .withoutRuntime: text += " without [vm]"
    case .pythonOnly: text += " of Python"
    }
    text += orderText
    if tree.shape.splitByState { text += ", split by state" }
    if tree.shape.recursionFolded { text += ", recursion folded" }
    text += tree.changes != nil ? ", colour = change" : colouring == .states ? ", colour = state" : ", colour = kind"
    var right = comparisonText
    if !searchText.isEmpty {
      right =
        "\(searchText): \(Figures.count(matches.nodes)) \(matches.nodes == 1 ? "box" : "boxes") \(Figures.estimate(share(matches.weight)))"
    }
    if rows > parts.graph.height {
      right += (right.isEmpty ? "" : "  ") + "rows \(first + 1)–\(min(rows, first + parts.graph.height)) of \(rows)"
    }
    let used = grid.put(
      right, x: head.x, y: head.y, width: head.width, style: Style(searchText.isEmpty ? .faint : .match), align: .right)
    grid.put(text, x: head.x, y: head.y, width: head.width - used - (used > 0 ? 2 : 0), style: .faint)
  }

  private func drawDetails(on grid: inout Grid, _ area: Area) {
    guard area.height >= 2 else { return }
    let function = selected == 0 ? nil : tree.functions[Int(tree.function[selected])]
    let place = function.map { $0.file.isEmpty ? "" : $0.line > 0 ? "\($0.file):\($0.line)" : $0.file } ?? ""
    let name = label(selected)
    // The name matters most, the end of the path comes next: a long place gives way, down to its last part.
    let placeRoom = max(area.width - SafeText.width(of: name, charset: grid.charset, limit: area.width) - 2, 0)
    let isLong = SafeText.width(of: place, charset: grid.charset, limit: placeRoom + 1) > placeRoom
    let shownPlace = isLong ? String(Figures.fileName(place)) : place
    let used = grid.put(name, x: area.x, y: area.y, width: area.width, style: .title)
    grid.put(shownPlace, x: area.x + used + 2, y: area.y, width: area.width - used - 2, style: .faint)
    grid.put(figures(of: selected), x: area.x, y: area.y + 1, width: area.width)
    if let change = changeText(of: selected) {
      if area.height >= 3 { grid.put(change, x: area.x, y: area.y + 2, width: area.width) }
    } else if area.height >= 3 {
      drawStates(of: selected, in: tree, on: &grid, x: area.x, y: area.y + 2, width: area.width)
    }
  }

  /// A share of everything that is drawn.
  func share(_ weight: Int) -> Share { Share(weight: weight, of: tree.total[0], samples: tree.sampleTotal[0]) }

  private func figures(of node: Int) -> String {
    var text = Figures.estimate(share(tree.total[node]))
    text += "  \(Figures.counted(tree.sampleTotal[node], "sample")), \(Figures.time(Microseconds(tree.total[node])))"
    if !tree.shape.inverted { text += "  own \(Figures.estimate(share(tree.ownWeight(of: node))))" }
    if node != 0, zoom != 0, tree.total[zoom] > 0 {
      text += "  \(Figures.percent(Double(tree.total[node]) / Double(tree.total[zoom]))) of the zoom"
    }
    return text
  }

  func drawStates(of node: Int, in tree: FlameTree, on grid: inout Grid, x: Int, y: Int, width: Int) {
    let states = tree.states(of: node).filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }
    var column = x
    for (state, weight) in states {
      let text = "\(state.label) \(Figures.percent(Double(weight) / Double(max(1, tree.total[node]))))"
      guard column + 2 + text.count <= x + width else {
        grid.put(grid.glyphs.ellipsis, x: column, y: y, style: .faint)
        return
      }
      grid.putGlyph(" ", x: column, y: y, style: .ground(state.look.role))
      column += 2 + grid.put(text, x: column + 2, y: y, style: .faint) + 2
    }
  }
}

/// A box and how it is drawn.
struct FlameBoxLook {
  var box: FlameBox
  var tree: FlameTree
  var label: String
  var isSelected: Bool
  /// Above the node that is zoomed on.
  var isAbove: Bool
}

extension FunctionKind {
  var role: Role {
    switch self {
    case .python: .kindPython
    case .trace: .kindTrace
    case .native: .kindNative
    case .runtime: .kindRuntime
    case .crossing: .kindCrossing
    }
  }
}
