// The types generator, coroutine and coroutine_wrapper (what `coroutine.__await__()` returns): methods and attributes.

import CRuntime

private func generatorRepr(_ thread: Thread, _ arguments: Arguments) -> Value {
  let name = StringRef(GeneratorRef(arguments[0]).field(.qualname)).text
  return StringRef.make(
    thread, "<\(arguments[0].typeName) object \(name) at \(addressText(arguments[0]))>")
}

/// `send`, `throw` and `close` of generators and coroutines.
private let controlMethods: [NativeDefinition] = [
  NativeDefinition("send(self, value, /)") { t, a in t.generatorResult(t.send(a[0], a[1])) },
  NativeDefinition("throw(self, type, value=None, traceback=None, /)") { t, a in
    let exception = t.thrownException(a)
    if exception.isError { return .error }
    return t.generatorResult(t.throwInto(a[0], exception))
  },
  NativeDefinition("close(self, /)") { t, a in t.closeGenerator(a[0]) },
]

private let iterationMethods: [NativeDefinition] = [
  NativeDefinition("__iter__(self, /)") { _, a in a[0] },
  NativeDefinition("__next__(self, /)") { t, a in t.generatorResult(t.resumeGenerator(a[0], .none)) },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Turns the end of a generator into StopIteration with its result.
  func generatorResult(_ value: Value) -> Value {
    if value.isBound { return value }
    let result = pointee.scratch.0
    return raise(.stopIteration, arguments: result.isNone ? vm.pointee.emptyTuple : TupleRef.make(self, result))
  }

  private func setName(_ field: GeneratorRef.Field, _ generator: Value, _ value: Value, _ name: String) -> Value {
    guard value.isKind(.string) else { return raise(.typeError, "\(name) must be set to a string object") }
    GeneratorRef(generator).setField(field, value)
    return .none
  }

  /// The exception of `throw(type, value, traceback)`; `.error` on failure.
  func thrownException(_ arguments: Arguments) -> Value {
    let value = arguments[2].isBound ? arguments[2] : .none
    let traceback = arguments[3].isBound ? arguments[3] : .none
    if !traceback.isNone && !traceback.isKind(.traceback) {
      return raise(.typeError, "throw() third argument must be a traceback object")
    }
    var exception = arguments[1]
    if exception.isKind(.exception) {
      if !value.isNone { return raise(.typeError, "instance exception may not have a separate value") }
    } else if exception.isKind(.type) && TypeRef(exception).isException {
      if value.isKind(.exception) && value.isInstance(of: exception) {
        exception = value
      } else if value.isKind(.tuple) {
        exception = call(exception, tuple: TupleRef(value))
      } else if !value.isNone {
        exception = call(exception, value)
      }
    } else {
      return raise(
        .typeError,
        "exceptions must be classes or instances deriving from BaseException, not \(exception.typeName)")
    }
    // What goes wrong while the exception is made is thrown in its place.
    if !exception.isError { exception = makeException(exception) }
    if exception.isError { exception = takeException() }
    if traceback.isObject { ExceptionRef(exception).traceback = traceback }
    return exception
  }

  /// The iterator that a suspended generator waits for, or None.
  private func delegate(of generator: Value) -> Value {
    let delegate = GeneratorRef(generator).delegate
    return delegate.isBound ? delegate : .none
  }

  /// The attributes of one of the three types, whose names begin with `prefix`.
  private func attributes(_ prefix: String) -> [GetSetDefinition] {
    let names = [
      GetSetDefinition(
        "__name__", { _, g in GeneratorRef(g).field(.name) }, { t, g, v in t.setName(.name, g, v, "__name__") }),
      GetSetDefinition(
        "__qualname__", { _, g in GeneratorRef(g).field(.qualname) },
        { t, g, v in t.setName(.qualname, g, v, "__qualname__") }),
    ]
    switch prefix {
    case "gi":
      return names + [
        GetSetDefinition("gi_code", { _, g in GeneratorRef(g).function.field(.code) }),
        GetSetDefinition("gi_frame", { t, g in t.frameObject(of: g) }),
        GetSetDefinition("gi_running", { _, g in .bool(GeneratorRef(g).state == .running) }),
        GetSetDefinition("gi_suspended", { _, g in .bool(GeneratorRef(g).isSuspended) }),
        GetSetDefinition("gi_yieldfrom", { t, g in t.delegate(of: g) }),
      ]
    case "cr":
      return names + [
        GetSetDefinition("cr_code", { _, g in GeneratorRef(g).function.field(.code) }),
        GetSetDefinition("cr_frame", { t, g in t.frameObject(of: g) }),
        GetSetDefinition("cr_running", { _, g in .bool(GeneratorRef(g).state == .running) }),
        GetSetDefinition("cr_suspended", { _, g in .bool(GeneratorRef(g).isSuspended) }),
        GetSetDefinition("cr_await", { t, g in t.delegate(of: g) }),
        GetSetDefinition("cr_origin", { _, g in GeneratorRef(g).field(.extra) }),
      ]
    default:
      return names + [
        GetSetDefinition("ag_code", { _, g in GeneratorRef(g).function.field(.code) }),
        GetSetDefinition("ag_frame", { t, g in t.frameObject(of: g) }),
        GetSetDefinition(
          "ag_running", { _, g in .bool(GeneratorRef(g).asyncFlags & GeneratorRef.isRunningAsync != 0) }),
        GetSetDefinition("ag_await", { t, g in t.delegate(of: g) }),
      ]
    }
  }

  func defineGenerators() {
    func make(_ name: StaticString, _ prefix: String, _ methods: [NativeDefinition]) -> Value {
      define(
        TypeDefinition(
          name: name, kind: .generator, words: GeneratorRef.words, flags: TypeFlags.final | TypeFlags.notInstantiable,
          methods: methods + [NativeDefinition("__repr__(self, /)", generatorRepr)], attributes: attributes(prefix)))
    }
    vm.pointee.types.generator = make("generator", "gi", iterationMethods + controlMethods)
    vm.pointee.shapes.generator = TypeRef(vm.pointee.types.generator).rootShape
    vm.pointee.types.coroutine = make(
      "coroutine", "cr",
      controlMethods + [
        NativeDefinition("__await__(self, /)") { t, a in
          let wrapper = t.allocateInstance(TypeRef(vm.pointee.types.coroutineWrapper))
          wrapper.pointer.setWord(1, a[0])
          return wrapper
        }
      ])
    vm.pointee.shapes.coroutine = TypeRef(vm.pointee.types.coroutine).rootShape
    vm.pointee.types.asyncGenerator = make("async_generator", "ag", asyncGeneratorMethods + [classGetItemDefinition])
    vm.pointee.shapes.asyncGenerator = TypeRef(vm.pointee.types.asyncGenerator).rootShape
    vm.pointee.types.coroutineWrapper = define(
      TypeDefinition(
        name: "coroutine_wrapper", words: 2, flags: TypeFlags.final | TypeFlags.notInstantiable,
        methods: [
          NativeDefinition("__iter__(self, /)") { _, a in a[0] },
          NativeDefinition("__next__(self, /)") { t, a in
            t.generatorResult(t.resumeGenerator(a[0].pointer.word(1), .none))
          },
          NativeDefinition("send(self, value, /)") { t, a in
            t.generatorResult(t.send(a[0].pointer.word(1), a[1]))
          },
          NativeDefinition("throw(self, type, value=None, traceback=None, /)") { t, a in
            let exception = t.thrownException(a)
            if exception.isError { return .error }
            return t.generatorResult(t.throwInto(a[0].pointer.word(1), exception))
          },
          NativeDefinition("close(self, /)") { t, a in t.closeGenerator(a[0].pointer.word(1)) },
        ]))
    let hooks = ListRef.make(self)
    for _ in 0..<2 { hooks.append(self, .none) }
    vm.pointee.asyncGeneratorHooks = vm.pointee.immortal(hooks.value)
    defineAsyncSteps()
  }
}

// MARK: Origins of coroutines

/// How many frames `cr_origin` tells of.
nonisolated(unsafe) private var originDepth = 0

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `cr_origin` of a coroutine that is being made: None, or file, line and name of the callers, the innermost first.
  func coroutineOrigin() -> Value {
    if originDepth == 0 { return .none }
    let rows = ListRef.make(self)
    var frame = pointee.frame.unsafelyUnwrapped - 1
    while frame > pointee.frameBase.unsafelyUnwrapped && rows.count < originDepth {
      let info = frame.pointee.code.unsafelyUnwrapped
      if info.pointee.flags & CodeFlags.hidden == 0 {
        let line = info.position(at: frame.pointee.pc - info.pointee.start - 1).map { Int($0.line) } ?? 0
        let code = info.code
        rows.append(self, TupleRef.make(self, code.filename.value, .int(line), code.name.value))
      }
      frame -= 1
    }
    return rows.count == 0 ? vm.pointee.emptyTuple : TupleRef.make(self, rows.items, rows.count)
  }
}

let coroutineOriginFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "get_coroutine_origin_tracking_depth()") { _, _ in .int(originDepth) },
  NativeDefinition(.function, "set_coroutine_origin_tracking_depth(depth)") { t, a in
    guard let depth = t.index(a[0]) else { return .error }
    if depth < 0 { return t.raise(.valueError, "depth must be >= 0") }
    originDepth = depth
    return .none
  },
]
