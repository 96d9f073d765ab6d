// Comparisons, and conditions: truth values that are only jumped on, never made.

import Syntax

extension ComparisonOperator {
  /// The operator that is its exact negation; rich comparisons have none (NaN, overloading).
  var opposite: ComparisonOperator? {
    switch self {
    case .is: .isNot
    case .isNot: .is
    case .in: .notIn
    case .notIn: .in
    default: nil
    }
  }

  /// The opcode that makes a value, and the jumps on the outcomes, also against an int in the instruction.
  struct Row {
    let value: Op
    var jumpIf: Op?
    var jumpIfNot: Op?
    var jumpIfInt: Op?
    var jumpIfNotInt: Op?
  }

  var row: Row {
    switch self {
    case .equal:
      Row(
        value: .equal, jumpIf: .jumpIfEqual, jumpIfNot: .jumpIfNotEqual, jumpIfInt: .jumpIfEqualInt,
        jumpIfNotInt: .jumpIfNotEqualInt)
    case .notEqual:
      Row(
        value: .notEqual, jumpIf: .jumpIfUnequal, jumpIfNot: .jumpIfNotUnequal, jumpIfInt: .jumpIfUnequalInt,
        jumpIfNotInt: .jumpIfNotUnequalInt)
    case .less:
      Row(
        value: .less, jumpIf: .jumpIfLess, jumpIfNot: .jumpIfNotLess, jumpIfInt: .jumpIfLessInt,
        jumpIfNotInt: .jumpIfNotLessInt)
    case .lessOrEqual:
      Row(
        value: .lessEqual, jumpIf: .jumpIfLessEqual, jumpIfNot: .jumpIfNotLessEqual, jumpIfInt: .jumpIfLessEqualInt,
        jumpIfNotInt: .jumpIfNotLessEqualInt)
    case .greater:
      Row(
        value: .greater, jumpIf: .jumpIfGreater, jumpIfNot: .jumpIfNotGreater, jumpIfInt: .jumpIfGreaterInt,
        jumpIfNotInt: .jumpIfNotGreaterInt)
    case .greaterOrEqual:
      Row(
        value: .greaterEqual, jumpIf: .jumpIfGreaterEqual, jumpIfNot: .jumpIfNotGreaterEqual,
        jumpIfInt: .jumpIfGreaterEqualInt, jumpIfNotInt: .jumpIfNotGreaterEqualInt)
    case .is: Row(value: .is, jumpIf: .jumpIfIs, jumpIfNot: .jumpIfNotIs)
    case .isNot: Row(value: .isNot, jumpIf: .jumpIfNotIs, jumpIfNot: .jumpIfIs)
    case .in: Row(value: .contains)
    case .notIn: Row(value: .notContains)
    }
  }
}

extension Compiler {
  // MARK: Values

  func comparison(
    _ left: Expression, _ operators: [ComparisonOperator], _ comparators: [Expression], _ span: SourceSpan,
    into destination: Int
  ) throws {
    if operators.count == 1 {
      let first = try operand(left, scratch: destination, before: comparators[0])
      let second = try comparator(comparators[0], operators[0], scratch: first == destination ? -1 : destination)
      return emit(span, operators[0].row.value, destination, first, second)
    }
    let result = unit.isTemporary(destination) ? destination : unit.allocate()
    let end = unit.makeLabel()
    var first = try operand(left, before: comparators[0])
    for (position, operation) in operators.enumerated() {
      let isLast = position == operators.count - 1
      let later: [Expression] = isLast ? [] : [comparators[position + 1]]
      let second = try comparator(comparators[position], operation, scratch: -1, before: later.first)
      emit(span, operation.row.value, result, first, second)
      if !isLast { unit.jump(.jumpIfFalse, result, to: end) }
      first = second
    }
    unit.place(end)
    if result != destination { unit.emit(.move, destination, result) }
  }

  /// The right side of a comparison. Displays of constants behind `in` become constants.
  private func comparator(
    _ expression: Expression, _ operation: ComparisonOperator, scratch: Int, before later: Expression? = nil
  ) throws -> Int {
    if operation == .in || operation == .notIn, let value = constantContainer(expression) {
      let register = unit.isTemporary(scratch) ? scratch : unit.allocate()
      unit.location = expression.span
      unit.loadConstant(value, into: register)
      return register
    }
    return try operand(expression, scratch: scratch, before: later)
  }

  /// The immutable constant that can stand for a list or set display which is only searched or iterated.
  func constantContainer(_ expression: Expression) -> Constant? {
    switch expression.kind {
    case .list(let items, _): folder.values(of: items).map { .tuple($0) }
    case .set(let items): folder.values(of: items).map { .frozenSet($0) }
    default: nil
    }
  }

  // MARK: Jumps

  /// Jumps to `label` when the truth of `expression` is `outcome`; goes on otherwise.
  func condition(_ expression: Expression, jumpIf outcome: Bool, to label: Label) throws {
    let mark = unit.next
    defer { unit.release(to: mark) }
    if let value = folder.value(of: expression) {
      unit.location = expression.span
      if ConstantFolder.truth(value) == outcome { unit.jump(to: label) }
      return
    }
    switch expression.kind {
    case .unaryOperation(.not, let operand): try condition(operand, jumpIf: !outcome, to: label)
    case .booleanOperation(let operation, let values):
      // `and` is decided by the first false value, `or` by the first true one.
      let deciding = operation == .or
      let end = unit.makeLabel()
      for value in values.dropLast() {
        try condition(value, jumpIf: deciding, to: deciding == outcome ? label : end)
      }
      try condition(values.last!, jumpIf: outcome, to: label)
      unit.place(end)
    case .comparison(let left, let operators, let comparators):
      try comparisonJump(left, operators, comparators, expression.span, jumpIf: outcome, to: label)
    case .conditional(let test, let body, let orElse):
      let otherwise = unit.makeLabel()
      let end = unit.makeLabel()
      try condition(test, jumpIf: false, to: otherwise)
      try condition(body, jumpIf: outcome, to: label)
      unit.jump(to: end)
      unit.place(otherwise)
      try condition(orElse, jumpIf: outcome, to: label)
      unit.place(end)
    default:
      let register = try operand(expression)
      unit.location = expression.span
      unit.jump(outcome ? .jumpIfTrue : .jumpIfFalse, register, to: label)
    }
  }

  private func comparisonJump(
    _ left: Expression, _ operators: [ComparisonOperator], _ comparators: [Expression], _ span: SourceSpan,
    jumpIf outcome: Bool, to label: Label
  ) throws {
    let end = unit.makeLabel()
    var first = try operand(left, before: comparators[0])
    for (position, operation) in operators.enumerated() {
      let right = comparators[position]
      if position == operators.count - 1 {
        try jump(first, operation, right, span, jumpIf: outcome, to: label)
      } else {
        let second = try comparator(right, operation, scratch: -1, before: comparators[position + 1])
        jump(first, operation, second, span, jumpIf: false, to: outcome ? end : label)
        first = second
      }
    }
    unit.place(end)
  }

  private func jump(
    _ first: Int, _ operation: ComparisonOperator, _ right: Expression, _ span: SourceSpan, jumpIf outcome: Bool,
    to label: Label
  ) throws {
    let row = operation.row
    if operation == .is || operation == .isNot, case .constant(.none) = right.kind {
      unit.location = span
      return unit.jump((operation == .is) == outcome ? .jumpIfNone : .jumpIfNotNone, first, to: label)
    }
    if let op = outcome ? row.jumpIfInt : row.jumpIfNotInt, let number = smallInt(right) {
      unit.location = span
      return unit.jump(op, first, number, to: label)
    }
    let second = try comparator(right, operation, scratch: -1)
    jump(first, operation, second, span, jumpIf: outcome, to: label)
  }

  private func jump(
    _ first: Int, _ operation: ComparisonOperator, _ second: Int, _ span: SourceSpan, jumpIf outcome: Bool,
    to label: Label
  ) {
    unit.location = span
    if let op = outcome ? operation.row.jumpIf : operation.row.jumpIfNot {
      return unit.jump(op, first, second, to: label)
    }
    let mark = unit.next
    let result = unit.allocate()
    unit.emit(operation.row.value, result, first, second)
    unit.jump(outcome ? .jumpIfTrue : .jumpIfFalse, result, to: label)
    unit.release(to: mark)
  }
}
