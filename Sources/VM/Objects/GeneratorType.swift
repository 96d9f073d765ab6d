// What generators and coroutines share: methods and attributes.

import CRuntime

let generatorMethods: [NativeDefinition] = [
  NativeDefinition("__iter__(self, /)") { _, a in a[0] },
  NativeDefinition("__next__(self, /)") { t, a in t.generatorResult(t.resumeGenerator(a[0], .none)) },
  NativeDefinition("send(self, value, /)") { t, a in t.generatorResult(t.send(a[0], a[1])) },
  NativeDefinition("throw(self, type, value=None, traceback=None, /)") { t, a in
    let exception = t.thrownException(a)
    if exception.isError { return .error }
    return t.generatorResult(t.throwInto(a[0], exception))
  },
  NativeDefinition("close(self, /)") { t, a in t.closeGenerator(a[0]) },
  NativeDefinition("__repr__(self, /)") { t, a in
    StringRef.make(
      t,
      "<\(t.generatorWord(a[0])) object \(StringRef(GeneratorRef(a[0]).field(.qualname)).text) at \(addressText(a[0]))>"
    )
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Turns the end of a generator into StopIteration with its result.
  func generatorResult(_ value: Value) -> Value {
    if value.isBound { return value }
    let result = pointee.scratch.0
    return raise(.stopIteration, arguments: result.isNone ? vm.pointee.emptyTuple : TupleRef.make(self, result))
  }
}

let generatorAttributes: [GetSetDefinition] = [
  GetSetDefinition(
    "__name__", { _, g in GeneratorRef(g).field(.name) },
    { _, g, v in
      GeneratorRef(g).setField(.name, v)
      return .none
    }),
  GetSetDefinition(
    "__qualname__", { _, g in GeneratorRef(g).field(.qualname) },
    { _, g, v in
      GeneratorRef(g).setField(.qualname, v)
      return .none
    }),
  GetSetDefinition("gi_code", { _, g in GeneratorRef(g).function.field(.code) }),
  GetSetDefinition("cr_code", { _, g in GeneratorRef(g).function.field(.code) }),
  GetSetDefinition("gi_running", { _, g in .bool(GeneratorRef(g).state == .running) }),
  GetSetDefinition("cr_running", { _, g in .bool(GeneratorRef(g).state == .running) }),
  GetSetDefinition(
    "gi_yieldfrom",
    { _, g in
      let delegate = GeneratorRef(g).delegate
      return delegate.isBound ? delegate : .none
    }),
  GetSetDefinition(
    "cr_await",
    { _, g in
      let delegate = GeneratorRef(g).delegate
      return delegate.isBound ? delegate : .none
    }),
  GetSetDefinition(
    "gi_suspended", { _, g in .bool(GeneratorRef(g).state == .suspended && GeneratorRef(g).hasStarted) }),
  GetSetDefinition("gi_frame", { _, g in GeneratorRef(g).state == .finished ? .none : .true }),
]
