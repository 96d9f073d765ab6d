// The modules `_heapq` and `_bisect`: binary heaps in lists, and binary search in sorted sequences.

import CRuntime

/// `a < b` as 1, 0 or −1; numbers without calls.
@inline(__always) private func less(_ thread: Thread, _ a: Value, _ b: Value) -> Int {
  if Value.bothInt(a, b) { return a.signed < b.signed ? 1 : 0 }
  if Value.bothImmediateFloat(a, b) { return a.asDouble < b.asDouble ? 1 : 0 }
  return lessSlow(thread, a, b)
}

@inline(never) private func lessSlow(_ thread: Thread, _ a: Value, _ b: Value) -> Int {
  let tupleShape = vm.pointee.shapes.tuple.address
  if a.isObject && b.isObject && a.pointer.shapeWord == tupleShape && b.pointer.shapeWord == tupleShape
    && TupleRef(a).count > 0 && TupleRef(b).count > 0
  {
    let x = TupleRef(a)[0]
    let y = TupleRef(b)[0]
    if Value.bothInt(x, y) && x != y { return x.signed < y.signed ? 1 : 0 }
    if Value.bothImmediateFloat(x, y) && x.asDouble != y.asDouble { return x.asDouble < y.asDouble ? 1 : 0 }
  }
  let result = thread.compare(.less, a, b)
  return result.isError ? -1 : thread.truth(result)
}

// MARK: Heaps

/// One direction of heap: the smallest item first, or the largest.
private struct HeapOrder {
  let thread: Thread
  let list: ListRef
  let largestFirst: Bool

  @inline(__always) private func before(_ a: Value, _ b: Value) -> Int {
    largestFirst ? less(thread, b, a) : less(thread, a, b)
  }

  /// False with RuntimeError pending when a comparison changed the list's length.
  private func isIntact(_ count: Int) -> Bool {
    if list.count == count { return true }
    thread.raise(.runtimeError, "list changed size during iteration")
    return false
  }

  /// Moves the item at `place` towards the root, not beyond `start`. False with an exception pending.
  func siftTowardsRoot(_ place: Int, from start: Int) -> Bool {
    let count = list.count
    var place = place
    let item = list[place]
    while place > start {
      let parent = (place - 1) >> 1
      let other = list[parent]
      let order = before(item, other)
      if order < 0 || !isIntact(count) { return false }
      if order == 0 { break }
      list[place] = other
      list[parent] = item
      place = parent
    }
    return true
  }

  /// Moves the item at `start` down to a leaf along the better children, then up to its place: fewer comparisons than
  /// stopping early, because items that were last are seldom small.
  func siftFromRoot(_ start: Int) -> Bool {
    let count = list.count
    var place = start
    let limit = count >> 1
    while place < limit {
      var child = 2 * place + 1
      if child + 1 < count {
        let order = before(list[child], list[child + 1])
        if order < 0 || !isIntact(count) { return false }
        if order == 0 { child += 1 }
      }
      let item = list[place]
      list[place] = list[child]
      list[child] = item
      place = child
    }
    return siftTowardsRoot(place, from: start)
  }

  func pop() -> Value {
    if list.count == 0 { return thread.raise(.indexError, "index out of range") }
    let last = list[list.count - 1]
    list.removeRange(list.count - 1, list.count)
    if list.count == 0 { return last }
    let first = list[0]
    list[0] = last
    return siftFromRoot(0) ? first : .error
  }

  func replace(_ item: Value) -> Value {
    if list.count == 0 { return thread.raise(.indexError, "index out of range") }
    let first = list[0]
    list[0] = item
    return siftFromRoot(0) ? first : .error
  }

  func heapify() -> Bool {
    var place = (list.count >> 1) - 1
    while place >= 0 {
      if !siftFromRoot(place) { return false }
      place -= 1
    }
    return true
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `a < b` without Python code: 1, 0, or −1 when that cannot be.
  @inline(__always) private func lessPlainly(_ a: Value, _ b: Value) -> Int {
    if Value.bothInt(a, b) { return a.signed < b.signed ? 1 : 0 }
    if Value.bothImmediateFloat(a, b) { return a.asDouble < b.asDouble ? 1 : 0 }
    if !isOrdered(a) || !isOrdered(b) { return -1 }
    let order = lessSlow(self, a, b)
    // What raises is left to the interpreter, too.
    if order < 0 { pointee.exception = .unbound }
    return order
  }

  /// `heappush`; unbound, and nothing done, where a comparison needs Python code or fails.
  func pushPlainly(_ list: ListRef, _ item: Value) -> Value {
    var place = list.count
    while place > 0 {
      let parent = (place - 1) >> 1
      let order = lessPlainly(item, list[parent])
      if order < 0 { return .unbound }
      if order == 0 { break }
      place = parent
    }
    // The ancestors above the new place move down by one.
    list.append(self, item)
    var hole = list.count - 1
    while hole > place {
      let parent = (hole - 1) >> 1
      list[hole] = list[parent]
      hole = parent
    }
    list[place] = item
    return .none
  }

  /// `heappop`; unbound, and nothing done, where a comparison needs Python code or fails, or there is no item.
  func popPlainly(_ list: ListRef) -> Value {
    let count = list.count - 1
    if count < 0 { return .unbound }
    let first = list[0]
    let last = list[count]
    // Down to a leaf along the better children, then up to where the last item belongs: the path alone is noted.
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 64) { path in
      var length = 0
      var place = 0
      while 2 * place + 1 < count {
        var child = 2 * place + 1
        if child + 1 < count {
          let order = lessPlainly(list[child], list[child + 1])
          if order < 0 { return .unbound }
          if order == 0 { child += 1 }
        }
        path[length] = child
        length += 1
        place = child
      }
      while length > 0 {
        let order = lessPlainly(last, list[path[length - 1]])
        if order < 0 { return .unbound }
        if order == 0 { break }
        length -= 1
      }
      var hole = 0
      for step in 0..<length {
        list[hole] = list[path[step]]
        hole = path[step]
      }
      if count > 0 { list[hole] = last }
      list[count] = .int(0)
      list.count = count
      return first
    }
  }
}

/// The heap of a call's first argument; nil with TypeError pending. `place` names the argument where there are several.
private func heapOrder(
  _ thread: Thread, _ arguments: Arguments, _ function: StaticString, place: StaticString = "",
  largestFirst: Bool = false
) -> HeapOrder? {
  guard arguments[0].isKind(.list) else {
    thread.raise(.typeError, "\(function)() argument\(place) must be list, not \(arguments[0].typeName)")
    return nil
  }
  return HeapOrder(thread: thread, list: ListRef(arguments[0]), largestFirst: largestFirst)
}

private func push(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let heap = heapOrder(thread, arguments, "heappush", place: " 1") else { return .error }
  heap.list.append(thread, arguments[1])
  return heap.siftTowardsRoot(heap.list.count - 1, from: 0) ? .none : .error
}

private func pushPop(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let heap = heapOrder(thread, arguments, "heappushpop", place: " 1") else { return .error }
  if heap.list.count == 0 { return arguments[1] }
  let order = less(thread, heap.list[0], arguments[1])
  if order < 0 { return .error }
  if order == 0 { return arguments[1] }
  return heap.replace(arguments[1])
}

func defineHeapq(_ thread: Thread) {
  thread.defineModule(
    "_heapq", doc: "Binary heaps in lists.",
    [
      NativeDefinition(.function, "heappush(heap, item, /)", push),
      NativeDefinition(.function, "heappop(heap, /)", { heapOrder($0, $1, "heappop")?.pop() ?? .error }),
      NativeDefinition(
        .function, "heapreplace(heap, item, /)",
        { heapOrder($0, $1, "heapreplace", place: " 1")?.replace($1[1]) ?? .error }),
      NativeDefinition(.function, "heappushpop(heap, item, /)", pushPop),
      NativeDefinition(
        .function, "heapify(heap, /)", { heapOrder($0, $1, "heapify")?.heapify() == true ? .none : .error }),
      NativeDefinition(
        .function, "_heappop_max(heap, /)", { heapOrder($0, $1, "_heappop_max", largestFirst: true)?.pop() ?? .error }),
      NativeDefinition(
        .function, "_heapreplace_max(heap, item, /)",
        { heapOrder($0, $1, "_heapreplace_max", place: " 1", largestFirst: true)?.replace($1[1]) ?? .error }),
      NativeDefinition(
        .function, "_heapify_max(heap, /)",
        { heapOrder($0, $1, "_heapify_max", largestFirst: true)?.heapify() == true ? .none : .error }),
    ])
}

// MARK: Bisection. Parameters: sequence, item, lo, hi, key

/// The insertion point, or nil with an exception pending. `key` is applied to the sequence's items only.
private func bisect(_ thread: Thread, _ arguments: Arguments, item: Value, right: Bool) -> Int? {
  var low = 0
  if arguments[2].isBound {
    guard let given = thread.index(arguments[2]) else { return nil }
    low = given
  }
  if low < 0 {
    thread.raise(.valueError, "lo must be non-negative")
    return nil
  }
  var high: Int
  if arguments[3].isUnbound || arguments[3].isNone {
    high = thread.length(arguments[0])
    if high < 0 { return nil }
  } else {
    guard let given = thread.index(arguments[3]) else { return nil }
    high = given
  }
  let key = arguments[4].isNone ? Value.unbound : arguments[4]
  while low < high {
    let middle = low + (high - low) / 2
    var candidate = thread.getItem(arguments[0], thread.makeInt(middle))
    if candidate.isError { return nil }
    if key.isBound {
      candidate = thread.call(key, candidate)
      if candidate.isError { return nil }
    }
    let order = right ? less(thread, item, candidate) : less(thread, candidate, item)
    if order < 0 { return nil }
    if (order > 0) == right { high = middle } else { low = middle + 1 }
  }
  return low
}

private func bisectFunction(_ thread: Thread, _ arguments: Arguments, right: Bool) -> Value {
  bisect(thread, arguments, item: arguments[1], right: right).map { thread.makeInt($0) } ?? .error
}

private func insort(_ thread: Thread, _ arguments: Arguments, right: Bool) -> Value {
  var item = arguments[1]
  if arguments[4].isBound && !arguments[4].isNone {
    item = thread.call(arguments[4], item)
    if item.isError { return .error }
  }
  guard let place = bisect(thread, arguments, item: item, right: right) else { return .error }
  if arguments[0].isObject && arguments[0].pointer.shapeWord == vm.pointee.shapes.list.address {
    ListRef(arguments[0]).insert(thread, arguments[1], at: min(place, ListRef(arguments[0]).count))
    return .none
  }
  let result = thread.callMethod(arguments[0], StringRef.intern("insert"), .int(place), arguments[1])
  return result.isError ? .error : .none
}

func defineBisect(_ thread: Thread) {
  thread.defineModule(
    "_bisect", doc: "Binary search in sorted sequences.",
    [
      NativeDefinition(
        .function, "bisect_right(a, x, lo=0, hi=None, *, key=None)", { bisectFunction($0, $1, right: true) }),
      NativeDefinition(
        .function, "bisect_left(a, x, lo=0, hi=None, *, key=None)", { bisectFunction($0, $1, right: false) }),
      NativeDefinition(.function, "insort_right(a, x, lo=0, hi=None, *, key=None)", { insort($0, $1, right: true) }),
      NativeDefinition(.function, "insort_left(a, x, lo=0, hi=None, *, key=None)", { insort($0, $1, right: false) }),
    ])
}
