// The grid for a state: tabs at the top, the screen or the help in the middle, hints or a prompt at the foot.
// Pure: the same state always draws the same grid.

import Profiler

extension ViewerState {
  static let smallest = GridSize(width: 20, height: 6)

  func render() -> Grid {
    var grid = Grid(size: size, charset: charset)
    guard size.width >= Self.smallest.width, size.height >= Self.smallest.height else {
      let text = "at least \(Self.smallest.width)×\(Self.smallest.height)"
      grid.put(text, x: 0, y: 0)
      return grid
    }
    drawTabs(on: &grid)
    if let helpLine {
      drawHelp(from: helpLine, on: &grid)
    } else {
      screen.draw(on: &grid, context)
    }
    drawFoot(on: &grid)
    return grid
  }

  struct Tab {
    let name: ScreenName
    let label: String
    let range: Range<Int>
  }

  /// Columns of the tabs when all but the current one are numbers, whichever that is.
  private static let narrowestTabs =
    ScreenName.allCases.count * 3 + ScreenName.allCases.reduce(0) { max($0, $1.title.count) } + 1

  /// Whether the first row has no room for the notice: then it stands at the end of the last.
  private var noticeIsBelow: Bool { notice.map { size.width - Self.narrowestTabs < $0.count + 2 } ?? false }

  /// The first row: as many titles as fit beside what must be said about the recording.
  func tabs() -> [Tab] {
    let room = size.width - (noticeIsBelow ? 0 : notice.map { $0.count + 2 } ?? 0)
    let wide: (ScreenName) -> String = { " \($0.rawValue) \($0.title) " }
    let close: (ScreenName) -> String = { "\($0.rawValue) \($0.title) " }
    let numbers: (ScreenName) -> String = { $0 == self.current ? wide($0) : " \($0.rawValue) " }
    let forms = [wide, close, numbers]
    let form = forms.first { form in
      // The blank after the last tab may be cut where nothing follows.
      ScreenName.allCases.reduce(0) { $0 + form($1).count } <= room + (notice == nil ? 1 : 0)
    }
    var x = 0
    return ScreenName.allCases.map { name in
      let label = (form ?? numbers)(name)
      defer { x += label.count }
      return Tab(name: name, label: label, range: x..<x + label.count)
    }
  }

  /// What must be seen on every screen: the range, and that the recording is not complete.
  private var notice: String? {
    var parts: [String] = []
    if let range = selection.range {
      parts.append("\(Figures.seconds(range.lowerBound))-\(Figures.seconds(range.upperBound)) s")
    }
    switch model.progress {
    case .finished: break
    case .growing: parts.append("recording")
    case .abandoned: parts.append("never closed")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private func drawTabs(on grid: inout Grid) {
    let tabs = tabs()
    for tab in tabs {
      var style = Style(.ink, on: tab.name == current ? .activeTab : .tab)
      // Without colours the brackets of a reversed tab are all there is.
      if tab.name == current { style.emphasis = .bold }
      let label = tab.label.prefix(max(0, size.width - tab.range.lowerBound))
      grid.put(label, x: tab.range.lowerBound, y: 0, style: style)
    }
    let end = tabs.last?.range.upperBound ?? 0
    let room = size.width - end - 1
    let above = noticeIsBelow ? nil : notice
    guard room > 8 || above != nil else { return }
    let status = [above, room > 30 || above == nil ? model.title : nil].compactMap(\.self).joined(separator: ": ")
    grid.put(status + " ", x: end + 1, y: 0, width: room, style: Style(above == nil ? .faint : .accent), align: .right)
  }

  private func drawFoot(on grid: inout Grid) {
    let y = size.height - 1
    if let prompt { return draw(prompt, y: y, on: &grid) }
    let isWaiting = isReading || !pending.isEmpty
    if let message, !isWaiting {
      grid.put(message, x: 0, y: y, width: size.width, style: Style(.warning))
      return
    }
    var width = size.width
    if noticeIsBelow, let notice {
      width -= grid.put(notice, x: 0, y: y, width: size.width, style: Style(.accent), align: .right) + 2
    }
    let text =
      if isWaiting {
        pending.isEmpty ? "reading…" : "reading…  Esc gives up"
      } else {
        helpLine == nil ? "? help  q leave  " + screen.hint : "↓ ↑ scroll  any other key closes"
      }
    grid.put(text, x: 0, y: y, width: width, style: .faint)
  }

  private func draw(_ prompt: Prompt, y: Int, on grid: inout Grid) {
    let sign =
      switch prompt.purpose {
      case .search: "/"
      case .command: ":"
      case .screen(let label): label + " "
      }
    // The end of a long line is what is being typed. No character is narrower than a column.
    let room = max(0, size.width - 1 - sign.count)
    var shown = prompt.text.suffix(room)
    while SafeText.width(of: shown, charset: charset, limit: room + 1) > room { shown = shown.dropFirst() }
    let used = grid.put(sign + shown, x: 0, y: y, style: .title)
    grid.putGlyph(" ", x: used, y: y, style: .selection)
    if let message {
      grid.put(message, x: used + 3, y: y, width: size.width - used - 3, style: .faint, align: .right)
    }
  }

  private enum HelpLine {
    case heading(String)
    case keys(String, does: String)
    /// What keys do, on a line of its own where it does not fit beside them.
    case does(String)
  }

  private var helpKeyWidth: Int { size.width < 60 ? 16 : 22 }

  private var helpLines: [HelpLine] {
    func lines(_ help: [KeyHelp]) -> [HelpLine] {
      help.flatMap { row -> [HelpLine] in
        let fitsBeside = row.keys.count <= helpKeyWidth - 2 && helpKeyWidth + row.does.count <= size.width
        if fitsBeside { return [.keys(row.keys, does: row.does)] }
        return [.keys(row.keys, does: "")] + WordWrap.lines(row.does, width: size.width - 3).map { .does($0) }
      }
    }
    let all = ScreenName.allCases.map { KeyHelp(keys: "\($0.rawValue)  \($0.title)", does: $0.info.question) }
    return [.heading("\(screen.title): \(screen.question)")] + lines(screen.keys)
      + [.heading("On every screen")] + lines(Self.commonKeys) + [.heading("Screens")] + lines(all)
  }

  /// The furthest the help scrolls: its last line at the foot of the screen.
  var lastHelpLine: Int { max(0, helpLines.count - screenArea.height) }

  private func drawHelp(from first: Int, on grid: inout Grid) {
    for (row, line) in helpLines.dropFirst(first).prefix(screenArea.height).enumerated() {
      let y = screenArea.y + row
      switch line {
      case .heading(let text): grid.put(text, x: 0, y: y, width: size.width, style: .title)
      case .keys(let keys, let does):
        grid.put(keys, x: 1, y: y, width: does.isEmpty ? size.width - 1 : helpKeyWidth - 2, style: Style(.accent))
        grid.put(does, x: helpKeyWidth, y: y, width: size.width - helpKeyWidth)
      case .does(let does): grid.put(does, x: 3, y: y, width: size.width - 3)
      }
    }
  }
}
