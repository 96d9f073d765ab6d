// The exception path: from an instruction that failed to the handler that takes the exception.
//
// `raised` looks through the exception table of the current frame, then of its callers, until a handler is found
// or the activation's first frame is left; the native caller then sees `.error`. Each frame passed adds one
// traceback entry.

import CRuntime

/// An exception is pending; `pc` is the word after the failing instruction.
@_cdecl("op_raised") @inline(never)
func raised(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return unwind(t, recordFirst: true)
}

/// Like `raised` for an exception whose traceback has this frame already.
@_cdecl("op_raised_again") @inline(never)
func raisedAgain(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return unwind(t, recordFirst: false)
}

@inline(never) func unwind(_ t: Thread, recordFirst: Bool) -> UInt64 {
  var exception = t.takeException()
  var record = recordFirst
  while true {
    let frame = t.pointee.frame.unsafelyUnwrapped
    let code = frame.pointee.code.unsafelyUnwrapped
    let offset = frame.pointee.pc - code.pointee.start - 1
    if record && code.pointee.flags & CodeFlags.hidden == 0 { addTraceback(t, exception, frame, offset) }
    record = true
    let isDebugged = t.isDebugged
    if _slowPath(isDebugged) { exception = t.reportException(exception, frame) }
    if let handler = findHandler(code, offset) {
      frame.pointee.registers[Int(handler.register)] = exception
      let target = code.pointee.start + Int(handler.target)
      return next(target, frame.pointee.registers, frame.pointee.constants, frame, t)
    }
    if _slowPath(isDebugged) { exception = t.reportUnwound(exception, frame) }
    let flags = frame.pointee.flags
    if flags & FrameFlags.unrecorded != 0 { jit.resumeRecording(frame) }
    var leaving = exception
    if flags & FrameFlags.generator != 0 {
      leaving = t.generatorFailed(GeneratorRef(frame.pointee.locals), exception)
    }
    t.popFrame()
    if flags & FrameFlags.iteration != 0 && exception.isInstance(of: ExceptionType.stopIteration.type) {
      let caller = frame - 1
      return next(caller.pointee.pc, caller.pointee.registers, caller.pointee.constants, caller, t)
    }
    if flags & FrameFlags.exit != 0 {
      t.pointee.exception = leaving
      return Value.error.bits
    }
    if leaving != exception {
      t.pointee.exception = leaving
      return unwind(t, recordFirst: true)
    }
  }
}

@inline(never) private func addTraceback(_ t: Thread, _ exception: Value, _ frame: FramePointer, _ offset: Int) {
  let old = ExceptionRef(exception).traceback
  ExceptionRef(exception).traceback = TracebackRef.make(t, next: old, frame: frame, offset: offset)
}

/// The handler that covers an instruction of this code, or nil.
func findHandler(_ code: UnsafeMutablePointer<CodeInfo>, _ offset: Int) -> ExceptionHandler? {
  let count = Int(code.pointee.handlerCount)
  guard count > 0, let raw = code.pointee.handlers else { return nil }
  let handlers = raw.assumingMemoryBound(to: ExceptionHandler.self)
  for index in 0..<count where offset >= Int(handlers[index].start) && offset < Int(handlers[index].end) {
    return handlers[index]
  }
  return nil
}
