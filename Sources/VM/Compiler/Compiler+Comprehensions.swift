// Comprehensions and generator expressions: functions of one argument, the iterator of the first `for`.

import Syntax

extension Compiler {
  func comprehension(_ expression: Expression, into destination: Int) throws {
    let scope = table.scope(of: expression)
    let span = expression.span
    let elements: [Expression]
    let clauses: [Comprehension]
    switch expression.kind {
    case .listComprehension(let element, let list), .setComprehension(let element, let list),
      .generatorExpression(let element, let list):
      (elements, clauses) = ([element], list)
    case .dictionaryComprehension(let key, let value, let list): (elements, clauses) = ([key, value], list)
    default: preconditionFailure("not a comprehension")
    }
    let code = try nested(scope, at: span, firstLine: span.line) {
      unit.code.argumentCount = 1
      unit.code.flags |= CodeFlags.simple
      try comprehensionBody(scope.kind, elements, clauses, span)
    }
    let window = unit.isTop(destination) ? destination : unit.allocate()
    try transient { try makeFunction(code, scope, nil, returns: nil, span, into: window) }
    unit.release(to: window + 2)
    let iterator = unit.allocate()
    if clauses[0].isAsync {
      let register = try operand(clauses[0].iterable, scratch: iterator)
      emit(clauses[0].iterable.span, .getAsyncIter, iterator, register)
    } else {
      try iterableOperand(clauses[0].iterable, into: iterator)
    }
    emit(span, .call, window, 1)
    if scope.isAsync, scope.kind != .generatorExpression { awaitResult(window, span) }
    if window != destination { unit.emit(.move, destination, window) }
  }

  private func comprehensionBody(
    _ kind: Scope.Kind, _ elements: [Expression], _ clauses: [Comprehension], _ span: SourceSpan
  ) throws {
    let result = unit.allocate()
    switch kind {
    case .listComprehension: unit.emit(.buildList, result, result, 0)
    case .setComprehension: unit.emit(.buildSet, result, result, 0)
    case .dictComprehension: unit.emit(.buildDict, result, result, 0)
    default: break
    }
    try clause(clauses[...], isFirst: true) {
      let first = elements[0]
      switch kind {
      case .listComprehension:
        let register = try operand(first)
        emit(first.span, .listAppend, result, register)
      case .setComprehension:
        let register = try operand(first)
        emit(first.span, .setAdd, result, register)
      case .dictComprehension:
        let key = try operand(first, before: elements[1])
        let value = try operand(elements[1])
        emit(first.span.through(elements[1].span), .dictSet, result, key, value)
      default:
        let register = try operand(first)
        emit(first.span, .yieldValue, unit.allocate(), register)
      }
    }
    if kind == .generatorExpression {
      emit(span, .returnNone)
    } else {
      emit(span, .return, result)
    }
  }

  /// The loop of the first of `clauses`, around those of the others and `body`.
  private func clause(_ clauses: ArraySlice<Comprehension>, isFirst: Bool, _ body: () throws -> Void) throws {
    guard let clause = clauses.first else { return try transient(body) }
    let mark = unit.next
    let span = clause.iterable.span
    let next = unit.makeLabel()
    let inner = {
      for condition in clause.conditions { try self.condition(condition, jumpIf: false, to: next) }
      try self.clause(clauses.dropFirst(), isFirst: false, body)
    }
    if clause.isAsync {
      let iterator = isFirst ? 0 : try makeAsyncIterator(clause.iterable)
      try asyncIterate(span, iterator, clause.target, next: next, inner)
    } else {
      let iterator = isFirst ? 0 : try makeIterator(clause.iterable)
      try iterate(span, iterator, clause.target, next: next, inner)
    }
    unit.release(to: mark)
  }
}
