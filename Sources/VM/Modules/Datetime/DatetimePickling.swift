// Pickles of dates, times and datetimes: constructors take the bytes that `__reduce__` gives, which are CPython's. In
// pickles of Python 2 the bytes come as a str of Latin-1 characters.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The state that a constructor's first argument is; nil when it is no such thing, and with an exception pending when
  /// it is a str that is not Latin-1. The byte at `place`, without the bits that `mask` leaves out, tells a state from
  /// other bytes.
  private func packedState(
    _ value: Value, count: Int, place: Int, allowed: ClosedRange<UInt32>, mask: UInt32, _ kind: StaticString
  ) -> [UInt8]? {
    if value.isKind(.bytes) {
      let bytes = BytesRef(value)
      guard bytes.count == count, allowed ~= UInt32(bytes.bytes[place]) & mask else { return nil }
      return Array(UnsafeBufferPointer(start: bytes.bytes, count: count))
    }
    guard value.isKind(.string) else { return nil }
    let text = StringRef(value)
    guard text.count == count, allowed ~= text[place] & (mask | ~0xFF) else { return nil }
    var state: [UInt8] = []
    for index in 0..<count {
      guard let byte = UInt8(exactly: text[index]) else {
        raise(
          .valueError,
          "Failed to encode latin1 string when unpickling a \(kind) object. "
            + "pickle.load(data, encoding='latin1') is assumed.")
        return nil
      }
      state.append(byte)
    }
    return state
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  /// The fields of six bytes.
  private func clock(_ bytes: ArraySlice<UInt8>, fold: Int) -> ClockTime {
    var time = ClockTime(word: number(bytes))
    time.fold = fold
    return time
  }

  /// Unpickles when the arguments of a constructor are a state; unbound when they are something else.
  func unpickledDate(_ type: Value, _ arguments: Arguments, _ count: Int) -> Value {
    guard count == 1 else { return .unbound }
    guard let state = packedState(arguments[0], count: 4, place: 2, allowed: 1...12, mask: 0xFF, "date") else {
      return pointee.exception.isObject ? .error : .unbound
    }
    return makeDate(CalendarDate(word: number(state[...])), type)
  }

  func unpickledTime(_ type: Value, _ arguments: Arguments, _ count: Int) -> Value {
    guard 1...2 ~= count else { return .unbound }
    guard var state = packedState(arguments[0], count: 6, place: 0, allowed: 0...23, mask: 0x7F, "time") else {
      return pointee.exception.isObject ? .error : .unbound
    }
    guard let zone = zoneState(arguments, count) else { return .error }
    let fold = Int(state[0] >> 7)
    state[0] &= 0x7F
    return makeTime(clock(state[...], fold: fold), zone: zone, type)
  }

  func unpickledDatetime(_ type: Value, _ arguments: Arguments, _ count: Int) -> Value {
    guard 1...2 ~= count else { return .unbound }
    guard var state = packedState(arguments[0], count: 10, place: 2, allowed: 1...12, mask: 0x7F, "datetime") else {
      return pointee.exception.isObject ? .error : .unbound
    }
    guard let zone = zoneState(arguments, count) else { return .error }
    let fold = Int(state[2] >> 7)
    state[2] &= 0x7F
    return makeDatetime(
      CalendarDate(word: number(state[..<4])), clock(state[4...], fold: fold), zone: zone, type)
  }

  private func zoneState(_ arguments: Arguments, _ count: Int) -> Value? {
    let zone = count > 1 ? arguments[1] : .none
    if zone.isNone || zone.isZone { return zone }
    raise(.typeError, "bad tzinfo state arg")
    return nil
  }

  // MARK: Reduction

  private func bytes(of word: Int, _ count: Int) -> [UInt8] {
    (1...count).map { UInt8(truncatingIfNeeded: word >> ((count - $0) * 8)) }
  }

  /// (type, (state,)) or (type, (state, tzinfo)).
  private func reduction(_ value: Value, _ state: [UInt8], zone: Value) -> Value {
    let bytes = makeBytes(state)
    let arguments = zone.isNone ? TupleRef.make(self, bytes) : TupleRef.make(self, bytes, zone)
    return TupleRef.make(self, value.type.value, arguments)
  }

  func reduceDate(_ value: Value) -> Value { reduction(value, bytes(of: value.calendarDate.word, 4), zone: .none) }

  /// From protocol 4 on the state holds the fold.
  func reduceTime(_ value: Value, protocolNumber: Int) -> Value {
    var state = bytes(of: value.timeClock.word, 6)
    if protocolNumber > 3 && value.timeClock.fold == 1 { state[0] |= 0x80 }
    return reduction(value, state, zone: value.timeZone)
  }

  func reduceDatetime(_ value: Value, protocolNumber: Int) -> Value {
    var state = bytes(of: value.calendarDate.word, 4) + bytes(of: value.datetimeClock.word, 6)
    if protocolNumber > 3 && value.datetimeClock.fold == 1 { state[2] |= 0x80 }
    return reduction(value, state, zone: value.datetimeZone)
  }
}
