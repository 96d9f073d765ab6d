// Every screen of the real program at three sizes, with 256 colours, without colours and in ASCII; and the same screens
// while the terminal changes its size.

import Testing

@testable import Viewer

@Suite(.enabled(if: ViewerWindow.isWanted, "make check-viewer"))
struct ScreensInTmuxTests {
  /// A screen or what can be opened on it, the steps that lead there from any screen, and a text that only it shows,
  /// in every size and look.
  struct Row: Sendable {
    let name: String
    let screen: ScreenName
    var steps: [String] = []
    let shows: String
    /// Steps that close it.
    var leave: [String] = []
  }

  static let rows: [Row] = [
    Row(name: "overview", screen: .overview, shows: "lost 0"),
    Row(name: "doctor", screen: .overview, steps: ["d"], shows: "Source is compiled", leave: ["d"]),
    Row(name: "help", screen: .overview, steps: ["?"], shows: "where did the time go?", leave: ["Escape"]),
    Row(name: "command", screen: .overview, steps: [":flame"], shows: ":flame", leave: ["Escape"]),
    Row(name: "flame", screen: .flame, shows: "stacks"),
    Row(name: "inverted", screen: .flame, steps: ["i"], shows: "callers of each", leave: ["i"]),
    Row(name: "functions", screen: .flame, steps: ["t"], shows: "   total", leave: ["t"]),
    Row(
      name: "sandwich", screen: .flame, steps: ["v", "/formula", "Enter", "s"], shows: "callers above",
      leave: ["s", "Escape", "v", "v"]),
    Row(name: "compared", screen: .flame, steps: [":against Space a.pitviper Enter"], shows: "against a", leave: ["d"]),
    Row(name: "traces", screen: .traces, shows: "tree"),
    Row(
      name: "trace", screen: .traces, steps: ["a", "/total", "Enter", "Enter"], shows: ", loop  ",
      leave: ["BSpace", "a"]),
    Row(name: "guards", screen: .guards, shows: "failures"),
    Row(name: "given up", screen: .guards, steps: ["Tab"], shows: "given up", leave: ["Tab"]),
    Row(name: "warmup", screen: .warmup, shows: "100 %"),
    Row(name: "into C", screen: .intoC, shows: "qsort"),
    Row(name: "call sites", screen: .intoC, steps: ["Enter"], shows: "    every", leave: ["Enter"]),
    Row(name: "source", screen: .source, shows: " own "),
    Row(name: "files", screen: .source, steps: ["f"], shows: "source files", leave: ["f"]),
    Row(name: "timeline", screen: .timeline, shows: "a column is"),
    Row(name: "queries", screen: .sql, shows: "read-only"),
    Row(
      name: "rows", screen: .sql, steps: [":sql Space SELECT Space 6*7 Space AS Space answer Enter"],
      shows: "answer", leave: ["Tab"]),
  ]

  static let sizes = [
    GridSize(width: 80, height: 24), GridSize(width: 120, height: 40), GridSize(width: 40, height: 12),
  ]

  @Test(arguments: sizes, Look.all) func screens(_ size: GridSize, _ look: Look) throws {
    let window = try ViewerWindow(size, look: look)
    for row in Self.rows {
      // From somewhere else, so that the text has to come; search and messages of the screen before go.
      try window.step(row.screen == .overview ? "2" : "1")
      try window.step("\(row.screen.rawValue)")
      for step in row.steps { try window.step(step) }
      let screen = try window.terminal.wait("“\(row.shows)” on \(row.name)") {
        let screen = try window.terminal.screen
        return Self.shows(screen, row) ? screen : nil
      }
      let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= size.height + 1, "\(row.name)")
      if look.charset == .ascii { #expect(screen.utf8.allSatisfy { $0 < 0x80 }, "\(row.name):\n\(screen)") }
      let coloured = try window.terminal.colouredScreen
      #expect(Self.hasColours(coloured) == look.hasColours, "\(row.name)")
      for step in row.leave { try window.step(step) }
    }
    try window.step("q")
    try window.terminal.expectEnd("status 0")
  }

  /// The tab of the screen, and its text below.
  private static func shows(_ screen: String, _ row: Row) -> Bool {
    let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, first.contains("\(row.screen.rawValue) \(row.screen.title)") else { return false }
    return lines.dropFirst().joined(separator: "\n").contains(row.shows)
  }

  /// Whether a screen was drawn with colours: numbers of colours in its escape sequences.
  private static func hasColours(_ coloured: String) -> Bool {
    coloured.contains("[38;") || coloured.contains("[48;") || coloured.contains(";38;") || coloured.contains(";48;")
      || (30...37).contains { coloured.contains("[\($0)m") || coloured.contains("[\($0 + 10)m") }
  }

  @Test(arguments: ScreenName.allCases) func changingTheSize(_ screen: ScreenName) throws {
    let window = try ViewerWindow(GridSize(width: 100, height: 30))
    let row = Self.rows.first { $0.screen == screen }!
    try window.step("\(screen.rawValue)")
    for size in Self.sizes {
      try window.terminal.resize(width: size.width, height: size.height)
      try window.terminal.wait("\(row.name) at \(size.width)x\(size.height)") {
        let screen = try window.terminal.screen
        let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
        let foot = lines.dropLast(lines.last == "" ? 1 : 0)
        let fits = foot.count == size.height && foot.last!.hasPrefix("? help")
        return fits && Self.shows(screen, row) ? true : nil
      }
    }
  }
}
