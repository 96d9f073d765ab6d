// A recording full of names that would harm a terminal, on every screen at three sizes: every cell is printable, every row is
// as wide as the grid, and no drawing takes longer than a sixtieth of a second.

import CNcurses
import Foundation
import Glibc
import HostileRecording
import Profiler
import Testing

@testable import Viewer

@Suite(.serialized, .enabled(if: CheckViewer.isWanted, "make check-viewer")) final class HostileTests {
  let folder: URL
  var path: String { folder.appendingPathComponent("evil.pitviper").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("hostile-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try HostileRecording.write(to: path)
  }
  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Keys that lead from the first screen to everything that shows names, each group after the one before.
  static let walks = [
    "j<tab>jjjjd/e<enter>n", "dj<end>", "2jjjjjjlll", "2Gi", "2xooj", "2jjjsjk", "2tjjjj<end>", "2/写<enter>n", "2vvbfj",
    ":against evil.pitviper<enter>jj", ":against e\u{1B}[2J\n写真<enter>", ":da\u{202E}nce<enter>",
    "3jjt<end>", "3<enter>jjjj", "3j<enter>bm", "3jjjj<enter>em", "4jjj<end>", "4<tab>jj<end>", "4s<enter>",
    "5]]j]j<end>", "5/esc<enter>", "6aG", "6jj<enter>", "7jjjj<end>", "7fjj<end><enter>", "7<tab>/line<enter>",
    "8eeejjj", "8e<enter>", "9j<enter>l", ":sql SELECT name, file FROM function<enter>jjj<enter>",
    ":sql SELECT * FROM nothing\u{1B}[2J<enter>", ":sql SELECT name AS \"\u{1B}[2J写\" FROM thread<enter>G<enter>",
    "?jjj",
    "/\u{1F469}\u{200D}\u{1F467}写\u{202E}",
  ]

  @Test(arguments: SampleModel.sizes, [Charset.unicode, .ascii])
  func everyScreen(_ size: GridSize, _ charset: Charset) throws {
    setlocale(LC_CTYPE, "C.UTF-8")
    var source = RecordingSource(path: path)
    source.queryFile = nil
    var state = ViewerState(model: try source.load(), size: size, depth: .indexed, charset: charset)
    state.settle(.resize(size)) { source.carryOut($0) }
    var slowest = (time: Duration.zero, keys: "")
    for walk in Self.walks {
      var state = state
      var pressed = ""
      for key in Key.sequence(walk).keys {
        state.settle(.key(key)) { source.carryOut($0) }
        pressed += "\(key) "
        var grid = state.render()
        let time = SpeedTests.processorTime { grid = state.render() }
        if time > slowest.time { slowest = (time, pressed) }
        expectSound(grid, "\(pressed) at \(size.width)x\(size.height)")
      }
    }
    print("viewer speed, hostile names, \(size.width)x\(size.height) \(charset): slowest drawing \(slowest)")
    #if !DEBUG
      #expect(slowest.time < .milliseconds(16), "\(slowest)")
    #endif
  }

  /// Printable, and as wide as the C library finds it.
  private func expectSound(_ grid: Grid, _ keys: String) {
    for y in 0..<grid.size.height {
      var columns = 0
      for x in 0..<grid.size.width {
        let cell = grid[x, y]
        for scalar in cell.text.unicodeScalars {
          let width = nc_wcwidth(scalar.value)
          if width < 0 || grid.charset == .ascii && scalar.value >= 0x80 {
            Issue.record("U+\(String(scalar.value, radix: 16)) in row \(y) after \(keys)")
          }
          columns += Int(width)
        }
        if cell.text.isEmpty, x == 0 || nc_wcwidth(grid[x - 1, y].text.unicodeScalars.first?.value ?? 0x20) != 2 {
          Issue.record("an empty cell at \(x), row \(y) after \(keys)")
        }
      }
      if columns != grid.size.width { Issue.record("row \(y) is \(columns) columns wide after \(keys)") }
    }
  }
}
