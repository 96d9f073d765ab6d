// Screen 7: which lines take the time? A source file with the heat of each line, and the list of files. Drawing is in
// SourceScreen+Draw.swift.
//
// Invariants: a row is a line of the file's text or of the recording; of a file whose text is not to be had only the recording's
// own lines are rows. `hot` are rows, ascending. What is shown stays until a newer answer has come.

import Profiler

struct SourceScreen: Screen {
  let name = ScreenName.source
  var hint: String {
    isChoosing
      ? "↑↓ move  Enter open  Backspace back to the lines" : "↑↓ move  Tab next hot line  f files  Enter its trace"
  }
  let keys: [KeyHelp] = [
    KeyHelp(keys: "Tab  Shift-Tab", does: "next, previous hot line"),
    KeyHelp(keys: "m", does: "the hottest line of the file"),
    KeyHelp(keys: "f", does: "choose the file"),
    KeyHelp(keys: "Enter", does: "the trace that covers the line; open the file"),
    KeyHelp(keys: "x", does: "the function in the flame graph"),
  ]

  private(set) var heat: SourceHeat?
  private(set) var problem: String?
  private(set) var text: SourceText?
  /// The file that is shown, as the recording names it.
  private(set) var path: String?
  private(set) var isChoosing = false
  private(set) var cursor = ListCursor()
  private(set) var fileCursor = ListCursor()
  private(set) var found = TextSearch()
  /// Indices of the lines of a file that hot ones are, ascending.
  private(set) var hot: [Int] = []
  /// Where `path` is among the files of `heat`.
  private var fileIndex: Int?
  private var isStale = true
  private var textIsStale = true
  /// The line to go to once the file is there.
  private var wantedLine: Int?

  /// Lines with this share of their file's own time are hot, and those at which time was lost.
  static let hotShare = 0.01

  // MARK: Reading

  mutating func load(_ model: ViewerModel) {
    isStale = true
    textIsStale = true
  }

  func questions(_ context: ScreenContext) -> [Question] {
    if isStale { return [.source(context.selection)] }
    if let path, textIsStale { return [.sourceFile(path)] }
    return []
  }

  mutating func take(_ reply: Reply, to question: Question, _ context: ScreenContext) {
    switch (question, reply) {
    case (.source(context.selection), .source(let heat)):
      isStale = false
      problem = nil
      let line = self.heat == nil ? nil : number(ofRow: cursor.row)
      fileIndex = heat.files.firstIndex { $0.path == path }
      self.heat = heat
      if path == nil || wantedLine == nil && fileIndex == nil {
        path = heat.files.first?.path
        fileIndex = heat.files.isEmpty ? nil : 0
        textIsStale = true
        wantedLine = hottestLine
      } else if wantedLine == nil {
        wantedLine = line
      }
      settle()
    case (.source(context.selection), .failed(let reason)):
      // Figures of other samples must not stand there as if they were of these.
      isStale = false
      problem = reason
      heat = nil
      fileIndex = nil
      isChoosing = false
      settle()
    case (.sourceFile(let path), .sourceFile(let text)) where path == self.path:
      self.text = text
      textIsStale = false
      settle()
    case (.sourceFile(let path), .failed) where path == self.path: textIsStale = false
    default: break
    }
  }

  // MARK: Rows

  /// The lines of the file that the recording knows, ascending.
  var lines: [LineHeat] { file?.lines ?? [] }

  var file: SourceHeat.File? { fileIndex.map { heat!.files[$0] } }

  /// The text shows whole files, without it only lines of the recording are there.
  private var hasText: Bool { text.map { !$0.lines.isEmpty } ?? false }

  /// A file that is shorter now still has rows for the recording's lines, as far as a line number can be believed.
  var rowCount: Int {
    guard hasText, let text else { return lines.count }
    return max(text.lines.count, min(lines.last?.line ?? 0, text.lines.count + Self.mostRowsBehind))
  }

  private static let mostRowsBehind = 10_000

  /// The line of a row, from 1.
  func number(ofRow row: Int) -> Int {
    if hasText { return row + 1 }
    let lines = lines
    return lines.indices.contains(row) ? lines[row].line : 0
  }

  /// The row of a line, or of the next one that has a row.
  private func row(ofLine line: Int) -> Int { hasText ? line - 1 : index(ofLine: line) }

  /// Where a line is among `lines`, or would be.
  private func index(ofLine line: Int) -> Int {
    let lines = lines
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].line < line { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func heat(ofLine line: Int) -> LineHeat? {
    let index = index(ofLine: line)
    let lines = lines
    return lines.indices.contains(index) && lines[index].line == line ? lines[index] : nil
  }

  private var hottestLine: Int? { lines.max { ($0.own, $0.lost, $1.line) < ($1.own, $1.lost, $0.line) }?.line }

  /// After new figures or a new text: the hot lines, and the cursor on the line that it was on or shall go to.
  private mutating func settle() {
    let smallest = max(1, Int(Double(file?.own ?? 0) * Self.hotShare))
    let lines = lines
    hot = lines.indices.filter { lines[$0].own >= smallest || lines[$0].lost > 0 }
    if let wantedLine { cursor.move(to: row(ofLine: wantedLine), count: rowCount) }
    if !textIsStale, !isStale { wantedLine = nil }
    cursor.limit(count: rowCount)
    fileCursor.limit(count: heat?.files.count ?? 0)
  }

  private mutating func open(_ path: String, line: Int?) {
    isChoosing = false
    if path != self.path {
      self.path = path
      fileIndex = heat?.files.firstIndex { $0.path == path }
      text = nil
      textIsStale = true
    }
    wantedLine = line ?? hottestLine ?? 1
    settle()
  }

  // MARK: Keys

  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer {
    let page = SourceLayout(context.area).lines.height - 1
    if isChoosing { return pressInFiles(key, page) }
    if cursor.press(key, count: rowCount, page: page) {
      // The text may still be on its way: the cursor stays on the line that it was moved to.
      if textIsStale { wantedLine = number(ofRow: cursor.row) }
      return .handled
    }
    switch key {
    case .tab: return goToHot(1)
    case .backTab: return goToHot(-1)
    case .character("m"):
      guard let line = hottestLine else { return .message("no line was sampled") }
      cursor.move(to: row(ofLine: line), count: rowCount)
    case .character("f"):
      guard let heat, !heat.files.isEmpty else { return .message("no source files were recorded") }
      fileCursor.move(to: heat.files.firstIndex { $0.path == path } ?? 0, count: heat.files.count)
      isChoosing = true
    case .enter:
      guard let line = heat(ofLine: number(ofRow: cursor.row)), let trace = line.traces.first else {
        return .message("no trace covers this line")
      }
      return .open(.traces, .traceLine(trace: trace, file: line.function.file, line: line.line))
    case .character("x"):
      guard let line = heat(ofLine: number(ofRow: cursor.row)) else { return .message("nothing was recorded on it") }
      return .open(.flame, .function(name: line.function.name, file: line.function.file))
    default: return .ignored
    }
    return .handled
  }

  private mutating func goToHot(_ direction: Int) -> Answer {
    guard !hot.isEmpty else { return .message("no hot line is here") }
    let line = number(ofRow: cursor.row)
    let lines = lines
    let next =
      direction > 0
      ? hot.first { lines[$0].line > line } ?? hot[0] : hot.last { lines[$0].line < line } ?? hot[hot.count - 1]
    cursor.move(to: row(ofLine: lines[next].line), count: rowCount)
    return .handled
  }

  private mutating func pressInFiles(_ key: Key, _ page: Int) -> Answer {
    let files = heat?.files ?? []
    if fileCursor.press(key, count: files.count, page: page) { return .handled }
    switch key {
    case .enter, .right, .character("l"):
      if files.indices.contains(fileCursor.row) { open(files[fileCursor.row].path, line: nil) }
      isChoosing = false
    case .escape, .backspace, .left, .character("h"), .character("f"): isChoosing = false
    default: return .ignored
    }
    return .handled
  }

  mutating func mouse(_ mouse: Mouse, _ context: ScreenContext) -> Answer {
    switch mouse.action {
    case .wheelUp: return press(.up, context)
    case .wheelDown: return press(.down, context)
    case .click, .doubleClick:
      let area = SourceLayout(context.area).lines
      let line = mouse.y - area.y - 1
      guard area.contains(x: mouse.x, y: mouse.y), line >= 0 else { return .ignored }
      if isChoosing {
        fileCursor.move(to: fileCursor.firstRow(height: area.height - 1) + line, count: heat?.files.count ?? 0)
      } else {
        cursor.move(to: cursor.firstRow(height: area.height - 1) + line, count: rowCount)
      }
      return mouse.action == .doubleClick ? press(.enter, context) : .handled
    }
  }

  mutating func show(_ target: Target, _ context: ScreenContext) -> Answer {
    guard case .line(let file, let line) = target else { return .ignored }
    open(file, line: line)
    return .handled
  }

  // MARK: Search

  mutating func search(_ text: String, _ context: ScreenContext) -> Answer {
    found = TextSearch(text)
    return .handled
  }

  mutating func step(_ direction: Int, _ context: ScreenContext) -> Answer {
    if isChoosing {
      let files = heat?.files ?? []
      let row = TextSearch.next(from: fileCursor.row, direction, count: files.count) { found.matches(files[$0].path) }
      guard let row else { return .message("no file contains it") }
      fileCursor.move(to: row, count: files.count)
      return .handled
    }
    let row = TextSearch.next(from: cursor.row, direction, count: rowCount) {
      found.matches(shown(line: number(ofRow: $0)))
    }
    guard let row else { return .message("no line contains it") }
    cursor.move(to: row, count: rowCount)
    return .handled
  }

  /// What stands on a line, or its function where the text is not to be had.
  func shown(line: Int) -> String {
    if let text = text?.line(line) { return text.replacing("\t", with: "    ") }
    return heat(ofLine: line).map { "in \($0.function.name)" } ?? ""
  }
}

/// A row about the file, the lines, and what is known of the line under the cursor.
struct SourceLayout {
  var title: Area
  var lines: Area
  var details: Area

  init(_ area: Area) {
    lines = area
    title = lines.takeTop(area.height >= 8 ? 1 : 0)
    details = lines.takeBottom(area.height >= 14 ? 3 : area.height >= 9 ? 1 : 0)
  }
}
