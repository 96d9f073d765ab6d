// Drawing of a source file with its heat, and of the list of files.

import Profiler

extension SourceScreen {
  func draw(on grid: inout Grid, _ context: ScreenContext) {
    let layout = SourceLayout(context.area)
    guard let heat, !heat.files.isEmpty || path != nil else {
      let text = problem ?? (heat == nil ? "" : "no line of Python was recorded")
      grid.put(text, x: layout.lines.x, y: layout.lines.y, width: layout.lines.width, style: .faint)
      return
    }
    if isChoosing {
      grid.put(
        "source files, by own time", x: layout.title.x, y: layout.title.y, width: layout.title.width, style: .title)
      return drawFiles(heat, on: &grid, layout.lines)
    }
    drawTitle(heat, on: &grid, layout.title)
    drawLines(heat, on: &grid, layout.lines, context)
    drawDetails(heat, on: &grid, layout.details)
  }

  private func drawFiles(_ heat: SourceHeat, on grid: inout Grid, _ area: Area) {
    let columns = [
      Column(title: "own", width: 7, align: .right), Column(title: "lines", width: 6, align: .right, rank: 1),
      Column(title: "file", width: nil),
    ]
    grid.putTable(
      columns, count: heat.files.count, in: area, first: fileCursor.firstRow(height: area.height - 1),
      selected: fileCursor.row
    ) {
      let file = heat.files[$0]
      let share = heat.share(file.own)
      return [
        TableCell(text: Figures.percent(share), style: Style(.heat(share.share * 2))),
        TableCell(text: Figures.count(file.lines.count)),
        TableCell(text: file.path, style: found.matches(file.path) ? Style(.match) : .plain),
      ]
    }
  }

  private func drawTitle(_ heat: SourceHeat, on grid: inout Grid, _ area: Area) {
    guard area.height > 0, let path else { return }
    var title = "\(path)  \(Figures.percent(heat.share(file?.own ?? 0)))"
    if let files = self.heat?.files.count, files > 1 { title += "  (one of \(files) files)" }
    let note = text?.note
    let used = grid.put(
      title, x: area.x, y: area.y, width: note == nil ? area.width : area.width * 2 / 3, style: .title)
    if let note {
      grid.put(note, x: area.x + used + 2, y: area.y, width: area.width - used - 2, style: Style(.warning))
    }
  }

  private func drawLines(_ heat: SourceHeat, on grid: inout Grid, _ area: Area, _ context: ScreenContext) {
    // The text of the lines comes first: what has no room for it is left to the details below.
    let barWidth = area.width >= 60 ? 10 : 4
    func width(_ columns: Int, from least: Int) -> Int { area.width >= least ? columns : 0 }
    let columns = [
      Column(title: "own", width: 7, align: .right),
      Column(title: "total", width: width(7, from: 90), align: .right),
      Column(title: area.width >= 60 ? "states" : "", width: barWidth),
      Column(title: "gc", width: width(6, from: 110), align: .right),
      Column(title: "guards", width: width(6, from: 70), align: .right),
      Column(title: "lost", width: width(6, from: 110), align: .right),
      Column(title: "traces", width: width(6, from: 70), align: .right),
      Column(title: "line", width: area.width >= 60 ? 5 : 4, align: .right),
      Column(title: "", width: nil),
    ]
    let first = cursor.firstRow(height: area.height - 1)
    // The hottest line of the file fills the bar of states.
    let hottest = lines.reduce(1) { max($0, $1.own) }
    grid.putTable(columns, count: rowCount, in: area, first: first, selected: cursor.row) { row in
      let number = number(ofRow: row)
      let line = self.heat(ofLine: number)
      func percent(_ weight: Int?) -> String {
        weight.map { $0 > 0 ? Figures.percent(heat.share($0)) : "" } ?? ""
      }
      func count(_ number: Int?) -> String { number.map { $0 > 0 ? Figures.shortCount($0) : "" } ?? "" }
      let source = shown(line: number)
      let style: Style = found.matches(source) ? Style(.match) : line == nil || line!.total == 0 ? .faint : .plain
      return [
        TableCell(text: percent(line?.own), style: Style(.heat(Double(line?.own ?? 0) / Double(hottest)))),
        TableCell(text: percent(line?.total)),
        TableCell(text: ""),
        TableCell(text: percent(line?.collecting)),
        TableCell(text: count(line?.guards), style: Style(.warning)),
        TableCell(text: percent(line?.lost), style: Style(.warning)),
        TableCell(text: count(line?.traceCount)),
        TableCell(text: String(number), style: .faint),
        TableCell(text: source, style: style),
      ]
    }
    guard let bar = Grid.fit(columns, width: area.width).first(where: { $0.column == 2 }) else { return }
    for line in 0..<max(0, area.height - 1) where first + line < rowCount {
      guard let states = self.heat(ofLine: number(ofRow: first + line))?.states else { continue }
      grid.putStackedBar(
        SampleState.parts(states), total: Double(hottest), x: area.x + bar.x, y: area.y + 1 + line, width: bar.width,
        letters: context.monochrome)
    }
  }

  private func drawDetails(_ heat: SourceHeat, on grid: inout Grid, _ area: Area) {
    guard area.height > 0 else { return }
    let number = number(ofRow: cursor.row)
    guard let line = self.heat(ofLine: number) else {
      grid.put("line \(number): nothing was recorded on it", x: area.x, y: area.y, width: area.width, style: .faint)
      return
    }
    let states = SampleState.allCases.filter { line.states[Int($0.rawValue)] > 0 }
      .sorted { line.states[Int($0.rawValue)] > line.states[Int($1.rawValue)] }
      .map { "\($0.label) \(Figures.percent(heat.share(line.states[Int($0.rawValue)])))" }
    var compiled: [String] = []
    if line.traceCount > 0 {
      let more = line.traceCount > line.traces.count ? " …" : ""
      let numbers = line.traces.map(String.init).joined(separator: ", ")
      compiled.append("traces \(numbers)\(more)")
    }
    if line.guards > 0 {
      compiled.append(
        "\(Figures.counted(line.guards, "guard")) failed \(Figures.counted(line.failures, "time")), "
          + "\(Figures.percent(heat.share(line.lost))) lost")
    }
    if line.aborts > 0 { compiled.append("\(Figures.counted(line.aborts, "recording")) given up") }
    let rows = [
      "line \(number) in \(line.function.name): own \(Figures.estimate(heat.share(line.own))), "
        + "total \(Figures.estimate(heat.share(line.total)))",
      states.joined(separator: ", "), compiled.joined(separator: "; "),
    ]
    for (index, row) in rows.enumerated() where index < area.height {
      grid.put(row, x: area.x, y: area.y + index, width: area.width, style: index == 0 ? .title : .plain)
    }
  }
}
