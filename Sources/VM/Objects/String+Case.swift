// Case mapping, alignment and other whole-string transformations; repr and ascii.

import CRuntime
import Glibc

enum CaseChange { case lower, upper, title, capitalize, swap, fold }

extension UnsafeMutablePointer where Pointee == ThreadState {
  func changeCase(_ string: StringRef, _ change: CaseChange) -> Value {
    string.isAscii ? changeAsciiCase(string, change) : changeUnicodeCase(string, change)
  }

  private func changeAsciiCase(_ string: StringRef, _ change: CaseChange) -> Value {
    let count = string.count
    if count == 0 { return vm.pointee.emptyString }
    let result = StringRef.allocate(self, count: count, widthShift: 0, ascii: true)
    mapAsciiCase(string.bytes, count, result.bytes, change)
    return result.value
  }

  private func changeUnicodeCase(_ string: StringRef, _ change: CaseChange) -> Value {
    let buffer = UnsafeMutablePointer<UInt32>.allocate(capacity: string.count * 3 + 1)
    defer { buffer.deallocate() }
    var count = 0
    func put(_ scalar: UInt32) {
      buffer[count] = scalar
      count += 1
    }
    func lower(_ index: Int) {
      if string[index] == 0x3A3 {
        put(isFinalSigma(string, index) ? 0x3C2 : 0x3C3)
      } else {
        UnicodeTable.map(string[index], .lower, put)
      }
    }
    var previousCased = false
    for index in 0..<string.count {
      let scalar = string[index]
      switch change {
      case .lower: lower(index)
      case .upper: UnicodeTable.map(scalar, .upper, put)
      case .fold: UnicodeTable.map(scalar, .fold, put)
      case .capitalize: if index == 0 { UnicodeTable.map(scalar, .title, put) } else { lower(index) }
      case .title:
        if previousCased { lower(index) } else { UnicodeTable.map(scalar, .title, put) }
        previousCased = UnicodeTable.isCased(scalar)
      case .swap:
        if UnicodeTable.isUpper(scalar) {
          lower(index)
        } else if UnicodeTable.isLower(scalar) {
          UnicodeTable.map(scalar, .upper, put)
        } else {
          put(scalar)
        }
      }
    }
    return StringRef.make(self, scalars: UnsafeBufferPointer(start: buffer, count: count))
  }

  /// Σ at the end of a word becomes ς: a cased letter before it, none after it, case-ignorable ones left out.
  private func isFinalSigma(_ string: StringRef, _ index: Int) -> Bool {
    var before = index - 1
    while before >= 0 && UnicodeTable.isCaseIgnorable(string[before]) { before -= 1 }
    guard before >= 0, UnicodeTable.isCased(string[before]) else { return false }
    var after = index + 1
    while after < string.count && UnicodeTable.isCaseIgnorable(string[after]) { after += 1 }
    return after == string.count || !UnicodeTable.isCased(string[after])
  }

  // MARK: Padding

  /// `left` and `right` copies of `fill` around the string.
  func pad(_ string: StringRef, left: Int, right: Int, fill: UInt32) -> Value {
    if left <= 0 && right <= 0 { return exactString(string) }
    let left = max(left, 0)
    let right = max(right, 0)
    let width = max(string.widthShift, fill < 0x100 ? 0 : fill < 0x10000 ? 1 : 2)
    let total = left + string.count + right
    if !hasRoom(bytes: min(total, 1 << 58) << width) { return .error }
    let result = StringRef.allocate(
      self, count: total, widthShift: width, ascii: string.isAscii && fill < 0x80)
    if width == 0 {
      memset(result.bytes, Int32(fill), left)
      memset(result.bytes + left + string.count, Int32(fill), right)
    } else {
      for index in 0..<left { result.store(fill, at: index) }
      for index in (total - right)..<total { result.store(fill, at: index) }
    }
    string.copy(0, string.count, to: result, at: left)
    return result.value
  }

  /// The argument of `expandtabs`; nil with an exception pending.
  func tabSize(_ value: Value) -> Int? {
    guard let size = count(value, default: 8) else { return nil }
    if Int32(exactly: size) != nil { return size }
    raise(.overflowError, "Python int too large to convert to C int")
    return nil
  }

  func expandTabs(_ string: StringRef, _ tabSize: Int) -> Value {
    var buffer = TextBuffer(capacity: string.count * 2)
    var column = 0
    for index in 0..<string.count {
      let scalar = string[index]
      if scalar == 9 {
        if tabSize > 0 {
          let step = tabSize - column % tabSize
          if !hasRoom(bytes: buffer.count + step) { return .error }
          buffer.append(repeating: 32, step)
          column += step
        }
      } else {
        buffer.append(scalar)
        column = scalar == 10 || scalar == 13 ? 0 : column + 1
      }
    }
    return buffer.makeString(self)
  }

  // MARK: repr

  /// The string literal that repr() shows.
  func quoted(_ string: StringRef) -> Value {
    let count = string.count
    var single = false
    var double = false
    var plain = string.isAscii
    if plain {
      for index in 0..<count {
        let byte = string.bytes[index]
        if byte == 39 { single = true }
        if byte == 34 { double = true }
        if byte < 32 || byte == 127 || byte == 92 { plain = false }
      }
    } else {
      for index in 0..<count {
        let scalar = string[index]
        if scalar == 39 { single = true }
        if scalar == 34 { double = true }
      }
    }
    let quote: UInt8 = single && !double ? 34 : 39
    if plain && !(single && double) {
      let result = StringRef.allocate(self, count: count + 2, widthShift: 0, ascii: true)
      result.bytes[0] = quote
      memcpy(result.bytes + 1, string.bytes, count)
      result.bytes[count + 1] = quote
      return result.value
    }
    var buffer = TextBuffer(capacity: count + 16)
    buffer.append(byte: quote)
    for index in 0..<count { buffer.append(escaped: string[index], quote: quote, asciiOnly: false) }
    buffer.append(byte: quote)
    return buffer.makeString(self)
  }

  /// `ascii(value)`: repr() with everything beyond ASCII escaped; `.error` when repr() fails.
  func ascii(_ value: Value) -> Value {
    let text = repr(value)
    if text.isError || StringRef(text).isAscii { return text }
    let string = StringRef(text)
    var buffer = TextBuffer(capacity: string.count * 2)
    for index in 0..<string.count {
      let scalar = string[index]
      if scalar < 128 { buffer.append(scalar) } else { buffer.append(escape: scalar) }
    }
    return buffer.makeString(self)
  }
}

extension TextBuffer {
  /// One code point inside a string literal.
  mutating func append(escaped scalar: UInt32, quote: UInt8, asciiOnly: Bool) {
    switch scalar {
    case UInt32(quote), 92:
      append(byte: 92)
      append(scalar)
    case 9: append("\\t")
    case 10: append("\\n")
    case 13: append("\\r")
    case 32...126: append(scalar)
    default:
      if !asciiOnly && scalar > 126 && UnicodeTable.isPrintable(scalar) {
        append(scalar)
      } else {
        append(escape: scalar)
      }
    }
  }

  /// \xnn, \unnnn or \Unnnnnnnn.
  mutating func append(escape scalar: UInt32) {
    let digits: Int
    if scalar < 0x100 {
      append("\\x")
      digits = 2
    } else if scalar < 0x10000 {
      append("\\u")
      digits = 4
    } else {
      append("\\U")
      digits = 8
    }
    for place in stride(from: digits - 1, through: 0, by: -1) {
      append(byte: hexDigit(UInt8(truncatingIfNeeded: scalar >> UInt32(place * 4)) & 15))
    }
  }
}

@inline(__always) func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

/// Case mapping of ASCII bytes, other bytes unchanged.
func mapAsciiCase(
  _ source: UnsafePointer<UInt8>, _ count: Int, _ target: UnsafeMutablePointer<UInt8>, _ change: CaseChange
) {
  @inline(__always) func isUpper(_ byte: UInt8) -> Bool { byte &- 65 < 26 }
  @inline(__always) func isLower(_ byte: UInt8) -> Bool { byte &- 97 < 26 }
  switch change {
  case .lower, .fold:
    for index in 0..<count {
      let byte = source[index]
      target[index] = isUpper(byte) ? byte | 0x20 : byte
    }
  case .upper:
    for index in 0..<count {
      let byte = source[index]
      target[index] = isLower(byte) ? byte & 0xDF : byte
    }
  case .swap:
    for index in 0..<count {
      let byte = source[index]
      target[index] = isUpper(byte) || isLower(byte) ? byte ^ 0x20 : byte
    }
  case .title:
    var inWord = false
    for index in 0..<count {
      let byte = source[index]
      let letter = isUpper(byte) || isLower(byte)
      target[index] = letter ? (inWord ? byte | 0x20 : byte & 0xDF) : byte
      inWord = letter
    }
  case .capitalize:
    for index in 0..<count {
      let byte = source[index]
      if index == 0 {
        target[index] = isLower(byte) ? byte & 0xDF : byte
      } else {
        target[index] = isUpper(byte) ? byte | 0x20 : byte
      }
    }
  }
}
