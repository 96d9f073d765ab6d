// One line of a trace's text, cut into words while it is read. A word is a run of letters, digits, `_`, and of `.`, `-`
// and `+` inside numbers; `->` and every other character stand alone.

struct TraceWords {
  private var characters: ArraySlice<Character>
  let line: Int

  init(_ text: some StringProtocol, line: Int) {
    characters = ArraySlice(Array(text))
    self.line = line
    skipSpaces()
  }

  var isAtEnd: Bool { characters.isEmpty }
  var rest: String { String(characters) }
  func error(_ message: String) -> TraceParseError { TraceParseError(line: line, message: message) }

  private mutating func skipSpaces() {
    characters = characters.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private func nextWord() -> ArraySlice<Character> {
    guard let first = characters.first else { return [] }
    let isNumber = first.isNumber || (first == "-" && characters.dropFirst().first.map(Self.isWord) == true)
    guard isNumber || Self.isWord(first) else {
      return characters.prefix(characters.starts(with: "->") ? 2 : 1)
    }
    var end = characters.startIndex + 1
    let isHexadecimal = characters.starts(with: "0x")
    while end < characters.endIndex {
      let character = characters[end]
      let isInNumber =
        isNumber && !isHexadecimal
        && (character == "." || ((character == "-" || character == "+") && characters[end - 1] == "e"))
      guard Self.isWord(character) || isInNumber else { break }
      end += 1
    }
    return characters[characters.startIndex..<end]
  }

  /// Whether the next word is `word`; takes it then.
  mutating func take(_ word: String) -> Bool {
    let next = nextWord()
    guard String(next) == word else { return false }
    characters = characters.dropFirst(next.count)
    skipSpaces()
    return true
  }

  mutating func expect(_ word: String) throws {
    guard take(word) else { throw error("expected '\(word)' before '\(rest)'") }
  }

  mutating func word() throws -> String {
    let next = nextWord()
    guard !next.isEmpty else { throw error("the line ends too early") }
    characters = characters.dropFirst(next.count)
    skipSpaces()
    return String(next)
  }

  mutating func integer() throws -> Int {
    let word = try word()
    if let number = Int(word) { return number }
    if word.hasPrefix("0x"), let number = UInt64(word.dropFirst(2), radix: 16) { return Int(bitPattern: UInt(number)) }
    throw error("'\(word)' is not a whole number")
  }

  mutating func unsigned() throws -> UInt64 { UInt64(bitPattern: Int64(try integer())) }

  /// The number in a word such as `s12`.
  mutating func index(after prefix: Character) throws -> Int {
    let word = try word()
    guard word.first == prefix, let number = Int(word.dropFirst()), number >= 0 else {
      throw error("expected \(prefix)NUMBER, not '\(word)'")
    }
    return number
  }

  /// The name of the result when the line defines one.
  mutating func result() -> String? { take("%") ? try? word() : nil }

  /// Skips a name in quotes, which is there for the reader.
  mutating func skipQuoted() {
    guard characters.first == "'" else { return }
    characters = characters.dropFirst().drop { $0 != "'" }.dropFirst()
    skipSpaces()
  }
}
