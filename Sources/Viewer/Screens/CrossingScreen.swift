// Screen 6: what do calls into C cost? C functions with their call sites below them, and the figures of one call.
//
// Invariants: `rows` lists what is on the screen, in order; `cursor` is a row of it, or 0 when there is none. Open functions
// and the cursor are kept by name when the recording is read again. Drawing is in CrossingScreen+Draw.swift.

import Profiler

struct CrossingScreen: Screen {
  enum Sort: Sendable, CaseIterable {
    case total, overhead, calls

    func value(_ cost: CrossingCost) -> Int {
      switch self {
      case .total: cost.total.weight
      case .overhead: cost.overhead.weight
      case .calls: cost.allCalls
      }
    }
  }

  /// A line of the table: a C function, or one of its call sites.
  struct Row: Equatable, Sendable {
    let function: Int
    var site: Int?
  }

  let name = ScreenName.intoC
  let hint = "↑↓ move  Enter call sites  s sort  f flame"
  let keys: [KeyHelp] = [
    KeyHelp(keys: "↑ ↓ j k", does: "move"),
    KeyHelp(keys: "Enter Space → ←", does: "show, hide the call sites of a function"),
    KeyHelp(keys: "a", does: "show, hide all call sites"),
    KeyHelp(keys: "s", does: "sort by total, overhead, calls"),
    KeyHelp(keys: "f", does: "show the function in the flame graph"),
  ]

  private(set) var functions: [CrossingFunction] = []
  private(set) var rows: [Row] = []
  /// The names of each row, by which it is found again in another order or reading.
  private var places: [[String]] = []
  private(set) var sort = Sort.total
  private(set) var cursor = 0
  private var open: Set<String> = []
  var found = ""

  mutating func load(_ model: ViewerModel) {
    functions = model.crossings
    rebuild()
  }

  // MARK: Rows

  /// What a function is called, also in the next reading of the recording.
  private func key(of function: Int) -> String {
    functions[function].function.name + "\n" + functions[function].function.file
  }

  func isOpen(_ function: Int) -> Bool { open.contains(key(of: function)) }

  private mutating func rebuild() {
    let before = places.indices.contains(cursor) ? places[cursor] : nil
    let sort = sort
    for index in functions.indices {
      functions[index].sites.sort { sort.value($0.cost) > sort.value($1.cost) }
    }
    functions.sort { sort.value($0.cost) > sort.value($1.cost) }
    rows = functions.indices.flatMap { function in
      [Row(function: function)]
        + (isOpen(function) ? functions[function].sites.indices.map { Row(function: function, site: $0) } : [])
    }
    places = rows.map { row in
      [key(of: row.function)] + (row.site.map { [label(site: functions[row.function].sites[$0])] } ?? [])
    }
    cursor = max(0, min(before.flatMap { places.firstIndex(of: $0) } ?? cursor, rows.count - 1))
  }

  func label(site: CrossingSite) -> String {
    guard let function = site.function else { return "outside of Python code" }
    return "\(Figures.fileName(function.file)):\(site.line) \(function.name)"
  }

  func cost(_ row: Row) -> CrossingCost {
    let function = functions[row.function]
    return row.site.map { function.sites[$0].cost } ?? function.cost
  }

  func firstRow(height: Int) -> Int { max(0, cursor - max(0, height - 2)) }

  // MARK: Keys

  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer {
    let page = max(1, CrossingLayout(context.area).table.height - 2)
    switch key {
    case .down, .character("j"): cursor += 1
    case .up, .character("k"): cursor -= 1
    case .pageDown: cursor += page
    case .pageUp: cursor -= page
    case .home, .character("g"): cursor = 0
    case .end, .character("G"): cursor = rows.count - 1
    case .enter, .character(" "): setOpen(nil)
    case .right, .character("l"), .character("+"): setOpen(true)
    case .left, .character("h"), .character("-"): setOpen(false)
    case .character("a"):
      open = open.isEmpty ? Set(functions.indices.map(key(of:))) : []
      rebuild()
    case .character("s"):
      let all = Sort.allCases
      sort = all[(all.firstIndex(of: sort)! + 1) % all.count]
      rebuild()
    case .character("f"):
      guard rows.indices.contains(cursor) else { return .message("no calls into C were recorded") }
      let function = functions[rows[cursor].function].function
      return .open(.flame, .function(name: function.name, file: function.file))
    default: return .ignored
    }
    cursor = max(0, min(cursor, rows.count - 1))
    return .handled
  }

  /// Opens or closes the function under the cursor; nil toggles. The cursor goes to the function when its sites vanish.
  private mutating func setOpen(_ wish: Bool?) {
    guard rows.indices.contains(cursor) else { return }
    let function = rows[cursor].function
    let key = key(of: function)
    if wish ?? !open.contains(key) {
      open.insert(key)
    } else {
      open.remove(key)
      cursor = rows.firstIndex(of: Row(function: function)) ?? cursor
    }
    rebuild()
  }

  mutating func mouse(_ mouse: Mouse, _ context: ScreenContext) -> Answer {
    switch mouse.action {
    case .wheelUp: return press(.up, context)
    case .wheelDown: return press(.down, context)
    case .click, .doubleClick:
      let area = CrossingLayout(context.area).table
      let row = firstRow(height: area.height) + mouse.y - area.y - 1
      guard area.contains(x: mouse.x, y: mouse.y), mouse.y > area.y, rows.indices.contains(row) else { return .ignored }
      cursor = row
      return mouse.action == .doubleClick ? press(.enter, context) : .handled
    }
  }

  mutating func show(_ target: Target, _ context: ScreenContext) -> Answer {
    guard case .function(let name, let file) = target else { return .ignored }
    let row = rows.firstIndex { row in
      let function = functions[row.function].function
      return row.site == nil && function.name == name && (file == nil || function.file == file)
    }
    guard let row else { return .message("no call of it was recorded") }
    cursor = row
    return .handled
  }

  // MARK: Search

  mutating func search(_ text: String, _ context: ScreenContext) -> Answer {
    found = text.lowercased()
    guard !text.isEmpty, !rows.contains(where: matches) else { return .handled }
    return .message("no C function or call site here contains it")
  }

  mutating func step(_ direction: Int, _ context: ScreenContext) -> Answer {
    guard !rows.isEmpty else { return .handled }
    for distance in 1...rows.count {
      let row = (cursor + direction * distance + rows.count * 2) % rows.count
      if matches(rows[row]) {
        cursor = row
        return .handled
      }
    }
    return .message("no C function or call site here contains it")
  }

  func matches(_ row: Row) -> Bool {
    guard !found.isEmpty else { return false }
    let function = functions[row.function]
    let text = row.site.map { label(site: function.sites[$0]) } ?? function.function.name + " " + function.signature
    return text.lowercased().contains(found)
  }
}

/// The table, and under it what is known of the row under the cursor.
struct CrossingLayout {
  var table: Area
  var details: Area

  init(_ area: Area) {
    table = area
    details = table.takeBottom(area.height >= 14 ? 5 : area.height >= 9 ? 3 : 0)
  }
}
