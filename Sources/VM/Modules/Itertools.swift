// The module `itertools`, first part: iterators that pass items on one by one. The combinatorial ones: Itertools+Product.
// All are native iterators: word 1 the next function, their own state from word 2 on, as noted at each.

import CRuntime

// MARK: count — words: 2 next number, 3 step

private func nextCount(_ thread: Thread, _ iterator: Value) -> Value {
  let number = iterator.pointer.word(2)
  let step = iterator.pointer.word(3)
  if Value.bothInt(number, step) {
    let (sum, overflow) = Value.addInts(number, step)
    if !overflow {
      iterator.pointer.setWord(2, sum)
      return number
    }
  }
  let sum = thread.binary(.add, number, step)
  if sum.isError { return .error }
  iterator.pointer.setWord(2, sum)
  return number
}

private func isNumber(_ value: Value) -> Bool {
  value.isInt || value.isFloat || value.isBool || value.type.special(.index).isBound
    || value.type.special(.int).isBound || value.type.special(.float).isBound || value.isKind(.complex)
}

private func newCount(_ thread: Thread, _ arguments: Arguments) -> Value {
  let start = arguments[1].isUnbound ? Value.int(0) : arguments[1]
  let step = arguments[2].isUnbound ? Value.int(1) : arguments[2]
  if !isNumber(start) || !isNumber(step) { return thread.raise(.typeError, "a number is required") }
  let object = allocateIterator(thread, arguments[0], nextCount)
  object.setWord(2, start)
  object.setWord(3, step)
  return .object(object)
}

private func reprCount(_ thread: Thread, _ arguments: Arguments) -> Value {
  let step = arguments[0].pointer.word(3)
  let start = thread.repr(text: arguments[0].pointer.word(2))
  return StringRef.make(thread, step == .int(1) ? "count(\(start))" : "count(\(start), \(thread.repr(text: step)))")
}

// MARK: cycle — words: 2 iterator or None when used up, 3 list of the items seen, 4 position, 5 True when the items of the
// iterator are in the list already

private func nextCycle(_ thread: Thread, _ iterator: Value) -> Value {
  let pointer = iterator.pointer
  let seen = ListRef(pointer.word(3))
  if !pointer.word(2).isNone {
    let item = thread.next(pointer.word(2))
    if item.isError { return .error }
    if item.isBound {
      if !pointer.word(5).isTrue { seen.append(thread, item) }
      return item
    }
    pointer.setWord(2, .none)
  }
  if seen.count == 0 { return .unbound }
  let position = pointer.intWord(4)
  pointer.setIntWord(4, position + 1 == seen.count ? 0 : position + 1)
  return seen[position]
}

private func newCycle(_ thread: Thread, _ arguments: Arguments) -> Value {
  let source = thread.getIterator(arguments[1])
  if source.isError { return .error }
  let seen = ListRef.make(thread)
  let object = allocateIterator(thread, arguments[0], nextCycle)
  object.setWord(2, source)
  object.setWord(3, seen.value)
  object.setIntWord(4, 0)
  return .object(object)
}

// MARK: repeat — words: 2 item, 3 times left, or −1 for ever

private func nextRepeat(_ thread: Thread, _ iterator: Value) -> Value {
  let left = iterator.pointer.intWord(3)
  if left == 0 { return .unbound }
  if left > 0 { iterator.pointer.setIntWord(3, left - 1) }
  return iterator.pointer.word(2)
}

private func newRepeat(_ thread: Thread, _ arguments: Arguments) -> Value {
  var times = -1
  if arguments[2].isBound {
    guard let given = thread.index(arguments[2]) else { return .error }
    times = min(max(0, given), Value.smallIntMax)
  }
  let object = allocateIterator(thread, arguments[0], nextRepeat)
  object.setWord(2, arguments[1])
  object.setIntWord(3, times)
  return .object(object)
}

private func reprRepeat(_ thread: Thread, _ arguments: Arguments) -> Value {
  let left = arguments[0].pointer.intWord(3)
  let item = thread.repr(text: arguments[0].pointer.word(2))
  return StringRef.make(thread, left < 0 ? "repeat(\(item))" : "repeat(\(item), \(left))")
}

private func repeatHint(_ thread: Thread, _ arguments: Arguments) -> Value {
  let left = arguments[0].pointer.intWord(3)
  return left < 0 ? thread.raise(.typeError, "len() of unsized object") : .int(left)
}

// MARK: chain — words: 2 iterator of iterables or None, 3 current iterator or None

private func nextChain(_ thread: Thread, _ iterator: Value) -> Value {
  let pointer = iterator.pointer
  while true {
    if pointer.word(3).isObject {
      let item = thread.next(pointer.word(3))
      if item.isBound { return item }
      pointer.setWord(3, .none)
    }
    if pointer.word(2).isNone { return .unbound }
    let iterable = thread.next(pointer.word(2))
    if iterable.isError { return .error }
    if iterable.isUnbound {
      pointer.setWord(2, .none)
      return .unbound
    }
    let current = thread.getIterator(iterable)
    if current.isError {
      pointer.setWord(2, .none)
      return .error
    }
    pointer.setWord(3, current)
  }
}

private func makeChain(_ thread: Thread, _ type: Value, _ iterables: Value) -> Value {
  let source = thread.getIterator(iterables)
  if source.isError { return .error }
  let object = allocateIterator(thread, type, nextChain)
  object.setWord(2, source)
  return .object(object)
}

// MARK: accumulate — words: 2 iterator, 3 function or None for +, 4 total or unbound, 5 initial total still to be given

private func nextAccumulate(_ thread: Thread, _ iterator: Value) -> Value {
  let pointer = iterator.pointer
  if pointer.word(5).isTrue {
    pointer.setWord(5, .false)
    return pointer.word(4)
  }
  let item = thread.next(pointer.word(2))
  if item.isUnbound || item.isError { return item }
  var total = pointer.word(4)
  if total.isUnbound {
    total = item
  } else {
    let function = pointer.word(3)
    total = function.isNone ? thread.binary(.add, total, item) : thread.call(function, total, item)
    if total.isError { return .error }
  }
  pointer.setWord(4, total)
  return total
}

private func newAccumulate(_ thread: Thread, _ arguments: Arguments) -> Value {
  let source = thread.getIterator(arguments[1])
  if source.isError { return .error }
  let hasInitial = arguments[3].isBound && !arguments[3].isNone
  let object = allocateIterator(thread, arguments[0], nextAccumulate)
  object.setWord(2, source)
  object.setWord(3, arguments[2].isUnbound ? .none : arguments[2])
  object.setWord(4, hasInitial ? arguments[3] : .unbound)
  object.setWord(5, .bool(hasInitial))
  return .object(object)
}

// MARK: compress — words: 2 data iterator, 3 selector iterator

private func nextCompress(_ thread: Thread, _ iterator: Value) -> Value {
  while true {
    let item = thread.next(iterator.pointer.word(2))
    if item.isUnbound || item.isError { return item }
    let selector = thread.next(iterator.pointer.word(3))
    if selector.isUnbound || selector.isError { return selector }
    let truth = thread.truth(selector)
    if truth != 0 { return truth < 0 ? .error : item }
  }
}

/// For iterators made of two iterables.
private func newFromTwo(_ thread: Thread, _ arguments: Arguments, _ next: NativeNext) -> Value {
  let first = thread.getIterator(arguments[1])
  if first.isError { return .error }
  let second = thread.getIterator(arguments[2])
  if second.isError { return .error }
  let object = allocateIterator(thread, arguments[0], next)
  object.setWord(2, first)
  object.setWord(3, second)
  return .object(object)
}

// MARK: dropwhile, takewhile, filterfalse, starmap — words: 2 function, 3 iterator, 4 True once the state changed

private func newWithFunction(_ thread: Thread, _ arguments: Arguments, _ next: NativeNext) -> Value {
  let source = thread.getIterator(arguments[2])
  if source.isError { return .error }
  let object = allocateIterator(thread, arguments[0], next)
  object.setWord(2, arguments[1])
  object.setWord(3, source)
  return .object(object)
}

/// truth(function(item)) as 1, 0 or −1.
private func test(_ thread: Thread, _ iterator: Value, _ item: Value) -> Int {
  let verdict = thread.call(iterator.pointer.word(2), item)
  return verdict.isError ? -1 : thread.truth(verdict)
}

private func nextDropWhile(_ thread: Thread, _ iterator: Value) -> Value {
  while true {
    let item = thread.next(iterator.pointer.word(3))
    if item.isUnbound || item.isError || iterator.pointer.word(4).isTrue { return item }
    let truth = test(thread, iterator, item)
    if truth < 0 { return .error }
    if truth == 0 {
      iterator.pointer.setWord(4, .true)
      return item
    }
  }
}

private func nextTakeWhile(_ thread: Thread, _ iterator: Value) -> Value {
  if iterator.pointer.word(4).isTrue { return .unbound }
  let item = thread.next(iterator.pointer.word(3))
  if item.isUnbound || item.isError { return item }
  let truth = test(thread, iterator, item)
  if truth > 0 { return item }
  if truth < 0 { return .error }
  iterator.pointer.setWord(4, .true)
  return .unbound
}

private func nextFilterFalse(_ thread: Thread, _ iterator: Value) -> Value {
  let function = iterator.pointer.word(2)
  let testsItem = function.isNone || function == vm.pointee.types.bool
  while true {
    let item = thread.next(iterator.pointer.word(3))
    if item.isUnbound || item.isError { return item }
    let truth = testsItem ? thread.truth(item) : test(thread, iterator, item)
    if truth <= 0 { return truth < 0 ? .error : item }
  }
}

private func nextStarMap(_ thread: Thread, _ iterator: Value) -> Value {
  let item = thread.next(iterator.pointer.word(3))
  if item.isUnbound || item.isError { return item }
  let arguments = thread.makeTuple(from: item)
  return arguments.isError ? .error : thread.call(iterator.pointer.word(2), tuple: TupleRef(arguments))
}

// MARK: pairwise — words: 2 iterator, 3 previous item or unbound

private func nextPairwise(_ thread: Thread, _ iterator: Value) -> Value {
  let pointer = iterator.pointer
  var previous = pointer.word(3)
  if previous.isUnbound {
    previous = thread.next(pointer.word(2))
    if previous.isUnbound || previous.isError { return previous }
    pointer.setWord(3, previous)
  }
  let item = thread.next(pointer.word(2))
  if item.isUnbound || item.isError { return item }
  pointer.setWord(3, item)
  return TupleRef.make(thread, previous, item)
}

private func newPairwise(_ thread: Thread, _ arguments: Arguments) -> Value {
  let source = thread.getIterator(arguments[1])
  if source.isError { return .error }
  let object = allocateIterator(thread, arguments[0], nextPairwise)
  object.setWord(2, source)
  object.setWord(3, .unbound)
  return .object(object)
}

// MARK: zip_longest — words: 2 list of iterators (None when ended), 3 fill value, 4 iterators not ended

private func nextZipLongest(_ thread: Thread, _ iterator: Value) -> Value {
  let pointer = iterator.pointer
  let sources = ListRef(pointer.word(2))
  if sources.count == 0 || pointer.intWord(4) == 0 { return .unbound }
  let result = TupleRef.allocate(thread, count: sources.count)
  for index in 0..<sources.count {
    var item = Value.unbound
    if !sources[index].isNone {
      item = thread.next(sources[index])
      if item.isError { return .error }
      if item.isUnbound {
        sources[index] = .none
        pointer.setIntWord(4, pointer.intWord(4) - 1)
        if pointer.intWord(4) == 0 { return .unbound }
      }
    }
    result[index] = item.isUnbound ? pointer.word(3) : item
  }
  return result.value
}

private func newZipLongest(_ thread: Thread, _ arguments: Arguments) -> Value {
  let sources = iterators(thread, over: TupleRef(arguments[1]))
  if sources.isError { return .error }
  let list = ListRef.make(thread, TupleRef(sources).items, TupleRef(sources).count)
  let object = allocateIterator(thread, arguments[0], nextZipLongest)
  object.setWord(2, list)
  object.setWord(3, arguments[2].isUnbound ? .none : arguments[2])
  object.setIntWord(4, ListRef(list).count)
  return .object(object)
}

// MARK: islice — words: 2 iterator or None, 3 next position to give, 4 stop or −1, 5 step, 6 items consumed

private func nextSlice(_ thread: Thread, _ iterator: Value) -> Value {
  let pointer = iterator.pointer
  let source = pointer.word(2)
  let stop = pointer.intWord(4)
  let wanted = pointer.intWord(3)
  if source.isNone { return .unbound }
  var consumed = pointer.intWord(6)
  while consumed < wanted {
    let skipped = thread.next(source)
    if skipped.isUnbound || skipped.isError {
      pointer.setWord(2, .none)
      return skipped
    }
    consumed += 1
    pointer.setIntWord(6, consumed)
  }
  if stop >= 0 && consumed >= stop {
    pointer.setWord(2, .none)
    return .unbound
  }
  let item = thread.next(source)
  if item.isUnbound || item.isError {
    pointer.setWord(2, .none)
    return item
  }
  pointer.setIntWord(6, consumed + 1)
  let following = wanted &+ pointer.intWord(5)
  pointer.setIntWord(3, following < 0 || (stop >= 0 && following > stop) ? stop : following)
  return item
}

private func newSlice(_ thread: Thread, _ arguments: Arguments) -> Value {
  /// `standard` for None, −1 for what is no index.
  func position(_ value: Value, _ standard: Int) -> Int {
    if value.isNone || value.isUnbound { return standard }
    if let index = thread.index(value) { return min(index, Value.smallIntMax) }
    thread.pointee.exception = .unbound
    return -1
  }
  let several = arguments[3].isBound
  let start = several ? position(arguments[2], 0) : 0
  let stopArgument = several ? arguments[3] : arguments[2]
  let stop = position(stopArgument, -1)
  if stop == -1 && !stopArgument.isNone {
    return thread.raise(
      .valueError, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
  }
  if start < 0 || stop < -1 {
    return thread.raise(
      .valueError, "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
  }
  let step = position(arguments[4], 1)
  if step < 1 {
    return thread.raise(.valueError, "Step for islice() must be a positive integer or None.")
  }
  let source = thread.getIterator(arguments[1])
  if source.isError { return .error }
  let object = allocateIterator(thread, arguments[0], nextSlice)
  object.setWord(2, source)
  object.setIntWord(3, start)
  object.setIntWord(4, stop)
  object.setIntWord(5, step)
  object.setIntWord(6, 0)
  return .object(object)
}

// MARK: The module

private typealias Tool = (name: StaticString, words: Int, methods: [NativeDefinition])

private let tools: [Tool] = [
  (
    "count", 4,
    [
      NativeDefinition(.staticMethod, "__new__(cls, start=0, step=1)", newCount),
      NativeDefinition("__repr__(self, /)", reprCount),
    ]
  ),
  ("cycle", 6, [NativeDefinition(.staticMethod, "__new__(cls, iterable, /)", newCycle)]),
  (
    "repeat", 4,
    [
      NativeDefinition(.staticMethod, "__new__(cls, object, times=None)", newRepeat),
      NativeDefinition("__repr__(self, /)", reprRepeat),
      NativeDefinition("__length_hint__(self, /)", repeatHint),
    ]
  ),
  (
    "chain", 4,
    [
      NativeDefinition(.staticMethod, "__new__(cls, /, *iterables)", { makeChain($0, $1[0], $1[1]) }),
      NativeDefinition(.classMethod, "from_iterable(cls, iterable, /)", { makeChain($0, $1[0], $1[1]) }),
      classGetItemDefinition,
    ]
  ),
  (
    "accumulate", 6,
    [NativeDefinition(.staticMethod, "__new__(cls, iterable, func=None, *, initial=None)", newAccumulate)]
  ),
  (
    "compress", 4,
    [NativeDefinition(.staticMethod, "__new__(cls, data, selectors)", { newFromTwo($0, $1, nextCompress) })]
  ),
  (
    "dropwhile", 5,
    [
      NativeDefinition(
        .staticMethod, "__new__(cls, predicate, iterable, /)", { newWithFunction($0, $1, nextDropWhile) })
    ]
  ),
  (
    "takewhile", 5,
    [
      NativeDefinition(
        .staticMethod, "__new__(cls, predicate, iterable, /)", { newWithFunction($0, $1, nextTakeWhile) })
    ]
  ),
  (
    "filterfalse", 5,
    [
      NativeDefinition(
        .staticMethod, "__new__(cls, function, iterable, /)", { newWithFunction($0, $1, nextFilterFalse) })
    ]
  ),
  (
    "starmap", 5,
    [
      NativeDefinition(
        .staticMethod, "__new__(cls, function, iterable, /)", { newWithFunction($0, $1, nextStarMap) })
    ]
  ),
  ("pairwise", 4, [NativeDefinition(.staticMethod, "__new__(cls, iterable, /)", newPairwise)]),
  (
    "zip_longest", 5,
    [NativeDefinition(.staticMethod, "__new__(cls, /, *iterables, fillvalue=None)", newZipLongest)]
  ),
  (
    "islice", 7,
    [NativeDefinition(.staticMethod, "__new__(cls, iterable, start, stop=None, step=None, /)", newSlice)]
  ),
]

func defineItertools(_ thread: Thread) {
  let module = thread.defineModule("itertools", doc: "Building blocks for iterators.", [teeDefinition])
  for tool in tools + combinatorialTools + groupingTools {
    let type = thread.define(
      TypeDefinition(
        name: tool.name, kind: .nativeIterator, words: tool.words, module: "itertools",
        methods: iteratorMethods + tool.methods + itertoolsState["\(tool.name)", default: []]))
    module.namespace.set(name: StringRef.intern(tool.name), type)
  }
  defineTeeAndGrouper(thread, module)
}
