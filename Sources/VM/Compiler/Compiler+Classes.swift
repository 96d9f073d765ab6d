// Class definitions: the body is a function that fills the class namespace; `__build_class__` makes the class of it.

import Syntax

extension Compiler {
  func classDefinition(_ definition: ClassDefinition, _ span: SourceSpan) throws {
    try decorated(definition.decorators) { window in
      let scope = table.scope(of: definition)
      let firstLine = definition.decorators.first?.span.line ?? span.line
      let code = try nested(scope, at: span, firstLine: firstLine) { try classBody(definition, scope) }
      emit(span, .loadBuildClass, window)
      _ = unit.allocate()
      try makeFunction(code, scope, nil, returns: nil, span, into: unit.allocate())
      unit.release(to: window + 3)
      let name = Expression(
        .constant(.string(StringLiteral(utf8: Array(definition.name.text.utf8)))), span)
      try buildClass(window, [name] + definition.bases, definition.keywords, span)
      unit.release(to: window + 1)
    } bind: { register in
      unit.location = span
      store(definition.name, from: register)
    }
  }

  private func classBody(_ definition: ClassDefinition, _ scope: Scope) throws {
    unit.code.flags |= CodeFlags.usesNamespace | CodeFlags.classBody
    unit.location.endLine = unit.location.line
    unit.location.endColumn = unit.location.column
    let register = unit.allocate()
    load("__name__", unit.location, into: register)
    store("__module__", from: register)
    unit.loadConstant(.string(Array(unit.code.qualifiedName.utf8)), into: register)
    store("__qualname__", from: register)
    if scope.hasAnnotations { unit.emit(.setupAnnotations) }
    var rest = definition.body[...]
    if let (text, span) = docstring(of: definition.body) {
      unit.location = span
      unit.loadConstant(.string(text), into: register)
      store("__doc__", from: register)
      rest = rest.dropFirst()
    }
    unit.release(to: register)
    try statements(rest)
    if scope.needsClassCell {
      store("__classcell__", from: scope.classCellRegister)
      unit.emit(.return, scope.classCellRegister)
    }
  }

  /// The call of `__build_class__` with the body's function in r[window + 2].
  private func buildClass(
    _ window: Int, _ arguments: [Expression], _ keywords: [Keyword], _ span: SourceSpan
  ) throws {
    if arguments.contains(where: \.isStarred) || keywords.contains(where: { $0.name == nil }) {
      unit.release(to: window + 2)
      return try spreadCall(first: window + 2, arguments, keywords, span, window)
    }
    for argument in arguments { try expression(argument, into: unit.allocate()) }
    for keyword in keywords { try expression(keyword.value, into: unit.allocate()) }
    let count = 1 + arguments.count + keywords.count
    if keywords.isEmpty {
      emit(span, .call, window, count)
    } else {
      emit(span, .callKeywords, window, count, names(of: keywords))
    }
  }
}
