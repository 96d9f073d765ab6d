// One row of the table of keys (KeyTable.swift): a key on a screen, what leads there, and what must then be seen.

import Testing

@testable import Viewer

struct KeyRow: Sendable, CustomTestStringConvertible {
  enum Expectation: Sendable {
    /// A text that was not on the screen before.
    case shows(String)
    /// A text that was there before goes away.
    case hides(String)
    /// The text under the cursor, which was another before.
    case cursor(on: String)
    /// Something else is under the cursor.
    case moves
    /// The screen is another one: for what has no text of its own.
    case changes
    /// A text stands in a row of the screen, from 0, where it did not before.
    case row(Int, String)
    /// The program ends: `status 0`, or by `signal`.
    case ends(String)
  }

  let screen: ScreenName
  /// Steps that lead to where the key is pressed; see `ViewerWindow.step`.
  let before: [String]
  let key: String
  let expected: Expectation
  var size = GridSize(width: 120, height: 40)

  init(_ screen: ScreenName, _ key: String, _ expected: Expectation) { self.init(screen, [], key, expected) }

  init(_ screen: ScreenName, _ before: [String], _ key: String, _ expected: Expectation, height: Int = 40) {
    self.screen = screen
    self.before = before
    self.key = key
    self.expected = expected
    size.height = height
  }

  var testDescription: String { ([screen.title] + before + [key]).joined(separator: " | ") }

  /// The key as the help writes it.
  var helpName: String {
    let names = [
      "Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "PageUp": "PgUp", "PageDown": "PgDn", "BTab": "Shift-Tab",
      "BSpace": "Backspace", "Escape": "Esc", "C-c": "Ctrl-C", "wheelup": "wheel", "wheeldown": "wheel",
      "double": "click",
    ]
    let word = key.split(separator: " ").first.map(String.init) ?? key
    if word.count > 1, word.hasPrefix("/") || word.hasPrefix(":") { return String(word.prefix(1)) }
    return names[word] ?? word
  }

  /// What is shown once a screen has all it asks for.
  static func complete(_ screen: ScreenName) -> String {
    switch screen {
    case .overview: "samples over time"
    case .flame: "heaviest first"
    case .traces: "entered"
    case .guards: "failures"
    case .warmup: "100 %"
    case .intoC: "break-even"
    case .source: "def "
    case .timeline: "a column is"
    case .sql: "read-only"
    }
  }

  func check() throws {
    let window = try ViewerWindow(size)
    if screen != .overview { try window.step("\(screen.rawValue)") }
    try window.terminal.expect(Self.complete(screen))
    for step in before { try window.step(step) }
    if case .hides(let text) = expected { try window.terminal.expect(text) }
    let old = try window.settled()
    if case .shows(let text) = expected { #expect(!old.text.contains(text), "“\(text)” is there before the key") }
    try window.step(key)
    if case .ends(let end) = expected { return try window.terminal.expectEnd(end) }
    var pressed = ContinuousClock.now
    try window.terminal.wait("\(expected) after \(key)") {
      // On a busy machine two clicks may be too far apart to be a double click.
      if key.hasPrefix("double"), ContinuousClock.now - pressed > .seconds(2) {
        try window.step(key)
        pressed = ContinuousClock.now
      }
      let new = try window.sight()
      switch expected {
      case .shows(let text): return new.text.contains(text) ? true : nil
      case .hides(let text): return !new.text.contains(text) ? true : nil
      case .cursor(let text):
        return new.cursor.contains(text) && new.cursor != old.cursor ? true : nil
      case .moves: return new.cursor != old.cursor && !new.cursor.isEmpty ? true : nil
      case .changes: return new.text != old.text || new.cursor != old.cursor ? true : nil
      case .row(let row, let text):
        let isNew = !(old.rows.indices.contains(row) && old.rows[row].contains(text))
        return isNew && new.rows.indices.contains(row) && new.rows[row].contains(text) ? true : nil
      case .ends: return nil
      }
    }
  }
}
