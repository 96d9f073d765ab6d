// Layouts of the objects of `_datetime`, what tells them apart, and how they are made and checked.
//
//   date       word 1 date (CalendarDate.word)
//   datetime   word 1 date, word 2 time (ClockTime.word), word 3 tzinfo or None
//   time       word 1 time, word 2 tzinfo or None
//   timedelta  word 1 days, word 2 seconds (0 ..< 86400), word 3 microseconds (0 ..< 1000000)
//   timezone   word 1 offset (timedelta), word 2 name (str) or None
//
// tzinfo has no layout of its own, so that classes derived from it may have other bases besides.

import CRuntime

/// Types and constants of the module; immortal, bound by `defineDatetimeModule`.
struct DatetimeState {
  var date = Value.unbound, time = Value.unbound, datetime = Value.unbound, delta = Value.unbound
  var zone = Value.unbound, fixedZone = Value.unbound, week = Value.unbound
  var utc = Value.unbound, epoch = Value.unbound
  var dateShape = ShapeRef(address: 0), timeShape = ShapeRef(address: 0), datetimeShape = ShapeRef(address: 0)
  var deltaShape = ShapeRef(address: 0)
}
nonisolated(unsafe) var datetimeState = DatetimeState()

extension Value {
  @inline(__always) private func hasLayout(_ shape: ShapeRef, _ type: Value) -> Bool {
    guard isObject, objectKind == .native else { return false }
    return pointer.shapeWord == shape.address || isInstance(of: type)
  }
  /// A datetime is a date, too.
  @inline(__always) var isDate: Bool { hasLayout(datetimeState.dateShape, datetimeState.date) }
  @inline(__always) var isDatetime: Bool { hasLayout(datetimeState.datetimeShape, datetimeState.datetime) }
  @inline(__always) var isTime: Bool { hasLayout(datetimeState.timeShape, datetimeState.time) }
  @inline(__always) var isDelta: Bool { hasLayout(datetimeState.deltaShape, datetimeState.delta) }
  @inline(__always) var isZone: Bool { isObject && isInstance(of: datetimeState.zone) }
  /// An instance of `timezone`, which has no subclasses.
  @inline(__always) var isFixedZone: Bool {
    isObject && objectKind == .native && type.value == datetimeState.fixedZone
  }

  /// Fields of a date or datetime.
  @inline(__always) var calendarDate: CalendarDate { CalendarDate(word: pointer.intWord(1)) }
  /// Fields of a datetime.
  @inline(__always) var datetimeClock: ClockTime { ClockTime(word: pointer.intWord(2)) }
  @inline(__always) var datetimeZone: Value { pointer.word(3) }
  /// Fields of a time.
  @inline(__always) var timeClock: ClockTime { ClockTime(word: pointer.intWord(1)) }
  @inline(__always) var timeZone: Value { pointer.word(2) }

  /// Fields of a timedelta.
  @inline(__always) var delta: Delta {
    Delta(days: pointer.intWord(1), seconds: pointer.intWord(2), microseconds: pointer.intWord(3))
  }
}

/// A duration, normalised or not.
struct Delta: Equatable {
  var days: Int
  var seconds: Int
  var microseconds: Int

  static let maximumDays = 999_999_999

  static prefix func - (a: Delta) -> Delta {
    Delta(days: -a.days, seconds: -a.seconds, microseconds: -a.microseconds)
  }
  static func + (a: Delta, b: Delta) -> Delta {
    Delta(days: a.days + b.days, seconds: a.seconds + b.seconds, microseconds: a.microseconds + b.microseconds)
  }
  static func - (a: Delta, b: Delta) -> Delta { a + -b }

  /// Microseconds in 0 ..< 1000000 and seconds in 0 ..< 86400.
  var normalised: Delta {
    if 0..<1_000_000 ~= microseconds && 0..<86_400 ~= seconds { return self }
    let (carriedSeconds, microseconds) = splitFloor(self.microseconds, 1_000_000)
    let (carriedDays, seconds) = splitFloor(self.seconds + carriedSeconds, 86_400)
    return Delta(days: days + carriedDays, seconds: seconds, microseconds: microseconds)
  }

  /// Whole seconds of a normalised duration.
  var wholeSeconds: Int { days * 86_400 + seconds }

  /// -1, 0 or 1; both normalised.
  func compare(_ other: Delta) -> Int {
    order(wholeSeconds, other.wholeSeconds, or: order(microseconds, other.microseconds))
  }
}

/// -1, 0 or 1; `next` when equal.
@inline(__always) func order(_ a: Int, _ b: Int, or next: @autoclosure () -> Int = 0) -> Int {
  a == b ? next() : a < b ? -1 : 1
}

extension Comparison {
  /// What the comparison says of an order.
  @inline(__always) func holds(_ order: Int) -> Value {
    switch self {
    case .less: .bool(order < 0)
    case .lessEqual: .bool(order <= 0)
    case .equal: .bool(order == 0)
    case .notEqual: .bool(order != 0)
    case .greater: .bool(order > 0)
    case .greaterEqual: .bool(order >= 0)
    }
  }
}

/// A hash of two numbers; never -1.
func hashOfMoment(_ a: Int, _ b: Int) -> Value {
  let state = vm.pointee.hashSeed ^ UInt64(truncatingIfNeeded: a) &* 0x9E37_79B9_7F4A_7C15
  let product = (state ^ UInt64(truncatingIfNeeded: b)).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
  let hash = Int(truncatingIfNeeded: Int64(bitPattern: product.high ^ product.low) &>> 3)
  return .int(hash == -1 ? -2 : hash)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Checks

  /// Raises ValueError and gives false unless the fields are those of a date.
  @inline(__always) func check(_ date: CalendarDate) -> Bool {
    if _fastPath(CalendarDate.years ~= date.year && 1...12 ~= date.month && 1...28 ~= date.day) { return true }
    return checkSlowly(date)
  }

  @inline(never) private func checkSlowly(_ date: CalendarDate) -> Bool {
    if !(CalendarDate.years ~= date.year) {
      raise(.valueError, "year \(date.year) is out of range")
    } else if !(1...12 ~= date.month) {
      raise(.valueError, "month must be in 1..12")
    } else if date.day < 1 || date.day > CalendarDate.days(inMonth: date.month, year: date.year) {
      raise(.valueError, "day is out of range for month")
    } else {
      return true
    }
    return false
  }

  /// Raises ValueError and gives false unless the fields are those of a time.
  @inline(__always) func check(_ time: ClockTime) -> Bool {
    if _fastPath(
      0...23 ~= time.hour && 0...59 ~= time.minute && 0...59 ~= time.second && 0...999_999 ~= time.microsecond
        && 0...1 ~= time.fold)
    {
      return true
    }
    let rows = [
      (0...23 ~= time.hour, "hour must be in 0..23"), (0...59 ~= time.minute, "minute must be in 0..59"),
      (0...59 ~= time.second, "second must be in 0..59"),
      (0...999_999 ~= time.microsecond, "microsecond must be in 0..999999"),
      (0...1 ~= time.fold, "fold must be either 0 or 1"),
    ]
    for (fits, message) in rows where !fits {
      raise(.valueError, message)
      return false
    }
    return true
  }

  /// `replace` looks at a given fold before all else.
  func checkFold(_ fold: Value) -> Bool {
    if 0...1 ~= fold.number() { return true }
    raise(.valueError, "fold must be either 0 or 1")
    return false
  }

  /// Raises TypeError and gives false unless the value is None or a tzinfo.
  @inline(__always) func checkZone(_ zone: Value) -> Bool {
    if _fastPath(zone.isNone || zone.isZone) { return true }
    raise(.typeError, "tzinfo argument must be None or of a tzinfo subclass, not type '\(zone.typeName)'")
    return false
  }

  // MARK: Making

  /// An instance of `type`, which is `exact` or derived from it; the words of the layout hold None.
  @inline(__always) private func instance(_ type: TypeRef, _ exact: ShapeRef, words: Int) -> Raw {
    if _fastPath(type.rootShape == exact) { return allocate(headerImage(exact, .native, words: words), words: words) }
    return allocateInstance(type).pointer
  }

  @inline(__always) func makeDate(_ date: CalendarDate, _ type: Value = datetimeState.date) -> Value {
    let object = instance(TypeRef(type), datetimeState.dateShape, words: 2)
    object.setIntWord(1, date.word)
    return .object(object)
  }

  @inline(__always) func makeTime(_ time: ClockTime, zone: Value, _ type: Value = datetimeState.time) -> Value {
    let object = instance(TypeRef(type), datetimeState.timeShape, words: 3)
    object.setIntWord(1, time.word)
    object.setWord(2, zone)
    return .object(object)
  }

  @inline(__always) func makeDatetime(
    _ date: CalendarDate, _ time: ClockTime, zone: Value, _ type: Value = datetimeState.datetime
  ) -> Value {
    let object = instance(TypeRef(type), datetimeState.datetimeShape, words: 4)
    object.setIntWord(1, date.word)
    object.setIntWord(2, time.word)
    object.setWord(3, zone)
    return .object(object)
  }

  /// A timedelta of any duration; OverflowError when it is too long.
  func makeDelta(_ duration: Delta, _ type: Value = datetimeState.delta) -> Value {
    let delta = duration.normalised
    if _slowPath(delta.days.magnitude > UInt(Delta.maximumDays)) {
      return raise(
        .overflowError,
        Int32(exactly: delta.days) == nil
          ? "Python int too large to convert to C int"
          : "days=\(delta.days); must have magnitude <= \(Delta.maximumDays)")
    }
    let object = instance(TypeRef(type), datetimeState.deltaShape, words: 4)
    object.setIntWord(1, delta.days)
    object.setIntWord(2, delta.seconds)
    object.setIntWord(3, delta.microseconds)
    return .object(object)
  }

  /// What a class method of `date` or an operator gives: a date of this class, whose constructor is called if it is
  /// none of ours.
  func construct(_ date: CalendarDate, _ type: Value) -> Value {
    if type == datetimeState.date || type == datetimeState.datetime {
      guard check(date) else { return .error }
      return type == datetimeState.date ? makeDate(date) : makeDatetime(date, ClockTime(), zone: .none)
    }
    return call(type, .int(date.year), .int(date.month), .int(date.day))
  }

  /// The same for datetimes. A subclass's constructor is not told the fold.
  func construct(_ date: CalendarDate, _ time: ClockTime, zone: Value, _ type: Value) -> Value {
    if type == datetimeState.datetime {
      guard check(date), check(time), checkZone(zone) else { return .error }
      return makeDatetime(date, time, zone: zone)
    }
    let arguments = TupleRef.allocate(self, count: 8)
    for (index, number) in [
      date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond,
    ].enumerated() { arguments[index] = .int(number) }
    arguments[7] = zone
    return call(type, tuple: arguments)
  }
}
