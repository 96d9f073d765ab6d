// Why a recording or a compilation was given up. Counters, recordings, viewer and docs read this one table.

public enum AbortReason: UInt8, CaseIterable, Error, Sendable {
  case tooLong, tooDeep, tooManySlots, innerLoop, unsupportedInstruction, unsupportedCall, exceptionRaised
  case generatorSuspended, frameLeft, interrupted, blacklisted, tooManySpills, codeMemoryFull, traceLimit
  case invalidTrace, assumptionBroken, shortInnerLoop, rehearsal, threadSwitched

  public var info: (title: String, summary: String, isPermanent: Bool) {
    switch self {
    case .tooLong: ("trace too long", "the trace reached the limit of instructions", false)
    case .tooDeep: ("calls too deep", "more inlined calls than the limit", false)
    case .tooManySlots:
      ("too many registers", "the frames of inlined calls need more registers than a snapshot may name", false)
    case .innerLoop: ("inner loop", "an inner loop was entered that is not compiled yet", false)
    case .shortInnerLoop:
      ("short inner loop", "the loop ahead has few iterations; the loop around it is recorded instead", false)
    case .rehearsal:
      (
        "rehearsal", "the first recording of a loop whose inner loops may have constant items; the next one counts",
        false
      )
    case .unsupportedInstruction: ("instruction not recorded", "an instruction has no recording and no helper", true)
    case .unsupportedCall: ("call not recorded", "a call has a form that is not recorded", true)
    case .exceptionRaised: ("exception raised", "an exception left the recorded code", false)
    case .generatorSuspended: ("generator suspended", "the root frame itself was suspended", false)
    case .frameLeft: ("frame left", "the root frame returned while its loop was being recorded", false)
    case .interrupted: ("interrupted", "a signal or other pending work was handled", false)
    case .threadSwitched: ("thread switched", "the thread gave the global lock up to another one", false)
    case .blacklisted: ("blacklisted", "too many tries failed; the place is not tried again", true)
    case .tooManySpills: ("too many live values", "more values live at once than the native frame can hold", true)
    case .codeMemoryFull: ("code memory full", "the limit of machine code is reached", false)
    case .traceLimit: ("too many traces", "the limit of traces or of bridges of one root is reached", false)
    case .assumptionBroken:
      ("assumption broken", "a global or function that the recording takes for granted was assigned", false)
    case .invalidTrace: ("invalid trace", "the verifier found a fault: a bug of ours", true)
    }
  }
}
