// Leaving a trace: the interpreter's frames are rebuilt as the exit's plan says, and the interpreter goes on.

import Backend
import CRuntime
import TraceIR

/// Called by machine code with its registers saved in `native`. Returns where the interpreter goes on.
func traceExit(
  _ t: Thread, _ native: UnsafePointer<TraceFrame>, _ number: Int
) -> UnsafeMutablePointer<TraceResume> {
  let state = t.pointee.state
  t.pointee.state = UInt32(VM_STATE_EXIT.rawValue)
  let exit = exitTable.pointer(number)
  let plan = exit.pointee.plan
  let failures = exit.pointee.failures &+ 1
  exit.pointee.failures = failures
  if _slowPath(vmEvents.jit != nil), failures <= exit.pointee.threshold { jit.reportSeenType(number, native) }
  rebuild(t, native, plan)
  t.pointee.state = state

  let frame = t.pointee.frame.unsafelyUnwrapped
  let pc = plan.pointee.pc
  let resume = traceResume
  resume.pointee.registers = frame.pointee.registers
  resume.pointee.constants = frame.pointee.constants
  resume.pointee.frame = frame
  resume.pointee.word = pc.pointee
  resume.pointee.pc = pc + 1
  if plan.pointee.raises {
    frame.pointee.pc = pc + 1
    resume.pointee.handler = unsafeBitCast(raised as Handler, to: Raw.self)
    return resume
  }
  frame.pointee.pc = pc
  if _slowPath(failures >= exit.pointee.threshold && exit.pointee.bridge == -1 && t.pointee.pendingWork == 0) {
    jit.startBridge(number)
  }
  resume.pointee.handler = UnsafeRawPointer(t).load(fromByteOffset: Int(pc.pointee & 0xFF) * 8, as: Raw.self)
  #if TRAMPOLINE
    // Back to the loop that called the trace: entering it anew would leave one native frame more at every exit.
    resume.pointee.handler = unsafeBitCast(trampolineReturn as Handler, to: Raw.self)
    resume.pointee.pc = pc
  #endif
  return resume
}

/// Where an exit says how the interpreter goes on; one is enough, for it is read at once.
nonisolated(unsafe) var traceResumeStorage: UnsafeMutablePointer<TraceResume>? = nil
@inline(__always) private var traceResume: UnsafeMutablePointer<TraceResume> { traceResumeStorage.unsafelyUnwrapped }

/// Writes registers and frames.
private func rebuild(_ t: Thread, _ native: UnsafePointer<TraceFrame>, _ plan: UnsafeMutablePointer<ExitPlan>) {
  let root = native.pointee.root.unsafelyUnwrapped
  let window = root.pointee.registers.unsafelyUnwrapped
  let valueCount = plan.pointee.values.count
  let objectCount = plan.pointee.objects.count
  // Boxed values and rebuilt objects are kept on the native stack, where the collector looks for them.
  withUnsafeTemporaryAllocation(of: Value.self, capacity: valueCount + objectCount + 1) { buffer in
    let values = buffer.baseAddress.unsafelyUnwrapped
    let words = UnsafeRawPointer(native)
    for index in 0..<valueCount + objectCount { values[index] = .int(0) }
    for index in 0..<valueCount {
      let value = plan.pointee.values[index]
      let word: UInt64 =
        switch value.source {
        case .constant: value.bits
        case .general: words.load(fromByteOffset: 8 &* Int(value.number), as: UInt64.self)
        case .vector: words.load(fromByteOffset: 128 &+ 8 &* Int(value.number), as: UInt64.self)
        case .spill: trace_spill(native, UInt32(value.number))
        }
      switch value.type {
      case .float: values[index] = t.makeFloat(Double(bitPattern: word))
      case .condition: values[index] = .bool(word != 0)
      default: values[index] = Value(bits: word)
      }
    }
    if objectCount > 0 { makeObjects(t, plan, values) }
    for slot in plan.pointee.slots { window[Int(slot.slot)] = values[Int(slot.value)] }
    var frame = root
    for node in plan.pointee.frames {
      frame.pointee.pc = node.resume
      frame += 1
      let info = node.code
      frame.pointee = Frame(
        pc: info.pointee.start, registers: window + node.base, code: info,
        function: node.function < 0 ? .unbound : values[Int(node.function)],
        result: node.result < 0 ? t.discard : window + node.result,
        locals: node.locals < 0 ? .unbound : values[Int(node.locals)], flags: node.flags,
        constants: info.pointee.constants)
    }
    t.pointee.frame = frame
    withExtendedLifetime(buffer) {}
  }
}

/// All objects first, with harmless words, then their fields: they may refer to each other.
@inline(never)
private func makeObjects(_ t: Thread, _ plan: UnsafeMutablePointer<ExitPlan>, _ values: UnsafeMutablePointer<Value>) {
  let first = plan.pointee.values.count
  for index in 0..<plan.pointee.objects.count {
    let header = plan.pointee.objects[index].header
    let words = Int(header >> 48)
    let memory = t.allocate(header, words: words)
    for word in 1..<max(1, words) { memory.setWord(word, .int(0)) }
    values[first + index] = .object(memory)
  }
  for index in 0..<plan.pointee.objects.count {
    let object = plan.pointee.objects[index]
    let memory = values[first + index].pointer
    for field in 0..<Int(object.fieldCount) {
      let number = Int(plan.pointee.fields[Int(object.firstField) + field])
      if number >= 0 { memory.setWord(field + 1, values[number]) }
    }
  }
}
