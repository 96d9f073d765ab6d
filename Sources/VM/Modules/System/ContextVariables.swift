// The module `_contextvars`: variables whose values belong to the current context. Each thread has its own, which is empty at first.
//
// Words of a context: 1 values (dict: variable → value), 2 True while `run` is active. Words of a variable: 1 name,
// 2 default or unbound as None with word 3 False. Words of a token: 1 variable, 2 old value or Token.MISSING, 3 used,
// 4 context.

import CRuntime

nonisolated(unsafe) private var contextType = Value.unbound
nonisolated(unsafe) private var tokenType = Value.unbound
nonisolated(unsafe) private var missing = Value.unbound
/// The current context of each thread that has asked for it: a dict by the thread's number; immortal.
nonisolated(unsafe) private var contexts = Value.unbound

private func makeContext(_ t: Thread, copyOf other: Value = .none) -> Value {
  let context = t.allocateInstance(TypeRef(contextType))
  let values = DictRef.make(t)
  context.pointer.setWord(1, values.value)
  context.pointer.setWord(2, .false)
  if other.isObject {
    var position = 0
    while let entry = DictRef(other.pointer.word(1)).next(&position) { values.set(t, entry.key, entry.value) }
  }
  return context
}

private func current(_ t: Thread) -> Value {
  let known = DictRef(contexts).get(t, t.number)
  if known.isBound { return known }
  let context = makeContext(t)
  DictRef(contexts).set(t, t.number, context)
  return context
}

private func currentValues(_ t: Thread) -> DictRef { DictRef(current(t).pointer.word(1)) }

enum Contexts {
  /// Counts whatever may give a variable another value in some thread: who keeps a value compares this number.
  nonisolated(unsafe) fileprivate(set) static var changes = 0

  /// The value of a variable in the current context, or unbound; `.error` with an exception pending.
  static func value(_ t: Thread, of variable: Value) -> Value { currentValues(t).get(t, variable) }

  /// False with an exception pending.
  static func set(_ t: Thread, _ variable: Value, _ value: Value) -> Bool {
    changes += 1
    return currentValues(t).set(t, variable, value)
  }

  /// At the end of a thread.
  static func forget(_ t: Thread) {
    changes += 1
    if contexts.isBound && DictRef(contexts).get(t, t.number).isBound { _ = DictRef(contexts).remove(t, t.number) }
  }

  /// In a forked child.
  static func forgetOthers(than t: Thread) {
    changes += 1
    guard contexts.isBound else { return }
    let own = DictRef(contexts).get(t, t.number)
    DictRef(contexts).removeAll()
    if own.isBound { DictRef(contexts).set(t, t.number, own) }
  }
}

private let variableMethods: [NativeDefinition] = [
  NativeDefinition("__init__(self, name, *, default=None)") { t, a in
    guard a[1].isKind(.string) else { return t.raise(.typeError, "context variable name must be a str") }
    a[0].pointer.setWord(1, a[1])
    a[0].pointer.setWord(2, a[2].isBound ? a[2] : .none)
    a[0].pointer.setWord(3, .bool(a[2].isBound))
    return .none
  },
  NativeDefinition("get(self, default=None, /)") { t, a in
    let value = currentValues(t).get(t, a[0])
    if value.isBound { return value }
    if a[1].isBound { return a[1] }
    return a[0].pointer.word(3).isTrue ? a[0].pointer.word(2) : t.raise(.lookupError, value: a[0])
  },
  NativeDefinition("set(self, value, /)") { t, a in
    let token = t.allocateInstance(TypeRef(tokenType))
    let old = currentValues(t).get(t, a[0])
    if old.isError { return .error }
    token.pointer.setWord(1, a[0])
    token.pointer.setWord(2, old.isBound ? old : missing)
    token.pointer.setWord(3, .false)
    token.pointer.setWord(4, current(t))
    return Contexts.set(t, a[0], a[1]) ? token : .error
  },
  NativeDefinition("reset(self, token, /)") { t, a in
    guard a[1].isInstance(of: tokenType) else {
      return t.raise(.typeError, "expected an instance of Token, got \(t.repr(text: a[1]))")
    }
    let token = a[1].pointer
    if token.word(3).isTrue {
      return t.raise(.runtimeError, "\(t.repr(text: a[1])) has already been used once")
    }
    if token.word(1) != a[0] {
      return t.raise(.valueError, "\(t.repr(text: a[1])) was created by a different ContextVar")
    }
    if token.word(4) != current(t) {
      return t.raise(.valueError, "\(t.repr(text: a[1])) was created in a different Context")
    }
    token.setWord(3, .true)
    Contexts.changes += 1
    if token.word(2) == missing { return currentValues(t).remove(t, a[0]).isError ? .error : .none }
    return currentValues(t).set(t, a[0], token.word(2)) ? .none : .error
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    let fallback = a[0].pointer.word(3).isTrue ? " default=\(t.repr(text: a[0].pointer.word(2)))" : ""
    return StringRef.make(
      t, "<ContextVar name=\(t.repr(text: a[0].pointer.word(1)))\(fallback) at \(addressText(a[0]))>")
  },
  classGetItemDefinition,
]

private let contextMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /)") { t, _ in makeContext(t) },
  NativeDefinition("run(self, callable, /, *args, **kwargs)") { t, a in
    if a[0].pointer.word(2).isTrue {
      return t.raise(.runtimeError, "cannot enter context: \(t.repr(text: a[0])) is already entered")
    }
    a[0].pointer.setWord(2, .true)
    let outer = current(t)
    Contexts.changes += 1
    DictRef(contexts).set(t, t.number, a[0])
    let result = t.call(a[1], tuple: TupleRef(a[2]), keywords: a[3])
    Contexts.changes += 1
    DictRef(contexts).set(t, t.number, outer)
    a[0].pointer.setWord(2, .false)
    return result
  },
  NativeDefinition("copy(self, /)") { t, a in makeContext(t, copyOf: a[0]) },
  NativeDefinition("get(self, key, default=None, /)") { t, a in
    let value = DictRef(a[0].pointer.word(1)).get(t, a[1])
    return value.isUnbound ? (a[2].isBound ? a[2] : .none) : value
  },
  NativeDefinition("keys(self, /)") { t, a in t.callMethod(a[0].pointer.word(1), vm.pointee.names.keys) },
  NativeDefinition("values(self, /)") { t, a in t.callMethod(a[0].pointer.word(1), StringRef.intern("values")) },
  NativeDefinition("items(self, /)") { t, a in t.callMethod(a[0].pointer.word(1), vm.pointee.names.items) },
  NativeDefinition("__getitem__(self, key, /)") { t, a in
    let value = DictRef(a[0].pointer.word(1)).get(t, a[1])
    return value.isUnbound ? t.raiseKeyError(a[1]) : value
  },
  NativeDefinition("__contains__(self, key, /)") { t, a in
    let value = DictRef(a[0].pointer.word(1)).get(t, a[1])
    return value.isError ? .error : .bool(value.isBound)
  },
  NativeDefinition("__iter__(self, /)") { t, a in t.getIterator(a[0].pointer.word(1)) },
  NativeDefinition("__len__(self, /)") { _, a in .int(DictRef(a[0].pointer.word(1)).count) },
]

func defineContextVariables(_ thread: Thread) {
  let module = thread.defineModule(
    "_contextvars", doc: "Variables that belong to a context.",
    [NativeDefinition(.function, "copy_context()") { t, _ in makeContext(t, copyOf: current(t)) }])
  let variable = thread.define(
    TypeDefinition(
      name: "ContextVar", kind: .native, words: 4, flags: TypeFlags.final, module: "_contextvars",
      methods: variableMethods, attributes: [GetSetDefinition("name", { _, v in v.pointer.word(1) })]))
  contextType = thread.define(
    TypeDefinition(
      name: "Context", kind: .native, words: 3, flags: TypeFlags.final, module: "_contextvars", methods: contextMethods)
  )
  missing = vm.pointee.immortal(thread.call(vm.pointee.types.object))
  tokenType = thread.define(
    TypeDefinition(
      name: "Token", kind: .native, words: 5, flags: TypeFlags.final | TypeFlags.notInstantiable,
      module: "_contextvars", methods: [classGetItemDefinition],
      attributes: [
        GetSetDefinition("var", { _, token in token.pointer.word(1) }),
        GetSetDefinition("old_value", { _, token in token.pointer.word(2) }),
      ]))
  TypeRef(tokenType).setAttribute(StringRef.intern("MISSING"), missing)
  if contexts.isUnbound { contexts = vm.pointee.immortal(DictRef.make(thread).value) }
  for (name, type) in [("ContextVar", variable), ("Context", contextType), ("Token", tokenType)] {
    module.namespace.set(name: StringRef.intern(name), type)
  }
}
