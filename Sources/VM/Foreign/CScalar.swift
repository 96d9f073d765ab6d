// The scalar types of C on this machine (x86-64 Linux: LP64), one row each: name, size, alignment and how it is passed; and
// how their values lie in memory. What a Python value may be stored as, and with which error it is refused, is each route's own
// matter (cffi checks ranges, ctypes truncates); both build on `lowBits`, `range` and `store`.

import CLibFFI
import CRuntime

/// A scalar type of C. Raw values are in `ForeignArgument.scalar` and in the category words of type objects: append only.
enum CScalar: UInt8, CaseIterable {
  case void, bool
  case char, signedChar, unsignedChar
  case int16, uint16, int32, uint32, int64, uint64
  case float, double, longDouble
  case wideChar, char16, char32
  case pointer
  case floatComplex, doubleComplex
}

/// How a scalar's value is to be understood.
enum CScalarClass: UInt8 {
  case none, bool, signed, unsigned
  /// A byte, UTF-16 unit or code point, seen from Python as a string of length one.
  case character
  case real, pointer, complex
}

/// A row of the table of scalars.
struct CScalarInfo {
  /// As C names it, in its shortest usual form.
  let name: StaticString
  /// In bytes, and so is `alignment`.
  let size: Int
  let alignment: Int
  let kind: CScalarClass
  /// Whether it widens with its sign (a plain `char` does here).
  let isSigned: Bool
}

extension CScalar {
  /// The row of this type.
  var info: CScalarInfo {
    switch self {
    case .void: CScalarInfo(name: "void", size: 0, alignment: 1, kind: .none, isSigned: false)
    case .bool: CScalarInfo(name: "_Bool", size: 1, alignment: 1, kind: .bool, isSigned: false)
    case .char: CScalarInfo(name: "char", size: 1, alignment: 1, kind: .character, isSigned: true)
    case .signedChar: CScalarInfo(name: "signed char", size: 1, alignment: 1, kind: .signed, isSigned: true)
    case .unsignedChar: CScalarInfo(name: "unsigned char", size: 1, alignment: 1, kind: .unsigned, isSigned: false)
    case .int16: CScalarInfo(name: "short", size: 2, alignment: 2, kind: .signed, isSigned: true)
    case .uint16: CScalarInfo(name: "unsigned short", size: 2, alignment: 2, kind: .unsigned, isSigned: false)
    case .int32: CScalarInfo(name: "int", size: 4, alignment: 4, kind: .signed, isSigned: true)
    case .uint32: CScalarInfo(name: "unsigned int", size: 4, alignment: 4, kind: .unsigned, isSigned: false)
    case .int64: CScalarInfo(name: "long", size: 8, alignment: 8, kind: .signed, isSigned: true)
    case .uint64: CScalarInfo(name: "unsigned long", size: 8, alignment: 8, kind: .unsigned, isSigned: false)
    case .float: CScalarInfo(name: "float", size: 4, alignment: 4, kind: .real, isSigned: true)
    case .double: CScalarInfo(name: "double", size: 8, alignment: 8, kind: .real, isSigned: true)
    case .longDouble: CScalarInfo(name: "long double", size: 16, alignment: 16, kind: .real, isSigned: true)
    case .wideChar: CScalarInfo(name: "wchar_t", size: 4, alignment: 4, kind: .character, isSigned: true)
    case .char16: CScalarInfo(name: "char16_t", size: 2, alignment: 2, kind: .character, isSigned: false)
    case .char32: CScalarInfo(name: "char32_t", size: 4, alignment: 4, kind: .character, isSigned: false)
    case .pointer: CScalarInfo(name: "void *", size: 8, alignment: 8, kind: .pointer, isSigned: false)
    case .floatComplex: CScalarInfo(name: "float _Complex", size: 8, alignment: 4, kind: .complex, isSigned: true)
    case .doubleComplex: CScalarInfo(name: "double _Complex", size: 16, alignment: 8, kind: .complex, isSigned: true)
    }
  }

  @inline(__always) var size: Int { info.size }
  @inline(__always) var alignment: Int { info.alignment }
  @inline(__always) var kind: CScalarClass { info.kind }

  /// libffi's description: a static object.
  var ffiType: UnsafeMutablePointer<ffi_type> {
    switch self {
    case .void: withUnsafeMutablePointer(to: &ffi_type_void) { $0 }
    case .bool, .unsignedChar: withUnsafeMutablePointer(to: &ffi_type_uint8) { $0 }
    case .char, .signedChar: withUnsafeMutablePointer(to: &ffi_type_sint8) { $0 }
    case .int16: withUnsafeMutablePointer(to: &ffi_type_sint16) { $0 }
    case .uint16, .char16: withUnsafeMutablePointer(to: &ffi_type_uint16) { $0 }
    case .int32, .wideChar: withUnsafeMutablePointer(to: &ffi_type_sint32) { $0 }
    case .uint32, .char32: withUnsafeMutablePointer(to: &ffi_type_uint32) { $0 }
    case .int64: withUnsafeMutablePointer(to: &ffi_type_sint64) { $0 }
    case .uint64: withUnsafeMutablePointer(to: &ffi_type_uint64) { $0 }
    case .float: withUnsafeMutablePointer(to: &ffi_type_float) { $0 }
    case .double: withUnsafeMutablePointer(to: &ffi_type_double) { $0 }
    case .longDouble: withUnsafeMutablePointer(to: &ffi_type_longdouble) { $0 }
    case .pointer: withUnsafeMutablePointer(to: &ffi_type_pointer) { $0 }
    case .floatComplex: withUnsafeMutablePointer(to: &ffi_type_complex_float) { $0 }
    case .doubleComplex: withUnsafeMutablePointer(to: &ffi_type_complex_double) { $0 }
    }
  }

  /// The integer scalar of this size (1, 2, 4 or 8 bytes).
  static func integer(bytes: Int, isSigned: Bool) -> CScalar? {
    switch bytes {
    case 1: isSigned ? .signedChar : .unsignedChar
    case 2: isSigned ? .int16 : .uint16
    case 4: isSigned ? .int32 : .uint32
    case 8: isSigned ? .int64 : .uint64
    default: nil
    }
  }
}

// MARK: Memory

extension CScalar {
  /// The integer, character, bool or address at `place` (any alignment), widened to 64 bits as C widens it.
  @inline(__always) func bits(at place: UnsafeRawPointer) -> UInt64 {
    switch self {
    case .bool, .unsignedChar: UInt64(place.loadUnaligned(as: UInt8.self))
    case .char, .signedChar: UInt64(bitPattern: Int64(place.loadUnaligned(as: Int8.self)))
    case .int16: UInt64(bitPattern: Int64(place.loadUnaligned(as: Int16.self)))
    case .uint16, .char16: UInt64(place.loadUnaligned(as: UInt16.self))
    case .int32, .wideChar: UInt64(bitPattern: Int64(place.loadUnaligned(as: Int32.self)))
    case .uint32, .char32: UInt64(place.loadUnaligned(as: UInt32.self))
    case .int64, .uint64, .pointer: place.loadUnaligned(as: UInt64.self)
    case .void, .float, .double, .longDouble, .floatComplex, .doubleComplex: 0
    }
  }

  /// The number of a `float`, `double` or `long double` at `place`, the last one rounded.
  @inline(__always) func real(at place: UnsafeRawPointer) -> Double {
    switch self {
    case .float: Double(place.loadUnaligned(as: Float.self))
    case .longDouble: Double(place.loadUnaligned(as: Float80.self))
    default: place.loadUnaligned(as: Double.self)
    }
  }

  /// Stores the lowest bits of an integer, character, bool (0 or 1) or address: `size` bytes at `place`, any alignment.
  @inline(__always) func store(_ bits: UInt64, at place: Raw) {
    switch size {
    case 1: place.storeBytes(of: UInt8(truncatingIfNeeded: bits), as: UInt8.self)
    case 2: place.storeBytes(of: UInt16(truncatingIfNeeded: bits), as: UInt16.self)
    case 4: place.storeBytes(of: UInt32(truncatingIfNeeded: bits), as: UInt32.self)
    case 8: place.storeBytes(of: bits, as: UInt64.self)
    default: break
    }
  }

  /// Stores a number as `float`, `double` or `long double`.
  @inline(__always) func store(_ number: Double, at place: Raw) {
    switch self {
    case .float: place.storeBytes(of: Float(number), as: Float.self)
    case .longDouble: place.storeBytes(of: Float80(number), as: Float80.self)
    default: place.storeBytes(of: number, as: Double.self)
    }
  }

  /// Stores the parts of a complex number.
  func store(real: Double, imaginary: Double, at place: Raw) {
    if self == .floatComplex {
      place.storeBytes(of: Float(real), as: Float.self)
      place.storeBytes(of: Float(imaginary), toByteOffset: 4, as: Float.self)
    } else {
      place.storeBytes(of: real, as: Double.self)
      place.storeBytes(of: imaginary, toByteOffset: 8, as: Double.self)
    }
  }

  /// Stores an argument or a callback's result of an integer type: the same bits widened to eight bytes, as `ForeignCall` and
  /// libffi want them.
  @inline(__always) func storeWidened(_ bits: UInt64, at place: Raw) {
    place.storeBytes(of: widened(bits), as: UInt64.self)
  }

  /// The lowest bits of `bits`, widened as C widens this type.
  @inline(__always) func widened(_ bits: UInt64) -> UInt64 {
    let unused = UInt64(64 - size * 8)
    if size == 0 || size >= 8 { return bits }
    return info.isSigned
      ? UInt64(bitPattern: Int64(bitPattern: bits << unused) >> Int64(unused)) : (bits << unused) >> unused
  }

  /// The Python object for what lies at `place` (any alignment): int, bool, float, complex, for `char` bytes and for wider characters a str
  /// of length one (surrogates stay single; a code point out of range is `.error` with ValueError), for an address an int.
  func load(_ thread: Thread, from place: UnsafeRawPointer) -> Value {
    switch kind {
    case .none: return .none
    case .bool: return .bool(place.loadUnaligned(as: UInt8.self) != 0)
    case .signed: return thread.makeInt(Int(bitPattern: UInt(bits(at: place))))
    case .unsigned, .pointer: return thread.makeInt(UInt(bits(at: place)))
    case .real: return thread.makeFloat(real(at: place))
    case .complex:
      if self == .floatComplex {
        return thread.makeComplex(
          Double(place.loadUnaligned(as: Float.self)), Double(place.loadUnaligned(fromByteOffset: 4, as: Float.self)))
      }
      return thread.makeComplex(
        place.loadUnaligned(as: Double.self), place.loadUnaligned(fromByteOffset: 8, as: Double.self))
    case .character:
      if self == .char { return BytesRef.make(thread, place.assumingMemoryBound(to: UInt8.self), 1) }
      var character = UInt32(truncatingIfNeeded: bits(at: place))
      if character > 0x10FFFF {
        return thread.raise(
          .valueError, "character U+\(String(character, radix: 16)) is not in range [U+0000; U+10ffff]")
      }
      return withUnsafePointer(to: &character) {
        StringRef.make(thread, scalars: UnsafeBufferPointer(start: $0, count: 1))
      }
    }
  }
}

// MARK: Integers

extension CScalar {
  /// Smallest and largest value of an integer type (as bits of Int64 and UInt64).
  var range: (least: Int64, greatest: UInt64) {
    if size == 0 { return (0, 0) }
    if self == .bool { return (0, 1) }
    let bits = UInt64(size * 8)
    return info.isSigned
      ? (Int64.min >> Int64(64 - bits), UInt64.max >> (65 - bits)) : (0, UInt64.max >> (64 - bits))
  }

  /// The 64-bit form of a plain int (`unwrapInteger`) if the type can hold it; nil when it is out of range.
  @inline(__always) func exactBits(_ integer: Value) -> UInt64? {
    if _fastPath(integer.isInt) {
      let i = Int64(integer.asInt)
      let (least, greatest) = range
      return i < 0 ? (i >= least ? UInt64(bitPattern: i) : nil) : (UInt64(i) <= greatest ? UInt64(i) : nil)
    }
    let big = BigIntRef(integer)
    guard big.count == 1, size == 8 else { return nil }
    let limb = UInt64(big.limbs[0])
    if big.isNegative { return info.isSigned && limb <= 1 << 63 ? 0 &- limb : nil }
    return limb <= range.greatest ? limb : nil
  }
}

extension Value {
  /// A plain int (`unwrapInteger`) modulo 2^64.
  @inline(__always) var lowBits: UInt64 {
    if _fastPath(isInt) { return UInt64(bitPattern: Int64(asInt)) }
    let big = BigIntRef(self)
    if big.count == 0 { return 0 }
    let limb = UInt64(big.limbs[0])
    return big.isNegative ? 0 &- limb : limb
  }
}
