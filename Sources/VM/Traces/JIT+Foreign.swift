// Traces that call C functions themselves hold the global lock meanwhile. That is right as long as nobody else could want it.

extension JIT {
  /// From now on calls of C functions give the lock up: traces that do not are given up.
  func giveLockUpInCalls() {
    guard callsForeignFunctions else { return }
    callsForeignFunctions = false
    invalidateAll(cause: "C functions may wait for other threads now")
  }
}
