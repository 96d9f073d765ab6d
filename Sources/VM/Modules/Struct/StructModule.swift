// The module `_struct`: packing Python values into bytes. (`struct` of the library imports everything from it.)
//
// Words of a Struct: 1 format (str), 2 size, 3 number of values, 4 fields (a rawArray of StructField), 5 their number.

import CRuntime
import Glibc

nonisolated(unsafe) private var structError = Value.unbound
nonisolated(unsafe) private var structType = Value.unbound
nonisolated(unsafe) private var structIteratorType = Value.unbound
/// Formats that functions of the module have met: format → Struct.
nonisolated(unsafe) private var knownStructs = Value.unbound
private let knownStructsLimit = 100
/// The format asked for last, as an object, and its Struct; both are in `knownStructs`.
nonisolated(unsafe) private var lastFormat = Value.unbound
nonisolated(unsafe) private var lastStruct = Value.unbound

private struct StructRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 6

  var size: Int { pointer.intWord(2) }
  var values: Int { pointer.intWord(3) }
  var fields: UnsafeMutablePointer<StructField> {
    (pointer.word(4).pointer + 16).assumingMemoryBound(to: StructField.self)
  }
  var fieldCount: Int { pointer.intWord(5) }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Raises `struct.error`; false.
  @inline(never) func failStruct(_ message: String) -> Bool {
    let exception = call(structError, StringRef.make(self, message))
    if !exception.isError { raise(exception: exception) }
    return false
  }

  // MARK: Formats

  /// Reads a format into a Struct; false with an exception pending.
  fileprivate func prepare(_ object: Raw, _ format: Value) -> Bool {
    var text = format
    if let view = format.isKind(.bytes) ? byteView(format) : nil {
      text = makeLatin(view)
    } else if !format.isKind(.string) {
      raise(.typeError, "Struct() argument 1 must be a str or bytes object, not \(format.typeName)")
      return false
    } else if !StringRef(format).isAscii {
      return !encode(StringRef(format), encoding: "ascii", errors: "strict").isError
    }
    do {
      let layout = try StructLayout(StringRef(text))
      let storage = makeRawArray(self, bytes: max(1, layout.fields.count) * MemoryLayout<StructField>.stride)
      let fields = (storage + 16).bindMemory(to: StructField.self, capacity: layout.fields.count)
      for (index, field) in layout.fields.enumerated() { (fields + index).initialize(to: field) }
      object.setWord(1, text)
      object.setIntWord(2, layout.size)
      object.setIntWord(3, layout.values)
      object.setWord(4, .object(storage))
      object.setIntWord(5, layout.fields.count)
      return true
    } catch {
      return failStruct(error.message)
    }
  }

  /// The Struct for a format given to a function of the module.
  fileprivate func layout(of format: Value) -> StructRef? {
    if format == lastFormat { return StructRef(lastStruct) }
    let isText = format.isKind(.string) || format.isKind(.bytes)
    let known = isText ? DictRef(knownStructs).get(self, format) : .unbound
    if known.isObject { return StructRef(known) }
    let made = allocateInstance(TypeRef(structType))
    guard prepare(made.pointer, format) else { return nil }
    if DictRef(knownStructs).count >= knownStructsLimit { forgetStructs() }
    DictRef(knownStructs).set(self, format, made)
    (lastFormat, lastStruct) = (format, made)
    return StructRef(made)
  }

  fileprivate func forgetStructs() {
    DictRef(knownStructs).removeAll()
    (lastFormat, lastStruct) = (.unbound, .unbound)
  }

  // MARK: Packing

  /// Packs `count` values, which the caller keeps reachable.
  fileprivate func pack(_ layout: StructRef, _ values: UnsafePointer<Value>, _ count: Int) -> Value {
    guard checkCount(layout, count, "pack") else { return .error }
    if !hasRoom(bytes: layout.size) { return .error }
    let result = BytesRef.allocate(self, count: layout.size)
    return fill(layout, values, result.bytes) ? result.value : .error
  }

  private func checkCount(_ layout: StructRef, _ count: Int, _ name: String) -> Bool {
    count == layout.values || failStruct("\(name) expected \(layout.values) items for packing (got \(count))")
  }

  private func fill(
    _ layout: StructRef, _ values: UnsafePointer<Value>, _ target: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    memset(target, 0, layout.size)
    let fields = layout.fields
    var next = 0
    for number in 0..<layout.fieldCount {
      let count = fields[number].values
      var index = 0
      while index < count {
        let value = values[next]
        if !packQuickly(fields + number, index, value, target) && !pack(fields[number], index, value, target) {
          return false
        }
        index &+= 1
        next &+= 1
      }
    }
    return true
  }

  /// The offset of a layout in a buffer of `count` bytes, negative ones counted from its end; nil, with an exception
  /// pending, when it does not fit there.
  private func place(
    _ layout: StructRef, _ offset: Int, in count: Int, tooLittle: String, _ name: String, _ doing: String
  ) -> Int? {
    if offset < 0 && offset + layout.size > 0 {
      _ = failStruct("\(tooLittle) \(layout.size) bytes at offset \(offset)")
      return nil
    }
    if offset < 0 && offset + count < 0 {
      _ = failStruct("offset \(offset) out of range for \(count)-byte buffer")
      return nil
    }
    let start = offset < 0 ? offset + count : offset
    if count - start < layout.size {
      _ = failStruct(
        "\(name) requires a buffer of at least \(UInt(layout.size) + UInt(start)) bytes for \(doing) \(layout.size) bytes at "
          + "offset \(start) (actual buffer size is \(count))")
      return nil
    }
    return start
  }

  /// `pack_into(buffer, offset, values…)`, all in `arguments` from `first` on.
  fileprivate func packInto(_ layout: StructRef, _ arguments: TupleRef, _ first: Int) -> Value {
    let given = arguments.count - first
    if given < 2 {
      _ = failStruct("pack_into expected \(given == 0 ? "buffer" : "offset") argument")
      return .error
    }
    guard checkCount(layout, given - 2, "pack_into") else { return .error }
    let buffer = arguments[first]
    guard byteView(buffer) != nil, !buffer.isKind(.bytes), !isMemoryView(buffer) || !MemoryViewRef(buffer).isReadOnly
    else { return raise(.typeError, "argument must be read-write bytes-like object, not \(buffer.typeName)") }
    guard let wanted = index(arguments[first + 1]), let view = byteView(buffer),
      let offset = place(layout, wanted, in: view.count, tooLittle: "no space to pack", "pack_into", "packing")
    else { return .error }
    if layout.size == 0 { return .none }
    // Values may run Python code, which may change the buffer: they are packed apart and copied when all went well.
    let packed = pack(layout, arguments.items + first + 2, given - 2)
    withExtendedLifetime(arguments) {}
    guard packed.isKind(.bytes), let view = byteView(buffer), view.count - offset >= layout.size else { return .error }
    memcpy(UnsafeMutableRawPointer(mutating: view.baseAddress!) + offset, BytesRef(packed).bytes, layout.size)
    return .none
  }

  // MARK: Unpacking

  fileprivate func unpackAll(_ layout: StructRef, _ source: UnsafePointer<UInt8>) -> Value {
    let result = TupleRef.allocate(self, count: layout.values)
    let items = result.items
    let fields = layout.fields
    var next = 0
    for number in 0..<layout.fieldCount {
      let count = fields[number].values
      var index = 0
      while index < count {
        items[next] = unpack(fields + number, index, source)
        index &+= 1
        next &+= 1
      }
    }
    return result.value
  }

  private func source(_ value: Value) -> UnsafeBufferPointer<UInt8>? {
    if let view = byteView(value) { return view }
    raise(.typeError, "a bytes-like object is required, not '\(value.typeName)'")
    return nil
  }

  fileprivate func unpack(_ layout: StructRef, _ buffer: Value) -> Value {
    guard let view = source(buffer) else { return .error }
    guard view.count == layout.size else {
      _ = failStruct("unpack requires a buffer of \(layout.size) bytes")
      return .error
    }
    return withSource(view) { unpackAll(layout, $0) }
  }

  /// An empty buffer may have no address.
  private func withSource(_ view: UnsafeBufferPointer<UInt8>, _ body: (UnsafePointer<UInt8>) -> Value) -> Value {
    if let base = view.baseAddress { return body(base) }
    return body(UnsafePointer(BytesRef(vm.pointee.emptyBytes).bytes))
  }

  fileprivate func unpackFrom(_ layout: StructRef, _ buffer: Value, _ given: Value) -> Value {
    guard let view = source(buffer), let given = given.isUnbound ? 0 : index(given),
      let offset = place(
        layout, given, in: view.count, tooLittle: "not enough data to unpack", "unpack_from", "unpacking")
    else { return .error }
    return withSource(view) { unpackAll(layout, $0 + offset) }
  }

  /// Words of the iterator: 2 Struct, 3 buffer, 4 offset.
  fileprivate func iterate(_ layout: StructRef, _ buffer: Value) -> Value {
    guard let view = source(buffer) else { return .error }
    if layout.size == 0 {
      _ = failStruct("cannot iteratively unpack with a struct of length 0")
      return .error
    }
    if view.count % layout.size != 0 {
      _ = failStruct("iterative unpacking requires a buffer of a multiple of \(layout.size) bytes")
      return .error
    }
    let iterator = makeNativeIterator(self, structIteratorType, words: 5) { t, iterator in
      let p = iterator.pointer
      let layout = StructRef(p.word(2))
      let offset = p.intWord(4)
      guard let view = byteView(p.word(3)), offset + layout.size <= view.count, let base = view.baseAddress else {
        return .unbound
      }
      p.setIntWord(4, offset + layout.size)
      return t.unpackAll(layout, base + offset)
    }
    iterator.setWord(2, layout.value)
    iterator.setWord(3, buffer)
    iterator.setIntWord(4, 0)
    return .object(iterator)
  }
}

// MARK: The module

private let structMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in
    let made = t.allocateInstance(TypeRef(a[0]))
    return t.prepare(made.pointer, vm.pointee.emptyString) ? made : .error
  },
  NativeDefinition("__init__(self, format)") { t, a in t.prepare(a[0].pointer, a[1]) ? .none : .error },
  NativeDefinition("pack(self, ...)") { t, a in
    let (count, names) = t.rawArguments
    if names.isBound { return t.raise(.typeError, "Struct.pack() takes no keyword arguments") }
    return t.pack(StructRef(a[0]), a + 1, count - 1)
  },
  NativeDefinition("pack_into(self, /, *args)") { t, a in t.packInto(StructRef(a[0]), TupleRef(a[1]), 0) },
  NativeDefinition("unpack(self, buffer, /)") { t, a in t.unpack(StructRef(a[0]), a[1]) },
  NativeDefinition("unpack_from(self, /, buffer, offset=0)") { t, a in t.unpackFrom(StructRef(a[0]), a[1], a[2]) },
  NativeDefinition("iter_unpack(self, buffer, /)") { t, a in t.iterate(StructRef(a[0]), a[1]) },
]

private let structFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "calcsize(format, /)") { t, a in t.layout(of: a[0]).map { .int($0.size) } ?? .error },
  NativeDefinition(.function, "pack(...)") { t, a in
    let (count, names) = t.rawArguments
    if names.isBound { return t.raise(.typeError, "_struct.pack() takes no keyword arguments") }
    if count == 0 { return t.raise(.typeError, "missing format argument") }
    guard let layout = t.layout(of: a[0]) else { return .error }
    return t.pack(layout, a + 1, count - 1)
  },
  NativeDefinition(.function, "pack_into(*args)") { t, a in
    let all = TupleRef(a[0])
    if all.count == 0 { return t.raise(.typeError, "missing format argument") }
    guard let layout = t.layout(of: all[0]) else { return .error }
    return t.packInto(layout, all, 1)
  },
  NativeDefinition(.function, "unpack(format, buffer, /)") { t, a in
    t.layout(of: a[0]).map { t.unpack($0, a[1]) } ?? .error
  },
  NativeDefinition(.function, "unpack_from(format, /, buffer, offset=0)") { t, a in
    t.layout(of: a[0]).map { t.unpackFrom($0, a[1], a[2]) } ?? .error
  },
  NativeDefinition(.function, "iter_unpack(format, buffer, /)") { t, a in
    t.layout(of: a[0]).map { t.iterate($0, a[1]) } ?? .error
  },
  NativeDefinition(.function, "_clearcache()") { t, _ in
    t.forgetStructs()
    return .none
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineStructModule() {
    let module = defineModule(
      "_struct", doc: "Functions to convert between Python values and C structs.", structFunctions)
    let members = DictRef.make(self)
    members.set(name: vm.pointee.names.module, StringRef.intern("struct"))
    // Once: a module imported anew raises what its first copy catches.
    if structError.isUnbound {
      structError = vm.pointee.immortal(
        makeClass(
          metatype: vm.pointee.types.type, name: StringRef.intern("error"),
          bases: TupleRef.make(self, ExceptionType.exception.type), namespace: members, keywords: .unbound))
    }
    module.namespace.set(name: StringRef.intern("error"), structError)
    structType = define(
      TypeDefinition(
        name: "Struct", words: StructRef.words, module: "_struct", methods: structMethods,
        attributes: [
          GetSetDefinition("format", { _, s in s.pointer.word(1) }),
          GetSetDefinition("size", { _, s in s.pointer.word(2) }),
        ], doc: "Struct(fmt) --> compiled struct object"))
    module.namespace.set(name: StringRef.intern("Struct"), structType)
    structIteratorType = defineIterator(
      "unpack_iterator", words: 5, module: "_struct",
      [
        NativeDefinition("__length_hint__(self, /)") { _, a in
          let (layout, view) = (StructRef(a[0].pointer.word(2)), byteView(a[0].pointer.word(3)))
          return .int(((view?.count ?? 0) - a[0].pointer.intWord(4)) / layout.size)
        }
      ])
    knownStructs = vm.pointee.immortal(DictRef.make(self).value)
  }
}
