// Recording calls of native functions: the common ones as operations or helpers of their own, those of `NativeRow.table`
// as calls with boxed arguments, the rest through memory (Record+Calls).

import CRuntime
import TraceIR

/// Native functions and classes that the recorder knows better than by a call, by the names that `NativeRow` uses.
enum Intrinsic: String, CaseIterable {
  case length = "len"
  case absolute = "abs"
  case isInstance = "isinstance"
  case isSubclass = "issubclass"
  case ordinal = "ord"
  case character = "chr"
  case minimum = "min"
  case maximum = "max"
  case divisionModulo = "divmod"
  case sum
  case getAttribute = "getattr"
  case typeOf = "new type"
  case toFloat = "new float"
  case toInt = "new int"
  case toText = "new str"
  case toBool = "new bool"
  case enumerate = "new enumerate"
  case zip = "new zip"
  case range = "new range"
  case iterator = "iter"
  case next = "next"
  case squareRoot = "math.sqrt"
  case sine = "math.sin"
  case cosine = "math.cos"
  case tangent = "math.tan"
  case exponential = "math.exp"
  case arcTangent = "math.atan"
  case floatAbsolute = "math.fabs"
  case listAppend = "list.append"
  case listPop = "list.pop"
  case dictGet = "dict.get"
  case byteArrayAppend = "bytearray.append"
  /// `tuple.__new__`.
  case tupleNew = "tuple"
  /// `BaseException.__init__`.
  case exceptionInit = "BaseException"
  case dictItems = "dict.items"
  case dictKeys = "dict.keys"
  case dictValues = "dict.values"
  case heapPush = "_heapq.heappush"
  case heapPop = "_heapq.heappop"
}

extension Recorder {
  /// The name of a native function or built-in class in the tables, or nil.
  private func nativeName(_ callee: Value) -> String? {
    switch callee.objectKind {
    case .nativeFunction: NativeRef(callee).qualifiedName
    case .type: TypeRef(callee).isHeapType ? nil : "new " + TypeRef(callee).nameText
    default: nil
    }
  }

  /// A call of a native function or class whose identity is guarded; false when it must go through memory.
  func callNative(_ a: Int, _ callee: Value, _ given: [Operand], names: TupleRef? = nil) throws(AbortReason) -> Bool {
    guard let name = nativeName(callee) else { return false }
    var operands = given
    if let names {
      guard let placed = place(callee, given, names) else { return false }
      operands = placed
      if callee.isKind(.nativeFunction) { return try callRows(a, callee, name, operands, isNamed: true) }
    }
    if let intrinsic = Intrinsic(rawValue: name), let result = record(intrinsic, operands) {
      write(a, result)
      return true
    }
    if name == "_cffi_backend.cast", operands.count == 2, let result = castForeign(operands[0], operands[1]) {
      write(a, result)
      return true
    }
    return try callRows(a, callee, name, operands)
  }

  private func record(_ intrinsic: Intrinsic, _ operands: [Operand]) -> Reference? {
    let arguments = operands.map(\.reference)
    let actuals = operands.map(\.actual)
    switch intrinsic {
    case .length:
      return operands.count == 1 ? lengthOf(arguments[0], actuals[0]) : nil
    case .absolute:
      guard operands.count == 1 else { return nil }
      if actuals[0].isExactFloat { return emit(.floatAbsolute, float(operands[0])) }
      guard actuals[0].isInt, actuals[0].asInt != Value.smallIntMin else { return nil }
      let number = int(operands[0])
      return emit(.intMaximum, number, guardian(.negateOverflow, number))
    case .isInstance: return operands.count == 2 ? isInstance(operands[0], operands[1]) : nil
    case .isSubclass:
      guard operands.count == 2, isPlainClass(actuals[0]), isPlainClass(actuals[1]) else { return nil }
      guardClass(operands[0], bases: true)
      guardClass(operands[1])
      return trace.constant(.condition(TypeRef(actuals[0]).isSubtype(of: TypeRef(actuals[1]))))
    case .typeOf:
      guard operands.count == 1 else { return nil }
      guardSameType(operands[0])
      return constant(actuals[0].type.value)
    case .getAttribute: return attribute(operands)
    case .divisionModulo:
      guard operands.count == 2, actuals[0].isInt, actuals[1].isInt,
        let quotient = numbers(.floorDivide, operands[0], operands[1]),
        let remainder = numbers(.modulo, operands[0], operands[1])
      else { return nil }
      return tuple([quotient, remainder])
    case .sum: return sum(operands)
    case .toText: return operands.count == 1 && isExactString(actuals[0]) ? text(operands[0]) : nil
    case .toBool:
      guard operands.count == 1, actuals[0].isBool else { return nil }
      return trace.type(of: arguments[0]) == .condition ? arguments[0] : guardian(.guardBool, arguments[0])
    case .enumerate: return enumeration(operands)
    case .zip: return zipped(operands)
    case .iterator: return operands.count == 1 ? iterator(operands[0]) : nil
    case .next:
      // The end is left to the interpreter; an iterator that has ended may be asked again.
      guard operands.count == 1 || operands.count == 2, thread.advancesPlainly(actuals[0]) else { return nil }
      let item = callPlain(.nextPlain, [arguments[0]])
      guardian(.guardDifferent, item, constant(.notImplemented))
      return item
    case .minimum, .maximum: return extreme(operands, intrinsic == .minimum ? .less : .greater)
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
      return code(operands[0]) ?? guardian(.guardInt, callChecked(.ordinal, [text(operands[0])]))
    case .character:
      guard operands.count == 1, actuals[0].isInt else { return nil }
      let number = int(operands[0])
      guard (0..<256).contains(actuals[0].asInt) else { return callChecked(.character, [number]) }
      guardian(.guardTrue, emit(.intBelow, number, int(constant: 256)))
      return characterString(number)
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
      append(arguments[1], to: list)
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
      if appendByte(array, ByteArrayRef(actuals[0]), item) { return constant(.none) }
      return callChecked(.byteArrayAppend, [array, item])
    case .listPop:
      guard operands.count == 1, actuals[0].isObject, actuals[0].pointer.shapeWord == vm.pointee.shapes.list.address
      else { return nil }
      let list = asObject(arguments[0])
      guardShape(list, actuals[0])
      return ListRef(actuals[0]).count > 0 ? popLast(list) : callChecked(.listPop, [list])
    case .range: return range(operands)
    case .dictGet:
      guard operands.count == 2 || operands.count == 3, actuals[0].isObject,
        actuals[0].pointer.shapeWord == vm.pointee.shapes.dict.address, thread.isPlain(actuals[1])
      else { return nil }
      let dict = asObject(arguments[0])
      guardShape(dict, actuals[0])
      return callPlain(
        .dictGetDefault, [dict, arguments[1], operands.count == 3 ? arguments[2] : constant(.none)])
    case .heapPush:
      guard operands.count == 2, isExactList(actuals[0]), thread.isOrdered(actuals[1]),
        thread.hasPlainItems(actuals[0], ordered: true)
      else { return nil }
      let list = asObject(arguments[0])
      guardShape(list, actuals[0])
      return callPlain(.heapPush, [list, arguments[1]])
    case .heapPop:
      guard operands.count == 1, isExactList(actuals[0]), ListRef(actuals[0]).count > 0,
        thread.hasPlainItems(actuals[0], ordered: true)
      else { return nil }
      let list = asObject(arguments[0])
      guardShape(list, actuals[0])
      return callPlain(.heapPop, [list])
    }
  }

  private func isExactList(_ value: Value) -> Bool {
    value.isObject && value.pointer.shapeWord == vm.pointee.shapes.list.address
  }

  /// `min` and `max` of ints, or of floats: each comparison is a guard.
  private func extreme(_ operands: [Operand], _ relation: Comparison) -> Reference? {
    guard (2...6).contains(operands.count) else { return nil }
    guard operands.allSatisfy({ $0.actual.isInt }) || operands.allSatisfy({ $0.actual.isExactFloat }) else {
      return nil
    }
    let isLeast = relation == .less
    var best = operands[0].actual.isInt ? int(operands[0]) : float(operands[0])
    for candidate in operands.dropFirst() {
      if candidate.actual.isInt {
        best = emit(isLeast ? .intMinimum : .intMaximum, best, int(candidate))
      } else {
        // Of equals, and beside a nan, the operation gives its second operand: the first is kept.
        best = emit(isLeast ? .floatMinimum : .floatMaximum, float(candidate), best)
      }
    }
    return best
  }

  /// The sum of a list or tuple that holds nothing but numbers.
  private func sum(_ operands: [Operand]) -> Reference? {
    guard operands.count == 1 || operands.count == 2, let items = PlainItems(operands[0].actual) else { return nil }
    var position = 0
    let start = operands.count == 2 ? operands[1] : Operand(int(constant: 0), .int(0))
    guard start.actual.isInt || start.actual.isExactFloat else { return nil }
    _ = items.sum(thread, from: &position, start.actual)
    guard position == items.count else { return nil }
    guardSameType(start)
    return callPlain(.sumItems, [text(operands[0]), start.reference])
  }

  // MARK: Classes

  /// A class whose instance and subclass checks are those of `type`.
  private func isPlainClass(_ value: Value) -> Bool {
    value.isObject && value.isKind(.type) && TypeRef(value).type.special(.instancecheck) == vm.pointee.typeInstanceCheck
      && TypeRef(value).type.special(.subclasscheck) == vm.pointee.typeSubclassCheck
  }

  /// The class by identity; its metaclass is as now, and where that matters its bases.
  private func guardClass(_ operand: Operand, bases: Bool = false) {
    guardIdentity(operand.reference, operand.actual)
    guardVersion(operand.actual)
    guard bases else { return }
    let root = TypeRef(operand.actual).rootShape
    guardian(
      .guardVersion,
      immediate: Int64(bitPattern: UInt64(root.address) | UInt64(TypeRef(operand.actual).version) << 32))
  }

  /// `isinstance(value, pattern)` for a class or a tuple of classes.
  private func isInstance(_ value: Operand, _ pattern: Operand) -> Reference? {
    var classes = [pattern]
    if pattern.actual.isObject, pattern.actual.pointer.shapeWord == vm.pointee.shapes.tuple.address {
      let tuple = TupleRef(pattern.actual)
      guard (1...6).contains(tuple.count), (0..<tuple.count).allSatisfy({ isPlainClass(tuple[$0]) }) else { return nil }
      let object = asObject(pattern.reference)
      guardShape(object, pattern.actual)
      let length = emit(.load, type: .int, object, immediate: 8, region: .immutable)
      guardian(.guardTrue, emit(.intEqual, length, int(constant: tuple.count)))
      classes = (0..<tuple.count).map {
        Operand(emit(.load, type: .value, object, immediate: Int64(16 + 8 * $0), region: .immutable), tuple[$0])
      }
    }
    // `__class__` may be a property.
    guard classes.allSatisfy({ isPlainClass($0.actual) }),
      !value.actual.isObject || value.actual.type.special(.getattribute) == vm.pointee.objectGetAttribute
        || !value.actual.type.isHeapType
    else { return nil }
    let type = value.actual.type
    if type.isHeapType {
      guard type.lookup(vm.pointee.names.class_) == TypeRef(vm.pointee.types.object).lookup(vm.pointee.names.class_)
      else { return nil }
    }
    guardSameType(value)
    if type.isHeapType && value.actual.isObject { guardVersion(value.actual) }
    for candidate in classes { guardClass(candidate) }
    return trace.constant(.condition(classes.contains { type.isSubtype(of: TypeRef($0.actual)) }))
  }

  /// `getattr(object, name)` for a name that is always the same, found without Python code.
  private func attribute(_ operands: [Operand]) -> Reference? {
    guard operands.count == 2 || operands.count == 3, isExactString(operands[1].actual) else { return nil }
    let name = StringRef.intern(operands[1].actual)
    guard isFoundPlainly(operands[0].actual, name) else { return nil }
    let reference = operands[1].reference
    // A text that is made anew for each run is another object each time, and would grow a bridge each time.
    if !reference.isConstant, operands[1].actual != name || trace.instructions[reference.index].operation == .call {
      guardian(.guardSame, call(.internText, [text(operands[1])]), constant(name))
    } else {
      guardIdentity(reference, operands[1].actual)
    }
    return plainAttribute(operands[0], name)
  }

  /// A range of small ints with a constant or a positive step. Words: 1 start, 2 stop, 3 step, 4 length.
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
      stride = operands[2].actual.asInt
      guard stride > 0 || stride < 0 && operands[2].reference.isConstant else { return nil }
      step = int(operands[2])
      if !step.isConstant { guardian(.guardTrue, emit(.intLess, int(constant: 0), step)) }
    }
    let isRising = stride > 0
    let hasItems = isRising ? first < last : last < first
    let condition = isRising ? emit(.intLess, start, stop) : emit(.intLess, stop, start)
    guardian(hasItems ? .guardTrue : .guardFalse, condition)
    var length = int(constant: 0)
    if hasItems {
      let distance = isRising ? guardian(.subtractOverflow, stop, start) : guardian(.subtractOverflow, start, stop)
      length = distance
      if !step.isConstant {
        length = emit(.floorDivide, guardian(.addOverflow, distance, emit(.subtract, step, int(constant: 1))), step)
      } else if abs(stride) > 1 {
        let size = abs(stride)
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
    return makeDictView(dict, facet)
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
