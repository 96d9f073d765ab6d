// Recording generators: the frame of a suspended generator is entered in the trace, and left at its next yield.

import CRuntime
import TraceIR

extension Recorder {
  func generatorOffset(_ field: GeneratorRef.Field) -> Int64 { Int64(field.rawValue * 8) }

  /// The frame of a suspended generator takes over.
  func enterGenerator(
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
