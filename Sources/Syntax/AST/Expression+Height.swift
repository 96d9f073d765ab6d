// How high an expression's tree is: measured as nodes are made, so it costs a look at each child only.

extension ExpressionKind {
  var heightOfChildren: Int32 {
    switch self {
    case .name, .constant: 0
    case .attribute(let value, _, _), .starred(let value, _), .await(let value), .yieldFrom(let value),
      .unaryOperation(_, let value):
      value.height
    case .binaryOperation(let left, _, let right): max(left.height, right.height)
    case .subscript(let value, let index, _): max(value.height, index.height)
    case .call(let function, let arguments, let keywords):
      max(function.height, highest(arguments), keywords.reduce(0) { max($0, $1.value.height) })
    case .booleanOperation(_, let values), .set(let values), .joinedString(let values), .list(let values, _),
      .tuple(let values, _):
      highest(values)
    case .namedExpression(_, let value): value.height
    case .lambda(let arguments, let body): max(arguments.height, body.height)
    case .conditional(let test, let body, let orElse): max(test.height, body.height, orElse.height)
    case .dictionary(let keys, let values): max(highest(values), keys.reduce(0) { max($0, $1?.height ?? 0) })
    case .listComprehension(let element, let clauses), .setComprehension(let element, let clauses),
      .generatorExpression(let element, let clauses):
      max(element.height, highest(clauses))
    case .dictionaryComprehension(let key, let value, let clauses): max(key.height, value.height, highest(clauses))
    case .yield(let value): value?.height ?? 0
    case .comparison(let left, _, let comparators): max(left.height, highest(comparators))
    case .formattedValue(let value, _, let format): max(value.height, format?.height ?? 0)
    case .slice(let lower, let upper, let step): max(lower?.height ?? 0, upper?.height ?? 0, step?.height ?? 0)
    }
  }

  private func highest(_ expressions: [Expression]) -> Int32 {
    var height: Int32 = 0
    for expression in expressions { height = max(height, expression.height) }
    return height
  }

  private func highest(_ clauses: [Comprehension]) -> Int32 {
    clauses.reduce(0) { max($0, $1.target.height, $1.iterable.height, highest($1.conditions)) }
  }
}

extension Arguments {
  /// Of the highest default; annotations hang from statements, not from expressions.
  var height: Int32 {
    let defaults = self.defaults.reduce(0) { max($0, $1.height) }
    return keywordDefaults.reduce(defaults) { max($0, $1?.height ?? 0) }
  }
}
