// Recording ctypes: calls of functions whose signature is prepared, items of arrays and through pointers, fields, `value`. The class of
// an object settles its C type, so a guard on the shape is all that is checked. Only numbers are read and written here; what
// needs objects (pointers in memory, texts, structures) is left to the interpreter.

import CRuntime
import TraceIR

extension CLayout {
  /// How the trace reads and writes it as a plain Python number; nil for what it leaves to the interpreter.
  fileprivate var traced: ForeignScalar? {
    guard category == .simple, !isSwapped, code != CTypeCode.ascii("v"),
      let scalar = ForeignScalar(CallSignature.scalar(code))
    else { return nil }
    if case .address = scalar { return nil }
    return scalar
  }
}

extension Recorder {
  /// The object of an operand with its shape guarded, and where its memory lies.
  private func memory(of data: Operand) -> Reference {
    let object: Reference
    if data.register >= 0 {
      object = readObject(data.register, data.actual)
    } else {
      object = asObject(data.reference)
      guardShape(object, data.actual)
    }
    let address = emit(
      .load, type: .int, object, immediate: Int64(8 * ForeignData.Word.address), region: .fields)
    return emit(.intToRaw, address)
  }

  /// The address in a pointer's memory.
  private func pointed(_ memory: Reference) -> Reference {
    let address = emit(
      .loadPacked, type: .raw, memory, int(constant: 0), immediate: Packing(.int64, offset: 0).immediate,
      region: .buffers)
    guardian(.guardFalse, emit(.rawEqual, address, raw(constant: 0)))
    return address
  }

  // MARK: Items, fields, values

  private func objectItem(
    _ data: Operand, _ index: Reference, _ actual: Int
  ) -> (scalar: ForeignScalar, base: Reference, place: Raw)? {
    guard isCTypesObject(data.actual) else { return nil }
    let object = CData(data.actual)
    let layout = object.layout
    guard let item = layout.item, item.isPlain, let scalar = item.traced, let start = object.address else { return nil }
    switch layout.category {
    case .array:
      guard actual >= 0, actual < layout.length else { return nil }
      let base = memory(of: data)
      guardian(.guardTrue, emit(.intBelow, index, int(constant: layout.length)))
      return (scalar, base, start + actual * item.size)
    case .pointer:
      guard let target = object.pointed else { return nil }
      return (scalar, pointed(memory(of: data)), target + actual &* item.size)
    default: return nil
    }
  }

  /// `data[index]`.
  func objectItem(_ data: Operand, _ index: Reference, _ actual: Int) -> Reference? {
    guard let (scalar, base, place) = objectItem(data, index, actual) else { return nil }
    return loadForeign(scalar, base, index, offset: 0, place: place)
  }

  /// `data[index] = value`; false when the interpreter must do it.
  func setObjectItem(_ data: Operand, _ index: Reference, _ actual: Int, _ value: Operand) -> Bool {
    guard let (scalar, base, _) = objectItem(data, index, actual),
      let number = foreignNumber(scalar, value, .truncates)
    else { return false }
    storeForeign(scalar, base, index, offset: 0, number)
    return true
  }

  /// The number that an attribute stands for: a field, or `value`.
  private func objectNumber(_ data: Value, _ name: Value) -> (scalar: ForeignScalar, offset: Int)? {
    guard isCTypesObject(data), CData(data).address != nil else { return nil }
    let found = data.type.lookup(name)
    if found.isKind(.foreignField) {
      let field = FieldRef(found)
      guard field.access == FieldRef.Access.part.rawValue, field.type.isPlain, let scalar = field.type.traced else {
        return nil
      }
      return (scalar, field.offset)
    }
    guard CData(data).layout.category == .simple, found.isBound, name == StringRef.intern("value"),
      found == TypeRef(ctypesTypes.simple).lookup(name), let scalar = CData(data).layout.traced
    else { return nil }
    return (scalar, 0)
  }

  /// `data.name`.
  func objectField(_ data: Operand, _ name: Value) -> Reference? {
    guard let (scalar, offset) = objectNumber(data.actual, name) else { return nil }
    let base = memory(of: data)
    guardVersion(data.actual)
    return loadForeign(
      scalar, base, int(constant: 0), offset: offset, place: CData(data.actual).memory + offset)
  }

  /// `data.name = value`; false when the interpreter must do it.
  func setObjectField(_ data: Operand, _ name: Value, _ value: Operand) -> Bool {
    guard let (scalar, offset) = objectNumber(data.actual, name) else { return false }
    let base = memory(of: data)
    guardVersion(data.actual)
    guard let number = foreignNumber(scalar, value, .truncates) else { return false }
    storeForeign(scalar, base, int(constant: 0), offset: offset, number)
    return true
  }

  // MARK: Calls

  /// r[a] = the C function r[a](the `count` registers from `first`); false when it must go through memory.
  func callFunctionObject(_ a: Int, _ function: Value, first: Int, count: Int) -> Bool {
    guard isCTypesObject(function), CData(function).layout.category == .function else { return false }
    let data = FunctionData(function.pointer)
    guard let prepared = function.pointer.word(ForeignData.Word.signature).asAddress,
      data.flags & (FunctionFlags.useErrno | FunctionFlags.pythonAPI) == 0,
      data.word(FunctionData.Word.errorCheck).isNone, data.checker.isNone, let address = data.data.pointed
    else { return false }
    let signature = prepared.assumingMemoryBound(to: ForeignSignature.self)
    let resultType = data.resultType
    var result: ForeignScalar? = .whole(.int32)
    if resultType.isNone {
      result = nil
    } else if resultType.isBound {
      guard let layout = describedType(resultType), layout.isPlain, let scalar = layout.traced else { return false }
      result = scalar
    }
    let callee = ForeignCallee(
      address: address, signature: signature, name: data.word(FunctionData.Word.name), route: CROSSING_CTYPES,
      swapsError: false)
    guard Int(signature.pointee.argumentCount) == count, let crossing = crossing(callee) else { return false }
    guardFunctionObject(read(a), data, address)
    let plan = (data.word(FunctionData.Word.plan).pointer + 16).assumingMemoryBound(to: UInt8.self)
    var arguments: [Reference] = []
    var kept: [Reference] = []
    for index in 0..<count {
      guard let argument = objectArgument(operand(first + index), plan[index], &kept) else { return false }
      arguments.append(argument)
    }
    let word = callForeign(callee, crossing, result, arguments, kept: kept)
    write(a, result.map { foreignResult($0, word) } ?? constant(.none))
    return true
  }

  /// The function object, and that its address, signature, result type and check are what they are now.
  private func guardFunctionObject(_ reference: Reference, _ function: FunctionData, _ address: UnsafeRawPointer) {
    let object = Value.object(function.pointer)
    guardIdentity(reference, object)
    let known = constant(object)
    for word in [ForeignData.Word.signature, FunctionData.Word.resultType, FunctionData.Word.errorCheck] {
      let held = emit(.load, type: .value, known, immediate: Int64(8 * word), region: .fields)
      guardian(.guardSame, held, constant(function.word(word)))
    }
    let memory = raw(constant: UInt64(UInt(bitPattern: function.data.memory)))
    let target = emit(
      .loadPacked, type: .raw, memory, int(constant: 0), immediate: Packing(.int64, offset: 0).immediate,
      region: .buffers)
    guardian(.guardTrue, emit(.rawEqual, target, raw(address: address)))
  }

  /// An argument as the plan of the function has it; nil when it needs more.
  private func objectArgument(_ operand: Operand, _ plan: UInt8, _ kept: inout [Reference]) -> Reference? {
    guard plan & 0x80 != 0 else { return nil }
    let code = plan & 0x7F
    if code == CTypeCode.ascii("P") || code == CTypeCode.ascii("z"), operand.actual.isNone {
      guardIdentity(operand.reference, operand.actual)
      return raw(constant: 0)
    }
    if code == CTypeCode.ascii("P") {
      guard isCTypesObject(operand.actual) else { return nil }
      let category = CData(operand.actual).layout.category
      guard category == .array || category == .pointer && CData(operand.actual).pointed != nil else { return nil }
      let memory = memory(of: operand)
      kept.append(boxed(read(operand.register)))
      return category == .array ? memory : pointed(memory)
    }
    guard let scalar = ForeignScalar(CallSignature.scalar(code)) else { return nil }
    if case .truth = scalar, !operand.actual.isBool { return nil }
    return foreignArgument(scalar, operand, .truncates)
  }
}
