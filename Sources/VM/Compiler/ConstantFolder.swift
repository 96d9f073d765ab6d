// Evaluates expressions of literals at compile time, as CPython does: the result has the type and value that running
// the operation would give, errors are left to run time, and results are kept small.
// Integers beyond `Int` and complex numbers are not folded.

import Syntax

struct ConstantFolder {
  /// Limits on results, so that `"x" * 10**9` does not end up in a code object.
  private static let maximumText = 4096
  private static let maximumTuple = 256
  /// Operations inside operations that are looked into.
  private static let maximumDepth = 24

  /// What `__debug__` is: false with `-O`.
  let isDebug: Bool

  func value(of expression: Expression) -> Constant? { value(of: expression, depth: 0) }

  /// Whether a constant counts as true.
  static func truth(_ constant: Constant) -> Bool {
    switch constant {
    case .none, .false: false
    case .true, .ellipsis, .bigInt, .code: true
    case .int(let number): number != 0
    case .float(let bits), .imaginary(let bits): Double(bitPattern: bits) != 0
    case .string(let text), .bytes(let text): !text.isEmpty
    case .tuple(let items), .frozenSet(let items): !items.isEmpty
    }
  }

  private func value(of expression: Expression, depth: Int) -> Constant? {
    if depth > ConstantFolder.maximumDepth { return nil }
    switch expression.kind {
    case .constant(let literal): return ConstantFolder.constant(literal)
    case .name(let name, .load): return name == CompilerNames.debug ? (isDebug ? .true : .false) : nil
    case .unaryOperation(let operation, let operand):
      guard let operand = value(of: operand, depth: depth + 1) else { return nil }
      return apply(operation, operand)
    case .binaryOperation(let left, let operation, let right):
      guard let right = value(of: right, depth: depth + 1), let left = value(of: left, depth: depth + 1) else {
        return nil
      }
      return apply(operation, left, right)
    case .tuple(let items, .load): return tuple(items, depth: depth + 1)
    case .subscript(let object, let index, .load):
      guard let index = value(of: index, depth: depth + 1), case .int(let position) = index,
        let object = value(of: object, depth: depth + 1)
      else { return nil }
      return item(of: object, at: position)
    default: return nil
    }
  }

  private func tuple(_ items: [Expression], depth: Int) -> Constant? {
    guard let values = values(of: items, depth: depth) else { return nil }
    return .tuple(values)
  }

  /// The values of `items` when all are constant.
  func values(of items: [Expression], depth: Int = 0) -> [Constant]? {
    var values: [Constant] = []
    for item in items {
      guard let value = value(of: item, depth: depth) else { return nil }
      values.append(value)
    }
    return values
  }

  static func constant(_ literal: Syntax.Constant) -> Constant {
    switch literal {
    case .none: .none
    case .true: .true
    case .false: .false
    case .ellipsis: .ellipsis
    case .integer(let number): .int(number)
    case .bigInteger(let literal): .bigInt(decimal(literal))
    case .float(let number): .float(number.bitPattern)
    case .imaginary(let number): .imaginary(number.bitPattern)
    case .string(let text): .string(text.utf8)
    case .bytes(let bytes): .bytes(bytes)
    }
  }

  /// Digits in base 10.
  private static func decimal(_ literal: BigIntegerLiteral) -> String {
    if literal.radix == 10 { return literal.digits }
    // Nine decimal digits a limb, lowest first; linear work per digit is enough for literals.
    var limbs: [UInt64] = [0]
    for digit in literal.digits {
      var carry = UInt64(digit.hexDigitValue ?? 0)
      for position in limbs.indices {
        let sum = limbs[position] * UInt64(literal.radix) + carry
        limbs[position] = sum % 1_000_000_000
        carry = sum / 1_000_000_000
      }
      if carry > 0 { limbs.append(carry) }
    }
    return limbs.reversed().enumerated().map { position, limb in
      let text = String(limb)
      return position == 0 ? text : String(repeating: "0", count: 9 - text.utf8.count) + text
    }.joined()
  }

  // MARK: Operations

  private func apply(_ operation: UnaryOperator, _ operand: Constant) -> Constant? {
    switch (operation, operand) {
    case (.not, _): ConstantFolder.truth(operand) ? .false : .true
    case (.minus, .bigInt("9223372036854775808")): .int(.min)
    case (.minus, .int(let number)): number == .min ? nil : .int(-number)
    case (.minus, .float(let bits)): .float((-Double(bitPattern: bits)).bitPattern)
    case (.plus, .int), (.plus, .float), (.plus, .bigInt): operand
    case (.invert, .int(let number)): .int(~number)
    case (.minus, .true): .int(-1)
    case (.plus, .true): .int(1)
    case (.minus, .false), (.plus, .false): .int(0)
    default: nil
    }
  }

  private func apply(_ operation: Syntax.BinaryOperator, _ left: Constant, _ right: Constant) -> Constant? {
    switch (left, right) {
    case (.int(let left), .int(let right)): return apply(operation, left, right)
    case (.float(let left), .float(let right)):
      return apply(operation, Double(bitPattern: left), Double(bitPattern: right))
    case (.int(let left), .float(let right)):
      guard let left = Double(exactly: left) else { return nil }
      return apply(operation, left, Double(bitPattern: right))
    case (.float(let left), .int(let right)):
      guard let right = Double(exactly: right) else { return nil }
      return apply(operation, Double(bitPattern: left), right)
    case (.string(let left), .string(let right)) where operation == .add: return short(left + right).map { .string($0) }
    case (.bytes(let left), .bytes(let right)) where operation == .add: return short(left + right).map { .bytes($0) }
    case (.tuple(let left), .tuple(let right)) where operation == .add:
      return left.count + right.count <= ConstantFolder.maximumTuple ? .tuple(left + right) : nil
    case (.string(let text), .int(let count)), (.int(let count), .string(let text)):
      return operation == .multiply ? repeated(text, count).map { .string($0) } : nil
    case (.bytes(let text), .int(let count)), (.int(let count), .bytes(let text)):
      return operation == .multiply ? repeated(text, count).map { .bytes($0) } : nil
    case (.tuple(let items), .int(let count)), (.int(let count), .tuple(let items)):
      guard operation == .multiply, count <= ConstantFolder.maximumTuple,
        max(0, count) * items.count <= ConstantFolder.maximumTuple
      else { return nil }
      return .tuple(Array(repeatElement(items, count: max(0, count)).joined()))
    default: return nil
    }
  }

  private func short(_ text: [UInt8]) -> [UInt8]? { text.count <= ConstantFolder.maximumText ? text : nil }

  private func repeated(_ text: [UInt8], _ count: Int) -> [UInt8]? {
    guard count <= ConstantFolder.maximumText, max(0, count) * text.count <= ConstantFolder.maximumText else {
      return nil
    }
    return Array(repeatElement(text, count: max(0, count)).joined())
  }

  private func apply(_ operation: Syntax.BinaryOperator, _ left: Int, _ right: Int) -> Constant? {
    func exact(_ result: (partialValue: Int, overflow: Bool)) -> Constant? {
      result.overflow ? nil : .int(result.partialValue)
    }
    switch operation {
    case .add: return exact(left.addingReportingOverflow(right))
    case .subtract: return exact(left.subtractingReportingOverflow(right))
    case .multiply: return exact(left.multipliedReportingOverflow(by: right))
    case .divide:
      guard right != 0, let left = Double(exactly: left), let right = Double(exactly: right) else { return nil }
      return .float((left / right).bitPattern)
    case .floorDivide, .modulo:
      if right == 0 || right == -1 && left == .min { return nil }
      let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
      let isBelow = remainder != 0 && (remainder < 0) != (right < 0)
      if operation == .floorDivide { return .int(isBelow ? quotient - 1 : quotient) }
      return .int(isBelow ? remainder + right : remainder)
    case .power: return power(left, right)
    case .leftShift:
      if right < 0 || right > 62 { return nil }
      let result = left << right
      return result >> right == left ? .int(result) : nil
    case .rightShift: return right < 0 ? nil : .int(left >> right)
    case .bitOr: return .int(left | right)
    case .bitXor: return .int(left ^ right)
    case .bitAnd: return .int(left & right)
    case .matrixMultiply: return nil
    }
  }

  private func power(_ base: Int, _ exponent: Int) -> Constant? {
    if exponent < 0 { return nil }
    var result = 1
    var (factor, remaining) = (base, exponent)
    while remaining > 0 {
      if remaining & 1 == 1 {
        let (product, overflow) = result.multipliedReportingOverflow(by: factor)
        if overflow { return nil }
        result = product
      }
      remaining >>= 1
      if remaining > 0 {
        let (square, overflow) = factor.multipliedReportingOverflow(by: factor)
        if overflow { return nil }
        factor = square
      }
    }
    return .int(result)
  }

  private func apply(_ operation: Syntax.BinaryOperator, _ left: Double, _ right: Double) -> Constant? {
    let result: Double
    switch operation {
    case .add: result = left + right
    case .subtract: result = left - right
    case .multiply: result = left * right
    case .divide:
      if right == 0 { return nil }
      result = left / right
    default: return nil
    }
    return .float(result.bitPattern)
  }

  /// Of ASCII text, bytes or a tuple; nil (left to run time) when out of range.
  private func item(of object: Constant, at index: Int) -> Constant? {
    func place(_ count: Int) -> Int? {
      let place = index < 0 ? index + count : index
      return place >= 0 && place < count ? place : nil
    }
    switch object {
    case .string(let text):
      guard text.allSatisfy({ $0 < 0x80 }), let place = place(text.count) else { return nil }
      return .string([text[place]])
    case .bytes(let bytes): return place(bytes.count).map { .int(Int(bytes[$0])) }
    case .tuple(let items): return place(items.count).map { items[$0] }
    default: return nil
    }
  }
}
