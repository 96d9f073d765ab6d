// Arithmetic of the proleptic Gregorian calendar and of the clock, without objects: dates as ordinals (1 is
// 0001-01-01), ISO weeks, and the fields of date and time packed in one word each.
//
// The words are what pickles of CPython hold, read as big-endian numbers: year, month, day in 2, 1 and 1 bytes; hour,
// minute, second, microsecond in 1, 1, 1 and 3 bytes, below the bit for `fold`. So they compare as the moments do, and
// a pickle with fields out of range (CPython does not check them) has its place.

struct CalendarDate: Equatable {
  var year: Int
  var month: Int
  var day: Int

  static let years = 1...9999
  /// The ordinal of 9999-12-31.
  static let maximumOrdinal = 3_652_059

  @inline(__always) init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  @inline(__always) init(word: Int) { self.init(year: word >> 16, month: word >> 8 & 0xFF, day: word & 0xFF) }
  @inline(__always) var word: Int { year << 16 | month << 8 | day }

  /// The date with this ordinal, which is at least 1; the year may exceed 9999.
  init(ordinal: Int) {
    // 400 years have 146097 days; the last day of a period of 4 or 400 years is day 366 of its last year.
    let (periods, rest) = (ordinal - 1).quotientAndRemainder(dividingBy: 146_097)
    let (centuries, inCentury) = rest.quotientAndRemainder(dividingBy: 36_524)
    let (fours, inFour) = inCentury.quotientAndRemainder(dividingBy: 1461)
    let (years, dayOfYear) = inFour.quotientAndRemainder(dividingBy: 365)
    year = periods * 400 + centuries * 100 + fours * 4 + years + 1
    if years == 4 || centuries == 4 {
      year -= 1
      month = 12
      day = 31
      return
    }
    // An estimate that is right or one month too late.
    month = (dayOfYear + 50) >> 5
    var before = CalendarDate.daysBefore(month: month, year: year)
    if before > dayOfYear {
      month -= 1
      before = CalendarDate.daysBefore(month: month, year: year)
    }
    day = dayOfYear - before + 1
  }

  @inline(__always) static func isLeap(_ year: Int) -> Bool {
    year & 3 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  static func days(inMonth month: Int, year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : 30 + ((month + month >> 3) & 1)
  }

  /// Days of the year before the first of `month`.
  @inline(__always) static func daysBefore(month: Int, year: Int) -> Int {
    // Months from March on repeat a pattern of 153 days in five months.
    month < 3 ? (month - 1) * 31 : (153 * month - 162) / 5 + (isLeap(year) ? 1 : 0)
  }

  /// Days before the first of January of `year`.
  @inline(__always) static func daysBefore(year: Int) -> Int {
    let past = year - 1
    return past * 365 + past / 4 - past / 100 + past / 400
  }

  @inline(__always) var ordinal: Int { CalendarDate.daysBefore(year: year) + dayOfYear }
  @inline(__always) var dayOfYear: Int { CalendarDate.daysBefore(month: month, year: year) + day }
  /// 0 is Monday.
  var weekday: Int { (ordinal + 6) % 7 }

  // MARK: ISO weeks

  /// The ordinal of the Monday that starts ISO year `year`: its week holds the first Thursday of January.
  static func firstMonday(_ year: Int) -> Int {
    let first = daysBefore(year: year) + 1
    let weekday = (first + 6) % 7
    return first - weekday + (weekday > 3 ? 7 : 0)
  }

  var isoWeek: (year: Int, week: Int, weekday: Int) {
    let today = ordinal
    var year = self.year
    var start = CalendarDate.firstMonday(year)
    if today < start {
      year -= 1
      start = CalendarDate.firstMonday(year)
    } else if today >= CalendarDate.firstMonday(year + 1) {
      year += 1
      start = CalendarDate.firstMonday(year)
    }
    return (year, (today - start) / 7 + 1, (today - start) % 7 + 1)
  }

  enum WeekFault: Error { case year, week, day }

  /// The date of a day of an ISO week; its year may be 10000.
  init(isoYear: Int, week: Int, weekday: Int) throws(WeekFault) {
    guard CalendarDate.years.contains(isoYear) else { throw .year }
    let start = CalendarDate.firstMonday(isoYear)
    guard week >= 1, week <= 53, week < 53 || CalendarDate.firstMonday(isoYear + 1) - start > 52 * 7 else {
      throw .week
    }
    guard 1...7 ~= weekday else { throw .day }
    // The first week of year 1 starts on the first day of all.
    self.init(ordinal: start + (week - 1) * 7 + weekday - 1)
  }
}

struct ClockTime: Equatable {
  var hour = 0
  var minute = 0
  var second = 0
  var microsecond = 0
  /// 1 for the second of two moments with the same reading of a clock that was set back.
  var fold = 0

  static let foldBit = 48
  static let withoutFold = 1 << foldBit - 1

  @inline(__always) init(hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0, fold: Int = 0) {
    self.hour = hour
    self.minute = minute
    self.second = second
    self.microsecond = microsecond
    self.fold = fold
  }

  @inline(__always) init(word: Int) {
    self.init(
      hour: word >> 40 & 0xFF, minute: word >> 32 & 0xFF, second: word >> 24 & 0xFF, microsecond: word & 0xFF_FFFF,
      fold: word >> ClockTime.foldBit)
  }

  /// From seconds of the day.
  @inline(__always) init(seconds: Int, microsecond: Int, fold: Int = 0) {
    self.init(
      hour: seconds / 3600, minute: seconds / 60 % 60, second: seconds % 60, microsecond: microsecond, fold: fold)
  }

  @inline(__always) var word: Int {
    fold << ClockTime.foldBit | hour << 40 | minute << 32 | second << 24 | microsecond
  }
  @inline(__always) var seconds: Int { hour * 3600 + minute * 60 + second }
}

/// Quotient and remainder with the remainder in `0 ..< divisor`.
@inline(__always) func splitFloor(_ dividend: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
