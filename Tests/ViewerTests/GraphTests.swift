// Bars, stacked graphs, curves and tables keep their sums and their edges.

import Testing

@testable import Viewer

@Suite struct GraphTests {
  @Test func partsAreFlushAndFill() {
    let parts = [1.0, 1, 1].map { Part(value: $0, role: .plain, letter: "x") }
    let ranges = Grid.divided(parts, total: 3, cells: 10).map(\.1)
    #expect(ranges == [0..<3, 3..<7, 7..<10])
    #expect(Grid.divided(parts, total: 3, cells: 1).map(\.1.count).reduce(0, +) == 1)
  }

  @Test func barsCountEighths() {
    var grid = Grid(size: GridSize(width: 8, height: 3))
    grid.putBar(0.5, x: 0, y: 0, width: 8)
    grid.putBar(1.0 / 16, x: 0, y: 1, width: 8)
    grid.putBar(7, x: 0, y: 2, width: 8)
    #expect(grid.snapshot == "████\n▌\n████████")
  }

  @Test func stackedColumnsGrowFromTheBottom() {
    var grid = Grid(size: GridSize(width: 2, height: 4))
    let column = [Part(value: 1, role: .stateCall, letter: "c"), Part(value: 2, role: .stateTrace, letter: "T")]
    grid.putStackedColumns([column, [column[1]]], top: 4, in: grid.area, letters: true)
    #expect(grid.snapshot == "\nT\nTT\ncT")
  }

  @Test func coloursMeetInsideACell() {
    var grid = Grid(size: GridSize(width: 1, height: 1))
    let column = [Part(value: 1, role: .stateCall, letter: "c"), Part(value: 3, role: .stateTrace, letter: "T")]
    grid.putStackedColumns([column], top: 4, in: grid.area, letters: false)
    #expect(grid[0, 0] == Cell(text: "▂", style: Style(.stateCall, on: .stateTrace)))
  }

  @Test func curvesAreBraille() {
    var grid = Grid(size: GridSize(width: 4, height: 1))
    grid.putCurve([0, 1, 2, 3, 3, 2, 1, 0], top: 3, in: grid.area, style: .plain)
    #expect(grid.snapshot.unicodeScalars.allSatisfy { (0x2800...0x28FF).contains($0.value) })
    #expect(grid.snapshot.unicodeScalars.count == 4)
  }

  @Test func narrowTablesDropColumnsByRank() {
    let columns = [
      Column(title: "a", width: 6), Column(title: "b", width: 20, rank: 2), Column(title: "c", width: 6, rank: 1),
      Column(title: "d", width: nil),
    ]
    #expect(Grid.fit(columns, width: 60).map(\.column) == [0, 1, 2, 3])
    #expect(Grid.fit(columns, width: 40).map(\.column) == [0, 2, 3])
    #expect(Grid.fit(columns, width: 24).map(\.column) == [0, 3])
    #expect(Grid.fit(columns, width: 60).last!.width == 60 - 6 - 20 - 6 - 3)
  }
}
