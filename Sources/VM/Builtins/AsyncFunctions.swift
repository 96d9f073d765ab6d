// The builtin functions `aiter` and `anext`, and what `anext(iterator, default)` returns: an awaitable that is done with
// the default where the iterator ends. Words of it: 1 the awaitable of `__anext__`, 2 the default.

import CRuntime

private func aiter(_ thread: Thread, _ arguments: Arguments) -> Value {
  let iterator = thread.callSpecial(.aiter, arguments[0])
  if iterator.isError { return .error }
  if iterator.isUnbound {
    return thread.raise(.typeError, "'\(arguments[0].typeName)' object is not an async iterable")
  }
  if iterator.type.special(.anext).isBound { return iterator }
  return thread.raise(.typeError, "aiter() returned not an async iterator of type '\(iterator.typeName)'")
}

private func anext(_ thread: Thread, _ arguments: Arguments) -> Value {
  let awaitable = thread.callSpecial(.anext, arguments[0])
  if awaitable.isError { return .error }
  if awaitable.isUnbound {
    return thread.raise(.typeError, "'\(arguments[0].typeName)' object is not an async iterator")
  }
  if arguments[1].isUnbound { return awaitable }
  let step = thread.allocateInstance(TypeRef(vm.pointee.types.awaitableNext))
  step.pointer.setWord(1, awaitable)
  step.pointer.setWord(2, arguments[1])
  return step
}

let asyncFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "aiter(async_iterable, /)", aiter),
  NativeDefinition(.function, "anext(aiterator, default=None, /)", anext),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// As `resumeAsyncStep`.
  func resumeAwaitableNext(_ value: Value, _ sent: Value) -> Value {
    let iterator = awaitable(value.pointer.word(1))
    return iterator.isError ? .error : orDefault(value, send(iterator, sent))
  }

  /// As `throwIntoAsyncStep`.
  func throwIntoAwaitableNext(_ value: Value, _ exception: Value) -> Value {
    let iterator = awaitable(value.pointer.word(1))
    if iterator.isError { return .error }
    if iterator.isKind(.generator) { return orDefault(value, throwInto(iterator, exception)) }
    if isAsyncStep(iterator) { return orDefault(value, throwIntoAsyncStep(iterator, exception)) }
    let method = getAttribute(iterator, vm.pointee.names.throw_)
    if method.isError { return .error }
    let result = call(method, exception)
    guard result.isError, pendingMatches(.stopIteration) else { return orDefault(value, result) }
    pointee.scratch.0 = stopIterationValue(takeException())
    return .unbound
  }

  private func orDefault(_ value: Value, _ result: Value) -> Value {
    guard result.isError, pendingMatches(.stopAsyncIteration) else { return result }
    pointee.exception = .unbound
    pointee.scratch.0 = value.pointer.word(2)
    return .unbound
  }

  func defineAwaitableNext(_ methods: [NativeDefinition]) {
    let close = NativeDefinition("close(self, /)") { t, a in
      let iterator = t.awaitable(a[0].pointer.word(1))
      return iterator.isError ? .error : t.closeIterator(iterator)
    }
    vm.pointee.types.awaitableNext = define(
      TypeDefinition(
        name: "anext_awaitable", words: 3, flags: TypeFlags.final | TypeFlags.notInstantiable,
        methods: methods + [close]))
  }
}
