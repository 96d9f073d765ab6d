// The text of dates, times and offsets: ISO format, `repr`, `ctime`, and the formats of strftime.

import CRuntime
import Glibc

/// Writes ASCII into memory of sufficient size.
struct ASCIIWriter {
  let bytes: UnsafeMutablePointer<UInt8>
  var count = 0

  @inline(__always) mutating func put(byte: UInt8) {
    bytes[count] = byte
    count &+= 1
  }
  mutating func put(_ text: StaticString) {
    memcpy(bytes + count, text.utf8Start, text.utf8CodeUnitCount)
    count += text.utf8CodeUnitCount
  }
  /// A number that is not negative, with leading zeros; more digits than asked for when it needs them.
  mutating func put(_ number: Int, digits: Int) {
    var width = digits
    var bound = 1
    for _ in 0..<digits { bound *= 10 }
    while number >= bound {
      bound *= 10
      width += 1
    }
    var rest = number
    for index in stride(from: width - 1, through: 0, by: -1) {
      bytes[count + index] = 48 + UInt8(rest % 10)
      rest /= 10
    }
    count += width
  }
  mutating func put(number: Int) {
    if number < 0 { put(byte: UInt8(ascii: "-")) }
    put(abs(number), digits: 1)
  }

  mutating func put(_ date: CalendarDate) {
    put(date.year, digits: 4)
    put(byte: UInt8(ascii: "-"))
    put(date.month, digits: 2)
    put(byte: UInt8(ascii: "-"))
    put(date.day, digits: 2)
  }

  mutating func put(_ time: ClockTime, _ precision: TimePrecision) {
    put(time.hour, digits: 2)
    if precision == .hours { return }
    put(byte: UInt8(ascii: ":"))
    put(time.minute, digits: 2)
    if precision == .minutes { return }
    put(byte: UInt8(ascii: ":"))
    put(time.second, digits: 2)
    if precision == .milliseconds {
      put(byte: UInt8(ascii: "."))
      put(time.microsecond / 1000, digits: 3)
    } else if precision == .microseconds || (precision == .auto && time.microsecond != 0) {
      put(byte: UInt8(ascii: "."))
      put(time.microsecond, digits: 6)
    }
  }

  /// An offset from UTC: sign, hours, minutes, and what else is not zero.
  mutating func put(offset: Delta, separator: StaticString) {
    let size = (offset.days < 0 ? -offset : offset).normalised
    put(offset.days < 0 ? "-" : "+")
    put(size.seconds / 3600, digits: 2)
    put(separator)
    put(size.seconds / 60 % 60, digits: 2)
    if size.seconds % 60 == 0 && size.microseconds == 0 { return }
    put(separator)
    put(size.seconds % 60, digits: 2)
    if size.microseconds == 0 { return }
    put(".")
    put(size.microseconds, digits: 6)
  }
}

enum TimePrecision: String, CaseIterable { case auto, hours, minutes, seconds, milliseconds, microseconds }

private let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
private let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A str of what `write` puts, at most `capacity` characters.
  @inline(__always) func makeASCII(capacity: Int, _ write: (inout ASCIIWriter) -> Void) -> Value {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
      var writer = ASCIIWriter(bytes: buffer.baseAddress.unsafelyUnwrapped)
      write(&writer)
      let string = StringRef.allocate(self, count: writer.count, widthShift: 0, ascii: true)
      memcpy(string.bytes, writer.bytes, writer.count)
      return string.value
    }
  }

  /// The precision with this name; nil with ValueError pending.
  func precision(_ name: Value) -> TimePrecision? {
    if name.isUnbound { return .auto }
    let text = StringRef(name).text
    if text.utf8.contains(0) {
      raise(.valueError, "embedded null character")
      return nil
    }
    if let precision = TimePrecision(rawValue: text) { return precision }
    raise(.valueError, "Unknown timespec value")
    return nil
  }

  func isoText(_ date: CalendarDate) -> Value { makeASCII(capacity: 32) { $0.put(date) } }

  /// `offset` is a timedelta or None.
  func isoText(_ time: ClockTime, offset: Value, _ precision: TimePrecision) -> Value {
    makeASCII(capacity: 64) { text in
      text.put(time, precision)
      if !offset.isNone { text.put(offset: offset.delta, separator: ":") }
    }
  }

  func isoText(
    _ date: CalendarDate, _ time: ClockTime, offset: Value, separator: UInt32, _ precision: TimePrecision
  ) -> Value {
    let text = makeASCII(capacity: 96) { text in
      text.put(date)
      text.put(byte: separator < 0x80 ? UInt8(separator) : UInt8(ascii: "T"))
      text.put(time, precision)
      if !offset.isNone { text.put(offset: offset.delta, separator: ":") }
    }
    if separator < 0x80 { return text }
    let plain = StringRef(text)
    let isLatin = separator < 0x100
    let wide = StringRef.allocate(
      self, count: plain.count, widthShift: isLatin ? 0 : separator < 0x10000 ? 1 : 2, ascii: false)
    for index in 0..<plain.count { wide.store(plain[index], at: index) }
    // The year has four digits, or five in a pickle of nonsense.
    for index in 0..<plain.count where plain[index] == 0x54 {
      wide.store(separator, at: index)
      break
    }
    return wide.value
  }

  func cTime(_ date: CalendarDate, _ time: ClockTime) -> Value {
    func pad(_ number: Int, _ fill: String = "0") -> String { number < 10 ? "\(fill)\(number)" : "\(number)" }
    let year = String(repeating: "0", count: max(0, 4 - "\(date.year)".utf8.count)) + "\(date.year)"
    return StringRef.make(
      self,
      "\(dayNames[date.weekday]) \(monthNames[date.month - 1]) \(pad(date.day, " ")) "
        + "\(pad(time.hour)):\(pad(time.minute)):\(pad(time.second)) \(year)")
  }

  /// `Type(numbers…, name=value…)`; numbers at the end that are zero are left out, `kept` of them at least shown.
  func momentRepr(_ value: Value, _ numbers: [Int], kept: Int, _ named: [(String, Value)]) -> Value {
    var shown = numbers
    while shown.count > kept && shown.last == 0 { shown.removeLast() }
    var parts = shown.map { String($0) }
    for (name, value) in named {
      let text = repr(value)
      if text.isError { return .error }
      parts.append("\(name)=\(StringRef(text).text)")
    }
    return StringRef.make(self, "\(value.typeName)(\(parts.joined(separator: ", ")))")
  }
}
