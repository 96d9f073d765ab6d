// Locks of Python programs: words that only the holder of the global lock touches, and a way to sleep until one is free.
//
// A thread that waits sleeps on a semaphore of its own; `release` wakes the one that has waited longest. Who wakes up looks
// again, so that a wake-up too many does no harm. Signals interrupt the sleep of the main thread.

import CRuntime
import Glibc

struct LockRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  /// Words: 1 times that it is held (0: free), 2 True for a re-entrant lock, 3 identity of the holder, 4 threads that wait.
  static let words = 5

  var count: Int {
    get { pointer.intWord(1) }
    nonmutating set { pointer.setIntWord(1, newValue) }
  }
  var isReentrant: Bool { pointer.word(2).isTrue }
  var owner: Int {
    get { pointer.intWord(3) }
    nonmutating set { pointer.setIntWord(3, newValue) }
  }
  var waiters: Int {
    get { pointer.intWord(4) }
    nonmutating set { pointer.setIntWord(4, newValue) }
  }

  static func make(_ thread: Thread, _ type: Value, reentrant: Bool) -> LockRef {
    let lock = LockRef(thread.allocateInstance(TypeRef(type)).pointer)
    lock.pointer.setWord(2, .bool(reentrant))
    lock.reset()
    return lock
  }

  /// As new; those that wait are of another process.
  func reset() {
    count = 0
    owner = 0
    waiters = 0
  }

  func isOwned(by thread: Thread) -> Bool { count > 0 && owner == Int(thread.pointee.identity) }

  /// Takes the lock if that needs no wait.
  @inline(__always) func tryAcquire(_ thread: Thread) -> Bool {
    if count == 0 {
      owner = Int(thread.pointee.identity)
    } else if !isReentrant || owner != Int(thread.pointee.identity) {
      return false
    }
    count += 1
    return true
  }

  /// Gives up what the holder has of it once, and wakes a thread that waits.
  func release() {
    count -= 1
    if count > 0 { return }
    owner = 0
    if waiters > 0 { wakeNext() }
  }

  private func wakeNext() {
    var next: Thread?
    for thread in vm.pointee.threads where thread.pointee.waitingFor == pointer {
      if next.map({ thread.pointee.waitTicket < $0.pointee.waitTicket }) ?? true { next = thread }
    }
    if let next { sem_post(next.wakeUp) }
  }

  /// Waits for the lock until CLOCK_MONOTONIC says `deadline` (nanoseconds; 0: for ever). 1: taken; 0: not in time;
  /// -1: a signal's handler has raised an exception.
  func wait(_ thread: Thread, deadline: UInt64) -> Int {
    ticket += 1
    thread.pointee.waitTicket = ticket
    thread.pointee.waitingFor = pointer
    waiters += 1
    defer {
      thread.pointee.waitingFor = nil
      waiters -= 1
    }
    while true {
      let status = thread.blocking { vm_wait(thread.wakeUp, UInt(deadline)) }
      if status == EINTR && !thread.runPendingWork() {
        thread.pointee.waitingFor = nil
        // The wake-up may have been for this thread.
        if count == 0 { wakeNext() }
        return -1
      }
      if tryAcquire(thread) { return 1 }
      if status == ETIMEDOUT { return 0 }
    }
  }
}

nonisolated(unsafe) private var ticket: UInt64 = 0

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// What this thread sleeps on while it waits for a lock.
  fileprivate var wakeUp: UnsafeMutablePointer<sem_t> {
    if let known = pointee.wakeUp { return known.assumingMemoryBound(to: sem_t.self) }
    let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
    pointee.wakeUp = Raw(semaphore)
    return semaphore
  }

  func freeWakeUp() {
    guard let semaphore = pointee.wakeUp?.assumingMemoryBound(to: sem_t.self) else { return }
    sem_destroy(semaphore)
    semaphore.deallocate()
  }
}
