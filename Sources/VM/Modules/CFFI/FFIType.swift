// `_cffi_backend.FFI`: the functions of the module with C types given by name; the Python half of ABI mode uses its
// `new_allocator`, modules made ahead are such objects with declarations (Declarations.swift has the words).
// Words of an allocator: 1 function that allocates or None  2 function that frees or None  3 whether memory is cleared
// 4 the FFI object whose types it makes.

import CRuntime

private enum AllocatorWord { static let allocate = 1, free = 2, clears = 3, interface = 4, count = 5 }

private func orNone(_ value: Value) -> Value { value.isUnbound ? .none : value }

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A type given by name or as itself (or, on request, the type of C data); nil with an exception pending.
  fileprivate func namedType(
    _ interface: Value, _ value: Value, acceptsType: Bool = true, acceptsData: Bool = false,
    acceptsFunction: Bool = false
  ) -> CTypeRef? {
    if value.isKind(.string) {
      return parseType(InterfaceRef(interface), StringRef(value), acceptsFunction: acceptsFunction)
    }
    if acceptsType && isCType(value) { return CTypeRef(value) }
    if acceptsData && isInterfaceData(value) { return CDataRef(value).type }
    let expected = ["string", acceptsType ? "ctype object" : "", acceptsData ? "cdata object" : ""]
    raise(
      .typeError,
      "expected a \(expected.filter { !$0.isEmpty }.joined(separator: " or ")), got '\(value.typeName)'")
    return nil
  }

  /// Follows fields and indices from a type; nil with an exception pending.
  fileprivate func path(_ type: CTypeRef, _ steps: Value, from first: Int = 0) -> (type: CTypeRef, offset: Int)? {
    var type = type
    var total = 0
    for index in first..<TupleRef(steps).count {
      guard let step = offset(in: type, TupleRef(steps)[index], following: index > first) else { return nil }
      type = step.type
      total &+= step.offset
    }
    return (type, total)
  }

  fileprivate func typeName(_ type: CTypeRef, _ given: Value) -> Value {
    var text = given.isUnbound ? "" : str(text: given)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    if text.first == "*" && type.isArray {
      text = "(\(text))"
    } else if let first = text.first, first != "[", first != "(" {
      text = " \(text)"
    }
    return StringRef.make(self, type.name(inserting: text))
  }

  fileprivate func address(_ value: Value, _ steps: Value) -> Value {
    guard let data = dataArgument(value, "addressof", 1) else { return .error }
    guard TupleRef(steps).count > 0 else {
      guard data.type.isAggregate || data.type.isArray else {
        return raise(.typeError, "expected a cdata struct/union/array object")
      }
      return makeCData(pointerType(to: data.type), bits: data.bits)
    }
    guard data.type.isAggregate || data.type.isArray || data.type.isPointer else {
      return raise(.typeError, "expected a cdata struct/union/array/pointer object")
    }
    guard let (type, offset) = path(data.type, steps) else { return .error }
    return makeCData(pointerType(to: type), bits: data.bits &+ UInt(bitPattern: offset))
  }

  /// The result of the first call of `function` for `tag`; other threads wait for it.
  fileprivate func once(_ interface: InterfaceRef, _ function: Value, _ tag: Value) -> Value {
    let cache = interface.onceResults
    var known = cache.get(self, tag)
    if known.isError { return .error }
    if known.isUnbound {
      let threads = importModule("_thread")
      if threads.isError { return .error }
      known = callMethod(threads, StringRef.intern("allocate_lock"))
      if known.isError || !cache.set(self, tag, known) { return .error }
    }
    if known.isKind(.tuple) { return TupleRef(known)[0] }
    if callMethod(known, StringRef.intern("acquire")).isError { return .error }
    let meanwhile = cache.get(self, tag)
    var result = meanwhile.isKind(.tuple) ? TupleRef(meanwhile)[0] : meanwhile
    if !meanwhile.isError && !meanwhile.isKind(.tuple) {
      result = call(function)
      if !result.isError { cache.set(self, tag, TupleRef.make(self, result)) }
    }
    let pending = takeException()
    _ = callMethod(known, StringRef.intern("release"))
    pointee.exception = pending
    return result
  }

  /// `callback(type)` without a function: something that takes it, as a decorator does.
  fileprivate func callbackMaker(_ type: CTypeRef, _ error: Value, _ onerror: Value) -> Value {
    let definition = NativeDefinition("callback(settings, python_callable, /)") { t, a in
      let settings = TupleRef(a[0])
      return t.makeCallback(CTypeRef(settings[0]), a[1], settings[1], settings[2])
    }
    let function = NativeRef.make(
      self, definition, owner: .unbound, module: StringRef.intern("_cffi_backend"))
    return BoundMethodRef.make(self, function, TupleRef.make(self, type.value, error, onerror))
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `def_extern(name)`: a decorator for functions that C code of the module calls. Modules without C code have none.
  fileprivate func externMaker(_ name: Value) -> Value {
    let definition = NativeDefinition("def_extern_decorator(name, function, /)") { t, a in
      let name = a[0].isNone ? t.getAttribute(a[1], vm.pointee.names.name) : a[0]
      if name.isError { return .error }
      return t.raise(
        foreignTypes.error,
        "ffi.def_extern('\(t.str(text: name))'): no 'extern \"Python\"' function with this name")
    }
    return BoundMethodRef.make(
      self, NativeRef.make(self, definition, owner: .unbound, module: StringRef.intern("_cffi_backend")), name)
  }
}

private let allocatorDefinition = TypeDefinition(
  name: "FFIAllocator", words: AllocatorWord.count, flags: TypeFlags.final | TypeFlags.notInstantiable,
  module: "_cffi_backend",
  methods: [
    NativeDefinition("__call__(self, cdecl, init=None)") { t, a in
      let object = a[0].pointer
      let allocator = ForeignAllocator(
        allocate: object.word(AllocatorWord.allocate), free: object.word(AllocatorWord.free),
        clears: object.word(AllocatorWord.clears).isTrue)
      guard let type = t.namedType(object.word(AllocatorWord.interface), a[1]) else { return .error }
      return t.newData(type, orNone(a[2]), allocator)
    }
  ])

private let interfaceTypeMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in
    InterfaceRef.make(t, TypeRef(a[0])).value
  },
  NativeDefinition(
    """
    __init__(self, module_name=None, _version=None, _types=None, _globals=None, _struct_unions=None, _enums=None, \
    _typenames=None, _includes=None)
    """
  ) { t, a in t.initializeInterface(InterfaceRef(a[0]), a) },
  NativeDefinition("typeof(self, cdecl, /)") { t, a in
    t.namedType(a[0], a[1], acceptsType: false, acceptsData: true)?.value ?? .error
  },
  NativeDefinition("sizeof(self, cdecl, /)") { t, a in
    if isInterfaceData(a[1]) { return t.sizeOf(a[1]) }
    guard let type = t.namedType(a[0], a[1], acceptsData: true) else { return .error }
    return type.size < 0
      ? t.raise(foreignTypes.error, "don't know the size of ctype '\(type.nameText)'") : t.makeInt(type.size)
  },
  NativeDefinition("alignof(self, cdecl, /)") { t, a in
    guard let type = t.namedType(a[0], a[1], acceptsData: true) else { return .error }
    return t.alignment(of: type).map { .int($0) } ?? .error
  },
  NativeDefinition("offsetof(self, cdecl, /, *fields_or_indexes)") { t, a in
    if TupleRef(a[2]).count == 0 { return t.raise(.typeError, "offsetof() expects at least 2 arguments") }
    guard let type = t.namedType(a[0], a[1]) else { return .error }
    return t.path(type, a[2]).map { t.makeInt($0.offset) } ?? .error
  },
  NativeDefinition("getctype(self, cdecl, replace_with='')") { t, a in
    t.namedType(a[0], a[1]).map { t.typeName($0, a[2]) } ?? .error
  },
]

private let interfaceDataMethods: [NativeDefinition] = [
  NativeDefinition("new(self, cdecl, init=None)") { t, a in
    t.namedType(a[0], a[1]).map { t.newData($0, orNone(a[2])) } ?? .error
  },
  NativeDefinition("cast(self, cdecl, source, /)") { t, a in
    t.namedType(a[0], a[1]).map { t.castData($0, a[2]) } ?? .error
  },
  NativeDefinition("string(self, cdata, maxlen=-1)") { t, a in
    guard let data = t.dataArgument(a[1], "string", 1), let limit = a[2].isUnbound ? -1 : t.index(a[2]) else {
      return .error
    }
    return t.stringOfData(data, limit: limit)
  },
  NativeDefinition("unpack(self, cdata, length)") { t, a in
    guard let data = t.dataArgument(a[1], "unpack", 1), let length = t.index(a[2]) else { return .error }
    return t.unpackData(data, length)
  },
  NativeDefinition("from_buffer(self, cdecl, python_buffer=None, require_writable=False)") { t, a in
    guard let writable = t.flag(a[3]) else { return .error }
    if a[2].isUnbound {
      guard let type = t.parseType(InterfaceRef(a[0]), StringRef(StringRef.intern("char[]"))) else { return .error }
      return t.dataFromBuffer(type, a[1], writable: writable)
    }
    return t.namedType(a[0], a[1]).map { t.dataFromBuffer($0, a[2], writable: writable) } ?? .error
  },
  NativeDefinition("memmove(self, dest, src, n)") { t, a in
    t.index(a[3]).map { t.moveMemory(a[1], a[2], $0) } ?? .error
  },
  NativeDefinition("addressof(self, cdata, /, *fields_or_indexes)") { t, a in
    isDeclaredLibrary(a[1]) ? t.addressOfGlobal(a[1], a[2]) : t.address(a[1], a[2])
  },
  NativeDefinition("callback(self, cdecl, python_callable=None, error=None, onerror=None)") { t, a in
    guard let type = t.namedType(a[0], a[1], acceptsFunction: true) else { return .error }
    let (error, onerror) = (orNone(a[3]), orNone(a[4]))
    if orNone(a[2]).isNone { return t.callbackMaker(type, error, onerror) }
    return t.makeCallback(type, a[2], error, onerror)
  },
  NativeDefinition("gc(self, cdata, destructor, size=0)") { t, a in
    t.dataArgument(a[1], "gc", 1).map { t.makeCollected($0, a[2]) } ?? .error
  },
  NativeDefinition("release(self, cdata, /)") { t, a in
    isInterfaceData(a[1]) ? t.release(CDataRef(a[1])) : t.raise(.typeError, "expected a 'cdata' object")
  },
  NativeDefinition("new_handle(self, object, /)") { t, a in
    t.makeHandle(t.pointerType(to: t.voidType()), a[1])
  },
  NativeDefinition("from_handle(self, handle, /)") { t, a in t.objectOfHandle(a[1]) },
  NativeDefinition("init_once(self, func, tag)") { t, a in t.once(InterfaceRef(a[0]), a[1], a[2]) },
  NativeDefinition("new_allocator(self, alloc=None, free=None, should_clear_after_alloc=True)") { t, a in
    guard let clears = t.flag(a[3], default: true) else { return .error }
    if orNone(a[1]).isNone && !orNone(a[2]).isNone {
      return t.raise(.typeError, "cannot pass 'free' without 'alloc'")
    }
    let object = t.allocateInstance(TypeRef(foreignTypes.allocator)).pointer
    object.setWord(AllocatorWord.allocate, orNone(a[1]))
    object.setWord(AllocatorWord.free, orNone(a[2]))
    object.setWord(AllocatorWord.clears, .bool(clears))
    object.setWord(AllocatorWord.interface, a[0])
    return .object(object)
  },
]

private let interfaceLibraryMethods: [NativeDefinition] = [
  NativeDefinition("dlopen(self, name=None, flags=0, /)") { t, a in
    guard let flags = a[2].isUnbound ? 0 : t.index(a[2]) else { return .error }
    return t.openDeclaredLibrary(a[0], orNone(a[1]), flags: flags)
  },
  NativeDefinition("dlclose(self, library, /)") { t, a in t.closeDeclaredLibrary(a[1]) },
  NativeDefinition("integer_const(self, name)") { t, a in
    guard a[1].isKind(.string) else {
      return t.raise(.typeError, "argument 1 must be str, not \(a[1].typeName)")
    }
    let value = t.declaredConstant(InterfaceRef(a[0]), StringRef.intern(a[1]))
    return value.isBound
      ? value : t.raise(.attributeError, "integer constant '\(StringRef(a[1]).text)' not found")
  },
  NativeDefinition("list_types(self, /)") { t, a in t.declaredNames(InterfaceRef(a[0])) },
  NativeDefinition("def_extern(self, name=None, error=None, onerror=None)") { t, a in t.externMaker(orNone(a[1])) },
]

private let errnoAttribute = GetSetDefinition(
  "errno", { t, _ in .int(Int(t.pointee.foreignError)) }, { t, _, value in t.setErrno(value) })

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineInterfaceTypes(_ module: ModuleRef) {
    foreignTypes.allocator = vm.pointee.immortal(define(allocatorDefinition))
    foreignTypes.interface = vm.pointee.immortal(
      define(
        TypeDefinition(
          name: "FFI", words: InterfaceRef.words, module: "_cffi_backend",
          methods: interfaceTypeMethods + interfaceDataMethods + interfaceLibraryMethods, attributes: [errnoAttribute]))
    )
    module.set("FFI", foreignTypes.interface)
    let dict = TypeRef(foreignTypes.interface).dict
    let null = makeCData(pointerType(to: voidType()), bits: 0)
    for (name, value) in [
      ("error", foreignTypes.error), ("CData", foreignTypes.data), ("CType", foreignTypes.type),
      ("buffer", foreignTypes.buffer), ("NULL", null),
    ] as [(StaticString, Value)] {
      dict.set(name: StringRef.intern(name), value)
    }
    for (name, value) in foreignLibraryFlags { dict.set(name: StringRef.intern(name), .int(value)) }
    TypeRef(foreignTypes.interface).typeModified()
    let definition = TypeDefinition(
      name: "__FFIGlobSupport", words: 1, flags: TypeFlags.final | TypeFlags.notInstantiable, module: "_cffi_backend")
    module.set(definition.name, define(definition))
  }
}
