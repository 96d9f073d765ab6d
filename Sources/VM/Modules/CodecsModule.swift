// The module `_codecs`: the registry of codecs and error handlers, and the built-in codecs as functions that give
// (result, units consumed). Python's `codecs` and `encodings` build on it.

import CRuntime
import Glibc

/// Search functions (a list) and codecs found (a dict), made with the module; immortal.
nonisolated(unsafe) private var searchFunctions = Value.unbound
nonisolated(unsafe) private var codecCache = Value.unbound

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineCodecsModule() {
    searchFunctions = vm.pointee.immortal(ListRef.make(self).value)
    codecCache = vm.pointee.immortal(DictRef.make(self).value)
    codecErrorHandlers = vm.pointee.immortal(DictRef.make(self).value)
    defineModule("_codecs", registryFunctions + codecFunctions + wideCodecFunctions + byteEscapeFunctions)
  }

  /// `codecs.lookup(name)`: the codec's CodecInfo, or `.error` with LookupError.
  func codecLookup(_ name: Value) -> Value {
    if searchFunctions.isUnbound, importModule("_codecs").isError { return .error }
    let text = StringRef(name).text
    let normal = StringRef.make(self, String(text.lowercased().map { $0 == " " ? "_" : $0 }))
    let cached = DictRef(codecCache).get(self, normal)
    if cached.isBound { return cached }
    // The package `encodings` registers the search function that knows Python's own codecs.
    if ListRef(searchFunctions).count == 0, importModule("encodings").isError { return .error }
    var index = 0
    while index < ListRef(searchFunctions).count {
      let info = call(ListRef(searchFunctions)[index], normal)
      if info.isError { return .error }
      if !info.isNone {
        guard info.isKind(.tuple), TupleRef(info).count == 4 else {
          return raise(.typeError, "codec search functions must return 4-tuples")
        }
        DictRef(codecCache).set(self, normal, info)
        return info
      }
      index += 1
    }
    return raise(.lookupError, "unknown encoding: \(text)")
  }

  /// (bytes, characters consumed)
  fileprivate func encodeFunction(_ a: Arguments, _ encoding: Encoding) -> Value {
    guard a[0].isKind(.string) else {
      return raise(.typeError, "\(encoding.name)_encode() argument 1 must be str, not \(a[0].typeName)")
    }
    let bytes = encode(StringRef(a[0]), encoding, codecErrors(a[1]))
    return bytes.isError ? .error : TupleRef.make(self, bytes, .int(StringRef(a[0]).count))
  }

  /// (text, bytes consumed)
  fileprivate func decodeFunction(_ a: Arguments, _ encoding: Encoding, final: Bool) -> Value {
    var consumed = 0
    let text = decode(a[0], encoding, codecErrors(a[1]), final: final, &consumed)
    return text.isError ? .error : TupleRef.make(self, text, .int(consumed))
  }

  fileprivate func encodeEscapesFunction(_ a: Arguments, raw: Bool) -> Value {
    guard a[0].isKind(.string) else {
      let name = raw ? "raw_unicode_escape_encode" : "unicode_escape_encode"
      return raise(.typeError, "\(name)() argument 1 must be str, not \(a[0].typeName)")
    }
    return TupleRef.make(self, encodeEscapes(StringRef(a[0]), raw: raw), .int(StringRef(a[0]).count))
  }

  fileprivate func decodeEscapesFunction(_ a: Arguments, raw: Bool) -> Value {
    var consumed = 0
    let final = a[2].isUnbound || isFinal(a[2])
    let text = decodeEscapes(a[0], raw: raw, codecErrors(a[1]), final: final, &consumed)
    return text.isError ? .error : TupleRef.make(self, text, .int(consumed))
  }

  func codecErrors(_ value: Value) -> CodecErrors {
    value.isKind(.string) ? CodecErrors(StringRef(value).text) : .strict
  }

  /// The argument `final` of an incremental decoder.
  func isFinal(_ value: Value) -> Bool { value.isBound && truth(value) == 1 }
}

private let registryFunctions: [NativeDefinition] = [
  NativeDefinition("register(search_function, /)") { thread, a in
    ListRef(searchFunctions).append(thread, a[0])
    return .none
  },
  NativeDefinition("unregister(search_function, /)") { thread, a in
    let list = ListRef(searchFunctions)
    for index in 0..<list.count where list[index] == a[0] {
      list.removeRange(index, index + 1)
      break
    }
    DictRef(codecCache).removeAll()
    return .none
  },
  NativeDefinition("lookup(encoding, /)") { thread, a in
    guard a[0].isKind(.string) else {
      return thread.raise(.typeError, "lookup() argument must be str, not \(a[0].typeName)")
    }
    return thread.codecLookup(a[0])
  },
  NativeDefinition("encode(obj, encoding='utf-8', errors='strict')") { convert($0, $1, 0) },
  NativeDefinition("decode(obj, encoding='utf-8', errors='strict')") { convert($0, $1, 1) },
  NativeDefinition("register_error(errors, handler, /)") { thread, a in
    DictRef(codecErrorHandlers).set(thread, a[0], a[1]) ? .none : .error
  },
  NativeDefinition("lookup_error(name, /)") { $0.codecErrorHandler($1[0]) },
  NativeDefinition("charmap_build(map, /)") { thread, a in
    guard a[0].isKind(.string) else {
      return thread.raise(.typeError, "charmap_build() argument must be str, not \(a[0].typeName)")
    }
    let result = DictRef.make(thread)
    let string = StringRef(a[0])
    for index in 0..<string.count { result.set(thread, .int(Int(string[index])), .int(index)) }
    return result.value
  },
  NativeDefinition("charmap_encode(str, errors=None, mapping=None, /)", charmapEncode),
  NativeDefinition("charmap_decode(data, errors=None, mapping=None, /)", charmapDecode),
]

/// codecs.encode and codecs.decode: built-in text codecs at once, all others through the registry.
private func convert(_ thread: Thread, _ a: Arguments, _ place: Int) -> Value {
  let encoding = a[1].isBound ? a[1] : StringRef.make(thread, "utf-8")
  guard encoding.isKind(.string) else {
    return thread.raise(
      .typeError, "\(place == 0 ? "encode" : "decode")() argument 'encoding' must be str, not \(a[1].typeName)")
  }
  let info = thread.codecLookup(encoding)
  if info.isError { return .error }
  let result =
    a[2].isBound ? thread.call(TupleRef(info)[place], a[0], a[2]) : thread.call(TupleRef(info)[place], a[0])
  if result.isError { return .error }
  guard result.isKind(.tuple), TupleRef(result).count == 2 else {
    return thread.raise(.typeError, "\(place == 0 ? "encoder" : "decoder") must return a tuple (object, integer)")
  }
  return TupleRef(result)[0]
}

private let codecFunctions: [NativeDefinition] = [
  NativeDefinition("utf_8_encode(str, errors=None, /)") { $0.encodeFunction($1, .utf8) },
  NativeDefinition("utf_8_decode(data, errors=None, final=False, /)") {
    $0.decodeFunction($1, .utf8, final: $0.isFinal($1[2]))
  },
  NativeDefinition("ascii_encode(str, errors=None, /)") { $0.encodeFunction($1, .ascii) },
  NativeDefinition("ascii_decode(data, errors=None, /)") { $0.decodeFunction($1, .ascii, final: true) },
  NativeDefinition("latin_1_encode(str, errors=None, /)") { $0.encodeFunction($1, .latin1) },
  NativeDefinition("latin_1_decode(data, errors=None, /)") { $0.decodeFunction($1, .latin1, final: true) },
  NativeDefinition("utf_16_encode(str, errors=None, byteorder=0, /)") { $0.encodeFunction($1, .utf16) },
  NativeDefinition("utf_16_le_encode(str, errors=None, /)") { $0.encodeFunction($1, .utf16Little) },
  NativeDefinition("utf_16_be_encode(str, errors=None, /)") { $0.encodeFunction($1, .utf16Big) },
  NativeDefinition("utf_16_decode(data, errors=None, final=False, /)") {
    $0.decodeFunction($1, .utf16, final: $0.isFinal($1[2]))
  },
  NativeDefinition("utf_16_le_decode(data, errors=None, final=False, /)") {
    $0.decodeFunction($1, .utf16Little, final: $0.isFinal($1[2]))
  },
  NativeDefinition("utf_16_be_decode(data, errors=None, final=False, /)") {
    $0.decodeFunction($1, .utf16Big, final: $0.isFinal($1[2]))
  },
  NativeDefinition("utf_32_encode(str, errors=None, byteorder=0, /)") { $0.encodeFunction($1, .utf32) },
  NativeDefinition("utf_32_le_encode(str, errors=None, /)") { $0.encodeFunction($1, .utf32Little) },
  NativeDefinition("utf_32_be_encode(str, errors=None, /)") { $0.encodeFunction($1, .utf32Big) },
  NativeDefinition("utf_32_decode(data, errors=None, final=False, /)") {
    $0.decodeFunction($1, .utf32, final: $0.isFinal($1[2]))
  },
  NativeDefinition("utf_32_le_decode(data, errors=None, final=False, /)") {
    $0.decodeFunction($1, .utf32Little, final: $0.isFinal($1[2]))
  },
  NativeDefinition("utf_32_be_decode(data, errors=None, final=False, /)") {
    $0.decodeFunction($1, .utf32Big, final: $0.isFinal($1[2]))
  },
  NativeDefinition("unicode_escape_encode(str, errors=None, /)") { $0.encodeEscapesFunction($1, raw: false) },
  NativeDefinition("unicode_escape_decode(data, errors=None, final=True, /)") {
    $0.decodeEscapesFunction($1, raw: false)
  },
  NativeDefinition("raw_unicode_escape_encode(str, errors=None, /)") { $0.encodeEscapesFunction($1, raw: true) },
  NativeDefinition("raw_unicode_escape_decode(data, errors=None, final=True, /)") {
    $0.decodeEscapesFunction($1, raw: true)
  },
]

// MARK: Character maps (the codecs of code pages)

private func charmapDecode(_ thread: Thread, _ a: Arguments) -> Value {
  if a[2].isUnbound || a[2].isNone { return thread.decodeFunction(a, .latin1, final: true) }
  guard let view = byteView(a[0]) else {
    return thread.raise(.typeError, "a bytes-like object is required, not '\(a[0].typeName)'")
  }
  let errors = thread.codecErrors(a[1])
  var output = TextBuffer(capacity: view.count)
  for index in 0..<view.count {
    let byte = Int(view[index])
    var mapped = Value.none
    if a[2].isKind(.string) {
      if byte < StringRef(a[2]).count { mapped = StringRef.character(thread, StringRef(a[2])[byte]) }
    } else {
      mapped = thread.getItem(a[2], .int(byte))
      if mapped.isError {
        guard thread.pendingMatches(.lookupError) else { return .error }
        thread.pointee.exception = .unbound
        mapped = .none
      }
    }
    let undefined =
      mapped.isNone || mapped.isKind(.string) && StringRef(mapped).count == 1 && StringRef(mapped)[0] == 0xFFFE
    if !undefined {
      if mapped.isKind(.string) { output.append(StringRef(mapped)) } else { output.append(UInt32(mapped.asInt)) }
      continue
    }
    switch errors {
    case .ignore: continue
    case .replace: output.append(0xFFFD)
    case .backslashReplace: output.append(escape: UInt32(byte))
    case .surrogateEscape where byte >= 0x80: output.append(0xDC00 + UInt32(byte))
    default:
      let tuple = TupleRef.allocate(thread, count: 5)
      tuple[0] = StringRef.make(thread, "charmap")
      tuple[1] = thread.makeBytes(view)
      tuple[2] = .int(index)
      tuple[3] = .int(index + 1)
      tuple[4] = StringRef.make(thread, "character maps to <undefined>")
      let exception = thread.call(ExceptionType.unicodeDecodeError.type, tuple: tuple)
      return exception.isError ? .error : thread.raise(exception: exception)
    }
  }
  return TupleRef.make(thread, output.makeString(thread), .int(view.count))
}

private func charmapEncode(_ thread: Thread, _ a: Arguments) -> Value {
  if a[2].isUnbound || a[2].isNone { return thread.encodeFunction(a, .latin1) }
  guard a[0].isKind(.string) else {
    return thread.raise(.typeError, "charmap_encode() argument 1 must be str, not \(a[0].typeName)")
  }
  let string = StringRef(a[0])
  let errors = thread.codecErrors(a[1])
  var output: [UInt8] = []
  /// False when the mapping has no byte for the code point; nil with an exception pending.
  func put(_ scalar: UInt32) -> Bool? {
    let mapped = thread.getItem(a[2], .int(Int(scalar)))
    if mapped.isError {
      guard thread.pendingMatches(.lookupError) else { return nil }
      thread.pointee.exception = .unbound
      return false
    }
    if mapped.isInt {
      output.append(UInt8(truncatingIfNeeded: mapped.asInt))
    } else if let view = byteView(mapped) {
      output.append(contentsOf: view)
    } else {
      return false
    }
    return true
  }
  for index in 0..<string.count {
    guard let done = put(string[index]) else { return .error }
    if done { continue }
    var substitute = ""
    switch errors {
    case .ignore: continue
    case .replace: substitute = "?"
    case .xmlReplace: substitute = "&#\(string[index]);"
    case .backslashReplace:
      var escape = TextBuffer()
      escape.append(escape: string[index])
      substitute = StringRef(escape.makeString(thread)).text
    case .surrogateEscape where string[index] >= 0xDC80 && string[index] <= 0xDCFF:
      output.append(UInt8(string[index] - 0xDC00))
      continue
    default:
      let tuple = TupleRef.allocate(thread, count: 5)
      tuple[0] = StringRef.make(thread, "charmap")
      tuple[1] = thread.exactString(string)
      tuple[2] = .int(index)
      tuple[3] = .int(index + 1)
      tuple[4] = StringRef.make(thread, "character maps to <undefined>")
      let exception = thread.call(ExceptionType.unicodeEncodeError.type, tuple: tuple)
      return exception.isError ? .error : thread.raise(exception: exception)
    }
    for scalar in substitute.unicodeScalars where put(scalar.value) == nil { return .error }
  }
  return TupleRef.make(thread, thread.makeBytes(output), .int(string.count))
}

// MARK: The standard error handlers as Python functions

private let standardHandlers: [(name: String, definition: NativeDefinition)] = [
  (
    "strict",
    NativeDefinition("strict_errors(exception, /)") { thread, a in
      a[0].isKind(.exception)
        ? thread.raise(exception: a[0]) : thread.raise(.typeError, "codec must pass exception instance")
    }
  ),
  (
    "ignore",
    NativeDefinition("ignore_errors(exception, /)") { thread, a in
      thread.replacement(a[0]) { _, _, _ in }
    }
  ),
  (
    "replace",
    NativeDefinition("replace_errors(exception, /)") { thread, a in
      let decoding = a[0].isInstance(of: ExceptionType.unicodeDecodeError.type)
      let encoding = a[0].isInstance(of: ExceptionType.unicodeEncodeError.type)
      return thread.replacement(a[0]) { output, start, end in
        if decoding { output.append(0xFFFD) } else { output.append(repeating: encoding ? 63 : 0xFFFD, end - start) }
      }
    }
  ),
  (
    "backslashreplace",
    NativeDefinition("backslashreplace_errors(exception, /)") { thread, a in
      let object = thread.getAttribute(a[0], StringRef.intern("object"))
      if object.isError { return .error }
      return thread.replacement(a[0]) { output, start, end in
        for index in start..<end {
          output.append(
            escape: object.isKind(.string) ? StringRef(object)[index] : UInt32(byteView(object)?[index] ?? 0))
        }
      }
    }
  ),
  (
    "namereplace",
    NativeDefinition("namereplace_errors(exception, /)") { thread, a in
      let object = thread.getAttribute(a[0], StringRef.intern("object"))
      if object.isError { return .error }
      guard object.isKind(.string) else {
        return thread.raise(.typeError, "don't know how to handle \(a[0].typeName) in error callback")
      }
      return thread.replacement(a[0]) { output, start, end in
        for index in start..<end {
          let character = StringRef(object)[index]
          if let name = Unicode.Scalar(character)?.properties.name {
            output.append(ascii: "\\N{\(name)}")
          } else {
            output.append(escape: character)
          }
        }
      }
    }
  ),
  (
    "xmlcharrefreplace",
    NativeDefinition("xmlcharrefreplace_errors(exception, /)") { thread, a in
      let object = thread.getAttribute(a[0], StringRef.intern("object"))
      if object.isError { return .error }
      guard object.isKind(.string) else {
        return thread.raise(.typeError, "don't know how to handle \(a[0].typeName) in error callback")
      }
      return thread.replacement(a[0]) { output, start, end in
        for index in start..<end { output.append(ascii: "&#\(StringRef(object)[index]);") }
      }
    }
  ),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// (text, end) for the range of a Unicode error.
  fileprivate func replacement(_ exception: Value, _ body: (inout TextBuffer, Int, Int) -> Void) -> Value {
    guard exception.isInstance(of: ExceptionType.unicodeError.type) else {
      return raise(.typeError, "don't know how to handle \(exception.typeName) in error callback")
    }
    let start = getAttribute(exception, StringRef.intern("start"))
    let end = getAttribute(exception, StringRef.intern("end"))
    guard !start.isError, !end.isError, start.isInt, end.isInt else { return .error }
    var output = TextBuffer()
    body(&output, start.asInt, end.asInt)
    return TupleRef.make(self, output.makeString(self), end)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The error handler of a name; `.error` with LookupError pending.
  func codecErrorHandler(_ name: Value) -> Value {
    if codecErrorHandlers.isObject {
      let handler = DictRef(codecErrorHandlers).get(self, name)
      if handler.isBound { return handler }
    }
    let text = name.isKind(.string) ? StringRef(name).text : ""
    guard let row = standardHandlers.first(where: { $0.name == text }) else {
      return raise(.lookupError, "unknown error handler name '\(text)'")
    }
    let function = NativeRef.make(self, row.definition, owner: .unbound, module: StringRef.intern("_codecs"))
    if codecErrorHandlers.isObject { DictRef(codecErrorHandlers).set(self, name, function) }
    return function
  }
}
