// The lock that the running thread holds. Everything of the VM but this file and the sampler relies on it: one thread runs at
// a time, and the others stand still where they gave the lock up (Thread+Blocking.swift).
//
// A thread that waits for longer than the switch interval asks the holder for a safepoint, where it gives the lock up and
// waits until another one has taken it. What only the holder may use (the hole of the heap that is being filled, thresholds,
// the epoch of machine code) goes with the lock.
//
// Around calls of C functions, which may be short, the lock is only offered: the holder stores a word before the call, clears it
// behind and looks whether somebody wants the lock. Whoever wants it says so, makes all threads of the process pass a barrier, and takes it
// if the same function runs for some microseconds more; what goes with the lock lies in the holder's state. So the holder
// needs no atomic instruction, in machine code either. Nobody is woken by an offer: one of those who wait looks from time to time.
//
// While the program has one thread and no closures there is no lock, and asking for it costs one load (`givesLockUp`).

import CRuntime
import Glibc

/// More than one thread runs Python code.
nonisolated(unsafe) var isThreaded = false
/// Whoever may block gives the lock up: there are other threads, or C functions were given closures, which threads that we do not
/// know of may call.
nonisolated(unsafe) var givesLockUp = false

/// From now on blocking calls give the lock up.
func beginGivingLockUp() {
  if givesLockUp { return }
  GlobalLock.start(holder: vm.pointee.runningThread)
  givesLockUp = true
  jitStorage?.giveLockUpInCalls()
}

/// Made when the first thread is started; never moved or freed.
nonisolated(unsafe) private var globalLockStorage: UnsafeMutablePointer<GlobalLock>? = nil
/// The lock; only while `isThreaded`.
var globalLock: UnsafeMutablePointer<GlobalLock> { globalLockStorage.unsafelyUnwrapped }

/// `sys.setswitchinterval`, in nanoseconds.
nonisolated(unsafe) var switchInterval: UInt64 = 5_000_000

struct GlobalLock {
  fileprivate var mutex = pthread_mutex_t()
  fileprivate var released = pthread_cond_t()
  fileprivate var taken = pthread_cond_t()
  fileprivate var holder: Thread?
  fileprivate var waiting = 0
  /// Offers are made in this program.
  fileprivate var wasOffered = false
  /// The one of those who wait that looks for offers.
  fileprivate var watcher: Thread?
  /// Times that the lock was taken: tells a holder of long standing from one that has just come.
  fileprivate var turns: UInt64 = 0
  fileprivate var carried = Carried()

  /// What goes from holder to holder.
  fileprivate struct Carried {
    var allocationStart: UnsafeMutablePointer<UInt8>?
    var allocationCursor: UnsafeMutablePointer<UInt8>?
    var allocationLimit: UnsafeMutablePointer<UInt8>?
    var codeEpoch: UInt32 = 0
  }

  /// Whether the lock can be offered; without barriers it is released around every C function.
  nonisolated(unsafe) static private(set) var canBeOffered = false
  /// Nanoseconds between two looks for offers.
  fileprivate static let lookInterval: UInt64 = 100_000

  /// Makes the lock when the first thread is started; it is held by `thread`.
  static func start(holder thread: Thread) {
    if globalLockStorage == nil { restart(holder: thread) }
  }

  /// Makes it anew, for a forked child: the parent's may be in any state.
  static func restart(holder thread: Thread) {
    let lock = globalLockStorage ?? .allocate(capacity: 1)
    lock.initialize(to: GlobalLock())
    pthread_mutex_init(&lock.pointee.mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(&lock.pointee.released, &attributes)
    pthread_cond_init(&lock.pointee.taken, &attributes)
    pthread_condattr_destroy(&attributes)
    lock.pointee.holder = thread
    thread.pointee.lockOffer = 0
    thread.pointee.lockWanted = LOCK_UNWANTED.rawValue
    globalLockStorage = lock
    canBeOffered = vm_prepare_barriers() != 0
  }
}

extension UnsafeMutablePointer where Pointee == GlobalLock {
  /// Waits until nobody holds the lock, or its holder offers it. The caller is the thread `thread` and does not hold it.
  func acquire(_ thread: Thread) {
    pthread_mutex_lock(&pointee.mutex)
    pointee.waiting += 1
    var turn = pointee.turns
    var end = monotonicNanoseconds() + switchInterval
    while let holder = pointee.holder {
      if take(from: holder) { break }
      if turn != pointee.turns {
        turn = pointee.turns
        end = monotonicNanoseconds() + switchInterval
      }
      if pointee.watcher == nil && pointee.wasOffered { pointee.watcher = thread }
      let look = pointee.watcher == thread ? monotonicNanoseconds() + GlobalLock.lookInterval : end
      var deadline = timespec(nanoseconds: min(look, end))
      let status = pthread_cond_timedwait(&pointee.released, &pointee.mutex, &deadline)
      if status == ETIMEDOUT, look >= end, turn == pointee.turns, let holder = pointee.holder {
        holder.requestThreadSwitch()
        end = monotonicNanoseconds() + switchInterval
      }
    }
    if pointee.watcher == thread { pointee.watcher = nil }
    pointee.waiting -= 1
    pointee.holder = thread
    pointee.turns &+= 1
    pthread_cond_signal(&pointee.taken)
    pthread_mutex_unlock(&pointee.mutex)
    receive(thread)
  }

  /// Takes the lock from a thread that offers it; the mutex is held.
  private func take(from holder: Thread) -> Bool {
    if vm_take_offer(holder) == 0 { return false }
    // What a recording knows may not be true afterwards.
    jitStorage?.abort(.threadSwitched)
    handOver(holder)
    return true
  }

  /// Lets others take the lock.
  func offer(_ thread: Thread) {
    pointee.wasOffered = true
    if _slowPath(!GlobalLock.canBeOffered) {
      thread.pointee.lockWanted = LOCK_WANTED.rawValue
      jitStorage?.abort(.threadSwitched)
      release(thread)
    }
    vm_offer_lock(thread)
  }

  /// Ends the offer, and waits for the lock if somebody has taken it.
  func takeBack(_ thread: Thread) {
    if _slowPath(vm_end_offer(thread) == 0) { takeBackWanted(thread) }
  }

  /// The offer has ended, and the lock was wanted.
  func takeBackWanted(_ thread: Thread) {
    pthread_mutex_lock(&pointee.mutex)
    let isLost = pointee.holder != thread
    if isLost { thread.pointee.lockWanted = LOCK_UNWANTED.rawValue }
    pthread_mutex_unlock(&pointee.mutex)
    if !isLost { return }
    acquire(thread)
    // For machine code that made the call: others have run Python code.
    thread.pointee.calledBack = 1
  }

  func release(_ thread: Thread) {
    handOver(thread)
    pthread_mutex_lock(&pointee.mutex)
    pointee.holder = nil
    pthread_cond_signal(&pointee.released)
    pthread_mutex_unlock(&pointee.mutex)
  }

  /// Lets another thread have its turn; the caller gives the lock up without anything to do meanwhile.
  func yield(_ thread: Thread) {
    pthread_mutex_lock(&pointee.mutex)
    let isWanted = pointee.waiting > 0
    pthread_mutex_unlock(&pointee.mutex)
    if !isWanted { return }
    handOver(thread)
    pthread_mutex_lock(&pointee.mutex)
    let turn = pointee.turns
    pointee.holder = nil
    pthread_cond_signal(&pointee.released)
    // Otherwise the thread that gave the lock up would have it back before another one wakes up.
    while pointee.turns == turn && pointee.waiting > 0 { pthread_cond_wait(&pointee.taken, &pointee.mutex) }
    pthread_mutex_unlock(&pointee.mutex)
    acquire(thread)
  }

  private func handOver(_ thread: Thread) {
    pointee.carried.allocationStart = thread.pointee.allocationStart
    pointee.carried.allocationCursor = thread.pointee.allocationCursor
    pointee.carried.allocationLimit = thread.pointee.allocationLimit
    pointee.carried.codeEpoch = thread.pointee.codeEpoch
    thread.pointee.leaveHole()
  }

  private func receive(_ thread: Thread) {
    thread.pointee.allocationStart = pointee.carried.allocationStart
    thread.pointee.allocationCursor = pointee.carried.allocationCursor
    thread.pointee.allocationLimit = pointee.carried.allocationLimit
    thread.pointee.codeEpoch = pointee.carried.codeEpoch
    vm.pointee.runningThread = thread
    jitStorage?.move(to: thread)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Called by a thread that waits, while this one holds the lock. Plain stores, as from a signal handler.
  fileprivate func requestThreadSwitch() {
    pointee.pendingWork |= PendingWork.threadSwitch
    requestSafepoint()
  }
}

extension timespec {
  init(nanoseconds: UInt64) {
    self.init(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  }
}
