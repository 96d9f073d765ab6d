// The doctor's findings on the overview: with `d` the list with one of them in full, and from then on a line that
// says how many there are.
//
// They are asked for with the first `d`. Invariant: `cursor` is a row of the list, or 0.

import Profiler

struct FindingList: Sendable {
  /// Nil until they have come; empty, too, when they cannot be read.
  var findings: [Finding]?
  var isShown = false
  var cursor = 0

  var selected: Finding? { findings.flatMap { $0.indices.contains(cursor) ? $0[cursor] : nil } }

  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer {
    let count = findings?.count ?? 0
    switch key {
    case .down, .character("j"): cursor += 1
    case .up, .character("k"): cursor -= 1
    case .home, .character("g"): cursor = 0
    case .end, .character("G"): cursor = count - 1
    case .enter: return selected.map(target) ?? .handled
    case .character("d"), .escape: isShown = false
    default: return .ignored
    }
    cursor = max(0, min(cursor, count - 1))
    return .handled
  }

  /// Where to see more of a finding.
  private func target(_ finding: Finding) -> Answer {
    switch finding.target {
    case .trace(let number): return .open(.traces, .trace(number))
    case .exit(let exit): return .open(.guards, .exit(trace: exit.trace, number: exit.exit))
    case .crossing(let name): return .open(.intoC, .search(name))
    case .line:
      guard let place = finding.place else { return .message("it concerns the whole program") }
      return .open(.source, .line(file: place.file, line: finding.line))
    case .none: return .message("it concerns the whole program")
    }
  }

  /// The one line on the overview.
  func drawLine(on grid: inout Grid, _ area: Area) {
    guard let findings, let first = findings.first else { return }
    let title = "\(Figures.counted(findings.count, "finding")) (d): "
    let used = grid.put(title, x: area.x, y: area.y, width: area.width, style: Style(.warning))
    grid.put(
      "\(Figures.percent(first.cost.share)) \(first.title), \(first.placeText)", x: area.x + used, y: area.y,
      width: area.width - used)
  }

  /// The list above, the finding under the cursor in full below.
  func draw(on grid: inout Grid, _ area: Area) {
    guard let findings else {
      grid.put("reading…", x: area.x, y: area.y, width: area.width, style: .faint)
      return
    }
    guard let selected else {
      grid.put("No findings.", x: area.x, y: area.y, width: area.width)
      return
    }
    var rest = area
    let list = rest.takeTop(min(findings.count + 1, max(2, area.height / 3)))
    let columns = [
      Column(title: "cost", width: 7, align: .right), Column(title: "finding", width: nil),
      Column(title: "where", width: min(34, area.width / 3)),
    ]
    grid.putTable(
      columns, count: findings.count, in: list, first: max(0, cursor - max(0, list.height - 2)), selected: cursor
    ) { index in
      let finding = findings[index]
      return [
        TableCell(text: Figures.percent(finding.cost.share), style: Style(.heat(finding.cost.share))),
        TableCell(text: finding.title), TableCell(text: finding.placeText, style: .faint),
      ]
    }
    _ = rest.takeTop(1)
    var layout = TextReport()
    layout.width = max(20, area.width)
    let lines = layout.full(selected)
    for (row, line) in lines.prefix(rest.height).enumerated() {
      grid.put(line, x: rest.x, y: rest.y + row, width: rest.width, style: row == 0 ? .title : .plain)
    }
  }
}
