// super: words 1 class after which the look-up starts, 2 object, 3 type whose MRO is searched.

import CRuntime

private func fieldOrNone(_ object: Value, _ word: Int) -> Value {
  let value = object.pointer.word(word)
  return value.isObject ? value : .none
}

let superDefinition = TypeDefinition(
  name: "super", kind: .superObject, words: 4,
  methods: [
    NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in t.allocateInstance(TypeRef(a[0])) },
    NativeDefinition("__init__(self, type=None, object=None, /)") { t, a in
      var start = a[1]
      var object = a[2]
      if start.isUnbound {
        guard let implicit = t.implicitSuperArguments() else { return .error }
        (start, object) = implicit
      }
      guard start.isKind(.type) else {
        return t.raise(.typeError, "super() argument 1 must be a type, not \(start.typeName)")
      }
      let p = a[0].pointer
      p.setWord(1, start)
      p.setWord(2, object.isUnbound ? .none : object)
      if object.isBound && !object.isNone {
        guard let type = t.superType(start, object) else { return .error }
        p.setWord(3, type)
      }
      return .none
    },
    NativeDefinition("__getattribute__(self, name, /)") { t, a in
      guard let name = t.attributeName(a[1]) else { return .error }
      let value = t.findSuperAttribute(a[0], name)
      return value.isUnbound
        ? t.raise(.attributeError, "'super' object has no attribute '\(StringRef(name).text)'") : value
    },
    NativeDefinition("__get__(self, instance, owner=None, /)") { t, a in
      let p = a[0].pointer
      if a[1].isNone || p.word(3).isKind(.type) { return a[0] }
      return t.call(a[0].type.value, p.word(1), a[1])
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      let p = a[0].pointer
      let start = p.word(1).isKind(.type) ? TypeRef(p.word(1)).nameText : "NULL"
      let object = p.word(3).isKind(.type) ? "<\(TypeRef(p.word(3)).nameText) object>" : "NULL"
      return StringRef.make(t, "<super: <class '\(start)'>, \(object)>")
    },
  ],
  attributes: [
    GetSetDefinition("__thisclass__", { _, s in fieldOrNone(s, 1) }),
    GetSetDefinition("__self__", { _, s in fieldOrNone(s, 2) }),
    GetSetDefinition("__self_class__", { _, s in fieldOrNone(s, 3) }),
  ])

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The type whose MRO `super(start, object)` searches; nil with TypeError.
  func superType(_ start: Value, _ object: Value) -> Value? {
    if !start.isKind(.type) {
      raise(.typeError, "super() argument 1 must be a type, not \(start.typeName)")
      return nil
    }
    if object.isKind(.type) && TypeRef(object).isSubtype(of: TypeRef(start)) { return object }
    if object.type.isSubtype(of: TypeRef(start)) { return object.type.value }
    let claimed = findAttribute(object, vm.pointee.names.class_)
    if claimed.isKind(.type) && TypeRef(claimed).isSubtype(of: TypeRef(start)) { return claimed }
    if pointee.exception.isUnbound { raise(.typeError, "super(type, obj): obj must be an instance or subtype of type") }
    return nil
  }

  /// `super(start, object).name`.
  func superAttribute(_ start: Value, _ object: Value, _ name: Value) -> Value {
    guard let type = superType(start, object) else { return .error }
    let found = superLookup(after: start, of: type, name)
    if found.isUnbound {
      if name == vm.pointee.names.class_ { return vm.pointee.types.superType }
      let own = TypeRef(vm.pointee.types.superType).lookup(name)
      if own.isUnbound { return raise(.attributeError, "'super' object has no attribute '\(StringRef(name).text)'") }
      let instance = call(vm.pointee.types.superType, start, object)
      return instance.isError ? .error : descriptorGet(own, instance, instance.type)
    }
    return descriptorGet(found, object == type ? .none : object, TypeRef(type), throughType: object == type)
  }

  /// `super()` reached through another name: `__class__` cell and first argument of the calling frame.
  func implicitSuperArguments() -> (Value, Value)? {
    guard let frame = pointee.frame, let info = frame.pointee.code, info.pointee.argumentCount > 0 else {
      raise(.runtimeError, "super(): no arguments")
      return nil
    }
    let code = info.code
    let free = TupleRef(code.field(.freeNames))
    let own = TupleRef(code.field(.cellNames)).count
    for index in 0..<free.count where free[index] == vm.pointee.names.class_ {
      let register = TupleRef(code.field(.cellRegisters))[own + index].asInt
      let cell = frame.pointee.registers[register]
      var first = frame.pointee.registers[0]
      if first.isKind(.cell) { first = CellRef(first).content }
      if cell.isKind(.cell) && CellRef(cell).content.isBound { return (CellRef(cell).content, first) }
      raise(.runtimeError, "super(): empty __class__ cell")
      return nil
    }
    raise(.runtimeError, "super(): __class__ cell not found")
    return nil
  }
}
