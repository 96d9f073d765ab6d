// Writing objects by what `__reduce_ex__` says: a callable with its arguments, then state and items.

import CRuntime

extension PickleWriter {
  /// An object of a type without an instruction of its own.
  mutating func saveByReducing(_ value: Value) -> Bool {
    let type = value.type
    if type.value == vm.pointee.types.type { return saveType(value) }
    if value.isKind(.function) { return saveGlobal(value) }
    let reducer: Value
    if pickler.dispatchTable.isUnbound {
      reducer = DictRef(pickleState.dispatchTable).get(t, type.value)
    } else {
      reducer = findReducer(pickler.dispatchTable, type.value)
    }
    if reducer.isError { return false }
    let reduced: Value
    if reducer.isBound {
      reduced = t.call(reducer, value)
    } else if value.isKind(.type) {
      return saveGlobal(value)
    } else {
      if isPlainInstance(value) { return savePlainInstance(value) }
      let hook = t.findAttribute(value, Special.reduce_ex.name)
      if hook.isError { return false }
      if hook.isBound {
        reduced = t.call(hook, .int(protocolNumber))
      } else {
        let plain = t.findAttribute(value, Special.reduce.name)
        if plain.isError { return false }
        if plain.isUnbound {
          let text = t.repr(text: value)
          return t.failPickling("can't pickle '\(value.typeName)' object: \(text)")
        }
        reduced = t.call(plain)
      }
    }
    return !reduced.isError && save(reduced: reduced, of: value)
  }

  /// Does `object.__reduce_ex__` decide, and say: class and attributes?
  private func isPlainInstance(_ value: Value) -> Bool {
    guard protocolNumber >= 2, value.isKind(.instance) else { return false }
    let type = value.type
    let object = TypeRef(vm.pointee.types.object)
    return type.isHeapType && type.instanceKind == .instance && type.baseWords == 1
      && type.special(.new) == vm.pointee.objectNew
      && type.special(.reduce_ex) == object.special(.reduce_ex) && type.special(.reduce) == vm.pointee.objectReduce
      && type.special(.getstate) == object.special(.getstate) && type.special(.getnewargs).isUnbound
      && type.special(.getnewargs_ex).isUnbound && type.special(.getattribute) == vm.pointee.objectGetAttribute
      && type.lookup(StringRef.intern("__class__")) == object.lookup(StringRef.intern("__class__"))
      && t.findOwnAttribute(value, Special.reduce_ex.name).isUnbound
  }

  /// What the result of `object.__reduce_ex__` would lead to, without making it.
  private mutating func savePlainInstance(_ value: Value) -> Bool {
    if !save(value.type.value) || !save(vm.pointee.emptyTuple) { return false }
    put(.newObject)
    if pickler.number(of: value) >= 0 {
      put(.pop)
      return recall(value)
    }
    if !memoize(value) { return false }
    let state = t.objectState(value)
    if state.isError { return false }
    if state.isNone { return true }
    if !save(state) { return false }
    put(.build)
    return true
  }

  /// The entry of a program's own dispatch table, unbound when it has none, or error.
  private func findReducer(_ table: Value, _ type: Value) -> Value {
    let reducer = t.getItem(table, type)
    if !reducer.isError { return reducer }
    if !t.pendingMatches(.keyError) { return .error }
    t.pointee.exception = .unbound
    return .unbound
  }

  /// Classes that have no name in a module are made again by `type`.
  private mutating func saveType(_ value: Value) -> Bool {
    var single = Value.unbound
    if value == Value.none.type.value { single = .none }
    if value == Value.ellipsis.type.value { single = .ellipsis }
    if value == Value.notImplemented.type.value { single = .notImplemented }
    if single.isUnbound { return saveGlobal(value) }
    return save(callable: vm.pointee.types.type, arguments: TupleRef.make(t, single), of: value)
  }

  mutating func save(reduced: Value, of value: Value) -> Bool {
    if reduced.isKind(.string) { return saveGlobal(value, name: reduced) }
    guard reduced.isKind(.tuple) else { return t.failPickling("__reduce__ must return a string or tuple") }
    let tuple = TupleRef(reduced)
    guard tuple.count >= 2, tuple.count <= 6 else {
      return t.failPickling("tuple returned by __reduce__ must contain 2 through 6 elements")
    }
    func part(_ index: Int) -> Value { index < tuple.count && !tuple[index].isNone ? tuple[index] : .unbound }
    return save(
      callable: tuple[0], arguments: tuple[1], of: value, state: part(2), listItems: part(3), dictItems: part(4),
      setter: part(5))
  }

  /// `value` is unbound when the result is not to be numbered.
  mutating func save(
    callable: Value, arguments: Value, of value: Value, state: Value = .unbound, listItems: Value = .unbound,
    dictItems: Value = .unbound, setter: Value = .unbound
  ) -> Bool {
    guard t.isCallable(callable) else {
      return t.failPickling("first item of the tuple returned by __reduce__ must be callable")
    }
    guard arguments.isKind(.tuple) else {
      return t.failPickling("second item of the tuple returned by __reduce__ must be a tuple")
    }
    if listItems.isBound && listItems.type.special(.next).isUnbound {
      return t.failPickling(
        "fourth element of the tuple returned by __reduce__ must be an iterator, not \(listItems.typeName)")
    }
    if dictItems.isBound && dictItems.type.special(.next).isUnbound {
      return t.failPickling(
        "fifth element of the tuple returned by __reduce__ must be an iterator, not \(dictItems.typeName)")
    }
    if setter.isBound && !t.isCallable(setter) {
      return t.failPickling(
        "sixth element of the tuple returned by __reduce__ must be a function, not \(setter.typeName)")
    }
    if !save(call: callable, TupleRef(arguments), of: value) { return false }
    if value.isBound {
      // Written meanwhile: a recursive tuple or the like. What stands here is dropped.
      if pickler.number(of: value) >= 0 {
        put(.pop)
        return recall(value)
      }
      if !memoize(value) { return false }
    }
    if listItems.isBound && !saveItems(of: listItems) { return false }
    if dictItems.isBound && !saveEntries(of: dictItems) { return false }
    if state.isUnbound { return true }
    if setter.isUnbound {
      if !save(state) { return false }
      put(.build)
      return true
    }
    // setter(value, state), whose result is dropped.
    if !save(setter) || !save(value) || !save(state) { return false }
    put(.tuple2)
    put(.reduce)
    put(.pop)
    return true
  }

  /// The call that makes the object: `copyreg.__newobj__` and `__newobj_ex__` have instructions of their own.
  private mutating func save(call callable: Value, _ arguments: TupleRef, of value: Value) -> Bool {
    if protocolNumber >= 2 {
      let name = t.findAttribute(callable, vm.pointee.names.name)
      if name.isError { return false }
      if name.isKind(.string) {
        if StringRef(name).equals(StringRef(StringRef.intern("__newobj__"))) { return saveNew(arguments, of: value) }
        if StringRef(name).equals(StringRef(StringRef.intern("__newobj_ex__"))) {
          return saveNewWithKeywords(arguments)
        }
      }
    }
    if !save(callable) || !save(arguments.value) { return false }
    put(.reduce)
    return true
  }

  /// `cls.__new__(cls, *rest)`
  private mutating func saveNew(_ arguments: TupleRef, of value: Value) -> Bool {
    if arguments.count < 1 { return t.failPickling("__newobj__ arglist is empty") }
    let type = arguments[0]
    guard type.isKind(.type) else { return t.failPickling("args[0] from __newobj__ args is not a type") }
    if value.isBound {
      let actual = t.getAttribute(value, StringRef.intern("__class__"))
      if actual.isError { return false }
      if actual != type { return t.failPickling("args[0] from __newobj__ args has the wrong class") }
    }
    if !save(type) { return false }
    let rest = arguments.count == 1 ? vm.pointee.emptyTuple : TupleRef.make(t, arguments.items + 1, arguments.count - 1)
    if !save(rest) { return false }
    put(.newObject)
    return true
  }

  /// `cls.__new__(cls, *args, **kwargs)`
  private mutating func saveNewWithKeywords(_ arguments: TupleRef) -> Bool {
    guard arguments.count == 3 else {
      return t.failPickling(
        "length of the NEWOBJ_EX argument tuple must be exactly 3, not \(arguments.count)")
    }
    let (type, positional, named) = (arguments[0], arguments[1], arguments[2])
    guard type.isKind(.type) else {
      return t.failPickling(
        "first item from NEWOBJ_EX argument tuple must be a class, not \(type.typeName)")
    }
    guard positional.isKind(.tuple) else {
      return t.failPickling(
        "second item from NEWOBJ_EX argument tuple must be a tuple, not \(positional.typeName)")
    }
    guard named.isKind(.dict) else {
      return t.failPickling("third item from NEWOBJ_EX argument tuple must be a dict, not \(named.typeName)")
    }
    if protocolNumber >= 4 {
      if !save(type) || !save(positional) || !save(named) { return false }
      put(.newObjectEx)
      return true
    }
    let new = t.getAttribute(type, Special.new.name)
    if new.isError { return false }
    let count = TupleRef(positional).count
    let all = TupleRef.allocate(t, count: count + 2)
    all[0] = new
    all[1] = type
    for index in 0..<count { all[index + 2] = TupleRef(positional)[index] }
    let callable = t.call(pickleState.partial, tuple: all, keywords: named)
    if callable.isError || !save(callable) || !save(vm.pointee.emptyTuple) { return false }
    put(.reduce)
    return true
  }
}
