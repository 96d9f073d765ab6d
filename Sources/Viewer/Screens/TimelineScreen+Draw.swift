// Drawing of the timeline.

import Profiler

extension TimelineScreen {
  func draw(on grid: inout Grid, _ context: ScreenContext) {
    let layout = TimelineLayout(context.area)
    let slices = max(1, layout.graph.width)
    drawHead(on: &grid, context, layout.head, slices)
    if let problem {
      grid.put(problem, x: layout.graph.x, y: layout.graph.y, width: layout.graph.width, style: Style(.warning))
      return
    }
    guard let shown, shown.states.count == slices else { return }
    let top = shown.states.map { $0.reduce(0, +) }.max() ?? 0
    grid.putStackedColumns(
      shown.states.map { SampleState.parts($0) }, top: Double(top), in: layout.graph, letters: context.monochrome)
    drawLanes(shown, on: &grid, layout)
    drawAxis(on: &grid, context, layout.axis, slices)
    drawList(on: &grid, layout.list)
  }

  private func drawHead(on grid: inout Grid, _ context: ScreenContext, _ area: Area, _ slices: Int) {
    let slice = slice(at: cursor, of: slices)
    let length = Figures.time(slice.upperBound - slice.lowerBound)
    var text = "at \(Figures.seconds(slice.lowerBound)) s, a column is \(length)"
    if let mark { text = "from \(Figures.seconds(mark)) s … " + text }
    if let shown, shown.range == view, shown.states.count == slices {
      let weights = shown.states[column(of: cursor, slices: slices)]
      let total = weights.reduce(0, +)
      let parts = weights.indices.filter { weights[$0] > 0 }.sorted { weights[$0] > weights[$1] }.map { state in
        let percent = Figures.percent(Double(weights[state]) / Double(total))
        return "\(SampleState.allCases[state].look.letter) \(SampleState.allCases[state].label) \(percent)"
      }
      text += parts.isEmpty ? ": no samples" : ": " + parts.joined(separator: ", ")
    }
    grid.put(text, x: area.x, y: area.y, width: area.width, style: .title)
  }

  private func drawLanes(_ shown: TimeView, on grid: inout Grid, _ layout: TimelineLayout) {
    let kinds = EventKind.allCases
    let named = layout.graph.x > layout.lanes.x
    for lane in 0..<layout.lanes.height {
      let y = layout.lanes.y + lane
      let isSplit = layout.lanes.height >= kinds.count
      if named {
        let label = isSplit ? kinds[lane].label : "events"
        grid.put(label, x: layout.lanes.x, y: y, width: TimelineLayout.nameWidth - 1, style: .faint)
      }
      for (column, counts) in shown.events.enumerated() {
        let count = isSplit ? counts[lane] : counts.reduce(0, +)
        guard count > 0 else { continue }
        let glyph = count < 10 ? "\(count)" : "+"
        grid.putGlyph(glyph, x: layout.graph.x + column, y: y, style: Style(isSplit ? kinds[lane].role : .accent))
      }
    }
  }

  /// The times of both ends, the cursor, and the range.
  private func drawAxis(on grid: inout Grid, _ context: ScreenContext, _ area: Area, _ slices: Int) {
    let y = area.y
    let cursorColumn = column(of: cursor, slices: slices)
    // The cursor stands in the first column; the time of the beginning beside it.
    let begin = cursorColumn == 0 ? 2 : 0
    grid.put(Figures.seconds(view.lowerBound), x: area.x + begin, y: y, width: area.width - begin, style: .faint)
    grid.put(
      Figures.seconds(view.upperBound - 1) + " s", x: area.x, y: y, width: area.width, style: .faint, align: .right)
    func mark(_ range: Range<Microseconds>, _ glyph: String, _ style: Style) {
      guard range.overlaps(view) else { return }
      let first = column(of: max(range.lowerBound, view.lowerBound), slices: slices)
      let last = column(of: min(range.upperBound, view.upperBound) - 1, slices: slices)
      for column in first...max(first, last) { grid.putGlyph(glyph, x: area.x + column, y: y, style: style) }
    }
    if let range = context.selection.range { mark(range, "=", Style(.accent)) }
    if let from = self.mark { mark(min(from, cursor)..<(max(from, cursor) + 1), "-", .title) }
    grid.putGlyph("^", x: area.x + cursorColumn, y: y, style: .selection)
  }

  private func drawList(on grid: inout Grid, _ area: Area) {
    guard let list else { return }
    let events = list.events.events
    guard !events.isEmpty else {
      grid.put("no events in this column; e goes to the next", x: area.x, y: area.y, width: area.width, style: .faint)
      return
    }
    let first = firstRow(height: area.height)
    for (line, index) in (first..<min(events.count, first + area.height)).enumerated() {
      let event = events[index]
      var text = "\(Figures.seconds(event.time)) s  \(event.kind.title)"
      if let trace = event.trace { text += "  trace \(trace)" }
      if let duration = event.duration { text += "  \(Figures.time(duration))" }
      // Names may be as long as they like; what was said about the event comes before them.
      if !event.detail.isEmpty { text += "  \(event.detail.prefix(80))" }
      if !event.function.isEmpty {
        text += "  \(Figures.fileName(event.file)):\(event.line) \(event.function)"
      }
      if index == events.count - 1, list.events.isCut { text += "  … and more" }
      let style = index == row ? Style.selection : matches(event) ? Style(.match) : .plain
      grid.put(text, x: area.x, y: area.y + line, width: area.width, style: style, fill: index == row)
    }
  }
}
