// The module `_functools`: reduce, partial, cmp_to_key. The cache wrapper: Functools+Cache; the pure functools.py of the
// standard library is on top.

import CRuntime
import Glibc

private func reduce(_ thread: Thread, _ arguments: Arguments) -> Value {
  let function = arguments[0]
  let iterator = thread.getIterator(arguments[1], "reduce() arg 2 must support iteration")
  if iterator.isError { return .error }
  var total = arguments[2]
  if total.isUnbound {
    total = thread.next(iterator)
    if total.isError { return .error }
    if total.isUnbound { return thread.raise(.typeError, "reduce() of empty iterable with no initial value") }
  }
  while true {
    let item = thread.next(iterator)
    if item.isUnbound { return total }
    if item.isError { return .error }
    total = thread.call(function, total, item)
    if total.isError { return .error }
  }
}

// MARK: partial — words: 1 function, 2 arguments tuple, 3 keywords dict

private struct PartialRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let baseWords = 4
  var function: Value { pointer.word(1) }
  var arguments: TupleRef { TupleRef(pointer.word(2)) }
  var keywords: DictRef { DictRef(pointer.word(3)) }
}

nonisolated(unsafe) private var partialType = Value.unbound

private func newPartial(_ thread: Thread, _ arguments: Arguments) -> Value {
  let (count, names) = thread.rawArguments
  let named = names.isBound ? TupleRef(names).count : 0
  let given = count - named
  if given < 2 {
    return thread.raise(.typeError, "type 'partial' takes at least one argument")
  }
  var function = arguments[1]
  if !thread.isCallable(function) { return thread.raise(.typeError, "the first argument must be callable") }
  var positional = TupleRef.make(thread, arguments + 2, given - 2)
  let keywords = DictRef.make(thread)
  // A partial of a plain partial is flattened.
  if function.type.value == partialType && thread.ownAttributes(function).isEmpty {
    let inner = PartialRef(function)
    function = inner.function
    if inner.arguments.count > 0 {
      positional = thread.binary(.add, inner.arguments.value, positional)
      if positional.isError { return .error }
    }
    if !thread.mergeMapping(keywords, inner.keywords.value) { return .error }
  }
  for index in 0..<named {
    if !keywords.set(thread, TupleRef(names)[index], arguments[given + index]) { return .error }
  }
  let object = thread.allocateInstance(TypeRef(arguments[0])).pointer
  object.setWord(1, function)
  object.setWord(2, positional)
  object.setWord(3, keywords.value)
  return .object(object)
}

private func callPartial(_ thread: Thread, _ arguments: Arguments) -> Value {
  let (count, names) = thread.rawArguments
  let partial = PartialRef(arguments[0])
  let fixed = partial.arguments
  if partial.keywords.count == 0 {
    return withUnsafeTemporaryAllocation(of: Value.self, capacity: fixed.count + count + 8) { buffer in
      let all = buffer.baseAddress.unsafelyUnwrapped
      for index in 0..<fixed.count { all[index] = fixed[index] }
      for index in 1..<max(1, count) { all[fixed.count + index - 1] = arguments[index] }
      return thread.call(partial.function, all, fixed.count + count - 1, names: names)
    }
  }
  let named = names.isBound ? TupleRef(names).count : 0
  let given = count - named
  let keywords = partial.keywords.copy(thread)
  for index in 0..<named {
    if !keywords.set(thread, TupleRef(names)[index], arguments[given + index]) { return .error }
  }
  let positional = TupleRef.allocate(thread, count: fixed.count + given - 1)
  for index in 0..<fixed.count { positional[index] = fixed[index] }
  for index in 1..<given { positional[fixed.count + index - 1] = arguments[index] }
  return thread.call(partial.function, tuple: positional, keywords: keywords.value)
}

private func reprPartial(_ thread: Thread, _ arguments: Arguments) -> Value {
  let partial = PartialRef(arguments[0])
  return thread.guardedRepr(arguments[0], "...") { output in
    let type = arguments[0].type
    output.append(contentsOf: "\(type.value == partialType ? "functools.partial" : type.nameText)(".utf8)
    if !thread.appendRepr(partial.function, to: &output) { return false }
    for index in 0..<partial.arguments.count {
      output.append(contentsOf: ", ".utf8)
      if !thread.appendRepr(partial.arguments[index], to: &output) { return false }
    }
    var position = 0
    while let entry = partial.keywords.next(&position) {
      output.append(contentsOf: ", \(thread.str(text: entry.key))=".utf8)
      if !thread.appendRepr(entry.value, to: &output) { return false }
    }
    output.append(UInt8(ascii: ")"))
    return true
  }
}

private func reducePartial(_ thread: Thread, _ arguments: Arguments) -> Value {
  let partial = PartialRef(arguments[0])
  let attributes = thread.ownAttributes(arguments[0]).isEmpty ? Value.none : thread.attributeDict(arguments[0]).value
  let state = ListRef.make(thread)
  for value in [partial.function, partial.arguments.value, partial.keywords.value, attributes] {
    state.append(thread, value)
  }
  let stateTuple = TupleRef.make(thread, state.items, state.count)
  let type = arguments[0].type.value
  return TupleRef.make(thread, type, TupleRef.make(thread, partial.function), stateTuple)
}

private func setPartialState(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard arguments[1].isKind(.tuple), TupleRef(arguments[1]).count == 4 else {
    return thread.raise(.typeError, "invalid partial state")
  }
  let state = TupleRef(arguments[1])
  guard thread.isCallable(state[0]), state[1].isKind(.tuple), state[2].isNone || state[2].isKind(.dict) else {
    return thread.raise(.typeError, "invalid partial state")
  }
  // Calls trust what a partial holds to be a plain tuple and a plain dict.
  let isPlainTuple = state[1].pointer.shapeWord == vm.pointee.shapes.tuple.address
  let positional = isPlainTuple ? state[1] : TupleRef.make(thread, TupleRef(state[1]).items, TupleRef(state[1]).count)
  var keywords = state[2]
  if keywords.isNone {
    keywords = DictRef.make(thread).value
  } else if keywords.pointer.shapeWord != vm.pointee.shapes.dict.address {
    keywords = DictRef(keywords).copy(thread).value
  }
  let object = arguments[0].pointer
  object.setWord(1, state[0])
  object.setWord(2, positional)
  object.setWord(3, keywords)
  if !thread.ownAttributes(arguments[0]).isEmpty { thread.attributeDict(arguments[0]).removeAll() }
  if state[3].isKind(.dict) && !thread.mergeMapping(thread.attributeDict(arguments[0]), state[3]) { return .error }
  return .none
}

// MARK: cmp_to_key — words: 1 comparison function, 2 object or unbound

nonisolated(unsafe) private var keyType = Value.unbound

private func makeKey(_ thread: Thread, _ comparison: Value, _ object: Value) -> Value {
  let key = thread.allocateInstance(TypeRef(keyType))
  key.pointer.setWord(1, comparison)
  key.pointer.setWord(2, object)
  return key
}

private func compareKeys(_ thread: Thread, _ arguments: Arguments, _ operation: Comparison) -> Value {
  guard arguments[1].isObject, arguments[1].type.value == keyType else {
    return thread.raise(.typeError, "other argument must be K instance")
  }
  let result = thread.call(
    arguments[0].pointer.word(1), arguments[0].pointer.word(2), arguments[1].pointer.word(2))
  if result.isError { return .error }
  return thread.compare(operation, result, .int(0))
}

func defineFunctools(_ thread: Thread) {
  let module = thread.defineModule(
    "_functools", doc: "Functions about functions.",
    [
      NativeDefinition(.function, "reduce(function, iterable, initial=None, /)", reduce),
      NativeDefinition(.function, "cmp_to_key(mycmp)", { makeKey($0, $1[0], .unbound) }),
    ])
  partialType = thread.define(
    TypeDefinition(
      name: "partial", words: PartialRef.baseWords, module: "functools",
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, ...)", newPartial),
        NativeDefinition("__call__(self, ...)", callPartial),
        NativeDefinition("__repr__(self, /)", reprPartial),
        NativeDefinition("__reduce__(self, /)", reducePartial),
        NativeDefinition("__setstate__(self, state, /)", setPartialState),
        classGetItemDefinition,
      ],
      attributes: [
        GetSetDefinition("func", isMember: true, { _, partial in PartialRef(partial).function }),
        GetSetDefinition("args", isMember: true, { _, partial in PartialRef(partial).arguments.value }),
        GetSetDefinition("keywords", isMember: true, { _, partial in PartialRef(partial).keywords.value }),
        attributeDictDefinition,
      ],
      doc: "A callable with some arguments given in advance.",
      hasAttributes: true))
  module.namespace.set(name: StringRef.intern("partial"), partialType)
  keyType = thread.define(
    TypeDefinition(
      name: "KeyWrapper", words: 3, flags: TypeFlags.notInstantiable, module: "functools",
      methods: [
        NativeDefinition("__call__(self, obj)", { makeKey($0, $1[0].pointer.word(1), $1[1]) }),
        NativeDefinition("__lt__(self, value, /)", { compareKeys($0, $1, .less) }),
        NativeDefinition("__le__(self, value, /)", { compareKeys($0, $1, .lessEqual) }),
        NativeDefinition("__eq__(self, value, /)", { compareKeys($0, $1, .equal) }),
        NativeDefinition("__ne__(self, value, /)", { compareKeys($0, $1, .notEqual) }),
        NativeDefinition("__gt__(self, value, /)", { compareKeys($0, $1, .greater) }),
        NativeDefinition("__ge__(self, value, /)", { compareKeys($0, $1, .greaterEqual) }),
      ],
      attributes: [
        GetSetDefinition(
          "obj", { _, key in key.pointer.word(2).isUnbound ? .none : key.pointer.word(2) },
          { _, key, value in
            key.pointer.setWord(2, value)
            return .none
          })
      ]))
  TypeRef(keyType).setAttribute(Special.hash.name, .none)
  defineCacheWrapper(thread, module)
}

/// `__dict__` of native types whose instances have attributes.
let attributeDictDefinition = GetSetDefinition(
  "__dict__", { thread, object in thread.attributeDict(object).value },
  { thread, object, value in
    if value.isUnbound { return thread.raise(.typeError, "cannot delete __dict__") }
    return setInstanceDict(thread, object, value)
  })
