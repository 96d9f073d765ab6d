// Matches tokens against the diagnostic grammar: a parsing expression grammar with memory of rules at tokens.
// It only recognises; what a report needs beyond token ranges, the Diagnoser asks the parser for.

/// A report was reached: the source's diagnostic.
struct Reported: Error {
  var problem: SyntaxProblem
  /// The search came to the token the lexer stopped at: this is its problem, and nothing outranks it.
  var isLexical = false
}

struct GrammarMatcher {
  /// Deepest nesting of rules; beyond it the search for a message is given up.
  private static let maximumDepth = 4000
  private static let noMatch = -1

  typealias Captures = (a: Range<Int>, b: Range<Int>)

  let grammar = DiagnosticGrammar.shared
  let diagnoser: Diagnoser
  private let tokens: [Token]
  /// Tokens looked at so far: the last of them is where CPython's tokenizer stands.
  private(set) var fetched = 0
  /// Whether wrong forms are tried.
  var triesWrongForms = false
  private var memory: [UInt64: Int32] = [:]
  private var depth = 0

  init(_ diagnoser: Diagnoser) {
    self.diagnoser = diagnoser
    tokens = diagnoser.parser.lexer.tokens
  }

  /// Matches a rule from the token numbered `start`; throws when a report is reached.
  mutating func match(rule name: String, from start: Int) throws(Reported) -> Bool {
    memory.removeAll()
    depth = 0
    return try match(rule: grammar.rule(named: name), at: start) != GrammarMatcher.noMatch
  }

  private mutating func token(_ position: Int) throws(Reported) -> Token {
    let token = tokens[position]
    if position >= fetched {
      fetched = position + 1
      if token.kind == .error, let problem = diagnoser.lexicalProblem { throw Reported(problem: problem, isLexical: true) }
    }
    return token
  }

  private mutating func match(rule: Int, at position: Int) throws(Reported) -> Int {
    let flag: UInt64 = triesWrongForms || grammar.rules[rule].isRemembered ? 1 : 0
    let key = UInt64(rule) << 32 | UInt64(position) << 1 | flag
    if let known = memory[key] { return Int(known) }
    depth += 1
    if depth > GrammarMatcher.maximumDepth { throw Reported(problem: diagnoser.genericProblem(at: fetched - 1)) }
    let end = try match(grammar.rules[rule].alternatives, at: position)
    depth -= 1
    memory[key] = Int32(end)
    return end
  }

  private mutating func match(
    _ alternatives: [DiagnosticGrammar.Alternative], at start: Int
  ) throws(Reported) -> Int {
    var captures: Captures = (0..<0, 0..<0)
    return try match(alternatives, at: start, &captures)
  }

  private mutating func match(
    _ alternatives: [DiagnosticGrammar.Alternative], at start: Int, _ captures: inout Captures
  ) throws(Reported) -> Int {
    next: for alternative in alternatives where !alternative.isWrong || triesWrongForms {
      var position = start
      var isCut = false
      for item in alternative.items {
        if case .cut = item {
          isCut = true
          continue
        }
        position = try match(item, at: position, &captures)
        if position == GrammarMatcher.noMatch {
          if isCut { return position }
          continue next
        }
      }
      if let report = alternative.report {
        if let problem = diagnoser.problem(report, captures, end: position, fetched: fetched) {
          throw Reported(problem: problem)
        }
        continue next
      }
      return position
    }
    return GrammarMatcher.noMatch
  }

  private mutating func match(
    _ item: DiagnosticGrammar.Item, at position: Int, _ captures: inout Captures
  ) throws(Reported) -> Int {
    switch item {
    case .token(let kind):
      return try token(position).kind == kind ? position + 1 : GrammarMatcher.noMatch
    case .name(let text):
      return try token(position).kind == .name && diagnoser.text(of: position) == text
        ? position + 1 : GrammarMatcher.noMatch
    case .softKeyword:
      guard try token(position).kind == .name else { return GrammarMatcher.noMatch }
      let text = diagnoser.text(of: position)
      return ["match", "case", "_"].contains { $0.hasPrefix(text) } ? position + 1 : GrammarMatcher.noMatch
    case .rule(let rule):
      return try match(rule: rule, at: position)
    case .group(let alternatives):
      return try match(alternatives, at: position, &captures)
    case .optional(let item):
      let end = try match(item, at: position, &captures)
      return end == GrammarMatcher.noMatch ? position : end
    case .repeated(let item, let minimum):
      return try match(item, minimum: minimum, at: position, &captures)
    case .separated(let item, let separator):
      return try match(item, by: separator, at: position, &captures)
    case .ahead(let item, let expected):
      let matches = try match(item, at: position, &captures) != GrammarMatcher.noMatch
      return matches == expected ? position : GrammarMatcher.noMatch
    case .forced(let kind, let spelling):
      if try token(position).kind == kind { return position + 1 }
      throw Reported(problem: diagnoser.problem("expected '\(spelling)'", position..<position + 1))
    case .cut:
      return position
    case .plain(let item):
      let saved = triesWrongForms
      triesWrongForms = false
      defer { triesWrongForms = saved }
      return try match(item, at: position, &captures)
    case .capture(let slot, let item):
      let end = try match(item, at: position, &captures)
      if end == GrammarMatcher.noMatch { return end }
      if slot == 0 { captures.a = position..<end } else { captures.b = position..<end }
      return end
    }
  }

  private mutating func match(
    _ item: DiagnosticGrammar.Item, minimum: Int, at start: Int, _ captures: inout Captures
  ) throws(Reported) -> Int {
    var position = start
    var count = 0
    while true {
      let end = try match(item, at: position, &captures)
      if end == GrammarMatcher.noMatch || end == position { break }
      position = end
      count += 1
    }
    return count >= minimum ? position : GrammarMatcher.noMatch
  }

  private mutating func match(
    _ item: DiagnosticGrammar.Item, by separator: DiagnosticGrammar.Item, at start: Int, _ captures: inout Captures
  ) throws(Reported) -> Int {
    var position = try match(item, at: start, &captures)
    if position == GrammarMatcher.noMatch { return position }
    while true {
      let next = try match(separator, at: position, &captures)
      if next == GrammarMatcher.noMatch { return position }
      let end = try match(item, at: next, &captures)
      if end == GrammarMatcher.noMatch { return position }
      position = end
    }
  }
}
