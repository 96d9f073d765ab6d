// The type `range`, over ints of any size. Words: 1 start, 2 stop, 3 step, 4 length; all ints, small or big.
//
// Ranges whose items are all small ints iterate natively (kind rangeIterator: 1 next item, 2 step, 3 items left);
// others by int arithmetic.

import CRuntime

struct RangeRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let baseWords = 5
  @inline(__always) var start: Value { pointer.word(1) }
  @inline(__always) var stop: Value { pointer.word(2) }
  @inline(__always) var step: Value { pointer.word(3) }
  @inline(__always) var length: Value { pointer.word(4) }
  /// Are start, stop, step and length small? Then every item is small as well.
  @inline(__always) var isSmall: Bool { start.isInt && stop.isInt && step.isInt && length.isInt }

  static func make(_ thread: Thread, _ start: Value, _ stop: Value, _ step: Value) -> Value {
    let length = rangeLength(thread, start, stop, step)
    if length.isError { return .error }
    let image = headerImage(vm.pointee.shapes.range, .range, words: baseWords)
    let object = thread.allocate(image, words: baseWords)
    object.setWord(1, start)
    object.setWord(2, stop)
    object.setWord(3, step)
    object.setWord(4, length)
    return .object(object)
  }

  /// Item at an index within bounds (an int of any size).
  func item(_ thread: Thread, _ index: Value) -> Value {
    if isSmall && index.isInt { return .int(start.asInt &+ index.asInt &* step.asInt) }
    let offset = thread.binary(.multiply, index, step)
    return offset.isError ? .error : thread.binary(.add, start, offset)
  }
}

private func rangeLength(_ thread: Thread, _ start: Value, _ stop: Value, _ step: Value) -> Value {
  if start.isInt && stop.isInt && step.isInt {
    let (low, high, stride) = (start.asInt, stop.asInt, step.asInt)
    // Between two small ints there may be more of them than a small int counts.
    if stride > 0 { return thread.makeInt(low < high ? (high &- low &- 1) / stride &+ 1 : 0) }
    return thread.makeInt(high < low ? (low &- high &- 1) / -stride &+ 1 : 0)
  }
  let ascending = thread.compare(.greater, step, .int(0))
  if ascending.isError { return .error }
  let (low, high) = ascending.isTrue ? (start, stop) : (stop, start)
  let stride = ascending.isTrue ? step : thread.binary(.subtract, .int(0), step)
  let isEmpty = thread.compare(.greaterEqual, low, high)
  if isEmpty.isError || isEmpty.isTrue { return isEmpty.isError ? .error : .int(0) }
  let span = thread.binary(.subtract, thread.binary(.subtract, high, low), .int(1))
  if span.isError { return .error }
  return thread.binary(.add, thread.binary(.floorDivide, span, stride), .int(1))
}

private func new(_ thread: Thread, _ arguments: Arguments) -> Value {
  var start = Value.int(0)
  var stop = arguments[1]
  var step = Value.int(1)
  if arguments[2].isBound {
    (start, stop) = (arguments[1], arguments[2])
    if arguments[3].isBound { step = arguments[3] }
  }
  start = thread.toIndex(start)
  if start.isError { return .error }
  stop = thread.toIndex(stop)
  if stop.isError { return .error }
  step = thread.toIndex(step)
  if step.isError { return .error }
  if step == .int(0) { return thread.raise(.valueError, "range() arg 3 must not be zero") }
  return RangeRef.make(thread, start, stop, step)
}

// MARK: Iteration

private func nextOfLongRange(_ thread: Thread, _ iterator: Value) -> Value {
  let pointer = iterator.pointer
  let left = pointer.word(4)
  if left == .int(0) { return .unbound }
  let value = pointer.word(2)
  let following = thread.binary(.add, value, pointer.word(3))
  let rest = thread.binary(.subtract, left, .int(1))
  if following.isError || rest.isError { return .error }
  pointer.setWord(2, following)
  pointer.setWord(4, rest)
  return value
}

/// Iterates `length` items from `first` on.
private func makeIterator(_ thread: Thread, _ first: Value, _ step: Value, _ length: Value) -> Value {
  if first.isInt && step.isInt && length.isInt {
    let last = first.asInt.addingReportingOverflow(
      step.asInt.multipliedReportingOverflow(by: length.asInt).partialValue)
    if !last.overflow && Value.fitsSmallInt(last.partialValue) {
      let object = thread.allocate(headerImage(vm.pointee.shapes.rangeIterator, .rangeIterator, words: 4), words: 4)
      object.setWord(1, first)
      object.setWord(2, step)
      object.setWord(3, length)
      return .object(object)
    }
  }
  let object = makeNativeIterator(thread, vm.pointee.types.longRangeIterator, words: 5, nextOfLongRange)
  object.setWord(2, first)
  object.setWord(3, step)
  object.setWord(4, length)
  return .object(object)
}

func makeRangeIterator(_ thread: Thread, _ value: Value) -> Value {
  let range = RangeRef(value)
  return makeIterator(thread, range.start, range.step, range.length)
}

private func reversed(_ thread: Thread, _ arguments: Arguments) -> Value {
  let range = RangeRef(arguments[0])
  if range.length == .int(0) { return makeIterator(thread, range.start, range.step, range.length) }
  let last = range.item(thread, thread.binary(.subtract, range.length, .int(1)))
  let step = thread.binary(.subtract, .int(0), range.step)
  return last.isError || step.isError ? .error : makeIterator(thread, last, step, range.length)
}

private func lengthHint(_ thread: Thread, _ arguments: Arguments) -> Value {
  arguments[0].isKind(.rangeIterator) ? .int(max(0, arguments[0].pointer.intWord(3))) : arguments[0].pointer.word(4)
}

// MARK: Subscripts and searching

private func getItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let range = RangeRef(arguments[0])
  if arguments[1].isKind(.slice) { return slice(thread, range, SliceRef(arguments[1])) }
  if arguments[1].type.special(.index).isUnbound && !arguments[1].isInt {
    return thread.raise(
      .typeError, "range indices must be integers or slices, not \(arguments[1].typeName)")
  }
  var index = thread.toIndex(arguments[1])
  if index.isError { return .error }
  if index.isInt && range.isSmall {
    var place = index.asInt
    if place < 0 { place += range.length.asInt }
    if place >= 0 && place < range.length.asInt { return range.item(thread, .int(place)) }
    return thread.raise(.indexError, "range object index out of range")
  }
  let negative = thread.compare(.less, index, .int(0))
  if negative.isTrue { index = thread.binary(.add, index, range.length) }
  if index.isError { return .error }
  if thread.compare(.less, index, .int(0)).isTrue || thread.compare(.greaterEqual, index, range.length).isTrue {
    return thread.raise(.indexError, "range object index out of range")
  }
  return range.item(thread, index)
}

private func slice(_ thread: Thread, _ range: RangeRef, _ slice: SliceRef) -> Value {
  if range.isSmall {
    guard let part = thread.indices(slice, count: range.length.asInt) else { return .error }
    let start = range.start.asInt &+ part.start &* range.step.asInt
    let stop = range.start.asInt &+ part.stop &* range.step.asInt
    // `indices` limits a step to the machine's ints.
    let step = slice.step.isNone ? .int(1) : thread.toIndex(slice.step)
    if step.isError { return .error }
    // The end is one step behind the last item, perhaps no small int any more.
    let (first, end) = (thread.makeInt(start), thread.makeInt(stop))
    return RangeRef.make(thread, first, end, thread.binary(.multiply, range.step, step))
  }
  let bounds = longIndices(thread, slice, range.length)
  if bounds.isError { return .error }
  let parts = TupleRef(bounds)
  let start = range.item(thread, parts[0])
  let stop = range.item(thread, parts[1])
  let step = thread.binary(.multiply, range.step, parts[2])
  return start.isError || stop.isError || step.isError ? .error : RangeRef.make(thread, start, stop, step)
}

/// Is an int of any size an item? 1, 0 or −1.
private func holds(_ thread: Thread, _ range: RangeRef, _ number: Value) -> Int {
  if range.isSmall && number.isInt {
    let offset = number.asInt &- range.start.asInt
    let step = range.step.asInt
    if offset % step != 0 { return 0 }
    let index = offset / step
    return index >= 0 && index < range.length.asInt ? 1 : 0
  }
  let offset = thread.binary(.subtract, number, range.start)
  let rest = offset.isError ? .error : thread.binary(.modulo, offset, range.step)
  if rest.isError { return -1 }
  if rest != .int(0) { return 0 }
  let index = thread.binary(.floorDivide, offset, range.step)
  let low = thread.compare(.greaterEqual, index, .int(0))
  let high = thread.compare(.less, index, range.length)
  return low.isTrue && high.isTrue ? 1 : 0
}

private func isExactInt(_ value: Value) -> Bool {
  value.isInt || value.isBool || value.isKind(.bigInt) && value.type.value == vm.pointee.types.int
}

private func contains(_ thread: Thread, _ arguments: Arguments) -> Value {
  if isExactInt(arguments[1]) {
    let found = holds(thread, RangeRef(arguments[0]), thread.toIndex(arguments[1]))
    return found < 0 ? .error : .bool(found > 0)
  }
  let total = occurrences(thread, arguments, stopAtFirst: true)
  return total < 0 ? .error : .bool(total > 0)
}

/// Items equal to a value that is not an int, counted one by one.
private func occurrences(_ thread: Thread, _ arguments: Arguments, stopAtFirst: Bool = false) -> Int {
  let iterator = makeRangeIterator(thread, arguments[0])
  var total = 0
  while true {
    let item = thread.next(iterator)
    if item.isUnbound { return total }
    if item.isError { return -1 }
    let same = thread.equal(item, arguments[1])
    if same < 0 { return -1 }
    total += same
    if total > 0 && stopAtFirst { return total }
  }
}

private func count(_ thread: Thread, _ arguments: Arguments) -> Value {
  let found =
    isExactInt(arguments[1])
    ? holds(thread, RangeRef(arguments[0]), thread.toIndex(arguments[1])) : occurrences(thread, arguments)
  return found < 0 ? .error : .int(found)
}

private func index(_ thread: Thread, _ arguments: Arguments) -> Value {
  let range = RangeRef(arguments[0])
  if isExactInt(arguments[1]) {
    let number = thread.toIndex(arguments[1])
    let found = holds(thread, range, number)
    if found < 0 { return .error }
    if found > 0 {
      return thread.binary(.floorDivide, thread.binary(.subtract, number, range.start), range.step)
    }
    return thread.raise(.valueError, "\(thread.repr(text: arguments[1])) is not in range")
  }
  let iterator = makeRangeIterator(thread, arguments[0])
  var place = 0
  while true {
    let item = thread.next(iterator)
    if item.isError { return .error }
    if item.isUnbound { return thread.raise(.valueError, "sequence.index(x): x not in sequence") }
    let same = thread.equal(item, arguments[1])
    if same != 0 { return same < 0 ? .error : .int(place) }
    place += 1
  }
}

// MARK: Comparison and text

private func equals(_ thread: Thread, _ arguments: Arguments, _ wanted: Bool) -> Value {
  guard arguments[1].isKind(.range) else { return .notImplemented }
  let a = RangeRef(arguments[0])
  let b = RangeRef(arguments[1])
  var same = thread.equal(a.length, b.length)
  if same > 0 && a.length != .int(0) {
    same = thread.equal(a.start, b.start)
    if same > 0 && a.length != .int(1) { same = thread.equal(a.step, b.step) }
  }
  return same < 0 ? .error : .bool((same > 0) == wanted)
}

private func hash(_ thread: Thread, _ arguments: Arguments) -> Value {
  let range = RangeRef(arguments[0])
  let start = range.length == .int(0) ? Value.none : range.start
  let step = range.length == .int(0) || range.length == .int(1) ? Value.none : range.step
  return .int(thread.hashOfTuple(TupleRef(TupleRef.make(thread, range.length, start, step))))
}

private func representation(_ thread: Thread, _ arguments: Arguments) -> Value {
  let range = RangeRef(arguments[0])
  let step = range.step == .int(1) ? "" : ", " + thread.repr(text: range.step)
  return StringRef.make(
    thread, "range(\(thread.repr(text: range.start)), \(thread.repr(text: range.stop))\(step))")
}

private func reduce(_ thread: Thread, _ arguments: Arguments) -> Value {
  let range = RangeRef(arguments[0])
  let parts = TupleRef.make(thread, range.start, range.stop, range.step)
  return TupleRef.make(thread, vm.pointee.types.range, parts)
}

func defineRange(_ thread: Thread) {
  let type = thread.define(
    TypeDefinition(
      name: "range", kind: .range, words: RangeRef.baseWords, flags: TypeFlags.final,
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, start, stop=0, step=1, /)", new),
        NativeDefinition("__repr__(self, /)", representation),
        NativeDefinition("__len__(self, /)", { RangeRef($1[0]).length }),
        NativeDefinition("__bool__(self, /)", { .bool(RangeRef($1[0]).length != .int(0)) }),
        NativeDefinition("__getitem__(self, key, /)", getItem),
        NativeDefinition("__contains__(self, key, /)", contains),
        NativeDefinition("__iter__(self, /)", { makeRangeIterator($0, $1[0]) }),
        NativeDefinition("__reversed__(self, /)", reversed),
        NativeDefinition("__eq__(self, value, /)", { equals($0, $1, true) }),
        NativeDefinition("__ne__(self, value, /)", { equals($0, $1, false) }),
        NativeDefinition("__hash__(self, /)", hash),
        NativeDefinition("__reduce__(self, /)", reduce),
        NativeDefinition("count(self, value, /)", count),
        NativeDefinition("index(self, value, /)", index),
      ],
      attributes: [
        GetSetDefinition("start", isMember: true, { _, range in RangeRef(range).start }),
        GetSetDefinition("stop", isMember: true, { _, range in RangeRef(range).stop }),
        GetSetDefinition("step", isMember: true, { _, range in RangeRef(range).step }),
      ],
      doc: "The integers from start up to stop, step apart."))
  vm.pointee.types.range = type
  thread.adopt(&vm.pointee.shapes.range, for: type)
  let hint = [NativeDefinition("__length_hint__(self, /)", lengthHint)] + rangeIteratorState
  vm.pointee.types.rangeIterator = thread.defineIterator("range_iterator", kind: .rangeIterator, hint)
  thread.adopt(&vm.pointee.shapes.rangeIterator, for: vm.pointee.types.rangeIterator)
  vm.pointee.types.longRangeIterator = thread.defineIterator("longrange_iterator", words: 5, hint)
}
