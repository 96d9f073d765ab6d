// What the allocator must know before it starts: which instructions are needed, which conditions are tested where they
// are used, which results are one word with their operand, and where every value is used.
//
// Two walks backwards. Positions: 2 i for operands of instruction i, 2 i + 1 for its snapshot and for what must survive it.
import TraceIR
import X64

struct TraceAnalysis {
  let trace: Trace
  /// Instructions that produce code.
  private(set) var isNeeded: [Bool]
  /// Conditions without a register: the guards that read them do the comparison.
  private(set) var isDeferred: [Bool]
  /// The instruction whose register holds an instruction's result: another one where both are the same word.
  private(set) var root: [Int32]
  /// Position of the last use of each root, -1 when unused.
  private(set) var lastUse: [Int32]
  /// Uses as operands, ascending: a linked list for each root, its first element in `firstUse`.
  private(set) var firstUse: [Int32]
  private(set) var usePosition: [Int32] = []
  private(set) var useNext: [Int32] = []
  /// Live values of each snapshot that an instruction names, a run of `live`.
  private(set) var live: [Int32] = []
  private(set) var liveRange: [(first: Int32, count: Int32)]
  /// For each instruction the next call at or behind it, and the total when there is none.
  private(set) var nextCall: [Int32]
  /// The same for instructions that destroy rax and rdx, or rcx.
  private(set) var nextDivision: [Int32]
  private(set) var nextShift: [Int32]
  /// Fixed register that a value's next use wants, or `noHint`.
  private(set) var hint: [UInt8]
  private(set) var loopStart = -1
  private(set) var phiEnd = -1

  static let noHint: UInt8 = 0xFF

  /// Throws `unsupportedCall` for a helper with more arguments than registers.
  init(_ trace: Trace, helpers: [Helper], inherited: [Location]) throws {
    self.trace = trace
    let count = trace.instructions.count
    isNeeded = Array(repeating: false, count: count)
    isDeferred = Array(repeating: false, count: count)
    root = (0..<Int32(count)).map { $0 }
    lastUse = Array(repeating: -1, count: count)
    firstUse = Array(repeating: -1, count: count)
    liveRange = Array(repeating: (-1, 0), count: trace.snapshots.count)
    nextCall = Array(repeating: Int32(count), count: count + 1)
    nextDivision = nextCall
    nextShift = nextCall
    hint = Array(repeating: TraceAnalysis.noHint, count: count)
    usePosition.reserveCapacity(2 * count)
    useNext.reserveCapacity(2 * count)
    findRoots(inherited)
    findLiveValues()
    findNeeded(helpers)
    try findUses(helpers)
  }

  // MARK: Roots

  private mutating func findRoots(_ inherited: [Location]) {
    var holders: [Location: Int32] = [:]
    for (index, instruction) in trace.instructions.enumerated() {
      switch instruction.operation {
      case .guardInt, .guardObject: if instruction.a.isInstruction { root[index] = root[instruction.a.index] }
      // Two inherited values in one place.
      case .inherit:
        let location = inherited[Int(instruction.immediate)]
        if let holder = holders[location] { root[index] = holder } else { holders[location] = Int32(index) }
      case .loop: loopStart = index
      case .phi:
        phiEnd = index + 1
        // Never changes.
        if instruction.b == .instruction(index), instruction.a.isInstruction {
          root[index] = root[instruction.a.index]
        }
      default: break
      }
    }
    if loopStart >= 0 && phiEnd < 0 { phiEnd = loopStart + 1 }
  }

  // MARK: Snapshots

  /// As `Trace.liveValues(ofSnapshot:)`, which searches where this marks.
  private mutating func findLiveValues() {
    var seen = [Int32](repeating: -1, count: trace.instructions.count)
    var seenVirtual = [Int32](repeating: -1, count: trace.virtuals.count)
    var queue: [Int] = []
    var live: [Int32] = []
    let trace = trace
    for instruction in trace.instructions where instruction.snapshot >= 0 {
      let number = Int(instruction.snapshot)
      if liveRange[number].first >= 0 { continue }
      let first = live.count
      queue.removeAll(keepingCapacity: true)
      var drained = 0
      func visit(_ reference: Reference) {
        if reference.isInstruction {
          if seen[reference.index] != Int32(number) {
            seen[reference.index] = Int32(number)
            live.append(Int32(reference.index))
          }
        } else if reference.isVirtual, seenVirtual[reference.index] != Int32(number) {
          seenVirtual[reference.index] = Int32(number)
          queue.append(reference.index)
        }
      }
      func drain() {
        while drained < queue.count {
          let object = trace.virtuals[queue[drained]]
          for field in Int(object.firstField)..<Int(object.firstField + object.fieldCount) {
            visit(trace.virtualFields[field])
          }
          drained += 1
        }
      }
      let snapshot = trace.snapshots[number]
      for entry in Int(snapshot.firstEntry)..<Int(snapshot.firstEntry + snapshot.entryCount) {
        visit(trace.entries[entry].value)
      }
      drain()
      var frame = Int(snapshot.point.frame)
      while frame >= 0 {
        visit(trace.frames[frame].function)
        visit(trace.frames[frame].locals)
        frame = Int(trace.frames[frame].parent)
      }
      drain()
      liveRange[number] = (Int32(first), Int32(live.count - first))
    }
    self.live = live
  }

  // MARK: Needed instructions and deferred conditions

  private mutating func findNeeded(_ helpers: [Helper]) {
    var isUsed = [Bool](repeating: false, count: trace.instructions.count)
    // Conditions that something other than a guard reads.
    var isRead = [Bool](repeating: false, count: trace.instructions.count)
    func use(_ reference: Reference) {
      guard reference.isInstruction else { return }
      isUsed[reference.index] = true
      isRead[reference.index] = true
    }
    for index in trace.instructions.indices.reversed() {
      let instruction = trace.instructions[index]
      noteClobbers(index, instruction)
      let isNeeded: Bool
      switch instruction.operation.info.operationClass {
      case .pure, .load, .allocation: isNeeded = isUsed[index]
      case .call:
        isNeeded =
          isUsed[index] || instruction.operation == .foreignCall || !helpers[Int(instruction.immediate)].isRemovable
      case .guardian, .store, .control: isNeeded = true
      }
      self.isNeeded[index] = isNeeded
      guard isNeeded else { continue }
      if instruction.snapshot >= 0 {
        let range = liveRange[Int(instruction.snapshot)]
        for value in Int(range.first)..<Int(range.first + range.count) {
          isUsed[Int(live[value])] = true
          isRead[Int(live[value])] = true
        }
      }
      switch instruction.operation {
      case .guardTrue, .guardFalse: if instruction.a.isInstruction { isUsed[instruction.a.index] = true }
      case .not:
        if instruction.a.isInstruction {
          isUsed[instruction.a.index] = true
          isRead[instruction.a.index] = isRead[instruction.a.index] || isRead[index]
        }
      case .jumpLoop:
        for phi in loopStart + 1..<phiEnd { use(trace.instructions[phi].b) }
      case .phi: use(instruction.a)
      case .call, .foreignCall:
        use(instruction.a)
        for argument in trace.arguments(of: instruction) { use(argument) }
      default:
        use(instruction.a)
        use(instruction.b)
        use(instruction.c)
      }
      if instruction.type == .condition && !isRead[index] { isDeferred[index] = instruction.operation.isDeferrable }
    }
    // `not` of a condition that has a register has one, too.
    for index in trace.instructions.indices where isDeferred[index] && trace.instructions[index].operation == .not {
      let operand = trace.instructions[index].a
      isDeferred[index] = operand.isInstruction && isDeferred[operand.index]
    }
  }

  private mutating func noteClobbers(_ index: Int, _ instruction: Instruction) {
    nextCall[index] = nextCall[index + 1]
    nextDivision[index] = nextDivision[index + 1]
    nextShift[index] = nextShift[index + 1]
    switch instruction.operation {
    case .call, .foreignCall: nextCall[index] = Int32(index)
    case .floorDivide, .modulo:
      if case .shift = Division(divisor: trace.constantInt(instruction.b)) { break }
      nextDivision[index] = Int32(index)
    case .shiftLeft, .shiftLeftOverflow, .shiftRight: if !instruction.b.isConstant { nextShift[index] = Int32(index) }
    default: break
    }
  }

  /// General registers that a value which lives from behind instruction `index` on had better not be in, because an instruction
  /// before its last use destroys them.
  func avoided(_ value: Int, after index: Int) -> RegisterSet {
    let last = lastUse[value]
    var registers = RegisterSet()
    if 2 * nextDivision[index + 1] <= last { registers.formUnion(Machine.divisionRegisters) }
    if 2 * nextShift[index + 1] <= last { registers.insert(.rcx) }
    if 2 * nextCall[index + 1] < last { registers.formUnion(Machine.callerSaved.intersection(Machine.general)) }
    return registers
  }

  /// Whether the allocator and the encoder have anything to do for an instruction.
  func hasCode(_ index: Int) -> Bool {
    isNeeded[index] && (!isDeferred[index] || trace.instructions[index].operation == .guardBool)
  }

  /// The condition that a guard tests: without `not`s, and whether their number is odd.
  func tested(_ reference: Reference) -> (condition: Reference, isNegated: Bool) {
    var reference = reference, isNegated = false
    while reference.isInstruction, isDeferred[reference.index], trace.instructions[reference.index].operation == .not {
      reference = trace.instructions[reference.index].a
      isNegated.toggle()
    }
    return (reference, isNegated)
  }

  /// The operands that an instruction reads when its code runs: a guard on a deferred condition reads that one's.
  func operands(_ index: Int) -> (a: Reference, b: Reference, c: Reference) {
    let instruction = trace.instructions[index]
    switch instruction.operation {
    case .guardTrue, .guardFalse:
      let condition = tested(instruction.a).condition
      guard condition.isInstruction, isDeferred[condition.index] else { return (condition, .none, .none) }
      return (trace.instructions[condition.index].a, trace.instructions[condition.index].b, .none)
    case .phi: return (.none, .none, .none)
    default:
      // The constant of a commutative operation is its second operand.
      if instruction.a.isConstant, !instruction.b.isConstant, instruction.operation.info.isCommutative {
        return (instruction.b, instruction.a, .none)
      }
      return (instruction.a, instruction.b, instruction.c)
    }
  }

  // MARK: Uses

  private mutating func use(_ reference: Reference, _ position: Int32) {
    guard reference.isInstruction else { return }
    let value = Int(root[reference.index])
    lastUse[value] = max(lastUse[value], position)
    if firstUse[value] >= 0, usePosition[Int(firstUse[value])] == position { return }
    usePosition.append(position)
    useNext.append(firstUse[value])
    firstUse[value] = Int32(usePosition.count - 1)
    hint[value] = TraceAnalysis.noHint
  }

  private mutating func findUses(_ helpers: [Helper]) throws {
    let end = Int32(2 * trace.instructions.count)
    for index in trace.instructions.indices.reversed() {
      guard hasCode(index) else { continue }
      let instruction = trace.instructions[index]
      let position = Int32(2 * index)
      if instruction.snapshot >= 0 {
        let range = liveRange[Int(instruction.snapshot)]
        for value in Int(range.first)..<Int(range.first + range.count) {
          let value = Int(root[Int(live[value])])
          lastUse[value] = max(lastUse[value], position + 1)
        }
      }
      switch instruction.operation {
      case .jumpLoop:
        for phi in loopStart + 1..<phiEnd { use(trace.instructions[phi].b, position) }
      case .loop:
        for phi in loopStart + 1..<phiEnd { use(trace.instructions[phi].a, position) }
        // What is used in the loop lives until its end.
        for value in 0..<index where lastUse[value] >= Int32(2 * phiEnd) { lastUse[value] = end }
      case .call, .foreignCall:
        var arguments = trace.arguments(of: instruction)
        if instruction.operation == .foreignCall {
          let kept = trace.foreignArguments(of: instruction).kept
          arguments = arguments.dropLast(kept.count)
          for argument in kept where argument.isInstruction {
            let value = Int(root[argument.index])
            lastUse[value] = max(lastUse[value], position + 1)
          }
          guard ForeignConvention.fits(arguments.map { trace.type(of: $0) }) else { throw AbortReason.unsupportedCall }
        } else {
          guard helpers[Int(instruction.immediate)].fitsRegisters else { throw AbortReason.unsupportedCall }
        }
        use(instruction.a, position)
        for argument in arguments { use(argument, position) }
        for (argument, register) in zip(arguments, trace.callRegisters(instruction, helpers)) {
          if argument.isInstruction { hint[Int(root[argument.index])] = register.number }
        }
      default:
        let operands = operands(index)
        use(operands.a, position)
        use(operands.b, position)
        use(operands.c, position)
      }
    }
  }
}

extension Operation {
  /// Conditions that a guard can compute itself, from operands that never change.
  var isDeferrable: Bool {
    switch self {
    case .intLess, .intLessEqual, .intEqual, .intNotEqual, .intBelow, .floatLess, .floatLessEqual, .floatEqual,
      .floatNotEqual, .same, .different, .rawEqual, .rawBelow, .not, .guardBool:
      true
    default: false
    }
  }
}
