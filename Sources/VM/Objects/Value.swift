// The self-tagged 64-bit word that every Python value is.
//
//   low bits  meaning
//   …00       small int, 62-bit payload: `add; jo` needs no fix-up
//   …1x       (bit 1 set) float: rotl(bits, 4) − 1; covers 0.0, inf, NaN and magnitudes 2^-255 … 2^256
//   001       heap pointer + 1 (the −1 is free in x86 addressing)
//   101       immediates: None, True, False and two internal sentinels
//
// The error sentinel is never a Python value: it says "an exception is pending in the thread".
// `unbound` marks an empty local, cell, slot, dict entry or missing argument.

import CRuntime

public typealias Raw = UnsafeMutableRawPointer
public typealias Thread = UnsafeMutablePointer<ThreadState>
public typealias Arguments = UnsafeMutablePointer<Value>

extension Value: @retroactive Equatable {
  // MARK: Immediates

  @inlinable @inline(__always) static var error: Value { Value(bits: 0x05) }
  @inlinable @inline(__always) static var unbound: Value { Value(bits: 0x0D) }
  @inlinable @inline(__always) static var none: Value { Value(bits: 0x15) }
  @inlinable @inline(__always) static var notImplemented: Value { Value(bits: 0x1D) }
  @inlinable @inline(__always) static var ellipsis: Value { Value(bits: 0x25) }
  @inlinable @inline(__always) static var `false`: Value { Value(bits: 0x45) }
  /// Differs from `false` in one bit, so that a Bool becomes a Value by a shift.
  @inlinable @inline(__always) static var `true`: Value { Value(bits: 0x4D) }

  @inline(__always) static func bool(_ condition: Bool) -> Value {
    Value(bits: 0x45 | (condition ? 8 : 0))
  }

  @inline(__always) public static func == (a: Value, b: Value) -> Bool { a.bits == b.bits }
  @inline(__always) public static func != (a: Value, b: Value) -> Bool { a.bits != b.bits }

  @inline(__always) var isError: Bool { bits == 0x05 }
  @inline(__always) var isUnbound: Bool { bits == 0x0D }
  @inline(__always) var isBound: Bool { bits != 0x0D }
  @inline(__always) var isNone: Bool { bits == 0x15 }
  @inline(__always) var isNotImplemented: Bool { bits == 0x1D }
  @inline(__always) var isTrue: Bool { bits == 0x4D }
  @inline(__always) var isFalse: Bool { bits == 0x45 }
  @inline(__always) var isBool: Bool { bits & ~8 == 0x45 }

  // MARK: Small ints

  @inline(__always) static func int(_ i: Int) -> Value { Value(bits: UInt64(bitPattern: Int64(i)) &<< 2) }
  @inline(__always) var isInt: Bool { bits & 3 == 0 }
  /// Payload of a small int; meaningless for anything else.
  @inline(__always) var asInt: Int { Int(truncatingIfNeeded: Int64(bitPattern: bits) &>> 2) }
  @inline(__always) static func bothInt(_ a: Value, _ b: Value) -> Bool { (a.bits | b.bits) & 3 == 0 }
  @inline(__always) var signed: Int64 { Int64(bitPattern: bits) }
  /// Range of the 62-bit payload.
  static var smallIntMax: Int { (1 << 61) - 1 }
  static var smallIntMin: Int { -(1 << 61) }
  @inline(__always) static func fitsSmallInt(_ i: Int) -> Bool { (i &<< 2) &>> 2 == i }

  @inline(__always) static func addInts(_ a: Value, _ b: Value) -> (Value, Bool) {
    let (sum, overflow) = a.signed.addingReportingOverflow(b.signed)
    return (Value(bits: UInt64(bitPattern: sum)), overflow)
  }
  @inline(__always) static func subtractInts(_ a: Value, _ b: Value) -> (Value, Bool) {
    let (difference, overflow) = a.signed.subtractingReportingOverflow(b.signed)
    return (Value(bits: UInt64(bitPattern: difference)), overflow)
  }
  @inline(__always) static func multiplyInts(_ a: Value, _ b: Value) -> (Value, Bool) {
    let (product, overflow) = (a.signed &>> 2).multipliedReportingOverflow(by: b.signed)
    return (Value(bits: UInt64(bitPattern: product)), overflow)
  }

  // MARK: Floats

  /// The immediate form of a double; `fits` is false when it must be boxed (`makeFloat` does both).
  @inline(__always) static func immediateFloat(_ d: Double) -> (value: Value, fits: Bool) {
    let b = d.bitPattern
    let rotated = ((b &<< 4) | (b &>> 60)) &- 1
    return (Value(bits: rotated), rotated & 2 != 0)
  }
  @inline(__always) var isImmediateFloat: Bool { bits & 2 != 0 }
  @inline(__always) static func bothImmediateFloat(_ a: Value, _ b: Value) -> Bool { a.bits & b.bits & 2 != 0 }
  /// The double of an immediate float; meaningless for anything else.
  @inline(__always) var asDouble: Double {
    let rotated = bits &+ 1
    return Double(bitPattern: (rotated &>> 4) | (rotated &<< 60))
  }

  // MARK: Heap pointers

  @inline(__always) static func object(_ pointer: Raw) -> Value { Value(bits: UInt64(UInt(bitPattern: pointer)) | 1) }
  @inline(__always) var isObject: Bool { bits & 7 == 1 }
  /// Address of the object; only for a value with `isObject`.
  @inline(__always) var pointer: Raw { Raw(bitPattern: UInt(bits &- 1)).unsafelyUnwrapped }

  /// The kind of a heap object; only for a value with `isObject`.
  @inline(__always) var objectKind: Kind { pointer.header.kind }
  @inline(__always) func isKind(_ kind: Kind) -> Bool { isObject && pointer.header.kind == kind }

  // MARK: Native addresses carried in an object's words (look like small ints to the collector)

  /// Only for addresses divisible by 4 (malloc, mmap, functions): they look like small ints.
  @inline(__always) static func address(_ pointer: UnsafeRawPointer?) -> Value {
    Value(bits: UInt64(UInt(bitPattern: pointer)))
  }
  @inline(__always) var asAddress: Raw? { Raw(bitPattern: UInt(bits)) }
}
