// repr() and str() of any value. Exact built-in values that have no structure are done here at once; everything else
// goes through `__repr__` and `__str__`.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `repr(value)`: an instance of str, or `.error`.
  func repr(_ value: Value) -> Value {
    if value.isInt { return decimalString(value) }
    if value.isImmediateFloat { return floatRepr(value.asDouble) }
    if value.isNone { return StringRef.intern("None") }
    if value.isBool { return StringRef.intern(value.isTrue ? "True" : "False") }
    if value.isObject {
      let shape = value.pointer.shapeWord
      if shape == vm.pointee.shapes.string.address { return quoted(StringRef(value)) }
      if shape == vm.pointee.shapes.bigInt.address { return decimalString(value) }
      if shape == vm.pointee.shapes.float.address { return floatRepr(value.floatValue) }
      if _slowPath(nativeStackIsLow) {
        return raise(.recursionError, "maximum recursion depth exceeded while getting the repr of an object")
      }
    }
    let result = callSpecial(.repr, value)
    if result.isError || result.isKind(.string) { return result }
    if result.isUnbound { return StringRef.make(self, plainRepr(value)) }
    return raise(.typeError, "__repr__ returned non-string (type \(result.typeName))")
  }

  /// `str(value)`: an instance of str, or `.error`.
  func str(_ value: Value) -> Value {
    if value.isObject {
      if value.pointer.shapeWord == vm.pointee.shapes.string.address { return value }
      if _slowPath(nativeStackIsLow) {
        return raise(.recursionError, "maximum recursion depth exceeded while getting the str of an object")
      }
    } else if value.isInt || value.isImmediateFloat {
      return repr(value)
    }
    let result = callSpecial(.str, value)
    if result.isError || result.isKind(.string) { return result }
    if result.isUnbound { return repr(value) }
    return raise(.typeError, "__str__ returned non-string (type \(result.typeName))")
  }

  /// Text of `repr(value)` for messages; an exception in `__repr__` is swallowed. A pending exception is kept.
  func repr(text value: Value) -> String { text(value) { repr($0) } }
  /// Text of `str(value)` for messages; an exception in `__str__` is swallowed. A pending exception is kept.
  func str(text value: Value) -> String { text(value) { str($0) } }

  private func text(_ value: Value, _ convert: (Value) -> Value) -> String {
    let pending = pointee.exception
    pointee.exception = .unbound
    let result = convert(value)
    pointee.exception = pending
    return result.isError ? plainRepr(value) : StringRef(result).text
  }

  /// `<module.Type object at 0x…>`.
  private func plainRepr(_ value: Value) -> String {
    "<\(value.typeName) object at 0x\(String(value.bits & ~7, radix: 16))>"
  }
}
