// Objects of ctypes: where their memory lies, what they keep alive, and how parts of one are read and written.
//
// Memory of our own is a raw array of the heap. A part (`_b_base_`) shares the memory of a whole. What C memory refers to is in
// `_objects` of the whole, under keys that name the way to the part: "2", "0:2".

import CRuntime
import Glibc

struct CData: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Word {
    /// `_objects`: unbound until there is something to keep, then a dict, or the one object of a simple type.
    static let objects = ForeignData.Word.extra
    static let base = ForeignData.words, index = base + 1, size = base + 2, ownsMemory = base + 3
    static let count = base + 4
  }

  @inline(__always) var layout: CLayout { CLayout(pointer.word(ForeignData.Word.type)) }
  /// Where the data lies; nil for an object at address 0.
  @inline(__always) var address: Raw? { Raw(bitPattern: pointer.intWord(ForeignData.Word.address)) }
  /// The same for accesses: address 0 is an error of the program as in C.
  @inline(__always) var memory: Raw { address.unsafelyUnwrapped }
  /// In bytes; `resize` may have made it larger than the type's.
  @inline(__always) var size: Int { pointer.intWord(Word.size) }
  var length: Int { pointer.intWord(ForeignData.Word.length) }
  var objects: Value {
    get { pointer.word(Word.objects) }
    nonmutating set { pointer.setWord(Word.objects, newValue) }
  }
  /// The object that this one is a part of, or None.
  var base: Value { pointer.word(Word.base) }
  var index: Int { pointer.intWord(Word.index) }
  var ownsMemory: Bool { pointer.word(Word.ownsMemory).isTrue }

  func setMemory(_ address: Raw?, owner: Value) {
    pointer.setIntWord(ForeignData.Word.address, Int(bitPattern: address))
    pointer.setWord(ForeignData.Word.owner, owner)
  }

  /// The word that a pointer holds.
  @inline(__always) var pointed: Raw? {
    get { memory.loadUnaligned(as: Raw?.self) }
    nonmutating set { memory.storeBytes(of: newValue, as: Raw?.self) }
  }

  var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: address?.assumingMemoryBound(to: UInt8.self), count: size)
  }
}

/// Is it an object of ctypes (and not of cffi)?
@inline(__always) func isCTypesObject(_ value: Value) -> Bool {
  guard value.isKind(.foreignData) else { return false }
  let type = value.pointer.word(ForeignData.Word.type)
  return type.isObject && type.pointer.shapeWord == layoutShape
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Making

  /// An object without memory.
  func allocateData(_ layout: CLayout) -> CData {
    layout.flags |= CLayout.Flags.final
    let object = allocateInstance(layout.owner)
    let data = CData(object)
    data.pointer.setWord(ForeignData.Word.type, layout.value)
    data.setMemory(nil, owner: .none)
    data.pointer.setIntWord(ForeignData.Word.length, layout.category == .array ? layout.length : -1)
    data.pointer.setWord(ForeignData.Word.signature, .address(nil))
    data.objects = .unbound
    data.pointer.setIntWord(CData.Word.index, 0)
    data.pointer.setIntWord(CData.Word.size, layout.size)
    data.pointer.setWord(CData.Word.ownsMemory, .false)
    if layout.category == .function { FunctionData(object).clear() }
    if layout.owner.flags & TypeFlags.finalizer != 0 { Finalizers.add(object.pointer) }
    return data
  }

  /// An object with zeroed memory of its own.
  func makeData(_ layout: CLayout) -> Value {
    // As in CPython a small object has 16 bytes: what looks for the end of a single character finds it.
    let size = max(layout.size, 16)
    if !hasRoom(bytes: size) { return .error }
    let data = allocateData(layout)
    let memory = makeRawArray(self, bytes: size)
    memset(memory + 16, 0, size)
    data.setMemory(memory + 16, owner: .object(memory))
    data.pointer.setWord(CData.Word.ownsMemory, .true)
    return data.value
  }

  /// An object of a class, for `__new__`; TypeError for abstract ones.
  func makeData(_ type: Value) -> Value {
    guard let layout = describedType(type) else { return raise(.typeError, "abstract class") }
    return makeData(layout)
  }

  /// A part of `base` at `place`.
  func makePart(_ layout: CLayout, of base: Value, index: Int, at place: Raw?) -> Value {
    let data = allocateData(layout)
    data.setMemory(place, owner: base)
    data.pointer.setWord(CData.Word.base, base)
    data.pointer.setIntWord(CData.Word.index, index)
    return data.value
  }

  /// An object with a copy of what lies at `place`.
  func makeCopy(_ layout: CLayout, from place: UnsafeRawPointer) -> Value {
    let object = makeData(layout)
    if !object.isError { memcpy(CData(object).memory, place, layout.size) }
    return object
  }

  /// An object for memory that is not ours.
  func makeData(_ layout: CLayout, at place: Raw?) -> Value {
    let data = allocateData(layout)
    data.setMemory(place, owner: .none)
    return data.value
  }

  // MARK: Keeping alive

  /// The whole that `data` is a part of; `_objects` of it is no longer unbound.
  private func container(_ data: CData) -> CData {
    var whole = data
    while whole.base.isObject { whole = CData(whole.base) }
    if whole.objects.isUnbound {
      whole.objects = whole.layout.initializers > 0 ? DictRef.make(self).value : .none
    }
    return whole
  }

  /// What `data` refers to: a dict, an object, or None.
  func keptObjects(_ data: CData) -> Value { container(data).objects }

  /// Keeps `kept` alive as long as the memory of `data`; nothing when it is None. False with an exception pending.
  func keep(_ data: CData, _ index: Int, _ kept: Value) -> Bool {
    if kept.isNone { return true }
    let whole = container(data)
    guard whole.objects.isKind(.dict) else {
      whole.objects = kept
      return true
    }
    var key = String(UInt32(truncatingIfNeeded: index), radix: 16)
    var part = data
    while part.base.isObject {
      key += ":" + String(part.index, radix: 16)
      part = CData(part.base)
    }
    return DictRef(whole.objects).set(self, StringRef.make(self, key), kept)
  }

  // MARK: Reading and writing a part

  /// The Python value of a part of type `type` at `place`: plain, or an object that shares the memory.
  @inline(__always) func readPart(_ type: CLayout, of base: Value, index: Int, at place: Raw) -> Value {
    if type.isPlain { return readSimple(type.code, place, swapped: type.isSwapped) }
    return makePart(type, of: base, index: index, at: place)
  }

  /// Writes a part of `data` and keeps what it refers to; false with an exception pending.
  @inline(__always) func writePart(_ type: CLayout, of data: CData, index: Int, at place: Raw, _ value: Value) -> Bool {
    let kept = convert(value, to: type, at: place)
    if kept.isNone { return true }
    return !kept.isError && keep(data, index, kept)
  }

  /// Writes `value` as the C type at `place`; what must stay alive, None, or `.error`.
  @inline(__always) func convert(_ value: Value, to type: CLayout, at place: Raw) -> Value {
    if _fastPath(!value.isKind(.foreignData)), type.code != 0 {
      return writeSimple(type.code, value, place, swapped: type.isSwapped)
    }
    return convertObject(value, to: type, at: place)
  }

  @inline(never) private func convertObject(_ value: Value, to type: CLayout, at place: Raw) -> Value {
    guard isCTypesObject(value) else {
      if type.code != 0 { return writeSimple(type.code, value, place, swapped: type.isSwapped) }
      if value.isKind(.tuple) {
        let made = call(type.owner.value, tuple: TupleRef(value))
        if made.isError { return extendError(.runtimeError, "(\(type.owner.nameText)) ") }
        return convertObject(made, to: type, at: place)
      }
      if value.isNone && type.category == .pointer {
        place.storeBytes(of: 0, as: UInt.self)
        return .none
      }
      return raise(.typeError, "expected \(type.owner.nameText) instance, got \(value.typeName)")
    }
    let source = CData(value)
    let fits = isInstance(value, type.owner.value)
    if fits.isError { return .error }
    if fits.isTrue {
      memmove(place, source.memory, type.size)
      return keptObjects(source)
    }
    if type.category == .pointer, source.layout.category == .array, source.layout.target == type.target {
      place.storeBytes(of: source.address, as: Raw?.self)
      return TupleRef.make(self, keptObjects(source), value)
    }
    return raise(
      .typeError, "incompatible types, \(value.typeName) instance instead of \(type.owner.nameText) instance")
  }

  /// Replaces the pending exception by one whose text begins with `prefix` and tells of the old one. `.error`.
  func extendError(_ type: ExceptionType, _ prefix: String) -> Value { extendError(type.type, prefix) }

  func extendError(_ type: Value, _ prefix: String) -> Value {
    let old = takeException()
    let text = str(text: old)
    if pointee.exception.isBound { pointee.exception = .unbound }
    return raise(type, "\(prefix)\(old.type.nameText): \(text)")
  }
}
