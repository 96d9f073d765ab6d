// Reading containers, classes and functions by name, and objects that a call makes and a state completes.

import CRuntime

extension PickleReader {
  // MARK: Containers

  mutating func loadList() -> Bool {
    guard let start = popMark() else { return false }
    return push(popList(from: start).value)
  }

  mutating func loadDict() -> Bool {
    guard let start = popMark() else { return false }
    if (count - start) % 2 != 0 {
      t.failUnpickling("odd number of items for DICT")
      return false
    }
    let dict = DictRef.make(t)
    for index in stride(from: start, to: count, by: 2) where !dict.set(t, items[index], items[index + 1]) {
      return false
    }
    count = start
    return push(dict.value)
  }

  mutating func loadFrozenSet() -> Bool {
    guard let start = popMark() else { return false }
    return push(t.call(vm.pointee.types.frozenSet, popTuple(from: start)))
  }

  /// APPEND and APPENDS: the items from `start` on go to the list below.
  mutating func appendItems(from start: Int) -> Bool {
    if start > count || start <= fence { return underflow() }
    if start == count { return true }
    let target = items[start - 1]
    if target.isObject && target.pointer.shapeWord == vm.pointee.shapes.list.address {
      let list = ListRef(target)
      if count - start > 1 { list.makeRoom(t, for: list.count + count - start) }
      for index in start..<count { list.append(t, items[index]) }
      count = start
      return true
    }
    let extend = t.findAttribute(target, StringRef.intern("extend"))
    if extend.isError { return false }
    let list = popList(from: start)
    if extend.isBound { return !t.call(extend, list.value).isError }
    let append = t.getAttribute(target, StringRef.intern("append"))
    if append.isError { return false }
    for index in 0..<list.count where t.call(append, list[index]).isError { return false }
    return true
  }

  /// SETITEM and SETITEMS: pairs from `start` on go to the dict below.
  mutating func setItems(from start: Int) -> Bool {
    if start > count || start <= fence { return underflow() }
    if start == count { return true }
    if (count - start) % 2 != 0 {
      t.failUnpickling("odd number of items for SETITEMS")
      return false
    }
    let target = items[start - 1]
    let isDict = target.isObject && target.pointer.shapeWord == vm.pointee.shapes.dict.address
    if isDict { DictRef(target).reserve(t, DictRef(target).fill + (count - start) / 2) }
    for index in stride(from: start, to: count, by: 2) {
      let succeeded =
        isDict
        ? DictRef(target).set(t, items[index], items[index + 1]) : t.setItem(target, items[index], items[index + 1])
      if !succeeded { return false }
    }
    count = start
    return true
  }

  mutating func addItems() -> Bool {
    guard let start = popMark() else { return false }
    if start <= fence { return underflow() }
    if start == count { return true }
    let target = items[start - 1]
    if target.isKind(.set) {
      for index in start..<count where !t.setAdd(DictRef(target), items[index]) { return false }
      count = start
      return true
    }
    let add = t.getAttribute(target, StringRef.intern("add"))
    if add.isError { return false }
    let list = popList(from: start)
    for index in 0..<list.count where t.call(add, list[index]).isError { return false }
    return true
  }

  // MARK: Names

  mutating func loadStackGlobal() -> Bool {
    let name = pop()
    let module = name.isError ? .error : pop()
    guard isText(name), isText(module) else {
      t.pointee.exception = .unbound
      t.failUnpickling("STACK_GLOBAL requires str")
      return false
    }
    return push(findClass(module, name))
  }

  private func isText(_ value: Value) -> Bool {
    value.isObject && value.pointer.shapeWord == vm.pointee.shapes.string.address
  }

  /// The next two lines: module and name.
  private mutating func takeNames() -> (module: Value, name: Value)? {
    guard let first = takeLine() else { return nil }
    let module = decodeUTF8(first)
    if module.isError { return nil }
    guard let second = takeLine() else { return nil }
    let name = decodeUTF8(second)
    return name.isError ? nil : (module, name)
  }

  private func decodeUTF8(_ line: UnsafeBufferPointer<UInt8>) -> Value {
    t.decode(t.makeBytes(line), encoding: "utf-8", errors: "strict")
  }

  mutating func loadGlobal() -> Bool {
    guard let (module, name) = takeNames() else { return false }
    return push(findClass(module, name))
  }

  /// A class or function by name: by the program's `find_class` where it has one.
  private func findClass(_ module: Value, _ name: Value) -> Value {
    if unpickler.isPlain { return t.findPickledClass(protocolNumber, unpickler.fixesImports, module, name) }
    unpickler.pointer.setIntWord(UnpicklerRef.Word.protocolNumber, protocolNumber)
    return t.callMethod(unpickler.value, StringRef.intern("find_class"), module, name)
  }

  /// A class or function by the number that `copyreg.add_extension` gave it.
  mutating func loadExtension(_ code: Int?) -> Bool {
    guard let code else { return false }
    if code <= 0 {
      t.failUnpickling("EXT specifies code <= 0")
      return false
    }
    let known = DictRef(pickleState.extensionCache).get(t, .int(code))
    if known.isBound { return push(known) }
    let pair = DictRef(pickleState.invertedRegistry).get(t, .int(code))
    if pair.isUnbound {
      t.raise(.valueError, "unregistered extension code \(code)")
      return false
    }
    guard pair.isKind(.tuple), TupleRef(pair).count == 2, TupleRef(pair)[0].isKind(.string),
      TupleRef(pair)[1].isKind(.string)
    else {
      t.raise(.valueError, "_inverted_registry[\(code)] isn't a 2-tuple of strings")
      return false
    }
    let found = findClass(TupleRef(pair)[0], TupleRef(pair)[1])
    if found.isError || !DictRef(pickleState.extensionCache).set(t, .int(code), found) { return false }
    return push(found)
  }

  // MARK: Objects

  /// INST: class by name, arguments above the mark.
  mutating func loadInstance() -> Bool {
    guard let start = popMark(), let (module, name) = takeNames() else { return false }
    let type = findClass(module, name)
    if type.isError { return false }
    return push(instantiate(type, popTuple(from: start)))
  }

  /// OBJ: class and arguments above the mark.
  mutating func loadObject() -> Bool {
    guard let start = popMark() else { return false }
    if count - start < 1 { return underflow() }
    let arguments = popTuple(from: start + 1)
    let type = pop()
    return !type.isError && push(instantiate(type, arguments))
  }

  private func instantiate(_ type: Value, _ arguments: Value) -> Value {
    if arguments.isError { return .error }
    if TupleRef(arguments).count == 0 && type.isKind(.type) {
      let hook = t.findAttribute(type, StringRef.intern("__getinitargs__"))
      if hook.isError { return .error }
      if hook.isUnbound { return t.callMethod(type, Special.new.name, type) }
    }
    return t.call(type, tuple: TupleRef(arguments))
  }

  /// NEWOBJ and NEWOBJ_EX: `cls.__new__(cls, *args, **kwargs)`.
  mutating func loadNew(hasKeywords: Bool) -> Bool {
    let instruction = hasKeywords ? "NEWOBJ_EX" : "NEWOBJ"
    let keywords = hasKeywords ? pop() : .unbound
    let arguments = keywords.isError ? .error : pop()
    let type = arguments.isError ? .error : pop()
    if type.isError { return false }
    guard type.isKind(.type) else {
      t.failUnpickling("\(instruction) class argument must be a type, not \(type.typeName)")
      return false
    }
    guard arguments.isKind(.tuple) else {
      t.failUnpickling("\(instruction) args argument must be a tuple, not \(arguments.typeName)")
      return false
    }
    if hasKeywords && !keywords.isKind(.dict) {
      t.failUnpickling("\(instruction) kwargs argument must be a dict, not \(keywords.typeName)")
      return false
    }
    let given = TupleRef(arguments)
    let new = TypeRef(type).special(.new)
    if new == vm.pointee.objectNew && given.count == 0 && !hasKeywords
      && TypeRef(type).instanceKind == .instance
    {
      return push(t.newObject(TypeRef(type)))
    }
    let maker = t.getAttribute(type, Special.new.name)
    if maker.isError { return false }
    let all = TupleRef.allocate(t, count: given.count + 1)
    all[0] = type
    for index in 0..<given.count { all[index + 1] = given[index] }
    return push(t.call(maker, tuple: all, keywords: keywords))
  }

  mutating func loadReduced() -> Bool {
    let arguments = pop()
    let callable = arguments.isError ? .error : pop()
    if callable.isError { return false }
    guard arguments.isKind(.tuple) else {
      t.raise(.typeError, "argument list must be a tuple")
      return false
    }
    return push(t.call(callable, tuple: TupleRef(arguments)))
  }

  /// BUILD: gives the object below its state.
  mutating func build() -> Bool {
    if count - 2 < fence { return underflow() }
    var state = pop()
    let object = items[count - 1]
    let hook = t.findAttribute(object, Special.setstate.name)
    if hook.isError { return false }
    if hook.isBound { return !t.call(hook, state).isError }
    var slots = Value.unbound
    if state.isKind(.tuple) && TupleRef(state).count == 2 {
      slots = TupleRef(state)[1]
      state = TupleRef(state)[0]
    }
    if !state.isNone {
      guard state.isKind(.dict) else {
        t.failUnpickling("state is not a dictionary")
        return false
      }
      if !t.restoreAttributes(object, DictRef(state)) { return false }
    }
    if slots.isBound {
      guard slots.isKind(.dict) else {
        t.failUnpickling("slot state is not a dictionary")
        return false
      }
      var position = 0
      while let entry = DictRef(slots).next(&position) {
        guard entry.key.isKind(.string) else {
          t.raise(.typeError, "attribute name must be string, not '\(entry.key.typeName)'")
          return false
        }
        if !t.setAttribute(object, StringRef.intern(entry.key), entry.value) { return false }
      }
    }
    return true
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `object.__dict__.update(state)` with interned names. An object keeps its shape: its dict need not come into being.
  fileprivate func restoreAttributes(_ object: Value, _ state: DictRef) -> Bool {
    let type = object.type
    var dict = Value.unbound
    let hasPlainAttributes =
      hasAttributes(object) && type.flags & TypeFlags.keepsMembers == 0
      && type.special(.getattribute) == vm.pointee.objectGetAttribute
      && type.lookup(vm.pointee.names.dict).isKind(.getSetDescriptor)
    if !hasPlainAttributes {
      dict = getAttribute(object, vm.pointee.names.dict)
      if dict.isError { return false }
    }
    var position = 0
    while let entry = state.next(&position) {
      let isText = entry.key.isObject && entry.key.pointer.shapeWord == vm.pointee.shapes.string.address
      let name = isText ? StringRef.intern(entry.key) : entry.key
      if dict.isUnbound && isText {
        if !setOwnAttribute(object, name, entry.value) { return false }
      } else {
        if dict.isUnbound {
          dict = getAttribute(object, vm.pointee.names.dict)
          if dict.isError { return false }
        }
        if !setItem(dict, name, entry.value) { return false }
      }
    }
    return true
  }

  /// `Unpickler.find_class` without a program's own.
  func findPickledClass(_ protocolNumber: Int, _ fixesImports: Bool, _ moduleName: Value, _ name: Value) -> Value {
    var (moduleName, name) = (moduleName, name)
    if protocolNumber < 3 && fixesImports {
      let both = DictRef(pickleState.names2to3).get(self, TupleRef.make(self, moduleName, name))
      if both.isError { return .error }
      if both.isBound {
        guard both.isKind(.tuple), TupleRef(both).count == 2 else {
          return raise(
            .runtimeError, "_compat_pickle.NAME_MAPPING values should be 2-tuples, not \(both.typeName)")
        }
        (moduleName, name) = (TupleRef(both)[0], TupleRef(both)[1])
        guard moduleName.isKind(.string), name.isKind(.string) else {
          return raise(
            .runtimeError,
            "_compat_pickle.NAME_MAPPING values should be pairs of str, not (\(moduleName.typeName), \(name.typeName))")
        }
      } else {
        let new = DictRef(pickleState.imports2to3).get(self, moduleName)
        if new.isError { return .error }
        if new.isBound {
          guard new.isKind(.string) else {
            return raise(
              .runtimeError, "_compat_pickle.IMPORT_MAPPING values should be strings, not \(new.typeName)")
          }
          moduleName = new
        }
      }
    }
    let module = pickledModule(moduleName)
    if module.isError { return .error }
    // Before protocol 4 a dot is part of the name.
    let path =
      protocolNumber < 4
      ? [Substring(StringRef(name).text)]
      : StringRef(name).text.split(separator: ".", omittingEmptySubsequences: false)
    if path.contains("<locals>") {
      return raise(
        .attributeError, "Can't pickle local attribute \(repr(text: name)) on \(repr(text: module))")
    }
    let found = followPath(module, path).found
    if found.isError && pendingMatches(.attributeError) { return failAttribute(name, module) }
    return found
  }

  private func failAttribute(_ name: Value, _ module: Value) -> Value {
    pointee.exception = .unbound
    return raise(.attributeError, "Can't get attribute \(repr(text: name)) on \(repr(text: module))")
  }
}
