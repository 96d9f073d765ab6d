// The module `atexit`: functions that run when the program ends, last registered first.

import CRuntime

/// Rows of (function, arguments, keywords or None): an immortal list once the module is imported.
nonisolated(unsafe) private var exitFunctions = Value.unbound

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Runs what `atexit.register` collected; exceptions are reported and do not stop the others.
  func runExitFunctions() {
    guard exitFunctions.isObject else { return }
    let list = ListRef(exitFunctions)
    while list.count > 0 {
      let row = TupleRef(list[list.count - 1])
      list.count -= 1
      let keywords = row[2].isNone ? Value.unbound : row[2]
      if !call(row[0], tuple: TupleRef(row[1]), keywords: keywords).isError { continue }
      reportUnraisable("Exception ignored in atexit callback", row[0])
    }
  }
}

private let functions: [NativeDefinition] = [
  NativeDefinition(.function, "register(func, /, *args, **kwargs)") { t, a in
    if !(a[0].isKind(.function) || a[0].type.special(.call).isBound) {
      return t.raise(.typeError, "the first argument must be callable")
    }
    ListRef(exitFunctions).append(t, TupleRef.make(t, a[0], a[1], DictRef(a[2]).count > 0 ? a[2] : .none))
    return a[0]
  },
  NativeDefinition(.function, "unregister(func, /)") { t, a in
    let list = ListRef(exitFunctions)
    var kept = 0
    for index in 0..<list.count {
      let equal = t.compare(.equal, TupleRef(list[index])[0], a[0])
      if equal.isError { return .error }
      if t.truth(equal) == 1 { continue }
      list[kept] = list[index]
      kept += 1
    }
    list.count = kept
    return .none
  },
  NativeDefinition(.function, "_clear()") { _, _ in
    ListRef(exitFunctions).count = 0
    return .none
  },
  NativeDefinition(.function, "_run_exitfuncs()") { t, _ in
    t.runExitFunctions()
    return .none
  },
  NativeDefinition(.function, "_ncallbacks()") { _, _ in .int(ListRef(exitFunctions).count) },
]

func defineAtexit(_ thread: Thread) {
  thread.defineModule("atexit", doc: "Functions that run when the program ends.", functions)
  exitFunctions = vm.pointee.immortal(ListRef.make(thread).value)
}
