// Statements: the dispatch over their kinds, and those that fit in a few lines.

import Syntax

extension Compiler {
  func statements(_ body: some Sequence<Statement>) throws {
    for statement in body {
      // What cannot be reached leaves no code.
      if !unit.isReachable { return }
      try self.statement(statement)
    }
  }

  func statement(_ statement: Statement) throws {
    let mark = unit.next
    let span = statement.span
    switch statement.kind {
    case .expression(let value):
      if isInteractive, unit.scope.kind == .module {
        emit(span, .printExpression, try operand(value))
      } else {
        try effect(value)
      }
    case .assign(let targets, let value): try assign(targets, value, span)
    case .augmentedAssign(let target, let operation, let value):
      try augmentedAssign(target, operation, value, span)
    case .annotatedAssign(let target, let annotation, let value, let isSimple):
      try annotatedAssign(target, annotation, value, isSimple, span)
    case .if(let test, let body, let orElse): try ifStatement(test, body, orElse, span)
    case .for(let loop): try loop.isAsync ? asyncForLoop(loop, span) : forLoop(loop, span)
    case .while(let test, let body, let orElse): try whileLoop(test, body, orElse, span)
    case .return(let value): try returnStatement(value, span)
    case .functionDefinition(let definition): try functionDefinition(definition, span)
    case .classDefinition(let definition): try classDefinition(definition, span)
    case .try(let node): try tryStatement(node, span)
    case .with(let items, let body, let isAsync): try withStatement(items[...], body, isAsync, span)
    case .raise(let exception, let cause): try raise(exception, cause, span)
    case .import(let names): importModules(names, span)
    case .importFrom(let module, let names, let level): importFrom(module, names, level, span)
    case .delete(let targets): for target in targets { try delete(target) }
    case .assert(let test, let message): if optimize == 0 { try assertion(test, message, span) }
    case .match(let subject, let cases): try match(subject, cases, span)
    case .break: try leaveLoop(span) { $0.end }
    case .continue: try leaveLoop(span) { $0.next }
    case .pass, .global, .nonlocal: break
    }
    unit.release(to: mark)
  }

  /// Evaluates an expression whose value is not wanted.
  private func effect(_ expression: Expression) throws {
    if folder.value(of: expression) != nil { return }
    switch expression.kind {
    case .yield, .await, .yieldFrom, .call: try self.expression(expression, into: unit.allocate())
    default: _ = try operand(expression)
    }
  }

  private func ifStatement(
    _ test: Expression, _ body: [Statement], _ orElse: [Statement], _ span: SourceSpan
  ) throws {
    if let value = folder.value(of: test) {
      return try statements(ConstantFolder.truth(value) ? body : orElse)
    }
    if orElse.isEmpty, let exit = directExit(body) { return try condition(test, jumpIf: true, to: exit) }
    let otherwise = unit.makeLabel()
    try condition(test, jumpIf: false, to: otherwise)
    try statements(body)
    if orElse.isEmpty {
      unit.place(otherwise)
    } else {
      let end = unit.makeLabel()
      unit.jump(to: end)
      unit.place(otherwise)
      try statements(orElse)
      unit.place(end)
    }
  }

  /// Where a body goes that is only `break` or `continue`, with nothing to leave in order on the way.
  private func directExit(_ body: [Statement]) -> Label? {
    guard body.count == 1, case .loop(let loop)? = unit.blocks.last else { return nil }
    switch body[0].kind {
    case .break: return loop.end
    case .continue: return loop.next
    default: return nil
    }
  }

  private func returnStatement(_ value: Expression?, _ span: SourceSpan) throws {
    guard let value else { return try unwind(to: 0, span) { unit.emit(.returnNone) } }
    if let constant = folder.value(of: value) {
      return try unwind(to: 0, span) {
        if case .none = constant { return unit.emit(.returnNone) }
        let register = unit.allocate()
        unit.loadConstant(constant, into: register)
        unit.emit(.return, register)
      }
    }
    let register: Int
    if unit.blocks.contains(where: \.runsCode) {
      // A variable may change in a `finally` on the way out.
      register = unit.allocate()
      try expression(value, into: register)
    } else {
      register = try operand(value)
    }
    try unwind(to: 0, span) { unit.emit(.return, register) }
  }

  private func raise(_ exception: Expression?, _ cause: Expression?, _ span: SourceSpan) throws {
    guard let exception else { return emit(span, .raise, 0, 0) }
    guard let cause else {
      let register = try operand(exception)
      return emit(span, .raise, register, 1)
    }
    let register = unit.allocate()
    try expression(exception, into: register)
    try expression(cause, into: unit.allocate())
    emit(span, .raise, register, 2)
  }

  private func assertion(_ test: Expression, _ message: Expression?, _ span: SourceSpan) throws {
    let end = unit.makeLabel()
    try condition(test, jumpIf: true, to: end)
    let register = unit.allocate(message == nil ? 1 : 3)
    let place = lastComparison(test) ?? span
    emit(place, .loadAssertionError, register)
    if let message {
      try expression(message, into: register + 2)
      emit(place, .call, register, 1)
    }
    emit(place, .raise, register, 1)
    unit.place(end)
  }

  /// The comparison that decides a condition last: where CPython reports a failed assertion.
  private func lastComparison(_ test: Expression) -> SourceSpan? {
    switch test.kind {
    case .comparison: test.span
    case .unaryOperation(.not, let operand): lastComparison(operand)
    case .booleanOperation(_, let values): values.reversed().lazy.compactMap(lastComparison).first
    case .conditional(let condition, let body, let orElse):
      lastComparison(orElse) ?? lastComparison(body) ?? lastComparison(condition)
    default: nil
    }
  }

  // MARK: Imports

  private func importModules(_ names: [ImportAlias], _ span: SourceSpan) {
    let register = unit.allocate()
    for alias in names {
      let parts = alias.name.text.split(separator: ".")
      unit.location = span
      unit.emit(.loadInt, register, 0)
      unit.emit(.importName, register, unit.listed(alias.name), unit.constant(.none))
      if let asName = alias.asName {
        // `import a.b as c` binds the inner module.
        for part in parts.dropFirst() {
          unit.emit(.importFrom, register, register, unit.listed(Name(String(part))))
        }
        store(asName, from: register)
      } else {
        store(parts.count == 1 ? alias.name : Name(String(parts[0])), from: register)
      }
    }
  }

  private func importFrom(_ module: Name?, _ names: [ImportAlias], _ level: Int, _ span: SourceSpan) {
    let register = unit.allocate()
    let list = Constant.tuple(names.map { .string(Array($0.name.text.utf8)) })
    unit.location = span
    unit.emit(.loadInt, register, level)
    unit.emit(.importName, register, unit.listed(module ?? ""), unit.constant(list))
    let value = unit.allocate()
    for alias in names {
      if alias.name == CompilerNames.wildcardImport {
        unit.emit(.importStar, register)
        continue
      }
      let name = alias.asName ?? alias.name
      let destination = directDestination(name) ?? value
      unit.emit(.importFrom, destination, register, unit.listed(alias.name))
      store(name, from: destination)
    }
  }
}
