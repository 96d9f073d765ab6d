// Recording loops: iterators of the built-in types are advanced by plain loads and stores, generators are inlined (Record+Generators),
// others go through a helper.

import CRuntime
import TraceIR

/// What advancing an iterator gives now.
enum Advance {
  case item(Reference)
  case ended
  /// The iterator is of a kind that a helper must advance.
  case unknown
}

extension Recorder {
  func getIterator(_ a: Int, _ b: Int) throws(AbortReason) {
    if let made = iterator(operand(b)) { return write(a, made) }
    write(a, callChecked(.getIterator, [read(b)]))
  }

  /// `iter(value)` of a built-in type, or nil.
  func iterator(_ source: Operand) -> Reference? {
    let actual = source.actual
    guard actual.isObject else { return nil }
    let shapes = vm.pointee.shapes
    let shape = actual.pointer.shapeWord
    func object() -> Reference { text(source) }
    switch actual.objectKind {
    case .list where shape == shapes.list.address:
      return makeIterator(shapes.listIterator, .listIterator, object())
    case .tuple where shape == shapes.tuple.address:
      return makeIterator(shapes.tupleIterator, .tupleIterator, object())
    case .string where shape == shapes.string.address:
      return makeIterator(shapes.stringIterator, .stringIterator, object())
    case .range where RangeRef(actual.pointer).isSmall: return rangeIterator(object())
    case .dict where shape == shapes.dict.address: return makeDictIterator(object(), .keys)
    case .dictView where actual.pointer.word(1).isKind(.dict):
      guard let facet = facet(ofView: shape) else { return nil }
      return makeDictIterator(emit(.load, type: .object, object(), immediate: 8, region: .immutable), facet)
    case .bytes where shape == shapes.bytes.address, .byteArray where shape == shapes.byteArray.address,
      .set where shape == shapes.set.address,
      .frozenSet where shape == shapes.frozenSet.address:
      return callChecked(.getIteratorPlain, [object()])
    case .dictView where !actual.type.isHeapType: return callChecked(.getIteratorPlain, [object()])
    case .generator, .listIterator, .rangeIterator, .nativeIterator, .tupleIterator, .dictIterator, .stringIterator,
      .setIterator:
      return actual.type.special(.iter).isBound && !actual.type.isHeapType ? object() : nil
    default: return nil
    }
  }

  /// `enumerate(source)`, `enumerate(source, start)`. Words: 1 next function, 2 iterator, 3 next number.
  func enumeration(_ operands: [Operand]) -> Reference? {
    guard operands.count == 1 || operands.count == 2, operands.count == 1 || operands[1].actual.isInt,
      let source = iterator(operands[0])
    else { return nil }
    let start = operands.count == 2 ? int(operands[1]) : int(constant: 0)
    return nativeIterator(vm.pointee.types.enumerate, IteratorFunctions.enumerate, [source, start])
  }

  /// `zip(sources…)`. Words: 1 next function, 2 tuple of iterators, 3 strict.
  func zipped(_ operands: [Operand]) -> Reference? {
    guard (1...8).contains(operands.count) else { return nil }
    var sources: [Reference] = []
    for operand in operands {
      guard let source = iterator(operand) else { return nil }
      sources.append(source)
    }
    return nativeIterator(vm.pointee.types.zip, IteratorFunctions.zip, [tuple(sources), constant(.false)])
  }

  private func nativeIterator(_ type: Value, _ next: UInt, _ words: [Reference]) -> Reference {
    let iterator = emit(.new, immediate: header(TypeRef(type).rootShape, .nativeIterator, words: 2 + words.count))
    let function = Value.address(UnsafeRawPointer(bitPattern: next))
    emit(.store, iterator, raw(constant: function.bits), immediate: 8, region: .immutable)
    for (index, word) in words.enumerated() {
      emit(.store, iterator, word, immediate: Int64(16 + 8 * index), region: .iterators)
    }
    return iterator
  }

  private func makeIterator(_ shape: ShapeRef, _ kind: Kind, _ iterated: Reference) -> Reference {
    let iterator = emit(.new, immediate: header(shape, kind, words: 4))
    emit(.store, iterator, iterated, immediate: 8, region: .iterators)
    emit(.store, iterator, int(constant: 0), immediate: 16, region: .iterators)
    emit(.store, iterator, int(constant: 0), immediate: 24, region: .iterators)
    return iterator
  }

  /// Words: 1 next item, 2 step, 3 items left.
  private func rangeIterator(_ range: Reference) -> Reference {
    func word(_ index: Int) -> Reference {
      guardian(.guardInt, emit(.load, type: .value, range, immediate: Int64(index * 8), region: .immutable))
    }
    let start = word(1)
    let step = word(3)
    let length = word(4)
    let iterator = emit(.new, immediate: header(vm.pointee.shapes.rangeIterator, .rangeIterator, words: 4))
    emit(.store, iterator, start, immediate: 8, region: .iterators)
    emit(.store, iterator, step, immediate: 16, region: .iterators)
    emit(.store, iterator, length, immediate: 24, region: .iterators)
    return iterator
  }

  func forIterator(_ a: Int, _ b: Int) throws(AbortReason) {
    let iterator = r[b]
    let body = pc + signedC(word)
    if iterator.isKind(.generator), GeneratorRef(iterator).state == .suspended {
      return try enterGenerator(
        readObject(b, iterator), GeneratorRef(iterator), result: base + a,
        flags: FrameFlags.generator | FrameFlags.forIter, sent: constant(.none))
    }
    if let function = thread.inlineNext(iterator) {
      if canInline(function.info) {
        let object = readObject(b, iterator)
        guardVersion(iterator)
        return try inline(
          function, constant(function.value), arguments: [object], base: windowEnd, result: base + a, resume: pc,
          flags: FrameFlags.iteration)
      }
      isSkipping = true
    }
    deferred.removeAll()
    switch advance(read(b), iterator, register: b) {
    case .item(let item):
      for store in deferred { trace.append(store) }
      write(a, item)
      expect(body)
    case .ended: expect(pc)
    case .unknown:
      // Most native iterators run no Python code.
      let isPlain = thread.advancesPlainly(iterator)
      let item = callPlainly(isPlain ? .nextPlain : nil, otherwise: .next, [read(b)])
      branch = (emit(.different, item, constant(isPlain ? .notImplemented : .unbound)), body, pc)
      branchResult = (base + a, item)
      expect(body, pc)
    }
  }

  /// A store that must wait until every guard of the instruction has passed.
  func postpone(_ object: Reference, _ value: Reference, _ offset: Int64) {
    deferred.append(
      TraceInstruction(.store, a: object, b: value, immediate: offset, region: .iterators, point: point))
  }

  private func advance(_ reference: Reference, _ actual: Value, register: Int = -1) -> Advance {
    guard actual.isObject else { return .unknown }
    let pointer = actual.pointer
    func object() -> Reference {
      if register >= 0 { return readObject(register, actual) }
      let object = asObject(reference)
      guardShape(object, actual)
      return object
    }
    func load(_ object: Reference, _ offset: Int64, _ type: ValueType = .int) -> Reference {
      emit(.load, type: type, object, immediate: offset, region: .iterators)
    }
    switch actual.objectKind {
    case .rangeIterator:
      let iterator = object()
      let left = load(iterator, 24)
      let goesOn = emit(.intLess, int(constant: 0), left)
      if pointer.intWord(3) <= 0 {
        guardian(.guardFalse, goesOn)
        return .ended
      }
      guardian(.guardTrue, goesOn)
      let item = load(iterator, 8)
      let step = unitStep(load(iterator, 16), pointer.intWord(2))
      postpone(iterator, emit(.subtract, left, int(constant: 1)), 24)
      postpone(iterator, emit(.add, item, step), 8)
      return .item(item)
    case .listIterator where pointer.shapeWord == vm.pointee.shapes.listIterator.address:
      let list = pointer.word(1)
      guard list.isObject, list.pointer.shapeWord == vm.pointee.shapes.list.address else { return .unknown }
      let iterator = object()
      let source = guardian(.guardObject, load(iterator, 8, .value))
      guardShape(source, list)
      let position = load(iterator, 16)
      let count = emit(.load, type: .int, source, immediate: 8, region: .listHeader)
      let goesOn = emit(.intLess, position, count)
      if pointer.intWord(2) >= ListRef(list).count {
        guardian(.guardFalse, goesOn)
        postpone(iterator, constant(.none), 8)
        for store in deferred { trace.append(store) }
        deferred.removeAll()
        return .ended
      }
      guardian(.guardTrue, goesOn)
      let storage = emit(.load, type: .object, source, immediate: 16, region: .listHeader)
      let item = emit(.loadElement, type: .value, storage, position, immediate: 16, region: .listItems)
      let known = steady(item, ListRef(list)[pointer.intWord(2)], in: list)
      postpone(iterator, emit(.add, position, int(constant: 1)), 16)
      return .item(known)
    case .tupleIterator:
      let tuple = pointer.word(1)
      guard tuple.isObject else { return .unknown }
      let iterator = object()
      let source = load(iterator, 8, .object)
      let position = load(iterator, 16)
      let count = emit(.load, type: .int, source, immediate: 8, region: .immutable)
      let goesOn = emit(.intLess, position, count)
      if pointer.intWord(2) >= TupleRef(tuple).count {
        guardian(.guardFalse, goesOn)
        return .ended
      }
      guardian(.guardTrue, goesOn)
      let item = emit(.loadElement, type: .value, source, position, immediate: 16, region: .immutable)
      let known = steady(item, TupleRef(tuple)[pointer.intWord(2)], in: tuple)
      postpone(iterator, emit(.add, position, int(constant: 1)), 16)
      return .item(known)
    case .stringIterator:
      let text = pointer.word(1)
      guard isExactString(text), StringRef(text).widthShift == 0,
        StringRef(text).pointer.headerFlags & HeaderFlags.sharesBuffer == 0
      else { return .unknown }
      let iterator = object()
      let source = load(iterator, 8, .object)
      guardNarrow(source)
      let position = load(iterator, 16)
      let goesOn = emit(.intLess, position, textLength(source))
      if pointer.intWord(2) >= StringRef(text).count {
        guardian(.guardFalse, goesOn)
        return .ended
      }
      guardian(.guardTrue, goesOn)
      let code = emit(
        .loadPacked, type: .int, source, position, immediate: Packing(.uint8, offset: StringRef.dataOffset).immediate,
        region: .immutable)
      postpone(iterator, emit(.add, position, int(constant: 1)), 16)
      return .item(characterString(code))
    case .nativeIterator where pointer.shapeWord == vm.pointee.shapes.bytesIterator.address:
      // Words: 2 the bytes, 3 position.
      guard hasNextByte(pointer) else { return .unknown }
      let bytes = pointer.word(2)
      let iterator = object()
      let source = guardian(.guardObject, load(iterator, 16, .value))
      guardShape(source, bytes)
      let position = load(iterator, 24)
      let byte = nextByte(of: source, bytes, position)
      postpone(iterator, emit(.add, position, int(constant: 1)), 24)
      return .item(byte)
    case .dictIterator: return advanceDict(pointer, object)
    case .nativeIterator where !actual.type.isHeapType:
      let next = UInt(bitPattern: pointer.word(1).asAddress)
      if next == IteratorFunctions.enumerate { return advanceEnumerate(object(), pointer) }
      if next == IteratorFunctions.zip { return advanceZip(object(), pointer) }
      return .unknown
    default: return .unknown
    }
  }

  /// Whether an iterator of bytes or of a bytearray has an item left.
  private func hasNextByte(_ iterator: Raw) -> Bool {
    let bytes = iterator.word(2)
    guard bytes.isObject else { return false }
    switch bytes.pointer.shapeWord {
    case vm.pointee.shapes.bytes.address: return iterator.intWord(3) < BytesRef(bytes).count
    case vm.pointee.shapes.byteArray.address: return iterator.intWord(3) < ByteArrayRef(bytes).count
    default: return false
    }
  }

  private func nextByte(of source: Reference, _ actual: Value, _ position: Reference) -> Reference {
    if actual.pointer.shapeWord == vm.pointee.shapes.bytes.address {
      guardian(.guardTrue, emit(.intLess, position, textLength(source)))
      return emit(
        .loadPacked, type: .int, source, position, immediate: Packing(.uint8, offset: StringRef.dataOffset).immediate,
        region: .immutable)
    }
    let count = emit(.load, type: .int, source, immediate: 8, region: .fields)
    guardian(.guardTrue, emit(.intLess, position, count))
    let storage = emit(.load, type: .object, source, immediate: 16, region: .fields)
    return emit(
      .loadPacked, type: .int, storage, position, immediate: Packing(.uint8, offset: 16).immediate, region: .buffers)
  }

  /// Words: 1 next function, 2 iterator, 3 next number.
  private func advanceEnumerate(_ iterator: Reference, _ pointer: Raw) -> Advance {
    let number = pointer.word(3)
    guard number.isInt, !Value.addInts(number, .int(1)).1 else { return .unknown }
    guardNextFunction(iterator, pointer)
    let inner = emit(.load, type: .value, iterator, immediate: 16, region: .iterators)
    switch advance(inner, pointer.word(2)) {
    case .item(let item):
      let index = guardian(.guardInt, emit(.load, type: .value, iterator, immediate: 24, region: .iterators))
      let following = guardian(.addOverflow, index, int(constant: 1))
      postpone(iterator, following, 24)
      return .item(tuple([index, item]))
    case .ended: return .ended
    case .unknown: return .unknown
    }
  }

  private func guardNextFunction(_ iterator: Reference, _ pointer: Raw) {
    let next = emit(.load, type: .raw, iterator, immediate: 8, region: .immutable)
    guardian(.guardTrue, emit(.rawEqual, next, raw(constant: pointer.rawWord(1))))
  }

  /// Words: 1 next function, 2 tuple of iterators, 3 strict. Only while all of them go on.
  private func advanceZip(_ iterator: Reference, _ pointer: Raw) -> Advance {
    let sources = TupleRef(pointer.word(2))
    guard sources.count > 0, sources.count <= 8, !pointer.word(3).isTrue else { return .unknown }
    for index in 0..<sources.count where !canAdvance(sources[index]) { return .unknown }
    guardNextFunction(iterator, pointer)
    let tupleOfSources = emit(.load, type: .object, iterator, immediate: 16, region: .iterators)
    let count = emit(.load, type: .int, tupleOfSources, immediate: 8, region: .immutable)
    guardian(.guardTrue, emit(.intEqual, count, int(constant: sources.count)))
    var items: [Reference] = []
    for index in 0..<sources.count {
      let inner = emit(.load, type: .value, tupleOfSources, immediate: Int64(16 + 8 * index), region: .immutable)
      guard case .item(let item) = advance(inner, sources[index]) else { return .unknown }
      items.append(item)
    }
    return .item(tuple(items))
  }

  /// Whether `advance` would give an item of this iterator.
  private func canAdvance(_ value: Value) -> Bool {
    guard value.isObject else { return false }
    let pointer = value.pointer
    switch value.objectKind {
    case .rangeIterator: return pointer.intWord(3) > 0
    case .listIterator:
      let list = pointer.word(1)
      return pointer.shapeWord == vm.pointee.shapes.listIterator.address && list.isObject
        && list.pointer.shapeWord == vm.pointee.shapes.list.address && pointer.intWord(2) < ListRef(list).count
    case .tupleIterator:
      return pointer.word(1).isObject && pointer.intWord(2) < TupleRef(pointer.word(1)).count
    case .stringIterator:
      let text = pointer.word(1)
      return isExactString(text) && StringRef(text).widthShift == 0
        && StringRef(text).pointer.headerFlags & HeaderFlags.sharesBuffer == 0
        && pointer.intWord(2) < StringRef(text).count
    case .nativeIterator where pointer.shapeWord == vm.pointee.shapes.bytesIterator.address: return hasNextByte(pointer)
    default: return false
    }
  }
}
