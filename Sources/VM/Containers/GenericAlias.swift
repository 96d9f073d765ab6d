// Parametrised types: `list[int]` (types.GenericAlias) and `int | str` (types.UnionType).
//
// Words of both: 1 origin (alias) or None (union), 2 args tuple, 3 parameters tuple or unbound while not computed,
// 4 True for an unpacked alias (`*tuple[int]`).

import CRuntime

struct GenericAliasRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let baseWords = 5
  var origin: Value { pointer.word(1) }
  var arguments: TupleRef { TupleRef(pointer.word(2)) }
  var isUnpacked: Bool { pointer.word(4).isTrue }

  /// `origin[arguments]`; a single argument is wrapped in a tuple.
  static func make(
    _ thread: Thread, origin: Value, arguments: Value, type: Value = vm.pointee.types.genericAlias
  ) -> Value {
    let tuple = arguments.isKind(.tuple) ? arguments : TupleRef.make(thread, arguments)
    let object = thread.allocateInstance(TypeRef(type))
    object.pointer.setWord(1, origin)
    object.pointer.setWord(2, tuple)
    object.pointer.setWord(3, .unbound)
    object.pointer.setWord(4, .false)
    return object
  }
}

// MARK: Text

/// How a type or argument reads inside an alias: `int`, `typing.Any`, `...`.
private func aliasText(_ thread: Thread, _ value: Value) -> String {
  if value == .ellipsis { return "..." }
  if value.isNone { return "None" }
  if value == vm.pointee.types.noneType { return "None" }
  if value.isKind(.type) {
    let module = thread.findAttribute(value, vm.pointee.names.module)
    let qualname = StringRef(TypeRef(value).field(.qualname)).text
    if module.isKind(.string), StringRef(module).text != "builtins" { return StringRef(module).text + "." + qualname }
    return qualname
  }
  if value.isKind(.list) {
    let list = ListRef(value)
    return "[" + (0..<list.count).map { aliasText(thread, list[$0]) }.joined(separator: ", ") + "]"
  }
  return thread.repr(text: value)
}

private func aliasRepr(_ thread: Thread, _ arguments: Arguments) -> Value {
  let alias = GenericAliasRef(arguments[0])
  let items = alias.arguments
  let text = (0..<items.count).map { aliasText(thread, items[$0]) }.joined(separator: ", ")
  let star = alias.isUnpacked ? "*" : ""
  return StringRef.make(thread, "\(star)\(aliasText(thread, alias.origin))[\(items.count == 0 ? "()" : text)]")
}

private func unionRepr(_ thread: Thread, _ arguments: Arguments) -> Value {
  let items = GenericAliasRef(arguments[0]).arguments
  return StringRef.make(thread, (0..<items.count).map { aliasText(thread, items[$0]) }.joined(separator: " | "))
}

// MARK: Alias protocol

private func aliasNew(_ thread: Thread, _ arguments: Arguments) -> Value {
  GenericAliasRef.make(thread, origin: arguments[1], arguments: arguments[2], type: arguments[0])
}

private func aliasCall(_ thread: Thread, _ arguments: Arguments) -> Value {
  let result = thread.call(
    GenericAliasRef(arguments[0]).origin, tuple: TupleRef(arguments[1]), keywords: arguments[2])
  if result.isError { return .error }
  // Instances remember how they were made, when they can.
  if thread.hasAttributes(result) && !thread.setAttribute(result, StringRef.intern("__orig_class__"), arguments[0]) {
    thread.pointee.exception = .unbound
  }
  return result
}

/// Names answered by the alias itself; everything else goes to the origin.
private let aliasOwnNames: Set<String> = [
  "__class__", "__origin__", "__args__", "__parameters__", "__unpacked__", "__typing_unpacked_tuple_args__",
  "__mro_entries__", "__reduce_ex__", "__reduce__", "__copy__", "__deepcopy__",
]

private func aliasGetAttribute(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard arguments[1].isKind(.string) else { return thread.raise(.typeError, "attribute name must be string") }
  let name = StringRef.intern(arguments[1])
  let text = StringRef(name).text
  if aliasOwnNames.contains(text)
    || text.hasPrefix("__") && arguments[0].type.lookup(name).isBound && text != "__name__"
      && text != "__qualname__" && text != "__module__" && text != "__doc__"
  {
    let value = thread.genericFindAttribute(arguments[0], name)
    return value.isUnbound ? thread.raiseNoAttribute(arguments[0], name) : value
  }
  return thread.getAttribute(GenericAliasRef(arguments[0]).origin, name)
}

private func aliasEqual(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard arguments[1].isObject, arguments[1].pointer.shapeWord == arguments[0].pointer.shapeWord else {
    return .notImplemented
  }
  let a = GenericAliasRef(arguments[0])
  let b = GenericAliasRef(arguments[1])
  if a.isUnpacked != b.isUnpacked { return .false }
  let origins = thread.equal(a.origin, b.origin)
  if origins <= 0 { return origins < 0 ? .error : .false }
  return thread.compare(.equal, a.arguments.value, b.arguments.value)
}

private func aliasHash(_ thread: Thread, _ arguments: Arguments) -> Value {
  let alias = GenericAliasRef(arguments[0])
  let origin = thread.hash(alias.origin)
  if origin == hashFailed { return .error }
  let items = thread.hash(alias.arguments.value)
  return items == hashFailed ? .error : .int((origin ^ items) & Value.smallIntMax)
}

private func aliasSubscript(_ thread: Thread, _ arguments: Arguments) -> Value {
  let alias = GenericAliasRef(arguments[0])
  let substituted = alias.substitute(thread, arguments[1])
  if substituted.isError { return .error }
  let result = GenericAliasRef.make(thread, origin: alias.origin, arguments: substituted)
  result.pointer.setWord(4, alias.pointer.word(4))
  return result
}

/// `*alias`: an iterator over one alias, which stands for the types of a tuple.
private func aliasIterator(_ thread: Thread, _ arguments: Arguments) -> Value {
  let alias = GenericAliasRef(arguments[0])
  let unpacked = GenericAliasRef.make(thread, origin: alias.origin, arguments: alias.arguments.value)
  unpacked.pointer.setWord(4, .true)
  return thread.getIterator(TupleRef.make(thread, unpacked))
}

private func aliasEntries(_ thread: Thread, _ arguments: Arguments) -> Value {
  TupleRef.make(thread, GenericAliasRef(arguments[0]).origin)
}

private func aliasInstanceCheck(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.raise(.typeError, "isinstance() argument 2 cannot be a parameterized generic")
}

private func aliasSubclassCheck(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.raise(.typeError, "issubclass() argument 2 cannot be a parameterized generic")
}

private func aliasReduce(_ thread: Thread, _ arguments: Arguments) -> Value {
  let alias = GenericAliasRef(arguments[0])
  let parts = TupleRef.make(thread, alias.origin, alias.arguments.value)
  let type = vm.pointee.types.genericAlias
  return alias.isUnpacked ? TupleRef.make(thread, type, parts, .true) : TupleRef.make(thread, type, parts)
}

/// The state that `__reduce__` gives with an unpacked alias.
private func aliasSetState(_ thread: Thread, _ arguments: Arguments) -> Value {
  arguments[0].pointer.setWord(4, .bool(arguments[1].isTrue))
  return .none
}

// MARK: Unions

/// `a | b` of types: `.notImplemented` when an operand cannot be part of a union.
func makeUnion(_ thread: Thread, _ a: Value, _ b: Value) -> Value {
  let members = ListRef.make(thread)
  for operand in [a, b] {
    if operand.isObject && operand.pointer.shapeWord == TypeRef(vm.pointee.types.unionType).rootShape.address {
      let items = GenericAliasRef(operand).arguments
      for index in 0..<items.count where !addMember(thread, items[index], members) { return .error }
    } else if operand.isNone {
      if !addMember(thread, vm.pointee.types.noneType, members) { return .error }
    } else if operand.isKind(.type) || operand.type.isSubtype(of: TypeRef(vm.pointee.types.genericAlias)) {
      if !addMember(thread, operand, members) { return .error }
    } else {
      return .notImplemented
    }
  }
  if members.count == 1 { return members[0] }
  let tuple = TupleRef.make(thread, members.items, members.count)
  let object = thread.allocateInstance(TypeRef(vm.pointee.types.unionType))
  object.pointer.setWord(2, tuple)
  object.pointer.setWord(3, .unbound)
  return object
}

private func addMember(_ thread: Thread, _ member: Value, _ members: ListRef) -> Bool {
  for index in 0..<members.count {
    let same =
      members[index].isKind(.type) || member.isKind(.type)
      ? (members[index] == member ? 1 : 0) : thread.equal(members[index], member)
    if same != 0 { return same > 0 }
  }
  members.append(thread, member)
  return true
}

/// Body of `__or__` of type, alias and union.
func typeOr(_ thread: Thread, _ arguments: Arguments) -> Value { makeUnion(thread, arguments[0], arguments[1]) }
/// Body of their `__ror__`.
func typeReflectedOr(_ thread: Thread, _ arguments: Arguments) -> Value {
  makeUnion(thread, arguments[1], arguments[0])
}

/// `(list[T] | None)[int]`.
private func unionSubscript(_ thread: Thread, _ arguments: Arguments) -> Value {
  let substituted = GenericAliasRef(arguments[0]).substitute(thread, arguments[1])
  if substituted.isError { return .error }
  let members = TupleRef(substituted)
  var result = members[0]
  for index in 1..<members.count {
    result = thread.binary(.or, result, members[index])
    if result.isError { return .error }
  }
  return result
}

private func unionEqual(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard arguments[1].isObject, arguments[1].pointer.shapeWord == arguments[0].pointer.shapeWord else {
    return .notImplemented
  }
  let a = thread.makeSet()
  let b = thread.makeSet()
  if !thread.setUpdate(a, from: GenericAliasRef(arguments[0]).arguments.value) { return .error }
  if !thread.setUpdate(b, from: GenericAliasRef(arguments[1]).arguments.value) { return .error }
  return thread.compare(.equal, a.value, b.value)
}

private func unionHash(_ thread: Thread, _ arguments: Arguments) -> Value {
  let items = GenericAliasRef(arguments[0]).arguments
  var result = 0
  for index in 0..<items.count {
    let hash = thread.hash(items[index])
    if hash == hashFailed { return .error }
    result ^= hash
  }
  return .int(result & Value.smallIntMax)
}

/// `isinstance(x, int | str)` and `issubclass`: true for any member.
private func unionCheck(_ thread: Thread, _ arguments: Arguments, _ special: Special) -> Value {
  let items = GenericAliasRef(arguments[0]).arguments
  let checked = special == .instancecheck ? "isinstance() argument 2" : "issubclass() argument 2"
  for index in 0..<items.count {
    if !items[index].isKind(.type) {
      return thread.raise(.typeError, "\(checked) cannot be a parameterized generic")
    }
  }
  for index in 0..<items.count {
    let hook = items[index].type.special(special)
    let result = hook.isBound ? thread.callUnbound(hook, items[index], arguments[1]) : .false
    if result.isError { return .error }
    let truth = thread.truth(result)
    if truth != 0 { return truth < 0 ? .error : .true }
  }
  return .false
}

/// `__class_getitem__` of the built-in generic types.
func classGetItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  GenericAliasRef.make(thread, origin: arguments[0], arguments: arguments[1])
}
let classGetItemDefinition = NativeDefinition(.classMethod, "__class_getitem__(cls, item, /)", classGetItem)

// MARK: The types

func defineGenericAlias(_ thread: Thread) {
  vm.pointee.types.genericAlias = thread.define(
    TypeDefinition(
      name: "GenericAlias", words: GenericAliasRef.baseWords, module: "types",
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, origin, args, /)", aliasNew),
        NativeDefinition("__repr__(self, /)", aliasRepr),
        NativeDefinition("__call__(self, /, *args, **kwargs)", aliasCall),
        NativeDefinition("__getattribute__(self, name, /)", aliasGetAttribute),
        NativeDefinition("__eq__(self, value, /)", aliasEqual),
        NativeDefinition("__hash__(self, /)", aliasHash),
        NativeDefinition("__getitem__(self, key, /)", aliasSubscript),
        NativeDefinition("__iter__(self, /)", aliasIterator),
        NativeDefinition("__mro_entries__(self, bases, /)", aliasEntries),
        NativeDefinition("__instancecheck__(self, instance, /)", aliasInstanceCheck),
        NativeDefinition("__subclasscheck__(self, cls, /)", aliasSubclassCheck),
        NativeDefinition("__reduce__(self, /)", aliasReduce),
        NativeDefinition("__setstate__(self, state, /)", aliasSetState),
        NativeDefinition("__or__(self, value, /)", typeOr),
        NativeDefinition("__ror__(self, value, /)", typeReflectedOr),
      ],
      attributes: [
        GetSetDefinition("__origin__", { _, alias in GenericAliasRef(alias).origin }),
        GetSetDefinition("__args__", { _, alias in GenericAliasRef(alias).arguments.value }),
        GetSetDefinition("__parameters__", { thread, alias in GenericAliasRef(alias).parameters(thread) }),
        GetSetDefinition("__unpacked__", { _, alias in alias.pointer.word(4) }),
        GetSetDefinition(
          "__typing_unpacked_tuple_args__",
          { _, alias in
            let alias = GenericAliasRef(alias)
            return alias.isUnpacked && alias.origin == vm.pointee.types.tuple ? alias.arguments.value : .none
          }),
      ],
      doc: "A type with type arguments, such as list[int]."))
  vm.pointee.types.unionType = thread.define(
    TypeDefinition(
      name: "UnionType", words: GenericAliasRef.baseWords, flags: TypeFlags.notInstantiable, module: "types",
      methods: [
        NativeDefinition("__repr__(self, /)", unionRepr),
        NativeDefinition("__eq__(self, value, /)", unionEqual),
        NativeDefinition("__hash__(self, /)", unionHash),
        NativeDefinition("__or__(self, value, /)", typeOr),
        NativeDefinition("__ror__(self, value, /)", typeReflectedOr),
        NativeDefinition("__getitem__(self, key, /)", unionSubscript),
        NativeDefinition("__instancecheck__(self, instance, /)", { unionCheck($0, $1, .instancecheck) }),
        NativeDefinition("__subclasscheck__(self, cls, /)", { unionCheck($0, $1, .subclasscheck) }),
      ],
      attributes: [
        GetSetDefinition("__args__", { _, union in GenericAliasRef(union).arguments.value }),
        GetSetDefinition("__module__", { thread, _ in StringRef.intern("types") }),
        GetSetDefinition("__parameters__", { thread, union in GenericAliasRef(union).parameters(thread) }),
      ],
      doc: "One of several types, such as int | str."))
}
