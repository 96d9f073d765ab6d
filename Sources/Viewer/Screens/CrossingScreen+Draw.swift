// Drawing of the calls into C.

import Profiler

extension CrossingScreen {
  func draw(on grid: inout Grid, _ context: ScreenContext) {
    let layout = CrossingLayout(context.area)
    guard !rows.isEmpty else {
      grid.put(
        "no calls into C through cffi or ctypes were recorded", x: layout.table.x, y: layout.table.y,
        width: layout.table.width, style: .faint)
      return
    }
    drawTable(on: &grid, layout.table)
    drawDetails(on: &grid, layout.details)
  }

  private func drawTable(on grid: inout Grid, _ area: Area) {
    func heading(_ title: String, _ sort: Sort) -> String { self.sort == sort ? title + grid.glyphs.down : title }
    // The name of a function says more than an interval.
    let withInterval = area.width >= 96
    let total = Column(title: heading("total", .total), width: 7, align: .right)
    let interval = Column(title: "95%", width: 11)
    let parts = [
      Column(title: "in C", width: 7, align: .right, rank: 5),
      Column(title: heading("overhead", .overhead), width: 9, align: .right, rank: 2),
      Column(title: "callback", width: 8, align: .right, rank: 6),
      Column(title: heading("calls", .calls), width: 7, align: .right, rank: 3),
      Column(title: "break-even", width: 10, align: .right, rank: 4),
      Column(title: "C function, call sites", width: nil),
    ]
    let columns = (withInterval ? [total, interval] : [total]) + parts
    grid.putTable(columns, count: rows.count, in: area, first: firstRow(height: area.height), selected: cursor) {
      let row = rows[$0]
      let cost = cost(row)
      let total = TableCell(text: Figures.percent(cost.total), style: Style(.heat(cost.total.share * 3)))
      let interval = TableCell(text: Figures.interval(cost.total), style: .faint)
      let parts = [
        TableCell(text: Figures.percent(cost.inC)),
        TableCell(text: Figures.percent(cost.overhead), style: Style(.heat(cost.overhead.share * 3))),
        TableCell(text: Figures.percent(cost.callback)),
        TableCell(text: Figures.shortCount(cost.allCalls)),
        TableCell(text: Figures.items(cost.breakEven)),
        TableCell(text: label(row), style: matches(row) ? Style(.match) : row.site == nil ? .plain : .faint),
      ]
      return (withInterval ? [total, interval] : [total]) + parts
    }
  }

  private func label(_ row: Row) -> String {
    let function = functions[row.function]
    if let site = row.site { return "    " + label(site: function.sites[site]) }
    return (isOpen(row.function) ? "- " : "+ ") + function.function.name
  }

  /// Signature, calls, the time of one call by either caller, and the advice; the heading alone where there is little room.
  private func drawDetails(on grid: inout Grid, _ area: Area) {
    guard area.height > 0 else { return }
    let row = rows[cursor]
    let function = functions[row.function]
    let cost = cost(row)
    let used = grid.put(function.signature, x: area.x, y: area.y, width: area.width, style: .title)
    var place = "\(function.route), \(function.function.file)"
    if let site = row.site { place = "at \(label(site: function.sites[site]))" }
    grid.put(place, x: area.x + used + 2, y: area.y, width: area.width - used - 2, style: .faint)
    var calls = "\(Figures.counted(cost.allCalls, "call")), \(Figures.bytes(cost.bytes)) converted"
    if cost.callbacks > 0 { calls += ", \(Figures.counted(cost.callbacks, "callback"))" }
    if cost.tracedCalls > 0 {
      calls += "; \(Figures.percent(cost.tracedShare)) by machine code"
    }
    let lines =
      area.height >= 5
      ? [
        calls, times("interpreter: ", cost.interpreted, cost), times("machine code:", cost.traced, cost), advice(cost),
      ]
      : [calls, advice(cost)]
    for (index, line) in lines.enumerated() where index + 1 < area.height {
      grid.put(line, x: area.x, y: area.y + 1 + index, width: area.width)
    }
  }

  private func times(_ caller: String, _ times: CallTimes?, _ cost: CrossingCost) -> String {
    guard let times else { return "\(caller)  no calls" }
    var line = "\(caller)  \(Figures.time(times.inC)) in C, \(Figures.time(times.overhead)) overhead"
    if times.callback.high > 0, cost.callbacks > 0 { line += ", \(Figures.time(times.callback)) callback" }
    return line
  }

  private func advice(_ cost: CrossingCost) -> String {
    guard let breakEven = cost.breakEven else {
      return "too few samples for a break-even: try profile --rate 10000 or --exact-crossings"
    }
    if breakEven.wholeItems <= 1 { return "overhead is below 5 % already" }
    let items = Figures.items(breakEven, withInterval: true)
    return "a call should carry \(items) times as much for an overhead of less than 5 %"
  }
}
