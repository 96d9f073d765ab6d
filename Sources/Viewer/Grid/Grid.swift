// The picture of one screen: a rectangle of cells, filled by pure drawing code and compared as text by tests.
//
// Invariants: every cell holds one printable cluster of width 1 or 2; the cell after a wide one is its continuation
// (empty text). All text enters through `put`, which makes it harmless; nothing is ever drawn outside the grid.

public struct GridSize: Equatable, Sendable {
  public var width: Int
  public var height: Int
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// A part of the grid, in cells.
public struct Area: Equatable, Sendable {
  public var x: Int
  public var y: Int
  public var width: Int
  public var height: Int

  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  func contains(x: Int, y: Int) -> Bool {
    x >= self.x && x < self.x + width && y >= self.y && y < self.y + height
  }

  /// Cuts `rows` rows off the top and returns them.
  mutating func takeTop(_ rows: Int) -> Area {
    let taken = max(0, min(rows, height))
    defer {
      y += taken
      height -= taken
    }
    return Area(x: x, y: y, width: width, height: taken)
  }

  mutating func takeBottom(_ rows: Int) -> Area {
    let taken = max(0, min(rows, height))
    height -= taken
    return Area(x: x, y: y + height, width: width, height: taken)
  }

  mutating func takeLeft(_ columns: Int) -> Area {
    let taken = max(0, min(columns, width))
    defer {
      x += taken
      width -= taken
    }
    return Area(x: x, y: y, width: taken, height: height)
  }
}

public struct Cell: Equatable, Sendable {
  /// One cluster; empty in the second column of a wide one.
  public var text: String
  public var style: Style
}

public struct Grid: Equatable, Sendable {
  public let size: GridSize
  public let charset: Charset
  public private(set) var cells: [Cell]

  public init(size: GridSize, charset: Charset = .unicode) {
    self.size = size
    self.charset = charset
    cells = Array(repeating: Cell(text: " ", style: .plain), count: max(0, size.width * size.height))
  }

  public subscript(x: Int, y: Int) -> Cell { cells[y * size.width + x] }

  var area: Area { Area(x: 0, y: 0, width: size.width, height: size.height) }

  enum Alignment { case left, right }

  /// Draws `text` into `width` columns from (x, y), cut with an ellipsis when it is longer.
  /// - Parameter fill: whether the rest of the `width` columns is painted in `style` too.
  /// - Returns: columns used by the text itself.
  @discardableResult
  mutating func put(
    _ text: some StringProtocol, x: Int, y: Int, width: Int = .max, style: Style = .plain,
    align: Alignment = .left, fill: Bool = false
  ) -> Int {
    guard y >= 0, y < size.height, x < size.width, width > 0 else { return 0 }
    let room = min(width, size.width - x)
    let clusters = Self.fitted(text, room: room, charset: charset, ellipsis: glyphs.ellipsis)
    let used = clusters.reduce(0) { $0 + $1.width }
    let start = align == .right ? x + room - used : x
    if fill { self.fill(Area(x: x, y: y, width: room, height: 1), style) }
    var column = start
    for cluster in clusters {
      set(cluster, x: column, y: y, style: style)
      column += cluster.width
    }
    return used
  }

  /// Paints blanks.
  mutating func fill(_ area: Area, _ style: Style) {
    for y in max(0, area.y)..<max(0, area.y, min(size.height, area.y + area.height)) {
      for x in max(0, area.x)..<max(0, area.x, min(size.width, area.x + area.width)) {
        set(Cluster(text: " ", width: 1), x: x, y: y, style: style)
      }
    }
  }

  /// Changes the style of cells and leaves their text.
  mutating func restyle(_ area: Area, _ change: (inout Style) -> Void) {
    for y in max(0, area.y)..<max(0, area.y, min(size.height, area.y + area.height)) {
      for x in max(0, area.x)..<max(0, area.x, min(size.width, area.x + area.width)) {
        change(&cells[y * size.width + x].style)
      }
    }
  }

  /// One of our own glyphs, a single column wide.
  mutating func putGlyph(_ glyph: String, x: Int, y: Int, style: Style = .plain) {
    set(Cluster(text: glyph, width: 1), x: x, y: y, style: style)
  }

  private mutating func set(_ cluster: Cluster, x: Int, y: Int, style: Style) {
    guard x >= 0, y >= 0, y < size.height, x + cluster.width <= size.width else { return }
    let index = y * size.width + x
    // Half of a wide cluster that is overwritten leaves a blank, never half a character.
    if cells[index].text.isEmpty, x > 0 { cells[index - 1].text = " " }
    let end = index + cluster.width
    if x + cluster.width < size.width, cells[end].text.isEmpty { cells[end].text = " " }
    cells[index] = Cell(text: cluster.text, style: style)
    if cluster.width == 2 { cells[index + 1] = Cell(text: "", style: style) }
  }

  /// The clusters of `text` that fit into `room` columns, the last one an ellipsis when something was cut.
  private static func fitted(
    _ text: some StringProtocol, room: Int, charset: Charset, ellipsis: String
  ) -> [Cluster] {
    var clusters: [Cluster] = []
    var used = 0
    var cut = false
    SafeText.forEachCluster(in: text, charset: charset) { cluster in
      if used + cluster.width > room {
        cut = true
        return false
      }
      clusters.append(cluster)
      used += cluster.width
      return true
    }
    guard cut else { return clusters }
    while used >= room, let last = clusters.popLast() { used -= last.width }
    clusters.append(Cluster(text: ellipsis, width: 1))
    return clusters
  }
}

extension Grid {
  /// The grid as text, one line a row, trailing blanks removed: what tests compare and `--snapshot` prints.
  public var snapshot: String {
    var lines: [String] = []
    for y in 0..<size.height {
      var line = ""
      for x in 0..<size.width { line += self[x, y].text }
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }
}
