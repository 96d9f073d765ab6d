// Calls, loops, and the ends of a trace.
import TraceIR
import X64

extension Lowering {
  mutating func lowerCall() throws {
    if instruction.operation == .foreignCall { return lowerForeignCall() }
    let target = environment.helpers[Int(instruction.immediate)].address
    if environment.codeMemory.reaches(target) {
      assembler.emit(.call32, to: target)
    } else {
      assembler.emitConstant(.rax, UInt64(target))
      assembler.emit(.callM, .rax)
    }
    if instruction.type == .condition, current.result != nil { assembler.emit(.movzx8, .rax, .rax) }
  }

  mutating func lowerControl() throws {
    switch instruction.operation {
    case .loop: startLoop()
    case .jumpLoop: endLoop()
    case .link: try link()
    case .returnValue: returnValue()
    case .popFrame: popFrame()
    case .leave:
      let label = makeExit()
      assembler.jump(label)
    default: break
    }
  }

  /// The caller's frame, the one before, becomes the root and the current frame.
  private mutating func popFrame() {
    assembler.emit(.movRM, Machine.scratch, NativeFrame.root)
    assembler.emit(.sub, Machine.scratch, Offset.frameSize)
    assembler.emit(.movRM, Machine.window, Memory(Machine.scratch, Offset.frameRegisters))
    // The root is never above the current frame (splice.c).
    assembler.emit(.movMR, Machine.scratch, NativeFrame.root)
    assembler.emit(.movMR, Machine.scratch, Memory(Machine.thread, Offset.frame))
  }

  private mutating func startLoop() {
    for phi in analysis.loopStart + 1..<analysis.phiEnd where allocation.isSpilled[phi] {
      if let register = allocation.instructions[phi].result { storeSlot(register, phi) }
    }
    assembler.align(16)
    let label = assembler.makeLabel()
    assembler.bind(label)
    loopLabel = label
  }

  /// Signals and other work end the loop between two iterations.
  private mutating func endLoop() {
    guard instruction.snapshot >= 0 else {
      emitEdits()
      return assembler.jump(loopLabel!)
    }
    assembler.emit(.cmp32MI8, Memory(Machine.thread, Offset.pendingWork), 0)
    let label = makeExit()
    if current.editCount == 0 {
      assembler.jump(.equal, loopLabel!)
      return assembler.jump(label)
    }
    assembler.jump(.notEqual, label)
    emitEdits()
    assembler.jump(loopLabel!)
  }

  // MARK: Calls of frames, and their end

  /// Room on the native stack, for the registers and for the frames of a call; and no work that waits: functions that call each
  /// other have no loop that would look for it.
  mutating func guardRoom() {
    let exitLabel = makeExit()
    assembler.emit(.cmp32MI8, Memory(Machine.thread, Offset.pendingWork), 0)
    assembler.jump(.notEqual, exitLabel)
    assembler.emit(.cmpRM, .rsp, Memory(Machine.thread, Offset.nativeStackLimit))
    assembler.jump(.below, exitLabel)
    assembler.emit(.lea, Machine.scratch, Memory(Machine.window, Int32(8 * (instruction.immediate >> 8))))
    assembler.emit(.cmpRM, Machine.scratch, Memory(Machine.thread, Offset.stackLimit))
    assembler.jump(.notBelow, exitLabel)
    assembler.emit(.movRM, Machine.scratch, NativeFrame.root)
    assembler.emit(.add, Machine.scratch, Int32(instruction.immediate & 0xFF) * Offset.frameSize)
    assembler.emit(.cmpRM, Machine.scratch, Memory(Machine.thread, Offset.frameLimit))
    assembler.jump(.notBelow, exitLabel)
  }

  /// As the interpreter's `return`: to the caller in the interpreter, which goes on in its next handler, or out of an activation.
  /// The immediate holds the flags of a frame that returns to its caller, 0 or `FrameFlags.initializer`; the snapshot is for those that end
  /// in other ways.
  private mutating func returnValue() {
    let exitLabel = makeExit()
    let isActivation = assembler.makeLabel()
    let temporary = current.temporary!
    assembler.emit(.movRM, Machine.scratch, NativeFrame.root)
    assembler.emit(.cmp32MI8, Memory(Machine.scratch, Offset.frameFlags), instruction.immediate)
    assembler.jump(.notEqual, isActivation)
    // The frame of an initializer has the object as its result already.
    if instruction.immediate == 0 {
      assembler.emit(.movRM, temporary, Memory(Machine.scratch, Offset.frameResult))
      assembler.emit(.movMR, a, Memory(temporary))
    }
    dropFrame()
    if let word = environment.continueWord {
      assembler.emitConstant(.rax, word)
      assembler.emit(.leave)
      assembler.emit(.ret)
    } else {
      assembler.emit(.movRM, .rdi, Memory(Machine.scratch, Offset.framePC))
      assembler.emit(.movRM, .rsi, Memory(Machine.scratch, Offset.frameRegisters))
      assembler.emit(.movRM, .rdx, Memory(Machine.scratch, Offset.frameConstants))
      assembler.emit(.movRM, .rcx, Machine.scratch)
      assembler.emit(.movRM, .r8, Machine.thread)
      assembler.emit(.movRM, .r9, Memory(.rdi))
      assembler.emit(.add, .rdi, 8)
      assembler.emit(.movzx8, .rax, .r9)
      assembler.emit(.leave)
      assembler.emit(.jmpM, Memory(Machine.thread, .rax, shift: 3, 0))
    }
    assembler.bind(isActivation)
    assembler.emit(.cmp32MI8, Memory(Machine.scratch, Offset.frameFlags), Offset.exitFlag)
    assembler.jump(.notEqual, exitLabel)
    if a != .rax { assembler.emit(.movRM, .rax, a) }
    dropFrame()
    assembler.emit(.leave)
    assembler.emit(.ret)
  }

  /// The root frame, in r11, is left.
  private mutating func dropFrame() {
    assembler.emit(.sub, Machine.scratch, Offset.frameSize)
    assembler.emit(.movMR, Machine.scratch, Memory(Machine.thread, Offset.frame))
  }

  // MARK: Link

  /// Frames of the snapshot, innermost first.
  private func frameChain(_ snapshot: Snapshot) -> [Int] {
    var chain: [Int] = []
    var frame = Int(snapshot.point.frame)
    while frame >= 0 {
      chain.append(frame)
      frame = Int(trace.frames[frame].parent)
    }
    return chain
  }

  private mutating func link() throws {
    let number = Int(instruction.snapshot)
    let snapshot = trace.snapshots[number]
    let chain = frameChain(snapshot)
    let depth = chain.count - 1
    // Pending work, or no room for the frames: the exit knows what to do.
    let exitLabel = makeExit()
    assembler.emit(.cmp32MI8, Memory(Machine.thread, Offset.pendingWork), 0)
    assembler.jump(.notEqual, exitLabel)
    if depth > 0 { checkRoom(chain, exitLabel) }
    for entry in trace.entries(of: snapshot) {
      try write(entry.value, to: Memory(Machine.window, 8 * entry.slot))
    }
    try writeFrames(chain, snapshot)
    if instruction.immediate == -1 {
      assembler.jump(linkEntry)
    } else {
      assembler.emit(.jmp32, to: environment.linkEntry(instruction.immediate))
    }
  }

  /// As the interpreter's calls: the windows must end below the stack's limit, the frames begin below theirs.
  private mutating func checkRoom(_ chain: [Int], _ exitLabel: Label) {
    let end = chain.map { Int(trace.frames[$0].base) + environment.code(trace.frames[$0].code).registerCount }.max()!
    assembler.emit(.lea, Machine.scratch, Memory(Machine.window, Int32(8 * end)))
    assembler.emit(.cmpRM, Machine.scratch, Memory(Machine.thread, Offset.stackLimit))
    assembler.jump(.notBelow, exitLabel)
    assembler.emit(.movRM, Machine.scratch, NativeFrame.root)
    assembler.emit(.add, Machine.scratch, Int32(chain.count - 1) * Offset.frameSize)
    assembler.emit(.cmpRM, Machine.scratch, Memory(Machine.thread, Offset.frameLimit))
    assembler.jump(.notBelow, exitLabel)
  }

  /// A value of a snapshot as a tagged word into memory.
  private mutating func write(_ reference: Reference, to memory: Memory) throws {
    if reference.isVirtual { throw AbortReason.invalidTrace }
    if reference.isNone { return storeWord(Word.unbound, to: memory) }
    guard reference.isInstruction else {
      let constant = trace.constants[reference.index]
      switch constant.type {
      case .float:
        // Boxes once per link; a constant that does not fit a word is rare.
        move(Machine.vectorScratch, .constant(constant))
        boxScratch()
        return assembler.emit(.movMR, Machine.scratch, memory)
      case .condition:
        return assembler.emit(.movMI32, memory, Int64(constant.bits != 0 ? Word.trueValue : Word.falseValue))
      default: return storeWord(constant.word, to: memory)
      }
    }
    let source = exitOperand(reference.index)
    switch trace.type(of: reference) {
    case .float:
      move(Machine.vectorScratch, source)
      boxScratch()
    case .condition:
      move(Machine.scratch, source)
      assembler.emit(.lea, Machine.scratch, Memory(index: Machine.scratch, shift: 3, Word.falseValue))
    default:
      if case .register(let register) = source { return assembler.emit(.movMR, register, memory) }
      move(Machine.scratch, source)
    }
    assembler.emit(.movMR, Machine.scratch, memory)
  }

  /// The double in xmm15 as a tagged word in r11.
  private mutating func boxScratch() {
    assembler.emit(.movqToGeneral, Machine.scratch, Machine.vectorScratch)
    assembler.emit(.rolMI8, Machine.scratch, 4)
    assembler.emit(.sub, Machine.scratch, 1)
    assembler.emit(.test8MI8, Machine.scratch, 2)
    slowPath(.boxScratch, when: .equal)
  }

  private mutating func storeWord(_ word: UInt64, to memory: Memory) {
    if let value = Int32(exactly: Int64(bitPattern: word)) { return assembler.emit(.movMI32, memory, Int64(value)) }
    assembler.emitConstant(Machine.scratch, word)
    assembler.emit(.movMR, Machine.scratch, memory)
  }

  /// Where a live value of the current instruction's snapshot is.
  private func exitOperand(_ value: Int) -> Operand {
    let range = analysis.liveRange[Int(instruction.snapshot)]
    let first = Int(range.first)
    let number = analysis.live[first..<first + Int(range.count)].firstIndex(of: Int32(value))! - first
    return operand(allocation.exitPlaces[Int(current.firstExitPlace) + number])
  }

  private mutating func writeFrames(_ chain: [Int], _ snapshot: Snapshot) throws {
    let depth = chain.count - 1
    let frame = current.temporary!
    assembler.emit(.movRM, frame, NativeFrame.root)
    for level in 0...depth {
      let node = trace.frames[chain[depth - level]]
      let code = environment.code(node.code)
      let base = Int32(level) * Offset.frameSize
      let resume = level == depth ? snapshot.point.offset : trace.frames[chain[depth - level - 1]].resume
      storeWord(UInt64(code.start) + 8 * UInt64(resume), to: Memory(frame, base + Offset.framePC))
      if level == 0 { continue }
      address(Memory(Machine.window, 8 * node.base), to: Memory(frame, base + Offset.frameRegisters))
      storeWord(UInt64(code.info), to: Memory(frame, base + Offset.frameCode))
      try write(node.function, to: Memory(frame, base + Offset.frameFunction))
      let result =
        node.result < 0
        ? Memory(Machine.thread, Offset.droppedResult) : Memory(Machine.window, 8 * node.result)
      address(result, to: Memory(frame, base + Offset.frameResult))
      try write(node.locals, to: Memory(frame, base + Offset.frameLocals))
      storeWord(node.flags, to: Memory(frame, base + Offset.frameFlags))
      storeWord(UInt64(code.constants), to: Memory(frame, base + Offset.frameConstants))
    }
    guard depth > 0 else { return }
    assembler.emit(.add, frame, Int32(depth) * Offset.frameSize)
    assembler.emit(.movMR, frame, Memory(Machine.thread, Offset.frame))
    assembler.emit(.movMR, frame, NativeFrame.root)
    assembler.emit(.movRM, Machine.window, Memory(frame, Offset.frameRegisters))
  }

  private mutating func address(_ target: Memory, to memory: Memory) {
    assembler.emit(.lea, Machine.scratch, target)
    assembler.emit(.movMR, Machine.scratch, memory)
  }
}
