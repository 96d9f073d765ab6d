// Callbacks: C function pointers that run Python functions. An exception never passes through C: it is reported, or handed to
// `onerror`, and C gets the value of `error`.
//
// The C data of a callback has in its extra word the tuple (type, function, bytes of the error result, onerror or None). It
// is the context of its closure, which is freed when nobody refers to the C data any more.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `callback(type, function, error, onerror)`.
  func makeCallback(_ type: CTypeRef, _ function: Value, _ error: Value, _ onerror: Value) -> Value {
    guard type.isFunction else { return raise(.typeError, "expected a function ctype, got '\(type.nameText)'") }
    if !isCallable(function) {
      return raise(.typeError, "expected a callable object, not \(function.typeName)")
    }
    if !onerror.isNone && !isCallable(onerror) {
      return raise(.typeError, "expected a callable object for 'onerror', not \(onerror.typeName)")
    }
    let result = type.item
    let size = max(result.size, 8)
    let errorBytes = BytesRef.allocate(self, count: size)
    memset(errorBytes.bytes, 0, size)
    if !error.isNone && !storeCallbackResult(error, to: Raw(errorBytes.bytes), result) { return .error }
    guard let signature = type.signature else {
      return raise(
        .notImplementedError,
        "\(type.nameText): callback with unsupported argument or return type or with '...'")
    }
    let information = TupleRef.make(self, [type.value, function, errorBytes.value, onerror])
    let data = makeCData(type, bits: 0, extra: information, of: foreignTypes.keeper)
    guard let closure = ForeignClosure.make(signature, runCallback, context: data.value) else {
      return raise(
        .memoryError,
        "Cannot allocate write+execute memory for ffi.callback(). You might be running on a system that prevents this. "
          + "For more information, see https://cffi.readthedocs.io/en/latest/using.html#callbacks")
    }
    data.bits = UInt(bitPattern: closure.pointee.code)
    return data.value
  }

  /// Stores what a callback returns as libffi wants it: integers in a whole register. False with an exception pending.
  fileprivate func storeCallbackResult(_ value: Value, to place: Raw, _ type: CTypeRef) -> Bool {
    if type.isVoid {
      if value.isNone { return true }
      raise(.typeError, "callback with the return type 'void' must return None")
      return false
    }
    if value.isInt, type.isScalar, type.scalar == .int32, let number = Int32(exactly: value.asInt) {
      place.storeBytes(of: Int(number), as: Int.self)
      return true
    }
    if !store(value, to: place, type) { return false }
    if type.isScalar {
      switch type.scalar.kind {
      case .bool, .signed, .unsigned, .character:
        type.scalar.storeWidened(type.scalar.bits(at: place), at: place)
      default: break
      }
    }
    return true
  }

  /// Calls the function of a callback; `false` with an exception pending, and whether that came from the result's conversion.
  fileprivate func callBack(
    _ information: TupleRef, _ arguments: UnsafeMutablePointer<Raw?>, _ result: Raw
  ) -> (isDone: Bool, isConversion: Bool) {
    let type = CTypeRef(information[0])
    let count = type.argumentCount
    let value = withUnsafeTemporaryAllocation(of: Value.self, capacity: count + 10) { buffer -> Value in
      let values = buffer.baseAddress.unsafelyUnwrapped
      for index in 0..<count {
        // Structures by value lie on C's stack: the callback gets them where they are, as cffi has it.
        values[index] = load(arguments[index].unsafelyUnwrapped, type.argument(index))
        if values[index].isError { return .error }
      }
      let value = call(information[1], values, count)
      withExtendedLifetime(buffer) {}
      return value
    }
    if value.isError { return (false, false) }
    return (storeCallbackResult(value, to: result, type.item), true)
  }

  /// After an exception: the result that C gets, and the report.
  fileprivate func failCallback(_ information: TupleRef, _ result: Raw, isConversion: Bool) {
    let type = CTypeRef(information[0])
    if type.item.size > 0 { memcpy(result, BytesRef(information[2]).bytes, BytesRef(information[2]).count) }
    let exception = takeException()
    let onerror = information[3]
    let place = isConversion ? ", trying to convert the result back to C" : ""
    if onerror.isNone { return report(exception, "from cffi callback \(repr(text: information[1]))\(place)") }
    let answer = call(onerror, exception.type.value, exception, ExceptionRef(exception).traceback)
    let isAnswered =
      !answer.isError && (answer.isNone || storeCallbackResult(answer, to: result, type.item))
    if isAnswered { return }
    let second = takeException()
    report(exception, "from cffi callback \(repr(text: information[1]))\(place)")
    report(second, "during handling of the above exception by 'onerror'")
  }

  private func report(_ exception: Value, _ place: String) {
    addCallerTraceback(exception)
    pointee.exception = exception
    reportUnraisable("Exception ignored \(place):")
  }

  /// An exception that no Python code raised gets the frame that called C.
  private func addCallerTraceback(_ exception: Value) {
    guard !ExceptionRef(exception).traceback.isObject, let frame = pointee.frame,
      frame > pointee.frameBase.unsafelyUnwrapped, let info = frame.pointee.code
    else { return }
    let offset = frame.pointee.pc - info.pointee.start - 1
    ExceptionRef(exception).traceback = TracebackRef.make(self, next: .none, frame: frame, offset: offset)
  }
}

/// The handler of all callbacks.
private let runCallback: ForeignHandler = { thread, data, arguments, result in
  let information = TupleRef(CDataRef(data).extra)
  let outcome = thread.callBack(information, arguments, result)
  if !outcome.isDone { thread.failCallback(information, result, isConversion: outcome.isConversion) }
}
