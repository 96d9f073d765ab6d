// The module `_cffi_backend`: what the package `cffi` (its Python half, loaded unchanged) is built on.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// An argument that must be a C type; nil with TypeError pending.
  func typeArgument(_ value: Value, _ function: StaticString, _ position: Int) -> CTypeRef? {
    if isCType(value) { return CTypeRef(value) }
    raise(
      .typeError, "\(function)() argument \(position) must be _cffi_backend.CType, not \(value.typeName)")
    return nil
  }

  /// An argument that must be C data; nil with TypeError pending.
  func dataArgument(_ value: Value, _ function: StaticString, _ position: Int) -> CDataRef? {
    if isInterfaceData(value) { return CDataRef(value) }
    raise(
      .typeError, "\(function)() argument \(position) must be _cffi_backend._CDataBase, not \(value.typeName)")
    return nil
  }

  fileprivate func textArgument(_ value: Value, _ function: StaticString, _ position: Int) -> StringRef? {
    if value.isKind(.string) { return StringRef(value) }
    raise(.typeError, "\(function)() argument \(position) must be str, not \(value.typeName)")
    return nil
  }

  fileprivate func optional(_ value: Value, default standard: Int) -> Int? {
    value.isUnbound ? standard : index(value)
  }

  // MARK: Types

  fileprivate func newPrimitive(_ name: Value) -> Value {
    guard let name = textArgument(name, "new_primitive_type", 1) else { return .error }
    return primitiveType(name.value)
  }

  fileprivate func newArray(_ type: Value, _ length: Value) -> Value {
    guard let type = typeArgument(type, "new_array_type", 1) else { return .error }
    if length.isNone { return arrayType(type, length: -1) }
    let number = toIndex(length)
    if number.isError { return .error }
    guard let count = sizeArgument(number) else { return .error }
    return count < 0 ? raise(.valueError, "negative array length") : arrayType(type, length: count)
  }

  fileprivate func newFunction(_ a: Arguments) -> Value {
    guard a[0].isKind(.tuple) else {
      return raise(.typeError, "new_function_type() argument 1 must be tuple, not \(a[0].typeName)")
    }
    guard let result = typeArgument(a[1], "new_function_type", 2), let isVariadic = flag(a[2]),
      let abi = optional(a[3], default: 2)
    else { return .error }
    return functionType(a[0], result, isVariadic: isVariadic, abi: abi)
  }

  fileprivate func newEnum(_ a: Arguments) -> Value {
    guard let name = textArgument(a[0], "new_enum_type", 1) else { return .error }
    for position in 1...2 where !a[position].isKind(.tuple) {
      return raise(
        .typeError, "new_enum_type() argument \(position + 1) must be tuple, not \(a[position].typeName)")
    }
    guard let base = typeArgument(a[3], "new_enum_type", 4) else { return .error }
    return enumType(name.value, a[1], a[2], base)
  }

  fileprivate func complete(_ a: Arguments) -> Value {
    guard let type = typeArgument(a[0], "complete_struct_or_union", 1) else { return .error }
    guard a[1].isKind(.list) else {
      return raise(.typeError, "complete_struct_or_union() argument 2 must be list, not \(a[1].typeName)")
    }
    guard let size = optional(a[3], default: -1), let alignment = optional(a[4], default: -1),
      let flags = optional(a[5], default: 0), let packing = optional(a[6], default: 0)
    else { return .error }
    return completeAggregate(
      type, ListRef(a[1]), size: size, alignment: alignment, flags: flags, packing: packing)
  }

  // MARK: Sizes and offsets

  func sizeOf(_ value: Value) -> Value {
    if isInterfaceData(value) {
      let data = CDataRef(value)
      if data.type.isArray { return makeInt(data.count * data.type.item.size) }
      let size = data.type.isAggregate ? openStructureBytes(data) : -1
      return makeInt(size < 0 ? data.type.size : size)
    }
    guard isCType(value) else { return raise(.typeError, "expected a 'cdata' or 'ctype' object") }
    let type = CTypeRef(value)
    return type.size < 0
      ? raise(.valueError, "ctype '\(type.nameText)' is of unknown size") : makeInt(type.size)
  }

  fileprivate func alignOf(_ value: Value) -> Value {
    guard isCType(value) else { return raise(.typeError, "expected a 'ctype' object") }
    return alignment(of: CTypeRef(value)).map { .int($0) } ?? .error
  }

  /// Type and offset of a field or item; nil with an exception pending.
  func offset(in type: CTypeRef, _ key: Value, following: Bool) -> (type: CTypeRef, offset: Int)? {
    func fail(_ type: ExceptionType, _ message: String) -> (type: CTypeRef, offset: Int)? {
      raise(type, message)
      return nil
    }
    if key.isKind(.string) {
      let owner = !following && type.isPointer ? type.item : type
      guard owner.isAggregate else {
        return fail(.typeError, "with a field name argument, expected a struct or union ctype")
      }
      if !owner.isComplete { return fail(.typeError, "struct/union is opaque") }
      let field = owner.fields.get(self, key)
      if field.isError { return nil }
      if field.isUnbound {
        raiseKeyError(key)
        return nil
      }
      if CFieldRef(field).bitPosition >= 0 { return fail(.typeError, "not supported for bitfields") }
      return (CFieldRef(field).type, CFieldRef(field).offset)
    }
    let number = toIndex(key)
    guard !number.isError, let index = sizeArgument(number) else {
      pointee.exception = .unbound
      return fail(.typeError, "field name or array index expected")
    }
    guard type.isArray || type.isPointer, type.item.size >= 0 else {
      return fail(
        .typeError, "with an integer argument, expected an array ctype or a pointer to non-opaque")
    }
    let (product, overflow) = index.multipliedReportingOverflow(by: type.item.size)
    if overflow { return fail(.overflowError, "array offset would overflow a Py_ssize_t") }
    return (type.item, product)
  }

  fileprivate func typeOffset(_ a: Arguments) -> Value {
    guard let type = typeArgument(a[0], "typeoffsetof", 1), let following = flag(a[2]),
      let (inner, offset) = offset(in: type, a[1], following: following)
    else { return .error }
    return TupleRef.make(self, inner.value, makeInt(offset))
  }

  fileprivate func rawAddress(_ a: Arguments) -> Value {
    guard let type = typeArgument(a[0], "rawaddressof", 1), let data = dataArgument(a[1], "rawaddressof", 2),
      let offset = index(a[2])
    else { return .error }
    guard data.type.isAggregate || data.type.isArray || data.type.isPointer else {
      return raise(.typeError, "expected a cdata struct/union/array/pointer object")
    }
    guard type.isPointer else { return raise(.typeError, "expected a pointer ctype") }
    return makeCData(type, bits: data.bits &+ UInt(bitPattern: offset))
  }

  func setErrno(_ value: Value) -> Value {
    guard let number = index(value) else { return .error }
    guard let narrow = Int32(exactly: number) else { return raise(.overflowError, "errno value too large") }
    pointee.foreignError = narrow
    return .none
  }

  /// The version of the module `cffi` that is being imported: any recent one works.
  fileprivate func packageVersion() -> Value {
    let package = DictRef(vm.pointee.modules).get(name: StringRef.intern("cffi"))
    if package.isKind(.module) {
      let version = ModuleRef(package).namespace.get(name: StringRef.intern("__version__"))
      if version.isKind(.string) { return version }
    }
    return StringRef.intern("1.15.1")
  }
}

private let typeFunctions: [NativeDefinition] = [
  NativeDefinition("new_primitive_type(name, /)") { t, a in t.newPrimitive(a[0]) },
  NativeDefinition("new_pointer_type(type, /)") { t, a in
    t.typeArgument(a[0], "new_pointer_type", 1).map { t.pointerType(to: $0).value } ?? .error
  },
  NativeDefinition("new_array_type(type, length, /)") { t, a in t.newArray(a[0], a[1]) },
  NativeDefinition("new_void_type()") { t, _ in t.voidType().value },
  NativeDefinition("new_struct_type(name, /)") { t, a in
    t.textArgument(a[0], "new_struct_type", 1).map { t.aggregateType($0.value, isUnion: false).value } ?? .error
  },
  NativeDefinition("new_union_type(name, /)") { t, a in
    t.textArgument(a[0], "new_union_type", 1).map { t.aggregateType($0.value, isUnion: true).value } ?? .error
  },
  NativeDefinition("complete_struct_or_union(type, fields, ignored=None, size=-1, alignment=-1, flags=0, pack=0, /)") {
    t, a in t.complete(a)
  },
  NativeDefinition("new_function_type(args, result, ellipsis=0, abi=2, /)") { t, a in t.newFunction(a) },
  NativeDefinition("new_enum_type(name, enumerators, values, type, /)") { t, a in t.newEnum(a) },
  NativeDefinition("alignof(type, /)") { t, a in t.alignOf(a[0]) },
  NativeDefinition("sizeof(object, /)") { t, a in t.sizeOf(a[0]) },
  NativeDefinition("typeof(data, /)") { t, a in
    isInterfaceData(a[0]) ? CDataRef(a[0]).type.value : t.raise(.typeError, "expected a 'cdata' object")
  },
  NativeDefinition("typeoffsetof(type, field, following=0, /)") { t, a in t.typeOffset(a) },
  NativeDefinition("rawaddressof(type, data, offset, /)") { t, a in t.rawAddress(a) },
  NativeDefinition("getcname(type, replace_with, /)") { t, a in
    guard let type = t.typeArgument(a[0], "getcname", 1), let text = t.textArgument(a[1], "getcname", 2) else {
      return .error
    }
    return StringRef.make(t, type.name(inserting: text.text))
  },
  NativeDefinition("_get_types()") { t, _ in TupleRef.make(t, foreignTypes.data, foreignTypes.type) },
  // Names of types that need no declaration; under Windows many more.
  NativeDefinition("_get_common_types(types, /)") { t, a in
    guard a[0].isKind(.dict) else { return t.raise(.typeError, "expected a dict") }
    DictRef(a[0]).set(name: StringRef.intern("FILE"), StringRef.intern("struct _IO_FILE"))
    DictRef(a[0]).set(name: StringRef.intern("bool"), StringRef.intern("_Bool"))
    return .none
  },
]

private let dataFunctions: [NativeDefinition] = [
  NativeDefinition("load_library(name=None, flags=0, /)") { t, a in
    guard let flags = t.optional(a[1], default: 0) else { return .error }
    return t.loadLibrary(a[0].isUnbound ? .none : a[0], flags: flags)
  },
  NativeDefinition("newp(type, init=None, /)") { t, a in
    t.typeArgument(a[0], "newp", 1).map { t.newData($0, a[1].isUnbound ? .none : a[1]) } ?? .error
  },
  NativeDefinition("cast(type, value, /)") { t, a in
    t.typeArgument(a[0], "cast", 1).map { t.castData($0, a[1]) } ?? .error
  },
  NativeDefinition("callback(type, function, error=None, onerror=None, /)") { t, a in
    guard let type = t.typeArgument(a[0], "callback", 1) else { return .error }
    return t.makeCallback(type, a[1], a[2].isUnbound ? .none : a[2], a[3].isUnbound ? .none : a[3])
  },
  NativeDefinition("string(cdata, maxlen=-1)") { t, a in
    guard let data = t.dataArgument(a[0], "string", 1), let limit = t.optional(a[1], default: -1) else {
      return .error
    }
    return t.stringOfData(data, limit: limit)
  },
  NativeDefinition("unpack(cdata, length)") { t, a in
    guard let data = t.dataArgument(a[0], "unpack", 1), let length = t.index(a[1]) else { return .error }
    return t.unpackData(data, length)
  },
  NativeDefinition("get_errno()") { t, _ in .int(Int(t.pointee.foreignError)) },
  NativeDefinition("set_errno(value, /)") { t, a in t.setErrno(a[0]) },
  NativeDefinition("newp_handle(type, object, /)") { t, a in
    t.typeArgument(a[0], "newp_handle", 1).map { t.makeHandle($0, a[1]) } ?? .error
  },
  NativeDefinition("from_handle(data, /)") { t, a in t.objectOfHandle(a[0]) },
  NativeDefinition("from_buffer(type, object, require_writable=0, /)") { t, a in
    guard let type = t.typeArgument(a[0], "from_buffer", 1), let writable = t.flag(a[2]) else { return .error }
    return t.dataFromBuffer(type, a[1], writable: writable)
  },
  NativeDefinition("memmove(dest, src, n)") { t, a in
    t.index(a[2]).map { t.moveMemory(a[0], a[1], $0) } ?? .error
  },
  NativeDefinition("gcp(cdata, destructor, size=0)") { t, a in
    t.dataArgument(a[0], "gc", 1).map { t.makeCollected($0, a[1]) } ?? .error
  },
  NativeDefinition("release(data, /)") { t, a in
    isInterfaceData(a[0]) ? t.release(CDataRef(a[0])) : t.raise(.typeError, "expected a 'cdata' object")
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineCFFIModule() {
    let module = defineModule("_cffi_backend", typeFunctions + dataFunctions)
    foreignTypes.primitives = vm.pointee.immortal(DictRef.make(self).value)
    foreignTypes.pending = vm.pointee.immortal(ListRef.make(self).value)
    for definition in [
      foreignTypeDefinition, foreignFieldDefinition, foreignLibraryDefinition, declaredLibraryDefinition,
    ] {
      module.set(definition.name, vm.pointee.immortal(define(definition)))
    }
    func type(_ name: StaticString) -> Value { module.namespace.get(name: StringRef.intern(name)) }
    foreignTypes.type = type("CType")
    foreignTypes.field = type("CField")
    foreignTypes.library = type("CLibrary")
    foreignTypes.declaredLibrary = type("Lib")
    defineDataTypes(module)
    foreignTypes.buffer = vm.pointee.immortal(
      define(
        TypeDefinition(
          name: "buffer", words: ForeignBufferRef.words, flags: TypeFlags.final, module: "_cffi_backend",
          methods: foreignBufferMethods,
          doc: "Bytes of C memory that can be read and changed: buffer(cdata, size)")))
    module.set("buffer", foreignTypes.buffer)
    foreignTypes.error = makeExceptionType("error", module: "ffi")
    defineInterfaceTypes(module)
    module.set([("FFI_DEFAULT_ABI", 2), ("FFI_CDECL", 2)])
    for (name, value) in foreignLibraryFlags { module.set(name, .int(value)) }
    module.set("__version__", packageVersion())
  }
}
