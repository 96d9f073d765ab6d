// The iterator types of the built-in containers. Forward iterators have kinds of their own and are advanced by
// `thread.next` (Runtime+Iterate); reverse ones and `iter(callable, sentinel)` are native iterators.
//
// Native iterator layout: word 1 the next function, state from word 2 on.

import CRuntime

/// A native iterator of a built-in type; the caller fills the words from 2 on at once.
@inline(__always) func makeNativeIterator(_ thread: Thread, _ type: Value, words: Int, _ next: NativeNext) -> Raw {
  let image = headerImage(TypeRef(type).rootShape, .nativeIterator, words: words)
  let object = thread.allocate(image, words: words)
  object.setWord(1, .address(unsafeBitCast(next, to: UnsafeRawPointer.self)))
  return object
}

private func nextMethod(_ thread: Thread, _ arguments: Arguments) -> Value {
  let iterator = arguments[0]
  let value = iterator.isKind(.nativeIterator) ? thread.nextOfNative(iterator) : thread.next(iterator)
  return value.isUnbound ? thread.raise(.stopIteration, arguments: vm.pointee.emptyTuple) : value
}

/// What every iterator type has.
let iteratorMethods: [NativeDefinition] = [
  NativeDefinition("__iter__(self, /)", { $1[0] }),
  NativeDefinition("__next__(self, /)", nextMethod),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// An iterator type; its instances cannot be made by calling it.
  func defineIterator(
    _ name: StaticString, kind: Kind = .nativeIterator, words: Int = 4, module: StaticString = "builtins",
    _ methods: [NativeDefinition] = []
  ) -> Value {
    define(
      TypeDefinition(
        name: name, kind: kind, words: words, flags: TypeFlags.notInstantiable, module: module,
        methods: iteratorMethods + methods))
  }
}

// MARK: Lists

func nextReversedItem(_ thread: Thread, _ iterator: Value) -> Value {
  let list = iterator.pointer.word(2)
  let position = iterator.pointer.intWord(3)
  if !list.isObject { return .unbound }
  if position >= 0 && position < ListRef(list).count {
    iterator.pointer.setIntWord(3, position &- 1)
    return ListRef(list)[position]
  }
  iterator.pointer.setWord(2, .none)
  return .unbound
}

func makeReverseListIterator(_ thread: Thread, _ list: Value) -> Value {
  let iterator = makeNativeIterator(thread, vm.pointee.types.listReverseIterator, words: 4, nextReversedItem)
  iterator.setWord(2, list)
  iterator.setIntWord(3, ListRef(list).count - 1)
  return .object(iterator)
}

// MARK: Dicts

/// Words: 2 the dict, 3 position (entries left), 4 expected count.
private func nextReversedEntry(_ thread: Thread, _ iterator: Value, _ result: (DictRef, Int) -> Value) -> Value {
  let pointer = iterator.pointer
  if !pointer.word(2).isObject { return .unbound }
  let dict = DictRef(pointer.word(2))
  if dict.count != pointer.intWord(4) {
    pointer.setIntWord(4, -1)
    return thread.raise(.runtimeError, "dictionary changed size during iteration")
  }
  var position = min(pointer.intWord(3), dict.fill)
  while position > 0 {
    position -= 1
    if dict.entries[position].key.isBound && dict.value(at: position).isBound {
      pointer.setIntWord(3, position)
      return result(dict, position)
    }
  }
  pointer.setWord(2, .none)
  return .unbound
}

private func nextReversedKey(_ thread: Thread, _ iterator: Value) -> Value {
  nextReversedEntry(thread, iterator) { $0.entries[$1].key }
}
private func nextReversedValue(_ thread: Thread, _ iterator: Value) -> Value {
  nextReversedEntry(thread, iterator) { $0.value(at: $1) }
}
private func nextReversedPair(_ thread: Thread, _ iterator: Value) -> Value {
  nextReversedEntry(thread, iterator) { TupleRef.make(thread, $0.entries[$1].key, $0.value(at: $1)) }
}

/// What an iterator or view of a dict shows.
enum DictFacet { case keys, values, items }

func makeReverseDictIterator(_ thread: Thread, _ dict: Value, _ facet: DictFacet) -> Value {
  let iterator: Raw
  switch facet {
  case .keys:
    iterator = makeNativeIterator(thread, vm.pointee.types.dictReverseKeyIterator, words: 5, nextReversedKey)
  case .values:
    iterator = makeNativeIterator(thread, vm.pointee.types.dictReverseValueIterator, words: 5, nextReversedValue)
  case .items:
    iterator = makeNativeIterator(thread, vm.pointee.types.dictReverseItemIterator, words: 5, nextReversedPair)
  }
  iterator.setWord(2, dict)
  iterator.setIntWord(3, DictRef(dict).fill)
  iterator.setIntWord(4, DictRef(dict).count)
  return .object(iterator)
}

func makeDictIterator(_ thread: Thread, _ dict: Value, _ facet: DictFacet) -> Value {
  let shape: ShapeRef
  switch facet {
  case .keys: shape = vm.pointee.shapes.dictKeyIterator
  case .values: shape = vm.pointee.shapes.dictValueIterator
  case .items: shape = vm.pointee.shapes.dictItemIterator
  }
  return thread.makeIterator(shape, .dictIterator, dict, count: DictRef(dict).count)
}

// MARK: iter(callable, sentinel)

private func nextOfCallable(_ thread: Thread, _ iterator: Value) -> Value {
  let callable = iterator.pointer.word(2)
  if callable.isNone { return .unbound }
  let value = thread.call(callable)
  if value.isError {
    if !thread.pendingMatches(.stopIteration) { return .error }
    thread.pointee.exception = .unbound
    iterator.pointer.setWord(2, .none)
    return .unbound
  }
  let same = thread.equal(value, iterator.pointer.word(3))
  if same < 0 { return .error }
  if same == 0 { return value }
  iterator.pointer.setWord(2, .none)
  return .unbound
}

func makeCallableIterator(_ thread: Thread, _ callable: Value, _ sentinel: Value) -> Value {
  let iterator = makeNativeIterator(thread, vm.pointee.types.callableIterator, words: 4, nextOfCallable)
  iterator.setWord(2, callable)
  iterator.setWord(3, sentinel)
  return .object(iterator)
}

// MARK: Length hints

private func sequenceHint(_ thread: Thread, _ arguments: Arguments) -> Value {
  let iterated = arguments[0].pointer.word(1)
  guard iterated.isObject else { return .int(0) }
  let length = thread.length(iterated)
  return length < 0 ? .error : .int(max(0, length - arguments[0].pointer.intWord(2)))
}

/// Dict and set iterators do not count what they gave: the entries after the position are counted.
private func tableHint(_ thread: Thread, _ arguments: Arguments) -> Value {
  let pointer = arguments[0].pointer
  guard pointer.word(1).isObject else { return .int(0) }
  let table = DictRef(pointer.word(1))
  if table.count != pointer.intWord(3) { return .int(0) }
  var position = pointer.intWord(2) & 0x7FFF_FFFF
  var left = 0
  while table.next(&position) != nil { left += 1 }
  return .int(left)
}

private func reverseListHint(_ thread: Thread, _ arguments: Arguments) -> Value {
  let pointer = arguments[0].pointer
  guard pointer.word(2).isObject, pointer.intWord(3) < ListRef(pointer.word(2)).count else { return .int(0) }
  return .int(pointer.intWord(3) + 1)
}

func defineBuiltinIterators(_ thread: Thread) {
  func type(_ name: StaticString, _ kind: Kind, _ hint: NativeBody?, _ state: [NativeDefinition]) -> Value {
    thread.defineIterator(
      name, kind: kind, state + (hint.map { [NativeDefinition("__length_hint__(self, /)", $0)] } ?? []))
  }
  vm.pointee.types.listIterator = type("list_iterator", .listIterator, sequenceHint, sequenceIteratorState)
  thread.adopt(&vm.pointee.shapes.listIterator, for: vm.pointee.types.listIterator)
  vm.pointee.types.tupleIterator = type("tuple_iterator", .tupleIterator, sequenceHint, sequenceIteratorState)
  thread.adopt(&vm.pointee.shapes.tupleIterator, for: vm.pointee.types.tupleIterator)
  vm.pointee.types.stringIterator = type("str_iterator", .stringIterator, sequenceHint, sequenceIteratorState)
  thread.adopt(&vm.pointee.shapes.stringIterator, for: vm.pointee.types.stringIterator)
  vm.pointee.types.sequenceIterator = type("iterator", .sequenceIterator, sequenceHint, sequenceIteratorState)
  thread.adopt(&vm.pointee.shapes.sequenceIterator, for: vm.pointee.types.sequenceIterator)
  vm.pointee.types.setIterator = type("set_iterator", .setIterator, tableHint, tableIteratorState)
  thread.adopt(&vm.pointee.shapes.setIterator, for: vm.pointee.types.setIterator)
  vm.pointee.types.dictKeyIterator = type("dict_keyiterator", .dictIterator, tableHint, tableIteratorState)
  thread.adopt(&vm.pointee.shapes.dictKeyIterator, for: vm.pointee.types.dictKeyIterator)
  vm.pointee.types.dictValueIterator = type("dict_valueiterator", .dictIterator, tableHint, tableIteratorState)
  thread.adopt(&vm.pointee.shapes.dictValueIterator, for: vm.pointee.types.dictValueIterator)
  vm.pointee.types.dictItemIterator = type("dict_itemiterator", .dictIterator, tableHint, tableIteratorState)
  thread.adopt(&vm.pointee.shapes.dictItemIterator, for: vm.pointee.types.dictItemIterator)
  vm.pointee.types.listReverseIterator = type(
    "list_reverseiterator", .nativeIterator, reverseListHint, reverseIteratorState)
  thread.adopt(&vm.pointee.shapes.listReverseIterator, for: vm.pointee.types.listReverseIterator)
  vm.pointee.types.dictReverseKeyIterator = type("dict_reversekeyiterator", .nativeIterator, nil, tableIteratorState)
  vm.pointee.types.dictReverseValueIterator = type(
    "dict_reversevalueiterator", .nativeIterator, nil, tableIteratorState)
  vm.pointee.types.dictReverseItemIterator = type("dict_reverseitemiterator", .nativeIterator, nil, tableIteratorState)
  vm.pointee.types.callableIterator = type("callable_iterator", .nativeIterator, nil, callableIteratorState)
  thread.adopt(&vm.pointee.shapes.callableIterator, for: vm.pointee.types.callableIterator)
}
