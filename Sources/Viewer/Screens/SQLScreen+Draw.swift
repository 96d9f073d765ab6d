// Drawing of the SQL screen.

import Profiler

extension SQLScreen {
  func draw(on grid: inout Grid, _ context: ScreenContext) {
    let layout = SQLLayout(context.area)
    drawHead(on: &grid, layout.head)
    if isListing {
      drawQueries(on: &grid, layout.table)
    } else if let problem {
      grid.put(problem, x: layout.table.x, y: layout.table.y, width: layout.table.width, style: Style(.warning))
    } else if let result {
      if isRowOpen { drawRow(result, on: &grid, layout.table) } else { drawRows(result, on: &grid, layout.table) }
    } else if isRunning {
      grid.put("running; Esc ends it", x: layout.table.x, y: layout.table.y, width: layout.table.width, style: .faint)
    }
  }

  private func drawHead(on grid: inout Grid, _ area: Area) {
    if isListing {
      let text = fileProblem ?? "read-only: nothing here can change the recording"
      grid.put(text, x: area.x, y: area.y, width: area.width, style: fileProblem == nil ? .faint : Style(.warning))
      return
    }
    var status = ""
    if let result {
      status = "\(Figures.counted(result.rows.count, "row"))\(result.isCut ? " (there are more)" : ""), "
      status += Figures.time(seconds: result.time)
      if isOld { status += ", of an earlier reading: Enter runs it again" }
    }
    if let fileProblem { status += (status.isEmpty ? "" : "; ") + fileProblem }
    let words = query.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if area.height == 1 {
      let used = grid.put(status, x: area.x, y: area.y, width: area.width, style: .title)
      if area.width - used > 12 {
        grid.put(words, x: area.x + used + 2, y: area.y, width: area.width - used - 2, style: .faint)
      }
    } else {
      grid.put(words, x: area.x, y: area.y, width: area.width, style: Style(.accent))
      grid.put(status, x: area.x, y: area.y + 1, width: area.width, style: .faint)
    }
  }

  private func drawQueries(on grid: inout Grid, _ area: Area) {
    let columns = [
      Column(title: "query", width: area.width >= 60 ? 30 : nil), Column(title: "", width: 5, rank: 1),
      Column(title: "SQL", width: nil, rank: 2),
    ]
    let queries = queries
    grid.putTable(
      columns, count: queries.count, in: area, first: firstRow(height: area.height), selected: listCursor
    ) { index in
      let query = queries[index]
      return [
        TableCell(text: query.name, style: matches(query.name) ? Style(.match) : .plain),
        TableCell(text: query.isBuiltIn ? "" : "yours", style: Style(.accent)),
        TableCell(text: query.sql.split(whereSeparator: \.isWhitespace).joined(separator: " "), style: .faint),
      ]
    }
  }

  /// As many columns as fit from the first one shown; the last may be cut.
  private func drawRows(_ result: QueryResult, on grid: inout Grid, _ area: Area) {
    guard area.height > 0 else { return }
    let first = firstRow(height: area.height)
    let last = min(result.rows.count, first + area.height - 1)
    let line = Area(x: area.x, y: area.y + 1 + resultCursor - first, width: area.width, height: 1)
    if !result.rows.isEmpty { grid.fill(line, .selection) }
    var x = area.x
    var column = firstColumn
    while column < result.columns.count, x < area.x + area.width {
      // A sign before the title says that there are columns to the left.
      let mark = column == firstColumn && column > 0 ? "<" : ""
      let width = min(widths[column] + mark.utf8.count, area.x + area.width - x)
      let isNumber = result.rows.first?[column].isNumber ?? false
      let title = mark + result.columns[column]
      grid.put(title, x: x, y: area.y, width: width, style: .faint, align: isNumber ? .right : .left)
      for index in first..<max(first, last) {
        let cell = result.rows[index][column]
        let style: Style =
          index == resultCursor ? .selection : matches(cell.text) ? Style(.match) : cell == .null ? .faint : .plain
        grid.put(
          Self.shown(cell), x: x, y: area.y + 1 + index - first, width: width, style: style,
          align: cell.isNumber ? .right : .left)
      }
      x += width + 1
      column += 1
    }
    if column < result.columns.count, area.width > 0 {
      grid.putGlyph(">", x: area.x + area.width - 1, y: area.y, style: Style(.accent))
    }
    if result.rows.isEmpty { grid.put("no rows", x: area.x, y: area.y + 1, width: area.width, style: .faint) }
  }

  /// Only as much of a text as a screen can hold.
  private static func shown(_ cell: QueryResult.Cell) -> String {
    if case .text(let text) = cell { return String(text.prefix(1000)) }
    return cell.text
  }

  private func drawRow(_ result: QueryResult, on grid: inout Grid, _ area: Area) {
    let lines = rowLines(width: area.width, charset: grid.charset, limit: rowScroll + area.height)
    let nameWidth = nameWidth(area.width)
    for (row, line) in lines.dropFirst(rowScroll).enumerated() {
      grid.put(line.name, x: area.x, y: area.y + row, width: nameWidth, style: Style(.accent))
      grid.put(line.text, x: area.x + nameWidth + 1, y: area.y + row, width: area.width - nameWidth - 1)
    }
  }

  private func nameWidth(_ width: Int) -> Int { min(width / 3, max(4, result?.columns.map(\.count).max() ?? 4)) }

  /// The values of the row under the cursor, each beside its column's name, long ones on several lines; the first `limit` lines.
  func rowLines(width: Int, charset: Charset, limit: Int) -> [(name: String, text: String)] {
    guard let result, result.rows.indices.contains(resultCursor) else { return [] }
    var lines: [(name: String, text: String)] = []
    for (column, cell) in result.rows[resultCursor].enumerated() where lines.count < limit {
      let room = width - nameWidth(width) - 1
      let value = Self.wrapped(cell.text, width: room, lines: limit - lines.count, charset: charset)
      for (row, text) in value.enumerated() { lines.append((row == 0 ? result.columns[column] : "", text)) }
    }
    return Array(lines.prefix(limit))
  }

  /// A text broken at its own ends of lines and where a line is full; at least one line.
  static func wrapped(_ text: String, width: Int, lines limit: Int, charset: Charset) -> [String] {
    guard width > 0, limit > 0 else { return [] }
    var lines: [String] = [""]
    var used = 0
    for character in text {
      if lines.count > limit { break }
      if character.isNewline {
        lines.append("")
        used = 0
        continue
      }
      let columns = SafeText.width(of: String(character), charset: charset)
      if used + columns > width {
        lines.append("")
        used = 0
      }
      lines[lines.count - 1].append(character)
      used += columns
    }
    return lines
  }
}
