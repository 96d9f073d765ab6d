// `date`: construction, attributes, methods and operators. Text: DatetimeText.swift, weeks: Calendar.swift.

import CRuntime
import Glibc

private let fields: [(String, ParameterTable.Kind)] = [("year", .int), ("month", .int), ("day", .int)]
private let newParameters = ParameterTable(nil, fields, required: 3)
private let replaceParameters = ParameterTable("replace", fields)
private let weekParameters = ParameterTable(
  "fromisocalendar", [("year", .any), ("week", .any), ("day", .any)], required: 3)
private let ordinalParameters = ParameterTable("fromordinal", [("ordinal", .int)], takesKeywords: false)
private let formatParameters = ParameterTable("strftime", [("format", .text)], required: 1)

extension UnsafeMutablePointer where Pointee == ThreadState {
  fileprivate func newDate(_ type: Value, _ date: CalendarDate) -> Value {
    check(date) ? makeDate(date, type) : .error
  }

  /// A date of the class of `value`, by so many days later.
  fileprivate func move(date value: Value, days: Int) -> Value {
    let ordinal = value.calendarDate.ordinal + days
    guard 1...CalendarDate.maximumOrdinal ~= ordinal else { return raise(.overflowError, "date value out of range") }
    return construct(CalendarDate(ordinal: ordinal), value.type.value)
  }

  fileprivate func addDate(_ value: Value, _ other: Value) -> Value {
    guard !value.isDatetime, other.isDelta else { return .notImplemented }
    return move(date: value, days: other.delta.days)
  }

  fileprivate func subtractDates(_ a: Value, _ b: Value) -> Value {
    guard a.isDate, !a.isDatetime else { return .notImplemented }
    if b.isDelta { return move(date: a, days: -b.delta.days) }
    guard b.isDate, !b.isDatetime else { return .notImplemented }
    let days = a.calendarDate.ordinal - b.calendarDate.ordinal
    return makeDelta(Delta(days: days, seconds: 0, microseconds: 0))
  }

  fileprivate func dateOfWeek(_ type: Value, _ a: Arguments) -> Value {
    var numbers = [0, 0, 0]
    for index in 0..<3 {
      let number = smallInteger(a[index])
      if number.isError {
        guard pendingMatches(.overflowError) else { return .error }
        pointee.exception = .unbound
        return raise(.valueError, "ISO calendar component out of range")
      }
      numbers[index] = number.asInt
    }
    do {
      return construct(try CalendarDate(isoYear: numbers[0], week: numbers[1], weekday: numbers[2]), type)
    } catch {
      switch error {
      case .year: return raise(.valueError, "Year is out of range: \(numbers[0])")
      case .week: return raise(.valueError, "Invalid week: \(numbers[1])")
      case .day: return raise(.valueError, "Invalid day: \(numbers[2]) (range is [1, 7])")
      }
    }
  }

  fileprivate func strftime(_ value: Value, _ format: Value) -> Value {
    let isDatetime = value.isDatetime
    let type = value.type.value
    let moment = FormattedMoment(
      date: value.calendarDate, clock: isDatetime ? value.datetimeClock : ClockTime(),
      zone: isDatetime ? value.datetimeZone : .none, argument: value,
      isPlain: type == datetimeState.date || type == datetimeState.datetime)
    return self.format(moment, format) { callMethod(value, StringRef.intern("timetuple")) }
  }

  func defineDate(_ module: ModuleRef) {
    let type = define(
      TypeDefinition(
        name: "date", words: 2, module: "datetime", methods: methods, attributes: attributes,
        doc: "date(year, month, day): a day of the Gregorian calendar."))
    datetimeState.date = type
    datetimeState.dateShape = TypeRef(type).rootShape
    let maker: NativeMaker = { t, a, count in
      guard count == 3, a[0].isInt, a[1].isInt, a[2].isInt else { return .unbound }
      let date = CalendarDate(year: a[0].asInt, month: a[1].asInt, day: a[2].asInt)
      // The constructor itself complains.
      guard CalendarDate.years ~= date.year, 1...12 ~= date.month, 1...28 ~= date.day else { return .unbound }
      return t.makeDate(date)
    }
    TypeRef(type).setField(.maker, .address(unsafeBitCast(maker, to: UnsafeRawPointer.self)))
    let dict = TypeRef(type).dict
    dict.set(name: StringRef.intern("min"), makeDate(CalendarDate(year: 1, month: 1, day: 1)))
    dict.set(name: StringRef.intern("max"), makeDate(CalendarDate(year: 9999, month: 12, day: 31)))
    dict.set(name: StringRef.intern("resolution"), makeDelta(Delta(days: 1, seconds: 0, microseconds: 0)))
    TypeRef(type).typeModified()
    module.set("date", type)
  }
}

private func compareDates(_ t: Thread, _ a: Arguments, _ operation: Comparison) -> Value {
  guard a[1].isDate else { return .notImplemented }
  return operation.holds(order(a[0].pointer.intWord(1), a[1].pointer.intWord(1)))
}

private let attributes: [GetSetDefinition] = [
  GetSetDefinition("year", { .int($1.calendarDate.year) }),
  GetSetDefinition("month", { .int($1.calendarDate.month) }),
  GetSetDefinition("day", { .int($1.calendarDate.day) }),
]

private let classMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, ...)") { t, a in
    let given = t.rawArguments
    if given.names.isUnbound {
      let unpickled = t.unpickledDate(a[0], a + 1, given.count - 1)
      if unpickled.isBound { return unpickled }
    }
    return t.bind(newParameters, a, given: given) {
      t.newDate(a[0], CalendarDate(year: $0[0].asInt, month: $0[1].asInt, day: $0[2].asInt))
    }
  },
  NativeDefinition(.classMethod, "fromtimestamp(cls, timestamp, /)") { t, a in
    guard let seconds = t.timestamp(a[1], .down)?.seconds, let local = t.localTime(seconds) else { return .error }
    return t.construct(local.date, a[0])
  },
  NativeDefinition(.classMethod, "today(cls, /)") { t, a in
    let now = t.presentTime()
    return t.callMethod(
      a[0], StringRef.intern("fromtimestamp"), t.makeFloat(Double(now.seconds) + Double(now.nanoseconds) * 1e-9))
  },
  NativeDefinition(.classMethod, "fromordinal(cls, ...)") { t, a in
    t.bind(ordinalParameters, a) {
      guard $0[0].asInt >= 1 else { return t.raise(.valueError, "ordinal must be >= 1") }
      return t.construct(CalendarDate(ordinal: $0[0].asInt), a[0])
    }
  },
  NativeDefinition(.classMethod, "fromisocalendar(cls, ...)") { t, a in
    t.bind(weekParameters, a) { t.dateOfWeek(a[0], $0) }
  },
  NativeDefinition(.classMethod, "fromisoformat(cls, string, /)") { t, a in
    guard a[1].isKind(.string) else { return t.raise(.typeError, "fromisoformat: argument must be str") }
    guard let date = ISOText.with(a[1], { $0.wholeDate() }) else { return t.raiseNotISO(a[1]) }
    return t.construct(date, a[0])
  },
]

private let instanceMethods: [NativeDefinition] = [
  NativeDefinition("__repr__(self, /)") { t, a in
    let date = a[0].calendarDate
    return t.momentRepr(a[0], [date.year, date.month, date.day], kept: 3, [])
  },
  NativeDefinition("__str__(self, /)") { t, a in
    if a[0].type.value == datetimeState.date { return t.isoText(a[0].calendarDate) }
    return t.callMethod(a[0], StringRef.intern("isoformat"))
  },
  NativeDefinition("__format__(self, spec, /)") { t, a in t.formatMoment(a[0], a[1]) },
  NativeDefinition("strftime(self, ...)") { t, a in t.bind(formatParameters, a) { t.strftime(a[0], $0[0]) } },
  NativeDefinition("isoformat(self, /)") { t, a in t.isoText(a[0].calendarDate) },
  NativeDefinition("ctime(self, /)") { t, a in t.cTime(a[0].calendarDate, ClockTime()) },
  NativeDefinition("timetuple(self, /)") { t, a in
    t.timeStructure(a[0].calendarDate, ClockTime(), daylight: -1)
  },
  NativeDefinition("isocalendar(self, /)") { t, a in
    let (year, week, weekday) = a[0].calendarDate.isoWeek
    return t.makeWeek(.int(year), .int(week), .int(weekday))
  },
  NativeDefinition("isoweekday(self, /)") { _, a in .int(a[0].calendarDate.weekday + 1) },
  NativeDefinition("weekday(self, /)") { _, a in .int(a[0].calendarDate.weekday) },
  NativeDefinition("toordinal(self, /)") { _, a in .int(a[0].calendarDate.ordinal) },
  NativeDefinition("replace(self, ...)") { t, a in
    t.bind(replaceParameters, a) {
      let old = a[0].calendarDate
      return t.newDate(
        a[0].type.value,
        CalendarDate(year: $0[0].number(old.year), month: $0[1].number(old.month), day: $0[2].number(old.day)))
    }
  },
  NativeDefinition("__reduce__(self, /)") { t, a in t.reduceDate(a[0]) },
  NativeDefinition("__hash__(self, /)") { _, a in hashOfMoment(a[0].pointer.intWord(1), 0) },
  NativeDefinition("__lt__(self, value, /)") { compareDates($0, $1, .less) },
  NativeDefinition("__le__(self, value, /)") { compareDates($0, $1, .lessEqual) },
  NativeDefinition("__eq__(self, value, /)") { compareDates($0, $1, .equal) },
  NativeDefinition("__ne__(self, value, /)") { compareDates($0, $1, .notEqual) },
  NativeDefinition("__gt__(self, value, /)") { compareDates($0, $1, .greater) },
  NativeDefinition("__ge__(self, value, /)") { compareDates($0, $1, .greaterEqual) },
  NativeDefinition("__add__(self, value, /)") { t, a in t.addDate(a[0], a[1]) },
  NativeDefinition("__radd__(self, value, /)") { t, a in t.addDate(a[0], a[1]) },
  NativeDefinition("__sub__(self, value, /)") { t, a in t.subtractDates(a[0], a[1]) },
  NativeDefinition("__rsub__(self, value, /)") { t, a in t.subtractDates(a[1], a[0]) },
]

private let methods = classMethods + instanceMethods
