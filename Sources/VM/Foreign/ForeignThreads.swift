// Threads that C started and that call back into Python. Each gets a state block at its first callback, as any thread of the
// program has, and loses it when it ends.
//
// The first one comes while the program believes itself alone: it takes the lock that the main thread offers, or waits for a
// safepoint (closures exist, so there is a lock: GlobalLock.swift). From then on the program counts as threaded for good.

import CRuntime
import Glibc

enum ForeignThreads {
  /// At least one has called back.
  nonisolated(unsafe) static var haveCome = false

  /// Its destructor runs when such a thread ends; the value is the thread's state.
  nonisolated(unsafe) fileprivate static var key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { state in
      state.unsafelyUnwrapped.assumingMemoryBound(to: ThreadState.self).endForeignThread()
    }
    return key
  }()
}

/// A state block for the calling thread, which has none. It holds the lock then.
func attachForeignThread() -> Thread {
  let thread = VM.makeThread()
  thread.takeNativeThread()
  let lowest = vm_native_stack_lowest().unsafelyUnwrapped
  thread.pointee.nativeStackLimit = lowest + min(256 << 10, (thread.pointee.nativeStackBase - lowest) / 2)
  pthread_setspecific(ForeignThreads.key, thread)
  globalLock.acquire(thread)
  thread.pointee.threadIndex = nextThreadIndex()
  thread.inherit(from: vm.pointee.mainThread)
  jitStorage?.move(to: thread)
  vm.pointee.threads.append(thread)
  ForeignThreads.haveCome = true
  isThreaded = true
  if let started = vmEvents.threadStarted { thread.blocking { started("") } }
  return thread
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The outermost callback of a foreign thread returns: until the next one it holds no lock, and its stack no references.
  func leaveToForeignCode() {
    jitStorage?.abort(.threadSwitched)
    pointee.state = VM_STATE_NATIVE.rawValue
    pointee.lockWanted = LOCK_LEFT.rawValue
    globalLock.release(self)
  }

  /// Whether this is a foreign thread outside of all callbacks.
  @inline(__always) var isOutside: Bool { pointee.lockWanted == LOCK_LEFT.rawValue }

  fileprivate func endForeignThread() {
    vm_set_current_thread(self)
    takeLockBack()
    endThread()
    vm_set_current_thread(nil)
    freeWakeUp()
    VM.freeThread(self)
  }
}
