// The grid for a state: tabs at the top, the screen or the help in the middle, hints or a prompt at the foot.
// Pure: the same state always draws the same grid.

extension ViewerState {
  static let smallest = GridSize(width: 20, height: 6)

  func render() -> Grid {
    var grid = Grid(size: size, charset: charset)
    guard size.width >= Self.smallest.width, size.height >= Self.smallest.height else {
      let text = "at least \(Self.smallest.width)\(grid.glyphs.times)\(Self.smallest.height)"
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
        status, x: end + 1, y: 0, width: room, style: Style(model.progress == .growing ? .accent : .faint), align: .right)
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
      let hint = helpLine == nil ? screens[current].hint + "  ? help  q leave" : "↓ ↑ scroll  any other key closes"
      grid.put(hint, x: 0, y: y, width: size.width, style: .faint)
    }
  }

  private var helpLines: [(text: KeyHelp?, heading: String?)] {
    let screen = screens[current]
    var lines: [(KeyHelp?, String?)] = [(nil, "\(screen.title): \(screen.question)")]
    lines += screen.keys.map { ($0, nil) }
    lines.append((nil, "On every screen"))
    lines += Self.commonKeys.map { ($0, nil) }
    lines.append((nil, "Screens"))
    lines += screens.enumerated().map {
      (KeyHelp(keys: "\($0.offset + 1)  \($0.element.title)", does: $0.element.question), nil)
    }
    return lines
  }

  /// The furthest the help scrolls: its last line at the foot of the screen.
  var lastHelpLine: Int { max(0, helpLines.count - screenArea.height) }

  private func drawHelp(from first: Int, on grid: inout Grid) {
    let keyWidth = size.width < 60 ? 16 : 22
    for (row, line) in helpLines.dropFirst(first).prefix(screenArea.height).enumerated() {
      let y = screenArea.y + row
      if let heading = line.heading {
        grid.put(heading, x: 0, y: y, width: size.width, style: .title)
      } else if let help = line.text {
        grid.put(help.keys, x: 1, y: y, width: keyWidth - 2, style: Style(.accent))
        grid.put(help.does, x: keyWidth, y: y, width: size.width - keyWidth)
      }
    }
  }
}
