// The iterator types of the builtins module: enumerate, zip, map, filter, reversed. All are native iterators.

import CRuntime

/// An instance of an iterator type or of a subclass; words from 2 on are None.
@inline(__always) func allocateIterator(_ thread: Thread, _ type: Value, _ next: NativeNext) -> Raw {
  let object = thread.allocateInstance(TypeRef(type)).pointer
  object.setWord(1, .address(unsafeBitCast(next, to: UnsafeRawPointer.self)))
  return object
}

/// A tuple with an iterator for each item of a tuple of iterables; `.error` on failure.
func iterators(_ thread: Thread, over iterables: TupleRef) -> Value {
  let result = TupleRef.allocate(thread, count: iterables.count)
  for index in 0..<iterables.count {
    let iterator = thread.getIterator(iterables[index])
    if iterator.isError { return .error }
    result[index] = iterator
  }
  return result.value
}

/// Addresses of next functions that the recorder knows.
enum IteratorFunctions {
  static var enumerate: UInt { unsafeBitCast(nextNumbered as NativeNext, to: UInt.self) }
  static var zip: UInt { unsafeBitCast(nextZipped as NativeNext, to: UInt.self) }
  static var reversedList: UInt { unsafeBitCast(nextReversedItem as NativeNext, to: UInt.self) }
}

// MARK: enumerate — words: 2 iterator, 3 next number

private func nextNumbered(_ thread: Thread, _ iterator: Value) -> Value {
  let pointer = iterator.pointer
  let item = thread.next(pointer.word(2))
  if item.isUnbound || item.isError { return item }
  let number = pointer.word(3)
  let (following, overflow) = Value.addInts(number, .int(1))
  if _fastPath(number.isInt && !overflow) {
    pointer.setWord(3, following)
  } else {
    let sum = thread.binary(.add, number, .int(1))
    if sum.isError { return .error }
    pointer.setWord(3, sum)
  }
  return TupleRef.make(thread, number, item)
}

private func newEnumerate(_ thread: Thread, _ arguments: Arguments) -> Value {
  if arguments[1].isUnbound { return thread.raise(.typeError, "enumerate() missing required argument 'iterable'") }
  let start = arguments[2].isUnbound ? Value.int(0) : thread.toIndex(arguments[2])
  if start.isError { return .error }
  let source = thread.getIterator(arguments[1])
  if source.isError { return .error }
  let object = allocateIterator(thread, arguments[0], nextNumbered)
  object.setWord(2, source)
  object.setWord(3, start)
  return .object(object)
}

// MARK: zip — words: 2 tuple of iterators, 3 strict

private func nextZipped(_ thread: Thread, _ iterator: Value) -> Value {
  let sources = TupleRef(iterator.pointer.word(2))
  let count = sources.count
  if count == 2 {
    let first = thread.next(sources[0])
    if first.isUnbound { return zipEnded(thread, iterator, 0) }
    if first.isError { return .error }
    let second = thread.next(sources[1])
    if second.isUnbound { return zipEnded(thread, iterator, 1) }
    return second.isError ? .error : TupleRef.make(thread, first, second)
  }
  if count == 0 { return .unbound }
  let result = TupleRef.allocate(thread, count: count)
  var index = 0
  while index < count {
    let item = thread.next(sources[index])
    if item.isUnbound { return zipEnded(thread, iterator, index) }
    if item.isError { return .error }
    result[index] = item
    index &+= 1
  }
  return result.value
}

/// The iterator `index` ended: the end, or ValueError when strict and others have not.
@inline(never) func zipEnded(_ thread: Thread, _ iterator: Value, _ index: Int) -> Value {
  let sources = TupleRef(iterator.pointer.word(2))
  if !iterator.pointer.word(3).isTrue { return .unbound }
  func plural(_ count: Int) -> String { count == 1 ? " 1" : "s 1-\(count)" }
  if index > 0 {
    return thread.raise(.valueError, "zip() argument \(index + 1) is shorter than argument\(plural(index))")
  }
  for later in 1..<max(1, sources.count) {
    let item = thread.next(sources[later])
    if item.isError { return .error }
    if item.isBound {
      return thread.raise(.valueError, "zip() argument \(later + 1) is longer than argument\(plural(later))")
    }
  }
  return .unbound
}

private func newZip(_ thread: Thread, _ arguments: Arguments) -> Value {
  let strict = arguments[2].isUnbound ? 0 : thread.truth(arguments[2])
  if strict < 0 { return .error }
  let sources = iterators(thread, over: TupleRef(arguments[1]))
  if sources.isError { return .error }
  let object = allocateIterator(thread, arguments[0], nextZipped)
  object.setWord(2, sources)
  object.setWord(3, .bool(strict > 0))
  return .object(object)
}

// MARK: map — words: 2 function, 3 iterator, or tuple of several iterators

private func nextMapped(_ thread: Thread, _ iterator: Value) -> Value {
  let item = thread.next(iterator.pointer.word(3))
  return item.isUnbound || item.isError ? item : thread.call(iterator.pointer.word(2), item)
}

private func nextMappedSeveral(_ thread: Thread, _ iterator: Value) -> Value {
  let sources = TupleRef(iterator.pointer.word(3))
  let count = sources.count
  return withUnsafeTemporaryAllocation(of: Value.self, capacity: count + 8) { buffer in
    let items = buffer.baseAddress.unsafelyUnwrapped
    for index in 0..<count {
      let item = thread.next(sources[index])
      if item.isUnbound || item.isError { return item }
      items[index] = item
    }
    return thread.call(iterator.pointer.word(2), items, count)
  }
}

private func newMap(_ thread: Thread, _ arguments: Arguments) -> Value {
  let iterables = TupleRef(arguments[1])
  if iterables.count < 2 { return thread.raise(.typeError, "map() must have at least two arguments.") }
  let function = iterables[0]
  if iterables.count == 2 {
    let source = thread.getIterator(iterables[1])
    if source.isError { return .error }
    let object = allocateIterator(thread, arguments[0], nextMapped)
    object.setWord(2, function)
    object.setWord(3, source)
    return .object(object)
  }
  let sources = TupleRef.allocate(thread, count: iterables.count - 1)
  for index in 1..<iterables.count {
    let source = thread.getIterator(iterables[index])
    if source.isError { return .error }
    sources[index - 1] = source
  }
  let object = allocateIterator(thread, arguments[0], nextMappedSeveral)
  object.setWord(2, function)
  object.setWord(3, sources.value)
  return .object(object)
}

// MARK: filter — words: 2 predicate or None, 3 iterator

private func nextFiltered(_ thread: Thread, _ iterator: Value) -> Value {
  let predicate = iterator.pointer.word(2)
  let source = iterator.pointer.word(3)
  let testsItem = predicate.isNone || predicate == vm.pointee.types.bool
  while true {
    let item = thread.next(source)
    if item.isUnbound || item.isError { return item }
    let verdict = testsItem ? item : thread.call(predicate, item)
    if verdict.isError { return .error }
    let truth = thread.truth(verdict)
    if truth != 0 { return truth < 0 ? .error : item }
  }
}

private func newFilter(_ thread: Thread, _ arguments: Arguments) -> Value {
  let source = thread.getIterator(arguments[2])
  if source.isError { return .error }
  let object = allocateIterator(thread, arguments[0], nextFiltered)
  object.setWord(2, arguments[1])
  object.setWord(3, source)
  return .object(object)
}

// MARK: reversed — words: 2 sequence or None, 3 position

private func nextReversed(_ thread: Thread, _ iterator: Value) -> Value {
  let pointer = iterator.pointer
  let position = pointer.intWord(3)
  if position < 0 || pointer.word(2).isNone {
    pointer.setWord(2, .none)
    return .unbound
  }
  let item = thread.getItem(pointer.word(2), .int(position))
  if item.isError {
    if !thread.pendingMatches(.indexError) && !thread.pendingMatches(.stopIteration) { return .error }
    thread.pointee.exception = .unbound
    pointer.setWord(2, .none)
    return .unbound
  }
  pointer.setIntWord(3, position - 1)
  return item
}

private func newReversed(_ thread: Thread, _ arguments: Arguments) -> Value {
  let sequence = arguments[1]
  if sequence.isObject && sequence.pointer.shapeWord == vm.pointee.shapes.list.address {
    return makeReverseListIterator(thread, sequence)
  }
  let hook = sequence.type.special(.reversed)
  if hook.isBound && !hook.isNone { return thread.callUnbound(hook, sequence) }
  if hook.isNone || sequence.type.special(.getitem).isUnbound || sequence.isKind(.dict) {
    return thread.raise(.typeError, "'\(sequence.typeName)' object is not reversible")
  }
  let count = thread.length(sequence)
  if count < 0 { return .error }
  let object = allocateIterator(thread, arguments[0], nextReversed)
  object.setWord(2, sequence)
  object.setIntWord(3, count - 1)
  return .object(object)
}

private func reversedHint(_ thread: Thread, _ arguments: Arguments) -> Value {
  let sequence = arguments[0].pointer.word(2)
  if sequence.isNone { return .int(0) }
  let length = thread.length(sequence)
  if length < 0 { return .error }
  let left = arguments[0].pointer.intWord(3) + 1
  return .int(left > length ? 0 : left)
}

func defineIteratorTypes(_ thread: Thread) {
  func type(_ name: StaticString, _ methods: [NativeDefinition]) -> Value {
    thread.define(TypeDefinition(name: name, kind: .nativeIterator, words: 4, methods: iteratorMethods + methods))
  }
  vm.pointee.types.enumerate = type(
    "enumerate",
    [NativeDefinition(.staticMethod, "__new__(cls, iterable=None, start=0)", newEnumerate), classGetItemDefinition]
      + enumerateState)
  vm.pointee.types.zip = type(
    "zip", [NativeDefinition(.staticMethod, "__new__(cls, /, *iterables, strict=False)", newZip)] + zipState)
  let zipDoc: StaticString = """
    Tuples of one item of each iterable, until the shortest of them ends.

    >>> list(zip('ab', range(5)))
    [('a', 0), ('b', 1)]
    """
  TypeRef(vm.pointee.types.zip).setAttribute(vm.pointee.names.doc, StringRef.make(thread, zipDoc))
  vm.pointee.types.map = type(
    "map", [NativeDefinition(.staticMethod, "__new__(cls, /, *iterables)", newMap)] + mapState)
  vm.pointee.types.filter = type(
    "filter", [NativeDefinition(.staticMethod, "__new__(cls, function, iterable, /)", newFilter)] + filterState)
  vm.pointee.types.reversed = type(
    "reversed",
    [
      NativeDefinition(.staticMethod, "__new__(cls, sequence, /)", newReversed),
      NativeDefinition("__length_hint__(self, /)", reversedHint),
    ] + reverseIteratorState)
}
