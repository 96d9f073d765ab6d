// Screen 1: where did the time go? States as a bar and over time, rate and losses, the hottest functions and lines.
//
// The only state is the cursor in the lists; everything drawn comes from the model, the findings from an answer
// (OverviewScreen+Findings.swift).

struct OverviewScreen: Screen {
  enum List: Sendable { case functions, lines }

  let name = ScreenName.overview
  var hint: String {
    if doctor.isShown { return "↑↓ choose  Enter go there  PgDn more  d back" }
    return list == .functions
      ? "↑↓  Tab lines  Enter flame graph  o source  d doctor"
      : "↑↓  Tab functions  Enter source  d doctor"
  }
  let keys: [KeyHelp] = [
    KeyHelp(keys: "↑ ↓ j k", does: "move in the list"),
    KeyHelp(keys: "Tab ← →", does: "functions or lines"),
    KeyHelp(keys: "Enter", does: "the function in the flame graph; the line in the source"),
    KeyHelp(keys: "o", does: "the function or line in the source"),
    KeyHelp(
      keys: "d", does: "the doctor's findings; Enter goes to trace, guard, C function or line; PgDn scrolls; d closes"),
  ]

  var list = List.functions
  var cursor = 0
  var found = ""
  var doctor = FindingList()

  func rows(_ model: ViewerModel) -> [Hot] { list == .functions ? model.functions : model.lines }

  mutating func load(_ model: ViewerModel) {
    doctor.load()
    clampCursor(model)
  }

  private mutating func clampCursor(_ model: ViewerModel) {
    cursor = max(0, min(cursor, rows(model).count - 1))
  }

  func questions(_ context: ScreenContext) -> [Question] {
    doctor.isShown && doctor.isStale ? [.findings(context.selection)] : []
  }

  mutating func take(_ reply: Reply, to question: Question, _ context: ScreenContext) {
    guard question == .findings(context.selection) else { return }
    doctor.take(reply)
  }

  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer {
    if doctor.isShown { return doctor.press(key, context.area) }
    let rows = rows(context.model)
    let layout = OverviewLayout(context.area, model: context.model)
    let page = max(1, ((list == .functions ? layout.functions : layout.lines)?.height ?? 0) - 2)
    switch key {
    case .down, .character("j"): cursor += 1
    case .up, .character("k"): cursor -= 1
    case .pageDown: cursor += page
    case .pageUp: cursor -= page
    case .home, .character("g"): cursor = 0
    case .end, .character("G"): cursor = rows.count - 1
    case .tab, .backTab, .left, .right, .character("h"), .character("l"):
      list = list == .functions ? .lines : .functions
    case .enter:
      guard rows.indices.contains(cursor) else { return .message("nothing was sampled") }
      if list == .lines { return source(rows[cursor]) }
      return .open(.flame, .function(name: rows[cursor].function, file: rows[cursor].file))
    case .character("o"):
      guard rows.indices.contains(cursor) else { return .message("nothing was sampled") }
      return source(rows[cursor])
    case .character("d"): doctor.open()
    default: return .ignored
    }
    clampCursor(context.model)
    return .handled
  }

  private func source(_ row: Hot) -> Answer {
    guard row.line > 0 else { return .message("it has no source in Python") }
    return .open(.source, .line(file: row.file, line: row.line))
  }

  mutating func mouse(_ mouse: Mouse, _ context: ScreenContext) -> Answer {
    if doctor.isShown { return doctor.mouse(mouse, context.area) }
    switch mouse.action {
    case .wheelUp: return press(.up, context)
    case .wheelDown: return press(.down, context)
    case .click, .doubleClick:
      let layout = OverviewLayout(context.area, model: context.model)
      for (list, area) in [(List.functions, layout.functions), (.lines, layout.lines)] {
        // The first row of a list is its heading.
        guard let area, area.contains(x: mouse.x, y: mouse.y), mouse.y > area.y else { continue }
        if layout.isNarrow, list != self.list { continue }
        let first = layout.firstRow(cursor: self.list == list ? cursor : 0, in: area)
        let row = first + mouse.y - area.y - 1
        self.list = list
        guard rows(context.model).indices.contains(row) else {
          clampCursor(context.model)
          return .handled
        }
        cursor = row
        return mouse.action == .doubleClick ? press(.enter, context) : .handled
      }
      return .ignored
    }
  }

  mutating func search(_ text: String, _ context: ScreenContext) -> Answer {
    found = text.lowercased()
    guard !text.isEmpty else { return .handled }
    let count = rows(context.model).count { matches($0) }
    return .message("\(count) of the hottest \(list == .functions ? "functions" : "lines") match")
  }

  mutating func step(_ direction: Int, _ context: ScreenContext) -> Answer {
    let rows = rows(context.model)
    guard !rows.isEmpty else { return .handled }
    for distance in 1...rows.count {
      let row = (cursor + direction * distance + rows.count * 2) % rows.count
      if matches(rows[row]) {
        cursor = row
        return .handled
      }
    }
    return .message("not among the hottest here; 2 searches every stack")
  }

  func matches(_ row: Hot) -> Bool { !found.isEmpty && row.label.lowercased().contains(found) }
}

/// Where the parts of the overview go.
struct OverviewLayout {
  var head: Area
  var bar: Area
  var states: Area
  /// Nil where there is no room.
  var residence: Area?
  /// One line for the doctor's findings, blank without.
  var findings: Area?
  var functions: Area?
  var lines: Area?
  /// One list at a time, in the same place.
  let isNarrow: Bool

  init(_ area: Area, model: ViewerModel) {
    isNarrow = area.width < 72
    var rest = area
    head = rest.takeTop(area.height >= 14 ? 2 : 1)
    bar = rest.takeTop(1)
    let shownStates = model.states.count { $0 > 0 }
    if isNarrow {
      states = rest.takeTop(max(1, min(shownStates, max(3, rest.height / 3))))
      residence = rest.height >= 14 ? rest.takeTop(rest.height / 3) : nil
      if rest.height > 6 { findings = rest.takeTop(1) }
      functions = rest
      lines = rest
    } else {
      if rest.height > 12 { _ = rest.takeTop(1) }
      var upper = rest.takeTop(max(3, min(max(shownStates + 1, 7, rest.height / 3), rest.height / 2)))
      states = upper.takeLeft(min(46, upper.width / 2))
      _ = upper.takeLeft(2)
      residence = upper
      if rest.height > 8 { findings = rest.takeTop(1) }
      functions = rest.takeLeft((rest.width - 2) / 2)
      _ = rest.takeLeft(2)
      lines = rest
    }
  }

  /// First row shown of a list so that the cursor is on the screen.
  func firstRow(cursor: Int, in area: Area) -> Int { max(0, cursor - max(0, area.height - 2)) }
}
