// The walk over statements and patterns: bindings, declarations, and statements that stand where they may not.

import Syntax

extension SymbolTable {
  func visit(_ body: [Statement]) throws {
    for statement in body { try deeper(statement.span) { try visit(statement) } }
  }

  private func visit(_ statement: Statement) throws {
    let span = statement.span
    switch statement.kind {
    case .functionDefinition(let definition): try visit(definition, span)
    case .classDefinition(let definition): try visit(definition, span)
    case .return(let value): try visitReturn(value, span)
    case .delete(let targets):
      for target in targets { try visitTarget(target) }
    case .assign(let targets, let value):
      for target in targets { try visitWholeTarget(target) }
      try visit(value)
    case .augmentedAssign(let target, _, let value):
      try visitTarget(target)
      if case .name(let name, _) = target.kind { try use(name, target.span) }
      try visit(value)
    case .annotatedAssign(let target, let annotation, let value, let isSimple):
      try visitAnnotated(target, annotation, value, isSimple, span)
    case .for(let loop): try visit(loop, span)
    case .while(let test, let body, let orElse):
      try visit(test)
      try visitLoop(body)
      try visit(orElse)
    case .if(let test, let body, let orElse):
      try visit(test)
      try visit(body)
      try visit(orElse)
    case .with(let items, let body, let isAsync):
      if isAsync { try requireAsync("async with", span) }
      for item in items {
        try visit(item.context)
        if let target = item.target { try visitWholeTarget(target) }
      }
      try visit(body)
    case .match(let subject, let cases): try visit(subject, cases)
    case .raise(let exception, let cause):
      if let exception { try visit(exception) }
      if let cause { try visit(cause) }
    case .try(let node): try visit(node)
    case .assert(let test, let message):
      warnAboutAssertion(test, span)
      try visit(test)
      if let message { try visit(message) }
    case .import(let names):
      for alias in names {
        try bind(alias.asName ?? Name(String(alias.name.text.prefix { $0 != "." })), span)
      }
    case .importFrom(let module, let names, let level):
      if level == 0, let module { try features.check(module, span, source) }
      try visitImported(names, span)
    case .global(let names): try declare(names, .global, span)
    case .nonlocal(let names): try declare(names, .nonlocal, span)
    case .expression(let value): try visit(value)
    case .pass: break
    case .break: try visitExit("'break' outside loop", span)
    case .continue: try visitExit("'continue' not properly in loop", span)
    }
  }

  private func visitReturn(_ value: Expression?, _ span: SourceSpan) throws {
    if current.kind != .function { throw problem("'return' outside function", span) }
    if surroundings.isInStarHandler { throw starHandlerProblem(span) }
    if let value { try visit(value) }
  }

  private func visitExit(_ message: String, _ span: SourceSpan) throws {
    if surroundings.isDirectlyInStarHandler { throw starHandlerProblem(span) }
    if !surroundings.isInLoop { throw problem(message, span) }
  }

  private func starHandlerProblem(_ span: SourceSpan) -> SyntaxProblem {
    problem("'break', 'continue' and 'return' cannot appear in an except* block", span)
  }

  private func requireAsync(_ what: String, _ span: SourceSpan) throws {
    if current.kind != .function || !current.isAsync { throw problem("'\(what)' outside async function", span) }
  }

  private func visitLoop(_ body: [Statement]) throws {
    let outer = surroundings
    surroundings.isInLoop = true
    surroundings.isDirectlyInStarHandler = false
    try visit(body)
    surroundings = outer
  }

  private func visit(_ loop: ForLoop, _ span: SourceSpan) throws {
    if loop.isAsync { try requireAsync("async for", span) }
    try visitWholeTarget(loop.target)
    try visit(loop.iterable)
    try visitLoop(loop.body)
    try visit(loop.orElse)
  }

  private func visitAnnotated(
    _ target: Expression, _ annotation: Expression, _ value: Expression?, _ isSimple: Bool, _ span: SourceSpan
  ) throws {
    if case .name(let name, _) = target.kind {
      let facts = current.symbol(current.mangle(name))?.facts ?? []
      if isSimple, current !== root, facts.contains(.global) || facts.contains(.nonlocal) {
        throw problem("annotated name '\(name)' can't be \(facts.contains(.global) ? "global" : "nonlocal")", span)
      }
      if isSimple {
        try bind(name, target.span, [.annotated, .assigned])
      } else if value != nil {
        try bind(name, target.span)
      }
    } else {
      try visitTarget(target)
    }
    if !current.isFunction { current.hasAnnotations = true }
    try visitAnnotation(annotation)
    if let value { try visit(value) }
  }

  private func visit(_ node: TryStatement) throws {
    try visit(node.body)
    for (position, handler) in node.handlers.enumerated() {
      if handler.type == nil, position < node.handlers.count - 1 {
        throw problem("default 'except:' must be last", handler.span)
      }
      if let type = handler.type { try visit(type) }
      if let name = handler.name { try bind(name, handler.span, [.assigned, .deleted]) }
      let outer = surroundings
      if node.isStar {
        surroundings.isInStarHandler = true
        surroundings.isDirectlyInStarHandler = true
      }
      try visit(handler.body)
      surroundings = outer
    }
    try visit(node.orElse)
    try visit(node.finally)
  }

  private func visitImported(_ names: [ImportAlias], _ span: SourceSpan) throws {
    for alias in names {
      if alias.name == CompilerNames.wildcardImport {
        if current.kind != .module { throw problem("import * only allowed at module level", alias.span) }
      } else {
        try bind(alias.asName ?? alias.name, span)
      }
    }
  }

  // MARK: Patterns

  private func visit(_ subject: Expression, _ cases: [MatchCase]) throws {
    try visitItem(subject)
    for (position, node) in cases.enumerated() {
      let isLast = position == cases.count - 1
      try PatternCheck(table: self).check(node.pattern, mayBeIrrefutable: isLast || node.guard != nil)
      try visit(node.pattern)
      if let condition = node.guard { try visit(condition) }
      try visit(node.body)
    }
  }

  private func visit(_ pattern: Pattern) throws {
    let span = pattern.span
    switch pattern.kind {
    case .value(let expression): try visit(expression)
    case .singleton: break
    case .sequence(let patterns), .or(let patterns): try patterns.forEach(visit)
    case .mapping(let keys, let patterns, let rest):
      try keys.forEach { try visit($0) }
      try patterns.forEach(visit)
      if let rest { try bind(rest, span) }
    case .class(let node):
      try visit(node.type)
      try (node.patterns + node.keywordPatterns).forEach(visit)
    case .star(let name):
      if let name { try bind(name, span) }
    case .as(let inner, let name):
      if let inner { try visit(inner) }
      if let name { try bind(name, span) }
    }
  }
}
