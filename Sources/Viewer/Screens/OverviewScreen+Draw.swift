// Drawing of the overview.

import Profiler

extension OverviewScreen {
  func draw(on grid: inout Grid, _ context: ScreenContext) {
    if doctor.isShown { return doctor.draw(on: &grid, context.area) }
    let layout = OverviewLayout(context.area, model: context.model)
    drawHead(on: &grid, context, layout.head)
    drawBar(on: &grid, context, layout.bar)
    drawStates(on: &grid, context, layout.states)
    if let area = layout.findings { doctor.drawLine(on: &grid, area) }
    if let area = layout.residence { drawResidence(on: &grid, context, area) }
    if layout.isNarrow {
      if let area = layout.functions { drawList(list, on: &grid, context, area, layout) }
    } else {
      if let area = layout.functions { drawList(.functions, on: &grid, context, area, layout) }
      if let area = layout.lines { drawList(.lines, on: &grid, context, area, layout) }
    }
  }

  private func drawHead(on grid: inout Grid, _ context: ScreenContext, _ area: Area) {
    let model = context.model
    let taken = max(1, model.samples + model.lost)
    let rate = "\(Figures.rate(model.achievedRate)) of \(Figures.rate(model.askedRate)) asked"
    let lost = "lost \(Figures.count(model.lost)) (\(Figures.percent(Double(model.lost) / Double(taken))))"
    let bad = model.lost + model.broken > taken / 100
    if area.height < 2 {
      let used = grid.put(lost, x: area.x, y: area.y, width: area.width, style: bad ? Style(.warning) : .plain)
      let text = ", \(Figures.counted(model.samples, "sample")), \(rate)"
      grid.put(text, x: area.x + used, y: area.y, width: area.width - used)
      return
    }
    let mode = model.mode.isEmpty ? "" : " of \(model.mode) time"
    let sampled = "\(Figures.counted(model.samples, "sample")), \(Figures.time(Microseconds(model.weight)))\(mode)"
    grid.put(
      "\(sampled) in \(Figures.time(seconds: model.duration)), \(rate)", x: area.x, y: area.y, width: area.width,
      style: .title)
    let broken = Figures.percent(Double(model.broken) / Double(max(1, model.samples)))
    var text = "\(lost), broken stacks \(Figures.count(model.broken)) (\(broken))"
    let causes = model.losses.filter { $0.count > 0 }.map { "\($0.cause) \(Figures.count($0.count))" }
    if !causes.isEmpty { text += "; " + causes.joined(separator: ", ") }
    let used = grid.put(text, x: area.x, y: area.y + 1, width: area.width, style: bad ? Style(.warning) : .faint)
    let room = area.width - used - 2
    let totals = model.timeline.slices.map { Double($0.reduce(0, +)) }
    if room >= 20, totals.count > 1 {
      let label = "samples/s "
      let width = min(30, room - label.count)
      let x = area.x + area.width - width
      grid.put(label, x: x - label.count, y: area.y + 1, style: .faint)
      grid.putCurve(
        totals, top: totals.max() ?? 1, in: Area(x: x, y: area.y + 1, width: width, height: 1), style: Style(.accent))
    }
  }

  private func drawBar(on grid: inout Grid, _ context: ScreenContext, _ area: Area) {
    guard context.model.samples > 0 else {
      grid.put(context.model.noSamples, x: area.x, y: area.y, width: area.width, style: .faint)
      return
    }
    grid.putStackedBar(
      SampleState.parts(context.model.states), total: Double(context.model.weight), x: area.x, y: area.y,
      width: area.width, letters: context.monochrome)
  }

  private func drawStates(on grid: inout Grid, _ context: ScreenContext, _ area: Area) {
    let model = context.model
    let present = model.states.indices.filter { model.states[$0] > 0 }.sorted { model.states[$0] > model.states[$1] }
    for (row, state) in present.prefix(area.height).enumerated() {
      let info = SampleState.allCases[state]
      let look = info.look
      let y = area.y + row
      let hidden = present.count - area.height
      if row == area.height - 1, hidden > 0 {
        let rest = present.dropFirst(row).reduce(0) { $0 + model.states[$1] }
        grid.put(
          "\(hidden + 1) more states, \(Figures.percent(model.share(rest)))", x: area.x + 3, y: y,
          width: area.width - 3, style: .faint)
        return
      }
      grid.put(context.monochrome ? look.letter : " ", x: area.x, y: y, style: .ground(look.role))
      grid.put(info.label, x: area.x + 2, y: y, width: 18)
      let share = model.share(model.states[state])
      grid.put(Figures.percent(share), x: area.x + 20, y: y, width: 7, style: .title, align: .right)
      grid.put(Figures.interval(share), x: area.x + 28, y: y, width: 11, style: .faint)
      let room = area.width - 40
      if room >= 4 { grid.putBar(share.share, x: area.x + 40, y: y, width: room, style: Style(look.role)) }
    }
  }

  private func drawResidence(on grid: inout Grid, _ context: ScreenContext, _ area: Area) {
    let timeline = context.model.timeline
    guard area.height >= 2, !timeline.slices.isEmpty else { return }
    var graph = area
    let axis = graph.takeBottom(1)
    let columns = Self.merged(timeline.slices, into: graph.width)
    let top = columns.map { $0.reduce(0, +) }.max() ?? 0
    grid.putStackedColumns(
      columns.map { SampleState.parts($0) }, top: Double(top), in: graph, letters: context.monochrome)
    let span = Figures.time(seconds: Double(timeline.slices.count) * timeline.slice)
    grid.put("0", x: axis.x, y: axis.y, style: .faint)
    if axis.width > 30 { grid.put("samples over time", x: axis.x + axis.width / 2 - 8, y: axis.y, style: .faint) }
    grid.put(span, x: axis.x, y: axis.y, width: axis.width, style: .faint, align: .right)
  }

  /// Slices averaged or repeated so that they fill `columns` columns.
  static func merged(_ slices: [[Int]], into columns: Int) -> [[Int]] {
    guard columns > 0, !slices.isEmpty else { return [] }
    return (0..<columns).map { column in
      let first = column * slices.count / columns
      let end = max(first + 1, (column + 1) * slices.count / columns)
      var sum = [Int](repeating: 0, count: SampleState.count)
      for slice in slices[first..<end] {
        for (state, count) in slice.enumerated().prefix(sum.count) { sum[state] += count }
      }
      // Columns may cover different numbers of slices; 1,000ths keep the average exact enough.
      return sum.map { $0 * 1000 / (end - first) }
    }
  }

  private func drawList(
    _ list: List, on grid: inout Grid, _ context: ScreenContext, _ area: Area, _ layout: OverviewLayout
  ) {
    let model = context.model
    let isActive = list == self.list
    let rows = list == .functions ? model.functions : model.lines
    let columns = [
      Column(title: "own", width: 7, align: .right),
      Column(title: "95%", width: 11, rank: 2),
      Column(title: "total", width: 7, align: .right, rank: 1),
      Column(title: list == .functions ? "function" : "line", width: nil),
    ]
    let first = isActive ? layout.firstRow(cursor: cursor, in: area) : 0
    grid.putTable(columns, count: rows.count, in: area, first: first, selected: isActive ? cursor : nil) { index in
      let row = rows[index]
      return [
        TableCell(text: Figures.percent(row.own), style: Style(.heat(row.own.share * 3))),
        TableCell(text: Figures.interval(row.own), style: .faint),
        TableCell(text: Figures.percent(row.total)),
        TableCell(text: row.label, style: matches(row) ? Style(.match) : .plain),
      ]
    }
  }
}
