// Expression nodes of the module `ast` → the parser's expressions.

import CRuntime
import Syntax

extension SyntaxTreeReader {
  func expression(
    _ node: Value, _ name: StaticString, of owner: String, _ use: ExpressionContext = .load
  ) throws(PendingException) -> Expression {
    let value = try field(node, name, of: owner)
    if value.isNone { throw valueError("field '\(name)' is required for \(owner)") }
    return try expression(value, use)
  }

  func optionalExpression(
    _ node: Value, _ name: StaticString, of owner: String
  ) throws(PendingException) -> Expression? {
    let value = try field(node, name, of: owner, isOptional: true)
    return value.isNone ? nil : try expression(value)
  }

  func expressions(
    _ node: Value, _ name: StaticString, of owner: String, _ use: ExpressionContext = .load
  ) throws(PendingException) -> [Expression] {
    try each(node, name, of: owner) { item throws(PendingException) in
      if item.isNone { throw valueError("None disallowed in expression list") }
      return try expression(item, use)
    }
  }

  func expression(_ node: Value, _ use: ExpressionContext = .load) throws(PendingException) -> Expression {
    try checkDepth("expr")
    guard node.isInstance(of: nodeClasses[StaticStringKey(text: "expr")].unsafelyUnwrapped.type) else {
      throw typeError("expected some sort of expr, but got \(t.repr(text: node))")
    }
    let span = try span(node, of: "expr")
    guard let entry = nodeClass(of: node) else {
      throw typeError("expected some sort of expr, but got \(t.repr(text: node))")
    }
    let made = Expression(try kind(node, entry.name, use), span)
    if made.height > Expression.maximumHeight {
      t.raise(.recursionError, "maximum recursion depth exceeded during compilation")
      throw PendingException()
    }
    return made
  }

  /// What may stand where something is assigned or deleted, then the rest.
  private func kind(
    _ node: Value, _ name: String, _ use: ExpressionContext
  ) throws(PendingException) -> ExpressionKind {
    if ["Attribute", "Subscript", "Starred", "Name", "List", "Tuple"].contains(name) {
      try checkContext(node, of: name, use)
    } else if use != .load {
      let word = use == .store ? "Store" : "Del"
      throw valueError("expression which can't be assigned to in \(word) context")
    }
    switch name {
    case "Name":
      let identifier = try identifier(node, "id", of: name)
      try checkName(identifier)
      return .name(identifier, use)
    case "Constant": return try literal(node)
    case "Attribute":
      return .attribute(try expression(node, "value", of: name), try identifier(node, "attr", of: name), use)
    case "Subscript":
      return .subscript(
        try expression(node, "value", of: name), index: try expression(node, "slice", of: name), use)
    case "Starred": return .starred(try expression(node, "value", of: name, use), use)
    case "List": return .list(try expressions(node, "elts", of: name, use), use)
    case "Tuple": return .tuple(try expressions(node, "elts", of: name, use), use)
    case "Call":
      return .call(
        function: try expression(node, "func", of: name), arguments: try expressions(node, "args", of: name),
        keywords: try keywords(node, of: name))
    case "BinOp":
      return .binaryOperation(
        left: try expression(node, "left", of: name), try binaryOperator(try field(node, "op", of: name)),
        right: try expression(node, "right", of: name))
    case "UnaryOp":
      return .unaryOperation(
        try unaryOperator(try field(node, "op", of: name)), try expression(node, "operand", of: name))
    case "BoolOp": return try booleanOperation(node)
    case "Compare": return try comparison(of: node)
    case "IfExp":
      return .conditional(
        test: try expression(node, "test", of: name), body: try expression(node, "body", of: name),
        orElse: try expression(node, "orelse", of: name))
    default: return try rare(node, name)
    }
  }

  private func rare(_ node: Value, _ name: String) throws(PendingException) -> ExpressionKind {
    switch name {
    case "Dict": return try dictionary(node)
    case "Set": return .set(try expressions(node, "elts", of: name))
    case "Await": return .await(try expression(node, "value", of: name))
    case "Yield": return .yield(try optionalExpression(node, "value", of: name))
    case "YieldFrom": return .yieldFrom(try expression(node, "value", of: name))
    case "JoinedStr": return .joinedString(try expressions(node, "values", of: name))
    case "FormattedValue":
      let value = try expression(node, "value", of: name)
      let code = try integer(node, "conversion", of: name)
      let conversions: [FormatConversion] = [.none, .string, .representation, .ascii]
      guard let conversion = conversions.first(where: { $0.code == code }) else {
        t.raise(.systemError, "Unrecognized conversion character \(code ?? 0)")
        throw PendingException()
      }
      let format = try optionalExpression(node, "format_spec", of: name)
      return .formattedValue(value, conversion, format: format.map(joined))
    case "NamedExpr":
      let target = try expression(node, "target", of: name, .store)
      guard case .name = target.kind else { throw typeError("NamedExpr target must be a Name") }
      return .namedExpression(target: target, value: try expression(node, "value", of: name))
    case "Lambda":
      return .lambda(
        try arguments(try field(node, "args", of: name)), body: try expression(node, "body", of: name))
    case "ListComp": return .listComprehension(element: try expression(node, "elt", of: name), try clauses(node, name))
    case "SetComp": return .setComprehension(element: try expression(node, "elt", of: name), try clauses(node, name))
    case "GeneratorExp":
      return .generatorExpression(element: try expression(node, "elt", of: name), try clauses(node, name))
    case "DictComp":
      return .dictionaryComprehension(
        key: try expression(node, "key", of: name), value: try expression(node, "value", of: name),
        try clauses(node, name))
    case "Slice":
      return .slice(
        lower: try optionalExpression(node, "lower", of: name), upper: try optionalExpression(node, "upper", of: name),
        step: try optionalExpression(node, "step", of: name))
    default: throw typeError("expected some sort of expr, but got \(t.repr(text: node))")
    }
  }

  /// The compiler takes any joined string for a format: a plain one is made one.
  private func joined(_ format: Expression) -> Expression {
    if case .joinedString = format.kind { return format }
    return Expression(.joinedString([format]), format.span)
  }

  private func literal(_ node: Value) throws(PendingException) -> ExpressionKind {
    let value = try field(node, "value", of: "Constant")
    let kind = try field(node, "kind", of: "Constant", isOptional: true)
    if !kind.isNone, !kind.isKind(.string) { throw typeError("AST string must be of type str") }
    return try literal(of: value, try span(node, of: "expr"))
  }

  /// What the parser writes as an expression of literals: tuples, complex numbers with a real part, and negative numbers
  /// beyond a machine word.
  private func literal(of value: Value, _ span: SourceSpan) throws(PendingException) -> ExpressionKind {
    if value.isKind(.tuple), value.type.value == vm.pointee.types.tuple {
      try checkDepth("constant")
      let tuple = TupleRef(value)
      var items: [Expression] = []
      for index in 0..<tuple.count { items.append(Expression(try literal(of: tuple[index], span), span)) }
      return .tuple(items, .load)
    }
    if value.isKind(.complex), value.type.value == vm.pointee.types.complex {
      let real = Expression(.constant(.float(ComplexRef(value).real)), span)
      let imaginary = Expression(.constant(.imaginary(ComplexRef(value).imaginary)), span)
      if ComplexRef(value).real.bitPattern != 0 { return .binaryOperation(left: real, .add, right: imaginary) }
    }
    let literal = try constant(value)
    if case .bigInteger(let number) = literal, number.digits.first == "-" {
      let magnitude = BigIntegerLiteral(digits: String(number.digits.dropFirst()), radix: 10)
      return .unaryOperation(.minus, Expression(.constant(.bigInteger(magnitude)), span))
    }
    return .constant(literal)
  }

  private func booleanOperation(_ node: Value) throws(PendingException) -> ExpressionKind {
    let operation: BooleanOperator = try choice(
      try field(node, "op", of: "BoolOp"), "boolop", ["And": .and, "Or": .or])
    let values = try expressions(node, "values", of: "BoolOp")
    if values.count < 2 { throw valueError("BoolOp with less than 2 values") }
    return .booleanOperation(operation, values)
  }

  private func comparison(of node: Value) throws(PendingException) -> ExpressionKind {
    let left = try expression(node, "left", of: "Compare")
    let operators = try each(node, "ops", of: "Compare") { item throws(PendingException) in try comparison(item) }
    let comparators = try expressions(node, "comparators", of: "Compare")
    if comparators.isEmpty { throw valueError("Compare with no comparators") }
    if comparators.count != operators.count {
      throw valueError("Compare has a different number of comparators and operands")
    }
    return .comparison(left: left, operators, comparators: comparators)
  }

  private func dictionary(_ node: Value) throws(PendingException) -> ExpressionKind {
    let keys = try each(node, "keys", of: "Dict") { item throws(PendingException) -> Expression? in
      item.isNone ? nil : try expression(item)
    }
    let values = try expressions(node, "values", of: "Dict")
    if keys.count != values.count { throw valueError("Dict doesn't have the same number of keys as values") }
    return .dictionary(keys: keys, values: values)
  }

  private func clauses(_ node: Value, _ name: String) throws(PendingException) -> [Comprehension] {
    let clauses = try each(node, "generators", of: name) { item throws(PendingException) in
      Comprehension(
        target: try expression(item, "target", of: "comprehension", .store),
        iterable: try expression(item, "iter", of: "comprehension"),
        conditions: try expressions(item, "ifs", of: "comprehension"),
        isAsync: try integer(item, "is_async", of: "comprehension") != 0)
    }
    if clauses.isEmpty { throw valueError("comprehension with no generators") }
    return clauses
  }

  func keywords(_ node: Value, of owner: String) throws(PendingException) -> [Keyword] {
    try each(node, "keywords", of: owner) { item throws(PendingException) in
      Keyword(
        name: try optionalIdentifier(item, "arg", of: "keyword"), value: try expression(item, "value", of: "keyword"),
        span: try span(item, of: "keyword"))
    }
  }

  // MARK: Parameters

  func arguments(_ node: Value) throws(PendingException) -> Syntax.Arguments {
    let owner = "arguments"
    let positionalOnly = try each(node, "posonlyargs", of: owner, argument)
    let positional = try each(node, "args", of: owner, argument)
    let variadic = try optionalArgument(node, "vararg")
    let keywordOnly = try each(node, "kwonlyargs", of: owner, argument)
    let keywordDefaults = try each(node, "kw_defaults", of: owner) { item throws(PendingException) -> Expression? in
      item.isNone ? nil : try expression(item)
    }
    let keywordVariadic = try optionalArgument(node, "kwarg")
    let defaults = try expressions(node, "defaults", of: owner)
    if defaults.count > positionalOnly.count + positional.count {
      throw valueError("more positional defaults than args on arguments")
    }
    if keywordDefaults.count != keywordOnly.count {
      throw valueError("length of kwonlyargs is not the same as kw_defaults on arguments")
    }
    return Syntax.Arguments(
      positionalOnly: positionalOnly, positional: positional, variadic: variadic, keywordOnly: keywordOnly,
      keywordDefaults: keywordDefaults, keywordVariadic: keywordVariadic, defaults: defaults)
  }

  private func argument(_ node: Value) throws(PendingException) -> Argument {
    Argument(
      name: try identifier(node, "arg", of: "arg"), annotation: try optionalExpression(node, "annotation", of: "arg"),
      span: try span(node, of: "arg"))
  }

  private func optionalArgument(_ node: Value, _ name: StaticString) throws(PendingException) -> Argument? {
    let value = try field(node, name, of: "arguments", isOptional: true)
    return value.isNone ? nil : try argument(value)
  }
}
