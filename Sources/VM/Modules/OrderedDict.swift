// collections.OrderedDict: dicts are ordered already; what is added is moving, popping at either end, and equality that
// looks at the order.

import CRuntime

nonisolated(unsafe) private var orderedDictType = Value.unbound

private func isOrdered(_ value: Value) -> Bool {
  value.isKind(.dict) && value.type.isSubtype(of: TypeRef(orderedDictType))
}

/// Does a subclass change how items are stored or removed? Then its own methods must be called.
private func hasOwnStorage(_ value: Value, _ special: Special) -> Bool {
  value.type.special(special) != TypeRef(vm.pointee.types.dict).special(special)
}

private func update(_ thread: Thread, _ arguments: Arguments) -> Value {
  let target = arguments[0]
  let sources: [Value] = [arguments[1], arguments[2]]
  if !hasOwnStorage(target, .setitem) {
    if arguments[1].isBound && !thread.dictUpdateMethod(DictRef(target), arguments[1]) { return .error }
    return thread.mergeMapping(DictRef(target), arguments[2]) ? .none : .error
  }
  for source in sources where source.isBound {
    let pairs = DictRef.make(thread)
    if !thread.dictUpdateMethod(pairs, source) { return .error }
    var position = 0
    while let entry = pairs.next(&position) {
      if !thread.setItem(target, entry.key, entry.value) { return .error }
    }
  }
  return .none
}

private func popItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let last = arguments[1].isUnbound ? 1 : thread.truth(arguments[1])
  if last < 0 { return .error }
  let dict = DictRef(arguments[0])
  if dict.count == 0 { return thread.raise(.keyError, "dictionary is empty") }
  var position = last > 0 ? dict.fill - 1 : dict.finger
  while dict.entries[position].key.isUnbound { position += last > 0 ? -1 : 1 }
  let pair = TupleRef.make(thread, dict.entries[position].key, dict.entries[position].value)
  if hasOwnStorage(arguments[0], .delitem) {
    return thread.deleteItem(arguments[0], TupleRef(pair)[0]) ? pair : .error
  }
  if last == 0 { dict.pointer.setIntWord(5, position) }
  dict.remove(at: position)
  if last > 0 { dict.truncate(to: position) }
  return pair
}

private func moveToEnd(_ thread: Thread, _ arguments: Arguments) -> Value {
  let last = arguments[2].isUnbound ? 1 : thread.truth(arguments[2])
  let hash = thread.hash(arguments[1])
  if last < 0 || hash == hashFailed { return .error }
  let dict = DictRef(arguments[0])
  let place = dict.find(thread, arguments[1], hash: hash)
  if place == DictRef.failed { return .error }
  if place == DictRef.notFound { return thread.raiseKeyError(arguments[1]) }
  let entry = dict.entries[place]
  if last > 0 {
    if place == dict.fill - 1 { return .none }
    dict.remove(at: place)
    dict.insertNew(thread, entry.key, entry.value, hash: hash)
    return .none
  }
  if place == dict.finger { return .none }
  // To the front: a new table with the entry first.
  dict.remove(at: place)
  let rest = dict.copy(thread)
  dict.removeAll()
  dict.reserve(thread, rest.count + 1)
  dict.insertNew(thread, entry.key, entry.value, hash: hash)
  for index in 0..<rest.fill {
    let other = rest.entries[index]
    dict.insertNew(thread, other.key, other.value, hash: other.hash.asInt)
  }
  return .none
}

private func setDefault(_ thread: Thread, _ arguments: Arguments) -> Value {
  let standard = arguments[2].isUnbound ? Value.none : arguments[2]
  let found = DictRef(arguments[0]).get(thread, arguments[1])
  if found.isBound { return found }
  return thread.setItem(arguments[0], arguments[1], standard) ? standard : .error
}

private func pop(_ thread: Thread, _ arguments: Arguments) -> Value {
  let dict = DictRef(arguments[0])
  if !hasOwnStorage(arguments[0], .delitem) {
    let value = dict.remove(thread, arguments[1])
    if value.isBound { return value }
  } else {
    let value = dict.get(thread, arguments[1])
    if value.isError { return .error }
    if value.isBound { return thread.deleteItem(arguments[0], arguments[1]) ? value : .error }
  }
  if arguments[2].isBound { return arguments[2] }
  let missing = arguments[0].type.special(.missing)
  return missing.isBound
    ? thread.callUnbound(missing, arguments[0], arguments[1]) : thread.raiseKeyError(arguments[1])
}

private func copy(_ thread: Thread, _ arguments: Arguments) -> Value {
  let result = thread.call(arguments[0].type.value)
  if result.isError { return .error }
  let source = DictRef(arguments[0])
  var position = 0
  while let entry = source.next(&position) {
    if !thread.setItem(result, entry.key, entry.value) { return .error }
  }
  return result
}

private func equals(_ thread: Thread, _ arguments: Arguments, _ wanted: Bool) -> Value {
  guard arguments[1].isKind(.dict) else { return .notImplemented }
  let a = DictRef(arguments[0])
  let b = DictRef(arguments[1])
  var same = thread.dictsEqual(a, b)
  if same > 0 && isOrdered(arguments[1]) {
    var (i, j) = (0, 0)
    while same > 0, let x = a.next(&i), let y = b.next(&j) { same = thread.equal(x.key, y.key) }
  }
  return same < 0 ? .error : .bool((same > 0) == wanted)
}

private func or(_ thread: Thread, _ arguments: Arguments, reflected: Bool) -> Value {
  guard arguments[1].isKind(.dict) else { return .notImplemented }
  let (first, second) = reflected ? (arguments[1], arguments[0]) : (arguments[0], arguments[1])
  let result = thread.call(arguments[0].type.value, first)
  if result.isError { return .error }
  return thread.mergeMapping(DictRef(result), second) ? result : .error
}

private func inPlaceOr(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.dictUpdateMethod(DictRef(arguments[0]), arguments[1]) ? arguments[0] : .error
}

private func representation(_ thread: Thread, _ arguments: Arguments) -> Value {
  let name = arguments[0].type.nameText
  if DictRef(arguments[0]).count == 0 { return StringRef.make(thread, name + "()") }
  return thread.guardedRepr(arguments[0], "...") { output in
    guard let items = thread.makeList(from: makeDictView(thread, arguments[0], .items)) else { return false }
    output.append(contentsOf: "\(name)([".utf8)
    if !thread.appendReprs(items.value, to: &output) { return false }
    output.append(contentsOf: "])".utf8)
    return true
  }
}

private func reduce(_ thread: Thread, _ arguments: Arguments) -> Value {
  let items = thread.getIterator(makeDictView(thread, arguments[0], .items))
  if items.isError { return .error }
  let hasState = thread.hasAttributes(arguments[0]) && !thread.ownAttributes(arguments[0]).isEmpty
  let state = hasState ? thread.attributeDict(arguments[0]).value : Value.none
  let result = TupleRef.allocate(thread, count: 5)
  result[0] = arguments[0].type.value
  result[1] = vm.pointee.emptyTuple
  result[2] = state
  result[3] = .none
  result[4] = items
  return result.value
}

private func fromKeys(_ thread: Thread, _ arguments: Arguments) -> Value {
  let result = thread.call(arguments[0])
  if result.isError { return .error }
  let value = arguments[2].isUnbound ? Value.none : arguments[2]
  return thread.forEach(in: arguments[1]) { thread.setItem(result, $0, value) } ? result : .error
}

func defineOrderedDict(_ thread: Thread, _ module: ModuleRef) {
  orderedDictType = thread.define(
    TypeDefinition(
      name: "OrderedDict", base: vm.pointee.types.dict, kind: .dict, words: DictRef.baseWords, module: "collections",
      methods: [
        NativeDefinition("__init__(self, mapping=(), /, **kwargs)", update),
        NativeDefinition("update(self, mapping=(), /, **kwargs)", update),
        NativeDefinition("popitem(self, last=True)", popItem),
        NativeDefinition("move_to_end(self, key, last=True)", moveToEnd),
        NativeDefinition("setdefault(self, key, default=None)", setDefault),
        NativeDefinition("pop(self, key, default=None)", pop),
        NativeDefinition("copy(self, /)", copy),
        NativeDefinition("__copy__(self, /)", copy),
        NativeDefinition(.classMethod, "fromkeys(cls, iterable, value=None)", fromKeys),
        NativeDefinition("__eq__(self, value, /)", { equals($0, $1, true) }),
        NativeDefinition("__ne__(self, value, /)", { equals($0, $1, false) }),
        NativeDefinition("__or__(self, value, /)", { or($0, $1, reflected: false) }),
        NativeDefinition("__ror__(self, value, /)", { or($0, $1, reflected: true) }),
        NativeDefinition("__ior__(self, value, /)", inPlaceOr),
        NativeDefinition("__repr__(self, /)", representation),
        NativeDefinition("__reduce__(self, /)", reduce),
      ],
      attributes: [attributeDictDefinition],
      doc: "A dict with operations on its order.", hasAttributes: true))
  TypeRef(orderedDictType).setAttribute(Special.hash.name, .none)
  module.namespace.set(name: StringRef.intern("OrderedDict"), orderedDictType)
}
