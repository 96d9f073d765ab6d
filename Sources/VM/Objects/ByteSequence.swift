// The bytes of a bytes or bytearray object, and what the methods that both share do with them. Results have the type
// of the object.

import CRuntime
import Glibc

/// The bytes of a bytes or bytearray object, as text of Latin-1 characters where a text algorithm is used.
struct ByteSequence {
  let thread: Thread
  let isArray: Bool
  let text: StringRef
  @inline(__always) var count: Int { text.count }
  @inline(__always) var bytes: UnsafeMutablePointer<UInt8> { text.bytes }

  /// The object's bytes at this moment: a bytearray is copied, so Python code that runs later cannot disturb.
  init(_ thread: Thread, _ value: Value) {
    self.thread = thread
    isArray = value.isKind(.byteArray)
    text = thread.latinView(value).unsafelyUnwrapped
  }

  func make(_ source: UnsafePointer<UInt8>, _ count: Int) -> Value {
    if !isArray { return BytesRef.make(thread, source, count) }
    let array = ByteArrayRef.make(thread)
    array.replace(thread, 0, 0, source, count)
    return array.value
  }
  func make(_ string: StringRef) -> Value { make(string.bytes, string.count) }
  func slice(_ start: Int, _ end: Int) -> Value { make(bytes + start, max(end - start, 0)) }
  func make(_ source: [UInt8]) -> Value {
    source.withUnsafeBufferPointer { make($0.baseAddress ?? UnsafePointer(bytes), $0.count) }
  }
}

@inline(__always) func isByteSpace(_ byte: UInt8) -> Bool { byte == 32 || byte >= 9 && byte <= 13 }

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A bytes-like argument as text; nil with TypeError pending.
  func byteArgument(_ value: Value) -> StringRef? {
    if let view = latinView(value) { return view }
    raise(.typeError, "a bytes-like object is required, not '\(value.typeName)'")
    return nil
  }

  /// What find and count look for: a byte or a bytes-like object.
  func byteNeedle(_ value: Value) -> StringRef? {
    if let view = latinView(value) { return view }
    if unwrapInteger(value).isUnbound && value.type.special(.index).isUnbound {
      raise(.typeError, "argument should be integer or bytes-like object, not '\(value.typeName)'")
      return nil
    }
    guard let byte = byte(value, "byte must be in range(0, 256)") else { return nil }
    return StringRef(vm.pointee.characters[Int(byte)])
  }

  func searchBytes(_ a: Arguments, last: Bool) -> Int? {
    guard let needle = byteNeedle(a[1]) else { return nil }
    if a[0].isKind(.byteArray) {
      // Not copied, so that a search takes no longer than what it looks at: nothing runs any more that could change it.
      let array = ByteArrayRef(a[0])
      guard let (start, limit) = searchBounds(a[2], a[3], array.count) else { return nil }
      let end = min(limit, array.count)
      if start > end { return -1 }
      let bytes = array.count == 0 ? needle.bytes : array.bytes
      return last
        ? findLastBytes(bytes, start, end, needle.bytes, needle.count)
        : findBytes(bytes, start, end, needle.bytes, needle.count)
    }
    let sequence = ByteSequence(self, a[0])
    guard let (start, end) = searchBounds(a[2], a[3], sequence.count) else { return nil }
    if start > end { return -1 }
    return last
      ? findLastBytes(sequence.bytes, start, end, needle.bytes, needle.count)
      : findBytes(sequence.bytes, start, end, needle.bytes, needle.count)
  }

  func bytesAffix(_ a: Arguments, _ name: String, atEnd: Bool) -> Value {
    let sequence = ByteSequence(self, a[0])
    guard let (start, end) = searchBounds(a[2], a[3], sequence.count) else { return .error }
    func matches(_ other: StringRef) -> Bool {
      end - start >= other.count
        && memcmp(sequence.bytes + (atEnd ? end - other.count : start), other.bytes, other.count) == 0
    }
    if let other = latinView(a[1]) { return .bool(matches(other)) }
    guard a[1].isKind(.tuple) else {
      return raise(.typeError, "\(name) first arg must be bytes or a tuple of bytes, not \(a[1].typeName)")
    }
    for index in 0..<TupleRef(a[1]).count {
      guard let other = byteArgument(TupleRef(a[1])[index]) else { return .error }
      if matches(other) { return .true }
    }
    return .false
  }

  /// Turns the strings of a list or tuple of Latin-1 pieces into byte objects, in place.
  private func retype(_ result: Value, _ sequence: ByteSequence) -> Value {
    let items = result.isKind(.list) ? ListRef(result).items : TupleRef(result).items
    for index in 0..<itemCount(result) { items[index] = sequence.make(StringRef(items[index])) }
    return result
  }

  func splitBytes(_ a: Arguments, fromRight: Bool) -> Value {
    guard let limit = count(a[2], default: -1) else { return .error }
    let sequence = ByteSequence(self, a[0])
    if a[1].isBound && !a[1].isNone {
      guard let separator = byteArgument(a[1]) else { return .error }
      if separator.count == 0 { return raise(.valueError, "empty separator") }
      return retype(
        fromRight
          ? splitFromRight(sequence.text, separator, limit: limit) : split(sequence.text, separator, limit: limit),
        sequence)
    }
    let result = ListRef.make(self)
    let bytes = sequence.bytes
    var splits = 0
    var start = 0
    var end = sequence.count
    while true {
      // The far end keeps its blanks: it matters only for the rest after the last split allowed.
      if fromRight {
        while end > start && isByteSpace(bytes[end - 1]) { end -= 1 }
      } else {
        while start < end && isByteSpace(bytes[start]) { start += 1 }
      }
      if start == end { break }
      if splits == limit {
        result.append(self, sequence.slice(start, end))
        break
      }
      if fromRight {
        var first = end
        while first > start && !isByteSpace(bytes[first - 1]) { first -= 1 }
        result.append(self, sequence.slice(first, end))
        end = first
      } else {
        var last = start
        while last < end && !isByteSpace(bytes[last]) { last += 1 }
        result.append(self, sequence.slice(start, last))
        start = last
      }
      splits += 1
    }
    if fromRight { result.reverse() }
    return result.value
  }

  func splitByteLines(_ sequence: ByteSequence, keepEnds: Bool) -> Value {
    let result = ListRef.make(self)
    var start = 0
    var index = 0
    while index < sequence.count {
      let byte = sequence.bytes[index]
      index += 1
      if byte != 10 && byte != 13 { continue }
      let end = index - 1
      if byte == 13 && index < sequence.count && sequence.bytes[index] == 10 { index += 1 }
      result.append(self, sequence.slice(start, keepEnds ? index : end))
      start = index
    }
    if start < sequence.count { result.append(self, sequence.slice(start, sequence.count)) }
    return result.value
  }

  func partitionBytes(_ a: Arguments, fromRight: Bool) -> Value {
    guard let separator = byteArgument(a[1]) else { return .error }
    if separator.count == 0 { return raise(.valueError, "empty separator") }
    let sequence = ByteSequence(self, a[0])
    return retype(partition(sequence.text, separator, fromRight: fromRight), sequence)
  }

  func stripBytes(_ a: Arguments, _ side: StripSide) -> Value {
    let sequence = ByteSequence(self, a[0])
    var removed: StringRef?
    if a[1].isBound && !a[1].isNone {
      guard let characters = byteArgument(a[1]) else { return .error }
      removed = characters
    }
    func goes(_ byte: UInt8) -> Bool {
      guard let removed else { return isByteSpace(byte) }
      return memchr(removed.bytes, Int32(byte), removed.count) != nil
    }
    var start = 0
    var end = sequence.count
    if side != .right { while start < end && goes(sequence.bytes[start]) { start += 1 } }
    if side != .left { while end > start && goes(sequence.bytes[end - 1]) { end -= 1 } }
    if start == 0 && end == sequence.count && a[0].isObject
      && a[0].pointer.shapeWord == vm.pointee.shapes.bytes.address
    {
      return a[0]
    }
    return sequence.slice(start, end)
  }

  func joinBytes(_ separator: ByteSequence, _ iterable: Value) -> Value {
    if iterable.type.special(.iter).isUnbound && iterable.type.special(.getitem).isUnbound {
      return raise(.typeError, "can only join an iterable")
    }
    guard let list = makeList(from: iterable, isHinted: false) else { return .error }
    var output: [UInt8] = []
    for index in 0..<list.count {
      guard let view = byteView(list[index]) else {
        return raise(
          .typeError,
          "sequence item \(index): expected a bytes-like object, \(list[index].typeName) found")
      }
      if index > 0 { output.append(contentsOf: UnsafeBufferPointer(start: separator.bytes, count: separator.count)) }
      output.append(contentsOf: view)
    }
    return separator.make(output)
  }

  func padBytes(_ a: Arguments, _ name: String, _ place: (Int, Int) -> Int) -> Value {
    guard let width = index(a[1]) else { return .error }
    var fill: UInt32 = 32
    if a[2].isBound {
      guard let view = a[2].isKind(.bytes) || a[2].isKind(.byteArray) ? byteView(a[2]) : nil, view.count == 1 else {
        return raise(.typeError, "\(name)() argument 2 must be a byte string of length 1, not \(a[2].typeName)")
      }
      fill = UInt32(view[0])
    }
    let sequence = ByteSequence(self, a[0])
    let padding = max(width - sequence.count, 0)
    if !hasRoom(bytes: width) { return .error }
    let left = place(padding, sequence.count)
    return sequence.make(StringRef(pad(sequence.text, left: left, right: padding - left, fill: fill)))
  }

  func changeBytesCase(_ value: Value, _ change: CaseChange) -> Value {
    let sequence = ByteSequence(self, value)
    let result = BytesRef.allocate(self, count: sequence.count)
    mapAsciiCase(sequence.bytes, sequence.count, result.bytes, change)
    return sequence.isArray ? sequence.make(result.latin) : result.value
  }

  func allBytes(_ value: Value, _ condition: (UInt8) -> Bool) -> Value {
    let sequence = ByteSequence(self, value)
    for index in 0..<sequence.count where !condition(sequence.bytes[index]) { return .false }
    return .bool(sequence.count > 0)
  }

  func bytesCase(_ value: Value, _ wanted: ClosedRange<UInt8>, _ other: ClosedRange<UInt8>) -> Value {
    let sequence = ByteSequence(self, value)
    var found = false
    for index in 0..<sequence.count {
      if other.contains(sequence.bytes[index]) { return .false }
      if wanted.contains(sequence.bytes[index]) { found = true }
    }
    return .bool(found)
  }

  /// `bytes.hex(sep, bytes_per_sep)`.
  func hexOfBytes(_ a: Arguments) -> Value {
    let sequence = ByteSequence(self, a[0])
    var separator: UInt32?
    if a[1].isBound {
      let length = self.length(a[1])
      if length < 0 { return .error }
      if length != 1 { return raise(.valueError, "sep must be length 1.") }
      if a[1].isKind(.string) {
        separator = StringRef(a[1])[0]
      } else if let view = byteView(a[1]) {
        separator = UInt32(view[0])
      } else {
        return raise(.typeError, "sep must be str or bytes.")
      }
      if separator! >= 128 { return raise(.valueError, "sep must be ASCII.") }
    }
    guard let group = count(a[2], default: 1) else { return .error }
    if separator == nil && sequence.count > 0 {
      let digits = StringRef.allocate(self, count: sequence.count * 2, widthShift: 0, ascii: true)
      writeHexadecimal(sequence.bytes, sequence.count, digits.bytes)
      return digits.value
    }
    var buffer = TextBuffer(capacity: sequence.count * 3)
    for index in 0..<sequence.count {
      if let separator, group != 0, index > 0 {
        let place = group > 0 ? sequence.count - index : index
        if place % abs(group) == 0 { buffer.append(separator) }
      }
      buffer.append(byte: hexDigit(sequence.bytes[index] >> 4))
      buffer.append(byte: hexDigit(sequence.bytes[index] & 15))
    }
    return buffer.makeString(self)
  }

  /// The bytes that hexadecimal text spells, or nil with ValueError pending.
  func bytesFromHex(_ value: Value) -> [UInt8]? {
    guard value.isKind(.string) else {
      raise(.typeError, "fromhex() argument must be str, not \(value.typeName)")
      return nil
    }
    let string = StringRef(value)
    var output: [UInt8] = []
    var index = 0
    func digit(_ place: Int) -> UInt8? {
      guard place < string.count, string[place] < 128 else { return nil }
      let digit = digitValue(UInt8(string[place]))
      return digit < 16 ? digit : nil
    }
    while index < string.count {
      if string[index] < 128 && isAsciiSpace(UInt8(string[index])) {
        index += 1
        continue
      }
      let high = digit(index)
      guard let high, let low = digit(index + 1) else {
        raise(
          .valueError,
          "non-hexadecimal number found in fromhex() arg at position \(high == nil ? index : index + 1)")
        return nil
      }
      output.append(high << 4 | low)
      index += 2
    }
    return output
  }

  func translateBytes(_ a: Arguments) -> Value {
    let sequence = ByteSequence(self, a[0])
    var table: StringRef?
    if !a[1].isNone {
      guard let given = byteArgument(a[1]) else { return .error }
      guard given.count == 256 else {
        return raise(.valueError, "translation table must be 256 characters long")
      }
      table = given
    }
    var removed: StringRef?
    if a[2].isBound {
      guard let given = byteArgument(a[2]) else { return .error }
      removed = given
    }
    var output: [UInt8] = []
    output.reserveCapacity(sequence.count)
    for index in 0..<sequence.count {
      let byte = sequence.bytes[index]
      if let removed, memchr(removed.bytes, Int32(byte), removed.count) != nil { continue }
      output.append(table?.bytes[Int(byte)] ?? byte)
    }
    return sequence.make(output)
  }

  /// repr of bytes: b'…'. A bytearray escapes ' within double quotes, too.
  func bytesRepr(_ view: UnsafeBufferPointer<UInt8>, escapingApostrophe: Bool = false) -> Value {
    let quote: UInt8 = view.contains(39) && !view.contains(34) ? 34 : 39
    var buffer = TextBuffer(capacity: view.count * 2 + 3)
    buffer.append(byte: UInt8(ascii: "b"))
    buffer.append(byte: quote)
    for byte in view {
      if escapingApostrophe && (byte == 39 || byte == 34) {
        if byte == 39 { buffer.append(byte: 92) }
        buffer.append(byte: byte)
      } else {
        buffer.append(escaped: UInt32(byte), quote: quote, asciiOnly: true)
      }
    }
    buffer.append(byte: quote)
    return buffer.makeString(self)
  }

  func compareBytes(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    // bytes leave other buffers to these.
    guard a.isKind(.byteArray) || b.isKind(.bytes) || b.isKind(.byteArray), let x = byteView(a), let y = byteView(b)
    else { return .notImplemented }
    let shared = min(x.count, y.count)
    var order = shared == 0 ? 0 : Int(memcmp(x.baseAddress!, y.baseAddress!, shared))
    if order == 0 { order = x.count - y.count }
    return .bool(ordered(operation, order, 0))
  }
}
