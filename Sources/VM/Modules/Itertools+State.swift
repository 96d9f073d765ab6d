// Copying and pickling of the iterators of itertools, by the name of the type: `__reduce__` gives the call that makes such
// an iterator anew and its state, `__setstate__` takes the state back. The words are those noted at each type
// (Itertools, Itertools+Product, Itertools+Groups); `pairwise` and `_grouper` cannot be pickled.

import CRuntime

private func reduceMethod(_ body: NativeBody) -> NativeDefinition { NativeDefinition("__reduce__(self, /)", body) }

private func stateMethod(_ body: NativeBody) -> NativeDefinition {
  NativeDefinition("__setstate__(self, state, /)", body)
}

/// (type, arguments, state)
private func reduce(_ thread: Thread, _ iterator: Value, _ arguments: Value, state: Value) -> Value {
  TupleRef.make(thread, iterator.type.value, arguments, state)
}

/// The type `name` of itertools.
private func tool(_ thread: Thread, _ name: StaticString) -> Value {
  let module = thread.importModule("itertools")
  return module.isError ? .error : thread.getAttribute(module, StringRef.intern(name))
}

/// The items of a state that is a tuple of `counts` items; nil with TypeError pending.
private func parts(_ thread: Thread, _ state: Value, _ counts: ClosedRange<Int>) -> TupleRef? {
  guard state.isKind(.tuple) else {
    thread.raise(.typeError, "state is not a tuple")
    return nil
  }
  guard counts.contains(TupleRef(state).count) else {
    thread.raise(
      .typeError, "function takes exactly \(counts.upperBound) arguments (\(TupleRef(state).count) given)")
    return nil
  }
  return TupleRef(state)
}

private func isIterator(_ value: Value) -> Bool { value.type.special(.next).isBound }

/// Words 2 and 3 are the arguments, in this order.
private let pairReduction = reduceMethod { thread, a in
  reduceToType(thread, a[0], TupleRef.make(thread, a[0].pointer.word(2), a[0].pointer.word(3)))
}

/// Word 4 says whether the predicate has answered otherwise.
private let whileState: [NativeDefinition] = [
  reduceMethod { thread, a in
    let pointer = a[0].pointer
    return reduce(
      thread, a[0], TupleRef.make(thread, pointer.word(2), pointer.word(3)), state: .bool(pointer.word(4).isTrue))
  },
  stateMethod { thread, a in
    let changed = thread.truth(a[1])
    if changed < 0 { return .error }
    a[0].pointer.setWord(4, .bool(changed > 0))
    return .none
  },
]

private func reduceAccumulate(_ thread: Thread, _ a: Arguments) -> Value {
  let pointer = a[0].pointer
  let (source, function, total) = (pointer.word(2), pointer.word(3), pointer.word(4))
  let isInitial = pointer.word(5).isTrue
  if total.isUnbound { return reduceToType(thread, a[0], TupleRef.make(thread, source, function)) }
  guard isInitial || total.isNone else {
    return reduce(thread, a[0], TupleRef.make(thread, source, function), state: total)
  }
  // A total that was not given yet, or that is None, stands in front of the other items.
  let chain = tool(thread, "chain")
  let chained = chain.isError ? .error : thread.call(chain, TupleRef.make(thread, total), source)
  if chained.isError { return .error }
  if isInitial { return reduce(thread, a[0], TupleRef.make(thread, chained, function), state: .none) }
  let again = thread.call(a[0].type.value, chained, function)
  let slice = again.isError ? .error : tool(thread, "islice")
  return slice.isError ? .error : TupleRef.make(thread, slice, TupleRef.make(thread, again, .int(1), .none))
}

private func reduceCycle(_ thread: Thread, _ a: Arguments) -> Value {
  let pointer = a[0].pointer
  var source = pointer.word(2)
  let seen = pointer.word(3)
  let isUsedUp = source.isNone
  if isUsedUp {
    source = thread.getIterator(seen)
    source.pointer.setIntWord(2, pointer.intWord(4))
  }
  return reduce(
    thread, a[0], TupleRef.make(thread, source), state: TupleRef.make(thread, seen, .bool(isUsedUp)))
}

private func setCycle(_ thread: Thread, _ a: Arguments) -> Value {
  guard let state = parts(thread, a[1], 2...2) else { return .error }
  guard state[0].isKind(.list), let first = thread.index(state[1]) else {
    return thread.pointee.exception.isBound
      ? .error : thread.raise(.typeError, "argument 1 must be list, not \(state[0].typeName)")
  }
  a[0].pointer.setWord(3, state[0])
  a[0].pointer.setIntWord(4, 0)
  a[0].pointer.setWord(5, .bool(first != 0))
  return .none
}

private func setChain(_ thread: Thread, _ a: Arguments) -> Value {
  guard let state = parts(thread, a[1], 1...2) else { return .error }
  guard isIterator(state[0]), state.count == 1 || isIterator(state[1]) else {
    return thread.raise(.typeError, "Arguments must be iterators.")
  }
  a[0].pointer.setWord(2, state[0])
  a[0].pointer.setWord(3, state.count == 2 ? state[1] : .none)
  return .none
}

private func reduceSlice(_ thread: Thread, _ a: Arguments) -> Value {
  let pointer = a[0].pointer
  guard !pointer.word(2).isNone else {
    let empty = thread.getIterator(ListRef.make(thread).value)
    return reduce(thread, a[0], TupleRef.make(thread, empty, .int(0)), state: .int(0))
  }
  let arguments = TupleRef.allocate(thread, count: 4)
  arguments[0] = pointer.word(2)
  arguments[1] = pointer.word(3)
  arguments[2] = pointer.intWord(4) < 0 ? .none : pointer.word(4)
  arguments[3] = pointer.word(5)
  return reduce(thread, a[0], arguments.value, state: pointer.word(6))
}

private func reduceZipLongest(_ thread: Thread, _ a: Arguments) -> Value {
  let sources = ListRef(a[0].pointer.word(2))
  let arguments = TupleRef.allocate(thread, count: sources.count)
  for index in 0..<sources.count {
    arguments[index] = sources[index].isNone ? vm.pointee.emptyTuple : sources[index]
  }
  return reduce(thread, a[0], arguments.value, state: a[0].pointer.word(3))
}

private func reduceGroups(_ thread: Thread, _ a: Arguments) -> Value {
  let pointer = a[0].pointer
  let arguments = TupleRef.make(thread, pointer.word(2), pointer.word(3))
  guard pointer.word(4).isBound, pointer.word(5).isBound, pointer.word(6).isBound else {
    return reduceToType(thread, a[0], arguments)
  }
  return reduce(
    thread, a[0], arguments, state: TupleRef.make(thread, pointer.word(5), pointer.word(6), pointer.word(4)))
}

// MARK: Combinations: words 2 pool, 3 indices, 4 ended, 5 before the first result, 6 cycles

private func tuple(_ thread: Thread, _ list: Value) -> Value {
  TupleRef.make(thread, ListRef(list).items, ListRef(list).count)
}

private func reduceProduct(_ thread: Thread, _ a: Arguments) -> Value {
  let pointer = a[0].pointer
  if pointer.word(4).isTrue { return reduceToType(thread, a[0], TupleRef.make(thread, vm.pointee.emptyTuple)) }
  if pointer.word(5).isTrue { return reduceToType(thread, a[0], pointer.word(2)) }
  return reduce(thread, a[0], pointer.word(2), state: tuple(thread, pointer.word(3)))
}

/// The length of the results is that of the indices, in permutations that of the cycles.
private func reduceSelection(_ thread: Thread, _ a: Arguments, hasCycles: Bool) -> Value {
  let pointer = a[0].pointer
  let length = Value.int(ListRef(pointer.word(hasCycles ? 6 : 3)).count)
  if pointer.word(4).isTrue {
    return reduceToType(
      thread, a[0], TupleRef.make(thread, vm.pointee.emptyTuple, length == .int(0) ? .int(1) : length))
  }
  let arguments = TupleRef.make(thread, pointer.word(2), length)
  if pointer.word(5).isTrue { return reduceToType(thread, a[0], arguments) }
  let indices = tuple(thread, pointer.word(3))
  let state = hasCycles ? TupleRef.make(thread, indices, tuple(thread, pointer.word(6))) : indices
  return reduce(thread, a[0], arguments, state: state)
}

/// Takes over small ints within bounds; false with an exception pending.
private func set(_ thread: Thread, _ list: ListRef, from state: Value, _ bounds: (Int) -> ClosedRange<Int>) -> Bool {
  guard state.isKind(.tuple), TupleRef(state).count == list.count else {
    thread.raise(.valueError, "invalid arguments")
    return false
  }
  for index in 0..<list.count {
    let allowed = bounds(index)
    guard let number = stateIndex(thread, TupleRef(state)[index], allowed.lowerBound, allowed.upperBound) else {
      return false
    }
    list[index] = .int(number)
  }
  return true
}

private func setProduct(_ thread: Thread, _ a: Arguments) -> Value {
  let pointer = a[0].pointer
  if pointer.word(4).isTrue { return .none }
  let pools = TupleRef(pointer.word(2))
  guard set(thread, ListRef(pointer.word(3)), from: a[1], { 0...max(0, TupleRef(pools[$0]).count - 1) }) else {
    return .error
  }
  pointer.setWord(5, .false)
  return .none
}

private func setSelection(_ thread: Thread, _ a: Arguments) -> Value {
  let pointer = a[0].pointer
  let last = TupleRef(pointer.word(2)).count - 1
  if pointer.word(4).isTrue { return .none }
  guard set(thread, ListRef(pointer.word(3)), from: a[1], { _ in 0...max(0, last) }) else { return .error }
  pointer.setWord(5, .false)
  return .none
}

private func setPermutations(_ thread: Thread, _ a: Arguments) -> Value {
  let pointer = a[0].pointer
  guard let state = parts(thread, a[1], 2...2) else { return .error }
  let count = TupleRef(pointer.word(2)).count
  if pointer.word(4).isTrue { return .none }
  guard set(thread, ListRef(pointer.word(3)), from: state[0], { _ in 0...max(0, count - 1) }),
    set(thread, ListRef(pointer.word(6)), from: state[1], { 1...max(1, count - $0) })
  else { return .error }
  pointer.setWord(5, .false)
  return .none
}

private let combinationState = [
  reduceMethod { reduceSelection($0, $1, hasCycles: false) }, stateMethod(setSelection),
]

/// By the name of the type.
let itertoolsState: [String: [NativeDefinition]] = [
  "count": [
    reduceMethod { thread, a in
      let (number, step) = (a[0].pointer.word(2), a[0].pointer.word(3))
      let arguments = step == .int(1) ? TupleRef.make(thread, number) : TupleRef.make(thread, number, step)
      return reduceToType(thread, a[0], arguments)
    }
  ],
  "cycle": [reduceMethod(reduceCycle), stateMethod(setCycle)],
  "repeat": [
    reduceMethod { thread, a in
      let (item, left) = (a[0].pointer.word(2), a[0].pointer.word(3))
      let arguments = left.asInt < 0 ? TupleRef.make(thread, item) : TupleRef.make(thread, item, left)
      return reduceToType(thread, a[0], arguments)
    }
  ],
  "chain": [
    reduceMethod { thread, a in
      let (source, active) = (a[0].pointer.word(2), a[0].pointer.word(3))
      if source.isNone && active.isNone { return reduceToType(thread, a[0], vm.pointee.emptyTuple) }
      let state = active.isNone ? TupleRef.make(thread, source) : TupleRef.make(thread, source, active)
      return reduce(thread, a[0], vm.pointee.emptyTuple, state: state)
    },
    stateMethod(setChain),
  ],
  "accumulate": [
    reduceMethod(reduceAccumulate),
    stateMethod { _, a in
      a[0].pointer.setWord(4, a[1])
      return .none
    },
  ],
  "compress": [pairReduction],
  "dropwhile": whileState,
  "takewhile": whileState,
  "filterfalse": [pairReduction],
  "starmap": [pairReduction],
  "zip_longest": [
    reduceMethod(reduceZipLongest),
    stateMethod { _, a in
      a[0].pointer.setWord(3, a[1])
      return .none
    },
  ],
  "islice": [
    reduceMethod(reduceSlice),
    stateMethod { thread, a in
      guard let consumed = stateIndex(thread, a[1], 0, Value.smallIntMax) else { return .error }
      a[0].pointer.setIntWord(6, consumed)
      return .none
    },
  ],
  "groupby": [
    reduceMethod(reduceGroups),
    stateMethod { thread, a in
      guard let state = parts(thread, a[1], 3...3) else { return .error }
      a[0].pointer.setWord(5, state[0])
      a[0].pointer.setWord(6, state[1])
      a[0].pointer.setWord(4, state[2])
      return .none
    },
  ],
  "product": [reduceMethod(reduceProduct), stateMethod(setProduct)],
  "combinations": combinationState,
  "combinations_with_replacement": combinationState,
  "permutations": [
    reduceMethod { reduceSelection($0, $1, hasCycles: true) }, stateMethod(setPermutations),
  ],
]
