// `match` statements and their patterns.
// `match`, `case` and `_` are ordinary names elsewhere, so the statement is recognised by its whole first line.

extension Parser {
  /// Whether `match …:` with an indented `case` begins here.
  var startsMatch: Bool {
    guard isSoftKeyword("match", at: index) else { return false }
    switch kind(ahead: 1) {
    case .name, .number, .string, .leftParenthesis, .leftBracket, .leftBrace, .minus, .plus, .tilde, .star, .ellipsis,
      .not, .lambda, .await, .keywordNone, .keywordTrue, .keywordFalse:
      break
    default: return false
    }
    var end = index + 1
    while end < lexer.tokens.count, lexer.tokens[end].kind != .newline { end += 1 }
    return end + 2 < lexer.tokens.count && lexer.tokens[end - 1].kind == .colon
      && lexer.tokens[end + 1].kind == .indent && isSoftKeyword("case", at: end + 2)
  }

  @inline(never)
  mutating func parseMatch() throws(ParseFailure) -> Statement {
    let first = index
    index += 1
    let subject = try parseSubject()
    try expect(.colon)
    try expect(.newline)
    try expect(.indent)
    var cases: [MatchCase] = []
    repeat {
      guard isSoftKeyword("case", at: index) else { throw ParseFailure() }
      index += 1
      let pattern = try parsePatterns()
      let condition = accept(.if) ? try parseNamedExpression() : nil
      cases.append(MatchCase(pattern: pattern, guard: condition, body: try parseBlock()))
    } while !accept(.dedent)
    return Statement(.match(subject: subject, cases: cases), span(from: first))
  }

  @inline(never)
  private mutating func parseSubject() throws(ParseFailure) -> Expression {
    let first = index
    let subject = try parseStarNamedExpression()
    if kind != .comma {
      if case .starred = subject.kind { throw ParseFailure() }
      return subject
    }
    var elements = [subject]
    while accept(.comma), startsExpression { elements.append(try parseStarNamedExpression()) }
    return try node(.tuple(elements, .load), span(from: first))
  }

  /// The pattern of a case: one, or a sequence without brackets.
  @inline(never)
  private mutating func parsePatterns() throws(ParseFailure) -> Pattern {
    let first = index
    let pattern = try parseMaybeStarPattern()
    if kind != .comma {
      if case .star = pattern.kind { throw ParseFailure() }
      return pattern
    }
    var patterns = [pattern]
    while accept(.comma), kind != .colon, kind != .if { patterns.append(try parseMaybeStarPattern()) }
    return Pattern(.sequence(patterns), span(from: first))
  }

  private mutating func parseMaybeStarPattern() throws(ParseFailure) -> Pattern {
    guard kind == .star else { return try parsePattern() }
    let first = index
    index += 1
    let name = try parseCaptureName(allowsWildcard: true)
    return Pattern(.star(name), span(from: first))
  }

  /// A name to bind; `_` gives nil where it is allowed.
  private mutating func parseCaptureName(allowsWildcard: Bool) throws(ParseFailure) -> Name? {
    let isWildcard = isSoftKeyword("_", at: index)
    let name = try expectName()
    if isWildcard {
      if !allowsWildcard { throw ParseFailure() }
      return nil
    }
    if kind == .dot || kind == .leftParenthesis || kind == .assign { throw ParseFailure() }
    return name
  }

  /// `a | b as c`.
  private mutating func parsePattern() throws(ParseFailure) -> Pattern {
    let first = index
    var pattern = try parseClosedPattern()
    if kind == .bar {
      var alternatives = [pattern]
      while accept(.bar) { alternatives.append(try parseClosedPattern()) }
      pattern = Pattern(.or(alternatives), span(from: first))
    }
    guard accept(.as) else { return pattern }
    let name = try parseCaptureName(allowsWildcard: false)
    return Pattern(.as(pattern, name: name), span(from: first))
  }

  private mutating func parseClosedPattern() throws(ParseFailure) -> Pattern {
    let first = index
    switch kind {
    case .number, .minus:
      let value = try parseSignedNumber()
      return Pattern(.value(value), span(from: first))
    case .string:
      let value = try parsePatternStrings()
      return Pattern(.value(value), span(from: first))
    case .keywordNone: return singleton(.none)
    case .keywordTrue: return singleton(.true)
    case .keywordFalse: return singleton(.false)
    case .name: return try parseNamePattern()
    case .leftParenthesis: return try parseGroupPattern()
    case .leftBracket:
      index += 1
      let patterns = try parsePatternElements(until: .rightBracket)
      return Pattern(.sequence(patterns), span(from: first))
    case .leftBrace: return try parseMappingPattern()
    default: throw ParseFailure()
    }
  }

  private mutating func singleton(_ value: Constant) -> Pattern {
    index += 1
    return Pattern(.singleton(value), span(from: index - 1))
  }

  /// `1`, `-1`, `1 + 2j`, `-1 - 2j`.
  @inline(never)
  private mutating func parseSignedNumber() throws(ParseFailure) -> Expression {
    let first = index
    let isNegative = accept(.minus)
    guard kind == .number else { throw ParseFailure() }
    var value = try parseAtom()
    let isReal = !value.isImaginary
    if isNegative { value = try node(.unaryOperation(.minus, value), span(from: first)) }
    guard kind == .plus || kind == .minus else { return value }
    let sign: BinaryOperator = kind == .plus ? .add : .subtract
    index += 1
    guard kind == .number else { throw ParseFailure() }
    let numberIndex = index
    let imaginary = try parseAtom()
    if !isReal { throw complexProblem("real number required in complex literal", at: value.span) }
    if !imaginary.isImaginary {
      throw complexProblem("imaginary number required in complex literal", at: span(of: lexer.tokens[numberIndex]))
    }
    return try node(.binaryOperation(left: value, sign, right: imaginary), span(from: first))
  }

  private mutating func complexProblem(_ message: String, at span: SourceSpan) -> ParseFailure {
    problem = source.problem(message, at: span)
    return ParseFailure()
  }

  /// A capture, the wildcard, a dotted name, or a class pattern.
  @inline(never)
  private mutating func parseNamePattern() throws(ParseFailure) -> Pattern {
    let first = index
    let isWildcard = isSoftKeyword("_", at: index)
    let name = try expectName()
    if kind != .dot, kind != .leftParenthesis {
      if kind == .assign { throw ParseFailure() }
      return Pattern(.as(nil, name: isWildcard ? nil : name), span(from: first))
    }
    let value = try parseAttributes(of: Expression(.name(name, .load), span(from: first)), from: first)
    if kind == .leftParenthesis { return try parseClassPattern(of: value, from: first) }
    if kind == .assign { throw ParseFailure() }
    return Pattern(.value(value), span(from: first))
  }

  private mutating func parseAttributes(of value: Expression, from first: Int) throws(ParseFailure) -> Expression {
    var value = value
    while accept(.dot) {
      let attribute = try expectName()
      value = try node(.attribute(value, attribute, .load), span(from: first))
    }
    return value
  }

  @inline(never)
  private mutating func parseClassPattern(of type: Expression, from first: Int) throws(ParseFailure) -> Pattern {
    index += 1
    var patterns: [Pattern] = []
    var keywordNames: [Name] = []
    var keywordPatterns: [Pattern] = []
    while kind != .rightParenthesis {
      if kind == .name, kind(ahead: 1) == .assign {
        keywordNames.append(try expectName())
        index += 1
        keywordPatterns.append(try parsePattern())
      } else {
        if !keywordNames.isEmpty { throw ParseFailure() }
        patterns.append(try parsePattern())
      }
      if !accept(.comma) { break }
    }
    try expect(.rightParenthesis)
    let pattern = ClassPattern(
      type: type, patterns: patterns, keywordNames: keywordNames, keywordPatterns: keywordPatterns)
    return Pattern(.class(pattern), span(from: first))
  }

  /// `(pattern)` is the pattern itself; with a comma, or empty, it is a sequence.
  @inline(never)
  private mutating func parseGroupPattern() throws(ParseFailure) -> Pattern {
    let first = index
    index += 1
    let patterns = try parsePatternElements(until: .rightParenthesis)
    if patterns.count == 1, lexer.tokens[index - 2].kind != .comma {
      if case .star = patterns[0].kind { throw ParseFailure() }
      return patterns[0]
    }
    return Pattern(.sequence(patterns), span(from: first))
  }

  @inline(never)
  private mutating func parsePatternElements(until close: TokenKind) throws(ParseFailure) -> [Pattern] {
    var patterns: [Pattern] = []
    while kind != close {
      patterns.append(try parseMaybeStarPattern())
      if !accept(.comma) { break }
    }
    try expect(close)
    return patterns
  }

  @inline(never)
  private mutating func parseMappingPattern() throws(ParseFailure) -> Pattern {
    let first = index
    index += 1
    var keys: [Expression] = []
    var patterns: [Pattern] = []
    var rest: Name?
    while kind != .rightBrace {
      if accept(.doubleStar) {
        rest = try parseCaptureName(allowsWildcard: false)
        _ = accept(.comma)
        break
      }
      keys.append(try parseMappingKey())
      try expect(.colon)
      patterns.append(try parsePattern())
      if !accept(.comma) { break }
    }
    try expect(.rightBrace)
    return Pattern(.mapping(keys: keys, patterns: patterns, rest: rest), span(from: first))
  }

  /// Strings, but no f-strings.
  private mutating func parsePatternStrings(what: String = "patterns") throws(ParseFailure) -> Expression {
    let value = try parseStrings()
    if case .constant = value.kind { return value }
    problem = source.problem("\(what) may only match literals and attribute lookups", at: value.span)
    throw ParseFailure()
  }

  private mutating func parseMappingKey() throws(ParseFailure) -> Expression {
    let first = index
    switch kind {
    case .number, .minus: return try parseSignedNumber()
    case .string: return try parsePatternStrings(what: "mapping pattern keys")
    case .keywordNone, .keywordTrue, .keywordFalse: return try parseAtom()
    case .name:
      let name = try expectName()
      guard kind == .dot else { throw ParseFailure() }
      return try parseAttributes(of: Expression(.name(name, .load), span(from: first)), from: first)
    default: throw ParseFailure()
    }
  }
}

extension Expression {
  fileprivate var isImaginary: Bool {
    if case .constant(.imaginary) = kind { true } else { false }
  }
}
