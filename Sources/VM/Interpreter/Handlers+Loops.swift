// Heads of loops: where the interpreter counts, recordings start and traces are entered.
//
// One cache word follows: in `loopHead` the count of iterations in its low half and the number of failed recordings
// above it, in `loopTrace` the address of a TraceEntry.

import CRuntime

@_cdecl("op_loopHead") @inline(__always)
func opLoopHead(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let counter = UnsafeMutablePointer(mutating: pc)
  let count = counter[0] &+ 1
  counter[0] = count
  if _fastPath(Int32(truncatingIfNeeded: count) < t.pointee.loopThreshold) { return next(pc + 1, r, k, fp, t) }
  return loopIsHot(pc, r, k, fp, t, w)
}

@_cdecl("op_loopPlain") @inline(__always)
func opLoopPlain(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  next(pc + 1, r, k, fp, t)
}

/// Room for the traces that a trace may go on to in frames it has pushed.
let linkedRegisters = 8192
let linkedFrames = 64

@_cdecl("op_loopTrace") @inline(__always)
func opLoopTrace(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let entry = UnsafeMutablePointer<TraceEntry>(bitPattern: UInt(pc[0])).unsafelyUnwrapped
  if _slowPath(
    r + (entry.pointee.registers &+ linkedRegisters) >= t.pointee.stackLimit.unsafelyUnwrapped
      || fp + (entry.pointee.frames &+ linkedFrames) >= t.pointee.frameLimit.unsafelyUnwrapped
      || entry.pointee.code == nil)
  {
    return next(pc + 1, r, k, fp, t)
  }
  entry.pointee.entered &+= 1
  t.pointee.lastExit = 0
  fp.pointee.pc = pc
  return unsafeBitCast(entry.pointee.code, to: Handler.self)(pc, r, k, fp, t, w)
}

@inline(never)
func loopIsHot(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  // The instruction was recorded already: it may not come twice.
  if t.pointee.isRecording != 0 {
    UnsafeMutablePointer(mutating: pc)[0] &= ~0xFFFF_FFFF
    return next(pc + 1, r, k, fp, t)
  }
  fp.pointee.pc = pc - 1
  startRecording(pc, fp, t)
  return next(pc - 1, r, k, fp, t)
}

/// The count starts again while something else is being recorded.
@inline(never) private func startRecording(_ pc: PC, _ fp: FramePointer, _ t: Thread) {
  let instruction = UnsafeMutablePointer(mutating: pc) - 1
  instruction[1] &= ~0xFFFF_FFFF
  guard let jit = jitStorage, jit.parameters.isEnabled, jit.thread == t else {
    instruction.pointee = instruction.pointee & ~0xFF | UInt64(Op.loopPlain.rawValue)
    return
  }
  jit.startLoop(instruction, fp)
}

/// The handler of every instruction during a recording.
@_cdecl("op_record") @inline(never)
func opRecord(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  if _slowPath(w & 0xFF == UInt64(Op.functionHead.rawValue) || w & 0xFF == UInt64(Op.functionTrace.rawValue)) {
    return next(fp.pointee.code.pointee.start, r, k, fp, t)
  }
  recordStep(pc, r, k, fp, t)
  let word = (pc - 1).pointee
  let handlers =
    UnsafeRawPointer(t) + MemoryLayout<ThreadState>.offset(of: \ThreadState.savedDispatch).unsafelyUnwrapped
  // A trace may not run inside a recording.
  var op = opcode(word)
  if op == .loopTrace { op = .loopPlain }
  let handler = handlers.load(fromByteOffset: Int(op.rawValue) &* 8, as: Handler.self)
  return handler(pc, r, k, fp, t, word)
}

@inline(never) private func recordStep(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread) {
  let state = t.pointee.state
  t.pointee.state = UInt32(VM_STATE_RECORDING.rawValue)
  if _fastPath(vmEvents.jit == nil) { jit.step(pc, r, k, fp) } else { jit.timedStep(pc, r, k, fp) }
  t.pointee.state = state
}
