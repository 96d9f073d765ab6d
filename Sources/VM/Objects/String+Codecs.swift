// Encoding and decoding: UTF-8, ASCII, Latin-1, UTF-16 and UTF-32 with the standard error handlers. Other encodings go
// through the registry of Python's own `codecs` module.
//
// A handler is asked at each stretch that cannot be converted; it gives replacement text or raises.

import CRuntime
import Glibc

enum Encoding {
  case utf8, utf8Signature, ascii, latin1, utf16, utf16Little, utf16Big, utf32, utf32Little, utf32Big

  /// Nil for encodings that are not built in.
  init?(_ name: String) {
    let normal = String(name.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
    switch normal {
    case "utf_8", "utf8", "u8", "utf", "cp65001": self = .utf8
    case "utf_8_sig": self = .utf8Signature
    case "ascii", "us_ascii", "646", "ansi_x3.4_1968": self = .ascii
    case "latin_1", "latin1", "iso_8859_1", "iso8859_1", "iso8859", "8859", "l1", "cp819", "latin": self = .latin1
    case "utf_16", "utf16", "u16": self = .utf16
    case "utf_16_le", "utf_16le", "unicodelittleunmarked": self = .utf16Little
    case "utf_16_be", "utf_16be", "unicodebigunmarked": self = .utf16Big
    case "utf_32", "utf32", "u32": self = .utf32
    case "utf_32_le", "utf_32le": self = .utf32Little
    case "utf_32_be", "utf_32be": self = .utf32Big
    default: return nil
    }
  }

  /// The name that errors mention.
  var name: String {
    switch self {
    case .utf8, .utf8Signature: "utf-8"
    case .ascii: "ascii"
    case .latin1: "latin-1"
    case .utf16: "utf-16"
    case .utf16Little: "utf-16-le"
    case .utf16Big: "utf-16-be"
    case .utf32: "utf-32"
    case .utf32Little: "utf-32-le"
    case .utf32Big: "utf-32-be"
    }
  }
}

enum CodecErrors {
  case strict, ignore, replace, backslashReplace, nameReplace, xmlReplace, surrogateEscape, surrogatePass
  /// A name to be looked up among the registered handlers when the first error occurs.
  case named(String)

  init(_ name: String) {
    switch name {
    case "strict": self = .strict
    case "ignore": self = .ignore
    case "replace": self = .replace
    case "backslashreplace": self = .backslashReplace
    case "namereplace": self = .nameReplace
    case "xmlcharrefreplace": self = .xmlReplace
    case "surrogateescape": self = .surrogateEscape
    case "surrogatepass": self = .surrogatePass
    default: self = .named(name)
    }
  }
}

/// Handlers registered by `codecs.register_error`: an immortal dict, or unbound.
nonisolated(unsafe) var codecErrorHandlers = Value.unbound

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Encoding

  /// `string.encode(encoding, errors)`: bytes, or `.error`.
  func encode(_ string: StringRef, encoding: String, errors: String) -> Value {
    guard let builtIn = Encoding(encoding) else {
      return convertThroughRegistry("encode", string.value, encoding, errors)
    }
    return encode(string, builtIn, CodecErrors(errors))
  }

  func encode(_ string: StringRef, _ encoding: Encoding, _ errors: CodecErrors) -> Value {
    switch encoding {
    case .utf8, .ascii, .latin1:
      if string.isAscii || encoding == .latin1 && string.widthShift == 0 {
        return BytesRef.make(self, string.bytes, string.count)
      }
    default: break
    }
    var output: [UInt8] = []
    output.reserveCapacity(string.count * 2 + 4)
    switch encoding {
    case .utf8Signature: output += [0xEF, 0xBB, 0xBF]
    case .utf16: output += [0xFF, 0xFE]
    case .utf32: output += [0xFF, 0xFE, 0, 0]
    default: break
    }
    var index = 0
    let count = string.count
    while index < count {
      let scalar = string[index]
      if put(scalar, encoding, &output) {
        index += 1
        continue
      }
      let start = index
      while index < count && !canEncode(string[index], encoding) { index += 1 }
      guard let resume = handleEncodeError(string, start, index, encoding, errors, &output) else { return .error }
      index = resume
    }
    return makeBytes(output)
  }

  private func canEncode(_ scalar: UInt32, _ encoding: Encoding) -> Bool {
    switch encoding {
    case .ascii: scalar < 0x80
    case .latin1: scalar < 0x100
    default: scalar < 0xD800 || scalar >= 0xE000
    }
  }

  /// Appends an encodable code point; false for others.
  private func put(_ scalar: UInt32, _ encoding: Encoding, _ output: inout [UInt8]) -> Bool {
    guard canEncode(scalar, encoding) else { return false }
    switch encoding {
    case .utf8, .utf8Signature: StringRef.encode(scalar, into: &output)
    case .ascii, .latin1: output.append(UInt8(scalar))
    case .utf16, .utf16Little, .utf16Big:
      func unit(_ value: UInt32) {
        let (low, high) = (UInt8(value & 0xFF), UInt8(value >> 8))
        output += encoding == .utf16Big ? [high, low] : [low, high]
      }
      if scalar < 0x10000 {
        unit(scalar)
      } else {
        unit(0xD800 + (scalar - 0x10000) >> 10)
        unit(0xDC00 + (scalar - 0x10000) & 0x3FF)
      }
    case .utf32, .utf32Little, .utf32Big:
      let bytes = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: scalar >> UInt32($0)) }
      output += encoding == .utf32Big ? bytes.reversed() : bytes
    }
    return true
  }

  /// Where to go on, or nil with an exception pending.
  private func handleEncodeError(
    _ string: StringRef, _ start: Int, _ end: Int, _ encoding: Encoding, _ errors: CodecErrors,
    _ output: inout [UInt8]
  ) -> Int? {
    func put(_ text: String) { for scalar in text.unicodeScalars { _ = self.put(scalar.value, encoding, &output) } }
    switch errors {
    case .ignore: return end
    case .replace:
      for _ in start..<end { put("?") }
      return end
    case .xmlReplace:
      for index in start..<end { put("&#\(string[index]);") }
      return end
    case .nameReplace, .backslashReplace:
      for index in start..<end {
        if case .nameReplace = errors, let name = Unicode.Scalar(string[index])?.properties.name {
          put("\\N{\(name)}")
          continue
        }
        var escape = TextBuffer()
        escape.append(escape: string[index])
        put(StringRef(escape.makeString(self)).text)
      }
      return end
    case .surrogateEscape:
      var index = start
      while index < end, string[index] >= 0xDC80, string[index] <= 0xDCFF {
        output.append(UInt8(string[index] - 0xDC00))
        index += 1
      }
      if index > start { return index }
    case .surrogatePass:
      if string[start] >= 0xD800, string[start] < 0xE000, encoding != .ascii, encoding != .latin1 {
        for index in start..<end {
          let scalar = string[index]
          switch encoding {
          case .utf8, .utf8Signature: StringRef.encode(scalar, into: &output)
          case .utf16Big: output += [UInt8(scalar >> 8), UInt8(scalar & 0xFF)]
          case .utf16, .utf16Little: output += [UInt8(scalar & 0xFF), UInt8(scalar >> 8)]
          case .utf32Big: output += [0, 0, UInt8(scalar >> 8), UInt8(scalar & 0xFF)]
          default: output += [UInt8(scalar & 0xFF), UInt8(scalar >> 8), 0, 0]
          }
        }
        return end
      }
    case .strict: break
    case .named(let name):
      guard let handler = errorHandler(name) else { return nil }
      let arguments = encodeErrorArguments(string, start, end, encoding)
      let exception = call(ExceptionType.unicodeEncodeError.type, tuple: arguments)
      if exception.isError { return nil }
      guard let (replacement, position) = callHandler(handler, exception, limit: string.count) else { return nil }
      if let bytes = byteView(replacement) {
        output.append(contentsOf: bytes)
      } else {
        let text = StringRef(replacement)
        for index in 0..<text.count where !self.put(text[index], encoding, &output) {
          raise(.unicodeEncodeError, arguments: arguments.value)
          return nil
        }
      }
      return position
    }
    let exception = call(
      ExceptionType.unicodeEncodeError.type, tuple: encodeErrorArguments(string, start, end, encoding))
    if !exception.isError { raise(exception: exception) }
    return nil
  }

  private func encodeErrorArguments(_ string: StringRef, _ start: Int, _ end: Int, _ encoding: Encoding) -> TupleRef {
    let reason: StaticString
    switch encoding {
    case .ascii: reason = "ordinal not in range(128)"
    case .latin1: reason = "ordinal not in range(256)"
    default: reason = "surrogates not allowed"
    }
    let tuple = TupleRef.allocate(self, count: 5)
    tuple[0] = StringRef.make(self, encoding.name)
    tuple[1] = exactString(string)
    tuple[2] = .int(start)
    tuple[3] = .int(end)
    tuple[4] = StringRef.make(self, reason)
    return tuple
  }

  func errorHandler(_ name: String) -> Value? {
    if codecErrorHandlers.isObject {
      let handler = DictRef(codecErrorHandlers).get(self, StringRef.make(self, name))
      if handler.isBound { return handler.isError ? nil : handler }
    }
    raise(.lookupError, "unknown error handler name '\(name)'")
    return nil
  }

  /// Calls a registered handler: replacement (str or bytes) and position to go on at.
  func callHandler(_ handler: Value, _ exception: Value, limit: Int) -> (Value, Int)? {
    let result = call(handler, exception)
    if result.isError { return nil }
    guard result.isKind(.tuple), TupleRef(result).count == 2, let position = index(TupleRef(result)[1]),
      TupleRef(result)[0].isKind(.string) || TupleRef(result)[0].isKind(.bytes)
    else {
      if pointee.exception.isUnbound { raise(.typeError, "handler must return (str/bytes, int) tuple") }
      return nil
    }
    let place = position < 0 ? position + limit : position
    guard place >= 0, place <= limit else {
      raise(.indexError, "position \(position) from error handler out of bounds")
      return nil
    }
    return (TupleRef(result)[0], place)
  }

  // MARK: Decoding

  /// `bytes.decode(encoding, errors)` of a bytes-like object: a str, or `.error`.
  func decode(_ source: Value, encoding: String, errors: String) -> Value {
    guard let builtIn = Encoding(encoding) else {
      return convertThroughRegistry("decode", source, encoding, errors)
    }
    var consumed = 0
    return decode(source, builtIn, CodecErrors(errors), final: true, &consumed)
  }

  /// Decodes a bytes-like object. Unless `final`, an incomplete sequence at the end is left over: `consumed` says how
  /// many bytes were converted.
  func decode(
    _ source: Value, _ encoding: Encoding, _ errors: CodecErrors, final: Bool, _ consumed: inout Int
  ) -> Value {
    guard let view = byteView(source) else {
      return raise(.typeError, "a bytes-like object is required, not '\(source.typeName)'")
    }
    consumed = view.count
    guard let base = view.baseAddress, view.count > 0 else { return vm.pointee.emptyString }
    switch encoding {
    case .latin1: return makeLatin(view)
    case .utf8, .ascii:
      if !hasHighByte(base, view.count) { return makeAscii(base, view.count) }
      if encoding == .utf8, isWellFormedUTF8(view) { return StringRef.make(self, utf8: view) }
    default: break
    }
    var decoder = Decoder(thread: self, source: source, errors: errors, final: final)
    guard decoder.run(encoding) else { return .error }
    consumed = decoder.position
    return decoder.output.makeString(self)
  }

  /// `codecs.lookup(encoding).encode(value, errors)[0]`.
  private func convertThroughRegistry(_ verb: String, _ value: Value, _ encoding: String, _ errors: String) -> Value {
    let info = codecLookup(StringRef.make(self, encoding))
    if info.isError { return .error }
    let isText = findAttribute(info, StringRef.intern("_is_text_encoding"))
    if isText.isFalse {
      return raise(
        .lookupError,
        "'\(encoding)' is not a text encoding; use codecs.\(verb)() to handle arbitrary codecs")
    }
    // (encode, decode, reader, writer); mostly a CodecInfo.
    let function = TupleRef(info)[verb == "encode" ? 0 : 1]
    let result = call(function, value, StringRef.make(self, errors))
    if result.isError { return .error }
    guard result.isKind(.tuple), TupleRef(result).count == 2 else {
      return raise(.typeError, "\(verb)r must return a tuple (object,\(verb == "encode" ? " " : "")integer)")
    }
    let converted = TupleRef(result)[0]
    let isEncode = verb == "encode"
    if isEncode && converted.isKind(.byteArray) {
      let isAccepted = warn(
        .runtimeWarning,
        "encoder \(encoding) returned bytearray instead of bytes; use codecs.encode() to encode to arbitrary types")
      return isAccepted ? makeBytes(ByteArrayRef(converted).buffer) : .error
    }
    if converted.isKind(isEncode ? .bytes : .string) { return converted }
    return raise(
      .typeError,
      "'\(encoding)' \(verb)r returned '\(converted.typeName)' instead of '\(isEncode ? "bytes" : "str")'; use codecs.\(verb)() to "
        + "\(verb) to arbitrary types")
  }
}
