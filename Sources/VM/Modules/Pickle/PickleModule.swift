// The module `_pickle`, which `pickle` of the library takes in place of its own classes: exceptions, the functions dump,
// dumps, load and loads, and what both directions need of other modules.

import CRuntime

/// Exception classes of the module and what it shares with modules in Python; immortal, bound by `definePickleModule` and
/// `preparePickle`.
struct PickleState {
  var pickleError = Value.unbound, picklingError = Value.unbound, unpicklingError = Value.unbound
  /// `copyreg.dispatch_table` and its registry of extension codes; unbound until the first use.
  var dispatchTable = Value.unbound, extensionRegistry = Value.unbound
  var invertedRegistry = Value.unbound, extensionCache = Value.unbound
  /// Names in Python 2 and 3, of `_compat_pickle`.
  var names2to3 = Value.unbound, imports2to3 = Value.unbound, names3to2 = Value.unbound, imports3to2 = Value.unbound
  var codecsEncode = Value.unbound, partial = Value.unbound, getAttribute = Value.unbound
}
nonisolated(unsafe) var pickleState = PickleState()

extension UnsafeMutablePointer where Pointee == ThreadState {
  func definePickleModule() {
    let module = defineModule(
      "_pickle", doc: "What the module pickle takes in place of its own classes.", pickleFunctions)
    pickleState.pickleError = makeExceptionType("PickleError", module: "_pickle")
    pickleState.picklingError = makeExceptionType(
      "PicklingError", base: pickleState.pickleError, module: "_pickle")
    pickleState.unpicklingError = makeExceptionType(
      "UnpicklingError", base: pickleState.pickleError, module: "_pickle")
    module.set("PickleError", pickleState.pickleError)
    module.set("PicklingError", pickleState.picklingError)
    module.set("UnpicklingError", pickleState.unpicklingError)
    definePickler(module)
    defineUnpickler(module)
    definePickleBuffer(module)
  }

  /// Fetches the tables of other modules once; false with an exception pending.
  func preparePickle() -> Bool {
    if pickleState.getAttribute.isBound { return true }
    func fetch(_ module: String, _ name: String) -> Value {
      let module = importModule(module)
      if module.isError { return .error }
      let value = getAttribute(module, StringRef.intern(name))
      return value.isError ? .error : vm.pointee.immortal(value)
    }
    typealias Place = WritableKeyPath<PickleState, Value>
    let tables: [(Place, String, String)] = [
      (\.dispatchTable, "copyreg", "dispatch_table"), (\.extensionRegistry, "copyreg", "_extension_registry"),
      (\.invertedRegistry, "copyreg", "_inverted_registry"), (\.extensionCache, "copyreg", "_extension_cache"),
      (\.names2to3, "_compat_pickle", "NAME_MAPPING"), (\.imports2to3, "_compat_pickle", "IMPORT_MAPPING"),
      (\.names3to2, "_compat_pickle", "REVERSE_NAME_MAPPING"),
      (\.imports3to2, "_compat_pickle", "REVERSE_IMPORT_MAPPING"),
    ]
    let functions: [(Place, String, String)] = [
      (\.codecsEncode, "codecs", "encode"), (\.partial, "functools", "partial"),
      (\.getAttribute, "builtins", "getattr"),
    ]
    var state = pickleState
    for (place, module, name) in tables + functions {
      let value = fetch(module, name)
      if value.isError { return false }
      state[keyPath: place] = value
    }
    for (place, module, name) in tables where !state[keyPath: place].isKind(.dict) {
      let kind = state[keyPath: place].typeName
      return !raise(.runtimeError, "\(module).\(name) should be a dict, not \(kind)").isError
    }
    pickleState = state
    return true
  }

  /// Raises PicklingError; false.
  @inline(never) @discardableResult func failPickling(_ message: String) -> Bool {
    raise(pickleState.picklingError, message)
    return false
  }

  /// Raises UnpicklingError; `.error`.
  @inline(never) @discardableResult func failUnpickling(_ message: String) -> Value {
    raise(pickleState.unpicklingError, message)
  }

  /// The module object with this name (a str), imported when necessary.
  func pickledModule(_ name: Value) -> Value {
    let loaded = DictRef(vm.pointee.modules).get(self, name)
    if loaded.isObject { return loaded }
    return loaded.isError ? .error : importModule(StringRef(name).text)
  }
}

/// The address that `id()` gives.
func identity(_ t: Thread, _ value: Value) -> Value {
  t.makeInt(Int(truncatingIfNeeded: value.isObject ? value.bits & ~1 : value.bits &>> 1))
}

private let pickleFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)") { t, a in
    guard let pickler = t.makePickler(protocol: a[2], fixImports: a[3], bufferCallback: a[4]),
      pickler.setFile(t, a[1])
    else { return .error }
    return pickler.dump(t, a[0]) ? .none : .error
  },
  NativeDefinition(.function, "dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)") { t, a in
    guard let pickler = t.makePickler(protocol: a[1], fixImports: a[2], bufferCallback: a[3]) else { return .error }
    return pickler.dumps(t, a[0])
  },
  NativeDefinition(
    .function, "load(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())"
  ) { t, a in
    guard let unpickler = t.makeUnpickler("load", fixImports: a[1], encoding: a[2], errors: a[3], buffers: a[4]),
      unpickler.setFile(t, a[0])
    else { return .error }
    return unpickler.load(t)
  },
  NativeDefinition(
    .function, "loads(data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())"
  ) { t, a in
    guard let unpickler = t.makeUnpickler("loads", fixImports: a[1], encoding: a[2], errors: a[3], buffers: a[4]) else {
      return .error
    }
    return unpickler.load(t, from: a[0])
  },
]
