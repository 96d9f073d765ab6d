// Drawing of an opened trace.

import Profiler

extension TraceView {
  static func headingHeight(_ area: Area) -> Int { area.height >= 16 ? 3 : area.height >= 6 ? 1 : 0 }

  func draw(on grid: inout Grid, _ context: ScreenContext) {
    var area = context.area
    guard let listing = trace?.listing else {
      grid.put(problem ?? "", x: area.x, y: area.y, width: area.width, style: .faint)
      return
    }
    drawHeading(listing, on: &grid, area.takeTop(Self.headingHeight(area)))
    let rows = rows(width: area.width)
    let cursor = effectiveCursor(rows)
    let first = cursor.firstRow(height: area.height)
    // The line of a block whose first row has been scrolled away is shown in the topmost row.
    for line in 0..<area.height where first + line < rows.count {
      let row = rows[first + line]
      let y = area.y + line
      let isSelected = first + line == cursor.row
      if isSelected { grid.fill(Area(x: area.x, y: y, width: area.width, height: 1), .selection) }
      let strip = Area(x: area.x, y: y, width: area.width, height: 1)
      drawRow(row, withLine: row.isHeading || line == 0, isSelected: isSelected, listing, on: &grid, strip)
    }
  }

  private func drawHeading(_ listing: TraceListing, on grid: inout Grid, _ area: Area) {
    guard area.height > 0 else { return }
    let trace = listing.trace
    let used = grid.put(
      "\(trace.title)  \(Figures.percent(listing.share(listing.total)))", x: area.x, y: area.y, width: area.width,
      style: .title)
    grid.put(
      Figures.place(trace.place, trace.line), x: area.x + used + 2, y: area.y, width: area.width - used - 2,
      style: .faint)
    guard area.height > 2 else { return }
    grid.put(trace.sizes, x: area.x, y: area.y + 1, width: area.width)
    var note = showsRecorded ? "as recorded, before optimisation" : "as compiled"
    if !listing.hasText {
      note = "record with profile --traces for operations and machine code; lines and failed guards:"
    }
    let changed = self.trace!.texts.values.filter { $0.condition == .changed }.map(\.path).sorted()
    if let path = changed.first { note += "; \(Figures.fileName(path)) has changed since the recording" }
    grid.put(note, x: area.x, y: area.y + 2, width: area.width, style: .faint)
  }

  private func drawRow(
    _ row: Row, withLine: Bool, isSelected: Bool, _ listing: TraceListing, on grid: inout Grid, _ area: Area
  ) {
    func style(_ style: Style) -> Style { isSelected ? .selection : matches(row) ? Style(.match) : style }
    if let exit = row.exit {
      let failing = listing.exits[exit]
      let text = "exit \(failing.number) \(failing.kind) \(failing.types)  ← \(listing.note(failing))"
      grid.put(
        "\(Figures.place(failing.place, failing.line))  \(text)", x: area.x + 2, y: area.y, width: area.width - 2,
        style: style(Style(.warning)))
      return
    }
    var area = area
    let isWide = area.width >= Self.wide
    let hasCode = showsCode(width: area.width) && !showsRecorded && listing.hasText
    if isWide && listing.hasText {
      let source = area.takeLeft(area.width * (hasCode ? 30 : 40) / 100)
      if withLine { drawLine(row, listing, on: &grid, source, style) }
      _ = area.takeLeft(1)
      let operation = hasCode ? area.takeLeft(area.width * 58 / 100) : area
      drawOperation(row, listing, on: &grid, operation, style)
      if hasCode {
        _ = area.takeLeft(1)
        drawInstruction(row, on: &grid, area, style)
      }
    } else if row.isHeading {
      drawLine(row, listing, on: &grid, area, style)
    } else {
      _ = area.takeLeft(min(10, area.width / 6))
      drawOperation(row, listing, on: &grid, area, style)
      drawInstruction(row, on: &grid, area, style)
    }
  }

  /// Share and text of the line of Python.
  private func drawLine(
    _ row: Row, _ listing: TraceListing, on grid: inout Grid, _ area: Area, _ style: (Style) -> Style
  ) {
    guard let line = line(row) else {
      grid.put("  (line unknown)", x: area.x, y: area.y, width: area.width, style: style(.faint))
      return
    }
    let share = listing.share(line.weight)
    // The second block of a line has no samples of its own.
    if line.weight > 0, isFirstBlock(row, listing) {
      grid.put(
        Figures.percent(share), x: area.x, y: area.y, width: 7, style: style(Style(.heat(share.share * 3))),
        align: .right)
    }
    let isBehind = blocks.indices.contains(row.block) && blocks[row.block].isBehind
    let text = isBehind ? "exits of this line" : sourceText(of: line).drop { $0 == " " }
    let used = grid.put("\(line.line)", x: area.x + 8, y: area.y, width: area.width - 8, style: style(.faint))
    let isElsewhere = line.function.id != listing.trace.place.id
    let title = isElsewhere && !isBehind ? "\(text)  (\(line.function.name))" : String(text)
    grid.put(
      title, x: area.x + 9 + max(used, 4), y: area.y, width: area.width - 9 - max(used, 4),
      style: style(isBehind ? .faint : .title))
  }

  private func isFirstBlock(_ row: Row, _ listing: TraceListing) -> Bool {
    if row.line != nil { return true }
    let blocks = blocks
    return blocks.firstIndex { $0.line == blocks[row.block].line } == row.block
  }

  private func drawOperation(
    _ row: Row, _ listing: TraceListing, on grid: inout Grid, _ area: Area, _ style: (Style) -> Style
  ) {
    guard let operation = row.operation else { return }
    let text = blocks[row.block].operations[operation].text
    guard let exit = exit(row), exit.failures > 0 || exit.bridge != nil else {
      grid.put(text, x: area.x, y: area.y, width: area.width, style: style(.plain))
      return
    }
    let note = "← " + listing.note(exit)
    let room = max(area.width - SafeText.width(of: note, charset: grid.charset) - 2, area.width / 3)
    let used = grid.put(text, x: area.x, y: area.y, width: room, style: style(Style(.warning)))
    grid.put(
      note, x: area.x + used + 2, y: area.y, width: area.width - used - 2, style: style(Style(.warning)))
  }

  private func drawInstruction(_ row: Row, on grid: inout Grid, _ area: Area, _ style: (Style) -> Style) {
    guard let instruction = row.instruction else { return }
    let code = blocks[row.block].instructions[instruction]
    let offset = String(code.offset, radix: 16)
    grid.put(offset, x: area.x, y: area.y, width: 5, style: style(.faint), align: .right)
    grid.put(code.text, x: area.x + 6, y: area.y, width: area.width - 6, style: style(Style(.accent)))
  }
}
