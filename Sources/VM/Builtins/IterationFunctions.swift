// The builtin functions that are mostly iteration: len, iter, next, any, all, sum, min, max, sorted.

import CRuntime

private func len(_ thread: Thread, _ arguments: Arguments) -> Value {
  let count = thread.length(arguments[0])
  return count < 0 ? .error : thread.makeInt(count)
}

private func iter(_ thread: Thread, _ arguments: Arguments) -> Value {
  if arguments[1].isUnbound { return thread.getIterator(arguments[0]) }
  if !thread.isCallable(arguments[0]) { return thread.raise(.typeError, "iter(v, w): v must be callable") }
  return makeCallableIterator(thread, arguments[0], arguments[1])
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func isCallable(_ value: Value) -> Bool {
    guard value.isObject else { return false }
    switch value.objectKind {
    case .function, .nativeFunction, .boundMethod, .type: return true
    default: return value.type.special(.call).isBound
    }
  }
}

private func next(_ thread: Thread, _ arguments: Arguments) -> Value {
  let iterator = arguments[0]
  let item: Value
  if iterator.isObject && advancesNatively(iterator.objectKind) && !iterator.type.isHeapType {
    item = thread.next(iterator)
  } else {
    // Through `__next__`, because StopIteration may carry a value.
    let hook = iterator.type.special(.next)
    if hook.isUnbound { return thread.raise(.typeError, "'\(iterator.typeName)' object is not an iterator") }
    item = thread.callUnbound(hook, iterator)
  }
  if item.isError {
    if arguments[1].isUnbound || !thread.pendingMatches(.stopIteration) { return .error }
    thread.pointee.exception = .unbound
    return arguments[1]
  }
  if item.isBound { return item }
  return arguments[1].isBound ? arguments[1] : thread.raise(.stopIteration, arguments: vm.pointee.emptyTuple)
}

private func advancesNatively(_ kind: Kind) -> Bool {
  switch kind {
  case .listIterator, .tupleIterator, .rangeIterator, .dictIterator, .setIterator, .stringIterator, .nativeIterator:
    true
  default: false
  }
}

/// `any` looks for a true item, `all` for a false one.
private func search(_ thread: Thread, _ iterable: Value, for wanted: Int) -> Value {
  let plain = PlainItems(iterable)?.contains(truth: wanted == 1) ?? -1
  if plain >= 0 { return .bool((plain == 1) == (wanted == 1)) }
  var found = false
  let complete = thread.forEach(in: iterable) { item in
    let truth = thread.truth(item)
    if truth < 0 { return false }
    found = truth == wanted
    return !found
  }
  if !complete { return .error }
  return .bool(found == (wanted == 1))
}

// MARK: sum

private func sum(_ thread: Thread, _ arguments: Arguments) -> Value {
  let start = arguments[1].isUnbound ? Value.int(0) : arguments[1]
  if start.isKind(.string) {
    return thread.raise(.typeError, "sum() can't sum strings [use ''.join(seq) instead]")
  }
  if start.isKind(.bytes) {
    return thread.raise(.typeError, "sum() can't sum bytes [use b''.join(seq) instead]")
  }
  if start.isKind(.byteArray) {
    return thread.raise(.typeError, "sum() can't sum bytearray [use b''.join(seq) instead]")
  }
  var position = 0
  var total = start
  if let items = PlainItems(arguments[0]) {
    total = items.sum(thread, from: &position, start)
    if position == items.count { return total }
  }
  let iterator = thread.getIterator(arguments[0])
  if iterator.isError { return .error }
  // Those added already: advancing over them runs no Python code.
  for _ in 0..<position { _ = thread.next(iterator) }
  return sumItems(thread, iterator, total)
}

/// Small ints, then doubles, are added natively as long as the items allow it; then anything by `+`.
private func sumItems(_ thread: Thread, _ iterator: Value, _ start: Value) -> Value {
  var total = start
  var item = thread.next(iterator)
  while total.isInt && item.isInt {
    let (sum, overflow) = Value.addInts(total, item)
    if overflow { break }
    total = sum
    item = thread.next(iterator)
  }
  while true {
    if item.isUnbound { return total }
    if item.isError { return .error }
    if total.isExactFloat && (item.isExactFloat || item.isInt) {
      var accumulator = total.floatValue
      repeat {
        accumulator += item.isInt ? Double(item.asInt) : item.floatValue
        item = thread.next(iterator)
      } while item.isExactFloat || item.isInt
      total = thread.makeFloat(accumulator)
      continue
    }
    total = thread.binary(.add, total, item)
    if total.isError { return .error }
    item = thread.next(iterator)
  }
}

// MARK: min and max

/// Parameters: first (or the iterable), second, rest, key, default.
private func extreme(
  _ thread: Thread, _ arguments: Arguments, _ name: StaticString, _ operation: Comparison
) -> Value {
  let key = arguments[3].isNone ? Value.unbound : arguments[3]
  let several = arguments[1].isBound
  if !several && key.isUnbound, let items = PlainItems(arguments[0]) {
    let best = items.extreme(thread, isLeast: operation == .less)
    if best.isBound { return best }
  }
  if several && key.isUnbound && arguments[4].isUnbound && TupleRef(arguments[2]).count == 0 {
    let better = isBetter(thread, operation, arguments[1], arguments[0])
    return better < 0 ? .error : (better > 0 ? arguments[1] : arguments[0])
  }
  if several && arguments[4].isBound {
    return thread.raise(
      .typeError, "Cannot specify a default for \(name)() with multiple positional arguments")
  }
  // Stack memory, because the collector does not see variables that closures capture: the best item, and its key.
  return withUnsafeTemporaryAllocation(of: Value.self, capacity: 2) { best in
    best[0] = .unbound
    best[1] = .unbound
    func consider(_ item: Value) -> Bool {
      let itemKey = key.isUnbound ? item : thread.call(key, item)
      if itemKey.isError { return false }
      if best[0].isBound {
        let better = isBetter(thread, operation, itemKey, best[1])
        if better <= 0 { return better == 0 }
      }
      best[0] = item
      best[1] = itemKey
      return true
    }
    if several {
      if !consider(arguments[0]) || !consider(arguments[1]) { return .error }
      let rest = TupleRef(arguments[2])
      for index in 0..<rest.count where !consider(rest[index]) { return .error }
      return best[0]
    }
    if !thread.forEach(in: arguments[0], consider) { return .error }
    if best[0].isBound { return best[0] }
    return arguments[4].isBound ? arguments[4] : thread.raise(.valueError, "\(name)() arg is an empty sequence")
  }
}

/// `a operation b` as 1, 0 or −1.
@inline(__always) private func isBetter(_ thread: Thread, _ operation: Comparison, _ a: Value, _ b: Value) -> Int {
  if Value.bothInt(a, b) { return (operation == .less ? a.signed < b.signed : a.signed > b.signed) ? 1 : 0 }
  if Value.bothImmediateFloat(a, b) {
    return (operation == .less ? a.asDouble < b.asDouble : a.asDouble > b.asDouble) ? 1 : 0
  }
  let result = thread.compare(operation, a, b)
  return result.isError ? -1 : thread.truth(result)
}

// MARK: sorted

private func sorted(_ thread: Thread, _ arguments: Arguments) -> Value {
  var reverse = 0
  if arguments[2].isBound {
    guard let flag = thread.index(arguments[2]) else { return .error }
    reverse = flag
  }
  guard let list = thread.makeList(from: arguments[0]) else { return .error }
  return thread.sort(list, key: arguments[1], reverse: reverse != 0) ? list.value : .error
}

let iterationFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "len(obj, /)", len),
  NativeDefinition(.function, "iter(object, sentinel=None, /)", iter),
  NativeDefinition(.function, "next(iterator, default=None, /)", next),
  NativeDefinition(.function, "any(iterable, /)", { search($0, $1[0], for: 1) }),
  NativeDefinition(.function, "all(iterable, /)", { search($0, $1[0], for: 0) }),
  NativeDefinition(.function, "sum(iterable, /, start=0)", sum),
  NativeDefinition(
    .function, "min(iterable, second=None, /, *rest, key=None, default=None)", { extreme($0, $1, "min", .less) }),
  NativeDefinition(
    .function, "max(iterable, second=None, /, *rest, key=None, default=None)", { extreme($0, $1, "max", .greater) }),
  NativeDefinition(.function, "sorted(iterable, /, *, key=None, reverse=False)", sorted),
]
