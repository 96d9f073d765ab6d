// Writing JSON: `_json.make_encoder`, the callable behind json.dumps without indentation.
//
// Words of an encoder: 1 markers (dict or None), 2 default, 3 encoder, 4 indent, 5 key_separator, 6 item_separator,
// 7 sort_keys, 8 skipkeys, 9 allow_nan.

import CRuntime

private enum EncoderWord {
  static let markers = 1
  static let fallback = 2
  static let encoder = 3
  static let indent = 4
  static let keySeparator = 5
  static let itemSeparator = 6
  static let sortKeys = 7
  static let skipKeys = 8
  static let allowNaN = 9
  static let words = 10
}

/// One call of an encoder. The methods give false with an exception pending.
private struct JSONWriter: ~Copyable {
  let t: Thread
  let encoder: Raw
  /// How strings are written: by this VM, only ASCII or not; nil when a function of the program does it.
  let onlyASCII: Bool?
  var text = TextBuffer(capacity: 256)
  var depth = 0

  init(_ t: Thread, _ encoder: Raw) {
    self.t = t
    self.encoder = encoder
    let function = encoder.word(EncoderWord.encoder)
    onlyASCII =
      !function.isKind(.nativeFunction)
      ? nil
      : NativeRef(function).isBody(encodeASCII) ? true : NativeRef(function).isBody(encodePlain) ? false : nil
  }

  mutating func write(_ value: Value) -> Bool {
    if value.isNone {
      text.append("null")
    } else if value.isBool {
      text.append(value.isTrue ? "true" : "false")
    } else if value.isInt || value.isKind(.bigInt) {
      return writeInteger(value)
    } else if value.isFloat {
      return write(value.floatValue)
    } else if value.isKind(.string) {
      return write(string: value)
    } else if value.isKind(.list) || value.isKind(.tuple) {
      return nested(value) { $0.writeItems(value) }
    } else if value.isKind(.dict) {
      return nested(value) { $0.writeEntries(value) }
    } else {
      return nested(value) { writer in
        let replacement = writer.t.call(writer.encoder.word(EncoderWord.fallback), value)
        return !replacement.isError && writer.write(replacement)
      }
    }
    return true
  }

  /// Runs `body` for a container or an object that `default` knows, one level deeper and marked as being written.
  private mutating func nested(_ value: Value, _ body: (inout JSONWriter) -> Bool) -> Bool {
    if t.isTooDeep(depth) {
      t.raise(.recursionError, "maximum recursion depth exceeded while encoding a JSON object")
      return false
    }
    let markers = encoder.word(EncoderWord.markers)
    let identity = Value.int(Int(value.bits >> 3))
    if markers.isKind(.dict) {
      if DictRef(markers).get(t, identity).isBound {
        t.raise(.valueError, "Circular reference detected")
        return false
      }
      DictRef(markers).set(t, identity, value)
    }
    depth += 1
    let succeeded = body(&self)
    depth -= 1
    if succeeded && markers.isKind(.dict) { return !DictRef(markers).remove(t, identity).isError }
    return succeeded
  }

  // MARK: Scalars

  private mutating func writeInteger(_ value: Value) -> Bool {
    let digits = t.decimalString(value)
    if digits.isError { return false }
    text.append(StringRef(digits))
    return true
  }

  private mutating func write(_ number: Double) -> Bool {
    if !number.isFinite {
      if !encoder.word(EncoderWord.allowNaN).isTrue {
        t.raise(.valueError, "Out of range float values are not JSON compliant")
        return false
      }
      text.append(number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity")
      return true
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { buffer in
      let start = buffer.baseAddress.unsafelyUnwrapped
      text.append(start, writeRepr(number, start))
    }
    return true
  }

  private mutating func write(string: Value) -> Bool {
    if let onlyASCII {
      text.append(json: StringRef(string), onlyASCII: onlyASCII)
      return true
    }
    let encoded = t.call(encoder.word(EncoderWord.encoder), string)
    if encoded.isError { return false }
    guard encoded.isKind(.string) else {
      t.raise(.typeError, "encoder() must return a string, not \(encoded.typeName)")
      return false
    }
    text.append(StringRef(encoded))
    return true
  }

  // MARK: Containers

  private mutating func separate(_ word: Int) { text.append(StringRef(encoder.word(word))) }

  private mutating func writeItems(_ value: Value) -> Bool {
    let isList = value.isKind(.list)
    text.append(byte: UInt8(ascii: "["))
    var index = 0
    // `default` may change the list meanwhile.
    while index < (isList ? ListRef(value).count : TupleRef(value).count) {
      if index > 0 { separate(EncoderWord.itemSeparator) }
      if !write(isList ? ListRef(value)[index] : TupleRef(value)[index]) { return false }
      index += 1
    }
    text.append(byte: UInt8(ascii: "]"))
    return true
  }

  private mutating func writeEntries(_ value: Value) -> Bool {
    let isExact = value.pointer.shapeWord == vm.pointee.shapes.dict.address
    text.append(byte: UInt8(ascii: "{"))
    var isFirst = true
    if isExact && !encoder.word(EncoderWord.sortKeys).isTrue {
      var position = 0
      while let entry = DictRef(value).next(&position) {
        if !write(entry.key, entry.value, &isFirst) { return false }
      }
    } else {
      let items = t.callMethod(value, vm.pointee.names.items)
      if items.isError { return false }
      guard let list = t.makeList(from: items) else { return false }
      if encoder.word(EncoderWord.sortKeys).isTrue && !t.sort(list) { return false }
      for index in 0..<list.count {
        guard list[index].isKind(.tuple), TupleRef(list[index]).count == 2 else {
          t.raise(.valueError, "items must return 2-tuples")
          return false
        }
        if !write(TupleRef(list[index])[0], TupleRef(list[index])[1], &isFirst) { return false }
      }
    }
    text.append(byte: UInt8(ascii: "}"))
    return true
  }

  private mutating func write(_ key: Value, _ value: Value, _ isFirst: inout Bool) -> Bool {
    let isPlain = key.isNone || key.isBool || key.isInt || key.isKind(.bigInt) || key.isFloat
    if !isPlain && !key.isKind(.string) {
      if encoder.word(EncoderWord.skipKeys).isTrue { return true }
      t.raise(.typeError, "keys must be str, int, float, bool or None, not \(key.typeName)")
      return false
    }
    if !isFirst { separate(EncoderWord.itemSeparator) }
    isFirst = false
    if isPlain {
      text.append(byte: UInt8(ascii: "\""))
      if !write(key) { return false }
      text.append(byte: UInt8(ascii: "\""))
    } else if !write(string: key) {
      return false
    }
    separate(EncoderWord.keySeparator)
    return write(value)
  }
}

extension NativeRef {
  fileprivate func isBody(_ body: @escaping NativeBody) -> Bool {
    pointer.word(1).asAddress == Raw(mutating: unsafeBitCast(body, to: UnsafeRawPointer.self))
  }
}

private func encodeASCII(_ t: Thread, _ a: Arguments) -> Value { encode(t, a[0], onlyASCII: true) }
private func encodePlain(_ t: Thread, _ a: Arguments) -> Value { encode(t, a[0], onlyASCII: false) }

private func encode(_ t: Thread, _ string: Value, onlyASCII: Bool) -> Value {
  guard string.isKind(.string) else {
    return t.raise(.typeError, "first argument must be a string, not \(string.typeName)")
  }
  var text = TextBuffer(capacity: StringRef(string).count + 2)
  text.append(json: StringRef(string), onlyASCII: onlyASCII)
  return text.makeString(t)
}

private let encoderMethods: [NativeDefinition] = [
  NativeDefinition(
    .staticMethod,
    "__new__(cls, markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)"
  ) { t, a in
    guard a[1].isNone || a[1].isKind(.dict) else {
      return t.raise(.typeError, "make_encoder() argument 1 must be dict or None, not \(a[1].typeName)")
    }
    for index in [5, 6] where !a[index].isKind(.string) {
      return t.raise(.typeError, "make_encoder() argument \(index) must be str, not \(a[index].typeName)")
    }
    let encoder = t.allocateInstance(TypeRef(a[0]))
    for word in EncoderWord.markers...EncoderWord.itemSeparator { encoder.pointer.setWord(word, a[word]) }
    for word in EncoderWord.sortKeys...EncoderWord.allowNaN {
      let truth = t.truth(a[word])
      if truth < 0 { return .error }
      encoder.pointer.setWord(word, .bool(truth == 1))
    }
    return encoder
  },
  NativeDefinition("__call__(self, obj, _current_indent_level)") { t, a in
    var writer = JSONWriter(t, a[0].pointer)
    if !writer.write(a[1]) { return .error }
    return TupleRef.make(t, writer.text.makeString(t))
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineJSONModule() {
    let module = defineModule(
      "_json", doc: "json speedups",
      [
        NativeDefinition(.function, "encode_basestring_ascii(string, /)", encodeASCII),
        NativeDefinition(.function, "encode_basestring(string, /)", encodePlain),
        NativeDefinition(.function, "scanstring(string, end, strict=True, /)") { t, a in
          guard let start = t.index(a[1]) else { return .error }
          guard a[0].isKind(.string) else {
            return t.raise(.typeError, "first argument must be a string, not \(a[0].typeName)")
          }
          let strict = a[2].isUnbound ? 1 : t.truth(a[2])
          if strict < 0 { return .error }
          guard start >= 0, start <= StringRef(a[0]).count else {
            return t.raise(.valueError, "end is out of bounds")
          }
          return t.scanJSONString(StringRef(a[0]), start, isStrict: strict == 1)
        },
      ])
    defineJSONScanner(module)
    let encoder = define(
      TypeDefinition(
        name: "Encoder", words: EncoderWord.words, module: "_json", methods: encoderMethods,
        doc: "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)"
      ))
    module.namespace.set(name: StringRef.intern("make_encoder"), encoder)
  }
}
