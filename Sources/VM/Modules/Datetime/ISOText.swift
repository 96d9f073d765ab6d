// Reading of ISO 8601 dates and times, as far and as leniently as CPython 3.11's `fromisoformat` goes: calendar and
// week dates with or without separators, times of two to any number of digits, offsets; any one character between date
// and time.

import CRuntime

/// UTF-8 text; beyond its end there are zeros.
struct ISOText {
  let bytes: UnsafeBufferPointer<UInt8>

  /// Calls `body` with the UTF-8 form of a str; nil when it has lone surrogates.
  static func with<Result>(_ value: Value, _ body: (ISOText) -> Result?) -> Result? {
    let string = StringRef(value)
    if string.isAscii { return body(ISOText(bytes: UnsafeBufferPointer(start: string.bytes, count: string.count))) }
    for index in 0..<string.count where 0xD800...0xDFFF ~= string[index] { return nil }
    return string.utf8.withUnsafeBufferPointer { body(ISOText(bytes: $0)) }
  }

  @inline(__always) subscript(index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }
  @inline(__always) private func isDigit(_ index: Int) -> Bool { self[index] &- 48 < 10 }

  /// The number of `count` digits at `place`, which moves behind them; nil unless all are digits.
  @inline(__always) private func number(_ count: Int, _ place: inout Int) -> Int? {
    var result = 0
    for _ in 0..<count {
      guard isDigit(place) else { return nil }
      result = result * 10 + Int(self[place] - 48)
      place += 1
    }
    return result
  }

  // MARK: Dates

  private static let dash = UInt8(ascii: "-")
  private static let week = UInt8(ascii: "W")

  /// A text that is a date and nothing else.
  func wholeDate() -> CalendarDate? { [7, 8, 10].contains(bytes.count) ? date(end: bytes.count) : nil }

  /// The date before `end`; its fields may be out of range.
  private func date(end: Int) -> CalendarDate? {
    var place = 0
    guard let year = number(4, &place) else { return nil }
    let isSeparated = self[place] == ISOText.dash
    if isSeparated { place += 1 }
    if self[place] == ISOText.week {
      place += 1
      guard let week = number(2, &place) else { return nil }
      var weekday = 1
      if place < end {
        if isSeparated {
          guard self[place] == ISOText.dash else { return nil }
          place += 1
        }
        guard let given = number(1, &place) else { return nil }
        weekday = given
      }
      return try? CalendarDate(isoYear: year, week: week, weekday: weekday)
    }
    guard let month = number(2, &place) else { return nil }
    if isSeparated {
      guard self[place] == ISOText.dash else { return nil }
      place += 1
    }
    guard let day = number(2, &place) else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }

  /// Where the date of a date and time ends. Week dates without a weekday are told from those with one by what follows;
  /// nil for a text that cannot be either.
  private var dateEnd: Int? {
    let count = bytes.count
    if count == 7 { return 7 }
    if self[4] == ISOText.dash {
      if self[5] != ISOText.week { return 10 }
      if count > 8 && self[8] == ISOText.dash {
        if count == 9 { return nil }
        // "-" before two digits is a separator of date and time; a weekday has one digit.
        return count > 10 && isDigit(10) ? 8 : 10
      }
      return 8
    }
    guard self[4] == ISOText.week else { return 8 }
    var digits = 7
    while digits < count && isDigit(digits) { digits += 1 }
    if digits < 9 { return digits }
    return digits % 2 == 0 ? 7 : 8
  }

  // MARK: Times

  enum Zone { case none, utc, offset(Delta) }

  /// Hours, minutes, seconds and fraction from `start` to `end`, where text may go on with an offset; `isWhole` says
  /// that nothing follows at all.
  private func clock(_ start: Int, _ end: Int) -> (time: ClockTime, isWhole: Bool)? {
    var place = start
    var numbers = (0, 0, 0)
    var isSeparated = true
    func time(_ microsecond: Int) -> ClockTime {
      ClockTime(hour: numbers.0, minute: numbers.1, second: numbers.2, microsecond: microsecond)
    }
    parts: for part in 0..<3 {
      guard let number = number(2, &place) else { return nil }
      switch part {
      case 0: numbers.0 = number
      case 1: numbers.1 = number
      default: numbers.2 = number
      }
      let next = self[place]
      place += 1
      if part == 0 { isSeparated = next == UInt8(ascii: ":") }
      if place >= end { return (time(0), next == 0) }
      if isSeparated && next == UInt8(ascii: ":") { continue }
      if next == UInt8(ascii: ".") || next == UInt8(ascii: ",") { break parts }
      if isSeparated { return nil }
      place -= 1
    }
    let digits = min(6, end - place)
    guard var microsecond = number(digits, &place) else { return nil }
    for _ in digits..<6 { microsecond *= 10 }
    while isDigit(place) { place += 1 }
    return (time(microsecond), self[place] == 0)
  }

  /// A time with or without an offset, from `start` to the end.
  private func timeAndZone(_ start: Int) -> (ClockTime, Zone)? {
    let signs = [UInt8(ascii: "+"), ISOText.dash, UInt8(ascii: "Z")]
    var sign = start
    while sign < bytes.count && !signs.contains(bytes[sign]) { sign += 1 }
    guard let (time, isWhole) = clock(start, sign) else { return nil }
    if sign >= bytes.count { return isWhole ? (time, .none) : nil }
    if bytes[sign] == UInt8(ascii: "Z") { return self[sign + 1] == 0 ? (time, .utc) : nil }
    guard let (size, isLast) = clock(sign + 1, bytes.count), isLast else { return nil }
    let factor = bytes[sign] == ISOText.dash ? -1 : 1
    // An offset of less than a second counts as UTC, in CPython too.
    if size.seconds == 0 { return (time, .utc) }
    return (time, .offset(Delta(days: 0, seconds: factor * size.seconds, microseconds: factor * size.microsecond)))
  }

  /// A text that is a time; it may start with "T".
  func wholeTime() -> (ClockTime, Zone)? { timeAndZone(self[0] == UInt8(ascii: "T") ? 1 : 0) }

  /// A text that is a date, or a date and a time.
  func datetime() -> (CalendarDate, ClockTime, Zone)? {
    guard let end = dateEnd, let date = date(end: end) else { return nil }
    guard bytes.count > end else { return (date, ClockTime(), .none) }
    // One character of one to four bytes.
    let lead = self[end]
    let width = lead & 0x80 == 0 ? 1 : lead & 0xF0 == 0xE0 ? 3 : lead & 0xF0 == 0xF0 ? 4 : 2
    guard let (time, zone) = timeAndZone(end + width) else { return nil }
    return (date, time, zone)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func raiseNotISO(_ text: Value) -> Value {
    let shown = repr(text)
    return shown.isError
      ? .error : raise(.valueError, "Invalid isoformat string: \(StringRef(shown).text)")
  }

  /// The tzinfo of a text, or None.
  func makeZone(_ zone: ISOText.Zone) -> Value {
    switch zone {
    case .none: return .none
    case .utc: return datetimeState.utc
    case .offset(let delta):
      let offset = makeDelta(delta)
      return offset.isError ? .error : makeFixedZone(offset, name: .none)
    }
  }

  /// The date and time that a str says; nil with ValueError pending. The separator may even be half a surrogate pair.
  func parseDatetime(_ value: Value) -> (CalendarDate, ClockTime, ISOText.Zone)? {
    let string = StringRef(value)
    var text = value
    if !string.isAscii && string.count >= 7 {
      for place in [7, 8, 10] where place < string.count && 0xD800...0xDFFF ~= string[place] {
        let copy = StringRef.allocate(self, count: string.count, widthShift: string.widthShift, ascii: false)
        for index in 0..<string.count { copy.store(index == place ? 0x54 : string[index], at: index) }
        text = copy.value
        break
      }
    }
    if string.count >= 7, let parts = ISOText.with(text, { $0.datetime() }) { return parts }
    _ = raiseNotISO(value)
    return nil
  }
}
