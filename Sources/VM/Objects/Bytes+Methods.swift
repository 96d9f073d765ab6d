// The rows of the methods that bytes and bytearray share; ByteSequence does the work.

import CRuntime
import Glibc

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
