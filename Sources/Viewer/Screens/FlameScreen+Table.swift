// The table of functions beside the flame graph: self and total time, and how much they changed when something is compared with.

import Profiler

struct FunctionTable: Sendable {
  enum Sort: Sendable {
    case own, total, name
    /// By the change of the own share, the largest first, whatever its sign.
    case change
  }

  let sort: Sort
  var cursor: Int
  let functions: [Function]
  let rows: [FlameTree.FunctionTotal]
  let weight: Int
  let samples: Int
  /// Of own and total, by row and from 1; nil when nothing is compared with.
  let changes: (own: FlameChanges, total: FlameChanges)?

  init(_ tree: SampleTree, frames: FlameTree.Frames, sort: Sort, cursor: Int) {
    let plain = FlameTree(tree, shape: FlameTree.Shape(frames: frames))
    let functions = plain.functions
    let isCompared = !tree.before.isEmpty
    let weights = (before: max(1, plain.beforeTotal.first ?? 0), after: max(1, plain.total[0]))
    func change(_ row: FlameTree.FunctionTotal) -> Double {
      abs(Double(row.own) / Double(weights.after) - Double(row.ownBefore) / Double(weights.before))
    }
    let sort = sort == .change && !isCompared ? .own : sort
    self.sort = sort
    self.functions = functions
    weight = plain.total[0]
    samples = plain.sampleTotal[0]
    let rows = plain.functionTotals().sorted { left, right in
      let names = (functions[left.function].name, functions[right.function].name)
      switch sort {
      case .change where change(left) != change(right): return change(left) > change(right)
      case .own where left.own != right.own: return left.own > right.own
      case .own, .total, .change: return left.total != right.total ? left.total > right.total : names.0 < names.1
      case .name: return names.0 != names.1 ? names.0 < names.1 : left.total > right.total
      }
    }
    func changes(_ before: KeyPath<FlameTree.FunctionTotal, Int>, _ after: KeyPath<FlameTree.FunctionTotal, Int>)
      -> FlameChanges
    {
      FlameChanges(
        before: tree.before, after: tree.weights, beforeTotal: [0] + rows.map { $0[keyPath: before] },
        total: [0] + rows.map { $0[keyPath: after] })
    }
    self.rows = rows
    self.changes = isCompared ? (changes(\.ownBefore, \.own), changes(\.totalBefore, \.total)) : nil
    self.cursor = max(0, min(cursor, rows.count - 1))
  }

  /// `+5.7 *`, points of the share; the star says that it is more than noise.
  func changeCell(_ changes: FlameChanges?, row: Int, before: Int, after: Int) -> TableCell {
    guard let changes else { return TableCell(text: "") }
    let points = changes.change(before: before, after: after).difference * 100
    let sign = changes.sign(of: row + 1)
    return TableCell(
      text: DifferenceReport.signed(points, digits: 1) + (sign == 0 ? "  " : " *"),
      style: sign == 0 ? .faint : Style(sign > 0 ? .heat7 : .accent))
  }

  func firstRow(height: Int) -> Int { max(0, cursor - max(0, height - 2)) }
}

extension FlameScreen {
  mutating func pressInTable(_ key: Key, _ context: ScreenContext) -> Answer {
    guard var table else { return .ignored }
    let page = max(1, context.area.height - 2)
    switch key {
    case .down, .character("j"): table.cursor += 1
    case .up, .character("k"): table.cursor -= 1
    case .pageDown: table.cursor += page
    case .pageUp: table.cursor -= page
    case .home, .character("g"): table.cursor = 0
    case .end, .character("G"): table.cursor = table.rows.count - 1
    case .character("s"):
      let next: FunctionTable.Sort =
        switch table.sort {
        case .own: .total
        case .total: .name
        case .name: table.changes == nil ? .own : .change
        case .change: .own
        }
      table = FunctionTable(samples, frames: tree.shape.frames, sort: next, cursor: 0)
    case .enter:
      guard table.rows.indices.contains(table.cursor) else { return .handled }
      let function = table.functions[table.rows[table.cursor].function]
      return .open(name, .function(name: function.name, file: function.file))
    case .escape, .backspace:
      self.table = nil
      return .handled
    default: return .ignored
    }
    table.cursor = max(0, min(table.cursor, table.rows.count - 1))
    self.table = table
    return .handled
  }

  mutating func mouseInTable(_ mouse: Mouse, _ context: ScreenContext) -> Answer {
    guard let table else { return .ignored }
    switch mouse.action {
    case .wheelUp: return pressInTable(.up, context)
    case .wheelDown: return pressInTable(.down, context)
    case .click, .doubleClick:
      let row = table.firstRow(height: context.area.height) + mouse.y - context.area.y - 1
      guard mouse.y > context.area.y, table.rows.indices.contains(row) else { return .ignored }
      self.table?.cursor = row
      return mouse.action == .doubleClick ? pressInTable(.enter, context) : .handled
    }
  }

  mutating func stepInTable(_ direction: Int) -> Answer {
    guard let table, !table.rows.isEmpty else { return .handled }
    let count = table.rows.count
    for distance in 1...count {
      let row = (table.cursor + direction * distance + count * 2) % count
      // Functions are numbered alike in every shape of the tree.
      if matches.contains(function: Int32(table.rows[row].function)) {
        self.table?.cursor = row
        return .handled
      }
    }
    return .message("no function or file contains it")
  }

  func drawTable(on grid: inout Grid, _ context: ScreenContext) {
    guard let table else { return }
    func heading(_ title: String, _ sort: FunctionTable.Sort) -> String {
      table.sort == sort ? title + grid.glyphs.down : title
    }
    let columns = [
      Column(title: heading("own", .own), width: 7, align: .right),
      Column(title: "95%", width: 11, rank: 3),
      Column(title: heading("change", .change), width: table.changes == nil ? 0 : 9, align: .right),
      Column(title: heading("total", .total), width: 7, align: .right),
      Column(title: "change", width: table.changes == nil ? 0 : 9, align: .right, rank: 1),
      Column(title: "95%", width: 11, rank: 4),
      Column(title: "own time", width: 9, align: .right, rank: 5),
      Column(title: "kind", width: 7, rank: 2),
      Column(title: heading("function", .name), width: nil),
      Column(title: "place", width: nil, rank: 1),
    ]
    grid.putTable(
      columns, count: table.rows.count, in: context.area, first: table.firstRow(height: context.area.height),
      selected: table.cursor
    ) { index in
      let row = table.rows[index]
      let function = table.functions[row.function]
      let own = Share(weight: row.own, of: table.weight, samples: table.samples)
      let total = Share(weight: row.total, of: table.weight, samples: table.samples)
      let name = matches.contains(function: Int32(row.function)) ? Style(.match) : .plain
      let place = function.line > 0 ? "\(Figures.fileName(function.file)):\(function.line)" : function.file
      return [
        TableCell(text: Figures.percent(own), style: Style(.heat(own.share * 3))),
        TableCell(text: Figures.interval(own), style: .faint),
        table.changeCell(table.changes?.own, row: index, before: row.ownBefore, after: row.own),
        TableCell(text: Figures.percent(total)),
        table.changeCell(table.changes?.total, row: index, before: row.totalBefore, after: row.total),
        TableCell(text: Figures.interval(total), style: .faint),
        TableCell(text: Figures.time(Microseconds(row.own)), style: .faint),
        TableCell(text: function.kind.name, style: Style(function.kind.role)),
        TableCell(text: function.name, style: name), TableCell(text: place, style: .faint),
      ]
    }
  }
}
