// Statements and patterns of the parser's tree → nodes of the module `ast`.

import CRuntime
import Syntax

extension SyntaxTreeMaker {
  func statements(_ body: [Statement]) throws(PendingException) -> Value {
    try list(body) { item throws(PendingException) in try statement(item) }
  }

  private func names(_ names: [Name]) throws(PendingException) -> Value {
    try list(names) { item throws(PendingException) in identifier(item) }
  }

  private func statement(_ statement: Statement) throws(PendingException) -> Value {
    if t.nativeStackIsLow {
      t.raise(.recursionError, "maximum recursion depth exceeded during ast construction")
      throw PendingException()
    }
    let span = statement.span
    switch statement.kind {
    case .functionDefinition(let definition): return try function(definition, span)
    case .classDefinition(let definition): return try classDefinition(definition, span)
    case .for(let loop):
      var node = Node(t, loop.isAsync ? "AsyncFor" : "For", span)
      node.add(try expression(loop.target))
      node.add(try expression(loop.iterable))
      node.add(try statements(loop.body))
      node.add(try statements(loop.orElse))
      node.add(.none)
      return node.value
    case .while(let test, let body, let orElse): return try branch("While", span, test, body, orElse)
    case .if(let test, let body, let orElse): return try branch("If", span, test, body, orElse)
    case .with(let items, let body, let isAsync):
      var node = Node(t, isAsync ? "AsyncWith" : "With", span)
      node.add(try list(items) { item throws(PendingException) in try withItem(item) })
      node.add(try statements(body))
      node.add(.none)
      return node.value
    case .match(let subject, let cases):
      var node = Node(t, "Match", span)
      node.add(try expression(subject))
      node.add(try list(cases) { item throws(PendingException) in try matchCase(item) })
      return node.value
    case .try(let statement):
      var node = Node(t, statement.isStar ? "TryStar" : "Try", span)
      node.add(try statements(statement.body))
      node.add(try list(statement.handlers) { item throws(PendingException) in try handler(item) })
      node.add(try statements(statement.orElse))
      node.add(try statements(statement.finally))
      return node.value
    default: return try simple(statement.kind, span)
    }
  }

  private func simple(_ kind: StatementKind, _ span: SourceSpan) throws(PendingException) -> Value {
    switch kind {
    case .expression(let value): return try one("Expr", span, value)
    case .return(let value): return try one("Return", span, value)
    case .pass: return Node(t, "Pass", span).value
    case .break: return Node(t, "Break", span).value
    case .continue: return Node(t, "Continue", span).value
    case .delete(let targets):
      var node = Node(t, "Delete", span)
      node.add(try expressions(targets))
      return node.value
    case .assign(let targets, let value):
      var node = Node(t, "Assign", span)
      node.add(try expressions(targets))
      node.add(try expression(value))
      node.add(.none)
      return node.value
    case .augmentedAssign(let target, let operation, let value):
      var node = Node(t, "AugAssign", span)
      node.add(try expression(target))
      node.add(binaryOperator(operation))
      node.add(try expression(value))
      return node.value
    case .annotatedAssign(let target, let annotation, let value, let isSimple):
      var node = Node(t, "AnnAssign", span)
      node.add(try expression(target))
      node.add(try expression(annotation))
      node.add(try optional(value))
      node.add(.int(isSimple ? 1 : 0))
      return node.value
    case .raise(let exception, let cause): return try two("Raise", span, exception, cause)
    case .assert(let test, let message): return try two("Assert", span, test, message)
    case .import(let aliases):
      var node = Node(t, "Import", span)
      node.add(try list(aliases) { item throws(PendingException) in alias(item) })
      return node.value
    case .importFrom(let module, let aliases, let level):
      var node = Node(t, "ImportFrom", span)
      node.add(identifier(module))
      node.add(try list(aliases) { item throws(PendingException) in alias(item) })
      node.add(.int(level))
      return node.value
    case .global(let list):
      var node = Node(t, "Global", span)
      node.add(try names(list))
      return node.value
    case .nonlocal(let list):
      var node = Node(t, "Nonlocal", span)
      node.add(try names(list))
      return node.value
    default: preconditionFailure("a kind of statement without a node")
    }
  }

  private func one(_ name: StaticString, _ span: SourceSpan, _ value: Expression?) throws(PendingException) -> Value {
    var node = Node(t, name, span)
    node.add(try optional(value))
    return node.value
  }

  private func two(
    _ name: StaticString, _ span: SourceSpan, _ first: Expression?, _ second: Expression?
  ) throws(PendingException) -> Value {
    var node = Node(t, name, span)
    node.add(try optional(first))
    node.add(try optional(second))
    return node.value
  }

  private func branch(
    _ name: StaticString, _ span: SourceSpan, _ test: Expression, _ body: [Statement], _ orElse: [Statement]
  ) throws(PendingException) -> Value {
    var node = Node(t, name, span)
    node.add(try expression(test))
    node.add(try statements(body))
    node.add(try statements(orElse))
    return node.value
  }

  private func function(_ definition: FunctionDefinition, _ span: SourceSpan) throws(PendingException) -> Value {
    var node = Node(t, definition.isAsync ? "AsyncFunctionDef" : "FunctionDef", span)
    node.add(identifier(definition.name))
    node.add(try arguments(definition.arguments))
    node.add(try statements(definition.body))
    node.add(try expressions(definition.decorators))
    node.add(try optional(definition.returns))
    node.add(.none)
    return node.value
  }

  private func classDefinition(_ definition: ClassDefinition, _ span: SourceSpan) throws(PendingException) -> Value {
    var node = Node(t, "ClassDef", span)
    node.add(identifier(definition.name))
    node.add(try expressions(definition.bases))
    node.add(try list(definition.keywords) { item throws(PendingException) in try keyword(item) })
    node.add(try statements(definition.body))
    node.add(try expressions(definition.decorators))
    return node.value
  }

  private func alias(_ alias: ImportAlias) -> Value {
    var node = Node(t, "alias", alias.span)
    node.add(identifier(alias.name))
    node.add(identifier(alias.asName))
    return node.value
  }

  private func withItem(_ item: WithItem) throws(PendingException) -> Value {
    var node = Node(t, "withitem")
    node.add(try expression(item.context))
    node.add(try optional(item.target))
    return node.value
  }

  private func handler(_ handler: ExceptHandler) throws(PendingException) -> Value {
    var node = Node(t, "ExceptHandler", handler.span)
    node.add(try optional(handler.type))
    node.add(identifier(handler.name))
    node.add(try statements(handler.body))
    return node.value
  }

  private func matchCase(_ item: MatchCase) throws(PendingException) -> Value {
    var node = Node(t, "match_case")
    node.add(try pattern(item.pattern))
    node.add(try optional(item.guard))
    node.add(try statements(item.body))
    return node.value
  }

  // MARK: Patterns

  private func patterns(_ items: [Pattern]) throws(PendingException) -> Value {
    try list(items) { item throws(PendingException) in try pattern(item) }
  }

  private func pattern(_ pattern: Pattern) throws(PendingException) -> Value {
    let span = pattern.span
    var node: Node
    switch pattern.kind {
    case .value(let value):
      node = Node(t, "MatchValue", span)
      node.add(try expression(value))
    case .singleton(let value):
      node = Node(t, "MatchSingleton", span)
      node.add(CodeRef.make(t, ConstantFolder.constant(value)))
    case .sequence(let items):
      node = Node(t, "MatchSequence", span)
      node.add(try patterns(items))
    case .mapping(let keys, let items, let rest):
      node = Node(t, "MatchMapping", span)
      node.add(try expressions(keys))
      node.add(try patterns(items))
      node.add(identifier(rest))
    case .class(let description):
      node = Node(t, "MatchClass", span)
      node.add(try expression(description.type))
      node.add(try patterns(description.patterns))
      node.add(try names(description.keywordNames))
      node.add(try patterns(description.keywordPatterns))
    case .star(let name):
      node = Node(t, "MatchStar", span)
      node.add(identifier(name))
    case .as(let inner, let name):
      node = Node(t, "MatchAs", span)
      if let inner {
        node.add(try self.pattern(inner))
      } else {
        node.add(.none)
      }
      node.add(identifier(name))
    case .or(let items):
      node = Node(t, "MatchOr", span)
      node.add(try patterns(items))
    }
    return node.value
  }
}
