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

  /// One operator of the notation. The matcher recurses over nodes, so they are small and hold no references.
  struct Node: Sendable {
    enum Operator: UInt8, Sendable {
      /// A token of kind `operand`; a name with text number `operand`; a soft keyword or the beginning of one.
      case token, name, softKeyword
      /// The rule numbered `operand`.
      case rule
      /// Children in order; a wrong form of the same; the first child that matches.
      case sequence, wrongSequence, choice
      /// The child at most once, any number of times, at least once; the first child with the second between.
      case optional, any, some, separated
      case ahead, notAhead
      /// A token of kind `operand`, which is reported when missing.
      case forced
      case cut
      case plain
      /// The child, remembered in slot `operand`.
      case capture
      /// Report number `operand`: ends a sequence without matching, unless it ends the search.
      case report
    }

    var `operator`: Operator
    var operand: Int32 = 0
    /// Where its children's numbers stand in `children`.
    var firstChild: Int32 = 0
    var childCount: Int32 = 0
  }

  struct Rule: Sendable {
    var isRemembered = false
    /// The node of its alternatives.
    var node: Int32 = -1
  }

  private(set) var rules: [Rule] = []
  private(set) var nodes: [Node] = []
  private(set) var children: [Int32] = []
  private(set) var reports: [Report] = []
  private(set) var texts: [String] = []
  private var numbers: [String: Int] = [:]

  static let shared: DiagnosticGrammar = {
    var grammar = DiagnosticGrammar()
    for text in [statements, expressions, patterns] { grammar.read(text.description) }
    return grammar
  }()

  func rule(named name: String) -> Int { numbers[name]! }

  /// The number of the rule named `name`, which may be defined later.
  fileprivate mutating func number(of name: String) -> Int {
    if let number = numbers[name] { return number }
    numbers[name] = rules.count
    rules.append(Rule())
    return rules.count - 1
  }

  fileprivate mutating func node(_ operator: Node.Operator, _ operand: Int = 0, _ parts: [Int32] = []) -> Int32 {
    nodes.append(
      Node(
        operator: `operator`, operand: Int32(operand), firstChild: Int32(children.count),
        childCount: Int32(parts.count)))
    children += parts
    return Int32(nodes.count - 1)
  }

  fileprivate mutating func text(_ text: String) -> Int {
    texts.append(text)
    return texts.count - 1
  }

  fileprivate mutating func report(_ report: Report) -> Int {
    reports.append(report)
    return reports.count - 1
  }

  private mutating func read(_ text: String) {
    var rule: (number: Int, alternatives: [Int32])?
    for line in text.split(separator: "\n") {
      if line.first == " " {
        var reader = NotationReader(line.drop { $0 == " " })
        rule!.alternatives.append(reader.readAlternative(in: &self))
        continue
      }
      finish(rule)
      let words = line.split(separator: " ")
      rule = (number(of: String(words[0])), [])
      rules[rule!.number].isRemembered = words.count > 1
    }
    finish(rule)
  }

  private mutating func finish(_ rule: (number: Int, alternatives: [Int32])?) {
    guard let rule else { return }
    rules[rule.number].node = node(.choice, 0, rule.alternatives)
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

  mutating func readAlternative(in grammar: inout DiagnosticGrammar) -> Int32 {
    let isWrong = accept("! ")
    var items = readItems(in: &grammar)
    if accept("=> ") { items.append(grammar.node(.report, grammar.report(readReport()))) }
    precondition(rest.isEmpty, "unread notation: \(rest)")
    return grammar.node(isWrong ? .wrongSequence : .sequence, 0, items)
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

  private mutating func readItems(in grammar: inout DiagnosticGrammar) -> [Int32] {
    var items: [Int32] = []
    while true {
      while accept(" ") {}
      guard let next = rest.first, next != ")", next != "|", !rest.hasPrefix("=> ") else { return items }
      items.append(readSeparated(in: &grammar))
    }
  }

  /// An item with its separator, if any.
  private mutating func readSeparated(in grammar: inout DiagnosticGrammar) -> Int32 {
    if accept("a=") { return grammar.node(.capture, 0, [readSeparated(in: &grammar)]) }
    if accept("b=") { return grammar.node(.capture, 1, [readSeparated(in: &grammar)]) }
    let item = readRepeated(in: &grammar)
    if accept(" % ") { return grammar.node(.separated, 0, [item, readPrimary(in: &grammar)]) }
    return item
  }

  private mutating func readRepeated(in grammar: inout DiagnosticGrammar) -> Int32 {
    let item = readPrimary(in: &grammar)
    if accept("?") { return grammar.node(.optional, 0, [item]) }
    if accept("*") { return grammar.node(.any, 0, [item]) }
    if accept("+") { return grammar.node(.some, 0, [item]) }
    return item
  }

  private mutating func readPrimary(in grammar: inout DiagnosticGrammar) -> Int32 {
    if accept("'") { return token(NotationReader.spellings[quoted("'")]!, in: &grammar) }
    if accept("\"") { return grammar.node(.name, grammar.text(quoted("\""))) }
    if accept("^'") { return grammar.node(.forced, Int(NotationReader.spellings[quoted("'")]!.rawValue)) }
    if accept("&") { return grammar.node(.ahead, 0, [readPrimary(in: &grammar)]) }
    if accept("!") { return grammar.node(.notAhead, 0, [readPrimary(in: &grammar)]) }
    if accept("~") { return grammar.node(.cut) }
    if accept("%plain ") { return grammar.node(.plain, 0, [readPrimary(in: &grammar)]) }
    if accept("(") {
      var alternatives: [Int32] = []
      repeat { alternatives.append(grammar.node(.sequence, 0, readItems(in: &grammar))) } while accept("|")
      precondition(accept(")"), "unclosed group: \(rest)")
      return grammar.node(.choice, 0, alternatives)
    }
    let name = word()
    precondition(!name.isEmpty, "unknown notation: \(rest)")
    if name == "SOFT" { return grammar.node(.softKeyword) }
    if let kind = NotationReader.classes[name] { return token(kind, in: &grammar) }
    return grammar.node(.rule, grammar.number(of: name))
  }

  private func token(_ kind: TokenKind, in grammar: inout DiagnosticGrammar) -> Int32 {
    grammar.node(.token, Int(kind.rawValue))
  }
}
