// uuencode and quoted-printable of the module `binascii`.

import CRuntime
import Glibc

// MARK: uuencode: a line is its length, then groups of four characters for three bytes

private func uuDecoded(_ thread: Thread, _ a: Arguments) -> Value {
  guard let source = thread.asciiArgument(a[0]) else { return .error }
  // Of an empty line CPython reads the zero behind it: 32 bytes.
  let count = Int(((source.first ?? 0) &- 32) & 63)
  let result = BytesRef.allocate(thread, count: count)
  var index = 1
  var bits: UInt32 = 0
  var width = 0
  var filled = 0
  while filled < count {
    var character: UInt8 = 0
    if index < source.count { character = source[index] }
    if index >= source.count || character == 10 || character == 13 {
      // Blanks at the end of the line may have been lost.
      character = 0
    } else {
      if character < 32 || character > 96 { return thread.failBinascii("Illegal char") }
      character = (character - 32) & 63
    }
    index += 1
    bits = bits << 6 | UInt32(character)
    width += 6
    if width >= 8 {
      width -= 8
      result.bytes[filled] = UInt8(truncatingIfNeeded: bits >> UInt32(width))
      bits &= (1 << UInt32(width)) - 1
      filled += 1
    }
  }
  while index < source.count {
    if ![32, 96, 10, 13].contains(source[index]) { return thread.failBinascii("Trailing garbage") }
    index += 1
  }
  return result.value
}

private func uuEncoded(_ thread: Thread, _ a: Arguments) -> Value {
  guard let source = thread.bytesArgument(a[0]), let backtick = thread.flag(a[1]) else { return .error }
  if source.count > 45 { return thread.failBinascii("At most 45 bytes at once") }
  func letter(_ value: UInt8) -> UInt8 { value == 0 && backtick ? 96 : value + 32 }
  var result = ByteBuffer(capacity: 64)
  result.append(letter(UInt8(source.count)))
  for index in stride(from: 0, to: source.count, by: 3) {
    let second = index + 1 < source.count ? source[index + 1] : 0
    let third = index + 2 < source.count ? source[index + 2] : 0
    result.append(letter(source[index] >> 2))
    result.append(letter(source[index] << 4 & 63 | second >> 4))
    result.append(letter(second << 2 & 63 | third >> 6))
    result.append(letter(third & 63))
  }
  result.append(10)
  return result.makeBytes(thread)
}

// MARK: quoted-printable (RFC 2045; with `header`, the Q encoding of RFC 2047)

private func quotedDecoded(_ thread: Thread, _ a: Arguments) -> Value {
  guard let source = thread.asciiArgument(a[0]), let isHeader = thread.flag(a[1]) else { return .error }
  var result = ByteBuffer(capacity: source.count)
  let equals = UInt8(ascii: "=")
  var index = 0
  while index < source.count {
    let character = source[index]
    index += 1
    if character == UInt8(ascii: "_") && isHeader {
      result.append(32)
    } else if character != equals {
      result.append(character)
    } else if index >= source.count {
      break
    } else if source[index] == 10 || source[index] == 13 {
      // A soft line break goes up to the end of its line.
      while index < source.count && source[index] != 10 { index += 1 }
      index += 1
    } else if source[index] == equals {
      // Some encoders double the sign.
      result.append(equals)
      index += 1
    } else if index + 1 < source.count, let high = hexValue(source[index]), let low = hexValue(source[index + 1]) {
      result.append(high << 4 | low)
      index += 2
    } else {
      result.append(equals)
    }
  }
  return result.makeBytes(thread)
}

private func quotedEncoded(_ thread: Thread, _ a: Arguments) -> Value {
  guard let source = thread.bytesArgument(a[0]), let quotesTabs = thread.flag(a[1]),
    let isText = thread.flag(a[2], default: true), let isHeader = thread.flag(a[3])
  else { return .error }
  let longestLine = 76
  let (lineFeed, carriageReturn, point) = (UInt8(10), UInt8(13), UInt8(ascii: "."))
  // Line ends are written as the first line of the data ends.
  let firstEnd = source.firstIndex(of: lineFeed)
  let endsWithReturn = firstEnd.map { $0 > 0 && source[$0 - 1] == carriageReturn } ?? false
  var result = ByteBuffer(capacity: source.count + source.count / 4)
  var line = 0
  func isLineEnd(_ index: Int) -> Bool {
    index == source.count || source[index] == lineFeed
      || index + 1 < source.count && source[index] == carriageReturn && source[index + 1] == lineFeed
  }
  func breakSoftly(_ result: inout ByteBuffer) {
    result.append(UInt8(ascii: "="))
    if endsWithReturn { result.append(carriageReturn) }
    result.append(lineFeed)
    line = 0
  }
  func appendQuoted(_ byte: UInt8, _ result: inout ByteBuffer) {
    result.append(UInt8(ascii: "="))
    for digit in [byte >> 4, byte & 15] { result.append(digit < 10 ? 48 + digit : 55 + digit) }
  }
  func mustQuote(_ index: Int) -> Bool {
    let byte = source[index]
    if byte > 126 || byte == UInt8(ascii: "=") || isHeader && byte == UInt8(ascii: "_") { return true }
    if byte == point && line == 0 {
      return index + 1 == source.count || [lineFeed, carriageReturn, 0].contains(source[index + 1])
    }
    if !isText && (byte == carriageReturn || byte == lineFeed) { return true }
    if (byte == 9 || byte == 32) && index + 1 == source.count { return true }
    if byte >= 33 || byte == carriageReturn || byte == lineFeed { return false }
    return quotesTabs || byte != 9 && byte != 32
  }
  var index = 0
  while index < source.count {
    let byte = source[index]
    if mustQuote(index) {
      if line + 3 >= longestLine { breakSoftly(&result) }
      appendQuoted(byte, &result)
      line += 3
      index += 1
      continue
    }
    if isText && isLineEnd(index) {
      // A blank at the end of a line would be lost on the way.
      if line > 0, let last = result.count > 0 ? result.bytes[result.count - 1] : nil, last == 32 || last == 9 {
        result.dropLast()
        appendQuoted(last, &result)
      }
      if endsWithReturn { result.append(carriageReturn) }
      result.append(lineFeed)
      index += byte == carriageReturn ? 2 : 1
      line = 0
      continue
    }
    if index + 1 != source.count && source[index + 1] != lineFeed && line + 1 >= longestLine { breakSoftly(&result) }
    line += 1
    result.append(isHeader && byte == 32 ? UInt8(ascii: "_") : byte)
    index += 1
  }
  return result.makeBytes(thread)
}

let binasciiText: [NativeDefinition] = [
  NativeDefinition(.function, "a2b_uu(data, /)", uuDecoded),
  NativeDefinition(.function, "b2a_uu(data, /, *, backtick=False)", uuEncoded),
  NativeDefinition(.function, "a2b_qp(data, header=False)", quotedDecoded),
  NativeDefinition(.function, "b2a_qp(data, quotetabs=False, istext=True, header=False)", quotedEncoded),
]
