// The results of operations on constants. What an operation leaves undefined (a shift by a negative number, a result
// that does not fit) is left alone.

extension Rewriter {
  func evaluate(_ instruction: Instruction) -> Constant? {
    let a = trace.constants[instruction.a.index]
    let b = instruction.b.isConstant ? trace.constants[instruction.b.index] : Constant(.none, 0)
    switch a.type {
    case .int: return evaluateInts(instruction.operation, a.int, b.type == .int ? b.int : 0)
    case .float: return evaluateFloats(instruction.operation, a.float, b.float)
    case .raw: return evaluateRaws(instruction, a.bits, b.bits)
    case .condition:
      switch instruction.operation {
      case .not: return .condition(a.bits == 0)
      case .conditionToInt: return .int(a.int)
      case .conditionToValue: return .value(a.bits != 0 ? TraceMachine.trueWord : TraceMachine.falseWord)
      default: return nil
      }
    default: return nil
    }
  }

  private func evaluateInts(_ operation: Operation, _ a: Int, _ b: Int) -> Constant? {
    func fitting(_ number: Int) -> Constant? { TraceMachine.fits(number) ? .int(number) : nil }
    switch operation {
    case .add, .addOverflow: return fitting(a + b)
    case .subtract, .subtractOverflow: return fitting(a - b)
    case .multiply, .multiplyOverflow:
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      return overflow ? nil : fitting(product)
    case .negate, .negateOverflow: return fitting(-a)
    case .floorDivide: return b == 0 || b == -1 ? nil : .int(a.dividedFloor(by: b))
    case .modulo: return b == 0 || b == -1 ? nil : .int(a.moduloFloor(b))
    case .and: return .int(a & b)
    case .or: return .int(a | b)
    case .xor: return .int(a ^ b)
    case .invert: return .int(~a)
    case .shiftLeft, .shiftLeftOverflow:
      guard (0...60).contains(b), (a << b) >> b == a else { return nil }
      return fitting(a << b)
    case .shiftRight: return b < 0 ? nil : .int(a >> min(b, 63))
    case .intLess: return .condition(a < b)
    case .intLessEqual: return .condition(a <= b)
    case .intEqual: return .condition(a == b)
    case .intNotEqual: return .condition(a != b)
    case .intBelow: return b < 0 ? nil : .condition(a >= 0 && a < b)
    case .intMinimum: return .int(min(a, b))
    case .intMaximum: return .int(max(a, b))
    case .intToFloat: return .float(Double(a))
    case .intToRaw: return .raw(UInt64(bitPattern: Int64(a)))
    default: return nil
    }
  }

  private func evaluateFloats(_ operation: Operation, _ a: Double, _ b: Double) -> Constant? {
    switch operation {
    case .floatAdd: return .float(a + b)
    case .floatSubtract: return .float(a - b)
    case .floatMultiply: return .float(a * b)
    case .floatDivide: return .float(a / b)
    case .floatNegate: return .float(-a)
    case .floatAbsolute: return .float(a.magnitude)
    case .floatSquareRoot: return .float(a.squareRoot())
    case .floatMinimum: return .float(a < b ? a : b)
    case .floatMaximum: return .float(a > b ? a : b)
    case .floatLess: return .condition(a < b)
    case .floatLessEqual: return .condition(a <= b)
    case .floatEqual: return .condition(a == b)
    case .floatNotEqual: return .condition(a != b)
    case .floatToInt: return a.magnitude < 0x1p61 ? .int(Int(a)) : nil
    default: return nil
    }
  }

  private func evaluateRaws(_ instruction: Instruction, _ a: UInt64, _ b: UInt64) -> Constant? {
    switch instruction.operation {
    case .rawAdd: return .raw(a &+ b)
    case .rawSubtract: return .raw(a &- b)
    case .rawMultiply: return .raw(a &* b)
    case .rawAnd: return .raw(a & b)
    case .rawOr: return .raw(a | b)
    case .rawXor: return .raw(a ^ b)
    case .rawShiftRight: return .raw(a >> UInt64(instruction.immediate))
    case .rawEqual: return .condition(a == b)
    case .rawBelow: return .condition(a < b)
    case .rawToInt:
      let number = Int(Int64(bitPattern: a))
      return TraceMachine.fits(number) ? .int(number) : nil
    default: return nil
    }
  }
}
