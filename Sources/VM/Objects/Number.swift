// Arithmetic and comparison of numbers: the short way for operands that are exact ints, bools and floats, used by
// the interpreter before it looks for special methods; and the same arithmetic for int's and float's own methods.
//
// `numberBinary` and `numberCompare` give `.unbound` when an operand is anything else.

import CRuntime
import Glibc

/// A number taken apart. `integer` is plain (Objects/BigInt.swift).
enum Number {
  case integer(Value)
  case float(Double)
  case other

  /// Exact ints, bools and floats only.
  @inline(__always) init(exact value: Value) {
    if value.isInt {
      self = .integer(value)
    } else if value.isImmediateFloat {
      self = .float(value.asDouble)
    } else if value.isBool {
      self = .integer(.int(value.isTrue ? 1 : 0))
    } else if value.isObject && value.pointer.shapeWord == vm.pointee.shapes.bigInt.address {
      self = .integer(value)
    } else if value.isObject && value.pointer.shapeWord == vm.pointee.shapes.float.address {
      self = .float(value.floatValue)
    } else {
      self = .other
    }
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Binary operators

  @inline(__always) func numberBinary(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    if Value.bothInt(a, b) { return smallBinary(operation, a, b) }
    if Value.bothImmediateFloat(a, b) { return floatBinary(operation, a.asDouble, b.asDouble) }
    return numberBinarySlow(operation, a, b)
  }

  @inline(never) private func numberBinarySlow(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    switch (Number(exact: a), Number(exact: b)) {
    case (.integer(let x), .integer(let y)):
      if a.isBool && b.isBool {
        switch operation {
        case .and: return .bool(a.isTrue && b.isTrue)
        case .or: return .bool(a.isTrue || b.isTrue)
        case .xor: return .bool(a != b)
        default: break
        }
      }
      return integerBinary(operation, x, y)
    case (.float(let x), .float(let y)): return floatBinary(operation, x, y)
    case (.integer(let x), .float(let y)):
      guard let d = integerToDouble(x) else { return .error }
      return floatBinary(operation, d, y)
    case (.float(let x), .integer(let y)):
      guard let d = integerToDouble(y) else { return .error }
      return floatBinary(operation, x, d)
    default: return .unbound
    }
  }

  @inline(__always) private func smallBinary(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    switch operation {
    case .add:
      let (sum, overflow) = Value.addInts(a, b)
      return _fastPath(!overflow) ? sum : makeInt(a.asInt &+ b.asInt)
    case .subtract:
      let (difference, overflow) = Value.subtractInts(a, b)
      return _fastPath(!overflow) ? difference : makeInt(a.asInt &- b.asInt)
    case .multiply:
      let (product, overflow) = Value.multiplyInts(a, b)
      if _fastPath(!overflow) { return product }
    case .and: return .int(a.asInt & b.asInt)
    case .or: return .int(a.asInt | b.asInt)
    case .xor: return .int(a.asInt ^ b.asInt)
    default: break
    }
    return integerBinary(operation, a, b)
  }

  /// Both operands plain ints; unbound for an operator that ints do not have.
  @inline(never) func integerBinary(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    switch operation {
    case .add: return Value.bothInt(a, b) ? makeInt(a.asInt &+ b.asInt) : addIntegers(a, b)
    case .subtract: return Value.bothInt(a, b) ? makeInt(a.asInt &- b.asInt) : subtractIntegers(a, b)
    case .multiply:
      if Value.bothInt(a, b) {
        let (x, y) = (a.asInt, b.asInt)
        let (product, overflow) = x.multipliedReportingOverflow(by: y)
        if !overflow { return makeInt(product) }
        let wide = x.magnitude.multipliedFullWidth(by: y.magnitude)
        return makeBigInt(high: wide.high, low: wide.low, negative: (x < 0) != (y < 0))
      }
      return multiplyIntegers(a, b)
    case .trueDivide: return trueDivideIntegers(a, b)
    case .floorDivide:
      if b == .int(0) { return raise(.zeroDivisionError, "integer division or modulo by zero") }
      return floorDivideIntegers(a, b).quotient
    case .modulo:
      if b == .int(0) { return raise(.zeroDivisionError, "integer modulo by zero") }
      return floorDivideIntegers(a, b).remainder
    case .divmod:
      if b == .int(0) { return raise(.zeroDivisionError, "integer division or modulo by zero") }
      let (quotient, remainder) = floorDivideIntegers(a, b)
      return TupleRef.make(self, quotient, remainder)
    case .power:
      if isNegative(b) {
        guard let x = integerToDouble(a), let y = integerToDouble(b) else { return .error }
        return floatBinary(.power, x, y)
      }
      return powerInteger(a, b)
    case .leftShift:
      if isNegative(b) { return raise(.valueError, "negative shift count") }
      if a == .int(0) { return a }
      if !b.isInt { return raise(.overflowError, "too many digits in integer") }
      return shiftLeft(a, by: b.asInt)
    case .rightShift:
      if isNegative(b) { return raise(.valueError, "negative shift count") }
      if !b.isInt { return .int(isNegative(a) ? -1 : 0) }
      return shiftRight(a, by: b.asInt)
    case .and, .or, .xor: return bitwise(operation, a, b)
    case .matrixMultiply: return .unbound
    }
  }

  /// Unbound for an operator that floats do not have.
  @inline(__always) func floatBinary(_ operation: BinaryOperator, _ x: Double, _ y: Double) -> Value {
    switch operation {
    case .add: return makeFloat(x + y)
    case .subtract: return makeFloat(x - y)
    case .multiply: return makeFloat(x * y)
    case .trueDivide:
      if _slowPath(y == 0) { return raise(.zeroDivisionError, "float division by zero") }
      return makeFloat(x / y)
    default: return floatBinarySlow(operation, x, y)
    }
  }

  @inline(never) private func floatBinarySlow(_ operation: BinaryOperator, _ x: Double, _ y: Double) -> Value {
    switch operation {
    case .floorDivide:
      if y == 0 { return raise(.zeroDivisionError, "float floor division by zero") }
      return makeFloat(floorDivide(x, y).quotient)
    case .modulo:
      if y == 0 { return raise(.zeroDivisionError, "float modulo") }
      return makeFloat(floorDivide(x, y).remainder)
    case .divmod:
      if y == 0 { return raise(.zeroDivisionError, "float divmod()") }
      let (quotient, remainder) = floorDivide(x, y)
      let first = makeFloat(quotient)
      return TupleRef.make(self, first, makeFloat(remainder))
    case .power: return powerFloat(x, y)
    default: return .unbound
    }
  }

  func floorDivide(_ x: Double, _ y: Double) -> (quotient: Double, remainder: Double) {
    var remainder = fmod(x, y)
    // x − remainder is (nearly) a multiple of y, so the division is (nearly) exact.
    var quotient = (x - remainder) / y
    if remainder != 0 {
      if (y < 0) != (remainder < 0) {
        remainder += y
        quotient -= 1
      }
    } else {
      remainder = copysign(0, y)
    }
    if quotient != 0 {
      let floored = quotient.rounded(.down)
      quotient = quotient - floored > 0.5 ? floored + 1 : floored
    } else {
      quotient = copysign(0, x / y)
    }
    return (quotient, remainder)
  }

  private func powerFloat(_ x: Double, _ y: Double) -> Value {
    if x == 0 && y < 0 && y.isFinite {
      return raise(.zeroDivisionError, "0.0 cannot be raised to a negative power")
    }
    if x < 0 && x.isFinite && y.isFinite && y.rounded(.down) != y { return complexPower((x, 0), (y, 0)) }
    let result = power(x, y)
    if result.isInfinite && x.isFinite && y.isFinite && x != 0 {
      let message = StringRef.make(self, "Numerical result out of range")
      return raise(.overflowError, arguments: TupleRef.make(self, .int(34), message))
    }
    return makeFloat(result)
  }

  /// The C library's `pow(x, y)`, with a short cut for squares. `pow` is less than 0.03 units in the last place away from the exact
  /// power before it rounds (glibc, musl), so it rounds a square as the multiplication does unless that one rounds by
  /// nearly half a unit. How much it rounds by is what the fused operation gives.
  @inline(__always) func power(_ x: Double, _ y: Double) -> Double {
    if y == 2 {
      let square = x * x
      let unit = Double(bitPattern: square.bitPattern & 0x7FF0_0000_0000_0000) * 0x1p-52
      if square > 0x1p-900, square < .infinity, (-square).addingProduct(x, x).magnitude < 0.45 * unit { return square }
    }
    return pow(x, y)
  }

  // MARK: Unary operators

  /// `neg`, `pos`, `invert` or `abs` of an exact number; unbound otherwise.
  @inline(__always) func numberUnary(_ operation: Special, _ value: Value) -> Value {
    switch Number(exact: value) {
    case .integer(let i): return integerUnary(operation, i)
    case .float(let d):
      switch operation {
      case .neg: return makeFloat(-d)
      case .pos: return makeFloat(d)
      case .abs: return makeFloat(Swift.abs(d))
      default: return .unbound
      }
    case .other: return .unbound
    }
  }

  func integerUnary(_ operation: Special, _ i: Value) -> Value {
    switch operation {
    case .neg: return i.isInt ? makeInt(-i.asInt) : negateInteger(i)
    case .pos: return i
    case .invert: return invertInteger(i)
    case .abs: return i.isInt ? makeInt(Swift.abs(i.asInt)) : absolute(i)
    default: return .unbound
    }
  }

  // MARK: Comparison

  @inline(__always) func numberCompare(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    if Value.bothInt(a, b) { return ordered(operation, a.signed, b.signed) }
    if Value.bothImmediateFloat(a, b) { return ordered(operation, a.asDouble, b.asDouble) }
    // Most other operands are objects of one kind: leave early.
    if a.isObject && b.isObject && a.pointer.shapeWord == vm.pointee.shapes.string.address { return .unbound }
    return numberCompareSlow(operation, a, b)
  }

  @inline(never) private func numberCompareSlow(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    compareNumbers(operation, Number(exact: a), Number(exact: b))
  }

  func compareNumbers(_ operation: Comparison, _ a: Number, _ b: Number) -> Value {
    switch (a, b) {
    case (.integer(let x), .integer(let y)): return ordered(operation, compareIntegers(x, y), 0)
    case (.float(let x), .float(let y)): return ordered(operation, x, y)
    case (.integer(let x), .float(let y)):
      if y.isNaN { return .bool(operation == .notEqual) }
      return ordered(operation, compare(x, y), 0)
    case (.float(let x), .integer(let y)):
      if x.isNaN { return .bool(operation == .notEqual) }
      return ordered(operation, 0, compare(y, x))
    default: return .unbound
    }
  }

  @inline(__always) private func ordered<T: Comparable>(_ operation: Comparison, _ x: T, _ y: T) -> Value {
    switch operation {
    case .less: .bool(x < y)
    case .lessEqual: .bool(x <= y)
    case .equal: .bool(x == y)
    case .notEqual: .bool(x != y)
    case .greater: .bool(x > y)
    case .greaterEqual: .bool(x >= y)
    }
  }

  /// Exact order of a plain int and a double that is not NaN.
  private func compare(_ integer: Value, _ d: Double) -> Int {
    if d.isInfinite { return d > 0 ? -1 : 1 }
    let whole = d.rounded(.towardZero)
    let order = compareIntegers(integer, makeInt(truncating: whole))
    if order != 0 || whole == d { return order }
    return d > whole ? -1 : 1
  }
}
