// Tables with columns that give way on narrow screens, a cursor and a scroll offset.

struct Column {
  let title: String
  /// Nil takes an equal part of what the others leave; 0 leaves the column out.
  let width: Int?
  var align: Grid.Alignment = .left
  /// Columns with a higher number disappear first when there is no room. 0 always stays.
  var rank = 0
}

struct TableCell {
  var text: String
  var style: Style = .plain
}

extension Grid {
  static let narrowestFlexible = 12

  /// Draws a heading and rows into `area`; `row(index)` is called for visible rows only.
  mutating func putTable(
    _ columns: [Column], count: Int, in area: Area, first: Int = 0, selected: Int? = nil,
    row: (Int) -> [TableCell]
  ) {
    guard area.height > 0, area.width > 0 else { return }
    let layout = Self.fit(columns, width: area.width)
    for (column, x, width) in layout {
      put(columns[column].title, x: area.x + x, y: area.y, width: width, style: .faint, align: columns[column].align)
    }
    for line in 0..<(area.height - 1) where first + line < count {
      let index = first + line
      let y = area.y + 1 + line
      let cells = row(index)
      let isSelected = index == selected
      if isSelected { fill(Area(x: area.x, y: y, width: area.width, height: 1), .selection) }
      for (column, x, width) in layout where column < cells.count {
        let style = isSelected ? .selection : cells[column].style
        put(cells[column].text, x: area.x + x, y: y, width: width, style: style, align: columns[column].align)
      }
    }
  }

  /// Which columns are shown, with their position and width.
  static func fit(_ columns: [Column], width: Int) -> [(column: Int, x: Int, width: Int)] {
    var shown = columns.indices.filter { columns[$0].width != 0 }
    func needed() -> Int {
      shown.reduce(0) { $0 + (columns[$1].width ?? narrowestFlexible) } + max(0, shown.count - 1)
    }
    while needed() > width, let victim = shown.max(by: { columns[$0].rank < columns[$1].rank }),
      columns[victim].rank > 0
    {
      shown.removeAll { $0 == victim }
    }
    let flexible = shown.filter { columns[$0].width == nil }
    let fixed = shown.reduce(0) { $0 + (columns[$1].width ?? 0) } + max(0, shown.count - 1)
    var spare = max(0, width - fixed)
    var left = flexible.count
    var result: [(column: Int, x: Int, width: Int)] = []
    var x = 0
    for column in shown {
      var wide = columns[column].width ?? 0
      if columns[column].width == nil {
        wide = spare / max(1, left)
        spare -= wide
        left -= 1
      }
      wide = max(0, min(wide, width - x))
      if wide > 0 { result.append((column, x, wide)) }
      x += wide + 1
    }
    return result
  }
}
