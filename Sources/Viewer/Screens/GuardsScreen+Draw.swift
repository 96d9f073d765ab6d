// Drawing of guards and recordings given up.

import Profiler

extension GuardsScreen {
  func draw(on grid: inout Grid, _ context: ScreenContext) {
    guard let tables else {
      grid.put(problem ?? "", x: context.area.x, y: context.area.y, width: context.area.width, style: .faint)
      return
    }
    let layout = GuardsLayout(context.area, screen: self)
    drawGuards(tables, on: &grid, layout.guards)
    drawAborts(tables, on: &grid, layout.aborts)
    drawDetails(tables, on: &grid, layout.details)
  }

  private func drawGuards(_ tables: GuardTables, on grid: inout Grid, _ area: Area) {
    guard !rows.isEmpty else {
      grid.put("no guard failed", x: area.x, y: area.y, width: area.width, style: .faint)
      return
    }
    func heading(_ title: String, _ order: Order) -> String { self.order == order ? title + grid.glyphs.down : title }
    let isWide = area.width >= 110
    let typeWidth = isWide ? 16 : 10
    let columns = [
      Column(title: heading("lost", .lost), width: 7, align: .right),
      Column(title: heading("failures", .failures), width: 9, align: .right, rank: 1),
      Column(title: heading("guard", .kind), width: isWide ? 17 : 11, rank: 3),
      Column(title: "expected", width: typeWidth, rank: 5),
      Column(title: "seen", width: typeWidth, rank: 4),
      Column(title: heading("trace", .trace), width: 6, align: .right, rank: 7),
      Column(title: "bridge", width: 6, align: .right, rank: 6),
      Column(title: heading("where", .line), width: nil),
    ]
    grid.putTable(
      columns, count: rows.count, in: area, first: cursor.firstRow(height: area.height - 1),
      selected: table == .guards ? cursor.row : nil
    ) {
      let row = tables.guards[Int(rows[$0])]
      return [
        TableCell(text: Figures.percent(row.lost), style: Style(.heat(row.lost.share * 5))),
        TableCell(text: Figures.shortCount(row.failures)),
        TableCell(text: row.kind),
        TableCell(text: row.expected ?? "", style: .faint),
        TableCell(text: row.seen ?? ""),
        TableCell(text: String(row.trace)),
        TableCell(text: row.bridge.map(String.init) ?? "–", style: .faint),
        TableCell(
          text: Figures.place(row.place, row.line, isShort: !isWide), style: matches(row) ? Style(.match) : .plain),
      ]
    }
  }

  private func drawAborts(_ tables: GuardTables, on grid: inout Grid, _ area: Area) {
    guard area.width > 0, area.height > 0 else { return }
    guard !tables.aborts.isEmpty else {
      grid.put("no recording was given up", x: area.x, y: area.y, width: area.width, style: .faint)
      return
    }
    let columns = [
      Column(title: "interp.", width: 7, align: .right),
      Column(title: "given up", width: 9, align: .right, rank: 1),
      Column(title: "recording", width: 9, align: .right, rank: 2),
      Column(title: "reason", width: nil),
      Column(title: "most often at", width: nil, rank: 3),
      Column(title: "there", width: 6, align: .right, rank: 4),
    ]
    grid.putTable(
      columns, count: tables.aborts.count, in: area, first: abortCursor.firstRow(height: area.height - 1),
      selected: table == .aborts ? abortCursor.row : nil
    ) {
      let row = tables.aborts[$0]
      let style: Style = matches(row) ? Style(.match) : .plain
      return [
        TableCell(text: Figures.percent(row.interpreted), style: Style(.heat(row.interpreted.share * 3))),
        TableCell(text: Figures.shortCount(row.count)),
        TableCell(text: Figures.time(nanoseconds: Double(row.recordTime))),
        TableCell(text: row.title, style: style),
        TableCell(text: Figures.place(row.place, row.line, isShort: area.width < 100), style: style),
        TableCell(text: Figures.shortCount(row.countAtPlace)),
      ]
    }
  }

  /// What the row under the cursor says in full.
  private func drawDetails(_ tables: GuardTables, on grid: inout Grid, _ area: Area) {
    guard area.height > 0 else { return }
    var lines: [String] = []
    if table == .guards, let row = selected {
      var types = "\(row.kind) at exit \(row.exit) of trace \(row.trace)"
      if let expected = row.expected { types += ", expected \(expected)" }
      if let seen = row.seen { types += ", saw \(seen)" }
      var cost = "\(Figures.counted(row.failures, "failure")), \(Figures.estimate(row.lost)) of the samples lost"
      if let bridge = row.bridge { cost += "; bridge \(bridge) took its place" }
      lines = [types, cost, "\(row.place.file):\(row.line) \(row.place.name)"]
    } else if table == .aborts, let row = selectedAbort {
      lines = [
        row.title + (row.meaning.map { ": \($0)" } ?? ""),
        "\(Figures.counted(row.count, "recording")) given up, \(Figures.count(row.countAtPlace)) of them at "
          + "\(Figures.place(row.place, row.line))",
        "\(Figures.estimate(row.interpreted)) of the samples in the interpreter below such functions",
      ]
    }
    if area.height > 1 || lines.count < 2 {
      for (index, line) in lines.enumerated() where index < area.height {
        grid.put(line, x: area.x, y: area.y + index, width: area.width, style: index == 0 ? .title : .plain)
      }
    } else {
      grid.put(lines[0], x: area.x, y: area.y, width: area.width, style: .title)
    }
  }
}
