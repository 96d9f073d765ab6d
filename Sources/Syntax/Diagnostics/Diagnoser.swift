// From "this source is wrong" to the message, the place and the exception class CPython 3.11 reports.
// Two passes over the diagnostic grammar, as CPython makes them: the first, without wrong forms, finds how far a right
// source could go; the second tries wrong forms and usually ends in a report. When none applies, the place of the
// first pass is plainly "invalid syntax".

struct Diagnoser {
  let source: SourceText
  /// Asked for the trees of captured expressions.
  let parser: Parser
  /// What the lexer stopped at, reported when the search gets there.
  let lexicalProblem: SyntaxProblem?
  /// For the expression of an f-string's field: the column its first line starts at in the whole source.
  let fieldColumn: Int32?

  /// The diagnostic of a source which `parser` has refused.
  static func problem(in source: SourceText, lexer: Lexer, mode: ParseMode, parser: Parser) -> SyntaxProblem {
    let diagnoser = Diagnoser(
      source: source, parser: parser, lexicalProblem: lexer.failure.map { source.problem($0) }, fieldColumn: nil)
    if let found = parser.problem {
      return parser.isProblemFinal ? found : diagnoser.outranked(found, by: lexer, fetched: parser.index + 1)
    }
    return diagnoser.search(rule(mode), from: mode == .file ? parser.statementStart : 0, lexer: lexer)
  }

  /// The diagnostic of a refused source that is right up to its end, where more may follow; nil for another.
  static func incompleteInput(in source: SourceText, lexer: Lexer, mode: ParseMode, parser: Parser) -> SyntaxProblem? {
    if let failure = lexer.failure, !failure.isEndOfText { return nil }
    let diagnoser = Diagnoser(source: source, parser: parser, lexicalProblem: nil, fieldColumn: nil)
    var fetched = parser.index + 1
    if parser.problem == nil {
      var matcher = GrammarMatcher(diagnoser)
      try? matcher.match(rule: rule(mode), from: mode == .file ? parser.statementStart : 0)
      fetched = matcher.fetched
    }
    let last = min(fetched, parser.lexer.tokens.count) - 1
    let token = parser.lexer.tokens[last]
    // Where a token ends CPython's tokenizer knows by what follows; a string alone ends by itself.
    let touchesEnd = Int(token.end) == lexer.limit && token.kind != .string
    guard fetched > lexer.textEnd || touchesEnd else { return nil }
    return diagnoser.problem("incomplete input", last..<last + 1)
  }

  private static func rule(_ mode: ParseMode) -> String {
    switch mode {
    case .file: "file"
    case .expression: "eval"
    case .single: "single"
    }
  }

  /// The diagnostic of the field of an f-string with the text `field`, whose `{` stands at `line` and `column`.
  /// CPython parses the field as a source of its own, in parentheses.
  static func problem(
    inField field: ArraySlice<UInt8>, of filename: String, line: Int32, column: Int32
  ) -> SyntaxProblem {
    let source = SourceText(filename: filename, utf8: Array("(".utf8) + field + Array(")\n".utf8))
    var lexer = Lexer(bytes: source.utf8)
    lexer.scan(.file)
    var problem: SyntaxProblem
    if let failure = lexer.failure {
      problem = source.problem(failure)
    } else {
      let parser = Parser(source, lexer: lexer)
      let diagnoser = Diagnoser(source: source, parser: parser, lexicalProblem: nil, fieldColumn: column)
      problem = diagnoser.search("field", from: 0, lexer: lexer)
      problem.message = "f-string: " + problem.message
    }
    problem.line += Int(line) - 1
    problem.endLine += Int(line) - 1
    return problem
  }

  private func search(_ rule: String, from start: Int, lexer: Lexer) -> SyntaxProblem {
    var matcher = GrammarMatcher(self)
    do throws(Reported) {
      try matcher.match(rule: rule, from: start)
      let reached = matcher.fetched - 1
      matcher.triesWrongForms = true
      try matcher.match(rule: rule, from: start)
      switch parser.lexer.tokens[reached].kind {
      // Alone among problems these are reported at once, whatever the rest of the source holds.
      case .indent: return problem("unexpected indent", last: matcher.fetched - 1, kind: .indentation)
      case .dedent: return problem("unexpected unindent", last: matcher.fetched - 1, kind: .indentation)
      default: return outranked(genericProblem(at: reached), by: lexer, fetched: matcher.fetched)
      }
    } catch {
      let problem = matcher.reported ?? genericProblem(at: matcher.fetched - 1)
      return matcher.isReportLexical ? problem : outranked(problem, by: lexer, fetched: matcher.fetched)
    }
  }

  func genericProblem(at token: Int) -> SyntaxProblem { problem("invalid syntax", token..<token + 1) }

  /// CPython reads the rest of the source after a problem: a token that cannot be, or a bracket left open on an
  /// earlier line than the last token read, is the likelier cause.
  private func outranked(_ problem: SyntaxProblem, by lexer: Lexer, fetched: Int) -> SyntaxProblem {
    if let failure = lexer.failure, failure.outranksParser { return source.problem(failure) }
    guard lexer.failure != nil, let bracket = lexer.brackets.last, problem.kind != .recursion,
      parser.lexer.tokens[min(fetched, parser.lexer.tokens.count) - 1].line > bracket.line
    else { return problem }
    return source.problem(lexer.unclosedBracket(bracket))
  }

  // MARK: Reports

  func text(of token: Int) -> String {
    let token = parser.lexer.tokens[token]
    return String(decoding: source.utf8[Int(token.start)..<Int(token.end)], as: UTF8.self)
  }

  /// The problem `report` describes; nil when its conditions do not hold and the search goes on.
  func problem(
    _ report: DiagnosticGrammar.Report, _ captures: GrammarMatcher.Captures, end: Int, fetched: Int
  ) -> SyntaxProblem? {
    let first = report.captures.first == 1 ? captures.second : captures.first
    let second = report.captures.count > 1 ? captures.second : first
    let message = report.message.substituting(a: description(of: first), line: line(of: first))
    switch report.operation {
    case .at, .range: return problem(message, first, through: second)
    case .string: return stringProblem(at: first.lowerBound)
    case .last: return problem(message, last: fetched - 1)
    case .indent: return problem(message, last: fetched - 1, kind: .indentation)
    case .from:
      let last = parser.lexer.tokens[fetched - 1]
      var span = span(of: first)
      span.endLine = last.line
      span.endColumn = max(last.column, 0) + last.end - last.start - 1
      return problem(message, span)
    case .end:
      let span = span(of: first)
      return problem(
        message, SourceSpan(line: span.line, column: span.endColumn - 1, endLine: span.endLine, endColumn: -1))
    case .assign: return targetProblem(first, .assignment)
    case .for: return targetProblem(first, .loop)
    case .delete: return targetProblem(first, .deletion)
    case .comma:
      if ["print", "exec"].contains(text(of: first.lowerBound)), first.count == 1 { return nil }
      if parser.lexer.tokens[end - 1].depth == 0 { return nil }
      return problem(message, first, through: second)
    case .statement:
      let name = text(of: first.lowerBound)
      guard ["print", "exec"].contains(name) else { return nil }
      return problem(report.message.substituting(a: name, line: 0), first, through: second)
    case .generator:
      let positional = arguments(in: first).filter { $0.isPositional }
      guard positional.count > 1 else { return nil }
      return problem(message, positional[positional.count - 1].range, through: second)
    case .order:
      let unpacks = arguments(in: first).contains { parser.lexer.tokens[$0.range.lowerBound].kind == .doubleStar }
      return problem(unpacks ? message + " unpacking" : message, last: fetched - 1)
    }
  }

  /// What is wrong inside the string at `token`, if anything.
  private func stringProblem(at token: Int) -> SyntaxProblem? {
    var parser = parser
    parser.index = token
    _ = try? parser.parseStrings()
    return parser.problem
  }

  private func targetProblem(_ range: Range<Int>, _ use: TargetUse) -> SyntaxProblem? {
    guard let expression = expression(in: range), let wrong = expression.wrongTarget(for: use) else { return nil }
    let verb = use == .deletion ? "cannot delete" : "cannot assign to"
    return problem("\(verb) \(wrong.kind.description)", wrong.span)
  }

  /// The arguments of a call, split at their commas.
  private func arguments(in range: Range<Int>) -> [(range: Range<Int>, isPositional: Bool)] {
    let tokens = parser.lexer.tokens
    var arguments: [(range: Range<Int>, isPositional: Bool)] = []
    var start = range.lowerBound
    let depth = tokens[range.lowerBound - 1].depth
    for index in range.lowerBound...range.upperBound
    where index == range.upperBound || (tokens[index].kind == .comma && tokens[index].depth == depth) {
      guard start < index else { continue }
      let isKeyword = tokens[start].kind == .name && tokens[start + 1].kind == .assign
      arguments.append((start..<index, !isKeyword && tokens[start].kind != .doubleStar))
      start = index + 1
    }
    return arguments
  }

  // MARK: Places

  private func line(of range: Range<Int>) -> Int32 { parser.lexer.tokens[range.lowerBound].line }

  /// The expression that stands at exactly these tokens, if one does.
  private func expression(in range: Range<Int>) -> Expression? {
    func parse(_ rule: (inout Parser) throws(ParseFailure) -> Expression) -> Expression? {
      var parser = parser
      parser.index = range.lowerBound
      parser.depth = 0
      guard let expression = try? rule(&parser), parser.index == range.upperBound else { return nil }
      return expression
    }
    return parse { parser throws(ParseFailure) in try parser.parseStarExpressions() }
      ?? parse { parser throws(ParseFailure) in try parser.parseStarNamedExpression() }
      ?? parse { parser throws(ParseFailure) in try parser.parseYieldOrStarExpressions() }
      ?? parse { parser throws(ParseFailure) in try parser.parseStarred(bitwiseOnly: false) }
      ?? parse { parser throws(ParseFailure) in try parser.parseBinary(0) }
  }

  private func description(of range: Range<Int>) -> String {
    expression(in: range)?.kind.description ?? text(of: range.lowerBound)
  }

  /// Where a capture stands: parentheses around an expression do not belong to it, nor does a comma after a parameter.
  private func span(of range: Range<Int>) -> SourceSpan {
    let tokens = parser.lexer.tokens
    var last = range.upperBound - 1
    if last > range.lowerBound, tokens[last].kind == .comma { last -= 1 }
    if range.count > 1, let expression = expression(in: range.lowerBound..<last + 1) { return expression.span }
    return parser.span(of: tokens[range.lowerBound]).through(parser.span(of: tokens[last]))
  }

  func problem(_ message: String, _ range: Range<Int>, through last: Range<Int>? = nil) -> SyntaxProblem {
    let span = span(of: range)
    return problem(message, last.map { span.through(self.span(of: $0)) } ?? span)
  }

  /// A problem at the last token read.
  private func problem(_ message: String, last index: Int, kind: SyntaxProblem.Kind = .syntax) -> SyntaxProblem {
    problem(message, parser.place(of: parser.lexer.tokens[index]), kind: kind)
  }

  private func problem(_ message: String, _ span: SourceSpan, kind: SyntaxProblem.Kind = .syntax) -> SyntaxProblem {
    var span = span
    if let fieldColumn {
      // CPython takes the field's column from every place, though only its first line starts there.
      if span.line > 1 { span.column -= fieldColumn }
      if span.endLine > 1 { span.endColumn -= fieldColumn }
    }
    return source.problem(message, at: span, kind: kind)
  }
}

extension String {
  /// Fills in the placeholders `%a` and `%line`.
  fileprivate func substituting(a description: @autoclosure () -> String, line: Int32) -> String {
    var result = ""
    var rest = self[...]
    while let mark = rest.firstIndex(of: "%") {
      result += rest[..<mark]
      rest = rest[mark...]
      if rest.hasPrefix("%line") {
        result += String(line)
        rest = rest.dropFirst(5)
      } else {
        result += description()
        rest = rest.dropFirst(2)
      }
    }
    return result + rest
  }
}
