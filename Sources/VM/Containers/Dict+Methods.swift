// The type `dict`: constructor, methods and operators. Table: Objects/Dict; views: Dict+Views.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// An empty table object (dict or set layout) of a given type.
  @inline(__always) func allocateTable(_ type: TypeRef) -> Value {
    let table = allocateInstance(type)
    for index in 1..<DictRef.baseWords { table.pointer.setIntWord(index, 0) }
    return table
  }

  /// `dict.update(source)`: a mapping, or an iterable of pairs. False with an exception pending.
  func dictUpdateMethod(_ dict: DictRef, _ source: Value) -> Bool {
    if source.isKind(.dict) { return mergeMapping(dict, source) }
    let keys = findAttribute(source, vm.pointee.names.keys)
    if keys.isError {
      if !pendingMatches(.attributeError) && pointee.exception.isBound { return false }
      pointee.exception = .unbound
    }
    if keys.isBound && !keys.isError { return mergeMapping(dict, source) }
    return mergePairs(dict, source)
  }

  private func mergePairs(_ dict: DictRef, _ source: Value) -> Bool {
    var number = 0
    return withUnsafeTemporaryAllocation(of: Value.self, capacity: 2) { buffer in
      let pair = buffer.baseAddress.unsafelyUnwrapped
      return forEach(in: source) { item in
        let isTuple = item.isObject && item.pointer.shapeWord == vm.pointee.shapes.tuple.address
        if isTuple && TupleRef(item).count == 2 {
          number += 1
          return dict.set(self, TupleRef(item)[0], TupleRef(item)[1])
        }
        if !isIterable(item) {
          raise(.typeError, "cannot convert dictionary update sequence element #\(number) to a sequence")
          return false
        }
        let items = makeTuple(from: item)
        if items.isError { return false }
        let count = TupleRef(items).count
        if count != 2 {
          raise(
            .valueError, "dictionary update sequence element #\(number) has length \(count); 2 is required")
          return false
        }
        pair[0] = TupleRef(items)[0]
        pair[1] = TupleRef(items)[1]
        number += 1
        return dict.set(self, pair[0], pair[1])
      }
    }
  }
}

private func new(_ thread: Thread, _ arguments: Arguments) -> Value { thread.allocateTable(TypeRef(arguments[0])) }

/// Body of `__init__` and `update`: (self, mapping or pairs, keywords).
private func update(_ thread: Thread, _ arguments: Arguments) -> Value {
  let dict = DictRef(arguments[0])
  if arguments[1].isBound && !thread.dictUpdateMethod(dict, arguments[1]) { return .error }
  if DictRef(arguments[2]).count > 0 && !thread.mergeMapping(dict, arguments[2]) { return .error }
  return .none
}

private func fromKeys(_ thread: Thread, _ arguments: Arguments) -> Value {
  let value = arguments[2].isUnbound ? Value.none : arguments[2]
  let result = thread.call(arguments[0])
  if result.isError { return .error }
  if result.isObject && result.pointer.shapeWord == vm.pointee.shapes.dict.address {
    let dict = DictRef(result)
    if thread.isAnySet(arguments[1]) {
      // The set knows the hashes, and its items differ.
      let source = DictRef(arguments[1])
      dict.reserve(thread, source.count)
      for position in 0..<source.fill where source.entries[position].key.isBound {
        let entry = source.entries[position]
        dict.insertNew(thread, entry.key, value, hash: entry.hash.asInt)
      }
      return result
    }
    return thread.forEach(in: arguments[1]) { dict.set(thread, $0, value) } ? result : .error
  }
  return thread.forEach(in: arguments[1]) { thread.setItem(result, $0, value) } ? result : .error
}

private func representation(_ thread: Thread, _ arguments: Arguments) -> Value {
  let dict = DictRef(arguments[0])
  if dict.count == 0 { return StringRef.make(thread, "{}") }
  return thread.guardedRepr(arguments[0], "{...}") { output in
    output.append(UInt8(ascii: "{"))
    var position = 0
    var first = true
    while let entry = dict.next(&position) {
      if !first { output.append(contentsOf: [UInt8(ascii: ","), UInt8(ascii: " ")]) }
      first = false
      if !thread.appendRepr(entry.key, to: &output) { return false }
      output.append(contentsOf: [UInt8(ascii: ":"), UInt8(ascii: " ")])
      if !thread.appendRepr(entry.value, to: &output) { return false }
    }
    output.append(UInt8(ascii: "}"))
    return true
  }
}

// MARK: Subscripts

private func getItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let value = DictRef(arguments[0]).get(thread, arguments[1])
  if value.isBound { return value }
  if arguments[0].pointer.shapeWord != vm.pointee.shapes.dict.address {
    let hook = arguments[0].type.special(.missing)
    if hook.isBound { return thread.callUnbound(hook, arguments[0], arguments[1]) }
  }
  return thread.raiseKeyError(arguments[1])
}

private func setItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  DictRef(arguments[0]).set(thread, arguments[1], arguments[2]) ? .none : .error
}

private func deleteItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let old = DictRef(arguments[0]).remove(thread, arguments[1])
  if old.isError { return .error }
  return old.isUnbound ? thread.raiseKeyError(arguments[1]) : .none
}

private func contains(_ thread: Thread, _ arguments: Arguments) -> Value {
  let value = DictRef(arguments[0]).get(thread, arguments[1])
  return value.isError ? .error : .bool(value.isBound)
}

// MARK: Methods

private func get(_ thread: Thread, _ arguments: Arguments) -> Value {
  let value = DictRef(arguments[0]).get(thread, arguments[1])
  if value.isBound { return value }
  return arguments[2].isUnbound ? .none : arguments[2]
}

private func setDefault(_ thread: Thread, _ arguments: Arguments) -> Value {
  let dict = DictRef(arguments[0])
  let hash = thread.hash(arguments[1])
  if hash == hashFailed { return .error }
  let place = dict.find(thread, arguments[1], hash: hash)
  if place == DictRef.failed { return .error }
  let value = place >= 0 ? dict.value(at: place) : .unbound
  if value.isBound { return value }
  let standard = arguments[2].isUnbound ? Value.none : arguments[2]
  if place == DictRef.notFound {
    dict.insertNew(thread, arguments[1], standard, hash: hash)
    return standard
  }
  return dict.set(thread, arguments[1], standard, hash: hash) ? standard : .error
}

private func pop(_ thread: Thread, _ arguments: Arguments) -> Value {
  let value = DictRef(arguments[0]).remove(thread, arguments[1])
  if value.isBound { return value }
  return arguments[2].isUnbound ? thread.raiseKeyError(arguments[1]) : arguments[2]
}

private func popItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let dict = DictRef(arguments[0])
  var position = dict.fill
  while position > 0 {
    position -= 1
    if dict.entries[position].key.isUnbound { continue }
    let value = dict.value(at: position)
    if value.isUnbound { continue }
    let pair = TupleRef.make(thread, dict.entries[position].key, value)
    dict.remove(at: position)
    dict.truncate(to: position)
    return pair
  }
  return thread.raise(.keyError, "popitem(): dictionary is empty")
}

private func clear(_ thread: Thread, _ arguments: Arguments) -> Value {
  DictRef(arguments[0]).removeAll()
  return .none
}

private func copy(_ thread: Thread, _ arguments: Arguments) -> Value { DictRef(arguments[0]).copy(thread).value }

// MARK: Operators

private func equals(_ thread: Thread, _ arguments: Arguments, _ wanted: Bool) -> Value {
  guard arguments[1].isKind(.dict) else { return .notImplemented }
  let same = thread.dictsEqual(DictRef(arguments[0]), DictRef(arguments[1]))
  return same < 0 ? .error : .bool((same > 0) == wanted)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// 1 equal, 0 not, −1 with an exception pending.
  func dictsEqual(_ a: DictRef, _ b: DictRef) -> Int {
    if a.pointer == b.pointer { return 1 }
    if a.count != b.count { return 0 }
    if !beginNesting() {
      raise(.recursionError, "maximum recursion depth exceeded in comparison")
      return -1
    }
    defer { endNesting() }
    var position = 0
    while position < a.fill {
      let entry = a.entries[position]
      let value = entry.key.isBound ? a.value(at: position) : .unbound
      position += 1
      if value.isUnbound { continue }
      let other = b.get(self, entry.key, hash: entry.hash.asInt)
      if other.isUnbound { return 0 }
      if other.isError { return -1 }
      let same = equal(value, other)
      if same <= 0 { return same }
    }
    return 1
  }
}

private func or(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard arguments[0].isKind(.dict), arguments[1].isKind(.dict) else { return .notImplemented }
  let result = DictRef(arguments[0]).copy(thread)
  return thread.mergeMapping(result, arguments[1]) ? result.value : .error
}

private func reflectedOr(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard arguments[1].isKind(.dict) else { return .notImplemented }
  let result = DictRef(arguments[1]).copy(thread)
  return thread.mergeMapping(result, arguments[0]) ? result.value : .error
}

private func inPlaceOr(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.dictUpdateMethod(DictRef(arguments[0]), arguments[1]) ? arguments[0] : .error
}

func defineDict(_ thread: Thread) {
  let type = thread.define(
    TypeDefinition(
      name: "dict", kind: .dict, words: DictRef.baseWords,
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, /, ...)", new),
        NativeDefinition("__init__(self, mapping=(), /, **kwargs)", update),
        NativeDefinition("__repr__(self, /)", representation),
        NativeDefinition("__len__(self, /)", { .int(DictRef($1[0]).count) }),
        NativeDefinition("__getitem__(self, key, /)", getItem),
        NativeDefinition("__setitem__(self, key, value, /)", setItem),
        NativeDefinition("__delitem__(self, key, /)", deleteItem),
        NativeDefinition("__contains__(self, key, /)", contains),
        NativeDefinition("__iter__(self, /)", { makeDictIterator($0, $1[0], .keys) }),
        NativeDefinition("__reversed__(self, /)", { makeReverseDictIterator($0, $1[0], .keys) }),
        NativeDefinition("__eq__(self, value, /)", { equals($0, $1, true) }),
        NativeDefinition("__ne__(self, value, /)", { equals($0, $1, false) }),
        NativeDefinition("__lt__(self, value, /)", { _, _ in .notImplemented }),
        NativeDefinition("__le__(self, value, /)", { _, _ in .notImplemented }),
        NativeDefinition("__gt__(self, value, /)", { _, _ in .notImplemented }),
        NativeDefinition("__ge__(self, value, /)", { _, _ in .notImplemented }),
        NativeDefinition("__or__(self, value, /)", or),
        NativeDefinition("__ror__(self, value, /)", reflectedOr),
        NativeDefinition("__ior__(self, value, /)", inPlaceOr),
        NativeDefinition("__sizeof__(self, /)", { .int(48 + 32 * DictRef($1[0]).capacity) }),
        NativeDefinition("get(self, key, default=None, /)", get),
        NativeDefinition("setdefault(self, key, default=None, /)", setDefault),
        NativeDefinition("pop(self, key, default=None, /)", pop),
        NativeDefinition("popitem(self, /)", popItem),
        NativeDefinition("update(self, mapping=(), /, **kwargs)", update),
        NativeDefinition(.classMethod, "fromkeys(cls, iterable, value=None, /)", fromKeys),
        NativeDefinition("clear(self, /)", clear),
        NativeDefinition("copy(self, /)", copy),
        NativeDefinition("keys(self, /)", { makeDictView($0, $1[0], .keys) }),
        NativeDefinition("values(self, /)", { makeDictView($0, $1[0], .values) }),
        NativeDefinition("items(self, /)", { makeDictView($0, $1[0], .items) }),
        classGetItemDefinition,
      ],
      doc: "A mapping of hashable keys to values, in insertion order."))
  vm.pointee.types.dict = type
  thread.adopt(&vm.pointee.shapes.dict, for: type)
  TypeRef(type).setAttribute(Special.hash.name, .none)
}
