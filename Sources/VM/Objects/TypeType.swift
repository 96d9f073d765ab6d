// `type`: classes as objects. Attributes of types, `type(name, bases, dict)`, and class statements.

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

  // MARK: Making classes

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

  /// The base whose native layout instances get; nil with TypeError when two bases disagree.
  func solidBase(_ bases: TupleRef) -> TypeRef? {
    var best = TypeRef(vm.pointee.types.object)
    for index in 0..<bases.count {
      let base = TypeRef(bases[index])
      if base.flags & TypeFlags.final != 0 {
        raise(.typeError, "type '\(base.fullNameText)' is not an acceptable base type")
        return nil
      }
      let layout = base.layoutRoot
      if best.layoutRoot.isSubtype(of: layout) {
        if index == 0 { best = base }
        continue
      }
      if layout.isSubtype(of: best.layoutRoot) {
        best = base
        continue
      }
      raise(.typeError, "multiple bases have instance lay-out conflict")
      return nil
    }
    return best
  }

  /// `__slots__`: member descriptors for the names; without a `__dict__` slot instances take no other attributes.
  private func defineSlots(_ type: TypeRef, _ dict: DictRef, _ bases: TupleRef) -> Bool {
    let slots = dict.get(name: vm.pointee.names.slots)
    var basesHaveDict = false
    for index in 0..<bases.count {
      let base = TypeRef(bases[index])
      if base.isHeapType && base.flags & TypeFlags.noDict == 0 { basesHaveDict = true }
      if base.isException { basesHaveDict = true }
      type.flags |= base.flags & TypeFlags.keepsMembers
      if base.hasWeakReferences { type.flags |= TypeFlags.weaklyReferable }
    }
    guard let layout = type.layoutBase else { return true }
    // Which of the types that are written natively have weak references of their own in CPython is not written down.
    let takesWeakReferences =
      (!layout.hasWeakReferences || layout.instanceKind == .native && !layout.isHeapType)
      && !layout.instanceKind.hasItems
    guard slots.isBound else {
      if takesWeakReferences { type.flags |= TypeFlags.weaklyReferable }
      return true
    }
    let names = ListRef.make(self)
    if slots.isKind(.string) {
      names.append(self, slots)
    } else if !extend(names, by: slots) {
      return false
    }
    if names.count > 0, layout.instanceKind.hasItems {
      raise(.typeError, "nonempty __slots__ not supported for subtype of '\(layout.nameText)'")
      return false
    }
    let layoutHasDict =
      layout.isException || layout.flags & TypeFlags.noDict == 0 && layout.rootShape.pointer.pointee.attributeWord != 0
    var wantsDict = basesHaveDict
    var namesDict = false
    var namesWeakReferences = false
    for index in 0..<names.count {
      guard names[index].isKind(.string) else {
        raise(.typeError, "__slots__ items must be strings, not '\(names[index].typeName)'")
        return false
      }
      let text = StringRef(names[index]).text
      guard isIdentifier(StringRef(names[index])) else {
        raise(.typeError, "__slots__ must be identifiers")
        return false
      }
      if text == "__dict__" {
        if layoutHasDict || namesDict {
          raise(.typeError, "__dict__ slot disallowed: we already got one")
          return false
        }
        wantsDict = true
        namesDict = true
        continue
      }
      if text == "__weakref__" {
        if !takesWeakReferences || namesWeakReferences {
          raise(.typeError, "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0")
          return false
        }
        type.flags |= TypeFlags.weaklyReferable
        namesWeakReferences = true
        continue
      }
      let name = mangled(StringRef.intern(names[index]), type)
      let present = dict.get(name: name)
      // A name may be listed twice.
      if present.isKind(.memberDescriptor) && present.pointer.word(2) == type.value { continue }
      let isMissingDoc = name == vm.pointee.names.doc && present.isNone
      if present.isBound && present != slots && !isMissingDoc {
        raise(.valueError, "\(repr(text: name)) in __slots__ conflicts with class variable")
        return false
      }
      let descriptor = allocate(headerImage(vm.pointee.shapes.memberDescriptor, .memberDescriptor, words: 3), words: 3)
      descriptor.setWord(1, name)
      descriptor.setWord(2, type.value)
      dict.set(name: name, descriptor.asValue)
      type.flags |= TypeFlags.keepsMembers
    }
    type.flags |= TypeFlags.hasSlots | (wantsDict ? 0 : TypeFlags.noDict)
    return true
  }

  /// `__private` names inside a class become `_Class__private`.
  private func mangled(_ name: Value, _ type: TypeRef) -> Value {
    let text = StringRef(name).text
    guard text.hasPrefix("__"), !text.hasSuffix("__") else { return name }
    let className = type.nameText.drop { $0 == "_" }
    return className.isEmpty ? name : StringRef.intern("_\(className)\(text)")
  }

  /// C3 linearization of a type from its bases; nil with TypeError.
  func linearize(_ type: TypeRef) -> TupleRef? {
    let bases = type.bases
    for index in 0..<bases.count {
      for earlier in 0..<index where bases[earlier] == bases[index] {
        raise(.typeError, "duplicate base class \(TypeRef(bases[index]).nameText)")
        return nil
      }
    }
    let result = ListRef.make(self)
    result.append(self, type.value)
    if bases.count == 1 {
      _ = extend(result, by: TypeRef(bases[0]).field(.mro))
      return TupleRef(TupleRef.make(self, result.items, result.count))
    }
    // Sequences still to merge: the bases' MROs and the bases themselves, as (tuple, position).
    var sequences: [(TupleRef, Int)] = []
    for index in 0..<bases.count { sequences.append((TypeRef(bases[index]).mro, 0)) }
    sequences.append((bases, 0))
    while true {
      sequences.removeAll { $0.1 >= $0.0.count }
      if sequences.isEmpty { break }
      var chosen: Value?
      for (sequence, position) in sequences {
        let candidate = sequence[position]
        let inTail = sequences.contains { other, start in
          (start + 1..<max(start + 1, other.count)).contains { other[$0] == candidate }
        }
        if !inTail {
          chosen = candidate
          break
        }
      }
      guard let chosen else {
        let names = sequences.map { TypeRef($0.0[$0.1]).nameText }
        var unique: [String] = []
        for name in names where !unique.contains(name) { unique.append(name) }
        raise(
          .typeError,
          "Cannot create a consistent method resolution\norder (MRO) for bases \(unique.joined(separator: ", "))")
        return nil
      }
      result.append(self, chosen)
      for index in sequences.indices where sequences[index].0[sequences[index].1] == chosen { sequences[index].1 += 1 }
    }
    return TupleRef(TupleRef.make(self, result.items, result.count))
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
