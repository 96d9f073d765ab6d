// `tzinfo`, the base of time zones written in Python, and `timezone`, zones of a fixed offset; and what dates ask of a
// zone: its offset, its daylight saving, its name, checked.

import CRuntime
import Glibc

private let zoneParameters = ParameterTable("timezone", [("offset", .delta), ("name", .text)], required: 1)

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Asking

  /// What `zone.utcoffset(argument)` or `zone.dst(argument)` gives: a timedelta of less than a day, or None.
  func zoneOffset(_ zone: Value, _ method: StaticString, _ argument: Value) -> Value {
    if zone.isNone { return .none }
    let offset = callMethod(zone, StringRef.intern(method), argument)
    if offset.isError || offset.isNone { return offset }
    guard offset.isDelta else {
      return raise(
        .typeError, "tzinfo.\(method)() must return None or timedelta, not '\(offset.typeName)'")
    }
    if isOffset(offset.delta) { return offset }
    return raise(
      .valueError,
      "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).")
  }

  /// The offset from UTC of a zone; for a `timezone` without a call.
  @inline(__always) func utcOffset(_ zone: Value, _ argument: Value) -> Value {
    if zone.isNone { return .none }
    return zone.isFixedZone ? zone.pointer.word(1) : zoneOffset(zone, "utcoffset", argument)
  }

  /// What `zone.tzname(argument)` gives: a str or None.
  func nameOfZone(_ zone: Value, _ argument: Value) -> Value {
    if zone.isNone { return .none }
    let name = callMethod(zone, StringRef.intern("tzname"), argument)
    if name.isError || name.isNone || name.isKind(.string) { return name }
    return raise(.typeError, "tzinfo.tzname() must return None or a string, not '\(name.typeName)'")
  }

  private func isOffset(_ delta: Delta) -> Bool {
    delta.days == 0 || (delta.days == -1 && (delta.seconds > 0 || delta.microseconds > 0))
  }

  // MARK: timezone

  /// A zone of this offset; `name` is a str or None. ValueError for an offset of a day or more.
  func makeFixedZone(_ offset: Value, name: Value) -> Value {
    let delta = offset.delta
    let isZero = delta == Delta(days: 0, seconds: 0, microseconds: 0)
    if isZero && name.isNone && datetimeState.utc.isBound { return datetimeState.utc }
    guard isOffset(delta) else {
      let text = repr(offset)
      if text.isError { return .error }
      return raise(
        .valueError,
        "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not "
          + "\(StringRef(text).text).")
    }
    let zone = allocateInstance(TypeRef(datetimeState.fixedZone))
    zone.pointer.setWord(1, offset)
    zone.pointer.setWord(2, name)
    return zone
  }

  /// "UTC", "UTC+01:30" or the given name.
  fileprivate func fixedZoneName(_ zone: Value) -> Value {
    if !zone.pointer.word(2).isNone { return zone.pointer.word(2) }
    let offset = zone.pointer.word(1).delta
    return makeASCII(capacity: 32) { text in
      text.put("UTC")
      if offset != Delta(days: 0, seconds: 0, microseconds: 0) { text.put(offset: offset, separator: ":") }
    }
  }

  /// A method of `timezone` takes a datetime or None; false with TypeError pending.
  fileprivate func checkArgument(_ value: Value, _ method: StaticString) -> Bool {
    if value.isNone || value.isDatetime { return true }
    raise(.typeError, "\(method)(dt) argument must be a datetime instance or None, not \(value.typeName)")
    return false
  }

  /// `fromutc` takes a datetime of this zone; false with an exception pending.
  fileprivate func checkOwn(_ value: Value, _ zone: Value) -> Bool {
    guard value.isDatetime else { return !raise(.typeError, "fromutc: argument must be a datetime").isError }
    guard value.datetimeZone == zone else {
      return !raise(.valueError, "fromutc: dt.tzinfo is not self").isError
    }
    return true
  }

  /// `timezone.fromutc` for a datetime of that zone.
  func fromUTC(_ value: Value, fixed zone: Value) -> Value { move(value, by: zone.pointer.word(1).delta) }

  /// The rule for zones whose standard offset never changes: what the clock shows is UTC plus standard offset plus the
  /// daylight saving that holds there.
  fileprivate func fromUTC(_ value: Value, _ zone: Value) -> Value {
    let offset = zoneOffset(value.datetimeZone, "utcoffset", value)
    if offset.isError { return .error }
    if offset.isNone { return raise(.valueError, "fromutc: non-None utcoffset() result required") }
    let saving = zoneOffset(value.datetimeZone, "dst", value)
    if saving.isError { return .error }
    if saving.isNone { return raise(.valueError, "fromutc: non-None dst() result required") }
    let standard = move(value, by: (offset.delta - saving.delta).normalised)
    if standard.isError { return .error }
    let there = zoneOffset(value.datetimeZone, "dst", standard)
    if there.isError { return .error }
    if there.isNone { return raise(.valueError, "fromutc: tz.dst() gave inconsistent results; cannot convert") }
    return there.delta == Delta(days: 0, seconds: 0, microseconds: 0) ? standard : move(standard, by: there.delta)
  }

  /// (type, arguments of the constructor, state) for copies and pickles of any tzinfo.
  fileprivate func reduceZone(_ zone: Value) -> Value {
    let initial = findAttribute(zone, StringRef.intern("__getinitargs__"))
    if initial.isError { return .error }
    let arguments = initial.isBound ? call(initial) : vm.pointee.emptyTuple
    if arguments.isError { return .error }
    let state = callSpecial(.getstate, zone)
    return state.isError ? .error : TupleRef.make(self, zone.type.value, arguments, state)
  }

  func defineTimeZones(_ module: ModuleRef) {
    datetimeState.zone = define(
      TypeDefinition(
        name: "tzinfo", kind: .instance, words: 1, module: "datetime", methods: zoneMethods,
        doc: "The base class of time zones."))
    let fixed = define(
      TypeDefinition(
        name: "timezone", base: datetimeState.zone, words: 3, flags: TypeFlags.final, module: "datetime",
        methods: fixedZoneMethods, doc: "A time zone of a fixed offset from UTC."))
    datetimeState.fixedZone = fixed
    func zone(minutes: Int) -> Value {
      makeFixedZone(makeDelta(Delta(days: 0, seconds: minutes * 60, microseconds: 0)), name: .none)
    }
    datetimeState.utc = vm.pointee.immortal(zone(minutes: 0))
    let dict = TypeRef(fixed).dict
    dict.set(name: StringRef.intern("utc"), datetimeState.utc)
    dict.set(name: StringRef.intern("min"), zone(minutes: -1439))
    dict.set(name: StringRef.intern("max"), zone(minutes: 1439))
    TypeRef(fixed).typeModified()
    module.set("tzinfo", datetimeState.zone)
    module.set("timezone", fixed)
    module.set("UTC", datetimeState.utc)
  }
}

private let zoneMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, *args, **kwargs)") { t, a in t.allocateInstance(TypeRef(a[0])) },
  NativeDefinition(.method, "__init__(self, /, *args, **kwargs)") { _, _ in .none },
  NativeDefinition("tzname(self, dt, /)") { t, _ in
    t.raise(.notImplementedError, "a tzinfo subclass must implement tzname()")
  },
  NativeDefinition("utcoffset(self, dt, /)") { t, _ in
    t.raise(.notImplementedError, "a tzinfo subclass must implement utcoffset()")
  },
  NativeDefinition("dst(self, dt, /)") { t, _ in
    t.raise(.notImplementedError, "a tzinfo subclass must implement dst()")
  },
  NativeDefinition("fromutc(self, dt, /)") { t, a in t.checkOwn(a[1], a[0]) ? t.fromUTC(a[1], a[0]) : .error },
  NativeDefinition("__reduce__(self, /)") { t, a in t.reduceZone(a[0]) },
]

private let fixedZoneMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, ...)") { t, a in
    t.bind(zoneParameters, a) { t.makeFixedZone($0[0], name: $0[1].bound(.none)) }
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    if a[0] == datetimeState.utc { return StringRef.make(t, "datetime.timezone.utc") }
    let offset = t.repr(a[0].pointer.word(1))
    if offset.isError { return .error }
    let name = a[0].pointer.word(2)
    if name.isNone { return StringRef.make(t, "\(a[0].typeName)(\(StringRef(offset).text))") }
    let shown = t.repr(name)
    if shown.isError { return .error }
    return StringRef.make(t, "\(a[0].typeName)(\(StringRef(offset).text), \(StringRef(shown).text))")
  },
  NativeDefinition("__str__(self, /)") { t, a in t.fixedZoneName(a[0]) },
  NativeDefinition("__eq__(self, value, /)") { _, a in
    a[1].isFixedZone ? .bool(a[0].pointer.word(1).delta == a[1].pointer.word(1).delta) : .notImplemented
  },
  NativeDefinition("__ne__(self, value, /)") { _, a in
    a[1].isFixedZone ? .bool(a[0].pointer.word(1).delta != a[1].pointer.word(1).delta) : .notImplemented
  },
  NativeDefinition("__hash__(self, /)") { _, a in hashOfDelta(a[0].pointer.word(1).delta) },
  NativeDefinition("tzname(self, dt, /)") { t, a in t.checkArgument(a[1], "tzname") ? t.fixedZoneName(a[0]) : .error },
  NativeDefinition("utcoffset(self, dt, /)") { t, a in
    t.checkArgument(a[1], "utcoffset") ? a[0].pointer.word(1) : .error
  },
  NativeDefinition("dst(self, dt, /)") { t, a in t.checkArgument(a[1], "dst") ? .none : .error },
  NativeDefinition("fromutc(self, dt, /)") { t, a in t.checkOwn(a[1], a[0]) ? t.fromUTC(a[1], fixed: a[0]) : .error },
  NativeDefinition("__getinitargs__(self, /)") { t, a in
    let (offset, name) = (a[0].pointer.word(1), a[0].pointer.word(2))
    return name.isNone ? TupleRef.make(t, offset) : TupleRef.make(t, offset, name)
  },
]
