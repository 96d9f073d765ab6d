// The methods that bytes and bytearray share. Results have the type of the object: `ByteSequence` reads either kind and
// makes results of the same kind.

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

@inline(__always) private func isByteSpace(_ byte: UInt8) -> Bool { byte == 32 || byte >= 9 && byte <= 13 }

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A bytes-like argument as text; nil with TypeError pending.
  fileprivate func byteArgument(_ value: Value) -> StringRef? {
    if let view = latinView(value) { return view }
    raise(.typeError, "a bytes-like object is required, not '\(value.typeName)'")
    return nil
  }

  /// What find and count look for: a byte or a bytes-like object.
  fileprivate func byteNeedle(_ value: Value) -> StringRef? {
    if let view = latinView(value) { return view }
    if unwrapInteger(value).isUnbound && value.type.special(.index).isUnbound {
      raise(.typeError, "argument should be integer or bytes-like object, not '\(value.typeName)'")
      return nil
    }
    guard let byte = byte(value, "byte must be in range(0, 256)") else { return nil }
    return StringRef(vm.pointee.characters[Int(byte)])
  }

  fileprivate func searchBytes(_ a: Arguments, last: Bool) -> Int? {
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

  fileprivate func bytesAffix(_ a: Arguments, _ name: String, atEnd: Bool) -> Value {
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

  fileprivate func splitBytes(_ a: Arguments, fromRight: Bool) -> Value {
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

  fileprivate func splitByteLines(_ sequence: ByteSequence, keepEnds: Bool) -> Value {
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

  fileprivate func partitionBytes(_ a: Arguments, fromRight: Bool) -> Value {
    guard let separator = byteArgument(a[1]) else { return .error }
    if separator.count == 0 { return raise(.valueError, "empty separator") }
    let sequence = ByteSequence(self, a[0])
    return retype(partition(sequence.text, separator, fromRight: fromRight), sequence)
  }

  fileprivate func stripBytes(_ a: Arguments, _ side: StripSide) -> Value {
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

  fileprivate func joinBytes(_ separator: ByteSequence, _ iterable: Value) -> Value {
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

  fileprivate func padBytes(_ a: Arguments, _ name: String, _ place: (Int, Int) -> Int) -> Value {
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

  fileprivate func changeBytesCase(_ value: Value, _ change: CaseChange) -> Value {
    let sequence = ByteSequence(self, value)
    let result = BytesRef.allocate(self, count: sequence.count)
    mapAsciiCase(sequence.bytes, sequence.count, result.bytes, change)
    return sequence.isArray ? sequence.make(result.latin) : result.value
  }

  fileprivate func allBytes(_ value: Value, _ condition: (UInt8) -> Bool) -> Value {
    let sequence = ByteSequence(self, value)
    for index in 0..<sequence.count where !condition(sequence.bytes[index]) { return .false }
    return .bool(sequence.count > 0)
  }

  fileprivate func bytesCase(_ value: Value, _ wanted: ClosedRange<UInt8>, _ other: ClosedRange<UInt8>) -> Value {
    let sequence = ByteSequence(self, value)
    var found = false
    for index in 0..<sequence.count {
      if other.contains(sequence.bytes[index]) { return .false }
      if wanted.contains(sequence.bytes[index]) { found = true }
    }
    return .bool(found)
  }

  /// `bytes.hex(sep, bytes_per_sep)`.
  fileprivate func hexOfBytes(_ a: Arguments) -> Value {
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

  fileprivate func translateBytes(_ a: Arguments) -> Value {
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

  fileprivate func compareBytes(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    // bytes leave other buffers to these.
    guard a.isKind(.byteArray) || b.isKind(.bytes) || b.isKind(.byteArray), let x = byteView(a), let y = byteView(b)
    else { return .notImplemented }
    let shared = min(x.count, y.count)
    var order = shared == 0 ? 0 : Int(memcmp(x.baseAddress!, y.baseAddress!, shared))
    if order == 0 { order = x.count - y.count }
    return .bool(ordered(operation, order, 0))
  }
}

/// Methods of both types. `__getitem__`, constructors and what changes an array: in the files of the types.
let commonBytesMethods: [NativeDefinition] = byteSearching + byteSplitting + byteShaping + bytePredicates

private let byteSearching: [NativeDefinition] = [
  NativeDefinition("__contains__(self, key, /)") { thread, a in
    if latinView(thread, a[1]) == nil && thread.unwrapInteger(a[1]).isUnbound && a[1].type.special(.index).isUnbound {
      return thread.raise(.typeError, "a bytes-like object is required, not '\(a[1].typeName)'")
    }
    guard let needle = thread.byteNeedle(a[1]) else { return .error }
    let sequence = ByteSequence(thread, a[0])
    return .bool(findBytes(sequence.bytes, 0, sequence.count, needle.bytes, needle.count) >= 0)
  },
  NativeDefinition("find(self, sub, start=None, end=None, /)") { thread, a in
    thread.searchBytes(a, last: false).map { .int($0) } ?? .error
  },
  NativeDefinition("rfind(self, sub, start=None, end=None, /)") { thread, a in
    thread.searchBytes(a, last: true).map { .int($0) } ?? .error
  },
  NativeDefinition("index(self, sub, start=None, end=None, /)") { thread, a in
    guard let position = thread.searchBytes(a, last: false) else { return .error }
    return position < 0 ? thread.raise(.valueError, "subsection not found") : .int(position)
  },
  NativeDefinition("rindex(self, sub, start=None, end=None, /)") { thread, a in
    guard let position = thread.searchBytes(a, last: true) else { return .error }
    return position < 0 ? thread.raise(.valueError, "subsection not found") : .int(position)
  },
  NativeDefinition("count(self, sub, start=None, end=None, /)") { thread, a in
    guard let needle = thread.byteNeedle(a[1]) else { return .error }
    let sequence = ByteSequence(thread, a[0])
    guard let (start, end) = thread.searchBounds(a[2], a[3], sequence.count) else { return .error }
    return .int(sequence.text.occurrences(of: needle, start, end))
  },
  NativeDefinition("startswith(self, prefix, start=None, end=None, /)") {
    $0.bytesAffix($1, "startswith", atEnd: false)
  },
  NativeDefinition("endswith(self, suffix, start=None, end=None, /)") { $0.bytesAffix($1, "endswith", atEnd: true) },
  NativeDefinition("__lt__(self, value, /)") { $0.compareBytes(.less, $1[0], $1[1]) },
  NativeDefinition("__le__(self, value, /)") { $0.compareBytes(.lessEqual, $1[0], $1[1]) },
  NativeDefinition("__eq__(self, value, /)") { $0.compareBytes(.equal, $1[0], $1[1]) },
  NativeDefinition("__ne__(self, value, /)") { $0.compareBytes(.notEqual, $1[0], $1[1]) },
  NativeDefinition("__gt__(self, value, /)") { $0.compareBytes(.greater, $1[0], $1[1]) },
  NativeDefinition("__ge__(self, value, /)") { $0.compareBytes(.greaterEqual, $1[0], $1[1]) },
]

private func latinView(_ thread: Thread, _ value: Value) -> StringRef? { thread.latinView(value) }

private func repeatBytes(_ thread: Thread, _ a: Arguments) -> Value {
  let sequence = ByteSequence(thread, a[0])
  guard
    let times = thread.repetitions(
      a[1], of: sequence.count, overflow: a[0].isKind(.bytes) ? "repeated bytes are too long" : nil)
  else { return .error }
  if times == 1 && a[0].isObject && a[0].pointer.shapeWord == vm.pointee.shapes.bytes.address { return a[0] }
  let result = BytesRef.allocate(thread, count: sequence.count * times)
  fillRepeating(result.bytes, sequence.bytes, sequence.count, times)
  return sequence.isArray ? sequence.make(result.latin) : result.value
}

private let byteSplitting: [NativeDefinition] = [
  NativeDefinition("__add__(self, value, /)") { thread, a in
    guard let other = thread.latinView(a[1]) else {
      return thread.raise(.typeError, "can't concat \(a[1].typeName) to \(a[0].typeName)")
    }
    let sequence = ByteSequence(thread, a[0])
    let result = BytesRef.allocate(thread, count: sequence.count + other.count)
    memcpy(result.bytes, sequence.bytes, sequence.count)
    memcpy(result.bytes + sequence.count, other.bytes, other.count)
    return sequence.isArray ? sequence.make(result.latin) : result.value
  },
  NativeDefinition("__mul__(self, value, /)", repeatBytes),
  NativeDefinition("__rmul__(self, value, /)", repeatBytes),
  NativeDefinition("__mod__(self, value, /)") { thread, a in
    let sequence = ByteSequence(thread, a[0])
    let result = thread.formatPercent(sequence.text, a[1], isBytes: true)
    return result.isError ? .error : sequence.make(StringRef(result))
  },
  NativeDefinition("__rmod__(self, value, /)") { thread, a in
    guard a[1].isObject, a[1].objectKind == a[0].objectKind else { return .notImplemented }
    return thread.binary(.modulo, a[1], a[0])
  },
  NativeDefinition("split(self, /, sep=None, maxsplit=-1)") { $0.splitBytes($1, fromRight: false) },
  NativeDefinition("rsplit(self, /, sep=None, maxsplit=-1)") { $0.splitBytes($1, fromRight: true) },
  NativeDefinition("splitlines(self, /, keepends=False)") { thread, a in
    let keep = a[1].isUnbound ? 0 : thread.truth(a[1])
    return keep < 0 ? .error : thread.splitByteLines(ByteSequence(thread, a[0]), keepEnds: keep == 1)
  },
  NativeDefinition("partition(self, sep, /)") { $0.partitionBytes($1, fromRight: false) },
  NativeDefinition("rpartition(self, sep, /)") { $0.partitionBytes($1, fromRight: true) },
  NativeDefinition("join(self, iterable_of_bytes, /)") { $0.joinBytes(ByteSequence($0, $1[0]), $1[1]) },
  NativeDefinition("strip(self, bytes=None, /)") { $0.stripBytes($1, .both) },
  NativeDefinition("lstrip(self, bytes=None, /)") { $0.stripBytes($1, .left) },
  NativeDefinition("rstrip(self, bytes=None, /)") { $0.stripBytes($1, .right) },
  NativeDefinition("removeprefix(self, prefix, /)") { thread, a in
    guard let prefix = thread.byteArgument(a[1]) else { return .error }
    let sequence = ByteSequence(thread, a[0])
    let matches = sequence.count >= prefix.count && memcmp(sequence.bytes, prefix.bytes, prefix.count) == 0
    return sequence.slice(matches ? prefix.count : 0, sequence.count)
  },
  NativeDefinition("removesuffix(self, suffix, /)") { thread, a in
    guard let suffix = thread.byteArgument(a[1]) else { return .error }
    let sequence = ByteSequence(thread, a[0])
    let end = sequence.count - suffix.count
    let matches = end >= 0 && memcmp(sequence.bytes + end, suffix.bytes, suffix.count) == 0
    return sequence.slice(0, matches ? end : sequence.count)
  },
  NativeDefinition("replace(self, old, new, count=-1, /)") { thread, a in
    guard let old = thread.byteArgument(a[1]), let new = thread.byteArgument(a[2]),
      let limit = thread.count(a[3], default: -1)
    else { return .error }
    let sequence = ByteSequence(thread, a[0])
    return sequence.make(StringRef(thread.replace(sequence.text, old, new, limit: limit)))
  },
]

private let byteShaping: [NativeDefinition] = [
  NativeDefinition("lower(self, /)") { $0.changeBytesCase($1[0], .lower) },
  NativeDefinition("upper(self, /)") { $0.changeBytesCase($1[0], .upper) },
  NativeDefinition("title(self, /)") { $0.changeBytesCase($1[0], .title) },
  NativeDefinition("capitalize(self, /)") { $0.changeBytesCase($1[0], .capitalize) },
  NativeDefinition("swapcase(self, /)") { $0.changeBytesCase($1[0], .swap) },
  NativeDefinition("center(self, width, fillchar=b' ', /)") { thread, a in
    thread.padBytes(a, "center") { $0 / 2 + ($0 & ($0 + $1) & 1) }
  },
  NativeDefinition("ljust(self, width, fillchar=b' ', /)") { $0.padBytes($1, "ljust") { _, _ in 0 } },
  NativeDefinition("rjust(self, width, fillchar=b' ', /)") { $0.padBytes($1, "rjust") { padding, _ in padding } },
  NativeDefinition("zfill(self, width, /)") { thread, a in
    guard let width = thread.index(a[1]) else { return .error }
    let sequence = ByteSequence(thread, a[0])
    let zeros = max(width - sequence.count, 0)
    if !thread.hasRoom(bytes: width) { return .error }
    var output = Array(UnsafeBufferPointer(start: sequence.bytes, count: sequence.count))
    let signed = output.first == UInt8(ascii: "+") || output.first == UInt8(ascii: "-")
    output.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: zeros), at: signed ? 1 : 0)
    return sequence.make(output)
  },
  NativeDefinition("expandtabs(self, /, tabsize=8)") { thread, a in
    guard let size = thread.tabSize(a[1]) else { return .error }
    let sequence = ByteSequence(thread, a[0])
    let expanded = thread.expandTabs(sequence.text, size)
    return expanded.isError ? .error : sequence.make(StringRef(expanded))
  },
  NativeDefinition("translate(self, table, /, delete=b'')") { $0.translateBytes($1) },
  NativeDefinition(.staticMethod, "maketrans(frm, to, /)") { thread, a in
    guard let from = thread.byteArgument(a[0]), let to = thread.byteArgument(a[1]) else { return .error }
    guard from.count == to.count else {
      return thread.raise(.valueError, "maketrans arguments must have same length")
    }
    let table = BytesRef.allocate(thread, count: 256)
    for byte in 0..<256 { table.bytes[byte] = UInt8(byte) }
    for index in 0..<from.count { table.bytes[Int(from.bytes[index])] = to.bytes[index] }
    return table.value
  },
  NativeDefinition("hex(self, sep=None, bytes_per_sep=1)") { $0.hexOfBytes($1) },
  NativeDefinition("decode(self, /, encoding='utf-8', errors='strict')") { thread, a in
    guard let (encoding, errors) = thread.codecArguments(a[1], a[2], "decode") else { return .error }
    return thread.decode(a[0], encoding: encoding, errors: errors)
  },
]

private let bytePredicates: [NativeDefinition] = [
  NativeDefinition("isalpha(self, /)") { $0.allBytes($1[0]) { $0 | 0x20 >= 97 && $0 | 0x20 <= 122 } },
  NativeDefinition("isdigit(self, /)") { $0.allBytes($1[0]) { $0 >= 48 && $0 <= 57 } },
  NativeDefinition("isalnum(self, /)") {
    $0.allBytes($1[0]) { $0 >= 48 && $0 <= 57 || $0 | 0x20 >= 97 && $0 | 0x20 <= 122 }
  },
  NativeDefinition("isspace(self, /)") { $0.allBytes($1[0]) { isByteSpace($0) } },
  NativeDefinition("islower(self, /)") { $0.bytesCase($1[0], 97...122, 65...90) },
  NativeDefinition("isupper(self, /)") { $0.bytesCase($1[0], 65...90, 97...122) },
  NativeDefinition("istitle(self, /)") { thread, a in
    let sequence = ByteSequence(thread, a[0])
    var found = false
    var inWord = false
    for index in 0..<sequence.count {
      let byte = sequence.bytes[index]
      let upper = byte >= 65 && byte <= 90
      let lower = byte >= 97 && byte <= 122
      if upper && inWord || lower && !inWord { return .false }
      inWord = upper || lower
      found = found || inWord
    }
    return .bool(found)
  },
  NativeDefinition("isascii(self, /)") { thread, a in
    let sequence = ByteSequence(thread, a[0])
    return .bool(!hasHighByte(sequence.bytes, sequence.count))
  },
]
