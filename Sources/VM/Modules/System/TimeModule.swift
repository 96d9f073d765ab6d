// The module `time`: clocks, sleeping, and calendar time through the C library.

import CRuntime
import Glibc

nonisolated(unsafe) private var structTime = Value.unbound

private func now(_ clock: clockid_t) -> timespec {
  var value = timespec()
  clock_gettime(clock, &value)
  return value
}

private func seconds(_ t: Thread, _ time: timespec) -> Value {
  t.makeFloat(Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9)
}

private func nanoseconds(_ t: Thread, _ time: timespec) -> Value {
  t.makeInt(time.tv_sec * 1_000_000_000 + time.tv_nsec)
}

/// Names of zones as C strings, which `tm` refers to; there are few, and they are kept.
nonisolated(unsafe) private var zoneNames: [String: UnsafePointer<CChar>] = [:]

private func zoneName(_ name: String) -> UnsafePointer<CChar> {
  if let known = zoneNames[name] { return known }
  let copy = UnsafePointer(strdup(name)!)
  zoneNames[name] = copy
  return copy
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Sleeps for the whole time, running handlers of signals that arrive meanwhile.
  fileprivate func sleep(_ value: Value) -> Value {
    guard let duration = double(of: value, { "'\($0)' object cannot be interpreted as an integer" }) else {
      return .error
    }
    if duration.isNaN { return raise(.valueError, "Invalid value NaN (not a number)") }
    if duration < 0 { return raise(.valueError, "sleep length must be non-negative") }
    if duration > 9e9 { return raise(.overflowError, "timestamp too large to convert to C _PyTime_t") }
    var deadline = now(CLOCK_MONOTONIC)
    let whole = Int(duration)
    deadline.tv_sec += whole
    deadline.tv_nsec += Int((duration - Double(whole)) * 1e9)
    if deadline.tv_nsec >= 1_000_000_000 {
      deadline.tv_sec += 1
      deadline.tv_nsec -= 1_000_000_000
    }
    while true {
      let status = blocking { clock_nanosleep(CLOCK_MONOTONIC, 1 /* TIMER_ABSTIME */, &deadline, nil) }
      if status == 0 { return .none }
      if status != EINTR { return raiseOSError(status) }
      if !runPendingWork() { return .error }
    }
  }

  /// Seconds since the epoch: the argument, or now. Nil with an exception pending.
  fileprivate func epoch(_ value: Value) -> time_t? {
    if value.isUnbound || value.isNone { return Glibc.time(nil) }
    if value.isInt { return value.asInt }
    guard let number = double(of: value, { "'\($0)' object cannot be interpreted as an integer" }) else { return nil }
    if number.isNaN {
      raise(.valueError, "Invalid value NaN (not a number)")
      return nil
    }
    if abs(number) > 9e18 {
      raise(.overflowError, "timestamp out of range for platform time_t")
      return nil
    }
    return Int(number.rounded(.down))
  }

  fileprivate func structure(_ time: tm, zone name: String? = nil) -> Value {
    let zone = StringRef.make(self, name ?? time.tm_zone.map { String(cString: $0) } ?? "")
    let tuple = TupleRef.allocate(self, count: 11)
    let fields = [
      Int(time.tm_year) + 1900, Int(time.tm_mon) + 1, Int(time.tm_mday), Int(time.tm_hour), Int(time.tm_min),
      Int(time.tm_sec), (Int(time.tm_wday) + 6) % 7, Int(time.tm_yday) + 1, Int(time.tm_isdst),
    ]
    for (index, field) in fields.enumerated() { tuple[index] = .int(field) }
    tuple[9] = zone
    tuple[10] = .int(time.tm_gmtoff)
    return call(structTime, tuple.value)
  }

  /// A struct_time or a tuple of nine ints as C's broken-down time; nil with an exception pending.
  fileprivate func brokenDown(_ value: Value, _ function: String) -> tm? {
    var time = tm()
    if value.isUnbound {
      var clock = Glibc.time(nil)
      localtime_r(&clock, &time)
      return time
    }
    guard value.isKind(.tuple) else {
      raise(.typeError, "Tuple or struct_time argument required")
      return nil
    }
    let tuple = TupleRef(value)
    guard value.type.value == vm.pointee.types.tuple ? tuple.count == 9 : tuple.count >= 9 else {
      raise(.typeError, "\(function)(): illegal time tuple argument")
      return nil
    }
    var numbers = [Int32](repeating: 0, count: 9)
    for index in 0..<9 {
      guard let number = self.index(tuple[index]) else { return nil }
      guard let small = Int32(exactly: number) else {
        raise(.overflowError, "signed integer is \(number < 0 ? "less than minimum" : "greater than maximum")")
        return nil
      }
      numbers[index] = small
    }
    guard numbers[0] >= Int32.min + 1900 else {
      raise(.overflowError, "year out of range")
      return nil
    }
    time.tm_year = numbers[0] - 1900
    time.tm_mon = numbers[1] &- 1
    time.tm_mday = numbers[2]
    time.tm_hour = numbers[3]
    time.tm_min = numbers[4]
    time.tm_sec = numbers[5]
    time.tm_wday = (numbers[6] &+ 1) % 7
    time.tm_yday = numbers[7] &- 1
    time.tm_isdst = numbers[8]
    let offset = findOwnAttribute(value, StringRef.intern("tm_gmtoff"))
    if offset.isInt { time.tm_gmtoff = offset.asInt }
    let zone = findOwnAttribute(value, StringRef.intern("tm_zone"))
    if zone.isKind(.string) { time.tm_zone = zoneName(StringRef(zone).text) }
    return time
  }

  /// The first field of `time` that strftime cannot show, as CPython names it; zero counts as one in dates.
  fileprivate func checkRange(_ time: inout tm) -> Bool {
    if time.tm_mon == -1 { time.tm_mon = 0 }
    if time.tm_mday == 0 { time.tm_mday = 1 }
    if time.tm_yday == -1 { time.tm_yday = 0 }
    let rows: [(Bool, String)] = [
      (0...11 ~= time.tm_mon, "month"), (1...31 ~= time.tm_mday, "day of month"), (0...23 ~= time.tm_hour, "hour"),
      (0...59 ~= time.tm_min, "minute"), (0...61 ~= time.tm_sec, "seconds"), (time.tm_wday >= 0, "day of week"),
      (0...365 ~= time.tm_yday, "day of year"),
    ]
    for (fits, name) in rows where !fits {
      raise(.valueError, "\(name) out of range")
      return false
    }
    return true
  }

  fileprivate func formatTime(_ format: Value, _ value: Value) -> Value {
    guard format.isKind(.string) else {
      return raise(.typeError, "strftime() argument 1 must be str, not \(format.typeName)")
    }
    guard var time = brokenDown(value, "strftime"), checkRange(&time) else { return .error }
    let pattern = StringRef(format).text
    if pattern.utf8.contains(0) { return raise(.valueError, "embedded null character") }
    if pattern.isEmpty { return vm.pointee.emptyString }
    var size = 256 + pattern.utf8.count * 8
    while true {
      let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
      defer { buffer.deallocate() }
      let count = strftime(buffer, size, pattern, &time)
      if count > 0 || size > 1 << 20 { return StringRef.make(self, String(cString: buffer)) }
      // Zero means "does not fit" or "shows nothing" (%p in some locales).
      if size > 256 * pattern.utf8.count { return vm.pointee.emptyString }
      size *= 4
    }
  }

  fileprivate func asciiTime(_ time: tm) -> Value {
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func pad(_ number: Int32, _ fill: String = "0") -> String { number < 10 ? "\(fill)\(number)" : "\(number)" }
    return StringRef.make(
      self,
      "\(days[Int(time.tm_wday)]) \(months[Int(time.tm_mon)]) \(pad(time.tm_mday, " ")) "
        + "\(pad(time.tm_hour)):\(pad(time.tm_min)):\(pad(time.tm_sec)) \(Int(time.tm_year) + 1900)")
  }
}

private let functions: [NativeDefinition] = [
  NativeDefinition(.function, "time()") { t, _ in seconds(t, now(CLOCK_REALTIME)) },
  NativeDefinition(.function, "time_ns()") { t, _ in nanoseconds(t, now(CLOCK_REALTIME)) },
  NativeDefinition(.function, "monotonic()") { t, _ in seconds(t, now(CLOCK_MONOTONIC)) },
  NativeDefinition(.function, "monotonic_ns()") { t, _ in nanoseconds(t, now(CLOCK_MONOTONIC)) },
  NativeDefinition(.function, "perf_counter()") { t, _ in seconds(t, now(CLOCK_MONOTONIC)) },
  NativeDefinition(.function, "perf_counter_ns()") { t, _ in nanoseconds(t, now(CLOCK_MONOTONIC)) },
  NativeDefinition(.function, "process_time()") { t, _ in seconds(t, now(CLOCK_PROCESS_CPUTIME_ID)) },
  NativeDefinition(.function, "process_time_ns()") { t, _ in nanoseconds(t, now(CLOCK_PROCESS_CPUTIME_ID)) },
  NativeDefinition(.function, "thread_time()") { t, _ in seconds(t, now(CLOCK_THREAD_CPUTIME_ID)) },
  NativeDefinition(.function, "thread_time_ns()") { t, _ in nanoseconds(t, now(CLOCK_THREAD_CPUTIME_ID)) },
  NativeDefinition(.function, "clock_gettime(clk_id, /)") { t, a in
    guard let clock = t.index(a[0]) else { return .error }
    var value = timespec()
    if clock_gettime(clockid_t(clock), &value) != 0 { return t.raiseOSError(errno) }
    return seconds(t, value)
  },
  NativeDefinition(.function, "clock_gettime_ns(clk_id, /)") { t, a in
    guard let clock = t.index(a[0]) else { return .error }
    var value = timespec()
    if clock_gettime(clockid_t(clock), &value) != 0 { return t.raiseOSError(errno) }
    return nanoseconds(t, value)
  },
  NativeDefinition(.function, "clock_getres(clk_id, /)") { t, a in
    guard let clock = t.index(a[0]) else { return .error }
    var value = timespec()
    if clock_getres(clockid_t(clock), &value) != 0 { return t.raiseOSError(errno) }
    return seconds(t, value)
  },
  NativeDefinition(.function, "get_clock_info(name, /)") { t, a in
    guard a[0].isKind(.string) else {
      return t.raise(.typeError, "get_clock_info() argument 1 must be str, not \(a[0].typeName)")
    }
    let rows: [(String, String, Bool, Bool)] = [
      ("monotonic", "CLOCK_MONOTONIC", true, false), ("perf_counter", "CLOCK_MONOTONIC", true, false),
      ("process_time", "CLOCK_PROCESS_CPUTIME_ID", true, false), ("time", "CLOCK_REALTIME", false, true),
      ("thread_time", "CLOCK_THREAD_CPUTIME_ID", true, false),
    ]
    guard let row = rows.first(where: { $0.0 == StringRef(a[0]).text }) else {
      return t.raise(.valueError, "unknown clock")
    }
    let info = t.call(vm.pointee.types.simpleNamespace)
    if info.isError { return .error }
    for (name, value) in [
      ("implementation", StringRef.make(t, "clock_gettime(\(row.1))")), ("monotonic", .bool(row.2)),
      ("adjustable", .bool(row.3)), ("resolution", t.makeFloat(1e-9)),
    ] where !t.setOwnAttribute(info, StringRef.intern(name), value) { return .error }
    return info
  },
  NativeDefinition(.function, "sleep(seconds, /)") { t, a in t.sleep(a[0]) },
  NativeDefinition(.function, "localtime(seconds=None, /)") { t, a in
    guard var clock = t.epoch(a[0]) else { return .error }
    var time = tm()
    guard localtime_r(&clock, &time) != nil else { return t.raiseOSError(errno) }
    return t.structure(time)
  },
  NativeDefinition(.function, "gmtime(seconds=None, /)") { t, a in
    guard var clock = t.epoch(a[0]) else { return .error }
    var time = tm()
    guard gmtime_r(&clock, &time) != nil else { return t.raiseOSError(errno) }
    // The C library calls the zone GMT; Python says UTC.
    return t.structure(time, zone: "UTC")
  },
  NativeDefinition(.function, "mktime(tuple, /)") { t, a in
    guard var time = t.brokenDown(a[0], "mktime") else { return .error }
    time.tm_wday = -1
    let clock = mktime(&time)
    if clock == -1 && time.tm_wday == -1 { return t.raise(.overflowError, "mktime argument out of range") }
    return t.makeFloat(Double(clock))
  },
  NativeDefinition(.function, "strftime(format, tuple=None, /)") { t, a in t.formatTime(a[0], a[1]) },
  NativeDefinition(.function, "strptime(string, format='%a %b %d %H:%M:%S %Y', /)") { t, a in
    let module = t.importModule("_strptime")
    if module.isError { return .error }
    let parse = StringRef.intern("_strptime_time")
    return a[1].isUnbound ? t.callMethod(module, parse, a[0]) : t.callMethod(module, parse, a[0], a[1])
  },
  NativeDefinition(.function, "asctime(tuple=None, /)") { t, a in
    guard var time = t.brokenDown(a[0], "asctime"), t.checkRange(&time) else { return .error }
    return t.asciiTime(time)
  },
  NativeDefinition(.function, "ctime(seconds=None, /)") { t, a in
    guard var clock = t.epoch(a[0]) else { return .error }
    var time = tm()
    guard localtime_r(&clock, &time) != nil else { return t.raiseOSError(errno) }
    return t.asciiTime(time)
  },
  NativeDefinition(.function, "tzset()") { t, _ in
    tzset()
    setZones(t, ModuleRef(DictRef(vm.pointee.modules).get(name: StringRef.intern("time"))))
    return .none
  },
]

/// timezone, altzone, daylight and tzname, as of January and July of this year.
private func setZones(_ t: Thread, _ module: ModuleRef) {
  tzset()
  func sample(_ month: Int32) -> tm {
    var clock = Glibc.time(nil)
    var today = tm()
    localtime_r(&clock, &today)
    var time = tm()
    time.tm_year = today.tm_year
    time.tm_mon = month
    time.tm_mday = 1
    time.tm_hour = 12
    time.tm_isdst = -1
    _ = mktime(&time)
    return time
  }
  var (standard, summer) = (sample(0), sample(6))
  let daylight = standard.tm_gmtoff != summer.tm_gmtoff
  if standard.tm_gmtoff > summer.tm_gmtoff { swap(&standard, &summer) }
  func name(_ time: tm) -> Value { StringRef.make(t, time.tm_zone.map { String(cString: $0) } ?? "") }
  let namespace = module.namespace
  namespace.set(name: StringRef.intern("timezone"), .int(-standard.tm_gmtoff))
  namespace.set(name: StringRef.intern("altzone"), .int(-summer.tm_gmtoff))
  namespace.set(name: StringRef.intern("daylight"), .int(daylight ? 1 : 0))
  namespace.set(name: StringRef.intern("tzname"), TupleRef.make(t, name(standard), name(summer)))
}

func defineTime(_ thread: Thread) {
  let module = thread.defineModule("time", doc: "Clocks and calendar time.", functions)
  structTime = thread.makeStructType(
    "time.struct_time",
    [
      "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst",
    ], hidden: ["tm_zone", "tm_gmtoff"])
  module.namespace.set(name: StringRef.intern("struct_time"), structTime)
  for (name, number) in [
    ("CLOCK_REALTIME", 0), ("CLOCK_MONOTONIC", 1), ("CLOCK_PROCESS_CPUTIME_ID", 2), ("CLOCK_THREAD_CPUTIME_ID", 3),
    ("CLOCK_MONOTONIC_RAW", 4), ("CLOCK_BOOTTIME", 7), ("CLOCK_TAI", 11), ("_STRUCT_TM_ITEMS", 11),
  ] { module.namespace.set(name: StringRef.intern(name), .int(number)) }
  setZones(thread, module)
}
