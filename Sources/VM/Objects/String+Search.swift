// Searching in strings: positions of substrings, counting, prefixes and suffixes; and concatenation.
//
// One-byte strings and bytes are searched by the C library (memchr, memmem); wider ones code point by code point.

import CRuntime
import Glibc

// GNU extensions of <string.h>, which the Glibc module does not show.
@_silgen_name("memmem")
private func findMemory(
  _ haystack: UnsafeRawPointer, _ haystackCount: Int, _ needle: UnsafeRawPointer, _ needleCount: Int
) -> UnsafeMutableRawPointer?
@_silgen_name("memrchr")
private func findLastMemory(_ bytes: UnsafeRawPointer, _ byte: Int32, _ count: Int) -> UnsafeMutableRawPointer?

/// Position of `needle` in `haystack[start ..< end]`, or −1. An empty needle is found at `start`.
func findBytes(
  _ haystack: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ needle: UnsafePointer<UInt8>, _ length: Int
) -> Int {
  if length == 0 { return start <= end ? start : -1 }
  if end - start < length { return -1 }
  let found =
    length == 1
    ? memchr(haystack + start, Int32(needle[0]), end - start)
    : findMemory(haystack + start, end - start, needle, length)
  guard let found else { return -1 }
  return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - haystack
}

/// Position of the last `needle` in `haystack[start ..< end]`, or −1. An empty needle is found at `end`.
func findLastBytes(
  _ haystack: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ needle: UnsafePointer<UInt8>, _ length: Int
) -> Int {
  if length == 0 { return start <= end ? end : -1 }
  if end - start < length { return -1 }
  if length == 1 {
    guard let found = findLastMemory(haystack + start, Int32(needle[0]), end - start) else { return -1 }
    return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - haystack
  }
  var position = end - length
  while position >= start {
    if haystack[position] == needle[0] && memcmp(haystack + position, needle, length) == 0 { return position }
    position -= 1
  }
  return -1
}

extension StringRef {
  /// Position of `needle` in `self[start ..< end]`, or −1.
  func find(_ needle: StringRef, _ start: Int, _ end: Int) -> Int {
    if widthShift == 0 {
      // A needle with wider code points cannot occur.
      return needle.widthShift == 0 ? findBytes(bytes, start, end, needle.bytes, needle.count) : -1
    }
    let length = needle.count
    if length == 0 { return start <= end ? start : -1 }
    if needle.widthShift > widthShift { return -1 }
    let first = needle[0]
    var position = start
    let last = end - length
    while position <= last {
      if self[position] == first && matches(needle, at: position) { return position }
      position += 1
    }
    return -1
  }

  /// Position of the last `needle` in `self[start ..< end]`, or −1.
  func findLast(_ needle: StringRef, _ start: Int, _ end: Int) -> Int {
    if widthShift == 0 {
      return needle.widthShift == 0 ? findLastBytes(bytes, start, end, needle.bytes, needle.count) : -1
    }
    let length = needle.count
    if length == 0 { return start <= end ? end : -1 }
    if needle.widthShift > widthShift { return -1 }
    var position = end - length
    while position >= start {
      if matches(needle, at: position) { return position }
      position -= 1
    }
    return -1
  }

  /// Does `other` stand at `position` (within bounds)?
  @inline(__always) func matches(_ other: StringRef, at position: Int) -> Bool {
    let length = other.count
    if widthShift == other.widthShift {
      return memcmp(bytes + position &<< widthShift, other.bytes, length &<< widthShift) == 0
    }
    var index = 0
    while index < length {
      if self[position &+ index] != other[index] { return false }
      index &+= 1
    }
    return true
  }

  /// Occurrences in `self[start ..< end]` that do not overlap.
  func occurrences(of needle: StringRef, _ start: Int, _ end: Int) -> Int {
    if start > end { return 0 }
    let length = needle.count
    if length == 0 { return end - start + 1 }
    var count = 0
    var position = start
    if widthShift == 0 && needle.widthShift == 0 && length == 1 {
      let byte = needle.bytes[0]
      for index in start..<end where bytes[index] == byte { count &+= 1 }
      return count
    }
    while true {
      position = find(needle, position, end)
      if position < 0 { return count }
      count += 1
      position += length
    }
  }

  func contains(_ needle: StringRef) -> Bool { find(needle, 0, count) >= 0 }

  /// Copies code points to `target` of the given width.
  @inline(__always) func copy(_ start: Int, _ length: Int, to target: StringRef, at position: Int) {
    if widthShift == target.widthShift {
      memcpy(target.bytes + position &<< widthShift, bytes + start &<< widthShift, length &<< widthShift)
      return
    }
    copyWidening(start, length, to: target, at: position)
  }

  @inline(never) private func copyWidening(_ start: Int, _ length: Int, to target: StringRef, at position: Int) {
    var index = 0
    while index < length {
      target.store(self[start &+ index], at: position &+ index)
      index &+= 1
    }
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `a + b` of strings.
  @inline(__always) func concatenate(_ a: StringRef, _ b: StringRef) -> Value {
    let aCount = a.count
    let bCount = b.count
    let flags = a.pointer.headerFlags & b.pointer.headerFlags
    if _fastPath(flags & HeaderFlags.ascii != 0 && aCount != 0 && bCount != 0 && aCount < StringRef.sharingLimit) {
      let result = StringRef.allocate(self, count: aCount &+ bCount, widthShift: 0, ascii: true)
      memcpy(result.bytes, a.bytes, aCount)
      memcpy(result.bytes + aCount, b.bytes, bCount)
      return result.value
    }
    return concatenateSlow(a, b)
  }

  @inline(never) private func concatenateSlow(_ a: StringRef, _ b: StringRef) -> Value {
    if a.count == 0 { return exactString(b) }
    if b.count == 0 { return exactString(a) }
    if a.byteCount >= StringRef.sharingLimit && b.count <= a.count && a.widthShift == b.widthShift {
      return a.appending(self, b)
    }
    let result = StringRef.allocate(
      self, count: a.count + b.count, widthShift: max(a.widthShift, b.widthShift), ascii: a.isAscii && b.isAscii)
    a.copy(0, a.count, to: result, at: 0)
    b.copy(0, b.count, to: result, at: a.count)
    return result.value
  }

  /// The string itself, or a plain copy of an instance of a subclass.
  @inline(__always) func exactString(_ string: StringRef) -> Value {
    string.pointer.shapeWord == vm.pointee.shapes.string.address ? string.value : copyString(string)
  }

  @inline(never) func copyString(_ string: StringRef) -> Value {
    let copy = StringRef.allocate(
      self, count: string.count, widthShift: string.widthShift, ascii: string.isAscii)
    memcpy(copy.bytes, string.bytes, string.byteCount)
    return copy.value
  }

  /// The concatenation of `count` strings in memory that the collector sees.
  func concatenate(_ values: UnsafePointer<Value>, _ count: Int) -> Value {
    join(values, count, separator: nil)
  }

  /// Strings with a separator between them: lengths and width first, then one allocation.
  func join(_ values: UnsafePointer<Value>, _ count: Int, separator: StringRef?) -> Value {
    if count == 0 { return vm.pointee.emptyString }
    if count == 1 { return exactString(StringRef(values[0])) }
    var total = 0
    var width = 0
    var flags: UInt8 = 0xFF
    var index = 0
    while index < count {
      let string = StringRef(values[index])
      total &+= string.count
      width = max(width, string.widthShift)
      flags &= string.pointer.headerFlags
      index &+= 1
    }
    var ascii = flags & HeaderFlags.ascii != 0
    let gap = separator?.count ?? 0
    if let separator, gap > 0 {
      total &+= gap &* (count &- 1)
      width = max(width, separator.widthShift)
      ascii = ascii && separator.isAscii
    }
    if total == 0 { return vm.pointee.emptyString }
    if !hasRoom(bytes: total << width) { return .error }
    let result = StringRef.allocate(self, count: total, widthShift: width, ascii: ascii)
    var position = 0
    index = 0
    if width == 0 {
      var cursor = result.bytes
      let gapByte = gap == 1 ? separator.unsafelyUnwrapped.bytes[0] : 0
      while index < count {
        if index > 0 && gap > 0 {
          if gap == 1 {
            cursor.pointee = gapByte
          } else {
            memcpy(cursor, separator.unsafelyUnwrapped.bytes, gap)
          }
          cursor += gap
        }
        let string = StringRef(values[index])
        let length = string.count
        let source = string.bytes
        if length < 16 {
          var offset = 0
          while offset < length {
            cursor[offset] = source[offset]
            offset &+= 1
          }
        } else {
          memcpy(cursor, source, length)
        }
        cursor += length
        index &+= 1
      }
      return result.value
    }
    while index < count {
      if index > 0, gap > 0, let separator {
        separator.copy(0, gap, to: result, at: position)
        position += gap
      }
      let string = StringRef(values[index])
      string.copy(0, string.count, to: result, at: position)
      position += string.count
      index += 1
    }
    return result.value
  }

  /// `string[index]` for a position that may be negative; `.error` with IndexError.
  @inline(__always) func stringItem(_ string: StringRef, _ index: Int) -> Value {
    let count = string.count
    let position = index < 0 ? index &+ count : index
    if _slowPath(position < 0 || position >= count) { return raise(.indexError, "string index out of range") }
    return StringRef.character(self, string[position])
  }

  /// `string * count`.
  func repeatString(_ string: StringRef, _ times: Int) -> Value {
    if times <= 0 || string.count == 0 { return vm.pointee.emptyString }
    if times == 1 { return exactString(string) }
    let (total, overflow) = string.count.multipliedReportingOverflow(by: times)
    if overflow || total > 1 << 40 { return raise(.memoryError, arguments: vm.pointee.emptyTuple) }
    if !hasRoom(bytes: total << string.widthShift) { return .error }
    let result = StringRef.allocate(self, count: total, widthShift: string.widthShift, ascii: string.isAscii)
    fillRepeating(result.bytes, string.bytes, string.byteCount, times)
    return result.value
  }
}

/// Writes `unit` bytes `times` times, doubling what is there.
func fillRepeating(_ target: UnsafeMutablePointer<UInt8>, _ source: UnsafePointer<UInt8>, _ unit: Int, _ times: Int) {
  let total = unit * times
  if total == 0 { return }
  if unit == 1 {
    memset(target, Int32(source[0]), total)
    return
  }
  memcpy(target, source, unit)
  var done = unit
  while done < total {
    let step = min(done, total - done)
    memcpy(target + done, target, step)
    done += step
  }
}
