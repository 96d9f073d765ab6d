// The module `_weakref`: ref, proxy. The collector empties references (Heap+Collect); it does not trace word 1.
// Words: 1 target (unbound when dead), 2 callback or None, 3 hash (small int) or None.

import CRuntime

nonisolated(unsafe) private var proxyType = Value.unbound
nonisolated(unsafe) private var callableProxyType = Value.unbound

@inline(__always) private func target(_ reference: Value) -> Value {
  reference.pointer.word(WeakReferenceRef.targetIndex)
}

private func canBeReferenced(_ value: Value) -> Bool {
  guard value.isObject else { return false }
  return value.type.hasWeakReferences
}

extension TypeRef {
  /// May instances be referenced weakly? Of Python's classes those without `__slots__`, or with `__weakref__` in them.
  var hasWeakReferences: Bool {
    if isHeapType { return flags & TypeFlags.weaklyReferable != 0 }
    switch instanceKind {
    case .function, .nativeFunction, .boundMethod, .type, .module, .set, .frozenSet, .generator, .native, .code,
      .foreignData:
      return true
    default: return false
    }
  }
}

/// `__weakref__` of instances of Python classes: the first of the references to it.
let weakReferenceDefinition = GetSetDefinition(
  "__weakref__",
  { _, object in
    references(to: object).first.map { .object($0) } ?? .none
  })

/// A new reference of a given type; `.error` when the target cannot be referenced weakly.
private func makeReference(_ thread: Thread, _ type: Value, _ target: Value, _ callback: Value) -> Value {
  if !canBeReferenced(target) {
    return thread.raise(.typeError, "cannot create weak reference to '\(target.typeName)' object")
  }
  let hasCallback = callback.isBound && !callback.isNone
  // References without callback are shared, but for those of classes derived from `ref`.
  if !hasCallback && !TypeRef(type).isHeapType && target.pointer.headerFlags & HeaderFlags.weaklyReferenced != 0 {
    for known in vm.pointee.weakReferences
    where known.word(1) == target && known.word(2).isNone && known.asValue.type.value == type {
      return .object(known)
    }
  }
  let reference = thread.allocateInstance(TypeRef(type)).pointer
  reference.setWord(WeakReferenceRef.targetIndex, target)
  reference.setWord(WeakReferenceRef.callbackIndex, hasCallback ? callback : .none)
  reference.headerFlags |= HeaderFlags.weaklyReferenced
  if target.objectKind != .string && target.objectKind != .bytes {
    target.pointer.headerFlags |= HeaderFlags.weaklyReferenced
  }
  vm.pointee.weakReferences.append(reference)
  return .object(reference)
}

private func newReference(_ thread: Thread, _ arguments: Arguments) -> Value {
  let (count, _) = thread.rawArguments
  if count < 2 { return thread.raise(.typeError, "__new__ expected at least 1 argument, got \(count - 1)") }
  if count > 3 { return thread.raise(.typeError, "__new__ expected at most 2 arguments, got \(count - 1)") }
  return makeReference(thread, arguments[0], arguments[1], count > 2 ? arguments[2] : .none)
}

private func checkReferenceArguments(_ thread: Thread, _ arguments: Arguments) -> Value {
  let (count, names) = thread.rawArguments
  if names.isObject && TupleRef(names).count > 0 {
    return thread.raise(.typeError, "ref() takes no keyword arguments")
  }
  if 2...3 ~= count { return .none }
  let bound = count < 2 ? "at least 1 argument" : "at most 2 arguments"
  return thread.raise(.typeError, "__init__ expected \(bound), got \(count - 1)")
}

private func callReference(_ thread: Thread, _ arguments: Arguments) -> Value {
  let target = target(arguments[0])
  return target.isUnbound ? .none : target
}

private func hashReference(_ thread: Thread, _ arguments: Arguments) -> Value {
  let reference = arguments[0].pointer
  if reference.word(3).isInt { return reference.word(3) }
  let target = target(arguments[0])
  if target.isUnbound { return thread.raise(.typeError, "weak object has gone away") }
  let hash = thread.hash(target)
  if hash == hashFailed { return .error }
  reference.setIntWord(3, hash)
  return .int(hash)
}

private func compareReferences(_ thread: Thread, _ arguments: Arguments, _ operation: Comparison) -> Value {
  guard arguments[1].isKind(.weakReference) else { return .notImplemented }
  let a = target(arguments[0])
  let b = target(arguments[1])
  if a.isUnbound || b.isUnbound {
    return .bool((arguments[0] == arguments[1]) == (operation == .equal))
  }
  return thread.compare(operation, a, b)
}

private func reprReference(_ thread: Thread, _ arguments: Arguments) -> Value {
  let target = target(arguments[0])
  let start = "<weakref at \(addressText(arguments[0]))"
  if target.isUnbound { return StringRef.make(thread, "\(start); dead>") }
  let name = thread.findAttribute(target, vm.pointee.names.name)
  if name.isError { thread.pointee.exception = .unbound }
  let suffix = name.isKind(.string) ? " (\(StringRef(name).text))" : ""
  return StringRef.make(thread, "\(start); to '\(target.typeName)' at \(addressText(target))\(suffix)>")
}

// MARK: Module functions

/// In CPython's order: the shared reference and proxy, then the others, the youngest first.
private func references(to target: Value) -> [Raw] {
  let all = vm.pointee.weakReferences.filter { $0.word(WeakReferenceRef.targetIndex) == target }
  func isShared(_ reference: Raw) -> Bool {
    reference.word(WeakReferenceRef.callbackIndex).isNone && !reference.asValue.type.isHeapType
  }
  return all.filter(isShared) + all.reversed().filter { !isShared($0) }
}

private func listReferences(_ thread: Thread, _ arguments: Arguments) -> Value {
  // Room first: nothing may be collected between finding the references and storing them.
  let list = ListRef.make(thread, capacity: references(to: arguments[0]).count + 1)
  for reference in references(to: arguments[0]) { list.append(thread, .object(reference)) }
  return list.value
}

private func removeDead(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard arguments[0].isKind(.dict) else { return thread.raise(.typeError, "expected a dict") }
  let value = DictRef(arguments[0]).get(thread, arguments[1])
  if value.isError { return .error }
  if value.isKind(.weakReference) && target(value).isUnbound {
    return DictRef(arguments[0]).remove(thread, arguments[1]).isError ? .error : .none
  }
  return .none
}

private func makeProxy(_ thread: Thread, _ arguments: Arguments) -> Value {
  let type = thread.isCallable(arguments[0]) ? callableProxyType : proxyType
  return makeReference(thread, type, arguments[0], arguments[1])
}

// MARK: Proxies

/// The live target of a proxy (or any other value itself), or `.error` with ReferenceError pending.
private func unwrap(_ thread: Thread, _ value: Value) -> Value {
  guard value.isKind(.weakReference), value.type.value == proxyType || value.type.value == callableProxyType else {
    return value
  }
  let target = target(value)
  return target.isUnbound ? thread.raise(.referenceError, "weakly-referenced object no longer exists") : target
}

/// Runs `body` with the targets of the first two arguments.
private func forward(_ thread: Thread, _ arguments: Arguments, _ body: (Value, Value) -> Value) -> Value {
  let a = unwrap(thread, arguments[0])
  let b = unwrap(thread, arguments[1])
  return a.isError || b.isError ? .error : body(a, b)
}

/// Runs `body` with the target of the first argument.
private func forwardSelf(_ thread: Thread, _ arguments: Arguments, _ body: (Value) -> Value) -> Value {
  let target = unwrap(thread, arguments[0])
  return target.isError ? .error : body(target)
}

private func interned(_ thread: Thread, _ name: Value) -> Value { name.isKind(.string) ? StringRef.intern(name) : name }

private let proxyMethods: [NativeDefinition] = [
  NativeDefinition(
    "__getattribute__(self, name, /)",
    { thread, arguments in
      forwardSelf(thread, arguments) { thread.getAttribute($0, interned(thread, arguments[1])) }
    }),
  NativeDefinition(
    "__setattr__(self, name, value, /)",
    { thread, arguments in
      forwardSelf(thread, arguments) {
        thread.setAttribute($0, interned(thread, arguments[1]), arguments[2]) ? .none : .error
      }
    }),
  NativeDefinition(
    "__delattr__(self, name, /)",
    { thread, arguments in
      forwardSelf(thread, arguments) {
        thread.setAttribute($0, interned(thread, arguments[1]), .unbound) ? .none : .error
      }
    }),
  NativeDefinition(
    "__repr__(self, /)",
    { thread, arguments in
      let target = target(arguments[0])
      let name = target.isUnbound ? "NoneType" : target.typeName
      return StringRef.make(
        thread, "<weakproxy at \(addressText(arguments[0])) to \(name) at \(addressText(target))>")
    }),
  NativeDefinition(
    "__str__(self, /)", { thread, arguments in forwardSelf(thread, arguments) { thread.str($0) } }),
  NativeDefinition(
    "__bool__(self, /)",
    { thread, arguments in
      forwardSelf(thread, arguments) {
        let truth = thread.truth($0)
        return truth < 0 ? .error : .bool(truth > 0)
      }
    }),
  NativeDefinition(
    "__len__(self, /)",
    { thread, arguments in
      forwardSelf(thread, arguments) {
        let count = thread.length($0)
        return count < 0 ? .error : .int(count)
      }
    }),
  NativeDefinition(
    "__getitem__(self, key, /)",
    { thread, arguments in forwardSelf(thread, arguments) { thread.getItem($0, arguments[1]) } }),
  NativeDefinition(
    "__setitem__(self, key, value, /)",
    { thread, arguments in
      forwardSelf(thread, arguments) { thread.setItem($0, arguments[1], arguments[2]) ? .none : .error }
    }),
  NativeDefinition(
    "__delitem__(self, key, /)",
    { thread, arguments in forwardSelf(thread, arguments) { thread.deleteItem($0, arguments[1]) ? .none : .error } }),
  NativeDefinition(
    "__contains__(self, key, /)",
    { thread, arguments in
      forwardSelf(thread, arguments) {
        let found = thread.contains($0, arguments[1])
        return found < 0 ? .error : .bool(found > 0)
      }
    }),
  NativeDefinition(
    "__iter__(self, /)", { thread, arguments in forwardSelf(thread, arguments) { thread.getIterator($0) } }),
  NativeDefinition(
    "__next__(self, /)",
    { thread, arguments in
      forwardSelf(thread, arguments) {
        if $0.type.special(.next).isUnbound {
          return thread.raise(.typeError, "Weakref proxy referenced a non-iterator '\($0.typeName)' object")
        }
        let item = thread.next($0)
        return item.isUnbound ? thread.raise(.stopIteration, arguments: vm.pointee.emptyTuple) : item
      }
    }),
  NativeDefinition("__lt__(self, value, /)", { t, a in forward(t, a) { t.compare(.less, $0, $1) } }),
  NativeDefinition("__le__(self, value, /)", { t, a in forward(t, a) { t.compare(.lessEqual, $0, $1) } }),
  NativeDefinition("__eq__(self, value, /)", { t, a in forward(t, a) { t.compare(.equal, $0, $1) } }),
  NativeDefinition("__ne__(self, value, /)", { t, a in forward(t, a) { t.compare(.notEqual, $0, $1) } }),
  NativeDefinition("__gt__(self, value, /)", { t, a in forward(t, a) { t.compare(.greater, $0, $1) } }),
  NativeDefinition("__ge__(self, value, /)", { t, a in forward(t, a) { t.compare(.greaterEqual, $0, $1) } }),
  NativeDefinition("__add__(self, value, /)", { t, a in forward(t, a) { t.binary(.add, $0, $1) } }),
  NativeDefinition("__radd__(self, value, /)", { t, a in forward(t, a) { t.binary(.add, $1, $0) } }),
  NativeDefinition("__sub__(self, value, /)", { t, a in forward(t, a) { t.binary(.subtract, $0, $1) } }),
  NativeDefinition("__rsub__(self, value, /)", { t, a in forward(t, a) { t.binary(.subtract, $1, $0) } }),
  NativeDefinition("__mul__(self, value, /)", { t, a in forward(t, a) { t.binary(.multiply, $0, $1) } }),
  NativeDefinition("__rmul__(self, value, /)", { t, a in forward(t, a) { t.binary(.multiply, $1, $0) } }),
  NativeDefinition("__truediv__(self, value, /)", { t, a in forward(t, a) { t.binary(.trueDivide, $0, $1) } }),
  NativeDefinition("__rtruediv__(self, value, /)", { t, a in forward(t, a) { t.binary(.trueDivide, $1, $0) } }),
  NativeDefinition("__floordiv__(self, value, /)", { t, a in forward(t, a) { t.binary(.floorDivide, $0, $1) } }),
  NativeDefinition("__rfloordiv__(self, value, /)", { t, a in forward(t, a) { t.binary(.floorDivide, $1, $0) } }),
  NativeDefinition("__mod__(self, value, /)", { t, a in forward(t, a) { t.binary(.modulo, $0, $1) } }),
  NativeDefinition("__rmod__(self, value, /)", { t, a in forward(t, a) { t.binary(.modulo, $1, $0) } }),
  NativeDefinition("__divmod__(self, value, /)", { t, a in forward(t, a) { t.binary(.divmod, $0, $1) } }),
  NativeDefinition("__rdivmod__(self, value, /)", { t, a in forward(t, a) { t.binary(.divmod, $1, $0) } }),
  NativeDefinition("__pow__(self, value, /)", { t, a in forward(t, a) { t.binary(.power, $0, $1) } }),
  NativeDefinition("__rpow__(self, value, /)", { t, a in forward(t, a) { t.binary(.power, $1, $0) } }),
  NativeDefinition("__lshift__(self, value, /)", { t, a in forward(t, a) { t.binary(.leftShift, $0, $1) } }),
  NativeDefinition("__rlshift__(self, value, /)", { t, a in forward(t, a) { t.binary(.leftShift, $1, $0) } }),
  NativeDefinition("__rshift__(self, value, /)", { t, a in forward(t, a) { t.binary(.rightShift, $0, $1) } }),
  NativeDefinition("__rrshift__(self, value, /)", { t, a in forward(t, a) { t.binary(.rightShift, $1, $0) } }),
  NativeDefinition("__and__(self, value, /)", { t, a in forward(t, a) { t.binary(.and, $0, $1) } }),
  NativeDefinition("__rand__(self, value, /)", { t, a in forward(t, a) { t.binary(.and, $1, $0) } }),
  NativeDefinition("__or__(self, value, /)", { t, a in forward(t, a) { t.binary(.or, $0, $1) } }),
  NativeDefinition("__ror__(self, value, /)", { t, a in forward(t, a) { t.binary(.or, $1, $0) } }),
  NativeDefinition("__xor__(self, value, /)", { t, a in forward(t, a) { t.binary(.xor, $0, $1) } }),
  NativeDefinition("__rxor__(self, value, /)", { t, a in forward(t, a) { t.binary(.xor, $1, $0) } }),
  NativeDefinition("__matmul__(self, value, /)", { t, a in forward(t, a) { t.binary(.matrixMultiply, $0, $1) } }),
  NativeDefinition("__rmatmul__(self, value, /)", { t, a in forward(t, a) { t.binary(.matrixMultiply, $1, $0) } }),
  NativeDefinition("__iadd__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.add, $0, $1) } }),
  NativeDefinition("__isub__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.subtract, $0, $1) } }),
  NativeDefinition("__imul__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.multiply, $0, $1) } }),
  NativeDefinition("__itruediv__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.trueDivide, $0, $1) } }),
  NativeDefinition("__ifloordiv__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.floorDivide, $0, $1) } }),
  NativeDefinition("__imod__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.modulo, $0, $1) } }),
  NativeDefinition("__ipow__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.power, $0, $1) } }),
  NativeDefinition("__ilshift__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.leftShift, $0, $1) } }),
  NativeDefinition("__irshift__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.rightShift, $0, $1) } }),
  NativeDefinition("__iand__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.and, $0, $1) } }),
  NativeDefinition("__ior__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.or, $0, $1) } }),
  NativeDefinition("__ixor__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.xor, $0, $1) } }),
  NativeDefinition("__imatmul__(self, value, /)", { t, a in forward(t, a) { t.inPlace(.matrixMultiply, $0, $1) } }),
  NativeDefinition(
    "__bytes__(self, /)",
    { t, a in forwardSelf(t, a) { t.callMethod($0, StringRef.intern("__bytes__")) } }),
  NativeDefinition(
    "__reversed__(self, /)",
    { t, a in forwardSelf(t, a) { t.callMethod($0, StringRef.intern("__reversed__")) } }),
  NativeDefinition("__int__(self, /)", { t, a in forwardSelf(t, a) { t.call(vm.pointee.types.int, $0) } }),
  NativeDefinition("__float__(self, /)", { t, a in forwardSelf(t, a) { t.call(vm.pointee.types.float, $0) } }),
  NativeDefinition("__neg__(self, /)", { t, a in forwardSelf(t, a) { t.unary(.neg, $0) } }),
  NativeDefinition("__pos__(self, /)", { t, a in forwardSelf(t, a) { t.unary(.pos, $0) } }),
  NativeDefinition("__abs__(self, /)", { t, a in forwardSelf(t, a) { t.unary(.abs, $0) } }),
  NativeDefinition("__invert__(self, /)", { t, a in forwardSelf(t, a) { t.unary(.invert, $0) } }),
  NativeDefinition("__index__(self, /)", { t, a in forwardSelf(t, a) { t.toIndex($0) } }),
]

private func callProxy(_ thread: Thread, _ arguments: Arguments) -> Value {
  forwardSelf(thread, arguments) { thread.call($0, tuple: TupleRef(arguments[1]), keywords: arguments[2]) }
}

func defineWeakref(_ thread: Thread) {
  let module = thread.defineModule(
    "_weakref", doc: "References that do not keep their target alive.",
    [
      NativeDefinition(.function, "getweakrefcount(object, /)", { .int(references(to: $1[0]).count) }),
      NativeDefinition(.function, "getweakrefs(object, /)", listReferences),
      NativeDefinition(.function, "_remove_dead_weakref(dct, key, /)", removeDead),
      NativeDefinition(.function, "proxy(object, callback=None, /)", makeProxy),
    ])
  let referenceType = thread.define(
    TypeDefinition(
      name: "ReferenceType", kind: .weakReference, words: 4, module: "weakref",
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, ...)", newReference),
        NativeDefinition("__init__(self, ...)", checkReferenceArguments),
        NativeDefinition("__call__(self, /)", callReference),
        NativeDefinition("__hash__(self, /)", hashReference),
        NativeDefinition("__eq__(self, value, /)", { compareReferences($0, $1, .equal) }),
        NativeDefinition("__ne__(self, value, /)", { compareReferences($0, $1, .notEqual) }),
        NativeDefinition("__repr__(self, /)", reprReference),
        classGetItemDefinition,
      ],
      attributes: [
        GetSetDefinition(
          "__callback__", { _, reference in reference.pointer.word(WeakReferenceRef.callbackIndex) })
      ]))
  vm.pointee.types.weakReference = referenceType
  func proxy(_ name: StaticString, _ methods: [NativeDefinition]) -> Value {
    let type = thread.define(
      TypeDefinition(
        name: name, kind: .weakReference, words: 4, flags: TypeFlags.notInstantiable, module: "weakref",
        methods: proxyMethods + methods))
    TypeRef(type).setAttribute(Special.hash.name, .none)
    return type
  }
  proxyType = proxy("ProxyType", [])
  callableProxyType = proxy("CallableProxyType", [NativeDefinition("__call__(self, /, *args, **kwargs)", callProxy)])
  for (name, type) in [
    ("ref", referenceType), ("ReferenceType", referenceType), ("ProxyType", proxyType),
    ("CallableProxyType", callableProxyType),
  ] { module.namespace.set(name: StringRef.intern(name), type) }
}
