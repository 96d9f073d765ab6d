// The type memoryview: constructor, attributes, methods.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineMemoryView() {
    vm.pointee.types.memoryView = define(
      TypeDefinition(
        name: "memoryview", kind: .native, words: MemoryViewRef.words, flags: TypeFlags.final,
        methods: memoryViewMethods, attributes: memoryViewAttributes,
        doc: "Create a new memoryview object which references the given object."))
  }

  fileprivate func makeMemoryView(_ object: Value) -> Value {
    if isPickleBuffer(object) {
      let view = pickleBufferView(object)
      return view.isNone ? raiseReleasedPickleBuffer() : makeMemoryView(view)
    }
    if isMemoryView(object) {
      guard let view = view(object) else { return .error }
      return view.copy(self, readOnly: view.isReadOnly)
    }
    if isCTypesObject(object) { return makeForeignView(object) }
    guard let buffer = byteView(object) else {
      return raise(.typeError, "memoryview: a bytes-like object is required, not '\(object.typeName)'")
    }
    var code = isNumberArray(object) ? UInt8(object.pointer.intWord(3)) : UInt8(ascii: "B")
    if code == UInt8(ascii: "u") { code = ViewItem.characters }
    let size = ViewItem(code: code).size
    return MemoryViewRef.make(
      self, object, start: 0, count: buffer.count / size, stride: size, code: code,
      readOnly: object.isKind(.bytes) || isMemoryMap(object) && MemoryMapRef(object).isReadOnly
    ).value
  }

  fileprivate func cast(_ view: MemoryViewRef, _ code: Value, _ shape: Value) -> Value {
    guard code.isKind(.string) else {
      return raise(.typeError, "cast() argument 'format' must be str, not \(code.typeName)")
    }
    guard view.isContiguous() else {
      return raise(.typeError, "memoryview: casts are restricted to C-contiguous views")
    }
    let isShaped = shape.isBound && !shape.isNone
    if (isShaped || view.dimensions != 1) && view.count == 0 {
      return raise(.typeError, "memoryview: cannot cast view with zeros in shape or strides")
    }
    if isShaped && !shape.isKind(.list) && !shape.isKind(.tuple) {
      return raise(.typeError, "shape must be a list or a tuple")
    }
    let lengths = isShaped ? makeTuple(from: shape) : .unbound
    if lengths.isError { return .error }
    if isShaped {
      if TupleRef(lengths).count > MemoryViewRef.mostDimensions {
        return raise(
          .valueError, "memoryview: number of dimensions must not exceed \(MemoryViewRef.mostDimensions)")
      }
      if view.dimensions != 1 && TupleRef(lengths).count != 1 {
        return raise(.typeError, "memoryview: cast must be 1D -> ND or ND -> 1D")
      }
    }
    let text = StringRef(code).text.drop { $0 == "@" }
    guard text.utf8.count == 1, let byte = text.utf8.first, ViewItem.isCode(byte) else {
      return raise(
        .valueError,
        "memoryview: destination format must be a native single character format prefixed with an optional '@'")
    }
    let item = ViewItem(code: byte)
    if !view.item.isByte && !item.isByte {
      return raise(.typeError, "memoryview: cannot cast between two non-byte formats")
    }
    let bytes = view.count * view.item.size
    if bytes % item.size != 0 { return raise(.typeError, "memoryview: length is not a multiple of itemsize") }
    var strides = Value.none
    var kept = Value.none
    if isShaped {
      guard let product = product(of: TupleRef(lengths)) else { return .error }
      if product.multipliedReportingOverflow(by: item.size) != (bytes, false) {
        return raise(.typeError, "memoryview: product(shape) * itemsize != buffer size")
      }
      if TupleRef(lengths).count != 1 {
        kept = lengths
        strides = contiguousStrides(TupleRef(lengths), item.size)
      }
    }
    return MemoryViewRef.make(
      self, view.object, start: view.start, count: bytes / item.size, stride: item.size, code: byte,
      readOnly: view.isReadOnly, shape: kept, strides: strides
    ).value
  }

  private func product(of shape: TupleRef) -> Int? {
    var product = 1
    for number in 0..<shape.count {
      if unwrapInteger(shape[number]).isUnbound {
        raise(.typeError, "memoryview.cast(): elements of shape must be integers")
        return nil
      }
      guard let length = index(shape[number]) else { return nil }
      if length <= 0 {
        raise(.valueError, "memoryview.cast(): elements of shape must be integers > 0")
        return nil
      }
      let (next, overflow) = product.multipliedReportingOverflow(by: length)
      if overflow {
        raise(.valueError, "memoryview.cast(): product(shape) > SSIZE_MAX")
        return nil
      }
      product = next
    }
    return product
  }

  func contiguousStrides(_ shape: TupleRef, _ size: Int) -> Value {
    let strides = TupleRef.allocate(self, count: shape.count)
    var stride = size
    for number in (0..<shape.count).reversed() {
      strides[number] = .int(stride)
      stride *= shape[number].asInt
    }
    return strides.value
  }

  fileprivate func isEqual(_ a: Value, _ b: Value) -> Value {
    if MemoryViewRef(a).isReleased { return .bool(a == b) }
    let other = isMemoryView(b) ? b : byteView(b) != nil ? makeMemoryView(b) : .unbound
    guard other.isBound, !MemoryViewRef(other).isReleased else { return .notImplemented }
    return areViewsEqual(MemoryViewRef(a), MemoryViewRef(other))
  }

  /// tobytes(order): the first dimension runs fastest for "F", and for "A" when the items lie so.
  fileprivate func content(_ view: MemoryViewRef, order: Value) -> Value {
    var order = order
    if order.isUnbound || order.isNone { order = StringRef.intern("C") }
    guard order.isKind(.string) else {
      return raise(.typeError, "tobytes() argument 'order' must be str or None, not \(order.typeName)")
    }
    switch StringRef(order).text {
    case "C": return makeBytes(view.content())
    case "F": return makeBytes(view.content(lastFastest: false))
    case "A": return makeBytes(view.content(lastFastest: !view.isContiguous(lastFastest: false)))
    default: return raise(.valueError, "order must be 'C', 'F' or 'A'")
    }
  }

  fileprivate func tuple(_ view: MemoryViewRef, _ part: (Int) -> Int) -> Value {
    let tuple = TupleRef.allocate(self, count: view.dimensions)
    for dimension in 0..<view.dimensions { tuple[dimension] = .int(part(dimension)) }
    return tuple.value
  }
}

private let memoryViewAttributes: [GetSetDefinition] = [
  GetSetDefinition("obj", { t, v in t.view(v)?.object ?? .error }),
  GetSetDefinition("nbytes", { t, v in t.view(v).map { .int($0.count * $0.item.size) } ?? .error }),
  GetSetDefinition("itemsize", { t, v in t.view(v).map { .int($0.item.size) } ?? .error }),
  GetSetDefinition("format", { t, v in t.view(v).map { StringRef.make(t, $0.item.text) } ?? .error }),
  GetSetDefinition("ndim", { t, v in t.view(v).map { .int($0.dimensions) } ?? .error }),
  GetSetDefinition("shape", { t, v in t.view(v).map { t.tuple($0, $0.extent) } ?? .error }),
  GetSetDefinition("strides", { t, v in t.view(v).map { t.tuple($0, $0.step) } ?? .error }),
  GetSetDefinition("suboffsets", { t, v in t.view(v).map { _ in vm.pointee.emptyTuple } ?? .error }),
  GetSetDefinition("readonly", { t, v in t.view(v).map { .bool($0.isReadOnly) } ?? .error }),
  GetSetDefinition(
    "contiguous",
    { t, v in t.view(v).map { .bool($0.isContiguous() || $0.isContiguous(lastFastest: false)) } ?? .error }),
  GetSetDefinition("c_contiguous", { t, v in t.view(v).map { .bool($0.isContiguous()) } ?? .error }),
  GetSetDefinition("f_contiguous", { t, v in t.view(v).map { .bool($0.isContiguous(lastFastest: false)) } ?? .error }),
]

private let memoryViewMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, object)") { thread, a in thread.makeMemoryView(a[1]) },
  NativeDefinition("__repr__(self, /)") { thread, a in
    let word = MemoryViewRef(a[0]).isReleased ? "released memory" : "memory"
    return StringRef.make(thread, "<\(word) at 0x\(String(UInt(bitPattern: a[0].pointer), radix: 16))>")
  },
  NativeDefinition("__len__(self, /)") { thread, a in
    thread.view(a[0]).map { .int($0.dimensions == 0 ? 1 : $0.extent(0)) } ?? .error
  },
  NativeDefinition("__getitem__(self, key, /)") { thread, a in thread.viewItem(a[0], a[1]) },
  NativeDefinition("__setitem__(self, key, value, /)") { thread, a in
    thread.assignViewItem(a[0], a[1], a[2]) ? .none : .error
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
    // Known even after release().
    let known = a[0].pointer.word(9)
    if known.isInt { return known }
    guard let view = thread.view(a[0]) else { return .error }
    if !view.isReadOnly { return thread.raise(.valueError, "cannot hash writable memoryview object") }
    if !view.item.isByte {
      return thread.raise(.valueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'")
    }
    let hash = BytesRef(thread.makeBytes(view.content())).hash
    a[0].pointer.setIntWord(9, hash)
    return .int(hash)
  },
  NativeDefinition("tobytes(self, /, order='C')") { thread, a in
    thread.view(a[0]).map { thread.content($0, order: a[1]) } ?? .error
  },
  NativeDefinition("tolist(self, /)") { thread, a in thread.view(a[0]).map { thread.viewList($0) } ?? .error },
  NativeDefinition("hex(self, /, *args)") { thread, a in
    guard let view = thread.view(a[0]) else { return .error }
    let bytes = thread.makeBytes(view.content())
    let method = thread.getAttribute(bytes, StringRef.intern("hex"))
    return method.isError ? .error : thread.call(method, tuple: TupleRef(a[1]))
  },
  NativeDefinition("cast(self, /, format, shape=None)") { thread, a in
    thread.view(a[0]).map { thread.cast($0, a[1], a[2]) } ?? .error
  },
  NativeDefinition("toreadonly(self, /)") { thread, a in
    thread.view(a[0]).map { $0.copy(thread, readOnly: true) } ?? .error
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
