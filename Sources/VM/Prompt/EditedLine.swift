// A line of text that is being edited: characters, a cursor, and the text last cut. Pure: it knows neither keys nor
// screens.

struct EditedLine {
  private(set) var text: [Character] = []
  /// Characters before the cursor.
  private(set) var cursor = 0
  private var cutText: [Character] = []

  init(_ line: String = "") {
    text = Array(line)
    cursor = text.count
  }

  var string: String { String(text) }
  var beforeCursor: String { String(text[..<cursor]) }

  /// Another line in its place, the cursor at its end; what was cut stays.
  mutating func replace(with line: String) {
    text = Array(line)
    cursor = text.count
  }

  mutating func insert(_ characters: String) {
    // A combining mark joins the character before it.
    let before = String(text[..<cursor]) + characters
    let start = Array(before)
    text.replaceSubrange(..<cursor, with: start)
    cursor = start.count
  }

  // MARK: Moving

  mutating func moveLeft() { cursor = max(0, cursor - 1) }
  mutating func moveRight() { cursor = min(text.count, cursor + 1) }
  mutating func moveToStart() { cursor = 0 }
  mutating func moveToEnd() { cursor = text.count }
  mutating func moveWordLeft() { cursor = wordStart }
  mutating func moveWordRight() { cursor = wordEnd }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private var wordStart: Int {
    var place = cursor
    while place > 0, !EditedLine.isWord(text[place - 1]) { place -= 1 }
    while place > 0, EditedLine.isWord(text[place - 1]) { place -= 1 }
    return place
  }

  private var wordEnd: Int {
    var place = cursor
    while place < text.count, !EditedLine.isWord(text[place]) { place += 1 }
    while place < text.count, EditedLine.isWord(text[place]) { place += 1 }
    return place
  }

  private var blankWordStart: Int {
    var place = cursor
    while place > 0, text[place - 1] == " " { place -= 1 }
    while place > 0, text[place - 1] != " " { place -= 1 }
    return place
  }

  // MARK: Deleting and cutting

  mutating func deleteLeft() {
    if cursor == 0 { return }
    cursor -= 1
    text.remove(at: cursor)
  }

  mutating func deleteRight() {
    if cursor < text.count { text.remove(at: cursor) }
  }

  /// Deletes so many characters before the cursor.
  mutating func deleteLeft(_ count: Int) { for _ in 0..<count { deleteLeft() } }

  private mutating func cut(_ range: Range<Int>) {
    if range.isEmpty { return }
    cutText = Array(text[range])
    text.removeSubrange(range)
    cursor = range.lowerBound
  }

  mutating func cutToEnd() { cut(cursor..<text.count) }
  mutating func cutToStart() { cut(0..<cursor) }
  mutating func cutWordLeft() { cut(wordStart..<cursor) }
  mutating func cutWordRight() { cut(cursor..<wordEnd) }
  mutating func cutBlankWordLeft() { cut(blankWordStart..<cursor) }
  mutating func paste() { insert(String(cutText)) }

  mutating func swapCharacters() {
    guard cursor > 0, text.count > 1 else { return }
    let place = min(cursor, text.count - 1)
    text.swapAt(place - 1, place)
    cursor = place + 1
  }
}
