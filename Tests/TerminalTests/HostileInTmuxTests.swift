// Names that would harm a terminal, through the real program: its screens in tmux, and what its other commands print.

import Foundation
import HostileRecording
import Testing

@testable import Viewer

@Suite(.enabled(if: ViewerWindow.isWanted, "make check-viewer"))
final class HostileInTmuxTests {
  let folder: URL
  var file: String { folder.appendingPathComponent("evil.pitviper").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-evil-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try HostileRecording.write(to: file)
  }
  deinit { try? FileManager.default.removeItem(at: folder) }

  @Test(arguments: ScreensInTmuxTests.sizes) func screens(_ size: GridSize) throws {
    let window = try ViewerWindow(size, of: file)
    let title = try window.terminal.title
    for screen in ScreenName.allCases {
      try window.step("\(screen.rawValue)")
      for _ in 0..<4 { try window.step("j") }
      if screen == .traces { try window.step("Enter") }
      let sight = try window.settled()
      let rows = sight.rows.dropLast(sight.rows.last == "" ? 1 : 0)
      // Nothing has scrolled, cleared or overwritten the first and the last row.
      #expect(rows.count == size.height, "\(screen)")
      #expect(rows.first!.contains("\(screen.rawValue) \(screen.title)"), "\(screen):\n\(sight.text)")
      #expect(rows.last!.hasPrefix("? help") || rows.last!.contains("no "), "\(screen):\n\(sight.text)")
    }
    #expect(try window.terminal.title == title)
    try window.step("q")
    try window.terminal.expectEnd("status 0")
  }

  static let commands: [[String]] =
    ScreenName.allCases.filter { $0 != .sql }.map { ["report", "FILE", "--screen", $0.title] } + [
      ["report", "FILE"], ["doctor", "FILE"], ["info", "FILE"], ["diff", "FILE", "FILE"],
      ["report", "FILE", "--screen", "nothing\u{1B}[2J"], ["view", "/nowhere/\u{1B}[2J\n"],
      ["report", "/nowhere/\u{1B}[2J\u{202E}\n"], ["info", "/nowhere/\u{1B}[2J\r"],
      ["diff", "FILE", "/nowhere/\u{9B}x"],
      ["view", "FILE", "--screen", "\u{1B}[2J"], ["view", "FILE", "--snapshot", "80x24", "--keys", "<\u{1B}[2J>"],
      ["view", "FILE", "--snapshot", "120x40"],
    ]

  @Test(arguments: commands) func outputs(_ command: [String]) throws {
    let output = try TestRecording.output(command.map { $0 == "FILE" ? file : $0 })
    #expect(!output.isEmpty, "\(command)")
    for text in HostileRecording.forbidden {
      #expect(!output.unicodeScalars.contains(text.unicodeScalars), "\(command) prints \(text.debugDescription)")
    }
  }
}
