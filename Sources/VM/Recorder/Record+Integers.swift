// Recording ints that do not fit 62 bits: helpers that need no frames, and the low words of products and sums that are
// cut by a mask at once, as hashes and random numbers do. The wide number itself is then not made.

import CRuntime
import TraceIR

/// How a number of any size was made from others, for its low 64 bits.
struct WideNumber {
  let operation: BinaryOperator
  let a: Reference
  let b: Reference
}

extension Recorder {
  private func isInteger(_ operand: Operand) -> Bool {
    operand.actual.isInt
      || (operand.actual.isObject && operand.actual.pointer.shapeWord == vm.pointee.shapes.bigInt.address)
  }

  /// The operand as an exact int of any size, guarded to be one.
  private func integer(_ operand: Operand) -> Reference {
    if operand.reference.isConstant || integers.contains(operand.reference) { return operand.reference }
    if operand.actual.isInt { return int(operand) }
    let object = operand.register >= 0 ? readObject(operand.register, operand.actual) : asObject(operand.reference)
    if operand.register < 0 { guardShape(object, operand.actual) }
    return object
  }

  /// The result for two ints of which one, or the result, is big; nil when the operation is left to the general helper.
  func bigIntegers(_ operation: BinaryOperator, _ x: Operand, _ y: Operand) -> Reference? {
    guard isInteger(x), isInteger(y) else { return nil }
    switch operation {
    case .add, .subtract, .multiply, .or, .xor: return wideNumber(operation, integer(x), integer(y))
    case .leftShift where y.reference.isConstant && y.actual.isInt && (0...60).contains(y.actual.asInt):
      return wideNumber(.multiply, integer(x), int(constant: 1 << y.actual.asInt))
    case .and:
      if let masked = maskedLow(x, y) ?? maskedLow(y, x) { return masked }
    case .floorDivide, .modulo, .leftShift, .rightShift: break
    default: return nil
    }
    // What the result is tells whether to go on with a small int.
    let actual = thread.integerBinary(operation, x.actual, y.actual)
    if actual.isError || actual.isUnbound {
      thread.pointee.exception = .unbound
      return nil
    }
    let p = integer(x)
    let q = integer(y)
    let result = callChecked(.integerBinary, [raw(constant: UInt64(operation.rawValue)), p, q])
    if actual.isInt { return guardian(.guardInt, result) }
    integers.insert(result)
    return result
  }

  private func wideNumber(_ operation: BinaryOperator, _ a: Reference, _ b: Reference) -> Reference {
    let result = call(.wideBinary, [raw(constant: UInt64(operation.rawValue)), a, b])
    integers.insert(result)
    if hasLow(a) && hasLow(b) { wideNumbers[result] = WideNumber(operation: operation, a: a, b: b) }
    return result
  }

  private func hasLow(_ number: Reference) -> Bool { trace.type(of: number) == .int || wideNumbers[number] != nil }

  /// `number & mask` for a small mask: the low words do.
  private func maskedLow(_ number: Operand, _ mask: Operand) -> Reference? {
    guard mask.reference.isConstant, mask.actual.isInt, mask.actual.asInt >= 0, wideNumbers[number.reference] != nil
    else { return nil }
    return emit(.rawToInt, emit(.rawAnd, low(number.reference), raw(constant: UInt64(mask.actual.asInt))))
  }

  private func low(_ number: Reference) -> Reference {
    if let known = lowWords[number] { return known }
    let result: Reference
    if let wide = wideNumbers[number] {
      let a = low(wide.a)
      let b = low(wide.b)
      switch wide.operation {
      case .subtract: result = emit(.rawSubtract, a, b)
      case .multiply: result = emit(.rawMultiply, a, b)
      case .or: result = emit(.rawOr, a, b)
      case .xor: result = emit(.rawXor, a, b)
      default: result = emit(.rawAdd, a, b)
      }
    } else {
      result =
        number.isConstant ? raw(constant: trace.constants[number.index].bits) : emit(.intToRaw, number)
    }
    lowWords[number] = result
    return result
  }

  /// The order of two ints of which one is big; nil for other values.
  func compareBigIntegers(_ relation: Comparison, _ x: Operand, _ y: Operand) -> Reference? {
    guard isInteger(x), isInteger(y) else { return nil }
    let order = call(.compareIntegers, [integer(x), integer(y)])
    let zero = int(constant: 0)
    switch relation {
    case .less: return emit(.intLess, order, zero)
    case .lessEqual: return emit(.intLessEqual, order, zero)
    case .equal: return emit(.intEqual, order, zero)
    case .notEqual: return emit(.intNotEqual, order, zero)
    case .greater: return emit(.intLess, zero, order)
    case .greaterEqual: return emit(.intLessEqual, zero, order)
    }
  }
}
