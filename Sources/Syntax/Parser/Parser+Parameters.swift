// Parameter lists of `def` and `lambda`.

extension Parser {
  enum ParameterOwner {
    case function, lambda

    var terminator: TokenKind { self == .function ? .rightParenthesis : .colon }
  }

  /// Parameters up to, not including, the closing parenthesis of a `def` or the colon of a lambda.
  mutating func parseParameters(of owner: ParameterOwner) throws(ParseFailure) -> Arguments {
    if kind == owner.terminator { return Parser.noArguments }
    var positionalOnly: [Argument] = []
    var positional: [Argument] = []
    var defaults: [Expression] = []
    while kind != owner.terminator {
      switch kind {
      case .name:
        positional.append(try parseParameter(of: owner))
        if accept(.assign) {
          defaults.append(try parseExpression())
        } else if !defaults.isEmpty {
          throw ParseFailure()
        }
      case .slash:
        if !positionalOnly.isEmpty || positional.isEmpty { throw ParseFailure() }
        index += 1
        (positionalOnly, positional) = (positional, [])
      case .star, .doubleStar:
        return try parseStarParameters(of: owner, positionalOnly, positional, defaults)
      default:
        throw ParseFailure()
      }
      if kind != owner.terminator { try expect(.comma) }
    }
    return Arguments(positionalOnly: positionalOnly, positional: positional, defaults: defaults)
  }

  private static let noArguments = Arguments()

  /// The parameters from `*` or `**` on.
  private mutating func parseStarParameters(
    of owner: ParameterOwner, _ positionalOnly: [Argument], _ positional: [Argument], _ defaults: [Expression]
  ) throws(ParseFailure) -> Arguments {
    var variadic: Argument?
    var keywordOnly: [Argument] = []
    var keywordDefaults: [Expression?] = []
    var keywordVariadic: Argument?
    if accept(.star) {
      if kind == .comma {
        // A bare star: a named parameter must follow.
        if kind(ahead: 1) != .name { throw ParseFailure() }
      } else {
        variadic = try parseParameter(of: owner, isVariadic: true)
      }
      if kind != owner.terminator { try expect(.comma) }
    }
    while kind == .name {
      keywordOnly.append(try parseParameter(of: owner))
      keywordDefaults.append(accept(.assign) ? try parseExpression() : nil)
      if kind != owner.terminator { try expect(.comma) }
    }
    if accept(.doubleStar) {
      keywordVariadic = try parseParameter(of: owner)
      if kind != owner.terminator { try expect(.comma) }
    }
    if kind != owner.terminator { throw ParseFailure() }
    return Arguments(
      positionalOnly: positionalOnly, positional: positional, variadic: variadic, keywordOnly: keywordOnly,
      keywordDefaults: keywordDefaults, keywordVariadic: keywordVariadic, defaults: defaults)
  }

  private mutating func parseParameter(
    of owner: ParameterOwner, isVariadic: Bool = false
  ) throws(ParseFailure) -> Argument {
    let first = index
    let name = try expectName()
    var annotation: Expression?
    if owner == .function, accept(.colon) {
      annotation = isVariadic && kind == .star ? try parseStarred(bitwiseOnly: true) : try parseExpression()
    }
    return Argument(name: name, annotation: annotation, span: span(from: first))
  }
}
