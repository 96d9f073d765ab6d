// JSON strings: reading one from a document, and the two ways of writing one.

import CRuntime
import Glibc

/// A document as code points of one width.
protocol JSONUnit: FixedWidthInteger & UnsignedInteger {}
extension UInt8: JSONUnit {}
extension UInt16: JSONUnit {}
extension UInt32: JSONUnit {}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Raises `json.JSONDecodeError(message, document, position)`.
  @inline(never) func raiseJSON(_ message: StaticString, _ document: StringRef, _ position: Int) -> Value {
    let module = importModule("json.decoder")
    if module.isError { return .error }
    let type = getAttribute(module, StringRef.intern("JSONDecodeError"))
    if type.isError { return .error }
    let exception = call(type, StringRef.make(self, message), document.value, .int(position))
    return exception.isError ? .error : raise(exception: exception)
  }

  /// The string whose opening quote stands before `start`, and the place behind its closing quote; `.error` with
  /// JSONDecodeError pending. `units` are those of `document`. Control characters are refused when `isStrict`.
  @inline(__always) func scanJSONString<Unit: JSONUnit>(
    _ document: StringRef, _ units: UnsafePointer<Unit>, _ start: Int, isStrict: Bool
  ) -> (value: Value, end: Int) {
    let (index, isAscii) = endOfPlainJSON(units, start, document.count, isStrict: isStrict)
    if index < document.count && units[index] == 0x22 {
      return (makePlainJSON(document, units, start, index, isAscii: isAscii), index + 1)
    }
    return scanEscapedJSONString(document, units, start, from: index, isStrict: isStrict)
  }

  /// The first place from `start` on where something else stands than the plain text of a string, or the end; and
  /// whether all before it is ASCII, as far as that is known: documents of one byte per character only.
  @inline(__always) func endOfPlainJSON<Unit: JSONUnit>(
    _ units: UnsafePointer<Unit>, _ start: Int, _ count: Int, isStrict: Bool
  ) -> (index: Int, isAscii: Bool) {
    var index = start
    var seen: UInt64 = 0
    if Unit.bitWidth == 8 {
      let (ones, tops) = (UInt64(0x0101_0101_0101_0101), UInt64(0x8080_8080_8080_8080))
      // The lowest byte whose top bit is set here is the first that was looked for; those above may be mistaken.
      @inline(__always) func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & tops }
      while index &+ 8 <= count {
        let word = UnsafeRawPointer(units + index).loadUnaligned(as: UInt64.self)
        var found = zeros(word ^ (ones &* 0x22)) | zeros(word ^ (ones &* 0x5C))
        if isStrict { found |= (word &- ones &* 0x20) & ~word & tops }
        if found != 0 {
          let before = found.trailingZeroBitCount & ~7
          seen |= word & (1 &<< UInt64(before) &- 1)
          return (index &+ before &>> 3, seen & tops == 0)
        }
        seen |= word
        index &+= 8
      }
    }
    while index < count {
      let unit = units[index]
      if unit == 0x22 || unit == 0x5C || unit < 0x20 && isStrict { break }
      seen |= UInt64(truncatingIfNeeded: unit)
      index &+= 1
    }
    return (index, seen & 0x8080_8080_8080_8080 == 0)
  }

  /// The text between two places of a document.
  @inline(__always) func makePlainJSON<Unit: JSONUnit>(
    _ document: StringRef, _ units: UnsafePointer<Unit>, _ start: Int, _ end: Int, isAscii: Bool
  ) -> Value {
    guard Unit.bitWidth == 8, end &- start > 1 else { return document.slice(self, start, end) }
    let string = StringRef.allocate(self, count: end &- start, widthShift: 0, ascii: isAscii)
    memcpy(string.bytes, units + start, end &- start)
    return string.value
  }

  /// What scanJSONString does, for a string with something unusual at `place`.
  @inline(never) private func scanEscapedJSONString<Unit: JSONUnit>(
    _ document: StringRef, _ units: UnsafePointer<Unit>, _ start: Int, from place: Int, isStrict: Bool
  ) -> (value: Value, end: Int) {
    let count = document.count
    var text = TextBuffer(capacity: place - start + 32)
    var copied = start
    var index = place
    func unterminated() -> (value: Value, end: Int) {
      (raiseJSON("Unterminated string starting at", document, start - 1), 0)
    }
    while index < count {
      let unit = units[index]
      if unit == 0x22 {
        text.append(document, copied, index)
        return (text.makeString(self), index + 1)
      }
      if unit < 0x20 && isStrict { return (raiseJSON("Invalid control character at", document, index), 0) }
      index += 1
      if unit != 0x5C { continue }
      text.append(document, copied, index - 1)
      if index == count { return unterminated() }
      let escape = units[index]
      index += 1
      switch escape {
      case 0x22, 0x5C, 0x2F: text.append(UInt32(truncatingIfNeeded: escape))
      case UInt8(ascii: "b").asUnit(): text.append(8)
      case UInt8(ascii: "f").asUnit(): text.append(12)
      case UInt8(ascii: "n").asUnit(): text.append(10)
      case UInt8(ascii: "r").asUnit(): text.append(13)
      case UInt8(ascii: "t").asUnit(): text.append(9)
      case UInt8(ascii: "u").asUnit():
        guard index + 4 < count, var scalar = hexadecimalUnit(units + index) else {
          return (raiseJSON("Invalid \\uXXXX escape", document, index - 1), 0)
        }
        index += 4
        if scalar & 0xFC00 == 0xD800, index + 6 < count, units[index] == 0x5C, units[index + 1] == 0x75 {
          guard let low = hexadecimalUnit(units + index + 2) else {
            return (raiseJSON("Invalid \\uXXXX escape", document, index + 1), 0)
          }
          if low & 0xFC00 == 0xDC00 {
            scalar = 0x10000 + ((scalar & 0x3FF) << 10 | low & 0x3FF)
            index += 6
          }
        }
        text.append(scalar)
      default: return (raiseJSON("Invalid \\escape", document, index - 2), 0)
      }
      copied = index
    }
    return unterminated()
  }

  /// Four hexadecimal digits, or nil.
  private func hexadecimalUnit<Unit: JSONUnit>(_ units: UnsafePointer<Unit>) -> UInt32? {
    var value: UInt32 = 0
    for index in 0..<4 {
      guard units[index] < 0x80 else { return nil }
      let digit = digitValue(UInt8(truncatingIfNeeded: units[index]))
      if digit >= 16 { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}

extension UInt8 {
  @inline(__always) fileprivate func asUnit<Unit: JSONUnit>() -> Unit { Unit(truncatingIfNeeded: self) }
}

extension TextBuffer {
  /// A JSON string with the text of `string`; with `onlyASCII` other characters are escaped, too.
  mutating func append(json string: StringRef, onlyASCII: Bool) {
    append(byte: UInt8(ascii: "\""))
    let limit: UInt32 = onlyASCII ? 0x7F : .max
    var copied = 0
    for index in 0..<string.count {
      let scalar = string[index]
      if _fastPath(scalar >= 0x20 && scalar != 0x22 && scalar != 0x5C && scalar < limit) { continue }
      append(string, copied, index)
      copied = index + 1
      append(jsonEscape: scalar)
    }
    append(string, copied, string.count)
    append(byte: UInt8(ascii: "\""))
  }

  private mutating func append(jsonEscape scalar: UInt32) {
    append(byte: UInt8(ascii: "\\"))
    switch scalar {
    case 0x22, 0x5C: append(scalar)
    case 8: append(byte: UInt8(ascii: "b"))
    case 9: append(byte: UInt8(ascii: "t"))
    case 10: append(byte: UInt8(ascii: "n"))
    case 12: append(byte: UInt8(ascii: "f"))
    case 13: append(byte: UInt8(ascii: "r"))
    case 0x10000...:
      appendUnit(0xD800 | (scalar - 0x10000) >> 10)
      append(byte: UInt8(ascii: "\\"))
      appendUnit(0xDC00 | scalar & 0x3FF)
    default: appendUnit(scalar)
    }
  }

  private mutating func appendUnit(_ unit: UInt32) {
    append(byte: UInt8(ascii: "u"))
    for shift in stride(from: UInt32(12), through: 0, by: -4) {
      append(byte: hexDigit(UInt8(truncatingIfNeeded: unit >> shift & 15)))
    }
  }
}
