// The module `_thread`: starting threads, their identities, locks, thread-local objects. The work is done in Threads/.

import CRuntime
import Glibc

/// Type of plain locks; bound once the module is imported, without which no thread is started.
nonisolated(unsafe) var threadLockType = Value.unbound

/// The longest timeout in seconds.
private let maximumTimeout = 9_223_372_036.0

// MARK: Locks

/// Parameters: self, blocking, timeout.
private func acquire(_ thread: Thread, _ arguments: Arguments) -> Value {
  let lock = LockRef(arguments[0])
  let blocking = arguments[1].isUnbound ? 1 : thread.truth(arguments[1])
  if blocking < 0 { return .error }
  var timeout = -1.0
  if arguments[2].isBound {
    guard let given = thread.double(of: arguments[2], { "'\($0)' object cannot be interpreted as an integer" }) else {
      return .error
    }
    timeout = given
    if blocking == 0 && timeout != -1 {
      return thread.raise(.valueError, "can't specify a timeout for a non-blocking call")
    }
    if timeout.isNaN { return thread.raise(.valueError, "Invalid value NaN (not a number)") }
    if timeout < 0 && timeout != -1 { return thread.raise(.valueError, "timeout value must be positive") }
    if timeout >= 9_223_372_037 {
      return thread.raise(.overflowError, "timestamp too large to convert to C _PyTime_t")
    }
    if timeout > maximumTimeout { return thread.raise(.overflowError, "timeout value is too large") }
  }
  if lock.tryAcquire(thread) { return .true }
  if blocking == 0 || timeout == 0 { return .false }
  let deadline = timeout < 0 ? 0 : monotonicNanoseconds() &+ UInt64(min(timeout, 9e9) * 1e9)
  let taken = lock.wait(thread, deadline: deadline)
  return taken < 0 ? .error : .bool(taken > 0)
}

private func release(_ thread: Thread, _ arguments: Arguments) -> Value {
  let lock = LockRef(arguments[0])
  if lock.isReentrant ? !lock.isOwned(by: thread) : lock.count == 0 {
    return thread.raise(.runtimeError, lock.isReentrant ? "cannot release un-acquired lock" : "release unlocked lock")
  }
  lock.release()
  return .none
}

private func reprLock(_ thread: Thread, _ arguments: Arguments) -> Value {
  let lock = LockRef(arguments[0])
  let state = lock.count > 0 ? "locked" : "unlocked"
  let name = "_thread.\(arguments[0].type.nameText)"
  let held = lock.isReentrant ? " owner=\(lock.owner) count=\(lock.count)" : ""
  return StringRef.make(thread, "<\(state) \(name) object\(held) at \(addressText(arguments[0]))>")
}

private func isLocked(_ thread: Thread, _ arguments: Arguments) -> Value { .bool(LockRef(arguments[0]).count > 0) }

private let lockMethods: [NativeDefinition] = [
  NativeDefinition("acquire(self, blocking=True, timeout=-1)", acquire),
  NativeDefinition("__enter__(self, /, blocking=True, timeout=-1)", acquire),
  NativeDefinition("release(self, /)", release),
  NativeDefinition("__exit__(self, /, *exc)", release),
  NativeDefinition("__repr__(self, /)", reprLock),
  NativeDefinition("_at_fork_reinit(self, /)") { _, arguments in
    LockRef(arguments[0]).reset()
    return .none
  },
]

private let plainLockMethods: [NativeDefinition] = [
  NativeDefinition("acquire_lock(self, blocking=True, timeout=-1)", acquire),
  NativeDefinition("release_lock(self, /)", release),
  NativeDefinition("locked(self, /)", isLocked),
  NativeDefinition("locked_lock(self, /)", isLocked),
]

private let reentrantLockMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, ...)") { LockRef.make($0, $1[0], reentrant: true).value },
  NativeDefinition("_is_owned(self, /)") { .bool(LockRef($1[0]).isOwned(by: $0)) },
  NativeDefinition("_release_save(self, /)") { thread, arguments in
    let lock = LockRef(arguments[0])
    if lock.count == 0 { return thread.raise(.runtimeError, "cannot release un-acquired lock") }
    let state = TupleRef.make(thread, .int(lock.count), .int(lock.owner))
    lock.count = 1
    lock.release()
    return state
  },
  NativeDefinition("_acquire_restore(self, state, /)") { thread, arguments in
    let lock = LockRef(arguments[0])
    guard arguments[1].isKind(.tuple), TupleRef(arguments[1]).count == 2, TupleRef(arguments[1])[0].isInt,
      TupleRef(arguments[1])[1].isInt
    else { return thread.raise(.typeError, "expected the state that _release_save gave") }
    if !lock.tryAcquire(thread) && lock.wait(thread, deadline: 0) < 0 { return .error }
    lock.count = TupleRef(arguments[1])[0].asInt
    lock.owner = TupleRef(arguments[1])[1].asInt
    return .none
  },
]

private func makeLock(_ thread: Thread, _ arguments: Arguments) -> Value {
  LockRef.make(thread, threadLockType, reentrant: false).value
}

// MARK: Threads

/// Parameters: function, positional arguments, keyword arguments.
private func start(_ thread: Thread, _ arguments: Arguments) -> Value {
  if !thread.isCallable(arguments[0]) { return thread.raise(.typeError, "first arg must be callable") }
  if !arguments[1].isKind(.tuple) { return thread.raise(.typeError, "2nd arg must be a tuple") }
  if arguments[2].isBound && !arguments[2].isKind(.dict) {
    return thread.raise(.typeError, "optional 3rd arg must be a dictionary")
  }
  guard let started = thread.startThread(arguments[0], arguments[1], arguments[2]) else {
    return thread.raise(.runtimeError, "can't start new thread")
  }
  return .int(Int(started.pointee.identity))
}

/// Parameters: size.
private func setStackSize(_ thread: Thread, _ arguments: Arguments) -> Value {
  let old = nativeStackSize
  if arguments[0].isUnbound { return .int(old) }
  guard let size = thread.index(arguments[0]) else { return .error }
  if size < 0 { return thread.raise(.valueError, "size must be 0 or a positive value") }
  if size > 0 && size < 32 << 10 { return thread.raise(.valueError, "size not valid: \(size) bytes") }
  nativeStackSize = size
  return .int(old)
}

/// What `threading` does when a thread's function raises: `args` is (type, value, traceback, thread).
private func reportException(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard arguments[0].isKind(.tuple), TupleRef(arguments[0]).count == 4 else {
    return thread.raise(.typeError, "_thread._excepthook argument type must be ExceptHookArgs")
  }
  let row = TupleRef(arguments[0])
  if row[0] == ExceptionType.systemExit.type { return .none }
  var name = "\(thread.pointee.identity)"
  if !row[3].isNone {
    let attribute = thread.findAttribute(row[3], StringRef.intern("_name"))
    thread.pointee.exception = .unbound
    if attribute.isKind(.string) { name = StringRef(attribute).text }
  }
  thread.showException("Exception in thread \(name):\n" + thread.tracebackText(of: row[1]))
  return .none
}

private let functions: [NativeDefinition] = [
  NativeDefinition(.function, "allocate_lock()", makeLock),
  NativeDefinition(.function, "allocate()", makeLock),
  NativeDefinition(.function, "_set_sentinel()") { thread, _ in
    thread.pointee.sentinel = LockRef.make(thread, threadLockType, reentrant: false).value
    return thread.pointee.sentinel
  },
  NativeDefinition(.function, "get_ident()") { thread, _ in .int(Int(thread.pointee.identity)) },
  NativeDefinition(.function, "get_native_id()") { _, _ in .int(Int(vm_thread_id())) },
  NativeDefinition(.function, "_count()") { _, _ in .int(vm.pointee.threads.count - 1) },
  NativeDefinition(.function, "stack_size(size=0, /)", setStackSize),
  NativeDefinition(.function, "start_new_thread(function, args, kwargs={}, /)", start),
  NativeDefinition(.function, "start_new(function, args, kwargs={}, /)", start),
  NativeDefinition(.function, "interrupt_main(signum=2, /)") { thread, arguments in
    var number = SIGINT
    if arguments[0].isBound {
      guard let given = thread.index(arguments[0]) else { return .error }
      guard given > 0, given < 65 else { return thread.raise(.valueError, "signal number out of range") }
      number = Int32(given)
    }
    simulateSignal(number)
    return thread != vm.pointee.mainThread || thread.runPendingWork() ? .none : .error
  },
  NativeDefinition(.function, "_excepthook(args, /)", reportException),
  NativeDefinition(.function, "exit()") { thread, _ in
    thread.raise(.systemExit, arguments: vm.pointee.emptyTuple)
  },
  NativeDefinition(.function, "exit_thread()") { thread, _ in
    thread.raise(.systemExit, arguments: vm.pointee.emptyTuple)
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// At the end of the program: waits for all threads that are no daemons, if `threading` was imported.
  func joinThreads() {
    let module = DictRef(vm.pointee.modules).get(name: StringRef.intern("threading"))
    guard module.isKind(.module) else { return }
    if callMethod(module, StringRef.intern("_shutdown")).isError {
      reportUnraisable("Exception ignored in", module)
    }
  }
}

func defineThreadModule(_ thread: Thread) {
  let module = thread.defineModule("_thread", doc: "Locks and identities of threads.", functions)
  threadLockType = thread.define(
    TypeDefinition(
      name: "lock", words: LockRef.words, flags: TypeFlags.final | TypeFlags.notInstantiable, module: "_thread",
      methods: lockMethods + plainLockMethods))
  let reentrantType = thread.define(
    TypeDefinition(
      name: "RLock", words: LockRef.words, module: "_thread", methods: lockMethods + reentrantLockMethods))
  let exceptHookArguments = thread.makeStructType(
    "_thread._ExceptHookArgs", ["exc_type", "exc_value", "exc_traceback", "thread"])
  for (name, value) in [
    ("LockType", threadLockType), ("RLock", reentrantType), ("_local", defineThreadLocal(thread)),
    ("_ExceptHookArgs", exceptHookArguments), ("error", ExceptionType.runtimeError.type),
    ("TIMEOUT_MAX", thread.makeFloat(maximumTimeout)),
  ] { module.namespace.set(name: StringRef.intern(name), value) }
}
