// Assignments of every kind, and `del`.

import Syntax

extension Compiler {
  func assign(_ targets: [Expression], _ value: Expression, _ span: SourceSpan) throws {
    if targets.count == 1 {
      if case .name(let name, _) = targets[0].kind, let register = directDestination(name) {
        try expression(value, into: register)
        return unit.markBound(register)
      }
      if let items = targets[0].items, case .tuple(let values, _) = value.kind, values.count == items.count,
        !(items + values).contains(where: \.isStarred)
      {
        return try assignPairwise(items, values)
      }
      let register = try operand(value, before: targets[0])
      return try store(register, in: targets[0])
    }
    let register = unit.allocate()
    try expression(value, into: register)
    for target in targets { try store(register, in: target) }
  }

  /// `a, b = b, a`: no tuple is made. All values come first, then the targets from left to right; constants are
  /// loaded where they are assigned.
  private func assignPairwise(_ targets: [Expression], _ values: [Expression]) throws {
    var registers: [Int?] = []
    var assigned: [Int] = []
    for (target, value) in zip(targets, values) {
      if folder.value(of: value) != nil {
        registers.append(nil)
      } else {
        var register = try unit.scope.hasNamedExpression ? copy(value) : operand(value)
        if assigned.contains(register) {
          let variable = register
          register = unit.allocate()
          emit(value.span, .move, register, variable)
        }
        registers.append(register)
      }
      collectLocals(target, into: &assigned)
    }
    for (position, target) in targets.enumerated() {
      if let register = registers[position] {
        try store(register, in: target)
      } else {
        try assign([target], values[position], target.span)
      }
    }
  }

  private func copy(_ value: Expression) throws -> Int {
    let register = unit.allocate()
    try expression(value, into: register)
    return register
  }

  private func collectLocals(_ target: Expression, into locals: inout [Int]) {
    if case .name(let name, _) = target.kind, let local = directDestination(name) { locals.append(local) }
    if case .starred(let inner, _) = target.kind { collectLocals(inner, into: &locals) }
    for item in target.items ?? [] { collectLocals(item, into: &locals) }
  }

  /// Assigns r[`register`] to a target.
  func store(_ register: Int, in target: Expression) throws {
    let mark = unit.next
    defer { unit.release(to: mark) }
    let span = target.span
    switch target.kind {
    case .name(let name, _):
      unit.location = span
      store(name, from: register)
    case .attribute(let object, let name, _):
      let owner = try operand(object)
      emit(span, .setAttr, owner, register, unit.listed(unit.scope.mangle(name)))
    case .subscript(let object, let index, _):
      let container = try operand(object, before: index)
      if case .slice(let lower, let upper, nil) = index.kind {
        let (first, _) = try sliceParts(lower, upper, nil)
        return emit(span, .setSlice, container, first, register)
      }
      let key = try operand(index)
      emit(span, .setItem, container, key, register)
    case .list(let items, _), .tuple(let items, _): try unpack(register, items, span)
    case .starred(let inner, _): try store(register, in: inner)
    default: preconditionFailure("the parser accepts only targets here")
    }
  }

  private func unpack(_ register: Int, _ targets: [Expression], _ span: SourceSpan) throws {
    let star = targets.firstIndex(where: \.isStarred)
    if let direct = consecutiveLocals(targets) {
      emit(span, .unpackSequence, direct, register, targets.count)
      for position in targets.indices { unit.markBound(direct + position) }
      return
    }
    let first = unit.allocate(targets.count)
    if let star {
      emit(span, .unpackEx, first, register, star | (targets.count - star - 1) << 8)
    } else {
      emit(span, .unpackSequence, first, register, targets.count)
    }
    for (position, target) in targets.enumerated() { try store(first + position, in: target) }
  }

  /// The first register when the targets are plain locals in consecutive registers.
  private func consecutiveLocals(_ targets: [Expression]) -> Int? {
    var first: Int?
    for (position, target) in targets.enumerated() {
      guard case .name(let name, _) = target.kind, let register = directDestination(name) else { return nil }
      if register - position != first ?? register { return nil }
      first = first ?? register
    }
    return first
  }

  // MARK: Augmented

  func augmentedAssign(
    _ target: Expression, _ operation: Syntax.BinaryOperator, _ value: Expression, _ span: SourceSpan
  ) throws {
    switch target.kind {
    case .name(let name, _):
      if let local = directDestination(name) {
        let current = try operand(target, before: value)
        try inPlace(operation, local, current, value, span)
        return unit.markBound(local)
      }
      let register = unit.allocate()
      load(name, target.span, into: register)
      try inPlace(operation, register, register, value, span)
      unit.location = target.span
      store(name, from: register)
    case .attribute(let object, let name, _):
      let owner = try operand(object, before: value)
      let register = unit.allocate()
      let key = unit.listed(unit.scope.mangle(name))
      emit(target.span, .getAttr, register, owner, key)
      try inPlace(operation, register, register, value, span)
      emit(target.span, .setAttr, owner, register, key)
    case .subscript(let object, let index, _):
      let container = try operand(object, before: index, value)
      let register = unit.allocate()
      if case .slice(let lower, let upper, nil) = index.kind {
        let (first, _) = try sliceParts(lower, upper, nil)
        emit(target.span, .getSlice, register, container, first)
        try inPlace(operation, register, register, value, span)
        return emit(target.span, .setSlice, container, first, register)
      }
      let key = try operand(index, before: value)
      emit(target.span, .getItem, register, container, key)
      try inPlace(operation, register, register, value, span)
      emit(target.span, .setItem, container, key, register)
    default: preconditionFailure("the parser accepts only targets here")
    }
  }

  private func inPlace(
    _ operation: Syntax.BinaryOperator, _ destination: Int, _ current: Int, _ value: Expression, _ span: SourceSpan
  ) throws {
    if let op = operation.row.inPlaceInt, let number = smallInt(value) {
      return emit(span, op, destination, current, number)
    }
    let register = try operand(value)
    emit(span, operation.row.inPlace, destination, current, register)
  }

  // MARK: Annotated

  func annotatedAssign(
    _ target: Expression, _ annotation: Expression, _ value: Expression?, _ isSimple: Bool, _ span: SourceSpan
  ) throws {
    if let value { try assign([target], value, span) }
    switch target.kind {
    case .name(let name, _) where isSimple && !unit.scope.isFunction:
      let register = unit.allocate()
      try self.annotation(annotation, into: register)
      let annotations = unit.allocate()
      let key = unit.allocate()
      unit.location = span
      unit.emit(
        unit.scope.kind == .class || usesNamespace ? .loadName : .loadGlobal, annotations,
        unit.listed("__annotations__"))
      unit.loadConstant(.string(Array(unit.scope.mangle(name).text.utf8)), into: key)
      return unit.emit(.setItem, annotations, key, register)
    case .attribute(let object, _, _) where value == nil: _ = try operand(object)
    case .subscript(let object, let index, _) where value == nil:
      _ = try operand(object)
      _ = try operand(index)
    default: break
    }
    if !isSimple, !unit.scope.isFunction, !futureAnnotations { _ = try operand(annotation) }
  }

  /// The value of an annotation: evaluated, or its text.
  func annotation(_ expression: Expression, into register: Int) throws {
    guard futureAnnotations else {
      // `*args: *Ts` stands for the one item of the unpacked value.
      if case .starred(let value, _) = expression.kind {
        let inner = try operand(value, scratch: register)
        return emit(expression.span, .unpackSequence, register, inner, 1)
      }
      return try self.expression(expression, into: register)
    }
    unit.location = expression.span
    unit.loadConstant(.string(Array(SourceWriter.text(of: expression).utf8)), into: register)
  }

  // MARK: Deletion

  func delete(_ target: Expression) throws {
    let mark = unit.next
    defer { unit.release(to: mark) }
    let span = target.span
    switch target.kind {
    case .name(let name, _): delete(name, span)
    case .attribute(let object, let name, _):
      let owner = try operand(object)
      emit(span, .deleteAttr, owner, 0, unit.listed(unit.scope.mangle(name)))
    case .subscript(let object, let index, _):
      let container = try operand(object, before: index)
      let key = try operand(index)
      emit(span, .deleteItem, container, key)
    case .list(let items, _), .tuple(let items, _): for item in items { try delete(item) }
    default: preconditionFailure("the parser accepts only targets here")
    }
  }
}

extension Expression {
  /// The items of a list or tuple.
  var items: [Expression]? {
    switch kind {
    case .list(let items, _), .tuple(let items, _): items
    default: nil
    }
  }
}
