// `strftime` of dates, times and datetimes. Numeric directives of an ordinary date are written here; for everything
// else `time.strftime` is asked, with a format in which %z, %Z and %f, which it cannot know, are replaced before.

import CRuntime
import Glibc

/// What is formatted. `clock` and `zone` are zero and None for a date.
struct FormattedMoment {
  var date: CalendarDate
  var clock: ClockTime
  var zone: Value
  /// What methods of the tzinfo are called with: the datetime, or None.
  var argument: Value
  /// Exactly one of our types, whose `timetuple` nobody replaced.
  var isPlain: Bool
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `time.strftime` for a format of directives that need no locale; unbound for other ones.
  private func formatNumbers(_ moment: FormattedMoment, _ format: StringRef) -> Value {
    guard moment.isPlain, moment.zone.isNone || moment.zone.isFixedZone, moment.date.year >= 1000, format.isAscii,
      format.count < 256
    else { return .unbound }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256 * 8) { buffer -> Value in
      var text = ASCIIWriter(bytes: buffer.baseAddress.unsafelyUnwrapped)
      let source = format.bytes
      var index = 0
      while index < format.count {
        let byte = source[index]
        index += 1
        if byte == 0 { return .unbound }
        if byte != UInt8(ascii: "%") {
          text.put(byte: byte)
          continue
        }
        guard index < format.count else { return .unbound }
        switch source[index] {
        case UInt8(ascii: "Y"): text.put(moment.date.year, digits: 4)
        case UInt8(ascii: "m"): text.put(moment.date.month, digits: 2)
        case UInt8(ascii: "d"): text.put(moment.date.day, digits: 2)
        case UInt8(ascii: "H"): text.put(moment.clock.hour, digits: 2)
        case UInt8(ascii: "I"): text.put((moment.clock.hour + 11) % 12 + 1, digits: 2)
        case UInt8(ascii: "M"): text.put(moment.clock.minute, digits: 2)
        case UInt8(ascii: "S"): text.put(moment.clock.second, digits: 2)
        case UInt8(ascii: "f"): text.put(moment.clock.microsecond, digits: 6)
        case UInt8(ascii: "y"): text.put(moment.date.year % 100, digits: 2)
        case UInt8(ascii: "j"): text.put(moment.date.dayOfYear, digits: 3)
        case UInt8(ascii: "%"): text.put(byte: UInt8(ascii: "%"))
        case UInt8(ascii: "z"):
          if !moment.zone.isNone { text.put(offset: moment.zone.pointer.word(1).delta, separator: "") }
        default: return .unbound
        }
        // The longest piece is an offset, 13 characters.
        index += 1
      }
      return StringRef.make(self, utf8: UnsafeBufferPointer(start: text.bytes, count: text.count))
    }
  }

  /// False, with UnicodeEncodeError pending, for a str with lone surrogates.
  private func isEncodable(_ text: Value) -> Bool {
    StringRef(text).isAscii || !encode(StringRef(text), encoding: "utf-8", errors: "strict").isError
  }

  /// The format with %z, %Z and %f replaced, up to the first null character; `.error` with an exception pending.
  private func expand(_ moment: FormattedMoment, _ format: StringRef) -> Value {
    var output = TextBuffer(capacity: format.count + 32)
    var index = 0
    while index < format.count && format[index] != 0 {
      let scalar = format[index]
      index += 1
      guard scalar == 0x25, index < format.count, format[index] != 0 else {
        output.append(scalar)
        continue
      }
      let directive = format[index]
      index += 1
      switch directive {
      case 0x7A:  // z
        if moment.zone.isNone { continue }
        let offset = zoneOffset(moment.zone, "utcoffset", moment.argument)
        if offset.isError { return .error }
        if offset.isNone { continue }
        output.append(StringRef(makeASCII(capacity: 32) { $0.put(offset: offset.delta, separator: "") }))
      case 0x5A:  // Z
        if moment.zone.isNone { continue }
        let name = nameOfZone(moment.zone, moment.argument)
        if name.isError { return .error }
        if name.isNone { continue }
        // time.strftime is to see it as text.
        let escaped = callMethod(
          name, StringRef.intern("replace"), StringRef.intern("%"), StringRef.intern("%%"))
        if escaped.isError { return .error }
        guard escaped.isKind(.string) else {
          return raise(.typeError, "tzname.replace() did not return a string")
        }
        guard isEncodable(escaped) else { return .error }
        output.append(StringRef(escaped))
      case 0x66:  // f
        output.append(StringRef(makeASCII(capacity: 16) { $0.put(moment.clock.microsecond, digits: 6) }))
      default:
        output.append(0x25)
        output.append(directive)
      }
    }
    return output.makeString(self)
  }

  func format(_ moment: FormattedMoment, _ format: Value, timeTuple: () -> Value) -> Value {
    let quick = formatNumbers(moment, StringRef(format))
    if quick.isBound { return quick }
    let tuple = timeTuple()
    if tuple.isError { return .error }
    guard isEncodable(format) else { return .error }
    let expanded = expand(moment, StringRef(format))
    if expanded.isError { return .error }
    let module = importModule("time")
    return module.isError ? .error : callMethod(module, StringRef.intern("strftime"), expanded, tuple)
  }

  /// `__format__`: `str` for an empty specification, `strftime` for any other.
  func formatMoment(_ value: Value, _ specification: Value) -> Value {
    guard specification.isKind(.string) else {
      return raise(.typeError, "__format__() argument 1 must be str, not \(specification.typeName)")
    }
    if StringRef(specification).count == 0 { return str(value) }
    return callMethod(value, StringRef.intern("strftime"), specification)
  }

  /// `time.struct_time` of the fields.
  func timeStructure(_ date: CalendarDate, _ time: ClockTime, daylight: Int) -> Value {
    let tuple = TupleRef.allocate(self, count: 9)
    let numbers = [
      date.year, date.month, date.day, time.hour, time.minute, time.second, date.weekday, date.dayOfYear, daylight,
    ]
    for (index, number) in numbers.enumerated() { tuple[index] = .int(number) }
    let module = importModule("time")
    return module.isError ? .error : callMethod(module, StringRef.intern("struct_time"), tuple.value)
  }
}
