// Ints: tagged words, four times the number.
import TraceIR
import X64

extension Lowering {
  mutating func lowerOverflow() throws {
    switch instruction.operation {
    case .addOverflow:
      moveToResult()
      emit(.add, result, operand(current.b))
      exit(unless: .noOverflow)
    case .subtractOverflow:
      moveToResult()
      emit(.sub, result, operand(current.b))
      exit(unless: .noOverflow)
    case .multiplyOverflow:
      multiply()
      exit(unless: .noOverflow)
    case .negateOverflow:
      moveToResult()
      assembler.emit(.negM, result)
      exit(unless: .noOverflow)
    case .shiftLeftOverflow: shiftLeftOverflow()
    case .floatToInt:
      // Out of range and nan give the smallest word, and so overflow when the tag is added.
      assembler.emit(.cvttsd2si, result, a)
      let exitLabel = makeExit()
      assembler.emit(.addRM, result, result)
      assembler.jump(.overflow, exitLabel)
      assembler.emit(.addRM, result, result)
      assembler.jump(.overflow, exitLabel)
    default: throw AbortReason.invalidTrace
    }
  }

  /// One factor tagged, the other as a number.
  mutating func multiply() {
    switch operand(current.b) {
    case .constant(let factor):
      if let small = Int32(exactly: factor.int) {
        let row: Row = Int8(exactly: small) == nil ? .imulRMI32 : .imulRMI8
        return assembler.emit(row, result, a, Int64(small))
      }
      moveToResult()
      assembler.emit(.imulRM, result, assembler.constant(UInt64(bitPattern: Int64(factor.int))))
    case .register(let other) where other == result:
      // A square in place.
      assembler.emit(.movRM, Machine.scratch, other)
      assembler.emit(.sarMI8, Machine.scratch, 2)
      assembler.emit(.imulRM, result, Machine.scratch)
    case let other:
      moveToResult()
      assembler.emit(.sarMI8, result, 2)
      emit(.imulRM, result, other)
    }
  }

  /// The number that a shift's count operand holds, if it is constant.
  private var constantCount: Int? { trace.constantInt(instruction.b) }

  private mutating func shiftLeftOverflow() {
    if let count = constantCount {
      moveToResult()
      assembler.emit(.shlMI8, result, Int64(count))
      assembler.emit(.movRM, Machine.scratch, result)
      assembler.emit(.sarMI8, Machine.scratch, Int64(count))
    } else {
      assembler.emit(.sarMI8, .rcx, 2)
      moveToResult()
      assembler.emit(.shlMC, result)
      assembler.emit(.movRM, Machine.scratch, result)
      assembler.emit(.sarMC, Machine.scratch)
    }
    assembler.emit(.cmpRM, Machine.scratch, a)
    exit(unless: .equal)
  }

  mutating func lowerIntPure() throws {
    switch instruction.operation {
    case .add: addOrLea()
    case .subtract: subtractOrLea()
    case .multiply: multiply()
    case .negate:
      moveToResult()
      assembler.emit(.negM, result)
    case .floorDivide, .modulo: divide()
    case .and: arithmetic(.and)
    case .or: arithmetic(.or)
    case .xor: arithmetic(.xor)
    case .invert:
      // All bits but the tag.
      moveToResult()
      assembler.emit(.xor, result, -4)
    case .shiftLeft:
      moveToResult()
      if let count = constantCount {
        assembler.emit(.shlMI8, result, Int64(count))
      } else {
        assembler.emit(.sarMI8, .rcx, 2)
        assembler.emit(.shlMC, result)
      }
    case .shiftRight: shiftRight()
    case .intMinimum: choose(.greater)
    case .intMaximum: choose(.less)
    default: throw AbortReason.invalidTrace
    }
  }

  /// b where a compares with it like this, else a.
  private mutating func choose(_ condition: Condition) {
    moveToResult()
    assembler.emit(.cmpRM, result, b)
    assembler.emitMove(condition, result, b)
  }

  private mutating func arithmetic(_ operation: Arithmetic) {
    moveToResult()
    emit(operation, result, operand(current.b))
  }

  /// `lea` where the result does not take the register of a.
  mutating func addOrLea() {
    let b = operand(current.b)
    if result != a {
      if case .register(let other) = b { return assembler.emit(.lea, result, Memory(a, other)) }
      if case .constant(let constant) = b, let value = immediate(constant) {
        return assembler.emit(.lea, result, Memory(a, value))
      }
    }
    arithmetic(.add)
  }

  mutating func subtractOrLea() {
    if result != a, case .constant(let constant) = operand(current.b), let value = immediate(constant), value != .min {
      return assembler.emit(.lea, result, Memory(a, -value))
    }
    arithmetic(.sub)
  }

  private mutating func shiftRight() {
    moveToResult()
    if let count = constantCount {
      if count == 0 { return }
      assembler.emit(.sarMI8, result, Int64(min(count, 63)))
    } else {
      assembler.emit(.sarMI8, .rcx, 2)
      // Counts above 63 shift like 63.
      assembler.emitConstant(Machine.scratch, 63)
      assembler.emit(.cmpRM, .rcx, Machine.scratch)
      assembler.emitMove(.above, .rcx, Machine.scratch)
      assembler.emit(.sarMC, result)
    }
    assembler.emit(.and, result, -4)
  }

  // MARK: Division

  private mutating func divide() {
    let isQuotient = instruction.operation == .floorDivide
    switch Division(divisor: trace.constantInt(instruction.b)) {
    case .shift(let count):
      moveToResult()
      if isQuotient {
        if count == 0 { return }
        assembler.emit(.sarMI8, result, Int64(count))
        assembler.emit(.and, result, -4)
      } else {
        mask(result, UInt64(4) << UInt64(count) - 1)
      }
    case .reciprocal(let multiplier, let shift):
      reciprocal(multiplier, shift, divisor: trace.constantInt(instruction.b)!, isQuotient: isQuotient)
    case .divide: divideByVariable(isQuotient)
    }
  }

  private mutating func mask(_ register: Register, _ bits: UInt64) {
    if let value = Int32(exactly: Int64(bitPattern: bits)) {
      assembler.emit(.and, register, value)
    } else {
      assembler.emit(.andRM, register, assembler.constant(bits))
    }
  }

  /// See Division.swift. rdx is the result; rax is destroyed; a is elsewhere.
  private mutating func reciprocal(_ multiplier: Int64, _ shift: Int, divisor: Int, isQuotient: Bool) {
    assembler.emitConstant(.rax, UInt64(bitPattern: multiplier))
    assembler.emit(.lea, .rdx, Memory(a, 2))
    assembler.emit(.imulM, .rdx)
    if shift > 0 { assembler.emit(.sarMI8, .rdx, Int64(shift)) }
    if isQuotient { return assembler.emit(.shlMI8, .rdx, 2) }
    // a - 4 m q.
    let product = -4 * divisor
    if let small = Int8(exactly: product) {
      assembler.emit(.imulRMI8, .rdx, .rdx, Int64(small))
    } else if let value = Int32(exactly: product) {
      assembler.emit(.imulRMI32, .rdx, .rdx, Int64(value))
    } else {
      assembler.emit(.imulRM, .rdx, assembler.constant(UInt64(bitPattern: Int64(product))))
    }
    assembler.emit(.addRM, .rdx, a)
  }

  /// a is in rax, b elsewhere. The quotient of the tagged words is the number, their remainder is tagged.
  private mutating func divideByVariable(_ isQuotient: Bool) {
    // Both below 2^32 and not negative: the short division, without correction.
    assembler.emit(.movRM, Machine.scratch, .rax)
    assembler.emit(.orRM, Machine.scratch, b)
    assembler.emit(.shrMI8, Machine.scratch, 32)
    let long = assembler.jumpShort(.notEqual)
    assembler.emit(.xor32RM, .rdx, .rdx)
    assembler.emit(.div32M, b)
    let done = assembler.jumpShort()
    assembler.bindShort(long)
    assembler.emit(.cqo)
    assembler.emit(.idivM, b)
    // The processor rounds towards zero. A remainder whose sign is not the divisor's belongs to the next lower quotient.
    assembler.emit(.testMR, .rdx, .rdx)
    let exact = assembler.jumpShort(.equal)
    assembler.emit(.movRM, Machine.scratch, .rdx)
    assembler.emit(.xorRM, Machine.scratch, b)
    let sameSign = assembler.jumpShort(.noSign)
    if isQuotient { assembler.emit(.add, .rax, -1) } else { assembler.emit(.addRM, .rdx, b) }
    assembler.bindShort(sameSign)
    assembler.bindShort(exact)
    assembler.bindShort(done)
    if isQuotient { assembler.emit(.shlMI8, .rax, 2) }
  }
}
