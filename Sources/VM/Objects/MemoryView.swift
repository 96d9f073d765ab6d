// memoryview: one-dimensional views of bytes, bytearray and array.array. Words:
//   1 the object    2 first byte    3 items    4 bytes from item to item    5 type code (ASCII)    6 read-only (bool)
// A released view has None in word 1. The object may be resized under a view: every access checks the bounds.

import CRuntime
import Glibc

struct MemoryViewRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 7

  var object: Value { pointer.word(1) }
  var start: Int { pointer.intWord(2) }
  var count: Int { pointer.intWord(3) }
  var stride: Int { pointer.intWord(4) }
  var format: ItemFormat { ItemFormat(rawValue: UInt8(pointer.intWord(5))).unsafelyUnwrapped }
  var isReadOnly: Bool { pointer.word(6).isTrue }
  var isContiguous: Bool { stride == format.size || count <= 1 }

  static func make(
    _ thread: Thread, _ object: Value, start: Int, count: Int, stride: Int, format: ItemFormat, readOnly: Bool
  ) -> Value {
    let type = TypeRef(vm.pointee.types.memoryView)
    let view = thread.allocate(headerImage(type.rootShape, .native, words: words), words: words)
    view.setWord(1, object)
    view.setIntWord(2, start)
    view.setIntWord(3, count)
    view.setIntWord(4, stride)
    view.setIntWord(5, Int(format.rawValue))
    view.setWord(6, .bool(readOnly))
    thread.export(object, to: view)
    return .object(view)
  }

  /// Address of an item; nil when the object has shrunk below it.
  func address(_ index: Int) -> UnsafeMutableRawPointer? {
    let offset = start + index * stride
    guard let buffer = byteView(object), let base = buffer.baseAddress, offset >= 0,
      offset + format.size <= buffer.count
    else { return nil }
    return UnsafeMutableRawPointer(mutating: base + offset)
  }

  /// All bytes in order.
  var content: [UInt8] {
    var result: [UInt8] = []
    for index in 0..<count {
      guard let place = address(index) else { break }
      result.append(contentsOf: UnsafeRawBufferPointer(start: place, count: format.size))
    }
    return result
  }
}

func isMemoryView(_ value: Value) -> Bool {
  value.isObject && value.objectKind == .native && vm.pointee.types.memoryView.isBound
    && value.pointer.shapeWord == TypeRef(vm.pointee.types.memoryView).rootShape.address
}

/// Bytes of bytes-like objects other than bytes and bytearray: arrays, contiguous memory views and memory maps.
func extendedByteView(_ value: Value) -> UnsafeBufferPointer<UInt8>? {
  if isNumberArray(value) { return ByteArrayRef(value).buffer }
  if isPickleBuffer(value) { return byteView(pickleBufferView(value)) }
  guard isMemoryView(value) else { return isMemoryMap(value) ? MemoryMapRef(value).buffer : nil }
  let view = MemoryViewRef(value)
  guard view.object.isObject, view.isContiguous, let buffer = byteView(view.object) else { return nil }
  let length = max(0, min(view.count * view.format.size, buffer.count - view.start))
  return UnsafeBufferPointer(start: buffer.baseAddress.map { $0 + view.start }, count: length)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineMemoryView() {
    vm.pointee.types.memoryView = define(
      TypeDefinition(
        name: "memoryview", kind: .native, words: MemoryViewRef.words, flags: TypeFlags.final,
        methods: memoryViewMethods, attributes: memoryViewAttributes,
        doc: "Create a new memoryview object which references the given object."))
  }

  /// The view, or nil with ValueError pending after release().
  fileprivate func view(_ value: Value) -> MemoryViewRef? {
    let view = MemoryViewRef(value)
    if view.object.isObject { return view }
    raise(.valueError, "operation forbidden on released memoryview object")
    return nil
  }

  fileprivate func makeMemoryView(_ object: Value) -> Value {
    if isPickleBuffer(object) {
      let view = pickleBufferView(object)
      return view.isNone ? raiseReleasedPickleBuffer() : makeMemoryView(view)
    }
    if isMemoryView(object) {
      guard let view = view(object) else { return .error }
      return MemoryViewRef.make(
        self, view.object, start: view.start, count: view.count, stride: view.stride, format: view.format,
        readOnly: view.isReadOnly)
    }
    guard let buffer = byteView(object) else {
      return raise(.typeError, "memoryview: a bytes-like object is required, not '\(object.typeName)'")
    }
    let format = isNumberArray(object) ? ItemFormat(rawValue: UInt8(object.pointer.intWord(3)))! : .byte
    return MemoryViewRef.make(
      self, object, start: 0, count: buffer.count / format.size, stride: format.size, format: format,
      readOnly: object.isKind(.bytes) || isMemoryMap(object) && MemoryMapRef(object).isReadOnly)
  }

  /// An item index within bounds; nil with an exception pending.
  fileprivate func place(_ view: MemoryViewRef, _ key: Value) -> UnsafeMutableRawPointer? {
    if key.type.special(.index).isUnbound && unwrapInteger(key).isUnbound {
      raise(.typeError, "memoryview: invalid slice key")
      return nil
    }
    guard var index = index(key) else { return nil }
    if index < 0 { index += view.count }
    guard index >= 0, index < view.count, let address = view.address(index) else {
      raise(.indexError, "index out of bounds on dimension 1")
      return nil
    }
    return address
  }

  fileprivate func slice(_ view: MemoryViewRef, _ key: Value) -> MemoryViewRef? {
    guard let slice = indices(SliceRef(key), count: view.count) else { return nil }
    return MemoryViewRef(
      MemoryViewRef.make(
        self, view.object, start: view.start + slice.start * view.stride, count: slice.count,
        stride: view.stride &* slice.step, format: view.format, readOnly: view.isReadOnly))
  }

  fileprivate func assign(_ view: MemoryViewRef, _ key: Value, _ value: Value) -> Value {
    if view.isReadOnly { return raise(.typeError, "cannot modify read-only memory") }
    if key.isKind(.slice) {
      guard let target = slice(view, key) else { return .error }
      guard let source = byteView(value) else {
        return raise(.typeError, "a bytes-like object is required, not '\(value.typeName)'")
      }
      let size = view.format.size
      guard source.count == target.count * size else {
        return raise(
          .valueError, "memoryview assignment: lvalue and rvalue have different structures")
      }
      // The source may lie in the same object.
      let copy = Array(source)
      for index in 0..<target.count {
        guard let place = target.address(index) else { break }
        copy.withUnsafeBytes { _ = memcpy(place, $0.baseAddress! + index * size, size) }
      }
      return .none
    }
    guard let address = place(view, key) else { return .error }
    if view.format.size == 1 && view.format == .byte {
      let integer = unwrapInteger(value)
      if integer.isUnbound { return raise(.typeError, "memoryview: invalid type for format 'B'") }
      guard integer.isInt, integer.asInt >= 0, integer.asInt < 256 else {
        return raise(.valueError, "memoryview: invalid value for format 'B'")
      }
    }
    return view.format.write(self, value, to: address) ? .none : .error
  }

  fileprivate func cast(_ view: MemoryViewRef, _ code: Value) -> Value {
    guard code.isKind(.string) else {
      return raise(.typeError, "cast() argument 'format' must be str, not \(code.typeName)")
    }
    let text = StringRef(code).text.drop { $0 == "@" }
    guard text.utf8.count == 1, let format = ItemFormat(rawValue: text.utf8.first!), format != .unicode else {
      return raise(
        .valueError,
        "memoryview: destination format must be a native single character format prefixed with an optional '@'")
    }
    guard view.isContiguous else {
      return raise(.typeError, "memoryview: casts are restricted to C-contiguous views")
    }
    if view.format.size != 1 && format.size != 1 {
      return raise(.typeError, "memoryview: cannot cast between two non-byte formats")
    }
    let bytes = view.count * view.format.size
    guard bytes % format.size == 0 else {
      return raise(.typeError, "memoryview: length is not a multiple of itemsize")
    }
    return MemoryViewRef.make(
      self, view.object, start: view.start, count: bytes / format.size, stride: format.size, format: format,
      readOnly: view.isReadOnly)
  }

  fileprivate func isEqual(_ a: Value, _ b: Value) -> Value {
    guard let view = MemoryViewRef(a).object.isObject ? MemoryViewRef(a) : nil else { return .bool(a == b) }
    let other = isMemoryView(b) ? b : byteView(b) != nil ? makeMemoryView(b) : .unbound
    guard other.isBound, MemoryViewRef(other).object.isObject else { return .notImplemented }
    let second = MemoryViewRef(other)
    guard view.count == second.count else { return .false }
    for index in 0..<view.count {
      guard let x = view.address(index), let y = second.address(index) else { return .false }
      let same = equal(view.format.read(self, x), second.format.read(self, y))
      if same != 1 { return same < 0 ? .error : .false }
    }
    return .true
  }
}

private let memoryViewAttributes: [GetSetDefinition] = [
  GetSetDefinition("obj", { t, v in t.view(v)?.object ?? .error }),
  GetSetDefinition("nbytes", { t, v in t.view(v).map { .int($0.count * $0.format.size) } ?? .error }),
  GetSetDefinition("itemsize", { t, v in t.view(v).map { .int($0.format.size) } ?? .error }),
  GetSetDefinition(
    "format",
    { t, v in
      t.view(v).map { StringRef.character(t, UInt32($0.format.rawValue)) } ?? .error
    }),
  GetSetDefinition("ndim", { t, v in t.view(v).map { _ in .int(1) } ?? .error }),
  GetSetDefinition("shape", { t, v in t.view(v).map { TupleRef.make(t, .int($0.count)) } ?? .error }),
  GetSetDefinition("strides", { t, v in t.view(v).map { TupleRef.make(t, .int($0.stride)) } ?? .error }),
  GetSetDefinition("suboffsets", { t, v in t.view(v).map { _ in vm.pointee.emptyTuple } ?? .error }),
  GetSetDefinition("readonly", { t, v in t.view(v).map { .bool($0.isReadOnly) } ?? .error }),
  GetSetDefinition("contiguous", { t, v in t.view(v).map { .bool($0.isContiguous) } ?? .error }),
  GetSetDefinition("c_contiguous", { t, v in t.view(v).map { .bool($0.isContiguous) } ?? .error }),
  GetSetDefinition("f_contiguous", { t, v in t.view(v).map { .bool($0.isContiguous) } ?? .error }),
]

private let memoryViewMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, object)") { thread, a in thread.makeMemoryView(a[1]) },
  NativeDefinition("__repr__(self, /)") { thread, a in
    let word = MemoryViewRef(a[0]).object.isObject ? "memory" : "released memory"
    return StringRef.make(thread, "<\(word) at 0x\(String(UInt(bitPattern: a[0].pointer), radix: 16))>")
  },
  NativeDefinition("__len__(self, /)") { thread, a in thread.view(a[0]).map { .int($0.count) } ?? .error },
  NativeDefinition("__getitem__(self, key, /)") { thread, a in
    guard let view = thread.view(a[0]) else { return .error }
    if a[1].isKind(.slice) { return thread.slice(view, a[1])?.value ?? .error }
    guard let place = thread.place(view, a[1]) else { return .error }
    return view.format.read(thread, place)
  },
  NativeDefinition("__setitem__(self, key, value, /)") { thread, a in
    guard let view = thread.view(a[0]) else { return .error }
    return thread.assign(view, a[1], a[2])
  },
  NativeDefinition("__delitem__(self, key, /)") { thread, a in
    thread.raise(.typeError, MemoryViewRef(a[0]).isReadOnly ? "cannot modify read-only memory" : "cannot delete memory")
  },
  NativeDefinition("__eq__(self, value, /)") { thread, a in thread.isEqual(a[0], a[1]) },
  NativeDefinition("__ne__(self, value, /)") { thread, a in
    let same = thread.isEqual(a[0], a[1])
    return same.isBool ? .bool(same.isFalse) : same
  },
  NativeDefinition("__hash__(self, /)") { thread, a in
    guard let view = thread.view(a[0]) else { return .error }
    if !view.isReadOnly { return thread.raise(.valueError, "cannot hash writable memoryview object") }
    return .int(BytesRef(thread.makeBytes(view.content)).hash)
  },
  NativeDefinition("tobytes(self, /, order='C')") { thread, a in
    thread.view(a[0]).map { thread.makeBytes($0.content) } ?? .error
  },
  NativeDefinition("tolist(self, /)") { thread, a in
    guard let view = thread.view(a[0]) else { return .error }
    let list = ListRef.make(thread)
    for index in 0..<view.count {
      guard let place = view.address(index) else { break }
      list.append(thread, view.format.read(thread, place))
    }
    return list.value
  },
  NativeDefinition("hex(self, /, *args)") { thread, a in
    guard let view = thread.view(a[0]) else { return .error }
    let bytes = thread.makeBytes(view.content)
    let method = thread.getAttribute(bytes, StringRef.intern("hex"))
    return method.isError ? .error : thread.call(method, tuple: TupleRef(a[1]))
  },
  NativeDefinition("cast(self, /, format)") { thread, a in
    guard let view = thread.view(a[0]) else { return .error }
    return thread.cast(view, a[1])
  },
  NativeDefinition("toreadonly(self, /)") { thread, a in
    guard let view = thread.view(a[0]) else { return .error }
    return MemoryViewRef.make(
      thread, view.object, start: view.start, count: view.count, stride: view.stride, format: view.format,
      readOnly: true)
  },
  NativeDefinition("release(self, /)") { _, a in
    a[0].pointer.setWord(1, .none)
    return .none
  },
  NativeDefinition("__enter__(self, /)") { thread, a in thread.view(a[0])?.value ?? .error },
  NativeDefinition("__exit__(self, /, *exc_info)") { _, a in
    a[0].pointer.setWord(1, .none)
    return .none
  },
]
