// Generators and coroutines: a suspended frame. Resuming copies its registers onto the VM stack and pushes a frame,
// suspending copies them back; so a running generator is an ordinary frame for calls, the sampler and the collector.

import CRuntime

struct GeneratorRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum State: Int { case suspended = 0, running, finished }
  enum Field: Int {
    case state = 1, function, pc, registers, name, qualname, ownHandled, outerHandled, hasStarted
    /// Coroutines: their origin. Asynchronous generators: the flags below. Else None.
    case extra
  }
  /// A step of an asynchronous generator is on its way.
  static let isRunningAsync = 1
  static let isClosedAsync = 2
  /// The hook of `sys.set_asyncgen_hooks` has seen it.
  static let isHooked = 4
  static let words = 11

  @inline(__always) func field(_ field: Field) -> Value { pointer.word(field.rawValue) }
  @inline(__always) func setField(_ field: Field, _ value: Value) { pointer.setWord(field.rawValue, value) }
  @inline(__always) var state: State {
    get { State(rawValue: pointer.intWord(1)).unsafelyUnwrapped }
    nonmutating set { pointer.setIntWord(1, newValue.rawValue) }
  }
  var function: FunctionRef { FunctionRef(field(.function)) }
  var hasStarted: Bool { field(.hasStarted).isTrue }
  var isSuspended: Bool { state == .suspended && hasStarted }
  var asyncFlags: Int {
    get { field(.extra).asInt }
    nonmutating set { setField(.extra, .int(newValue)) }
  }

  /// Makes a generator of the current frame, to go on at its pc.
  static func make(_ thread: Thread, _ frame: FramePointer) -> GeneratorRef {
    let function = FunctionRef(frame.pointee.function)
    let info = function.info
    let flags = info.pointee.flags
    let shape =
      flags & CodeFlags.asyncGenerator != 0
      ? vm.pointee.shapes.asyncGenerator
      : flags & CodeFlags.coroutine != 0 ? vm.pointee.shapes.coroutine : vm.pointee.shapes.generator
    let used = Int(info.pointee.registerCount) - CodeRef.scratchRegisters
    let saved = ArrayRef.allocate(thread, capacity: used)
    // Only parameters and cleared locals are defined so far. Free cells are copied when the generator starts. They and the
    // temporaries hold what the memory held before, which the collector must not see here; they stay 0.
    let parameters =
      Int(info.pointee.argumentCount) + Int(info.pointee.keywordOnlyCount)
      + (flags & CodeFlags.varArguments).nonzeroBitCount + (flags & CodeFlags.varKeywords).nonzeroBitCount
    for index in 0..<min(used, parameters + Int(info.pointee.clearCount)) {
      saved.items[index] = frame.pointee.registers[index]
    }
    let object = thread.allocate(headerImage(shape, .generator, words: words), words: words)
    let generator = GeneratorRef(object)
    generator.state = .suspended
    generator.setField(.function, function.value)
    generator.setField(.pc, .address(UnsafeRawPointer(frame.pointee.pc)))
    generator.setField(.registers, saved.value)
    generator.setField(.name, function.field(.name))
    generator.setField(.qualname, function.field(.qualname))
    generator.setField(.ownHandled, .unbound)
    generator.setField(.outerHandled, .unbound)
    generator.setField(.hasStarted, .false)
    generator.setField(.extra, flags & CodeFlags.asyncGenerator != 0 ? .int(0) : .none)
    if flags & CodeFlags.coroutine != 0 { generator.setField(.extra, thread.coroutineOrigin()) }
    if info.pointee.handlerCount > 0 || flags & (CodeFlags.coroutine | CodeFlags.asyncGenerator) != 0 {
      Finalizers.add(generator: object)
    }
    return generator
  }

  /// Copies the frame's registers back.
  @inline(__always) func save(_ frame: FramePointer, pc: PC) {
    let saved = ArrayRef(field(.registers))
    let count = saved.capacity
    let source = frame.pointee.registers.unsafelyUnwrapped
    let target = saved.items
    var index = 0
    while index < count {
      target[index] = source[index]
      index &+= 1
    }
    setField(.pc, .address(UnsafeRawPointer(pc)))
  }

  /// Puts the caller's handled exception back; keeps the generator's own when it is suspended in a handler.
  @inline(__always) func leave(_ thread: Thread, _ state: State) {
    let outer = field(.outerHandled)
    let isHandling = state == .suspended && C(suspendedAt) != 0
    setField(.ownHandled, isHandling ? thread.pointee.handled : .unbound)
    thread.pointee.handled = outer
    setField(.outerHandled, .unbound)
    self.state = state
    if state == .finished { setField(.registers, .int(0)) }
  }

  /// The instruction at which the generator is suspended.
  var suspendedAt: UInt64 {
    (field(.pc).asAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt64.self) - 1).pointee
  }

  /// The iterator that `yield from` is in, or unbound.
  var delegate: Value {
    guard state == .suspended, hasStarted, opcode(suspendedAt) == .yieldDelegate else { return .unbound }
    return ArrayRef(field(.registers)).items[B(suspendedAt)]
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Pushes the frame of a suspended generator; `sent` becomes the value of its yield. False with RecursionError.
  @inline(__always) func pushGenerator(
    _ generator: GeneratorRef, _ registers: Registers, result: Registers?, flags: UInt64, sent: Value
  ) -> Bool {
    if !pushFrame(generator.function, registers, result: result, flags: flags, locals: generator.value) { return false }
    let frame = pointee.frame.unsafelyUnwrapped
    let saved = ArrayRef(generator.field(.registers))
    let count = saved.capacity
    let source = saved.items
    var index = 0
    while index < count {
      registers[index] = source[index]
      index &+= 1
    }
    let pc = generator.field(.pc).asAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt64.self)
    frame.pointee.pc = PC(pc)
    if generator.hasStarted { registers[A((pc - 1).pointee)] = sent }
    generator.setField(.hasStarted, .true)
    generator.state = .running
    generator.setField(.outerHandled, pointee.handled)
    if generator.field(.ownHandled).isBound {
      registers[C((pc - 1).pointee) - 1] = pointee.handled
      pointee.handled = generator.field(.ownHandled)
    }
    return true
  }

  /// Runs a generator until it yields (the value), returns (`.unbound`, its result in `scratch.0`) or fails.
  func resumeGenerator(_ value: Value, _ sent: Value) -> Value {
    let generator = GeneratorRef(value)
    switch generator.state {
    case .running:
      return raise(.valueError, "\(generatorWord(value)) already executing")
    case .finished:
      if isFinishedCoroutine(value) { return .error }
      pointee.scratch.0 = .none
      return .unbound
    case .suspended: break
    }
    if nativeStackIsLow { return raiseRecursion() }
    if !pushGenerator(
      generator, topOfStack, result: nil, flags: FrameFlags.generator | FrameFlags.exit, sent: sent)
    {
      return .error
    }
    return runTopFrame()
  }

  /// True, with RuntimeError pending, for a coroutine that has come to its end.
  private func isFinishedCoroutine(_ value: Value) -> Bool {
    guard GeneratorRef(value).state == .finished, value.pointer.shapeWord == vm.pointee.shapes.coroutine.address else {
      return false
    }
    raise(.runtimeError, "cannot reuse already awaited coroutine")
    return true
  }

  func generatorWord(_ value: Value) -> String {
    let shape = value.pointer.shapeWord
    if shape == vm.pointee.shapes.coroutine.address { return "coroutine" }
    return shape == vm.pointee.shapes.asyncGenerator.address ? "async generator" : "generator"
  }

  /// `send` to any iterator: a value, `.unbound` with the result in `scratch.0` at its end, or `.error`.
  func send(_ iterator: Value, _ value: Value) -> Value {
    if iterator.isKind(.generator) {
      if !value.isNone && !GeneratorRef(iterator).hasStarted && GeneratorRef(iterator).state == .suspended {
        return raise(.typeError, "can't send non-None value to a just-started \(generatorWord(iterator))")
      }
      return resumeGenerator(iterator, value)
    }
    if isAsyncStep(iterator) { return resumeAsyncStep(iterator, value) }
    if iterator.isKind(.native) && iterator.type.value == vm.pointee.types.coroutineWrapper {
      return send(iterator.pointer.word(1), value)
    }
    let result: Value
    if value.isNone {
      let hook = iterator.type.special(.next)
      if iterator.isObject && iterator.objectKind != .instance {
        result = next(iterator)
        if result.isUnbound { pointee.scratch.0 = .none }
        return result
      }
      if hook.isUnbound { return raise(.typeError, "'\(iterator.typeName)' object is not an iterator") }
      result = callUnbound(hook, iterator)
    } else {
      result = callMethod(iterator, vm.pointee.names.send, value)
    }
    if result.isError && pendingMatches(.stopIteration) {
      pointee.scratch.0 = stopIterationValue(takeException())
      return .unbound
    }
    return result
  }

  /// `StopIteration.value`.
  func stopIterationValue(_ exception: Value) -> Value {
    let arguments = TupleRef(ExceptionRef(exception).arguments)
    return arguments.count > 0 ? arguments[0] : .none
  }

  /// An exception leaves a generator's frame: it is finished; StopIteration turns into RuntimeError.
  func generatorFailed(_ generator: GeneratorRef, _ exception: Value) -> Value {
    generator.leave(self, .finished)
    let isStop = exception.isInstance(of: ExceptionType.stopIteration.type)
    let isAsync = generator.pointer.shapeWord == vm.pointee.shapes.asyncGenerator.address
    let isAsyncStop = isAsync && exception.isInstance(of: ExceptionType.stopAsyncIteration.type)
    guard isStop || isAsyncStop else { return exception }
    let word = generatorWord(generator.value)
    raise(.runtimeError, "\(word) raised \(isStop ? "StopIteration" : "StopAsyncIteration")")
    let replacement = takeException()
    ExceptionRef(replacement).cause = exception
    ExceptionRef(replacement).context = exception
    ExceptionRef(replacement).suppressContext = true
    return replacement
  }

  /// Raises `exception` inside a generator, at its yield. Result as `resumeGenerator`.
  func throwInto(_ value: Value, _ exception: Value) -> Value {
    let generator = GeneratorRef(value)
    if generator.state == .running { return raise(.valueError, "\(generatorWord(value)) already executing") }
    if isFinishedCoroutine(value) { return .error }
    let delegate = generator.delegate
    if delegate.isBound {
      // The generator's frame is part of the stack while the inner iterator runs.
      let flags = FrameFlags.generator | FrameFlags.exit
      if !pushGenerator(generator, topOfStack, result: nil, flags: flags, sent: .none) { return .error }
      let result = throwInto(delegate: delegate, exception)
      generator.leave(self, .suspended)
      popFrame()
      if result.isError { return throwHere(generator, takeException()) }
      if result.isBound { return result }
      return finishDelegation(generator, pointee.scratch.0)
    }
    return throwHere(generator, exception)
  }

  /// `throw` for the inner iterator of a `yield from` or `await`: what it yields, `.unbound` at its end with the result
  /// in `scratch.0`, or `.error` with the exception to raise in the generator itself.
  private func throwInto(delegate: Value, _ exception: Value) -> Value {
    if exception.isInstance(of: ExceptionType.generatorExit.type) {
      if !closeIterator(delegate).isError { pointee.exception = exception }
      return .error
    }
    if delegate.isKind(.generator) { return throwInto(delegate, exception) }
    let method = findAttribute(delegate, vm.pointee.names.throw_)
    if method.isUnbound {
      pointee.exception = exception
      return .error
    }
    let result = method.isError ? .error : call(method, exception)
    if result.isError && pendingMatches(.stopIteration) {
      pointee.scratch.0 = stopIterationValue(takeException())
      return .unbound
    }
    return result
  }

  /// The inner iterator of a `yield from` ended by `throw`: go on behind the loop with its result.
  private func finishDelegation(_ generator: GeneratorRef, _ result: Value) -> Value {
    if !pushGenerator(generator, topOfStack, result: nil, flags: FrameFlags.generator | FrameFlags.exit, sent: .none) {
      return .error
    }
    // yieldDelegate is followed by a jump back to send, whose c leads to the end of the loop.
    let frame = pointee.frame.unsafelyUnwrapped
    let jump = frame.pointee.pc.unsafelyUnwrapped
    let send = jump + 1 + wide(jump.pointee)
    frame.pointee.registers[A(send.pointee)] = result
    frame.pointee.pc = send + 1 + signedC(send.pointee)
    return runTopFrame()
  }

  private func throwHere(_ generator: GeneratorRef, _ exception: Value) -> Value {
    if generator.state == .finished {
      pointee.exception = exception
      return .error
    }
    if !pushGenerator(generator, topOfStack, result: nil, flags: FrameFlags.generator | FrameFlags.exit, sent: .none) {
      return .error
    }
    // What the generator's caller handles is no context of it.
    if generator.field(.ownHandled).isObject { ExceptionRef(exception).raised(while: generator.field(.ownHandled)) }
    pointee.exception = exception
    return runRaising()
  }

  /// Runs the top frame starting with a pending exception at its pc.
  private func runRaising() -> Value {
    let frame = pointee.frame.unsafelyUnwrapped
    var activation = Activation(
      previous: pointee.activation, base: frame, nativeFrame: nil, crossing: UInt64(pointee.crossing))
    let state = pointee.state
    let result: UInt64 = withUnsafeMutablePointer(to: &activation) { record in
      pointee.activation = record
      pointee.state = UInt32(VM_STATE_INTERPRETING.rawValue)
      pointee.crossing = 0
      let pc = frame.pointee.pc.unsafelyUnwrapped
      #if TRAMPOLINE
        let entry = unsafeBitCast(trampolineRaise as Handler, to: Raw.self)
      #else
        let entry = unsafeBitCast(raised as Handler, to: Raw.self)
      #endif
      return pitviper_enter(pc, frame.pointee.registers, frame.pointee.constants, frame, self, 0, entry)
    }
    // In this order: whoever looks at the stack in between finds the crossing by the activation that ends.
    pointee.crossing = UInt32(truncatingIfNeeded: activation.crossing)
    pointee.state = state
    pointee.activation = activation.previous
    if _slowPath(activation.crossing != 0) { pointee.calledBack = 1 }
    return Value(bits: result)
  }

  /// `close()` of any iterator that has one. `.error` with an exception pending, else None.
  func closeIterator(_ iterator: Value) -> Value {
    if iterator.isKind(.generator) { return closeGenerator(iterator) }
    let method = findAttribute(iterator, vm.pointee.names.close)
    if method.isUnbound { return .none }
    return method.isError ? .error : call(method)
  }

  func closeGenerator(_ value: Value) -> Value {
    let generator = GeneratorRef(value)
    if generator.state == .finished { return .none }
    let exit = ExceptionRef.make(self, type: ExceptionType.generatorExit.type, arguments: vm.pointee.emptyTuple).value
    let result = throwInto(value, exit)
    if result.isError {
      if pendingMatches(.generatorExit) || pendingMatches(.stopIteration) {
        pointee.exception = .unbound
        return .none
      }
      return .error
    }
    if result.isUnbound { return .none }
    return raise(.runtimeError, "\(generatorWord(value)) ignored GeneratorExit")
  }

  /// The iterator behind `await value`; `.unbound` when the type has no `__await__`.
  func findAwaitable(_ value: Value) -> Value {
    if value.isKind(.generator) && isAwaitableGenerator(value) {
      if value.pointer.shapeWord == vm.pointee.shapes.coroutine.address && GeneratorRef(value).delegate.isBound {
        return raise(.runtimeError, "coroutine is being awaited already")
      }
      return value
    }
    let result = callSpecial(.await, value)
    if !result.isBound || result.isError { return result }
    if result.isKind(.generator) && isAwaitableGenerator(result) {
      return raise(.typeError, "__await__() returned a coroutine")
    }
    if result.type.special(.next).isUnbound {
      return raise(.typeError, "__await__() returned non-iterator of type '\(result.typeName)'")
    }
    return result
  }

  /// As `findAwaitable`, with TypeError for what cannot be awaited.
  func awaitable(_ value: Value) -> Value {
    let result = findAwaitable(value)
    if result.isBound { return result }
    return raise(.typeError, "object \(value.typeName) can't be used in 'await' expression")
  }

  /// A coroutine, or a generator made one by `types.coroutine`.
  func isAwaitableGenerator(_ value: Value) -> Bool {
    value.pointer.shapeWord == vm.pointee.shapes.coroutine.address
      || GeneratorRef(value).function.info.pointee.flags & CodeFlags.iterableCoroutine != 0
  }
}

#if TRAMPOLINE
  @_cdecl("pitviper_trampoline_raise")
  func trampolineRaise(
    _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64
  ) -> UInt64 {
    var result = raised(pc, r, k, fp, t, w)
    while result == trampolineContinue {
      let frame = t.pointee.frame.unsafelyUnwrapped
      result = dispatch(frame.pointee.pc, frame.pointee.registers, frame.pointee.constants, frame, t)
    }
    return result
  }
#endif
