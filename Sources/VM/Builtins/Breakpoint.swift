// `breakpoint()` and `sys.breakpointhook`: the debugger that PYTHONBREAKPOINT names, pdb without it.

import CRuntime
import Glibc

let breakpointDefinition = NativeDefinition(.function, "breakpoint(*args, **kws)") { thread, a in
  let namespace = ModuleRef(DictRef(vm.pointee.modules).get(name: StringRef.intern("sys"))).namespace
  let hook = namespace.get(name: StringRef.intern("breakpointhook"))
  if hook.isUnbound { return thread.raise(.runtimeError, "lost sys.breakpointhook") }
  return thread.call(hook, tuple: TupleRef(a[0]), keywords: a[1])
}

let breakpointHookDefinition = NativeDefinition(.function, "breakpointhook(*args, **kws)") { thread, a in
  // Programs change os.environ, so the environment of now counts, not that of the start.
  let setting = vm.pointee.options.python.ignoresEnvironment ? nil : getenv("PYTHONBREAKPOINT")
  let name = setting.map { String(cString: $0) } ?? ""
  if name == "0" { return .none }
  let path = name.isEmpty ? "pdb.set_trace" : name
  let hook = thread.debugger(path)
  if hook.isUnbound {
    return thread.warn(.runtimeWarning, "Ignoring unimportable $PYTHONBREAKPOINT: \"\(path)\"") ? .none : .error
  }
  return thread.call(hook, tuple: TupleRef(a[0]), keywords: a[1])
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The function `module.name`, of builtins when there is no dot; unbound when there is no such thing.
  fileprivate func debugger(_ path: String) -> Value {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let moduleName = parts.count == 1 ? "builtins" : parts.dropLast().joined(separator: ".")
    var found = Value.error
    if !moduleName.isEmpty, !parts[parts.count - 1].isEmpty {
      let imported = importModule(moduleName)
      // Of a dotted name the import gives the first module.
      let module = imported.isError ? .error : DictRef(vm.pointee.modules).get(name: StringRef.make(self, moduleName))
      if module.isObject {
        found = getAttribute(module, StringRef.intern(StringRef.make(self, parts[parts.count - 1])))
      }
    }
    if found.isError {
      pointee.exception = .unbound
      return .unbound
    }
    return found
  }
}
