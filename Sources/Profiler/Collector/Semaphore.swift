// A counting semaphore at a fixed address, for threads of our own: waiting with a time limit, no Foundation.

import Glibc

package final class Semaphore: @unchecked Sendable {
  // Safety: the semaphore lives in memory of its own, because sem_t must not move.
  let handle = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  package init() { sem_init(handle, 0, 0) }
  deinit {
    sem_destroy(handle)
    handle.deallocate()
  }

  package func signal() { sem_post(handle) }

  package func wait() {
    while sem_wait(handle) != 0 && errno == EINTR {}
  }

  /// True when signalled, false when the time was over.
  func wait(nanoseconds: UInt64) -> Bool {
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    let total = UInt64(deadline.tv_nsec) + nanoseconds
    deadline.tv_sec += Int(total / 1_000_000_000)
    deadline.tv_nsec = Int(total % 1_000_000_000)
    while true {
      if sem_timedwait(handle, &deadline) == 0 { return true }
      if errno != EINTR { return false }
    }
  }
}
