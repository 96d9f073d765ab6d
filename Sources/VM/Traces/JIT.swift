// The JIT of the process: parameters, the recording that is going on, all traces and exits, and their counters.
//
// Hot loop → `startLoop` → `Recorder.step` for each instruction → `compile` → the loop head enters the machine code.
// Hot exit → `startBridge` → … → the exit stub jumps to the bridge.

import Backend
import CRuntime
import Glibc
import TraceIR

/// Distinct from the parser's and compiler's instructions.
typealias TraceInstruction = TraceIR.Instruction

nonisolated(unsafe) var jitStorage: JIT? = nil
var jit: JIT { jitStorage.unsafelyUnwrapped }

final class JIT {
  var parameters = JITParameters()
  /// The thread that holds the global lock.
  private(set) var thread: Thread
  var recorder: Recorder?
  var traces: [TraceRecord] = []
  var exits: ExitTable {
    get { exitTable }
    set { exitTable = newValue }
  }
  let memory = CodeMemory()
  /// When the recorder's step that is going on began, if anybody wants to know; else 0.
  var stepStart: UInt64 = 0
  /// The type on which an exit's guard failed last, if somebody wants to know.
  var seenTypes: [Int: String] = [:]
  var statistics = JITStatistics()
  private var livenesses: [UInt32: Liveness] = [:]
  var characters = CharacterTables()
  /// Some trace calls C functions itself, without giving the global lock up.
  var callsForeignFunctions = false
  var anchors: [UInt: TraceRecord] = [:]
  /// Invalid traces whose memory is still in use, because machine code of theirs was running.
  var retired: [TraceRecord] = []
  /// Traces by the global cell that they take for granted.
  var dependants: [UInt64: [Int]] = [:]
  /// Thresholds are multiplied by it: it grows whenever the code memory was full.
  var backOff = 1
  /// Told of compiled, aborted and invalidated traces (JIT+Hook.swift).
  var hook = JITHook()
  /// Iterations of short inner loops when a recording last came to them, by head; -1: not to be followed.
  var tripCounts: [UInt: Int] = [:]
  /// Hash of what containers of short loops held at the latest recording, by container.
  var contents: [UInt64: Int] = [:]
  /// Loop heads that were rehearsed, and those whose items turned out to change.
  var rehearsed: Set<UInt> = []
  var unsteadyLoops: Set<UInt> = []
  /// Objects that an exit is making.
  var temporaries: [Value] = []
  var disabledPasses: Set<Pass> = []
  /// Print each compiled trace.
  var printsTraces = false

  init(_ thread: Thread) {
    self.thread = thread
    traceResume = .allocate(capacity: 1)
    traceResume?.initialize(to: TraceResume())
    serve(thread)
    parameters = vm.pointee.options.jit
    disabledPasses = Set(vm.pointee.options.disabledPasses.compactMap { Pass(rawValue: $0) })
    printsTraces = vm.pointee.options.printsTraces
    applyParameters()
  }

  /// Gives a thread what machine code calls by its state. To be called before it runs a trace.
  func serve(_ thread: Thread) {
    thread.pointee.traceExit = { thread, frame, number in
      traceExit(thread.unsafelyUnwrapped, frame.unsafelyUnwrapped, Int(number))
    }
    thread.pointee.traceBoxFloat = { thread, number in thread.unsafelyUnwrapped.makeFloat(number).bits }
    thread.pointee.traceAllocate = { thread, image, words in
      thread.unsafelyUnwrapped.allocateSlow(image, words: Int(words))
    }
    thread.pointee.traceMakeRoom = { thread, storage, count in
      ListRef.grown(thread.unsafelyUnwrapped, Value(bits: storage), count: Value(bits: count).asInt).bits
    }
    thread.pointee.traceTakeLockBack = { thread in globalLock.takeBackWanted(thread.unsafelyUnwrapped) }
  }

  /// Another thread holds the global lock. A recording was given up when the lock was.
  func move(to thread: Thread) {
    self.thread = thread
    applyThresholds()
  }

  /// To be called when a parameter has changed.
  func applyParameters() {
    applyThresholds()
    memory.limit = parameters.codeLimit << 10
  }

  func applyThresholds() {
    thread.pointee.loopThreshold = startThreshold(parameters.loopThreshold)
    thread.pointee.functionThreshold = startThreshold(parameters.functionThreshold)
  }
  private func startThreshold(_ count: Int) -> Int32 {
    parameters.isEnabled ? Int32(clamping: count * patience) : Int32.max
  }
  var bridgeThreshold: UInt32 { UInt32(clamping: parameters.bridgeThreshold * patience) }

  /// What thresholds are multiplied by. A bridge costs as much time as some hundred failures of its guard, and the more
  /// code there is already, the more of what is left is code that runs a few times only: imports, rare ways, large programs.
  private var patience: Int {
    min(backOff * (1 + statistics.recordedInstructions / parameters.warmSize), JIT.largestBackOff)
  }

  func liveness(_ info: UnsafeMutablePointer<CodeInfo>) -> Liveness {
    if let known = livenesses[info.pointee.id] { return known }
    let liveness = Liveness(info)
    livenesses[info.pointee.id] = liveness
    return liveness
  }

  func trace(at instruction: UnsafeMutablePointer<UInt64>) -> TraceRecord? { anchors[UInt(bitPattern: instruction)] }

  func mark(_ heap: inout Heap) {
    for value in temporaries { heap.mark(value) }
    for record in traces where !record.isFreed {
      for value in record.roots { heap.mark(value) }
    }
    hook.mark(&heap)
    if let recorder { for value in recorder.roots { heap.mark(value) } }
  }

  // MARK: Starting

  /// The loop whose head is at `anchor` is hot.
  func startLoop(_ anchor: UnsafeMutablePointer<UInt64>, _ frame: FramePointer) {
    guard recorder == nil, parameters.isEnabled, traces.count < parameters.traceCountLimit else { return }
    let state = thread.pointee.state
    thread.pointee.state = UInt32(VM_STATE_RECORDING.rawValue)
    begin(Recorder(thread, frame: frame, anchor: anchor, origin: .loop, parentExit: -1))
    thread.pointee.state = state
  }

  /// The function whose frame was just made is hot.
  func startFunction(_ info: UnsafeMutablePointer<CodeInfo>, _ frame: FramePointer) {
    guard recorder == nil, parameters.isEnabled, traces.count < parameters.traceCountLimit else { return }
    let state = thread.pointee.state
    thread.pointee.state = UInt32(VM_STATE_RECORDING.rawValue)
    begin(Recorder(thread, frame: frame, anchor: info.head, origin: .function, parentExit: -1))
    thread.pointee.state = state
  }

  func begin(_ recorder: Recorder) {
    self.recorder = recorder
    statistics.recordings += 1
    reportStart(recorder)
    thread.swapDispatch(recording: true)
  }

  // MARK: Steps

  /// Called before each instruction while a recording goes on.
  func step(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer) {
    guard let recorder else { return thread.swapDispatch(recording: false) }
    if thread.pointee.activation != recorder.activation {
      // The recorded frames are gone when an exception has ended their activation.
      guard isActive(recorder.activation) else { return abort(.exceptionRaised) }
      return leaveOut(thread.pointee.activation.unsafelyUnwrapped.pointee.base.unsafelyUnwrapped)
    }
    if recorder.isSkipping {
      if fp > recorder.expectedFrame { return leaveOut(recorder.expectedFrame + 1) }
      recorder.isSkipping = false
    }
    do throws(AbortReason) {
      switch try recorder.step(pc, r, k, fp, (pc - 1).pointee) {
      case .continue: break
      case .linkSelf:
        if recorder.isRehearsal { throw .rehearsal }
        try finish(recorder, .loop)
      case .link(let target):
        try finish(recorder, .trace(target))
        if recorder.missesVersion, let bridge = traces.last {
          startVersion(of: target, for: bridge, pc, r, k, fp)
        }
      case .returned(let value, let flags):
        if recorder.trace.origin == .loop, let anchor = recorder.anchor, anchor[1] >> 32 < 2 { throw .frameLeft }
        try finish(recorder, .returned(value, flags))
      case .leave:
        // A loop is worth a few tries before a trace that leaves it is accepted.
        if recorder.version != nil { throw .frameLeft }
        if let anchor = recorder.anchor, anchor[1] >> 32 < 2 { throw .frameLeft }
        try finish(recorder, .interpreter)
      case .split: try finish(recorder, .next)
      }
    } catch {
      abort(error)
    }
  }

  private func isActive(_ wanted: UnsafeMutablePointer<Activation>?) -> Bool {
    var activation = thread.pointee.activation
    while let current = activation, current != wanted { activation = current.pointee.previous }
    return activation != nil
  }

  /// Until this frame ends, instructions go straight to their handlers. The frames of generators end in many ways: their
  /// instructions come through `step`.
  private func leaveOut(_ frame: FramePointer) {
    let code = frame.pointee.code.pointee.flags
    if code & (CodeFlags.generator | CodeFlags.coroutine | CodeFlags.asyncGenerator) != 0 { return }
    frame.pointee.flags |= FrameFlags.unrecorded
    recorder?.skippedFrame = frame
    thread.swapDispatch(recording: false)
  }

  /// A call that was left out ends.
  func resumeRecording(_ frame: FramePointer) {
    guard let recorder, recorder.skippedFrame == frame else { return }
    recorder.skippedFrame = nil
    thread.swapDispatch(recording: true)
  }

  /// Gives the recording up.
  func abort(_ reason: AbortReason) {
    guard let recorder else { return }
    stop()
    statistics.aborts[reason, default: 0] += 1
    reportAbort(recorder, reason)
    hook.add(.aborted(recorder, reason), thread)
    if printsTraces {
      print(
        "abort: \(reason.info.title) in \(recorder.info.code.qualname.text) at \(recorder.offset) \(opcode(recorder.word))"
      )
    }
    if reason == .threadSwitched { return recordLater(recorder) }
    if let version = recorder.version {
      if penalizeVersion(of: version.first, reason) { reportBlacklisted(recorder, reason) }
    } else if let anchor = recorder.anchor {
      if reason == .rehearsal {
        endRehearsal(anchor)
      } else if !recorder.followed.isEmpty, [.tooLong, .tooManySlots, .tooManySpills, .innerLoop].contains(reason) {
        // Next time their traces are entered instead.
        for head in recorder.followed { tripCounts[head] = -1 }
        anchor[1] &= ~0xFFFF_FFFF
      } else if penalize(anchor, recorder, reason) {
        reportBlacklisted(recorder, reason)
      }
    } else {
      exits[recorder.parentExit].tries += 1
      let tries = exits[recorder.parentExit].tries
      if reason.info.isPermanent || Int(tries) >= parameters.tryLimit {
        exits[recorder.parentExit].bridge = -2
        reportBlacklisted(recorder, reason)
      } else {
        exits[recorder.parentExit].threshold =
          exits[recorder.parentExit].failures &+ bridgeThreshold << UInt32(tries)
      }
    }
  }

  /// Counts a failed try at a loop head: it waits twice as long each time, and in the end is left alone.
  /// True when it is left alone from now on.
  private func penalize(_ anchor: UnsafeMutablePointer<UInt64>, _ recorder: Recorder, _ reason: AbortReason) -> Bool {
    let tries = Int(anchor[1] >> 32) + 1
    let isFunction = recorder.trace.origin == .function
    if tries >= parameters.tryLimit || reason.info.isPermanent {
      if isFunction {
        let info = recorder.frames[0].info
        info.pointee.entry = info.pointee.start
        statistics.blacklisted += 1
        return true
      }
      anchor.pointee = anchor.pointee & ~0xFF | UInt64(Op.loopPlain.rawValue)
      statistics.blacklisted += 1
      return true
    }
    let threshold = isFunction ? parameters.functionThreshold : parameters.loopThreshold
    let count = Int32(truncatingIfNeeded: threshold - threshold << tries)
    anchor[1] = UInt64(tries) << 32 | UInt64(UInt32(bitPattern: count))
    return false
  }

  /// Another thread's turn is no fault of this place: it is never left alone for that.
  private func recordLater(_ recorder: Recorder) {
    if recorder.version != nil { return }
    guard let anchor = recorder.anchor else {
      exits[recorder.parentExit].threshold = exits[recorder.parentExit].failures &+ 2 &* bridgeThreshold
      return
    }
    let isFunction = recorder.trace.origin == .function
    let count = Int32(truncatingIfNeeded: -(isFunction ? parameters.functionThreshold : parameters.loopThreshold))
    anchor[1] = anchor[1] & ~0xFFFF_FFFF | UInt64(UInt32(bitPattern: count))
  }

  func stop() {
    recorder = nil
    thread.swapDispatch(recording: false)
    hook.request(thread)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Sends every instruction to the recorder first, or back to its handler.
  func swapDispatch(recording: Bool) {
    let table = UnsafeMutableRawPointer(self).assumingMemoryBound(to: UInt.self)
    if recording {
      let record = unsafeBitCast(opRecord as Handler, to: UInt.self)
      for index in 0..<Int(VM_DISPATCH_ENTRIES) { table[index] = record }
    } else {
      restoreDispatch()
      if pointee.pendingWork != 0 { requestSafepoint() }
    }
    pointee.isRecording = recording ? 1 : 0
  }
}
