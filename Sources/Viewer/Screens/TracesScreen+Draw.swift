// Drawing of the list of traces.

import Profiler

extension TracesScreen {
  func draw(on grid: inout Grid, _ context: ScreenContext) {
    if let opened { return opened.draw(on: &grid, context) }
    let layout = TracesLayout(context.area)
    guard let tree, !rows.isEmpty else {
      let text = problem ?? (tree == nil ? "" : "no traces were compiled")
      grid.put(text, x: layout.table.x, y: layout.table.y, width: layout.table.width, style: .faint)
      return
    }
    drawTable(tree, on: &grid, layout.table)
    drawDetails(tree, on: &grid, layout.details)
  }

  private func drawTable(_ tree: TraceTree, on grid: inout Grid, _ area: Area) {
    func heading(_ title: String, _ order: TraceTree.Order) -> String {
      self.order == order ? title + grid.glyphs.down : title
    }
    // A place says more than sizes.
    let isWide = area.width >= 100
    let columns = [
      Column(title: heading(isFlat ? "total" : "tree", .time), width: 7, align: .right),
      Column(title: "total", width: 7, align: .right, rank: isFlat ? 8 : 4),
      Column(title: heading("own", .own), width: 7, align: .right, rank: 3),
      Column(title: heading("entered", .entries), width: 8, align: .right, rank: 2),
      Column(title: "ops", width: 9, align: .right, rank: 5),
      Column(title: heading("bytes", .size), width: isWide || order == .size ? 7 : 0, align: .right, rank: 6),
      Column(
        title: heading("compile", .compiling), width: isWide || order == .compiling ? 8 : 0, align: .right, rank: 7),
      Column(title: heading("trace", .age), width: isWide ? 22 : 15),
      Column(title: "where", width: nil, rank: 1),
    ]
    grid.putTable(
      columns, count: rows.count, in: area, first: cursor.firstRow(height: area.height - 1), selected: cursor.row
    ) {
      let row = rows[$0]
      let trace = tree.traces[row.index]
      let main = tree.share(isFlat ? tree.total[row.index] : tree.tree[row.index])
      let style: Style = matches(row) ? Style(.match) : trace.ended == nil ? .plain : .faint
      return [
        TableCell(text: Figures.percent(main), style: Style(.heat(main.share * 3))),
        TableCell(text: Figures.percent(tree.share(tree.total[row.index]))),
        TableCell(text: Figures.percent(tree.share(tree.own[row.index]))),
        TableCell(text: Figures.shortCount(trace.entered)),
        TableCell(text: "\(trace.recordedOperations)→\(trace.operations)"),
        TableCell(text: Figures.shortCount(trace.bytes)),
        TableCell(text: Figures.time(nanoseconds: Double(trace.compileTime))),
        TableCell(text: label(row, trace, tree), style: style),
        TableCell(text: Figures.place(trace.place, trace.line, isShort: !isWide), style: style),
      ]
    }
  }

  private func label(_ row: TraceTree.Row, _ trace: ProfileTrace, _ tree: TraceTree) -> String {
    let mark = isFlat || !tree.hasBridges(row.index) ? "  " : isClosed(row.index) ? "+ " : "- "
    let text = "\(trace.number) \(trace.kind)"
    if isFlat { return text }
    return (row.depth > 4 ? "(\(row.depth)) " : String(repeating: "  ", count: row.depth)) + mark + text
  }

  private func drawDetails(_ tree: TraceTree, on grid: inout Grid, _ area: Area) {
    guard area.height > 0, rows.indices.contains(cursor.row) else { return }
    let index = rows[cursor.row].index
    let trace = tree.traces[index]
    var lines = [
      "\(Figures.estimate(tree.share(tree.total[index]))) of the samples; goes on to \(trace.goesOnTo)",
      "recorded \(Figures.time(nanoseconds: Double(trace.recordTime))), optimised \(Figures.time(nanoseconds: Double(trace.optimizeTime))), "
        + "allocated \(Figures.time(nanoseconds: Double(trace.allocateTime))), encoded \(Figures.time(nanoseconds: Double(trace.encodeTime)))",
      "\(trace.recordedGuards) guards before, \(trace.guards) after optimisation; compiled at \(Figures.time(trace.installed))",
    ]
    if let ended = trace.ended { lines.append("ended at \(Figures.time(ended)): \(trace.cause ?? "?")") }
    let used = grid.put(trace.title, x: area.x, y: area.y, width: area.width, style: .title)
    grid.put(
      Figures.place(trace.place, trace.line), x: area.x + used + 2, y: area.y, width: area.width - used - 2,
      style: .faint)
    for (number, line) in lines.enumerated() where number + 1 < area.height {
      grid.put(line, x: area.x, y: area.y + 1 + number, width: area.width)
    }
  }
}

extension Figures {
  /// `file.py:12 function`; in short `12 function`.
  static func place(_ function: ProfileFunction, _ line: Int, isShort: Bool = false) -> String {
    isShort ? "\(line) \(function.name)" : "\(fileName(function.file)):\(line) \(function.name)"
  }
}
