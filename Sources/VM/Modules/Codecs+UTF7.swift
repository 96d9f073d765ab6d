// UTF-7 (RFC 2152), and the decoders of UTF-16 and UTF-32 that hand their byte order from call to call. In UTF-7 runs of
// characters that may not stand for themselves are UTF-16 in base64, between + and the first character that is no base64;
// a - that ends a run is dropped.

import CRuntime

let wideCodecFunctions: [NativeDefinition] = [
  NativeDefinition("utf_7_encode(str, errors=None, /)") { thread, a in
    guard a[0].isKind(.string) else {
      return thread.raise(.typeError, "utf_7_encode() argument 1 must be str, not \(a[0].typeName)")
    }
    return TupleRef.make(thread, thread.makeBytes(encodeUTF7(StringRef(a[0]))), .int(StringRef(a[0]).count))
  },
  NativeDefinition("utf_7_decode(data, errors=None, final=False, /)") { thread, a in
    guard thread.bytesArgument(a[0]) != nil else { return .error }
    var decoder = Decoder(
      thread: thread, source: a[0], errors: thread.codecErrors(a[1]), final: thread.isFinal(a[2]))
    guard let consumed = decoder.utf7() else { return .error }
    return TupleRef.make(thread, decoder.output.makeString(thread), .int(consumed))
  },
  NativeDefinition("utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /)") {
    decodeOrdered($0, $1, [0xFF, 0xFE], .utf16Little, .utf16Big)
  },
  NativeDefinition("utf_32_ex_decode(data, errors=None, byteorder=0, final=False, /)") {
    decodeOrdered($0, $1, [0xFF, 0xFE, 0, 0], .utf32Little, .utf32Big)
  },
]

/// (text, bytes consumed, byte order): −1 little end first, 1 big end first, 0 not known yet. `mark` is the mark of order in
/// little-endian form.
private func decodeOrdered(
  _ thread: Thread, _ a: Arguments, _ mark: [UInt8], _ little: Encoding, _ big: Encoding
) -> Value {
  guard var order = thread.count(a[2], default: 0), thread.bytesArgument(a[0]) != nil else { return .error }
  var decoder = Decoder(thread: thread, source: a[0], errors: thread.codecErrors(a[1]), final: thread.isFinal(a[3]))
  if order == 0 {
    if decoder.view.starts(with: mark) {
      order = -1
      decoder.position = mark.count
    } else if decoder.view.starts(with: mark.reversed()) {
      order = 1
      decoder.position = mark.count
    }
  }
  guard decoder.run(order > 0 ? big : little) else { return .error }
  let consumed = decoder.position
  return TupleRef.make(thread, decoder.output.makeString(thread), .int(consumed), .int(order))
}

// MARK: Characters

private let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
private let directSigns = Array("'(),-./:?!\"#$%&*;<=>@[]^_`{|}\t\n\r ".utf8)

private func base64Value(_ byte: UInt32) -> UInt64? {
  switch byte {
  case 65...90: UInt64(byte - 65)
  case 97...122: UInt64(byte - 71)
  case 48...57: UInt64(byte + 4)
  case 43: 62
  case 47: 63
  default: nil
  }
}

/// Letters, digits and the signs that may stand for themselves.
private func isDirect(_ scalar: UInt32) -> Bool {
  guard scalar < 128 else { return false }
  return base64Value(scalar) != nil && scalar != 43 || directSigns.contains(UInt8(scalar))
}

// MARK: Encoding

private func encodeUTF7(_ text: StringRef) -> [UInt8] {
  var output: [UInt8] = []
  var isShifted = false
  var buffer: UInt64 = 0
  var bits = 0
  func put(unit: UInt32) {
    buffer = buffer << 16 | UInt64(unit)
    bits += 16
    while bits >= 6 {
      output.append(base64Digits[Int(buffer >> UInt64(bits - 6)) & 63])
      bits -= 6
    }
    buffer &= 1 << UInt64(bits) - 1
  }
  func finish() {
    if bits > 0 { output.append(base64Digits[Int(buffer << UInt64(6 - bits)) & 63]) }
    (buffer, bits, isShifted) = (0, 0, false)
  }
  for index in 0..<text.count {
    let scalar = text[index]
    if isDirect(scalar) {
      if isShifted {
        finish()
        if base64Value(scalar) != nil || scalar == 45 { output.append(45) }
      }
      output.append(UInt8(scalar))
      continue
    }
    if !isShifted {
      output.append(43)
      if scalar == 43 {
        output.append(45)
        continue
      }
      isShifted = true
    }
    if scalar >= 0x10000 {
      put(unit: 0xD800 + (scalar - 0x10000) >> 10)
      put(unit: 0xDC00 + (scalar - 0x10000) & 0x3FF)
    } else {
      put(unit: scalar)
    }
  }
  if isShifted {
    finish()
    output.append(45)
  }
  return output
}

// MARK: Decoding

extension Decoder {
  /// Reads UTF-7; how many bytes were converted, or nil with an exception pending. Unless `final`, a run that has not ended is
  /// left over.
  mutating func utf7() -> Int? {
    var start = 0
    while position < view.count {
      let byte = UInt32(view[position])
      if byte != 43 {
        if byte < 128 {
          output.append(byte)
          position += 1
        } else if !fail("utf7", position + 1, "unexpected special character") {
          return nil
        }
        continue
      }
      start = position
      switch shifted() {
      case .ended: continue
      case .unfinished: return start
      case .failed: return nil
      }
    }
    return position
  }

  private enum Run { case ended, unfinished, failed }

  /// Reads what follows a +.
  private mutating func shifted() -> Run {
    let start = position
    var place = start + 1
    var units: [UInt32] = []
    var buffer: UInt64 = 0
    var bits = 0
    while place < view.count, let digit = base64Value(UInt32(view[place])) {
      place += 1
      buffer = buffer << 6 | digit
      bits += 6
      if bits >= 16 {
        units.append(UInt32(buffer >> UInt64(bits - 16)))
        bits -= 16
        buffer &= 1 << UInt64(bits) - 1
      }
    }
    let hasEnd = place < view.count
    if !hasEnd && !final { return .unfinished }
    if hasEnd && place == start + 1 {
      if view[place] == 45 {
        output.append(43)
        position = place + 1
        return .ended
      }
      return fail("utf7", place + 1, "ill-formed sequence") ? .ended : .failed
    }
    put(units, keepsLast: hasEnd && view[place] < 128 && bits < 6 && buffer == 0)
    let opensPair = units.last.map { 0xD800..<0xDC00 ~= $0 } ?? false
    if !hasEnd {
      if opensPair || bits >= 6 || buffer != 0 {
        return fail("utf7", place, "unterminated shift sequence") ? .ended : .failed
      }
      position = place
      return .ended
    }
    if bits >= 6 { return fail("utf7", place + 1, "partial character in shift sequence") ? .ended : .failed }
    if buffer != 0 { return fail("utf7", place + 1, "non-zero padding bits in shift sequence") ? .ended : .failed }
    position = view[place] == 45 ? place + 1 : place
    return .ended
  }

  /// UTF-16 to code points. A high surrogate at the end is written when what follows can still be read.
  private mutating func put(_ units: [UInt32], keepsLast: Bool) {
    var index = 0
    while index < units.count {
      let unit = units[index]
      index += 1
      if 0xD800..<0xDC00 ~= unit {
        if index < units.count, 0xDC00..<0xE000 ~= units[index] {
          output.append(0x10000 + (unit - 0xD800) << 10 + (units[index] - 0xDC00))
          index += 1
          continue
        }
        if index == units.count && !keepsLast { return }
      }
      output.append(unit)
    }
  }
}
