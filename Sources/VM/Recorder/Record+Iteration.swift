// Recording loops: iterators of the built-in types are advanced by plain loads and stores, generators are inlined,
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

  // MARK: Unpacking

  func unpack(_ a: Int, _ b: Int, count: Int) throws(AbortReason) {
    let source = r[b]
    let shapes = vm.pointee.shapes
    if source.isObject, source.pointer.shapeWord == shapes.tuple.address, TupleRef(source).count == count {
      let object = readObject(b, source)
      let length = emit(.load, type: .int, object, immediate: 8, region: .immutable)
      guardian(.guardTrue, emit(.intEqual, length, int(constant: count)))
      let items = (0..<count).map {
        emit(.load, type: .value, object, immediate: Int64(16 + 8 * $0), region: .immutable)
      }
      for (index, item) in items.enumerated() { write(a + index, item) }
      return
    }
    if source.isObject, source.pointer.shapeWord == shapes.list.address, ListRef(source).count == count, count > 0 {
      let object = readObject(b, source)
      let length = emit(.load, type: .int, object, immediate: 8, region: .listHeader)
      guardian(.guardTrue, emit(.intEqual, length, int(constant: count)))
      let storage = emit(.load, type: .object, object, immediate: 16, region: .listHeader)
      let items = (0..<count).map {
        emit(.load, type: .value, storage, immediate: Int64(16 + 8 * $0), region: .listItems)
      }
      for (index, item) in items.enumerated() { write(a + index, item) }
      return
    }
    let tuple = asObject(callChecked(.unpack, [read(b), raw(constant: UInt64(count))]))
    for index in 0..<count {
      write(a + index, emit(.load, type: .value, tuple, immediate: Int64(16 + 8 * index), region: .immutable))
    }
  }

  // MARK: Generators

  func generatorOffset(_ field: GeneratorRef.Field) -> Int64 { Int64(field.rawValue * 8) }

  /// The frame of a suspended generator takes over.
  private func enterGenerator(
    _ reference: Reference, _ generator: GeneratorRef, result: Int, flags: UInt64, sent: Reference
  ) throws(AbortReason) {
    let function = generator.function
    let info = function.info
    let start = generator.field(.pc).asAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt64.self)
    guard generator.field(.ownHandled).isUnbound, depth < jit.parameters.inlineLimit else { throw .unsupportedCall }
    func load(_ field: GeneratorRef.Field, _ type: ValueType) -> Reference {
      emit(.load, type: type, reference, immediate: generatorOffset(field), region: .iterators)
    }
    func store(_ field: GeneratorRef.Field, _ value: Reference) {
      emit(.store, reference, value, immediate: generatorOffset(field), region: .iterators)
    }
    guardian(.guardTrue, emit(.rawEqual, load(.pc, .raw), raw(address: start)))
    guardian(.guardTrue, emit(.intEqual, load(.state, .int), int(constant: 0)))
    guardian(.guardSame, load(.ownHandled, .value), constant(.unbound))
    let code = load(.function, .object)
    let codeInfo = emit(.load, type: .raw, code, immediate: 8, region: .immutable)
    guardian(.guardTrue, emit(.rawEqual, codeInfo, raw(address: info)))
    let saved = load(.registers, .object)
    let handled = emit(
      .load, type: .value, emit(.threadPointer),
      immediate: Int64(MemoryLayout<ThreadState>.offset(of: \ThreadState.handled).unsafelyUnwrapped), region: .thread)
    let place = windowEnd
    let liveness = jit.liveness(info)
    let startOffset = start - UnsafeMutablePointer(mutating: info.pointee.start.unsafelyUnwrapped)
    let capacity = ArrayRef(generator.field(.registers)).capacity
    if place + Int(info.pointee.registerCount) > Recorder.slotLimit { throw .tooManySlots }
    liveness.forEach(at: startOffset, below: capacity) { register in
      writeSlot(
        place + register,
        emit(.load, type: .value, saved, immediate: Int64(16 + 8 * register), region: .registers))
    }
    if generator.hasStarted { writeSlot(place + A((start - 1).pointee), sent) }
    store(.hasStarted, constant(.true))
    store(.state, int(constant: 1))
    store(.outerHandled, handled)
    try inline(
      function, code, arguments: nil, base: place, result: result, resume: pc, flags: flags, locals: reference,
      start: PC(start))
  }

  func yieldValue(_ a: Int, _ b: Int, _ c: Int) throws(AbortReason) -> RecordingResult {
    let frame = frames[frames.count - 1]
    // Suspended in a handler, a generator would keep the exception.
    if depth == 0 { return c == 0 ? try yieldFromRoot(a, b) : .leave }
    guard c == 0, frame.flags & FrameFlags.generator != 0 else { throw .generatorSuspended }
    guard thread.pointee.handled == GeneratorRef(fp.pointee.locals).field(.outerHandled) else {
      throw .generatorSuspended
    }
    let value = read(b)
    suspend(frame.locals, receiving: a)
    popFrame(result: value)
    let caller = frames[frames.count - 1]
    let end = PC(caller.info.pointee.start) + caller.resume
    expect(frame.flags & FrameFlags.forIter != 0 ? end + signedC((end - 1).pointee) : end)
    return .continue
  }

  /// The registers of the current frame go into its generator; `register` will get what is sent.
  func suspend(_ generator: Reference, receiving a: Int) {
    let saved = emit(
      .load, type: .object, generator, immediate: generatorOffset(.registers), region: .iterators)
    let capacity = ArrayRef(GeneratorRef(fp.pointee.locals).field(.registers)).capacity
    let frame = frames[frames.count - 1]
    frame.liveness.forEach(at: offset + 1, below: capacity) { register in
      if register == a { return }
      if depth == 0 { _ = self.read(register) }
      let slot = frame.base + register
      if !slots[slot].isNone {
        emit(.store, saved, boxed(slots[slot]), immediate: Int64(16 + 8 * register), region: .registers)
      }
    }
    emit(.store, generator, raw(address: pc), immediate: generatorOffset(.pc), region: .iterators)
    emit(.store, generator, int(constant: 0), immediate: generatorOffset(.state), region: .iterators)
    emit(.store, generator, constant(.unbound), immediate: generatorOffset(.outerHandled), region: .iterators)
  }

  /// The generator's frame ends: its loop does, or the `send` that resumed it jumps with the value.
  func generatorReturned(_ frame: RecordedFrame, _ value: Reference) throws(AbortReason) -> RecordingResult {
    let sends = frame.flags & FrameFlags.send != 0
    guard sends || frame.flags & FrameFlags.forIter != 0 else { throw .unsupportedCall }
    finish(frame.locals)
    popFrame(result: sends ? value : nil)
    if sends {
      let caller = frames[frames.count - 1]
      let end = PC(caller.info.pointee.start) + caller.resume
      expect(end + signedC((end - 1).pointee))
    }
    return .continue
  }

  /// A generator has ended.
  func finish(_ generator: Reference) {
    emit(.store, generator, int(constant: 2), immediate: generatorOffset(.state), region: .iterators)
    emit(.store, generator, int(constant: 0), immediate: generatorOffset(.registers), region: .iterators)
    emit(.store, generator, constant(.unbound), immediate: generatorOffset(.outerHandled), region: .iterators)
  }

  func getYieldFromIterator(_ a: Int, _ b: Int) throws(AbortReason) {
    let actual = r[b]
    if actual.isKind(.generator) {
      if actual.pointer.shapeWord == vm.pointee.shapes.coroutine.address { throw .unsupportedInstruction }
      return write(a, readObject(b, actual))
    }
    try getIterator(a, b)
  }

  /// `yield from` resumes the inner generator as a frame; other iterators are left to the interpreter.
  func send(_ a: Int, _ b: Int) throws(AbortReason) {
    let iterator = r[b]
    guard iterator.isKind(.generator), GeneratorRef(iterator).state == .suspended,
      iterator.pointer.shapeWord == vm.pointee.shapes.generator.address,
      r[a].isNone || GeneratorRef(iterator).hasStarted
    else { throw .unsupportedInstruction }
    if !GeneratorRef(iterator).hasStarted { guardIdentity(read(a), .none) }
    try enterGenerator(
      readObject(b, iterator), GeneratorRef(iterator), result: base + a, flags: FrameFlags.generator | FrameFlags.send,
      sent: boxed(read(a)))
  }

  /// The call of a generator function: the generator takes the frame's parameters.
  func startGenerator() throws(AbortReason) {
    guard depth > 0 else { throw .generatorSuspended }
    popFrame(result: newGenerator() ?? callChecked(.makeGenerator, []))
  }

  /// A generator of the current frame, as `GeneratorRef.make` makes it; nil for coroutines, for what may need closing when
  /// it is lost (Heap/Finalizers.swift), and for very large frames.
  private func newGenerator() -> Reference? {
    let flags = info.pointee.flags
    let capacity = Int(info.pointee.registerCount) - CodeRef.scratchRegisters
    guard flags & (CodeFlags.coroutine | CodeFlags.asyncGenerator) == 0, info.pointee.handlerCount == 0, capacity <= 200
    else { return nil }
    let defined = min(
      capacity, Int(info.pointee.argumentCount) + parameterExtras(info) + Int(info.pointee.clearCount))
    // The registers of free cells get their values later.
    let words = (0..<capacity).map { $0 < defined ? boxed(read($0)) : int(constant: 0) }
    let saved = emit(.new, immediate: header(vm.pointee.shapes.array, .array, words: 2 + capacity))
    emit(.store, saved, int(constant: capacity), immediate: 8, region: .registers)
    for (index, word) in words.enumerated() {
      emit(.store, saved, word, immediate: Int64(16 + 8 * index), region: .registers)
    }
    let function = frames[frames.count - 1].function
    func name(_ field: FunctionRef.Field) -> Reference {
      emit(.load, type: .value, function, immediate: Int64(8 * field.rawValue), region: .fields)
    }
    let fields: [(GeneratorRef.Field, Reference)] = [
      (.state, int(constant: 0)), (.function, function), (.pc, raw(address: pc)), (.registers, saved),
      (.name, name(.name)), (.qualname, name(.qualname)), (.ownHandled, constant(.unbound)),
      (.outerHandled, constant(.unbound)), (.hasStarted, constant(.false)), (.extra, constant(.none)),
    ]
    let generator = emit(
      .new, immediate: header(vm.pointee.shapes.generator, .generator, words: GeneratorRef.words))
    for (field, value) in fields {
      emit(.store, generator, value, immediate: generatorOffset(field), region: .iterators)
    }
    return generator
  }
}
