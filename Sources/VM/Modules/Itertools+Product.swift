// itertools: product, permutations, combinations, combinations_with_replacement.
//
// Common words: 2 pool (a tuple; of pools for product), 3 list of indices, 4 True when it ended, 5 True before the first
// result; permutations also: 6 list of cycle counters.

import CRuntime

/// State of a combinatorial iterator.
private struct Selection {
  let pointer: Raw
  init(_ iterator: Value) { pointer = iterator.pointer }
  var pool: TupleRef { TupleRef(pointer.word(2)) }
  var indices: ListRef { ListRef(pointer.word(3)) }
  var cycles: ListRef { ListRef(pointer.word(6)) }
  var isDone: Bool { pointer.word(4).isTrue }
  func finish() -> Value {
    pointer.setWord(4, .true)
    return .unbound
  }
  /// True once: the first result is the initial selection itself.
  func takeFirst() -> Bool {
    let first = pointer.word(5).isTrue
    pointer.setWord(5, .false)
    return first
  }

  /// The items of the pool at the first `count` indices.
  func result(_ thread: Thread, _ count: Int) -> Value {
    if count == 0 { return vm.pointee.emptyTuple }
    let tuple = TupleRef.allocate(thread, count: count)
    let places = indices.items
    let items = pool.items
    for index in 0..<count { tuple[index] = items[places[index].asInt] }
    return tuple.value
  }
}

/// A list of the small ints that `value` gives for 0 ..< count.
private func makeIndices(_ thread: Thread, _ count: Int, _ value: (Int) -> Int) -> ListRef {
  let list = ListRef.make(thread, capacity: count)
  for index in 0..<count { list.append(thread, .int(value(index))) }
  return list
}

private func makeSelection(
  _ thread: Thread, _ type: Value, _ next: NativeNext, pool: Value, indices: ListRef, done: Bool,
  cycles: Value = .unbound
) -> Value {
  let object = allocateIterator(thread, type, next)
  object.setWord(2, pool)
  object.setWord(3, indices.value)
  object.setWord(4, .bool(done))
  object.setWord(5, .true)
  if cycles.isBound { object.setWord(6, cycles) }
  return .object(object)
}

// MARK: product

private func nextProduct(_ thread: Thread, _ iterator: Value) -> Value {
  let state = Selection(iterator)
  if state.isDone { return .unbound }
  let pools = state.pool
  let indices = state.indices
  let count = pools.count
  if !state.takeFirst() {
    var place = count - 1
    while place >= 0 {
      let following = indices[place].asInt + 1
      if following < TupleRef(pools[place]).count {
        indices[place] = .int(following)
        break
      }
      indices[place] = .int(0)
      place -= 1
    }
    if place < 0 { return state.finish() }
  }
  if count == 0 { return vm.pointee.emptyTuple }
  let result = TupleRef.allocate(thread, count: count)
  for index in 0..<count { result[index] = TupleRef(pools[index])[indices[index].asInt] }
  return result.value
}

private func newProduct(_ thread: Thread, _ arguments: Arguments) -> Value {
  var repeats = 1
  if arguments[2].isBound {
    guard let given = thread.index(arguments[2]) else { return .error }
    if given < 0 { return thread.raise(.valueError, "repeat argument cannot be negative") }
    repeats = given
  }
  let iterables = TupleRef(arguments[1])
  let pools = ListRef.make(thread)
  var isEmpty = false
  for index in 0..<iterables.count where repeats > 0 {
    let pool = thread.makeTuple(from: iterables[index])
    if pool.isError { return .error }
    isEmpty = isEmpty || TupleRef(pool).count == 0
    pools.append(thread, pool)
  }
  let count = pools.count
  for _ in 1..<max(1, repeats) {
    for index in 0..<count { pools.append(thread, pools[index]) }
  }
  let tuple = TupleRef.make(thread, pools.count > 0 ? pools.items : pools.pointer.values(at: 1), pools.count)
  let indices = makeIndices(thread, pools.count) { _ in 0 }
  return makeSelection(thread, arguments[0], nextProduct, pool: tuple, indices: indices, done: isEmpty)
}

// MARK: Combinations

/// The pool and the length of the results; nil with an exception pending.
private func poolAndLength(_ thread: Thread, _ arguments: Arguments) -> (pool: Value, length: Int)? {
  let pool = thread.makeTuple(from: arguments[1])
  if pool.isError { return nil }
  if arguments[2].isUnbound || arguments[2].isNone { return (pool, TupleRef(pool).count) }
  if !arguments[2].isInt && !arguments[2].isKind(.bigInt) && arguments[2].type.special(.index).isUnbound {
    thread.raise(.typeError, "'\(arguments[2].typeName)' object cannot be interpreted as an integer")
    return nil
  }
  guard let length = thread.index(arguments[2]) else { return nil }
  if length < 0 {
    thread.raise(.valueError, "r must be non-negative")
    return nil
  }
  return (pool, length)
}

private func nextCombination(_ thread: Thread, _ iterator: Value) -> Value {
  let state = Selection(iterator)
  if state.isDone { return .unbound }
  let indices = state.indices
  let length = indices.count
  if !state.takeFirst() {
    let limit = state.pool.count - length
    var place = length - 1
    while place >= 0 && indices[place].asInt == limit + place { place -= 1 }
    if place < 0 { return state.finish() }
    var index = indices[place].asInt + 1
    while place < length {
      indices[place] = .int(index)
      index += 1
      place += 1
    }
  }
  return state.result(thread, length)
}

private func newCombinations(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let (pool, length) = poolAndLength(thread, arguments) else { return .error }
  let isImpossible = length > TupleRef(pool).count
  let indices = makeIndices(thread, isImpossible ? 0 : length) { $0 }
  return makeSelection(thread, arguments[0], nextCombination, pool: pool, indices: indices, done: isImpossible)
}

private func nextMultiset(_ thread: Thread, _ iterator: Value) -> Value {
  let state = Selection(iterator)
  if state.isDone { return .unbound }
  let indices = state.indices
  let length = indices.count
  if !state.takeFirst() {
    let last = state.pool.count - 1
    var place = length - 1
    while place >= 0 && indices[place].asInt == last { place -= 1 }
    if place < 0 { return state.finish() }
    let index = indices[place].asInt + 1
    while place < length {
      indices[place] = .int(index)
      place += 1
    }
  }
  return state.result(thread, length)
}

private func newMultisets(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let (pool, length) = poolAndLength(thread, arguments) else { return .error }
  let isImpossible = length > 0 && TupleRef(pool).count == 0
  let indices = makeIndices(thread, isImpossible ? 0 : length) { _ in 0 }
  return makeSelection(thread, arguments[0], nextMultiset, pool: pool, indices: indices, done: isImpossible)
}

// MARK: Permutations

private func nextPermutation(_ thread: Thread, _ iterator: Value) -> Value {
  let state = Selection(iterator)
  if state.isDone { return .unbound }
  let indices = state.indices
  let cycles = state.cycles
  let length = cycles.count
  if !state.takeFirst() {
    let count = indices.count
    var place = length - 1
    while place >= 0 {
      let left = cycles[place].asInt - 1
      if left == 0 {
        // Rotate this index to the end and start its cycle again.
        let items = indices.items
        let moved = items[place]
        for index in place..<(count - 1) { items[index] = items[index + 1] }
        items[count - 1] = moved
        cycles[place] = .int(count - place)
        place -= 1
      } else {
        cycles[place] = .int(left)
        let items = indices.items
        let other = count - left
        (items[place], items[other]) = (items[other], items[place])
        break
      }
    }
    if place < 0 { return state.finish() }
  }
  return state.result(thread, length)
}

private func newPermutations(_ thread: Thread, _ arguments: Arguments) -> Value {
  if arguments[2].isBound && !arguments[2].isNone && !arguments[2].isInt && !arguments[2].isBool
    && !arguments[2].isKind(.bigInt)
  {
    return thread.raise(.typeError, "Expected int as r")
  }
  guard let (pool, length) = poolAndLength(thread, arguments) else { return .error }
  let count = TupleRef(pool).count
  let isImpossible = length > count
  let indices = makeIndices(thread, count) { $0 }
  let cycles = makeIndices(thread, isImpossible ? 0 : length) { count - $0 }
  return makeSelection(
    thread, arguments[0], nextPermutation, pool: pool, indices: indices, done: isImpossible, cycles: cycles.value)
}

let combinatorialTools: [(name: StaticString, words: Int, methods: [NativeDefinition])] = [
  ("product", 6, [NativeDefinition(.staticMethod, "__new__(cls, /, *iterables, repeat=1)", newProduct)]),
  ("combinations", 6, [NativeDefinition(.staticMethod, "__new__(cls, iterable, r)", newCombinations)]),
  (
    "combinations_with_replacement", 6,
    [NativeDefinition(.staticMethod, "__new__(cls, iterable, r)", newMultisets)]
  ),
  ("permutations", 7, [NativeDefinition(.staticMethod, "__new__(cls, iterable, r=None)", newPermutations)]),
]
