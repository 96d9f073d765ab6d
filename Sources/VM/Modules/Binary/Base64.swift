// Base 64 of the module `binascii`: both directions go over raw memory, groups of four characters at a time while
// nothing but letters of the alphabet comes.

import CRuntime
import Glibc

private let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

/// The value of each character, 255 for those that are no letter of the alphabet; made when first used, immortal.
private let values: UnsafeMutablePointer<UInt8> = {
  let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
  table.initialize(repeating: 255, count: 256)
  for index in 0..<64 { table[Int(alphabet.utf8Start[index])] = UInt8(index) }
  return table
}()

private let padding = UInt8(ascii: "=")

private func encoded(_ thread: Thread, _ a: Arguments) -> Value {
  guard let source = thread.bytesArgument(a[0]), let newline = thread.flag(a[1], default: true) else { return .error }
  let count = source.count
  let result = BytesRef.allocate(thread, count: (count + 2) / 3 * 4 + (newline ? 1 : 0))
  var target = result.bytes
  let letters = alphabet.utf8Start
  if let bytes = source.baseAddress {
    var index = 0
    while index + 2 < count {
      let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
      target[0] = letters[Int(group >> 18)]
      target[1] = letters[Int(group >> 12 & 63)]
      target[2] = letters[Int(group >> 6 & 63)]
      target[3] = letters[Int(group & 63)]
      target += 4
      index += 3
    }
    if index < count {
      let second = index + 1 < count ? UInt32(bytes[index + 1]) : 0
      let group = UInt32(bytes[index]) << 16 | second << 8
      target[0] = letters[Int(group >> 18)]
      target[1] = letters[Int(group >> 12 & 63)]
      target[2] = index + 1 < count ? letters[Int(group >> 6 & 63)] : padding
      target[3] = padding
      target += 4
    }
  }
  if newline { target[0] = 10 }
  return result.value
}

private func decoded(_ thread: Thread, _ a: Arguments) -> Value {
  guard let source = thread.asciiArgument(a[0]), let isStrict = thread.flag(a[1]) else { return .error }
  let count = source.count
  guard let text = source.baseAddress, count > 0 else { return vm.pointee.emptyBytes }
  if isStrict && text[0] == padding { return thread.failBinascii("Leading padding not allowed") }
  var buffer = ByteBuffer(capacity: (count + 3) / 4 * 3)
  let first = buffer.bytes
  var target = first
  let values = values
  // Characters of the current group so far, the bits of the last one that no byte has yet, padding seen.
  var position = 0
  var left: UInt8 = 0
  var pads = 0
  var padded = false
  var index = 0
  var isComplete = false
  while index < count {
    if position == 0 {
      while index + 4 <= count {
        let (a, b, c, d) = (
          values[Int(text[index])], values[Int(text[index + 1])], values[Int(text[index + 2])],
          values[Int(text[index + 3])]
        )
        if (a | b | c | d) > 63 || padded { break }
        target[0] = a << 2 | b >> 4
        target[1] = b << 4 | c >> 2
        target[2] = c << 6 | d
        target += 3
        index += 4
      }
      if index >= count { break }
    }
    let character = text[index]
    index += 1
    if character == padding {
      padded = true
      if position >= 2 {
        pads += 1
        if position + pads >= 4 {
          if isStrict && index < count { return thread.failBinascii("Excess data after padding") }
          isComplete = true
          break
        }
      }
      continue
    }
    let value = values[Int(character)]
    if value > 63 {
      if isStrict { return thread.failBinascii("Only base64 data is allowed") }
      continue
    }
    if isStrict && padded { return thread.failBinascii("Discontinuous padding not allowed") }
    pads = 0
    // Padding that did not end the text is forgotten.
    if !isStrict { padded = false }
    switch position {
    case 0: left = value
    case 1:
      target[0] = left << 2 | value >> 4
      target += 1
      left = value & 15
    case 2:
      target[0] = left << 4 | value >> 2
      target += 1
      left = value & 3
    default:
      target[0] = left << 6 | value
      target += 1
    }
    position = (position + 1) & 3
  }
  if !isComplete && position == 1 {
    let characters = (target - first) / 3 * 4 + 1
    return thread.failBinascii(
      "Invalid base64-encoded string: number of data characters (\(characters)) cannot be 1 more than a multiple of 4")
  }
  if !isComplete && position != 0 { return thread.failBinascii("Incorrect padding") }
  buffer.advance(target - first)
  return buffer.makeBytes(thread)
}

let binasciiBase64: [NativeDefinition] = [
  NativeDefinition(.function, "b2a_base64(data, /, *, newline=True)", encoded),
  NativeDefinition(.function, "a2b_base64(data, /, *, strict_mode=False)", decoded),
]
