// Atoms: names, literals, and everything in brackets.

extension Parser {
  mutating func parseAtom() throws(ParseFailure) -> Expression {
    let token = lexer.tokens[index]
    switch token.kind {
    case .name:
      index += 1
      return Expression(.name(name(token.payload), .load), span(of: token))
    case .number:
      index += 1
      return Expression(.constant(NumberLiteral.value(bytes[Int(token.start)..<Int(token.end)])), span(of: token))
    case .string: return try parseStrings()
    case .leftParenthesis: return try parseParenthesized()
    case .leftBracket: return try parseListDisplay()
    case .leftBrace: return try parseBraceDisplay()
    case .keywordNone: return constant(.none)
    case .keywordTrue: return constant(.true)
    case .keywordFalse: return constant(.false)
    case .ellipsis: return constant(.ellipsis)
    default: throw ParseFailure()
    }
  }

  @inline(never)
  private mutating func constant(_ value: Constant) -> Expression {
    index += 1
    return Expression(.constant(value), span(of: lexer.tokens[index - 1]))
  }

  /// `( … )`: a group, a tuple, a generator expression or a yield.
  @inline(never)
  mutating func parseParenthesized() throws(ParseFailure) -> Expression {
    let first = index
    index += 1
    if accept(.rightParenthesis) { return Expression(.tuple([], .load), span(from: first)) }
    if kind == .yield {
      let value = try parseYield()
      try expect(.rightParenthesis)
      return value
    }
    let element = try parseStarNamedExpression()
    switch kind {
    case .rightParenthesis:
      if case .starred = element.kind { throw ParseFailure() }
      index += 1
      return element
    case .comma:
      let elements = try parseElements(after: element, until: .rightParenthesis)
      return try node(.tuple(elements, .load), span(from: first))
    default:
      if case .starred = element.kind { throw ParseFailure() }
      let clauses = try parseComprehensionClauses()
      try expect(.rightParenthesis)
      return try node(.generatorExpression(element: element, clauses), span(from: first))
    }
  }

  /// `, b, *c, …` and the closing bracket.
  @inline(never)
  private mutating func parseElements(
    after element: Expression, until close: TokenKind
  ) throws(ParseFailure) -> [Expression] {
    var elements = [element]
    while accept(.comma), kind != close { elements.append(try parseStarNamedExpression()) }
    try expect(close)
    return elements
  }

  @inline(never)
  private mutating func parseListDisplay() throws(ParseFailure) -> Expression {
    let first = index
    index += 1
    if accept(.rightBracket) { return Expression(.list([], .load), span(from: first)) }
    let element = try parseStarNamedExpression()
    if kind == .for || kind == .async {
      if case .starred = element.kind { throw ParseFailure() }
      let clauses = try parseComprehensionClauses()
      try expect(.rightBracket)
      return try node(.listComprehension(element: element, clauses), span(from: first))
    }
    let elements = try parseElements(after: element, until: .rightBracket)
    return try node(.list(elements, .load), span(from: first))
  }

  /// `{ … }`: a dictionary or set, or a comprehension of either.
  @inline(never)
  private mutating func parseBraceDisplay() throws(ParseFailure) -> Expression {
    let first = index
    index += 1
    if accept(.rightBrace) { return Expression(.dictionary(keys: [], values: []), span(from: first)) }
    if kind == .doubleStar { return try parseDictionary(from: first, firstKey: nil) }
    let element = try parseStarNamedExpression()
    switch kind {
    case .colon:
      // A key is an expression: neither starred nor assigned.
      switch element.kind {
      case .starred: throw ParseFailure()
      case .namedExpression where lexer.tokens[first + 1].kind == .name: throw ParseFailure()
      default: return try parseDictionary(from: first, firstKey: element)
      }
    case .for, .async:
      if case .starred = element.kind { throw ParseFailure() }
      let clauses = try parseComprehensionClauses()
      try expect(.rightBrace)
      return try node(.setComprehension(element: element, clauses), span(from: first))
    default:
      let elements = try parseElements(after: element, until: .rightBrace)
      return try node(.set(elements), span(from: first))
    }
  }

  /// The rest of a dictionary from its first colon or `**` on.
  @inline(never)
  private mutating func parseDictionary(from first: Int, firstKey: Expression?) throws(ParseFailure) -> Expression {
    var keys: [Expression?] = []
    var values: [Expression] = []
    var key = firstKey
    repeat {
      if keys.isEmpty, let key {
        index += 1
        let value = try parseExpression()
        if kind == .for || kind == .async {
          let clauses = try parseComprehensionClauses()
          try expect(.rightBrace)
          return try node(.dictionaryComprehension(key: key, value: value, clauses), span(from: first))
        }
        values.append(value)
      } else if kind == .rightBrace {
        break
      } else if accept(.doubleStar) {
        key = nil
        values.append(try parseBinary(0))
      } else {
        key = try parseExpression()
        try expect(.colon)
        values.append(try parseExpression())
      }
      keys.append(key)
    } while accept(.comma)
    try expect(.rightBrace)
    return try node(.dictionary(keys: keys, values: values), span(from: first))
  }

  /// One or more `[async] for … in … [if …]`.
  @inline(never)
  mutating func parseComprehensionClauses() throws(ParseFailure) -> [Comprehension] {
    var clauses: [Comprehension] = []
    while kind == .for || kind == .async {
      let isAsync = accept(.async)
      try expect(.for)
      let target = try parseTargetList()
      try expect(.in)
      let iterable = try parseDisjunction()
      var conditions: [Expression] = []
      while accept(.if) { conditions.append(try parseDisjunction()) }
      clauses.append(Comprehension(target: target, iterable: iterable, conditions: conditions, isAsync: isAsync))
    }
    if clauses.isEmpty { throw ParseFailure() }
    return clauses
  }
}
