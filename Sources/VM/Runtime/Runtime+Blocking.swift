// System calls that may wait: whatever lock the interpreter holds is released around them.
//
// The body must not touch the heap: no allocation, no reference that only it holds. It reads and writes memory that an
// object reachable from elsewhere (an argument) keeps in place.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Runs `body`, which may wait for the world outside.
  @inline(__always) func blocking<Result>(_ body: () -> Result) -> Result { body() }
}
