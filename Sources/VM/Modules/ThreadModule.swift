// The module `_thread` of a VM with one thread: locks that can only be taken when they are free, identities, thread-local
// objects. Starting a thread fails as it does when the system refuses one.
//
// Lock words: 1 owner count (0 free), 2 True for a re-entrant lock.

import CRuntime
import Glibc

nonisolated(unsafe) private var lockType = Value.unbound
nonisolated(unsafe) private var recursiveLockType = Value.unbound

private func makeLock(_ thread: Thread, _ type: Value, recursive: Bool) -> Value {
  let lock = thread.allocateInstance(TypeRef(type))
  lock.pointer.setIntWord(1, 0)
  lock.pointer.setWord(2, .bool(recursive))
  return lock
}

/// Parameters: self, blocking, timeout.
private func acquire(_ thread: Thread, _ arguments: Arguments) -> Value {
  let lock = arguments[0].pointer
  let blocking = arguments[1].isUnbound ? 1 : thread.truth(arguments[1])
  if blocking < 0 { return .error }
  var timeout = -1.0
  if arguments[2].isBound {
    guard let given = thread.double(of: arguments[2]) else { return .error }
    timeout = given
    if blocking == 0 && timeout != -1 {
      return thread.raise(.valueError, "can't specify a timeout for a non-blocking call")
    }
    if timeout < 0 && timeout != -1 {
      return thread.raise(.valueError, "timeout value must be a non-negative number")
    }
  }
  if lock.intWord(1) == 0 || lock.word(2).isTrue {
    lock.setIntWord(1, lock.intWord(1) + 1)
    return .true
  }
  if blocking == 0 { return .false }
  if timeout >= 0 {
    // Nobody can release the lock meanwhile: the wait lasts its full time.
    usleep(UInt32(min(timeout * 1e6, 4e9)))
    return .false
  }
  return thread.raise(.runtimeError, "deadlock: the only thread waits for a lock that it holds itself")
}

private func release(_ thread: Thread, _ arguments: Arguments) -> Value {
  let lock = arguments[0].pointer
  if lock.intWord(1) == 0 {
    return thread.raise(
      .runtimeError, lock.word(2).isTrue ? "cannot release un-acquired lock" : "release unlocked lock")
  }
  lock.setIntWord(1, lock.intWord(1) - 1)
  return .none
}

private func reprLock(_ thread: Thread, _ arguments: Arguments) -> Value {
  let lock = arguments[0].pointer
  let state = lock.intWord(1) > 0 ? "locked" : "unlocked"
  let name = "_thread.\(arguments[0].type.nameText)"
  let address = addressText(arguments[0])
  if !lock.word(2).isTrue { return StringRef.make(thread, "<\(state) \(name) object at \(address)>") }
  let owner = lock.intWord(1) > 0 ? identity() : 0
  return StringRef.make(
    thread, "<\(state) \(name) object owner=\(owner) count=\(lock.intWord(1)) at \(address)>")
}

private func identity() -> Int { Int(pthread_self() & 0x0FFF_FFFF_FFFF_FFFF) }

private let lockMethods: [NativeDefinition] = [
  NativeDefinition("acquire(self, blocking=True, timeout=-1)", acquire),
  NativeDefinition("__enter__(self, /, blocking=True, timeout=-1)", acquire),
  NativeDefinition("release(self, /)", release),
  NativeDefinition("__exit__(self, /, *exc)", release),
  NativeDefinition("__repr__(self, /)", reprLock),
  NativeDefinition("_is_owned(self, /)", { _, arguments in .bool(arguments[0].pointer.intWord(1) > 0) }),
]

private let plainLockMethods: [NativeDefinition] = [
  NativeDefinition("acquire_lock(self, blocking=True, timeout=-1)", acquire),
  NativeDefinition("release_lock(self, /)", release),
  NativeDefinition("locked(self, /)", { _, arguments in .bool(arguments[0].pointer.intWord(1) > 0) }),
  NativeDefinition("locked_lock(self, /)", { _, arguments in .bool(arguments[0].pointer.intWord(1) > 0) }),
  NativeDefinition(
    "_at_fork_reinit(self, /)",
    { _, arguments in
      arguments[0].pointer.setIntWord(1, 0)
      return .none
    }),
]

private func newRecursiveLock(_ thread: Thread, _ arguments: Arguments) -> Value {
  makeLock(thread, arguments[0], recursive: true)
}

private func saveLock(_ thread: Thread, _ arguments: Arguments) -> Value {
  let lock = arguments[0].pointer
  if lock.intWord(1) == 0 { return thread.raise(.runtimeError, "cannot release un-acquired lock") }
  let state = TupleRef.make(thread, lock.word(1), .int(identity()))
  lock.setIntWord(1, 0)
  return state
}

private func restoreLock(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard arguments[1].isKind(.tuple), TupleRef(arguments[1]).count == 2, TupleRef(arguments[1])[0].isInt else {
    return thread.raise(.typeError, "expected the state that _release_save gave")
  }
  arguments[0].pointer.setWord(1, TupleRef(arguments[1])[0])
  return .none
}

private func cannotStart(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.raise(.runtimeError, "can't start new thread")
}

private let functions: [NativeDefinition] = [
  NativeDefinition(.function, "allocate_lock()", { thread, _ in makeLock(thread, lockType, recursive: false) }),
  NativeDefinition(.function, "allocate()", { thread, _ in makeLock(thread, lockType, recursive: false) }),
  NativeDefinition(.function, "_set_sentinel()", { thread, _ in makeLock(thread, lockType, recursive: false) }),
  NativeDefinition(.function, "get_ident()", { _, _ in .int(identity()) }),
  // The kernel numbers the main thread like the process.
  NativeDefinition(.function, "get_native_id()", { _, _ in .int(Int(getpid())) }),
  NativeDefinition(.function, "_count()", { _, _ in .int(0) }),
  NativeDefinition(.function, "stack_size(size=0, /)", { _, _ in .int(0) }),
  NativeDefinition(.function, "start_new_thread(function, args, kwargs={}, /)", cannotStart),
  NativeDefinition(.function, "start_new(function, args, kwargs={}, /)", cannotStart),
  NativeDefinition(
    .function, "interrupt_main(signum=2, /)",
    { thread, _ in
      kill(getpid(), SIGINT)
      return .none
    }),
  NativeDefinition(.function, "exit()", { thread, _ in thread.raise(.systemExit, arguments: vm.pointee.emptyTuple) }),
]

func defineThreadModule(_ thread: Thread) {
  let module = thread.defineModule("_thread", doc: "Locks and identities of threads.", functions)
  lockType = thread.define(
    TypeDefinition(
      name: "lock", words: 3, flags: TypeFlags.final | TypeFlags.notInstantiable, module: "_thread",
      methods: lockMethods + plainLockMethods))
  recursiveLockType = thread.define(
    TypeDefinition(
      name: "RLock", words: 3, module: "_thread",
      methods: lockMethods + [
        NativeDefinition(.staticMethod, "__new__(cls, ...)", newRecursiveLock),
        NativeDefinition("_release_save(self, /)", saveLock),
        NativeDefinition("_acquire_restore(self, state, /)", restoreLock),
      ]))
  // With one thread, a thread-local object is an object with attributes.
  let localType = thread.define(
    TypeDefinition(
      name: "_local", kind: .instance, words: 1, module: "_thread",
      attributes: [attributeDictDefinition], hasAttributes: true))
  for (name, value) in [
    ("LockType", lockType), ("RLock", recursiveLockType), ("_local", localType),
    ("error", ExceptionType.runtimeError.type), ("TIMEOUT_MAX", thread.makeFloat(9_223_372_036)),
  ] { module.namespace.set(name: StringRef.intern(name), value) }
}
