// The codec of bytes literals, `_codecs.escape_decode` and `escape_encode`: what stands between the quotes of b'…'.
// Pickles of protocol 0 hold their strings in this form.

import CRuntime
import Syntax

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// (the bytes as a literal would write them, their number).
  fileprivate func encodeByteEscapes(_ view: UnsafeBufferPointer<UInt8>) -> Value {
    var output: [UInt8] = []
    output.reserveCapacity(view.count)
    for byte in view {
      switch byte {
      case 0x27, 0x5C: output += [0x5C, byte]
      case 0x09: output += [0x5C, 0x74]
      case 0x0A: output += [0x5C, 0x6E]
      case 0x0D: output += [0x5C, 0x72]
      case 0x20..<0x7F: output.append(byte)
      default: output += [0x5C, 0x78, hexDigit(byte >> 4), hexDigit(byte & 15)]
      }
    }
    return TupleRef.make(self, makeBytes(output), .int(view.count))
  }

  /// (the bytes that a literal with this content stands for, number of bytes read).
  fileprivate func decodeByteEscapes(_ view: UnsafeBufferPointer<UInt8>, _ errors: Value) -> Value {
    let policy = errors.isKind(.string) ? StringRef(errors).text : "strict"
    var output: [UInt8] = []
    output.reserveCapacity(view.count)
    var index = 0
    var firstInvalid: Int?
    while index < view.count {
      let byte = view[index]
      index += 1
      guard byte == 0x5C else {
        output.append(byte)
        continue
      }
      guard index < view.count else { return raise(.valueError, "Trailing \\ in string") }
      let letter = view[index]
      index += 1
      switch letter {
      case 0x0A: break
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        var number = Int(letter) - 0x30
        let start = index - 1
        while index < min(start + 3, view.count), view[index] & 0xF8 == 0x30 {
          number = number * 8 + Int(view[index]) - 0x30
          index += 1
        }
        if number > 0o377 && firstInvalid == nil { firstInvalid = start }
        output.append(UInt8(truncatingIfNeeded: number))
      case UInt8(ascii: "x"):
        if index + 1 < view.count, let high = hexValue(view[index]), let low = hexValue(view[index + 1]) {
          output.append(high << 4 | low)
          index += 2
          continue
        }
        switch policy {
        case "strict": return raise(.valueError, "invalid \\x escape at position \(index - 2)")
        case "replace": output.append(UInt8(ascii: "?"))
        case "ignore": break
        default: return raise(.valueError, "decoding error; unknown error handling code: \(policy)")
        }
        if index < view.count, hexValue(view[index]) != nil { index += 1 }
      default:
        if let escaped = escapedByte(letter) {
          output.append(escaped)
          break
        }
        if firstInvalid == nil { firstInvalid = index - 1 }
        output += [0x5C, letter]
      }
    }
    if let place = firstInvalid, !warnAboutByteEscape(view, place) { return .error }
    return TupleRef.make(self, makeBytes(output), .int(view.count))
  }

  private func warnAboutByteEscape(_ view: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
    let letter = view[place]
    if letter & 0xF8 == 0x30 {
      let digits = String(decoding: view[place..<min(place + 3, view.count)], as: UTF8.self)
      return warn(.deprecationWarning, "invalid octal escape sequence '\\\(digits)'")
    }
    return warn(.deprecationWarning, "invalid escape sequence '\\\(Character(Unicode.Scalar(letter)))'")
  }
}

let byteEscapeFunctions: [NativeDefinition] = [
  NativeDefinition("escape_encode(data, errors=None, /)") { thread, a in
    guard a[0].isKind(.bytes), let view = byteView(a[0]) else {
      return thread.raise(.typeError, "escape_encode() argument 1 must be bytes, not \(a[0].typeName)")
    }
    return thread.encodeByteEscapes(view)
  },
  NativeDefinition("escape_decode(data, errors=None, /)") { thread, a in
    let data = a[0].isKind(.string) ? thread.encode(StringRef(a[0]), .utf8, .strict) : a[0]
    if data.isError { return .error }
    guard let view = byteView(data) else {
      return thread.raise(.typeError, "a bytes-like object is required, not '\(a[0].typeName)'")
    }
    return thread.decodeByteEscapes(view, a[1])
  },
  NativeDefinition("readbuffer_encode(data, errors=None, /)") { thread, a in
    let data = a[0].isKind(.string) ? thread.encode(StringRef(a[0]), .utf8, .strict) : a[0]
    if data.isError { return .error }
    guard let view = byteView(data) else {
      return thread.raise(.typeError, "a bytes-like object is required, not '\(a[0].typeName)'")
    }
    return TupleRef.make(thread, thread.makeBytes(view), .int(view.count))
  },
]
