// What messages call expressions, and which expressions cannot be targets.

extension ExpressionKind {
  /// The name diagnostics use.
  var description: String {
    switch self {
    case .attribute: "attribute"
    case .subscript: "subscript"
    case .starred: "starred"
    case .name: "name"
    case .list: "list"
    case .tuple: "tuple"
    case .lambda: "lambda"
    case .call: "function call"
    case .booleanOperation, .binaryOperation, .unaryOperation: "expression"
    case .generatorExpression: "generator expression"
    case .yield, .yieldFrom: "yield expression"
    case .await: "await expression"
    case .listComprehension: "list comprehension"
    case .setComprehension: "set comprehension"
    case .dictionaryComprehension: "dict comprehension"
    case .dictionary: "dict literal"
    case .set: "set display"
    case .joinedString, .formattedValue: "f-string expression"
    case .comparison: "comparison"
    case .conditional: "conditional expression"
    case .namedExpression: "named expression"
    case .slice: "slice"
    case .constant(.none): "None"
    case .constant(.true): "True"
    case .constant(.false): "False"
    case .constant(.ellipsis): "ellipsis"
    case .constant: "literal"
    }
  }
}

enum TargetUse {
  case assignment, deletion, loop
}

extension Expression {
  /// The first part of this expression that cannot be a target; nil when all of it can.
  func wrongTarget(for use: TargetUse) -> Expression? {
    switch kind {
    case .name, .attribute, .subscript: return nil
    case .list(let elements, _), .tuple(let elements, _):
      for element in elements {
        if let wrong = element.wrongTarget(for: use) { return wrong }
      }
      return nil
    case .starred(let value, _):
      return use == .deletion ? self : value.wrongTarget(for: use)
    case .comparison(let left, let operators, _) where use == .loop:
      // `for x in y`: the target is what stands before `in`.
      return operators[0] == .in ? left.wrongTarget(for: use) : nil
    default: return self
    }
  }
}
