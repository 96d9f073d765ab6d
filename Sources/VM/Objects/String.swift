// str objects: code points in 1, 2 or 4 bytes each, so that indexing is O(1). Layout (leaf object):
//   word 1  hash (as a small int; 0 = not computed yet)
//   word 2  length in code points (raw)
//   byte 24 the code points
// The width is in header flag bits 6-7; flag `ascii` says that all are below 128; lone surrogates are allowed.
//
// Here: creation, equality, hashing, interning, conversion. Methods of str: String+Methods and neighbours.

import CRuntime
import Glibc

struct StringRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  static let dataOffset = 24
  @inline(__always) var count: Int { Int(pointer.rawWord(2)) }
  /// log2 of the bytes per code point: 0, 1 or 2.
  @inline(__always) var widthShift: Int { Int(pointer.headerFlags &>> 6) }
  @inline(__always) var isAscii: Bool { pointer.headerFlags & HeaderFlags.ascii != 0 }
  @inline(__always) var isInterned: Bool { pointer.headerFlags & HeaderFlags.interned != 0 }
  /// The code points: in the object, or in a shared buffer (SharedText.swift).
  @inline(__always) private var data: Raw {
    _fastPath(pointer.headerFlags & HeaderFlags.sharesBuffer == 0)
      ? pointer + StringRef.dataOffset : pointer.load(fromByteOffset: StringRef.dataOffset, as: Raw.self)
  }
  @inline(__always) var bytes: UnsafeMutablePointer<UInt8> { data.assumingMemoryBound(to: UInt8.self) }
  @inline(__always) var units16: UnsafeMutablePointer<UInt16> { data.assumingMemoryBound(to: UInt16.self) }
  @inline(__always) var units32: UnsafeMutablePointer<UInt32> { data.assumingMemoryBound(to: UInt32.self) }
  @inline(__always) var byteCount: Int { count &<< widthShift }

  /// Code point at an index within bounds.
  @inline(__always) subscript(index: Int) -> UInt32 {
    switch widthShift {
    case 0: UInt32(bytes[index])
    case 1: UInt32(units16[index])
    default: units32[index]
    }
  }

  // MARK: Hash and equality

  @inline(__always) var hash: Int {
    let stored = pointer.word(1).asInt
    return stored != 0 ? stored : computeHash()
  }

  @inline(never) private func computeHash() -> Int {
    var hash = hashBytes(UnsafeRawPointer(bytes), byteCount)
    if hash == 0 { hash = 1 }
    pointer.setIntWord(1, hash)
    return hash
  }

  @inline(__always) func equals(_ other: StringRef) -> Bool {
    if pointer == other.pointer { return true }
    if count != other.count || widthShift != other.widthShift { return false }
    return memcmp(bytes, other.bytes, byteCount) == 0
  }

  /// -1, 0 or 1 by code points.
  func compare(_ other: StringRef) -> Int {
    let shared = min(count, other.count)
    if widthShift == 0 && other.widthShift == 0 {
      let order = Int(memcmp(bytes, other.bytes, shared))
      if order != 0 { return order < 0 ? -1 : 1 }
    } else {
      for index in 0..<shared {
        let a = self[index]
        let b = other[index]
        if a != b { return a < b ? -1 : 1 }
      }
    }
    return count == other.count ? 0 : (count < other.count ? -1 : 1)
  }

  // MARK: Creation

  /// Uninitialised string of `count` code points of `1 << widthShift` bytes. The caller fills it at once.
  static func allocate(_ thread: Thread, count: Int, widthShift: Int, ascii: Bool) -> StringRef {
    let words = (dataOffset + (count << widthShift) + 7) / 8
    let flags = HeaderFlags.leaf | (ascii ? HeaderFlags.ascii : 0) | UInt8(widthShift << 6)
    let object = thread.allocateAnySize(vm.pointee.shapes.string, .string, words: words, flags: flags)
    object.setRawWord(1, 0)
    object.setRawWord(2, UInt64(count))
    return StringRef(object)
  }

  /// From UTF-8 that may carry encoded lone surrogates (WTF-8).
  static func make(_ thread: Thread, utf8: UnsafeBufferPointer<UInt8>) -> Value {
    if utf8.count == 0 && vm.pointee.emptyString.isBound { return vm.pointee.emptyString }
    var highest: UInt32 = 0
    var count = 0
    for byte in utf8 {
      if byte & 0xC0 != 0x80 { count += 1 }
      if UInt32(byte) > highest { highest = UInt32(byte) }
    }
    if highest < 0x80 {
      if count == 1 && vm.pointee.emptyString.isBound { return vm.pointee.characters[Int(utf8[0])] }
      let string = allocate(thread, count: count, widthShift: 0, ascii: true)
      if count > 0 { memcpy(string.bytes, utf8.baseAddress!, count) }
      return string.value
    }
    let shift = highest < 0xC4 ? 0 : (highest < 0xF0 ? 1 : 2)
    let string = allocate(thread, count: count, widthShift: shift, ascii: false)
    var index = 0
    forEachScalar(utf8) { scalar in
      string.store(scalar, at: index)
      index += 1
    }
    return string.value
  }

  @inline(__always) func store(_ scalar: UInt32, at index: Int) {
    switch widthShift {
    case 0: bytes[index] = UInt8(truncatingIfNeeded: scalar)
    case 1: units16[index] = UInt16(truncatingIfNeeded: scalar)
    default: units32[index] = scalar
    }
  }

  static func make(_ thread: Thread, _ text: String) -> Value {
    var text = text
    return text.withUTF8 { make(thread, utf8: $0) }
  }

  static func make(_ thread: Thread, _ text: StaticString) -> Value {
    make(thread, utf8: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// From code points, in the narrowest width that holds them.
  static func make(_ thread: Thread, scalars: UnsafeBufferPointer<UInt32>) -> Value {
    var highest: UInt32 = 0
    for scalar in scalars { highest |= scalar }
    if scalars.count == 0 { return vm.pointee.emptyString }
    if scalars.count == 1 && highest < 256 { return vm.pointee.characters[Int(scalars[0])] }
    // OR over all keeps the widest class: classes are bounded by powers of two.
    let shift = highest < 0x100 ? 0 : (highest < 0x10000 ? 1 : 2)
    let string = allocate(thread, count: scalars.count, widthShift: shift, ascii: highest < 0x80)
    for index in 0..<scalars.count { string.store(scalars[index], at: index) }
    return string.value
  }

  static func make(_ thread: Thread, scalars: [UInt32]) -> Value {
    scalars.withUnsafeBufferPointer { make(thread, scalars: $0) }
  }

  /// One-character string.
  static func character(_ thread: Thread, _ scalar: UInt32) -> Value {
    if scalar < 256 { return vm.pointee.characters[Int(scalar)] }
    return withUnsafePointer(to: scalar) { make(thread, scalars: UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// The interned string with this text. Interned strings live for ever.
  static func intern(_ text: String) -> Value {
    vm.pointee.interned.intern(StringRef(make(vm.pointee.runningThread, text))).value
  }
  static func intern(_ text: StaticString) -> Value {
    vm.pointee.interned.intern(StringRef(make(vm.pointee.runningThread, text))).value
  }
  static func intern(_ value: Value) -> Value { vm.pointee.interned.intern(StringRef(value)).value }

  /// Code points `start ..< end` as a string. Bounds must be valid.
  func slice(_ thread: Thread, _ start: Int, _ end: Int) -> Value {
    let length = end - start
    if length <= 0 { return vm.pointee.emptyString }
    if length == count { return value }
    if length == 1 { return StringRef.character(thread, self[start]) }
    if widthShift == 0 {
      let ascii = isAscii || !hasHighByte(bytes + start, length)
      let result = StringRef.allocate(thread, count: length, widthShift: 0, ascii: ascii)
      memcpy(result.bytes, bytes + start, length)
      return result.value
    }
    var highest: UInt32 = 0
    for index in start..<end { highest |= self[index] }
    let shift = highest < 0x100 ? 0 : (highest < 0x10000 ? 1 : 2)
    let result = StringRef.allocate(thread, count: length, widthShift: shift, ascii: highest < 0x80)
    for index in 0..<length { result.store(self[start + index], at: index) }
    return result.value
  }

  // MARK: Conversion

  /// Text for messages and system calls. Lone surrogates become U+FFFD.
  var text: String {
    if widthShift == 0 && isAscii {
      return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
    var result = String.UnicodeScalarView()
    for index in 0..<count { result.append(Unicode.Scalar(self[index]) ?? "\u{FFFD}") }
    return String(result)
  }

  /// Appends the WTF-8 form.
  func appendUTF8(to output: inout [UInt8]) {
    if isAscii {
      output.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
      return
    }
    for index in 0..<count { StringRef.encode(self[index], into: &output) }
  }

  var utf8: [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(count)
    appendUTF8(to: &output)
    return output
  }

  @inline(__always) static func encode(_ scalar: UInt32, into output: inout [UInt8]) {
    if scalar < 0x80 {
      output.append(UInt8(scalar))
    } else if scalar < 0x800 {
      output.append(UInt8(0xC0 | scalar &>> 6))
      output.append(UInt8(0x80 | scalar & 0x3F))
    } else if scalar < 0x10000 {
      output.append(UInt8(0xE0 | scalar &>> 12))
      output.append(UInt8(0x80 | (scalar &>> 6) & 0x3F))
      output.append(UInt8(0x80 | scalar & 0x3F))
    } else {
      output.append(UInt8(0xF0 | scalar &>> 18))
      output.append(UInt8(0x80 | (scalar &>> 12) & 0x3F))
      output.append(UInt8(0x80 | (scalar &>> 6) & 0x3F))
      output.append(UInt8(0x80 | scalar & 0x3F))
    }
  }
}

func hasHighByte(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
  for index in 0..<count where bytes[index] >= 0x80 { return true }
  return false
}

/// Decodes well-formed (W)UTF-8.
@inline(__always) func forEachScalar(_ utf8: UnsafeBufferPointer<UInt8>, _ body: (UInt32) -> Void) {
  var index = 0
  while index < utf8.count {
    let first = UInt32(utf8[index])
    if first < 0x80 {
      body(first)
      index += 1
    } else if first < 0xE0 {
      body((first & 0x1F) &<< 6 | UInt32(utf8[index + 1]) & 0x3F)
      index += 2
    } else if first < 0xF0 {
      body((first & 0x0F) &<< 12 | (UInt32(utf8[index + 1]) & 0x3F) &<< 6 | UInt32(utf8[index + 2]) & 0x3F)
      index += 3
    } else {
      let high = (first & 0x07) &<< 18 | (UInt32(utf8[index + 1]) & 0x3F) &<< 12
      body(high | (UInt32(utf8[index + 2]) & 0x3F) &<< 6 | UInt32(utf8[index + 3]) & 0x3F)
      index += 4
    }
  }
}

/// Keyed 64-bit hash of bytes (multiply-fold over 8-byte words, in the manner of wyhash), cut to a small int.
func hashBytes(_ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  var state = vm.pointee.hashSeed ^ (UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15)
  var index = 0
  while index &+ 8 <= count {
    let word = (bytes + index).loadUnaligned(as: UInt64.self)
    let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    state = product.high ^ product.low
    index &+= 8
  }
  var tail: UInt64 = 0
  var shift: UInt64 = 0
  while index < count {
    tail |= UInt64(bytes.load(fromByteOffset: index, as: UInt8.self)) &<< shift
    shift &+= 8
    index &+= 1
  }
  let product = (state ^ tail).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
  return Int(truncatingIfNeeded: Int64(bitPattern: product.high ^ product.low) &>> 3)
}
