// The types `set` and `frozenset`: constructors, methods and operators (their work: SetOperations).

import CRuntime

@inline(__always) private func table(_ arguments: Arguments) -> DictRef { DictRef(arguments[0]) }

/// 1, 0 or −1 (exception pending) as a Value.
@inline(__always) private func answer(_ truth: Int) -> Value { truth < 0 ? .error : .bool(truth > 0) }

// MARK: Making

private func newSet(_ thread: Thread, _ arguments: Arguments) -> Value { thread.allocateTable(TypeRef(arguments[0])) }

private func initializeSet(_ thread: Thread, _ arguments: Arguments) -> Value {
  table(arguments).removeAll()
  return arguments[1].isUnbound || thread.setUpdate(table(arguments), from: arguments[1]) ? .none : .error
}

private func newFrozenSet(_ thread: Thread, _ arguments: Arguments) -> Value {
  let type = TypeRef(arguments[0])
  let isExact = type.value == vm.pointee.types.frozenSet
  if isExact && arguments[1].isObject && arguments[1].pointer.shapeWord == vm.pointee.shapes.frozenSet.address {
    return arguments[1]
  }
  let set = thread.allocateTable(type)
  return arguments[1].isUnbound || thread.setUpdate(DictRef(set), from: arguments[1]) ? set : .error
}

private func copy(_ thread: Thread, _ arguments: Arguments) -> Value {
  if arguments[0].pointer.shapeWord == vm.pointee.shapes.frozenSet.address { return arguments[0] }
  return thread.copySet(table(arguments), arguments[0].objectKind).value
}

private func representation(_ thread: Thread, _ arguments: Arguments) -> Value {
  let set = table(arguments)
  let isExactSet = set.pointer.shapeWord == vm.pointee.shapes.set.address
  let name = arguments[0].type.nameText
  if set.count == 0 { return StringRef.make(thread, name + "()") }
  if set.pointer.headerFlags & HeaderFlags.visiting != 0 { return StringRef.make(thread, name + "(...)") }
  return thread.guardedRepr(arguments[0], "...") { output in
    // Items first: printing them may change the set.
    guard let items = thread.makeList(from: arguments[0]) else { return false }
    output.append(contentsOf: (isExactSet ? "{" : name + "({").utf8)
    if !thread.appendReprs(items.value, to: &output) { return false }
    output.append(contentsOf: (isExactSet ? "}" : "})").utf8)
    return true
  }
}

private func reduce(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let items = thread.makeList(from: arguments[0]) else { return .error }
  let state = thread.callSpecial(.getstate, arguments[0])
  if state.isError { return .error }
  return TupleRef.make(thread, arguments[0].type.value, TupleRef.make(thread, items.value), state)
}

// MARK: Single items

private func add(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.setAdd(table(arguments), arguments[1]) ? .none : .error
}

private func contains(_ thread: Thread, _ arguments: Arguments) -> Value {
  answer(thread.setContains(table(arguments), arguments[1]))
}

private func discard(_ thread: Thread, _ arguments: Arguments) -> Value {
  let place = thread.setPlace(table(arguments), arguments[1])
  if place >= 0 { table(arguments).remove(at: place) }
  return place == DictRef.failed ? .error : .none
}

private func remove(_ thread: Thread, _ arguments: Arguments) -> Value {
  let place = thread.setPlace(table(arguments), arguments[1])
  if place == DictRef.failed { return .error }
  if place == DictRef.notFound { return thread.raiseKeyError(arguments[1]) }
  table(arguments).remove(at: place)
  return .none
}

private func pop(_ thread: Thread, _ arguments: Arguments) -> Value {
  let set = table(arguments)
  var position = set.finger
  if let entry = set.next(&position) {
    // The entries passed over are dead: the finger moves here, and then past the removed one.
    set.pointer.setIntWord(5, position - 1)
    set.remove(at: position - 1)
    return entry.key
  }
  return thread.raise(.keyError, "pop from an empty set")
}

// MARK: Methods that take any iterables

private func union(_ thread: Thread, _ arguments: Arguments) -> Value {
  let result = thread.copySet(table(arguments), arguments[0].objectKind)
  let others = TupleRef(arguments[1])
  for index in 0..<others.count where !thread.setUpdate(result, from: others[index]) { return .error }
  return result.value
}

private func update(_ thread: Thread, _ arguments: Arguments) -> Value {
  let others = TupleRef(arguments[1])
  for index in 0..<others.count where !thread.setUpdate(table(arguments), from: others[index]) { return .error }
  return .none
}

private func intersected(_ thread: Thread, _ arguments: Arguments) -> DictRef? {
  let others = TupleRef(arguments[1])
  if others.count == 0 { return thread.copySet(table(arguments), arguments[0].objectKind) }
  var result = table(arguments)
  for index in 0..<others.count {
    guard let next = thread.setIntersection(result, others[index]) else { return nil }
    result = next
  }
  return result
}

private func intersection(_ thread: Thread, _ arguments: Arguments) -> Value {
  intersected(thread, arguments)?.value ?? .error
}

private func intersectionUpdate(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let result = intersected(thread, arguments) else { return .error }
  replaceContents(table(arguments), with: result)
  return .none
}

/// `set` takes over the table of `other`, which is dropped.
private func replaceContents(_ set: DictRef, with other: DictRef) {
  for index in 1..<5 { set.pointer.setWord(index, other.pointer.word(index)) }
  set.pointer.setIntWord(5, 0)
}

private func difference(_ thread: Thread, _ arguments: Arguments) -> Value {
  let others = TupleRef(arguments[1])
  if others.count == 0 { return thread.copySet(table(arguments), arguments[0].objectKind).value }
  guard let result = thread.setDifference(table(arguments), others[0]) else { return .error }
  for index in 1..<others.count where !thread.setDifferenceUpdate(result, others[index]) { return .error }
  return result.value
}

private func differenceUpdate(_ thread: Thread, _ arguments: Arguments) -> Value {
  let others = TupleRef(arguments[1])
  for index in 0..<others.count where !thread.setDifferenceUpdate(table(arguments), others[index]) { return .error }
  return .none
}

private func symmetricDifference(_ thread: Thread, _ arguments: Arguments) -> Value {
  let result = thread.copySet(table(arguments), arguments[0].objectKind)
  return thread.setSymmetricDifferenceUpdate(result, arguments[1]) ? result.value : .error
}

private func symmetricDifferenceUpdate(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.setSymmetricDifferenceUpdate(table(arguments), arguments[1]) ? .none : .error
}

/// The items of any iterable as a set table; nil with an exception pending.
private func asSet(_ thread: Thread, _ value: Value) -> DictRef? {
  if thread.isAnySet(value) { return DictRef(value) }
  let set = thread.makeSet()
  return thread.setUpdate(set, from: value) ? set : nil
}

private func isSubset(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let other = asSet(thread, arguments[1]) else { return .error }
  return answer(thread.isSubset(table(arguments), other))
}

private func isSuperset(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let other = asSet(thread, arguments[1]) else { return .error }
  return answer(thread.isSubset(other, table(arguments)))
}

private func clear(_ thread: Thread, _ arguments: Arguments) -> Value {
  table(arguments).removeAll()
  return .none
}

// MARK: Operators (other operand: a set or frozenset)

private func or(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard thread.isAnySet(arguments[0]), thread.isAnySet(arguments[1]) else { return .notImplemented }
  let result = thread.copySet(table(arguments), arguments[0].objectKind)
  return thread.setUpdate(result, from: arguments[1]) ? result.value : .error
}

private func and(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard thread.isAnySet(arguments[0]), thread.isAnySet(arguments[1]) else { return .notImplemented }
  return thread.setIntersection(table(arguments), arguments[1])?.value ?? .error
}

private func subtract(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard thread.isAnySet(arguments[0]), thread.isAnySet(arguments[1]) else { return .notImplemented }
  return thread.setDifference(table(arguments), arguments[1])?.value ?? .error
}

private func xor(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard thread.isAnySet(arguments[0]), thread.isAnySet(arguments[1]) else { return .notImplemented }
  return symmetricDifference(thread, arguments)
}

private func inPlaceOr(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard thread.isAnySet(arguments[1]) else { return .notImplemented }
  return thread.setUpdate(table(arguments), from: arguments[1]) ? arguments[0] : .error
}

private func inPlaceAnd(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard thread.isAnySet(arguments[1]) else { return .notImplemented }
  guard let result = thread.setIntersection(table(arguments), arguments[1]) else { return .error }
  replaceContents(table(arguments), with: result)
  return arguments[0]
}

private func inPlaceSubtract(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard thread.isAnySet(arguments[1]) else { return .notImplemented }
  return thread.setDifferenceUpdate(table(arguments), arguments[1]) ? arguments[0] : .error
}

private func inPlaceXor(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard thread.isAnySet(arguments[1]) else { return .notImplemented }
  return thread.setSymmetricDifferenceUpdate(table(arguments), arguments[1]) ? arguments[0] : .error
}

/// Runs a binary operator body with its operands exchanged.
private func exchanged(_ thread: Thread, _ arguments: Arguments, _ body: NativeBody) -> Value {
  withUnsafeTemporaryAllocation(of: Value.self, capacity: 2) { buffer in
    buffer[0] = arguments[1]
    buffer[1] = arguments[0]
    return body(thread, buffer.baseAddress.unsafelyUnwrapped)
  }
}

private func compare(_ thread: Thread, _ arguments: Arguments, _ operation: Comparison) -> Value {
  guard thread.isAnySet(arguments[1]) else { return .notImplemented }
  let a = table(arguments)
  let b = DictRef(arguments[1])
  switch operation {
  case .equal: return a.count != b.count ? .false : answer(thread.isSubset(a, b))
  case .notEqual:
    if a.count != b.count { return .true }
    let same = thread.isSubset(a, b)
    return same < 0 ? .error : .bool(same == 0)
  case .less: return a.count >= b.count ? .false : answer(thread.isSubset(a, b))
  case .lessEqual: return answer(thread.isSubset(a, b))
  case .greater: return a.count <= b.count ? .false : answer(thread.isSubset(b, a))
  case .greaterEqual: return answer(thread.isSubset(b, a))
  }
}

// MARK: The types

private let commonMethods: [NativeDefinition] = [
  NativeDefinition("__repr__(self, /)", representation),
  NativeDefinition("__len__(self, /)", { .int(DictRef($1[0]).count) }),
  NativeDefinition("__contains__(self, key, /)", contains),
  NativeDefinition(
    "__iter__(self, /)",
    { $0.makeIterator(vm.pointee.shapes.setIterator, .setIterator, $1[0], count: DictRef($1[0]).count) }),
  NativeDefinition("__lt__(self, value, /)", { compare($0, $1, .less) }),
  NativeDefinition("__le__(self, value, /)", { compare($0, $1, .lessEqual) }),
  NativeDefinition("__eq__(self, value, /)", { compare($0, $1, .equal) }),
  NativeDefinition("__ne__(self, value, /)", { compare($0, $1, .notEqual) }),
  NativeDefinition("__gt__(self, value, /)", { compare($0, $1, .greater) }),
  NativeDefinition("__ge__(self, value, /)", { compare($0, $1, .greaterEqual) }),
  NativeDefinition("__or__(self, value, /)", or),
  NativeDefinition("__ror__(self, value, /)", { exchanged($0, $1, or) }),
  NativeDefinition("__and__(self, value, /)", and),
  NativeDefinition("__rand__(self, value, /)", { exchanged($0, $1, and) }),
  NativeDefinition("__sub__(self, value, /)", subtract),
  NativeDefinition("__rsub__(self, value, /)", { exchanged($0, $1, subtract) }),
  NativeDefinition("__xor__(self, value, /)", xor),
  NativeDefinition("__rxor__(self, value, /)", { exchanged($0, $1, xor) }),
  NativeDefinition("__reduce__(self, /)", reduce),
  NativeDefinition("__sizeof__(self, /)", { .int(200 + 16 * DictRef($1[0]).capacity) }),
  NativeDefinition("copy(self, /)", copy),
  NativeDefinition("union(self, /, *others)", union),
  NativeDefinition("intersection(self, /, *others)", intersection),
  NativeDefinition("difference(self, /, *others)", difference),
  NativeDefinition("symmetric_difference(self, other, /)", symmetricDifference),
  NativeDefinition("isdisjoint(self, other, /)", { answer($0.isDisjoint(DictRef($1[0]), $1[1])) }),
  NativeDefinition("issubset(self, other, /)", isSubset),
  NativeDefinition("issuperset(self, other, /)", isSuperset),
  classGetItemDefinition,
]

private let setOnlyMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, ...)", newSet),
  NativeDefinition("__init__(self, iterable=(), /)", initializeSet),
  NativeDefinition("__ior__(self, value, /)", inPlaceOr),
  NativeDefinition("__iand__(self, value, /)", inPlaceAnd),
  NativeDefinition("__isub__(self, value, /)", inPlaceSubtract),
  NativeDefinition("__ixor__(self, value, /)", inPlaceXor),
  NativeDefinition("add(self, item, /)", add),
  NativeDefinition("discard(self, item, /)", discard),
  NativeDefinition("remove(self, item, /)", remove),
  NativeDefinition("pop(self, /)", pop),
  NativeDefinition("clear(self, /)", clear),
  NativeDefinition("update(self, /, *others)", update),
  NativeDefinition("intersection_update(self, /, *others)", intersectionUpdate),
  NativeDefinition("difference_update(self, /, *others)", differenceUpdate),
  NativeDefinition("symmetric_difference_update(self, other, /)", symmetricDifferenceUpdate),
]

private let frozenSetMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, iterable=(), /)", newFrozenSet),
  NativeDefinition("__hash__(self, /)", { thread, arguments in .int(thread.hashOfSet(DictRef(arguments[0]))) }),
]

func defineSets(_ thread: Thread) {
  let set = thread.define(
    TypeDefinition(
      name: "set", kind: .set, words: DictRef.baseWords, methods: commonMethods + setOnlyMethods,
      doc: "A collection of distinct hashable objects."))
  vm.pointee.types.set = set
  thread.adopt(&vm.pointee.shapes.set, for: set)
  TypeRef(set).setAttribute(Special.hash.name, .none)
  let frozen = thread.define(
    TypeDefinition(
      name: "frozenset", kind: .frozenSet, words: DictRef.baseWords, methods: commonMethods + frozenSetMethods,
      doc: "An immutable, hashable set."))
  vm.pointee.types.frozenSet = frozen
  thread.adopt(&vm.pointee.shapes.frozenSet, for: frozen)
}
