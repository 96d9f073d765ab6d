// Events of the JIT on their way from the program's thread to the collector's. They are rare (a few thousand in a long run) and can be
// large (a trace with its text), so they go through a locked array and not through the sampler's rings. The program's
// thread holds the lock for one append; the signal handler never touches it.

import Glibc
import VM

/// Safety: everything behind the lock; the lock has an address of its own.
final class JITEventQueue: @unchecked Sendable {
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private var events: [(JITEvent, ThreadID)] = []
  private let owner = getpid()

  init() {
    lock = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  func append(_ event: JITEvent, thread: ThreadID) {
    // In a forked child nobody reads, and the lock may be held by a thread that is not there.
    guard getpid() == owner else { return }
    pthread_mutex_lock(lock)
    events.append((event, thread))
    pthread_mutex_unlock(lock)
  }

  /// Takes everything that waits, in order.
  func takeAll() -> [(JITEvent, ThreadID)] {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    let taken = events
    events = []
    return taken
  }
}
