// Leaving a trace: the interpreter's frames are rebuilt from the snapshot of the exit, and the interpreter goes on.

import Backend
import CRuntime

/// Called by machine code with its registers saved in `native`. Returns where the interpreter goes on.
func traceExit(
  _ t: Thread, _ native: UnsafeMutablePointer<TraceFrame>, _ number: Int
) -> UnsafeMutablePointer<TraceResume> {
  let state = t.pointee.state
  t.pointee.state = UInt32(VM_STATE_EXIT.rawValue)
  t.pointee.lastExit = UInt32(truncatingIfNeeded: number &+ 1)
  let record = exitTable.pointer(number)
  if _slowPath(vmEvents.jit != nil), record.pointee.failures < record.pointee.threshold {
    jit.reportSeenType(number, native)
  }
  let plan = ExitPlan.plan(number)
  plan.pointee.follow(t, native)
  let frame = t.pointee.frame.unsafelyUnwrapped
  let pc = plan.pointee.pc
  t.pointee.state = state
  let resume = traceResume.unsafelyUnwrapped
  resume.pointee.registers = frame.pointee.registers
  resume.pointee.constants = frame.pointee.constants
  resume.pointee.frame = frame
  resume.pointee.word = pc.pointee
  resume.pointee.pc = pc + 1
  frame.pointee.pc = plan.pointee.raises ? pc + 1 : pc
  let raises = plan.pointee.raises
  let failures = record.pointee.failures &+ 1
  record.pointee.failures = failures
  if _slowPath(failures >= record.pointee.threshold && record.pointee.bridge == -1 && t.pointee.pendingWork == 0) {
    jit.startBridge(number)
  }
  if raises {
    resume.pointee.handler = unsafeBitCast(raised as Handler, to: Raw.self)
    return resume
  }
  resume.pointee.handler = UnsafeRawPointer(t).load(fromByteOffset: Int(pc.pointee & 0xFF) * 8, as: Raw.self)
  #if TRAMPOLINE
    // Back to the loop that called the trace: entering it anew would leave one native frame more at every exit.
    resume.pointee.handler = unsafeBitCast(trampolineReturn as Handler, to: Raw.self)
    resume.pointee.pc = pc
  #endif
  return resume
}

/// Where an exit says how the interpreter goes on; one is enough, for it is read at once.
nonisolated(unsafe) var traceResume: UnsafeMutablePointer<TraceResume>? = nil
