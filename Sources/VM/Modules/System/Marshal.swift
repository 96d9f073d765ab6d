// The module `marshal`: values of built-in types as bytes and back, in CPython's format (version 4 without references),
// but for code objects, which are written as in CodeFiles/CodeWriter.swift.

import CRuntime

private struct MarshalWriter {
  let t: Thread
  var output: [UInt8] = []

  mutating func long(_ number: Int) {
    for shift in [0, 8, 16, 24] { output.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  mutating func sequence(_ code: UInt8, _ values: UnsafePointer<Value>, _ count: Int) -> Bool {
    output.append(code)
    long(count)
    for index in 0..<count where !put(values[index]) { return false }
    return true
  }

  mutating func put(_ value: Value) -> Bool {
    switch value.isObject ? value.objectKind : nil {
    case nil where value.isNone: output.append(UInt8(ascii: "N"))
    case nil where value.isBool: output.append(UInt8(ascii: value.isTrue ? "T" : "F"))
    case nil where value.bits == Value.ellipsis.bits: output.append(UInt8(ascii: "."))
    case nil where value.isInt, .bigInt: return integer(value)
    case nil where value.isImmediateFloat, .float:
      output.append(UInt8(ascii: "g"))
      var bits = value.floatValue.bitPattern
      withUnsafeBytes(of: &bits) { output += Array($0) }
    case .string:
      output.append(UInt8(ascii: "u"))
      let bytes = t.encode(StringRef(value), .utf8, .surrogatePass)
      guard let view = byteView(bytes) else { return false }
      long(view.count)
      output += Array(view)
    case .bytes, .byteArray:
      output.append(UInt8(ascii: "s"))
      let view = byteView(value)!
      long(view.count)
      output += Array(view)
    case .tuple: return sequence(UInt8(ascii: "("), TupleRef(value).items, TupleRef(value).count)
    case .list:
      let list = ListRef(value)
      return list.count == 0 ? sequence(UInt8(ascii: "["), [], 0) : sequence(UInt8(ascii: "["), list.items, list.count)
    case .set, .frozenSet:
      guard let list = t.makeList(from: value) else { return false }
      let code = UInt8(ascii: value.isKind(.set) ? "<" : ">")
      return list.count == 0 ? sequence(code, [], 0) : sequence(code, list.items, list.count)
    case .dict:
      output.append(UInt8(ascii: "{"))
      var position = 0
      while let entry = DictRef(value).next(&position) {
        if !put(entry.key) || !put(entry.value) { return false }
      }
      output.append(UInt8(ascii: "0"))
    case .code:
      guard let bytes = CodeWriter.bytes(t, of: CodeRef(value)) else {
        t.raise(.valueError, "unmarshallable object")
        return false
      }
      output += bytes
    case .complex:
      output.append(UInt8(ascii: "y"))
      for part in [ComplexRef(value).real, ComplexRef(value).imaginary] {
        withUnsafeBytes(of: part.bitPattern.littleEndian) { output.append(contentsOf: $0) }
      }
    default:
      t.raise(.valueError, "unmarshallable object")
      return false
    }
    return true
  }

  /// Small numbers in four bytes, others as digits of 15 bits.
  private mutating func integer(_ value: Value) -> Bool {
    if value.isInt, let small = Int32(exactly: value.asInt) {
      output.append(UInt8(ascii: "i"))
      long(Int(small))
      return true
    }
    let negative = t.truth(t.compare(.less, value, .int(0))) == 1
    var rest = negative ? t.unary(.neg, value) : value
    var digits: [Int] = []
    while t.truth(rest) == 1 {
      digits.append(t.binary(.and, rest, .int(0x7FFF)).asInt)
      rest = t.binary(.rightShift, rest, .int(15))
    }
    output.append(UInt8(ascii: "l"))
    long(negative ? -digits.count : digits.count)
    for digit in digits {
      output.append(UInt8(digit & 255))
      output.append(UInt8(digit >> 8))
    }
    return true
  }
}

private struct MarshalReader {
  let t: Thread
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  mutating func byte() -> UInt8? {
    guard position < bytes.count else {
      t.raise(.eofError, "marshal data too short")
      return nil
    }
    position += 1
    return bytes[position - 1]
  }

  mutating func number(_ size: Int) -> Int? {
    guard position + size <= bytes.count else {
      t.raise(.eofError, "marshal data too short")
      return nil
    }
    var result = 0
    for index in 0..<size { result |= Int(bytes[position + index]) << (8 * index) }
    position += size
    return size == 4 ? Int(Int32(truncatingIfNeeded: result)) : result
  }

  mutating func take(_ count: Int) -> UnsafeBufferPointer<UInt8>? {
    guard count >= 0, position + count <= bytes.count else {
      t.raise(.eofError, "marshal data too short")
      return nil
    }
    position += count
    return UnsafeBufferPointer(rebasing: bytes[position - count..<position])
  }

  /// A value, `.unbound` for the end of a dict, or `.error`.
  mutating func value() -> Value {
    guard position < bytes.count else { return t.raise(.eofError, "EOF read where object expected") }
    guard let code = byte() else { return .error }
    switch UnicodeScalar(code & 0x7F) {
    case "N": return .none
    case "T": return .true
    case "F": return .false
    case ".": return .ellipsis
    case "0": return .unbound
    case "i": return number(4).map { .int($0) } ?? .error
    case "g":
      guard let bits = number(8) else { return .error }
      return t.makeFloat(Double(bitPattern: UInt64(bitPattern: Int64(bits))))
    case "y":
      guard let real = number(8), let imaginary = number(8) else { return .error }
      func part(_ bits: Int) -> Double { Double(bitPattern: UInt64(bitPattern: Int64(bits))) }
      return t.makeComplex(part(real), part(imaginary))
    case "c":
      position -= 1
      guard let code = CodeReader.read(t, UnsafeRawBufferPointer(bytes), at: &position) else {
        return t.raise(.valueError, "bad marshal data (code object of another version)")
      }
      return code.value
    case "l":
      guard let count = number(4) else { return .error }
      var result = Value.int(0)
      for index in 0..<abs(count) {
        guard let digit = number(2) else { return .error }
        result = t.binary(.or, result, t.binary(.leftShift, .int(digit), .int(15 * index)))
      }
      return count < 0 ? t.unary(.neg, result) : result
    case "s":
      guard let count = number(4), let view = take(count) else { return .error }
      return t.makeBytes(view)
    case "u":
      guard let count = number(4), let view = take(count) else { return .error }
      var consumed = 0
      return t.decode(t.makeBytes(view), .utf8, .surrogatePass, final: true, &consumed)
    case "(", "[", "<", ">":
      guard let count = number(4), count >= 0, count <= bytes.count else {
        return t.pointee.exception.isBound ? .error : t.raise(.valueError, "bad marshal data")
      }
      let list = ListRef.make(t)
      for _ in 0..<count {
        let item = value()
        if item.isError { return .error }
        list.append(t, item)
      }
      switch UnicodeScalar(code & 0x7F) {
      case "(": return t.makeTuple(from: list.value)
      case "[": return list.value
      case "<": return t.call(vm.pointee.types.set, list.value)
      default: return t.call(vm.pointee.types.frozenSet, list.value)
      }
    case "{":
      let dict = DictRef.make(t)
      while true {
        let key = value()
        if key.isError { return .error }
        if key.isUnbound { return dict.value }
        let item = value()
        if item.isError || !dict.set(t, key, item) { return .error }
      }
    default: return t.raise(.valueError, "bad marshal data (unknown type code)")
    }
  }
}

private func dump(_ t: Thread, _ value: Value) -> Value {
  var writer = MarshalWriter(t: t)
  return writer.put(value) ? t.makeBytes(writer.output) : .error
}

private func load(_ t: Thread, _ source: Value) -> Value {
  guard let view = byteView(source) else {
    return t.raise(.typeError, "a bytes-like object is required, not '\(source.typeName)'")
  }
  var reader = MarshalReader(t: t, bytes: view)
  let value = reader.value()
  return value.isUnbound ? t.raise(.typeError, "NULL object in marshal data for object") : value
}

func defineMarshal(_ thread: Thread) {
  let module = thread.defineModule(
    "marshal", doc: "Values of built-in types as bytes.",
    [
      NativeDefinition(.function, "dumps(value, version=4, /)") { t, a in dump(t, a[0]) },
      NativeDefinition(.function, "loads(bytes, /)") { t, a in load(t, a[0]) },
      NativeDefinition(.function, "dump(value, file, version=4, /)") { t, a in
        let bytes = dump(t, a[0])
        return bytes.isError ? .error : t.callMethod(a[1], vm.pointee.names.write, bytes)
      },
      NativeDefinition(.function, "load(file, /)") { t, a in
        let bytes = t.callMethod(a[0], vm.pointee.names.read)
        return bytes.isError ? .error : load(t, bytes)
      },
    ])
  module.namespace.set(name: StringRef.intern("version"), .int(4))
}
