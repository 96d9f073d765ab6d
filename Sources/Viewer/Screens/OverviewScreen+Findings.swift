// The doctor's findings on the overview: a line that says how many there are, and with `d` the list with one of them in full.
//
// They are asked for with the first `d`: large recordings take a while. Invariant: `cursor` is a row of the list, or 0.

import Profiler

struct FindingList: Sendable {
  /// Nil until they have come. While they are shown they stay until newer ones are there.
  private(set) var findings: [Finding]?
  private(set) var isStale = true
  /// Why they have not come and will not.
  private(set) var problem: String?
  private(set) var isShown = false
  private(set) var cursor = 0
  /// Lines of the finding in full that are above its first one shown.
  private(set) var scrolled = 0

  var selected: Finding? { findings.flatMap { $0.indices.contains(cursor) ? $0[cursor] : nil } }

  /// Shows the list; what could not be read before is asked for again.
  mutating func open() {
    isShown = true
    if problem != nil { isStale = true }
  }

  /// There are other samples now.
  mutating func load() {
    isStale = true
    problem = nil
    if !isShown { findings = nil }
  }

  mutating func take(_ reply: Reply) {
    let before = selected
    switch reply {
    case .findings(let found): (findings, problem) = (found, nil)
    case .failed(let text): (findings, problem) = (nil, text)
    default: return
    }
    isStale = false
    // Their order is that of their costs: the cursor stays on its finding.
    let same = findings?.firstIndex { $0.rule == before?.rule && $0.placeText == before?.placeText }
    cursor = same ?? max(0, min(cursor, (findings?.count ?? 0) - 1))
    if same == nil { scrolled = 0 }
  }

  mutating func press(_ key: Key, _ area: Area) -> Answer {
    let count = findings?.count ?? 0
    let before = cursor
    switch key {
    case .down, .character("j"): cursor += 1
    case .up, .character("k"): cursor -= 1
    case .home, .character("g"): cursor = 0
    case .end, .character("G"): cursor = count - 1
    case .pageDown: scrolled += max(1, layout(area).detail.height - 1)
    case .pageUp: scrolled -= max(1, layout(area).detail.height - 1)
    case .enter: return selected.map(target) ?? .handled
    case .character("d"), .escape: isShown = false
    default: return .ignored
    }
    cursor = max(0, min(cursor, count - 1))
    let hidden = lines(width: area.width).count - layout(area).detail.height
    scrolled = cursor == before ? max(0, min(scrolled, hidden)) : 0
    return .handled
  }

  mutating func mouse(_ mouse: Mouse, _ area: Area) -> Answer {
    let parts = layout(area)
    switch mouse.action {
    case .wheelUp: return press(mouse.y < parts.detail.y ? .up : .pageUp, area)
    case .wheelDown: return press(mouse.y < parts.detail.y ? .down : .pageDown, area)
    case .click, .doubleClick:
      // The first row of the list is its heading.
      let row = firstRow(parts.list) + mouse.y - parts.list.y - 1
      guard parts.list.contains(x: mouse.x, y: mouse.y), mouse.y > parts.list.y,
        findings?.indices.contains(row) == true
      else { return .ignored }
      if row != cursor { scrolled = 0 }
      cursor = row
      return mouse.action == .doubleClick ? press(.enter, area) : .handled
    }
  }

  /// Where to see more of a finding.
  private func target(_ finding: Finding) -> Answer {
    switch finding.target {
    case .trace(let number): return .open(.traces, .trace(number))
    case .exit(let exit): return .open(.guards, .exit(trace: exit.trace, number: exit.exit))
    case .crossing(let name): return .open(.intoC, .function(name: name, file: nil))
    case .line:
      guard let place = finding.place else { return .message("it concerns the whole program") }
      return .open(.source, .line(file: place.file, line: finding.line))
    case .none: return .message("it concerns the whole program")
    }
  }

  // MARK: Drawing

  /// The one line on the overview.
  func drawLine(on grid: inout Grid, _ area: Area) {
    func put(_ text: String, _ style: Style) { grid.put(text, x: area.x, y: area.y, width: area.width, style: style) }
    guard let findings else { return put(problem ?? "d  what costs time, and what to change", .faint) }
    guard let first = findings.first else { return put("The doctor found nothing.", .faint) }
    let title = "\(Figures.counted(findings.count, "finding")) (d): "
    let used = grid.put(title, x: area.x, y: area.y, width: area.width, style: Style(.warning))
    grid.put(
      "\(Figures.percent(first.cost.share)) \(first.title), \(first.placeText)", x: area.x + used, y: area.y,
      width: area.width - used)
  }

  /// The list above, the finding under the cursor in full below.
  private func layout(_ area: Area) -> (list: Area, detail: Area) {
    var rest = area
    let list = rest.takeTop(min((findings?.count ?? 0) + 1, max(2, area.height / 3)))
    if area.height >= 14 { _ = rest.takeTop(1) }
    return (list, rest)
  }

  private func firstRow(_ list: Area) -> Int { max(0, cursor - max(0, list.height - 2)) }

  private func lines(width: Int) -> [String] {
    guard let selected else { return [] }
    var layout = TextReport()
    layout.width = max(20, width)
    return layout.full(selected)
  }

  func draw(on grid: inout Grid, _ area: Area) {
    guard let findings else {
      grid.put(problem ?? "reading…", x: area.x, y: area.y, width: area.width, style: .faint)
      return
    }
    if findings.isEmpty {
      grid.put("The doctor found nothing.", x: area.x, y: area.y, width: area.width)
      return
    }
    let (list, detail) = layout(area)
    let columns = [
      Column(title: "cost", width: 7, align: .right), Column(title: "finding", width: nil),
      Column(title: "where", width: min(34, area.width / 3)),
    ]
    grid.putTable(columns, count: findings.count, in: list, first: firstRow(list), selected: cursor) { index in
      let finding = findings[index]
      return [
        TableCell(text: Figures.percent(finding.cost.share), style: Style(.heat(finding.cost.share))),
        TableCell(text: finding.title), TableCell(text: finding.placeText, style: .faint),
      ]
    }
    let lines = lines(width: area.width)
    let shown = lines.dropFirst(scrolled).prefix(detail.height)
    for (row, line) in shown.enumerated() {
      let isTitle = scrolled + row == 0
      grid.put(line, x: detail.x, y: detail.y + row, width: detail.width, style: isTitle ? .title : .plain)
    }
    let below = lines.count - scrolled - shown.count
    if below > 0, let y = (detail.height > 1 ? detail.y + detail.height - 1 : nil) {
      grid.fill(Area(x: detail.x, y: y, width: detail.width, height: 1), .plain)
      grid.put("… \(below + 1) more lines: PgDn", x: detail.x, y: y, width: detail.width, style: .faint)
    }
  }
}
