// Events of the JIT on their way from the program's threads to the collector's. They are rare (a few thousand in a long
// run) and can be large (a trace with its text), so they go through a locked array and not through the sampler's rings.
// The program holds the lock for one append; the signal handler never touches it.

import Glibc
import Synchronization
import VM

final class JITEventQueue: Sendable {
  private let events = Mutex<[(JITEvent, ThreadID)]>([])
  private let owner = getpid()

  func append(_ event: JITEvent, thread: ThreadID) {
    // In a forked child nobody reads, and the lock may be held by a thread that is not there.
    if getpid() == owner { events.withLock { $0.append((event, thread)) } }
  }

  /// Takes everything that waits, in order.
  func takeAll() -> [(JITEvent, ThreadID)] {
    events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
