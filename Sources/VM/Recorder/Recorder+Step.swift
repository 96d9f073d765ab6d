// One step of a recording: the instruction about to be executed, told apart by opcode.

import CRuntime
import TraceIR

extension Recorder {
  /// Records the instruction behind `pc - 1`. Throws when the recording cannot go on.
  func step(
    _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ w: UInt64
  ) throws(AbortReason) -> RecordingResult {
    let instruction = UnsafePointer<UInt64>(pc) - 1
    if !isExpected(instruction, fp) {
      try turnIntoFailure()
      if !isExpected(instruction, fp) { throw .exceptionRaised }
    }
    success = nil
    self.pc = pc
    self.r = r
    self.k = k
    self.fp = fp
    word = w
    offset = instruction - UnsafePointer(info.pointee.start.unsafelyUnwrapped)
    let place = Point(frame: frames[frames.count - 1].node, offset: UInt32(offset))
    trace.points.append(place)
    point = Int32(trace.points.count - 1)
    snapshotHere = -1
    if let branch { resolve(branch, tookTarget: instruction == branch.target) }
    if needsValidity {
      needsValidity = false
      guardian(.guardValid)
    }
    if needsNoCallback {
      needsNoCallback = false
      guardian(.guardNoCallback)
    }
    let window = base + Int(info.pointee.registerCount)
    deepest = (max(deepest.registers, window + CodeRef.scratchRegisters), max(deepest.frames, frames.count))
    if trace.instructions.count > jit.parameters.traceLimit {
      // A loop inside may be a trace of its own the next time; what is too long then is compiled in pieces.
      if jit.hasFailedBefore(self) { return .split }
      throw .tooLong
    }
    if instructionsAfterPop > Recorder.popLength { return .leave }
    let op = opcode(w)
    expect(pc + op.cacheWords)
    return try record(op)
  }

  private func isExpected(_ instruction: UnsafePointer<UInt64>, _ fp: FramePointer) -> Bool {
    fp == expectedFrame
      && (expectedPCs.0 == nil || instruction == expectedPCs.0 || instruction == expectedPCs.1)
  }

  /// The next step is at `next`, or at `other`, in the frame that is current then.
  func expect(_ next: PC?, _ other: PC? = nil) {
    expectedPCs = (next, other ?? next)
    expectedFrame = rootFrame + depth
  }

  private func record(_ op: Op) throws(AbortReason) -> RecordingResult {
    let a = A(word)
    let b = B(word)
    let c = C(word)
    switch op {
    // MARK: Moves
    case .move: write(a, read(b))
    case .loadConst: write(a, constant(k[b]))
    case .loadInt: write(a, int(constant: wide(word)))
    case .checkLocal:
      if r[a].isUnbound { throw .exceptionRaised }
      guardBound(read(a))
    case .deleteLocal:
      if r[a].isUnbound { throw .exceptionRaised }
      guardBound(read(a))
      write(a, constant(.unbound))
    case .resumePoint: break

    // MARK: Cells and names
    case .makeCell: write(a, makeCell(read(a)))
    case .copyFree: copyFree(a, count: b)
    case .loadCell:
      if CellRef(r[b]).content.isUnbound { throw .exceptionRaised }
      let content = emit(.load, type: .value, asObject(read(b)), immediate: 8, region: .cells)
      guardBound(content)
      write(a, content)
    case .storeCell: emit(.store, asObject(read(a)), boxed(read(b)), immediate: 8, region: .cells)
    case .loadGlobal, .loadGlobalCell, .loadGlobalBuiltin: try loadGlobal(a, name: k[b])
    case .storeGlobal: try storeGlobal(a, name: k[b])

    // MARK: Attributes
    case .getAttr, .getAttrSlot, .getAttrOverflow, .getAttrClass, .getAttrMethod, .getAttrProperty, .getAttrModule,
      .getAttrType, .getAttrGeneric:
      try getAttribute(a, object: b, name: k[c], resume: pc + op.cacheWords)
    case .setAttr, .setAttrSlot, .setAttrAdd, .setAttrGeneric: try setAttribute(object: a, value: b, name: k[c])
    case .loadMethod, .loadMethodClass, .loadMethodModule, .loadMethodType, .loadMethodGeneric:
      try loadMethod(a, object: b, name: k[c])
    case .loadSuperMethod: try loadSuperMethod(a, b, name: k[c])
    case .loadSpecial: try loadSpecial(a, object: b, unsafeBitCast(UInt8(truncatingIfNeeded: c), to: Special.self))

    // MARK: Subscripts
    case .getItem: try getItem(a, container: b, index: read(c), r[c])
    case .getItemInt: try getItem(a, container: b, index: int(constant: signedC(word)), .int(signedC(word)))
    case .setItem: try setItem(container: a, index: b, value: c)
    case .deleteItem: deleteItem(a, b)
    case .getSlice: getSlice(a, container: b, bounds: c)
    case .setSlice: setSlice(container: a, bounds: b, value: c)
    case .buildSlice: buildSlice(a, first: b, count: c)

    // MARK: Arithmetic
    case .negative, .positive, .invert: try unary(op, a, b)
    case .not: try not(a, b)
    case .is, .isNot:
      write(a, emit(op == .is ? .same : .different, boxed(read(b)), boxed(read(c))))
    case .contains, .notContains: try contains(a, item: b, container: c, isNegated: op == .notContains)
    case .less, .lessEqual, .equal, .notEqual, .greater, .greaterEqual:
      try compare(RecordedComparison(op), into: a, b, Operand(read(c), r[c], register: c))

    // MARK: Jumps
    case .jump: expect(pc + wide(word))
    case .jumpIfTrue, .jumpIfFalse: try jumpOnTruth(a, target: pc + wide(word), whenTrue: op == .jumpIfTrue)
    case .jumpIfNone: jump(emit(.same, boxed(read(a)), constant(.none)), to: pc + wide(word))
    case .jumpIfNotNone: jump(emit(.different, boxed(read(a)), constant(.none)), to: pc + wide(word))
    case .jumpIfIs: jump(emit(.same, boxed(read(a)), boxed(read(b))), to: pc + signedC(word))
    case .jumpIfNotIs: jump(emit(.different, boxed(read(a)), boxed(read(b))), to: pc + signedC(word))
    case .jumpIfLess, .jumpIfLessEqual, .jumpIfEqual, .jumpIfUnequal, .jumpIfGreater, .jumpIfGreaterEqual,
      .jumpIfNotLess, .jumpIfNotLessEqual, .jumpIfNotEqual, .jumpIfNotUnequal, .jumpIfNotGreater,
      .jumpIfNotGreaterEqual:
      try compareAndJump(op, a, Operand(read(b), r[b], register: b))
    case .jumpIfLessInt, .jumpIfLessEqualInt, .jumpIfEqualInt, .jumpIfUnequalInt, .jumpIfGreaterInt,
      .jumpIfGreaterEqualInt, .jumpIfNotLessInt, .jumpIfNotLessEqualInt, .jumpIfNotEqualInt, .jumpIfNotUnequalInt,
      .jumpIfNotGreaterInt, .jumpIfNotGreaterEqualInt:
      try compareAndJump(op, a, Operand(int(constant: signedB(word)), .int(signedB(word)), register: -1))

    // MARK: Iteration
    case .getIter: try getIterator(a, b)
    case .forIter: try forIterator(a, b)
    case .unpackSequence: try unpack(a, b, count: c)
    case .startGenerator: try startGenerator()
    case .yieldValue: return try yieldValue(a, b, c)
    case .yieldDelegate: return try yieldValue(a, a, c)

    // MARK: Building
    case .buildTuple: buildTuple(a, first: b, count: c)
    case .buildList: buildList(a, first: b, count: c)
    case .buildSet: buildFromWindow(.buildSet, plain: .buildSetPlain, a, first: b, count: c)
    case .buildDict: buildFromWindow(.buildDict, plain: .buildDictPlain, a, first: b, count: c)
    case .buildString: buildFromWindow(.buildString, plain: .buildStringPlain, a, first: b, count: c)
    case .formatValue: formatValue(a, b, c)
    case .listAppend: append(read(b), to: readObject(a, r[a]))
    case .listExtend: _ = callChecked(.listExtend, [read(a), read(b)])
    case .listToTuple: write(a, callChecked(.listToTuple, [read(b)]))
    case .setAdd: addToSet(a, b)
    case .dictSet: addToDict(a, b, c)
    case .length: try length(a, b)
    case .getYieldFromIter: try getYieldFromIterator(a, b)
    case .send: try send(a, b)
    case .makeFunction: write(a, makeFunction(a, b, c))

    // MARK: Calls
    case .call: try call(a, count: b, hasSelf: false)
    case .callMethod: try call(a, count: b, hasSelf: try guardReceiver(a + 1))
    case .callKeywords: try callKeywords(a, count: b, names: k[c], hasSelf: false)
    case .callMethodKeywords: try callKeywords(a, count: b, names: k[c], hasSelf: try guardReceiver(a + 1))
    case .callSpread: try callSpread(a)
    case .return: return try returnValue(read(a), r[a])
    case .returnNone: return try returnValue(constant(.none), .none)

    // MARK: Patterns
    case .matchSequence: write(a, callChecked(.matchSequence, [read(b)]))
    case .matchMapping: write(a, callChecked(.matchMapping, [read(b)]))
    case .matchKeys: write(a, callChecked(.matchKeys, [read(b), read(c)]))
    case .matchClass: write(a, callChecked(.matchClass, [read(b), read(b + 1), read(b + 2), constant(k[c])]))
    case .mappingRest: write(a, callChecked(.mappingRest, [read(b), read(c)]))

    // MARK: Exceptions
    case .raise: return try raise(a, count: b)
    case .reraise: return try reraise(a)
    case .pushHandled: pushHandled(a, b)
    case .popHandled: popHandled(a)
    case .matchException: try matchException(a, b, c)
    case .exceptionTriple: exceptionTriple(a, b)
    case .loadAssertionError: write(a, constant(ExceptionType.assertionError.type))

    // MARK: Loops
    case .loopHead, .loopTrace, .loopPlain: return try loopHead(op)

    default:
      if let binary = BinaryInstruction(op) {
        try arithmetic(binary, a, b)
      } else {
        throw .unsupportedInstruction
      }
    }
    return .continue
  }

  /// Whether `loadMethod` found a receiver, which decides where the arguments start.
  private func guardReceiver(_ register: Int) throws(AbortReason) -> Bool {
    let isBound = r[register].isBound
    let receiver = read(register)
    if let known = constantValue(receiver), known.isBound != isBound { throw .unsupportedInstruction }
    if trace.type(of: receiver) == .value, !receiver.isConstant {
      guardian(isBound ? .guardDifferent : .guardSame, receiver, constant(.unbound))
    }
    return isBound
  }

  func guardBound(_ value: Reference) {
    if trace.type(of: value) != .value || constantValue(value) != nil { return }
    guardian(.guardDifferent, value, constant(.unbound))
  }

  /// The guard of a jump, now that its direction is known. It leaves to where the jump did not go.
  private func resolve(_ jump: (condition: Reference, target: PC, otherwise: PC), tookTarget: Bool) {
    let here = offset
    offset = (tookTarget ? jump.otherwise : jump.target) - UnsafePointer(info.pointee.start.unsafelyUnwrapped)
    let snapshot: Int32
    if let result = branchResult {
      // The register gets its value on the way to the target alone.
      let before = (slots[result.slot], dirty[result.slot], changed[result.slot])
      if !tookTarget { writeSlot(result.slot, result.value) }
      snapshot = makeSnapshot(.execute)
      (slots[result.slot], dirty[result.slot], changed[result.slot]) = before
      if tookTarget { writeSlot(result.slot, result.value) }
      branchResult = nil
    } else {
      snapshot = makeSnapshot(.execute)
    }
    offset = here
    trace.append(
      TraceInstruction(
        tookTarget ? .guardTrue : .guardFalse, a: jump.condition, snapshot: snapshot, point: max(0, point - 1)))
    branch = nil
  }

  /// A jump whose direction the next step shows.
  func jump(_ condition: Reference, to target: PC) {
    if condition.isConstant {
      let truth = trace.constants[condition.index].bits != 0
      return expect(truth ? target : pc)
    }
    branch = (condition, target, pc)
    expect(target, pc)
  }

  // MARK: Loop heads

  private func loopHead(_ op: Op) throws(AbortReason) -> RecordingResult {
    let instruction = UnsafeMutablePointer(mutating: pc) - 1
    if instruction == anchor && depth == 0 {
      // The recording starts at this head too.
      if trace.points.count == 1 { return .continue }
      return .linkSelf
    }
    // A trace that only leads to the end of a call or to a yield is no loop: what it does is recorded once more here.
    if op == .loopTrace, let target = jit.trace(at: instruction), target.link >= 0 {
      if try follows(target, at: instruction) { return .continue }
      let version = jit.version(of: target, for: r)
      missesVersion = version == nil && anchor == nil
      return .link(version ?? target)
    }
    // A loop of a caller, without a trace yet: its next iteration counts towards one.
    if poppedFrames > 0 && op != .loopTrace { return .leave }
    if anchor != nil, let count = remainingIterations(), count <= jit.parameters.unrollLimit {
      watchItems(of: r[B(pc[1])])
      return .continue
    }
    if op == .loopHead && depth == 0 { passedHead = instruction }
    let key = PassedLoop(head: UInt(bitPattern: instruction), frame: frames[frames.count - 1].node)
    let passed = (passedLoops[key] ?? 0) + 1
    passedLoops[key] = passed
    if passed > jit.parameters.unrollLimit { throw .innerLoop }
    return .continue
  }
}

/// What a step led to.
enum RecordingResult {
  case `continue`
  /// The recorded loop is closed.
  case linkSelf
  /// Another trace takes over here.
  case link(TraceRecord)
  /// The trace ends before this instruction; the interpreter takes over.
  case leave
  /// The root frame, which has these flags, returns this.
  case returned(Reference, flags: UInt64)
  /// The trace ends before this instruction because it is long enough; another one goes on from here.
  case split
}
