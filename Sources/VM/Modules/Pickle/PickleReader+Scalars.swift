// Reading numbers, text and bytes, from the binary forms and from the lines of protocol 0.

import CRuntime
import Glibc

extension PickleReader {
  mutating func loadProtocol() -> Bool {
    guard let number = takeNumber(1) else { return false }
    if number > PickleOpcode.highestProtocol {
      t.raise(.valueError, "unsupported pickle protocol: \(number)")
      return false
    }
    protocolNumber = number
    return true
  }

  /// A frame of a file is read in one piece.
  mutating func loadFrame() -> Bool {
    guard let size = takeNumber(8) else { return false }
    if size < 0 {
      t.raise(.overflowError, "FRAME length exceeds system's maximum of \(Int.max) bytes")
      return false
    }
    if take(size) == nil { return false }
    giveBack(size)
    return true
  }

  // MARK: Numbers

  mutating func loadFloat() -> Bool {
    guard let place = take(8) else { return false }
    let bits = UnsafeRawPointer(place).loadUnaligned(as: UInt64.self).byteSwapped
    return push(t.makeFloat(Double(bitPattern: bits)))
  }

  /// LONG1 and LONG4: an int of `size` bytes.
  mutating func loadLong(_ size: Int?) -> Bool {
    guard let size else { return false }
    if size < 0 {
      t.failUnpickling("LONG pickle has negative byte count")
      return false
    }
    guard let place = take(size) else { return false }
    return push(t.readBytes(place, size, bigEndian: false, signed: true))
  }

  /// INT: a number in decimal; 00 and 01 are the two bools.
  mutating func loadIntegerLine() -> Bool {
    guard let line = takeFilledLine() else { return false }
    if line.count == 2, line[0] == 0x30, line[1] == 0x30 || line[1] == 0x31 { return push(.bool(line[1] == 0x31)) }
    let number = t.parseInteger(line, base: 0)
    return push(number.isUnbound ? t.raise(.valueError, "could not convert string to int") : number)
  }

  mutating func loadLongLine() -> Bool {
    guard let line = takeFilledLine() else { return false }
    let hasSuffix = line.last == UInt8(ascii: "L")
    return push(parse(UnsafeBufferPointer(rebasing: line[..<(line.count - (hasSuffix ? 1 : 0))]), base: 0))
  }

  /// The int that a line spells, or `.error`.
  func parse(_ digits: UnsafeBufferPointer<UInt8>, base: Int) -> Value {
    let number = t.parseInteger(digits, base: base)
    if !number.isUnbound { return number }
    // The text is quoted with the end of its line.
    let text = String(decoding: digits, as: UTF8.self) + "\n"
    return t.raise(.valueError, "invalid literal for int() with base 10: \(t.repr(text: StringRef.make(t, text)))")
  }

  mutating func loadFloatLine() -> Bool {
    guard let line = takeFilledLine() else { return false }
    guard let number = parseDouble(line) else {
      t.raise(.valueError, "could not convert string to float: '\(String(decoding: line, as: UTF8.self))\n'")
      return false
    }
    return push(t.makeFloat(number))
  }

  // MARK: Text

  mutating func loadText(_ size: Int?) -> Bool {
    guard let size, let place = take(size) else { return false }
    let view = UnsafeBufferPointer(start: place, count: size)
    if !hasHighByte(place, size) { return push(size == 0 ? vm.pointee.emptyString : StringRef.make(t, utf8: view)) }
    if isWellFormedUTF8(view) { return push(StringRef.make(t, utf8: view)) }
    var consumed = 0
    return push(t.decode(t.makeBytes(view), .utf8, .surrogatePass, final: true, &consumed))
  }

  mutating func loadTextLine() -> Bool {
    guard let line = takeLine() else { return false }
    return push(decodeLine(line, "raw_unicode_escape_decode"))
  }

  /// A codec of `_codecs` that gives (result, length).
  private func decodeLine(_ line: UnsafeBufferPointer<UInt8>, _ function: String) -> Value {
    let data = t.makeBytes(line)
    let module = t.importModule("_codecs")
    if module.isError { return .error }
    let result = t.callMethod(module, StringRef.intern(function), data)
    return result.isKind(.tuple) ? TupleRef(result)[0] : .error
  }

  /// STRING: a str of Python 2 as a literal.
  mutating func loadStringLine() -> Bool {
    guard let line = takeLine() else { return false }
    let end = line.count
    guard end >= 2, line[0] == line[end - 1], line[0] == 0x27 || line[0] == 0x22 else {
      t.failUnpickling("the STRING opcode argument must be quoted")
      return false
    }
    let data = decodeLine(UnsafeBufferPointer(rebasing: line[1..<(end - 1)]), "escape_decode")
    return !data.isError && push(byteString: data)
  }

  mutating func loadByteString(_ size: Int?) -> Bool {
    guard let size, let place = take(size) else { return false }
    return push(byteString: BytesRef.make(t, place, size))
  }

  /// A str of Python 2, in the encoding that the caller names.
  private mutating func push(byteString data: Value) -> Bool {
    let encoding = StringRef(unpickler.encoding).text
    if encoding == "bytes" { return push(data) }
    return push(t.decode(data, encoding: encoding, errors: StringRef(unpickler.errors).text))
  }

  // MARK: Bytes

  mutating func loadBytes(_ size: Int?) -> Bool {
    guard let size, let place = take(size) else { return false }
    return push(BytesRef.make(t, place, size))
  }

  mutating func loadByteArray(_ size: Int?) -> Bool {
    guard let size, let place = take(size) else { return false }
    let array = ByteArrayRef.make(t)
    array.replace(t, 0, 0, place, size)
    return push(array.value)
  }

  /// Data that came beside the pickle.
  mutating func loadNextBuffer() -> Bool {
    let buffers = unpickler.buffers
    if buffers.isNone {
      t.failUnpickling("pickle stream refers to out-of-band data but no *buffers* argument was given")
      return false
    }
    let buffer = t.next(buffers)
    if buffer.isUnbound {
      t.failUnpickling("not enough out-of-band buffers")
      return false
    }
    return push(buffer)
  }

  mutating func makeTopReadOnly() -> Bool {
    if count <= fence { return underflow() }
    let view = t.call(vm.pointee.types.memoryView, items[count - 1])
    if view.isError { return false }
    if MemoryViewRef(view).isReadOnly { return true }
    let readOnly = t.callMethod(view, StringRef.intern("toreadonly"))
    if readOnly.isError { return false }
    items[count - 1] = readOnly
    return true
  }

  // MARK: Persistent objects

  mutating func loadPersistentLine() -> Bool {
    if unpickler.persistentLoad.isNone { return failNoLoader() }
    guard let line = takeLine() else { return false }
    if line.contains(where: { $0 >= 0x80 }) {
      t.failUnpickling("persistent IDs in protocol 0 must be ASCII strings")
      return false
    }
    return push(t.call(unpickler.persistentLoad, t.makeLatin(line)))
  }

  mutating func loadPersistent() -> Bool {
    if unpickler.persistentLoad.isNone { return failNoLoader() }
    let id = pop()
    return !id.isError && push(t.call(unpickler.persistentLoad, id))
  }

  private func failNoLoader() -> Bool {
    t.failUnpickling(
      "A load persistent id instruction was encountered,\nbut no persistent_load function was specified.")
    return false
  }
}
