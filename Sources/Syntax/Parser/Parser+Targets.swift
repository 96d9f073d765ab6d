// Assignment targets: parsed as expressions, then turned into targets, which also checks them.

extension Parser {
  /// The targets of `for`, up to `in`: one target or a tuple.
  mutating func parseTargetList() throws(ParseFailure) -> Expression {
    let first = index
    let target = try parseStarTarget()
    if kind != .comma { return target }
    var targets = [target]
    while accept(.comma) {
      guard startsExpression else { break }
      targets.append(try parseStarTarget())
    }
    return try node(.tuple(targets, .store), span(from: first))
  }

  /// One target, perhaps starred.
  mutating func parseStarTarget() throws(ParseFailure) -> Expression {
    let first = index
    guard accept(.star) else { return try target(try parsePrimary(), .store) }
    let value = try target(try parsePrimary(), .store)
    return try node(.starred(value, .store), span(from: first))
  }

  /// `expression` as a target of an assignment (`.store`) or of `del`.
  func target(_ expression: Expression, _ context: ExpressionContext) throws(ParseFailure) -> Expression {
    let kind: ExpressionKind
    switch expression.kind {
    case .name(let name, _): kind = .name(name, context)
    case .attribute(let value, let name, _): kind = .attribute(value, name, context)
    case .subscript(let value, let index, _): kind = .subscript(value, index: index, context)
    case .tuple(let elements, _): kind = .tuple(try targets(elements, context), context)
    case .list(let elements, _): kind = .list(try targets(elements, context), context)
    case .starred(let value, _) where context == .store:
      if case .starred = value.kind { throw ParseFailure() }
      kind = .starred(try target(value, context), context)
    default: throw ParseFailure()
    }
    return Expression(kind, expression.span)
  }

  func targets(_ expressions: [Expression], _ context: ExpressionContext) throws(ParseFailure) -> [Expression] {
    var targets: [Expression] = []
    targets.reserveCapacity(expressions.count)
    for expression in expressions { targets.append(try target(expression, context)) }
    return targets
  }

  /// A target which is not a list of targets: of an augmented or annotated assignment.
  func singleTarget(_ expression: Expression) throws(ParseFailure) -> Expression {
    switch expression.kind {
    case .name, .attribute, .subscript: return try target(expression, .store)
    default: throw ParseFailure()
    }
  }
}
