// operator.attrgetter, itemgetter and methodcaller: callables made of names, keys and arguments.
//
// Words: attrgetter 1 tuple of names; itemgetter 1 tuple of keys; methodcaller 1 name, 2 arguments tuple, 3 keywords dict.

import CRuntime

// MARK: attrgetter

private func newAttributeGetter(_ thread: Thread, _ arguments: Arguments) -> Value {
  let names = TupleRef(arguments[1])
  if names.count == 0 { return thread.raise(.typeError, "attrgetter expected 1 argument, got 0") }
  let interned = TupleRef.allocate(thread, count: names.count)
  for index in 0..<names.count {
    guard names[index].isKind(.string) else {
      return thread.raise(.typeError, "attribute name must be a string")
    }
    interned[index] = StringRef.intern(names[index])
  }
  let getter = thread.allocateInstance(TypeRef(arguments[0]))
  getter.pointer.setWord(1, interned.value)
  return getter
}

/// `object.a.b.c` for the name "a.b.c".
private func dottedAttribute(_ thread: Thread, _ object: Value, _ name: Value) -> Value {
  let string = StringRef(name)
  var hasDot = false
  for index in 0..<string.count where string[index] == 0x2E { hasDot = true }
  if !hasDot { return thread.getAttribute(object, name) }
  var value = object
  var start = 0
  for index in 0...string.count where index == string.count || string[index] == 0x2E {
    value = thread.getAttribute(value, StringRef.intern(string.slice(thread, start, index)))
    if value.isError { return .error }
    start = index + 1
  }
  return value
}

private func callAttributeGetter(_ thread: Thread, _ arguments: Arguments) -> Value {
  let names = TupleRef(arguments[0].pointer.word(1))
  if names.count == 1 { return dottedAttribute(thread, arguments[1], names[0]) }
  let result = TupleRef.allocate(thread, count: names.count)
  for index in 0..<names.count {
    let value = dottedAttribute(thread, arguments[1], names[index])
    if value.isError { return .error }
    result[index] = value
  }
  return result.value
}

// MARK: itemgetter

private func newItemGetter(_ thread: Thread, _ arguments: Arguments) -> Value {
  if TupleRef(arguments[1]).count == 0 {
    return thread.raise(.typeError, "itemgetter expected 1 argument, got 0")
  }
  let getter = thread.allocateInstance(TypeRef(arguments[0]))
  getter.pointer.setWord(1, arguments[1])
  return getter
}

private func callItemGetter(_ thread: Thread, _ arguments: Arguments) -> Value {
  let keys = TupleRef(arguments[0].pointer.word(1))
  if keys.count == 1 { return thread.getItem(arguments[1], keys[0]) }
  let result = TupleRef.allocate(thread, count: keys.count)
  for index in 0..<keys.count {
    let value = thread.getItem(arguments[1], keys[index])
    if value.isError { return .error }
    result[index] = value
  }
  return result.value
}

// MARK: methodcaller

private func newMethodCaller(_ thread: Thread, _ arguments: Arguments) -> Value {
  let given = TupleRef(arguments[1])
  if given.count == 0 {
    return thread.raise(.typeError, "methodcaller needs at least one argument, the method name")
  }
  guard given[0].isKind(.string) else { return thread.raise(.typeError, "method name must be a string") }
  let name = StringRef.intern(given[0])
  let rest = TupleRef.make(thread, given.items + 1, given.count - 1)
  let caller = thread.allocateInstance(TypeRef(arguments[0]))
  caller.pointer.setWord(1, name)
  caller.pointer.setWord(2, rest)
  caller.pointer.setWord(3, arguments[2])
  return caller
}

private func callMethodCaller(_ thread: Thread, _ arguments: Arguments) -> Value {
  let caller = arguments[0].pointer
  let method = thread.getAttribute(arguments[1], caller.word(1))
  return method.isError ? .error : thread.call(method, tuple: TupleRef(caller.word(2)), keywords: caller.word(3))
}

// MARK: Text and pickling

private func representation(_ thread: Thread, _ arguments: Arguments) -> Value {
  let object = arguments[0].pointer
  return thread.guardedRepr(arguments[0], "...") { output in
    output.append(contentsOf: "operator.\(arguments[0].type.nameText)(".utf8)
    if object.word(1).isKind(.tuple) {
      if !thread.appendReprs(object.word(1), to: &output) { return false }
    } else {
      if !thread.appendRepr(object.word(1), to: &output) { return false }
      let rest = TupleRef(object.word(2))
      for index in 0..<rest.count {
        output.append(contentsOf: ", ".utf8)
        if !thread.appendRepr(rest[index], to: &output) { return false }
      }
      var position = 0
      while let entry = DictRef(object.word(3)).next(&position) {
        output.append(contentsOf: ", \(thread.str(text: entry.key))=".utf8)
        if !thread.appendRepr(entry.value, to: &output) { return false }
      }
    }
    output.append(UInt8(ascii: ")"))
    return true
  }
}

private func reduceGetter(_ thread: Thread, _ arguments: Arguments) -> Value {
  TupleRef.make(thread, arguments[0].type.value, arguments[0].pointer.word(1))
}

private func reduceMethodCaller(_ thread: Thread, _ arguments: Arguments) -> Value {
  let caller = arguments[0].pointer
  if DictRef(caller.word(3)).count == 0 {
    let all = thread.binary(.add, TupleRef.make(thread, caller.word(1)), caller.word(2))
    return all.isError ? .error : TupleRef.make(thread, arguments[0].type.value, all)
  }
  // With keywords: a partial of the type, called with the positional arguments.
  let partial = DictRef(vm.pointee.modules).get(name: StringRef.intern("_functools"))
  guard partial.isObject else { return thread.raise(.runtimeError, "_functools is not loaded") }
  let constructor = thread.getAttribute(partial, StringRef.intern("partial"))
  if constructor.isError { return .error }
  let bound = TupleRef.make(thread, arguments[0].type.value, caller.word(1))
  let function = thread.call(constructor, tuple: TupleRef(bound), keywords: caller.word(3))
  return function.isError ? .error : TupleRef.make(thread, function, caller.word(2))
}

func defineGetters(_ thread: Thread, _ module: ModuleRef) {
  func type(_ name: StaticString, words: Int, _ methods: [NativeDefinition]) {
    let type = thread.define(
      TypeDefinition(
        name: name, words: words, module: "operator",
        methods: methods + [NativeDefinition("__repr__(self, /)", representation)]))
    module.namespace.set(name: StringRef.intern(name), type)
  }
  type(
    "attrgetter", words: 2,
    [
      NativeDefinition(.staticMethod, "__new__(cls, /, *attrs)", newAttributeGetter),
      NativeDefinition("__call__(self, obj, /)", callAttributeGetter),
      NativeDefinition("__reduce__(self, /)", reduceGetter),
    ])
  type(
    "itemgetter", words: 2,
    [
      NativeDefinition(.staticMethod, "__new__(cls, /, *items)", newItemGetter),
      NativeDefinition("__call__(self, obj, /)", callItemGetter),
      NativeDefinition("__reduce__(self, /)", reduceGetter),
    ])
  type(
    "methodcaller", words: 4,
    [
      NativeDefinition(.staticMethod, "__new__(cls, /, *args, **kwargs)", newMethodCaller),
      NativeDefinition("__call__(self, obj, /)", callMethodCaller),
      NativeDefinition("__reduce__(self, /)", reduceMethodCaller),
    ])
}
