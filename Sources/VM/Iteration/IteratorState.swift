// Copying and pickling of the built-in iterators: `__reduce__` gives the call that makes such an iterator anew and how far it has
// come, `__setstate__` takes that position back. Iterators of dicts and sets are reduced to the items that are left.

import CRuntime

/// A built-in function by its name.
func builtin(_ name: StaticString) -> Value {
  ModuleRef(vm.pointee.builtins).namespace.get(name: StringRef.intern(name))
}

/// (iter, (value,)): an iterator over something else.
func reduceToIterator(_ thread: Thread, over value: Value) -> Value {
  TupleRef.make(thread, builtin("iter"), TupleRef.make(thread, value))
}

/// (the iterator's type, arguments).
func reduceToType(_ thread: Thread, _ iterator: Value, _ arguments: Value) -> Value {
  TupleRef.make(thread, iterator.type.value, arguments)
}

/// A number kept within bounds, as `__setstate__` takes it; nil with an exception pending.
func stateIndex(_ thread: Thread, _ state: Value, _ lowest: Int, _ highest: Int) -> Int? {
  thread.index(state).map { min(max($0, lowest), highest) }
}

private func reduceMethod(_ body: NativeBody) -> NativeDefinition {
  NativeDefinition("__reduce__(self, /)", body)
}

private func stateMethod(_ body: NativeBody) -> NativeDefinition {
  NativeDefinition("__setstate__(self, state, /)", body)
}

// MARK: Sequences — words: 1 the sequence or None, 2 position

/// What an iterator that has ended iterates over: something empty of the same sort.
private func emptyLike(_ thread: Thread, _ iterator: Value) -> Value {
  switch iterator.objectKind {
  case .listIterator: ListRef.make(thread).value
  case .stringIterator: StringRef.intern("")
  default: vm.pointee.emptyTuple
  }
}

let sequenceIteratorState: [NativeDefinition] = [
  reduceMethod { thread, a in
    let iterated = a[0].pointer.word(1)
    let position = a[0].pointer.intWord(2)
    let hasEnded =
      position == 1 && (iterated == vm.pointee.emptyTuple || iterated.isKind(.string) && StringRef(iterated).count == 0)
    guard iterated.isObject, !hasEnded else { return reduceToIterator(thread, over: emptyLike(thread, a[0])) }
    return TupleRef.make(thread, builtin("iter"), TupleRef.make(thread, iterated), .int(position))
  },
  stateMethod { thread, a in
    let iterated = a[0].pointer.word(1)
    let isOpen = a[0].objectKind == .sequenceIterator || !iterated.isObject
    let length = isOpen ? Value.smallIntMax : thread.length(iterated)
    guard length >= 0, let position = stateIndex(thread, a[1], 0, length) else { return .error }
    if iterated.isObject { a[0].pointer.setIntWord(2, position) }
    return .none
  },
]

/// Of bytes and arrays. Words: 2 the object or None, 3 position.
let storedIteratorState: [NativeDefinition] = [
  reduceMethod { thread, a in
    let iterated = a[0].pointer.word(2)
    guard iterated.isObject else { return reduceToIterator(thread, over: vm.pointee.emptyTuple) }
    return TupleRef.make(
      thread, builtin("iter"), TupleRef.make(thread, iterated), .int(a[0].pointer.intWord(3)))
  },
  stateMethod { thread, a in
    let iterated = a[0].pointer.word(2)
    let length = iterated.isObject ? thread.length(iterated) : 0
    guard length >= 0, let position = stateIndex(thread, a[1], 0, length) else { return .error }
    if iterated.isObject { a[0].pointer.setIntWord(3, position) }
    return .none
  },
]

let bytesIteratorMethods: [NativeDefinition] =
  storedIteratorState + [
    NativeDefinition("__length_hint__(self, /)") { thread, a in
      let iterated = a[0].pointer.word(2)
      guard iterated.isObject else { return .int(0) }
      return .int(max(0, thread.length(iterated) - a[0].pointer.intWord(3)))
    }
  ]

/// Backwards. Words: 2 the sequence or None, 3 position, −1 at the end.
let reverseIteratorState: [NativeDefinition] = [
  reduceMethod { thread, a in
    let pointer = a[0].pointer
    let isList = pointer.shapeWord == vm.pointee.shapes.listReverseIterator.address
    if pointer.word(2).isObject {
      let maker = isList ? builtin("reversed") : a[0].type.value
      return TupleRef.make(thread, maker, TupleRef.make(thread, pointer.word(2)), .int(pointer.intWord(3)))
    }
    if isList { return reduceToIterator(thread, over: ListRef.make(thread).value) }
    return reduceToType(thread, a[0], TupleRef.make(thread, vm.pointee.emptyTuple))
  },
  stateMethod { thread, a in
    let pointer = a[0].pointer
    let length = pointer.word(2).isObject ? thread.length(pointer.word(2)) : 0
    if length < 0 { return .error }
    guard let position = stateIndex(thread, a[1], -1, length - 1) else { return .error }
    if pointer.word(2).isObject { pointer.setIntWord(3, position) }
    return .none
  },
]

// MARK: Dicts and sets

/// The items that are left, taken from a copy of the iterator.
let tableIteratorState: [NativeDefinition] = [
  reduceMethod { thread, a in
    let original = a[0].pointer
    let words = Int(original.header.words)
    let copy = thread.allocate(
      headerImage(ShapeRef(address: original.shapeWord), original.header.kind, words: words), words: words)
    for index in 1..<words { copy.setWord(index, original.word(index)) }
    guard let left = thread.makeList(from: .object(copy)) else { return .error }
    return reduceToIterator(thread, over: left.value)
  }
]

// MARK: Ranges — a range of the numbers that are left

/// The words of first number, step and numbers left, in this order, begin at 1 or, in long ranges, at 2.
private func rangeWord(_ iterator: Value) -> Int { iterator.isKind(.rangeIterator) ? 1 : 2 }

let rangeIteratorState: [NativeDefinition] = [
  reduceMethod { thread, a in
    let place = rangeWord(a[0])
    let (first, step, left) = (a[0].pointer.word(place), a[0].pointer.word(place + 1), a[0].pointer.word(place + 2))
    let distance = thread.binary(.multiply, step, left)
    let end = distance.isError ? .error : thread.binary(.add, first, distance)
    if end.isError { return .error }
    let range = thread.call(vm.pointee.types.range, tuple: TupleRef(TupleRef.make(thread, first, end, step)))
    return range.isError ? .error : TupleRef.make(thread, builtin("iter"), TupleRef.make(thread, range), .int(0))
  },
  stateMethod { thread, a in
    let place = rangeWord(a[0])
    let (step, left) = (a[0].pointer.word(place + 1), a[0].pointer.word(place + 2))
    var passed = thread.toIndex(a[1])
    if passed.isError { return .error }
    if thread.isNegative(passed) { passed = .int(0) }
    let isBeyond = thread.truth(thread.compare(.greater, passed, left))
    if isBeyond < 0 { return .error }
    if isBeyond > 0 { passed = left }
    let distance = thread.binary(.multiply, step, passed)
    let first = distance.isError ? .error : thread.binary(.add, a[0].pointer.word(place), distance)
    let rest = thread.binary(.subtract, left, passed)
    if first.isError || rest.isError { return .error }
    a[0].pointer.setWord(place, first)
    a[0].pointer.setWord(place + 2, rest)
    return .none
  },
]

// MARK: Those that wrap other iterators

let callableIteratorState: [NativeDefinition] = [
  reduceMethod { thread, a in
    let callable = a[0].pointer.word(2)
    if callable.isNone { return reduceToIterator(thread, over: vm.pointee.emptyTuple) }
    return TupleRef.make(thread, builtin("iter"), TupleRef.make(thread, callable, a[0].pointer.word(3)))
  }
]

let enumerateState: [NativeDefinition] = [
  reduceMethod { thread, a in
    reduceToType(thread, a[0], TupleRef.make(thread, a[0].pointer.word(2), a[0].pointer.word(3)))
  }
]

let filterState: [NativeDefinition] = enumerateState

let zipState: [NativeDefinition] = [
  reduceMethod { thread, a in
    let sources = a[0].pointer.word(2)
    if !a[0].pointer.word(3).isTrue { return reduceToType(thread, a[0], sources) }
    return TupleRef.make(thread, a[0].type.value, sources, .true)
  },
  stateMethod { thread, a in
    let strict = thread.truth(a[1])
    if strict < 0 { return .error }
    a[0].pointer.setWord(3, .bool(strict > 0))
    return .none
  },
]

/// Word 3 is an iterator, or a tuple of several.
let mapState: [NativeDefinition] = [
  reduceMethod { thread, a in
    let (function, source) = (a[0].pointer.word(2), a[0].pointer.word(3))
    guard source.isKind(.tuple) else { return reduceToType(thread, a[0], TupleRef.make(thread, function, source)) }
    let sources = TupleRef(source)
    let arguments = TupleRef.allocate(thread, count: sources.count + 1)
    arguments[0] = function
    for index in 0..<sources.count { arguments[index + 1] = sources[index] }
    return reduceToType(thread, a[0], arguments.value)
  }
]
