// The codecs `unicode_escape` (text as it stands in a string literal) and `raw_unicode_escape` (only \u and \U mean
// something). Bytes that belong to no escape are Latin-1. The module `_codecs` offers them; `encodings` gives the names.

import CRuntime
import Syntax

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The bytes of `string` with escapes: of all that is not printable ASCII, or if `raw` of what is not Latin-1.
  func encodeEscapes(_ string: StringRef, raw: Bool) -> Value {
    var output: [UInt8] = []
    output.reserveCapacity(string.count)
    for index in 0..<string.count {
      let scalar = string[index]
      if scalar < 0x100 && raw || scalar >= 0x20 && scalar < 0x7F && scalar != UInt32(ascii: "\\") {
        output.append(UInt8(scalar))
        continue
      }
      switch scalar {
      case UInt32(ascii: "\\"): output += "\\\\".utf8
      case UInt32(ascii: "\n"): output += "\\n".utf8
      case UInt32(ascii: "\r"): output += "\\r".utf8
      case UInt32(ascii: "\t"): output += "\\t".utf8
      case 0..<0x100: appendEscape("x", scalar, digits: 2, to: &output)
      case 0x100..<0x1_0000: appendEscape("u", scalar, digits: 4, to: &output)
      default: appendEscape("U", scalar, digits: 8, to: &output)
      }
    }
    return makeBytes(output)
  }

  private func appendEscape(_ letter: Unicode.Scalar, _ scalar: UInt32, digits: Int, to output: inout [UInt8]) {
    output += [UInt8(ascii: "\\"), UInt8(ascii: letter)]
    for place in (0..<UInt32(digits)).reversed() {
      let digit = UInt8(scalar >> (4 * place) & 15)
      output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }

  /// The text of a bytes-like object with escapes; of a str, of its UTF-8. Unless `final`, an incomplete escape at the end
  /// is left over: `consumed` says how many bytes were converted.
  func decodeEscapes(
    _ source: Value, raw: Bool, _ errors: CodecErrors, final: Bool, _ consumed: inout Int
  ) -> Value {
    let bytes = source.isKind(.string) ? encode(StringRef(source), .utf8, .strict) : source
    if bytes.isError { return .error }
    guard byteView(bytes) != nil else {
      return raise(.typeError, "a bytes-like object is required, not '\(source.typeName)'")
    }
    var decoder = Decoder(thread: self, source: bytes, errors: errors, final: final)
    var invalid: Int?
    guard decoder.escapes(raw: raw, firstInvalid: &invalid) else { return .error }
    if let invalid, !warnAboutEscape(decoder.view, invalid) { return .error }
    consumed = decoder.position
    return decoder.output.makeString(self)
  }

  /// Warns of the escape whose letter is at `place`: one that means nothing, or an octal number beyond a byte.
  private func warnAboutEscape(_ view: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
    let isOctal = view[place] >= UInt8(ascii: "4") && view[place] <= UInt8(ascii: "7")
    let letters = view[place..<(isOctal ? place + 3 : place + 1)].map { Character(Unicode.Scalar($0)) }
    return warn(
      .deprecationWarning, "invalid \(isOctal ? "octal " : "")escape sequence '\\\(String(letters))'")
  }
}

extension Decoder {
  private enum Step {
    case next
    /// The text ends within an escape, and more may come.
    case incomplete
    /// An exception is pending.
    case failed
  }

  /// False with an exception pending. `firstInvalid` is where the letter of the first escape is that is worth a warning.
  mutating func escapes(raw: Bool, firstInvalid: inout Int?) -> Bool {
    while position < view.count {
      let byte = view[position]
      if byte != UInt8(ascii: "\\") || raw && final && position + 1 == view.count {
        output.append(UInt32(byte))
        position += 1
        continue
      }
      switch raw ? rawEscape() : escape(&firstInvalid) {
      case .next: continue
      case .incomplete: return true
      case .failed: return false
      }
    }
    return true
  }

  private mutating func escape(_ firstInvalid: inout Int?) -> Step {
    guard position + 1 < view.count else { return fault(view.count, "\\ at end of string", raw: false) }
    let letter = view[position + 1]
    switch letter {
    case UInt8(ascii: "x"): return hexadecimal(2, "truncated \\xXX escape", raw: false)
    case UInt8(ascii: "u"): return hexadecimal(4, "truncated \\uXXXX escape", raw: false)
    case UInt8(ascii: "U"): return hexadecimal(8, "truncated \\UXXXXXXXX escape", raw: false)
    case UInt8(ascii: "N"): return named()
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var scalar: UInt32 = 0
      let last = min(position + 4, view.count)
      position += 1
      while position < last, view[position] & 0xF8 == UInt8(ascii: "0") {
        scalar = scalar << 3 | UInt32(view[position] & 7)
        position += 1
      }
      if scalar > 0xFF { firstInvalid = firstInvalid ?? position - 3 }
      output.append(scalar)
      return .next
    case UInt8(ascii: "\n"): break
    default:
      if let escaped = escapedByte(letter) {
        output.append(UInt32(escaped))
        break
      }
      firstInvalid = firstInvalid ?? position + 1
      output.append(UInt32(ascii: "\\"))
      output.append(UInt32(letter))
    }
    position += 2
    return .next
  }

  private mutating func rawEscape() -> Step {
    guard position + 1 < view.count else { return .incomplete }
    let letter = view[position + 1]
    switch letter {
    case UInt8(ascii: "u"): return hexadecimal(4, "truncated \\uXXXX escape", raw: true)
    case UInt8(ascii: "U"): return hexadecimal(8, "truncated \\UXXXXXXXX escape", raw: true)
    default:
      output.append(UInt32(ascii: "\\"))
      output.append(UInt32(letter))
      position += 2
      return .next
    }
  }

  private mutating func hexadecimal(_ digits: Int, _ reason: StaticString, raw: Bool) -> Step {
    var scalar: UInt32 = 0
    for place in position + 2..<position + 2 + digits {
      guard place < view.count, let digit = Character(Unicode.Scalar(view[place])).hexDigitValue else {
        return fault(place, reason, raw: raw)
      }
      scalar = scalar << 4 | UInt32(digit)
    }
    let end = position + 2 + digits
    if scalar > 0x10FFFF {
      let reason: StaticString = raw ? "\\Uxxxxxxxx out of range" : "illegal Unicode character"
      return fail(raw ? "rawunicodeescape" : "unicodeescape", end, reason) ? .next : .failed
    }
    output.append(scalar)
    position = end
    return .next
  }

  /// `\N{NAME}`
  private mutating func named() -> Step {
    let malformed: StaticString = "malformed \\N character escape"
    var end = position + 2
    guard end < view.count, view[end] == UInt8(ascii: "{") else { return fault(end, malformed, raw: false) }
    end += 1
    let start = end
    while end < view.count, view[end] != UInt8(ascii: "}") { end += 1 }
    guard end < view.count, end > start else { return fault(end, malformed, raw: false) }
    let name = String(decoding: view[start..<end], as: UTF8.self)
    guard let scalar = CharacterNames.scalar(named: name) else {
      return fail("unicodeescape", end + 1, "unknown Unicode character name") ? .next : .failed
    }
    output.append(scalar.value)
    position = end + 1
    return .next
  }

  /// What was found at `end` does not belong to the escape, or is the end of the text.
  private mutating func fault(_ end: Int, _ reason: StaticString, raw: Bool) -> Step {
    if end == view.count && !final { return .incomplete }
    return fail(raw ? "rawunicodeescape" : "unicodeescape", end, reason) ? .next : .failed
  }
}
