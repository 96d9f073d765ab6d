// The module `_abc`: what `abc.ABCMeta` does for each class. Answers of issubclass are cached per abstract class.
//
// The state of an abstract class is an object of the type _abc_data in its attribute `_abc_impl`. Words: 1 set of
// registered classes, 2 set of known subclasses, 3 set of known non-subclasses, 4 registration token when word 3 was
// valid. (Types live for ever in this VM, so the sets need no weak references.)

import CRuntime

nonisolated(unsafe) private var dataType = Value.unbound
/// Grows with every registration: cached "no" answers are older than it or valid.
nonisolated(unsafe) private var registrations = 0

private struct AbstractData {
  let pointer: Raw
  var registry: DictRef { DictRef(pointer.word(1)) }
  var cache: DictRef { DictRef(pointer.word(2)) }
  var negativeCache: DictRef { DictRef(pointer.word(3)) }

  /// Forgets cached "no" answers when a class was registered anywhere since.
  func validate() {
    if pointer.intWord(4) == registrations { return }
    negativeCache.removeAll()
    pointer.setIntWord(4, registrations)
  }
}

/// The state of an abstract class, or nil with TypeError pending.
private func data(_ thread: Thread, _ type: Value) -> AbstractData? {
  guard type.isKind(.type) else {
    thread.raise(.typeError, "_abc functions need a class, not \(type.typeName)")
    return nil
  }
  let value = TypeRef(type).lookup(StringRef.intern("_abc_impl"))
  guard value.isObject, value.type.value == dataType else {
    thread.raise(.typeError, "_abc_impl is set to a wrong type")
    return nil
  }
  return AbstractData(pointer: value.pointer)
}

// MARK: Making an abstract class

/// 1, 0 or −1: is the attribute's value marked abstract?
private func isAbstract(_ thread: Thread, _ value: Value) -> Int {
  // Plain functions and data are the common case: no attribute, not abstract.
  if !value.isObject { return 0 }
  let mark = thread.findAttribute(value, vm.pointee.names.isAbstract)
  if mark.isError {
    if thread.pointee.exception.isUnbound { return 0 }
    if !thread.pendingMatches(.attributeError) { return -1 }
    thread.pointee.exception = .unbound
    return 0
  }
  return mark.isUnbound ? 0 : thread.truth(mark)
}

private func initialize(_ thread: Thread, _ arguments: Arguments) -> Value {
  let type = arguments[0]
  guard type.isKind(.type) else { return thread.raise(.typeError, "_abc_init() needs a class") }
  let names = thread.makeFrozenSet()
  let dict = TypeRef(type).dict
  var position = 0
  while let entry = dict.next(&position) {
    let abstract = isAbstract(thread, entry.value)
    if abstract < 0 { return .error }
    if abstract > 0 && !thread.setAdd(names, entry.key) { return .error }
  }
  let bases = TypeRef(type).bases
  for index in 0..<bases.count {
    let inherited = thread.findAttribute(bases[index], vm.pointee.names.abstractMethods)
    if inherited.isError { thread.pointee.exception = .unbound }
    guard inherited.isBound, !inherited.isError else { continue }
    let complete = thread.forEach(in: inherited) { name in
      guard name.isKind(.string) else { return true }
      let value = thread.findAttribute(type, StringRef.intern(name))
      if value.isError { thread.pointee.exception = .unbound }
      if value.isUnbound || value.isError { return true }
      let abstract = isAbstract(thread, value)
      return abstract >= 0 && (abstract == 0 || thread.setAdd(names, name))
    }
    if !complete { return .error }
  }
  if !thread.setAttribute(type, vm.pointee.names.abstractMethods, names.value) { return .error }
  let state = thread.allocateInstance(TypeRef(dataType)).pointer
  for index in 1...3 {
    let set = thread.makeSet()
    state.setWord(index, set.value)
  }
  state.setIntWord(4, registrations)
  return thread.setAttribute(type, StringRef.intern("_abc_impl"), .object(state)) ? .none : .error
}

private func register(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let state = data(thread, arguments[0]) else { return .error }
  guard arguments[1].isKind(.type) else { return thread.raise(.typeError, "Can only register classes") }
  let known = thread.isSubclass(arguments[1], arguments[0])
  if known.isError || known.isTrue { return known.isError ? .error : arguments[1] }
  let cycle = thread.isSubclass(arguments[0], arguments[1])
  if cycle.isError { return .error }
  if cycle.isTrue { return thread.raise(.runtimeError, "Refusing to create an inheritance cycle") }
  if !thread.setAdd(state.registry, arguments[1]) { return .error }
  registrations += 1
  return arguments[1]
}

// MARK: Checks

private func instanceCheck(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let state = data(thread, arguments[0]) else { return .error }
  let type = arguments[1].type.value
  // `__class__` may differ from the type for proxies and mocks.
  var declared = type
  if arguments[1].isObject && TypeRef(type).isHeapType || arguments[1].isKind(.weakReference) {
    declared = thread.getAttribute(arguments[1], vm.pointee.names.class_)
    if declared.isError { return .error }
  }
  let found = thread.setContains(state.cache, declared)
  if found != 0 { return found < 0 ? .error : .true }
  if declared == type {
    state.validate()
    let excluded = thread.setContains(state.negativeCache, declared)
    if excluded != 0 { return excluded < 0 ? .error : .false }
    return thread.isSubclass(declared, arguments[0])
  }
  let answer = thread.isSubclass(declared, arguments[0])
  return answer.isFalse ? thread.isSubclass(type, arguments[0]) : answer
}

private func subclassCheck(_ thread: Thread, _ arguments: Arguments) -> Value {
  let (abstract, candidate) = (arguments[0], arguments[1])
  guard candidate.isKind(.type) else { return thread.raise(.typeError, "issubclass() arg 1 must be a class") }
  guard let state = data(thread, abstract) else { return .error }
  let found = thread.setContains(state.cache, candidate)
  if found != 0 { return found < 0 ? .error : .true }
  state.validate()
  let excluded = thread.setContains(state.negativeCache, candidate)
  if excluded != 0 { return excluded < 0 ? .error : .false }
  let answer = decideSubclass(thread, state, abstract, candidate)
  if answer.isError { return .error }
  let remembered = answer.isTrue ? state.cache : state.negativeCache
  return thread.setAdd(remembered, candidate) ? answer : .error
}

/// The answer without the caches: the hook, the MRO, registered classes, subclasses of the abstract class.
private func decideSubclass(_ thread: Thread, _ state: AbstractData, _ abstract: Value, _ candidate: Value) -> Value {
  let hook = thread.callMethod(abstract, StringRef.intern("__subclasshook__"), candidate)
  if hook.isError { return .error }
  if hook.isBool { return hook }
  if !hook.isNotImplemented {
    return thread.raise(
      .typeError, "__subclasshook__ must return either False, True, or NotImplemented")
  }
  if TypeRef(candidate).isSubtype(of: TypeRef(abstract)) { return .true }
  // Copies: the checks may register more classes.
  guard let registered = thread.makeList(from: state.registry.value) else { return .error }
  for index in 0..<registered.count {
    let answer = thread.isSubclass(candidate, registered[index])
    if !answer.isFalse { return answer }
  }
  let subclasses = thread.callMethod(abstract, StringRef.intern("__subclasses__"))
  if subclasses.isError { return .error }
  guard let list = thread.makeList(from: subclasses) else { return .error }
  for index in 0..<list.count {
    let answer = thread.isSubclass(candidate, list[index])
    if !answer.isFalse { return answer }
  }
  return .false
}

private func dump(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let state = data(thread, arguments[0]) else { return .error }
  let result = TupleRef.allocate(thread, count: 4)
  for index in 0..<4 { result[index] = state.pointer.word(index + 1) }
  return result.value
}

private func reset(_ thread: Thread, _ arguments: Arguments, _ words: ClosedRange<Int>) -> Value {
  guard let state = data(thread, arguments[0]) else { return .error }
  for index in words { DictRef(state.pointer.word(index)).removeAll() }
  return .none
}

func defineAbstractClasses(_ thread: Thread) {
  dataType = thread.define(
    TypeDefinition(name: "_abc_data", words: 5, flags: TypeFlags.final | TypeFlags.notInstantiable, module: "_abc"))
  thread.defineModule(
    "_abc", doc: "State and subclass checks of abstract base classes.",
    [
      NativeDefinition(.function, "get_cache_token()", { _, _ in .int(registrations) }),
      NativeDefinition(.function, "_abc_init(self, /)", initialize),
      NativeDefinition(.function, "_abc_register(self, subclass, /)", register),
      NativeDefinition(.function, "_abc_instancecheck(self, instance, /)", instanceCheck),
      NativeDefinition(.function, "_abc_subclasscheck(self, subclass, /)", subclassCheck),
      NativeDefinition(.function, "_get_dump(self, /)", dump),
      NativeDefinition(.function, "_reset_registry(self, /)", { reset($0, $1, 1...1) }),
      NativeDefinition(.function, "_reset_caches(self, /)", { reset($0, $1, 2...3) }),
    ])
}
