// Where a thread gives the global lock up: around calls that may block, and at safepoints when others wait.
//
// Before that it pushes its registers and notes how far its native stack reaches: other threads' collections scan it down to
// there (Heap+Collect.swift). What is called without the lock lies above that mark, so it may not touch heap objects, except
// for bytes that were looked up before and that a reference further down keeps alive and in place.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Runs `body`, a system call that may block, without the global lock; its result, with `errno` as the call left it.
  @inline(__always) func blocking<Result>(_ body: () -> Result) -> Result {
    if _fastPath(!givesLockUp) { return body() }
    return withoutLock(body)
  }

  @inline(never) private func withoutLock<Result>(_ body: () -> Result) -> Result {
    // The collector flushes lost streams, and finds the stacks of all threads as they are.
    if heap.pointee.collecting { return body() }
    var result: Result?
    withoutActuallyEscaping(body) { body in
      park {
        globalLock.release(self)
        result = body()
        let error = errno
        globalLock.acquire(self)
        errno = error
      }
    }
    return result.unsafelyUnwrapped
  }

  /// Runs `body`, which calls a C function, while other threads may take the lock; that may be a short time.
  func offeringLock(_ body: () -> Void) {
    if heap.pointee.collecting { return body() }
    withoutActuallyEscaping(body) { body in
      onScannableStack {
        globalLock.offer(self)
        body()
        globalLock.takeBack(self)
      }
    }
  }

  /// Inside of `offeringLock`, when C calls back.
  func takeLockBack() {
    globalLock.takeBack(self)
    pointee.parkedStack = nil
  }

  /// And when the callback returns. `lowest`: what `parkedStack` was.
  func offerLockAgain(_ lowest: Raw) {
    pointee.parkedStack = lowest
    globalLock.offer(self)
  }

  /// At a safepoint: lets a thread that waits have its turn.
  @inline(never) func giveOthersTheirTurn() {
    if isThreaded { park { globalLock.yield(self) } }
  }

  /// Runs `body` on a stack that others may scan meanwhile. A recording ends: what it knows may not be true afterwards.
  private func park(_ body: @escaping () -> Void) {
    jitStorage?.abort(.threadSwitched)
    onScannableStack(body)
  }

  private func onScannableStack(_ body: @escaping () -> Void) {
    var parking = Parking(thread: self, body: body)
    withUnsafeMutablePointer(to: &parking) { parking in
      vm_with_spilled_registers(
        { lowest, context in
          let parking = context.unsafelyUnwrapped.assumingMemoryBound(to: Parking.self)
          let thread = parking.pointee.thread
          thread.pointee.parkedStack = lowest
          parking.pointee.body()
          thread.pointee.parkedStack = nil
        }, parking)
    }
  }
}

private struct Parking {
  let thread: Thread
  let body: () -> Void
}
