// itertools: groupby and tee.

import CRuntime

/// Types that their iterators make; set by `defineTeeAndGrouper`, kept alive by the VM's list of types.
nonisolated(unsafe) private var grouperType = Value.unbound
nonisolated(unsafe) private var teeType = Value.unbound

// MARK: groupby — words: 2 iterator, 3 key function or None, 4 key of the group given last, 5 key of the item read last,
// 6 that item (all unbound at first), 7 current group or None

private func readItem(_ thread: Thread, _ groups: Raw) -> Value {
  let item = thread.next(groups.word(2))
  if item.isUnbound || item.isError { return item }
  let function = groups.word(3)
  let key = function.isNone ? item : thread.call(function, item)
  if key.isError { return .error }
  groups.setWord(5, key)
  groups.setWord(6, item)
  return item
}

private func nextGroup(_ thread: Thread, _ iterator: Value) -> Value {
  let groups = iterator.pointer
  groups.setWord(7, .none)
  // Skip what is left of the group given last.
  while true {
    if groups.word(5).isBound {
      if groups.word(4).isUnbound { break }
      let same = thread.equal(groups.word(4), groups.word(5))
      if same < 0 { return .error }
      if same == 0 { break }
    }
    let item = readItem(thread, groups)
    if item.isUnbound || item.isError { return item }
  }
  groups.setWord(4, groups.word(5))
  let group = makeNativeIterator(thread, grouperType, words: 4, nextOfGroup)
  group.setWord(2, iterator)
  group.setWord(3, groups.word(4))
  groups.setWord(7, .object(group))
  return TupleRef.make(thread, groups.word(5), .object(group))
}

/// Words of a group: 2 the groupby object, 3 key.
private func nextOfGroup(_ thread: Thread, _ group: Value) -> Value {
  let groups = group.pointer.word(2).pointer
  if groups.word(7) != group { return .unbound }
  if groups.word(6).isUnbound {
    let item = readItem(thread, groups)
    if item.isUnbound || item.isError { return item }
  }
  let same = thread.equal(group.pointer.word(3), groups.word(5))
  if same <= 0 { return same < 0 ? .error : .unbound }
  let item = groups.word(6)
  groups.setWord(6, .unbound)
  return item
}

private func newGroupBy(_ thread: Thread, _ arguments: Arguments) -> Value {
  let source = thread.getIterator(arguments[1])
  if source.isError { return .error }
  let object = allocateIterator(thread, arguments[0], nextGroup)
  object.setWord(2, source)
  object.setWord(3, arguments[2].isUnbound ? .none : arguments[2])
  for index in 4...6 { object.setWord(index, .unbound) }
  return .object(object)
}

let groupingTools: [(name: StaticString, words: Int, methods: [NativeDefinition])] = [
  ("groupby", 8, [NativeDefinition(.staticMethod, "__new__(cls, iterable, key=None)", newGroupBy)])
]

// MARK: tee — words: 2 shared source iterator, 3 node to give next
//
// Nodes form a linked list that all copies walk along: arrays of two, the item (unbound until read) and the next node (True while
// the item is being read).

private func makeNode(_ thread: Thread) -> Value {
  let node = ArrayRef.allocate(thread, capacity: 2)
  node.items[0] = .unbound
  node.items[1] = .none
  return node.value
}

private func nextTee(_ thread: Thread, _ iterator: Value) -> Value {
  let node = ArrayRef(iterator.pointer.word(3))
  if node.items[0].isUnbound {
    if node.items[1] == .true { return thread.raise(.runtimeError, "cannot re-enter the tee iterator") }
    node.items[1] = .true
    let item = thread.next(iterator.pointer.word(2))
    node.items[1] = .none
    if item.isUnbound || item.isError { return item }
    let following = makeNode(thread)
    node.items[0] = item
    node.items[1] = following
  }
  iterator.pointer.setWord(3, node.items[1])
  return node.items[0]
}

private func makeTee(_ thread: Thread, _ source: Value, _ node: Value) -> Value {
  let object = makeNativeIterator(thread, teeType, words: 4, nextTee)
  object.setWord(2, source)
  object.setWord(3, node)
  return .object(object)
}

private func isTee(_ value: Value) -> Bool { value.isObject && value.type.value == teeType }

private func copyTee(_ thread: Thread, _ arguments: Arguments) -> Value {
  makeTee(thread, arguments[0].pointer.word(2), arguments[0].pointer.word(3))
}

private func tee(_ thread: Thread, _ arguments: Arguments) -> Value {
  var count = 2
  if arguments[1].isBound {
    guard let given = thread.index(arguments[1]) else { return .error }
    if given < 0 { return thread.raise(.valueError, "n must be >= 0") }
    count = given
  }
  let iterator = thread.getIterator(arguments[0])
  if iterator.isError { return .error }
  let source = isTee(iterator) ? iterator.pointer.word(2) : iterator
  let node = isTee(iterator) ? iterator.pointer.word(3) : makeNode(thread)
  let result = TupleRef.allocate(thread, count: count)
  for index in 0..<count {
    let copy = makeTee(thread, source, node)
    result[index] = copy
  }
  return result.value
}

let teeDefinition = NativeDefinition(.function, "tee(iterable, n=2, /)", tee)

private func newTee(_ thread: Thread, _ arguments: Arguments) -> Value {
  let iterator = thread.getIterator(arguments[1])
  if iterator.isError { return .error }
  if isTee(iterator) { return makeTee(thread, iterator.pointer.word(2), iterator.pointer.word(3)) }
  let node = makeNode(thread)
  return makeTee(thread, iterator, node)
}

func defineTeeAndGrouper(_ thread: Thread, _ module: ModuleRef) {
  grouperType = thread.defineIterator("_grouper", module: "itertools")
  teeType = thread.define(
    TypeDefinition(
      name: "_tee", kind: .nativeIterator, words: 4, module: "itertools",
      methods: iteratorMethods + [
        NativeDefinition(.staticMethod, "__new__(cls, iterable, /)", newTee),
        NativeDefinition("__copy__(self, /)", copyTee),
      ]))
  module.namespace.set(name: StringRef.intern("_grouper"), grouperType)
  module.namespace.set(name: StringRef.intern("_tee"), teeType)
}
