// Returning from the root frame, and yielding from it: a bridge goes on in the caller, whose frame is in memory, if it is the
// caller it was now. So a loop in a called function or a generator leads back into the loop outside without the interpreter.
//
// The guards compare what the interpreter's return reads: where the caller goes on (which says what code it is), the flags of
// the frame that returns, and the place of the result. They go back to before the return, like all others.

import CRuntime
import TraceIR

extension Recorder {
  /// Frames that one trace goes down, at most, and the instructions that it records there.
  private static let popLimit = 6
  static let popLength = 1000
  /// Instructions that all bridges of one root record there, at most.
  private static let popBudget = 8000

  func returnFromRoot(_ value: Reference, _ actual: Value) throws(AbortReason) -> RecordingResult {
    let flags = fp.pointee.flags
    if !isInFunction {
      let result = try popIntoCaller(value, actual)
      if case .continue = result { return result }
    }
    if flags == FrameFlags.initializer, actual.isNone {
      guardIdentity(value, .none)
      return .returned(constant(.none), flags: flags)
    }
    return flags & ~FrameFlags.exit == 0 ? .returned(boxed(value), flags: 0) : .leave
  }

  /// Whether the trace belongs to a function's: that one has many callers, and each of its traces returns to whoever called.
  private var isInFunction: Bool {
    if trace.origin == .function { return true }
    guard parentExit >= 0 else { return false }
    let parent = jit.traces[Int(jit.exits[parentExit].trace)]
    return jit.traces[parent.root].trace.origin == .function
  }

  private func popIntoCaller(_ value: Reference, _ actual: Value) throws(AbortReason) -> RecordingResult {
    let flags = fp.pointee.flags
    if flags & FrameFlags.generator != 0 { return try generatorReturnedFromRoot(value) }
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
    let parent = jit.traces[Int(jit.exits[parentExit].trace)]
    if jit.traces[parent.root].popped > Recorder.popBudget { return false }
    return fp > activation.unsafelyUnwrapped.pointee.base
  }

  /// The register of the caller that gets the result.
  private var resultPlace: Int? {
    let caller = fp - 1
    let place = fp.pointee.result.unsafelyUnwrapped - caller.pointee.registers.unsafelyUnwrapped
    return (0..<Int(caller.pointee.code.pointee.registerCount)).contains(place) ? place : nil
  }

  // MARK: Generators

  func yieldFromRoot(_ a: Int, _ b: Int) throws(AbortReason) -> RecordingResult {
    guard canPopGenerator, let place = resultPlace else { return .leave }
    let flags = fp.pointee.flags
    let resume = (fp - 1).pointee.pc.unsafelyUnwrapped
    let value = read(b)
    guardCaller(flags: flags, resume: resume, place: place)
    suspend(rootGenerator(), receiving: a)
    popRoot()
    writeSlot(place, value)
    expect(flags & FrameFlags.forIter != 0 ? resume + signedC((resume - 1).pointee) : resume)
    return .continue
  }

  private func generatorReturnedFromRoot(_ value: Reference) throws(AbortReason) -> RecordingResult {
    let flags = fp.pointee.flags
    let sends = flags & FrameFlags.send != 0
    let place = sends ? resultPlace : nil
    guard canPopGenerator, sends == (place != nil) else { return .leave }
    let resume = (fp - 1).pointee.pc.unsafelyUnwrapped
    guardCaller(flags: flags, resume: resume, place: place)
    finish(rootGenerator())
    popRoot()
    if let place { writeSlot(place, value) }
    expect(sends ? resume + signedC((resume - 1).pointee) : resume)
    return .continue
  }

  /// A plain generator that a loop or `yield from` has resumed, and that handles no exception of its own.
  private var canPopGenerator: Bool {
    let driver = fp.pointee.flags & ~FrameFlags.generator
    guard canPopRoot, driver == FrameFlags.forIter || driver == FrameFlags.send else { return false }
    let generator = GeneratorRef(fp.pointee.locals)
    return generator.pointer.shapeWord == vm.pointee.shapes.generator.address
      && thread.pointee.handled == generator.field(.outerHandled)
  }

  /// The generator whose frame is the root. Its registers are live to the end, so the guard is the last one before them.
  private func rootGenerator() -> Reference {
    let generator = emit(
      .load, type: .object, emit(.framePointer),
      immediate: Int64(MemoryLayout<Frame>.offset(of: \Frame.locals).unsafelyUnwrapped), region: .frames)
    let outer = emit(
      .load, type: .value, generator, immediate: generatorOffset(.outerHandled), region: .iterators)
    let own = emit(
      .load, type: .value, emit(.threadPointer),
      immediate: Int64(MemoryLayout<ThreadState>.offset(of: \ThreadState.handled).unsafelyUnwrapped), region: .thread)
    guardian(.guardTrue, emit(.same, own, outer))
    emit(.store, generator, constant(.unbound), immediate: generatorOffset(.ownHandled), region: .iterators)
    return generator
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
