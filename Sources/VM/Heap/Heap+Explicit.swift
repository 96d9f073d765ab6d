// `gc.collect()`: a program that asks for a collection wants to see what it has dropped disappear. An ordinary collection scans
// register windows and native stacks conservatively, where temporaries of statements long done lie about. Here the
// interpreter's frames are known exactly: registers that nobody reads any more are cleared first (Recorder/Liveness.swift),
// and the native frames between the innermost run of the interpreter and this call hold nothing that registers do not hold.
//
// What returned calls left on the native stack is cleared, so that later calls do not seem to hold it (`vm_clear_stack`).
// Named variables stay until their function returns or `del` names them, as in CPython. When a trace has called this, values
// may be in its machine registers alone: then it is an ordinary collection.

import Backend
import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A collection for a native function that the interpreter has called directly, whose arguments hold no object.
  func collectExplicitly() {
    guard let activation = pointee.activation, let floor = activation.pointee.nativeFrame,
      !isMachineCodeRunning(below: floor), isCallingNative
    else { return heap.pointee.collect(self, counting: true) }
    clearDeadRegisters()
    heap.pointee.collect(self, above: floor, counting: true)
    vm_clear_stack()
  }

  /// Whether a trace has called what runs now: a word of the stack below `end` is a return address in machine code.
  private func isMachineCodeRunning(below end: Raw) -> Bool {
    guard let memory = jitStorage?.memory else { return false }
    var marker: UInt = 0
    return withUnsafePointer(to: &marker) { marker in
      let words = UnsafeBufferPointer(start: marker, count: (end - Raw(mutating: UnsafeRawPointer(marker))) / 8)
      return words.contains { memory.isBehindCall($0) }
    }
  }

  /// Whether the instruction at work in the top frame calls a native function.
  private var isCallingNative: Bool {
    guard let frame = pointee.frame, let info = frame.pointee.code else { return false }
    let word = info.pointee.start[info.pointee.instruction(before: frame.pointee.pc)]
    switch opcode(word) {
    case .call, .callMethod: return frame.pointee.registers[A(word)].isKind(.nativeFunction)
    default: return false
    }
  }

  /// Makes all registers unbound that hold no named variable and that nobody reads.
  private func clearDeadRegisters() {
    let top = pointee.frame.unsafelyUnwrapped
    let innermost = pointee.activation.pointee.base.unsafelyUnwrapped
    var known: [UInt32: Liveness] = [:]
    var frame = pointee.frameBase.unsafelyUnwrapped
    while frame <= top {
      defer { frame += 1 }
      guard let info = frame.pointee.code else { continue }
      // What a running generator had saved when it was suspended last.
      if frame.pointee.flags & FrameFlags.generator != 0 && frame >= innermost {
        let saved = ArrayRef(GeneratorRef(frame.pointee.locals).field(.registers))
        for index in 0..<saved.capacity { saved.items[index] = .unbound }
      }
      let registers = frame.pointee.registers.unsafelyUnwrapped
      var end = Int(info.pointee.registerCount)
      if frame < top { end = min(end, frame[1].registers - registers) }
      let first = max(Int(info.pointee.localCount), Int(info.pointee.argumentCount + info.pointee.clearCount))
      if first >= end { continue }
      let liveness = known[info.pointee.id] ?? Liveness(info)
      known[info.pointee.id] = liveness
      // The frame may be in the middle of its instruction, or wait behind it.
      let current = info.pointee.instruction(before: frame.pointee.pc)
      let next = current + 1 + opcode(info.pointee.start[current]).cacheWords
      for register in first..<end
      where !liveness.isLive(register, at: current) && !liveness.isLive(register, at: next) {
        registers[register] = .unbound
      }
    }
    // What was above the top window belonged to calls that have returned.
    let window = topOfStack
    for index in 0..<min(64, pointee.stackLimit - window) { window[index] = .unbound }
    withUnsafeMutableBytes(of: &pointee.scratch) { words in
      for word in words.bindMemory(to: Value.self).indices { words.bindMemory(to: Value.self)[word] = .unbound }
    }
  }
}

extension CodeInfo {
  /// Where the instruction starts that ends at `pc` or has it among its cache words.
  fileprivate func instruction(before pc: PC) -> Int {
    let target = pc - start
    var offset = 0
    while true {
      let next = offset + 1 + opcode(start[offset]).cacheWords
      if next >= target || next >= Int(length) { return offset }
      offset = next
    }
  }
}
