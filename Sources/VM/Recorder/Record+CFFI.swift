// Recording cffi: calls of functions, items of arrays and pointers, fields, arithmetic with pointers, casts. C data that is made on the way
// (a pointer that is read, an argument) is an ordinary new object, which the trace makes only where somebody wants it.

import CRuntime
import TraceIR

extension CTypeRef {
  /// How the trace reads and writes it; nil for what it leaves to the interpreter.
  fileprivate var traced: ForeignScalar? {
    if isScalar { return ForeignScalar(scalar) }
    return isPointerLike ? .address : nil
  }
}

extension Recorder {
  // MARK: Objects

  /// The C data of an operand, known to have the shape and C type that it has now.
  private func foreignData(_ operand: Operand) -> Reference {
    let object: Reference
    if operand.register >= 0 {
      object = readObject(operand.register, operand.actual)
    } else {
      object = asObject(operand.reference)
      guardShape(object, operand.actual)
    }
    let type = emit(.load, type: .object, object, immediate: Int64(8 * ForeignData.Word.type), region: .immutable)
    guardIdentity(type, CDataRef(operand.actual).type.value)
    return object
  }

  private func address(_ data: Reference) -> Reference {
    emit(.load, type: .int, data, immediate: Int64(8 * ForeignData.Word.address), region: .fields)
  }

  /// C data at an address that others keep alive, as `makeCData` makes it.
  private func newData(_ type: CTypeRef, _ address: Reference) -> Reference {
    let shape = TypeRef(foreignTypes.data).rootShape
    let object = emit(.new, immediate: header(shape, .foreignData, words: CDataRef.words))
    let words: [(Int, Reference, Region)] = [
      (ForeignData.Word.type, constant(type.value), .immutable), (ForeignData.Word.address, address, .fields),
      (ForeignData.Word.owner, constant(.none), .fields), (ForeignData.Word.length, int(constant: -1), .fields),
      (ForeignData.Word.signature, constant(type.signatureWord), .fields),
      (ForeignData.Word.extra, constant(.none), .fields),
    ]
    for (word, value, region) in words { emit(.store, object, value, immediate: Int64(8 * word), region: region) }
    return object
  }

  private func moved(_ address: Reference, by bytes: Int) -> Reference {
    bytes == 0 ? address : emit(.add, address, int(constant: bytes))
  }

  /// The value of a type at `base` + `offset` + `index` items; nil when the interpreter must load it.
  private func load(
    _ type: CTypeRef, _ address: Reference, _ base: Reference, _ index: Reference, offset: Int, place: Raw
  ) -> Reference? {
    if let scalar = type.traced {
      guard let number = loadForeign(scalar, base, index, offset: offset, place: place) else { return nil }
      return type.isPointerLike ? newData(type, number) : number
    }
    guard type.isAggregate && !type.has(CTypeFlags.isOpaque) || type.isArray else { return nil }
    let shown = type.isArray && type.length < 0 ? CTypeRef(type.related) : type
    let start = moved(address, by: offset)
    if let number = constantValue(index) { return newData(shown, moved(start, by: number.asInt * type.size)) }
    return newData(shown, emit(.add, start, emit(.multiply, index, int(constant: type.size))))
  }

  /// What is stored for an operand; nil when the interpreter must convert it.
  private func converted(_ operand: Operand, _ type: CTypeRef) -> Reference? {
    guard let scalar = type.traced else { return nil }
    if type.isPointerLike { return pointer(operand, type)?.word }
    return foreignNumber(scalar, operand, .refuses)
  }

  /// The word of a pointer for C data that may stand for it, and the object that holds it.
  private func pointer(_ operand: Operand, _ type: CTypeRef) -> (word: Reference, object: Reference)? {
    guard isInterfaceData(operand.actual) else { return nil }
    let given = CDataRef(operand.actual).type
    guard given.isPointerLike || given.isArray else { return nil }
    let decayed = given.isArray ? CTypeRef(given.related) : given
    guard decayed == type || (type.flags | decayed.flags) & CTypeFlags.pointsToVoid != 0 else { return nil }
    let object = foreignData(operand)
    return (emit(.intToRaw, address(object)), object)
  }

  // MARK: Items

  /// Where item `index` of an array or pointer is, checked; nil when the interpreter must find it.
  private func item(
    _ data: Operand, _ index: Reference, _ actual: Int
  ) -> (type: CTypeRef, address: Reference, base: Reference, place: Raw)? {
    let cdata = CDataRef(data.actual)
    let type = cdata.type
    guard type.isPointer || type.isArray, type.item.size > 0, let start = cdata.address else { return nil }
    if type.isArray {
      guard actual >= 0, actual < cdata.count else { return nil }
    } else if cdata.isOwner, actual != 0 || type.item.isAggregate {
      return nil
    }
    let object = foreignData(data)
    let address = address(object)
    if type.isArray {
      let count =
        type.length >= 0
        ? int(constant: type.length)
        : emit(.load, type: .int, object, immediate: Int64(8 * ForeignData.Word.length), region: .fields)
      guardian(.guardTrue, emit(.intBelow, index, count))
    } else if cdata.isOwner {
      guardian(.guardTrue, emit(.intEqual, index, int(constant: 0)))
    } else if type.item.traced == nil, !index.isConstant {
      // So that its distance in bytes is an int.
      guardRange(index, -1 << 31...1 << 31)
    }
    return (
      type.item, address, foreignBase(address, mayBeNull: type.isPointer), start + actual &* type.item.size
    )
  }

  /// `data[index]`.
  func foreignItem(_ data: Operand, _ index: Reference, _ actual: Int) -> Reference? {
    guard isInterfaceData(data.actual), let item = item(data, index, actual) else { return nil }
    return load(item.type, item.address, item.base, index, offset: 0, place: item.place)
  }

  /// `data[index] = value`; false when the interpreter must do it.
  func setForeignItem(_ data: Operand, _ index: Reference, _ actual: Int, _ value: Operand) -> Bool {
    guard isInterfaceData(data.actual), let item = item(data, index, actual), let number = converted(value, item.type),
      let scalar = item.type.traced
    else { return false }
    storeForeign(scalar, item.base, index, offset: 0, number)
    return true
  }

  // MARK: Fields

  private func field(_ data: Value, _ name: Value) -> CFieldRef? {
    guard isInterfaceData(data) else { return nil }
    let cdata = CDataRef(data)
    let type = cdata.type.isPointer ? cdata.type.item : cdata.type
    guard type.isAggregate, type.isComplete, cdata.bits != 0 else { return nil }
    let found = type.fields.get(name: name)
    guard found.isObject else { return nil }
    let field = CFieldRef(found)
    return field.bitPosition == CFieldRef.noBits ? field : nil
  }

  /// `data.name`.
  func foreignField(_ data: Operand, _ name: Value) -> Reference? {
    guard let field = field(data.actual, name) else { return nil }
    let cdata = CDataRef(data.actual)
    let address = address(foreignData(data))
    let base = foreignBase(address, mayBeNull: cdata.type.isPointer)
    return load(
      field.type, address, base, int(constant: 0), offset: field.offset, place: cdata.place + field.offset)
  }

  /// `data.name = value`; false when the interpreter must do it.
  func setForeignField(_ data: Operand, _ name: Value, _ value: Operand) -> Bool {
    guard let field = field(data.actual, name), let scalar = field.type.traced else { return false }
    let address = address(foreignData(data))
    let base = foreignBase(address, mayBeNull: CDataRef(data.actual).type.isPointer)
    guard let number = converted(value, field.type) else { return false }
    storeForeign(scalar, base, int(constant: 0), offset: field.offset, number)
    return true
  }

  // MARK: Arithmetic, casts

  /// `pointer + n` and `pointer - n`.
  func movedPointer(_ operation: BinaryOperator, _ data: Operand, _ distance: Operand) -> Reference? {
    guard operation == .add || operation == .subtract, isInterfaceData(data.actual), distance.actual.isInt else {
      return nil
    }
    let given = CDataRef(data.actual).type
    guard given.isPointer || given.isArray else { return nil }
    let type = given.isArray ? CTypeRef(given.related) : given
    guard type.item.size > 0, distance.actual.asInt.magnitude < 1 << 31 else { return nil }
    let address = address(foreignData(data))
    let steps = int(distance)
    guardRange(steps, -1 << 31...1 << 31)
    let bytes = emit(.multiply, steps, int(constant: type.item.size))
    return newData(type, emit(operation == .add ? .add : .subtract, address, bytes))
  }

  /// `ffi.cast` of a pointer, an array or an address to a pointer type.
  func castForeign(_ type: Operand, _ source: Operand) -> Reference? {
    guard isCType(type.actual), CTypeRef(type.actual).isPointer else { return nil }
    let target = CTypeRef(type.actual)
    if source.actual.isInt {
      guardIdentity(type.reference, type.actual)
      return newData(target, int(source))
    }
    guard isInterfaceData(source.actual) else { return nil }
    let given = CDataRef(source.actual).type
    guard given.isPointerLike || given.isArray else { return nil }
    guardIdentity(type.reference, type.actual)
    return newData(target, address(foreignData(source)))
  }

  // MARK: Calls

  /// r[a] = the C function r[a](the `count` registers from `first`); false when it must go through memory.
  func callForeignData(_ a: Int, _ function: Value, first: Int, count: Int) -> Bool {
    guard isInterfaceData(function) else { return false }
    let data = CDataRef(function)
    let type = data.type
    guard type.isFunction, let signature = type.signature, type.argumentCount == count, let address = data.address,
      type.item.isVoid || type.item.traced != nil
    else { return false }
    let callee = ForeignCallee(
      address: address, signature: signature, name: data.extra, route: CROSSING_CFFI, swapsError: true)
    guard let crossing = crossing(callee) else { return false }
    guardIdentity(read(a), function)
    var arguments: [Reference] = []
    var kept: [Reference] = []
    for index in 0..<count {
      let wanted = type.argument(index)
      guard let scalar = wanted.traced else { return false }
      if wanted.isPointerLike {
        guard let (word, object) = pointer(operand(first + index), wanted) else { return false }
        arguments.append(word)
        kept.append(owner(of: object))
      } else {
        guard let argument = foreignArgument(scalar, operand(first + index), .refuses) else { return false }
        arguments.append(argument)
      }
    }
    let result = type.item.isVoid ? nil : type.item.traced
    let word = callForeign(callee, crossing, result, arguments, kept: kept)
    guard let result else {
      write(a, constant(.none))
      return true
    }
    let value = foreignResult(result, word)
    write(a, type.item.isPointerLike ? newData(type.item, value) : value)
    return true
  }

  /// What keeps the memory of C data alive: the object itself, or of one that is not made yet what it would keep.
  private func owner(of object: Reference) -> Reference {
    guard object.isInstruction, trace.instructions[object.index].operation == .new else { return object }
    return emit(.load, type: .value, object, immediate: Int64(8 * ForeignData.Word.owner), region: .fields)
  }
}
