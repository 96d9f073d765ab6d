// Ranges of ints: from constants, operations, counts, packed numbers, and from the comparisons that guards have shown.
// They decide comparisons, take away overflow checks and simplify divisions.

extension Rewriter {
  func range(_ reference: Reference) -> (lower: Int, upper: Int) {
    if let number = intConstant(reference) { return (number, number) }
    guard reference.isInstruction else { return (TraceMachine.smallest, TraceMachine.largest) }
    return (facts[reference.index].lower, facts[reference.index].upper)
  }

  static func range(of element: Packing.Element) -> (lower: Int, upper: Int) {
    switch element {
    case .int8: (-0x80, 0x7F)
    case .uint8: (0, 0xFF)
    case .int16: (-0x8000, 0x7FFF)
    case .uint16: (0, 0xFFFF)
    case .int32: (-0x8000_0000, 0x7FFF_FFFF)
    case .uint32: (0, 0xFFFF_FFFF)
    case .int64, .float32, .float64: (TraceMachine.smallest, TraceMachine.largest)
    }
  }

  // MARK: Simplification

  mutating func bound(_ instruction: inout Instruction) -> Outcome {
    let (a, b) = (instruction.a, instruction.b)
    switch instruction.operation {
    case .intLess, .intLessEqual, .intEqual, .intNotEqual, .intBelow: return boundComparison(&instruction)
    case .addOverflow, .subtractOverflow, .multiplyOverflow, .negateOverflow, .shiftLeftOverflow:
      guard allows(.dropOverflow), let (lower, upper) = exactRange(instruction), TraceMachine.fits(lower),
        TraceMachine.fits(upper)
      else { return .keep }
      instruction.operation = instruction.operation.unchecked
      instruction.type = .int
      return .again
    case .modulo, .floorDivide:
      guard allows(.smallModulo), let divisor = intConstant(b) else { return .keep }
      let (lower, upper) = range(a)
      guard lower >= 0, upper < divisor else { return .keep }
      return .use(instruction.operation == .modulo ? a : int(0))
    case .and:
      guard allows(.uselessMask), let mask = intConstant(b), mask >= 0, mask & (mask + 1) == 0 else { return .keep }
      let (lower, upper) = range(a)
      return lower >= 0 && upper <= mask ? .use(a) : .keep
    case .intMinimum, .intMaximum:
      guard allows(.decideChoices) else { return .keep }
      if a == b { return .use(a) }
      let (x, y) = (range(a), range(b))
      let isMinimum = instruction.operation == .intMinimum
      if x.upper <= y.lower { return .use(isMinimum ? a : b) }
      return y.upper <= x.lower ? .use(isMinimum ? b : a) : .keep
    case .shiftRight:
      guard allows(.singleValue), let (lower, upper) = exactRange(instruction), lower == upper else { return .keep }
      return .use(int(lower))
    case .floatLessEqual:
      // An int made a float is no nan.
      guard allows(.floatSigns), let number = floatConstant(a), definition(b).operation == .intToFloat else {
        return .keep
      }
      return Double(range(resolved(definition(b).a)).lower) >= number ? .use(condition(true)) : .keep
    case .floatToInt:
      // Ints up to 2^53 are doubles.
      let inner = definition(a)
      guard allows(.exactFloat), inner.operation == .intToFloat else { return .keep }
      let (lower, upper) = range(resolved(inner.a))
      return lower >= -(1 << 53) && upper <= 1 << 53 ? .use(resolved(inner.a)) : .keep
    default: return .keep
    }
  }

  private mutating func boundComparison(_ instruction: inout Instruction) -> Outcome {
    let (a, b) = (range(instruction.a), range(instruction.b))
    var truth: Bool?
    switch instruction.operation {
    case .intLess: truth = a.upper < b.lower ? true : a.lower >= b.upper ? false : nil
    case .intLessEqual: truth = a.upper <= b.lower ? true : a.lower > b.upper ? false : nil
    case .intBelow:
      truth = a.upper < 0 || a.lower >= b.upper ? false : a.lower >= 0 && a.upper < b.lower ? true : nil
    default:
      let isEqual = instruction.operation == .intEqual
      if a.upper < b.lower || b.upper < a.lower {
        truth = !isEqual
      } else if a.lower == a.upper && a == b {
        truth = isEqual
      }
    }
    if let truth, allows(.decideComparisons) { return .use(condition(truth)) }
    if instruction.operation == .intBelow, a.lower >= 0, allows(.belowToLess) {
      instruction.operation = .intLess
      return .again
    }
    return .keep
  }

  // MARK: Ranges of results

  /// The range of an operation's result before it is cut to 62 bits, nil when unknown.
  private func exactRange(_ instruction: Instruction) -> (Int, Int)? {
    let a = range(instruction.a)
    let b = range(instruction.b)
    switch instruction.operation {
    case .add, .addOverflow: return (a.lower + b.lower, a.upper + b.upper)
    case .subtract, .subtractOverflow: return (a.lower - b.upper, a.upper - b.lower)
    case .negate, .negateOverflow: return (-a.upper, -a.lower)
    case .multiply, .multiplyOverflow:
      var (lower, upper) = (Int.max, Int.min)
      for (x, y) in [(a.lower, b.lower), (a.lower, b.upper), (a.upper, b.lower), (a.upper, b.upper)] {
        let (product, overflow) = x.multipliedReportingOverflow(by: y)
        if overflow { return nil }
        lower = min(lower, product)
        upper = max(upper, product)
      }
      if instruction.a == instruction.b, lower < 0, allows(.squares) { lower = 0 }
      return (lower, upper)
    case .shiftLeft, .shiftLeftOverflow:
      guard b.lower == b.upper, (0...60).contains(b.lower) else { return nil }
      let lower = a.lower << b.lower
      let upper = a.upper << b.lower
      return lower >> b.lower == a.lower && upper >> b.lower == a.upper ? (lower, upper) : nil
    case .shiftRight:
      guard b.lower == b.upper, b.lower >= 0 else { return a.lower >= 0 ? (0, a.upper) : nil }
      return (a.lower >> min(b.lower, 63), a.upper >> min(b.lower, 63))
    case .and:
      if b.lower >= 0 { return (0, a.lower >= 0 ? min(a.upper, b.upper) : b.upper) }
      return a.lower >= 0 ? (0, a.upper) : nil
    case .or, .xor:
      guard a.lower >= 0, b.lower >= 0 else { return nil }
      let width = Int.bitWidth - max(a.upper, b.upper).leadingZeroBitCount
      return (0, (1 << width) - 1)
    case .modulo:
      if b.lower > 0 { return (0, a.lower >= 0 ? min(a.upper, b.upper - 1) : b.upper - 1) }
      return b.upper < 0 ? (b.lower + 1, 0) : nil
    case .floorDivide:
      guard b.lower == b.upper, b.lower > 0 else { return nil }
      return (a.lower.dividedFloor(by: b.lower), a.upper.dividedFloor(by: b.lower))
    case .intMinimum: return (min(a.lower, b.lower), min(a.upper, b.upper))
    case .intMaximum: return (max(a.lower, b.lower), max(a.upper, b.upper))
    case .conditionToInt: return (0, 1)
    case .floatToInt:
      return allows(.floatSigns) && isNonnegative(instruction.a) ? (0, TraceMachine.largest) : nil
    case .rawToInt:
      let masked = definition(instruction.a)
      guard masked.operation == .rawAnd, let mask = rawConstant(masked.b), mask <= UInt64(TraceMachine.largest) else {
        return nil
      }
      return (0, Int(mask))
    case .foreignCall: return ForeignConvention(immediate: instruction.immediate)?.result.range
    case .loadPacked: return Rewriter.range(of: Packing(immediate: instruction.immediate).element)
    // Counts of lists are never negative.
    case .load: return instruction.region == .listHeader ? (0, TraceMachine.largest) : nil
    default: return nil
    }
  }

  /// Whether a float is nan or not below zero, by what it was made of.
  private func isNonnegative(_ float: Reference, depth: Int = 0) -> Bool {
    if let number = floatConstant(float) { return number >= 0 }
    let maker = definition(float)
    switch maker.operation {
    case .floatSquareRoot, .floatAbsolute: return true
    case .intToFloat: return range(resolved(maker.a)).lower >= 0
    case .floatMultiply, .floatDivide, .floatAdd:
      return depth < 4 && isNonnegative(resolved(maker.a), depth: depth + 1)
        && isNonnegative(resolved(maker.b), depth: depth + 1)
    default: return false
    }
  }

  mutating func setRange(_ result: Reference, _ instruction: Instruction) {
    guard instruction.type == .int, let (lower, upper) = exactRange(instruction) else { return }
    facts[result.index].lower = max(lower, TraceMachine.smallest)
    facts[result.index].upper = min(upper, TraceMachine.largest)
  }

  // MARK: Ranges from guards

  /// Narrows the ranges of the operands of a comparison whose outcome is known.
  mutating func learnRange(_ operation: Operation, _ a: Reference, _ b: Reference, _ truth: Bool) {
    let (x, y) = (range(a), range(b))
    switch (operation, truth) {
    case (.intLess, true): narrow(a, upper: y.upper - 1, b, lower: x.lower + 1)
    case (.intLess, false): narrow(b, upper: x.upper, a, lower: y.lower)
    case (.intLessEqual, true): narrow(a, upper: y.upper, b, lower: x.lower)
    case (.intLessEqual, false): narrow(b, upper: x.upper - 1, a, lower: y.lower + 1)
    case (.intEqual, true), (.intNotEqual, false):
      narrow(a, max(x.lower, y.lower), min(x.upper, y.upper))
      narrow(b, max(x.lower, y.lower), min(x.upper, y.upper))
    case (.intEqual, false), (.intNotEqual, true):
      if y.lower == y.upper, x.lower == y.lower { narrow(a, x.lower + 1, x.upper) }
      if y.lower == y.upper, x.upper == y.lower { narrow(a, x.lower, x.upper - 1) }
    case (.intBelow, true):
      narrow(a, 0, y.upper - 1)
      narrow(b, 1, y.upper)
    case (.intBelow, false): if x.lower >= 0 { narrow(b, upper: x.upper, a, lower: y.lower) }
    default: break
    }
  }

  private mutating func narrow(_ small: Reference, upper: Int, _ large: Reference, lower: Int) {
    narrow(small, TraceMachine.smallest, upper)
    narrow(large, lower, TraceMachine.largest)
  }

  /// Cuts a range, and the range of what a constant was added to.
  private mutating func narrow(_ reference: Reference, _ lower: Int, _ upper: Int) {
    guard reference.isInstruction else { return }
    let index = reference.index
    facts[index].lower = max(facts[index].lower, lower)
    facts[index].upper = min(facts[index].upper, upper)
    let sum = trace.instructions[index]
    guard sum.operation == .add || sum.operation == .addOverflow, let number = intConstant(sum.b) else { return }
    narrow(resolved(sum.a), facts[index].lower - number, facts[index].upper - number)
  }
}

extension Operation {
  /// The operation without the check of its result.
  var unchecked: Operation {
    switch self {
    case .addOverflow: .add
    case .subtractOverflow: .subtract
    case .multiplyOverflow: .multiply
    case .negateOverflow: .negate
    case .shiftLeftOverflow: .shiftLeft
    default: self
    }
  }
}
