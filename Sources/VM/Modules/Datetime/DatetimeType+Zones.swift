// Datetimes of timestamps and timestamps of datetimes, and the same moment in another zone.

import CRuntime

private let nowParameters = ParameterTable("now", [("tz", .any)])
private let timestampParameters = ParameterTable("fromtimestamp", [("timestamp", .any), ("tz", .any)], required: 1)
private let universalParameters = ParameterTable("utcfromtimestamp", [("timestamp", .any)], takesKeywords: false)
private let zoneParameters = ParameterTable("astimezone", [("tz", .any)])

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The present for a zone, or local for None.
  fileprivate func present(_ type: Value, zone: Value, universal: Bool) -> Value {
    let now = presentTime()
    return moment(type, (now.seconds, now.nanoseconds / 1000), zone: zone, universal: universal)
  }

  private func moment(
    _ type: Value, _ stamp: (seconds: Int, microseconds: Int), zone: Value, universal: Bool
  ) -> Value {
    guard checkZone(zone) else { return .error }
    let value = makeDatetime(stamp.seconds, stamp.microseconds, zone: zone, universal: universal, type)
    if value.isError || zone.isNone { return value }
    return callMethod(zone, StringRef.intern("fromutc"), value)
  }

  fileprivate func moment(_ type: Value, of number: Value, zone: Value, universal: Bool) -> Value {
    guard checkZone(zone), let stamp = timestamp(number, .halfEven) else { return .error }
    return moment(type, stamp, zone: zone, universal: universal)
  }

  /// Seconds since 1970, as a float.
  fileprivate func timestamp(of value: Value) -> Value {
    if value.datetimeZone.isNone {
      guard let seconds = timestamp(local: value.calendarDate, value.datetimeClock) else { return .error }
      return makeFloat(Double(seconds) + Double(value.datetimeClock.microsecond) / 1e6)
    }
    guard let difference = difference(value, datetimeState.epoch) else { return .error }
    let total = makeInt(difference.wholeSeconds * 1_000_000 + difference.microseconds)
    return trueDivideIntegers(total, .int(1_000_000))
  }

  /// The zone of local time at a datetime: of its reading when it is naive, else of the moment.
  private func localZone(ofReading value: Value) -> Value {
    guard let seconds = timestamp(local: value.calendarDate, value.datetimeClock) else { return .error }
    return localZone(at: seconds)
  }

  fileprivate func convert(_ value: Value, to target: Value) -> Value {
    guard checkZone(target) else { return .error }
    var own = value.datetimeZone
    var offset = Value.none
    if !own.isNone {
      if own == target { return value }
      offset = utcOffset(own, value)
      if offset.isError { return .error }
    }
    if offset.isNone {
      own = localZone(ofReading: value)
      if own.isError { return .error }
      if own == target { return value }
      offset = own.pointer.word(1)
    }
    let moment = move(value, by: (-offset.delta).normalised)
    if moment.isError { return .error }
    guard moment.isDatetime else { return raise(.typeError, "a datetime is required, not '\(moment.typeName)'") }
    moment.pointer.setWord(3, datetimeState.utc)
    var zone = target
    if zone.isNone {
      guard let elapsed = difference(moment, datetimeState.epoch) else { return .error }
      zone = localZone(at: elapsed.wholeSeconds)
      if zone.isError { return .error }
    }
    moment.pointer.setWord(3, zone)
    if zone.isFixedZone { return fromUTC(moment, fixed: zone) }
    return callMethod(zone, StringRef.intern("fromutc"), moment)
  }

  fileprivate func universalTuple(_ value: Value) -> Value {
    let offset = utcOffset(value.datetimeZone, value)
    if offset.isError { return .error }
    let moment = offset.isNone ? value : move(value, by: (-offset.delta).normalised)
    return moment.isError ? .error : timeStructure(moment.calendarDate, moment.datetimeClock, daylight: 0)
  }
}

let zoneConversions: [NativeDefinition] = [
  NativeDefinition(.classMethod, "now(cls, ...)") { t, a in
    t.bind(nowParameters, a) { t.present(a[0], zone: $0[0].bound(.none), universal: false) }
  },
  NativeDefinition(.classMethod, "utcnow(cls, /)") { t, a in t.present(a[0], zone: .none, universal: true) },
  NativeDefinition(.classMethod, "fromtimestamp(cls, ...)") { t, a in
    t.bind(timestampParameters, a) { t.moment(a[0], of: $0[0], zone: $0[1].bound(.none), universal: false) }
  },
  NativeDefinition(.classMethod, "utcfromtimestamp(cls, ...)") { t, a in
    t.bind(universalParameters, a) { t.moment(a[0], of: $0[0], zone: .none, universal: true) }
  },
  NativeDefinition("timestamp(self, /)") { t, a in t.timestamp(of: a[0]) },
  NativeDefinition("astimezone(self, ...)") { t, a in
    t.bind(zoneParameters, a) { t.convert(a[0], to: $0[0].bound(.none)) }
  },
  NativeDefinition("utctimetuple(self, /)") { t, a in t.universalTuple(a[0]) },
  NativeDefinition("utcoffset(self, /)") { t, a in t.utcOffset(a[0].datetimeZone, a[0]) },
  NativeDefinition("dst(self, /)") { t, a in t.zoneOffset(a[0].datetimeZone, "dst", a[0]) },
  NativeDefinition("tzname(self, /)") { t, a in t.nameOfZone(a[0].datetimeZone, a[0]) },
]
