// Leaving a trace: the interpreter's frames are rebuilt from the snapshot of the exit, and the interpreter goes on.

import Backend
import CRuntime
import TraceIR

/// Called by machine code with its registers saved in `native`. Returns where the interpreter goes on.
func traceExit(
  _ t: Thread, _ native: UnsafePointer<TraceFrame>, _ number: Int
) -> UnsafeMutablePointer<TraceResume> {
  let state = t.pointee.state
  t.pointee.state = UInt32(VM_STATE_EXIT.rawValue)
  let jit = jit
  jit.statistics.exitsTaken += 1
  let exitRecord = jit.exits[number]
  let record = jit.traces[Int(exitRecord.trace)]
  let exit = record.compiled.exits[Int(exitRecord.index)]
  let snapshot = record.trace.snapshots[Int(exit.snapshot)]
  if _slowPath(vmEvents.jit != nil), exitRecord.failures < exitRecord.threshold { jit.reportSeenType(number, native) }
  rebuild(t, native, record.trace, Int(exit.snapshot), exit)

  let frame = t.pointee.frame.unsafelyUnwrapped
  let start = frame.pointee.code.pointee.start.unsafelyUnwrapped
  let pc = start + Int(snapshot.point.offset)
  t.pointee.state = state
  let resume = jit.resume
  resume.pointee.registers = frame.pointee.registers
  resume.pointee.constants = frame.pointee.constants
  resume.pointee.frame = frame
  resume.pointee.word = pc.pointee
  resume.pointee.pc = pc + 1
  if snapshot.resumption == .raise {
    frame.pointee.pc = pc + 1
    resume.pointee.handler = unsafeBitCast(raised as Handler, to: Raw.self)
    return resume
  }
  frame.pointee.pc = pc
  let failures = exitRecord.failures &+ 1
  jit.exits[number].failures = failures
  if failures >= exitRecord.threshold && exitRecord.bridge == -1 && t.pointee.pendingWork == 0 { jit.startBridge(number) }
  resume.pointee.handler = UnsafeRawPointer(t).load(fromByteOffset: Int(pc.pointee & 0xFF) * 8, as: Raw.self)
  #if TRAMPOLINE
    // Back to the loop that called the trace: entering it anew would leave one native frame more at every exit.
    resume.pointee.handler = unsafeBitCast(trampolineReturn as Handler, to: Raw.self)
    resume.pointee.pc = pc
  #endif
  return resume
}

/// Writes registers and frames.
private func rebuild(
  _ t: Thread, _ native: UnsafePointer<TraceFrame>, _ trace: Trace, _ snapshotIndex: Int, _ exit: CompiledExit
) {
  let snapshot = trace.snapshots[snapshotIndex]
  let root = native.pointee.root.unsafelyUnwrapped
  let window = root.pointee.registers.unsafelyUnwrapped
  let live = trace.liveValues(ofSnapshot: snapshotIndex)
  let virtuals = trace.virtualObjects(ofSnapshot: snapshotIndex)
  // Boxed values and rebuilt objects are kept on the native stack, where the collector looks for them.
  withUnsafeTemporaryAllocation(of: Value.self, capacity: live.count + virtuals.count + 1) { buffer in
    let values = buffer.baseAddress.unsafelyUnwrapped
    for index in 0..<live.count + virtuals.count { values[index] = .int(0) }
    for index in 0..<live.count {
      let word = exit.locations[index].word(in: native)
      switch exit.types[index] {
      case .float: values[index] = t.makeFloat(Double(bitPattern: word))
      case .condition: values[index] = .bool(word != 0)
      default: values[index] = Value(bits: word)
      }
    }
    func value(_ reference: Reference) -> Value {
      if reference.isNone { return .unbound }
      if reference.isConstant {
        let constant = trace.constants[reference.index]
        switch constant.type {
        case .int: return .int(constant.int)
        case .float: return t.makeFloat(constant.float)
        case .condition: return .bool(constant.bits != 0)
        default: return Value(bits: constant.bits)
        }
      }
      if reference.isVirtual {
        let index = virtuals.firstIndex(of: reference.index).unsafelyUnwrapped
        return values[live.count + index]
      }
      return values[live.firstIndex(of: reference).unsafelyUnwrapped]
    }
    // All objects first, with harmless words, then their fields: they may refer to each other.
    for (index, virtual) in virtuals.enumerated() {
      let object = trace.virtuals[virtual]
      let words = Int(object.header >> 48)
      let memory = t.allocate(object.header, words: words)
      for word in 1..<max(1, words) { memory.setWord(word, .int(0)) }
      values[live.count + index] = .object(memory)
    }
    for (index, virtual) in virtuals.enumerated() {
      let memory = values[live.count + index].pointer
      for (field, reference) in trace.fields(of: trace.virtuals[virtual]).enumerated() {
        if !reference.isNone { memory.setWord(field + 1, value(reference)) }
      }
    }
    var chain: [Int32] = []
    var node = snapshot.point.frame
    while node >= 0 {
      chain.append(node)
      node = trace.frames[Int(node)].parent
    }
    // A generator saves all its registers, and the collector trusts what is saved: registers that the snapshot leaves out
    // must not keep what an earlier frame left there.
    for index in chain.dropLast() where trace.frames[Int(index)].flags & FrameFlags.generator != 0 {
      let node = trace.frames[Int(index)]
      let start = window + Int(node.base)
      for register in 0..<Int(vm.pointee.codes[Int(node.code) - 1].pointee.registerCount) { start[register] = .unbound }
    }
    for entry in trace.entries(of: snapshot) { window[Int(entry.slot)] = value(entry.value) }

    // Frames from the root up.
    var frame = root
    for (depth, index) in chain.reversed().enumerated() {
      if depth > 0 {
        let node = trace.frames[Int(index)]
        frame.pointee.pc = frame.pointee.code.pointee.start + Int(node.resume)
        frame += 1
        let info = vm.pointee.codes[Int(node.code) - 1]
        frame.pointee = Frame(
          pc: info.pointee.start, registers: window + Int(node.base), code: info, function: value(node.function),
          result: node.result < 0 ? t.discard : window + Int(node.result), locals: value(node.locals), flags: node.flags,
          constants: info.pointee.constants)
      }
    }
    t.pointee.frame = frame
    withExtendedLifetime(buffer) {}
  }
}
