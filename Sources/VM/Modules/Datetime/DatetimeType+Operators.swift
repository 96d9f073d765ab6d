// Sums, differences, order and hash of datetimes. Two datetimes of the same tzinfo are compared as their clocks show;
// of different ones as moments of UTC.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A datetime of the class and zone of `value`, so much later; `delta` is normalised.
  func move(_ value: Value, by delta: Delta) -> Value {
    let time = value.datetimeClock
    let sum = Delta(
      days: value.calendarDate.ordinal + delta.days, seconds: time.seconds + delta.seconds,
      microseconds: time.microsecond + delta.microseconds
    ).normalised
    guard 1...CalendarDate.maximumOrdinal ~= sum.days else { return raise(.overflowError, "date value out of range") }
    return construct(
      CalendarDate(ordinal: sum.days), ClockTime(seconds: sum.seconds, microsecond: sum.microseconds),
      zone: value.datetimeZone, value.type.value)
  }

  /// What the clock shows, since the day before 0001-01-01.
  private func reading(_ value: Value) -> Delta {
    let time = value.datetimeClock
    return Delta(days: value.calendarDate.ordinal, seconds: time.seconds, microseconds: time.microsecond)
  }

  fileprivate func addDatetime(_ value: Value, _ other: Value) -> Value {
    other.isDelta ? move(value, by: other.delta) : .notImplemented
  }

  fileprivate func subtractDatetimes(_ a: Value, _ b: Value) -> Value {
    guard a.isDatetime else { return .notImplemented }
    if b.isDelta { return move(a, by: (-b.delta).normalised) }
    guard b.isDatetime else { return .notImplemented }
    guard let difference = difference(a, b) else { return .error }
    return makeDelta(difference)
  }

  /// `a - b`, normalised; nil with an exception pending.
  func difference(_ a: Value, _ b: Value) -> Delta? {
    var difference = reading(a) - reading(b)
    if a.datetimeZone != b.datetimeZone {
      let first = utcOffset(a.datetimeZone, a)
      if first.isError { return nil }
      let second = utcOffset(b.datetimeZone, b)
      if second.isError { return nil }
      if first.isNone != second.isNone {
        raise(.typeError, "can't subtract offset-naive and offset-aware datetimes")
        return nil
      }
      if !first.isNone { difference = difference - (first.delta - second.delta) }
    }
    return difference.normalised
  }

  // MARK: Order

  private func isSameOffset(_ a: Value, _ b: Value) -> Bool {
    a == b || (!a.isNone && !b.isNone && a.delta == b.delta)
  }

  /// The offset that the other fold of a datetime has.
  private func offsetOfOtherFold(_ value: Value) -> Value {
    var time = value.datetimeClock
    time.fold = 1 - time.fold
    return utcOffset(value.datetimeZone, makeDatetime(value.calendarDate, time, zone: value.datetimeZone))
  }

  /// Does the offset depend on the fold? Such a datetime equals none of another zone. Nil with an exception pending.
  private func isAmbiguous(_ value: Value, _ offset: Value) -> Bool? {
    let other = offsetOfOtherFold(value)
    return other.isError ? nil : !isSameOffset(other, offset)
  }

  fileprivate func compareDatetimes(_ a: Value, _ b: Value, _ operation: Comparison) -> Value {
    let isEquality = operation == .equal || operation == .notEqual
    guard b.isDatetime else {
      guard b.isDate else { return .notImplemented }
      // A date is not the datetime of its midnight.
      if isEquality { return .bool(operation == .notEqual) }
      return raise(.typeError, "can't compare \(a.typeName) to \(b.typeName)")
    }
    if a.datetimeZone == b.datetimeZone { return operation.holds(orderOfReadings(a, b)) }
    let first = utcOffset(a.datetimeZone, a)
    if first.isError { return .error }
    let second = utcOffset(b.datetimeZone, b)
    if second.isError { return .error }
    var result: Int
    if isSameOffset(first, second) {
      result = orderOfReadings(a, b)
    } else if first.isNone || second.isNone {
      if isEquality { return .bool(operation == .notEqual) }
      return raise(.typeError, "can't compare offset-naive and offset-aware datetimes")
    } else {
      guard let difference = difference(a, b) else { return .error }
      result = difference.compare(Delta(days: 0, seconds: 0, microseconds: 0))
    }
    if isEquality && result == 0 {
      guard let left = isAmbiguous(a, first) else { return .error }
      if left {
        result = 1
      } else {
        guard let right = isAmbiguous(b, second) else { return .error }
        if right { result = 1 }
      }
    }
    return operation.holds(result)
  }

  private func orderOfReadings(_ a: Value, _ b: Value) -> Int {
    order(
      a.pointer.intWord(1), b.pointer.intWord(1),
      or: order(a.pointer.intWord(2) & ClockTime.withoutFold, b.pointer.intWord(2) & ClockTime.withoutFold))
  }

  fileprivate func hashOfDatetime(_ value: Value) -> Value {
    var datetime = value
    if value.datetimeClock.fold == 1 && !value.datetimeZone.isNone {
      // The zone is asked about the first of the two moments.
      var time = value.datetimeClock
      time.fold = 0
      datetime = makeDatetime(value.calendarDate, time, zone: value.datetimeZone)
    }
    let offset = utcOffset(datetime.datetimeZone, datetime)
    if offset.isError { return .error }
    return hashOfDelta(offset.isNone ? reading(value) : (reading(value) - offset.delta).normalised)
  }
}

let datetimeOperators: [NativeDefinition] = [
  NativeDefinition("__hash__(self, /)") { t, a in t.hashOfDatetime(a[0]) },
  NativeDefinition("__lt__(self, value, /)") { t, a in t.compareDatetimes(a[0], a[1], .less) },
  NativeDefinition("__le__(self, value, /)") { t, a in t.compareDatetimes(a[0], a[1], .lessEqual) },
  NativeDefinition("__eq__(self, value, /)") { t, a in t.compareDatetimes(a[0], a[1], .equal) },
  NativeDefinition("__ne__(self, value, /)") { t, a in t.compareDatetimes(a[0], a[1], .notEqual) },
  NativeDefinition("__gt__(self, value, /)") { t, a in t.compareDatetimes(a[0], a[1], .greater) },
  NativeDefinition("__ge__(self, value, /)") { t, a in t.compareDatetimes(a[0], a[1], .greaterEqual) },
  NativeDefinition("__add__(self, value, /)") { t, a in t.addDatetime(a[0], a[1]) },
  NativeDefinition("__radd__(self, value, /)") { t, a in t.addDatetime(a[0], a[1]) },
  NativeDefinition("__sub__(self, value, /)") { t, a in t.subtractDatetimes(a[0], a[1]) },
  NativeDefinition("__rsub__(self, value, /)") { t, a in t.subtractDatetimes(a[1], a[0]) },
]
