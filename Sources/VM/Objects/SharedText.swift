// Long strings that grow by concatenation: `text += more` in a loop copies each code point a constant number of times.
//
// Such a str keeps its text in a buffer with room behind it. When the str that reaches to the end of what the buffer
// holds is extended, the new text goes behind it and a new str object of the same buffer sees both; the old one keeps
// seeing its own part, which never changes. Layout of the str (leaf object, flag `sharesBuffer`):
//   word 1 hash    word 2 length    word 3 address of the text (raw)    word 4 the buffer
// The buffer is a `rawArray`: word 1 its capacity, then 8 bytes that tell how many bytes of text it holds, then the text.

import CRuntime
import Glibc

extension StringRef {
  static let bufferWord = 4
  /// Strings shorter than this (in bytes) are simply copied.
  static let sharingLimit = 2048
  private static let textOffset = 24

  @inline(__always) private var buffer: Raw { pointer.word(StringRef.bufferWord).pointer }
  @inline(__always) private var sharesBuffer: Bool { pointer.headerFlags & HeaderFlags.sharesBuffer != 0 }

  /// This str with `other`, of the same width, behind it.
  func appending(_ thread: Thread, _ other: StringRef) -> Value {
    let length = byteCount
    let total = length + other.byteCount
    if sharesBuffer {
      let buffer = self.buffer
      let room = buffer.intWord(1) - 8
      if Int(buffer.rawWord(2)) == length && total <= room {
        let result = StringRef.make(thread, over: buffer, count + other.count, widthShift, isAscii && other.isAscii)
        memcpy(buffer + StringRef.textOffset + length, other.bytes, other.byteCount)
        buffer.setRawWord(2, UInt64(total))
        return result
      }
    }
    let buffer = makeRawArray(thread, bytes: total + total / 2 + 8)
    memcpy(buffer + StringRef.textOffset, bytes, length)
    memcpy(buffer + StringRef.textOffset + length, other.bytes, other.byteCount)
    buffer.setRawWord(2, UInt64(total))
    return StringRef.make(thread, over: buffer, count + other.count, widthShift, isAscii && other.isAscii)
  }

  private static func make(_ thread: Thread, over buffer: Raw, _ count: Int, _ widthShift: Int, _ ascii: Bool) -> Value
  {
    let flags =
      HeaderFlags.leaf | HeaderFlags.sharesBuffer | (ascii ? HeaderFlags.ascii : 0) | UInt8(widthShift << 6)
    let object = thread.allocate(headerImage(vm.pointee.shapes.string, .string, words: 5, flags: flags), words: 5)
    object.setRawWord(1, 0)
    object.setRawWord(2, UInt64(count))
    object.setRawWord(3, UInt64(UInt(bitPattern: buffer + textOffset)))
    object.setWord(bufferWord, .object(buffer))
    return .object(object)
  }
}
