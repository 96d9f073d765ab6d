// Error messages and rare values of opcode handlers. They are out of line because a String that is alive in a handler is released
// after the handler's last call, which then is no jump any more: every error would leave a native frame behind.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `{**source}`.
  @inline(never) func raiseNoMapping(_ source: Value) {
    raise(.typeError, "'\(source.typeName)' object is not a mapping")
  }

  /// `[*source]`: instead of the pending exception.
  @inline(never) func raiseNoIterableAfterStar(_ source: Value) {
    pointee.exception = .unbound
    raise(.typeError, "Value after * must be an iterable, not \(source.typeName)")
  }

  /// `with object` where the type has no `special`.
  @inline(never) func raiseNoContextManager(_ object: Value, _ special: Special) {
    let isAsync = special == .aenter || special == .aexit
    let protocolName = isAsync ? "asynchronous context manager" : "context manager"
    let hint = special == .exit || special == .aexit ? " (missed \(special.text) method)" : ""
    raise(.typeError, "'\(object.typeName)' object does not support the \(protocolName) protocol\(hint)")
  }

  /// `async for … in object`.
  @inline(never) func raiseNoAsyncIterable(_ object: Value) {
    raise(.typeError, "'async for' requires an object with __aiter__ method, got \(object.typeName)")
  }

  @inline(never) func raiseNoAsyncIterator(_ object: Value) {
    raise(.typeError, "'async for' requires an iterator with __anext__ method, got \(object.typeName)")
  }

  /// `async for` over an object whose `__aiter__` gave `iterator`.
  @inline(never) func raiseAsyncIteratorWithoutNext(_ iterator: Value) {
    raise(
      .typeError,
      "'async for' received an object from __aiter__ that does not implement __anext__: \(iterator.typeName)")
  }

  /// The iterator behind what `__anext__` gave; every error becomes the cause of a TypeError.
  @inline(never) func asyncNextAwaitable(_ value: Value) -> Value {
    let result = findAwaitable(value)
    if result.isBound && !result.isError { return result }
    if result.isUnbound {
      raise(.typeError, "object \(value.typeName) can't be used in 'await' expression")
    }
    let cause = takeException()
    raise(.typeError, "'async for' received an invalid object from __anext__: \(value.typeName)")
    ExceptionRef(pointee.exception).cause = cause
    ExceptionRef(pointee.exception).context = cause
    ExceptionRef(pointee.exception).suppressContext = true
    return .error
  }

  /// `await object` without `__await__`. Where: 1 what `__aenter__` gave, 2 what `__aexit__` gave, 0 elsewhere.
  @inline(never) func raiseNotAwaitable(_ object: Value, _ place: Int) {
    if place == 0 {
      raise(.typeError, "object \(object.typeName) can't be used in 'await' expression")
    } else {
      raise(
        .typeError,
        "'async with' received an object from __a\(place == 1 ? "enter" : "exit")__ that does not implement __await__: \(object.typeName)"
      )
    }
  }
}

/// A word that is no instruction: a fault of the VM.
@inline(never) func exitOnUnknownInstruction(_ w: UInt64) -> Never {
  fatalExit("the interpreter met an instruction that does not exist (word \(w))")
}

/// Out of line for its check whether the table of exception types exists.
@inline(never) func exceptionType(_ type: ExceptionType) -> Value { type.type }
