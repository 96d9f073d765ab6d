// Reporting to `vmEvents.jit`. Without a listener each report is one compare.

import Backend
import CRuntime
import TraceIR

extension JIT {
  /// A step of the recorder whose time is taken.
  func timedStep(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer) {
    // A step over an instruction of a call that is not followed is shorter than two looks at the clock.
    guard let recorder, !recorder.isSkipping else { return step(pc, r, k, fp) }
    stepStart = monotonicNanoseconds()
    step(pc, r, k, fp)
    recorder.ownTime += monotonicNanoseconds() &- stepStart
    stepStart = 0
  }

  private func exitID(_ number: Int) -> TraceExitID? {
    number < 0 ? nil : TraceExitID(trace: Int(exits[number].trace), exit: Int(exits[number].index))
  }

  /// Failed tries at the place of a recording, this one left out.
  private func tries(_ recorder: Recorder) -> Int {
    if recorder.parentExit >= 0 { return Int(exits[recorder.parentExit].tries) }
    if let version = recorder.version { return version.first.versionTries }
    return Int(recorder.anchor.unsafelyUnwrapped[1] >> 32)
  }

  private func start(_ recorder: Recorder) -> RecordingStart {
    RecordingStart(
      time: recorder.startTime, place: CodePlace(code: recorder.startCode, offset: UInt32(recorder.startOffset)),
      parent: exitID(recorder.parentExit), tryNumber: tries(recorder) + 1)
  }

  func reportStart(_ recorder: Recorder) {
    if let report = vmEvents.jit { report(.started(start(recorder))) }
  }

  func reportAbort(_ recorder: Recorder, _ reason: AbortReason) {
    guard let report = vmEvents.jit else { return }
    let now = monotonicNanoseconds()
    report(
      .aborted(
        RecordingAbort(
          start: start(recorder), time: now, reason: reason,
          place: CodePlace(code: recorder.info.pointee.id, offset: UInt32(clamping: recorder.offset)),
          instruction: "\(opcode(recorder.word))", operations: recorder.trace.instructions.count,
          recordTime: recorder.ownTime + (stepStart == 0 ? 0 : now &- stepStart))))
  }

  func reportBlacklisted(_ recorder: Recorder, _ reason: AbortReason) {
    vmEvents.jit?(
      .blacklisted(
        time: monotonicNanoseconds(),
        place: CodePlace(code: recorder.startCode, offset: UInt32(recorder.startOffset)),
        parent: exitID(recorder.parentExit), reason: reason))
  }

  /// A guard gets no bridge, because its root has too many.
  func reportLimit(_ number: Int) {
    guard let report = vmEvents.jit else { return }
    let record = traces[Int(exits[number].trace)]
    let point = record.trace.snapshots[Int(exit(number).snapshot)].point
    let code = record.trace.frames[Int(point.frame)].code
    report(
      .blacklisted(
        time: monotonicNanoseconds(), place: CodePlace(code: code, offset: point.offset), parent: exitID(number),
        reason: .traceLimit))
  }

  func reportCompiled(_ record: TraceRecord, text: String? = nil) {
    record.wasReported = true
    vmEvents.jit?(.compiled(describe(record, text: text)))
  }

  /// To be called when a trace has become invalid.
  func reportInvalidated(_ record: TraceRecord, cause: String) {
    vmEvents.jit?(.invalidated(time: monotonicNanoseconds(), trace: record.number, cause: cause))
  }

  /// To be called after the code of traces was unlinked and before its memory is used again: samples taken from here on
  /// belong to another epoch, in which these addresses may mean something else.
  func codeWasFreed(_ records: [TraceRecord], cause: String) {
    thread.pointee.codeEpoch &+= 1
    vmEvents.jit?(
      .flushed(
        time: monotonicNanoseconds(), traces: records.map(\.number), bytes: records.reduce(0) { $0 + $1.bytes },
        cause: cause))
  }

  /// Tells a listener that came late about the traces that are there.
  func replay() {
    for record in traces where record.isValid { reportCompiled(record) }
  }

  // MARK: Descriptions

  /// `text`: of the optimised trace, known while it is compiled.
  private func describe(_ record: TraceRecord, text: String?) -> TraceDescription {
    let trace = record.trace
    let compiled = record.compiled
    let kind: TraceKind =
      switch trace.origin {
      case .loop: .loop
      case .function: .function
      case .bridge: .bridge
      }
    let start = memory.address(of: compiled.code)
    let length = UInt(compiled.statistics.bytes)
    return TraceDescription(
      number: record.number, kind: kind, root: record.root, parent: exitID(record.parentExit),
      link: record.link < 0 ? nil : record.link, place: CodePlace(code: record.codeID, offset: UInt32(record.offset)),
      figures: record.figures, operations: record.instructionCount, guards: record.guardCount,
      code: start..<start + length, memory: memory.addresses, codeEpoch: thread.pointee.codeEpoch,
      frames: trace.frames, points: trace.points, codePoints: compiled.points, firstExit: record.firstExit,
      exits: zip(compiled.exits, record.guards).map { exit, guardian in
        ExitDescription(
          operation: guardian.operation, point: trace.snapshots[Int(exit.snapshot)].point,
          expected: expectation(of: guardian, in: trace))
      },
      counters: TraceCounters(entry: record.entry, exits: record.failures),
      text: text,
      bytes: vmEvents.wantsTraceText ? Array(memory.bytes(of: compiled.code).prefix(Int(length))) : nil)
  }

  private func expectation(of instruction: ExitGuard, in trace: Trace) -> String? {
    switch instruction.operation {
    case .guardTrue: "true"
    case .guardFalse: "false"
    case .guardInt: "int"
    case .guardFloat: "float"
    case .guardBool: "bool"
    case .guardObject: "object"
    case .guardShape, .guardVersion: ShapeRef(address: UInt32(truncatingIfNeeded: instruction.immediate)).type.nameText
    case .guardKind: Kind(rawValue: UInt8(truncatingIfNeeded: instruction.immediate)).map { "\($0)" }
    case .guardSame: constantName(instruction.b, in: trace) ?? constantName(instruction.a, in: trace)
    case .guardDifferent: constantName(instruction.b, in: trace).map { $0 == "error" ? "no exception" : "not \($0)" }
    case .guardValid: "valid"
    case .guardNoCallback: "callback"
    case .addOverflow, .subtractOverflow, .multiplyOverflow, .negateOverflow, .shiftLeftOverflow: "no overflow"
    case .floatToInt: "a number that fits"
    default: nil
    }
  }

  private func constantName(_ reference: Reference, in trace: Trace) -> String? {
    guard reference.isConstant else { return nil }
    let constant = trace.constants[reference.index]
    let value = Value(bits: constant.bits)
    switch constant.type {
    case .value: return value.isError ? "error" : value.isBound ? value.typeName : "unbound"
    case .object: return TraceNames.ofVM.object(constant.bits)
    default: return nil
    }
  }

  // MARK: What guards see

  /// Reports the type on which the guard of an exit has just failed, when it can still be told and is a new one.
  func reportSeenType(_ number: Int, _ native: UnsafePointer<TraceFrame>) {
    let record = traces[Int(exits[number].trace)]
    let exit = record.compiled.exits[Int(exits[number].index)]
    let guardian = record.guards[Int(exits[number].index)]
    switch guardian.operation {
    case .guardInt, .guardFloat, .guardBool, .guardObject, .guardShape, .guardKind, .guardSame: break
    default: return
    }
    guard let value = operand(guardian, record, exit, native) else { return }
    let name = value.isError || !value.isBound ? "unbound" : value.typeName
    if seenTypes.updateValue(name, forKey: number) == name { return }
    vmEvents.jit?(
      .sawType(
        time: monotonicNanoseconds(),
        exit: TraceExitID(trace: record.number, exit: Int(exits[number].index)), type: name))
  }

  /// The operand of a guard at its exit: one that the snapshot names, or a register that the trace has not changed.
  private func operand(
    _ guardian: ExitGuard, _ record: TraceRecord, _ exit: CompiledExit, _ native: UnsafePointer<TraceFrame>
  ) -> Value? {
    let live = record.trace.liveValues(ofSnapshot: Int(exit.snapshot))
    for reference in [guardian.a, guardian.source] where reference.isInstruction {
      guard let index = live.firstIndex(of: reference) else { continue }
      switch exit.types[index] {
      case .value, .object: return Value(bits: exit.locations[index].word(in: native))
      default: return nil
      }
    }
    guard guardian.slot >= 0, let root = native.pointee.root else { return nil }
    return root.pointee.registers[Int(guardian.slot)]
  }
}

extension Trace {
  var guardCount: Int { instructions.reduce(0) { $0 + ($1.operation.info.operationClass == .guardian ? 1 : 0) } }
}

extension VMEvents {
  /// Reports the traces that were compiled before anybody listened, on the VM's thread.
  public static func replayTraces() { jitStorage?.replay() }
}
