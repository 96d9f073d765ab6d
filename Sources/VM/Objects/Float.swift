// Floats: immediate when the word can hold them (Value.swift), else boxed. Boxed layout (leaf object):
//   word 1  the raw double
//
// Here: making and reading floats, their hash, exact conversion of ints to floats. Text: Formatting/FloatText.

import CRuntime
import Glibc

extension Value {
  /// An immediate float or an object of kind `.float` (instances of subclasses included).
  @inline(__always) var isFloat: Bool { isImmediateFloat || isKind(.float) }
  /// The double of a value with `isFloat`.
  @inline(__always) var floatValue: Double {
    isImmediateFloat ? asDouble : pointer.load(fromByteOffset: 8, as: Double.self)
  }
  /// A float of the type `float` itself, not of a subclass.
  @inline(__always) var isExactFloat: Bool {
    isImmediateFloat || (isObject && pointer.shapeWord == vm.pointee.shapes.float.address)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The float object for a double.
  @inline(__always) func makeFloat(_ d: Double) -> Value {
    let (value, fits) = Value.immediateFloat(d)
    return _fastPath(fits) ? value : boxFloat(d)
  }

  @inline(never) func boxFloat(_ d: Double) -> Value {
    let object = allocate(headerImage(vm.pointee.shapes.float, .float, words: 2, flags: HeaderFlags.leaf), words: 2)
    object.storeBytes(of: d, toByteOffset: 8, as: Double.self)
    return .object(object)
  }

  /// The double behind any real number: float, int, or an object with `__float__` or `__index__`.
  /// Nil with TypeError or OverflowError pending; `message` gets the name of the type.
  func double(of value: Value, _ message: (String) -> String = { "must be real number, not \($0)" }) -> Double? {
    if value.isFloat { return value.floatValue }
    let integer = unwrapInteger(value)
    if integer.isBound { return integerToDouble(integer) }
    return convertToDouble(value, message)
  }

  /// What `__float__` or `__index__` of the value gives; nil with an exception pending.
  func convertToDouble(_ value: Value, _ message: (String) -> String) -> Double? {
    let converted = callSpecial(.float, value)
    if converted.isError { return nil }
    if converted.isBound {
      if converted.isExactFloat { return converted.floatValue }
      if converted.isFloat {
        let isAccepted = warn(
          .deprecationWarning,
          "\(value.typeName).__float__ returned non-float (type \(converted.typeName)).  The ability to return an instance of a "
            + "strict subclass of float is deprecated, and may be removed in a future version of Python.")
        return isAccepted ? converted.floatValue : nil
      }
      raise(.typeError, "\(value.typeName).__float__ returned non-float (type \(converted.typeName))")
      return nil
    }
    if value.type.special(.index).isBound {
      let index = toIndex(value)
      return index.isError ? nil : integerToDouble(unwrapInteger(index))
    }
    raise(.typeError, message(value.typeName))
    return nil
  }

  /// The double nearest to a plain int; nil with OverflowError pending.
  func integerToDouble(_ integer: Value) -> Double? {
    if integer.isInt { return Double(integer.asInt) }
    let d = BigIntRef(integer).nearestDouble
    if d.isFinite { return d }
    raise(.overflowError, "int too large to convert to float")
    return nil
  }

  /// Hash of a double, equal to the hash of an equal int: the value modulo the prime 2^61 − 1.
  func hashOfDouble(_ d: Double) -> Int {
    if !d.isFinite {
      if d.isNaN { return 0 }
      return d > 0 ? 314_159 : -314_159
    }
    if abs(d) < 0x1p61 && d.rounded(.towardZero) == d {
      let i = Int(d)
      return i == -1 ? -2 : i
    }
    let bits = 61
    let modulus = (1 << bits) - 1
    var exponent: Int32 = 0
    var mantissa = frexp(abs(d), &exponent)
    var hash = 0
    // 28 bits of the mantissa at a time; a rotation multiplies by a power of two modulo the prime.
    while mantissa != 0 {
      hash = ((hash << 28) & modulus) | hash >> (bits - 28)
      mantissa *= 268_435_456.0
      exponent -= 28
      let part = Int(mantissa)
      mantissa -= Double(part)
      hash += part
      if hash >= modulus { hash -= modulus }
    }
    let turn = exponent >= 0 ? Int(exponent) % bits : bits - 1 - (-1 - Int(exponent)) % bits
    hash = ((hash << turn) & modulus) | hash >> (bits - turn)
    if d < 0 { hash = -hash }
    return hash == -1 ? -2 : hash
  }
}
