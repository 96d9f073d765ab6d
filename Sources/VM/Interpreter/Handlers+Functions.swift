// Heads of functions: where the interpreter counts calls, recordings start and traces of whole functions are entered.
//
// The head is no part of the bytecode: it stands in the CodeInfo (`head`), and calls go there (`entry`) until it is known that the
// function will not be traced. Its cache word holds what that of a loop's head does (Handlers+Loops). No step of a recording
// and no safepoint falls on it.

import CRuntime

extension UnsafeMutablePointer where Pointee == CodeInfo {
  private static var headOffset: Int { MemoryLayout<CodeInfo>.offset(of: \CodeInfo.head).unsafelyUnwrapped }

  /// The head's instruction; its cache word follows.
  var head: UnsafeMutablePointer<UInt64> {
    (Raw(self) + Self.headOffset).assumingMemoryBound(to: UInt64.self)
  }

  /// Calls are counted from here on; but those of generators only make one.
  func resetHead() {
    let suspends = CodeFlags.generator | CodeFlags.coroutine | CodeFlags.asyncGenerator
    head[0] = UInt64(Op.functionHead.rawValue)
    head[1] = 0
    pointee.callTarget = unsafeBitCast(enterFrame as Handler, to: UnsafeRawPointer.self)
    pointee.entry = pointee.flags & suspends == 0 ? PC(head) : pointee.start
  }
}

/// What a trace calls where a function has no trace of its own: the interpreter runs the frame `fp` to its end.
private func enterFrame(
  _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64
) -> UInt64 {
  #if TRAMPOLINE
    return trampolineLoop(fp.pointee.code.pointee.entry, r, k, fp, t, w)
  #else
    return next(fp.pointee.code.pointee.entry, r, k, fp, t)
  #endif
}

@_cdecl("op_functionHead") @inline(__always)
func opFunctionHead(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let counter = UnsafeMutablePointer(mutating: pc)
  let count = counter[0] &+ 1
  counter[0] = count
  if _slowPath(Int32(truncatingIfNeeded: count) >= t.pointee.functionThreshold) {
    return functionIsHot(pc, r, k, fp, t, w)
  }
  return next(fp.pointee.code.pointee.start, r, k, fp, t)
}

@_cdecl("op_functionTrace") @inline(__always)
func opFunctionTrace(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let start = fp.pointee.code.pointee.start.unsafelyUnwrapped
  let entry = UnsafeMutablePointer<TraceEntry>(bitPattern: UInt(pc[0])).unsafelyUnwrapped
  if _slowPath(
    r + (entry.pointee.registers &+ linkedRegisters) >= t.pointee.stackLimit.unsafelyUnwrapped
      || fp + (entry.pointee.frames &+ linkedFrames) >= t.pointee.frameLimit.unsafelyUnwrapped
      || entry.pointee.code == nil || t.pointee.isRecording != 0)
  {
    return next(start, r, k, fp, t)
  }
  entry.pointee.entered &+= 1
  t.pointee.lastExit = 0
  fp.pointee.pc = start
  return unsafeBitCast(entry.pointee.code, to: Handler.self)(start, r, k, fp, t, w)
}

@inline(never)
func functionIsHot(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let info = fp.pointee.code.unsafelyUnwrapped
  fp.pointee.pc = info.pointee.start
  startRecording(info, fp, t)
  return next(info.pointee.start, r, k, fp, t)
}

/// The count starts again while something else is being recorded.
@inline(never) private func startRecording(_ info: UnsafeMutablePointer<CodeInfo>, _ fp: FramePointer, _ t: Thread) {
  info.head[1] &= ~0xFFFF_FFFF
  guard let jit = jitStorage, jit.parameters.isEnabled, jit.thread == t else {
    info.pointee.entry = info.pointee.start
    return
  }
  jit.startFunction(info, fp)
}
