// What the short way of a call may take for granted: made after a call that went the long way, and dropped with `argtypes`, `restype` and
// `errcheck` (FunctionObject.swift).

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  func planFits(_ function: FunctionData, _ arguments: UnsafeBufferPointer<PassedArgument>) -> Bool {
    let plan = function.word(FunctionData.Word.plan)
    guard plan.isObject, plan.pointer.intWord(1) == arguments.count else { return false }
    for index in 0..<arguments.count {
      let code = plan.pointer.load(fromByteOffset: 16 + index, as: UInt8.self) & 0x7F
      let letter = code == CTypeCode.ascii("p") ? CTypeCode.ascii("P") : code
      if letter != arguments[index].code || letter == 0 { return false }
    }
    return true
  }

  func setPlan(
    _ function: FunctionData, _ arguments: UnsafeBufferPointer<PassedArgument>, _ converters: Value,
    _ signature: ForeignSignaturePointer
  ) {
    let plan = makeRawArray(self, bytes: arguments.count)
    let isPlain =
      function.word(FunctionData.Word.errorCheck).isNone && function.word(FunctionData.Word.parameterFlags).isNone
    for index in 0..<arguments.count {
      var code = arguments[index].code
      if isPlain, isShort(function, converters, index, &code) { code |= 0x80 }
      plan.storeBytes(of: code, toByteOffset: 16 + index, as: UInt8.self)
    }
    // A call without arguments takes the short way, too, unless something is to be done afterwards.
    function.setWord(FunctionData.Word.plan, .object(plan))
    let isUsable = isPlain || arguments.count > 0
    function.pointer.setWord(ForeignData.Word.signature, .address(isUsable ? Raw(signature) : nil))
  }

  /// May arguments at this place go the short way: by the rules of a simple type's own `from_param`, or by none?
  private func isShort(_ function: FunctionData, _ converters: Value, _ index: Int, _ code: inout UInt8) -> Bool {
    guard converters.isKind(.tuple), index < TupleRef(converters).count else { return code == CTypeCode.ascii("i") }
    let converter = TupleRef(converters)[index]
    let type = TupleRef(function.argumentTypes)[index]
    guard let layout = describedType(type), converter.isKind(.boundMethod),
      BoundMethodRef(converter).selfValue == type, BoundMethodRef(converter).function.isKind(.nativeFunction)
    else { return false }
    if layout.category == .pointer && code == CTypeCode.ascii("P") && layout.target.isObject {
      // POINTER(c_char) takes the rules of c_char_p (ctypes/__init__.py): its own method comes from elsewhere.
      guard NativeRef(BoundMethodRef(converter).function).field(.owner) == ctypesTypes.pointerMeta else { return false }
      code = CTypeCode.ascii("p")
      return true
    }
    return layout.isPlain && layout.code == code && !layout.isSwapped
  }
}
