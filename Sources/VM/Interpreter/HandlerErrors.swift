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
}

/// A word that is no instruction: a fault of the VM.
@inline(never) func exitOnUnknownInstruction(_ w: UInt64) -> Never {
  fatalExit("the interpreter met an instruction that does not exist (word \(w))")
}

/// Out of line for its check whether the table of exception types exists.
@inline(never) func exceptionType(_ type: ExceptionType) -> Value { type.type }
