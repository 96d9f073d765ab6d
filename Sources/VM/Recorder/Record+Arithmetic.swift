// Recording arithmetic: ints and floats as plain operations behind guards on their types, the rest through helpers.

import CRuntime
import Glibc
import TraceIR

/// A binary operator instruction: which operator, where its operands are.
struct BinaryInstruction {
  enum Right { case register, constant, immediate }
  let operation: BinaryOperator
  let right: Right
  let isReversed: Bool
  let isInPlace: Bool

  private init(of operation: BinaryOperator, _ right: Right = .register, reversed: Bool = false, inPlace: Bool = false)
  {
    self.operation = operation
    self.right = right
    isReversed = reversed
    isInPlace = inPlace
  }

  init?(_ op: Op) {
    switch op {
    case .add: self.init(of: .add)
    case .subtract: self.init(of: .subtract)
    case .multiply: self.init(of: .multiply)
    case .trueDivide: self.init(of: .trueDivide)
    case .floorDivide: self.init(of: .floorDivide)
    case .modulo: self.init(of: .modulo)
    case .power: self.init(of: .power)
    case .matrixMultiply: self.init(of: .matrixMultiply)
    case .leftShift: self.init(of: .leftShift)
    case .rightShift: self.init(of: .rightShift)
    case .and: self.init(of: .and)
    case .xor: self.init(of: .xor)
    case .or: self.init(of: .or)
    case .inPlaceAdd: self.init(of: .add, inPlace: true)
    case .inPlaceSubtract: self.init(of: .subtract, inPlace: true)
    case .inPlaceMultiply: self.init(of: .multiply, inPlace: true)
    case .inPlaceTrueDivide: self.init(of: .trueDivide, inPlace: true)
    case .inPlaceFloorDivide: self.init(of: .floorDivide, inPlace: true)
    case .inPlaceModulo: self.init(of: .modulo, inPlace: true)
    case .inPlacePower: self.init(of: .power, inPlace: true)
    case .inPlaceMatrixMultiply: self.init(of: .matrixMultiply, inPlace: true)
    case .inPlaceLeftShift: self.init(of: .leftShift, inPlace: true)
    case .inPlaceRightShift: self.init(of: .rightShift, inPlace: true)
    case .inPlaceAnd: self.init(of: .and, inPlace: true)
    case .inPlaceXor: self.init(of: .xor, inPlace: true)
    case .inPlaceOr: self.init(of: .or, inPlace: true)
    case .addK: self.init(of: .add, .constant)
    case .subtractK: self.init(of: .subtract, .constant)
    case .multiplyK: self.init(of: .multiply, .constant)
    case .trueDivideK: self.init(of: .trueDivide, .constant)
    case .floorDivideK: self.init(of: .floorDivide, .constant)
    case .moduloK: self.init(of: .modulo, .constant)
    case .powerK: self.init(of: .power, .constant)
    case .andK: self.init(of: .and, .constant)
    case .leftShiftK: self.init(of: .leftShift, .constant)
    case .rightShiftK: self.init(of: .rightShift, .constant)
    case .reverseSubtractK: self.init(of: .subtract, .constant, reversed: true)
    case .reverseTrueDivideK: self.init(of: .trueDivide, .constant, reversed: true)
    case .reverseMultiplyK: self.init(of: .multiply, .constant, reversed: true)
    case .addInt: self.init(of: .add, .immediate)
    case .subtractInt: self.init(of: .subtract, .immediate)
    case .inPlaceAddInt: self.init(of: .add, .immediate, inPlace: true)
    case .inPlaceSubtractInt: self.init(of: .subtract, .immediate, inPlace: true)
    default: return nil
    }
  }
}

/// An operand: its reference, what it is now, and the register it is in (-1: a constant).
struct Operand {
  var reference: Reference
  let actual: Value
  let register: Int
  init(_ reference: Reference, _ actual: Value, register: Int = -1) {
    self.reference = reference
    self.actual = actual
    self.register = register
  }
}

extension Recorder {
  func operand(_ register: Int) -> Operand { Operand(read(register), r[register], register: register) }

  func int(_ operand: Operand) -> Reference {
    operand.register >= 0 ? readInt(operand.register) : asInt(operand.reference)
  }

  func float(_ operand: Operand) -> Reference {
    if operand.register >= 0 { return readFloat(operand.register, operand.actual) }
    if operand.reference.isConstant && operand.actual.isInt {
      return trace.constant(.float(Double(operand.actual.asInt)))
    }
    return asFloat(operand.reference, operand.actual)
  }

  func arithmetic(_ instruction: BinaryInstruction, _ a: Int, _ b: Int) throws(AbortReason) {
    let first = operand(b)
    let second: Operand
    switch instruction.right {
    case .register: second = operand(C(word))
    case .constant: second = Operand(constant(k[C(word)]), k[C(word)])
    case .immediate: second = Operand(int(constant: signedC(word)), .int(signedC(word)))
    }
    var x = instruction.isReversed ? second : first
    var y = instruction.isReversed ? first : second
    if countsTruth(instruction.operation, x.actual, y.actual) {
      x = number(ofTruth: x)
      y = number(ofTruth: y)
    }
    if let result = numbers(instruction.operation, x, y) { return write(a, result) }
    if let result = texts(instruction, x, y) { return write(a, result) }
    if let result = bigIntegers(instruction.operation, x, y) { return write(a, result) }
    if let result = movedPointer(instruction.operation, x, y) { return write(a, result) }
    if try callOperator(instruction, a, x, y) { return }
    if let result = builtins(instruction, x, y) { return write(a, result) }
    let helper: TraceHelper = instruction.isInPlace ? .inPlace : .binary
    let operation = raw(constant: UInt64(instruction.operation.rawValue))
    write(a, callChecked(helper, [operation, x.reference, y.reference]))
  }

  /// The result for two numbers, or nil when they are something else or the operation is left to a helper.
  func numbers(_ operation: BinaryOperator, _ x: Operand, _ y: Operand) -> Reference? {
    let ints = isIntegral(x.actual) && isIntegral(y.actual)
    if ints { return integers(operation, x, y) }
    guard isNumber(x.actual), isNumber(y.actual) else { return nil }
    switch operation {
    case .add: return emit(.floatAdd, float(x), float(y))
    case .subtract: return emit(.floatSubtract, float(x), float(y))
    case .multiply: return emit(.floatMultiply, float(x), float(y))
    case .trueDivide: return quotient(x, y)
    case .power: return power(x, y)
    case .floorDivide, .modulo:
      guard let divisor = nonzeroFloat(y) else { return nil }
      let dividend = float(x)
      return call(operation == .modulo ? .floatModulo : .floatFloorDivide, [dividend, divisor])
    default: return nil
    }
  }

  /// Whether an operation takes True and False for 1 and 0. What `&`, `|` and `^` of two of them give is one of them again.
  private func countsTruth(_ operation: BinaryOperator, _ x: Value, _ y: Value) -> Bool {
    guard x.isBool && (y.isBool || isNumber(y)) || y.isBool && isNumber(x) else { return false }
    switch operation {
    case .add, .subtract, .multiply, .trueDivide, .floorDivide, .modulo, .power, .leftShift, .rightShift: return true
    case .and, .or, .xor: return !(x.isBool && y.isBool)
    default: return false
    }
  }

  /// A truth as the int that it counts as; any other operand as it is.
  func number(ofTruth operand: Operand) -> Operand {
    guard operand.actual.isBool else { return operand }
    let number = operand.actual.isTrue ? 1 : 0
    if operand.reference.isConstant { return Operand(int(constant: number), .int(number)) }
    let isCondition = trace.type(of: operand.reference) == .condition
    let truth = isCondition ? operand.reference : guardian(.guardBool, operand.reference)
    return Operand(emit(.conditionToInt, truth), .int(number))
  }

  private func isIntegral(_ value: Value) -> Bool { value.isInt }
  private func isNumber(_ value: Value) -> Bool { value.isInt || value.isExactFloat }

  private func integers(_ operation: BinaryOperator, _ x: Operand, _ y: Operand) -> Reference? {
    let p = x.actual
    let q = y.actual
    if x.reference.isConstant && y.reference.isConstant, let number = constantResult(operation, p, q) { return number }
    if wideNumbers[x.reference] != nil || wideNumbers[y.reference] != nil { return nil }
    switch operation {
    case .multiply where isMaskedSoon, .leftShift where isMaskedSoon && y.reference.isConstant:
      if let wide = bigIntegers(operation, x, y) { return wide }
    default: break
    }
    switch operation {
    case .add:
      if Value.addInts(p, q).1 { return nil }
      return guardian(.addOverflow, int(x), int(y))
    case .subtract:
      if Value.subtractInts(p, q).1 { return nil }
      return guardian(.subtractOverflow, int(x), int(y))
    case .multiply:
      if Value.multiplyInts(p, q).1 { return nil }
      return guardian(.multiplyOverflow, int(x), int(y))
    case .floorDivide, .modulo:
      if q.asInt == 0 || q.asInt == -1 { return nil }
      let dividend = int(x)
      let divisor = int(y)
      if !divisor.isConstant {
        guardian(.guardTrue, emit(.intNotEqual, divisor, int(constant: 0)))
        guardian(.guardTrue, emit(.intNotEqual, divisor, int(constant: -1)))
      }
      return emit(operation == .modulo ? .modulo : .floorDivide, dividend, divisor)
    case .and: return emit(.and, int(x), int(y))
    case .or: return emit(.or, int(x), int(y))
    case .xor: return emit(.xor, int(x), int(y))
    case .leftShift:
      if shiftLeftInts(p, q).1 { return nil }
      let value = int(x)
      let count = int(y)
      if !count.isConstant { guardian(.guardTrue, emit(.intBelow, count, int(constant: 61))) }
      return guardian(.shiftLeftOverflow, value, count)
    case .rightShift:
      if q.asInt < 0 { return nil }
      let value = int(x)
      let count = int(y)
      if !count.isConstant { guardian(.guardTrue, emit(.intLessEqual, int(constant: 0), count)) }
      return emit(.shiftRight, value, count)
    case .trueDivide:
      // Exact only while both convert exactly; the quotient of two doubles is then correctly rounded.
      let limit = 1 << 53
      if q.asInt == 0 || abs(p.asInt) > limit || abs(q.asInt) > limit { return nil }
      let dividend = exactDouble(x, limit)
      let divisor = exactDouble(y, limit)
      if !y.reference.isConstant { guardian(.guardTrue, emit(.intNotEqual, int(y), int(constant: 0))) }
      return emit(.floatDivide, dividend, divisor)
    case .power:
      guard y.reference.isConstant, q.asInt == 2, !Value.multiplyInts(p, p).1 else { return nil }
      return guardian(.multiplyOverflow, int(x), int(x))
    default: return nil
    }
  }

  private func constantResult(_ operation: BinaryOperator, _ p: Value, _ q: Value) -> Reference? {
    switch operation {
    case .add, .subtract, .multiply, .and, .or, .xor, .leftShift, .rightShift:
      let result = thread.integerBinary(operation, p, q)
      if result.isInt { return constant(result) }
      if result.isError { thread.pointee.exception = .unbound }
    default: break
    }
    return nil
  }

  /// Whether the result of this instruction, in a register that is no variable, is soon cut by a mask: `& 0xFFFFFFFF`.
  private var isMaskedSoon: Bool {
    guard A(word) >= Int(info.pointee.localCount) else { return false }
    var place = pc + opcode(word).cacheWords
    for _ in 0..<8 {
      let next = opcode(place.pointee)
      switch next {
      case .and, .andK, .inPlaceAnd: return true
      case .move, .loadConst, .loadInt, .loadGlobal, .loadGlobalCell, .loadGlobalBuiltin: break
      default:
        guard let instruction = BinaryInstruction(next) else { return false }
        switch instruction.operation {
        case .add, .subtract, .multiply, .or, .xor, .leftShift, .rightShift: break
        default: return false
        }
      }
      place += 1 + next.cacheWords
    }
    return false
  }

  /// An int as a double, behind a guard that it is at most `limit` in magnitude.
  func exactDouble(_ operand: Operand, _ limit: Int) -> Reference {
    let number = int(operand)
    if number.isConstant { return trace.constant(.float(Double(operand.actual.asInt))) }
    guardian(.guardTrue, emit(.intLessEqual, number, int(constant: limit)))
    guardian(.guardTrue, emit(.intLessEqual, int(constant: -limit), number))
    return emit(.intToFloat, number)
  }

  private func nonzeroFloat(_ operand: Operand) -> Reference? {
    let actual = operand.actual.isInt ? Double(operand.actual.asInt) : operand.actual.floatValue
    if actual == 0 { return nil }
    let divisor = float(operand)
    if !divisor.isConstant { guardian(.guardTrue, emit(.floatNotEqual, divisor, trace.constant(.float(0)))) }
    return divisor
  }

  private func quotient(_ x: Operand, _ y: Operand) -> Reference? {
    guard let divisor = nonzeroFloat(y) else { return nil }
    return emit(.floatDivide, float(x), divisor)
  }

  /// `x ** y` by the C library's pow, as CPython: x * x is rounded differently now and then. What is an error or a complex
  /// number is left to the interpreter.
  private func power(_ x: Operand, _ y: Operand) -> Reference? {
    func double(_ value: Value) -> Double { value.isInt ? Double(value.asInt) : value.floatValue }
    let (base, exponent) = (double(x.actual), double(y.actual))
    let isWhole = y.reference.isConstant && exponent.isFinite && exponent == exponent.rounded(.down)
    guard isWhole || base > 0, pow(base, exponent).isFinite else { return nil }
    let (first, second) = (float(x), float(y))
    if !isWhole { guardian(.guardTrue, emit(.floatLess, trace.constant(.float(0)), first)) }
    let result = call(.floatPower, [first, second])
    // Infinite for a division by zero, for an OverflowError, and for operands that are infinite themselves.
    guardian(.guardTrue, emit(.floatLess, emit(.floatAbsolute, result), trace.constant(.float(.infinity))))
    return result
  }

  /// `str + str`, without Python code.
  private func texts(_ instruction: BinaryInstruction, _ x: Operand, _ y: Operand) -> Reference? {
    guard instruction.operation == .add, isExactString(x.actual), isExactString(y.actual) else { return nil }
    let left = text(x)
    let right = text(y)
    return callChecked(.concatenate, [left, right])
  }

  /// Operators of built-in types that run no Python code, by a call without the frames in memory.
  private func builtins(_ instruction: BinaryInstruction, _ x: Operand, _ y: Operand) -> Reference? {
    let number: AcceptedTypes = [.int, .bigInt, .float, .bool]
    let sequence: AcceptedTypes = [.list, .tuple, .string, .bytes, .byteArray]
    let (p, q) = (AcceptedTypes(x.actual), AcceptedTypes(y.actual))
    let integer = number.subtracting(.float)
    let areIntegers = integer.contains(p) && integer.contains(q)
    let isPlain: Bool
    switch instruction.operation {
    case .add:
      isPlain =
        number.contains(p) && number.contains(q) || sequence.contains(p) && p == q
        || p == .byteArray && q == .bytes || p == .bytes && q == .byteArray
    case .multiply:
      isPlain = number.union(sequence).contains(p) && number.contains(q) || p == .int && sequence.contains(q)
    case .modulo:
      isPlain = number.contains(p) && number.contains(q) || p == .string && thread.isOrdered(y.actual)
    // The message of a TypeError says whether the operator was in place: what fails is left to the general helpers.
    case .and, .or, .xor: isPlain = areIntegers || p == .set && q == .set
    case .leftShift, .rightShift: isPlain = areIntegers
    case .subtract: isPlain = number.contains(p) && number.contains(q) || p == .set && q == .set
    case .matrixMultiply: isPlain = false
    default: isPlain = number.contains(p) && number.contains(q)
    }
    guard isPlain else { return nil }
    guardSameType(x)
    // What is formatted is looked at when it happens.
    if p != .string || instruction.operation != .modulo { guardSameType(y) }
    let changes = instruction.isInPlace && (p == .list || p == .byteArray || p == .set)
    return callPlain(
      changes ? .inPlacePlain : .binaryPlain,
      [raw(constant: UInt64(instruction.operation.rawValue)), x.reference, y.reference])
  }

  func isExactString(_ value: Value) -> Bool {
    value.isObject && value.pointer.shapeWord == vm.pointee.shapes.string.address
  }

  func text(_ operand: Operand) -> Reference {
    if operand.register >= 0 { return readObject(operand.register, operand.actual) }
    if operand.reference.isConstant { return operand.reference }
    let object = asObject(operand.reference)
    guardShape(object, operand.actual)
    return object
  }

  // MARK: Unary

  func unary(_ op: Op, _ a: Int, _ b: Int) throws(AbortReason) {
    let actual = r[b]
    if actual.isInt {
      switch op {
      case .negative where actual.asInt != Value.smallIntMin: return write(a, guardian(.negateOverflow, readInt(b)))
      case .positive: return write(a, readInt(b))
      case .invert: return write(a, emit(.invert, readInt(b)))
      default: break
      }
    }
    if actual.isExactFloat && op == .negative { return write(a, emit(.floatNegate, readFloat(b, actual))) }
    if actual.isExactFloat && op == .positive { return write(a, readFloat(b, actual)) }
    let special: Special = op == .negative ? .neg : op == .positive ? .pos : .invert
    write(a, callChecked(.unary, [raw(constant: UInt64(special.index)), read(b)]))
  }

  func not(_ a: Int, _ b: Int) throws(AbortReason) {
    write(a, emit(.not, try truth(b)))
  }
}
