// Asynchronous generators: generators whose items are awaited.
//
// `__anext__`, `asend`, `athrow` and `aclose` return a step, an awaitable that runs the generator until its next item.
// What the generator awaits on the way passes through the step to the event loop. The instruction at which the
// generator is suspended tells the two apart: `yieldValue` gives an item, `yieldDelegate` waits.

import CRuntime

/// Words: 1 the generator, 2 the value to send or the exception to throw, 3 kind, 4 state.
private struct StepRef: Handle {
  enum Kind: Int { case send, `throw`, close }
  enum State: Int { case new, running, finished }
  static let words = 5

  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }

  var generator: Value { pointer.word(1) }
  var argument: Value { pointer.word(2) }
  var kind: Kind { Kind(rawValue: pointer.word(3).asInt).unsafelyUnwrapped }
  var state: State {
    get { State(rawValue: pointer.word(4).asInt).unsafelyUnwrapped }
    nonmutating set { pointer.setWord(4, .int(newValue.rawValue)) }
  }

  static func make(_ thread: Thread, _ kind: Kind, _ generator: Value, _ argument: Value) -> Value {
    let types = vm.pointee.types
    let type = kind == .send ? types.asyncGeneratorSend : types.asyncGeneratorThrow
    let step = StepRef(thread.allocateInstance(TypeRef(type)).pointer)
    step.pointer.setWord(1, generator)
    step.pointer.setWord(2, argument)
    step.pointer.setWord(3, .int(kind.rawValue))
    step.state = .new
    return .object(step.pointer)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func isAsyncStep(_ value: Value) -> Bool {
    guard value.isKind(.native) else { return false }
    let type = value.type.value
    return type == vm.pointee.types.asyncGeneratorSend || type == vm.pointee.types.asyncGeneratorThrow
      || type == vm.pointee.types.awaitableNext
  }

  /// Runs a step until it waits (the value for the event loop), has its item (`.unbound`, the item in `scratch.0`) or
  /// fails.
  func resumeAsyncStep(_ value: Value, _ sent: Value) -> Value {
    if value.type.value == vm.pointee.types.awaitableNext { return resumeAwaitableNext(value, sent) }
    let step = StepRef(value.pointer)
    let generator = GeneratorRef(step.generator)
    if step.state == .finished { return raiseReused(step) }
    if step.kind != .send && generator.state == .finished {
      step.state = .finished
      return asyncItem(.none)
    }
    if step.state == .running { return finishAsyncStep(step, send(step.generator, sent)) }
    if generator.asyncFlags & GeneratorRef.isRunningAsync != 0 {
      if step.kind != .send { step.state = .finished }
      let word = step.kind == .send ? "anext" : step.kind == .throw ? "athrow" : "aclose"
      return raise(.runtimeError, "\(word)(): asynchronous generator is already running")
    }
    if step.kind == .send {
      step.state = .running
      generator.asyncFlags |= GeneratorRef.isRunningAsync
      return finishAsyncStep(step, send(step.generator, sent.isNone ? step.argument : sent))
    }
    if generator.asyncFlags & GeneratorRef.isClosedAsync != 0 {
      step.state = .finished
      return raise(.stopAsyncIteration, arguments: vm.pointee.emptyTuple)
    }
    if !sent.isNone { return raise(.runtimeError, "can't send non-None value to a just-started coroutine") }
    return throwIntoAsync(step, step.argument)
  }

  /// Raises an exception where a step waits.
  func throwIntoAsyncStep(_ value: Value, _ exception: Value) -> Value {
    if value.type.value == vm.pointee.types.awaitableNext { return throwIntoAwaitableNext(value, exception) }
    let step = StepRef(value.pointer)
    if step.state == .finished { return raiseReused(step) }
    return throwIntoAsync(step, exception)
  }

  private func throwIntoAsync(_ step: StepRef, _ exception: Value) -> Value {
    let generator = GeneratorRef(step.generator)
    if step.state == .new {
      generator.asyncFlags |= GeneratorRef.isRunningAsync
      if step.kind == .close { generator.asyncFlags |= GeneratorRef.isClosedAsync }
    }
    step.state = .running
    return finishAsyncStep(step, throwInto(step.generator, exception))
  }

  /// What the generator did, as the outcome of the step.
  private func finishAsyncStep(_ step: StepRef, _ result: Value) -> Value {
    let generator = GeneratorRef(step.generator)
    if result.isError || result.isUnbound {
      step.state = .finished
      generator.asyncFlags &= ~GeneratorRef.isRunningAsync
      if result.isUnbound { raise(.stopAsyncIteration, arguments: vm.pointee.emptyTuple) }
      if pendingMatches(.stopAsyncIteration) || pendingMatches(.generatorExit) {
        generator.asyncFlags |= GeneratorRef.isClosedAsync
        if step.kind == .close {
          pointee.exception = .unbound
          return asyncItem(.none)
        }
      }
      return .error
    }
    if opcode(generator.suspendedAt) != .yieldValue { return result }
    step.state = .finished
    generator.asyncFlags &= ~GeneratorRef.isRunningAsync
    if step.kind == .close { return raise(.runtimeError, "async generator ignored GeneratorExit") }
    return asyncItem(result)
  }

  private func asyncItem(_ item: Value) -> Value {
    pointee.scratch.0 = item
    return .unbound
  }

  private func raiseReused(_ step: StepRef) -> Value {
    let what = step.kind == .send ? "__anext__()/asend()" : "aclose()/athrow()"
    return raise(.runtimeError, "cannot reuse already awaited \(what)")
  }

  /// The types of the steps.
  func defineAsyncSteps() {
    let methods = [
      NativeDefinition("__await__(self, /)") { _, a in a[0] },
      NativeDefinition("__iter__(self, /)") { _, a in a[0] },
      NativeDefinition("__next__(self, /)") { t, a in t.generatorResult(t.resumeAsyncStep(a[0], .none)) },
      NativeDefinition("send(self, value, /)") { t, a in t.generatorResult(t.resumeAsyncStep(a[0], a[1])) },
      NativeDefinition("throw(self, type, value=None, traceback=None, /)") { t, a in
        let exception = t.thrownException(a)
        return exception.isError ? .error : t.generatorResult(t.throwIntoAsyncStep(a[0], exception))
      },
    ]
    let close = NativeDefinition("close(self, /)") { _, a in
      StepRef(a[0].pointer).state = .finished
      return .none
    }
    let flags = TypeFlags.final | TypeFlags.notInstantiable
    vm.pointee.types.asyncGeneratorSend = define(
      TypeDefinition(name: "async_generator_asend", words: StepRef.words, flags: flags, methods: methods + [close]))
    vm.pointee.types.asyncGeneratorThrow = define(
      TypeDefinition(name: "async_generator_athrow", words: StepRef.words, flags: flags, methods: methods + [close]))
    defineAwaitableNext(methods)
  }
}

/// A step of a generator whose first step tells `sys.set_asyncgen_hooks`' hook.
private func makeStep(_ t: Thread, _ kind: StepRef.Kind, _ generator: Value, _ argument: Value) -> Value {
  let reference = GeneratorRef(generator)
  if reference.asyncFlags & GeneratorRef.isHooked == 0 {
    reference.asyncFlags |= GeneratorRef.isHooked
    let hook = ListRef(vm.pointee.asyncGeneratorHooks)[0]
    if !hook.isNone && t.call(hook, generator).isError { return .error }
  }
  return StepRef.make(t, kind, generator, argument)
}

let asyncGeneratorMethods: [NativeDefinition] = [
  NativeDefinition("__aiter__(self, /)") { _, a in a[0] },
  NativeDefinition("__anext__(self, /)") { t, a in makeStep(t, .send, a[0], .none) },
  NativeDefinition("asend(self, value, /)") { t, a in makeStep(t, .send, a[0], a[1]) },
  NativeDefinition("athrow(self, type, value=None, traceback=None, /)") { t, a in
    let exception = t.thrownException(a)
    return exception.isError ? .error : makeStep(t, .throw, a[0], exception)
  },
  NativeDefinition("aclose(self, /)") { t, a in
    let exit = ExceptionRef.make(t, type: ExceptionType.generatorExit.type, arguments: vm.pointee.emptyTuple).value
    return makeStep(t, .close, a[0], exit)
  },
]

let asyncGeneratorHookFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "get_asyncgen_hooks()") { t, _ in
    let hooks = ListRef(vm.pointee.asyncGeneratorHooks)
    return t.makeStructSequence("asyncgen_hooks", [("firstiter", hooks[0]), ("finalizer", hooks[1])])
  },
  NativeDefinition(.function, "set_asyncgen_hooks(firstiter=None, finalizer=None)") { t, a in
    let hooks = ListRef(vm.pointee.asyncGeneratorHooks)
    for (index, name) in [(1, "finalizer"), (0, "firstiter")] where a[index].isBound && !a[index].isNone {
      if !t.isCallable(a[index]) {
        return t.raise(.typeError, "callable \(name) expected, got \(a[index].typeName)")
      }
    }
    for index in 0..<2 where a[index].isBound { hooks[index] = a[index] }
    return .none
  },
]
