// Matches tokens against the diagnostic grammar: a parsing expression grammar with memory of rules at tokens.
// It only recognises; what a report needs beyond token ranges, the Diagnoser asks the parser for.
// It recurses, so a source nested more deeply than `maximumDepth` rules gets the plain message at the place reached.

/// A report was reached, and stands in the matcher's `reported`. (An empty error keeps the frames small.)
struct Reported: Error {}

struct GrammarMatcher {
  /// Deepest nesting of rules, as in CPython's parser.
  private static let maximumDepth = 6000
  private static let noMatch = -1
  /// No match, and no other alternative may be tried.
  private static let cutOff = -2

  struct Captures {
    var first = 0..<0
    var second = 0..<0
  }

  private let grammar = DiagnosticGrammar.shared
  private let diagnoser: Diagnoser
  private let tokens: [Token]
  /// Tokens looked at so far: the last of them is where CPython's tokenizer stands.
  private(set) var fetched = 0
  private(set) var reported: SyntaxProblem?
  /// The search came to the token the lexer stopped at: this is its problem, and nothing outranks it.
  private(set) var isReportLexical = false
  /// Whether wrong forms are tried.
  var triesWrongForms = false
  private var captures = Captures()
  private var memory: [UInt64: Int] = [:]
  private var depth = 0

  init(_ diagnoser: Diagnoser) {
    self.diagnoser = diagnoser
    tokens = diagnoser.parser.lexer.tokens
  }

  /// Matches a rule from the token numbered `start`; throws when a report is reached.
  mutating func match(rule name: String, from start: Int) throws(Reported) {
    memory.removeAll()
    depth = 0
    _ = try match(rule: grammar.rule(named: name), start)
  }

  /// Looks at the token numbered `position`.
  private mutating func kind(_ position: Int) throws(Reported) -> TokenKind {
    let kind = tokens[position].kind
    if position >= fetched {
      fetched = position + 1
      if kind == .error {
        isReportLexical = true
        throw end(diagnoser.lexicalProblem)
      }
    }
    return kind
  }

  /// Ends the search with a report.
  @inline(never)
  private mutating func end(_ problem: SyntaxProblem?) -> Reported {
    reported = problem
    return Reported()
  }

  private mutating func match(rule: Int, _ position: Int) throws(Reported) -> Int {
    let flag: UInt64 = triesWrongForms || grammar.rules[rule].isRemembered ? 1 : 0
    let key = UInt64(rule) << 32 | UInt64(position) << 1 | flag
    if let known = memory[key] { return known }
    if depth >= GrammarMatcher.maximumDepth { throw Reported() }
    depth += 1
    let saved = captures
    let end = try match(Int(grammar.rules[rule].node), position)
    captures = saved
    depth -= 1
    memory[key] = end
    return end
  }

  @inline(__always)
  private func child(_ node: DiagnosticGrammar.Node, _ number: Int = 0) -> Int {
    Int(grammar.children[Int(node.firstChild) + number])
  }

  /// The end of what `node` matches from `position` on, or `noMatch`.
  private mutating func match(_ number: Int, _ position: Int) throws(Reported) -> Int {
    let node = grammar.nodes[number]
    switch node.operator {
    case .token:
      return try kind(position).rawValue == UInt8(node.operand) ? position + 1 : GrammarMatcher.noMatch
    case .name, .softKeyword:
      return try matchesName(node, position) ? position + 1 : GrammarMatcher.noMatch
    case .rule:
      return try match(rule: Int(node.operand), position)
    case .choice:
      return try matchChoice(node, position)
    case .sequence, .wrongSequence:
      return try matchSequence(node, position)
    case .optional:
      let end = try match(child(node), position)
      return end < 0 ? position : end
    case .any, .some:
      return try matchRepeated(node, position)
    case .separated:
      return try matchSeparated(node, position)
    case .ahead:
      return try match(child(node), position) >= 0 ? position : GrammarMatcher.noMatch
    case .notAhead:
      return try match(child(node), position) < 0 ? position : GrammarMatcher.noMatch
    case .forced:
      if try kind(position).rawValue == UInt8(node.operand) { return position + 1 }
      throw missing(node, position)
    case .plain:
      let saved = triesWrongForms
      triesWrongForms = false
      defer { triesWrongForms = saved }
      return try match(child(node), position)
    case .capture:
      let end = try match(child(node), position)
      if end >= 0 {
        if node.operand == 0 { captures.first = position..<end } else { captures.second = position..<end }
      }
      return end
    case .report:
      try report(node, position)
      return GrammarMatcher.noMatch
    case .cut:
      return position
    }
  }

  private mutating func matchChoice(_ node: DiagnosticGrammar.Node, _ position: Int) throws(Reported) -> Int {
    for alternative in 0..<Int(node.childCount) {
      let child = child(node, alternative)
      if !triesWrongForms, grammar.nodes[child].operator == .wrongSequence { continue }
      let end = try match(child, position)
      if end >= 0 { return end }
      if end == GrammarMatcher.cutOff { return GrammarMatcher.noMatch }
    }
    return GrammarMatcher.noMatch
  }

  private mutating func matchSequence(_ node: DiagnosticGrammar.Node, _ start: Int) throws(Reported) -> Int {
    var position = start
    var failure = GrammarMatcher.noMatch
    for item in 0..<Int(node.childCount) {
      let child = child(node, item)
      if grammar.nodes[child].operator == .cut { failure = GrammarMatcher.cutOff }
      position = try match(child, position)
      if position < 0 { return failure }
    }
    return position
  }

  private mutating func matchRepeated(_ node: DiagnosticGrammar.Node, _ start: Int) throws(Reported) -> Int {
    var position = start
    while true {
      let end = try match(child(node), position)
      if end < 0 || end == position { break }
      position = end
    }
    return position == start && node.operator == .some ? GrammarMatcher.noMatch : position
  }

  private mutating func matchSeparated(_ node: DiagnosticGrammar.Node, _ start: Int) throws(Reported) -> Int {
    var position = try match(child(node), start)
    while position >= 0 {
      let next = try match(child(node, 1), position)
      if next < 0 { break }
      let end = try match(child(node), next)
      if end < 0 { break }
      position = end
    }
    return position
  }

  @inline(never)
  private mutating func matchesName(_ node: DiagnosticGrammar.Node, _ position: Int) throws(Reported) -> Bool {
    guard try kind(position) == .name else { return false }
    let text = diagnoser.text(of: position)
    if node.operator == .name { return text == grammar.texts[Int(node.operand)] }
    return ["match", "case", "_"].contains { $0.hasPrefix(text) }
  }

  @inline(never)
  private mutating func missing(_ node: DiagnosticGrammar.Node, _ position: Int) -> Reported {
    let spelling = TokenKind.spellings.first { $0.kind.rawValue == UInt8(node.operand) }!.text
    return end(diagnoser.problem("expected '\(spelling)'", position..<position + 1))
  }

  @inline(never)
  private mutating func report(_ node: DiagnosticGrammar.Node, _ position: Int) throws(Reported) {
    let report = grammar.reports[Int(node.operand)]
    reported = diagnoser.problem(report, captures, end: position, fetched: fetched)
    if reported != nil { throw Reported() }
  }
}
