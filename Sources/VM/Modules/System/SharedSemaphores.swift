// The modules `_multiprocessing` and `_posixshmem`: what processes share, named semaphores and memory of the system, on
// which multiprocessing builds its locks, queues and pools.
//
// Words: 1 address of the semaphore, 0 when there is none, 2 kind, 3 largest value, 4 times that this process holds it,
// 5 identity of the thread that took it last, 6 its name or None.

import CRuntime
import Glibc

nonisolated(unsafe) private var semaphoreType = Value.unbound

private enum SemaphoreKind { static let recursive = 0, semaphore = 1 }

struct SharedSemaphoreRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 7

  fileprivate var address: Int { pointer.intWord(1) }
  fileprivate var semaphore: UnsafeMutablePointer<sem_t>? { UnsafeMutablePointer(bitPattern: address) }
  fileprivate var isRecursive: Bool { pointer.intWord(2) == SemaphoreKind.recursive }
  fileprivate var count: Int {
    get { pointer.intWord(4) }
    nonmutating set { pointer.setIntWord(4, newValue) }
  }

  fileprivate static func make(_ t: Thread, _ type: Value, _ address: Int, kind: Int, maximum: Int, name: Value)
    -> Value
  {
    let object = t.allocateInstance(TypeRef(type)).pointer
    for (word, number) in [(1, address), (2, kind), (3, maximum), (4, 0), (5, 0)] { object.setIntWord(word, number) }
    object.setWord(6, name)
    StreamRegistry.register(object)
    return .object(object)
  }

  fileprivate func isOwned(by t: Thread) -> Bool { count > 0 && pointer.intWord(5) == Int(t.pointee.identity) }

  fileprivate func take(_ t: Thread) -> Value {
    count += 1
    pointer.setIntWord(5, Int(t.pointee.identity))
    return .true
  }

  /// True or False, or `.error`. `timeout`: seconds, None or unbound for ever.
  fileprivate func acquire(_ t: Thread, blocks: Bool, timeout: Value) -> Value {
    if isRecursive && isOwned(by: t) { return take(t) }
    var deadline: UInt64 = 0
    if timeout.isBound && !timeout.isNone {
      guard let seconds = t.double(of: timeout) else { return .error }
      let nanoseconds = UInt64(min(max(seconds, 0), 1e9) * 1e9)
      deadline = max(1, monotonicNanoseconds() &+ nanoseconds)
    }
    guard let semaphore else { return t.raiseOSError(EINVAL) }
    if sem_trywait(semaphore) == 0 { return take(t) }
    if errno != EAGAIN && errno != EINTR { return t.raiseOSError(errno) }
    if !blocks { return .false }
    while true {
      switch t.blocking({ vm_wait(semaphore, UInt(deadline)) }) {
      case 0: return take(t)
      case ETIMEDOUT: return .false
      case EINTR: if !t.runPendingWork() { return .error }
      case let number: return t.raiseOSError(number)
      }
    }
  }

  /// None, or `.error`.
  fileprivate func giveBack(_ t: Thread) -> Value {
    guard let semaphore else { return t.raiseOSError(EINVAL) }
    if isRecursive {
      if !isOwned(by: t) {
        return t.raise(.assertionError, "attempt to release recursive lock not owned by thread")
      }
      if count > 1 {
        count -= 1
        return .none
      }
    } else {
      guard let value = value(t) else { return .error }
      if value >= pointer.intWord(3) {
        return t.raise(.valueError, "semaphore or lock released too many times")
      }
    }
    if sem_post(semaphore) < 0 { return t.raiseOSError(errno) }
    count -= 1
    return .none
  }

  /// What it is at the moment; nil with an exception pending.
  fileprivate func value(_ t: Thread) -> Int? {
    var value: Int32 = 0
    guard let semaphore, sem_getvalue(semaphore, &value) == 0 else {
      t.raiseOSError(semaphore == nil ? EINVAL : errno)
      return nil
    }
    return max(0, Int(value))
  }

  /// Gives the semaphore back to the system. Its name and other processes' use of it stay.
  func release() {
    if let semaphore { sem_close(semaphore) }
    pointer.setIntWord(1, 0)
  }
}

func isSharedSemaphore(_ value: Value) -> Bool { semaphoreType.isBound && value.isInstance(of: semaphoreType) }

/// Parameters: cls, kind, value, maxvalue, name, unlink.
private func makeSemaphore(_ t: Thread, _ a: Arguments) -> Value {
  guard let kind = t.cInt(a[1]), let value = t.cInt(a[2]), let maximum = t.cInt(a[3]), let isUnlinked = t.flag(a[5])
  else { return .error }
  guard a[4].isKind(.string) else {
    return t.raise(.typeError, "SemLock() argument 'name' must be str, not \(a[4].typeName)")
  }
  if kind != SemaphoreKind.recursive && kind != SemaphoreKind.semaphore {
    return t.raise(.valueError, "unrecognized kind")
  }
  let opened = t.withPath(a[4]) { name -> (address: Int, error: Int32) in
    guard let semaphore = vm_open_semaphore(name, O_CREAT | O_EXCL, 0o600, UInt32(bitPattern: value)) else {
      return (0, errno)
    }
    if isUnlinked && sem_unlink(name) < 0 {
      let error = errno
      sem_close(semaphore.assumingMemoryBound(to: sem_t.self))
      return (0, error)
    }
    return (Int(bitPattern: semaphore), 0)
  }
  guard let (address, error) = opened else { return .error }
  if address == 0 { return t.raiseOSError(error) }
  return SharedSemaphoreRef.make(
    t, a[0], address, kind: Int(kind), maximum: Int(maximum), name: isUnlinked ? .none : a[4])
}

/// Parameters: cls, handle, kind, maxvalue, name. In another process: by its name, or by its address after a fork.
private func rebuildSemaphore(_ t: Thread, _ a: Arguments) -> Value {
  guard var address = t.index(a[1]), let kind = t.cInt(a[2]), let maximum = t.cInt(a[3]) else { return .error }
  if !a[4].isNone {
    let opened = t.withPath(a[4]) { name in
      (semaphore: vm_open_semaphore(name, 0, 0, 0), error: errno)
    }
    guard let opened else { return .error }
    guard let semaphore = opened.semaphore else { return t.raiseOSError(opened.error) }
    address = Int(bitPattern: semaphore)
  }
  return SharedSemaphoreRef.make(t, a[0], address, kind: Int(kind), maximum: Int(maximum), name: a[4])
}

private let semaphoreMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, kind, value, maxvalue, name, unlink)", makeSemaphore),
  NativeDefinition(.classMethod, "_rebuild(cls, handle, kind, maxvalue, name, /)", rebuildSemaphore),
  NativeDefinition("acquire(self, /, block=True, timeout=None)") { t, a in
    guard let blocks = t.flag(a[1], default: true) else { return .error }
    return SharedSemaphoreRef(a[0]).acquire(t, blocks: blocks, timeout: a[2])
  },
  NativeDefinition("release(self, /)") { t, a in SharedSemaphoreRef(a[0]).giveBack(t) },
  NativeDefinition("__enter__(self, /)") { t, a in
    SharedSemaphoreRef(a[0]).acquire(t, blocks: true, timeout: .none)
  },
  NativeDefinition("__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)") { t, a in
    SharedSemaphoreRef(a[0]).giveBack(t)
  },
  NativeDefinition("_count(self, /)") { _, a in .int(SharedSemaphoreRef(a[0]).count) },
  NativeDefinition("_is_mine(self, /)") { t, a in .bool(SharedSemaphoreRef(a[0]).isOwned(by: t)) },
  NativeDefinition("_get_value(self, /)") { t, a in SharedSemaphoreRef(a[0]).value(t).map { .int($0) } ?? .error },
  NativeDefinition("_is_zero(self, /)") { t, a in
    SharedSemaphoreRef(a[0]).value(t).map { .bool($0 == 0) } ?? .error
  },
  NativeDefinition("_after_fork(self, /)") { _, a in
    SharedSemaphoreRef(a[0]).count = 0
    return .none
  },
]

func defineSharedSemaphores(_ t: Thread) {
  let module = t.defineModule(
    "_multiprocessing", doc: "Semaphores that processes share.",
    [
      NativeDefinition(.function, "sem_unlink(name, /)") { t, a in
        guard let error = t.withPath(a[0], { sem_unlink($0) < 0 ? errno : 0 }) else { return .error }
        return error == 0 ? .none : t.raiseOSError(error)
      }
    ])
  semaphoreType = t.define(
    TypeDefinition(
      name: "SemLock", words: SharedSemaphoreRef.words, module: "_multiprocessing", methods: semaphoreMethods,
      attributes: [
        GetSetDefinition("handle", { _, s in s.pointer.word(1) }),
        GetSetDefinition("kind", { _, s in s.pointer.word(2) }),
        GetSetDefinition("maxvalue", { _, s in s.pointer.word(3) }),
        GetSetDefinition("name", { _, s in s.pointer.word(6) }),
      ], doc: "Semaphore/Mutex type"))
  TypeRef(semaphoreType).setAttribute(StringRef.intern("SEM_VALUE_MAX"), .int(Int(Int32.max)))
  module.set("SemLock", semaphoreType)
  let flags = DictRef.make(t)
  for name: StaticString in ["HAVE_SEM_OPEN", "HAVE_SEM_TIMEDWAIT"] { flags.set(name: StringRef.intern(name), .int(1)) }
  module.set("flags", flags.value)
}

func defineSharedMemory(_ t: Thread) {
  t.defineModule(
    "_posixshmem", doc: "Memory that processes share by a name.",
    [
      NativeDefinition(.function, "shm_open(path, flags, mode=511)") { t, a in
        guard let flags = t.cInt(a[1]), let mode = t.cInt(a[2], default: 0o777) else { return .error }
        let opened = t.withPath(a[0]) { path in
          (descriptor: shm_open(path, flags | O_CLOEXEC, mode_t(bitPattern: mode)), error: errno)
        }
        guard let opened else { return .error }
        return opened.descriptor < 0 ? t.raiseOSError(opened.error, filename: a[0]) : .int(Int(opened.descriptor))
      },
      NativeDefinition(.function, "shm_unlink(path)") { t, a in
        guard let error = t.withPath(a[0], { shm_unlink($0) < 0 ? errno : 0 }) else { return .error }
        return error == 0 ? .none : t.raiseOSError(error, filename: a[0])
      },
    ])
}
