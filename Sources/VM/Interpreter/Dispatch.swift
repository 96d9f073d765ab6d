// The interpreter's core: one native function per opcode, each ending in a tail call of the next.
//
// Every handler has the same six arguments, which stay in registers from handler to handler:
//   pc  the word after the instruction      r  register window     k  constants
//   fp  current frame                       t  thread state block  w  the instruction word itself
// At -O the last call of a handler compiles to a jump. That is an optimisation, not a promise of the language:
// it breaks when something with a destructor is alive in the handler, so handlers touch raw memory only, and
// `Tests/HandlerTests` checks the machine code. Slow paths are `@inline(never)` functions of the same shape.
//
// Before anything that may raise, collect, call or be sampled with a meaning, a handler stores `fp.pc`.
//
// TRAMPOLINE builds return to a loop between handlers, for compilers that promise no tail calls.

import CRuntime

typealias PC = UnsafePointer<UInt64>
typealias Registers = UnsafeMutablePointer<Value>
typealias Constants = UnsafePointer<Value>
typealias FramePointer = UnsafeMutablePointer<Frame>

typealias Handler = @convention(c) (PC, Registers, Constants, FramePointer, Thread, UInt64) -> UInt64

/// Operand decoding.
@inline(__always) func A(_ w: UInt64) -> Int { Int(truncatingIfNeeded: (w &>> 16) & 0xFFFF) }
@inline(__always) func B(_ w: UInt64) -> Int { Int(truncatingIfNeeded: (w &>> 32) & 0xFFFF) }
@inline(__always) func C(_ w: UInt64) -> Int { Int(truncatingIfNeeded: w &>> 48) }
/// c as a signed number.
@inline(__always) func signedC(_ w: UInt64) -> Int { Int(truncatingIfNeeded: Int64(bitPattern: w) &>> 48) }
@inline(__always) func signedB(_ w: UInt64) -> Int {
  Int(truncatingIfNeeded: Int64(bitPattern: w &<< 16) &>> 48)
}
/// b and c as one signed 32-bit number.
@inline(__always) func wide(_ w: UInt64) -> Int { Int(truncatingIfNeeded: Int64(bitPattern: w) &>> 32) }
@inline(__always) func opcode(_ w: UInt64) -> Op { unsafeBitCast(UInt8(truncatingIfNeeded: w), to: Op.self) }

#if TRAMPOLINE
  /// No value has these bits: "go on in the loop".
  let trampolineContinue: UInt64 = 0x75

  @inline(__always) func next(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread) -> UInt64 {
    fp.pointee.pc = pc
    t.pointee.frame = fp
    return trampolineContinue
  }

  /// Goes on at `pc` in the loop.
  func trampolineReturn(
    _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64
  ) -> UInt64 { next(pc, r, k, fp, t) }

  @_cdecl("pitviper_trampoline")
  func trampolineLoop(
    _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64
  ) -> UInt64 {
    var result = dispatch(pc, r, k, fp, t)
    while result == trampolineContinue {
      let frame = t.pointee.frame.unsafelyUnwrapped
      result = dispatch(frame.pointee.pc, frame.pointee.registers, frame.pointee.constants, frame, t)
    }
    return result
  }
#else
  /// Goes on with the instruction at `pc`.
  @inline(__always) func next(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread) -> UInt64 {
    dispatch(pc, r, k, fp, t)
  }
#endif

@inline(__always) func dispatch(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread) -> UInt64 {
  let w = pc.pointee
  let handler = UnsafeRawPointer(t).load(
    fromByteOffset: Int(truncatingIfNeeded: (w & 0xFF) &<< 3), as: Handler.self)
  return handler(pc + 1, r, k, fp, t, w)
}

/// Stores a result (or goes to the exception path) and continues.
@inline(__always) func finish(
  _ value: Value, _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64,
  skip: Int = 0
) -> UInt64 {
  if _slowPath(value.isError) { return raised(pc, r, k, fp, t, w) }
  r[A(w)] = value
  return next(pc + skip, r, k, fp, t)
}

/// Continues after an operation that only succeeds or fails.
@inline(__always) func proceed(
  _ succeeded: Bool, _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64,
  skip: Int = 0
) -> UInt64 {
  if _slowPath(!succeeded) { return raised(pc, r, k, fp, t, w) }
  return next(pc + skip, r, k, fp, t)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Runs the top frame (flag `exit`) until it returns; its value, `.unbound` for a finished generator, or `.error`.
  func runTopFrame() -> Value {
    let frame = pointee.frame.unsafelyUnwrapped
    var activation = Activation(
      previous: pointee.activation, base: frame, nativeFrame: nil, crossing: UInt64(pointee.crossing))
    let state = pointee.state
    let result: UInt64 = withUnsafeMutablePointer(to: &activation) { record in
      pointee.activation = record
      pointee.state = UInt32(VM_STATE_INTERPRETING.rawValue)
      pointee.crossing = 0
      let pc = frame.pointee.pc.unsafelyUnwrapped
      #if TRAMPOLINE
        let handler = unsafeBitCast(trampolineLoop as Handler, to: Raw.self)
        return pitviper_enter(pc, frame.pointee.registers, frame.pointee.constants, frame, self, 0, handler)
      #else
        let w = pc.pointee
        let handler = UnsafeRawPointer(self).load(fromByteOffset: Int(w & 0xFF) * 8, as: Raw.self)
        return pitviper_enter(pc + 1, frame.pointee.registers, frame.pointee.constants, frame, self, w, handler)
      #endif
    }
    // In this order: whoever looks at the stack in between finds the crossing by the activation that ends.
    pointee.crossing = UInt32(truncatingIfNeeded: activation.crossing)
    pointee.state = state
    pointee.activation = activation.previous
    if _slowPath(activation.crossing != 0) { pointee.calledBack = 1 }
    return Value(bits: result)
  }
}
