// Screen 2: which stacks? A flame graph with a cursor, zoom, search and a table of functions.
//
// Invariants: `zoom` and `selected` are nodes of `tree`; `selected` is `zoom`, above it or below it. A new reading
// of the recording or another shape of the tree keeps both by their paths.
// Drawing is in FlameScreen+Draw.swift, movement in FlameScreen+Move.swift, the table in FlameScreen+Table.swift, callers and
// callees of one function in FlameScreen+Sandwich.swift, comparison and order of time in FlameScreen+Compare.swift.

import Profiler

struct FlameScreen: Screen {
  enum Colouring: Sendable { case states, kinds }

  let name = ScreenName.flame
  let keys: [KeyHelp] = [
    KeyHelp(keys: "Enter  +", does: "zoom in on the cursor"),
    KeyHelp(keys: "Backspace  -", does: "zoom out one level"),
    KeyHelp(keys: "z", does: "zoom out to everything"),
    KeyHelp(keys: "i", does: "invert: callees first, their callers below"),
    KeyHelp(keys: "c", does: "fold recursion: draw a function once a stack"),
    KeyHelp(keys: "v", does: "frames: without those of the VM itself, only Python, all"),
    KeyHelp(keys: "s", does: "sandwich: callers above, callees below the function"),
    KeyHelp(keys: "x", does: "split by state: what ends in a function, by state"),
    KeyHelp(keys: "o", does: "order: heaviest first, by name, in time"),
    KeyHelp(keys: "d", does: "forget what is compared with (:against FILE or 1-2)"),
    KeyHelp(keys: "f", does: "root at the top (icicle) or at the bottom (flame)"),
    KeyHelp(keys: "b", does: "colour by state or by kind of frame"),
    KeyHelp(keys: "t", does: "table of functions; Enter there shows it in the graph"),
    KeyHelp(keys: "s", does: "in the table: sort by own, total, name; compared: change"),
    KeyHelp(keys: "click", does: "select; double click zooms; wheel scrolls"),
  ]

  var hint: String {
    if sandwich != nil { return "←↓↑→  Enter this function  Bksp back  x states  s graph" }
    return table == nil
      ? "←↓↑→  Enter/Bksp zoom  / search  i invert  s sandwich  t table"
      : "↑↓  s sort  Enter in graph  v frames  t graph"
  }

  /// The stacks of the model.
  var base = SampleTree.empty
  /// What is drawn: those, or with what they are compared with, or in the order of time.
  var samples = SampleTree.empty
  /// Begins without the frames of the VM itself: colours already tell its time.
  var tree = FlameTree(.empty, shape: FlameTree.Shape(frames: .withoutRuntime))
  var zoom = 0
  var selected = 0
  /// First row of the graph that is shown, counted from the root.
  var scroll = 0
  var rootAtBottom = false
  var colouring = Colouring.states
  var matches = FlameTree.Matches.none
  var searchText = ""
  /// Nil while the graph is shown.
  var table: FunctionTable?
  /// Nil while the graph is shown.
  var sandwich: FlameSandwich?
  var comparison: Comparison?
  /// The other recording's stacks; nil until they have come. Those of an earlier reading stay until newer ones have come.
  var before: SampleTree?
  var beforeIsOld = false
  var wantsTime = false
  /// The stacks in the order of time, likewise.
  var timed: TimedStacks?
  var timedIsOld = false
  /// Why the last question has no answer.
  var problem: String?

  mutating func load(_ model: ViewerModel) {
    base = model.tree
    (beforeIsOld, timedIsOld) = (true, true)
    let functions = samples.functions
    gather()
    reshape(tree.shape, keepingPath: true)
    rebuildTable()
    sandwich = sandwich?.again(of: samples, formerly: functions, shape: tree.shape)
  }

  /// After a change of what the table is made of.
  mutating func rebuildTable() {
    guard let table else { return }
    self.table = FunctionTable(samples, frames: tree.shape.frames, sort: table.sort, cursor: table.cursor)
  }

  /// Rebuilds the tree. Node numbers change; paths are kept when they still mean the same.
  mutating func reshape(_ shape: FlameTree.Shape, keepingPath: Bool) {
    let zoomPath = tree.path(to: zoom)
    let selectedPath = tree.path(to: selected)
    tree = FlameTree(samples, shape: shape)
    zoom = keepingPath ? tree.node(at: zoomPath) : 0
    selected = keepingPath ? tree.node(at: selectedPath) : 0
    if !keepingPath { scroll = 0 }
    matches = tree.matches(searchText)
  }

  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer {
    if key == .character("t") {
      table = table == nil ? FunctionTable(samples, frames: tree.shape.frames, sort: .own, cursor: 0) : nil
      return .handled
    }
    var shape = tree.shape
    let splits = key == .character("x") && sandwich != nil && table == nil
    if key == .character("v") || splits {
      if splits { shape.splitByState.toggle() } else { shape.frames = shape.frames.next }
      reshape(shape, keepingPath: true)
      rebuildTable()
      if let open = sandwich {
        sandwich = FlameSandwich(open.function, of: samples, shape: shape, before: open.before)
      }
      return .handled
    }
    if table != nil { return pressInTable(key, context) }
    if sandwich != nil { return pressInSandwich(key, context) }
    switch key {
    case .up, .character("k"): move(rows: rootAtBottom ? 1 : -1, context)
    case .down, .character("j"): move(rows: rootAtBottom ? -1 : 1, context)
    case .left, .character("h"): move(boxes: -1, context)
    case .right, .character("l"): move(boxes: 1, context)
    case .pageUp: page(rootAtBottom ? 1 : -1, context)
    case .pageDown: page(rootAtBottom ? -1 : 1, context)
    case .home, .character("g"): select(zoom, context)
    case .end, .character("G"): select(hottestLeaf(below: zoom, context), context)
    case .enter, .character("+"): zoom(to: selected, context)
    case .backspace where zoom == 0: return .ignored
    case .backspace, .character("-"): zoom(to: max(0, Int(tree.parent[zoom])), context)
    case .character("z"): zoom(to: 0, context)
    case .character("i"):
      shape.inverted.toggle()
      reshape(shape, keepingPath: false)
    case .character("c"):
      shape.recursionFolded.toggle()
      reshape(shape, keepingPath: true)
    case .character("o"): nextOrder()
    case .character("s"): return openSandwich()
    case .character("x"):
      shape.splitByState.toggle()
      reshape(shape, keepingPath: !shape.inverted)
    case .character("d"):
      guard comparison != nil || problem != nil else { return .message(":against FILE, or :against 1-2 for a range") }
      compare(with: nil)
    case .character("f"): rootAtBottom.toggle()
    case .character("b"): colouring = colouring == .states ? .kinds : .states
    default: return .ignored
    }
    return .handled
  }

  mutating func mouse(_ mouse: Mouse, _ context: ScreenContext) -> Answer {
    if table != nil { return mouseInTable(mouse, context) }
    if sandwich != nil { return mouseInSandwich(mouse, context) }
    let layout = FlameLayout(tree, zoom: zoom, width: context.area.width)
    let parts = FlameParts(context.area)
    switch mouse.action {
    case .wheelUp: scroll += rootAtBottom ? 1 : -1
    case .wheelDown: scroll += rootAtBottom ? -1 : 1
    case .click, .doubleClick:
      let first = parts.firstRow(scroll: scroll, rows: layout.rows.count)
      guard let row = parts.row(y: mouse.y, first: first, rootAtBottom: rootAtBottom),
        let box = layout.box(row: row, x: mouse.x - parts.graph.x)
      else { return .ignored }
      selected = box.node
      if mouse.action == .doubleClick { zoom(to: box.node, context) }
      return .handled
    }
    scroll = parts.firstRow(scroll: scroll, rows: layout.rows.count)
    return .handled
  }

  /// Goes to the heaviest box of a function: a search for `f` would find every name and file with an f in it.
  mutating func show(_ target: Target, _ context: ScreenContext) -> Answer {
    guard case .function(let name, let file) = target else { return .ignored }
    table = nil
    sandwich = nil
    func boxes() -> [Int] {
      let isWanted = tree.functions.map { $0.name == name && (file == nil || $0.file == file) }
      return (1..<max(1, tree.count)).filter { isWanted[Int(tree.function[$0])] }
    }
    var found = boxes()
    if found.isEmpty, tree.shape.frames != .all {
      var shape = tree.shape
      shape.frames = .all
      reshape(shape, keepingPath: false)
      found = boxes()
    }
    guard let heaviest = found.max(by: { tree.total[$0] < tree.total[$1] }) else { return step(1, context) }
    func hasCell(in zoom: Int) -> Bool {
      FlameLayout(tree, zoom: zoom, width: context.area.width).find(heaviest, in: tree) != nil
    }
    let wider = hasCell(in: zoom) ? zoom : hasCell(in: 0) ? 0 : heaviest
    if wider != zoom { zoom(to: wider, context) }
    select(heaviest, context)
    return found.count == 1 ? .handled : .message("the heaviest of \(Figures.count(found.count)) boxes")
  }

  mutating func search(_ text: String, _ context: ScreenContext) -> Answer {
    searchText = text
    matches = tree.matches(text)
    guard !text.isEmpty, matches.nodes == 0 else { return .handled }
    return .message("no function or file contains it")
  }
}

/// Rows of the screen: a line about the graph, the graph, and what is under the cursor.
struct FlameParts {
  var head: Area
  var graph: Area
  var details: Area

  init(_ area: Area) {
    var rest = area
    head = rest.takeTop(1)
    details = rest.takeBottom(area.height >= 14 ? 3 : 2)
    graph = rest
  }

  /// The scroll offset held inside the graph.
  func firstRow(scroll: Int, rows: Int) -> Int { max(0, min(scroll, rows - graph.height)) }

  func y(row: Int, first: Int, rootAtBottom: Bool) -> Int? {
    let offset = row - first
    guard offset >= 0, offset < graph.height else { return nil }
    return rootAtBottom ? graph.y + graph.height - 1 - offset : graph.y + offset
  }

  func row(y: Int, first: Int, rootAtBottom: Bool) -> Int? {
    guard y >= graph.y, y < graph.y + graph.height else { return nil }
    return first + (rootAtBottom ? graph.y + graph.height - 1 - y : y - graph.y)
  }
}
