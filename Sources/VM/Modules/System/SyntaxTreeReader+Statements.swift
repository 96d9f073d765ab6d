// Statement and pattern nodes of the module `ast` → the parser's statements and patterns.

import CRuntime
import Syntax

extension SyntaxTreeReader {
  func statements(_ node: Value, _ name: StaticString, of owner: String) throws(PendingException) -> [Statement] {
    try each(node, name, of: owner) { item throws(PendingException) in
      if item.isNone { throw valueError("None disallowed in statement list") }
      return try statement(item)
    }
  }

  private func body(_ node: Value, of owner: String) throws(PendingException) -> [Statement] {
    try filled(try statements(node, "body", of: owner), "body", owner)
  }

  private func filled<Item>(_ items: [Item], _ name: String, _ owner: String) throws(PendingException) -> [Item] {
    if items.isEmpty { throw valueError("empty \(name) on \(owner)") }
    return items
  }

  private func statement(_ node: Value) throws(PendingException) -> Statement {
    try checkDepth("stmt")
    let span = try span(node, of: "stmt")
    guard let entry = nodeClass(of: node) else {
      throw typeError("expected some sort of stmt, but got \(t.repr(text: node))")
    }
    return Statement(try compound(node, entry.name), span)
  }

  private func compound(_ node: Value, _ name: String) throws(PendingException) -> StatementKind {
    switch name {
    case "FunctionDef", "AsyncFunctionDef": return try function(node, name)
    case "ClassDef": return try classDefinition(node)
    case "For", "AsyncFor":
      return .for(
        ForLoop(
          target: try expression(node, "target", of: name, .store), iterable: try expression(node, "iter", of: name),
          body: try body(node, of: name), orElse: try statements(node, "orelse", of: name),
          isAsync: name == "AsyncFor"))
    case "While":
      return .while(
        test: try expression(node, "test", of: name), body: try body(node, of: name),
        orElse: try statements(node, "orelse", of: name))
    case "If":
      return .if(
        test: try expression(node, "test", of: name), body: try body(node, of: name),
        orElse: try statements(node, "orelse", of: name))
    case "With", "AsyncWith":
      let items = try each(node, "items", of: name) { item throws(PendingException) in
        WithItem(
          context: try expression(item, "context_expr", of: "withitem"),
          target: try optionalTarget(item, "optional_vars", of: "withitem"))
      }
      return .with(
        items: try filled(items, "items", name), body: try body(node, of: name), isAsync: name == "AsyncWith")
    case "Try", "TryStar": return try tryStatement(node, name)
    case "Match":
      let subject = try expression(node, "subject", of: name)
      let cases = try each(node, "cases", of: name) { item throws(PendingException) in
        MatchCase(
          pattern: try pattern(try field(item, "pattern", of: "match_case")),
          guard: try optionalExpression(item, "guard", of: "match_case"), body: try body(item, of: "match_case"))
      }
      return .match(subject: subject, cases: try filled(cases, "cases", name))
    default: return try simple(node, name)
    }
  }

  private func simple(_ node: Value, _ name: String) throws(PendingException) -> StatementKind {
    switch name {
    case "Expr": return .expression(try expression(node, "value", of: name))
    case "Return": return .return(try optionalExpression(node, "value", of: name))
    case "Delete":
      return .delete(try filled(try expressions(node, "targets", of: name, .delete), "targets", name))
    case "Assign":
      return .assign(
        targets: try filled(try expressions(node, "targets", of: name, .store), "targets", name),
        value: try expression(node, "value", of: name))
    case "AugAssign":
      return .augmentedAssign(
        target: try expression(node, "target", of: name, .store),
        try binaryOperator(try field(node, "op", of: name)), value: try expression(node, "value", of: name))
    case "AnnAssign":
      let target = try expression(node, "target", of: name, .store)
      let isSimple = try integer(node, "simple", of: name) != 0
      if case .name = target.kind {} else if isSimple { throw typeError("AnnAssign with simple non-Name target") }
      return .annotatedAssign(
        target: target, annotation: try expression(node, "annotation", of: name),
        value: try optionalExpression(node, "value", of: name), isSimple: isSimple)
    case "Raise":
      let exception = try optionalExpression(node, "exc", of: name)
      let cause = try optionalExpression(node, "cause", of: name)
      if exception == nil, cause != nil { throw valueError("Raise with cause but no exception") }
      return .raise(exception: exception, cause: cause)
    case "Assert":
      return .assert(
        test: try expression(node, "test", of: name), message: try optionalExpression(node, "msg", of: name))
    case "Import": return .import(try aliases(node, name))
    case "ImportFrom":
      let module = try optionalIdentifier(node, "module", of: name)
      let level = try integer(node, "level", of: name, isOptional: true) ?? 0
      if level < 0 { throw valueError("Negative ImportFrom level") }
      return .importFrom(module: module, names: try aliases(node, name), level: level)
    case "Global": return .global(try filled(try names(node, "names", of: name), "names", name))
    case "Nonlocal": return .nonlocal(try filled(try names(node, "names", of: name), "names", name))
    case "Pass": return .pass
    case "Break": return .break
    case "Continue": return .continue
    default: throw typeError("expected some sort of stmt, but got \(t.repr(text: node))")
    }
  }

  private func names(_ node: Value, _ name: StaticString, of owner: String) throws(PendingException) -> [Name] {
    try each(node, name, of: owner) { item throws(PendingException) in try identifier(item) }
  }

  private func optionalTarget(_ node: Value, _ name: StaticString, of owner: String) throws(PendingException)
    -> Expression?
  {
    let value = try field(node, name, of: owner, isOptional: true)
    return value.isNone ? nil : try expression(value, .store)
  }

  private func aliases(_ node: Value, _ owner: String) throws(PendingException) -> [ImportAlias] {
    let aliases = try each(node, "names", of: owner) { item throws(PendingException) in
      ImportAlias(
        name: try identifier(item, "name", of: "alias"), asName: try optionalIdentifier(item, "asname", of: "alias"),
        span: try span(item, of: "alias"))
    }
    return try filled(aliases, "names", owner)
  }

  private func function(_ node: Value, _ name: String) throws(PendingException) -> StatementKind {
    .functionDefinition(
      FunctionDefinition(
        name: try identifier(node, "name", of: name), arguments: try arguments(try field(node, "args", of: name)),
        body: try body(node, of: name), decorators: try expressions(node, "decorator_list", of: name),
        returns: try optionalExpression(node, "returns", of: name), isAsync: name == "AsyncFunctionDef"))
  }

  private func classDefinition(_ node: Value) throws(PendingException) -> StatementKind {
    let name = "ClassDef"
    return .classDefinition(
      ClassDefinition(
        name: try identifier(node, "name", of: name), bases: try expressions(node, "bases", of: name),
        keywords: try keywords(node, of: name), body: try body(node, of: name),
        decorators: try expressions(node, "decorator_list", of: name)))
  }

  private func tryStatement(_ node: Value, _ name: String) throws(PendingException) -> StatementKind {
    let statement = TryStatement(
      body: try body(node, of: name),
      handlers: try each(node, "handlers", of: name) { item throws(PendingException) in
        ExceptHandler(
          type: try optionalExpression(item, "type", of: "ExceptHandler"),
          name: try optionalIdentifier(item, "name", of: "ExceptHandler"), body: try body(item, of: "ExceptHandler"),
          span: try span(item, of: "excepthandler"))
      },
      orElse: try statements(node, "orelse", of: name), finally: try statements(node, "finalbody", of: name),
      isStar: name == "TryStar")
    if statement.handlers.isEmpty {
      if statement.finally.isEmpty { throw valueError("\(name) has neither except handlers nor finalbody") }
      if !statement.orElse.isEmpty { throw valueError("\(name) has orelse but no except handlers") }
    }
    return .try(statement)
  }

  // MARK: Patterns

  private func patterns(
    _ node: Value, _ name: StaticString, of owner: String, allowsStar: Bool = false
  ) throws(PendingException) -> [Pattern] {
    try each(node, name, of: owner) { item throws(PendingException) in try pattern(item, allowsStar: allowsStar) }
  }

  private func captured(_ node: Value, _ name: StaticString, of owner: String) throws(PendingException) -> Name? {
    guard let name = try optionalIdentifier(node, name, of: owner) else { return nil }
    if name.text == "_" { throw valueError("can't capture name '_' in patterns") }
    try checkName(name)
    return name
  }

  private func pattern(_ node: Value, allowsStar: Bool = false) throws(PendingException) -> Pattern {
    try checkDepth("pattern")
    let span = try span(node, of: "pattern")
    guard let name = nodeClass(of: node)?.name else {
      throw typeError("expected some sort of pattern, but got \(t.repr(text: node))")
    }
    let kind: PatternKind
    switch name {
    case "MatchValue":
      let value = try expression(node, "value", of: name)
      try checkValue(value)
      kind = .value(value)
    case "MatchSingleton":
      let value = try field(node, "value", of: name)
      guard value.isNone || value.isBool else {
        throw valueError("MatchSingleton can only contain True, False and None")
      }
      kind = .singleton(try constant(value))
    case "MatchSequence": kind = .sequence(try patterns(node, "patterns", of: name, allowsStar: true))
    case "MatchMapping":
      let keys = try expressions(node, "keys", of: name)
      let items = try patterns(node, "patterns", of: name)
      if keys.count != items.count {
        throw valueError("MatchMapping doesn't have the same number of keys as patterns")
      }
      kind = .mapping(keys: keys, patterns: items, rest: try captured(node, "rest", of: name))
    case "MatchClass": kind = .class(try classPattern(node))
    case "MatchStar":
      if !allowsStar { throw valueError("can't use MatchStar here") }
      kind = .star(try captured(node, "name", of: name))
    case "MatchAs":
      let inner = try field(node, "pattern", of: name, isOptional: true)
      let target = try captured(node, "name", of: name)
      if !inner.isNone, target == nil {
        throw valueError("MatchAs must specify a target name if a pattern is given")
      }
      kind = .as(inner.isNone ? nil : try pattern(inner), name: target)
    case "MatchOr":
      let items = try patterns(node, "patterns", of: name)
      if items.count < 2 { throw valueError("MatchOr requires at least 2 patterns") }
      kind = .or(items)
    default: throw typeError("expected some sort of pattern, but got \(t.repr(text: node))")
    }
    return Pattern(kind, span)
  }

  private func classPattern(_ node: Value) throws(PendingException) -> ClassPattern {
    let name = "MatchClass"
    let type = try expression(node, "cls", of: name)
    switch type.kind {
    case .name, .attribute: break
    default: throw valueError("MatchClass cls field can only contain Name or Attribute nodes.")
    }
    let keywordNames = try names(node, "kwd_attrs", of: name)
    let items = try patterns(node, "patterns", of: name)
    let keywordPatterns = try patterns(node, "kwd_patterns", of: name)
    if keywordNames.count != keywordPatterns.count {
      throw valueError("MatchClass doesn't have the same number of keyword attributes as patterns")
    }
    return ClassPattern(type: type, patterns: items, keywordNames: keywordNames, keywordPatterns: keywordPatterns)
  }

  private func checkValue(_ expression: Expression) throws(PendingException) {
    switch expression.kind {
    case .constant(.integer), .constant(.bigInteger), .constant(.float), .constant(.imaginary), .constant(.string),
      .constant(.bytes), .attribute, .unaryOperation(.minus, _), .binaryOperation(_, .add, _),
      .binaryOperation(_, .subtract, _), .joinedString:
      return
    default: throw valueError("patterns may only match literals and attribute lookups")
    }
  }
}
