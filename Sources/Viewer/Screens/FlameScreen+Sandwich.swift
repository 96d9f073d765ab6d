// The sandwich: one function, what calls it above and what it calls below, wherever on the stacks it is.
//
// Invariants: the root of both trees is the function; `node` is a node of the tree on the cursor's side. Shares are of the
// whole recording.

import Profiler

struct FlameSandwich: Sendable {
  let function: Int32
  let callers: FlameTree
  let callees: FlameTree
  /// Whether the cursor is on a caller.
  var isAbove = false
  /// Under the cursor, in its tree.
  var node = 0
  /// Functions that were in the middle before, the last one last.
  var before: [Int32]

  init(_ function: Int32, of samples: SampleTree, shape: FlameTree.Shape, before: [Int32] = []) {
    self.function = function
    self.before = before
    var shape = shape
    // Runs in time have no callers in common.
    if shape.order == .byTime { shape.order = .heaviestFirst }
    shape.inverted = false
    callees = FlameTree(samples.callees(of: function), shape: shape)
    shape.inverted = true
    callers = FlameTree(samples.callers(of: function), shape: shape)
  }

  var tree: FlameTree { isAbove ? callers : callees }

  /// The same of a newer reading, whose functions may have other numbers; nil when the function is not in it.
  func again(of samples: SampleTree, formerly functions: [Function], shape: FlameTree.Shape) -> FlameSandwich? {
    func number(_ function: Int32) -> Int32? {
      samples.functions.firstIndex(of: functions[Int(function)]).map(Int32.init)
    }
    guard let middle = number(function) else { return nil }
    var new = FlameSandwich(middle, of: samples, shape: shape, before: before.compactMap(number))
    new.isAbove = isAbove
    new.node = new.tree.node(at: tree.path(to: node))
    return new
  }

  func layout(above: Bool, width: Int) -> FlameLayout { FlameLayout(above ? callers : callees, zoom: 0, width: width) }
}

/// Rows of the sandwich: callers, the function, callees.
struct SandwichParts {
  let head: Area
  /// The row nearest to the function last.
  let above: Area
  let middle: Int
  let below: Area
  let details: Area

  init(_ area: Area, callerRows: Int, calleeRows: Int) {
    let parts = FlameParts(area)
    head = parts.head
    details = parts.details
    var graph = parts.graph
    let room = max(0, graph.height - 1)
    // Each side gets half, and what the other does not need.
    let aboveRows = min(callerRows, max(room / 2, room - calleeRows))
    above = graph.takeTop(aboveRows)
    middle = graph.y
    _ = graph.takeTop(1)
    below = graph
  }
}

extension FlameScreen {
  /// Puts the function under the cursor into the middle.
  mutating func openSandwich() -> Answer {
    let function = selected == 0 ? -1 : tree.function[selected]
    guard function >= 0, function < tree.functionCount else { return .message("put the cursor on a function") }
    sandwich = FlameSandwich(function, of: samples, shape: tree.shape)
    return .handled
  }

  mutating func pressInSandwich(_ key: Key, _ context: ScreenContext) -> Answer {
    guard var sandwich else { return .ignored }
    let width = context.area.width
    switch key {
    case .character("s"), .escape:
      self.sandwich = nil
      return .handled
    case .up, .character("k"): sandwich.moveUp(width)
    case .down, .character("j"): sandwich.moveDown(width)
    case .left, .character("h"): sandwich.move(boxes: -1, width)
    case .right, .character("l"): sandwich.move(boxes: 1, width)
    case .home, .character("g"): sandwich.node = 0
    case .enter, .character("+"):
      guard sandwich.node != 0 else { return .handled }
      guard sandwich.tree.state(of: sandwich.node) == nil else { return .message("a state has no callers") }
      sandwich = FlameSandwich(
        sandwich.tree.function[sandwich.node], of: samples, shape: tree.shape,
        before: sandwich.before + [sandwich.function])
    case .backspace, .character("-"):
      guard let last = sandwich.before.last else {
        self.sandwich = nil
        return .handled
      }
      sandwich = FlameSandwich(last, of: samples, shape: tree.shape, before: Array(sandwich.before.dropLast()))
    case .character("b"): colouring = colouring == .states ? .kinds : .states
    default: return .ignored
    }
    self.sandwich = sandwich
    return .handled
  }

  mutating func mouseInSandwich(_ mouse: Mouse, _ context: ScreenContext) -> Answer {
    guard var sandwich else { return .ignored }
    let layouts = [true, false].map { sandwich.layout(above: $0, width: context.area.width) }
    let parts = SandwichParts(
      context.area, callerRows: layouts[0].rows.count - 1, calleeRows: layouts[1].rows.count - 1)
    switch mouse.action {
    case .wheelUp: return pressInSandwich(.up, context)
    case .wheelDown: return pressInSandwich(.down, context)
    case .click, .doubleClick:
      if mouse.y == parts.middle {
        sandwich.node = 0
      } else {
        let isAbove = mouse.y < parts.middle
        let area = isAbove ? parts.above : parts.below
        let first = sandwich.firstRow(above: isAbove, height: area.height)
        let distance = isAbove ? parts.middle - mouse.y : mouse.y - parts.middle
        guard distance <= area.height,
          let box = layouts[isAbove ? 0 : 1].box(row: first + distance - 1, x: mouse.x - area.x)
        else { return .ignored }
        sandwich.isAbove = isAbove
        sandwich.node = box.node
      }
      self.sandwich = sandwich
      return mouse.action == .doubleClick ? pressInSandwich(.enter, context) : .handled
    }
  }

  func drawSandwich(_ sandwich: FlameSandwich, on grid: inout Grid, _ context: ScreenContext) {
    let width = context.area.width
    let layouts = (sandwich.layout(above: true, width: width), sandwich.layout(above: false, width: width))
    let parts = SandwichParts(
      context.area, callerRows: layouts.0.rows.count - 1, calleeRows: layouts.1.rows.count - 1)
    let function = samples.functions[Int(sandwich.function)]
    let heading = "callers above, callees below: \(function.name)\(function.kind.mark)"
    grid.put(heading, x: parts.head.x, y: parts.head.y, width: parts.head.width, style: .faint)
    func draw(_ box: FlameBox, _ tree: FlameTree, above: Bool, y: Int) {
      let isSelected = sandwich.node == box.node && (box.node == 0 || sandwich.isAbove == above)
      self.draw(
        FlameBoxLook(
          box: box, tree: tree, label: box.node == 0 ? function.name + function.kind.mark : label(box.node, of: tree),
          isSelected: isSelected, isAbove: false),
        x: parts.head.x + box.x, y: y, monochrome: context.monochrome, on: &grid)
    }
    for above in [true, false] {
      let (layout, tree) = above ? (layouts.0, sandwich.callers) : (layouts.1, sandwich.callees)
      let area = above ? parts.above : parts.below
      let first = sandwich.firstRow(above: above, height: area.height)
      for row in first..<max(first, min(layout.rows.count, first + area.height)) {
        let y = above ? parts.middle - 1 - (row - first) : parts.middle + 1 + (row - first)
        for box in layout.rows[row] { draw(box, tree, above: above, y: y) }
      }
    }
    draw(FlameBox(node: 0, x: 0, width: width), sandwich.callees, above: false, y: parts.middle)
    drawDetails(sandwich, function, on: &grid, parts.details)
  }

  private func drawDetails(_ sandwich: FlameSandwich, _ function: Function, on grid: inout Grid, _ area: Area) {
    let tree = sandwich.tree
    let here = sandwich.node == 0 ? function : tree.functions[Int(tree.function[sandwich.node])]
    let place = here.line > 0 ? "\(Figures.fileName(here.file)):\(here.line)" : String(Figures.fileName(here.file))
    let name = sandwich.node == 0 ? function.name + function.kind.mark : label(sandwich.node, of: tree)
    let used = grid.put(name, x: area.x, y: area.y, width: area.width, style: .title)
    grid.put(place, x: area.x + used + 2, y: area.y, width: area.width - used - 2, style: .faint)
    guard area.height > 1 else { return }
    let weight = tree.total[sandwich.node]
    var text = "\(Figures.estimate(share(weight))) of everything"
    if sandwich.node != 0 {
      let part = Figures.percent(Double(weight) / Double(max(1, tree.total[0])))
      text = "\(part) of \(function.name) \(sandwich.isAbove ? "called through it" : "spent in it"), " + text
    } else {
      text += ", own \(Figures.estimate(share(sandwich.callees.ownWeight(of: 0))))"
    }
    grid.put(text, x: area.x, y: area.y + 1, width: area.width)
    if area.height > 2 {
      drawStates(of: sandwich.node, in: tree, on: &grid, x: area.x, y: area.y + 2, width: area.width)
    }
  }
}

extension FlameSandwich {
  /// The first row of a side that is shown, so that the cursor is in view; row 0 is the function itself.
  func firstRow(above: Bool, height: Int) -> Int {
    guard above == isAbove, node != 0 else { return 1 }
    return max(1, tree.ancestors(of: node).count - height + 1)
  }

  fileprivate mutating func moveUp(_ width: Int) {
    if node != 0, !isAbove { node = Int(tree.parent[node]) } else { moveOut(above: true, width) }
  }

  fileprivate mutating func moveDown(_ width: Int) {
    if node != 0, isAbove { node = Int(tree.parent[node]) } else { moveOut(above: false, width) }
  }

  /// To the heaviest box further from the function.
  private mutating func moveOut(above: Bool, _ width: Int) {
    let tree = above ? callers : callees
    let start = node == 0 ? 0 : node
    let layout = layout(above: above, width: width)
    guard let place = layout.find(start, in: tree), layout.rows.indices.contains(place.row + 1),
      let next = layout.rows[place.row + 1].filter({ Int(tree.parent[$0.node]) == start })
        .max(by: { tree.total[$0.node] < tree.total[$1.node] })
    else { return }
    isAbove = above
    node = next.node
  }

  fileprivate mutating func move(boxes: Int, _ width: Int) {
    guard node != 0 else { return }
    let layout = layout(above: isAbove, width: width)
    guard let place = layout.find(node, in: tree) else { return }
    let row = layout.rows[place.row]
    if row.indices.contains(place.index + boxes) { node = row[place.index + boxes].node }
  }
}
