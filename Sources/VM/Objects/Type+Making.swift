// Making classes: class statements and `type(name, bases, dict)`.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `type.__new__`: a class from its name, bases and namespace.
  func makeClass(metatype: Value, name: Value, bases: Value, namespace: DictRef, keywords: Value) -> Value {
    if !checkTypeName(name) { return .error }
    var winner = metatype
    var bases = bases
    let given = TupleRef(bases)
    for index in 0..<given.count {
      guard given[index].isKind(.type) else {
        if given[index].type.special(.mro_entries).isBound {
          return raise(.typeError, "type() doesn't support MRO entry resolution; use types.new_class()")
        }
        // CPython asks for the metaclass first, and the type of such a base is none that fits.
        return raise(
          .typeError,
          "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"
        )
      }
      let baseMeta = TypeRef(given[index]).type
      if TypeRef(winner).isSubtype(of: baseMeta) { continue }
      if baseMeta.isSubtype(of: TypeRef(winner)) {
        winner = baseMeta.value
        continue
      }
      return raise(
        .typeError,
        "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"
      )
    }
    if winner != metatype && TypeRef(winner).special(.new) != TypeRef(vm.pointee.types.type).special(.new) {
      let arguments = TupleRef.make(self, name, bases, namespace.value)
      return call(winner, tuple: TupleRef(arguments), keywords: keywords)
    }
    if given.count == 0 { bases = TupleRef.make(self, vm.pointee.types.object) }
    guard let solid = solidBase(TupleRef(bases)) else { return .error }

    let type = allocateType(metatype: winner)
    type.setField(.name, StringRef.intern(name))
    type.setField(.qualname, name)
    let dict = namespace.copy(self)
    type.setField(.dict, dict.value)
    type.setField(.bases, bases)
    type.setField(.mro, vm.pointee.emptyTuple)
    type.setField(.solidBase, solid.value)
    let inherited = solid.flags & (TypeFlags.isException | TypeFlags.isMetatype)
    type.flags = TypeFlags.heap | inherited
    type.setField(.kind, solid.field(.kind))
    type.setField(.baseWords, solid.field(.baseWords))

    let qualname = dict.get(name: vm.pointee.names.qualname)
    if qualname.isBound {
      guard qualname.isKind(.string) else {
        return raise(.typeError, "type __qualname__ must be a str, not \(qualname.typeName)")
      }
      type.setField(.qualname, qualname)
      _ = dict.remove(self, vm.pointee.names.qualname)
    }
    let module = dict.get(name: vm.pointee.names.module)
    if module.isBound {
      type.setField(.module, module)
    } else {
      let frame = pointee.frame.unsafelyUnwrapped
      let outer = frame.pointee.code != nil ? moduleName(FunctionRef(frame.pointee.function).globals) : .none
      type.setField(.module, outer)
      dict.set(name: vm.pointee.names.module, outer)
    }
    for special in [Special.new, .init_subclass, .class_getitem] {
      let function = dict.get(name: special.name)
      if function.isKind(.function) {
        let isStatic = special == .new
        let wrapper =
          isStatic
          ? makeWrapper(vm.pointee.shapes.staticMethod, .staticMethod, function)
          : makeWrapper(vm.pointee.shapes.classMethod, .classMethod, function)
        dict.set(name: special.name, wrapper)
      }
    }
    // A class that defines __eq__ without __hash__ is unhashable.
    if dict.get(name: Special.eq.name).isBound && dict.get(name: Special.hash.name).isUnbound {
      dict.set(name: Special.hash.name, .none)
    }
    if !defineSlots(type, dict, TupleRef(bases)) { return .error }
    // Classes made by a metaclass have the `__dict__` of every class, others that of the first class in Python with one.
    let inheritsDict = solid.isHeapType && solid.lookup(vm.pointee.names.dict).isBound
    if type.flags & TypeFlags.noDict == 0 && solid.instanceKind != .type && !inheritsDict
      && dict.get(name: vm.pointee.names.dict).isUnbound
    {
      dict.set(name: vm.pointee.names.dict, GetSetRef.make(self, instanceDictDefinition, owner: type.value))
    }
    if type.flags & TypeFlags.weaklyReferable != 0 && !solid.hasWeakReferences {
      let name = StringRef.intern("__weakref__")
      if dict.get(name: name).isUnbound {
        dict.set(name: name, GetSetRef.make(self, weakReferenceDefinition, owner: type.value))
      }
    }
    if dict.get(name: vm.pointee.names.doc).isUnbound { dict.set(name: vm.pointee.names.doc, .none) }

    let isInFront = solid.instanceKind.holdsAttributesInFront
    let inlineSlots = isInFront ? 0 : max(solid.inlineSlots, 4)
    type.setField(.inlineSlots, .int(inlineSlots))
    // Members need a place for attributes even when there is no dict.
    let hasWordInFront =
      type.flags & TypeFlags.noDict == 0 || type.flags & TypeFlags.keepsMembers != 0
      || solid.rootShape.pointer.pointee.attributeWord < 0
    let attributeWord = !isInFront ? type.baseWords : (hasWordInFront ? -1 : 0)
    let root = ShapeRef.make(type: type.value, inlineCapacity: inlineSlots, attributeWord: attributeWord)
    type.setField(.rootShape, .int(Int(root.address)))
    let classCell = dict.get(name: vm.pointee.names.classcell)
    if classCell.isBound {
      guard classCell.isKind(.cell) else {
        return raise(
          .typeError,
          "__classcell__ must be a nonlocal cell, not \(repr(text: classCell.type.value))")
      }
      _ = dict.remove(self, vm.pointee.names.classcell)
      CellRef(classCell).content = type.value
    }

    let mro = resolutionOrder(type)
    if mro.isError { return .error }
    type.setField(.mro, mro)
    let baseList = TupleRef(bases)
    for index in 0..<baseList.count { addSubclass(TypeRef(baseList[index]), type) }
    type.typeModified()

    // __set_name__ of descriptors, then __init_subclass__ of the parent.
    var position = 0
    while let entry = namespace.next(&position) {
      guard entry.value.isObject else { continue }
      let hook = entry.value.type.special(.set_name)
      if hook.isBound {
        let result = call(hook, entry.value, type.value, entry.key)
        if result.isError { return wrapSetNameError(entry.value, entry.key, type) }
      }
    }
    let parentHook = superAttribute(type.value, type.value, Special.init_subclass.name)
    if parentHook.isError { return .error }
    let named = keywords.isKind(.dict) ? keywords : .unbound
    let result = call(parentHook, tuple: TupleRef(vm.pointee.emptyTuple), keywords: named)
    return result.isError ? .error : type.value
  }

  /// CPython keeps the name as a C string. False with an exception pending.
  func checkTypeName(_ name: Value) -> Bool {
    let text = StringRef(name)
    var isPlain = true
    for index in 0..<text.count where text[index] == 0 || text[index] >> 11 == 0x1B { isPlain = false }
    if isPlain { return true }
    if encode(text, .utf8, .strict).isError { return false }
    raise(.valueError, "type name must not contain null characters")
    return false
  }

  private func wrapSetNameError(_ value: Value, _ name: Value, _ type: TypeRef) -> Value {
    let cause = takeException()
    raise(
      .runtimeError,
      "Error calling __set_name__ on '\(value.typeName)' instance \(repr(text: name)) in '\(type.nameText)'")
    ExceptionRef(pointee.exception).cause = cause
    ExceptionRef(pointee.exception).context = cause
    ExceptionRef(pointee.exception).suppressContext = true
    return .error
  }

  /// `__build_class__(func, name, *bases, metaclass=None, **kwargs)`.
  func buildClass(_ function: Value, _ name: Value, _ originalBases: TupleRef, _ keywords: DictRef) -> Value {
    // Bases that are no types may have __mro_entries__, as an attribute of their own too (typing.NamedTuple is a function).
    var bases = originalBases.value
    var replaced = false
    if (0..<originalBases.count).contains(where: { !originalBases[$0].isKind(.type) }) {
      let list = ListRef.make(self)
      for index in 0..<originalBases.count {
        let base = originalBases[index]
        let hook = base.isKind(.type) ? Value.unbound : findAttribute(base, Special.mro_entries.name)
        if hook.isError { return .error }
        if hook.isUnbound {
          list.append(self, base)
          continue
        }
        replaced = true
        let entries = call(hook, originalBases.value)
        if entries.isError { return .error }
        guard entries.isKind(.tuple) else { return raise(.typeError, "__mro_entries__ must return a tuple") }
        _ = extend(list, by: entries)
      }
      if replaced { bases = list.count == 0 ? vm.pointee.emptyTuple : TupleRef.make(self, list.items, list.count) }
    }
    var metatype = keywords.get(name: vm.pointee.names.metaclass)
    if metatype.isBound { _ = keywords.remove(self, vm.pointee.names.metaclass) }
    if metatype.isUnbound {
      metatype = TupleRef(bases).count > 0 ? TupleRef(bases)[0].type.value : vm.pointee.types.type
    }
    if metatype.isKind(.type) {
      for index in 0..<TupleRef(bases).count {
        let baseMeta = TupleRef(bases)[index].type
        if TypeRef(metatype).isSubtype(of: baseMeta) { continue }
        if baseMeta.isSubtype(of: TypeRef(metatype)) {
          metatype = baseMeta.value
          continue
        }
        return raise(
          .typeError,
          "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"
        )
      }
    }
    var namespace = DictRef.make(self).value
    let prepare = findAttribute(metatype, Special.prepare.name)
    if prepare.isError { return .error }
    if prepare.isBound && metatype != vm.pointee.types.type {
      namespace = call(prepare, tuple: TupleRef(TupleRef.make(self, name, bases)), keywords: keywords.value)
      if namespace.isError { return .error }
      if namespace.type.special(.getitem).isUnbound {
        let word = metatype.isKind(.type) ? TypeRef(metatype).nameText : "<metaclass>"
        return raise(
          .typeError, "\(word).__prepare__() must return a mapping, not \(namespace.typeName)")
      }
    }
    let cell = runWithNamespace(FunctionRef(function), namespace)
    if cell.isError { return .error }
    if replaced { _ = setItem(namespace, StringRef.intern("__orig_bases__"), originalBases.value) }
    let arguments = TupleRef.make(self, name, bases, namespace)
    let type = call(metatype, tuple: TupleRef(arguments), keywords: keywords.value)
    if type.isError { return .error }
    guard cell.isKind(.cell), type.isKind(.type), CellRef(cell).content != type else { return type }
    let content = CellRef(cell).content
    if content.isUnbound {
      return raise(
        .runtimeError,
        "__class__ not set defining \(repr(text: name)) as \(repr(text: type)). Was __classcell__ propagated to type.__new__?"
      )
    }
    return raise(
      .typeError, "__class__ set to \(repr(text: content)) defining \(repr(text: name)) as \(repr(text: type))")
  }

  /// Runs code that keeps its names in `namespace`: class bodies, exec with locals.
  func runWithNamespace(_ function: FunctionRef, _ namespace: Value) -> Value {
    if nativeStackIsLow { return raiseRecursion() }
    let registers = topOfStack
    if !pushFrame(function, registers, result: nil, flags: FrameFlags.exit, locals: namespace) { return .error }
    clearLocals(registers + Int(function.info.pointee.argumentCount), function.info)
    return runTopFrame()
  }
}
