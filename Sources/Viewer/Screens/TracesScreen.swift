// Screen 3: which traces are hot, and what are they made of? A list of traces as trees of bridges, or flat; one of them
// opened (TraceView.swift). Drawing is in TracesScreen+Draw.swift.
//
// Invariants: `rows` lists what is in the list, in order; the cursor and closed trees are kept by the traces' numbers when the
// recording is read again. What is shown stays until a newer answer has come.

import Profiler

struct TracesScreen: Screen {
  let name = ScreenName.traces
  var hint: String {
    opened == nil ? "↑↓ move  Enter open  s sort  t tree/flat  Space bridges" : TraceView.hint
  }
  let keys: [KeyHelp] =
    [
      KeyHelp(keys: "Enter", does: "open the trace"),
      KeyHelp(keys: "Space → ←", does: "show, hide the bridges of a trace"),
      KeyHelp(keys: "a", does: "show, hide all bridges"),
      KeyHelp(keys: "t", does: "trees of bridges, or all traces in one list"),
      KeyHelp(keys: "s", does: "sort by time, own time, entries, compiling, size, age"),
      KeyHelp(keys: "o", does: "show where the trace begins in the source"),
      KeyHelp(keys: "f", does: "show the trace in the flame graph"),
    ] + TraceView.keys

  private(set) var tree: TraceTree?
  private(set) var problem: String?
  private(set) var rows: [TraceTree.Row] = []
  private(set) var order = TraceTree.Order.time
  private(set) var isFlat = false
  private(set) var cursor = ListCursor()
  private var closed: Set<Int> = []
  private var isStale = true
  private(set) var found = TextSearch()
  var opened: TraceView?

  // MARK: Reading

  mutating func load(_ model: ViewerModel) {
    isStale = true
    opened?.isStale = true
  }

  func questions(_ context: ScreenContext) -> [Question] {
    if let opened { return opened.isStale ? [.trace(opened.number, context.selection)] : [] }
    return isStale ? [.traces(context.selection)] : []
  }

  mutating func take(_ reply: Reply, to question: Question, _ context: ScreenContext) {
    switch (question, reply) {
    case (.traces(context.selection), .traces(let tree)):
      isStale = false
      problem = nil
      let closedNumbers = closed.compactMap { index in self.tree.map { $0.traces[index].number } }
      let number = selected?.number
      self.tree = tree
      closed = Set(closedNumbers.compactMap { tree.index(ofNumber: $0) })
      rebuild(keeping: number)
    case (.traces(context.selection), .failed(let reason)):
      // Figures of other samples must not stand there as if they were of these.
      isStale = false
      problem = reason
      tree = nil
      closed = []
      rows = []
    case (.trace(let number, context.selection), _) where opened?.number == number: opened!.take(reply)
    default: break
    }
  }

  // MARK: Rows

  /// The trace under the cursor of the list.
  var selected: ProfileTrace? {
    guard let tree, rows.indices.contains(cursor.row) else { return nil }
    return tree.traces[rows[cursor.row].index]
  }

  func isClosed(_ index: Int) -> Bool { closed.contains(index) }

  private mutating func rebuild(keeping number: Int?) {
    guard let tree else { return }
    rows = isFlat ? tree.flatRows(order) : tree.rows(order, closed: closed)
    let index = number.flatMap { tree.index(ofNumber: $0) }
    cursor.move(to: index.flatMap { index in rows.firstIndex { $0.index == index } } ?? cursor.row, count: rows.count)
  }

  // MARK: Keys

  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer {
    if opened != nil { return pressInTrace(key, context) }
    if cursor.press(key, count: rows.count, page: TracesLayout(context.area).table.height - 2) { return .handled }
    switch key {
    case .enter:
      guard let selected else { return .message("no traces were compiled") }
      opened = TraceView(number: selected.number)
    case .character(" "): setClosed(nil)
    case .right, .character("l"), .character("+"): setClosed(false)
    case .left, .character("h"), .character("-"): setClosed(true)
    case .character("a"):
      guard let tree else { return .handled }
      let number = selected.map { closed.isEmpty ? $0.root : $0.number }
      closed = closed.isEmpty ? Set(tree.traces.indices.filter(tree.hasBridges)) : []
      rebuild(keeping: number)
    case .character("t"):
      isFlat.toggle()
      rebuild(keeping: selected?.number)
    case .character("s"):
      let all = TraceTree.Order.allCases
      order = all[(all.firstIndex(of: order)! + 1) % all.count]
      rebuild(keeping: selected?.number)
    case .character("o"):
      guard let selected else { return .message("no traces were compiled") }
      return .open(.source, .line(file: selected.place.file, line: selected.line))
    case .character("f"):
      guard let selected else { return .message("no traces were compiled") }
      return .open(.flame, .function(name: "trace \(selected.number)", file: nil))
    default: return .ignored
    }
    return .handled
  }

  /// Hides or shows the bridges of the trace under the cursor; nil toggles. To hide those of a bridge without any, its parent's go.
  private mutating func setClosed(_ wish: Bool?) {
    guard let tree, !isFlat, rows.indices.contains(cursor.row) else { return }
    var index = rows[cursor.row].index
    if wish == true, !tree.hasBridges(index) || closed.contains(index), tree.parents[index] >= 0 {
      index = Int(tree.parents[index])
    }
    guard tree.hasBridges(index) else { return }
    if wish ?? !closed.contains(index) { closed.insert(index) } else { closed.remove(index) }
    rebuild(keeping: tree.traces[index].number)
  }

  private mutating func pressInTrace(_ key: Key, _ context: ScreenContext) -> Answer {
    switch opened!.press(key, context) {
    case .answer(let answer): return answer
    case .open(let number):
      opened = TraceView(number: number, before: opened)
      return .handled
    case .close:
      let number = opened!.number
      let isOutside = opened!.isFromOutside && key == .backspace
      opened = opened!.before.map(\.view)
      // The recording or the range may be another by now.
      opened?.isStale = true
      if opened == nil, let tree, let index = tree.index(ofNumber: number),
        let row = rows.firstIndex(where: { $0.index == index })
      {
        cursor.move(to: row, count: rows.count)
      }
      return isOutside ? .ignored : .handled
    }
  }

  mutating func mouse(_ mouse: Mouse, _ context: ScreenContext) -> Answer {
    switch mouse.action {
    case .wheelUp: return press(.up, context)
    case .wheelDown: return press(.down, context)
    case .click, .doubleClick:
      if opened != nil {
        guard opened!.click(mouse, context) else { return .ignored }
        return mouse.action == .doubleClick ? press(.enter, context) : .handled
      }
      let area = TracesLayout(context.area).table
      let row = cursor.firstRow(height: area.height - 1) + mouse.y - area.y - 1
      guard area.contains(x: mouse.x, y: mouse.y), mouse.y > area.y, rows.indices.contains(row) else { return .ignored }
      cursor.move(to: row, count: rows.count)
      return mouse.action == .doubleClick ? press(.enter, context) : .handled
    }
  }

  mutating func show(_ target: Target, _ context: ScreenContext) -> Answer {
    switch target {
    case .trace(let number): opened = TraceView(number: number, isFromOutside: true)
    case .traceLine(let number, let file, let line):
      opened = TraceView(number: number, line: (file, line), isFromOutside: true)
    case .exit(let number, let exit): opened = TraceView(number: number, exit: exit, isFromOutside: true)
    default: return .ignored
    }
    return .handled
  }

  // MARK: Search

  mutating func search(_ text: String, _ context: ScreenContext) -> Answer {
    found = TextSearch(text)
    opened?.found = found
    return .handled
  }

  mutating func step(_ direction: Int, _ context: ScreenContext) -> Answer {
    if opened != nil {
      opened!.found = found
      return opened!.step(direction, context) ? .handled : .message("nothing in this trace contains it")
    }
    guard let row = TextSearch.next(from: cursor.row, direction, count: rows.count, { matches(rows[$0]) }) else {
      return .message("no trace here contains it")
    }
    cursor.move(to: row, count: rows.count)
    return .handled
  }

  func matches(_ row: TraceTree.Row) -> Bool {
    guard let tree, !found.isEmpty else { return false }
    let trace = tree.traces[row.index]
    return found.matches(trace.place.name) || found.matches(trace.place.file)
      || found.matches("trace \(trace.number) \(trace.kind)") || found.matches(trace.cause ?? "")
  }
}

/// The list, and under it what is known of the trace under the cursor.
struct TracesLayout {
  var table: Area
  var details: Area

  init(_ area: Area) {
    table = area
    details = table.takeBottom(area.height >= 14 ? 5 : area.height >= 9 ? 2 : 0)
  }
}
