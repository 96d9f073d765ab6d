// The built-in names that CPython's `site` adds for people: `exit`, `quit` and `help`. Words of a quitter: 1 its name.

import CRuntime

private let quitterMethods: [NativeDefinition] = [
  NativeDefinition("__call__(self, code=None)") { t, a in
    // Whoever reads on from the terminal sees its end.
    let input = ModuleRef(vm.pointee.sysModule).namespace.get(name: vm.pointee.names.stdin)
    if input.isObject, t.callMethod(input, vm.pointee.names.close).isError { t.pointee.exception = .unbound }
    let none = a[1].isUnbound || a[1].isNone
    return t.raise(.systemExit, arguments: TupleRef.make(t, none ? .none : a[1]))
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    StringRef.make(t, "Use \(StringRef(a[0].pointer.word(1)).text)() or Ctrl-D (i.e. EOF) to exit")
  },
]

private let helperMethods: [NativeDefinition] = [
  NativeDefinition("__call__(self, /, *args, **kwds)") { t, a in
    let module = t.importModule("pydoc")
    if module.isError { return .error }
    let help = t.getAttribute(module, StringRef.intern("help"))
    return help.isError ? .error : t.call(help, tuple: TupleRef(a[1]), keywords: a[2])
  },
  NativeDefinition("__repr__(self, /)") { t, _ in
    StringRef.make(t, "Type help() for interactive help, or help(object) for help about object.")
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Adds them to the built-in names.
  func defineSiteNames() {
    let type = define(
      TypeDefinition(
        name: "Quitter", kind: .native, words: 2, flags: TypeFlags.notInstantiable, module: "_sitebuiltins",
        methods: quitterMethods))
    for name in ["exit", "quit"] {
      let quitter = allocateInstance(TypeRef(type))
      let text = StringRef.intern(name)
      quitter.pointer.setWord(1, text)
      ModuleRef(vm.pointee.builtins).namespace.set(name: text, quitter)
    }
    let helper = define(
      TypeDefinition(
        name: "_Helper", kind: .native, words: 1, flags: TypeFlags.notInstantiable, module: "_sitebuiltins",
        methods: helperMethods))
    ModuleRef(vm.pointee.builtins).namespace.set(name: StringRef.intern("help"), allocateInstance(TypeRef(helper)))
  }
}
