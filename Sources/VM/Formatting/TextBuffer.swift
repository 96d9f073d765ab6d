// A growing run of code points outside the collected heap, from which a str is made at the end. It starts with one
// byte per code point and widens to four at the first code point above 255.

import CRuntime
import Glibc

struct TextBuffer: ~Copyable {
  private(set) var count = 0
  private var capacity: Int
  private var base: UnsafeMutableRawPointer
  private var isWide = false
  /// All code points so far ORed together.
  private var seen: UInt32 = 0

  init(capacity: Int = 64) {
    self.capacity = max(capacity, 16)
    base = malloc(self.capacity).unsafelyUnwrapped
  }

  deinit { free(base) }

  private var narrow: UnsafeMutablePointer<UInt8> { base.assumingMemoryBound(to: UInt8.self) }
  private var wide: UnsafeMutablePointer<UInt32> { base.assumingMemoryBound(to: UInt32.self) }

  @inline(__always) private mutating func reserve(_ more: Int) {
    if _slowPath(count &+ more > capacity) { grow(more) }
  }

  @inline(never) private mutating func grow(_ more: Int) {
    capacity = max(capacity * 2, count + more)
    base = realloc(base, isWide ? capacity * 4 : capacity).unsafelyUnwrapped
  }

  @inline(never) private mutating func widen() {
    let fresh = malloc(capacity * 4).unsafelyUnwrapped.assumingMemoryBound(to: UInt32.self)
    for index in 0..<count { fresh[index] = UInt32(narrow[index]) }
    free(base)
    base = UnsafeMutableRawPointer(fresh)
    isWide = true
  }

  @inline(__always) mutating func append(_ scalar: UInt32) {
    reserve(1)
    if scalar >= 256 && !isWide { widen() }
    if isWide { wide[count] = scalar } else { narrow[count] = UInt8(truncatingIfNeeded: scalar) }
    seen |= scalar
    count &+= 1
  }

  @inline(__always) mutating func append(byte: UInt8) { append(UInt32(byte)) }

  mutating func append(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
    reserve(length)
    if isWide {
      for index in 0..<length { wide[count + index] = UInt32(bytes[index]) }
    } else {
      memcpy(narrow + count, bytes, length)
    }
    for index in 0..<length { seen |= UInt32(bytes[index]) }
    count += length
  }

  mutating func append(_ text: StaticString) { append(text.utf8Start, text.utf8CodeUnitCount) }

  /// ASCII text only.
  mutating func append(ascii text: String) {
    for byte in text.utf8 { append(byte: byte) }
  }

  mutating func append(_ string: StringRef, _ start: Int, _ end: Int) {
    if string.widthShift == 0 {
      if string.isAscii && !isWide {
        reserve(end - start)
        memcpy(narrow + count, string.bytes + start, end - start)
        count += end - start
        // Which ASCII characters they are does not matter.
        return
      }
      append(string.bytes + start, end - start)
      return
    }
    reserve(end - start)
    var index = start
    while index < end {
      append(string[index])
      index += 1
    }
  }

  mutating func append(_ string: StringRef) { append(string, 0, string.count) }

  mutating func append(repeating scalar: UInt32, _ times: Int) {
    if times <= 0 { return }
    reserve(times)
    if scalar < 256 && !isWide {
      memset(narrow + count, Int32(scalar), times)
      seen |= scalar
      count += times
      return
    }
    for _ in 0..<times { append(scalar) }
  }

  /// Forgets everything after the first `newCount` code points.
  mutating func truncate(_ newCount: Int) { count = newCount }

  func makeString(_ thread: Thread) -> Value {
    if isWide { return StringRef.make(thread, scalars: UnsafeBufferPointer(start: wide, count: count)) }
    if count == 0 { return vm.pointee.emptyString }
    if count == 1 { return vm.pointee.characters[Int(narrow[0])] }
    let string = StringRef.allocate(thread, count: count, widthShift: 0, ascii: seen < 0x80)
    memcpy(string.bytes, narrow, count)
    return string.value
  }
}
