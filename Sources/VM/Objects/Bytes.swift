// Layouts of bytes and bytearray.
//   bytes (leaf object, laid out as a one-byte str, so that text algorithms work on it):
//     word 1  hash (small int; 0 = not computed yet)    word 2  length (raw)    byte 24  the bytes
//   bytearray (value object):
//     word 1  length    word 2  storage: a `rawArray`, or the small int 0 while empty    word 3  unused
//   rawArray (leaf object): word 1 capacity in bytes, bytes from word 2

import CRuntime
import Glibc

struct BytesRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  @inline(__always) var count: Int { Int(pointer.rawWord(2)) }
  @inline(__always) var bytes: UnsafeMutablePointer<UInt8> {
    (pointer + StringRef.dataOffset).assumingMemoryBound(to: UInt8.self)
  }
  /// The bytes as a str of Latin-1 characters; good for reading only.
  @inline(__always) var latin: StringRef { StringRef(pointer) }

  /// Uninitialised bytes; the caller fills them at once. There is room for one more, the zero that ends a string in C.
  static func allocate(_ thread: Thread, count: Int) -> BytesRef {
    let object = thread.allocateAnySize(
      vm.pointee.shapes.bytes, .bytes, words: (StringRef.dataOffset + count + 8) / 8, flags: HeaderFlags.leaf)
    object.setRawWord(1, 0)
    object.setRawWord(2, UInt64(count))
    return BytesRef(object)
  }

  static func make(_ thread: Thread, _ source: UnsafePointer<UInt8>, _ count: Int) -> Value {
    if count == 0 && vm.pointee.emptyBytes.isBound { return vm.pointee.emptyBytes }
    let result = allocate(thread, count: count)
    memcpy(result.bytes, source, count)
    return result.value
  }

  var hash: Int {
    let stored = pointer.word(1).asInt
    if stored != 0 { return stored }
    let computed = hashBytes(bytes, count)
    let hash = computed == 0 || computed == -1 ? 1 : computed
    pointer.setIntWord(1, hash)
    return hash
  }
}

struct ByteArrayRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let baseWords = 4

  @inline(__always) var count: Int {
    get { pointer.intWord(1) }
    nonmutating set { pointer.setIntWord(1, newValue) }
  }
  @inline(__always) var capacity: Int { pointer.word(2).isObject ? pointer.word(2).pointer.intWord(1) : 0 }
  /// The bytes; only when capacity > 0. Not valid across anything that may grow the array.
  @inline(__always) var bytes: UnsafeMutablePointer<UInt8> {
    (pointer.word(2).pointer + 16).assumingMemoryBound(to: UInt8.self)
  }
  @inline(__always) var buffer: UnsafeBufferPointer<UInt8> {
    pointer.word(2).isObject
      ? UnsafeBufferPointer(start: bytes, count: count) : UnsafeBufferPointer(start: nil, count: 0)
  }

  static func make(_ thread: Thread, type: Value? = nil) -> ByteArrayRef {
    let array = ByteArrayRef(thread.allocateInstance(TypeRef(type ?? vm.pointee.types.byteArray)).pointer)
    array.pointer.setIntWord(1, 0)
    array.pointer.setIntWord(2, 0)
    return array
  }

  /// Room for `capacity` bytes; grows by an eighth more.
  func reserve(_ thread: Thread, _ capacity: Int) {
    if capacity <= self.capacity { return }
    let grown = capacity + capacity >> 3 + 16
    let storage = makeRawArray(thread, bytes: grown)
    if count > 0 { memcpy(storage + 16, bytes, count) }
    pointer.setWord(2, .object(storage))
  }

  /// Adds an int; false with TypeError or ValueError pending.
  func append(_ thread: Thread, _ item: Value, _ message: String) -> Bool {
    guard let byte = thread.byte(item, message) else { return false }
    reserve(thread, count + 1)
    bytes[count] = byte
    count += 1
    return true
  }

  /// Replaces the bytes `start ..< end` by `count` others, which may lie in this very array.
  func replace(_ thread: Thread, _ start: Int, _ end: Int, _ source: UnsafePointer<UInt8>?, _ length: Int) {
    let old = count
    let total = old - (end - start) + length
    let overlaps =
      source.map { capacity > 0 && $0 >= UnsafePointer(bytes) && $0 < UnsafePointer(bytes + capacity) } ?? false
    if overlaps, let source {
      let copy = BytesRef(BytesRef.make(thread, source, length))
      replace(thread, start, end, copy.bytes, length)
      return
    }
    reserve(thread, total)
    if total > 0 || old > 0 {
      memmove(bytes + start + length, bytes + end, old - end)
      if let source, length > 0 { memcpy(bytes + start, source, length) }
    }
    count = total
  }
}

/// A leaf object that holds `bytes` raw bytes from byte 16 on.
func makeRawArray(_ thread: Thread, bytes: Int) -> Raw {
  let object = thread.allocateAnySize(
    vm.pointee.shapes.rawArray, .rawArray, words: 2 + (bytes + 7) / 8, flags: HeaderFlags.leaf)
  object.setIntWord(1, bytes)
  return object
}

func reverseBytes(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) {
  var buffer = UnsafeMutableBufferPointer(start: bytes, count: count)
  buffer.reverse()
}

/// The bytes of a bytes-like object; nil for anything else. Valid until the object changes.
func byteView(_ value: Value) -> UnsafeBufferPointer<UInt8>? {
  guard value.isObject else { return nil }
  switch value.objectKind {
  case .bytes: return UnsafeBufferPointer(start: BytesRef(value).bytes, count: BytesRef(value).count)
  case .byteArray: return ByteArrayRef(value).buffer
  default: return extendedByteView(value)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func makeBytes(_ bytes: [UInt8]) -> Value {
    bytes.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return BytesRef.make(self, [0], 0) }
      return BytesRef.make(self, base, source.count)
    }
  }

  func makeBytes(_ buffer: UnsafeBufferPointer<UInt8>) -> Value {
    guard let base = buffer.baseAddress else { return vm.pointee.emptyBytes }
    return BytesRef.make(self, base, buffer.count)
  }

  /// A bytes object with the characters of a one-byte str.
  func bytesFromLatin(_ string: StringRef) -> Value { BytesRef.make(self, string.bytes, string.count) }

  /// A bytes-like object as a readable Latin-1 str (bytes objects are not copied); nil for anything else.
  func latinView(_ value: Value) -> StringRef? {
    if value.isKind(.bytes) { return StringRef(value) }
    guard let view = byteView(value) else { return nil }
    return StringRef(makeBytes(view))
  }

  /// What %s and %b of a bytes template show, as a Latin-1 str; `.error` for other objects.
  func latinOfBytesLike(_ value: Value) -> Value {
    if let view = byteView(value) { return makeLatin(view) }
    let hook = value.type.special(.bytes)
    if hook.isUnbound {
      return raise(
        .typeError,
        "%b requires a bytes-like object, or an object that implements __bytes__, not '\(value.typeName)'")
    }
    let result = callUnbound(hook, value)
    if result.isError { return .error }
    guard result.isKind(.bytes) else {
      return raise(.typeError, "__bytes__ returned non-bytes (type \(result.typeName))")
    }
    return makeLatin(byteView(result)!)
  }

  /// A str with one character per byte.
  func makeLatin(_ view: UnsafeBufferPointer<UInt8>) -> Value {
    guard let base = view.baseAddress, view.count > 0 else { return vm.pointee.emptyString }
    let string = StringRef.allocate(
      self, count: view.count, widthShift: 0, ascii: !hasHighByte(base, view.count))
    memcpy(string.bytes, base, view.count)
    return string.value
  }

  /// What `__bytes__` gives; `.unbound` when there is none, `.error` with an exception pending.
  func bytesByMethod(_ value: Value) -> Value {
    let hook = value.type.special(.bytes)
    if hook.isUnbound { return .unbound }
    let result = callUnbound(hook, value)
    if result.isError || result.isKind(.bytes) { return result }
    return raise(.typeError, "__bytes__ returned non-bytes (type \(result.typeName))")
  }

  /// The bytes of an object that has `__bytes__`, a buffer or ints as items.
  func makeBytes(asking value: Value) -> Value {
    if value.isObject && value.pointer.shapeWord == vm.pointee.shapes.bytes.address { return value }
    let result = bytesByMethod(value)
    return result.isUnbound ? makeBytes(from: value) : result
  }

  /// The bytes of a buffer or of an iterable of ints, or `.error`.
  func makeBytes(from value: Value) -> Value {
    if value.isObject && value.pointer.shapeWord == vm.pointee.shapes.bytes.address { return value }
    if let view = byteView(value) { return makeBytes(view) }
    if value.isKind(.string) || value.type.special(.iter).isUnbound && value.type.special(.getitem).isUnbound {
      return raise(.typeError, "cannot convert '\(value.typeName)' object to bytes")
    }
    let collected = ByteArrayRef.make(self)
    let complete = forEach(hinting: value) { collected.append(self, $0, "bytes must be in range(0, 256)") }
    return complete ? makeBytes(collected.buffer) : .error
  }

  /// An item of a byte sequence; nil with TypeError or ValueError pending.
  func byte(_ value: Value, _ message: String = "bytes must be in range(0, 256)") -> UInt8? {
    let integer = toIndex(value)
    if integer.isError { return nil }
    guard integer.isInt, integer.asInt >= 0, integer.asInt < 256 else {
      raise(.valueError, message)
      return nil
    }
    return UInt8(integer.asInt)
  }
}
