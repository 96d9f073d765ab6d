// `buffer`: C memory as a mutable sequence of bytes (`_cffi_backend.buffer`); `from_buffer`: bytes of Python objects as C data;
// `memmove` between the two. Words of a buffer: 1 address (small int)  2 bytes  3 the C data, which keeps the memory.

import CRuntime
import Glibc

struct ForeignBufferRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 4

  var count: Int { pointer.intWord(2) }
  var bytes: UnsafeMutablePointer<UInt8>? { UnsafeMutablePointer(bitPattern: pointer.intWord(1)) }
  var view: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count) }
}

func isForeignBuffer(_ value: Value) -> Bool {
  value.isObject && foreignTypes.buffer.isBound
    && value.pointer.shapeWord == TypeRef(foreignTypes.buffer).rootShape.address
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Making

  /// `buffer(data, size)`; `size` −1: what is known of the data.
  fileprivate func makeBuffer(_ data: CDataRef, size given: Int) -> Value {
    let type = data.type
    var size = given < 0 ? openStructureBytes(data) : given
    if type.isPointer {
      if size < 0 { size = type.item.size }
    } else if type.isArray {
      if size < 0 { size = data.count * type.item.size }
    } else {
      return raise(.typeError, "expected a pointer or array cdata, got '\(type.nameText)'")
    }
    if size < 0 { return raise(.typeError, "don't know the size pointed to by '\(type.nameText)'") }
    if given >= 0 && data.isOwner && size > ownedBytes(data) {
      let isAccepted = warn(
        .userWarning,
        "ffi.buffer(cdata, bytes): creating a buffer of \(size) bytes over a cdata that owns only \(ownedBytes(data)) "
          + "bytes.  This will crash if you access the extra memory")
      if !isAccepted { return .error }
    }
    let object = allocate(
      headerImage(TypeRef(foreignTypes.buffer).rootShape, .native, words: ForeignBufferRef.words),
      words: ForeignBufferRef.words)
    object.setIntWord(1, Int(bitPattern: data.bits))
    object.setIntWord(2, size)
    object.setWord(3, data.value)
    return .object(object)
  }

  /// `from_buffer(type, object, require_writable)`: the owner is a memory view, which holds a bytearray's size; the extra
  /// word keeps the object.
  func dataFromBuffer(_ type: CTypeRef, _ object: Value, writable: Bool) -> Value {
    guard type.isArray || type.isPointer else {
      return raise(.typeError, "expected a pointer or array ctype, got '\(type.nameText)'")
    }
    if object.isKind(.string) {
      return raise(.typeError, "from_buffer() cannot return the address of a unicode object")
    }
    guard let view = contiguousBytes(object, writable: writable) else { return .error }
    var length = view.count
    if type.isArray {
      let size = type.item.size
      if type.length >= 0 {
        length = type.length
        if view.count < type.size {
          return raise(
            .valueError, "buffer is too small (\(view.count) bytes) for '\(type.nameText)' (\(type.size) bytes)")
        }
      } else if size > 0 {
        length = view.count / size
      } else {
        return raise(
          .zeroDivisionError,
          "from_buffer('\(type.nameText)', ..): the actual length of the array cannot be computed")
      }
    }
    let memory = call(vm.pointee.types.memoryView, object)
    if memory.isError { return .error }
    return makeCData(
      type, bits: UInt(bitPattern: view.baseAddress), owner: memory, length: length, extra: object,
      of: foreignTypes.fromBuffer
    ).value
  }

  /// The bytes of an object that offers them in one piece; nil with an exception pending.
  private func contiguousBytes(_ object: Value, writable: Bool) -> UnsafeBufferPointer<UInt8>? {
    guard let view = bytesArgument(object) else { return nil }
    let isReadOnly =
      object.isKind(.bytes) || isMemoryView(object) && MemoryViewRef(object).isReadOnly
      || isMemoryMap(object) && MemoryMapRef(object).isReadOnly
    if writable && isReadOnly {
      let isView = isMemoryView(object)
      raise(.bufferError, isView ? "memoryview: underlying buffer is not writable" : "Object is not writable.")
      return nil
    }
    return view
  }

  // MARK: memmove

  func moveMemory(_ target: Value, _ source: Value, _ count: Int) -> Value {
    if count < 0 { return raise(.valueError, "negative size") }
    guard let from = memory(of: source, writable: false), let to = memory(of: target, writable: true) else {
      return .error
    }
    if count > 0, let from = from.address, let to = to.address { memmove(to, from, count) }
    return .none
  }

  private func memory(of value: Value, writable: Bool) -> (address: Raw?, count: Int)? {
    if isInterfaceData(value) {
      let data = CDataRef(value)
      if data.type.isPointer || data.type.isArray { return (data.address, -1) }
      raise(.typeError, "expected a pointer or array ctype, got '\(data.type.nameText)'")
      return nil
    }
    return contiguousBytes(value, writable: writable).map {
      ($0.baseAddress.map { Raw(mutating: $0) }, $0.count)
    }
  }

  // MARK: Items

  private func isIndex(_ key: Value) -> Bool {
    unwrapInteger(key).isBound || key.type.special(.index).isBound
  }

  private func place(_ buffer: ForeignBufferRef, _ key: Value, _ message: String) -> Int? {
    guard let index = index(key) else { return nil }
    let place = index < 0 ? index + buffer.count : index
    if place >= 0 && place < buffer.count { return place }
    raise(.indexError, message)
    return nil
  }

  /// Start and end of a slice; nil with an exception pending.
  private func range(_ buffer: ForeignBufferRef, _ key: Value) -> (start: Int, end: Int)? {
    guard key.isKind(.slice) else {
      raise(.typeError, "buffer indices must be integers, not \(key.typeName)")
      return nil
    }
    guard let slice = indices(SliceRef(key), count: buffer.count) else { return nil }
    if slice.step != 1 {
      raise(.typeError, "buffer doesn't support slicing with step != 1")
      return nil
    }
    return (slice.start, slice.start + slice.count)
  }

  fileprivate func getBufferItem(_ buffer: ForeignBufferRef, _ key: Value) -> Value {
    guard let bytes = buffer.bytes else { return raise(.indexError, "buffer index out of range") }
    if isIndex(key) {
      return place(buffer, key, "buffer index out of range").map { BytesRef.make(self, bytes + $0, 1) } ?? .error
    }
    return range(buffer, key).map { BytesRef.make(self, bytes + $0.start, $0.end - $0.start) } ?? .error
  }

  fileprivate func setBufferItem(_ buffer: ForeignBufferRef, _ key: Value, _ item: Value) -> Bool {
    guard let bytes = buffer.bytes else { return false }
    if isIndex(key) {
      guard let place = place(buffer, key, "buffer assignment index out of range") else { return false }
      guard item.isKind(.bytes), BytesRef(item).count == 1 else {
        raise(.typeError, "must assign a bytes of length 1, not \(item.typeName)")
        return false
      }
      bytes[place] = BytesRef(item).bytes[0]
      return true
    }
    guard let (start, end) = range(buffer, key), let source = memory(of: item, writable: false) else { return false }
    // Of a pointer C data the length is unknown, of an array it is known.
    let count = source.count >= 0 || !isInterfaceData(item) ? source.count : ownedBytes(CDataRef(item))
    if count != end - start {
      raise(.valueError, "right operand length must match slice length")
      return false
    }
    if count > 0, let address = source.address { memmove(bytes + start, address, count) }
    return true
  }

  fileprivate func compareBuffers(_ operation: Comparison, _ left: Value, _ right: Value) -> Value {
    if right.isKind(.string) { return .notImplemented }
    guard let a = byteView(left), let b = byteView(right) else { return .notImplemented }
    let shared = min(a.count, b.count)
    var order = shared == 0 ? 0 : Int(memcmp(a.baseAddress!, b.baseAddress!, shared))
    if order == 0 { order = a.count - b.count }
    switch operation {
    case .equal: return .bool(order == 0)
    case .notEqual: return .bool(order != 0)
    case .less: return .bool(order < 0)
    case .lessEqual: return .bool(order <= 0)
    case .greater: return .bool(order > 0)
    case .greaterEqual: return .bool(order >= 0)
    }
  }
}

let foreignBufferMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, cdata, size=-1)") { t, a in
    guard isInterfaceData(a[1]) else {
      return t.raise(
        .typeError, "buffer() argument 1 must be _cffi_backend._CDataBase, not \(a[1].typeName)")
    }
    guard let size = a[2].isUnbound ? -1 : t.index(a[2]) else { return .error }
    return t.makeBuffer(CDataRef(a[1]), size: size)
  },
  NativeDefinition("__len__(self, /)") { _, a in .int(ForeignBufferRef(a[0]).count) },
  NativeDefinition("__getitem__(self, key, /)") { t, a in t.getBufferItem(ForeignBufferRef(a[0]), a[1]) },
  NativeDefinition("__setitem__(self, key, value, /)") { t, a in
    t.setBufferItem(ForeignBufferRef(a[0]), a[1], a[2]) ? .none : .error
  },
  NativeDefinition("__eq__(self, value, /)") { t, a in t.compareBuffers(.equal, a[0], a[1]) },
  NativeDefinition("__ne__(self, value, /)") { t, a in t.compareBuffers(.notEqual, a[0], a[1]) },
  NativeDefinition("__lt__(self, value, /)") { t, a in t.compareBuffers(.less, a[0], a[1]) },
  NativeDefinition("__le__(self, value, /)") { t, a in t.compareBuffers(.lessEqual, a[0], a[1]) },
  NativeDefinition("__gt__(self, value, /)") { t, a in t.compareBuffers(.greater, a[0], a[1]) },
  NativeDefinition("__ge__(self, value, /)") { t, a in t.compareBuffers(.greaterEqual, a[0], a[1]) },
]
