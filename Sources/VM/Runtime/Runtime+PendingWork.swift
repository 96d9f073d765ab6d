// Safepoints: work that must wait until the interpreter stands between two instructions, or until a system call returns.
//
// Who has such work sets a bit of `pendingWork` and calls `requestSafepoint`, which turns every entry of the dispatch
// table into the polling handler; loops pay nothing while there is nothing to do. Both steps are plain stores, so a
// signal handler may make them. `pendingWork` is only a hint that something waits: the work itself is found in its own
// place, so that a bit lost between a load and a store does no harm.

import CRuntime
import Glibc

@_cdecl("op_poll") @inline(never)
func opPoll(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  // Before the head of a function there is no place to raise at.
  if w & 0xFF == UInt64(Op.functionHead.rawValue) || w & 0xFF == UInt64(Op.functionTrace.rawValue) {
    return next(fp.pointee.code.pointee.start, r, k, fp, t)
  }
  fp.pointee.pc = pc
  if !t.runPendingWork() { return raised(pc, r, k, fp, t, w) }
  return next(pc - 1, r, k, fp, t)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  private var dispatchTable: UnsafeMutablePointer<UInt> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: UInt.self)
  }

  private var savedTable: UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(self) + MemoryLayout<ThreadState>.offset(of: \ThreadState.savedDispatch)!
  }

  /// Keeps a copy of the dispatch table for `runPendingWork` to put back.
  func saveDispatch() { memcpy(savedTable, dispatchTable, Int(VM_DISPATCH_ENTRIES) * 8) }

  func restoreDispatch() { memcpy(dispatchTable, savedTable, Int(VM_DISPATCH_ENTRIES) * 8) }

  /// The next instruction polls. Async-signal-safe.
  func requestSafepoint() {
    let poll = unsafeBitCast(opPoll as Handler, to: UInt.self)
    let table = dispatchTable
    var index = 0
    while index < Int(VM_DISPATCH_ENTRIES) {
      table[index] = poll
      index &+= 1
    }
  }

  /// Runs signal handlers and callbacks that wait; false with an exception pending.
  @inline(never) func runPendingWork() -> Bool {
    let work = pointee.pendingWork
    pointee.pendingWork = 0
    // A recording is short: whoever waits for his turn asks again.
    if work == PendingWork.threadSwitch && pointee.isRecording != 0 {
      swapDispatch(recording: true)
      return true
    }
    restoreDispatch()
    if work != PendingWork.threadSwitch { jitStorage?.abort(.interrupted) }
    if work & PendingWork.threadSwitch != 0 { giveOthersTheirTurn() }
    if heap.pointee.limitExceeded {
      raiseMemoryError()
      return false
    }
    if !vm.pointee.pendingWeakCallbacks.isEmpty { runWeakCallbacks() }
    if Finalizers.areWaiting { runFinalizers() }
    runJITHook()
    return self != vm.pointee.mainThread || runSignalHandlers()
  }

  /// Exceptions in callbacks are reported and forgotten.
  private func runWeakCallbacks() {
    let list = ListRef.make(self)
    for reference in vm.pointee.pendingWeakCallbacks { list.append(self, reference) }
    vm.pointee.pendingWeakCallbacks.removeAll()
    for index in 0..<list.count {
      let callback = list[index].pointer.word(WeakReferenceRef.callbackIndex)
      if callback.isNone || callback.isUnbound { continue }
      list[index].pointer.setWord(WeakReferenceRef.callbackIndex, .none)
      if call(callback, list[index]).isError {
        reportUnraisable("Exception ignored in", callback)
      }
    }
  }
}
