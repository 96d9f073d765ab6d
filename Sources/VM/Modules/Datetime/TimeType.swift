// `time`: a reading of a clock, with or without a time zone. Construction, attributes, methods and order.

import CRuntime

private let fields: [(String, ParameterTable.Kind)] = [
  ("hour", .int), ("minute", .int), ("second", .int), ("microsecond", .int), ("tzinfo", .any), ("fold", .int),
]
private let newParameters = ParameterTable(nil, fields, positional: 5)
private let replaceParameters = ParameterTable("replace", fields, positional: 5)
private let isoParameters = ParameterTable("isoformat", [("timespec", .text)])
private let formatParameters = ParameterTable("strftime", [("format", .text)], required: 1)
private let reduceParameters = ParameterTable("__reduce_ex__", [("protocol", .int)], takesKeywords: false)

extension ClockTime {
  /// Bound parameters hour, minute, second, microsecond, with `old` for those missing.
  @inline(__always) init(_ a: Arguments, fold: Value, old: ClockTime = ClockTime()) {
    self.init(
      hour: a[0].number(old.hour), minute: a[1].number(old.minute), second: a[2].number(old.second),
      microsecond: a[3].number(old.microsecond), fold: fold.number(old.fold))
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  fileprivate func newTime(_ type: Value, _ time: ClockTime, zone: Value) -> Value {
    check(time) && checkZone(zone) ? makeTime(time, zone: zone, type) : .error
  }

  /// The offset of a time's zone: of no particular day.
  private func offset(_ value: Value) -> Value { utcOffset(value.timeZone, .none) }

  fileprivate func compareTimes(_ a: Value, _ b: Value, _ operation: Comparison) -> Value {
    guard b.isTime else { return .notImplemented }
    func plain() -> Value {
      operation.holds(order(a.pointer.intWord(1) & ClockTime.withoutFold, b.pointer.intWord(1) & ClockTime.withoutFold))
    }
    if a.timeZone == b.timeZone { return plain() }
    let first = offset(a)
    if first.isError { return .error }
    let second = offset(b)
    if second.isError { return .error }
    if first == second || (!first.isNone && !second.isNone && first.delta == second.delta) { return plain() }
    if first.isNone || second.isNone {
      if operation == .equal || operation == .notEqual { return .bool(operation == .notEqual) }
      return raise(.typeError, "can't compare offset-naive and offset-aware times")
    }
    let left = a.timeClock.seconds - first.delta.wholeSeconds
    let right = b.timeClock.seconds - second.delta.wholeSeconds
    return operation.holds(order(left, right, or: order(a.timeClock.microsecond, b.timeClock.microsecond)))
  }

  fileprivate func hashOfTime(_ value: Value) -> Value {
    var time = value
    if value.timeClock.fold == 1 {
      // The zone is asked about the first of the two moments.
      var clock = value.timeClock
      clock.fold = 0
      time = makeTime(clock, zone: value.timeZone)
    }
    let offset = self.offset(time)
    if offset.isError { return .error }
    let clock = value.timeClock
    if offset.isNone { return hashOfMoment(clock.seconds, clock.microsecond) }
    return hashOfDelta(
      (Delta(days: 0, seconds: clock.seconds, microseconds: clock.microsecond) - offset.delta).normalised)
  }

  fileprivate func timeRepr(_ value: Value) -> Value {
    let time = value.timeClock
    var named: [(String, Value)] = []
    if !value.timeZone.isNone { named.append(("tzinfo", value.timeZone)) }
    if time.fold == 1 { named.append(("fold", .int(1))) }
    return momentRepr(value, [time.hour, time.minute, time.second, time.microsecond], kept: 2, named)
  }

  func defineTimeOfDay(_ module: ModuleRef) {
    let type = define(
      TypeDefinition(
        name: "time", words: 3, module: "datetime", methods: methods + orderMethods, attributes: attributes,
        doc: "time([hour[, minute[, second[, microsecond[, tzinfo]]]]], *, fold=0): a time of a day."))
    datetimeState.time = type
    datetimeState.timeShape = TypeRef(type).rootShape
    let dict = TypeRef(type).dict
    dict.set(name: StringRef.intern("min"), makeTime(ClockTime(), zone: .none))
    dict.set(
      name: StringRef.intern("max"),
      makeTime(ClockTime(hour: 23, minute: 59, second: 59, microsecond: 999_999), zone: .none))
    dict.set(name: StringRef.intern("resolution"), makeDelta(Delta(days: 0, seconds: 0, microseconds: 1)))
    TypeRef(type).typeModified()
    module.set("time", type)
  }
}

private let attributes: [GetSetDefinition] = [
  GetSetDefinition("hour", { .int($1.timeClock.hour) }),
  GetSetDefinition("minute", { .int($1.timeClock.minute) }),
  GetSetDefinition("second", { .int($1.timeClock.second) }),
  GetSetDefinition("microsecond", { .int($1.timeClock.microsecond) }),
  GetSetDefinition("tzinfo", { $1.timeZone }),
  GetSetDefinition("fold", { .int($1.timeClock.fold) }),
]

private let methods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, ...)") { t, a in
    let given = t.rawArguments
    if given.names.isUnbound {
      let unpickled = t.unpickledTime(a[0], a + 1, given.count - 1)
      if unpickled.isBound { return unpickled }
    }
    return t.bind(newParameters, a, given: given) {
      t.newTime(a[0], ClockTime($0, fold: $0[5]), zone: $0[4].bound(.none))
    }
  },
  NativeDefinition(.classMethod, "fromisoformat(cls, string, /)") { t, a in
    guard a[1].isKind(.string) else { return t.raise(.typeError, "fromisoformat: argument must be str") }
    guard let (time, offset) = ISOText.with(a[1], { $0.wholeTime() }) else { return t.raiseNotISO(a[1]) }
    let zone = t.makeZone(offset)
    if zone.isError { return .error }
    if a[0] == datetimeState.time { return t.newTime(a[0], time, zone: zone) }
    let arguments = TupleRef.allocate(t, count: 5)
    for (index, number) in [time.hour, time.minute, time.second, time.microsecond].enumerated() {
      arguments[index] = .int(number)
    }
    arguments[4] = zone
    return t.call(a[0], tuple: arguments)
  },
  NativeDefinition("__repr__(self, /)") { t, a in t.timeRepr(a[0]) },
  NativeDefinition("__str__(self, /)") { t, a in t.callMethod(a[0], StringRef.intern("isoformat")) },
  NativeDefinition("__format__(self, spec, /)") { t, a in t.formatMoment(a[0], a[1]) },
  NativeDefinition("isoformat(self, ...)") { t, a in
    t.bind(isoParameters, a) {
      guard let precision = t.precision($0[0]) else { return .error }
      let offset = t.utcOffset(a[0].timeZone, .none)
      return offset.isError ? .error : t.isoText(a[0].timeClock, offset: offset, precision)
    }
  },
  NativeDefinition("strftime(self, ...)") { t, a in
    t.bind(formatParameters, a) {
      // The day is any day that the C library knows.
      let day = CalendarDate(year: 1900, month: 1, day: 1)
      let moment = FormattedMoment(
        date: day, clock: a[0].timeClock, zone: a[0].timeZone, argument: .none, isPlain: true)
      return t.format(moment, $0[0]) { t.timeStructure(day, a[0].timeClock, daylight: -1) }
    }
  },
  NativeDefinition("utcoffset(self, /)") { t, a in t.utcOffset(a[0].timeZone, .none) },
  NativeDefinition("dst(self, /)") { t, a in t.zoneOffset(a[0].timeZone, "dst", .none) },
  NativeDefinition("tzname(self, /)") { t, a in t.nameOfZone(a[0].timeZone, .none) },
  NativeDefinition("replace(self, ...)") { t, a in
    t.bind(replaceParameters, a) {
      guard t.checkFold($0[5]) else { return .error }
      return t.newTime(
        a[0].type.value, ClockTime($0, fold: $0[5], old: a[0].timeClock), zone: $0[4].bound(a[0].timeZone))
    }
  },
  NativeDefinition("__reduce_ex__(self, ...)") { t, a in
    t.bind(reduceParameters, a) { t.reduceTime(a[0], protocolNumber: $0[0].asInt) }
  },
  NativeDefinition("__reduce__(self, /)") { t, a in t.reduceTime(a[0], protocolNumber: 2) },
]

private let orderMethods: [NativeDefinition] = [
  NativeDefinition("__hash__(self, /)") { t, a in t.hashOfTime(a[0]) },
  NativeDefinition("__lt__(self, value, /)") { t, a in t.compareTimes(a[0], a[1], .less) },
  NativeDefinition("__le__(self, value, /)") { t, a in t.compareTimes(a[0], a[1], .lessEqual) },
  NativeDefinition("__eq__(self, value, /)") { t, a in t.compareTimes(a[0], a[1], .equal) },
  NativeDefinition("__ne__(self, value, /)") { t, a in t.compareTimes(a[0], a[1], .notEqual) },
  NativeDefinition("__gt__(self, value, /)") { t, a in t.compareTimes(a[0], a[1], .greater) },
  NativeDefinition("__ge__(self, value, /)") { t, a in t.compareTimes(a[0], a[1], .greaterEqual) },
]
