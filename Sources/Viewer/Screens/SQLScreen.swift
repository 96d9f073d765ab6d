// Screen 9: anything else. Queries with names, one typed, and the rows they give.
//
// Invariants: `rows` are those of `query` once `isRunning` is false; `cursor` is a row of what is shown: of the queries
// while `isListing`, else of the result. Drawing is in SQLScreen+Draw.swift; what a query may do, in Recording+Query.swift.

import Profiler

struct SQLScreen: Screen {
  /// Queries that take longer are not run again by themselves when the recording has grown. Seconds.
  static let quick = 0.2
  /// Rows that decide how wide a column is drawn, and the most it gets at first.
  static let rowsMeasured = 200
  static let widestColumn = 40
  /// Lines of an open row that are shown: a value may be megabytes.
  static let mostLines = 2000

  let name = ScreenName.sql
  var hint: String {
    isListing ? "↑↓  Enter run  e edit  i new  d delete" : "↑↓←→ scroll  e edit  s save  Tab queries"
  }
  let keys: [KeyHelp] = [
    KeyHelp(keys: "Enter", does: "run the query under the cursor; on a row: all of its values"),
    KeyHelp(keys: "i", does: "type a query; also :sql SELECT …"),
    KeyHelp(keys: "e", does: "edit the query and run it"),
    KeyHelp(keys: "Tab Backspace", does: "from the rows to the queries; Tab again: to the rows"),
    KeyHelp(keys: "↑ ↓ j k PgUp PgDn", does: "move"),
    KeyHelp(keys: "← → h l", does: "columns to the left, to the right"),
    KeyHelp(keys: "s", does: "save the query with a name, for every recording"),
    KeyHelp(keys: "d", does: "delete the query of yours under the cursor"),
    KeyHelp(keys: "Esc", does: "end a query that takes too long"),
  ]

  private(set) var own: [SavedQuery]?
  private(set) var isListing = true
  private(set) var listCursor = 0
  private(set) var query = ""
  private(set) var result: QueryResult?
  private(set) var widths: [Int] = []
  private(set) var problem: String?
  private(set) var isRunning = false
  /// The rows are those of an earlier reading of the recording.
  private(set) var isOld = false
  private(set) var resultCursor = 0
  private(set) var firstColumn = 0
  /// The values of the row under the cursor, one below the other.
  private(set) var isRowOpen = false
  /// Lines of them above the first one shown.
  private(set) var rowScroll = 0
  /// The line being typed is a name. A prompt that was left with Esc says nothing: whoever opens one sets this.
  private var isSaving = false
  /// The user's queries could not be read or written.
  private(set) var fileProblem: String?
  var found = ""

  var queries: [SavedQuery] { (own ?? []) + SavedQuery.builtIn }
  var rowCount: Int { isListing ? queries.count : result?.rows.count ?? 0 }

  mutating func load(_ model: ViewerModel) {
    guard let result else { return }
    if result.time < Self.quick { isRunning = true } else { isOld = true }
  }

  func questions(_ context: ScreenContext) -> [Question] {
    (own == nil ? [.savedQueries] : []) + (isRunning ? [.sql(query)] : [])
  }

  mutating func take(_ reply: Reply, to question: Question, _ context: ScreenContext) {
    switch (question, reply) {
    case (.savedQueries, .savedQueries(let queries)):
      own = queries
      fileProblem = nil
    case (.savedQueries, .failed(let reason)):
      own = own ?? []
      fileProblem = reason
    case (.sql(query), .sql(let rows)):
      isRunning = false
      isOld = false
      problem = nil
      if result?.columns != rows.columns { firstColumn = 0 }
      result = rows
      measure(rows)
      resultCursor = max(0, min(resultCursor, rows.rows.count - 1))
    case (.sql(query), .failed(let reason)):
      isRunning = false
      problem = reason
      result = nil
    default: break
    }
    listCursor = max(0, min(listCursor, queries.count - 1))
  }

  private mutating func measure(_ result: QueryResult) {
    widths = result.columns.indices.map { column in
      let head = SafeText.width(of: result.columns[column], charset: .unicode, limit: Self.widestColumn)
      return result.rows.prefix(Self.rowsMeasured).reduce(max(1, min(head, Self.widestColumn))) { widest, row in
        let width = SafeText.width(of: row[column].text, charset: .unicode, limit: Self.widestColumn)
        return max(widest, min(width, Self.widestColumn))
      }
    }
  }

  mutating func run(_ text: String) {
    isListing = false
    isRowOpen = false
    if query != text {
      result = nil
      resultCursor = 0
      firstColumn = 0
    }
    query = text
    problem = nil
    isRunning = true
  }

  // MARK: Keys

  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer {
    let page = max(1, context.area.height - 4)
    switch key {
    case .down, .character("j"): move(by: 1, context)
    case .up, .character("k"): move(by: -1, context)
    case .pageDown: move(by: page, context)
    case .pageUp: move(by: -page, context)
    case .home, .character("g"): move(by: -.max / 2, context)
    case .end, .character("G"): move(by: .max / 2, context)
    case .right, .character("l"):
      if !isListing { firstColumn = max(0, min(firstColumn + 1, widths.count - 1)) }
    case .left, .character("h"): firstColumn = max(0, firstColumn - 1)
    case .enter: return enter()
    case .character("i"):
      isSaving = false
      return .prompt("sql", text: "")
    case .character("e"):
      isSaving = false
      let text = isListing ? (queries.indices.contains(listCursor) ? queries[listCursor].sql : "") : query
      return .prompt("sql", text: Self.oneLine(text))
    case .character("s"):
      guard !query.isEmpty, !isListing else { return .message("run a query first; then s saves it with a name") }
      isSaving = true
      return .prompt("name", text: "")
    case .character("d"): return delete()
    case .tab, .backTab:
      guard isListing || !isRowOpen else {
        isRowOpen = false
        return .handled
      }
      if !isListing || !query.isEmpty { isListing.toggle() }
    case .backspace, .escape:
      if isListing { return .ignored }
      if isRowOpen { isRowOpen = false } else { isListing = true }
    default: return .ignored
    }
    return .handled
  }

  /// A query as it is typed: on one line. A comment would swallow what comes after it.
  private static func oneLine(_ sql: String) -> String {
    sql.contains("--") ? sql : sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private mutating func move(by rows: Int, _ context: ScreenContext) {
    if isListing {
      listCursor = max(0, min(listCursor + rows, queries.count - 1))
    } else if isRowOpen {
      let area = SQLLayout(context.area).table
      let wanted = max(0, min(rowScroll + rows, Self.mostLines - area.height))
      let lines = rowLines(width: area.width, charset: context.charset, limit: wanted + area.height)
      rowScroll = max(0, min(wanted, lines.count - area.height))
    } else {
      resultCursor = max(0, min(resultCursor + rows, rowCount - 1))
    }
  }

  private mutating func enter() -> Answer {
    if isListing {
      guard queries.indices.contains(listCursor) else { return .ignored }
      run(queries[listCursor].sql)
    } else if isOld {
      run(query)
    } else if result?.rows.isEmpty == false {
      isRowOpen.toggle()
      rowScroll = 0
    }
    return .handled
  }

  private func delete() -> Answer {
    guard isListing, queries.indices.contains(listCursor) else { return .ignored }
    let victim = queries[listCursor]
    guard !victim.isBuiltIn else { return .message("this query came with the program and stays") }
    return .save((own ?? []).filter { $0 != victim })
  }

  mutating func typed(_ text: String, _ context: ScreenContext) -> Answer {
    let text = text.trimmingBlanks
    guard isSaving else {
      if !text.isEmpty { run(text) }
      return .handled
    }
    isSaving = false
    guard !text.isEmpty else { return .message("not saved: a query needs a name") }
    return .save([SavedQuery(name: text, sql: query)] + (own ?? []).filter { $0.name != text })
  }

  mutating func show(_ target: Target, _ context: ScreenContext) -> Answer {
    guard case .query(let text) = target else { return .ignored }
    run(text)
    return .handled
  }

  mutating func mouse(_ mouse: Mouse, _ context: ScreenContext) -> Answer {
    switch mouse.action {
    case .wheelUp: return press(.up, context)
    case .wheelDown: return press(.down, context)
    case .click, .doubleClick:
      guard !isRowOpen else { return .ignored }
      let layout = SQLLayout(context.area)
      let row = firstRow(height: layout.table.height) + mouse.y - layout.table.y - 1
      guard mouse.y > layout.table.y, (0..<rowCount).contains(row) else { return .ignored }
      if isListing { listCursor = row } else { resultCursor = row }
      return mouse.action == .doubleClick ? press(.enter, context) : .handled
    }
  }

  func firstRow(height: Int) -> Int { max(0, (isListing ? listCursor : resultCursor) - max(0, height - 2)) }

  // MARK: Search

  mutating func search(_ text: String, _ context: ScreenContext) -> Answer {
    found = text.lowercased()
    return .handled
  }

  func matches(_ text: String) -> Bool { !found.isEmpty && text.lowercased().contains(found) }

  private func matches(row: Int) -> Bool {
    isListing ? matches(queries[row].name) : result?.rows[row].contains { matches($0.text) } ?? false
  }

  mutating func step(_ direction: Int, _ context: ScreenContext) -> Answer {
    let count = rowCount
    let cursor = isListing ? listCursor : resultCursor
    for distance in 0..<count {
      let row = (cursor + direction * (distance + 1) + count * 2) % count
      if matches(row: row) {
        if isListing { listCursor = row } else { resultCursor = row }
        return .handled
      }
    }
    return .message("no row here contains it")
  }
}

/// The query, and below it the queries or the rows.
struct SQLLayout {
  var head: Area
  var table: Area

  init(_ area: Area) {
    var rest = area
    head = rest.takeTop(area.height >= 14 ? 3 : 1)
    table = rest
  }
}
