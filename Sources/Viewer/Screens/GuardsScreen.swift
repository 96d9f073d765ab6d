// Screen 4: which guards fail, and what does it cost? The guards that failed, and below them the recordings given up by reason.
// Drawing is in GuardsScreen+Draw.swift.
//
// Invariants: `rows` are indices of all guards, in the order chosen; each cursor is a row of its table. What is shown stays until a
// newer answer has come.

import Profiler

/// What the screen shows.
public struct GuardTables: Sendable {
  public var guards: [ProfileGuard]
  public var aborts: [ProfileAbort]
  /// Time lost at all guards.
  public var lost: Share

  public init(guards: [ProfileGuard], aborts: [ProfileAbort], lost: Share) {
    self.guards = guards
    self.aborts = aborts
    self.lost = lost
  }

  init(_ profile: Profile, _ counts: StackCounts) throws(RecordingError) {
    guards = try profile.failingGuards(of: counts, limit: .max)
    aborts = try profile.aborts(of: counts)
    lost = Share(weight: guards.reduce(0) { $0 + $1.lost.weight }, of: counts.weight, samples: counts.samples)
  }
}

struct GuardsScreen: Screen {
  enum Table: Sendable { case guards, aborts }

  enum Order: Sendable, CaseIterable {
    case lost, failures, kind, line, trace
  }

  let name = ScreenName.guards
  let hint = "↑↓ move  Enter trace  o source  s sort  Tab given up"
  let keys: [KeyHelp] = [
    KeyHelp(keys: "Tab", does: "between guards and recordings given up"),
    KeyHelp(keys: "Enter", does: "the guard in its trace; the line of a recording given up"),
    KeyHelp(keys: "o", does: "the line in the source"),
    KeyHelp(keys: "b", does: "the bridge that took the guard's place"),
    KeyHelp(keys: "s", does: "sort by lost time, failures, kind, line, trace"),
  ]

  private(set) var tables: GuardTables?
  private(set) var problem: String?
  private(set) var rows: [Int32] = []
  private(set) var table = Table.guards
  private(set) var order = Order.lost
  private(set) var cursor = ListCursor()
  private(set) var abortCursor = ListCursor()
  private(set) var found = TextSearch()
  private var isStale = true
  /// The guard to go to once the tables are there.
  private var wanted: ExitID?

  // MARK: Reading

  mutating func load(_ model: ViewerModel) { isStale = true }

  func questions(_ context: ScreenContext) -> [Question] { isStale ? [.guards(context.selection)] : [] }

  mutating func take(_ reply: Reply, to question: Question, _ context: ScreenContext) {
    guard question == .guards(context.selection) else { return }
    isStale = false
    switch reply {
    case .guards(let tables):
      problem = nil
      let exit = wanted ?? selected.map { ExitID(trace: $0.trace, exit: $0.exit) }
      wanted = nil
      let reason = selectedAbort?.reason
      self.tables = tables
      rebuild(keeping: exit)
      let row = tables.aborts.firstIndex { $0.reason == reason }
      abortCursor.move(to: row ?? abortCursor.row, count: tables.aborts.count)
    case .failed(let text):
      // Figures of other samples must not stand there as if they were of these.
      problem = text
      tables = nil
      rows = []
    default: break
    }
  }

  // MARK: Rows

  /// The guard under the cursor.
  var selected: ProfileGuard? {
    guard let tables, rows.indices.contains(cursor.row) else { return nil }
    return tables.guards[Int(rows[cursor.row])]
  }

  var selectedAbort: ProfileAbort? {
    guard let tables, tables.aborts.indices.contains(abortCursor.row) else { return nil }
    return tables.aborts[abortCursor.row]
  }

  private mutating func rebuild(keeping exit: ExitID?) {
    guard let guards = tables?.guards else { return }
    // They come by lost time, then failures: equal ones stay in that order.
    rows = guards.indices.map { Int32($0) }
    func sort<Key: Comparable>(_ keys: [Key]) {
      rows.sort { (keys[Int($0)], $0) < (keys[Int($1)], $1) }
    }
    switch order {
    case .lost: break
    case .failures: sort(guards.map { -$0.failures })
    case .kind: sort(guards.map(\.kind))
    case .trace: sort(guards.map(\.trace))
    case .line:
      rows.sort {
        let (left, right) = (guards[Int($0)], guards[Int($1)])
        return (left.place.file, left.line, $0) < (right.place.file, right.line, $1)
      }
    }
    let row = exit.flatMap { exit in
      rows.firstIndex { guards[Int($0)].trace == exit.trace && guards[Int($0)].exit == exit.exit }
    }
    cursor.move(to: row ?? cursor.row, count: rows.count)
  }

  // MARK: Keys

  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer {
    let layout = GuardsLayout(context.area, screen: self)
    if table == .guards, cursor.press(key, count: rows.count, page: layout.guards.height - 2) { return .handled }
    let abortCount = tables?.aborts.count ?? 0
    if table == .aborts, abortCursor.press(key, count: abortCount, page: layout.aborts.height - 2) { return .handled }
    switch key {
    case .tab, .backTab: table = table == .guards ? .aborts : .guards
    case .character("s"):
      let all = Order.allCases
      order = all[(all.firstIndex(of: order)! + 1) % all.count]
      rebuild(keeping: selected.map { ExitID(trace: $0.trace, exit: $0.exit) })
    case .enter where table == .guards, .right where table == .guards:
      guard let selected else { return .message("no guard failed") }
      return .open(.traces, .exit(trace: selected.trace, number: selected.exit))
    case .character("b"):
      guard table == .guards, let bridge = selected?.bridge else { return .message("no bridge grew from it") }
      return .open(.traces, .trace(bridge))
    case .enter, .right, .character("o"):
      guard let (place, line) = place else { return .message("nothing is here") }
      return .open(.source, .line(file: place.file, line: line))
    default: return .ignored
    }
    return .handled
  }

  /// The place of the row under the cursor.
  private var place: (ProfileFunction, Int)? {
    table == .guards ? selected.map { ($0.place, $0.line) } : selectedAbort.map { ($0.place, $0.line) }
  }

  mutating func show(_ target: Target, _ context: ScreenContext) -> Answer {
    guard case .exit(let trace, let number) = target else { return .ignored }
    table = .guards
    wanted = ExitID(trace: trace, exit: number)
    if tables != nil, !isStale {
      rebuild(keeping: wanted)
      wanted = nil
    }
    return .handled
  }

  mutating func mouse(_ mouse: Mouse, _ context: ScreenContext) -> Answer {
    switch mouse.action {
    case .wheelUp: return press(.up, context)
    case .wheelDown: return press(.down, context)
    case .click, .doubleClick:
      let layout = GuardsLayout(context.area, screen: self)
      let count = tables?.aborts.count ?? 0
      for (area, which) in [(layout.guards, Table.guards), (layout.aborts, .aborts)]
      where area.contains(x: mouse.x, y: mouse.y) && mouse.y > area.y {
        table = which
        let line = mouse.y - area.y - 1
        if which == .guards {
          cursor.move(to: cursor.firstRow(height: area.height - 1) + line, count: rows.count)
        } else {
          abortCursor.move(to: abortCursor.firstRow(height: area.height - 1) + line, count: count)
        }
        return mouse.action == .doubleClick ? press(.enter, context) : .handled
      }
      return .ignored
    }
  }

  // MARK: Search

  mutating func search(_ text: String, _ context: ScreenContext) -> Answer {
    found = TextSearch(text)
    return .handled
  }

  mutating func step(_ direction: Int, _ context: ScreenContext) -> Answer {
    guard let tables else { return .handled }
    if table == .aborts {
      let count = tables.aborts.count
      let row = TextSearch.next(from: abortCursor.row, direction, count: count) { matches(tables.aborts[$0]) }
      guard let row else { return .message("no recording given up here contains it") }
      abortCursor.move(to: row, count: count)
      return .handled
    }
    let row = TextSearch.next(from: cursor.row, direction, count: rows.count) { matches(tables.guards[Int(rows[$0])]) }
    guard let row else { return .message("no guard here contains it") }
    cursor.move(to: row, count: rows.count)
    return .handled
  }

  func matches(_ row: ProfileGuard) -> Bool {
    if found.isEmpty { return false }
    return found.matches(row.kind) || found.matches(row.place.name) || found.matches(row.place.file)
      || found.matches(row.seen ?? "") || found.matches(row.expected ?? "")
  }

  func matches(_ row: ProfileAbort) -> Bool {
    if found.isEmpty { return false }
    return found.matches(row.title) || found.matches(row.place.name) || found.matches(row.place.file)
  }
}

/// Guards above, recordings given up below; where there is no room for both, the one with the cursor.
struct GuardsLayout {
  var guards: Area
  var aborts: Area
  var details: Area

  init(_ area: Area, screen: GuardsScreen) {
    var area = area
    details = area.takeBottom(area.height >= 14 ? 3 : area.height >= 8 ? 1 : 0)
    let abortRows = (screen.tables?.aborts.count ?? 0) + 1
    if area.height >= 12 {
      // A row between the tables.
      aborts = area.takeBottom(min(abortRows, max(4, area.height / 3)))
      _ = area.takeBottom(1)
      guards = area
    } else {
      let none = Area(x: area.x, y: area.y, width: 0, height: 0)
      guards = screen.table == .guards ? area : none
      aborts = screen.table == .aborts ? area : none
    }
  }
}
