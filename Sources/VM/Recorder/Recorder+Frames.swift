// Registers and frames that a trace keeps in SSA values, written to the interpreter's memory: for helpers that may run Python
// code, for native functions that take their arguments from the window, and for calls that are not inlined.

import CRuntime
import TraceIR

extension Recorder {
  /// Writes everything that memory lacks: registers that are read later, inlined frames, pc and current frame.
  /// Before helpers that may run Python code or look at frames.
  func flush() {
    hasFlushed = true
    let windowPointer = emit(.windowPointer)
    for index in 0..<frames.count {
      let frame = frames[index]
      let isTop = index == frames.count - 1
      let limit = isTop ? Int(frame.info.pointee.registerCount) : frames[index + 1].base - frame.base
      frame.liveness.forEach(at: isTop ? offset : frame.waiting, below: limit) {
        flushSlot(frame.base + $0, windowPointer)
      }
      // Variables that only `locals()` would see.
      for register in 0..<min(limit, Int(frame.info.pointee.localCount)) {
        flushSlot(frame.base + register, windowPointer)
      }
    }
    for index in 0..<frames.count {
      let frame = frames[index]
      let isTop = index == frames.count - 1
      if index >= framesInMemory {
        let result =
          frame.result < 0
          ? raw(address: vm.pointee.mainThread.discard)
          : emit(.rawAdd, windowPointer, raw(constant: UInt64(frame.result * 8)))
        storeFrame(
          index, base: frame.base, frame.info, function: frame.function, result: result,
          locals: frame.locals.isNone ? constant(.unbound) : frame.locals, flags: frame.flags)
      }
      if isTop || index + 1 >= framesInMemory {
        storeField(\.pc, of: index, raw(address: frame.info.pointee.start + (isTop ? offset + 1 : frame.resume)))
      }
    }
    setCurrentFrame(depth)
    framesInMemory = frames.count
  }

  private func storeField(_ path: PartialKeyPath<Frame>, of frame: Int, _ value: Reference) {
    let place = frame * MemoryLayout<Frame>.stride + MemoryLayout<Frame>.offset(of: path).unsafelyUnwrapped
    emit(.store, emit(.framePointer), value, immediate: Int64(place), region: .frames)
  }

  /// Writes a frame above the root, all but its pc.
  private func storeFrame(
    _ index: Int, base: Int, _ info: UnsafeMutablePointer<CodeInfo>, function: Reference, result: Reference,
    locals: Reference, flags: UInt64
  ) {
    storeField(\.registers, of: index, emit(.rawAdd, emit(.windowPointer), raw(constant: UInt64(base * 8))))
    storeField(\.code, of: index, raw(address: info))
    storeField(\.function, of: index, function)
    storeField(\.result, of: index, result)
    storeField(\.locals, of: index, locals)
    storeField(\.flags, of: index, raw(constant: flags))
    storeField(\.constants, of: index, raw(address: info.pointee.constants))
  }

  private func frameAddress(_ index: Int) -> Reference {
    let root = emit(.framePointer)
    return index == 0 ? root : emit(.rawAdd, root, raw(constant: UInt64(index * MemoryLayout<Frame>.stride)))
  }

  private func setCurrentFrame(_ index: Int) {
    emit(
      .store, emit(.threadPointer), frameAddress(index),
      immediate: Int64(MemoryLayout<ThreadState>.offset(of: \ThreadState.frame).unsafelyUnwrapped),
      region: .frames)
  }

  /// r[a] = the result of a Python function of plain parameters, which are the registers from `first`. It runs in a native
  /// activation of its own: its own trace, or the interpreter. What it does is not recorded here.
  func callFrame(_ a: Int, _ function: FunctionRef, _ reference: Reference, first: Int) {
    let info = function.info
    let parameters = Int(info.pointee.argumentCount)
    let place = base + first
    let index = frames.count
    let registers = place + Int(info.pointee.registerCount) + linkedRegisters
    guardian(.guardRoom, immediate: Int64(registers << 8 | (index + 1 + linkedFrames)))
    _ = operandsInMemory(first, count: parameters)
    flush()
    let window = emit(.windowPointer)
    for register in 0..<Int(info.pointee.clearCount) {
      let slot = place + parameters + register
      emit(.store, window, constant(.unbound), immediate: Int64(slot * 8), region: .frames)
    }
    storeFrame(
      index, base: place, info, function: reference, result: raw(constant: 0), locals: constant(.unbound),
      flags: FrameFlags.exit)
    storeField(\.pc, of: index, raw(address: info.pointee.start))
    setCurrentFrame(index)
    isSkipping = true
    let result = call(.callFrame, [frameAddress(index)])
    guardSuccess(result)
    write(a, result)
  }

  /// At the end of a loop: memory is again as the start of the loop expects it.
  func flushRegisters() {
    let windowPointer = emit(.windowPointer)
    let info = frames[0].info
    frames[0].liveness.forEach(at: offset, below: Int(info.pointee.registerCount)) { flushSlot($0, windowPointer) }
    for register in 0..<Int(info.pointee.localCount) { flushSlot(register, windowPointer) }
  }

  /// Puts operands of the current instruction into memory for a helper that reads them there; their address.
  func operandsInMemory(_ first: Int, count: Int) -> Reference {
    for register in first..<first + count { _ = read(register) }
    let windowPointer = emit(.windowPointer)
    for register in first..<first + count { flushSlot(base + register, windowPointer) }
    return emit(.rawAdd, windowPointer, raw(constant: UInt64((base + first) * 8)))
  }

  private func flushSlot(_ slot: Int, _ windowPointer: Reference) {
    guard dirty[slot] else { return }
    emit(.store, windowPointer, boxed(slots[slot]), immediate: Int64(slot * 8), region: .frames)
    dirty[slot] = false
  }
}
