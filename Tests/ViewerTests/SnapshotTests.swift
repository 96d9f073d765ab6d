// Whole screens as text, compared with the files in Snapshots/. PITVIPER_BLESS=1 writes them anew.

import Foundation
import Testing

@testable import Viewer

@Suite struct SnapshotTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snapshots")

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var keys: String
    var charset = Charset.unicode
    var sizes = SampleModel.sizes
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "overview", keys: ""),
    Case(name: "overview-ascii", keys: "", charset: .ascii, sizes: [SampleModel.sizes[0]]),
    Case(name: "flame", keys: "2"),
    Case(name: "flame-ascii", keys: "2", charset: .ascii, sizes: [SampleModel.sizes[0]]),
    Case(name: "flame-zoomed", keys: "2jlj<enter>"),
    Case(name: "flame-inverted", keys: "2i"),
    Case(name: "flame-upright", keys: "2fj", sizes: [SampleModel.sizes[0]]),
    Case(name: "flame-folded", keys: "2c", sizes: [SampleModel.sizes[0]]),
    Case(name: "flame-all-frames", keys: "2vv", sizes: [SampleModel.sizes[0]]),
    Case(name: "flame-search", keys: "2/sobel.py<enter>n"),
    Case(name: "flame-table", keys: "2tj"),
    Case(name: "flame-sandwich", keys: "2jjljjs"),
    Case(name: "flame-sandwich-states", keys: "2jjljjsx", sizes: [SampleModel.sizes[0]]),
    Case(name: "flame-table-against", keys: ":against earlier.pitviper<enter>tsss"),
    Case(name: "flame-sandwich-caller", keys: "2vjjljjsk"),
    Case(name: "flame-sandwich-ascii", keys: "2jjs", charset: .ascii, sizes: [SampleModel.sizes[0]]),
    Case(name: "flame-split", keys: "2xjj"),
    Case(name: "flame-split-inverted", keys: "2xi", sizes: [SampleModel.sizes[0]]),
    Case(name: "flame-in-time", keys: "2oojj"),
    Case(name: "flame-against", keys: ":against earlier.pitviper<enter>jj"),
    Case(name: "flame-against-ascii", keys: ":against 1-2<enter>i", charset: .ascii, sizes: [SampleModel.sizes[0]]),
    Case(name: "flame-against-missing", keys: ":against missing<enter>", sizes: [SampleModel.sizes[0]]),
    Case(name: "crossings", keys: "6"),
    Case(name: "crossings-ascii", keys: "6a", charset: .ascii, sizes: [SampleModel.sizes[0]]),
    Case(name: "crossings-open", keys: "6s<enter>j"),
    Case(name: "crossings-hostile", keys: "6aG", sizes: [SampleModel.sizes[0]]),
    Case(name: "timeline", keys: "8e"),
    Case(name: "timeline-ascii", keys: "8eeelll llll", charset: .ascii, sizes: [SampleModel.sizes[0]]),
    Case(name: "timeline-range", keys: "8<pagedown> <pagedown> ++e"),
    Case(name: "sql", keys: "9"),
    Case(name: "sql-rows", keys: "9i<backspace>:sql SELECT 1<enter>jjj"),
    Case(name: "sql-row", keys: ":sql SELECT 1<enter>jjjj<enter>"),
    Case(name: "sql-error", keys: ":sql SELEKT 1<enter>", sizes: [SampleModel.sizes[0]]),
    Case(name: "warmup", keys: "5"),
    Case(name: "warmup-ascii", keys: "5llll", charset: .ascii, sizes: [SampleModel.sizes[0]]),
    Case(name: "warmup-events", keys: "5]]]]j"),
    Case(name: "warmup-end", keys: "5G/evil<enter>", sizes: [SampleModel.sizes[0]]),
    Case(name: "traces", keys: "3j"),
    Case(name: "traces-ascii", keys: "3tG", charset: .ascii, sizes: [SampleModel.sizes[0]]),
    Case(name: "traces-opened", keys: "3<enter>jj"),
    Case(name: "traces-recorded", keys: "3<enter>b", sizes: [SampleModel.sizes[1]]),
    Case(name: "guards", keys: "4"),
    Case(name: "guards-aborts", keys: "4<tab>j", sizes: [SampleModel.sizes[0], SampleModel.sizes[2]]),
    Case(name: "guards-ascii", keys: "4j", charset: .ascii, sizes: [SampleModel.sizes[0]]),
    Case(name: "source", keys: "7"),
    Case(name: "source-ascii", keys: "7<tab>", charset: .ascii, sizes: [SampleModel.sizes[0]]),
    Case(name: "source-files", keys: "7fjj", sizes: [SampleModel.sizes[0]]),
    Case(name: "source-missing", keys: "7fj<enter>", sizes: [SampleModel.sizes[0]]),
    Case(name: "range", keys: ":range 1.5-3<enter>"),
    Case(name: "help", keys: "2?"),
    Case(name: "help-scrolled", keys: "2?<pagedown>"),
    Case(name: "help-traces", keys: "3?"),
    Case(name: "prompt", keys: "2/conv"),
    Case(name: "prompt-command", keys: ":range 1.5-3"),
    Case(name: "prompt-sql", keys: "9iSELECT name, count(*) FROM function WHERE kind = 'python' GROUP BY name"),
    Case(name: "prompt-name", keys: "9iSELECT 1<enter>smy own"),
  ]

  @Test(arguments: cases) func matches(_ test: Case) throws {
    for size in test.sizes {
      try Self.compare(SampleModel.state(size, charset: test.charset, keys: test.keys), test.name)
    }
  }

  /// Compares what is drawn with the file of this name and of the state's size, or writes the file.
  static func compare(_ state: ViewerState, _ name: String) throws {
    let text = state.render().snapshot + "\n"
    let file = folder.appendingPathComponent("\(name)-\(state.size.width)x\(state.size.height).txt")
    if ProcessInfo.processInfo.environment["PITVIPER_BLESS"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    } else {
      #expect(try text == String(contentsOf: file, encoding: .utf8), "\(file.lastPathComponent)")
    }
  }

  @Test func everySizeDrawsInsideTheGrid() {
    for width in [1, 5, 19, 20, 25, 33, 40, 71, 72, 73, 100, 250] {
      for height in [1, 3, 6, 7, 9, 12, 13, 14, 24, 60] {
        for keys in [
          "", "2", "2i", "2tj", "?", "2/a", "2jjj<enter>",
          "3", "3j<enter>jb",
          "4", "4<tab>",
          "5", "5]jG",
          "6", "6aj",
          "7", "7f",
          "8e", "8 ll",
          "9", ":sql SELECT<enter>", ":sql SELECT<enter>jjjj<enter>",
          "2jjs", "2jjljjskk", "2ooj", "2x", ":against a<enter>j",
        ] {
          let size = GridSize(width: width, height: height)
          let grid = SampleModel.state(size, keys: keys).render()
          #expect(grid.size == size)
          for y in 0..<height {
            let columns = (0..<width).reduce(0) { $0 + SafeText.width(of: grid[$1, y].text, charset: .unicode) }
            #expect(columns == width, "row \(y) of \(width)x\(height) after \(keys)")
          }
        }
      }
    }
  }

  @Test func anEmptyRecordingDraws() {
    for keys in [
      "", "2", "2i<enter>ljn", "2tj<enter>", "G<enter>",
      "3jG<enter>bme<backspace>",
      "4jG<tab>s<enter>",
      "5", "5l]js<enter>",
      "6", "6jG<enter>asf",
      "7jf<enter><tab>m",
      "8ee ll+-za<enter>G",
      "9jG<enter>es",
      "2sxooj", ":against a<enter>ji",
    ] {
      var state = ViewerState(model: ViewerModel(), size: SampleModel.sizes[0], depth: .none, charset: .unicode)
      for key in Key.sequence(keys).keys { _ = state.update(.key(key)) }
      _ = state.render()
    }
    let state = ViewerState(model: ViewerModel(), size: SampleModel.sizes[0], depth: .none, charset: .unicode)
    #expect(state.render().snapshot.contains("no samples") && !state.render().snapshot.contains("yet"))
    var growing = ViewerModel()
    growing.progress = .growing
    let early = ViewerState(model: growing, size: SampleModel.sizes[0], depth: .none, charset: .unicode)
    #expect(early.render().snapshot.contains("no samples yet"))
  }
}
