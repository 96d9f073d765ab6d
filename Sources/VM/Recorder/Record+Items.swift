// Recording subscripts, building of containers, and functions made on the fly.

import CRuntime
import TraceIR

extension Recorder {
  func getItem(_ a: Int, container b: Int, index: Reference, _ actualIndex: Value) throws(AbortReason) {
    let container = r[b]
    let shapes = vm.pointee.shapes
    if container.isObject {
      let shape = container.pointer.shapeWord
      if actualIndex.isInt, shape == shapes.list.address {
        let count = ListRef(container).count
        guard normalized(actualIndex.asInt, count) != nil else { return try callFailing(.getItem, [read(b), index]) }
        let list = readObject(b, container)
        let length = emit(.load, type: .int, list, immediate: 8, region: .listHeader)
        let position = position(asInt(index), isNegative: actualIndex.asInt < 0, length)
        let storage = emit(.load, type: .object, list, immediate: 16, region: .listHeader)
        return write(a, emit(.loadElement, type: .value, storage, position, immediate: 16, region: .listItems))
      }
      if actualIndex.isInt, shape == shapes.tuple.address {
        guard normalized(actualIndex.asInt, TupleRef(container).count) != nil else {
          return try callFailing(.getItem, [read(b), index])
        }
        let tuple = readObject(b, container)
        let length = emit(.load, type: .int, tuple, immediate: 8, region: .immutable)
        let position = position(asInt(index), isNegative: actualIndex.asInt < 0, length)
        return write(a, emit(.loadElement, type: .value, tuple, position, immediate: 16, region: .immutable))
      }
      if actualIndex.isInt, shape == shapes.string.address {
        let text = readObject(b, container)
        if let item = character(container, text, asInt(index), actualIndex.asInt) { return write(a, item) }
        return write(a, callChecked(.characterAt, [text, asInt(index)]))
      }
      if actualIndex.isInt, let item = packedItem(container, b, asInt(index), actualIndex.asInt) {
        return write(a, item)
      }
      if shape == shapes.dict.address, thread.isPlain(actualIndex) {
        let arguments = [readObject(b, container), index]
        if !holds(DictRef(container), actualIndex) { return try callFailing(.dictGet, arguments) }
        return write(a, callPlain(.dictGet, arguments))
      }
      if container.isKind(.dict), thread.isPlain(actualIndex), holds(DictRef(container), actualIndex),
        container.type.special(.getitem) == TypeRef(vm.pointee.types.dict).special(.getitem)
      {
        let dict = readObject(b, container)
        guardVersion(container)
        return write(a, callPlain(.getItemPlain, [dict, index]))
      }
      if actualIndex.isInt, container.objectKind == .foreignData,
        let item = foreignItem(operand(b), asInt(index), actualIndex.asInt)
          ?? objectItem(operand(b), asInt(index), actualIndex.asInt)
      {
        return write(a, item)
      }
      if let item = slice(Operand(read(b), container, register: b), Operand(index, actualIndex)) {
        return write(a, item)
      }
      if let hook = inlineHook(container, .getitem, count: 2) {
        return try callHook(hook, container, b, [index], result: base + a)
      }
    }
    write(a, callChecked(.getItem, [read(b), index]))
  }

  private func normalized(_ index: Int, _ count: Int) -> Int? {
    let position = index < 0 ? index + count : index
    return position >= 0 && position < count ? position : nil
  }

  /// The index checked against `length`, from the end when negative.
  func position(_ index: Reference, isNegative: Bool, _ length: Reference) -> Reference {
    var position = index
    if isNegative {
      if !index.isConstant { guardian(.guardTrue, emit(.intLess, index, int(constant: 0))) }
      position = emit(.add, index, length)
    }
    guardian(.guardTrue, emit(.intBelow, position, length))
    return position
  }

  func holds(_ dict: DictRef, _ key: Value) -> Bool {
    let hash = thread.hash(key)
    if hash == hashFailed {
      thread.pointee.exception = .unbound
      return false
    }
    let index = dict.find(thread, key, hash: hash)
    return index >= 0 && dict.value(at: index).isBound
  }

  func setItem(container a: Int, index b: Int, value c: Int) throws(AbortReason) {
    let container = r[a]
    let index = r[b]
    let shapes = vm.pointee.shapes
    if container.isObject {
      let shape = container.pointer.shapeWord
      if index.isInt, shape == shapes.list.address {
        guard normalized(index.asInt, ListRef(container).count) != nil else { throw .exceptionRaised }
        let list = readObject(a, container)
        let length = emit(.load, type: .int, list, immediate: 8, region: .listHeader)
        let position = position(readInt(b), isNegative: index.asInt < 0, length)
        let value = boxed(read(c))
        let storage = emit(.load, type: .object, list, immediate: 16, region: .listHeader)
        emit(.storeElement, storage, position, value, immediate: 16, region: .listItems)
        return
      }
      if index.isInt, setPackedItem(container, a, readInt(b), index.asInt, c) { return }
      if index.isInt, container.objectKind == .foreignData,
        setForeignItem(operand(a), readInt(b), index.asInt, operand(c))
          || setObjectItem(operand(a), readInt(b), index.asInt, operand(c))
      {
        return
      }
      if shape == shapes.dict.address, thread.isPlain(index) {
        _ = callPlain(setter(container), [readObject(a, container), read(b), read(c)])
        return
      }
      if let hook = inlineHook(container, .setitem, count: 3) {
        return try callHook(hook, container, a, [read(b), read(c)], result: -1)
      }
    }
    _ = callChecked(.setItem, [read(a), read(b), read(c)])
  }

  /// How an entry of a dict is set: one whose values are not in cells leaves all cells as they are.
  private func setter(_ dict: Value) -> TraceHelper { DictRef(dict).holdsCells ? .dictSetPlain : .dictSetTable }

  /// The special method of an instance when it is a Python function of `count` parameters.
  private func inlineHook(_ container: Value, _ name: Special, count: Int) -> Value? {
    guard container.isKind(.instance) else { return nil }
    let hook = container.type.special(name)
    guard hook.isKind(.function) else { return nil }
    let info = FunctionRef(hook).info
    return info.pointee.flags & CodeFlags.simple != 0 && info.pointee.argumentCount == count ? hook : nil
  }

  private func callHook(
    _ hook: Value, _ container: Value, _ register: Int, _ arguments: [Reference], result: Int
  ) throws(AbortReason) {
    let object = readObject(register, container)
    guardVersion(container)
    try inline(
      FunctionRef(hook), constant(hook), arguments: [object] + arguments, base: windowEnd, result: result, resume: pc,
      flags: 0)
  }

  func length(_ a: Int, _ b: Int) throws(AbortReason) {
    write(a, lengthOf(read(b), r[b]) ?? callChecked(.length, [read(b)]))
  }

  /// `len` of a built-in container, or nil.
  func lengthOf(_ value: Reference, _ actual: Value) -> Reference? {
    guard actual.isObject else { return nil }
    let shapes = vm.pointee.shapes
    let shape = actual.pointer.shapeWord
    guard
      shape == shapes.list.address || shape == shapes.tuple.address || shape == shapes.string.address
        || shape == shapes.dict.address || shape == shapes.set.address || shape == shapes.frozenSet.address
        || shape == shapes.bytes.address || shape == shapes.byteArray.address
    else { return nil }
    let object = asObject(value)
    guardShape(object, actual)
    switch actual.objectKind {
    case .list: return emit(.load, type: .int, object, immediate: 8, region: .listHeader)
    case .tuple: return emit(.load, type: .int, object, immediate: 8, region: .immutable)
    case .string, .bytes: return textLength(object)
    case .byteArray: return emit(.load, type: .int, object, immediate: 8, region: .fields)
    // A namespace has entries that do not count.
    default: return call(.count, [object])
    }
  }

  // MARK: Building

  func deleteItem(_ a: Int, _ b: Int) {
    let container = r[a]
    if container.isObject, container.pointer.shapeWord == vm.pointee.shapes.dict.address, thread.isPlain(r[b]) {
      _ = callPlain(.deleteItemPlain, [readObject(a, container), read(b)])
      return
    }
    _ = callChecked(.deleteItem, [read(a), read(b)])
  }

  /// An item for a set, or an entry for a dict, that is being made.
  func addToSet(_ a: Int, _ b: Int) {
    if thread.isPlain(r[b]) {
      _ = callPlain(.setAdd, [read(a), read(b)])
    } else {
      _ = callChecked(.setAddGeneral, [read(a), read(b)])
    }
  }

  func addToDict(_ a: Int, _ b: Int, _ c: Int) {
    if thread.isPlain(r[b]) {
      _ = callPlain(.dictSetTable, [asObject(read(a)), read(b), read(c)])
    } else {
      _ = callChecked(.dictSet, [read(a), read(b), read(c)])
    }
  }

  /// A new tuple of these values.
  func tuple(_ items: [Reference]) -> Reference {
    if items.isEmpty { return constant(vm.pointee.emptyTuple) }
    let values = items.map(boxed)
    let tuple = emit(.new, immediate: header(vm.pointee.shapes.tuple, .tuple, words: 2 + values.count))
    emit(.store, tuple, int(constant: values.count), immediate: 8, region: .immutable)
    for (index, value) in values.enumerated() {
      emit(.store, tuple, value, immediate: Int64(16 + 8 * index), region: .immutable)
    }
    return tuple
  }

  func buildTuple(_ a: Int, first: Int, count: Int) {
    if count > 64 { return buildFromWindow(.buildTuple, a, first: first, count: count) }
    write(a, tuple((0..<count).map { read(first + $0) }))
  }

  func buildList(_ a: Int, first: Int, count: Int) {
    if count > 64 { return buildFromWindow(.buildList, a, first: first, count: count) }
    let values = (0..<count).map { boxed(read(first + $0)) }
    var storage = int(constant: 0)
    if count > 0 {
      storage = emit(.new, immediate: header(vm.pointee.shapes.array, .array, words: 2 + count))
      emit(.store, storage, int(constant: count), immediate: 8, region: .fields)
      for (index, value) in values.enumerated() {
        emit(.store, storage, value, immediate: Int64(16 + 8 * index), region: .listItems)
      }
    }
    let list = emit(.new, immediate: header(vm.pointee.shapes.list, .list, words: 3))
    emit(.store, list, int(constant: count), immediate: 8, region: .listHeader)
    emit(.store, list, storage, immediate: 16, region: .listHeader)
    write(a, list)
  }

  /// A set, dict or string of operands that need no Python code, or by way of flushed frames.
  func buildFromWindow(_ helper: TraceHelper, plain: TraceHelper, _ a: Int, first: Int, count: Int) {
    let words = helper == .buildDict ? 2 * count : count
    let step = helper == .buildDict ? 2 : 1
    guard words <= TraceHelpers.mostOperands,
      stride(from: 0, to: words, by: step).allSatisfy({ thread.isPlain(r[first + $0]) })
    else { return buildFromWindow(helper, a, first: first, count: count) }
    if count == 1 && helper == .buildString { return write(a, read(first)) }
    let place = operandsInMemory(first, count: words)
    write(a, callPlain(plain, [place, raw(constant: UInt64(count))]))
  }

  /// A helper that reads `count` operands from the registers in memory.
  func buildFromWindow(_ helper: TraceHelper, _ a: Int, first: Int, count: Int) {
    let place = operandsInMemory(first, count: helper == .buildDict ? 2 * count : count)
    write(a, callChecked(helper, [place, raw(constant: UInt64(count))]))
  }

  func formatValue(_ a: Int, _ b: Int, _ c: Int) {
    let specification = c & 256 != 0 ? read(b + 1) : constant(.unbound)
    let isPlain = thread.isOrdered(r[b]) && (c & 256 == 0 || isExactString(r[b + 1]))
    if isPlain && c & 256 != 0 { guardSameType(operand(b + 1)) }
    write(
      a,
      callPlainly(
        isPlain ? .formatPlain : nil, otherwise: .formatValue, [read(b), raw(constant: UInt64(c)), specification]))
  }

  /// A new function, as `ThreadState.makeFunction` makes it. Most are called at once and never escape the trace.
  func makeFunction(_ a: Int, _ b: Int, _ flags: Int) -> Reference {
    let outer = FunctionRef(fp.pointee.function)
    let code = CodeRef(k[b]).bound(thread, to: outer.globals)
    var fields: [Reference] = Array(repeating: constant(.none), count: FunctionRef.words)
    func set(_ field: FunctionRef.Field, _ value: Reference) { fields[field.rawValue] = value }
    set(.info, raw(constant: code.pointer.rawWord(1)))
    set(.code, constant(code.value))
    set(.globals, constant(outer.globals.value))
    set(.name, constant(code.field(.name)))
    set(.qualname, constant(code.field(.qualname)))
    set(.module, constant(thread.moduleName(outer.globals)))
    set(.annotations, constant(.unbound))
    set(.dict, constant(.unbound))
    if code.info.pointee.flags & CodeFlags.hasDocstring != 0 { set(.doc, constant(code.constants[0])) }
    var operand = a + 1
    for (flag, field) in [(1, FunctionRef.Field.defaults), (2, .keywordDefaults), (4, .annotations), (8, .closure)]
    where flags & flag != 0 {
      set(field, boxed(read(operand)))
      operand += 1
    }
    let function = emit(.new, immediate: header(vm.pointee.shapes.function, .function, words: FunctionRef.words))
    for index in 1..<FunctionRef.words {
      emit(
        .store, function, fields[index], immediate: Int64(index * 8),
        region: Recorder.functionRegion(offset: Int64(index * 8)))
    }
    return function
  }

  /// What a function is made of never changes, but for what Python may assign to.
  static func functionRegion(offset: Int64) -> Region {
    switch FunctionRef.Field(rawValue: Int(offset / 8)) {
    case .info, .closure, .globals: .immutable
    default: .fields
    }
  }
}
