// Objects of the type Decimal and of its subclasses (leaf objects of kind `.decimal`). Layout:
//   word 1   exponent (raw)
//   word 2   bits 0-1 form, bit 2 sign, from bit 8 on the number of limbs
//   word 3…  limbs of the coefficient or payload, least significant first, at least one
// Attributes of instances of subclasses are in front of the object (Objects/Subclass.swift).

import CGMP
import CRuntime
import Glibc

/// What the module keeps for ever: types, exception classes, the context variable. All are immortal.
struct DecimalModuleState {
  var module = Value.unbound
  var decimal = Value.unbound
  var decimalShape = ShapeRef(address: 0)
  var context = Value.unbound
  var signalDictionary = Value.unbound
  var contextManager = Value.unbound
  var decimalTuple = Value.unbound
  var rational = Value.unbound
  var variable = Value.unbound
  var templates: (standard: Value, basic: Value, extended: Value) = (.unbound, .unbound, .unbound)
  /// Exception classes in the order of `DecimalSignals.names`.
  var signals: [Value] = []
  /// Classes of the conditions that count as InvalidOperation.
  var conditions: [Value] = []

  /// The current context of a thread as it was when `Contexts.changes` had this value.
  var knownThread: Thread?
  var knownChanges = -1
  var knownContext = Value.unbound
}

nonisolated(unsafe) var decimalModule = DecimalModuleState()

struct DecimalRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  @inline(__always) var limbs: UnsafeMutablePointer<UInt> { (pointer + 24).assumingMemoryBound(to: UInt.self) }

  @inline(__always) var number: DecimalNumber {
    let word = pointer.rawWord(2)
    let count = Int(word >> 8)
    let coefficient: Coefficient
    if count == 1 {
      coefficient = Coefficient(limbs[0])
    } else if count == 2 {
      coefficient = Coefficient(word: UInt128(limbs[1]) << 64 | UInt128(limbs[0]))
    } else {
      coefficient = Coefficient(LargeNatural(limbs: limbs, count: count))
    }
    return DecimalNumber(
      DecimalNumber.Form(rawValue: UInt8(truncatingIfNeeded: word & 3)).unsafelyUnwrapped, negative: word & 4 != 0,
      coefficient, exponent: Int(Int64(bitPattern: pointer.rawWord(1))))
  }

  @inline(__always) fileprivate func write(_ number: DecimalNumber, limbs count: Int) {
    pointer.setRawWord(1, UInt64(bitPattern: Int64(number.exponent)))
    pointer.setRawWord(
      2, UInt64(number.form.rawValue) | (number.isNegative ? 4 : 0) | UInt64(truncatingIfNeeded: count) << 8)
    if let large = number.coefficient.large {
      withExtendedLifetime(large) { _ = memcpy(limbs, large.number.pointee._mp_d, count * 8) }
    } else {
      limbs[0] = UInt(truncatingIfNeeded: number.coefficient.word)
      if count == 2 { limbs[1] = UInt(truncatingIfNeeded: number.coefficient.word >> 64) }
    }
  }
}

extension Value {
  @inline(__always) var isDecimal: Bool { isKind(.decimal) }
  /// An instance of Decimal itself, not of a subclass.
  @inline(__always) var isExactDecimal: Bool {
    isObject && pointer.shapeWord == decimalModule.decimalShape.address
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  @inline(__always) private func limbCount(_ number: DecimalNumber) -> Int {
    if let large = number.coefficient.large { return Int(large.number.pointee._mp_size) }
    return number.coefficient.word >> 64 == 0 ? 1 : 2
  }

  @inline(__always) func makeDecimal(_ number: DecimalNumber) -> Value {
    let count = limbCount(number)
    let object = DecimalRef(
      allocateAnySize(decimalModule.decimalShape, .decimal, words: 3 + count, flags: HeaderFlags.leaf))
    object.write(number, limbs: count)
    return object.value
  }

  /// An instance of Decimal or of a subclass.
  func makeDecimal(of type: Value, _ number: DecimalNumber) -> Value {
    if type == decimalModule.decimal { return makeDecimal(number) }
    let count = limbCount(number)
    let object = DecimalRef(allocateSubclassInstance(TypeRef(type), words: 3 + count, flags: HeaderFlags.leaf))
    object.write(number, limbs: count)
    return object.value
  }

  // MARK: Operations

  /// The object for a result, or `.error` when what the operation reported is trapped.
  @inline(__always) func deliver(_ number: DecimalNumber, _ settings: DecimalContext, _ context: DecimalContextRef)
    -> Value
  {
    if !settings.status.isEmpty && !report(settings.status, context) { return .error }
    return makeDecimal(number)
  }

  /// An operation in a context given as an optional argument.
  @inline(__always) func decimal(
    in context: Value, _ body: (inout DecimalContext) -> DecimalNumber?
  ) -> Value {
    guard let context = contextArgument(context) else { return .error }
    var settings = context.settings
    guard let result = body(&settings) else { return .error }
    return deliver(result, settings, context)
  }

  @inline(__always) func unary(
    _ context: Value, _ a: Value, _ body: (inout DecimalContext, DecimalNumber) -> DecimalNumber
  ) -> Value {
    decimal(in: context) { settings in
      guard let a = operand(a) else { return nil }
      return body(&settings, a)
    }
  }

  @inline(__always) func binary(
    _ context: Value, _ a: Value, _ b: Value,
    _ body: (inout DecimalContext, DecimalNumber, DecimalNumber) -> DecimalNumber
  ) -> Value {
    decimal(in: context) { settings in
      guard let a = operand(a), let b = operand(b) else { return nil }
      return body(&settings, a, b)
    }
  }

  /// A binary operator: NotImplemented for operands that are neither decimals nor ints.
  @inline(__always) func decimalOperator(
    _ a: Value, _ b: Value, _ body: (inout DecimalContext, DecimalNumber, DecimalNumber) -> DecimalNumber
  ) -> Value {
    guard let x = number(a), let y = number(b) else { return .notImplemented }
    guard let context = currentContext() else { return .error }
    var settings = context.settings
    let result = body(&settings, x, y)
    return deliver(result, settings, context)
  }

  // MARK: Operands

  /// The number behind a decimal or an int; nil for everything else.
  @inline(__always) func number(_ value: Value) -> DecimalNumber? {
    if value.isDecimal { return DecimalRef(value).number }
    return integerNumber(value)
  }

  @inline(never) func integerNumber(_ value: Value) -> DecimalNumber? {
    let integer = unwrapInteger(value)
    if integer.isUnbound { return nil }
    if integer.isInt { return DecimalNumber(integer.asInt) }
    return withLimbs(integer) { limbs, count, negative in
      DecimalNumber(negative: negative, Coefficient(LargeNatural(limbs: limbs, count: count)))
    }
  }

  /// `number`, or nil with TypeError pending.
  @inline(__always) func operand(_ value: Value) -> DecimalNumber? {
    if let number = number(value) { return number }
    raise(.typeError, "conversion from \(value.typeName) to Decimal is not supported")
    return nil
  }

  /// The plain int with this magnitude.
  func makeInt(_ coefficient: Coefficient, negative: Bool) -> Value {
    if let large = coefficient.large {
      let count = Int(large.number.pointee._mp_size)
      if !hasRoom(bytes: count * 8) { return .error }
      let result = BigIntRef.allocate(self, limbs: count)
      withExtendedLifetime(large) { _ = memcpy(result.limbs, large.number.pointee._mp_d, count * 8) }
      return result.normalised(negative: negative)
    }
    let low = UInt(truncatingIfNeeded: coefficient.word)
    return makeBigInt(high: UInt(truncatingIfNeeded: coefficient.word >> 64), low: low, negative: negative)
  }

  func makeText(_ text: [UInt8]) -> Value { text.withUnsafeBufferPointer { makeAscii($0.baseAddress!, $0.count) } }
}
