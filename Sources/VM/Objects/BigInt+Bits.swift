// Shifts and bitwise operators of plain ints. Negative numbers behave as infinite two's complement.

import CGMP
import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func shiftLeft(_ a: Value, by bits: Int) -> Value {
    if a == .int(0) { return a }
    if a.isInt && bits < 62 {
      let i = a.asInt
      let shifted = i << bits
      if shifted >> bits == i { return makeInt(shifted) }
    }
    if !hasRoom(bytes: bits / 8) { return .error }
    return withLimbs(a) { limbs, count, negative in
      let whole = bits / 64
      let part = UInt32(bits % 64)
      let result = BigIntRef.allocate(self, limbs: count + whole + 1)
      let target = result.limbs
      for index in 0..<whole { target[index] = 0 }
      if part == 0 {
        memcpy(target + whole, limbs, count * 8)
        target[count + whole] = 0
      } else {
        target[count + whole] = __gmpn_lshift(target + whole, limbs, count, part)
      }
      return result.normalised(negative: negative)
    }
  }

  /// Floor of a / 2^bits.
  func shiftRight(_ a: Value, by bits: Int) -> Value {
    if a.isInt { return .int(a.asInt >> min(bits, 63)) }
    return withLimbs(a) { limbs, count, negative in
      let whole = bits / 64
      let part = UInt32(bits % 64)
      if whole >= count { return .int(negative ? -1 : 0) }
      var lost = false
      if negative {
        for index in 0..<whole where limbs[index] != 0 { lost = true }
        if part != 0 && limbs[whole] & (1 << UInt(part) - 1) != 0 { lost = true }
      }
      let result = BigIntRef.allocate(self, limbs: count - whole + 1)
      result.limbs[count - whole] = 0
      if part == 0 {
        memcpy(result.limbs, limbs + whole, (count - whole) * 8)
      } else {
        __gmpn_rshift(result.limbs, limbs + whole, count - whole, part)
      }
      // Towards minus infinity: one more in magnitude when a set bit fell off.
      if lost { __gmpn_add_1(result.limbs, result.limbs, count - whole + 1, 1) }
      return result.normalised(negative: negative)
    }
  }

  /// `and`, `or` or `xor` of plain ints.
  func bitwise(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    if Value.bothInt(a, b) {
      switch operation {
      case .and: return .int(a.asInt & b.asInt)
      case .or: return .int(a.asInt | b.asInt)
      default: return .int(a.asInt ^ b.asInt)
      }
    }
    return withLimbs(a) { x, xCount, xNegative in
      withLimbs(b) { y, yCount, yNegative in
        let negative: Bool
        switch operation {
        case .and: negative = xNegative && yNegative
        case .or: negative = xNegative || yNegative
        default: negative = xNegative != yNegative
        }
        let count = max(xCount, yCount) + 1
        let result = BigIntRef.allocate(self, limbs: count)
        let target = result.limbs
        // −n = ~n + 1: the carries of both operands and of the result run along with the loop.
        var xCarry = true
        var yCarry = true
        var carry = true
        for index in 0..<count {
          let p = twosComplement(index < xCount ? x[index] : 0, xNegative, &xCarry)
          let q = twosComplement(index < yCount ? y[index] : 0, yNegative, &yCarry)
          let limb: UInt
          switch operation {
          case .and: limb = p & q
          case .or: limb = p | q
          default: limb = p ^ q
          }
          target[index] = twosComplement(limb, negative, &carry)
        }
        return result.normalised(negative: negative)
      }
    }
  }

  @inline(__always) private func twosComplement(_ limb: UInt, _ negative: Bool, _ carry: inout Bool) -> UInt {
    if !negative { return limb }
    let (sum, overflow) = (~limb).addingReportingOverflow(carry ? 1 : 0)
    carry = overflow
    return sum
  }

  /// ~a = −a − 1.
  func invertInteger(_ a: Value) -> Value {
    a.isInt ? .int(~a.asInt) : subtractIntegers(.int(-1), a)
  }

  /// Number of set bits of the magnitude.
  func bitCount(_ a: Value) -> Int {
    withLimbs(a) { limbs, count, _ in
      var bits = 0
      for index in 0..<count { bits += limbs[index].nonzeroBitCount }
      return bits
    }
  }

  // MARK: Bytes

  /// Writes the two's complement (or unsigned) form, least significant byte first, into `target`.
  /// False when the number does not fit.
  func writeBytes(_ a: Value, _ target: UnsafeMutablePointer<UInt8>, _ length: Int, signed: Bool) -> Bool {
    withLimbs(a) { limbs, count, negative in
      var carry = true
      for index in 0..<length {
        let limb = index / 8 < count ? limbs[index / 8] : 0
        var byte = UInt8(truncatingIfNeeded: limb >> UInt(index % 8 * 8))
        if negative {
          let (sum, overflow) = (~byte).addingReportingOverflow(carry ? 1 : 0)
          carry = overflow
          byte = sum
        }
        target[index] = byte
      }
      let bits = count == 0 ? 0 : count * 64 - limbs[count - 1].leadingZeroBitCount
      if bits > length * 8 { return false }
      if !signed { return true }
      if length == 0 { return bits == 0 }
      // The sign bit must say what the sign is.
      return (target[length - 1] & 0x80 != 0) == negative || bits == 0
    }
  }

  /// The int with these bytes, least significant first.
  func readBytes(_ source: UnsafePointer<UInt8>, _ length: Int, bigEndian: Bool, signed: Bool) -> Value {
    if length == 0 { return .int(0) }
    @inline(__always) func byte(_ index: Int) -> UInt8 { source[bigEndian ? length - 1 - index : index] }
    let negative = signed && byte(length - 1) & 0x80 != 0
    let count = (length + 7) / 8
    let result = BigIntRef.allocate(self, limbs: count)
    let target = result.limbs
    for index in 0..<count { target[index] = 0 }
    var carry = true
    for index in 0..<length {
      var value = byte(index)
      if negative {
        let (sum, overflow) = (~value).addingReportingOverflow(carry ? 1 : 0)
        carry = overflow
        value = sum
      }
      target[index / 8] |= UInt(value) << UInt(index % 8 * 8)
    }
    // −2^(8·length): the carry runs out of the highest byte only for all-zero input, which is not negative.
    return result.normalised(negative: negative)
  }
}
