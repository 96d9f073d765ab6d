// From Python to C: storing a value at a place, with cffi's checks. Integers must fit, floats are no integers, pointers must be
// of the same type or of `void *`.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Stores the C form of `value`; false with an exception pending.
  @inline(__always) func store(_ value: Value, to place: Raw, _ type: CTypeRef) -> Bool {
    if _fastPath(type.isScalar) {
      switch type.scalar {
      case .int32:
        if value.isInt, let narrow = Int32(exactly: value.asInt) {
          place.storeBytes(of: narrow, as: Int32.self)
          return true
        }
      case .int64:
        if value.isInt {
          place.storeBytes(of: value.asInt, as: Int.self)
          return true
        }
      case .double:
        if value.isImmediateFloat {
          place.storeBytes(of: value.asDouble, as: Double.self)
          return true
        }
      default: break
      }
    }
    return storeSlow(value, to: place, type)
  }

  @inline(never) private func storeSlow(_ value: Value, to place: Raw, _ type: CTypeRef) -> Bool {
    if type.isScalar { return storeScalar(value, to: place, type) }
    if type.isPointerLike {
      guard let bits = pointerBits(value, type) else { return false }
      place.storeBytes(of: bits, as: UInt.self)
      return true
    }
    if type.isArray { return storeArray(value, to: place, type) }
    if type.isAggregate {
      if isInterfaceData(value), CDataRef(value).type == type, type.size >= 0 {
        memcpy(place, CDataRef(value).place, type.size)
        return true
      }
      return storeAggregate(value, to: place, type)
    }
    raise(.systemError, "convert_from_object: '\(type.nameText)'")
    return false
  }

  private func storeScalar(_ value: Value, to place: Raw, _ type: CTypeRef) -> Bool {
    let scalar = type.scalar
    if scalar.kind == .signed {
      guard let number = signedInteger(value) else { return false }
      let size = type.size
      let unused = 64 - size * 8
      if (number << unused) >> unused != number { return raiseOverflow(value, type) }
      storeRawBits(UInt(bitPattern: number), to: place, size: size)
      return true
    }
    if scalar.kind == .unsigned || scalar == .bool {
      guard let number = unsignedInteger(value) else { return false }
      let size = type.size
      let most = scalar == .bool ? 1 : UInt.max >> UInt(64 - size * 8)
      if number > most { return raiseOverflow(value, type) }
      storeRawBits(number, to: place, size: size)
      return true
    }
    switch scalar {
    case .float, .double, .longDouble: return storeFloat(value, to: place, type)
    case .char:
      guard let byte = character(value) else { return false }
      place.storeBytes(of: byte, as: UInt8.self)
    case .wideChar, .char16, .char32:
      guard let code = wideCharacter(value, type) else { return false }
      storeRawBits(UInt(code), to: place, size: type.size)
    case .floatComplex:
      guard let parts = complexParts(value) else { return false }
      place.storeBytes(of: Float(parts.real), as: Float.self)
      (place + 4).storeBytes(of: Float(parts.imaginary), as: Float.self)
    case .doubleComplex:
      guard let parts = complexParts(value) else { return false }
      place.storeBytes(of: parts.real, as: Double.self)
      (place + 8).storeBytes(of: parts.imaginary, as: Double.self)
    default:
      raise(.systemError, "convert_from_object: '\(type.nameText)'")
      return false
    }
    return true
  }

  private func storeFloat(_ value: Value, to place: Raw, _ type: CTypeRef) -> Bool {
    if type.isLongDouble && isInterfaceData(value) && CDataRef(value).type.isLongDouble {
      memcpy(place, CDataRef(value).place, 16)
      return true
    }
    guard let number = double(of: value) else { return false }
    switch type.scalar {
    case .float: place.storeBytes(of: Float(number), as: Float.self)
    case .double: place.storeBytes(of: number, as: Double.self)
    default:
      memset(place, 0, 16)
      place.storeBytes(of: Float80(number), as: Float80.self)
    }
    return true
  }

  @inline(never) private func raiseOverflow(_ value: Value, _ type: CTypeRef) -> Bool {
    raise(.overflowError, "integer \(str(text: value)) does not fit '\(type.nameText)'")
    return false
  }

  // MARK: Numbers

  /// Is it a float, or C data that is one? Such are no integers.
  private func isFloatLike(_ value: Value) -> Bool {
    value.isFloat || isInterfaceData(value) && CDataRef(value).type.isFloating
  }

  /// What `__int__` of something that is no int gives, as an int; `.error` with TypeError pending.
  private func integerByMethod(_ value: Value) -> Value {
    let hook = value.type.special(.int)
    if hook.isUnbound { return raise(.typeError, "an integer is required") }
    let result = callUnbound(hook, value)
    if result.isError { return .error }
    let plain = unwrapInteger(result)
    return plain.isUnbound ? raise(.typeError, "integer conversion failed") : plain
  }

  /// An int of up to 64 bits with sign; nil with TypeError or OverflowError pending.
  func signedInteger(_ value: Value) -> Int? {
    var plain = unwrapInteger(value)
    if plain.isUnbound {
      if isFloatLike(value) {
        raise(.typeError, "an integer is required")
        return nil
      }
      plain = integerByMethod(value)
      if plain.isError { return nil }
    }
    if plain.isInt { return plain.asInt }
    let number = withLimbs(plain) { limbs, count, negative -> Int? in
      guard count == 1 else { return nil }
      if negative { return limbs[0] <= 1 << 63 ? Int(bitPattern: 0 &- limbs[0]) : nil }
      return limbs[0] < 1 << 63 ? Int(limbs[0]) : nil
    }
    if number == nil { raise(.overflowError, "int too big to convert") }
    return number
  }

  /// An int of up to 64 bits without sign; nil with TypeError or OverflowError pending.
  func unsignedInteger(_ value: Value) -> UInt? {
    var plain = unwrapInteger(value)
    if plain.isUnbound {
      if isFloatLike(value) {
        raise(.typeError, "an integer is required")
        return nil
      }
      plain = integerByMethod(value)
      if plain.isError { return nil }
    }
    let number = withLimbs(plain) { limbs, count, negative -> UInt? in
      if count == 0 { return 0 }
      if negative {
        raise(.overflowError, "can't convert negative number to unsigned")
        return nil
      }
      if count > 1 {
        raise(.overflowError, "int too big to convert")
        return nil
      }
      return limbs[0]
    }
    return number
  }

  /// The low 64 bits of a number, as a cast takes them: floats are cut, nothing overflows. Nil with TypeError pending.
  func maskedInteger(_ value: Value) -> UInt? {
    var plain = unwrapInteger(value)
    if plain.isUnbound {
      plain = integerByMethod(value)
      if plain.isError { return nil }
    }
    return withLimbs(plain) { limbs, count, negative in
      let low = count > 0 ? limbs[0] : 0
      return negative ? 0 &- low : low
    }
  }

  /// Real and imaginary part of a number, `__complex__` asked; nil with an exception pending.
  func complexParts(_ value: Value) -> ComplexParts? {
    if value.isKind(.complex) { return (ComplexRef(value).real, ComplexRef(value).imaginary) }
    let hook = value.type.special(.complex)
    if hook.isBound && !value.isFloat && unwrapInteger(value).isUnbound {
      let result = callUnbound(hook, value)
      if result.isError { return nil }
      if result.isKind(.complex) { return (ComplexRef(result).real, ComplexRef(result).imaginary) }
      raise(.typeError, "\(value.typeName).__complex__ returned non-complex (type \(result.typeName))")
      return nil
    }
    return double(of: value).map { ($0, 0) }
  }

  // MARK: Characters

  /// A byte from bytes of length 1 or a `char`; nil with TypeError pending.
  func character(_ value: Value) -> UInt8? {
    if value.isKind(.bytes) && BytesRef(value).count == 1 { return BytesRef(value).bytes[0] }
    if isInterfaceData(value) && CDataRef(value).type.isCharacter && CDataRef(value).type.size == 1 {
      return CDataRef(value).place.load(as: UInt8.self)
    }
    raise(
      .typeError, "initializer for ctype 'char' must be a bytes of length 1, not \(value.typeName)")
    return nil
  }

  private func wideCharacter(_ value: Value, _ type: CTypeRef) -> UInt32? {
    var given = value.typeName
    if value.isKind(.string) {
      let text = StringRef(value)
      if text.count == 1 && (type.size == 4 || text[0] <= 0xFFFF) { return text[0] }
      given = text.count == 1 ? "larger-than-0xFFFF character" : "unicode string of length \(text.count)"
    } else if isInterfaceData(value) && CDataRef(value).type.isCharacter && CDataRef(value).type.size == type.size {
      return UInt32(rawBits(CDataRef(value).place, size: type.size))
    }
    let name = type.size == 2 ? "char16_t" : "char32_t"
    raise(
      .typeError, "initializer for ctype '\(name)' must be a unicode string of length 1, not \(given)")
    return nil
  }

  // MARK: Pointers

  /// The address in C data that may stand for a pointer of `type`; nil with TypeError pending.
  @inline(__always) func pointerBits(_ value: Value, _ type: CTypeRef) -> UInt? {
    if _fastPath(isInterfaceData(value)) {
      let data = CDataRef(value)
      if data.type == type { return data.bits }
    }
    return convertedPointer(value, type)
  }

  @inline(never) private func convertedPointer(_ value: Value, _ type: CTypeRef) -> UInt? {
    guard isInterfaceData(value) else {
      raiseInitializer(value, type, "cdata pointer")
      return nil
    }
    let data = CDataRef(value)
    var given = data.type
    if !given.isPointerLike {
      guard given.isArray else {
        raiseInitializer(value, type, "pointer or array")
        return nil
      }
      given = CTypeRef(given.related)
    }
    if given != type {
      let flags = type.flags | given.flags
      if flags & CTypeFlags.pointsToVoid != 0 {
        // `void *` goes either way.
      } else if flags & CTypeFlags.pointsToVoidOrChar != 0 {
        let bothBytes = type.isPointer && given.isPointer && type.item.size == 1 && given.item.size == 1
        let direction = type.has(CTypeFlags.pointsToVoidOrChar) ? "to 'char *' from" : "from 'char *' to"
        let isAccepted =
          bothBytes
          || warn(
            .userWarning,
            "implicit cast \(direction) a different pointer type: will be forbidden in the future (check that the "
              + "types are as you expect; use an explicit ffi.cast() if they are correct)")
        if !isAccepted { return nil }
      } else {
        raiseInitializer(value, type, "pointer to same type")
        return nil
      }
    }
    return data.bits
  }

  /// TypeError for a value that cannot become a `type`; false.
  @inline(never) @discardableResult func raiseInitializer(
    _ value: Value, _ type: CTypeRef, _ expected: String
  ) -> Bool {
    let name = type.nameText
    guard isInterfaceData(value) else {
      raise(.typeError, "initializer for ctype '\(name)' must be a \(expected), not \(value.typeName)")
      return false
    }
    let given = CDataRef(value).type
    if given.nameText != name {
      raise(.typeError, "initializer for ctype '\(name)' must be a \(expected), not cdata '\(given.nameText)'")
    } else if given != type {
      raise(
        .typeError,
        "initializer for ctype '\(name)' appears indeed to be '\(name)', but the types are different (check that you "
          + "are not e.g. mixing up different ffi instances)")
    } else {
      raise(
        .systemError,
        "initializer for ctype '\(name)' is correct, but we get an internal mismatch--please report a bug")
    }
    return false
  }
}
