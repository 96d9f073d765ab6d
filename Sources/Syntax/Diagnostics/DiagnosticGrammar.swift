// The grammar once more, as data, for sources the parser has refused: it says which message a wrong source gets.
// CPython finds its messages by matching a parsing expression grammar whose alternatives include wrong forms; which
// message wins follows from the order in which alternatives are tried. That order is part of the language's
// observable behaviour, so the rules here try the same forms in the same order.
//
// Notation: a rule's name stands at the margin, its alternatives below it, tried from the first. A "remembered" rule
// is matched only once at each token, even if once with and once without wrong forms.
//   'if' NAME NUMBER STRING NEWLINE INDENT DEDENT END    one token
//   "match"                   a name with this text (a soft keyword)
//   SOFT                      a name which a soft keyword begins with (CPython compares no further than the name goes)
//   x? x* x+                  optional, any number, at least one
//   x % y                     one or more x with y between
//   (x | y) &x !x             group, must follow, must not follow
//   ^':'                      must follow, or else "expected ':'"
//   ~                         no other alternative of this rule after this point
//   %plain x                  x without wrong forms
//   ! …                       a wrong form, tried only in the second pass (a few, as in CPython, count in the first)
//   a=x  b=x                  captures for the report after =>, an operation of `Diagnoser.Report` and its message
// In messages %a names what was captured, %line is the line it starts on.

struct DiagnosticGrammar: Sendable {
  struct Rule: Sendable {
    var isRemembered = false
    var alternatives: [Alternative] = []
  }

  struct Alternative: Sendable {
    var isWrong = false
    var items: [Item] = []
    var report: Report?
  }

  struct Report: Sendable {
    enum Operation: String, Sendable {
      /// At a capture; from the first to the second; from a capture to the last token read; at a capture's end.
      case at, range, from, end
      /// At the last token read, as SyntaxError or as IndentationError.
      case last, indent
      /// At the part of the capture that cannot be a target of `=`, `del` or `for`, if there is one.
      case assign, delete, `for`
      /// Reports with conditions of their own: see `Diagnoser`.
      case comma, statement, generator, order, string
    }

    var operation: Operation
    var captures: [Int]
    var message: String
  }

  indirect enum Item: Sendable {
    case token(TokenKind)
    case name(String)
    case softKeyword
    case rule(Int)
    case group([Alternative])
    case optional(Item)
    case repeated(Item, minimum: Int)
    case separated(Item, by: Item)
    case ahead(Item, expected: Bool)
    case forced(TokenKind, spelling: String)
    case cut
    case plain(Item)
    case capture(Int, Item)
  }

  private(set) var rules: [Rule] = []
  private var numbers: [String: Int] = [:]

  static let shared: DiagnosticGrammar = {
    var grammar = DiagnosticGrammar()
    for text in [statements, expressions, patterns] { grammar.read(text.description) }
    return grammar
  }()

  /// The number of the rule named `name`, which may be defined later.
  mutating func number(of name: String) -> Int {
    if let number = numbers[name] { return number }
    numbers[name] = rules.count
    rules.append(Rule())
    return rules.count - 1
  }

  func rule(named name: String) -> Int { numbers[name]! }

  private mutating func read(_ text: String) {
    var current = 0
    for line in text.split(separator: "\n") {
      if line.first != " " {
        let words = line.split(separator: " ")
        current = number(of: String(words[0]))
        rules[current].isRemembered = words.count > 1
      } else {
        var reader = NotationReader(line.drop { $0 == " " })
        rules[current].alternatives.append(reader.readAlternative(in: &self))
      }
    }
  }
}

/// Reads one line of the notation. The grammar is ours, so a mistake in it stops the program.
private struct NotationReader {
  private var rest: Substring

  init(_ line: Substring) { rest = line }

  private static let spellings = Dictionary(uniqueKeysWithValues: TokenKind.spellings.map { ($0.text, $0.kind) })

  private static let classes: [String: TokenKind] = [
    "NAME": .name, "NUMBER": .number, "STRING": .string, "NEWLINE": .newline, "INDENT": .indent, "DEDENT": .dedent,
    "END": .endMarker,
  ]

  private mutating func accept(_ text: String) -> Bool {
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  private mutating func word() -> String {
    let word = rest.prefix { $0.isLetter }
    rest = rest.dropFirst(word.count)
    return String(word)
  }

  private mutating func quoted(_ quote: Character) -> String {
    let text = rest.prefix { $0 != quote }
    rest = rest.dropFirst(text.count + 1)
    return String(text)
  }

  mutating func readAlternative(in grammar: inout DiagnosticGrammar) -> DiagnosticGrammar.Alternative {
    let isWrong = accept("! ")
    var alternative = DiagnosticGrammar.Alternative(isWrong: isWrong)
    alternative.items = readItems(in: &grammar)
    if accept("=> ") { alternative.report = readReport() }
    precondition(rest.isEmpty, "unread notation: \(rest)")
    return alternative
  }

  private mutating func readReport() -> DiagnosticGrammar.Report {
    let operation = DiagnosticGrammar.Report.Operation(rawValue: word())!
    var captures: [Int] = []
    while accept(" "), rest.first != "\"" { captures.append(word() == "a" ? 0 : 1) }
    var message = ""
    if accept("\"") {
      // Quotes inside are marked with backslashes; messages hold no other backslash.
      message = rest.dropLast().filter { $0 != "\\" }
      rest = rest.dropFirst(rest.count)
    }
    return DiagnosticGrammar.Report(operation: operation, captures: captures, message: message)
  }

  private mutating func readItems(in grammar: inout DiagnosticGrammar) -> [DiagnosticGrammar.Item] {
    var items: [DiagnosticGrammar.Item] = []
    while true {
      while accept(" ") {}
      guard let next = rest.first, next != ")", next != "|", !rest.hasPrefix("=> ") else { return items }
      items.append(readSequence(in: &grammar))
    }
  }

  /// An item with its separator, if any.
  private mutating func readSequence(in grammar: inout DiagnosticGrammar) -> DiagnosticGrammar.Item {
    if accept("a=") { return .capture(0, readSequence(in: &grammar)) }
    if accept("b=") { return .capture(1, readSequence(in: &grammar)) }
    let item = readPostfix(in: &grammar)
    if accept(" % ") { return .separated(item, by: readPrimary(in: &grammar)) }
    return item
  }

  private mutating func readPostfix(in grammar: inout DiagnosticGrammar) -> DiagnosticGrammar.Item {
    let item = readPrimary(in: &grammar)
    if accept("?") { return .optional(item) }
    if accept("*") { return .repeated(item, minimum: 0) }
    if accept("+") { return .repeated(item, minimum: 1) }
    return item
  }

  private mutating func readPrimary(in grammar: inout DiagnosticGrammar) -> DiagnosticGrammar.Item {
    if accept("'") { return .token(NotationReader.spellings[quoted("'")]!) }
    if accept("\"") { return .name(quoted("\"")) }
    if accept("^'") {
      let spelling = quoted("'")
      return .forced(NotationReader.spellings[spelling]!, spelling: spelling)
    }
    if accept("&") { return .ahead(readPrimary(in: &grammar), expected: true) }
    if accept("!") { return .ahead(readPrimary(in: &grammar), expected: false) }
    if accept("~") { return .cut }
    if accept("%plain ") { return .plain(readPrimary(in: &grammar)) }
    if accept("(") {
      var alternatives: [DiagnosticGrammar.Alternative] = []
      repeat {
        var alternative = DiagnosticGrammar.Alternative()
        alternative.items = readItems(in: &grammar)
        alternatives.append(alternative)
      } while accept("|")
      precondition(accept(")"), "unclosed group: \(rest)")
      return .group(alternatives)
    }
    let name = word()
    precondition(!name.isEmpty, "unknown notation: \(rest)")
    if name == "SOFT" { return .softKeyword }
    if let kind = NotationReader.classes[name] { return .token(kind) }
    return .rule(grammar.number(of: name))
  }
}
