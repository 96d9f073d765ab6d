// Making C data: `new` with our memory or an allocator of the program, `gc`, handles, `release`.

import CRuntime
import Glibc

/// How `new` gets its memory: functions of the program or none, and whether it is to be cleared.
struct ForeignAllocator {
  var allocate = Value.none
  var free = Value.none
  var clears = true
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `new(type, init)`; `value` None: all zero.
  func newData(_ type: CTypeRef, _ value: Value, _ allocator: ForeignAllocator = ForeignAllocator()) -> Value {
    var value = value
    var size: Int
    var length = -1
    if type.isPointer {
      let item = type.item
      size = item.size
      if size < 0 { return raise(.typeError, "cannot instantiate ctype '\(item.nameText)' of unknown size") }
      // A terminator for C strings.
      if item.isCharacter { size *= 2 }
      if item.isAggregate && item.has(CTypeFlags.hasOpenArray) {
        if !value.isNone {
          guard let whole = aggregateSize(value, item, atLeast: size) else { return .error }
          size = whole
        }
        length = size
      }
    } else if type.isArray {
      size = type.size
      if size < 0 {
        guard let (count, isLengthOnly) = newArrayLength(value, item: type.item),
          let bytes = arrayBytes(count, item: type.item)
        else { return .error }
        if isLengthOnly { value = .none }
        length = count
        size = bytes
      }
    } else {
      return raise(.typeError, "expected a pointer or array ctype, got '\(type.nameText)'")
    }
    guard hasRoom(bytes: size) else { return .error }
    let result =
      type.has(CTypeFlags.pointsToAggregate) && type.isPointer
      ? newStructure(type, size, length, allocator) : ownData(type, size, length, allocator)
    guard let result else { return .error }
    if !value.isNone && !store(value, to: result.place, type.isPointer ? type.item : type) { return .error }
    return result.value
  }

  /// A pointer to a structure owns an object of the structure, which owns the memory.
  private func newStructure(_ type: CTypeRef, _ size: Int, _ length: Int, _ allocator: ForeignAllocator) -> CDataRef? {
    guard let target = ownData(type.item, size, length, allocator) else { return nil }
    return makeCData(type, bits: target.bits, owner: target.value, of: foreignTypes.owner)
  }

  private func ownData(_ type: CTypeRef, _ size: Int, _ length: Int, _ allocator: ForeignAllocator) -> CDataRef? {
    if allocator.allocate.isNone {
      let memory = makeForeignMemory(bytes: size, clear: allocator.clears)
      return makeCData(
        type, bits: UInt(bitPattern: ForeignMemory.start(memory)), owner: .object(memory), length: length,
        of: foreignTypes.owner)
    }
    let memory = call(allocator.allocate, makeInt(size))
    if memory.isError { return nil }
    guard isInterfaceData(memory) else {
      raise(.typeError, "alloc() must return a cdata object (got \(memory.typeName))")
      return nil
    }
    let source = CDataRef(memory)
    guard source.type.isPointer || source.type.isArray else {
      raise(.typeError, "alloc() must return a cdata pointer, not '\(source.type.nameText)'")
      return nil
    }
    if source.bits == 0 {
      raise(.memoryError, "alloc() returned NULL")
      return nil
    }
    if allocator.clears { memset(source.place, 0, size) }
    return makeDestroyed(source, type, allocator.free, length: length)
  }

  // MARK: Destructors

  /// C data at the address of `source`, which it keeps alive, with a destructor (None: none).
  private func makeDestroyed(
    _ source: CDataRef, _ type: CTypeRef, _ destructor: Value, length: Int = -1
  ) -> CDataRef {
    let data = makeCData(
      type, bits: source.bits, owner: source.value, length: length, extra: destructor, of: foreignTypes.destroyed)
    if !destructor.isNone { Finalizers.add(data.pointer) }
    return data
  }

  /// `gc(data, destructor)`; with None the destructor is taken away.
  func makeCollected(_ data: CDataRef, _ destructor: Value) -> Value {
    if !destructor.isNone {
      return makeDestroyed(data, data.type, destructor, length: data.ownLength).value
    }
    guard data.isOf(foreignTypes.destroyed) else {
      return raise(.typeError, "Can remove destructor only on a object previously returned by ffi.gc()")
    }
    data.extra = .none
    return .none
  }

  /// Calls the destructor, once; an exception in it is reported.
  func destroy(_ data: CDataRef) {
    let destructor = data.extra
    let source = data.owner
    data.extra = .none
    if destructor.isNone { return }
    if call(destructor, source).isError { reportUnraisable("Exception ignored in", destructor) }
  }

  // MARK: Release

  /// Whether `with` and `release` take this data; ValueError pending when not.
  func isReleasable(_ data: CDataRef) -> Bool {
    let type = data.type
    if data.isOf(foreignTypes.owner) && (type.isPointer || type.isArray) { return true }
    if data.isOf(foreignTypes.fromBuffer) || data.isOf(foreignTypes.destroyed) { return true }
    raise(
      .valueError,
      "only 'cdata' object from ffi.new(), ffi.gc(), ffi.from_buffer() or ffi.new_allocator()() can be used with the "
        + "'with' keyword or ffi.release()")
    return false
  }

  /// `release`: memory of our own stays until nobody refers to it.
  func release(_ data: CDataRef) -> Value {
    if !isReleasable(data) { return .error }
    if data.isOf(foreignTypes.fromBuffer) {
      if isMemoryView(data.owner) { MemoryViewRef(data.owner).pointer.setWord(1, .none) }
    } else if data.isOf(foreignTypes.destroyed) {
      destroy(data)
    } else if isInterfaceData(data.owner) && CDataRef(data.owner).isOf(foreignTypes.destroyed) {
      destroy(CDataRef(data.owner))
    }
    return .none
  }

  // MARK: Handles

  /// `new_handle`: a `void *` that stands for a Python object: the address of the C data itself, which keeps the object.
  func makeHandle(_ type: CTypeRef, _ object: Value) -> Value {
    guard type.has(CTypeFlags.pointsToVoid) else { return raise(.typeError, "needs 'void *', got '\(type.nameText)'") }
    let data = makeCData(type, bits: 0, extra: object, of: foreignTypes.keeper)
    data.bits = UInt(bitPattern: data.pointer)
    ForeignHandles.add(data.pointer)
    return data.value
  }

  /// The object of a handle.
  func objectOfHandle(_ value: Value) -> Value {
    guard isInterfaceData(value) else { return raise(.typeError, "expected a 'cdata' object") }
    let data = CDataRef(value)
    guard data.type.has(CTypeFlags.pointsToVoidOrChar) else {
      return raise(
        .typeError,
        "expected a 'cdata' object with a 'void *' out of new_handle(), got '\(data.type.nameText)'")
    }
    if data.bits == 0 { return raise(.runtimeError, "cannot use from_handle() on NULL pointer") }
    guard let handle = ForeignHandles.find(data.place) else {
      // cffi ends the process here.
      return raise(
        .runtimeError,
        "ffi.from_handle() detected that the address passed points to garbage. If it is really the result of "
          + "ffi.new_handle(), then the Python object has already been garbage collected")
    }
    return handle.extra
  }
}

/// The handles that exist: `from_handle` must not trust an address that C gives.
enum ForeignHandles {
  nonisolated(unsafe) private static var all: Set<UInt> = []

  static func add(_ object: Raw) { all.insert(UInt(bitPattern: object)) }

  static func find(_ address: Raw) -> CDataRef? {
    all.contains(UInt(bitPattern: address)) ? CDataRef(address) : nil
  }

  /// Between marking and sweeping: forgets those that nobody refers to.
  static func dropLost(_ heap: inout Heap) {
    if all.isEmpty { return }
    all = all.filter { heap.isMarked(.object(Raw(bitPattern: $0).unsafelyUnwrapped)) }
  }
}
