// The module `binascii`: bytes as hexadecimal digits, checksums. Base 64: Base64.swift. uuencode and
// quoted-printable: TextEncodings.swift.

import CRuntime
import CZlib
import Glibc

nonisolated(unsafe) private var binasciiError = Value.unbound

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineBinasciiModule() {
    let module = defineModule(
      "binascii", doc: "Conversion between binary data and ASCII",
      binasciiBase64 + binasciiText + binasciiHexadecimal + binasciiChecksums)
    binasciiError = makeExceptionType("Error", base: .valueError, module: "binascii")
    module.set("Error", binasciiError)
    module.set("Incomplete", makeExceptionType("Incomplete", module: "binascii"))
  }

  /// Raises `binascii.Error`.
  @discardableResult func failBinascii(_ message: String) -> Value { raise(binasciiError, message) }

  /// Bytes, or the characters of an ASCII str; nil with an exception pending.
  func asciiArgument(_ value: Value) -> UnsafeBufferPointer<UInt8>? {
    if value.isKind(.string) {
      let string = StringRef(value)
      if string.isAscii { return UnsafeBufferPointer(start: string.bytes, count: string.count) }
      raise(.valueError, "string argument should contain only ASCII characters")
      return nil
    }
    if let view = byteView(value) { return view }
    raise(.typeError, "argument should be bytes, buffer or ASCII string, not '\(value.typeName)'")
    return nil
  }

  /// `hexlify`. A positive group counts its bytes from the right end, a negative one from the left.
  fileprivate func hexadecimal(_ a: Arguments) -> Value {
    guard let source = bytesArgument(a[0]) else { return .error }
    var separator: UInt8?
    if a[1].isBound {
      let length = length(a[1])
      if length < 0 { return .error }
      if length != 1 { return raise(.valueError, "sep must be length 1.") }
      if a[1].isKind(.string) {
        guard StringRef(a[1])[0] < 256 else { return raise(.valueError, "sep must be ASCII.") }
        separator = UInt8(StringRef(a[1])[0])
      } else if a[1].isKind(.bytes) {
        separator = BytesRef(a[1]).bytes[0]
      } else {
        return raise(.typeError, "sep must be str or bytes.")
      }
    }
    guard let group = a[2].isUnbound ? 1 : cInt(a[2]).map({ Int($0) }) else { return .error }
    let count = source.count
    let separators = separator == nil || group == 0 || count == 0 ? 0 : (count - 1) / abs(group)
    let result = BytesRef.allocate(self, count: count * 2 + separators)
    var target = result.bytes
    if separators == 0, let start = source.baseAddress {
      writeHexadecimal(start, count, target)
      return result.value
    }
    for index in 0..<count {
      if separators > 0, index > 0, (group > 0 ? count - index : index) % abs(group) == 0 {
        target[0] = separator!
        target += 1
      }
      target[0] = hexDigit(source[index] >> 4)
      target[1] = hexDigit(source[index] & 15)
      target += 2
    }
    return result.value
  }

  fileprivate func bytes(hexadecimal value: Value) -> Value {
    guard let source = asciiArgument(value) else { return .error }
    if source.count % 2 != 0 { return failBinascii("Odd-length string") }
    let result = BytesRef.allocate(self, count: source.count / 2)
    guard let digits = source.baseAddress else { return result.value }
    if !readHexadecimal(digits, source.count / 2, result.bytes) { return failBinascii("Non-hexadecimal digit found") }
    return result.value
  }
}

/// Two digits for each of `count` bytes. Four bytes at once: their halves are spread over a word, and 39 more leads from
/// the place of ":" in ASCII to that of "a".
func writeHexadecimal(_ source: UnsafePointer<UInt8>, _ count: Int, _ target: UnsafeMutablePointer<UInt8>) {
  var index = 0
  while index &+ 4 <= count {
    var spread = UInt64(UnsafeRawPointer(source + index).loadUnaligned(as: UInt32.self).littleEndian)
    spread = (spread &<< 16 | spread) & 0x0000_FFFF_0000_FFFF
    spread = (spread &<< 8 | spread) & 0x00FF_00FF_00FF_00FF
    let halves = (spread &>> 4) & 0x000F_000F_000F_000F | (spread & 0x000F_000F_000F_000F) &<< 8
    let isLetter = ((halves &+ 0x0606_0606_0606_0606) &>> 4) & 0x0101_0101_0101_0101
    let digits = halves &+ 0x3030_3030_3030_3030 &+ isLetter &* 39
    UnsafeMutableRawPointer(target + index &* 2).storeBytes(of: digits.littleEndian, as: UInt64.self)
    index &+= 4
  }
  while index < count {
    target[index &* 2] = hexDigit(source[index] &>> 4)
    target[index &* 2 &+ 1] = hexDigit(source[index] & 15)
    index &+= 1
  }
}

/// The `count` bytes that twice as many digits spell; false when one of these is none. Without branches, so that the
/// compiler can take many at once.
private func readHexadecimal(_ digits: UnsafePointer<UInt8>, _ count: Int, _ target: UnsafeMutablePointer<UInt8>)
  -> Bool
{
  /// The value of a digit, and 0 or 255 for a wrong one.
  @inline(__always) func value(_ digit: UInt8) -> (UInt8, UInt8) {
    let number = digit &- 48
    let letter = (digit | 0x20) &- 97
    let isNumber: UInt8 = number < 10 ? 255 : 0
    let isLetter: UInt8 = letter < 6 ? 255 : 0
    return (number & isNumber | (letter &+ 10) & isLetter, ~(isNumber | isLetter))
  }
  var wrong: UInt8 = 0
  var index = 0
  while index < count {
    let high = value(digits[index &* 2])
    let low = value(digits[index &* 2 &+ 1])
    target[index] = high.0 &<< 4 | low.0
    wrong |= high.1 | low.1
    index &+= 1
  }
  return wrong == 0
}

/// The value of a hexadecimal digit.
func hexValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case 48...57: digit - 48
  case 65...70: digit - 55
  case 97...102: digit - 87
  default: nil
  }
}

private let binasciiHexadecimal: [NativeDefinition] = [
  NativeDefinition(.function, "hexlify(data, sep='', bytes_per_sep=1)") { $0.hexadecimal($1) },
  NativeDefinition(.function, "b2a_hex(data, sep='', bytes_per_sep=1)") { $0.hexadecimal($1) },
  NativeDefinition(.function, "unhexlify(hexstr, /)") { $0.bytes(hexadecimal: $1[0]) },
  NativeDefinition(.function, "a2b_hex(hexstr, /)") { $0.bytes(hexadecimal: $1[0]) },
]

/// CRC-32 as `binascii` and `zlib` offer it.
func cyclicRedundancy(_ thread: Thread, _ a: Arguments) -> Value {
  guard let source = thread.bytesArgument(a[0]), let start = a[1].isUnbound ? 0 : thread.lowBits(a[1]) else {
    return .error
  }
  return .int(Int(crc32_z(uLong(start & 0xFFFF_FFFF), source.baseAddress, source.count) & 0xFFFF_FFFF))
}

private let binasciiChecksums: [NativeDefinition] = [
  NativeDefinition(.function, "crc32(data, crc=0, /)", cyclicRedundancy),
  NativeDefinition(.function, "crc_hqx(data, crc, /)") { thread, a in
    guard let source = thread.bytesArgument(a[0]), let start = thread.lowBits(a[1]) else { return .error }
    // The polynomial x^16 + x^12 + x^5 + 1, most significant bit first.
    var remainder = UInt16(truncatingIfNeeded: start)
    for byte in source {
      remainder ^= UInt16(byte) << 8
      for _ in 0..<8 { remainder = remainder & 0x8000 != 0 ? remainder << 1 ^ 0x1021 : remainder << 1 }
    }
    return .int(Int(remainder))
  },
]
