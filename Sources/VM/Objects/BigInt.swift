// Ints beyond 62 bits, and instances of subclasses of int of any size. Layout (leaf object):
//   word 1  raw count of limbs, negative for a negative number
//   word 2… limbs, least significant first, in GMP's `mpn` form; the highest is not zero
// A plain int is a small int whenever it fits 62 bits (`normalised`), so two plain ints with different
// representations differ. Instances of subclasses keep their limbs whatever their size: `unwrapInteger` makes
// them plain.

import CGMP
import CRuntime
import Glibc

struct BigIntRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  @inline(__always) var signedCount: Int { Int(truncatingIfNeeded: Int64(bitPattern: pointer.rawWord(1))) }
  @inline(__always) var count: Int { abs(signedCount) }
  @inline(__always) var isNegative: Bool { signedCount < 0 }
  @inline(__always) var limbs: UnsafeMutablePointer<UInt> { (pointer + 16).assumingMemoryBound(to: UInt.self) }

  /// Room for `limbs` limbs, count set to it. The caller fills them and calls `normalised`.
  static func allocate(_ thread: Thread, limbs: Int) -> BigIntRef {
    let object = thread.allocateAnySize(vm.pointee.shapes.bigInt, .bigInt, words: 2 + limbs, flags: HeaderFlags.leaf)
    object.setRawWord(1, UInt64(limbs))
    return BigIntRef(object)
  }

  /// The plain int of this magnitude (all `count` limbs, leading zeros allowed) and sign.
  func normalised(negative: Bool) -> Value {
    var count = self.count
    let limbs = self.limbs
    while count > 0 && limbs[count &- 1] == 0 { count &-= 1 }
    if count == 0 { return .int(0) }
    if count == 1 {
      let limb = limbs[0]
      if limb < 1 << 61 { return .int(negative ? -Int(limb) : Int(limb)) }
      if negative && limb == 1 << 61 { return .int(Value.smallIntMin) }
    }
    pointer.setRawWord(1, UInt64(bitPattern: Int64(negative ? -count : count)))
    return value
  }

  /// Number of bits of the magnitude.
  var bitLength: Int {
    let count = self.count
    return count == 0 ? 0 : count * 64 - limbs[count - 1].leadingZeroBitCount
  }

  /// The nearest double, ties to even; infinite when out of range.
  var nearestDouble: Double {
    let bits = bitLength
    if bits <= 64 {
      let magnitude = count == 0 ? 0 : Double(limbs[0])
      return isNegative ? -magnitude : magnitude
    }
    if bits > 1024 { return isNegative ? -.infinity : .infinity }
    // The top 64 bits, with the lost ones folded into the last: the rounding to 53 bits is then right.
    let shift = bits - 64
    let limb = shift / 64
    let offset = shift % 64
    var top = limbs[limb] >> UInt(offset)
    if offset != 0 { top |= limbs[limb + 1] << UInt(64 - offset) }
    var lost = limbs[limb] & ((1 << UInt(offset)) - 1) != 0
    var index = 0
    while !lost && index < limb {
      lost = limbs[index] != 0
      index += 1
    }
    if lost { top |= 1 }
    let d = scalbn(Double(top), Int32(shift))
    return isNegative ? -d : d
  }

  /// Value modulo 2^61 − 1 with the sign of the number.
  var hash: Int {
    let modulus: UInt = (1 << 61) - 1
    var result: UInt = 0
    var index = count
    while index > 0 {
      index -= 1
      // 2^64 ≡ 8
      let product = result.multipliedFullWidth(by: 8)
      let (sum, carry) = product.low.addingReportingOverflow(limbs[index])
      let high = product.high &+ (carry ? 1 : 0)
      result = (sum & modulus) &+ (sum >> 61 | high << 3)
      result = (result & modulus) &+ (result >> 61)
      if result >= modulus { result -= modulus }
    }
    let signed = isNegative ? -Int(result) : Int(result)
    return signed == -1 ? -2 : signed
  }
}

/// The limbs of a plain int, small or big, for the length of `body`: pointer, count, sign.
@inline(__always) func withLimbs<Result>(
  _ integer: Value, _ body: (UnsafePointer<UInt>, Int, Bool) -> Result
) -> Result {
  if integer.isInt {
    let i = integer.asInt
    return withUnsafePointer(to: i.magnitude) { body($0, i == 0 ? 0 : 1, i < 0) }
  }
  let big = BigIntRef(integer)
  let result = body(UnsafePointer(big.limbs), big.count, big.isNegative)
  withExtendedLifetime(big) {}
  return result
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The int object for a machine integer.
  @inline(__always) func makeInt(_ i: Int) -> Value {
    _fastPath(Value.fitsSmallInt(i)) ? .int(i) : makeBigInt(i.magnitude, negative: i < 0)
  }

  /// The int object for an unsigned machine integer.
  @inline(__always) func makeInt(_ u: UInt) -> Value {
    u < 1 << 61 ? .int(Int(u)) : makeBigInt(u, negative: false)
  }

  @inline(never) func makeBigInt(_ magnitude: UInt, negative: Bool) -> Value {
    let big = BigIntRef.allocate(self, limbs: 1)
    big.limbs[0] = magnitude
    return big.normalised(negative: negative)
  }

  @inline(never) func makeBigInt(high: UInt, low: UInt, negative: Bool) -> Value {
    let big = BigIntRef.allocate(self, limbs: 2)
    big.limbs[0] = low
    big.limbs[1] = high
    return big.normalised(negative: negative)
  }

  /// The plain int behind an int, a bool or an instance of a subclass of int; unbound for everything else.
  @inline(__always) func unwrapInteger(_ value: Value) -> Value {
    if value.isInt { return value }
    if value.isBool { return .int(value.isTrue ? 1 : 0) }
    if value.isKind(.bigInt) {
      return value.pointer.shapeWord == vm.pointee.shapes.bigInt.address ? value : unwrapSubclass(value)
    }
    return .unbound
  }

  @inline(never) private func unwrapSubclass(_ value: Value) -> Value {
    let source = BigIntRef(value)
    let count = source.count
    if count == 0 { return .int(0) }
    if count == 1 && source.limbs[0] < 1 << 61 {
      return .int(source.isNegative ? -Int(source.limbs[0]) : Int(source.limbs[0]))
    }
    let copy = BigIntRef.allocate(self, limbs: count)
    memcpy(copy.limbs, source.limbs, count * 8)
    return copy.normalised(negative: source.isNegative)
  }

  func hashOfBigInt(_ value: Value) -> Int { BigIntRef(value).hash }

  /// The plain int nearest to a finite double, towards zero; `.error` for NaN and infinities.
  func makeInt(truncating d: Double) -> Value {
    if abs(d) < 0x1p61 { return .int(Int(d)) }
    if d.isNaN { return raise(.valueError, "cannot convert float NaN to integer") }
    if d.isInfinite { return raise(.overflowError, "cannot convert float infinity to integer") }
    let shift = Int(d.exponent) - 52
    let significand = UInt(d.significandBitPattern | 1 << 52)
    return shiftLeft(makeInt(d < 0 ? -Int(significand) : Int(significand)), by: shift)
  }

  /// An instance of a subclass of int.
  func makeIntSubclass(_ type: TypeRef, _ integer: Value) -> Value {
    withLimbs(integer) { limbs, count, negative in
      let object = allocateSubclassInstance(type, words: 2 + count, flags: HeaderFlags.leaf)
      object.setRawWord(1, UInt64(bitPattern: Int64(negative ? -count : count)))
      for index in 0..<count { object.setRawWord(2 + index, UInt64(limbs[index])) }
      return .object(object)
    }
  }
}
