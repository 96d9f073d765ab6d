// Expressions: the dispatch over their kinds, names, attributes, subscripts and operators.

import Syntax

extension Compiler {
  /// A register that holds the value. `scratch`, when it is a temporary, is used before a new one is allocated.
  /// `later` are the expressions evaluated before the register is read: should one of them assign the variable, its
  /// present value is copied.
  func operand(_ expression: Expression, scratch: Int = -1, before later: Expression?...) throws -> Int {
    if case .name(let name, _) = expression.kind, let register = localOperand(name, expression.span) {
      if !unit.scope.hasNamedExpression || !later.contains(where: { $0.map(mayAssign) ?? false }) { return register }
      let copy = unit.isTemporary(scratch) ? scratch : unit.allocate()
      emit(expression.span, .move, copy, register)
      return copy
    }
    if case .namedExpression(let target, let value) = expression.kind, case .name(let name, _) = target.kind,
      later.isEmpty, let register = directDestination(name)
    {
      try self.expression(value, into: register)
      unit.markBound(register)
      return register
    }
    let register = unit.isTemporary(scratch) ? scratch : unit.allocate()
    try self.expression(expression, into: register)
    return register
  }

  /// Whether evaluating `expression` assigns a variable of this scope.
  func mayAssign(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .namedExpression: true
    case .constant, .name, .lambda, .listComprehension, .setComprehension, .dictionaryComprehension,
      .generatorExpression, .yield(nil):
      false
    case .attribute(let value, _, _), .unaryOperation(_, let value), .await(let value), .yield(let value?),
      .yieldFrom(let value), .starred(let value, _):
      mayAssign(value)
    case .formattedValue(let value, _, let format): mayAssign(value) || format.map(mayAssign) ?? false
    case .binaryOperation(let left, _, let right), .subscript(let left, let right, _):
      mayAssign(left) || mayAssign(right)
    case .booleanOperation(_, let values), .joinedString(let values), .list(let values, _), .tuple(let values, _),
      .set(let values):
      values.contains(where: mayAssign)
    case .comparison(let left, _, let comparators): mayAssign(left) || comparators.contains(where: mayAssign)
    case .call(let function, let arguments, let keywords):
      mayAssign(function) || arguments.contains(where: mayAssign) || keywords.contains { mayAssign($0.value) }
    case .conditional(let test, let body, let orElse): [test, body, orElse].contains(where: mayAssign)
    case .dictionary(let keys, let values): (keys.compactMap { $0 } + values).contains(where: mayAssign)
    case .slice(let lower, let upper, let step): [lower, upper, step].contains { $0.map(mayAssign) ?? false }
    }
  }

  func expression(_ expression: Expression, into destination: Int) throws {
    let span = expression.span
    let mark = unit.next
    defer { unit.release(to: mark) }
    switch expression.kind {
    case .name(let name, _): load(name, span, into: destination)
    case .constant(let literal):
      unit.location = span
      unit.loadConstant(ConstantFolder.constant(literal), into: destination)
    case .attribute(let object, let name, _): try attribute(object, name, span, into: destination)
    case .call(let function, let arguments, let keywords):
      try call(function, arguments, keywords, span, into: destination)
    case .binaryOperation(let left, let operation, let right):
      if foldedLoad(expression, into: destination) { return }
      try binaryOperation(left, operation, right, span, into: destination)
    case .unaryOperation(let operation, let operand):
      if foldedLoad(expression, into: destination) { return }
      try unaryOperation(operation, operand, span, into: destination)
    case .comparison(let left, let operators, let comparators):
      try comparison(left, operators, comparators, span, into: destination)
    case .booleanOperation(let operation, let values):
      try booleanOperation(operation, values, into: destination)
    case .conditional(let test, let body, let orElse):
      try conditional(test, body, orElse, into: destination)
    case .subscript(let object, let index, _):
      if foldedLoad(expression, into: destination) { return }
      try subscripted(object, index, span, into: destination)
    case .tuple(let items, _):
      if foldedLoad(expression, into: destination) { return }
      try tuple(items, span, into: destination)
    case .list(let items, _): try list(items, span, into: destination)
    case .set(let items): try set(items, span, into: destination)
    case .dictionary(let keys, let values): try dictionary(keys, values, span, into: destination)
    case .slice(let lower, let upper, let step):
      let (first, count) = try sliceParts(lower, upper, step)
      emit(span, .buildSlice, destination, first, count)
    case .joinedString(let parts): try joinedString(parts, span, into: destination)
    case .formattedValue(let value, let conversion, let format):
      try formattedValue(value, conversion, format, span, into: destination)
    case .lambda(let arguments, let body): try lambda(expression, arguments, body, span, into: destination)
    case .listComprehension, .setComprehension, .dictionaryComprehension, .generatorExpression:
      try comprehension(expression, into: destination)
    case .namedExpression(let target, let value): try namedExpression(target, value, span, into: destination)
    case .yield(let value): try yield(value, span, into: destination)
    case .yieldFrom(let value): try yieldFrom(value, span, into: destination)
    case .await(let value): try awaited(value, span, into: destination)
    case .starred(let value, _): try self.expression(value, into: destination)
    }
  }

  private func foldedLoad(_ expression: Expression, into destination: Int) -> Bool {
    guard let value = folder.value(of: expression) else { return false }
    unit.location = expression.span
    unit.loadConstant(value, into: destination)
    return true
  }

  private func attribute(_ object: Expression, _ name: Name, _ span: SourceSpan, into destination: Int) throws {
    let key = unit.scope.mangle(name)
    if let first = superArguments(object) {
      let pair = unit.allocate(2)
      loadSuper(first, object.span, into: pair)
      return emit(attributeSpan(span, name), .getSuperAttr, destination, pair, unit.listed(key))
    }
    let register = try operand(object, scratch: destination)
    emit(attributeSpan(span, name), .getAttr, destination, register, unit.listed(key))
  }

  private func namedExpression(
    _ target: Expression, _ value: Expression, _ span: SourceSpan, into destination: Int
  ) throws {
    guard case .name(let name, _) = target.kind else { preconditionFailure("the target of := is a name") }
    if let register = directDestination(name) {
      try expression(value, into: register)
      unit.markBound(register)
      if register != destination { emit(span, .move, destination, register) }
      return
    }
    let register = try operand(value, scratch: destination)
    unit.location = target.span
    store(name, from: register)
    if register != destination { emit(span, .move, destination, register) }
  }

  // MARK: Operators

  private func unaryOperation(
    _ operation: UnaryOperator, _ value: Expression, _ span: SourceSpan, into destination: Int
  ) throws {
    if operation == .not, case .comparison(let left, let operators, let comparators) = value.kind,
      operators.count == 1, let opposite = operators[0].opposite
    {
      return try comparison(left, [opposite], comparators, value.span, into: destination)
    }
    let register = try operand(value, scratch: destination)
    switch operation {
    case .not: emit(span, .not, destination, register)
    case .minus: emit(span, .negative, destination, register)
    case .plus: emit(span, .positive, destination, register)
    case .invert: emit(span, .invert, destination, register)
    }
  }

  private func binaryOperation(
    _ left: Expression, _ operation: Syntax.BinaryOperator, _ right: Expression, _ span: SourceSpan,
    into destination: Int
  ) throws {
    if operation == .modulo, try formatted(left, right, span, into: destination) { return }
    let row = operation.row
    if let number = number(right) {
      if let small = Int16(number), let op = row.int {
        let register = try operand(left, scratch: destination)
        return emit(span, op, destination, register, Int(small))
      }
      if let op = row.constant {
        let register = try operand(left, scratch: destination)
        return emit(span, op, destination, register, unit.constant(number))
      }
    } else if let op = row.reverse, let number = number(left) {
      let register = try operand(right, scratch: destination)
      return emit(span, op, destination, register, unit.constant(number))
    }
    let first = try operand(left, scratch: destination, before: right)
    let second = try operand(right, scratch: first == destination ? -1 : destination)
    emit(span, row.general, destination, first, second)
  }

  /// An int or float known at compile time.
  func number(_ expression: Expression) -> Constant? {
    switch expression.kind {
    case .constant(.integer), .constant(.float), .unaryOperation, .binaryOperation: break
    default: return nil
    }
    switch folder.value(of: expression) {
    case .int(let number)?: return .int(number)
    case .float(let bits)?: return .float(bits)
    default: return nil
    }
  }

  func smallInt(_ expression: Expression) -> Int? { number(expression).flatMap { Int16($0) }.map { Int($0) } }

  private func booleanOperation(_ operation: BooleanOperator, _ values: [Expression], into destination: Int) throws {
    // A variable must keep its value until the whole expression has one.
    let result = unit.isTemporary(destination) ? destination : unit.allocate()
    let end = unit.makeLabel()
    for (position, value) in values.enumerated() {
      if let constant = folder.value(of: value), position < values.count - 1 {
        if ConstantFolder.truth(constant) == (operation == .and) { continue }
        unit.location = value.span
        unit.loadConstant(constant, into: result)
        unit.jump(to: end)
        break
      }
      try expression(value, into: result)
      if position < values.count - 1 {
        unit.location = value.span
        unit.jump(operation == .and ? .jumpIfFalse : .jumpIfTrue, result, to: end)
      }
    }
    unit.place(end)
    if result != destination { unit.emit(.move, destination, result) }
  }

  private func conditional(
    _ test: Expression, _ body: Expression, _ orElse: Expression, into destination: Int
  ) throws {
    if let value = folder.value(of: test) {
      return try expression(ConstantFolder.truth(value) ? body : orElse, into: destination)
    }
    let otherwise = unit.makeLabel()
    let end = unit.makeLabel()
    try condition(test, jumpIf: false, to: otherwise)
    try expression(body, into: destination)
    unit.jump(to: end)
    unit.place(otherwise)
    try expression(orElse, into: destination)
    unit.place(end)
  }

  // MARK: Subscripts

  private func subscripted(_ object: Expression, _ index: Expression, _ span: SourceSpan, into destination: Int) throws
  {
    if let number = smallInt(index) {
      let register = try operand(object, scratch: destination)
      return emit(span, .getItemInt, destination, register, number)
    }
    let register = try operand(object, scratch: destination, before: index)
    if case .slice(let lower, let upper, nil) = index.kind {
      let (first, _) = try sliceParts(lower, upper, nil)
      return emit(span, .getSlice, destination, register, first)
    }
    let key = try operand(index, scratch: register == destination ? -1 : destination)
    emit(span, .getItem, destination, register, key)
  }

  /// Bounds of a slice in consecutive temporaries.
  func sliceParts(_ lower: Expression?, _ upper: Expression?, _ step: Expression?) throws -> (first: Int, count: Int) {
    let count = step == nil ? 2 : 3
    let first = unit.next
    for part in [lower, upper, step].prefix(count) {
      let register = unit.allocate()
      if let part { try expression(part, into: register) } else { loadNone(into: register) }
    }
    return (first, count)
  }
}

extension Int16 {
  /// The value of an int constant that an instruction can hold.
  fileprivate init?(_ constant: Constant) {
    guard case .int(let number) = constant else { return nil }
    self.init(exactly: number)
  }
}

extension Syntax.BinaryOperator {
  /// The opcodes of a binary operator: both operands in registers, in place, and the forms with a number known at
  /// compile time (right operand in the constants, right operand in the instruction, left operand in the constants).
  struct Row {
    let general: Op
    let inPlace: Op
    var constant: Op?
    var int: Op?
    var reverse: Op?
    var inPlaceInt: Op?
  }

  var row: Row {
    switch self {
    case .add: Row(general: .add, inPlace: .inPlaceAdd, constant: .addK, int: .addInt, inPlaceInt: .inPlaceAddInt)
    case .subtract:
      Row(
        general: .subtract, inPlace: .inPlaceSubtract, constant: .subtractK, int: .subtractInt,
        reverse: .reverseSubtractK, inPlaceInt: .inPlaceSubtractInt)
    case .multiply:
      Row(general: .multiply, inPlace: .inPlaceMultiply, constant: .multiplyK, reverse: .reverseMultiplyK)
    case .matrixMultiply: Row(general: .matrixMultiply, inPlace: .inPlaceMatrixMultiply)
    case .divide:
      Row(general: .trueDivide, inPlace: .inPlaceTrueDivide, constant: .trueDivideK, reverse: .reverseTrueDivideK)
    case .modulo: Row(general: .modulo, inPlace: .inPlaceModulo, constant: .moduloK)
    case .power: Row(general: .power, inPlace: .inPlacePower, constant: .powerK)
    case .leftShift: Row(general: .leftShift, inPlace: .inPlaceLeftShift, constant: .leftShiftK)
    case .rightShift: Row(general: .rightShift, inPlace: .inPlaceRightShift, constant: .rightShiftK)
    case .bitOr: Row(general: .or, inPlace: .inPlaceOr)
    case .bitXor: Row(general: .xor, inPlace: .inPlaceXor)
    case .bitAnd: Row(general: .and, inPlace: .inPlaceAnd, constant: .andK)
    case .floorDivide: Row(general: .floorDivide, inPlace: .inPlaceFloorDivide, constant: .floorDivideK)
    }
  }
}
