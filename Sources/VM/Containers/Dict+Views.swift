// dict_keys, dict_values, dict_items: live views of a dict; keys and items are also set-like.
// Word 1: the dict (for a mapping proxy's views: the dict behind it).

import CRuntime

func makeDictView(_ thread: Thread, _ dict: Value, _ facet: DictFacet) -> Value {
  let shape: ShapeRef
  switch facet {
  case .keys: shape = vm.pointee.shapes.dictKeys
  case .values: shape = vm.pointee.shapes.dictValues
  case .items: shape = vm.pointee.shapes.dictItems
  }
  let view = thread.allocate(headerImage(shape, .dictView, words: 2), words: 2)
  view.setWord(1, dict)
  return .object(view)
}

@inline(__always) private func dict(of view: Value) -> DictRef { DictRef(view.pointer.word(1)) }

private func facet(of view: Value) -> DictFacet {
  let shape = view.pointer.shapeWord
  if shape == vm.pointee.shapes.dictKeys.address { return .keys }
  return shape == vm.pointee.shapes.dictItems.address ? .items : .values
}

private func iterate(_ thread: Thread, _ arguments: Arguments) -> Value {
  makeDictIterator(thread, arguments[0].pointer.word(1), facet(of: arguments[0]))
}

private func reverse(_ thread: Thread, _ arguments: Arguments) -> Value {
  makeReverseDictIterator(thread, arguments[0].pointer.word(1), facet(of: arguments[0]))
}

private func representation(_ thread: Thread, _ arguments: Arguments) -> Value {
  let view = arguments[0]
  let name = view.type.nameText
  return thread.guardedRepr(view, "...") { output in
    output.append(contentsOf: name.utf8)
    output.append(contentsOf: "([".utf8)
    guard let items = thread.makeList(from: view), thread.appendReprs(items.value, to: &output) else { return false }
    output.append(contentsOf: "])".utf8)
    return true
  }
}

/// 1, 0 or −1: is the item in the view of keys or items?
private func holds(_ thread: Thread, _ view: Value, _ item: Value) -> Int {
  if facet(of: view) == .keys {
    let value = dict(of: view).get(thread, item)
    return value.isError ? -1 : (value.isBound ? 1 : 0)
  }
  guard item.isKind(.tuple), TupleRef(item).count == 2 else { return 0 }
  let value = dict(of: view).get(thread, TupleRef(item)[0])
  if value.isError { return -1 }
  return value.isUnbound ? 0 : thread.equal(value, TupleRef(item)[1])
}

private func contains(_ thread: Thread, _ arguments: Arguments) -> Value {
  let found = holds(thread, arguments[0], arguments[1])
  return found < 0 ? .error : .bool(found > 0)
}

// MARK: Set operations

/// Can `value` be an operand of a set comparison with a view?
private func isSetLike(_ thread: Thread, _ value: Value) -> Bool {
  thread.isAnySet(value) || value.isKind(.dictView) && facet(of: value) != .values
}

/// 1, 0 or −1: is every item of `a` in `b`?
private func isIncluded(_ thread: Thread, _ a: Value, _ b: Value) -> Int {
  var answer = 1
  let complete = thread.forEach(in: a) { item in
    let found = thread.contains(b, item)
    if found <= 0 { answer = found }
    return found > 0
  }
  return complete ? answer : -1
}

private func compare(_ thread: Thread, _ arguments: Arguments, _ operation: Comparison) -> Value {
  let (a, b) = (arguments[0], arguments[1])
  guard isSetLike(thread, b) else { return .notImplemented }
  let x = thread.length(a)
  let y = thread.length(b)
  if x < 0 || y < 0 { return .error }
  let included: Int
  switch operation {
  case .equal: included = x == y ? isIncluded(thread, a, b) : 0
  case .notEqual:
    let same = x == y ? isIncluded(thread, a, b) : 0
    included = same < 0 ? -1 : 1 - same
  case .less: included = x < y ? isIncluded(thread, a, b) : 0
  case .lessEqual: included = x <= y ? isIncluded(thread, a, b) : 0
  case .greater: included = x > y ? isIncluded(thread, b, a) : 0
  case .greaterEqual: included = x >= y ? isIncluded(thread, b, a) : 0
  }
  return included < 0 ? .error : .bool(included > 0)
}

/// A set of the left operand's items, changed by the right operand.
private func combine(
  _ thread: Thread, _ arguments: Arguments, _ change: (DictRef, Value) -> Bool
) -> Value {
  let result = thread.makeSet()
  if !thread.setUpdate(result, from: arguments[0]) { return .error }
  return change(result, arguments[1]) ? result.value : .error
}

private func and(_ thread: Thread, _ arguments: Arguments) -> Value {
  // The longer operand is asked, the shorter one walked through.
  var (view, other) = (arguments[0], arguments[1])
  if !isSetLike(thread, view) { swap(&view, &other) }
  if isSetLike(thread, other) && thread.length(other) > thread.length(view) { swap(&view, &other) }
  let result = thread.makeSet()
  let complete = thread.forEach(in: other) { item in
    let found = thread.contains(view, item)
    return found < 0 ? false : (found == 0 || thread.setAdd(result, item))
  }
  return complete ? result.value : .error
}

private func or(_ thread: Thread, _ arguments: Arguments) -> Value {
  combine(thread, arguments) { thread.setUpdate($0, from: $1) }
}

private func subtract(_ thread: Thread, _ arguments: Arguments) -> Value {
  combine(thread, arguments) { thread.setDifferenceUpdate($0, $1) }
}

private func xor(_ thread: Thread, _ arguments: Arguments) -> Value {
  combine(thread, arguments) { thread.setSymmetricDifferenceUpdate($0, $1) }
}

/// The operation with its operands exchanged.
private func reflected(_ thread: Thread, _ arguments: Arguments, _ body: NativeBody) -> Value {
  withUnsafeTemporaryAllocation(of: Value.self, capacity: 2) { buffer in
    buffer[0] = arguments[1]
    buffer[1] = arguments[0]
    return body(thread, buffer.baseAddress.unsafelyUnwrapped)
  }
}

private func isDisjoint(_ thread: Thread, _ arguments: Arguments) -> Value {
  var disjoint = true
  let complete = thread.forEach(in: arguments[1]) { item in
    let found = holds(thread, arguments[0], item)
    disjoint = found == 0
    return disjoint
  }
  return complete && thread.pointee.exception.isUnbound ? .bool(disjoint) : .error
}

private let commonMethods: [NativeDefinition] = [
  NativeDefinition("__repr__(self, /)", representation),
  NativeDefinition("__len__(self, /)", { .int(dict(of: $1[0]).count) }),
  NativeDefinition("__iter__(self, /)", iterate),
  NativeDefinition("__reversed__(self, /)", reverse),
]

private let setMethods: [NativeDefinition] = [
  NativeDefinition("__contains__(self, key, /)", contains),
  NativeDefinition("__lt__(self, value, /)", { compare($0, $1, .less) }),
  NativeDefinition("__le__(self, value, /)", { compare($0, $1, .lessEqual) }),
  NativeDefinition("__eq__(self, value, /)", { compare($0, $1, .equal) }),
  NativeDefinition("__ne__(self, value, /)", { compare($0, $1, .notEqual) }),
  NativeDefinition("__gt__(self, value, /)", { compare($0, $1, .greater) }),
  NativeDefinition("__ge__(self, value, /)", { compare($0, $1, .greaterEqual) }),
  NativeDefinition("__and__(self, value, /)", and),
  NativeDefinition("__rand__(self, value, /)", and),
  NativeDefinition("__or__(self, value, /)", or),
  NativeDefinition("__ror__(self, value, /)", { reflected($0, $1, or) }),
  NativeDefinition("__sub__(self, value, /)", subtract),
  NativeDefinition("__rsub__(self, value, /)", { reflected($0, $1, subtract) }),
  NativeDefinition("__xor__(self, value, /)", xor),
  NativeDefinition("__rxor__(self, value, /)", { reflected($0, $1, xor) }),
  NativeDefinition("isdisjoint(self, other, /)", isDisjoint),
]

private let viewAttributes = [
  GetSetDefinition("mapping", { thread, view in makeMappingProxy(thread, view.pointer.word(1)) })
]

func defineDictViews(_ thread: Thread) {
  func type(_ name: StaticString, _ methods: [NativeDefinition]) -> Value {
    thread.define(
      TypeDefinition(
        name: name, kind: .dictView, words: 2, flags: TypeFlags.notInstantiable, methods: commonMethods + methods,
        attributes: viewAttributes))
  }
  vm.pointee.types.dictKeys = type("dict_keys", setMethods)
  thread.adopt(&vm.pointee.shapes.dictKeys, for: vm.pointee.types.dictKeys)
  vm.pointee.types.dictItems = type("dict_items", setMethods)
  thread.adopt(&vm.pointee.shapes.dictItems, for: vm.pointee.types.dictItems)
  vm.pointee.types.dictValues = type("dict_values", [])
  thread.adopt(&vm.pointee.shapes.dictValues, for: vm.pointee.types.dictValues)
  TypeRef(vm.pointee.types.dictKeys).setAttribute(Special.hash.name, .none)
  TypeRef(vm.pointee.types.dictItems).setAttribute(Special.hash.name, .none)
}
