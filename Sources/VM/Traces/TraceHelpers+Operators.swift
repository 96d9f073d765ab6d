// Helpers of traces for operators, numbers, texts, attributes and names (rows: TraceHelpers.swift).

import CRuntime
import Glibc

extension TraceHelpers {
  // MARK: Operators

  static let traceBinary: H3 = { t, operation, x, y in
    t.binary(
      unsafeBitCast(UInt8(truncatingIfNeeded: operation), to: BinaryOperator.self), Value(bits: x), Value(bits: y)
    ).bits
  }
  static let traceInPlace: H3 = { t, operation, x, y in
    t.inPlace(
      unsafeBitCast(UInt8(truncatingIfNeeded: operation), to: BinaryOperator.self), Value(bits: x), Value(bits: y)
    ).bits
  }
  static let traceUnary: H2 = { t, special, x in
    t.unary(unsafeBitCast(UInt8(truncatingIfNeeded: special), to: Special.self), Value(bits: x)).bits
  }
  static let traceCompare: H3 = { t, relation, x, y in
    t.compare(unsafeBitCast(UInt8(truncatingIfNeeded: relation), to: Comparison.self), Value(bits: x), Value(bits: y))
      .bits
  }
  static let traceCompareTruth: H3 = { t, relation, x, y in
    let result = t.compare(
      unsafeBitCast(UInt8(truncatingIfNeeded: relation), to: Comparison.self), Value(bits: x), Value(bits: y))
    return result.isError ? result.bits : truthWord(t.truth(result))
  }
  static func truthWord(_ truth: Int) -> Word { truth < 0 ? Value.error.bits : Value.bool(truth > 0).bits }
  static let traceTruth: H1 = { t, x in truthWord(t.truth(Value(bits: x))) }
  static let traceContains: H2 = { t, container, item in
    truthWord(t.containsFast(Value(bits: container), Value(bits: item)))
  }

  /// Operands are of built-in types; unbound where items of theirs would need Python code.
  static let traceBinaryPlain: H3 = { t, operation, x, y in
    let operation = unsafeBitCast(UInt8(truncatingIfNeeded: operation), to: BinaryOperator.self)
    let (x, y) = (Value(bits: x), Value(bits: y))
    if operation == .modulo && !t.formatsPlainly(x, y) { return Value.unbound.bits }
    return t.plainly { t.binary(operation, x, y) }.bits
  }
  static let traceInPlacePlain: H3 = { t, operation, x, y in
    let operation = unsafeBitCast(UInt8(truncatingIfNeeded: operation), to: BinaryOperator.self)
    let (x, y) = (Value(bits: x), Value(bits: y))
    if operation == .modulo && !t.formatsPlainly(x, y) { return Value.unbound.bits }
    return t.plainly { t.inPlace(operation, x, y) }.bits
  }
  /// True or False; unbound where Python code would have to compare.
  static let traceComparePlain: H3 = { t, relation, x, y in
    let relation = unsafeBitCast(UInt8(truncatingIfNeeded: relation), to: Comparison.self)
    let (x, y) = (Value(bits: x), Value(bits: y))
    if !t.comparesPlainly(relation, x, y) { return Value.unbound.bits }
    return t.plainly { t.compare(relation, x, y) }.bits
  }

  // MARK: Integers of any size

  static let traceIntegerBinary: H3 = { t, operation, x, y in
    t.integerBinary(
      unsafeBitCast(UInt8(truncatingIfNeeded: operation), to: BinaryOperator.self), Value(bits: x), Value(bits: y)
    ).bits
  }
  static let traceCompareIntegers: H2 = { t, x, y in
    Value.int(t.compareIntegers(Value(bits: x), Value(bits: y))).bits
  }

  // MARK: Texts

  static let traceEqualText: H2 = { _, x, y in
    x == y || StringRef(Value(bits: x)).equals(StringRef(Value(bits: y))) ? 1 : 0
  }
  static let traceCompareText: H2 = { _, x, y in
    Value.int(StringRef(Value(bits: x)).compare(StringRef(Value(bits: y)))).bits
  }
  static let traceConcatenate: H2 = { t, x, y in
    t.concatenate(StringRef(Value(bits: x)), StringRef(Value(bits: y))).bits
  }
  /// Length of a string, dict or set.
  static let traceCount: H1 = { t, x in Value.int(t.length(Value(bits: x))).bits }
  static let traceCharacterAt: H2 = { t, x, index in
    let text = StringRef(Value(bits: x))
    let count = text.count
    var position = Value(bits: index).asInt
    if position < 0 { position &+= count }
    if UInt(bitPattern: position) < UInt(bitPattern: count) { return StringRef.character(t, text[position]).bits }
    return t.getItem(Value(bits: x), Value(bits: index)).bits
  }
  static let traceOrdinal: H1 = { t, x in
    let text = StringRef(Value(bits: x))
    if text.count == 1 { return Value.int(Int(text[0])).bits }
    return t.raise(.typeError, "ord() expected a character, but string of length \(text.count) found").bits
  }
  /// The one object for this text.
  static let traceInternText: H1 = { _, x in StringRef.intern(Value(bits: x)).bits }
  static let traceCharacter: H1 = { t, x in
    let number = Value(bits: x).asInt
    if number < 0 || number > 0x10FFFF { return t.raise(.valueError, "chr() arg not in range(0x110000)").bits }
    return StringRef.character(t, UInt32(number)).bits
  }

  /// 64 bits that C has returned, as an int.
  static let traceSignedWord: H1 = { t, x in t.makeInt(Int(Int64(bitPattern: x))).bits }
  static let traceUnsignedWord: H1 = { t, x in t.makeInt(UInt(x)).bits }

  // MARK: Floats

  static let traceFloatModulo: @convention(c) (Thread, Double, Double) -> Double = { t, x, y in
    t.floorDivide(x, y).remainder
  }
  static let traceFloatFloorDivide: @convention(c) (Thread, Double, Double) -> Double = { t, x, y in
    t.floorDivide(x, y).quotient
  }
  static let traceFloatPower: @convention(c) (Thread, Double, Double) -> Double = { t, x, y in t.power(x, y) }

  // MARK: Attributes and names

  static let traceGetAttribute: H2 = { t, object, name in
    t.getAttribute(Value(bits: object), Value(bits: name)).bits
  }
  static let traceSetAttribute: H3 = { t, object, name, value in
    succeeded(t.setAttribute(Value(bits: object), Value(bits: name), Value(bits: value)))
  }
  static func succeeded(_ success: Bool) -> Word { success ? Value.none.bits : Value.error.bits }
  static let traceLoadMethod: H2 = { t, object, name in
    var second = Value.unbound
    let first = t.loadMethod(Value(bits: object), Value(bits: name), &second)
    t.pointee.scratch.14 = second
    return first.bits
  }
  static let traceLoadName: H2 = { t, globals, name in
    let value = t.findGlobal(DictRef(Value(bits: globals)), Value(bits: name))
    if value.isBound { return value.bits }
    t.raiseNameError(Value(bits: name))
    return Value.error.bits
  }
  static let traceStoreName: H3 = { t, globals, name, value in
    DictRef(Value(bits: globals)).set(name: Value(bits: name), Value(bits: value))
    return Value.none.bits
  }
}
