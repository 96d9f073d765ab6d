// The module `_ctypes`: its functions and constants. The package `ctypes` of the library stands on it unchanged.

import CRuntime
import Glibc

private let constants: [(StaticString, Int)] = [
  ("FUNCFLAG_HRESULT", FunctionFlags.hresult), ("FUNCFLAG_STDCALL", FunctionFlags.standardCall),
  ("FUNCFLAG_CDECL", FunctionFlags.cdecl), ("FUNCFLAG_USE_ERRNO", FunctionFlags.useErrno),
  ("FUNCFLAG_USE_LASTERROR", FunctionFlags.useLastError), ("FUNCFLAG_PYTHONAPI", FunctionFlags.pythonAPI),
  ("RTLD_LOCAL", Int(RTLD_LOCAL)), ("RTLD_GLOBAL", Int(RTLD_GLOBAL)), ("CTYPES_MAX_ARGCOUNT", 1024),
]

private let functions: [NativeDefinition] = [
  NativeDefinition(.function, "sizeof(type, /)") { t, a in
    if let layout = describedType(a[0]) { return .int(layout.size) }
    return isCTypesObject(a[0]) ? .int(CData(a[0]).size) : t.raise(.typeError, "this type has no size")
  },
  NativeDefinition(.function, "alignment(type, /)") { t, a in
    let layout = describedType(a[0]) ?? (isCTypesObject(a[0]) ? CData(a[0]).layout : nil)
    guard let layout else { return t.raise(.typeError, "no alignment info") }
    return .int(layout.alignment)
  },
  NativeDefinition(.function, "addressof(object, /)") { t, a in
    guard isCTypesObject(a[0]) else { return t.raise(.typeError, "invalid type") }
    return t.makeInt(UInt(bitPattern: CData(a[0]).address))
  },
  NativeDefinition(.function, "byref(object, offset=0, /)") { t, a in t.reference(a[0], offset: a[1]) },
  NativeDefinition(.function, "resize(object, size, /)") { t, a in t.resize(a[0], a[1]) },
  NativeDefinition(.function, "POINTER(type, /)") { t, a in t.pointerType(to: a[0]) },
  NativeDefinition(.function, "pointer(object, /)") { t, a in
    let type = t.pointerType(to: a[0].type.value)
    return type.isError ? .error : t.call(type, a[0])
  },
  NativeDefinition(.function, "get_errno()") { t, _ in .int(Int(ForeignErrno.value(t))) },
  NativeDefinition(.function, "set_errno(value, /)") { t, a in
    guard let number = t.cInt(a[0]) else { return .error }
    return .int(Int(ForeignErrno.set(t, number)))
  },
  NativeDefinition(.function, "_unpickle(type, state, /)") { t, a in
    let object = t.callMethod(a[0], Special.new.name, a[0])
    if object.isError { return .error }
    guard a[1].isKind(.tuple), TupleRef(a[1]).count == 2 else {
      return t.raise(.typeError, "_unpickle() argument 2 must be tuple, not \(a[1].typeName)")
    }
    let result = t.callMethod(object, Special.setstate.name, TupleRef(a[1])[0], TupleRef(a[1])[1])
    return result.isError ? .error : object
  },
  NativeDefinition(.function, "buffer_info(object, /)") { t, a in
    guard let layout = describedType(a[0]) ?? (isCTypesObject(a[0]) ? CData(a[0]).layout : nil) else {
      return t.raise(.typeError, "not a ctypes type or object")
    }
    let shape = layout.word(CLayout.Word.shape)
    let dimensions = shape.isKind(.tuple) ? TupleRef(shape).count : 0
    return TupleRef.make(
      t, StringRef.make(t, layout.format), .int(dimensions), shape.isKind(.tuple) ? shape : vm.pointee.emptyTuple)
  },
  NativeDefinition(.function, "call_function(address, arguments, /)") { t, a in t.callAddress(a[0], a[1], flags: 0) },
  NativeDefinition(.function, "call_cdeclfunction(address, arguments, /)") { t, a in
    t.callAddress(a[0], a[1], flags: FunctionFlags.cdecl)
  },
  NativeDefinition(.function, "PyObj_FromPtr(address, /)") { t, a in
    guard let word = t.lowBits(a[0]) else { return .error }
    let object = ObjectWord.decode(word)
    return object.isUnbound ? t.raise(.valueError, "PyObject is NULL") : object
  },
  NativeDefinition(.function, "Py_INCREF(object, /)") { _, a in a[0] },
  NativeDefinition(.function, "Py_DECREF(object, /)") { _, a in a[0] },
  NativeDefinition(.function, "dlopen(name, flag=2, /)") { t, a in
    guard let flags = a[1].isUnbound ? Int32(RTLD_NOW) : t.cInt(a[1]) else { return .error }
    var handle: Raw?
    if a[0].isNone {
      handle = ForeignLibrary.open(t, nil, flags: flags)
    } else {
      guard let path = t.path(a[0]), let opened = t.withPath(path, { ForeignLibrary.open(t, $0, flags: flags) }) else {
        return .error
      }
      handle = opened
    }
    guard let handle else { return t.raise(.osError, ForeignLibrary.lastError) }
    return t.makeInt(UInt(bitPattern: handle))
  },
  NativeDefinition(.function, "dlclose(handle, /)") { t, a in
    guard let bits = t.lowBits(a[0]), let handle = Raw(bitPattern: bits) else {
      return t.pointee.exception.isBound ? .error : t.raise(.osError, "invalid handle")
    }
    return ForeignLibrary.close(handle) ? .none : t.raise(.osError, ForeignLibrary.lastError)
  },
  NativeDefinition(.function, "dlsym(handle, name, /)") { t, a in
    guard let bits = t.lowBits(a[0]) else { return .error }
    guard a[1].isKind(.string) else {
      return t.raise(.typeError, "dlsym() argument 2 must be str, not \(a[1].typeName)")
    }
    guard let handle = Raw(bitPattern: bits),
      let place = StringRef(a[1]).text.withCString({ ForeignLibrary.symbol(handle, $0) })
    else { return t.raise(.osError, ForeignLibrary.lastError) }
    return t.makeInt(UInt(bitPattern: place))
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  fileprivate func resize(_ object: Value, _ given: Value) -> Value {
    guard isCTypesObject(object) else { return raise(.typeError, "excepted ctypes instance") }
    guard let size = index(given) else { return .error }
    let data = CData(object)
    if size < data.layout.size { return raise(.valueError, "minimum size is \(data.layout.size)") }
    guard data.ownsMemory else {
      return raise(.valueError, "Memory cannot be resized because this object doesn't own it")
    }
    if size > data.size {
      if !hasRoom(bytes: size) { return .error }
      let memory = makeRawArray(self, bytes: size)
      memset(memory + 16, 0, size)
      memcpy(memory + 16, data.memory, data.size)
      data.setMemory(memory + 16, owner: .object(memory))
    }
    data.pointer.setIntWord(CData.Word.size, size)
    return .none
  }

  /// A call of whatever lies at an address, with nothing known of its types.
  fileprivate func callAddress(_ address: Value, _ arguments: Value, flags: Int) -> Value {
    guard arguments.isKind(.tuple) else {
      return raise(.typeError, "call_function() argument 2 must be tuple, not \(arguments.typeName)")
    }
    if unwrapInteger(address).isUnbound {
      return raise(.typeError, "an integer is required (got type \(address.typeName))")
    }
    let members = DictRef.make(self)
    members.set(name: StringRef.intern("_flags_"), .int(flags))
    let type = call(
      ctypesTypes.functionMeta, StringRef.make(self, "CFunctionType"), TupleRef.make(self, ctypesTypes.function),
      members.value)
    if type.isError { return .error }
    let function = call(type, address)
    return function.isError ? .error : call(function, tuple: TupleRef(arguments))
  }
}

func defineCTypesModule(_ thread: Thread) {
  thread.defineDataType()
  thread.defineArgumentType()
  thread.defineFieldType()
  thread.defineThunkType()
  thread.defineSimpleType()
  thread.definePointerType()
  thread.defineArrayType()
  thread.defineStructureTypes()
  thread.defineFunctionType()
  ctypesTypes.arrayGet = TypeRef(ctypesTypes.array).special(.getitem)
  ctypesTypes.arraySet = TypeRef(ctypesTypes.array).special(.setitem)
  ctypesTypes.pointerGet = TypeRef(ctypesTypes.pointer).special(.getitem)
  ctypesTypes.pointerSet = TypeRef(ctypesTypes.pointer).special(.setitem)
  ctypesTypes.simpleNew = TypeRef(ctypesTypes.simple).special(.new)
  ctypesTypes.simpleInit = TypeRef(ctypesTypes.simple).special(.`init`)
  ctypesTypes.structureNew = TypeRef(ctypesTypes.structure).special(.new)
  ctypesTypes.structureInit = TypeRef(ctypesTypes.structure).special(.`init`)
  ctypesTypes.unionNew = TypeRef(ctypesTypes.union).special(.new)
  ctypesTypes.unionInit = TypeRef(ctypesTypes.union).special(.`init`)
  ctypesTypes.pointerNew = TypeRef(ctypesTypes.pointer).special(.new)
  ctypesTypes.pointerInit = TypeRef(ctypesTypes.pointer).special(.`init`)
  ctypesTypes.functionCall = TypeRef(ctypesTypes.function).special(.call)
  ctypesTypes.argumentError = thread.makeExceptionType("ArgumentError", module: "ctypes")
  let module = thread.defineModule(
    "_ctypes", doc: "Create and manipulate C compatible data types in Python.", functions)
  module.set(constants)
  module.set("__version__", StringRef.intern("1.1.0"))
  module.set("_pointer_type_cache", ctypesTypes.pointerTypes)
  module.set("ArgumentError", ctypesTypes.argumentError)
  let types: [(StaticString, Value)] = [
    ("_SimpleCData", ctypesTypes.simple), ("_Pointer", ctypesTypes.pointer), ("Array", ctypesTypes.array),
    ("Structure", ctypesTypes.structure), ("Union", ctypesTypes.union), ("CFuncPtr", ctypesTypes.function),
  ]
  for (name, type) in types { module.set(name, type) }
  for (name, address) in ownAddresses { module.set(name, thread.makeInt(address)) }
}
