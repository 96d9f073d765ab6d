// Allocated instructions → machine code: the walk over the trace, operands, moves, exits and out-of-line code. What each operation
// becomes is in Lowering+*.swift.
//
// The code of one instruction may use r11 and xmm15 freely; nothing is in them, and nothing is expected of the flags, between two
// instructions. Up to the jump to its exit an instruction changes no register but its result, its temporary and those it
// declares in `Constraint.clobbers`.
import TraceIR
import X64

/// Code behind the main line: an allocation that did not fit, a list that must grow.
struct SlowPath {
  enum Kind {
    case boxFloat(source: Register, result: Register)
    case allocate(header: UInt64, result: Register)
    case makeRoom(storage: Register, count: Register)
    /// The double in xmm15 as a value in r11.
    case boxScratch
    case takeLockBack
  }
  let kind: Kind
  let start: Label
  let back: Label
  let point: Int32
}

/// An exit while code is being made.
struct ExitStub {
  let instruction: Int
  let label: Label
  /// Offset of the bytes that can be patched.
  var offset = 0
}

struct Lowering: ~Copyable {
  let trace: Trace
  let analysis: TraceAnalysis
  let allocation: Allocation
  let environment: Environment
  let inherited: [Location]
  var assembler = Assembler()
  var index = 0
  /// Where the instruction's operands are.
  var current = AllocatedInstruction()
  var exits: [ExitStub] = []
  var slowPaths: [SlowPath] = []
  var points: [(offset: UInt32, point: Int32)] = []
  var loopLabel: Label?
  let linkEntry: Label
  var reloads = 0
  var moves = 0

  init(
    _ trace: Trace, _ analysis: TraceAnalysis, _ allocation: Allocation, _ environment: Environment,
    _ inherited: [Location]
  ) {
    self.trace = trace
    self.analysis = analysis
    self.allocation = allocation
    self.environment = environment
    self.inherited = inherited
    linkEntry = assembler.makeLabel()
  }

  var instruction: Instruction { trace.instructions[index] }

  mutating func run() throws {
    if case .bridge = trace.origin {} else { emitEntry() }
    assembler.bind(linkEntry)
    storeInherited()
    for number in trace.instructions.indices where analysis.hasCode(number) {
      index = number
      current = allocation.instructions[number]
      notePoint(trace.instructions[number].point)
      try lowerInstruction()
    }
    for path in slowPaths { emit(path) }
    emitStubs()
    assembler.finish()
  }

  private mutating func notePoint(_ point: Int32) {
    if points.last?.point != point { points.append((UInt32(assembler.offset), point)) }
  }

  private mutating func emitEntry() {
    assembler.emit(.push, .rbp)
    assembler.emit(.movRM, .rbp, .rsp)
    // Before rsp moves, so that a frame of full size always has its root (splice.c relies on it).
    assembler.emit(.movMR, .rcx, NativeFrame.root)
    assembler.emit(.sub, .rsp, NativeFrame.size)
    assembler.emit(.movRM, Machine.thread, .r8)
    assembler.emit(.movRM, Machine.window, .rsi)
  }

  /// Slots of inherited values that came in registers.
  private mutating func storeInherited() {
    for value in trace.instructions.indices
    where trace.instructions[value].operation == .inherit && allocation.isSpilled[value] {
      switch inherited[Int(trace.instructions[value].immediate)] {
      case .general(let number): storeSlot(.general(number), value)
      case .vector(let number): storeSlot(.vector(number), value)
      case .slot: break
      }
    }
  }

  private mutating func lowerInstruction() throws {
    if instruction.operation != .jumpLoop { emitEdits() }
    switch instruction.operation.info.operationClass {
    case .guardian: try lowerGuard()
    case .pure: try lowerPure()
    case .load, .store: try lowerMemory()
    case .allocation: lowerAllocation()
    case .call: try lowerCall()
    case .control: try lowerControl()
    }
    if let result = current.result, allocation.isSpilled[index], instruction.operation != .phi {
      storeSlot(result, index)
    }
  }

  // MARK: Operands

  enum Operand {
    case register(Register)
    case memory(Memory)
    case constant(Constant)
  }

  func operand(_ place: Place) -> Operand {
    if let register = place.register { return .register(register) }
    if let value = place.slotValue { return .memory(slot(value)) }
    return .constant(trace.constants[place.constantIndex!])
  }
  func slot(_ value: Int) -> Memory { NativeFrame.spill(Int(allocation.slot[value])) }

  /// Registers of operands that the constraints promise.
  var a: Register { current.a.register! }
  var b: Register { current.b.register! }
  var result: Register { current.result! }

  /// A constant's word when it fits an immediate operand.
  func immediate(_ constant: Constant) -> Int32? {
    constant.type == .float ? nil : Int32(exactly: Int64(bitPattern: constant.word))
  }

  /// `register = register op operand`; a large constant comes from the pool.
  mutating func emit(_ operation: Arithmetic, _ register: Register, _ operand: Operand) {
    switch operand {
    case .register(let other): assembler.emit(operation.rm, register, other)
    case .memory(let memory): assembler.emit(operation.rm, register, memory)
    case .constant(let constant):
      if let value = immediate(constant) {
        assembler.emit(operation, register, value)
      } else {
        assembler.emit(operation.rm, register, assembler.constant(constant.word))
      }
    }
  }

  /// A row with a register and a register or memory.
  mutating func emit(_ row: Row, _ register: Register, _ operand: Operand) {
    switch operand {
    case .register(let other): assembler.emit(row, register, other)
    case .memory(let memory): assembler.emit(row, register, memory)
    case .constant(let constant): assembler.emit(row, register, assembler.constant(constant.word))
    }
  }

  /// Any operand into a register, without changing flags.
  mutating func move(_ destination: Register, _ operand: Operand) {
    switch operand {
    case .register(let source):
      if source == destination { return }
      assembler.emit(destination.isVector ? .movapsRM : .movRM, destination, source)
    case .memory(let memory): assembler.emit(destination.isVector ? .movsdRM : .movRM, destination, memory)
    case .constant(let constant):
      if !destination.isVector {
        assembler.emitConstant(destination, constant.word, mayChangeFlags: false)
      } else if constant.bits == 0 {
        assembler.emit(.xorps, destination, destination)
      } else {
        assembler.emit(.movsdRM, destination, assembler.constant(constant.bits))
      }
    }
  }

  /// Operand a in the result's register, before an instruction that changes it.
  mutating func moveToResult() { move(result, .register(a)) }

  mutating func storeSlot(_ register: Register, _ value: Int) {
    assembler.emit(register.isVector ? .movsdMR : .movMR, register, slot(value))
  }

  // MARK: Exits and slow paths

  /// A new exit of the current instruction.
  mutating func makeExit() -> Label {
    let label = assembler.makeLabel()
    exits.append(ExitStub(instruction: index, label: label))
    return label
  }
  /// Leaves the trace unless `condition`.
  mutating func exit(unless condition: Condition) {
    let label = makeExit()
    assembler.jump(condition.opposite, label)
  }

  mutating func slowPath(_ kind: SlowPath.Kind, when condition: Condition) {
    let path = SlowPath(
      kind: kind, start: assembler.makeLabel(), back: assembler.makeLabel(), point: instruction.point)
    assembler.jump(condition, path.start)
    slowPaths.append(path)
    assembler.bind(path.back)
  }

  private mutating func emit(_ path: SlowPath) {
    notePoint(path.point)
    assembler.bind(path.start)
    let memory = environment.codeMemory
    switch path.kind {
    case .boxFloat(let source, let result):
      assembler.emit(.movapsRM, Machine.vectorScratch, source)
      assembler.emit(.call32, to: memory.address(of: .boxFloat))
      assembler.emit(.movRM, result, Machine.scratch)
    case .allocate(let header, let result):
      assembler.emitConstant(Machine.scratch, header)
      assembler.emit(.call32, to: memory.address(of: .allocate))
      assembler.emit(.movRM, result, Machine.scratch)
    case .makeRoom(let storage, let count):
      assembler.emit(.movqFromGeneral, Machine.vectorScratch, count)
      assembler.emit(.movRM, Machine.scratch, storage)
      assembler.emit(.call32, to: memory.address(of: .makeRoom))
      assembler.emit(.movRM, storage, Machine.scratch)
    case .boxScratch: assembler.emit(.call32, to: memory.address(of: .boxFloat))
    case .takeLockBack: assembler.emit(.call32, to: memory.address(of: .takeLockBack))
    }
    assembler.jump(path.back)
  }

  /// Each stub is 8 bytes at a multiple of 8 that can be patched, and the rest of the jump. What must be taken back comes before them.
  private mutating func emitStubs() {
    for number in exits.indices {
      let exit = exits[number]
      notePoint(trace.instructions[exit.instruction].point)
      let allocated = allocation.instructions[exit.instruction]
      if allocated.undoes {
        assembler.bind(exit.label)
        let isAdd = trace.instructions[exit.instruction].operation == .addOverflow
        emit(isAdd ? .sub : .add, allocated.result!, operand(allocated.b))
        assembler.align(8)
      } else {
        assembler.align(8)
        assembler.bind(exit.label)
      }
      exits[number].offset = assembler.offset
      assembler.emit(.mov32OI32, Machine.scratch, Int64(environment.firstExit) + Int64(number))
      assembler.emit(.jmp32, to: environment.codeMemory.address(of: .exit))
    }
  }
}
