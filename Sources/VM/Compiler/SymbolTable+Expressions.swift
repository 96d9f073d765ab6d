// The walk over expressions: uses and bindings of names, the scopes of lambdas and comprehensions, and `yield`, `await`,
// stars and `:=` that stand where they may not.

import Syntax

extension SymbolTable {
  func visit(_ expression: Expression) throws {
    try deeper(expression.span) { try visitInner(expression) }
  }

  private func visitInner(_ expression: Expression) throws {
    let span = expression.span
    switch expression.kind {
    case .constant: break
    case .name(let name, let context):
      if context == .load { try use(name, span) } else { try visitTarget(expression) }
    case .attribute(let object, _, _): try visit(object)
    case .call(let function, let arguments, let keywords):
      warnAboutCall(function, span)
      try visit(function)
      for argument in arguments { try visitItem(argument) }
      try visit(keywords, span)
    case .binaryOperation(let left, _, let right):
      try visit(left)
      try visit(right)
    case .unaryOperation(_, let operand): try visit(operand)
    case .booleanOperation(_, let values), .joinedString(let values): try values.forEach { try visit($0) }
    case .comparison(let left, let operators, let comparators):
      warnAboutComparison(left, operators, comparators, span)
      try visit(left)
      try comparators.forEach { try visit($0) }
    case .subscript(let object, let index, let context):
      if context == .load { warnAboutSubscript(object, index, span) }
      try visit(object)
      try visit(index)
    case .conditional(let test, let body, let orElse):
      try visit(test)
      try visit(body)
      try visit(orElse)
    case .list(let items, _), .tuple(let items, _), .set(let items): try items.forEach(visitItem)
    case .dictionary(let keys, let values):
      for case let key? in keys { try visit(key) }
      try values.forEach { try visit($0) }
    case .slice(let lower, let upper, let step):
      for case let part? in [lower, upper, step] { try visit(part) }
    case .formattedValue(let value, _, let format):
      try visit(value)
      if let format { try visit(format) }
    case .lambda(let arguments, let body):
      try visitDefaults(arguments)
      try enter(.lambda, "<lambda>", for: expression, className: current.className) {
        try visit(arguments, span)
        try visit(body)
      }
    case .namedExpression(let target, let value): try visitNamed(target, value, span)
    case .starred: throw problem("can't use starred expression here", span)
    case .yield(let value):
      try visitYield("yield", span)
      if let value { try visit(value) }
    case .yieldFrom(let value):
      try visitYield("yield", span)
      if current.isAsync { throw problem("'yield from' inside async function", span) }
      try visit(value)
    case .await(let value): try visitAwait(value, span)
    case .listComprehension(let element, let clauses):
      try visitComprehension(expression, .listComprehension, "<listcomp>", clauses, [element])
    case .setComprehension(let element, let clauses):
      try visitComprehension(expression, .setComprehension, "<setcomp>", clauses, [element])
    case .generatorExpression(let element, let clauses):
      try visitComprehension(expression, .generatorExpression, "<genexpr>", clauses, [element])
    case .dictionaryComprehension(let key, let value, let clauses):
      try visitComprehension(expression, .dictComprehension, "<dictcomp>", clauses, [key, value])
    }
  }

  /// An item of a display or an argument of a call, which may have a star.
  func visitItem(_ expression: Expression) throws {
    if case .starred(let value, _) = expression.kind { try visit(value) } else { try visit(expression) }
  }

  private func visitYield(_ word: String, _ span: SourceSpan) throws {
    switch current.kind {
    case .function, .lambda: current.hasYield = true
    case .module, .class: throw problem("'\(word)' outside function", span)
    case .listComprehension: throw problem("'\(word)' inside list comprehension", span)
    case .setComprehension: throw problem("'\(word)' inside set comprehension", span)
    case .dictComprehension: throw problem("'\(word)' inside dict comprehension", span)
    case .generatorExpression: throw problem("'\(word)' inside generator expression", span)
    }
  }

  private func visitAwait(_ value: Expression, _ span: SourceSpan) throws {
    if !current.isFunction { throw problem("'await' outside function", span) }
    if current.kind.isComprehension {
      current.isAsync = true
    } else if !current.isAsync {
      throw problem("'await' outside async function", span)
    }
    try visit(value)
  }

  // MARK: Targets

  /// A target that stands alone, where a star is out of place.
  func visitWholeTarget(_ target: Expression) throws {
    if case .starred = target.kind {
      throw problem("starred assignment target must be in a list or tuple", target.span)
    }
    try visitTarget(target)
  }

  /// What is assigned to or deleted.
  func visitTarget(_ target: Expression) throws {
    switch target.kind {
    case .name(let name, let context):
      if context == .delete {
        if name == CompilerNames.debug { throw problem("cannot delete __debug__", target.span) }
        try bind(name, target.span, [.assigned, .deleted])
      } else {
        try bind(name, target.span)
      }
    case .attribute(let object, let name, let context):
      if name == CompilerNames.debug {
        throw problem("cannot \(context == .delete ? "delete" : "assign to") __debug__", target.span)
      }
      try visit(object)
    case .list(let items, _), .tuple(let items, _): try visitTargets(items, target.span)
    case .starred(let inner, _): try visitTarget(inner)
    default: try visit(target)
    }
  }

  private func visitTargets(_ items: [Expression], _ span: SourceSpan) throws {
    var hasStar = false
    for (position, item) in items.enumerated() {
      if case .starred = item.kind {
        if hasStar { throw problem("multiple starred expressions in assignment", span) }
        if position >= 1 << 8 || items.count - position - 1 >= 1 << 8 {
          throw problem("too many expressions in star-unpacking assignment", span)
        }
        hasStar = true
      }
      try visitTarget(item)
    }
  }

  private func visitNamed(_ target: Expression, _ value: Expression, _ span: SourceSpan) throws {
    if current.isInIterable {
      throw problem("assignment expression cannot be used in a comprehension iterable expression", span)
    }
    var scope = current
    while scope.kind.isComprehension { scope = scope.parent! }
    if case .name(let name, _) = target.kind, current.kind.isComprehension {
      try bindOutside(name, scope, target.span)
    }
    try visit(value)
    try visitTarget(target)
    current.hasNamedExpression = true
    scope.hasNamedExpression = true
  }

  /// `name := …` inside comprehensions binds in `owner`, the scope around them.
  private func bindOutside(_ name: Name, _ owner: Scope, _ span: SourceSpan) throws {
    let mangled = current.mangle(name)
    var isGlobal = false
    switch owner.kind {
    case .class:
      throw problem("assignment expression within a comprehension cannot be used in a class body", span)
    case .module: isGlobal = true
    default: isGlobal = owner.symbol(mangled)?.facts.contains(.global) == true
    }
    var scope = current
    while scope !== owner {
      let position = scope.position(of: mangled)
      if scope.symbols[position].facts.contains(.iterationVariable) {
        throw problem(
          "assignment expression cannot rebind comprehension iteration variable '\(name)'", span)
      }
      if scope === current { scope.symbols[position].facts.insert(isGlobal ? .global : .nonlocal) }
      scope = scope.parent!
    }
    let position = owner.position(of: mangled)
    if owner.kind != .module, !owner.symbols[position].facts.contains(.nonlocal), !isGlobal {
      owner.symbols[position].facts.insert(.assigned)
    }
  }

  // MARK: Comprehensions

  private func visitComprehension(
    _ expression: Expression, _ kind: Scope.Kind, _ name: String, _ clauses: [Comprehension], _ elements: [Expression]
  ) throws {
    try visitIterable(clauses[0].iterable)
    let outer = current
    var isAsync = false
    try enter(kind, name, for: expression, className: outer.className) {
      let scope = current
      try add(CompilerNames.iterable, .parameter, expression.span)
      scope.parameterCount = 1
      for (position, clause) in clauses.enumerated() {
        if clause.isAsync { scope.isAsync = true }
        scope.isInTarget = true
        try visitWholeTarget(clause.target)
        scope.isInTarget = false
        if position > 0 { try visitIterable(clause.iterable) }
        for condition in clause.conditions { try visit(condition) }
      }
      for element in elements { try visitElement(element) }
      isAsync = scope.isAsync && kind != .generatorExpression
    }
    if isAsync {
      if outer.kind.isComprehension {
        outer.isAsync = true
      } else if outer.kind != .function || !outer.isAsync {
        throw problem("asynchronous comprehension outside of an asynchronous function", expression.span)
      }
    }
  }

  private func visitElement(_ element: Expression) throws {
    if case .starred = element.kind {
      throw problem("iterable unpacking cannot be used in comprehension", element.span)
    }
    try visit(element)
  }

  private func visitIterable(_ iterable: Expression) throws {
    let scope = current
    let before = scope.isInIterable
    scope.isInIterable = true
    try visit(iterable)
    scope.isInIterable = before
  }
}
