// The simple C types by their letters: sizes, and how Python values are read from memory and written to it. As ctypes has it:
// integers are truncated, letters `z`, `Z` and `O` give back the object that must stay alive.

import CRuntime
import Glibc

enum CTypeCode {
  static let letters = "cbBhHiIlLdfuzZqQPXOv?g"

  /// In bytes; nil for a letter that names no type on this system.
  static func size(_ code: UInt8) -> Int? {
    switch code {
    case ascii("c"), ascii("b"), ascii("B"), ascii("?"): 1
    case ascii("h"), ascii("H"), ascii("v"): 2
    case ascii("i"), ascii("I"), ascii("f"), ascii("u"): 4
    case ascii("l"), ascii("L"), ascii("q"), ascii("Q"), ascii("d"), ascii("z"), ascii("Z"), ascii("P"), ascii("O"): 8
    case ascii("g"): 16
    default: nil
    }
  }

  @inline(__always) static func ascii(_ letter: Unicode.Scalar) -> UInt8 { UInt8(truncatingIfNeeded: letter.value) }
  static func text(_ code: UInt8) -> String { String(Character(Unicode.Scalar(code))) }
  static func isIn(_ code: UInt8, _ letters: StaticString) -> Bool {
    UnsafeBufferPointer(start: letters.utf8Start, count: letters.utf8CodeUnitCount).contains(code)
  }
  static func hasSwappedForm(_ code: UInt8) -> Bool { isIn(code, "hHiIlLqQfd") }
  static func isPointer(_ code: UInt8) -> Bool { isIn(code, "zZPO") }

  /// The format in PEP 3118: standard sizes, so `long` is written as `q`.
  static func format(_ code: UInt8, swapped: Bool) -> String {
    let letter = code == ascii("l") ? "q" : code == ascii("L") ? "Q" : text(code)
    return (swapped ? ">" : "<") + letter
  }
}

/// How a Python object is kept in C memory (`py_object`): a heap object by its address, anything else by a number that is no
/// address of one; 0 stands for NULL.
enum ObjectWord {
  static func encode(_ value: Value) -> UInt {
    let bits = UInt(value.bits)
    if value.isObject { return bits - 1 }
    if value.isImmediateFloat { return bits }
    return value.isInt ? bits | 1 : bits + 3
  }
  /// Unbound for NULL.
  static func decode(_ word: UInt) -> Value {
    if word == 0 { return .unbound }
    if word & 2 != 0 { return Value(bits: UInt64(word)) }
    if word & 1 != 0 { return Value(bits: UInt64(word & ~1)) }
    return Value(bits: UInt64(word < 256 ? word - 3 : word + 1))
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Reading

  /// The Python value of a simple type at `place`; `.error` for a NULL object.
  @inline(__always) func readSimple(_ code: UInt8, _ place: UnsafeRawPointer, swapped: Bool = false) -> Value {
    if _slowPath(swapped) { return readSwapped(code, place) }
    switch code {
    case 105: return .int(Int(place.loadUnaligned(as: Int32.self)))  // i
    case 100: return makeFloat(place.loadUnaligned(as: Double.self))  // d
    case 108, 113: return makeInt(place.loadUnaligned(as: Int.self))  // l q
    case 66: return .int(Int(place.load(as: UInt8.self)))  // B
    default: return readOther(code, place)
    }
  }

  @inline(never) private func readOther(_ code: UInt8, _ place: UnsafeRawPointer) -> Value {
    switch Unicode.Scalar(code) {
    case "b": return .int(Int(place.load(as: Int8.self)))
    case "h": return .int(Int(place.loadUnaligned(as: Int16.self)))
    case "H": return .int(Int(place.loadUnaligned(as: UInt16.self)))
    case "I": return .int(Int(place.loadUnaligned(as: UInt32.self)))
    case "L", "Q": return makeInt(place.loadUnaligned(as: UInt.self))
    case "f": return makeFloat(Double(place.loadUnaligned(as: Float.self)))
    case "g": return makeFloat(Double(place.loadUnaligned(as: Float80.self)))
    case "?": return .bool(place.load(as: UInt8.self) != 0)
    case "v": return .bool(place.loadUnaligned(as: Int16.self) != 0)
    case "c": return BytesRef.make(self, place.assumingMemoryBound(to: UInt8.self), 1)
    case "u": return wideText(place, count: 1)
    case "z":
      guard let text = place.loadUnaligned(as: UnsafePointer<UInt8>?.self) else { return .none }
      return BytesRef.make(self, text, strlen(UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self)))
    case "Z":
      guard let text = place.loadUnaligned(as: UnsafeRawPointer?.self) else { return .none }
      return wideText(text, count: wideLength(text))
    case "P":
      let address = place.loadUnaligned(as: UInt.self)
      return address == 0 ? .none : makeInt(address)
    default:  // O
      let object = ObjectWord.decode(place.loadUnaligned(as: UInt.self))
      return object.isUnbound ? raise(.valueError, "PyObject is NULL") : object
    }
  }

  @inline(never) private func readSwapped(_ code: UInt8, _ place: UnsafeRawPointer) -> Value {
    switch CTypeCode.size(code) ?? 1 {
    case 2: return withUnsafePointer(to: place.loadUnaligned(as: UInt16.self).byteSwapped) { readSimple(code, $0) }
    case 4: return withUnsafePointer(to: place.loadUnaligned(as: UInt32.self).byteSwapped) { readSimple(code, $0) }
    case 8: return withUnsafePointer(to: place.loadUnaligned(as: UInt64.self).byteSwapped) { readSimple(code, $0) }
    default: return readSimple(code, place)
    }
  }

  /// wchar_t in front of the first NUL.
  func wideLength(_ place: UnsafeRawPointer) -> Int {
    var count = 0
    while place.loadUnaligned(fromByteOffset: count * 4, as: UInt32.self) != 0 { count += 1 }
    return count
  }

  /// A str of `count` wchar_t; a code point beyond Unicode is a ValueError.
  func wideText(_ place: UnsafeRawPointer, count: Int) -> Value {
    for index in 0..<count {
      let scalar = place.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
      if scalar > 0x10FFFF {
        return raise(
          .valueError, "character U+\(String(scalar, radix: 16)) is not in range [U+0000; U+10ffff]")
      }
    }
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: max(1, count)) { buffer in
      for index in 0..<count { buffer[index] = place.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self) }
      return StringRef.make(self, scalars: UnsafeBufferPointer(rebasing: buffer[0..<count]))
    }
  }

  // MARK: Writing

  /// Writes a Python value as a simple type. The object that must stay alive for it, None when there is none, or `.error`.
  @inline(__always) func writeSimple(
    _ code: UInt8, _ value: Value, _ place: UnsafeMutableRawPointer, swapped: Bool = false
  ) -> Value {
    if _slowPath(swapped) { return writeSwapped(code, value, place) }
    if value.isInt {
      switch code {
      case 105:  // i
        place.storeBytes(of: Int32(truncatingIfNeeded: value.asInt), as: Int32.self)
        return .none
      case 108, 113, 76, 81:  // l q L Q
        place.storeBytes(of: value.asInt, as: Int.self)
        return .none
      case 66, 98:  // B b
        place.storeBytes(of: UInt8(truncatingIfNeeded: value.asInt), as: UInt8.self)
        return .none
      default: break
      }
    } else if value.isImmediateFloat && code == 100 {  // d
      place.storeBytes(of: value.asDouble, as: Double.self)
      return .none
    }
    return writeOther(code, value, place)
  }

  @inline(never) private func writeOther(_ code: UInt8, _ value: Value, _ place: UnsafeMutableRawPointer) -> Value {
    switch Unicode.Scalar(code) {
    case "b", "B", "h", "H", "i", "I", "l", "L", "q", "Q":
      guard let bits = lowBits(value) else { return .error }
      _ = withUnsafeBytes(of: bits) { memcpy(place, $0.baseAddress!, CTypeCode.size(code) ?? 8) }
    case "f":
      guard let number = double(of: value) else { return .error }
      place.storeBytes(of: Float(number), as: Float.self)
    case "d":
      guard let number = double(of: value) else { return .error }
      place.storeBytes(of: number, as: Double.self)
    case "g":
      guard let number = double(of: value) else { return .error }
      memset(place, 0, 16)
      place.storeBytes(of: Float80(number), as: Float80.self)
    case "?", "v":
      let truth = truth(value)
      if truth < 0 { return .error }
      if code == CTypeCode.ascii("v") {
        place.storeBytes(of: truth == 1 ? -1 : 0, as: Int16.self)
      } else {
        place.storeBytes(of: UInt8(truth), as: UInt8.self)
      }
    case "c": return writeCharacter(value, place)
    case "u":
      guard value.isKind(.string) else {
        return raise(.typeError, "unicode string expected instead of \(value.typeName) instance")
      }
      if StringRef(value).count != 1 { return raise(.typeError, "one character unicode string expected") }
      place.storeBytes(of: StringRef(value)[0], as: UInt32.self)
    default: return writePointer(code, value, place)
    }
    return .none
  }

  private func writeCharacter(_ value: Value, _ place: UnsafeMutableRawPointer) -> Value {
    if value.isKind(.bytes) || value.isKind(.byteArray), let view = byteView(value), view.count == 1 {
      place.storeBytes(of: view[0], as: UInt8.self)
      return .none
    }
    let integer = unwrapInteger(value)
    guard integer.isInt, integer.asInt >= 0, integer.asInt < 256 else {
      return raise(.typeError, "one character bytes, bytearray or integer expected")
    }
    place.storeBytes(of: UInt8(integer.asInt), as: UInt8.self)
    return .none
  }

  /// The letters z, Z, P and O.
  private func writePointer(_ code: UInt8, _ value: Value, _ place: UnsafeMutableRawPointer) -> Value {
    func store(_ word: UInt) { place.storeBytes(of: word, as: UInt.self) }
    if code == CTypeCode.ascii("O") {
      store(ObjectWord.encode(value))
      return value
    }
    if value.isNone {
      store(0)
      return .none
    }
    let integer = unwrapInteger(value)
    if integer.isBound {
      guard let bits = lowBits(integer) else { return .error }
      store(bits)
      return .none
    }
    switch Unicode.Scalar(code) {
    case "z":
      guard value.isKind(.bytes) else {
        return raise(.typeError, "bytes or integer address expected instead of \(value.typeName) instance")
      }
      store(UInt(bitPattern: BytesRef(value).terminated))
      return value
    case "Z":
      guard value.isKind(.string) else {
        return raise(.typeError, "unicode string or integer address expected instead of \(value.typeName) instance")
      }
      let copy = wideCopy(StringRef(value))
      store(UInt(bitPattern: copy + 16))
      return .object(copy)
    default:
      return raise(.typeError, "cannot be converted to pointer")
    }
  }

  /// A raw array with the text as wchar_t and a NUL behind it.
  func wideCopy(_ text: StringRef) -> Raw {
    let count = text.count
    let copy = makeRawArray(self, bytes: (count + 1) * 4)
    for index in 0..<count { (copy + 16).storeBytes(of: text[index], toByteOffset: index * 4, as: UInt32.self) }
    (copy + 16).storeBytes(of: 0, toByteOffset: count * 4, as: UInt32.self)
    return copy
  }

  @inline(never) private func writeSwapped(_ code: UInt8, _ value: Value, _ place: UnsafeMutableRawPointer) -> Value {
    let size = CTypeCode.size(code) ?? 1
    let kept = writeSimple(code, value, place)
    if !kept.isError { reverseBytes(place.assumingMemoryBound(to: UInt8.self), size) }
    return kept
  }

  // MARK: Bit-fields

  /// An int of `bits` bits above the lowest `low` ones.
  func readBits(_ code: UInt8, _ place: UnsafeRawPointer, swapped: Bool, low: Int, bits: Int) -> Value {
    let size = CTypeCode.size(code) ?? 8
    if code == CTypeCode.ascii("?") { return readSimple(code, place) }
    var word: UInt64 = 0
    withUnsafeMutableBytes(of: &word) { target in
      memcpy(target.baseAddress!, place, size)
      if swapped { reverseBytes(target.baseAddress!.assumingMemoryBound(to: UInt8.self), size) }
    }
    let raised = word &<< UInt64(64 - low - bits)
    if CTypeCode.isIn(code, "bhilq") { return makeInt(Int(Int64(bitPattern: raised) &>> Int64(64 - bits))) }
    return makeInt(UInt(raised &>> UInt64(64 - bits)))
  }

  func writeBits(
    _ code: UInt8, _ value: Value, _ place: UnsafeMutableRawPointer, swapped: Bool, low: Int, bits: Int
  ) -> Value {
    let size = CTypeCode.size(code) ?? 8
    if code == CTypeCode.ascii("?") { return writeSimple(code, value, place) }
    guard let given = lowBits(value) else { return .error }
    var word: UInt64 = 0
    withUnsafeMutableBytes(of: &word) { target in
      let bytes = target.baseAddress!.assumingMemoryBound(to: UInt8.self)
      memcpy(bytes, place, size)
      if swapped { reverseBytes(bytes, size) }
    }
    let mask: UInt64 = (bits == 64 ? ~0 : 1 &<< UInt64(bits) &- 1) &<< UInt64(low)
    word = word & ~mask | UInt64(given) &<< UInt64(low) & mask
    withUnsafeMutableBytes(of: &word) { source in
      let bytes = source.baseAddress!.assumingMemoryBound(to: UInt8.self)
      if swapped { reverseBytes(bytes, size) }
      memcpy(place, bytes, size)
    }
    return .none
  }

  // MARK: Texts in arrays

  /// Bytes or text of an array of characters up to its NUL.
  func readText(_ place: UnsafeRawPointer, bytes: Int, wide: Bool) -> Value {
    if !wide { return BytesRef.make(self, place.assumingMemoryBound(to: UInt8.self), strnlen(place, bytes)) }
    var count = 0
    while count < bytes / 4 && place.loadUnaligned(fromByteOffset: count * 4, as: UInt32.self) != 0 { count += 1 }
    return wideText(place, count: count)
  }

  private func strnlen(_ place: UnsafeRawPointer, _ limit: Int) -> Int {
    memchr(place, 0, limit).map { UnsafeRawPointer($0) - place } ?? limit
  }

  /// Writes bytes (a field's: those before the first NUL) or a text, with a NUL when there is room; None or `.error`.
  func writeText(
    _ value: Value, _ place: UnsafeMutableRawPointer, bytes room: Int, wide: Bool, toFirstNUL: Bool = false
  ) -> Value {
    if wide {
      guard value.isKind(.string) else {
        return raise(.typeError, "unicode string expected instead of \(value.typeName) instance")
      }
      let text = StringRef(value)
      if text.count > room / 4 {
        return raise(.valueError, "string too long (\(text.count), maximum length \(room / 4))")
      }
      for index in 0..<text.count { place.storeBytes(of: text[index], toByteOffset: index * 4, as: UInt32.self) }
      if text.count < room / 4 { place.storeBytes(of: 0, toByteOffset: text.count * 4, as: UInt32.self) }
      return .none
    }
    guard value.isKind(.bytes) else { return raise(.typeError, "expected bytes, \(value.typeName) found") }
    let source = BytesRef(value)
    let count = toFirstNUL ? strnlen(source.bytes, source.count) : source.count
    if count > room { return raise(.valueError, "bytes too long (\(count), maximum length \(room))") }
    memcpy(place, source.bytes, count)
    if count < room { place.storeBytes(of: 0, toByteOffset: count, as: UInt8.self) }
    return .none
  }
}
