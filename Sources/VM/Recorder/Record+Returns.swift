// Returning from the root frame: a bridge goes on in the caller, whose frame is in memory, if it is the caller it was now.
// So a loop in a called function leads back into the loop that called it without the interpreter.
//
// The guards compare what the interpreter's return reads: where the caller goes on (which says what code it is), the flags of
// the frame that returns, and the place of the result. They go back to before the return, like all others.

import CRuntime
import TraceIR

extension Recorder {
  /// Frames that one trace goes down, at most.
  private static let popLimit = 6

  func returnFromRoot(_ value: Reference, _ actual: Value) throws(AbortReason) -> RecordingResult {
    let flags = fp.pointee.flags
    let known = FrameFlags.initializer | FrameFlags.binaryOperator
    guard canPopRoot, flags & ~known == 0 else { return .leave }
    if flags & FrameFlags.initializer != 0 {
      if !actual.isNone { return .leave }
      guardIdentity(value, .none)
    }
    if flags & FrameFlags.binaryOperator != 0 {
      if actual.isNotImplemented { return .leave }
      if !value.isConstant && trace.type(of: value) == .value {
        guardian(.guardDifferent, value, constant(.notImplemented))
      }
    }
    let caller = fp - 1
    let resume = caller.pointee.pc.unsafelyUnwrapped
    let place = flags & FrameFlags.initializer != 0 ? nil : resultPlace
    if place == nil && flags & FrameFlags.initializer == 0 { return .leave }
    guardCaller(flags: flags, resume: resume, place: place)
    popRoot()
    if let place { writeSlot(place, value) }
    expect(resume)
    return .continue
  }

  /// Whether the trace may go on in the root's caller. Where that has failed before, the bridge ends at the return.
  private var canPopRoot: Bool {
    guard parentExit >= 0, poppedFrames < Recorder.popLimit, jit.exits[parentExit].tries < 2 else { return false }
    return fp > activation.unsafelyUnwrapped.pointee.base
  }

  /// The register of the caller that gets the result.
  private var resultPlace: Int? {
    let caller = fp - 1
    let place = fp.pointee.result.unsafelyUnwrapped - caller.pointee.registers.unsafelyUnwrapped
    return (0..<Int(caller.pointee.code.pointee.registerCount)).contains(place) ? place : nil
  }

  private func guardCaller(flags: UInt64, resume: PC, place: Int?) {
    let frame = emit(.framePointer)
    func field(_ path: PartialKeyPath<Frame>, of level: Int) -> Reference {
      let offset = MemoryLayout<Frame>.offset(of: path).unsafelyUnwrapped + level * MemoryLayout<Frame>.stride
      return emit(.load, type: .raw, frame, immediate: Int64(offset), region: .frames)
    }
    func check(_ value: Reference, _ expected: Reference) { guardian(.guardTrue, emit(.rawEqual, value, expected)) }
    check(field(\.pc, of: -1), raw(address: resume))
    check(field(\.flags, of: 0), raw(constant: flags))
    if let place {
      let registers = field(\.registers, of: -1)
      check(field(\.result, of: 0), emit(.rawAdd, registers, raw(constant: UInt64(8 * place))))
    }
  }
}
