// The end of a recording: how the trace goes on, its way through optimiser and back end, and where it is installed.

import Backend
import CRuntime
import Glibc
import TraceIR

extension JIT {
  enum Ending {
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

  func finish(_ recorder: Recorder, _ ending: Ending) throws(AbortReason) {
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
}
