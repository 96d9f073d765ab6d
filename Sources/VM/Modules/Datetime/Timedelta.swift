// `timedelta`: construction from numbers of units, attributes, text and pickling. Operators: Timedelta+Operators.swift.

import CRuntime
import Glibc

/// Units in the order of the parameters of the constructor, and their microseconds.
private let units: [(name: String, microseconds: Int)] = [
  ("days", 86_400_000_000), ("seconds", 1_000_000), ("microseconds", 1), ("milliseconds", 1000),
  ("minutes", 60_000_000), ("hours", 3_600_000_000), ("weeks", 604_800_000_000),
]
private let parameters = ParameterTable("__new__", units.map { ($0.name, .any) })

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// From the numbers of all units, unbound ones zero. Unbound when a number is not a short int.
  @inline(__always) private func deltaOfShortInts(_ type: Value, _ numbers: Arguments, _ count: Int) -> Value {
    @inline(__always) func number(_ index: Int) -> Int {
      index < count && numbers[index].isBound ? numbers[index].asInt : 0
    }
    for index in 0..<count where numbers[index].isBound {
      guard numbers[index].isInt, numbers[index].asInt.magnitude < 1 << 31 else { return .unbound }
    }
    return makeDelta(
      Delta(
        days: number(0) + 7 * number(6), seconds: number(1) + 60 * number(4) + 3600 * number(5),
        microseconds: number(2) + 1000 * number(3)), type)
  }

  fileprivate func newDelta(_ type: Value, _ numbers: Arguments) -> Value {
    let short = deltaOfShortInts(type, numbers, units.count)
    if short.isBound { return short }
    var total = Value.int(0)
    // Fractions of a microsecond, of all units together.
    var fraction = 0.0
    // From the smallest unit to the largest.
    for index in [2, 3, 1, 4, 5, 0, 6] where numbers[index].isBound {
      total = add(numbers[index], units[index].name, units[index].microseconds, to: total, &fraction)
      if total.isError { return .error }
    }
    if fraction != 0 {
      // Rounded half to even with respect to the whole.
      var whole = fraction.rounded(.toNearestOrAwayFromZero)
      if abs(whole - fraction) == 0.5 {
        let odd = isOdd(total) ? 1.0 : 0
        whole = 2 * ((fraction + odd) * 0.5).rounded(.toNearestOrAwayFromZero) - odd
      }
      total = integerBinary(.add, total, .int(Int(whole)))
    }
    return makeDelta(microseconds: total, type)
  }

  private func add(_ number: Value, _ name: String, _ unit: Int, to total: Value, _ fraction: inout Double) -> Value {
    let integer = unwrapInteger(number)
    if integer.isBound { return integerBinary(.add, total, integerBinary(.multiply, integer, .int(unit))) }
    guard number.isFloat else {
      return raise(.typeError, "unsupported type for timedelta \(name) component: \(number.typeName)")
    }
    let whole = makeInt(truncating: number.floatValue.rounded(.towardZero))
    if whole.isError { return .error }
    let sum = integerBinary(.add, total, integerBinary(.multiply, whole, .int(unit)))
    let part = number.floatValue - number.floatValue.rounded(.towardZero)
    if part == 0 { return sum }
    let microseconds = Double(unit) * part
    fraction += microseconds - microseconds.rounded(.towardZero)
    return integerBinary(.add, sum, .int(Int(microseconds)))
  }

  /// A timedelta of an int of microseconds of any size.
  func makeDelta(microseconds total: Value, _ type: Value = datetimeState.delta) -> Value {
    if total.isInt { return makeDelta(Delta(days: 0, seconds: 0, microseconds: total.asInt), type) }
    let (seconds, microseconds) = floorDivideIntegers(total, .int(1_000_000))
    let (days, rest) = floorDivideIntegers(seconds, .int(86_400))
    guard days.isInt else { return raise(.overflowError, "Python int too large to convert to C int") }
    return makeDelta(Delta(days: days.asInt, seconds: rest.asInt, microseconds: microseconds.asInt), type)
  }

  /// All microseconds of a timedelta, as an int.
  func microseconds(_ value: Value) -> Value {
    let delta = value.delta
    // 26 million days of microseconds fit a small int.
    if delta.days.magnitude < 26_000_000 { return .int(delta.wholeSeconds * 1_000_000 + delta.microseconds) }
    let seconds = integerBinary(.multiply, .int(delta.wholeSeconds), .int(1_000_000))
    return integerBinary(.add, seconds, .int(delta.microseconds))
  }

  fileprivate func deltaText(_ delta: Delta) -> Value {
    makeASCII(capacity: 48) { text in
      if delta.days != 0 {
        text.put(number: delta.days)
        text.put(abs(delta.days) == 1 ? " day, " : " days, ")
      }
      text.put(number: delta.seconds / 3600)
      text.put(":")
      text.put(delta.seconds / 60 % 60, digits: 2)
      text.put(":")
      text.put(delta.seconds % 60, digits: 2)
      if delta.microseconds != 0 {
        text.put(".")
        text.put(delta.microseconds, digits: 6)
      }
    }
  }

  fileprivate func deltaRepr(_ value: Value) -> Value {
    let delta = value.delta
    let parts = [("days", delta.days), ("seconds", delta.seconds), ("microseconds", delta.microseconds)]
    let shown = parts.filter { $0.1 != 0 }.map { "\($0.0)=\($0.1)" }
    return StringRef.make(self, "\(value.typeName)(\(shown.isEmpty ? "0" : shown.joined(separator: ", ")))")
  }

  func defineDelta(_ module: ModuleRef) {
    let type = define(
      TypeDefinition(
        name: "timedelta", words: 4, module: "datetime", methods: methods + deltaOperators, attributes: attributes,
        doc: "A duration: what lies between two dates, times of a day or datetimes."))
    datetimeState.delta = type
    datetimeState.deltaShape = TypeRef(type).rootShape
    let maker: NativeMaker = { t, a, count in
      count <= units.count ? t.deltaOfShortInts(datetimeState.delta, a, count) : .unbound
    }
    TypeRef(type).setField(.maker, .address(unsafeBitCast(maker, to: UnsafeRawPointer.self)))
    let dict = TypeRef(type).dict
    dict.set(
      name: StringRef.intern("min"), makeDelta(Delta(days: -Delta.maximumDays, seconds: 0, microseconds: 0)))
    dict.set(
      name: StringRef.intern("max"),
      makeDelta(Delta(days: Delta.maximumDays, seconds: 86_399, microseconds: 999_999)))
    dict.set(name: StringRef.intern("resolution"), makeDelta(Delta(days: 0, seconds: 0, microseconds: 1)))
    TypeRef(type).typeModified()
    module.set("timedelta", type)
  }
}

private let refuse: NativeSetter = { t, _, _ in t.raise(.attributeError, "readonly attribute") }

private let attributes: [GetSetDefinition] = [
  GetSetDefinition("days", { $1.pointer.word(1) }, refuse),
  GetSetDefinition("seconds", { $1.pointer.word(2) }, refuse),
  GetSetDefinition("microseconds", { $1.pointer.word(3) }, refuse),
]

private let methods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, ...)") { t, a in
    t.bind(parameters, a) { t.newDelta(a[0], $0) }
  },
  NativeDefinition("__repr__(self, /)") { t, a in t.deltaRepr(a[0]) },
  NativeDefinition("__str__(self, /)") { t, a in t.deltaText(a[0].delta) },
  NativeDefinition("total_seconds(self, /)") { t, a in
    t.trueDivideIntegers(t.microseconds(a[0]), .int(1_000_000))
  },
  NativeDefinition("__reduce__(self, /)") { t, a in
    let p = a[0].pointer
    return TupleRef.make(t, a[0].type.value, TupleRef.make(t, p.word(1), p.word(2), p.word(3)))
  },
]
