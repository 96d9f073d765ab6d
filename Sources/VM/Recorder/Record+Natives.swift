// Recording calls of native functions: the common ones as operations or direct helpers, the rest through memory.

import CRuntime
import TraceIR

/// Native functions that the recorder knows. One row each: where it lives, and what it is.
enum Intrinsic: CaseIterable {
  case length, absolute, isInstance, ordinal, character, minimum, maximum, toFloat, toInt
  case squareRoot, sine, cosine, tangent, exponential, arcTangent, floatAbsolute
  case listAppend, listPop, dictGet, range, byteArrayAppend
  case tupleNew, dictItems, dictKeys, dictValues, exceptionInit

  /// Module or type, and name.
  var place: (owner: String, name: String) {
    switch self {
    case .length: ("builtins", "len")
    case .absolute: ("builtins", "abs")
    case .isInstance: ("builtins", "isinstance")
    case .ordinal: ("builtins", "ord")
    case .character: ("builtins", "chr")
    case .minimum: ("builtins", "min")
    case .maximum: ("builtins", "max")
    case .toFloat: ("builtins", "float")
    case .toInt: ("builtins", "int")
    case .squareRoot: ("math", "sqrt")
    case .sine: ("math", "sin")
    case .cosine: ("math", "cos")
    case .tangent: ("math", "tan")
    case .exponential: ("math", "exp")
    case .arcTangent: ("math", "atan")
    case .floatAbsolute: ("math", "fabs")
    case .listAppend: ("list", "append")
    case .listPop: ("list", "pop")
    case .dictGet: ("dict", "get")
    case .range: ("builtins", "range")
    case .byteArrayAppend: ("bytearray", "append")
    case .tupleNew: ("tuple", "__new__")
    case .dictItems: ("dict", "items")
    case .dictKeys: ("dict", "keys")
    case .dictValues: ("dict", "values")
    case .exceptionInit: ("BaseException", "__init__")
    }
  }
}

extension Recorder {
  /// A call of a native function whose identity is guarded; false when it must go through memory.
  func callNative(_ a: Int, _ callee: Value, _ arguments: [Reference], first: Int) throws(AbortReason) -> Bool {
    guard let intrinsic = jit.intrinsic(callee) else { return false }
    let actuals = (0..<arguments.count).map { r[first + $0] }
    guard let result = record(intrinsic, arguments, actuals) else { return false }
    write(a, result)
    return true
  }

  private func record(_ intrinsic: Intrinsic, _ arguments: [Reference], _ actuals: [Value]) -> Reference? {
    let operands = zip(arguments, actuals).map { Operand($0, $1) }
    switch intrinsic {
    case .length:
      return operands.count == 1 ? lengthOf(arguments[0], actuals[0]) : nil
    case .absolute:
      guard operands.count == 1 else { return nil }
      if actuals[0].isExactFloat { return emit(.floatAbsolute, float(operands[0])) }
      guard actuals[0].isInt, actuals[0].asInt != Value.smallIntMin else { return nil }
      let number = int(operands[0])
      let isNegative = emit(.intLess, number, int(constant: 0))
      if actuals[0].asInt < 0 {
        guardian(.guardTrue, isNegative)
        return guardian(.negateOverflow, number)
      }
      guardian(.guardFalse, isNegative)
      return number
    case .isInstance:
      guard operands.count == 2, actuals[0].isObject, actuals[1].isKind(.type), arguments[1].isConstant,
        TypeRef(actuals[1]).type.special(.instancecheck) == vm.pointee.typeInstanceCheck
      else { return nil }
      let object = asObject(arguments[0])
      guardShape(object, actuals[0])
      guardVersion(actuals[0])
      return trace.constant(.condition(actuals[0].type.isSubtype(of: TypeRef(actuals[1]))))
    case .minimum, .maximum:
      guard operands.count == 2 else { return nil }
      let x = actuals[0]
      let y = actuals[1]
      guard x.isInt && y.isInt || x.isExactFloat && y.isExactFloat else { return nil }
      // min keeps the first of equals: it takes the second only when that is less.
      let relation: Comparison = intrinsic == .minimum ? .less : .greater
      guard let condition = comparePlain(relation, operands[1], operands[0]) else { return nil }
      let takesSecond: Bool
      if x.isInt {
        takesSecond = relation == .less ? y.asInt < x.asInt : y.asInt > x.asInt
      } else {
        takesSecond = relation == .less ? y.floatValue < x.floatValue : y.floatValue > x.floatValue
      }
      guardian(takesSecond ? .guardTrue : .guardFalse, condition)
      return takesSecond ? arguments[1] : arguments[0]
    case .toFloat:
      guard operands.count == 1, actuals[0].isInt || actuals[0].isExactFloat else { return nil }
      return float(operands[0])
    case .toInt:
      guard operands.count == 1 else { return nil }
      if actuals[0].isInt { return int(operands[0]) }
      guard actuals[0].isExactFloat, abs(actuals[0].floatValue) < 0x1p60 else { return nil }
      return guardian(.floatToInt, float(operands[0]))
    case .ordinal:
      guard operands.count == 1, isExactString(actuals[0]), StringRef(actuals[0]).count == 1 else { return nil }
      return callChecked(.ordinal, [text(operands[0])])
    case .character:
      guard operands.count == 1, actuals[0].isInt else { return nil }
      return callChecked(.character, [int(operands[0])])
    case .squareRoot:
      guard let number = floatArgument(operands), actuals[0].isInt ? actuals[0].asInt >= 0 : actuals[0].floatValue >= 0
      else { return nil }
      guardian(.guardTrue, emit(.floatLessEqual, trace.constant(.float(0)), number))
      return emit(.floatSquareRoot, number)
    case .floatAbsolute:
      guard let number = floatArgument(operands) else { return nil }
      return emit(.floatAbsolute, number)
    case .sine: return trigonometric(.sine, operands)
    case .cosine: return trigonometric(.cosine, operands)
    case .tangent: return trigonometric(.tangent, operands)
    case .arcTangent: return trigonometric(.arcTangent, operands)
    case .exponential: return trigonometric(.exponential, operands)
    case .listAppend:
      guard operands.count == 2, actuals[0].isObject, actuals[0].pointer.shapeWord == vm.pointee.shapes.list.address
      else { return nil }
      let list = asObject(arguments[0])
      guardShape(list, actuals[0])
      _ = call(.listAppend, [list, arguments[1]])
      return constant(.none)
    case .exceptionInit:
      guard (1...16).contains(operands.count), actuals[0].isKind(.exception) else { return nil }
      let exception = asObject(arguments[0])
      guardShape(exception, actuals[0])
      emit(.store, exception, tuple(Array(arguments.dropFirst())), immediate: 8, region: .fields)
      return constant(.none)
    case .tupleNew: return newTuple(operands)
    case .dictItems: return dictView(operands, .items)
    case .dictKeys: return dictView(operands, .keys)
    case .dictValues: return dictView(operands, .values)
    case .byteArrayAppend:
      guard operands.count == 2, actuals[0].isObject, actuals[1].isInt, (0...255).contains(actuals[1].asInt),
        actuals[0].pointer.shapeWord == vm.pointee.shapes.byteArray.address
      else { return nil }
      let array = asObject(arguments[0])
      guardShape(array, actuals[0])
      let item = int(operands[1])
      guardian(.guardTrue, emit(.intBelow, item, int(constant: 256)))
      return callChecked(.byteArrayAppend, [array, item])
    case .listPop:
      guard operands.count == 1, actuals[0].isObject, actuals[0].pointer.shapeWord == vm.pointee.shapes.list.address
      else { return nil }
      let list = asObject(arguments[0])
      guardShape(list, actuals[0])
      return callChecked(.listPop, [list])
    case .range: return range(operands)
    case .dictGet:
      guard operands.count == 2 || operands.count == 3, actuals[0].isObject,
        actuals[0].pointer.shapeWord == vm.pointee.shapes.dict.address,
        actuals[1].isInt || isExactString(actuals[1])
      else { return nil }
      let dict = asObject(arguments[0])
      guardShape(dict, actuals[0])
      var key = arguments[1]
      if actuals[1].isInt {
        key = asInt(key)
      } else if !key.isConstant {
        key = asObject(key)
        guardShape(key, actuals[1])
      }
      return callChecked(.dictGetDefault, [dict, key, operands.count == 3 ? arguments[2] : constant(.none)])
    }
  }

  /// A range of small ints with a constant step. Words: 1 start, 2 stop, 3 step, 4 length.
  private func range(_ operands: [Operand]) -> Reference? {
    guard (1...3).contains(operands.count), operands.allSatisfy({ $0.actual.isInt && abs($0.actual.asInt) < 1 << 59 })
    else {
      return nil
    }
    let start = operands.count == 1 ? int(constant: 0) : int(operands[0])
    let stop = int(operands[operands.count == 1 ? 0 : 1])
    let first = operands.count == 1 ? 0 : operands[0].actual.asInt
    let last = operands[operands.count == 1 ? 0 : 1].actual.asInt
    var step = int(constant: 1)
    var stride = 1
    if operands.count == 3 {
      guard operands[2].reference.isConstant, operands[2].actual.asInt != 0 else { return nil }
      step = operands[2].reference
      stride = operands[2].actual.asInt
    }
    let isRising = stride > 0
    let hasItems = isRising ? first < last : last < first
    let condition = isRising ? emit(.intLess, start, stop) : emit(.intLess, stop, start)
    guardian(hasItems ? .guardTrue : .guardFalse, condition)
    var length = int(constant: 0)
    if hasItems {
      let distance = isRising ? guardian(.subtractOverflow, stop, start) : guardian(.subtractOverflow, start, stop)
      length = distance
      let size = abs(stride)
      if size > 1 {
        length = emit(.floorDivide, guardian(.addOverflow, distance, int(constant: size - 1)), int(constant: size))
      }
    }
    let object = emit(.new, immediate: header(vm.pointee.shapes.range, .range, words: RangeRef.baseWords))
    for (index, value) in [start, stop, step, length].enumerated() {
      emit(.store, object, value, immediate: Int64(8 * (index + 1)), region: .immutable)
    }
    return object
  }

  /// `tuple.__new__(Class, items)` for a class whose instances are laid out as tuples, as named tuples are.
  private func newTuple(_ operands: [Operand]) -> Reference? {
    guard operands.count == 2, operands[0].reference.isConstant, operands[0].actual.isKind(.type) else { return nil }
    let type = TypeRef(operands[0].actual)
    let items = operands[1].actual
    let shape = type.rootShape
    guard type.isHeapType, type.instanceKind == .tuple, shape.pointer.pointee.attributeWord == 0, items.isObject,
      items.pointer.shapeWord == vm.pointee.shapes.tuple.address, (1...32).contains(TupleRef(items).count)
    else { return nil }
    let count = TupleRef(items).count
    let source = asObject(operands[1].reference)
    guardShape(source, items)
    let length = emit(.load, type: .int, source, immediate: 8, region: .immutable)
    guardian(.guardTrue, emit(.intEqual, length, int(constant: count)))
    let values = (0..<count).map {
      emit(.load, type: .value, source, immediate: Int64(16 + 8 * $0), region: .immutable)
    }
    let object = emit(.new, immediate: header(shape, .tuple, words: 2 + count))
    emit(.store, object, int(constant: count), immediate: 8, region: .immutable)
    for (index, value) in values.enumerated() {
      emit(.store, object, value, immediate: Int64(16 + 8 * index), region: .immutable)
    }
    return object
  }

  /// `d.items()` and its like.
  private func dictView(_ operands: [Operand], _ facet: DictFacet) -> Reference? {
    guard operands.count == 1, operands[0].actual.isObject,
      operands[0].actual.pointer.shapeWord == vm.pointee.shapes.dict.address
    else { return nil }
    let dict = asObject(operands[0].reference)
    guardShape(dict, operands[0].actual)
    let number: UInt64 = facet == .keys ? 0 : facet == .values ? 1 : 2
    return call(.dictView, [dict, raw(constant: number)])
  }

  private func floatArgument(_ operands: [Operand]) -> Reference? {
    guard operands.count == 1, operands[0].actual.isInt || operands[0].actual.isExactFloat else { return nil }
    if operands[0].actual.isInt && abs(operands[0].actual.asInt) > 1 << 53 { return nil }
    return float(operands[0])
  }

  /// A function of the C library whose only error is a result that is not finite.
  private func trigonometric(_ helper: TraceHelper, _ operands: [Operand]) -> Reference? {
    guard let number = floatArgument(operands) else { return nil }
    let actual = operands[0].actual.isInt ? Double(operands[0].actual.asInt) : operands[0].actual.floatValue
    guard actual.isFinite else { return nil }
    let result = call(helper, [number])
    guardian(.guardTrue, emit(.floatLess, emit(.floatAbsolute, result), trace.constant(.float(.infinity))))
    return result
  }
}
