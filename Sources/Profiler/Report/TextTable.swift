// Columns of text that line up, whatever the width of the characters. One column may be elastic: it takes what the
// others leave of the line.

struct TextTable {
  enum Alignment {
    case left, right
    /// Takes the rest of the line; too long text is cut at its end.
    case elastic
  }

  private let columns: [(title: String, alignment: Alignment)]
  private var rows: [[String]] = []

  init(_ columns: [(title: String, alignment: Alignment)]) { self.columns = columns }

  /// One text per column; made harmless here.
  mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count)
    rows.append(cells.map { DisplayText.safe($0) })
  }

  var isEmpty: Bool { rows.isEmpty }

  /// Lines of at most `width` columns, indented by two.
  func lines(width: Int) -> [String] {
    let all = [columns.map(\.title)] + rows
    var widths = columns.indices.map { column in all.map { DisplayText.width($0[column]) }.max()! }
    if let elastic = columns.firstIndex(where: { $0.alignment == .elastic }) {
      let fixed = widths.reduce(0, +) - widths[elastic] + 2 * columns.count
      widths[elastic] = max(8, min(widths[elastic], width - fixed))
    }
    return all.map { cells in
      var line = ""
      for (column, cell) in cells.enumerated() {
        let text = columns[column].alignment == .elastic ? DisplayText.fitted(cell, columns: widths[column]) : cell
        line += "  " + DisplayText.padded(text, columns: widths[column], right: columns[column].alignment == .right)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
