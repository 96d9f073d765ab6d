// Folding of identity, conditions and guards.

extension Rewriter {
  mutating func foldCondition(_ instruction: inout Instruction) -> Outcome {
    let (a, b) = (instruction.a, instruction.b)
    switch instruction.operation {
    case .not: return foldNot(a)
    case .conditionToValue:
      let known = fact(a).boxed
      return !known.isNone && allows(.conditionValues) ? .use(resolved(known)) : .keep
    default: break
    }
    let isSame = instruction.operation == .same
    if a == b, allows(.compareSame) { return .use(condition(isSame)) }
    if allows(.disjointTypes), areDifferentWords(a, b) { return .use(condition(!isSame)) }
    if type(a) == .int, type(b) == .int, allows(.disjointTypes) {
      instruction.operation = isSame ? .intEqual : .intNotEqual
      return .again
    }
    guard allows(.conditionValues), operation(a) == .conditionToValue, let word = wordConstant(b) else { return .keep }
    let truth = resolved(definition(a).a)
    switch word {
    case TraceMachine.trueWord: return .use(isSame ? truth : pure(.not, truth))
    case TraceMachine.falseWord: return .use(isSame ? pure(.not, truth) : truth)
    default: return .use(condition(!isSame))
    }
  }

  /// Whether two values can never be the same word.
  private func areDifferentWords(_ a: Reference, _ b: Reference) -> Bool {
    if let one = wordConstant(a), let other = wordConstant(b) { return one != other }
    let (one, other) = (type(a), type(b))
    if one == .int && other == .object || one == .object && other == .int { return true }
    for (type, constant) in [(one, b), (other, a)] {
      guard let word = wordConstant(constant) else { continue }
      if type == .int && !TraceMachine.isInt(word) || type == .object && !TraceMachine.isObject(word) { return true }
    }
    return false
  }

  private mutating func foldNot(_ a: Reference) -> Outcome {
    guard allows(.negations) else { return .keep }
    let inner = definition(a)
    let (x, y) = (resolved(inner.a), resolved(inner.b))
    switch inner.operation {
    case .not: return .use(x)
    case .intLess: return .use(pure(.intLessEqual, y, x))
    case .intLessEqual: return .use(pure(.intLess, y, x))
    default:
      guard let opposite = inner.operation.opposite else { return .keep }
      return .use(pure(opposite, x, y))
    }
  }

  // MARK: Guards

  mutating func foldGuard(_ instruction: inout Instruction) -> Outcome {
    let (a, b) = (instruction.a, instruction.b)
    switch instruction.operation {
    case .guardTrue, .guardFalse:
      let wanted = instruction.operation == .guardTrue
      if let truth = conditionConstant(a) { return truth == wanted && allows(.knownGuards) ? .use(.none) : .keep }
      guard operation(a) == .not, allows(.negations) else { return .keep }
      instruction.operation = wanted ? .guardFalse : .guardTrue
      instruction.a = resolved(definition(a).a)
      return .again
    case .guardInt, .guardObject, .guardFloat, .guardBool: return foldUnbox(instruction)
    case .guardSame, .guardDifferent:
      if a.isConstant && !b.isConstant { swap(&instruction.a, &instruction.b) }
      return foldIdentityGuard(&instruction)
    case .guardShape, .guardKind, .guardVersion, .guardValid, .guardNoCallback, .guardRoom: return .keep
    default: return fold(&instruction)
    }
  }

  /// A guard on the type of a value whose type is known.
  private mutating func foldUnbox(_ instruction: Instruction) -> Outcome {
    guard allows(.unbox) else { return .keep }
    let a = instruction.a
    let word = wordConstant(a)
    switch instruction.operation {
    case .guardInt:
      if type(a) == .int { return .use(a) }
      if let word, TraceMachine.isInt(word) { return .use(int(Int(Int64(bitPattern: word) >> 2))) }
    case .guardObject:
      if let word, TraceMachine.isObject(word) { return .use(trace.constant(.object(word))) }
      if type(a) == .object { return .use(a) }
    case .guardFloat:
      if operation(a) == .boxFloat { return .use(resolved(definition(a).a)) }
      if let word, word & 2 != 0 {
        return .use(trace.constant(Constant(.float, TraceMachine.float(ofImmediate: word))))
      }
    default:
      if operation(a) == .conditionToValue { return .use(resolved(definition(a).a)) }
      if word == TraceMachine.trueWord || word == TraceMachine.falseWord {
        return .use(condition(word == TraceMachine.trueWord))
      }
    }
    return .keep
  }

  private mutating func foldIdentityGuard(_ instruction: inout Instruction) -> Outcome {
    let (a, b) = (instruction.a, instruction.b)
    let isSame = instruction.operation == .guardSame
    if a == b, isSame, allows(.compareSame) { return .use(.none) }
    if !isSame, allows(.disjointTypes), areDifferentWords(a, b) { return .use(.none) }
    if let one = wordConstant(a), one == wordConstant(b), isSame, allows(.knownGuards) { return .use(.none) }
    if type(a) == .int, type(b) == .int, allows(.disjointTypes) {
      let comparison = pure(isSame ? .intEqual : .intNotEqual, a, b)
      return becomes(&instruction, .guardTrue, comparison)
    }
    guard operation(a) == .conditionToValue, allows(.conditionValues), let word = wordConstant(b) else { return .keep }
    let truth = resolved(definition(a).a)
    switch word {
    case TraceMachine.trueWord: return becomes(&instruction, isSame ? .guardTrue : .guardFalse, truth)
    case TraceMachine.falseWord: return becomes(&instruction, isSame ? .guardFalse : .guardTrue, truth)
    default: return .keep
    }
  }

  private func becomes(_ instruction: inout Instruction, _ operation: Operation, _ a: Reference) -> Outcome {
    instruction.operation = operation
    instruction.a = a
    instruction.b = .none
    return .again
  }
}
