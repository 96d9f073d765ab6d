// The class `_CData`, what all metaclasses offer for their classes (`from_address`, `from_buffer`, `in_dll` …), and the private
// types of the module.

import CRuntime
import Glibc

/// Methods of every metaclass.
let dataClassMethods: [NativeDefinition] = [
  NativeDefinition("from_address(self, address, /)") { t, a in
    guard let type = t.concrete(a[0]) else { return .error }
    if t.unwrapInteger(a[1]).isUnbound { return t.raise(.typeError, "integer expected") }
    guard let address = t.lowBits(a[1]) else { return .error }
    return t.makeData(type, at: Raw(bitPattern: address))
  },
  NativeDefinition("from_buffer(self, object, offset=0, /)") { t, a in t.makeFromBuffer(a, copies: false) },
  NativeDefinition("from_buffer_copy(self, buffer, offset=0, /)") { t, a in t.makeFromBuffer(a, copies: true) },
  NativeDefinition("in_dll(self, library, name, /)") { t, a in
    guard let type = t.concrete(a[0]) else { return .error }
    guard a[2].isKind(.string) else {
      return t.raise(.typeError, "in_dll() argument 2 must be str, not \(a[2].typeName)")
    }
    guard let handle = t.libraryHandle(a[1]) else { return .error }
    let name = StringRef(a[2]).text
    guard let place = name.withCString({ ForeignLibrary.symbol(handle, $0) }) else {
      return t.raise(.valueError, ForeignLibrary.lastError)
    }
    return t.makeData(type, at: place)
  },
  NativeDefinition("from_param(self, value, /)") { t, a in
    guard let type = t.concrete(a[0]) else { return .error }
    return t.acceptParameter(type, a[1])
  },
]

/// `Type * n`; the metaclasses of everything that can be an item.
let repetition: [NativeDefinition] = [
  NativeDefinition("__mul__(self, value, /)") { t, a in t.arrayType(of: a[0], count: a[1]) },
  NativeDefinition("__rmul__(self, value, /)") { t, a in t.arrayType(of: a[0], count: a[1]) },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The layout of a class; nil with TypeError pending for an abstract one.
  func concrete(_ type: Value) -> CLayout? {
    if let layout = describedType(type) { return layout }
    raise(.typeError, "abstract class")
    return nil
  }

  /// `_handle` of a library object; nil with TypeError pending.
  func libraryHandle(_ library: Value) -> Raw? {
    let handle = getAttribute(library, StringRef.intern("_handle"))
    if handle.isError { return nil }
    guard unwrapInteger(handle).isBound else {
      raise(.typeError, "the _handle attribute of the second argument must be an integer")
      return nil
    }
    guard let bits = lowBits(handle), let place = Raw(bitPattern: bits) else {
      raise(.valueError, "could not convert the _handle attribute to a pointer")
      return nil
    }
    return place
  }

  /// `from_param` of types without rules of their own: instances, and what their `_as_parameter_` gives.
  func acceptParameter(_ type: CLayout, _ value: Value) -> Value {
    let fits = isInstance(value, type.owner.value)
    if fits.isError { return .error }
    if fits.isTrue { return value }
    if isArgument(value) {
      let held = ArgumentRef(value).object
      let suits = isInstance(held, type.owner.value)
      if suits.isError { return .error }
      if suits.isTrue { return value }
      // byref() of an item, where the pointer type is asked for.
      if type.category == .pointer, ArgumentRef(value).code == CTypeCode.ascii("P"), type.target.isKind(.type) {
        let points = isInstance(held, type.target)
        if points.isError { return .error }
        if points.isTrue { return value }
      }
      return raise(.typeError, "expected \(type.owner.nameText) instance instead of pointer to \(held.typeName)")
    }
    let replacement = findAttribute(value, asParameterName)
    if replacement.isError { return .error }
    if replacement.isBound { return replaceParameter(type, replacement) }
    return raise(.typeError, "expected \(type.owner.nameText) instance instead of \(value.typeName)")
  }

  /// `from_param` once more, of `_as_parameter_`, which may refer to itself.
  func replaceParameter(_ type: CLayout, _ replacement: Value) -> Value {
    if !beginNesting() { return raiseRecursion() }
    defer { endNesting() }
    return callMethod(type.owner.value, fromParameterName, replacement)
  }

  fileprivate func makeFromBuffer(_ a: Arguments, copies: Bool) -> Value {
    guard let type = concrete(a[0]), let offset = a[2].isUnbound ? 0 : index(a[2]) else { return .error }
    let view = copies ? Value.unbound : call(vm.pointee.types.memoryView, a[1])
    if view.isError { return .error }
    if view.isBound && MemoryViewRef(view).isReadOnly { return raise(.typeError, "underlying buffer is not writable") }
    if view.isBound && !MemoryViewRef(view).isContiguous() {
      return raise(.typeError, "underlying buffer is not C contiguous")
    }
    guard let bytes = copies ? bytesArgument(a[1]) : byteView(view) else { return .error }
    if offset < 0 { return raise(.valueError, "offset cannot be negative") }
    if type.size > bytes.count - offset {
      return raise(
        .valueError, "Buffer size too small (\(bytes.count) instead of at least \(type.size + offset) bytes)")
    }
    let place = bytes.baseAddress.map { Raw(mutating: $0) + offset }
    if copies {
      let object = makeData(type)
      if !object.isError, let place { memcpy(CData(object).memory, place, type.size) }
      return object
    }
    let object = makeData(type, at: place)
    // The view holds the object; a bytearray's bytes are one of ours and do not move while it lives.
    CData(object).pointer.setWord(ForeignData.Word.owner, view)
    return keep(CData(object), -1, view) ? object : .error
  }
}

nonisolated(unsafe) var asParameterName = Value.unbound
nonisolated(unsafe) var fromParameterName = Value.unbound

private let dataMethods: [NativeDefinition] = [
  NativeDefinition("__hash__(self, /)") { t, _ in t.raise(.typeError, "unhashable type") },
  NativeDefinition("__ctypes_from_outparam__(self, /)") { _, a in a[0] },
  NativeDefinition("__reduce__(self, /)") { t, a in
    let data = CData(a[0])
    if data.layout.flags & (CLayout.Flags.isPointer | CLayout.Flags.hasPointer) != 0 {
      return t.raise(.valueError, "ctypes objects containing pointers cannot be pickled")
    }
    let attributes = t.getAttribute(a[0], vm.pointee.names.dict)
    if attributes.isError { return .error }
    let state = TupleRef.make(t, attributes, t.makeBytes(data.bytes))
    let module = ModuleRef(DictRef(vm.pointee.modules).get(name: StringRef.intern("_ctypes")))
    return TupleRef.make(
      t, module.namespace.get(name: StringRef.intern("_unpickle")), TupleRef.make(t, a[0].type.value, state))
  },
  NativeDefinition("__setstate__(self, attributes, memory, /)") { t, a in
    guard a[1].isKind(.dict) else {
      return t.raise(.typeError, "__setstate__() argument 1 must be dict, not \(a[1].typeName)")
    }
    guard let bytes = t.bytesArgument(a[2]) else { return .error }
    let data = CData(a[0])
    if let source = bytes.baseAddress { memmove(data.memory, source, min(bytes.count, data.size)) }
    let own = t.getAttribute(a[0], vm.pointee.names.dict)
    if own.isError { return .error }
    guard own.isKind(.dict) else {
      return t.raise(.typeError, "\(a[0].type.nameText).__dict__ must be a dictionary, not \(own.typeName)")
    }
    return t.mergeMapping(DictRef(own), a[1]) ? .none : .error
  },
]

private let dataAttributes: [GetSetDefinition] = [
  GetSetDefinition("_b_base_", isMember: true, { _, o in CData(o).base }),
  GetSetDefinition("_b_needsfree_", isMember: true, { _, o in .int(CData(o).ownsMemory ? 1 : 0) }),
  GetSetDefinition("_objects", isMember: true, { _, o in CData(o).objects.isUnbound ? .none : CData(o).objects }),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A metaclass of the module, with the methods that all have.
  func defineMetaclass(_ name: StaticString, _ methods: [NativeDefinition]) -> Value {
    vm.pointee.immortal(
      define(
        TypeDefinition(
          name: name, base: vm.pointee.types.type, kind: .type, words: TypeRef.words, flags: TypeFlags.isMetatype,
          module: "_ctypes", methods: dataClassMethods + methods)))
  }

  /// An abstract class of the module.
  func defineDataClass(
    _ name: StaticString, metaclass: Value, words: Int = CData.Word.count, _ methods: [NativeDefinition],
    _ attributes: [GetSetDefinition] = []
  ) -> Value {
    let base = ctypesTypes.data
    let type = vm.pointee.immortal(
      define(
        TypeDefinition(
          name: name, base: base, kind: .foreignData, words: words, module: "_ctypes", methods: methods,
          attributes: attributes)))
    type.pointer.shapeWord = TypeRef(metaclass).rootShape.address
    return type
  }

  func defineDataType() {
    asParameterName = StringRef.intern("_as_parameter_")
    fromParameterName = StringRef.intern("from_param")
    ctypesTypes.layout = vm.pointee.immortal(
      define(
        TypeDefinition(
          name: "CTypeLayout", words: CLayout.Word.count, flags: TypeFlags.final | TypeFlags.notInstantiable,
          module: "_ctypes")))
    layoutShape = TypeRef(ctypesTypes.layout).rootShape.address
    ctypesTypes.data = vm.pointee.immortal(
      define(
        TypeDefinition(
          name: "_CData", kind: .foreignData, words: CData.Word.count, flags: TypeFlags.notInstantiable,
          module: "_ctypes", methods: dataMethods, attributes: dataAttributes)))
  }

  /// `type.__new__` for a metaclass: the class, or `.error`.
  func makeDataClass(_ a: Arguments) -> Value {
    let arguments = TupleRef(a[1])
    guard arguments.count == 3, arguments[0].isKind(.string), arguments[1].isKind(.tuple), arguments[2].isKind(.dict)
    else { return raise(.typeError, "type() takes 1 or 3 arguments") }
    return makeClass(
      metatype: a[0], name: arguments[0], bases: arguments[1], namespace: DictRef(arguments[2]), keywords: a[2])
  }

  /// The layout of the class's base, or nil.
  func baseLayout(_ type: TypeRef) -> CLayout? { type.layoutBase.flatMap { describedType($0.value) } }
}
