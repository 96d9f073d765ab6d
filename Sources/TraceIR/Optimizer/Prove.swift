// Redundant guards: what earlier guards, loads and allocations have shown. A guard that passes turns its condition into a
// constant, narrows its operand to the type it found, and settles the comparisons that follow from its own.

/// Comparisons whose outcome is known without an instruction for it.
struct ImpliedFacts {
  struct Entry {
    var a: Reference
    var b: Reference
    var truth: Bool
    /// How many instructions were written before.
    var time: Int32
    /// The previous entry of the same operation, -1: none.
    var previous: Int32
  }
  var entries: [Entry] = []
  var heads = [Int32](repeating: -1, count: Operation.allCases.count)

  mutating func add(_ operation: Operation, _ a: Reference, _ b: Reference, _ truth: Bool, time: Int) {
    entries.append(
      Entry(a: a, b: b, truth: truth, time: Int32(time), previous: heads[Int(operation.rawValue)]))
    heads[Int(operation.rawValue)] = Int32(entries.count - 1)
  }
}

extension Rewriter {
  /// Whether the outcome of a comparison follows from earlier guards.
  func impliedTruth(_ instruction: Instruction) -> Bool? {
    guard instruction.type == .condition else { return nil }
    var candidate = implied.heads[Int(instruction.operation.rawValue)]
    var steps = 0
    while candidate >= 0, steps < Rewriter.searchLimit {
      steps += 1
      let entry = implied.entries[Int(candidate)]
      // An older entry cannot name a younger operand.
      if entry.time <= instruction.a.rawValue || entry.time <= instruction.b.rawValue { return nil }
      if entry.a == instruction.a, entry.b == instruction.b { return entry.truth }
      candidate = entry.previous
    }
    return nil
  }

  /// The result of a guard that is known to hold.
  mutating func provedGuard(_ instruction: Instruction) -> Reference? {
    let a = instruction.a
    switch instruction.operation {
    case .guardShape:
      let shape = UInt32(truncatingIfNeeded: instruction.immediate)
      return allows(.knownShape) && fact(a).shape == shape ? Reference.none : nil
    case .guardKind:
      return allows(.knownKind) && Int64(fact(a).kind) == instruction.immediate ? Reference.none : nil
    case .guardVersion:
      return allows(.knownVersion) && knownVersions.contains(instruction.immediate) ? Reference.none : nil
    case .guardValid: return allows(.knownValid) && isKnownValid ? Reference.none : nil
    case .guardFloat:
      let known = fact(a).unboxed
      return allows(.knownNumber) && !known.isNone && type(known) == .float ? resolved(known) : nil
    case .guardBool:
      let known = fact(a).unboxed
      return allows(.knownNumber) && !known.isNone && type(known) == .condition ? resolved(known) : nil
    case .guardSame, .guardDifferent:
      let wanted = instruction.operation == .guardSame
      let comparison = Instruction(.same, a: a, b: instruction.b)
      return impliedTruth(comparison) == wanted ? Reference.none : nil
    default: return nil
    }
  }

  /// Notes what holds after a guard that was written.
  mutating func learn(_ instruction: Instruction, _ result: Reference) {
    let a = instruction.a
    switch instruction.operation {
    case .guardTrue: learn(a, true)
    case .guardFalse: learn(a, false)
    case .guardInt, .guardObject:
      if a.isInstruction, allows(.knownType) { facts[a.index].replacement = result }
    case .guardFloat, .guardBool:
      if a.isInstruction { noteBox(a, of: result) }
    case .guardShape: noteShape(a, UInt32(truncatingIfNeeded: instruction.immediate))
    case .guardKind: updateFact(a) { $0.kind = Int16(truncatingIfNeeded: instruction.immediate) }
    case .guardVersion: knownVersions.append(instruction.immediate)
    case .guardValid: isKnownValid = true
    case .guardSame: learnSame(a, instruction.b)
    case .guardDifferent: imply(.same, a, instruction.b, false)
    default: break
    }
  }

  private mutating func learn(_ condition: Reference, _ truth: Bool) {
    guard condition.isInstruction else { return }
    let comparison = trace.instructions[condition.index]
    if allows(.knownTruth) { facts[condition.index].replacement = self.condition(truth) }
    let (a, b) = (resolved(comparison.a), resolved(comparison.b))
    learnRange(comparison.operation, a, b, truth)
    switch comparison.operation {
    case .intLess:
      if truth {
        imply(.intLess, b, a, false)
        imply(.intLessEqual, a, b, true)
        imply(.intEqual, a, b, false)
      }
      imply(.intLessEqual, b, a, !truth)
    case .intLessEqual:
      if !truth {
        imply(.intLessEqual, b, a, true)
        imply(.intEqual, a, b, false)
      }
      imply(.intLess, b, a, !truth)
    case .intBelow: if truth { imply(.intLess, a, b, true) }
    case .floatLess, .floatLessEqual:
      // Nothing follows from a comparison that failed: one side may be nan.
      if truth && comparison.operation == .floatLess {
        imply(.floatLess, b, a, false)
        imply(.floatLessEqual, b, a, false)
        imply(.floatLessEqual, a, b, true)
        imply(.floatEqual, a, b, false)
      } else if truth {
        imply(.floatLess, b, a, false)
      }
    case .floatEqual, .floatNotEqual: imply(.floatEqual, a, b, truth == (comparison.operation == .floatEqual))
    case .rawBelow:
      if truth {
        imply(.rawBelow, b, a, false)
        imply(.rawEqual, a, b, false)
      }
    case .intEqual, .intNotEqual:
      let isEqual = truth == (comparison.operation == .intEqual)
      imply(.intEqual, a, b, isEqual)
      if isEqual { replace(a, by: b) }
    case .same, .different:
      if truth == (comparison.operation == .same) { learnSame(a, b) } else { imply(.same, a, b, false) }
    case .not: learn(a, !truth)
    default: break
    }
  }

  /// Notes a comparison, and the opposite one where there is one.
  private mutating func imply(_ operation: Operation, _ a: Reference, _ b: Reference, _ truth: Bool) {
    guard allows(.converse) else { return }
    let time = trace.instructions.count
    implied.add(operation, a, b, truth, time: time)
    if let opposite = operation.opposite { implied.add(opposite, a, b, !truth, time: time) }
    guard commutes[Int(operation.rawValue)] else { return }
    implied.add(operation, b, a, truth, time: time)
    if let opposite = operation.opposite { implied.add(opposite, b, a, !truth, time: time) }
  }

  private mutating func learnSame(_ a: Reference, _ b: Reference) {
    imply(.same, a, b, true)
    replace(a, by: b)
  }

  /// From here on a constant stands for what is known to be equal to it.
  private mutating func replace(_ a: Reference, by b: Reference) {
    guard allows(.knownIdentity) else { return }
    let (value, known) = a.isConstant ? (b, a) : (a, b)
    guard value.isInstruction, known.isConstant else { return }
    var constant = trace.constants[known.index]
    if !constant.type.fits(type(value)) {
      guard type(value) == .object, constant.type == .value, TraceMachine.isObject(constant.bits) else { return }
      constant.type = .object
    }
    let replacement = trace.constant(constant)
    facts[value.index].replacement = replacement
  }

  /// Whether a guard can never hold: the trace is of no use beyond it.
  func alwaysFails(_ instruction: Instruction) -> Bool {
    let a = instruction.a
    let type = type(a)
    let maker = operation(a)
    let isFloat = maker == .boxFloat || maker == .guardFloat
    switch instruction.operation {
    case .guardTrue: return conditionConstant(a) == false
    case .guardFalse: return conditionConstant(a) == true
    case .guardInt:
      if let word = wordConstant(a) { return !TraceMachine.isInt(word) }
      return type == .object || isFloat || maker == .conditionToValue
    case .guardObject:
      if let word = wordConstant(a) { return !TraceMachine.isObject(word) }
      return type == .int || maker == .conditionToValue
    case .guardFloat: return type == .int || type == .object || maker == .conditionToValue || a.isConstant
    case .guardBool: return type == .int || type == .object || isFloat || a.isConstant
    case .guardShape:
      let shape = fact(a).shape
      return shape != 0 && shape != UInt32(truncatingIfNeeded: instruction.immediate)
    case .guardKind: return fact(a).kind >= 0 && Int64(fact(a).kind) != instruction.immediate
    default: return false
    }
  }
}

extension Operation {
  /// The comparison that holds exactly when this one does not.
  var opposite: Operation? {
    switch self {
    case .intEqual: .intNotEqual
    case .intNotEqual: .intEqual
    case .floatEqual: .floatNotEqual
    case .floatNotEqual: .floatEqual
    case .same: .different
    case .different: .same
    default: nil
    }
  }
}
