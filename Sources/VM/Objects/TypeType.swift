// `type`: classes as objects, their methods and attributes. How classes are made: Type+Making.swift.

import CRuntime

let typeMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(metatype, *args, **kwargs)") { t, a in
    let arguments = TupleRef(a[1])
    if arguments.count == 1 && a[0] == vm.pointee.types.type && DictRef(a[2]).count == 0 {
      return arguments[0].type.value
    }
    if a[0] == vm.pointee.types.type && arguments.count < 3 && DictRef(a[2]).count > 0 {
      return t.raise(.typeError, "type() takes no keyword arguments")
    }
    guard arguments.count == 3 else { return t.raise(.typeError, "type() takes 1 or 3 arguments") }
    guard arguments[0].isKind(.string) else {
      return t.raise(.typeError, "type.__new__() argument 1 must be str, not \(arguments[0].typeName)")
    }
    guard arguments[1].isKind(.tuple) else {
      return t.raise(.typeError, "type.__new__() argument 2 must be tuple, not \(arguments[1].typeName)")
    }
    guard arguments[2].isKind(.dict) else {
      return t.raise(.typeError, "type.__new__() argument 3 must be dict, not \(arguments[2].typeName)")
    }
    return t.makeClass(
      metatype: a[0], name: arguments[0], bases: arguments[1], namespace: DictRef(arguments[2]), keywords: a[2])
  },
  NativeDefinition("__init__(self, *args, **kwargs)") { _, _ in .none },
  NativeDefinition("__call__(self, *args, **kwargs)") { t, a in
    let arguments = TupleRef(a[1])
    let keywords = DictRef(a[2])
    let count = arguments.count + keywords.count
    return withUnsafeTemporaryAllocation(of: Value.self, capacity: count + 10) { buffer in
      let values = buffer.baseAddress.unsafelyUnwrapped
      for index in 0..<arguments.count { values[index] = arguments[index] }
      var names = Value.unbound
      if keywords.count > 0 {
        guard let list = t.spreadKeywords(keywords, values + arguments.count) else { return .error }
        names = list
      }
      let result = t.constructInstance(TypeRef(a[0]), values, count, names: names)
      withExtendedLifetime(buffer) {}
      return result
    }
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    let type = TypeRef(a[0])
    let name = StringRef(type.field(.qualname)).text
    let module = t.findAttribute(a[0], vm.pointee.names.module)
    if module.isKind(.string) && StringRef(module).text != "builtins" {
      return StringRef.make(t, "<class '\(StringRef(module).text).\(name)'>")
    }
    return StringRef.make(t, "<class '\(name)'>")
  },
  NativeDefinition("__getattribute__(self, name, /)") { t, a in
    guard let name = t.attributeName(a[1]) else { return .error }
    let value = t.genericFindAttribute(a[0], name)
    return value.isUnbound ? t.raiseNoAttribute(a[0], name) : value
  },
  NativeDefinition("mro(self, /)") { t, a in
    guard let mro = t.linearize(TypeRef(a[0])) else { return .error }
    return ListRef.make(t, mro.items, mro.count)
  },
  NativeDefinition("__subclasses__(self, /)") { t, a in
    let list = TypeRef(a[0]).field(.subclasses)
    if !list.isObject { return ListRef.make(t).value }
    return t.makeList(from: list)?.value ?? .error
  },
  NativeDefinition("__instancecheck__(self, instance, /)") { t, a in
    t.instanceCheck(a[1], TypeRef(a[0]))
  },
  NativeDefinition("__subclasscheck__(self, subclass, /)") { t, a in
    guard a[1].isKind(.type) else { return t.raise(.typeError, "issubclass() arg 1 must be a class") }
    return .bool(TypeRef(a[1]).isSubtype(of: TypeRef(a[0])))
  },
  NativeDefinition(.classMethod, "__prepare__(metacls, *args, **kwargs)") { t, _ in DictRef.make(t).value },
  NativeDefinition("__dir__(self, /)") { t, a in t.directory(a[0]) },
  NativeDefinition("__or__(self, value, /)") { t, a in makeUnion(t, a[0], a[1]) },
  NativeDefinition("__ror__(self, value, /)") { t, a in makeUnion(t, a[1], a[0]) },
]

let typeAttributes: [GetSetDefinition] = [
  GetSetDefinition(
    "__name__", { _, type in TypeRef(type).field(.name) },
    { t, type, value in
      guard TypeRef(type).isHeapType, value.isKind(.string) else {
        return t.raise(
          .typeError, "can only assign string to \(TypeRef(type).nameText).__name__, not '\(value.typeName)'")
      }
      if !t.checkTypeName(value) { return .error }
      TypeRef(type).setField(.name, StringRef.intern(value))
      return .none
    }),
  GetSetDefinition(
    "__qualname__", { _, type in TypeRef(type).field(.qualname) },
    { t, type, value in
      guard TypeRef(type).isHeapType, value.isKind(.string) else {
        return t.raise(
          .typeError, "can only assign string to \(TypeRef(type).nameText).__qualname__, not '\(value.typeName)'")
      }
      TypeRef(type).setField(.qualname, StringRef.intern(value))
      return .none
    }),
  GetSetDefinition(
    "__module__",
    { _, type in
      // What a built-in type has there describes its instances.
      let own = TypeRef(type).isHeapType ? TypeRef(type).dict.get(name: vm.pointee.names.module) : .unbound
      return own.isBound ? own : TypeRef(type).field(.module)
    },
    { t, type, value in
      TypeRef(type).setField(.module, value)
      TypeRef(type).setAttribute(vm.pointee.names.module, value)
      return .none
    }),
  GetSetDefinition(
    "__bases__", { _, type in TypeRef(type).field(.bases) },
    { t, type, value in t.assignBases(TypeRef(type), value) ? .none : .error }),
  GetSetDefinition(
    "__base__",
    { _, type in
      let bases = TypeRef(type).bases
      return bases.count > 0
        ? TypeRef(type).field(.solidBase).isObject ? TypeRef(type).field(.solidBase) : bases[0] : .none
    }),
  GetSetDefinition("__mro__", { _, type in TypeRef(type).field(.mro) }),
  GetSetDefinition("__dict__", { t, type in makeMappingProxy(t, TypeRef(type).dict.value) }),
  GetSetDefinition("__flags__", { _, type in .int(TypeRef(type).isHeapType ? 1 << 9 | 1 << 10 : 1 << 10) }),
  GetSetDefinition("__basicsize__", isMember: true, { _, type in .int(TypeRef(type).baseWords * 8) }),
  GetSetDefinition(
    "__itemsize__", isMember: true,
    { _, type in
      switch TypeRef(type).instanceKind {
      case .tuple: .int(8)
      case .bigInt: .int(4)
      case .bytes: .int(1)
      default: .int(0)
      }
    }),
  GetSetDefinition(
    "__text_signature__", { _, type in type == vm.pointee.types.object ? StringRef.intern("()") : .none }),
  GetSetDefinition(
    "__doc__",
    { t, type in
      let doc = TypeRef(type).dict.get(name: vm.pointee.names.doc)
      if doc.isUnbound { return .none }
      return t.descriptorGet(doc, .none, TypeRef(type), throughType: true)
    },
    { t, type, value in
      TypeRef(type).setAttribute(vm.pointee.names.doc, value)
      return .none
    }),
  GetSetDefinition(
    "__abstractmethods__",
    { t, type in
      // `type` itself has there the descriptor for all classes.
      let isType = type == vm.pointee.types.type
      let names = isType ? .unbound : TypeRef(type).dict.get(name: vm.pointee.names.abstractMethods)
      return names.isBound ? names : t.raise(.attributeError, "__abstractmethods__")
    },
    { t, type, value in
      let ref = TypeRef(type)
      if value.isUnbound {
        _ = ref.dict.remove(t, vm.pointee.names.abstractMethods)
        ref.flags &= ~TypeFlags.abstract
      } else {
        ref.dict.set(name: vm.pointee.names.abstractMethods, value)
        let truth = t.truth(value)
        if truth < 0 { return .error }
        ref.flags = truth == 1 ? ref.flags | TypeFlags.abstract : ref.flags & ~TypeFlags.abstract
      }
      ref.typeModified()
      return .none
    }),
  GetSetDefinition(
    "__annotations__",
    { t, type in
      let own = TypeRef(type).dict.get(name: vm.pointee.names.annotations)
      if own.isBound { return own }
      guard TypeRef(type).isHeapType else {
        return t.raise(.attributeError, "type object '\(TypeRef(type).nameText)' has no attribute '__annotations__'")
      }
      let dict = DictRef.make(t).value
      TypeRef(type).setAttribute(vm.pointee.names.annotations, dict)
      return dict
    },
    { t, type, value in
      if value.isUnbound {
        _ = TypeRef(type).dict.remove(t, vm.pointee.names.annotations)
      } else {
        TypeRef(type).setAttribute(vm.pointee.names.annotations, value)
      }
      return .none
    }),
]

/// `__dict__` of instances of Python classes: reading it turns the object to dict mode.
let instanceDictDefinition = GetSetDefinition(
  "__dict__", { t, object in t.attributeDict(object).value },
  { t, object, value in setInstanceDict(t, object, value.isUnbound ? DictRef.make(t).value : value) })

/// `object.__dict__ = value`.
func setInstanceDict(_ t: Thread, _ object: Value, _ value: Value) -> Value {
  guard value.isKind(.dict) else {
    return t.raise(.typeError, "__dict__ must be set to a dictionary, not a '\(value.typeName)'")
  }
  _ = t.attributeDict(object)
  object.pointer.setWord(Int(ShapeRef(address: object.pointer.shapeWord).pointer.pointee.attributeWord), value)
  return .none
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `isinstance(value, type)` without `__instancecheck__`: the type, else `__class__`.
  func instanceCheck(_ value: Value, _ type: TypeRef) -> Value {
    if value.type.isSubtype(of: type) { return .true }
    guard value.isObject, value.type.isHeapType || value.objectKind == .native else { return .false }
    let claimed = findAttribute(value, vm.pointee.names.class_)
    if claimed.isError { return .error }
    return .bool(claimed.isKind(.type) && TypeRef(claimed).isSubtype(of: type))
  }
}
