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

  private func applyThresholds() {
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

  private func stop() {
    recorder = nil
    thread.swapDispatch(recording: false)
    hook.request(thread)
  }

  // MARK: Compiling

  private enum Ending {
    case loop
    case trace(TraceRecord)
    case interpreter
    /// The caller of the root frame, with what it returns.
    case returned(Reference, UInt64)
    /// A piece of a trace: the next one is recorded when the exit at its end is taken for the first time.
    case next
  }

  /// Whether a recording of this place was given up before, or belongs to a trace that was split.
  func hasFailedBefore(_ recorder: Recorder) -> Bool {
    if let version = recorder.version { return version.first.versionTries > 0 }
    if let anchor = recorder.anchor { return anchor[1] >> 32 > 0 }
    let parent = exits[recorder.parentExit]
    return parent.tries > 0 || traces[traces[Int(parent.trace)].root].isSplit
  }

  private func finish(_ recorder: Recorder, _ ending: Ending) throws(AbortReason) {
    if recorder.hasFlushed, case .loop = ending { recorder.flushRegisters() }
    let operation: Operation
    var target = -1
    var returned = Reference.none
    var immediate: Int64 = 0
    switch ending {
    case .loop:
      operation = .link
      immediate = -1
    case .trace(let record):
      operation = .link
      target = record.number
      immediate = Int64(target)
    case .interpreter, .next: operation = .leave
    case .returned(let value, let flags):
      operation = .returnValue
      returned = value
      immediate = Int64(flags)
    }
    var isSplit = false
    if case .next = ending { isSplit = true }
    let snapshot = recorder.makeSnapshot(.execute, completesGenerators: true)
    recorder.trace.append(
      TraceInstruction(
        operation, a: returned, immediate: immediate, snapshot: snapshot,
        point: recorder.point))
    // A bridge that only hands on what it inherits would grow another one at its own end, and so on.
    let done = recorder.trace.instructions.filter { $0.operation != .inherit }.count
    if operation == .leave && done < 3 { throw .frameLeft }
    try compile(recorder, target: target, isLoop: operation == .link && target < 0, isSplit: isSplit)
    stop()
  }

  private func compile(_ recorder: Recorder, target: Int, isLoop: Bool, isSplit: Bool) throws(AbortReason) {
    // What the trace takes for granted was changed by the program or by itself.
    if recorder.watched.contains(where: { !$0.cell.isSteady }) { throw .assumptionBroken }
    statistics.recordTime += monotonicNanoseconds() &- recorder.startTime
    var trace = recorder.trace
    var figures = TraceFigures(recorder, self)
    statistics.recordedInstructions += trace.instructions.count
    if printsTraces { print("recorded:\n" + trace.text(names: .ofVM)) }
    if vm.pointee.options.checksTraces {
      let faults = trace.faults(helpers: TraceHelpers.rows)
      if !faults.isEmpty { fatalExit("invalid trace: \(faults.map(\.description).joined(separator: "; "))") }
    }
    thread.pointee.state = UInt32(VM_STATE_OPTIMIZING.rawValue)
    defer { thread.pointee.state = UInt32(VM_STATE_RECORDING.rawValue) }
    let started = monotonicNanoseconds()
    Optimizer.optimize(&trace, helpers: TraceHelpers.rows, disabled: disabledPasses) { object, offset in
      // The object is alive, for the recording names it, or an object that does. Large objects have no size here.
      let pointer = Value(bits: object).pointer
      guard offset >= 8, offset & 7 == 0, offset < Int64(pointer.header.words) * 8 else { return nil }
      return pointer.load(fromByteOffset: Int(offset), as: UInt64.self)
    }
    let optimized = monotonicNanoseconds()
    if vm.pointee.options.checksTraces {
      let faults = trace.faults(helpers: TraceHelpers.rows)
      if !faults.isEmpty { fatalExit("invalid optimised trace: \(faults.map(\.description).joined(separator: "; "))") }
    }
    figures.optimizeTime = optimized &- started
    statistics.optimizeTime += figures.optimizeTime
    thread.pointee.state = UInt32(VM_STATE_ENCODING.rawValue)
    if printsTraces { print("optimised:\n" + trace.text(names: .ofVM)) }
    let number = traces.count
    let entry = UnsafeMutablePointer<TraceEntry>.allocate(capacity: 1)
    let depth = recorder.deepest
    entry.initialize(
      to: TraceEntry(code: nil, registers: depth.registers, frames: depth.frames, entered: 0, isInvalid: 0))
    let firstExit = exits.count
    var environment = Environment(
      codeMemory: memory, helpers: TraceHelpers.rows, firstExit: UInt32(firstExit),
      validity: UInt(bitPattern: entry) + UInt(MemoryLayout<TraceEntry>.offset(of: \TraceEntry.isInvalid)!),
      shapeVersionOffset: MemoryLayout<Shape>.offset(of: \Shape.version)!,
      code: { id in
        let info = vm.pointee.codes[Int(id) - 1]
        return CodeAddresses(
          info: UInt(bitPattern: info), start: UInt(bitPattern: info.pointee.start),
          constants: UInt(bitPattern: info.pointee.constants), registerCount: Int(info.pointee.registerCount))
      },
      linkEntry: { [self] id in traces[Int(id)].compiled.linkEntry })
    #if TRAMPOLINE
      environment.continueWord = trampolineContinue
    #endif
    environment.checksAllocation = vm.pointee.options.checksTraces
    environment.countsCycles = crossings_are_exact != 0
    let inherited = recorder.parentExit < 0 ? [] : self.exit(recorder.parentExit).locations
    let compiled: CompiledTrace
    do {
      compiled = try assemble(
        trace, environment, inherited: inherited, standsAlone: recorder.parentExit < 0 && target < 0)
    } catch {
      entry.deallocate()
      throw error
    }
    figures.finish(compiled, assembleTime: monotonicNanoseconds() &- optimized)
    statistics.assembleTime += figures.allocateTime + figures.encodeTime
    let parent = recorder.parentExit < 0 ? -1 : Int(exits[recorder.parentExit].trace)
    let record = TraceRecord(
      number: number, parent: parent, parentExit: recorder.parentExit, root: parent < 0 ? number : traces[parent].root,
      recorder: recorder, entry: entry, trace: trace, compiled: compiled, firstExit: firstExit,
      link: isLoop ? number : target, isSplit: isSplit, figures: figures)
    record.hasSteadyItems = recorder.hasSteadyItems
    traces.append(record)
    applyThresholds()
    for index in 0..<compiled.exits.count {
      let instruction = trace.instructions[Int(compiled.exits[index].instruction)]
      let continues = isSplit && instruction.operation == .leave
      exits.append(
        ExitRecord(
          trace: Int32(number), index: Int32(index), counter: record.failures + index,
          bridge: continues || mayGrow(compiled.exits[index], of: trace) ? -1 : -2,
          threshold: continues ? 1 : bridgeThreshold, isAwaited: continues))
    }
    // Who follows must know the code before it runs.
    if vmEvents.jit != nil { reportCompiled(record, text: vmEvents.wantsTraceText ? trace.text(names: .ofVM) : nil) }
    install(record, recorder)
    if printsTraces { print(placeText(record)) }
  }

  /// Whether a bridge may grow from an exit: from a failed guard, which says that another path is hot, and from an end at a
  /// return, a yield or a loop.
  private func mayGrow(_ exit: CompiledExit, of trace: Trace) -> Bool {
    let operation = trace.instructions[Int(exit.instruction)].operation
    if operation != .leave { return operation.info.operationClass == .guardian && operation != .guardRoom }
    switch opcode(instruction(at: trace.snapshots[Int(exit.snapshot)].point, of: trace)) {
    case .return, .returnNone, .yieldValue, .yieldDelegate, .loopHead, .loopTrace: return true
    default: return false
    }
  }

  func instruction(at point: Point, of trace: Trace) -> UInt64 {
    let info = vm.pointee.codes[Int(trace.frames[Int(point.frame)].code) - 1]
    return info.pointee.start.unsafelyUnwrapped[Int(point.offset)]
  }

  private func install(_ record: TraceRecord, _ recorder: Recorder) {
    statistics.traces += 1
    statistics.codeBytes += record.compiled.statistics.bytes
    statistics.compiledInstructions += record.instructionCount
    traces[record.root].treeInstructions += record.instructionCount
    if record.link >= 0 && record.link != record.number { traces[record.link].followers.append(record.number) }
    watch(record)
    hook.add(.compiled(record), thread)
    if let version = recorder.version {
      installVersion(record, of: version.first, for: version.bridge)
    } else if record.trace.origin == .function {
      installFunction(record)
    } else if let anchor = record.anchor {
      record.entry.pointee.code = UnsafeRawPointer(bitPattern: record.compiled.entry)
      anchors[UInt(bitPattern: anchor)] = record
      anchor[1] = UInt64(UInt(bitPattern: record.entry))
      anchor.pointee = anchor.pointee & ~0xFF | UInt64(Op.loopTrace.rawValue)
    } else {
      traces[record.parent].followers.append(record.number)
      traces[record.root].bridges += 1
      if record.link == record.root, recorder.poppedFrames == 0 { traces[record.root].detours += 1 }
      traces[record.root].popped += recorder.instructionsAfterPop
      // A root must have room for the frames of its bridges.
      let root = traces[record.root].entry
      root.pointee.registers = max(root.pointee.registers, record.entry.pointee.registers)
      root.pointee.frames = max(root.pointee.frames, record.entry.pointee.frames)
      exits[record.parentExit].bridge = Int32(record.number)
      memory.patch(stub: exit(record.parentExit).stub, to: record.compiled.linkEntry)
    }
  }

  private func installFunction(_ record: TraceRecord) {
    let info = vm.pointee.codes[Int(record.codeID) - 1]
    let code = UnsafeRawPointer(bitPattern: record.compiled.entry)
    record.entry.pointee.code = code
    anchors[UInt(bitPattern: info.head)] = record
    info.head[1] = UInt64(UInt(bitPattern: record.entry))
    info.head[0] = UInt64(Op.functionTrace.rawValue)
    // Handlers of the trampoline build return between two instructions: their loop must stand between traces.
    #if !TRAMPOLINE
      info.pointee.callTarget = code
    #endif
  }

  func exit(_ number: Int) -> CompiledExit {
    let record = exits[number]
    return traces[Int(record.trace)].compiled.exits[Int(record.index)]
  }

  // MARK: Bridges

  /// With so many bridges or instructions more in its tree, a guard must fail `bridgeThreshold` times more before it gets one.
  private static let bridgesPerStep = 4
  private static let instructionsPerStep = 1500

  /// An exit failed often enough. The frames are rebuilt already.
  func startBridge(_ number: Int) {
    guard recorder == nil, parameters.isEnabled, traces.count < parameters.traceCountLimit else { return }
    let record = traces[Int(exits[number].trace)]
    if !record.isValid { return }
    let bridges = traces[record.root].bridges
    if bridges >= parameters.bridgeLimit {
      exits[number].bridge = -2
      statistics.aborts[.traceLimit, default: 0] += 1
      reportLimit(number)
      return
    }
    // The more there is already, the rarer are the ways that are left, and the more it costs to compile them to their end.
    let size = bridges / JIT.bridgesPerStep + traces[record.root].treeInstructions / JIT.instructionsPerStep
    let wanted = bridgeThreshold &* UInt32(1 + size)
    if exits[number].failures < wanted, exits[number].tries == 0, !exits[number].isAwaited {
      exits[number].threshold = wanted
      return
    }
    let exit = self.exit(number)
    let snapshot = record.trace.snapshots[Int(exit.snapshot)]
    if givesUpSteadyItems(record, number, at: snapshot.point) { return }
    if !exits[number].isAwaited, opcode(instruction(at: snapshot.point, of: record.trace)) == .loopHead,
      record.guards[Int(exits[number].index)].operation == .leave
    {
      // It will link to that loop once it has a trace.
      exits[number].threshold = exits[number].failures &+ bridgeThreshold
      return
    }
    let state = thread.pointee.state
    thread.pointee.state = UInt32(VM_STATE_RECORDING.rawValue)
    defer { thread.pointee.state = state }
    let depth = chain(record.trace, snapshot.point.frame).count - 1
    let rootFrame = thread.pointee.frame.unsafelyUnwrapped - depth
    let recorder = Recorder(
      thread, frame: rootFrame, anchor: nil, origin: .bridge(inherited: exit.types), parentExit: number)
    recorder.inherit(record.trace, snapshotIndex: Int(exit.snapshot), types: exit.types)
    if snapshot.resumption == .raise {
      do throws(AbortReason) {
        try recorder.continueRaising()
      } catch {
        exits[number].bridge = -2
        return
      }
    }
    begin(recorder)
  }

  /// Frames of a snapshot from the root to the innermost.
  func chain(_ trace: Trace, _ frame: Int32) -> [FrameNode] {
    var nodes: [FrameNode] = []
    var index = frame
    while index >= 0 {
      nodes.append(trace.frames[Int(index)])
      index = trace.frames[Int(index)].parent
    }
    return nodes.reversed()
  }
}

/// Counters of the JIT; times in nanoseconds.
struct JITStatistics {
  var recordings = 0
  var traces = 0
  var blacklisted = 0
  var invalidations = 0
  var flushes = 0
  var flushedBytes = 0
  var aborts: [AbortReason: Int] = [:]
  var recordedInstructions = 0
  var compiledInstructions = 0
  var codeBytes = 0
  var recordTime: UInt64 = 0
  var optimizeTime: UInt64 = 0
  var assembleTime: UInt64 = 0
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
