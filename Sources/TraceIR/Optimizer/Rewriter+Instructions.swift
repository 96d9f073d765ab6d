// What each class of instruction goes through on its way from the source to the written trace.

extension Rewriter {
  /// Translates one instruction of the source.
  mutating func rewrite(_ index: Int) {
    var instruction = source.instructions[index]
    point = instruction.point
    let operation = instruction.operation
    if operation != .phi {
      instruction.a = mapped(instruction.a)
      instruction.b = mapped(instruction.b)
      instruction.c = mapped(instruction.c)
    }
    let result: Reference
    switch classes[Int(operation.rawValue)] {
    case .pure: result = comparedUnmade(instruction) ?? visitPure(made(instruction))
    case .guardian: result = visitGuard(instruction)
    case .load: result = visitLoad(instruction)
    case .store:
      visitStore(instruction)
      result = .none
    case .allocation: result = visitAllocation(instruction)
    case .call: result = visitCall(instruction)
    case .control: result = visitControl(instruction)
    }
    if !result.isNone { map[index] = result }
  }

  // MARK: Pure operations

  mutating func visitPure(_ instruction: Instruction) -> Reference {
    var instruction = instruction
    simplifying: while true {
      switch fold(&instruction) {
      case .use(let reference): return reference
      case .again: continue
      case .keep: break
      }
      switch bound(&instruction) {
      case .use(let reference): return reference
      case .again: continue
      case .keep: break simplifying
      }
    }
    if let known = impliedTruth(instruction) { return condition(known) }
    if allows(.sharePure), let shared = sharedResult(instruction) { return shared }
    let result = emit(instruction)
    setRange(result, instruction)
    if instruction.operation == .conditionToValue { noteBox(result, of: instruction.a) }
    return result
  }

  // MARK: Guards

  mutating func visitGuard(_ instruction: Instruction) -> Reference {
    var instruction = instruction
    switch guardUnmade(&instruction) {
    case .use(let reference): return reference
    case .again, .keep: break
    }
    simplifying: while true {
      switch foldGuard(&instruction) {
      case .use(let reference): return reference
      case .again: continue
      case .keep: break
      }
      switch bound(&instruction) {
      case .use(let reference): return reference
      case .again: continue
      case .keep: break simplifying
      }
    }
    // A checked operation that was proved to fit has become a pure one.
    if classes[Int(instruction.operation.rawValue)] == .pure {
      instruction.snapshot = -1
      return visitPure(instruction)
    }
    if let known = provedGuard(instruction) { return known }
    let isChecked = instruction.operation.isCheckedArithmetic
    if isChecked, allows(.shareChecked), let shared = sharedResult(instruction) { return shared }
    if alwaysFails(instruction) { isHopeless = true }
    let result = emit(instruction)
    if isChecked { setRange(result, instruction) }
    learn(instruction, result)
    return instruction.type == .none ? .none : result
  }

  // MARK: Calls

  private mutating func visitCall(_ instruction: Instruction) -> Reference {
    var instruction = instruction.operation == .foreignCall ? made(instruction) : instruction
    let helper = Int(instruction.immediate)
    let effects = helpers.effects(of: instruction)
    let first = Int(instruction.firstArgument)
    var arguments: [Reference] = []
    arguments.reserveCapacity(Int(instruction.argumentCount))
    for position in first..<first + Int(instruction.argumentCount) {
      arguments.append(make(mapped(source.arguments[position])))
    }
    let isShared = effects.isRemovable && !effects.allocates && allows(.shareCall)
    if isShared, let result = sharedCall(helper, arguments) { return result }
    instruction.firstArgument = Int32(trace.arguments.count)
    trace.arguments += arguments
    let result = emit(instruction)
    setRange(result, instruction)
    forgetAfterCall(writing: effects.writes)
    if isShared { sharedCalls.append(result.index) }
    return instruction.type == .none ? .none : result
  }

  // MARK: Control

  private mutating func visitControl(_ instruction: Instruction) -> Reference {
    switch instruction.operation {
    case .loop:
      enterUnknownLoop()
      emit(instruction)
    case .phi:
      var phi = instruction
      phi.a = make(mapped(instruction.a))
      phi.b = .none
      openPhis.append((trace.instructions.count, instruction.b))
      return emit(phi)
    case .jumpLoop:
      closePhis()
      emit(instruction)
    case .link:
      if instruction.immediate == -1, source.origin == .loop, !isCopying, allows(.peelLoop), peel(instruction) { break }
      emitLink(instruction)
    case .returnValue:
      var end = instruction
      end.a = make(instruction.a)
      emit(end)
    case .popFrame:
      emit(instruction)
      // What is said of the root frame is said of another one from here on.
      for operation in Operation.ofRootFrame { heads[Int(operation.rawValue)] = -1 }
    default: emit(instruction)
    }
    return .none
  }

  /// A loop in the source may write any memory before it comes round again.
  private mutating func enterUnknownLoop() {
    for index in unmade.indices where !unmade[index].isBox && !unmade[index].isImported {
      _ = make(resolved(.virtual(index)))
    }
    forgetAfterCall(writing: .mutable)
  }

  /// Gives the phis what they are after an iteration.
  mutating func closePhis() {
    for (phi, value) in openPhis {
      var value = mapped(value)
      let wanted = trace.instructions[phi].type
      if type(value) == .condition && wanted != .condition {
        value = pure(.conditionToValue, value)
      } else if type(value) == .float && wanted != .float {
        value = box(value)
      }
      trace.instructions[phi].b = make(value)
    }
    openPhis = []
  }

  /// The registers of a link are written by machine code, which boxes nothing and rebuilds nothing: all is made here.
  private mutating func emitLink(_ instruction: Instruction) {
    // What is made on the way stands at this point, whose frame must be known before its own objects are made.
    _ = writtenPoint(instruction.point)
    isLinking = true
    emit(instruction)
    isLinking = false
  }
}

extension Operation {
  /// Operations whose result is another one once the root frame was left.
  static let ofRootFrame: [Operation] = [.slot, .rootFunction, .framePointer, .windowPointer]

  /// Arithmetic that leaves when the result does not fit, and does nothing else.
  var isCheckedArithmetic: Bool {
    switch self {
    case .addOverflow, .subtractOverflow, .multiplyOverflow, .negateOverflow, .shiftLeftOverflow, .floatToInt: true
    default: false
    }
  }
}
