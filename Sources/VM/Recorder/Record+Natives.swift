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
    return try callRows(a, callee, name, operands)
  }

  /// Arguments by the parameters of the function: those left out between others are unbound. Nil when a name does not
  /// fit, or the callee is a class other than `enumerate`.
  private func place(_ callee: Value, _ given: [Operand], _ names: TupleRef) -> [Operand]? {
    let positional = given.count - names.count
    if callee == vm.pointee.types.enumerate {
      return positional == 1 && names.count == 1 && StringRef(names[0]).text == "start" ? given : nil
    }
    guard callee.isKind(.nativeFunction) else { return nil }
    let signature = NativeRef(callee).signature(thread)
    guard !signature.isRaw, !signature.hasVarKeywords, !signature.hasVarArguments, positional <= signature.positional
    else { return nil }
    let parameters = TupleRef(NativeRef(callee).field(.parameters))
    let missing = Operand(constant(.unbound), .unbound)
    var placed = Array(given[..<positional])
    for index in 0..<names.count {
      guard
        let parameter = (max(positional, signature.positionalOnly)..<max(positional, signature.total)).first(where: {
          parameters[$0] == names[index]
        })
      else { return nil }
      while placed.count <= parameter { placed.append(missing) }
      guard placed[parameter].actual.isUnbound else { return nil }
      placed[parameter] = given[positional + index]
    }
    for index in 0..<signature.required where index >= placed.count || placed[index].actual.isUnbound { return nil }
    return placed
  }

  private func callRows(
    _ a: Int, _ callee: Value, _ name: String, _ operands: [Operand], isNamed: Bool = false
  ) throws(AbortReason) -> Bool {
    for number in NativeRow.byName[name] ?? [] {
      guard let arguments = argumentsOfRow(number, callee, operands, isNamed: isNamed) else { continue }
      if operands.count == 1, let sort = characterSort(name, operands[0]) {
        write(a, sort)
        return true
      }
      let row = NativeRow.table[number]
      let helper = TraceHelper.allCases.count + number
      if raises(row, callee, operands.map(\.actual)) {
        try callFailing(helper, arguments)
      } else {
        write(a, callRow(row, helper, arguments))
      }
      return true
    }
    return false
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
      let isNegative = emit(.intLess, number, int(constant: 0))
      if actuals[0].asInt < 0 {
        guardian(.guardTrue, isNegative)
        return guardian(.negateOverflow, number)
      }
      guardian(.guardFalse, isNegative)
      return number
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
      guard operands.count == 2, actuals[0].isInt, actuals[1].isInt, let quotient = numbers(.floorDivide, operands[0], operands[1]),
        let remainder = numbers(.modulo, operands[0], operands[1])
      else { return nil }
      return tuple([quotient, remainder])
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
    guard operands.allSatisfy({ $0.actual.isInt }) || operands.allSatisfy({ $0.actual.isExactFloat }) else { return nil }
    var best = operands[0]
    for candidate in operands.dropFirst() {
      // The first of equals is kept: another one is taken only when it is less.
      guard let condition = comparePlain(relation, candidate, best) else { return nil }
      let takes: Bool
      if best.actual.isInt {
        let (x, y) = (candidate.actual.asInt, best.actual.asInt)
        takes = relation == .less ? x < y : x > y
      } else {
        let (x, y) = (candidate.actual.floatValue, best.actual.floatValue)
        takes = relation == .less ? x < y : x > y
      }
      if !condition.isConstant { guardian(takes ? .guardTrue : .guardFalse, condition) }
      if takes { best = candidate }
    }
    return best.actual.isInt ? int(best) : best.reference
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
    // A text that was just made is another object each time.
    if reference.isInstruction && trace.instructions[reference.index].operation == .call {
      guardian(.guardTrue, call(.equalText, [text(operands[1]), constant(name)]))
    } else {
      guardIdentity(reference, operands[1].actual)
    }
    return plainAttribute(operands[0], name)
  }

  // MARK: Rows of the table

  /// Whether a call fails, without effects, with what it is given now.
  private func raises(_ row: NativeRow, _ callee: Value, _ actuals: [Value]) -> Bool {
    if row.needsKey { return !holds(DictRef(actuals[0]), actuals[1]) }
    guard row.writes.isEmpty, row.result == .value else { return false }
    let result = NativeCalls.call(thread, row, callee, actuals)
    if !result.isError { return false }
    thread.pointee.exception = .unbound
    return true
  }

  /// The guarded arguments for the helper of a row, or nil when they are not those of the row.
  private func argumentsOfRow(
    _ number: Int, _ callee: Value, _ operands: [Operand], isNamed: Bool
  ) -> [Reference]? {
    let row = NativeRow.table[number]
    let count = operands.count
    guard count <= row.parameters.count else { return nil }
    if row.isClass {
      guard count == row.parameters.count else { return nil }
    } else {
      let signature = NativeRef(callee).signature(thread)
      guard !signature.isRaw, !signature.hasVarKeywords, count >= signature.required, count <= signature.total,
        signature.total <= 8
      else { return nil }
      // More by position than it takes.
      if count > signature.positional && !isNamed { return nil }
    }
    for (operand, parameter) in zip(operands, row.parameters)
    where operand.actual.isBound && !parameter.types.contains(AcceptedTypes(operand.actual)) {
      return nil
    }
    guard checksPass(row, operands.map(\.actual)) else { return nil }
    var arguments = [raw(constant: NativeCalls.target(row, callee, count: count))]
    for (index, parameter) in row.parameters.enumerated() {
      guard index < count else {
        arguments.append(constant(.unbound))
        continue
      }
      if parameter.isGuarded && operands[index].actual.isBound { guardSameType(operands[index]) }
      arguments.append(operands[index].reference)
    }
    return arguments
  }

  private func callRow(_ row: NativeRow, _ helper: Int, _ arguments: [Reference]) -> Reference {
    let result = call(helper, arguments)
    switch row.result {
    case .int: return result
    case .truth: return emit(.same, result, constant(.true))
    case .value:
      // A look-up may refuse, and so may what is checked at the call.
      if row.mayRefuse { guardian(.guardDifferent, result, constant(.unbound)) }
      guardSuccess(result)
      return result
    }
  }

  private func checksPass(_ row: NativeRow, _ actuals: [Value]) -> Bool {
    for (parameter, actual) in zip(row.parameters, actuals) {
      switch parameter.check {
      case .nothing: break
      case .plain: if !thread.isPlain(actual) { return false }
      case .plainItems: if !thread.hasPlainItems(actual, ordered: false) { return false }
      case .orderedItems: if !thread.hasPlainItems(actual, ordered: true) { return false }
      }
    }
    return true
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
