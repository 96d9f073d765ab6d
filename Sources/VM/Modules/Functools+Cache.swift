// `functools.lru_cache`'s wrapper: a callable that remembers results.
//
// Words: 1 function, 2 maximum size (−1 unbounded), 3 typed, 4 type of cache_info, 5 cache dict, 6 hits, 7 misses.
// The cache keeps its entries in order of use: a hit moves an entry to the end, and the first one is evicted.

import CRuntime

private struct CacheRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let baseWords = 8
  var function: Value { pointer.word(1) }
  var maximum: Int { pointer.intWord(2) }
  var isTyped: Bool { pointer.word(3).isTrue }
  var table: DictRef { DictRef(pointer.word(5)) }
  func countHit() { pointer.setIntWord(6, pointer.intWord(6) &+ 1) }
  func countMiss() { pointer.setIntWord(7, pointer.intWord(7) &+ 1) }
}

private func new(_ thread: Thread, _ arguments: Arguments) -> Value {
  if !thread.isCallable(arguments[1]) { return thread.raise(.typeError, "the first argument must be callable") }
  var maximum = -1
  if !arguments[2].isNone {
    guard arguments[2].type.special(.index).isBound, let given = thread.index(arguments[2]) else {
      thread.pointee.exception = .unbound
      return thread.raise(.typeError, "maxsize should be integer or None")
    }
    maximum = max(0, given)
  }
  let typed = thread.truth(arguments[3])
  if typed < 0 { return .error }
  let table = DictRef.make(thread)
  let object = thread.allocateInstance(TypeRef(arguments[0])).pointer
  object.setWord(1, arguments[1])
  object.setIntWord(2, maximum)
  object.setWord(3, .bool(typed > 0))
  object.setWord(4, arguments[4])
  object.setWord(5, table.value)
  object.setIntWord(6, 0)
  object.setIntWord(7, 0)
  return .object(object)
}

/// The dict key for a call: the argument itself when it is one int or str, else a tuple.
private func makeKey(_ thread: Thread, _ cache: CacheRef, _ arguments: Arguments, _ count: Int, _ names: Value) -> Value
{
  if names.isUnbound && !cache.isTyped {
    if count == 1
      && (arguments[0].isInt
        || arguments[0].isObject
          && arguments[0].pointer.shapeWord == vm.pointee.shapes.string.address)
    {
      return arguments[0]
    }
    return TupleRef.make(thread, arguments, count)
  }
  let named = names.isBound ? TupleRef(names).count : 0
  let given = count - named
  let parts = ListRef.make(thread, capacity: count * 2 + named + 1)
  for index in 0..<given { parts.append(thread, arguments[index]) }
  if named > 0 {
    // The type object itself marks where keywords begin.
    parts.append(thread, cache.type.value)
    for index in 0..<named {
      parts.append(thread, TupleRef(names)[index])
      parts.append(thread, arguments[given + index])
    }
  }
  if cache.isTyped { for index in 0..<count { parts.append(thread, arguments[index].type.value) } }
  return TupleRef.make(thread, parts.count > 0 ? parts.items : arguments, parts.count)
}

private func call(_ thread: Thread, _ arguments: Arguments) -> Value {
  let (total, names) = thread.rawArguments
  let cache = CacheRef(arguments[0])
  let count = total - 1
  let given = arguments + 1
  if cache.maximum == 0 {
    cache.countMiss()
    return thread.call(cache.function, given, count, names: names)
  }
  let key = makeKey(thread, cache, given, count, names)
  let hash = thread.hash(key)
  if hash == hashFailed { return .error }
  let place = cache.table.find(thread, key, hash: hash)
  if place == DictRef.failed { return .error }
  if place >= 0 {
    cache.countHit()
    let table = cache.table
    let entry = table.entries[place]
    if cache.maximum > 0 && place != table.fill - 1 {
      table.remove(at: place)
      table.insertNew(thread, entry.key, entry.value, hash: hash)
    }
    return entry.value
  }
  cache.countMiss()
  // The arguments may lie where the callee's frame will be.
  let result = withUnsafeTemporaryAllocation(of: Value.self, capacity: count + 8) { buffer in
    let copy = buffer.baseAddress.unsafelyUnwrapped
    for index in 0..<count { copy[index] = given[index] }
    return thread.call(cache.function, copy, count, names: names)
  }
  if result.isError { return .error }
  let table = cache.table
  // The call may have cached the same key meanwhile.
  let now = table.find(thread, key, hash: hash)
  if now == DictRef.failed { return .error }
  if now >= 0 { return result }
  if cache.maximum > 0 && table.count >= cache.maximum {
    var position = table.finger
    if table.next(&position) != nil { table.remove(at: position - 1) }
  }
  table.insertNew(thread, key, result, hash: hash)
  return result
}

private func cacheInfo(_ thread: Thread, _ arguments: Arguments) -> Value {
  let cache = CacheRef(arguments[0])
  let maximum: Value = cache.maximum < 0 ? .none : .int(cache.maximum)
  return thread.call(
    cache.pointer.word(4), cache.pointer.word(6), cache.pointer.word(7), maximum, .int(cache.table.count))
}

private func cacheClear(_ thread: Thread, _ arguments: Arguments) -> Value {
  let cache = CacheRef(arguments[0])
  cache.table.removeAll()
  cache.pointer.setIntWord(6, 0)
  cache.pointer.setIntWord(7, 0)
  return .none
}

private func bind(_ thread: Thread, _ arguments: Arguments) -> Value {
  arguments[1].isNone ? arguments[0] : BoundMethodRef.make(thread, arguments[0], arguments[1])
}

func defineCacheWrapper(_ thread: Thread, _ module: ModuleRef) {
  let type = thread.define(
    TypeDefinition(
      name: "_lru_cache_wrapper", words: CacheRef.baseWords, module: "functools",
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, user_function, maxsize, typed, cache_info_type)", new),
        NativeDefinition("__call__(self, ...)", call),
        NativeDefinition("__get__(self, instance, owner=None, /)", bind),
        NativeDefinition("cache_info(self, /)", cacheInfo),
        NativeDefinition("cache_clear(self, /)", cacheClear),
        NativeDefinition("__copy__(self, /)", { $1[0] }),
        NativeDefinition("__deepcopy__(self, memo, /)", { $1[0] }),
        NativeDefinition("__reduce__(self, /)", { $0.getAttribute($1[0], vm.pointee.names.qualname) }),
      ],
      attributes: [attributeDictDefinition], hasAttributes: true))
  module.namespace.set(name: StringRef.intern("_lru_cache_wrapper"), type)
}
