// `datetime`: construction, attributes, parts and text. Operators: DatetimeType+Operators.swift; timestamps and
// conversion between zones: DatetimeType+Zones.swift.

import CRuntime

private let fields: [(String, ParameterTable.Kind)] = [
  ("year", .int), ("month", .int), ("day", .int), ("hour", .int), ("minute", .int), ("second", .int),
  ("microsecond", .int), ("tzinfo", .any), ("fold", .int),
]
private let newParameters = ParameterTable(nil, fields, required: 3, positional: 8)
private let replaceParameters = ParameterTable("replace", fields, positional: 8)
private let combineParameters = ParameterTable(
  "combine", [("date", .date), ("time", .time), ("tzinfo", .any)], required: 2)
private let strptimeParameters = ParameterTable(
  "strptime", [("date_string", .text), ("format", .text)], takesKeywords: false)
private let isoParameters = ParameterTable("isoformat", [("sep", .character), ("timespec", .text)])
private let reduceParameters = ParameterTable("__reduce_ex__", [("protocol", .int)], takesKeywords: false)

extension UnsafeMutablePointer where Pointee == ThreadState {
  fileprivate func newDatetime(_ type: Value, _ date: CalendarDate, _ time: ClockTime, zone: Value) -> Value {
    check(date) && check(time) && checkZone(zone) ? makeDatetime(date, time, zone: zone, type) : .error
  }

  fileprivate func combine(_ type: Value, _ a: Arguments) -> Value {
    construct(a[0].calendarDate, a[1].timeClock, zone: a[2].bound(a[1].timeZone), type)
  }

  fileprivate func isoText(of value: Value, separator: UInt32, _ precision: TimePrecision) -> Value {
    let offset = utcOffset(value.datetimeZone, value)
    if offset.isError { return .error }
    return isoText(value.calendarDate, value.datetimeClock, offset: offset, separator: separator, precision)
  }

  fileprivate func datetimeRepr(_ value: Value) -> Value {
    let (date, time) = (value.calendarDate, value.datetimeClock)
    var named: [(String, Value)] = []
    if time.fold == 1 { named.append(("fold", .int(1))) }
    if !value.datetimeZone.isNone { named.append(("tzinfo", value.datetimeZone)) }
    return momentRepr(
      value, [date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond], kept: 5, named)
  }

  /// `time.struct_time` of the datetime's own zone.
  fileprivate func timeTuple(_ value: Value) -> Value {
    let saving = zoneOffset(value.datetimeZone, "dst", value)
    if saving.isError { return .error }
    let daylight = saving.isNone ? -1 : saving.delta == Delta(days: 0, seconds: 0, microseconds: 0) ? 0 : 1
    return timeStructure(value.calendarDate, value.datetimeClock, daylight: daylight)
  }

  func defineDatetime(_ module: ModuleRef) {
    let type = define(
      TypeDefinition(
        name: "datetime", base: datetimeState.date, words: 4, module: "datetime",
        methods: makers + methods + datetimeOperators + zoneConversions, attributes: attributes,
        doc: "datetime(year, month, day[, hour[, minute[, second[, microsecond[, tzinfo]]]]], *, fold=0)"))
    // Not the very str that names the module: pickles refer to the same object by its number.
    TypeRef(type).setField(.qualname, StringRef.make(self, "datetime" as StaticString))
    datetimeState.datetime = type
    datetimeState.datetimeShape = TypeRef(type).rootShape
    let maker: NativeMaker = { t, a, count in
      guard 3...8 ~= count else { return .unbound }
      for index in 0..<min(count, 7) where !a[index].isInt { return .unbound }
      func number(_ index: Int) -> Int { index < count ? a[index].asInt : 0 }
      let date = CalendarDate(year: number(0), month: number(1), day: number(2))
      let time = ClockTime(hour: number(3), minute: number(4), second: number(5), microsecond: number(6))
      let zone = count == 8 ? a[7] : .none
      // The constructor itself complains.
      guard CalendarDate.years ~= date.year, 1...12 ~= date.month, 1...28 ~= date.day, 0...23 ~= time.hour,
        0...59 ~= time.minute, 0...59 ~= time.second, 0...999_999 ~= time.microsecond, zone.isNone || zone.isZone
      else { return .unbound }
      return t.makeDatetime(date, time, zone: zone)
    }
    TypeRef(type).setField(.maker, .address(unsafeBitCast(maker, to: UnsafeRawPointer.self)))
    let dict = TypeRef(type).dict
    let (first, last) = (CalendarDate(year: 1, month: 1, day: 1), CalendarDate(year: 9999, month: 12, day: 31))
    let lastTime = ClockTime(hour: 23, minute: 59, second: 59, microsecond: 999_999)
    dict.set(name: StringRef.intern("min"), makeDatetime(first, ClockTime(), zone: .none))
    dict.set(name: StringRef.intern("max"), makeDatetime(last, lastTime, zone: .none))
    dict.set(name: StringRef.intern("resolution"), makeDelta(Delta(days: 0, seconds: 0, microseconds: 1)))
    TypeRef(type).typeModified()
    let epoch = CalendarDate(year: 1970, month: 1, day: 1)
    datetimeState.epoch = vm.pointee.immortal(makeDatetime(epoch, ClockTime(), zone: datetimeState.utc))
    module.set("datetime", type)
  }
}

private let attributes: [GetSetDefinition] = [
  GetSetDefinition("hour", { .int($1.datetimeClock.hour) }),
  GetSetDefinition("minute", { .int($1.datetimeClock.minute) }),
  GetSetDefinition("second", { .int($1.datetimeClock.second) }),
  GetSetDefinition("microsecond", { .int($1.datetimeClock.microsecond) }),
  GetSetDefinition("tzinfo", { $1.datetimeZone }),
  GetSetDefinition("fold", { .int($1.datetimeClock.fold) }),
]

private let makers: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, ...)") { t, a in
    let given = t.rawArguments
    if given.names.isUnbound {
      let unpickled = t.unpickledDatetime(a[0], a + 1, given.count - 1)
      if unpickled.isBound { return unpickled }
    }
    return t.bind(newParameters, a, given: given) {
      t.newDatetime(
        a[0], CalendarDate(year: $0[0].asInt, month: $0[1].asInt, day: $0[2].asInt),
        ClockTime($0 + 3, fold: $0[8]), zone: $0[7].bound(.none))
    }
  },
  NativeDefinition(.classMethod, "combine(cls, ...)") { t, a in
    t.bind(combineParameters, a) { t.combine(a[0], $0) }
  },
  NativeDefinition(.classMethod, "strptime(cls, ...)") { t, a in
    t.bind(strptimeParameters, a) {
      let module = t.importModule("_strptime")
      if module.isError { return .error }
      let parse = t.getAttribute(module, StringRef.intern("_strptime_datetime"))
      return parse.isError ? .error : t.call(parse, a[0], $0[0], $0[1])
    }
  },
  NativeDefinition(.classMethod, "fromisoformat(cls, string, /)") { t, a in
    guard a[1].isKind(.string) else { return t.raise(.typeError, "fromisoformat: argument must be str") }
    guard let (date, time, offset) = t.parseDatetime(a[1]) else { return .error }
    let zone = t.makeZone(offset)
    return zone.isError ? .error : t.construct(date, time, zone: zone, a[0])
  },
]

private let methods: [NativeDefinition] = [
  NativeDefinition("__repr__(self, /)") { t, a in t.datetimeRepr(a[0]) },
  NativeDefinition("__str__(self, /)") { t, a in
    if a[0].type.value == datetimeState.datetime { return t.isoText(of: a[0], separator: 0x20, .auto) }
    return t.callMethod(a[0], StringRef.intern("isoformat"), vm.pointee.characters[0x20])
  },
  NativeDefinition("isoformat(self, ...)") { t, a in
    t.bind(isoParameters, a) {
      guard let precision = t.precision($0[1]) else { return .error }
      return t.isoText(of: a[0], separator: $0[0].isBound ? StringRef($0[0])[0] : 0x54, precision)
    }
  },
  NativeDefinition("ctime(self, /)") { t, a in t.cTime(a[0].calendarDate, a[0].datetimeClock) },
  NativeDefinition("timetuple(self, /)") { t, a in t.timeTuple(a[0]) },
  NativeDefinition("date(self, /)") { t, a in t.makeDate(a[0].calendarDate) },
  NativeDefinition("time(self, /)") { t, a in t.makeTime(a[0].datetimeClock, zone: .none) },
  NativeDefinition("timetz(self, /)") { t, a in t.makeTime(a[0].datetimeClock, zone: a[0].datetimeZone) },
  NativeDefinition("replace(self, ...)") { t, a in
    t.bind(replaceParameters, a) {
      guard t.checkFold($0[8]) else { return .error }
      let old = a[0].calendarDate
      let date = CalendarDate(
        year: $0[0].number(old.year), month: $0[1].number(old.month), day: $0[2].number(old.day))
      return t.newDatetime(
        a[0].type.value, date, ClockTime($0 + 3, fold: $0[8], old: a[0].datetimeClock),
        zone: $0[7].bound(a[0].datetimeZone))
    }
  },
  NativeDefinition("__reduce_ex__(self, ...)") { t, a in
    t.bind(reduceParameters, a) { t.reduceDatetime(a[0], protocolNumber: $0[0].asInt) }
  },
  NativeDefinition("__reduce__(self, /)") { t, a in t.reduceDatetime(a[0], protocolNumber: 2) },
]
