// Guards, and conditions: compared where they are tested when only guards read them.
import TraceIR
import X64

/// What the flags say after a comparison.
enum Comparison {
  /// One condition tells it.
  case flag(Condition)
  /// Doubles: equal and ordered, or its opposite.
  case equalOrdered
  case unequalOrUnordered
  /// Known beforehand.
  case known(Bool)
}

extension Lowering {
  mutating func lowerGuard() throws {
    switch instruction.operation {
    case .guardTrue, .guardFalse: guardCondition()
    case .guardInt:
      assembler.emit(.test8MI8, a, 3)
      exit(unless: .equal)
      if current.result != nil { moveToResult() }
    case .guardFloat:
      assembler.emit(.test8MI8, a, 2)
      exit(unless: .notEqual)
      if current.result != nil { decodeFloat() }
    case .guardBool: guardBool()
    case .guardObject:
      assembler.emit(.lea, Machine.scratch, Memory(a, -1))
      assembler.emit(.test8MI8, Machine.scratch, 7)
      exit(unless: .equal)
      if current.result != nil { moveToResult() }
    case .guardShape:
      assembler.emit(.cmp32MI32, Memory(a, -1), Int64(Int32(truncatingIfNeeded: instruction.immediate)))
      exit(unless: .equal)
    case .guardKind:
      assembler.emit(.cmp8MI8, Memory(a, 3), instruction.immediate)
      exit(unless: .equal)
    case .guardVersion: guardVersion()
    case .guardSame, .guardDifferent:
      let exitLabel = makeExit()
      jump(compareWords(.equal), if: instruction.operation == .guardDifferent, exitLabel)
    case .guardRoom: guardRoom()
    case .guardValid:
      assembler.emit(.cmp8MI8, absolute(environment.validity), 0)
      exit(unless: .equal)
    case .guardNoCallback:
      assembler.emit(.cmp32MI8, Memory(Machine.thread, Offset.calledBack), 0)
      exit(unless: .equal)
    default: try lowerOverflow()
    }
  }

  /// rotr(word + 1, 4) is the double.
  private mutating func decodeFloat() {
    assembler.emit(.lea, Machine.scratch, Memory(a, 1))
    assembler.emit(.rorMI8, Machine.scratch, 4)
    assembler.emit(.movqFromGeneral, result, Machine.scratch)
  }

  private mutating func guardBool() {
    // Only True and False give the word of False when bit 3 is cleared.
    assembler.emit(.movRM, Machine.scratch, a)
    assembler.emit(.andMI8, Machine.scratch, ~8)
    assembler.emit(.cmp, Machine.scratch, Word.falseValue)
    exit(unless: .equal)
    guard let result = current.result else { return }
    move(result, .register(a))
    assembler.emit(.shrMI8, result, 3)
    assembler.emit(.and32MI8, result, 1)
  }

  private mutating func guardVersion() {
    let immediate = UInt64(bitPattern: instruction.immediate)
    let address = UInt(immediate & 0xFFFF_FFFF) + UInt(environment.shapeVersionOffset)
    let version = Int32(truncatingIfNeeded: Int64(immediate >> 32))
    assembler.emit(.cmp32MI32, absolute(address), Int64(version))
    exit(unless: .equal)
  }

  /// Memory operand of an address; takes the scratch register when it does not fit 32 bits with a sign.
  mutating func absolute(_ address: UInt) -> Memory {
    if let short = Int32(exactly: Int(bitPattern: address)) { return Memory(absolute: short) }
    assembler.emitConstant(Machine.scratch, UInt64(address))
    return Memory(Machine.scratch)
  }

  // MARK: Conditions

  private mutating func guardCondition() {
    let (condition, isNegated) = analysis.tested(instruction.a)
    let wanted = (instruction.operation == .guardTrue) != isNegated
    let comparison: Comparison
    if condition.isInstruction, analysis.isDeferred[condition.index] {
      comparison = compare(trace.instructions[condition.index].operation)
    } else {
      comparison = testCondition()
    }
    let exitLabel = makeExit()
    jump(comparison, if: !wanted, exitLabel)
  }

  /// A condition in a register, a slot, or known.
  private mutating func testCondition() -> Comparison {
    switch operand(current.a) {
    case .register(let register): assembler.emit(.test32MR, register, register)
    case .memory(let memory): assembler.emit(.cmp32MI8, memory, 0)
    case .constant(let constant): return .known(constant.bits != 0)
    }
    return .flag(.notEqual)
  }

  /// Compares operands a and b of the current instruction as `operation` wants.
  mutating func compare(_ operation: Operation) -> Comparison {
    switch operation {
    case .intLess: compareWords(.less)
    case .intLessEqual: compareWords(.notGreater)
    case .intEqual, .same, .rawEqual: compareWords(.equal)
    case .intNotEqual, .different: compareWords(.notEqual)
    case .intBelow, .rawBelow: compareWords(.below)
    // a < b is b > a: "above" is false for nan, "below" is not.
    case .floatLess: compareFloats(current.b, current.a, .flag(.above))
    case .floatLessEqual: compareFloats(current.b, current.a, .flag(.notBelow))
    case .floatEqual: compareFloats(current.a, current.b, .equalOrdered)
    case .floatNotEqual: compareFloats(current.a, current.b, .unequalOrUnordered)
    case .guardBool: compareWithTrue()
    default: preconditionFailure("\(operation) compares nothing")
    }
  }

  private mutating func compareWithTrue() -> Comparison {
    switch operand(current.a) {
    case .register(let register): assembler.emit(.cmp, register, Word.trueValue)
    case .memory(let memory): assembler.emit(.cmp, memory, Word.trueValue)
    case .constant(let constant): return .known(constant.bits == UInt64(Word.trueValue))
    }
    return .flag(.equal)
  }

  mutating func compareWords(_ condition: Condition) -> Comparison {
    let a = operand(current.a), b = operand(current.b)
    switch (a, b) {
    case (.register(let register), _): compare(register, b)
    case (_, .register(let register)):
      compare(register, a)
      return .flag(condition.swapped)
    case (.memory(let memory), .constant(let constant)):
      if let value = immediate(constant) {
        assembler.emit(.cmp, memory, value)
      } else {
        move(Machine.scratch, a)
        emit(.cmp, Machine.scratch, b)
      }
    default:
      move(Machine.scratch, a)
      emit(.cmp, Machine.scratch, b)
    }
    return .flag(condition)
  }

  private mutating func compare(_ register: Register, _ other: Operand) {
    if case .constant(let constant) = other, constant.word == 0 {
      assembler.emit(.testMR, register, register)
    } else {
      emit(.cmp, register, other)
    }
  }

  private mutating func compareFloats(_ first: Place, _ second: Place, _ comparison: Comparison) -> Comparison {
    var register = Machine.vectorScratch
    if case .register(let other) = operand(first) { register = other } else { move(register, operand(first)) }
    emit(.ucomisd, register, operand(second))
    return comparison
  }

  /// Jumps to `label` if the comparison is `truth`.
  mutating func jump(_ comparison: Comparison, if truth: Bool, _ label: Label) {
    switch comparison {
    case .flag(let condition): assembler.jump(truth ? condition : condition.opposite, label)
    case .known(let value): if value == truth { assembler.jump(label) }
    case .equalOrdered, .unequalOrUnordered:
      var jumpsWhenEqual = truth
      if case .unequalOrUnordered = comparison { jumpsWhenEqual.toggle() }
      if jumpsWhenEqual {
        let unordered = assembler.jumpShort(.parity)
        assembler.jump(.equal, label)
        assembler.bindShort(unordered)
      } else {
        assembler.jump(.notEqual, label)
        assembler.jump(.parity, label)
      }
    }
  }

  /// The comparison as 0 or 1 in the result's register.
  mutating func materialize(_ comparison: Comparison) {
    switch comparison {
    case .flag(let condition): assembler.emitSet(condition, result)
    case .known(let value): return assembler.emitConstant(result, value ? 1 : 0)
    case .equalOrdered:
      assembler.emitSet(.equal, result)
      assembler.emitSet(.noParity, Machine.scratch)
      assembler.emit(.andMR, result, Machine.scratch)
    case .unequalOrUnordered:
      assembler.emitSet(.notEqual, result)
      assembler.emitSet(.parity, Machine.scratch)
      assembler.emit(.orMR, result, Machine.scratch)
    }
    assembler.emit(.movzx8, result, result)
  }
}
