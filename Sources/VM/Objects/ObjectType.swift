// `object`: what every value can do.

import CRuntime

private func selfType(_ a: Arguments) -> TypeRef { a[0].type }

let objectMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in
    guard a[0].isKind(.type) else {
      return t.raise(.typeError, "object.__new__(X): X is not a type object (\(a[0].typeName))")
    }
    let type = TypeRef(a[0])
    if type.instanceKind != .instance {
      return t.raise(
        .typeError, "object.__new__(\(type.nameText)) is not safe, use \(nativeBaseName(type)).__new__()")
    }
    if TupleRef(a[1]).count > 0 || DictRef(a[2]).count > 0 {
      if type.special(.new) != vm.pointee.objectNew {
        return t.raise(.typeError, "object.__new__() takes exactly one argument (the type to instantiate)")
      }
      if type.special(.`init`) == vm.pointee.objectInit {
        return t.raise(.typeError, "\(type.nameText)() takes no arguments")
      }
    }
    return t.newObject(type)
  },
  NativeDefinition("__init__(self, *args, **kwargs)") { t, a in
    if TupleRef(a[1]).count > 0 || DictRef(a[2]).count > 0 {
      let type = selfType(a)
      if type.special(.`init`) != vm.pointee.objectInit {
        return t.raise(.typeError, "object.__init__() takes exactly one argument (the instance to initialize)")
      }
      if type.special(.new) == vm.pointee.objectNew {
        return t.raise(
          .typeError, "\(type.nameText).__init__() takes exactly one argument (the instance to initialize)")
      }
    }
    return .none
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    let type = selfType(a)
    let module = type.field(.module)
    var name = StringRef(type.field(.qualname)).text
    if module.isKind(.string) && StringRef(module).text != "builtins" { name = StringRef(module).text + "." + name }
    return StringRef.make(t, "<\(name) object at \(addressText(a[0]))>")
  },
  NativeDefinition("__str__(self, /)") { t, a in t.repr(a[0]) },
  NativeDefinition("__hash__(self, /)") { t, a in .int(Int(truncatingIfNeeded: a[0].bits &>> 4)) },
  NativeDefinition("__eq__(self, value, /)") { t, a in a[0] == a[1] ? .true : .notImplemented },
  NativeDefinition("__ne__(self, value, /)") { t, a in
    let result = t.callSpecial(.eq, a[0], a[1])
    if result.isError || result.isNotImplemented || result.isUnbound {
      return result.isUnbound ? .notImplemented : result
    }
    let truth = t.truth(result)
    return truth < 0 ? .error : .bool(truth == 0)
  },
  NativeDefinition("__lt__(self, value, /)") { _, _ in .notImplemented },
  NativeDefinition("__le__(self, value, /)") { _, _ in .notImplemented },
  NativeDefinition("__gt__(self, value, /)") { _, _ in .notImplemented },
  NativeDefinition("__ge__(self, value, /)") { _, _ in .notImplemented },
  NativeDefinition("__getattribute__(self, name, /)") { t, a in
    guard let name = t.attributeName(a[1]) else { return .error }
    let value = t.genericFindAttribute(a[0], name)
    return value.isUnbound ? t.raiseNoAttribute(a[0], name) : value
  },
  NativeDefinition("__setattr__(self, name, value, /)") { t, a in
    guard let name = t.attributeName(a[1]) else { return .error }
    return t.genericSetAttribute(a[0], name, a[2]) ? .none : .error
  },
  NativeDefinition("__delattr__(self, name, /)") { t, a in
    guard let name = t.attributeName(a[1]) else { return .error }
    return t.genericSetAttribute(a[0], name, .unbound) ? .none : .error
  },
  NativeDefinition("__format__(self, format_spec, /)") { t, a in
    guard a[1].isKind(.string) else {
      return t.raise(.typeError, "__format__() argument must be str, not \(a[1].typeName)")
    }
    if StringRef(a[1]).count > 0 {
      return t.raise(.typeError, "unsupported format string passed to \(a[0].typeName).__format__")
    }
    return t.str(a[0])
  },
  NativeDefinition("__dir__(self, /)") { t, a in t.directory(a[0]) },
  NativeDefinition("__sizeof__(self, /)") { t, a in
    .int(a[0].isObject ? heap.pointee.wordCount(a[0].pointer) * 8 : 8)
  },
  NativeDefinition(.classMethod, "__init_subclass__(cls, **kwargs)") { t, a in
    if DictRef(a[1]).count > 0 {
      return t.raise(.typeError, "\(TypeRef(a[0]).nameText).__init_subclass__() takes no keyword arguments")
    }
    return .none
  },
  NativeDefinition(.classMethod, "__subclasshook__(cls, object, /)") { _, _ in .notImplemented },
  NativeDefinition("__reduce__(self, /)") { t, a in t.reduce(a[0], protocolNumber: 0) },
  NativeDefinition("__reduce_ex__(self, protocol, /)") { t, a in
    guard let number = t.index(a[1]) else { return .error }
    let hook = a[0].type.special(.reduce)
    if hook.isBound && hook != vm.pointee.objectReduce { return t.callUnbound(hook, a[0]) }
    return t.reduce(a[0], protocolNumber: number)
  },
  NativeDefinition("__getstate__(self, /)") { t, a in t.objectState(a[0]) },
]

let objectAttributes: [GetSetDefinition] = [
  GetSetDefinition(
    "__class__", { _, object in object.type.value },
    { t, object, value in
      guard value.isBound else { return t.raise(.typeError, "can't delete __class__ attribute") }
      guard value.isKind(.type) else {
        return t.raise(.typeError, "__class__ must be set to a class, not '\(value.typeName)' object")
      }
      let type = TypeRef(value)
      let old = object.type
      guard object.isObject, old.isHeapType, type.isHeapType, old.baseWords == type.baseWords,
        old.instanceKind == type.instanceKind
      else {
        return t.raise(.typeError, "__class__ assignment only supported for mutable types or ModuleType subclasses")
      }
      guard type.hasLayout(of: old) else {
        return t.raise(
          .typeError, "__class__ assignment: '\(type.nameText)' object layout differs from '\(old.nameText)'")
      }
      // The attributes go to a dict: shapes of the two classes have nothing in common.
      let dict = t.attributeDict(object)
      if type.field(.dictShape).asInt == 0 {
        let shape = ShapeRef.make(type: type.value, attributeWord: type.baseWords, isDictMode: true)
        type.setField(.dictShape, .int(Int(shape.address)))
      }
      object.pointer.shapeWord = UInt32(type.field(.dictShape).asInt)
      object.pointer.setWord(type.baseWords, dict.value)
      return .none
    })
]

func addressText(_ value: Value) -> String { "0x" + hexadecimal(value.bits & ~7) }

func hexadecimal(_ number: UInt64) -> String {
  var digits = String(number, radix: 16)
  while digits.utf8.count < 12 { digits = "0" + digits }
  return digits
}

/// The built-in class whose layout instances of `type` have.
func nativeBaseName(_ type: TypeRef) -> String {
  let mro = type.mro
  for index in 0..<mro.count where !TypeRef(mro[index]).isHeapType { return TypeRef(mro[index]).nameText }
  return "object"
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// An interned attribute name from any string; nil with TypeError.
  func attributeName(_ value: Value) -> Value? {
    guard value.isKind(.string) else {
      raise(.typeError, "attribute name must be string, not '\(value.typeName)'")
      return nil
    }
    return StringRef.intern(value)
  }

  /// `dir(object)` for ordinary objects and types: a list, unsorted.
  func directory(_ object: Value) -> Value {
    let names = DictRef.make(self)
    func add(_ dict: DictRef) {
      var position = 0
      while let entry = dict.next(&position) { names.set(self, entry.key, .none) }
    }
    if object.isKind(.module) {
      add(ModuleRef(object).namespace)
    } else {
      if object.isKind(.type) {
        let mro = TypeRef(object).mro
        for index in 0..<mro.count { add(TypeRef(mro[index]).dict) }
      } else {
        for (name, _) in ownAttributes(object) { names.set(self, name, .none) }
        let mro = object.type.mro
        for index in 0..<mro.count { add(TypeRef(mro[index]).dict) }
      }
    }
    let list = ListRef.make(self)
    var position = 0
    while let entry = names.next(&position) { list.append(self, entry.key) }
    return list.value
  }

  /// The attributes stored in the object itself, in order. Values stay reachable through the object.
  func ownAttributes(_ object: Value) -> [(Value, Value)] {
    guard object.isObject else { return [] }
    var result: [(Value, Value)] = []
    let shape = ShapeRef(address: object.pointer.shapeWord)
    let attributeWord = Int(shape.pointer.pointee.attributeWord)
    if attributeWord != 0 && !shape.pointer.pointee.isDictMode {
      for (slot, name) in shape.names.enumerated() {
        let value = object.pointer.attributeSlot(slot, shape)
        if value.isBound { result.append((name, value)) }
      }
      return result
    }
    var dict: DictRef?
    if attributeWord != 0 {
      dict = DictRef(object.pointer.word(attributeWord))
    } else if object.isKind(.module) {
      dict = ModuleRef(object).namespace
    } else if object.isKind(.function), FunctionRef(object).field(.dict).isObject {
      dict = DictRef(FunctionRef(object).field(.dict))
    }
    func add(_ dict: DictRef) {
      var position = 0
      while let entry = dict.next(&position) { result.append((entry.key, entry.value)) }
    }
    if attributeWord != 0 && shape.type.keepsMembersApart { add(DictRef(object.pointer.word(attributeWord + 1))) }
    if let dict { add(dict) }
    return result
  }

  /// A copy of the object's attributes as a dict, or None when it has none: `object.__getstate__`.
  func objectState(_ object: Value) -> Value {
    let type = object.type
    let dict = DictRef.make(self)
    let slots = DictRef.make(self)
    let hasMembers = type.flags & TypeFlags.keepsMembers != 0
    for (name, value) in ownAttributes(object) where !hasMembers || !type.lookup(name).isKind(.memberDescriptor) {
      dict.set(self, name, value)
    }
    for index in 0..<(hasMembers ? type.mro.count : 0) {
      for name in TypeRef(type.mro[index]).memberNames {
        let value = findMember(object, name)
        if value.isBound { slots.set(self, name, value) }
      }
    }
    let state: Value = dict.count > 0 ? dict.value : .none
    return slots.count > 0 ? TupleRef.make(self, state, slots.value) : state
  }

  /// What `__getnewargs_ex__` gave; nil with an exception pending.
  private func argumentPair(_ value: Value) -> TupleRef? {
    guard value.isKind(.tuple) else {
      raise(.typeError, "__getnewargs_ex__ should return a tuple, not '\(value.typeName)'")
      return nil
    }
    let pair = TupleRef(value)
    guard pair.count == 2 else {
      raise(.valueError, "__getnewargs_ex__ should return a tuple of length 2, not \(pair.count)")
      return nil
    }
    guard pair[0].isKind(.tuple) else {
      raise(
        .typeError,
        "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '\(pair[0].typeName)'")
      return nil
    }
    guard pair[1].isKind(.dict) else {
      raise(
        .typeError,
        "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '\(pair[1].typeName)'")
      return nil
    }
    return pair
  }

  /// `__reduce_ex__`: (copyreg.__newobj__, (cls, …), state, list items, dict items).
  func reduce(_ object: Value, protocolNumber: Int) -> Value {
    let module = importModule("copyreg")
    if module.isError { return .error }
    if protocolNumber < 2 {
      return callMethod(module, StringRef.intern("_reduce_ex"), object, .int(protocolNumber))
    }
    let type = object.type
    if type.instanceKind != .instance && !object.isKind(.list) && !object.isKind(.dict) && !object.isKind(.set)
      && !type.isHeapType && type.special(.getstate) == TypeRef(vm.pointee.types.object).special(.getstate)
    {
      return raise(.typeError, "cannot pickle '\(type.nameText)' object")
    }
    var arguments = TupleRef.make(self, type.value)
    var extra = Value.unbound
    var hasKeywords = false
    let extended = callSpecial(.getnewargs_ex, object)
    if extended.isError { return .error }
    if extended.isBound {
      guard let both = argumentPair(extended) else { return .error }
      extra = both[0]
      hasKeywords = DictRef(both[1]).count > 0
      if hasKeywords { arguments = TupleRef.make(self, type.value, both[0], both[1]) }
    }
    let constructor = getAttribute(module, StringRef.intern(hasKeywords ? "__newobj_ex__" : "__newobj__"))
    if constructor.isError { return .error }
    let plain = extended.isBound ? Value.unbound : callSpecial(.getnewargs, object)
    if plain.isError { return .error }
    if plain.isBound && !plain.isKind(.tuple) {
      return raise(.typeError, "__getnewargs__ should return a tuple, not '\(plain.typeName)'")
    }
    if plain.isBound { extra = plain }
    if extra.isBound && !hasKeywords {
      let given = TupleRef(extra)
      let tuple = TupleRef.allocate(self, count: given.count + 1)
      tuple[0] = type.value
      for index in 0..<given.count { tuple[index + 1] = given[index] }
      arguments = tuple.value
    }
    let state = callSpecial(.getstate, object)
    if state.isError { return .error }
    var listItems = Value.none
    var dictItems = Value.none
    if object.isKind(.list) { listItems = getIterator(object) }
    if object.isKind(.dict) {
      let items = callMethod(object, vm.pointee.names.items)
      dictItems = items.isError ? .error : getIterator(items)
    }
    if listItems.isError || dictItems.isError { return .error }
    let result = TupleRef.allocate(self, count: 5)
    result[0] = constructor
    result[1] = arguments
    result[2] = state
    result[3] = listItems
    result[4] = dictItems
    return result.value
  }
}
