// From C to Python: the object for what lies at a place.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The Python object for the data of a type at `place`; `.error` with an exception pending.
  @inline(__always) func load(_ place: Raw, _ type: CTypeRef) -> Value {
    if _fastPath(type.isScalar) { return loadScalar(place, type) }
    return loadOther(place, type)
  }

  private func loadScalar(_ place: Raw, _ type: CTypeRef) -> Value {
    switch type.scalar {
    case .signedChar: return .int(Int(place.load(as: Int8.self)))
    case .int16: return .int(Int(place.loadUnaligned(as: Int16.self)))
    case .int32: return .int(Int(place.loadUnaligned(as: Int32.self)))
    case .int64: return makeInt(place.loadUnaligned(as: Int.self))
    case .unsignedChar: return .int(Int(place.load(as: UInt8.self)))
    case .uint16: return .int(Int(place.loadUnaligned(as: UInt16.self)))
    case .uint32: return .int(Int(place.loadUnaligned(as: UInt32.self)))
    case .uint64: return makeInt(place.loadUnaligned(as: UInt.self))
    case .float: return makeFloat(Double(place.loadUnaligned(as: Float.self)))
    case .double: return makeFloat(place.loadUnaligned(as: Double.self))
    case .char: return BytesRef.make(self, place.assumingMemoryBound(to: UInt8.self), 1)
    case .bool:
      let byte = place.load(as: UInt8.self)
      if byte > 1 { return raise(.valueError, "got a _Bool of value \(byte), expected 0 or 1") }
      return .bool(byte == 1)
    case .longDouble:
      let result = makeScalar(type)
      memcpy(result.place, place, 16)
      return result.value
    case .wideChar, .char16, .char32: return loadText(place, type, count: 1)
    case .floatComplex:
      return makeComplex(
        Double(place.loadUnaligned(as: Float.self)), Double((place + 4).loadUnaligned(as: Float.self)))
    case .doubleComplex:
      return makeComplex(place.loadUnaligned(as: Double.self), (place + 8).loadUnaligned(as: Double.self))
    default: return raise(.systemError, "convert_to_object: '\(type.nameText)'")
    }
  }

  private func loadOther(_ place: Raw, _ type: CTypeRef) -> Value {
    if type.isPointerLike { return makeCData(type, bits: place.loadUnaligned(as: UInt.self)) }
    if type.isArray {
      // An open array has no length that could be given: what it decays to.
      return type.length < 0 ? makeCData(CTypeRef(type.related), at: place) : makeCData(type, at: place)
    }
    if type.has(CTypeFlags.isOpaque) { return raise(.typeError, "cdata '\(type.nameText)' is opaque") }
    return makeCData(type, at: place)
  }

  /// A str of `count` characters of a wide type; `.error` with ValueError pending for numbers that are none.
  func loadText(_ place: Raw, _ type: CTypeRef, count: Int) -> Value {
    if count == 0 { return vm.pointee.emptyString }
    if type.size == 2 { return loadUTF16(place, count) }
    for index in 0..<count {
      let scalar = (place + index * 4).loadUnaligned(as: UInt32.self)
      if scalar > 0x10FFFF {
        return raise(
          .valueError, "char32_t out of range for conversion to unicode: 0x\(String(scalar, radix: 16))")
      }
    }
    if count == 1 { return StringRef.character(self, place.loadUnaligned(as: UInt32.self)) }
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { buffer in
      memcpy(buffer.baseAddress.unsafelyUnwrapped, place, count * 4)
      return StringRef.make(self, scalars: UnsafeBufferPointer(buffer))
    }
  }

  /// Pairs of surrogates become one character.
  private func loadUTF16(_ place: Raw, _ count: Int) -> Value {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { buffer in
      var written = 0
      var index = 0
      func unit(_ index: Int) -> UInt32 { UInt32((place + index * 2).loadUnaligned(as: UInt16.self)) }
      while index < count {
        var scalar = unit(index)
        index += 1
        if scalar & 0xFC00 == 0xD800 && index < count && unit(index) & 0xFC00 == 0xDC00 {
          scalar = 0x10000 + ((scalar & 0x3FF) << 10 | unit(index) & 0x3FF)
          index += 1
        }
        buffer[written] = scalar
        written += 1
      }
      return StringRef.make(self, scalars: UnsafeBufferPointer(rebasing: buffer[..<written]))
    }
  }

  /// The value of a bit-field in the structure at `base`.
  func loadBits(_ base: Raw, _ field: CFieldRef) -> Value {
    let type = field.type
    let raw = rawBits(base + field.offset, size: type.size) >> UInt(field.bitPosition)
    let mask = field.bitSize == 64 ? UInt.max : (1 << UInt(field.bitSize)) - 1
    let value = raw & mask
    guard type.scalar.kind == .signed else { return makeInt(value) }
    let unused = 64 - field.bitSize
    return makeInt((Int(bitPattern: value) << unused) >> unused)
  }

  /// The field of a structure at `base`; `size` is what the structure has in memory when it ends with an open array, else −1.
  @inline(__always) func loadField(_ base: Raw, _ field: CFieldRef, size: @autoclosure () -> Int) -> Value {
    let position = field.bitPosition
    if _fastPath(position == CFieldRef.noBits) { return load(base + field.offset, field.type) }
    if position >= 0 { return loadBits(base, field) }
    let room = size() - field.offset
    if room >= 0 {
      let count = room / max(field.type.item.size, 1)
      return makeCData(
        field.type, bits: UInt(bitPattern: base + field.offset), length: count, of: foreignTypes.data
      ).value
    }
    return makeCData(CTypeRef(field.type.related), at: base + field.offset)
  }
}

/// 1, 2, 4 or 8 bytes as an unsigned number.
@inline(__always) func rawBits(_ place: Raw, size: Int) -> UInt {
  switch size {
  case 1: UInt(place.load(as: UInt8.self))
  case 2: UInt(place.loadUnaligned(as: UInt16.self))
  case 4: UInt(place.loadUnaligned(as: UInt32.self))
  default: place.loadUnaligned(as: UInt.self)
  }
}

@inline(__always) func storeRawBits(_ bits: UInt, to place: Raw, size: Int) {
  switch size {
  case 1: place.storeBytes(of: UInt8(truncatingIfNeeded: bits), as: UInt8.self)
  case 2: place.storeBytes(of: UInt16(truncatingIfNeeded: bits), as: UInt16.self)
  case 4: place.storeBytes(of: UInt32(truncatingIfNeeded: bits), as: UInt32.self)
  default: place.storeBytes(of: bits, as: UInt.self)
  }
}
