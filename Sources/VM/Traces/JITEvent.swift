// What the VM tells about the life of its traces, for profilers and other tools: `vmEvents.jit` is called on the thread and at the
// moment where it happens. Times are CLOCK_MONOTONIC nanoseconds, the clock of samples. Counters that change all the time
// (entries, failures) are no events: whoever wants them reads the memory in `TraceCounters` when it likes.
//
// Events carry numbers of traces and code objects, no objects of the program; what a code object is called says `CodeRegistry`.

import Backend
import TraceIR

/// An instruction of a code object: its number and the offset in words.
public struct CodePlace: Hashable, Sendable {
  public let code: UInt32
  public let offset: UInt32
}

/// An exit by its trace and its number there.
public struct TraceExitID: Hashable, Sendable {
  public let trace: Int
  public let exit: Int
}

public enum JITEvent: Sendable {
  /// A recording began.
  case started(RecordingStart)
  /// It was given up, or could not be compiled.
  case aborted(RecordingAbort)
  /// A trace was compiled; its code runs from now on.
  case compiled(TraceDescription)
  /// After too many failed tries the place is left to the interpreter.
  case blacklisted(time: UInt64, place: CodePlace, parent: TraceExitID?, reason: AbortReason)
  /// The trace will not be entered again.
  case invalidated(time: UInt64, trace: Int, cause: String)
  /// The code of these traces was given back, `bytes` together; its addresses may mean something else from now on.
  case flushed(time: UInt64, traces: [Int], bytes: Int, cause: String)
  /// A guard failed on an operand of another type than before.
  case sawType(time: UInt64, exit: TraceExitID, type: String)
}

public struct RecordingStart: Sendable {
  public let time: UInt64
  public let place: CodePlace
  /// The exit from which a bridge shall grow; nil for a loop.
  public let parent: TraceExitID?
  /// 1 for the first recording of this place.
  public let tryNumber: Int
}

public struct RecordingAbort: Sendable {
  public let start: RecordingStart
  public let time: UInt64
  public let reason: AbortReason
  /// The instruction at which it was given up, and its opcode.
  public let place: CodePlace
  public let instruction: String
  /// Instructions of the trace until then.
  public let operations: Int
  /// Time in the recorder itself, nanoseconds.
  public let recordTime: UInt64
}

public enum TraceKind: String, Sendable { case loop, function, bridge }

/// A compiled trace.
public struct TraceDescription: Sendable {
  public let number: Int
  public let kind: TraceKind
  public let root: Int
  public let parent: TraceExitID?
  /// The trace that it goes on to at its end (itself for a loop); nil: the interpreter.
  public let link: Int?
  public let place: CodePlace
  public private(set) var figures: TraceFigures
  /// Operations and guards after optimisation.
  public let operations: Int
  public let guards: Int
  /// Its machine code, and all memory for machine code.
  public let code: Range<UInt>
  public let memory: Range<UInt>
  /// `ThreadState.codeEpoch` when it was compiled.
  public let codeEpoch: UInt32
  /// Inlined frames; number 0 is the frame in which the trace is entered.
  public let frames: [FrameNode]
  public let points: [Point]
  /// The point (index of `points`) to which the code from an offset on belongs, ascending.
  public let codePoints: [(offset: UInt32, point: Int32)]
  /// Number of its first exit in the program; the others follow.
  public let firstExit: Int
  public let exits: [ExitDescription]
  public let counters: TraceCounters
  /// Text after optimisation, and the machine code, if wanted.
  public private(set) var text: String?
  public private(set) var bytes: [UInt8]?

  /// Without what is large and wanted once.
  public var withoutText: TraceDescription {
    var short = self
    short.text = nil
    short.bytes = nil
    short.figures.text = nil
    return short
  }
}

public struct ExitDescription: Sendable {
  /// The guard, or the instruction that leaves the trace.
  public let operation: TraceIR.Operation
  /// Where the interpreter goes on.
  public let point: Point
  /// What the guard expects: a type, a truth, `no overflow` …; nil when there is nothing to say.
  public let expected: String?
}

/// Times and sizes of one compilation.
public struct TraceFigures: Sendable {
  /// When the recording began, and when the code was ready.
  public let startTime: UInt64
  public private(set) var endTime: UInt64 = 0
  /// Nanoseconds in the recorder (0 if nobody listened), in the optimiser, in register allocation with its analyses, in the encoder.
  public private(set) var recordTime: UInt64
  public internal(set) var optimizeTime: UInt64 = 0
  public private(set) var allocateTime: UInt64 = 0
  public private(set) var encodeTime: UInt64 = 0
  /// Operations and guards as recorded.
  public let operations: Int
  public let guards: Int
  /// The text as recorded, if wanted.
  public fileprivate(set) var text: String?

  init(_ recorder: Recorder, _ jit: JIT) {
    startTime = recorder.startTime
    recordTime = recorder.ownTime
    if jit.stepStart != 0 { recordTime += monotonicNanoseconds() &- jit.stepStart }
    operations = recorder.trace.instructions.count
    guards = vmEvents.jit == nil ? 0 : recorder.trace.guardCount
    text = vmEvents.wantsTraceText ? recorder.trace.text(names: .ofVM) : nil
  }

  /// `assembleTime`: nanoseconds in the back end.
  mutating func finish(_ compiled: CompiledTrace, assembleTime: UInt64) {
    allocateTime = compiled.statistics.analysis + compiled.statistics.allocation
    encodeTime = assembleTime &- min(assembleTime, allocateTime)
    endTime = monotonicNanoseconds()
  }
}

/// Counters of one trace in memory that lives as long as the process. Reading them while the program runs gives a value
/// that was right a moment ago.
public struct TraceCounters: @unchecked Sendable {
  let entry: UnsafePointer<TraceEntry>
  let exits: UnsafePointer<UInt32>

  /// Times that the interpreter entered it; other traces that go on to it are not counted.
  public var entered: Int { Int(truncatingIfNeeded: entry.pointee.entered) }
  /// Failures of its exit `number` that went back to the interpreter: none after a bridge took its place.
  public func failures(ofExit number: Int) -> Int { Int(exits[number]) }
}
