// types.MappingProxyType: a read-only view of any mapping (and what `Type.__dict__` gives). Word 1: the mapping.

import CRuntime

func makeMappingProxy(_ thread: Thread, _ mapping: Value) -> Value {
  let object = thread.allocate(headerImage(vm.pointee.shapes.mappingProxy, .mappingProxy, words: 2), words: 2)
  object.setWord(1, mapping)
  return .object(object)
}

@inline(__always) private func mapping(_ arguments: Arguments) -> Value { arguments[0].pointer.word(1) }

private func new(_ thread: Thread, _ arguments: Arguments) -> Value {
  let mapping = arguments[1]
  if mapping.isKind(.list) || mapping.isKind(.tuple) || mapping.type.special(.getitem).isUnbound {
    return thread.raise(.typeError, "mappingproxy() argument must be a mapping, not \(mapping.typeName)")
  }
  return makeMappingProxy(thread, mapping)
}

/// Calls a method of the mapping by name.
private func forward(_ thread: Thread, _ arguments: Arguments, _ name: StaticString) -> Value {
  thread.callMethod(mapping(arguments), StringRef.intern(name))
}

private func get(_ thread: Thread, _ arguments: Arguments) -> Value {
  let standard = arguments[2].isUnbound ? Value.none : arguments[2]
  return thread.callMethod(mapping(arguments), StringRef.intern("get"), arguments[1], standard)
}

private func contains(_ thread: Thread, _ arguments: Arguments) -> Value {
  let found = thread.contains(mapping(arguments), arguments[1])
  return found < 0 ? .error : .bool(found > 0)
}

private func length(_ thread: Thread, _ arguments: Arguments) -> Value {
  let count = thread.length(mapping(arguments))
  return count < 0 ? .error : .int(count)
}

private func representation(_ thread: Thread, _ arguments: Arguments) -> Value {
  let text = thread.repr(mapping(arguments))
  return text.isError ? .error : StringRef.make(thread, "mappingproxy(\(StringRef(text).text))")
}

private func compare(_ thread: Thread, _ arguments: Arguments, _ operation: Comparison) -> Value {
  let other = arguments[1].isKind(.mappingProxy) ? arguments[1].pointer.word(1) : arguments[1]
  return thread.compare(operation, mapping(arguments), other)
}

private func or(_ thread: Thread, _ arguments: Arguments, reflected: Bool) -> Value {
  let other = arguments[1].isKind(.mappingProxy) ? arguments[1].pointer.word(1) : arguments[1]
  return reflected
    ? thread.binary(.or, other, mapping(arguments)) : thread.binary(.or, mapping(arguments), other)
}

private func inPlaceOr(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.raise(.typeError, "'|=' is not supported by mappingproxy; use '|' instead")
}

private func hash(_ thread: Thread, _ arguments: Arguments) -> Value {
  let hash = thread.hash(mapping(arguments))
  return hash == hashFailed ? .error : .int(hash)
}

func defineMappingProxy(_ thread: Thread) {
  let type = thread.define(
    TypeDefinition(
      name: "mappingproxy", kind: .mappingProxy, words: 2, flags: TypeFlags.final,
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, mapping)", new),
        NativeDefinition("__repr__(self, /)", representation),
        NativeDefinition("__str__(self, /)", { thread, arguments in thread.str(mapping(arguments)) }),
        NativeDefinition("__len__(self, /)", length),
        NativeDefinition("__getitem__(self, key, /)", { $0.getItem(mapping($1), $1[1]) }),
        NativeDefinition("__contains__(self, key, /)", contains),
        NativeDefinition("__iter__(self, /)", { thread, arguments in thread.getIterator(mapping(arguments)) }),
        NativeDefinition("__reversed__(self, /)", { forward($0, $1, "__reversed__") }),
        NativeDefinition("__hash__(self, /)", hash),
        NativeDefinition("__eq__(self, value, /)", { compare($0, $1, .equal) }),
        NativeDefinition("__ne__(self, value, /)", { compare($0, $1, .notEqual) }),
        NativeDefinition("__or__(self, value, /)", { or($0, $1, reflected: false) }),
        NativeDefinition("__ror__(self, value, /)", { or($0, $1, reflected: true) }),
        NativeDefinition("__ior__(self, value, /)", inPlaceOr),
        NativeDefinition("get(self, key, default=None, /)", get),
        NativeDefinition("keys(self, /)", { forward($0, $1, "keys") }),
        NativeDefinition("values(self, /)", { forward($0, $1, "values") }),
        NativeDefinition("items(self, /)", { forward($0, $1, "items") }),
        NativeDefinition("copy(self, /)", { forward($0, $1, "copy") }),
        classGetItemDefinition,
      ],
      doc: "Read-only proxy of a mapping."))
  vm.pointee.types.mappingProxy = type
  thread.adopt(&vm.pointee.shapes.mappingProxy, for: type)
}
