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
    let isNew = step.state == .new
    if step.state == .finished { return raiseReused(step) }
    if isNew && step.kind != .send {
      if !sent.isNone { return raise(.runtimeError, "can't send non-None value to a just-started coroutine") }
      return throwIntoAsync(step, step.argument)
    }
    step.state = .running
    return finishAsyncStep(step, send(step.generator, isNew && sent.isNone ? step.argument : sent))
  }

  /// Raises an exception where a step waits.
  func throwIntoAsyncStep(_ value: Value, _ exception: Value) -> Value {
    if value.type.value == vm.pointee.types.awaitableNext { return throwIntoAwaitableNext(value, exception) }
    let step = StepRef(value.pointer)
    if step.state == .finished { return raiseReused(step) }
    return throwIntoAsync(step, exception)
  }

  private func throwIntoAsync(_ step: StepRef, _ exception: Value) -> Value {
    if step.state == .new && step.kind != .send && GeneratorRef(step.generator).state == .finished {
      step.state = .finished
      if step.kind == .close { return asyncItem(.none) }
      return raise(.stopAsyncIteration, arguments: vm.pointee.emptyTuple)
    }
    step.state = .running
    return finishAsyncStep(step, throwInto(step.generator, exception))
  }

  /// What the generator did, as the outcome of the step.
  private func finishAsyncStep(_ step: StepRef, _ result: Value) -> Value {
    if result.isError || result.isUnbound {
      step.state = .finished
      if step.kind == .close {
        if result.isUnbound { return asyncItem(.none) }
        if pendingMatches(.stopAsyncIteration) || pendingMatches(.generatorExit) {
          pointee.exception = .unbound
          return asyncItem(.none)
        }
        return .error
      }
      return result.isError ? .error : raise(.stopAsyncIteration, arguments: vm.pointee.emptyTuple)
    }
    if opcode(GeneratorRef(step.generator).suspendedAt) != .yieldValue { return result }
    step.state = .finished
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

  /// The exception of `throw(type, value, traceback)`; `.error` on failure.
  func thrownException(_ arguments: Arguments) -> Value {
    var exception = arguments[1]
    if exception.isKind(.type) && arguments[2].isBound && !arguments[2].isNone {
      exception = arguments[2].isKind(.exception) ? arguments[2] : call(exception, arguments[2])
    }
    if exception.isError { return .error }
    exception = makeException(
      exception, "exceptions must be classes or instances deriving from BaseException, not \(exception.typeName)")
    if !exception.isError && arguments[3].isKind(.traceback) { ExceptionRef(exception).traceback = arguments[3] }
    return exception
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

let asyncGeneratorMethods: [NativeDefinition] = [
  NativeDefinition("__aiter__(self, /)") { _, a in a[0] },
  NativeDefinition("__anext__(self, /)") { t, a in StepRef.make(t, .send, a[0], .none) },
  NativeDefinition("asend(self, value, /)") { t, a in StepRef.make(t, .send, a[0], a[1]) },
  NativeDefinition("athrow(self, type, value=None, traceback=None, /)") { t, a in
    let exception = t.thrownException(a)
    return exception.isError ? .error : StepRef.make(t, .throw, a[0], exception)
  },
  NativeDefinition("aclose(self, /)") { t, a in
    let exit = ExceptionRef.make(t, type: ExceptionType.generatorExit.type, arguments: vm.pointee.emptyTuple).value
    return StepRef.make(t, .close, a[0], exit)
  },
]
