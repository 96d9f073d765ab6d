// Bars, stacked columns and curves drawn with characters.
//
// Where colour is missing a stacked graph is drawn with the letter of each part, so it stays readable.

/// One part of a stacked bar or column.
struct Part {
  var value: Double
  var role: Role
  /// Stands for the colour where there is none.
  var letter: String
}

extension Grid {
  /// A horizontal bar of `fraction` (0…1) of `width` columns, exact to an eighth of a cell.
  mutating func putBar(_ fraction: Double, x: Int, y: Int, width: Int, style: Style = Style(.bar)) {
    guard width > 0 else { return }
    let eighths = Int((max(0, min(1, fraction)) * Double(width * 8)).rounded())
    for column in 0..<(eighths / 8) { putGlyph(glyphs.full, x: x + column, y: y, style: style) }
    if eighths % 8 > 0 { putGlyph(glyphs.leftEighths[eighths % 8 - 1], x: x + eighths / 8, y: y, style: style) }
  }

  /// Parts side by side over `width` columns; `total` is what the whole width stands for.
  mutating func putStackedBar(_ parts: [Part], total: Double, x: Int, y: Int, width: Int, letters: Bool) {
    guard total > 0, width > 0 else { return }
    for (part, columns) in Self.divided(parts, total: total, cells: width) {
      for column in columns {
        putGlyph(letters ? part.letter : " ", x: x + column, y: y, style: .ground(part.role))
      }
    }
  }

  /// Stacked columns, one for each element of `columns`, from the bottom up; `top` is the value of the full height.
  /// With colour a boundary inside a cell is drawn as an eighth block in both colours.
  mutating func putStackedColumns(_ columns: [[Part]], top: Double, in area: Area, letters: Bool) {
    guard top > 0, area.height > 0 else { return }
    for (column, parts) in columns.enumerated().prefix(area.width) {
      if letters || charset == .ascii {
        for (part, cells) in Self.divided(parts, total: top, cells: area.height) {
          for cell in cells {
            putGlyph(part.letter, x: area.x + column, y: area.y + area.height - 1 - cell, style: .ground(part.role))
          }
        }
      } else {
        putEighthsColumn(Self.divided(parts, total: top, cells: area.height * 8), x: area.x + column, in: area)
      }
    }
  }

  private mutating func putEighthsColumn(_ parts: [(Part, Range<Int>)], x: Int, in area: Area) {
    func role(_ eighth: Int) -> Role? { parts.first { $0.1.contains(eighth) }?.0.role }
    for row in 0..<area.height {
      let lowest = row * 8
      guard let bottom = role(lowest) else { return }
      let change = (1..<8).first { role(lowest + $0) != bottom } ?? 8
      let above = change < 8 ? role(lowest + change) : bottom
      putGlyph(
        change < 8 ? glyphs.lowerEighths[change - 1] : " ", x: x, y: area.y + area.height - 1 - row,
        style: change < 8 ? Style(bottom, on: above) : .ground(bottom))
    }
  }

  /// A curve of `values` between 0 and `top`, two points a column and four a row in Braille dots.
  mutating func putCurve(_ values: [Double], top: Double, in area: Area, style: Style) {
    guard top > 0, area.width > 0, area.height > 0, !values.isEmpty else { return }
    if charset == .ascii { return putColumns(values, top: top, in: area, style: style) }
    let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    let dotColumns = area.width * 2
    let dotRows = area.height * 4
    var dots = [UInt32](repeating: 0, count: area.width * area.height)
    var last: Int?
    for column in 0..<dotColumns {
      let value = max(0, min(1, values[column * values.count / dotColumns] / top))
      let row = Int(((1 - value) * Double(dotRows - 1)).rounded())
      for between in min(row, last ?? row)...max(row, last ?? row) {
        dots[between / 4 * area.width + column / 2] |= bits[column % 2][between % 4]
      }
      last = row
    }
    for (index, pattern) in dots.enumerated() where pattern != 0 {
      let glyph = String(Unicode.Scalar(0x2800 + pattern)!)
      putGlyph(glyph, x: area.x + index % area.width, y: area.y + index / area.width, style: style)
    }
  }

  private mutating func putColumns(_ values: [Double], top: Double, in area: Area, style: Style) {
    for column in 0..<area.width {
      let value = max(0, min(1, values[column * values.count / area.width] / top))
      let eighths = Int((value * Double(area.height * 8)).rounded())
      for row in 0..<area.height {
        let part = min(8, eighths - row * 8)
        if part <= 0 { break }
        putGlyph(glyphs.lowerEighths[part - 1], x: area.x + column, y: area.y + area.height - 1 - row, style: style)
      }
    }
  }

  /// Splits `cells` cells among parts so that each boundary is rounded once and no cell is counted twice.
  static func divided(_ parts: [Part], total: Double, cells: Int) -> [(Part, Range<Int>)] {
    var sum = 0.0
    var start = 0
    var result: [(Part, Range<Int>)] = []
    for part in parts where part.value > 0 {
      sum += part.value
      let end = max(start, min(cells, Int((sum / total * Double(cells)).rounded())))
      if end > start { result.append((part, start..<end)) }
      start = end
    }
    return result
  }
}
