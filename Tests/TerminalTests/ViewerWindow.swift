// The viewer in a terminal of its own, with what tests ask of its screen: what it shows, what is under the cursor, how
// it looks.

import Foundation
import Testing

@testable import Viewer

/// How a terminal shows things: its environment, and what must be true of everything it shows.
struct Look: Sendable, CustomTestStringConvertible {
  let name: String
  let environment: [String]
  let charset: Charset
  let hasColours: Bool
  var testDescription: String { name }

  static let colours = Look(name: "256 colours", environment: [], charset: .unicode, hasColours: true)
  static let all = [
    colours, Look(name: "no colour", environment: ["NO_COLOR=1"], charset: .unicode, hasColours: false),
    Look(name: "ASCII", environment: ["LC_ALL=C"], charset: .ascii, hasColours: true),
  ]
}

final class ViewerWindow {
  /// Some minutes of keys and screens: a command of its own.
  static let isWanted = Tmux.path != nil && ProcessInfo.processInfo.environment["PITVIPER_CHECK_VIEWER"] != nil

  let terminal: Tmux
  let folder: URL

  /// Opens a copy of the recording, so that no test sees what another does to the file.
  init(
    _ size: GridSize, look: Look = .colours, of recording: String? = nil, _ arguments: [String] = []
  ) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-window-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: try recording ?? ProfiledScript.recording, toPath: folder.appendingPathComponent("a.pitviper").path)
    terminal = try Tmux(
      width: size.width, height: size.height, environment: look.environment + ["XDG_CONFIG_HOME=\(folder.path)"],
      command: ["env", "-C", folder.path, TestRecording.program, "view"] + arguments + ["a.pitviper"])
    try terminal.expect("? help")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A step of a test: keys by their names in tmux with blanks between them (words that are none are typed), `…text` to
  /// wait for a text, `e…text` to press e until it is there, `click 3,4`, `double 3,4`, `wheelup 3,4`, `wheeldown 3,4`,
  /// `replace` to put another recording in the place of the one that is shown.
  func step(_ step: String) throws {
    if let mark = step.firstIndex(of: "…") {
      let key = String(step[..<mark])
      let text = String(step[step.index(after: mark)...])
      for _ in 0..<100 where !key.isEmpty {
        if try settled().text.contains(text) { break }
        try terminal.press(key)
      }
      try terminal.expect(text)
      return
    }
    if step == "replace" {
      let other = try TestRecording.folder()
      defer { try? FileManager.default.removeItem(at: other) }
      rename(other.appendingPathComponent("a.pitviper").path, folder.appendingPathComponent("a.pitviper").path)
      return
    }
    let words = step.split(separator: " ").map(String.init)
    if words.count == 2, ["click", "double", "wheelup", "wheeldown"].contains(words[0]) {
      let place = words[1].split(separator: ",").compactMap { Int($0) }
      let button: Tmux.Button = words[0] == "wheelup" ? .wheelUp : words[0] == "wheeldown" ? .wheelDown : .left
      // Reports that come in one piece would be one click for the terminal library.
      for _ in 0..<(words[0] == "double" ? 2 : 1) { try terminal.mouse(button, x: place[0], y: place[1]) }
      return
    }
    try terminal.press(words)
  }

  /// What is on the screen and under the cursor.
  struct Sight: Equatable {
    let text: String
    let cursor: String
    var rows: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  func sight() throws -> Sight {
    let coloured = try terminal.colouredScreen
    return Sight(text: try terminal.screen, cursor: Self.selected(coloured))
  }

  /// The screen once nothing changes any more.
  func settled() throws -> Sight {
    var last = try sight()
    return try terminal.wait("a screen that stands still") {
      usleep(30_000)
      let next = try sight()
      defer { last = next }
      let waits = next.text.contains("reading…") && !next.text.contains("running; Esc ends it")
      return next == last && !waits ? next : nil
    }
  }

  /// The text in the colours of the cursor, of a screen with 256 colours.
  private static func selected(_ coloured: String) -> String {
    let wanted = Palette(depth: .indexed).paint(for: .selection).background.map { "\($0)" }
    var background: String?
    var result = ""
    var rest = Substring(coloured)
    while let first = rest.first {
      guard first == "\u{1B}" else {
        if first == "\n" {
          result += "\n"
        } else if background == wanted {
          result.append(first)
        }
        rest.removeFirst()
        continue
      }
      let end = rest.firstIndex(of: "m") ?? rest.index(before: rest.endIndex)
      var codes = rest[..<end].dropFirst(2).split(separator: ";").map(String.init)[...]
      if codes.isEmpty { background = nil }
      while let code = codes.popFirst() {
        switch code {
        case "0", "49": background = nil
        case "38": codes = codes.dropFirst(2)
        case "48":
          background = codes.dropFirst().first
          codes = codes.dropFirst(2)
        default: break
        }
      }
      rest = rest[rest.index(after: end)...]
    }
    return result.split(separator: "\n").joined(separator: "\n")
  }
}
