// What compiles but is surely a mistake: CPython's SyntaxWarnings, found on the walk of the symbol table.

import Syntax

extension SymbolTable {
  private func warn(_ message: String, _ span: SourceSpan) {
    let isKnown = warnings.contains { $0.message == message && $0.span.line == span.line }
    if !isKnown { warnings.append(SourceWarning(message: message, span: span, origin: .compiler)) }
  }

  /// `x is 5` compares identities of literals.
  func warnAboutComparison(
    _ left: Expression, _ operators: [ComparisonOperator], _ comparators: [Expression], _ span: SourceSpan
  ) {
    guard operators.contains(where: { $0 == .is || $0 == .isNot }) else { return }
    var leftIsLiteral = isLiteral(left)
    for (operation, right) in zip(operators, comparators) {
      let rightIsLiteral = isLiteral(right)
      if operation == .is || operation == .isNot, leftIsLiteral || rightIsLiteral {
        let (word, better) = operation == .is ? ("is", "==") : ("is not", "!=")
        return warn("\"\(word)\" with a literal. Did you mean \"\(better)\"?", span)
      }
      leftIsLiteral = rightIsLiteral
    }
  }

  /// None, the truth values and `...` are single objects, so `is` is right for them.
  private func isLiteral(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .constant(.none), .constant(.true), .constant(.false), .constant(.ellipsis): false
    case .constant: true
    case .tuple, .unaryOperation, .binaryOperation: ConstantFolder(isDebug: true).value(of: expression) != nil
    default: false
    }
  }

  /// `(1, 2)(3)`: a comma is missing.
  func warnAboutCall(_ function: Expression, _ span: SourceSpan) {
    switch function.kind {
    case .constant, .tuple, .list, .listComprehension, .dictionary, .dictionaryComprehension, .set, .setComprehension,
      .generatorExpression, .joinedString, .formattedValue:
      warn("'\(typeName(function)!)' object is not callable; perhaps you missed a comma?", span)
    default: break
    }
  }

  func warnAboutSubscript(_ object: Expression, _ index: Expression, _ span: SourceSpan) {
    switch object.kind {
    case .constant(.string), .constant(.bytes), .tuple, .list, .listComprehension, .joinedString, .formattedValue:
      switch index.kind {
      case .constant(.integer), .constant(.bigInteger), .constant(.true), .constant(.false): return
      case .constant, .tuple, .list, .listComprehension, .dictionary, .dictionaryComprehension, .set, .setComprehension,
        .generatorExpression, .lambda, .joinedString, .formattedValue:
        let (owner, key) = (typeName(object)!, typeName(index)!)
        warn("\(owner) indices must be integers or slices, not \(key); perhaps you missed a comma?", span)
      default: return
      }
    case .constant, .set, .setComprehension, .generatorExpression, .lambda:
      warn("'\(typeName(object)!)' object is not subscriptable; perhaps you missed a comma?", span)
    default: break
    }
  }

  /// `assert (test, message)` asserts a tuple.
  func warnAboutAssertion(_ test: Expression, _ span: SourceSpan) {
    if case .tuple(let items, _) = test.kind, !items.isEmpty {
      warn("assertion is always true, perhaps remove parentheses?", span)
    }
  }

  private func typeName(_ expression: Expression) -> String? {
    switch expression.kind {
    case .tuple: "tuple"
    case .list, .listComprehension: "list"
    case .dictionary, .dictionaryComprehension: "dict"
    case .set, .setComprehension: "set"
    case .generatorExpression: "generator"
    case .lambda: "function"
    case .joinedString, .formattedValue: "str"
    case .constant(let literal):
      switch literal {
      case .none: "NoneType"
      case .true, .false: "bool"
      case .ellipsis: "ellipsis"
      case .integer, .bigInteger: "int"
      case .float: "float"
      case .imaginary: "complex"
      case .string: "str"
      case .bytes: "bytes"
      }
    default: nil
    }
  }
}
