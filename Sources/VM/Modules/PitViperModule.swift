// The package `pitviper` with the module `pitviper.jit`: what a program may ask of the JIT and tell it. CPython has no
// such module, so programs that run on both guard the import. docs/pitviper-module.md describes each function.

import CRuntime
import TraceIR

let pitViperModules: [String: (Thread) -> Void] = [
  "pitviper": { $0.definePitViperModule() },
  "pitviper.jit": { $0.defineJITModule() },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  fileprivate func definePitViperModule() {
    let module = defineModule("pitviper", doc: "What the virtual machine PitViper offers to programs.", [])
    // A package: `jit` is imported from it.
    module.namespace.set(name: vm.pointee.names.path, ListRef.make(self).value)
  }

  fileprivate func defineJITModule() {
    defineModule("pitviper.jit", doc: "The tracing JIT: parameters, counters, traces and hooks.", jitFunctions)
  }

  /// The JIT, made now if the program was started without it.
  fileprivate var startedJIT: JIT {
    if let known = jitStorage { return known }
    let made = JIT(self)
    made.parameters.isEnabled = false
    made.applyParameters()
    jitStorage = made
    return made
  }

  fileprivate func setEnabled(_ isEnabled: Bool) -> Value {
    let jit = startedJIT
    jit.parameters.isEnabled = isEnabled
    if !isEnabled { jit.invalidateAll(cause: "pitviper.jit.disable()") }
    jit.applyParameters()
    return .none
  }
}

private let jitFunctions: [NativeDefinition] = [
  NativeDefinition("parameters()") { t, _ in
    let parameters = t.startedJIT.parameters
    return t.makeDict(JITParameters.rows.map { ($0.name, .number(parameters[keyPath: $0.path])) })
  },
  NativeDefinition("set_parameter(name, value, /)") { t, a in
    guard a[0].isKind(.string) else {
      return t.raise(.typeError, "set_parameter() argument 1 must be str, not \(a[0].typeName)")
    }
    guard let value = t.index(a[1]) else { return .error }
    let jit = t.startedJIT
    if let problem = jit.parameters.set(StringRef(a[0]).text, "\(value)") { return t.raise(.valueError, problem) }
    jit.applyParameters()
    return .none
  },
  NativeDefinition("is_enabled()") { _, _ in .bool(jitStorage?.parameters.isEnabled ?? false) },
  NativeDefinition("enable()") { t, _ in t.setEnabled(true) },
  NativeDefinition("disable()") { t, _ in t.setEnabled(false) },
  NativeDefinition("counters()") { t, _ in t.makeDict(t.startedJIT.counters) },
  NativeDefinition("aborts()") { t, _ in
    let aborts = t.startedJIT.statistics.aborts.sorted { $0.key.rawValue < $1.key.rawValue }
    return t.makeDict(aborts.map { ($0.key.info.title, .number($0.value)) })
  },
  NativeDefinition("traces()") { t, _ in
    let list = ListRef.make(t)
    for record in t.startedJIT.traces where record.isValid { list.append(t, t.makeDict(record.fields)) }
    return list.value
  },
  NativeDefinition("invalidate()") { t, _ in
    let jit = t.startedJIT
    let before = jit.statistics.invalidations
    jit.invalidateAll(cause: "pitviper.jit.invalidate()")
    return .int(jit.statistics.invalidations - before)
  },
  NativeDefinition("flush()") { t, _ in
    let jit = t.startedJIT
    let before = jit.statistics.flushedBytes
    jit.abort(.assumptionBroken)
    jit.flush(cause: "pitviper.jit.flush()", backsOff: false)
    jit.hook.request(t)
    return .int(jit.statistics.flushedBytes - before)
  },
  NativeDefinition("set_hook(function, /)") { t, a in
    if !a[0].isNone && a[0].type.special(.call).isUnbound && !a[0].isKind(.type) {
      return t.raise(.typeError, "set_hook() argument must be callable or None, not \(a[0].typeName)")
    }
    let jit = t.startedJIT
    let before = jit.hook.function
    jit.hook.function = a[0].isNone ? .unbound : a[0]
    return before.isUnbound ? .none : before
  },
]
