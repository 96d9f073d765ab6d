// Life of a thread of the program: its state block, its first call, its end; and what is left of all threads after a fork.

import CRuntime
import Glibc

/// `threading.stack_size`: bytes of native stack of threads to come; 0: what the VM needs.
nonisolated(unsafe) var nativeStackSize = 0

nonisolated(unsafe) private var threadsStarted: UInt64 = 0

/// Number of a new thread: 1 for the first after the main thread.
func nextThreadIndex() -> UInt64 {
  threadsStarted += 1
  return threadsStarted
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Says that this is the state of the calling thread.
  func takeNativeThread() {
    pointee.nativeStackBase = vm_native_stack_base()
    pointee.identity = UInt64(pthread_self())
    pointee.errorPlace = vm_error_place()
    vm_set_current_thread(self)
  }

  /// Starts a thread that calls `function`. False when the system refuses one.
  func startThread(_ function: Value, _ arguments: Value, _ keywords: Value) -> Thread? {
    let other = VM.makeThread()
    other.pointee.threadIndex = nextThreadIndex()
    other.inherit(from: self)
    other.pointee.scratch.0 = function
    other.pointee.scratch.1 = arguments
    other.pointee.scratch.2 = keywords
    if !isThreaded { GlobalLock.start(holder: self) }
    vm.pointee.threads.append(other)
    isThreaded = true
    givesLockUp = true
    jitStorage?.giveLockUpInCalls()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, nativeStackSize > 0 ? nativeStackSize : Int(VM.neededNativeStack))
    var native = pthread_t()
    let status = pthread_create(
      &native, &attributes,
      { context in
        context.unsafelyUnwrapped.assumingMemoryBound(to: ThreadState.self).runThread()
        return nil
      }, other)
    pthread_attr_destroy(&attributes)
    if status != 0 {
      forget(other)
      VM.freeThread(other)
      return nil
    }
    other.pointee.identity = UInt64(native)
    return other
  }

  /// What all threads have alike.
  func inherit(from other: Thread) {
    let handlers = Raw(other) + MemoryLayout<ThreadState>.offset(of: \ThreadState.savedDispatch)!
    memcpy(self, handlers, Int(VM_DISPATCH_ENTRIES) * 8)
    saveDispatch()
    pointee.listShape = other.pointee.listShape
    pointee.tupleShape = other.pointee.tupleShape
    pointee.dictShape = other.pointee.dictShape
    pointee.stringShape = other.pointee.stringShape
    pointee.listIteratorShape = other.pointee.listIteratorShape
    pointee.accessCache = other.pointee.accessCache
    pointee.vm = other.pointee.vm
    jitStorage?.serve(self)
    pointee.loopThreshold = other.pointee.loopThreshold
    pointee.functionThreshold = other.pointee.functionThreshold
    pointee.frameLimit = pointee.frameBase + (other.pointee.frameLimit - other.pointee.frameBase)
  }

  /// The whole of a thread, on its own native stack.
  private func runThread() {
    takeNativeThread()
    let lowest = vm_native_stack_lowest().unsafelyUnwrapped
    pointee.nativeStackLimit = lowest + min(256 << 10, (pointee.nativeStackBase - lowest) / 2)
    globalLock.acquire(self)
    let name = threadName
    if let started = vmEvents.threadStarted { blocking { started(name) } }
    runFirstCall()
    endThread()
    vm_set_current_thread(nil)
    freeWakeUp()
    VM.freeThread(self)
  }

  /// The name that `threading.Thread` gave, when the first call is a method of one.
  private var threadName: String {
    guard pointee.scratch.0.isKind(.boundMethod) else { return "" }
    let name = findAttribute(BoundMethodRef(pointee.scratch.0).selfValue, StringRef.intern("_name"))
    pointee.exception = .unbound
    return name.isKind(.string) ? StringRef(name).text : ""
  }

  @inline(never) private func runFirstCall() {
    let function = pointee.scratch.0
    let result = call(function, tuple: TupleRef(pointee.scratch.1), keywords: pointee.scratch.2)
    if !result.isError { return }
    if pointee.exception.isInstance(of: ExceptionType.systemExit.type) {
      pointee.exception = .unbound
    } else {
      reportUnraisable("Exception ignored in thread started by", function)
    }
  }

  /// Gives the lock up for ever. Whoever waits for the sentinel knows then that the thread runs no Python code any more.
  func endThread() {
    if let ended = vmEvents.threadEnded { blocking { ended() } }
    jitStorage?.abort(.threadSwitched)
    ThreadLocals.forget(self)
    Contexts.forget(self)
    blockSignals()
    if pointee.sentinel.isObject { LockRef(pointee.sentinel).release() }
    forget(self)
    globalLock.release(self)
  }

  /// A signal of the process goes to any thread that does not block it, a dying one, too. The program knows of no such thread
  /// once `join` has returned, and waits for the signal with `sigwait`. Faults, and the sampler's ticks, concern this thread.
  private func blockSignals() {
    var signals = sigset_t()
    sigfillset(&signals)
    for own in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGPROF] { sigdelset(&signals, own) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  func forget(_ thread: Thread) {
    vm.pointee.threads.removeAll { $0 == thread }
    isThreaded = vm.pointee.threads.count > 1 || ForeignThreads.haveCome
    givesLockUp = isThreaded || ForeignClosure.exist
  }

  /// In a forked child: the calling thread is the only one, and the main one.
  func forgetOtherThreads() {
    guard givesLockUp else { return }
    vm.pointee.threads = [self]
    vm.pointee.mainThread = self
    isThreaded = false
    givesLockUp = ForeignClosure.exist
    GlobalLock.restart(holder: self)
    ThreadLocals.forgetOthers(than: self)
    Contexts.forgetOthers(than: self)
    StreamRegistry.forgetLocks()
  }
}
