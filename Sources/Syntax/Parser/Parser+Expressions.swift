// Expressions from the outermost down to operators: lists of expressions, conditional, boolean, comparison, arithmetic.

extension Parser {
  /// `a, *b, c`: one expression or a tuple.
  mutating func parseStarExpressions() throws(ParseFailure) -> Expression {
    let first = index
    let expression = try parseStarExpression()
    if kind != .comma { return expression }
    var elements = [expression]
    while accept(.comma) {
      if !startsExpression { break }
      elements.append(try parseStarExpression())
    }
    return try node(.tuple(elements, .load), span(from: first))
  }

  private mutating func parseStarExpression() throws(ParseFailure) -> Expression {
    if kind == .star { return try parseStarred(bitwiseOnly: true) }
    return try parseExpression()
  }

  /// `*a`; in calls any expression may follow, elsewhere no comparison.
  mutating func parseStarred(bitwiseOnly: Bool) throws(ParseFailure) -> Expression {
    let first = index
    index += 1
    let value = bitwiseOnly ? try parseBinary(0) : try parseExpression()
    return try node(.starred(value, .load), span(from: first))
  }

  /// `a, b` without stars: the whole of an `eval` source.
  mutating func parseExpressions() throws(ParseFailure) -> Expression {
    let first = index
    let expression = try parseExpression()
    if kind != .comma { return expression }
    var elements = [expression]
    while accept(.comma) {
      if !startsExpression || kind == .star { break }
      elements.append(try parseExpression())
    }
    return try node(.tuple(elements, .load), span(from: first))
  }

  /// Whether the current token can begin an expression or a starred one.
  var startsExpression: Bool {
    switch kind {
    case .name, .number, .string, .leftParenthesis, .leftBracket, .leftBrace, .minus, .plus, .tilde, .star, .ellipsis,
      .not, .lambda, .await, .keywordNone, .keywordTrue, .keywordFalse:
      true
    default: false
    }
  }

  /// `*a` or `name := value` or an expression, as in displays.
  mutating func parseStarNamedExpression() throws(ParseFailure) -> Expression {
    if kind == .star { return try parseStarred(bitwiseOnly: true) }
    return try parseNamedExpression()
  }

  /// An expression or `name := value`.
  mutating func parseNamedExpression() throws(ParseFailure) -> Expression {
    let first = index
    let expression = try parseExpression()
    guard kind == .walrus else { return expression }
    guard case .name(let name, _) = expression.kind, first == index - 1 else { throw ParseFailure() }
    index += 1
    let value = try parseExpression()
    return try node(
      .namedExpression(target: Expression(.name(name, .store), expression.span), value: value), span(from: first))
  }

  mutating func parseExpression() throws(ParseFailure) -> Expression {
    if kind == .lambda { return try parseLambda() }
    let first = index
    let body = try parseDisjunction()
    guard accept(.if) else { return body }
    let test = try parseDisjunction()
    try expect(.else)
    try descend()
    let orElse = try parseExpression()
    depth -= 1
    return try node(.conditional(test: test, body: body, orElse: orElse), span(from: first))
  }

  @inline(never)
  private mutating func parseLambda() throws(ParseFailure) -> Expression {
    let first = index
    try descend()
    index += 1
    let arguments = try parseParameters(of: .lambda)
    try expect(.colon)
    let body = try parseExpression()
    depth -= 1
    return try node(.lambda(arguments, body: body), span(from: first))
  }

  mutating func parseDisjunction() throws(ParseFailure) -> Expression {
    let first = index
    let left = try parseConjunction()
    if kind != .or { return left }
    var values = [left]
    while accept(.or) { values.append(try parseConjunction()) }
    return try node(.booleanOperation(.or, values), span(from: first))
  }

  private mutating func parseConjunction() throws(ParseFailure) -> Expression {
    let first = index
    let left = try parseInversion()
    if kind != .and { return left }
    var values = [left]
    while accept(.and) { values.append(try parseInversion()) }
    return try node(.booleanOperation(.and, values), span(from: first))
  }

  private mutating func parseInversion() throws(ParseFailure) -> Expression {
    if kind != .not { return try parseComparison() }
    let first = index
    try descend()
    index += 1
    let operand = try parseInversion()
    depth -= 1
    return try node(.unaryOperation(.not, operand), span(from: first))
  }

  private mutating func parseComparison() throws(ParseFailure) -> Expression {
    let first = index
    let left = try parseBinary(0)
    guard let comparison = acceptComparisonOperator() else { return left }
    var operators = [comparison]
    var comparators = [try parseBinary(0)]
    while let comparison = acceptComparisonOperator() {
      operators.append(comparison)
      comparators.append(try parseBinary(0))
    }
    return try node(.comparison(left: left, operators, comparators: comparators), span(from: first))
  }

  @inline(__always)
  private mutating func acceptComparisonOperator() -> ComparisonOperator? {
    let comparison: ComparisonOperator
    switch kind {
    case .equal: comparison = .equal
    case .notEqual: comparison = .notEqual
    case .less: comparison = .less
    case .lessEqual: comparison = .lessOrEqual
    case .greater: comparison = .greater
    case .greaterEqual: comparison = .greaterOrEqual
    case .in: comparison = .in
    case .is:
      index += 1
      return accept(.not) ? .isNot : .is
    case .not:
      guard kind(ahead: 1) == .in else { return nil }
      index += 2
      return .notIn
    default: return nil
    }
    index += 1
    return comparison
  }

  /// The binary operator at the current token and how tightly it binds (`|` is 0); nil when there is none.
  @inline(__always)
  private var binaryOperator: (operator: BinaryOperator, precedence: Int)? {
    switch kind {
    case .bar: (.bitOr, 0)
    case .caret: (.bitXor, 1)
    case .ampersand: (.bitAnd, 2)
    case .leftShift: (.leftShift, 3)
    case .rightShift: (.rightShift, 3)
    case .plus: (.add, 4)
    case .minus: (.subtract, 4)
    case .star: (.multiply, 5)
    case .slash: (.divide, 5)
    case .doubleSlash: (.floorDivide, 5)
    case .percent: (.modulo, 5)
    case .at: (.matrixMultiply, 5)
    default: nil
    }
  }

  /// Operators which bind at least as tightly as `precedence`, to the left.
  mutating func parseBinary(_ precedence: Int) throws(ParseFailure) -> Expression {
    let first = index
    var left = try parseFactor()
    while let (binary, level) = binaryOperator, level >= precedence {
      index += 1
      let right = try parseBinary(level + 1)
      left = try node(.binaryOperation(left: left, binary, right: right), span(from: first))
    }
    return left
  }

  private mutating func parseFactor() throws(ParseFailure) -> Expression {
    let unary: UnaryOperator
    switch kind {
    case .minus: unary = .minus
    case .plus: unary = .plus
    case .tilde: unary = .invert
    default: return try parsePower()
    }
    let first = index
    try descend()
    index += 1
    let operand = try parseFactor()
    depth -= 1
    return try node(.unaryOperation(unary, operand), span(from: first))
  }

  @inline(never)
  private mutating func parsePower() throws(ParseFailure) -> Expression {
    let first = index
    var base: Expression
    if accept(.await) {
      let operand = try parsePrimary()
      base = try node(.await(operand), span(from: first))
    } else {
      base = try parsePrimary()
    }
    guard accept(.doubleStar) else { return base }
    try descend()
    let exponent = try parseFactor()
    depth -= 1
    base = try node(.binaryOperation(left: base, .power, right: exponent), span(from: first))
    return base
  }

  /// `yield`, `yield a, b`, `yield from a`.
  @inline(never)
  mutating func parseYield() throws(ParseFailure) -> Expression {
    let first = index
    index += 1
    if accept(.from) {
      let value = try parseExpression()
      return try node(.yieldFrom(value), span(from: first))
    }
    let value = startsExpression ? try parseStarExpressions() : nil
    return try node(.yield(value), span(from: first))
  }

  /// The right side of an assignment: `yield …` or expressions.
  mutating func parseYieldOrStarExpressions() throws(ParseFailure) -> Expression {
    kind == .yield ? try parseYield() : try parseStarExpressions()
  }
}
