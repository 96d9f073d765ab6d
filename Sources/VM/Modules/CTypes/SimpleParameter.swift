// `from_param` of simple types: what a Python value becomes as an argument of a C function. Texts and untyped pointers have rules
// of their own, which their classes get as class methods.

import CRuntime

/// By letter of the type.
let parameterMethods: [UInt8: NativeDefinition] = [
  CTypeCode.ascii("z"): NativeDefinition(.classMethod, "from_param(type, value, /)") { t, a in
    t.textParameter(a[0], a[1], code: CTypeCode.ascii("z"))
  },
  CTypeCode.ascii("Z"): NativeDefinition(.classMethod, "from_param(type, value, /)") { t, a in
    t.textParameter(a[0], a[1], code: CTypeCode.ascii("Z"))
  },
  CTypeCode.ascii("P"): NativeDefinition(.classMethod, "from_param(type, value, /)") { t, a in
    t.pointerParameter(a[0], a[1])
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The argument object of a value that `writeSimple` accepts; `.error` when it does not.
  private func makeArgument(_ code: UInt8, _ value: Value) -> Value {
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 16) { buffer in
      let place = buffer.baseAddress.unsafelyUnwrapped
      let kept = writeSimple(code, value, place)
      if kept.isError { return .error }
      let content: Value
      switch Unicode.Scalar(code) {
      case "z", "Z", "P", "O": content = makeInt(place.load(as: UInt.self))
      case "c": content = .int(Int(place.load(as: UInt8.self)))
      case "u": content = .int(Int(place.load(as: UInt32.self)))
      case "?": content = .int(Int(place.load(as: UInt8.self)))
      default: content = readSimple(code, place)
      }
      return content.isError ? .error : ArgumentRef.make(self, code, value, content, kept: kept)
    }
  }

  /// `_as_parameter_` of a value that no rule accepts, or TypeError.
  private func otherParameter(_ type: CLayout, _ value: Value) -> Value {
    let replacement = findAttribute(value, asParameterName)
    if replacement.isError { return .error }
    return replacement.isBound ? replaceParameter(type, replacement) : raise(.typeError, "wrong type")
  }

  func simpleParameter(_ type: Value, _ value: Value) -> Value {
    guard let layout = concrete(type) else { return .error }
    if value.isKind(.foreignData) {
      let fits = isInstance(value, type)
      if fits.isError { return .error }
      if fits.isTrue { return value }
    }
    let argument = makeArgument(layout.code, value)
    if !argument.isError { return argument }
    pointee.exception = .unbound
    return otherParameter(layout, value)
  }

  /// c_char_p and c_wchar_p.
  fileprivate func textParameter(_ type: Value, _ value: Value, code: UInt8) -> Value {
    guard let layout = concrete(type) else { return .error }
    if value.isNone { return .none }
    let isWide = code == CTypeCode.ascii("Z")
    if value.isKind(isWide ? .string : .bytes) { return makeArgument(code, value) }
    let fits = isInstance(value, type)
    if fits.isError { return .error }
    if fits.isTrue { return value }
    let letter = CTypeCode.ascii(isWide ? "u" : "c")
    if isCTypesObject(value), [.array, .pointer].contains(CData(value).layout.category) {
      if CData(value).layout.item?.code == letter { return value }
    }
    if isArgument(value), isCTypesObject(ArgumentRef(value).object),
      CData(ArgumentRef(value).object).layout.code == letter
    {
      return value
    }
    return otherParameter(layout, value)
  }

  /// c_void_p.
  fileprivate func pointerParameter(_ type: Value, _ value: Value) -> Value {
    guard let layout = concrete(type) else { return .error }
    if value.isNone { return .none }
    if unwrapInteger(value).isBound { return makeArgument(CTypeCode.ascii("P"), value) }
    if value.isKind(.bytes) { return makeArgument(CTypeCode.ascii("z"), value) }
    if value.isKind(.string) { return makeArgument(CTypeCode.ascii("Z"), value) }
    let fits = isInstance(value, type)
    if fits.isError { return .error }
    if fits.isTrue { return value }
    if isArgument(value) && ArgumentRef(value).code == CTypeCode.ascii("P") { return value }
    if isCTypesObject(value) {
      let data = CData(value)
      switch data.layout.category {
      case .array, .pointer: return value
      case .function: return ArgumentRef.makePointer(self, value, UInt(bitPattern: data.pointed))
      case .simple where CTypeCode.isIn(data.layout.code, "zZ"):
        return ArgumentRef.make(
          self, CTypeCode.ascii("Z"), value, makeInt(UInt(bitPattern: data.pointed)))
      default: break
      }
    }
    return otherParameter(layout, value)
  }
}
