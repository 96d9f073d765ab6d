// Threads that the program starts: each gets its timer before its first Python function runs, and its name. Libraries that it
// opens: the sampler knows them before their code runs.

import CSampler
import Glibc
import Synchronization
import VM

extension Collector {
  /// Lets the virtual machine of this process report its threads. To be called before the program starts one.
  public func followThreads() {
    let names = threadNames
    vmEvents.threadStarted = { name in
      // The system keeps fifteen bytes.
      if !name.isEmpty { _ = setThreadName(pthread_self(), String(decoding: name.utf8.prefix(15), as: UTF8.self)) }
      let index = sampler_thread_started()
      if index != UInt32.max && !name.isEmpty { names.add(name, index) }
    }
    vmEvents.threadEnded = { sampler_thread_ended() }
    // A stack through a new library is whole from the first sample on.
    vmEvents.librariesChanged = { _ = sampler_refresh_modules() }
  }

  func unfollowThreads() {
    vmEvents.threadStarted = nil
    vmEvents.threadEnded = nil
    vmEvents.librariesChanged = nil
  }
}

/// The program's own names of threads, by the sampler's index. Written by those threads, read by the collector's.
final class ThreadNames: Sendable {
  private let names = Mutex<[UInt32: String]>([:])

  func add(_ name: String, _ index: UInt32) { names.withLock { $0[index] = name } }

  subscript(_ index: UInt32) -> String? { names.withLock { $0[index] } }
}
