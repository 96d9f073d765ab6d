// Primaries: an atom with its attributes, calls and subscripts; call arguments.

extension Parser {
  mutating func parsePrimary() throws(ParseFailure) -> Expression {
    let first = index
    var expression = try parseAtom()
    while true {
      switch kind {
      case .dot:
        index += 1
        let name = try expectName()
        expression = try node(.attribute(expression, name, .load), span(from: first))
      case .leftParenthesis:
        let (arguments, keywords) = try parseCallArguments()
        expression = try node(
          .call(function: expression, arguments: arguments, keywords: keywords), span(from: first))
      case .leftBracket:
        index += 1
        let subscriptIndex = try parseSlices()
        try expect(.rightBracket)
        expression = try node(.subscript(expression, index: subscriptIndex, .load), span(from: first))
      default:
        return expression
      }
    }
  }

  /// `( … )` of a call or class definition.
  @inline(never)
  mutating func parseCallArguments(allowsGenerator: Bool = true) throws(ParseFailure) -> ([Expression], [Keyword]) {
    let open = index
    index += 1
    var arguments: [Expression] = []
    var keywords: [Keyword] = []
    var sawDoubleStar = false
    while kind != .rightParenthesis {
      let first = index
      switch kind {
      case .star:
        if sawDoubleStar { throw ParseFailure() }
        arguments.append(try parseStarred(bitwiseOnly: false))
      case .doubleStar:
        index += 1
        sawDoubleStar = true
        let value = try parseExpression()
        keywords.append(Keyword(name: nil, value: value, span: span(from: first)))
      case .name where kind(ahead: 1) == .assign:
        let name = try expectName()
        index += 1
        let value = try parseExpression()
        keywords.append(Keyword(name: name, value: value, span: span(from: first)))
      default:
        let argument = try parseNamedExpression()
        if kind == .for || kind == .async {
          // A generator without parentheses of its own must be alone.
          guard allowsGenerator, arguments.isEmpty, keywords.isEmpty else { throw ParseFailure() }
          let clauses = try parseComprehensionClauses()
          try expect(.rightParenthesis)
          return ([try node(.generatorExpression(element: argument, clauses), span(from: open))], [])
        }
        if !keywords.isEmpty { throw ParseFailure() }
        arguments.append(argument)
      }
      if !accept(.comma) { break }
    }
    try expect(.rightParenthesis)
    return (arguments, keywords)
  }

  /// What stands between the brackets of a subscript.
  @inline(never)
  private mutating func parseSlices() throws(ParseFailure) -> Expression {
    let first = index
    let start = try parseSlice()
    if kind != .comma {
      guard case .starred = start.kind else { return start }
      return try node(.tuple([start], .load), span(from: first))
    }
    var elements = [start]
    while accept(.comma), kind != .rightBracket { elements.append(try parseSlice()) }
    return try node(.tuple(elements, .load), span(from: first))
  }

  @inline(never)
  private mutating func parseSlice() throws(ParseFailure) -> Expression {
    if kind == .star { return try parseStarred(bitwiseOnly: false) }
    let first = index
    var lower: Expression?
    if kind != .colon {
      lower = try parseNamedExpression()
      guard kind == .colon, let lower else { return lower! }
      // `a[x := 1 : 2]` needs parentheses.
      if case .namedExpression = lower.kind, lexer.tokens[first].kind == .name { throw ParseFailure() }
    }
    index += 1
    let upper = endsSlicePart ? nil : try parseExpression()
    var step: Expression?
    if accept(.colon), !endsSlicePart { step = try parseExpression() }
    return try node(.slice(lower: lower, upper: upper, step: step), span(from: first))
  }

  private var endsSlicePart: Bool { kind == .colon || kind == .comma || kind == .rightBracket }
}
