// Python callables as C functions: `CFUNCTYPE(...)(callable)`. The thunk, which `_objects` of the function object holds, is the
// context of the closure. Words: 1 callable, 2 classes of the arguments (tuple), 3 class of the result or None, 4 flags.
//
// An exception cannot go through C: it is reported as one that nobody can catch, and C gets 0.

import CRuntime
import Glibc

private enum ThunkWord { static let callable = 1, arguments = 2, result = 3, flags = 4, count = 5 }

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineThunkType() {
    ctypesTypes.thunk = vm.pointee.immortal(
      define(
        TypeDefinition(
          name: "CThunkObject", words: ThunkWord.count, flags: TypeFlags.final | TypeFlags.notInstantiable,
          module: "_ctypes")))
  }

  /// A function object that calls `callable`; `make` gives it its address.
  func makeCallback(_ layout: CLayout, _ callable: Value, _ make: (Raw?) -> Value) -> Value {
    let types = layout.word(CLayout.Word.argumentTypes)
    guard types.isKind(.tuple) else {
      return raise(.typeError, "cannot construct instance of this class: no argtypes")
    }
    let result = layout.word(CLayout.Word.resultType)
    if !result.isNone && !result.isUnbound {
      guard let type = describedType(result), type.category == .simple else {
        return raise(.typeError, "invalid result type for callback function")
      }
    }
    let list = TupleRef(types)
    if list.count > CallSignature.mostArguments {
      return raise(
        ctypesTypes.argumentError,
        "too many arguments (\(list.count)), maximum is \(CallSignature.mostArguments)")
    }
    let signature: ForeignSignaturePointer? = withUnsafeTemporaryAllocation(
      of: PassedArgument.self, capacity: max(1, list.count)
    ) { buffer in
      buffer.initialize(repeating: PassedArgument())
      for index in 0..<list.count {
        guard let type = describedType(list[index]) else {
          raise(.typeError, "item \(index + 1) in _argtypes_ has no from_param method")
          return nil
        }
        switch type.category {
        case .simple: buffer[index].code = type.code
        case .pointer, .function: buffer[index].code = CTypeCode.ascii("P")
        default: buffer[index].layout = type.value
        }
      }
      return CallSignature.find(
        self, nil, UnsafeBufferPointer(rebasing: buffer[0..<list.count]), fixed: nil, result: result)
    }
    guard let signature else { return .error }
    let thunk = allocateInstance(TypeRef(ctypesTypes.thunk))
    thunk.pointer.setWord(ThunkWord.callable, callable)
    thunk.pointer.setWord(ThunkWord.arguments, types)
    thunk.pointer.setWord(ThunkWord.result, result)
    thunk.pointer.setIntWord(ThunkWord.flags, layout.flags & CLayout.Flags.functionMask)
    guard let closure = ForeignClosure.make(signature, enterCallback, context: thunk) else {
      return raise(.memoryError, "no memory for a C function")
    }
    let made = make(closure.pointee.code)
    if made.isError { return .error }
    FunctionData(made).setWord(FunctionData.Word.callable, callable)
    return keep(CData(made), 0, thunk) ? made : .error
  }

  fileprivate func runCallback(_ thunk: Raw, _ places: UnsafeMutablePointer<Raw?>, _ target: Raw) {
    let types = TupleRef(thunk.word(ThunkWord.arguments))
    let callable = thunk.word(ThunkWord.callable)
    let count = types.count
    let value = withUnsafeTemporaryAllocation(of: Value.self, capacity: count + 10) { buffer in
      let arguments = buffer.baseAddress.unsafelyUnwrapped
      for index in 0..<count {
        arguments[index] = .none
        guard let place = places[index], let type = describedType(types[index]) else { continue }
        arguments[index] = callbackArgument(type, place)
        if arguments[index].isError {
          reportUnraisable("Exception ignored on converting argument \(index) of ctypes callback function", callable)
          return Value.error
        }
      }
      let result = call(callable, arguments, count)
      if result.isError { reportUnraisable("Exception ignored on calling ctypes callback function", callable) }
      withExtendedLifetime(buffer) {}
      return result
    }
    let result = thunk.word(ThunkWord.result)
    if value.isError || result.isNone { return }
    store(value, result.isUnbound ? nil : describedType(result), target, callable)
  }

  private func callbackArgument(_ type: CLayout, _ place: Raw) -> Value {
    if type.isPlain { return readSimple(type.code, place, swapped: type.isSwapped) }
    let object = isPlainPointer(type) ? makeData(type) : call(type.owner.value)
    if object.isError { return .error }
    guard isCTypesObject(object) else { return raise(.typeError, "unexpected result of create argument") }
    memcpy(CData(object).memory, place, type.size)
    return object
  }

  /// A class of pointers whose calls do nothing but make an object.
  private func isPlainPointer(_ type: CLayout) -> Bool {
    type.category == .pointer && type.owner.special(.new) == ctypesTypes.pointerNew
      && type.owner.special(.`init`) == ctypesTypes.pointerInit && type.owner.type.value == ctypesTypes.pointerMeta
  }

  /// Writes a callback's result as C expects it: integers widened to a register.
  private func store(_ value: Value, _ type: CLayout?, _ target: Raw, _ callable: Value) {
    let code = type?.code ?? CTypeCode.ascii("i")
    if value.isInt, code == CTypeCode.ascii("i"), type?.isPlain != false, type?.isSwapped != true,
      let number = Int32(exactly: value.asInt)
    {
      target.storeBytes(of: Int(number), as: Int.self)
      return
    }
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 16) { buffer in
      let place = buffer.baseAddress.unsafelyUnwrapped
      memset(place, 0, 16)
      let kept =
        type.map { convert(value, to: $0, at: place) } ?? writeSimple(code, value, place)
      if kept.isError {
        reportUnraisable("Exception ignored on converting result of ctypes callback function", callable)
        return
      }
      if !kept.isNone && code != CTypeCode.ascii("O") {
        if !warn(.runtimeWarning, "memory leak in callback function.") {
          reportUnraisable("Exception ignored on converting result of ctypes callback function", callable)
        }
      }
      if CTypeCode.isIn(code, "fd") {
        memcpy(target, place, 8)
      } else if code == CTypeCode.ascii("g") {
        memcpy(target, place, 16)
      } else {
        target.storeBytes(of: widen(code, place.load(as: UInt64.self)), as: UInt64.self)
      }
    }
  }
}

private let enterCallback: ForeignHandler = { thread, context, arguments, result in
  let usesError = context.pointer.intWord(ThunkWord.flags) & FunctionFlags.useErrno != 0
  if usesError { ForeignErrno.exchange(thread) }
  thread.runCallback(context.pointer, arguments, result)
  if usesError { ForeignErrno.exchange(thread) }
}
