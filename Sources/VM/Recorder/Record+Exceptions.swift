// Recording exceptions: raised and caught inside the recorded frames they are a jump to the handler. The exception and its
// traceback are objects of the trace; the exception being handled stays in the thread's state, where helpers look for it.
//
// An exception that no recorded frame handles ends the trace before the instruction that raises it.

import CRuntime
import TraceIR

extension Recorder {
  private static let handledOffset = Int64(MemoryLayout<ThreadState>.offset(of: \ThreadState.handled).unsafelyUnwrapped)

  private func loadHandled() -> Reference {
    emit(.load, type: .value, emit(.threadPointer), immediate: Self.handledOffset, region: .thread)
  }
  private func storeHandled(_ value: Reference) {
    emit(.store, emit(.threadPointer), value, immediate: Self.handledOffset, region: .thread)
  }
  private func field(_ exception: Reference, _ word: Int) -> Reference {
    emit(.load, type: .value, exception, immediate: Int64(word * 8), region: .fields)
  }
  private func setField(_ exception: Reference, _ word: Int, _ value: Reference) {
    emit(.store, exception, value, immediate: Int64(word * 8), region: .fields)
  }

  // MARK: Handling

  /// The exception r[b] is being handled; r[a] keeps the one before.
  func pushHandled(_ a: Int, _ b: Int) {
    let exception = boxed(read(b))
    let previous = loadHandled()
    storeHandled(exception)
    write(a, previous)
  }

  func popHandled(_ a: Int) { storeHandled(boxed(read(a))) }

  /// Whether r[b] is of the class r[c], or of one in that tuple: decided while recording, for a shape and its version.
  func matchException(_ a: Int, _ b: Int, _ c: Int) throws(AbortReason) {
    let exception = r[b]
    let pattern = r[c]
    func isClass(_ value: Value) -> Bool { value.isKind(.type) && TypeRef(value).isException }
    if isClass(pattern) {
      guardIdentity(read(c), pattern)
    } else if pattern.isObject, pattern.pointer.shapeWord == vm.pointee.shapes.tuple.address,
      (1...8).contains(TupleRef(pattern).count),
      (0..<TupleRef(pattern).count).allSatisfy({ isClass(TupleRef(pattern)[$0]) })
    {
      let classes = TupleRef(pattern)
      let tuple = readObject(c, pattern)
      let length = emit(.load, type: .int, tuple, immediate: 8, region: .immutable)
      guardian(.guardTrue, emit(.intEqual, length, int(constant: classes.count)))
      for index in 0..<classes.count {
        let item = emit(.load, type: .value, tuple, immediate: Int64(16 + 8 * index), region: .immutable)
        guardIdentity(item, classes[index])
      }
    } else {
      throw .exceptionRaised
    }
    _ = readObject(b, exception)
    guardVersion(exception)
    write(a, trace.constant(.condition(thread.matches(exception, pattern) == 1)))
  }

  /// `__exit__`'s arguments.
  func exceptionTriple(_ a: Int, _ b: Int) {
    let exception = readObject(b, r[b])
    let type = constant(r[b].type.value)
    write(a, type)
    write(a + 1, exception)
    write(a + 2, field(exception, 2))
  }

  // MARK: Raising

  /// `raise`, with an operand or an operand and a cause; without one the exception being handled again.
  func raise(_ a: Int, count: Int) throws(AbortReason) -> RecordingResult {
    let handled = thread.pointee.handled
    if count == 0 {
      guard handled.isObject else { throw .exceptionRaised }
      guard hasHandler(handled.type) else { return .leave }
      let exception = asObject(loadHandled())
      guardShape(exception, handled)
      return try unwind(exception, handled.type, addsInnermost: false)
    }
    let actual = r[a]
    guard hasHandler(actual.isKind(.type) ? TypeRef(actual) : actual.type) else { return .leave }
    let exception: Reference
    if actual.isKind(.exception) {
      exception = readObject(a, actual)
    } else {
      guard actual.isKind(.type), TypeRef(actual).isException,
        let made = newException(read(a), TypeRef(actual), arguments: [])
      else { throw .exceptionRaised }
      exception = made
    }
    var cause: Reference?
    if count == 2 {
      let given = r[a + 1]
      guard given.isNone || given.isKind(.exception) else { throw .exceptionRaised }
      if given.isNone {
        cause = constant(.none)
        guardIdentity(read(a + 1), given)
      } else {
        cause = readObject(a + 1, given)
      }
    }
    let context = loadHandled()
    if handled.isObject {
      let object = asObject(context)
      if let cause { setCause(exception, cause) }
      _ = call(.setContext, [exception, object])
    } else {
      guardIdentity(context, handled)
      if let cause { setCause(exception, cause) }
    }
    return try unwind(exception, actual.isKind(.type) ? TypeRef(actual) : actual.type, addsInnermost: true)
  }

  private func setCause(_ exception: Reference, _ cause: Reference) {
    setField(exception, 4, cause)
    setField(exception, 5, constant(.true))
  }

  func reraise(_ a: Int) throws(AbortReason) -> RecordingResult {
    guard hasHandler(r[a].type) else { return .leave }
    return try unwind(readObject(a, r[a]), r[a].type, addsInnermost: false)
  }

  /// An instance of a class of exceptions whose construction is the built-in one; nil for other classes.
  private func newException(_ callee: Reference, _ type: TypeRef, arguments: [Reference]) -> Reference? {
    guard type.special(.new) == thread.baseExceptionNew, type.special(.`init`) == thread.baseExceptionInit,
      type.type.special(.call) == vm.pointee.typeCall, type.lookup(StringRef.intern("__del__")).isUnbound
    else { return nil }
    guardIdentity(callee, type.value)
    guardRootVersion(type)
    return newInstance(type, arguments: arguments)
  }

  /// A helper that fails now. Leaves to try the instruction again when it does not: for calls that may be repeated.
  func callFailing(_ helper: TraceHelper, _ arguments: [Reference]) throws(AbortReason) {
    try callFailing(helper.rawValue, arguments)
  }

  func callFailing(_ helper: Int, _ arguments: [Reference]) throws(AbortReason) {
    guard hasHandler(nil) else { throw .exceptionRaised }
    if TraceHelpers.rows[helper].runsPython { flush() }
    let result = call(helper, arguments)
    guardian(.guardSame, result, trace.constant(.value(Value.error.bits)))
    _ = try unwind(call(.takeException, []), nil, addsInnermost: true)
  }

  /// The instruction recorded last has failed, contrary to what was recorded: the trace goes to the handler instead, and
  /// leaves behind the instruction when its helper succeeds.
  func turnIntoFailure() throws(AbortReason) {
    guard let success, success.guardIndex == trace.instructions.count - 1, success.frameCount == frames.count,
      branch == nil, let next = expectedPCs.0, next == expectedPCs.1, expectedFrame == rootFrame + depth,
      hasHandler(nil)
    else { throw .exceptionRaised }
    let here = offset
    offset = next - UnsafePointer(info.pointee.start.unsafelyUnwrapped)
    let after = makeSnapshot(.execute)
    offset = here
    self.success = nil
    for write in success.undo.reversed() {
      (slots[write.slot], dirty[write.slot], changed[write.slot]) = (write.value, write.dirty, write.changed)
    }
    trace.instructions[success.guardIndex] = TraceInstruction(
      .guardSame, a: success.result, b: trace.constant(.value(Value.error.bits)), snapshot: after, point: point)
    _ = try unwind(call(.takeException, []), nil, addsInnermost: true)
  }

  /// A bridge goes on where the parent's instruction has failed, with its exception pending.
  func continueRaising() throws(AbortReason) {
    let actual = thread.pointee.exception
    guard hasHandler(actual.type) else { throw .exceptionRaised }
    // Whether a frame handles StopIteration depends on the class; so leave when it is another one.
    let isStop = actual.isInstance(of: ExceptionType.stopIteration.type)
    let snapshot = makeSnapshot(.raise)
    trace.append(TraceInstruction(.guardValid, snapshot: snapshot, point: point))
    let pending = emit(
      .load, type: .object, emit(.threadPointer),
      immediate: Int64(MemoryLayout<ThreadState>.offset(of: \ThreadState.exception).unsafelyUnwrapped), region: .thread)
    if isStop || frames.contains(where: { $0.flags & FrameFlags.iteration != 0 }) {
      trace.append(
        TraceInstruction(
          .guardShape, a: pending, immediate: Int64(actual.pointer.shapeWord), snapshot: snapshot, point: point))
    }
    _ = try unwind(call(.takeException, []), actual.type, addsInnermost: true)
  }

  // MARK: Unwinding

  /// Where the exception table of a recorded frame is asked: the current instruction, or the call that the frame is in.
  private func raisingOffset(_ index: Int) -> Int { index == frames.count - 1 ? offset : frames[index].resume - 1 }

  /// Whether a recorded frame takes an exception of this class, as far as it is known.
  private func hasHandler(_ type: TypeRef?) -> Bool {
    frames.indices.contains {
      // The caller of the root is not recorded: a `__next__` that is the root ends no recorded loop.
      findHandler(frames[$0].info, raisingOffset($0)) != nil || $0 > 0 && endsLoop(frames[$0], type)
    }
  }

  /// The frame is a `__next__` whose exception only ends its loop.
  private func endsLoop(_ frame: RecordedFrame, _ type: TypeRef?) -> Bool {
    guard frame.flags & FrameFlags.iteration != 0, let type else { return false }
    return type.isSubtype(of: TypeRef(ExceptionType.stopIteration.type))
  }

  /// Goes to the handler as `unwind` of the interpreter does: an entry of the traceback for each frame passed.
  private func unwind(
    _ exception: Reference, _ type: TypeRef?, addsInnermost: Bool
  ) throws(AbortReason) -> RecordingResult {
    var adds = addsInnermost
    while true {
      let index = frames.count - 1
      let frame = frames[index]
      let place = raisingOffset(index)
      if adds && frame.info.pointee.flags & CodeFlags.hidden == 0 { addTraceback(exception, frame, place) }
      adds = true
      if let handler = findHandler(frame.info, place) {
        writeSlot(frame.base + Int(handler.register), exception)
        expect(PC(frame.info.pointee.start) + Int(handler.target))
        return .continue
      }
      // The end of a generator by an exception changes it, and perhaps the exception.
      if frame.flags & FrameFlags.generator != 0 { throw .exceptionRaised }
      if frame.flags & FrameFlags.iteration != 0 && type == nil { throw .exceptionRaised }
      popFrame(result: nil)
      // `popFrame` expects what follows the loop.
      if endsLoop(frame, type) { return .continue }
      offset = frames[frames.count - 1].resume - 1
    }
  }

  private func addTraceback(_ exception: Reference, _ frame: RecordedFrame, _ place: Int) {
    let words = TracebackRef.words
    let next = field(exception, 2)
    let entry = emit(.new, immediate: header(vm.pointee.shapes.traceback, .traceback, words: words))
    let info = frame.info
    let values = [
      next, constant(.object(Raw(info.pointee.object))), int(constant: place),
      constant(.object(Raw(info.pointee.globals))), constant(.none), constant(.none),
    ]
    for (index, value) in values.enumerated() { setField(entry, index + 1, value) }
    setField(exception, 2, entry)
  }
}
