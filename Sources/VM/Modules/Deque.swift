// The type collections.deque: its methods and iterators (DequeObject is the ring buffer).

import CRuntime

nonisolated(unsafe) private var dequeType = Value.unbound
nonisolated(unsafe) private var iteratorType = Value.unbound
nonisolated(unsafe) private var reverseIteratorType = Value.unbound

private func isDeque(_ value: Value) -> Bool {
  value.isObject && value.objectKind == .native && value.type.isSubtype(of: TypeRef(dequeType))
}

private func makeDeque(_ thread: Thread, maximum: Int) -> DequeRef {
  let deque = thread.allocateInstance(TypeRef(dequeType)).pointer
  DequeRef.initialize(deque)
  deque.setIntWord(4, maximum)
  return DequeRef(deque)
}

private func new(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = thread.allocateInstance(TypeRef(arguments[0]))
  DequeRef.initialize(deque.pointer)
  return deque
}

private func initialize(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  var maximum = -1
  if arguments[2].isBound && !arguments[2].isNone {
    guard arguments[2].isInt || arguments[2].isBool || arguments[2].isKind(.bigInt) else {
      return thread.raise(.typeError, "an integer is required")
    }
    guard let given = thread.index(arguments[2]) else { return .error }
    if given < 0 { return thread.raise(.valueError, "maxlen must be non-negative") }
    maximum = min(given, Value.smallIntMax)
  }
  deque.removeAll()
  deque.pointer.setIntWord(4, maximum)
  return arguments[1].isUnbound || extend(thread, deque, arguments[1]) ? .none : .error
}

private func extend(_ thread: Thread, _ deque: DequeRef, _ iterable: Value, left: Bool = false) -> Bool {
  var source = iterable
  if source.isObject && source.pointer == deque.pointer {
    guard let copy = thread.makeList(from: source) else { return false }
    source = copy.value
  }
  return thread.forEach(in: source) { item in
    if left { deque.appendLeft(thread, item) } else { deque.append(thread, item) }
    return true
  }
}

// MARK: Iteration — words: 2 deque, 3 items left, 4 change counter when it was made

private func next(_ thread: Thread, _ iterator: Value, _ place: (DequeRef, Int) -> Int) -> Value {
  let left = iterator.pointer.intWord(3)
  let deque = DequeRef(iterator.pointer.word(2))
  if deque.changes != iterator.pointer.intWord(4) {
    iterator.pointer.setIntWord(3, 0)
    return thread.raise(.runtimeError, "deque mutated during iteration")
  }
  if left == 0 { return .unbound }
  iterator.pointer.setIntWord(3, left &- 1)
  return deque[place(deque, left)]
}

private func nextForward(_ thread: Thread, _ iterator: Value) -> Value {
  next(thread, iterator) { deque, left in deque.count &- left }
}

private func nextBackward(_ thread: Thread, _ iterator: Value) -> Value {
  next(thread, iterator) { _, left in left &- 1 }
}

private func makeIterator(_ thread: Thread, _ deque: Value, reversed: Bool) -> Value {
  let iterator =
    reversed
    ? makeNativeIterator(thread, reverseIteratorType, words: 5, nextBackward)
    : makeNativeIterator(thread, iteratorType, words: 5, nextForward)
  iterator.setWord(2, deque)
  iterator.setIntWord(3, DequeRef(deque).count)
  iterator.setIntWord(4, DequeRef(deque).changes)
  return .object(iterator)
}

// MARK: Subscripts

/// An index within bounds; nil with an exception pending.
private func position(_ thread: Thread, _ deque: DequeRef, _ index: Value) -> Int? {
  if !index.isInt && index.type.special(.index).isUnbound {
    thread.raise(.typeError, "sequence index must be integer, not '\(index.typeName)'")
    return nil
  }
  guard var place = thread.index(index) else { return nil }
  if place < 0 { place &+= deque.count }
  if place < 0 || place >= deque.count {
    thread.raise(.indexError, "deque index out of range")
    return nil
  }
  return place
}

private func getItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  return position(thread, deque, arguments[1]).map { deque[$0] } ?? .error
}

private func setItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  guard let place = position(thread, deque, arguments[1]) else { return .error }
  deque[place] = arguments[2]
  return .none
}

private func deleteItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  guard let place = position(thread, deque, arguments[1]) else { return .error }
  deque.remove(at: place)
  return .none
}

/// Position of the first equal item in `start ..< end`; −1 when absent, −2 with an exception pending.
private func find(
  _ thread: Thread, _ deque: DequeRef, _ value: Value, _ start: Int = 0, _ end: Int = Int.max
) -> Int {
  let changes = deque.changes
  var index = start
  while index < end && index < deque.count {
    let same = thread.equal(deque[index], value)
    if same < 0 { return -2 }
    if deque.changes != changes {
      thread.raise(.runtimeError, "deque mutated during iteration")
      return -2
    }
    if same > 0 { return index }
    index += 1
  }
  return -1
}

// MARK: Methods

private func pop(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  return deque.count == 0 ? thread.raise(.indexError, "pop from an empty deque") : deque.pop()
}

private func popLeft(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  return deque.count == 0 ? thread.raise(.indexError, "pop from an empty deque") : deque.popLeft()
}

private func append(_ thread: Thread, _ arguments: Arguments) -> Value {
  DequeRef(arguments[0]).append(thread, arguments[1])
  return .none
}

private func appendLeft(_ thread: Thread, _ arguments: Arguments) -> Value {
  DequeRef(arguments[0]).appendLeft(thread, arguments[1])
  return .none
}

private func rotate(_ thread: Thread, _ arguments: Arguments) -> Value {
  var steps = 1
  if arguments[1].isBound {
    guard let given = thread.index(arguments[1]) else { return .error }
    steps = given
  }
  DequeRef(arguments[0]).rotate(steps)
  return .none
}

private func copy(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  if arguments[0].type.value == dequeType {
    let result = makeDeque(thread, maximum: deque.maximum)
    return extend(thread, result, arguments[0]) ? result.value : .error
  }
  if deque.maximum < 0 { return thread.call(arguments[0].type.value, arguments[0]) }
  return thread.call(arguments[0].type.value, arguments[0], .int(deque.maximum))
}

private func count(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  let changes = deque.changes
  var total = 0
  for index in 0..<deque.count {
    let same = thread.equal(deque[index], arguments[1])
    if same < 0 { return .error }
    if deque.changes != changes { return thread.raise(.runtimeError, "deque mutated during iteration") }
    total += same
  }
  return .int(total)
}

private func index(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  guard var start = thread.sliceBound(arguments[2], default: 0),
    var end = thread.sliceBound(arguments[3], default: Int.max)
  else { return .error }
  if start < 0 { start = max(0, start &+ deque.count) }
  if end < 0 { end = max(0, end &+ deque.count) }
  let place = find(thread, deque, arguments[1], start, end)
  if place == -2 { return .error }
  if place >= 0 { return .int(place) }
  let text = thread.repr(arguments[1])
  return text.isError ? .error : thread.raise(.valueError, "\(StringRef(text).text) is not in deque")
}

private func insert(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  guard var place = thread.index(arguments[1]) else { return .error }
  if deque.maximum >= 0 && deque.count >= deque.maximum {
    return thread.raise(.indexError, "deque already at its maximum size")
  }
  if place < 0 { place = max(0, place &+ deque.count) }
  place = min(place, deque.count)
  deque.append(thread, arguments[2])
  var index = deque.count - 1
  while index > place {
    deque[index] = deque[index - 1]
    index -= 1
  }
  deque[place] = arguments[2]
  return .none
}

private func remove(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  let changes = deque.changes
  let place = find(thread, deque, arguments[1])
  if place == -2 {
    if deque.changes == changes || !thread.pendingMatches(.runtimeError) { return .error }
    thread.pointee.exception = .unbound
    return thread.raise(.indexError, "deque mutated during remove().")
  }
  if place < 0 { return thread.raise(.valueError, "\(thread.repr(text: arguments[1])) is not in deque") }
  deque.remove(at: place)
  return .none
}

private func reverse(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  var (low, high) = (0, deque.count - 1)
  while low < high {
    let value = deque[low]
    deque[low] = deque[high]
    deque[high] = value
    low += 1
    high -= 1
  }
  return .none
}

// MARK: Operators

private func add(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard isDeque(arguments[1]) else {
    return thread.raise(.typeError, "can only concatenate deque (not \"\(arguments[1].typeName)\") to deque")
  }
  let result = copy(thread, arguments)
  return result.isError || extend(thread, DequeRef(result), arguments[1]) ? result : .error
}

private func repeated(_ thread: Thread, _ deque: Value, _ factor: Value) -> Value {
  guard let times = thread.index(factor) else { return .error }
  guard let items = thread.makeList(from: deque) else { return .error }
  let target = DequeRef(deque)
  if times <= 0 { target.removeAll() }
  for _ in 1..<max(1, times) where !extend(thread, target, items.value) { return .error }
  return deque
}

private func multiply(_ thread: Thread, _ arguments: Arguments) -> Value {
  let result = copy(thread, arguments)
  return result.isError ? .error : repeated(thread, result, arguments[1])
}

private func compare(_ thread: Thread, _ arguments: Arguments, _ operation: Comparison) -> Value {
  guard isDeque(arguments[1]) else { return .notImplemented }
  guard let a = thread.makeList(from: arguments[0]), let b = thread.makeList(from: arguments[1]) else { return .error }
  return thread.compareSequences(operation, a.value, b.value)
}

private func contains(_ thread: Thread, _ arguments: Arguments) -> Value {
  let place = find(thread, DequeRef(arguments[0]), arguments[1])
  return place == -2 ? .error : .bool(place >= 0)
}

private func representation(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.guardedRepr(arguments[0], "[...]") { output in
    guard let items = thread.makeList(from: arguments[0]) else { return false }
    output.append(contentsOf: "\(arguments[0].type.nameText)([".utf8)
    if !thread.appendReprs(items.value, to: &output) { return false }
    let maximum = DequeRef(arguments[0]).maximum
    output.append(contentsOf: (maximum < 0 ? "])" : "], maxlen=\(maximum))").utf8)
    return true
  }
}

private func reduce(_ thread: Thread, _ arguments: Arguments) -> Value {
  let deque = DequeRef(arguments[0])
  let iterator = thread.getIterator(arguments[0])
  let hasState = thread.hasAttributes(arguments[0]) && !thread.ownAttributes(arguments[0]).isEmpty
  let state = hasState ? thread.attributeDict(arguments[0]).value : Value.none
  let parameters =
    deque.maximum < 0
    ? vm.pointee.emptyTuple : TupleRef.make(thread, vm.pointee.emptyTuple, .int(deque.maximum))
  let result = TupleRef.allocate(thread, count: 4)
  result[0] = arguments[0].type.value
  result[1] = parameters
  result[2] = state
  result[3] = iterator
  return result.value
}

func defineDeque(_ thread: Thread, _ module: ModuleRef) {
  dequeType = thread.define(
    TypeDefinition(
      name: "deque", words: DequeRef.baseWords, flags: TypeFlags.sequence, module: "collections",
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, ...)", new),
        NativeDefinition("__init__(self, iterable=(), maxlen=None)", initialize),
        NativeDefinition("__repr__(self, /)", representation),
        NativeDefinition("__len__(self, /)", { .int(DequeRef($1[0]).count) }),
        NativeDefinition("__getitem__(self, key, /)", getItem),
        NativeDefinition("__setitem__(self, key, value, /)", setItem),
        NativeDefinition("__delitem__(self, key, /)", deleteItem),
        NativeDefinition("__contains__(self, key, /)", contains),
        NativeDefinition("__iter__(self, /)", { makeIterator($0, $1[0], reversed: false) }),
        NativeDefinition("__reversed__(self, /)", { makeIterator($0, $1[0], reversed: true) }),
        NativeDefinition("__add__(self, value, /)", add),
        NativeDefinition("__iadd__(self, value, /)", { extend($0, DequeRef($1[0]), $1[1]) ? $1[0] : .error }),
        NativeDefinition("__mul__(self, value, /)", multiply),
        NativeDefinition("__rmul__(self, value, /)", multiply),
        NativeDefinition("__imul__(self, value, /)", { repeated($0, $1[0], $1[1]) }),
        NativeDefinition("__lt__(self, value, /)", { compare($0, $1, .less) }),
        NativeDefinition("__le__(self, value, /)", { compare($0, $1, .lessEqual) }),
        NativeDefinition("__eq__(self, value, /)", { compare($0, $1, .equal) }),
        NativeDefinition("__ne__(self, value, /)", { compare($0, $1, .notEqual) }),
        NativeDefinition("__gt__(self, value, /)", { compare($0, $1, .greater) }),
        NativeDefinition("__ge__(self, value, /)", { compare($0, $1, .greaterEqual) }),
        NativeDefinition("__copy__(self, /)", copy),
        NativeDefinition("__reduce__(self, /)", reduce),
        NativeDefinition("append(self, item, /)", append),
        NativeDefinition("appendleft(self, item, /)", appendLeft),
        NativeDefinition("pop(self, /)", pop),
        NativeDefinition("popleft(self, /)", popLeft),
        NativeDefinition("extend(self, iterable, /)", { extend($0, DequeRef($1[0]), $1[1]) ? .none : .error }),
        NativeDefinition(
          "extendleft(self, iterable, /)", { extend($0, DequeRef($1[0]), $1[1], left: true) ? .none : .error }),
        NativeDefinition("rotate(self, n=1, /)", rotate),
        NativeDefinition(
          "clear(self, /)",
          { _, arguments in
            DequeRef(arguments[0]).removeAll()
            return .none
          }),
        NativeDefinition("copy(self, /)", copy),
        NativeDefinition("count(self, value, /)", count),
        NativeDefinition("index(self, value, start=0, stop=9223372036854775807, /)", index),
        NativeDefinition("insert(self, index, value, /)", insert),
        NativeDefinition("remove(self, value, /)", remove),
        NativeDefinition("reverse(self, /)", reverse),
        classGetItemDefinition,
      ],
      attributes: [
        GetSetDefinition(
          "maxlen", { _, deque in DequeRef(deque).maximum < 0 ? .none : .int(DequeRef(deque).maximum) })
      ],
      doc: "A sequence that grows and shrinks quickly at both ends."))
  TypeRef(dequeType).setAttribute(Special.hash.name, .none)
  let hint = [NativeDefinition("__length_hint__(self, /)", { _, arguments in arguments[0].pointer.word(3) })]
  iteratorType = thread.defineIterator("_deque_iterator", words: 5, module: "collections", hint)
  reverseIteratorType = thread.defineIterator("_deque_reverse_iterator", words: 5, module: "collections", hint)
  module.namespace.set(name: StringRef.intern("deque"), dequeType)
  module.namespace.set(name: StringRef.intern("_deque_iterator"), iteratorType)
  module.namespace.set(name: StringRef.intern("_deque_reverse_iterator"), reverseIteratorType)
}
