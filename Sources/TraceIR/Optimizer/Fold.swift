// Folding of pure operations and checked arithmetic: constants, algebra, cheaper operations. Every rule gives an equal
// result for all operands; floats only where nan, infinities and the sign of zero agree as well.

extension Rewriter {
  mutating func fold(_ instruction: inout Instruction) -> Outcome {
    let isConstant = instruction.a.isConstant && (instruction.b.isConstant || instruction.b.isNone)
    if isConstant, allows(.constants), let constant = evaluate(instruction) { return .use(trace.constant(constant)) }
    if commutes[Int(instruction.operation.rawValue)], allows(.commute), comesFirst(instruction.b, instruction.a) {
      swap(&instruction.a, &instruction.b)
    }
    switch instruction.operation {
    case .add, .addOverflow, .subtract, .subtractOverflow, .negate, .negateOverflow: return foldSum(&instruction)
    case .multiply, .multiplyOverflow, .floorDivide, .modulo: return foldProduct(&instruction)
    case .and, .or, .xor, .invert, .shiftLeft, .shiftLeftOverflow, .shiftRight: return foldBits(&instruction)
    case .intLess, .intLessEqual, .intEqual, .intNotEqual, .intBelow: return foldIntComparison(&instruction)
    case .floatAdd, .floatSubtract, .floatMultiply, .floatDivide, .floatNegate, .floatAbsolute, .floatLess:
      return foldFloat(&instruction)
    case .same, .different, .not, .conditionToValue: return foldCondition(&instruction)
    case .rawAdd, .rawSubtract, .rawMultiply, .rawAnd, .rawOr, .rawXor, .rawShiftRight, .rawEqual, .rawBelow, .rawToInt,
      .intToRaw:
      return foldRaw(&instruction)
    default: return .keep
    }
  }

  /// The order of the operands of a commutative operation: older values first, constants last.
  private func comesFirst(_ a: Reference, _ b: Reference) -> Bool {
    if a.isConstant { return false }
    return b.isConstant || a.rawValue < b.rawValue
  }

  // MARK: Ints

  private mutating func foldSum(_ instruction: inout Instruction) -> Outcome {
    let (a, b) = (instruction.a, instruction.b)
    let isChecked = instruction.operation.isCheckedArithmetic
    switch instruction.operation {
    case .add, .addOverflow:
      guard let number = intConstant(b) else { return .keep }
      if number == 0, allows(.identity) { return .use(a) }
      let inner = definition(a)
      guard allows(.reassociate), inner.operation == .add || inner.operation == .addOverflow,
        let first = intConstant(inner.b), TraceMachine.fits(first + number)
      else { return .keep }
      instruction.a = resolved(inner.a)
      instruction.b = int(first + number)
      return .again
    case .subtract, .subtractOverflow:
      if a == b, allows(.sameOperands) { return .use(int(0)) }
      if let number = intConstant(b), TraceMachine.fits(-number), allows(.identity) {
        instruction.operation = isChecked ? .addOverflow : .add
        instruction.b = int(-number)
        return .again
      }
      if intConstant(a) == 0, allows(.identity) {
        instruction.operation = isChecked ? .negateOverflow : .negate
        instruction.a = b
        instruction.b = .none
        return .again
      }
      return .keep
    default:
      let inner = definition(a)
      let isNegation = inner.operation == .negate || inner.operation == .negateOverflow
      return isNegation && allows(.roundTrips) ? .use(resolved(inner.a)) : .keep
    }
  }

  private mutating func foldProduct(_ instruction: inout Instruction) -> Outcome {
    let a = instruction.a
    guard let number = intConstant(instruction.b) else { return .keep }
    let isPowerOfTwo = number > 0 && number & (number - 1) == 0
    switch instruction.operation {
    case .multiply, .multiplyOverflow:
      let isChecked = instruction.operation == .multiplyOverflow
      if number == 0, allows(.absorb) { return .use(int(0)) }
      if number == 1, allows(.identity) { return .use(a) }
      guard allows(.strengthReduce) else { return .keep }
      if number == -1 {
        instruction.operation = isChecked ? .negateOverflow : .negate
        instruction.b = .none
        return .again
      }
      if number == 2 {
        instruction.operation = isChecked ? .addOverflow : .add
        instruction.b = a
        return .again
      }
      if isPowerOfTwo, !isChecked {
        instruction.operation = .shiftLeft
        instruction.b = int(number.trailingZeroBitCount)
        return .again
      }
    case .floorDivide:
      if number == 1, allows(.identity) { return .use(a) }
      guard isPowerOfTwo, allows(.strengthReduce) else { return .keep }
      instruction.operation = .shiftRight
      instruction.b = int(number.trailingZeroBitCount)
      return .again
    default:
      if number == 1, allows(.absorb) { return .use(int(0)) }
      if isPowerOfTwo, allows(.strengthReduce) {
        instruction.operation = .and
        instruction.b = int(number - 1)
        return .again
      }
      let inner = definition(a)
      if inner.operation == .modulo, inner.b == instruction.b, allows(.roundTrips) { return .use(a) }
    }
    return .keep
  }

  private mutating func foldBits(_ instruction: inout Instruction) -> Outcome {
    let (a, b) = (instruction.a, instruction.b)
    if a == b, allows(.sameOperands) {
      switch instruction.operation {
      case .and, .or: return .use(a)
      case .xor: return .use(int(0))
      default: break
      }
    }
    let inner = definition(a)
    if instruction.operation == .invert {
      return inner.operation == .invert && allows(.roundTrips) ? .use(resolved(inner.a)) : .keep
    }
    if intConstant(a) == 0, allows(.absorb) {
      switch instruction.operation {
      case .shiftLeft, .shiftLeftOverflow, .shiftRight: return .use(a)
      default: break
      }
    }
    guard let number = intConstant(b) else { return .keep }
    switch (instruction.operation, number) {
    case (.or, 0), (.xor, 0), (.shiftLeft, 0), (.shiftLeftOverflow, 0), (.shiftRight, 0), (.and, -1):
      if allows(.identity) { return .use(a) }
    case (.and, 0), (.or, -1): if allows(.absorb) { return .use(b) }
    default: break
    }
    guard allows(.reassociate), inner.operation == instruction.operation, let first = intConstant(inner.b) else {
      return .keep
    }
    switch instruction.operation {
    case .and: instruction.b = int(first & number)
    case .or: instruction.b = int(first | number)
    case .xor: instruction.b = int(first ^ number)
    case .shiftRight: instruction.b = int(min(first, 63) + min(number, 63))
    default: return .keep
    }
    instruction.a = resolved(inner.a)
    return .again
  }

  private mutating func foldIntComparison(_ instruction: inout Instruction) -> Outcome {
    let (a, b) = (instruction.a, instruction.b)
    if a == b, allows(.compareSame) {
      return .use(condition(instruction.operation == .intLessEqual || instruction.operation == .intEqual))
    }
    let inner = definition(a)
    guard inner.operation == .conditionToInt, allows(.conditionValues), let number = intConstant(b), number & ~1 == 0
    else {
      return .keep
    }
    let truth = resolved(inner.a)
    switch instruction.operation {
    case .intEqual: return .use(number == 1 ? truth : pure(.not, truth))
    case .intNotEqual: return .use(number == 0 ? truth : pure(.not, truth))
    default: return .keep
    }
  }

  // MARK: Floats

  private mutating func foldFloat(_ instruction: inout Instruction) -> Outcome {
    let (a, b) = (instruction.a, instruction.b)
    if instruction.operation == .floatLess {
      return a == b && allows(.compareSame) ? .use(condition(false)) : .keep
    }
    guard allows(.floatAlgebra) else { return .keep }
    let inner = definition(a)
    switch instruction.operation {
    case .floatNegate: return inner.operation == .floatNegate ? .use(resolved(inner.a)) : .keep
    case .floatAbsolute:
      if inner.operation == .floatAbsolute { return .use(a) }
      guard inner.operation == .floatNegate else { return .keep }
      instruction.a = resolved(inner.a)
      return .again
    case .floatMultiply:
      if let number = floatConstant(a), floatConstant(b) == nil, !number.isNaN {
        swap(&instruction.a, &instruction.b)
        return .again
      }
    default: break
    }
    guard let number = floatConstant(b) else { return .keep }
    switch instruction.operation {
    case .floatAdd: if number == 0, number.sign == .minus { return .use(a) }
    case .floatSubtract: if number == 0, number.sign == .plus { return .use(a) }
    case .floatMultiply:
      if number == 1 { return .use(a) }
      if number == 2 {
        instruction.operation = .floatAdd
        instruction.b = a
        return .again
      }
    case .floatDivide:
      if number == 1 { return .use(a) }
      // The reciprocal of a power of two is exact.
      guard number.isNormal, number.significand == 1, (1 / number).isNormal else { return .keep }
      instruction.operation = .floatMultiply
      instruction.b = trace.constant(.float(1 / number))
      return .again
    default: break
    }
    return .keep
  }

  // MARK: Raw words

  private mutating func foldRaw(_ instruction: inout Instruction) -> Outcome {
    guard allows(.rawAlgebra) else { return .keep }
    let (a, b) = (instruction.a, instruction.b)
    let inner = definition(a)
    switch instruction.operation {
    case .rawToInt: return inner.operation == .intToRaw ? .use(resolved(inner.a)) : .keep
    case .intToRaw: return inner.operation == .rawToInt ? .use(resolved(inner.a)) : .keep
    case .rawShiftRight: return instruction.immediate == 0 ? .use(a) : .keep
    case .rawEqual: return a == b ? .use(condition(true)) : .keep
    case .rawBelow: return a == b ? .use(condition(false)) : .keep
    case .rawSubtract:
      if a == b { return .use(trace.constant(.raw(0))) }
      guard let word = rawConstant(b) else { return .keep }
      instruction.operation = .rawAdd
      instruction.b = trace.constant(.raw(0 &- word))
      return .again
    case .rawAdd, .rawAnd:
      guard let word = rawConstant(b) else { return .keep }
      let isSum = instruction.operation == .rawAdd
      if word == (isSum ? 0 : .max) { return .use(a) }
      if word == 0 { return .use(b) }
      guard inner.operation == instruction.operation, let first = rawConstant(inner.b) else { return .keep }
      instruction.a = resolved(inner.a)
      instruction.b = trace.constant(.raw(isSum ? first &+ word : first & word))
      return .again
    default: return .keep
    }
  }
}
