// Between timestamps and fields: seconds since 1970 from Python's numbers, the clock, and the local time of the C
// library with its two readings where a clock is set back.
//
// "Absolute seconds" here count from the day before 0001-01-01, as `ordinal * 86400`; they need not be UTC.

import CRuntime
import Glibc

/// Absolute seconds of 1970-01-01.
private let epochSeconds = 719_163 * 86_400
/// No clock is set back by more than a day.
private let longestFold = 86_400

extension CalendarDate {
  func absoluteSeconds(_ time: ClockTime) -> Int { ordinal * 86_400 + time.seconds }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  enum TimestampRounding { case down, halfEven }

  func presentTime() -> (seconds: Int, nanoseconds: Int) {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return (time.tv_sec, time.tv_nsec)
  }

  /// Seconds and microseconds of a number; nil with an exception pending.
  func timestamp(_ value: Value, _ rounding: TimestampRounding) -> (seconds: Int, microseconds: Int)? {
    guard value.isFloat else {
      let integer = toIndex(value)
      if integer.isError { return nil }
      let fits = integer.isInt || withLimbs(integer) { limbs, count, _ in count == 1 && limbs[0] <= UInt(Int.max) }
      guard fits else {
        raise(.overflowError, "timestamp out of range for platform time_t")
        return nil
      }
      return (index(integer) ?? 0, 0)
    }
    let number = value.floatValue
    if number.isNaN {
      raise(.valueError, "Invalid value NaN (not a number)")
      return nil
    }
    var whole = number.rounded(rounding == .down ? .down : .towardZero)
    var microseconds = 0.0
    if rounding == .halfEven {
      microseconds = ((number - whole) * 1e6).rounded(.toNearestOrEven)
      if microseconds >= 1e6 {
        microseconds -= 1e6
        whole += 1
      } else if microseconds < 0 {
        microseconds += 1e6
        whole -= 1
      }
    }
    guard whole >= -0x1p63, whole < 0x1p63 else {
      raise(.overflowError, "timestamp out of range for platform time_t")
      return nil
    }
    return (Int(whole), microseconds.isFinite ? Int(microseconds) : 0)
  }

  // MARK: Local time

  private func broken(_ seconds: Int, local: Bool) -> tm? {
    var clock = seconds
    var time = tm()
    guard (local ? localtime_r(&clock, &time) : gmtime_r(&clock, &time)) != nil else {
      raiseOSError(errno)
      return nil
    }
    return time
  }

  private func fields(_ time: tm) -> (date: CalendarDate, time: ClockTime) {
    // A leap second counts as the one before it.
    (
      CalendarDate(year: Int(time.tm_year) + 1900, month: Int(time.tm_mon) + 1, day: Int(time.tm_mday)),
      ClockTime(hour: Int(time.tm_hour), minute: Int(time.tm_min), second: min(59, Int(time.tm_sec)))
    )
  }

  /// Local fields of a timestamp, the year perhaps out of range; nil with OSError pending.
  func localTime(_ seconds: Int) -> (date: CalendarDate, time: ClockTime)? {
    broken(seconds, local: true).map { fields($0) }
  }

  /// UTC fields of a timestamp, the year perhaps out of range; nil with OSError pending.
  private func universalTime(_ seconds: Int) -> (date: CalendarDate, time: ClockTime)? {
    let (days, rest) = splitFloor(seconds, 86_400)
    let ordinal = days + 719_163
    if 1...CalendarDate.maximumOrdinal ~= ordinal {
      return (CalendarDate(ordinal: ordinal), ClockTime(seconds: rest, microsecond: 0))
    }
    return broken(seconds, local: false).map { fields($0) }
  }

  /// Absolute seconds that a local clock shows at absolute seconds of UTC; nil with an exception pending.
  private func localSeconds(_ universal: Int) -> Int? {
    guard let (date, time) = localTime(universal - epochSeconds) else { return nil }
    guard CalendarDate.years ~= date.year else {
      raise(.valueError, "year \(date.year) is out of range")
      return nil
    }
    return date.absoluteSeconds(time)
  }

  /// The timestamp of local fields: of two moments with the same reading `fold` chooses; in a gap the reading is taken
  /// with the offset before it, or after it for fold 1. Nil with an exception pending.
  func timestamp(local date: CalendarDate, _ time: ClockTime) -> Int? {
    let reading = date.absoluteSeconds(time)
    guard let first = localSeconds(reading) else { return nil }
    let offset = first - reading
    let candidate = reading - offset
    guard let shown = localSeconds(candidate) else { return nil }
    var otherOffset = shown - candidate
    if shown == reading {
      // One solution; another one may lie on the other side of a change.
      let beyond = candidate + (time.fold == 1 ? longestFold : -longestFold)
      guard let far = localSeconds(beyond) else { return nil }
      otherOffset = far - beyond
      if otherOffset == offset { return candidate - epochSeconds }
    }
    let other = reading - otherOffset
    guard let otherShown = localSeconds(other) else { return nil }
    if otherShown == reading { return other - epochSeconds }
    if shown == reading { return candidate - epochSeconds }
    return (time.fold == 1 ? min(candidate, other) : max(candidate, other)) - epochSeconds
  }

  /// The zone that holds in local time at a timestamp, as a `timezone` with the name of the C library.
  func localZone(at seconds: Int) -> Value {
    guard let time = broken(seconds, local: true) else { return .error }
    let offset = makeDelta(Delta(days: 0, seconds: time.tm_gmtoff, microseconds: 0))
    if offset.isError { return .error }
    let name = StringRef.make(self, time.tm_zone.map { String(cString: $0) } ?? "")
    return makeFixedZone(offset, name: name)
  }

  // MARK: Datetimes of timestamps

  /// A datetime of class `type`: in UTC for `zone`, or local and naive for None, in UTC and naive if `universal`.
  func makeDatetime(_ seconds: Int, _ microseconds: Int, zone: Value, universal: Bool, _ type: Value) -> Value {
    let isLocal = zone.isNone && !universal
    guard let (date, start) = isLocal ? localTime(seconds) : universalTime(seconds) else { return .error }
    var time = start
    time.microsecond = microseconds
    if isLocal {
      guard CalendarDate.years ~= date.year else { return raise(.valueError, "year \(date.year) is out of range") }
      // The later of two moments with the same reading has an earlier one within a day before it.
      let reading = date.absoluteSeconds(time)
      guard let dayBefore = localSeconds(epochSeconds + seconds - longestFold) else { return .error }
      let change = reading - dayBefore - longestFold
      if change < 0 {
        guard let earlier = localSeconds(epochSeconds + seconds + change) else { return .error }
        if earlier == reading { time.fold = 1 }
      }
    }
    return construct(date, time, zone: zone, type)
  }
}
