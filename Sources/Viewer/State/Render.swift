// The grid for a state: tabs at the top, the screen or the help in the middle, hints or a prompt at the foot.
// Pure: the same state always draws the same grid.

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
      screens[current].draw(on: &grid, context)
    }
    drawFoot(on: &grid)
    return grid
  }

  /// Columns of each screen's tab in the first row.
  func tabs() -> [(label: String, range: Range<Int>)] {
    var x = 0
    return screens.enumerated().map { index, screen in
      let label = " \(index + 1) \(screen.title) "
      defer { x += label.count }
      return (label, x..<x + label.count)
    }
  }

  private func drawTabs(on grid: inout Grid) {
    var end = 0
    for (index, tab) in tabs().enumerated() {
      var style = Style(.ink, on: index == current ? .activeTab : .tab)
      // Without colours the brackets of a reversed tab are all there is.
      if index == current { style.emphasis = .bold }
      grid.put(tab.label, x: tab.range.lowerBound, y: 0, style: style)
      end = tab.range.upperBound
    }
    let status: String
    switch model.progress {
    case .finished: status = "\(model.title) "
    case .growing: status = "recording: \(model.title) "
    case .abandoned: status = "never closed: \(model.title) "
    }
    let room = size.width - end - 1
    if room > 8 {
      grid.put(
        status, x: end + 1, y: 0, width: room, style: Style(model.progress == .growing ? .accent : .faint),
        align: .right)
    }
  }

  private func drawFoot(on grid: inout Grid) {
    let y = size.height - 1
    if let prompt {
      let sign = prompt.purpose == .search ? "/" : ":"
      // The end of a long line is what is being typed.
      let room = size.width - 2
      var shown = prompt.text[...]
      while SafeText.width(of: shown, charset: charset, limit: room + 1) > room { shown = shown.dropFirst() }
      let used = grid.put(sign + shown, x: 0, y: y, style: .title)
      grid.putGlyph(" ", x: used, y: y, style: .selection)
      if let message {
        grid.put(message, x: used + 3, y: y, width: size.width - used - 3, style: .faint, align: .right)
      }
    } else if let message {
      grid.put(message, x: 0, y: y, width: size.width, style: Style(.warning))
    } else {
      let hint = helpLine == nil ? "? help  q leave  " + screens[current].hint : "↓ ↑ scroll  any other key closes"
      grid.put(hint, x: 0, y: y, width: size.width, style: .faint)
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
        if helpKeyWidth + row.does.count <= size.width { return [.keys(row.keys, does: row.does)] }
        return [.keys(row.keys, does: ""), .does(row.does)]
      }
    }
    let screen = screens[current]
    let all = screens.enumerated().map { index, screen in
      KeyHelp(keys: "\(index + 1)  \(screen.title)", does: screen.question)
    }
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
