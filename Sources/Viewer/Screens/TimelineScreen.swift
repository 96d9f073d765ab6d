// Screen 8: what happened when? States and events on one time axis, with a cursor, zoom, and a range that every other
// screen follows. The screen itself always shows the whole recording, or the part that was zoomed to.
//
// Invariants: `view` lies inside the recording; `cursor` lies in `view`. Times are microseconds. What is on the screen
// belongs to `shown`, which may still be that of the view before while the new one is being read.
// Drawing is in TimelineScreen+Draw.swift.

import Profiler

struct TimelineScreen: Screen {
  /// Events listed of one slice.
  static let longestList = 500
  /// Microseconds: no closer look than this.
  static let shortestView: Microseconds = 100

  let name = ScreenName.timeline
  let hint = "←→ cursor  Space range  +- zoom  e events  Enter trace"
  let keys: [KeyHelp] = [
    KeyHelp(keys: "← → h l", does: "move the cursor by a column; PgUp PgDn by ten"),
    KeyHelp(keys: "Home End", does: "to the beginning, the end"),
    KeyHelp(keys: "Space", does: "mark one end of a range; again: choose it on every screen"),
    KeyHelp(keys: "click", does: "cursor; a double click chooses a column"),
    KeyHelp(keys: "Esc", does: "drop the mark, then the range"),
    KeyHelp(keys: "+ -  wheel", does: "zoom in, out around the cursor"),
    KeyHelp(keys: "z", does: "zoom to the range"),
    KeyHelp(keys: "a", does: "all of the recording"),
    KeyHelp(keys: "e  E", does: "to the next, the previous slice with events"),
    KeyHelp(keys: "↑ ↓ j k", does: "move in the events under the cursor"),
    KeyHelp(keys: "Enter", does: "show the trace of the event"),
  ]

  /// All of the recording.
  private(set) var whole: Range<Microseconds> = 0..<1
  /// Nil: all of it, also when it grows.
  private(set) var zoomed: Range<Microseconds>?
  private(set) var cursor: Microseconds = 0
  /// The other end of a range in the making.
  private(set) var mark: Microseconds?
  private(set) var shown: TimeView?
  private(set) var list: (range: Range<Microseconds>, events: EventList)?
  private(set) var row = 0
  /// Why nothing could be read.
  private(set) var problem: String?
  private var viewIsOld = true
  private var listIsOld = true
  var found = ""

  var view: Range<Microseconds> { zoomed ?? whole }

  mutating func load(_ model: ViewerModel) {
    whole = 0..<max(1, Microseconds(model.duration * 1e6) + 1)
    if let zoomed { self.zoomed = inside(zoomed) }
    cursor = min(max(cursor, view.lowerBound), view.upperBound - 1)
    viewIsOld = true
    listIsOld = true
    problem = nil
  }

  // MARK: What is read

  func questions(_ context: ScreenContext) -> [Question] {
    guard problem == nil else { return [] }
    let slices = TimelineLayout(context.area).graph.width
    var questions: [Question] = []
    if viewIsOld || shown?.range != view || shown?.states.count != slices {
      questions.append(.timeView(view, slices: slices))
    }
    let slice = slice(at: cursor, of: slices)
    if listIsOld || list?.range != slice { questions.append(.events(slice)) }
    return questions
  }

  mutating func take(_ reply: Reply, to question: Question, _ context: ScreenContext) {
    switch (question, reply) {
    case (.timeView(view, _), .timeView(let view)):
      shown = view
      viewIsOld = false
    case (.events(let range), .events(let events)):
      list = (range, events)
      listIsOld = false
      row = max(0, min(row, events.events.count - 1))
    case (.timeView, .failed(let reason)), (.events, .failed(let reason)): problem = reason
    default: break
    }
  }

  /// The span of the column that `time` is in.
  func slice(at time: Microseconds, of slices: Int) -> Range<Microseconds> {
    let column = column(of: time, slices: slices)
    let start = self.time(column: column, slices: slices)
    return start..<max(start + 1, self.time(column: column + 1, slices: slices))
  }

  func column(of time: Microseconds, slices: Int) -> Int {
    let length = Double(view.upperBound - view.lowerBound)
    return max(0, min(slices - 1, Int(Double(time - view.lowerBound) * Double(slices) / length)))
  }

  /// The first time of a column: the smallest that `column(of:)` puts there.
  func time(column: Int, slices: Int) -> Microseconds {
    let length = Double(view.upperBound - view.lowerBound)
    return view.lowerBound + Microseconds((Double(column) * length / Double(max(1, slices))).rounded(.up))
  }

  // MARK: Keys

  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer {
    let slices = max(1, TimelineLayout(context.area).graph.width)
    problem = nil
    switch key {
    case .right, .character("l"): move(columns: 1, slices)
    case .left, .character("h"): move(columns: -1, slices)
    case .pageDown: move(columns: 10, slices)
    case .pageUp: move(columns: -10, slices)
    case .home, .character("g"): move(to: view.lowerBound)
    case .end, .character("G"): move(to: view.upperBound - 1)
    case .down, .character("j"): row = min(row + 1, max(0, (list?.events.events.count ?? 0) - 1))
    case .up, .character("k"): row = max(0, row - 1)
    case .character(" "):
      guard let mark else {
        self.mark = slice(at: cursor, of: slices).lowerBound
        return .message("marked; go to the other end and press Space")
      }
      return choose(mark, cursor, slices, context)
    case .escape:
      guard mark != nil else { return .ignored }
      mark = nil
    case .character("+"), .character("="): zoom(by: 0.5)
    case .character("-"): zoom(by: 2)
    case .character("z"):
      guard let range = context.selection.range else { return .message("no range: Space marks one") }
      zoomed = inside(range)
      cursor = min(max(cursor, view.lowerBound), view.upperBound - 1)
    case .character("a"): zoomed = nil
    case .character("e"): return step(1, context)
    case .character("E"): return step(-1, context)
    case .enter:
      guard let list, list.events.events.indices.contains(row), let trace = list.events.events[row].trace else {
        return .message("no trace belongs to it")
      }
      return .open(.traces, .trace(trace))
    default: return .ignored
    }
    return .handled
  }

  private mutating func move(to time: Microseconds) {
    cursor = min(max(time, view.lowerBound), view.upperBound - 1)
    row = 0
  }

  private mutating func move(columns: Int, _ slices: Int) {
    let column = max(0, min(slices - 1, column(of: cursor, slices: slices) + columns))
    move(to: time(column: column, slices: slices))
  }

  /// From the column of one time to the column of the other, both included.
  private mutating func choose(
    _ one: Microseconds, _ other: Microseconds, _ slices: Int, _ context: ScreenContext
  ) -> Answer {
    mark = nil
    var filter = context.selection
    let first = slice(at: min(one, other), of: slices), last = slice(at: max(one, other), of: slices)
    filter.range = first.lowerBound..<last.upperBound
    return .select(filter)
  }

  private mutating func zoom(by factor: Double) {
    let length = max(Self.shortestView, Microseconds(Double(view.upperBound - view.lowerBound) * factor))
    // What is under the cursor stays where it is.
    let place = Double(cursor - view.lowerBound) / Double(view.upperBound - view.lowerBound)
    let start = cursor - Microseconds(place * Double(length))
    zoomed = inside(start..<(start + length))
  }

  /// A view moved into the recording; nil when it is all of it.
  private func inside(_ range: Range<Microseconds>) -> Range<Microseconds>? {
    let length = max(Self.shortestView, range.upperBound - range.lowerBound)
    guard length < whole.upperBound else { return nil }
    let start = max(0, min(range.lowerBound, whole.upperBound - length))
    return start..<(start + length)
  }

  // MARK: Mouse

  mutating func mouse(_ mouse: Mouse, _ context: ScreenContext) -> Answer {
    let layout = TimelineLayout(context.area)
    let slices = max(1, layout.graph.width)
    switch mouse.action {
    case .wheelUp: return press(.character("+"), context)
    case .wheelDown: return press(.character("-"), context)
    case .click, .doubleClick:
      if layout.list.contains(x: mouse.x, y: mouse.y) {
        let index = firstRow(height: layout.list.height) + mouse.y - layout.list.y
        guard let list, list.events.events.indices.contains(index) else { return .ignored }
        row = index
        return mouse.action == .doubleClick ? press(.enter, context) : .handled
      }
      let isBeside = mouse.x < layout.graph.x || mouse.x >= layout.graph.x + layout.graph.width
      guard !isBeside, mouse.y < layout.list.y else { return .ignored }
      let column = max(0, min(slices - 1, mouse.x - layout.graph.x))
      move(to: time(column: column, slices: slices))
      if mouse.action == .doubleClick { return choose(cursor, cursor, slices, context) }
      return .handled
    }
  }

  func firstRow(height: Int) -> Int { max(0, row - max(0, height - 1)) }

  // MARK: Search

  /// What is found are the events of the slice under the cursor; `n` and `N` go through the slices that have any.
  mutating func search(_ text: String, _ context: ScreenContext) -> Answer {
    found = text.lowercased()
    return .handled
  }

  func matches(_ event: TimelineEvent) -> Bool {
    !found.isEmpty && "\(event.kind.title) \(event.function) \(event.file) \(event.detail)".lowercased().contains(found)
  }

  mutating func step(_ direction: Int, _ context: ScreenContext) -> Answer {
    guard let shown, shown.range == view else { return .handled }
    let here = column(of: cursor, slices: shown.events.count)
    let columns =
      direction > 0 ? Array((here + 1)..<max(here + 1, shown.events.count)) : Array((0..<here).reversed())
    guard let next = columns.first(where: { shown.events[$0].contains { $0 > 0 } }) else {
      return .message("no events \(direction > 0 ? "after" : "before") this")
    }
    move(to: time(column: next, slices: shown.events.count))
    return .handled
  }
}

/// Where the parts of the timeline go.
struct TimelineLayout {
  var head: Area
  var graph: Area
  /// One row a kind of event, or one for all.
  var lanes: Area
  var axis: Area
  var list: Area

  init(_ area: Area) {
    var rest = area
    head = rest.takeTop(1)
    let laneRows = rest.height >= 16 ? EventKind.allCases.count : 1
    list = rest.takeBottom(max(2, rest.height / 3))
    axis = rest.takeBottom(1)
    lanes = rest.takeBottom(laneRows)
    graph = rest
    if area.width >= 60 {
      // The names of lanes stand at the left.
      _ = graph.takeLeft(Self.nameWidth)
      _ = axis.takeLeft(Self.nameWidth)
    }
  }

  static let nameWidth = 12
}
