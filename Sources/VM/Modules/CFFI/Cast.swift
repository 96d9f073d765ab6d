// `cast(type, value)`: numbers are cut to the type, pointers and integers become each other.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func castData(_ type: CTypeRef, _ value: Value) -> Value {
    if (type.isPointerLike || type.isArray) && type.size >= 0 {
      if isInterfaceData(value) {
        let source = CDataRef(value)
        if source.type.isPointerLike || source.type.isArray {
          return makeCData(type, bits: source.bits, extra: functionName(source, type), of: foreignTypes.data).value
        }
      }
      if type.isPointer && type.item.has(CTypeFlags.isFile), let file = standardFile(of: value) {
        if file.isError { return .error }
        return makeCData(type, bits: CDataRef(file).bits, owner: file, of: foreignTypes.data).value
      }
      guard let bits = maskedInteger(value) else { return .error }
      return makeCData(type, bits: bits)
    }
    guard type.isScalar else { return raise(.typeError, "cannot cast to ctype '\(type.nameText)'") }
    switch type.scalar.kind {
    case .signed, .unsigned, .character, .bool: return castToInteger(type, value)
    case .real: return castToFloat(type, value)
    default: return castToComplex(type, value)
    }
  }

  /// A function keeps its name when its type changes.
  private func functionName(_ source: CDataRef, _ type: CTypeRef) -> Value {
    type.isFunction && source.type.isFunction && source.extra.isKind(.string) ? source.extra : .none
  }

  private func castToInteger(_ type: CTypeRef, _ value: Value) -> Value {
    var bits: UInt
    if isInterfaceData(value), CDataRef(value).type.isPointerLike || CDataRef(value).type.isArray {
      bits = CDataRef(value).bits
    } else if value.isKind(.string) {
      let text = StringRef(value)
      if text.count != 1 {
        return raise(
          .typeError, "cannot cast unicode string of length \(text.count) to ctype '\(type.nameText)'")
      }
      bits = UInt(text[0])
    } else if value.isKind(.bytes) {
      guard let byte = character(value) else { return .error }
      bits = UInt(byte)
    } else if type.isBool {
      guard let truth = castTruth(value) else { return .error }
      bits = truth ? 1 : 0
    } else {
      guard let number = maskedInteger(value) else { return .error }
      bits = number
    }
    if type.isBool { bits = bits != 0 ? 1 : 0 }
    let result = makeScalar(type)
    storeRawBits(bits, to: result.place, size: type.size)
    return result.value
  }

  /// Truth of a number, C data `long double` included; nil with TypeError pending.
  private func castTruth(_ value: Value) -> Bool? {
    let plain = unwrapInteger(value)
    if plain.isBound { return !plain.isInt || plain.asInt != 0 }
    if value.isFloat { return value.floatValue != 0 }
    if isInterfaceData(value) && CDataRef(value).type.isFloating { return isTrue(CDataRef(value)) }
    for special in [Special.float, .int] {
      let hook = value.type.special(special)
      // C data has both methods; only that of floats counts, which was asked above.
      if hook.isUnbound || special == .float && isInterfaceData(value) { continue }
      let number = callUnbound(hook, value)
      if number.isError { return nil }
      return truth(number) == 1
    }
    raise(.typeError, "integer/float expected")
    return nil
  }

  /// What a cast to float or complex starts from: the value, a character's number, or the Python object of C data.
  private func numberToCast(_ type: CTypeRef, _ value: Value) -> Value {
    var number = value
    if isInterfaceData(value) {
      guard CDataRef(value).type.isScalar else { return raiseCannotCast(type, value) }
      number = load(CDataRef(value).place, CDataRef(value).type)
      if number.isError { return .error }
    }
    if number.isKind(.bytes) {
      return BytesRef(number).count == 1 ? .int(Int(BytesRef(number).bytes[0])) : raiseCannotCast(type, value)
    }
    if number.isKind(.string) {
      return StringRef(number).count == 1 ? .int(Int(StringRef(number)[0])) : raiseCannotCast(type, value)
    }
    return number
  }

  private func raiseCannotCast(_ type: CTypeRef, _ value: Value) -> Value {
    isInterfaceData(value)
      ? raise(.typeError, "cannot cast ctype '\(CDataRef(value).type.nameText)' to ctype '\(type.nameText)'")
      : raise(.typeError, "cannot cast \(value.typeName) object to ctype '\(type.nameText)'")
  }

  private func castToFloat(_ type: CTypeRef, _ value: Value) -> Value {
    let number = numberToCast(type, value)
    if number.isError { return .error }
    let result = makeScalar(type)
    return store(number, to: result.place, type) ? result.value : .error
  }

  private func castToComplex(_ type: CTypeRef, _ value: Value) -> Value {
    let number = numberToCast(type, value)
    if number.isError { return .error }
    let result = makeScalar(type)
    return store(number, to: result.place, type) ? result.value : .error
  }
}
