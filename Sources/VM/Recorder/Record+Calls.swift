// Recording calls. A Python function is inlined: its frame exists only in snapshots. What cannot be inlined is called
// through a helper with the frames in memory.

import CRuntime
import TraceIR

extension Recorder {
  func call(_ a: Int, count: Int, hasSelf: Bool) throws(AbortReason) {
    let callee = r[a]
    let first = hasSelf ? a + 1 : a + 2
    let total = hasSelf ? count + 1 : count
    guard callee.isObject else { throw .exceptionRaised }
    if !hasSelf, total > 0, thread.mayBeConsumed(r[first]),
      let function = thread.consumerFunction(callee, r + first, total)
    {
      return try enterConsumer(a, callee, function, first: first, count: total)
    }
    if hasSelf, total == 2, thread.mayBeConsumed(r[first + 1]), callee.isKind(.nativeFunction),
      let function = thread.consumerFunction(callee, r + first, total, isMethod: true)
    {
      return try enterConsumer(a, callee, function, first: first, count: total, isMethod: true)
    }
    switch callee.objectKind {
    case .function:
      if try callFunction(a, callee, first: first, count: total) { return }
    case .boundMethod where !hasSelf:
      let method = BoundMethodRef(callee)
      if isPlainMethod(method.function) {
        let object = readObject(a, callee)
        let function = emit(.load, type: .object, object, immediate: 8, region: .immutable)
        guardIdentity(function, method.function)
        let receiver = emit(.load, type: .value, object, immediate: 16, region: .immutable)
        // As the interpreter does: function and self take the places in front of the arguments.
        write(a, constant(method.function))
        write(a + 1, receiver)
        if method.function.isKind(.function) {
          if try callFunction(a, method.function, first: a + 1, count: count + 1) { return }
        } else if try callNative(
          a, method.function, [Operand(receiver, method.selfValue)] + (0..<count).map { operand(a + 2 + $0) })
        {
          return
        }
        return callThroughWindow(a, first: a + 1, count: count + 1)
      }
    case .type where !hasSelf:
      if !TypeRef(callee).isHeapType {
        guardIdentity(read(a), callee)
        if try callNative(a, callee, (0..<total).map { operand(first + $0) }) { return }
      }
      if try construct(a, TypeRef(callee), count: count) { return }
    case .nativeFunction:
      guardIdentity(read(a), callee)
      if try callNative(a, callee, (0..<total).map { operand(first + $0) }) { return }
    case .foreignData where !hasSelf:
      if callForeignData(a, callee, first: first, count: total)
        || callFunctionObject(a, callee, first: first, count: total)
      {
        return
      }
    default: break
    }
    callThroughWindow(a, first: first, count: total)
  }

  /// The interpreter runs a function in Python for this native one (Runtime+Consumers).
  private func enterConsumer(
    _ a: Int, _ callee: Value, _ function: FunctionRef, first: Int, count: Int, isMethod: Bool = false
  ) throws(AbortReason) {
    guardIdentity(read(a), callee)
    let place = isMethod ? first + 1 : first
    if isMethod { guardSameType(operand(first)) }
    let iterable = readObject(place, r[place])
    if r[place].isKind(.generator) {
      // The function was chosen by the generator's code.
      let made = emit(
        .load, type: .object, iterable, immediate: Int64(GeneratorRef.Field.function.rawValue * 8), region: .iterators)
      let code = emit(.load, type: .raw, made, immediate: 8, region: .immutable)
      guardian(.guardTrue, emit(.rawEqual, code, raw(address: GeneratorRef(r[place]).function.info)))
    } else {
      guardVersion(r[place])
    }
    if count == 1 && function.info.pointee.argumentCount == 2 { write(first + 1, constant(r[first + 1])) }
    if !canInline(function.info) { return callThroughWindow(a, first: first, count: count) }
    try inline(
      function, constant(function.value), arguments: nil, base: base + first, result: base + a, resume: pc, flags: 0)
  }

  /// r[a] = r[a](the `count` registers from `first`), through memory. Python code that runs in it is not recorded.
  private func callThroughWindow(_ a: Int, first: Int, count: Int, names: Value = .unbound) {
    let callee = boxed(read(a))
    let place = operandsInMemory(first, count: count)
    isSkipping = true
    write(
      a,
      callChecked(.callWindow, [callee, place, raw(constant: UInt64(count)), constant(names)]))
  }

  /// The callee as a reference that is known to have this function's code. Functions made on the fly differ in identity
  /// each time. Assigning `__code__` invalidates all traces.
  private func guardFunction(_ reference: Reference, _ function: FunctionRef) -> Reference {
    if reference.isConstant { return reference }
    let object = asObject(reference)
    guardian(.guardShape, object, immediate: Int64(function.pointer.shapeWord))
    let code = emit(.load, type: .raw, object, immediate: 8, region: .immutable)
    guardian(.guardTrue, emit(.rawEqual, code, raw(address: function.info)))
    return object
  }

  /// Follows the call of a Python function whose arguments are in place, or makes it.
  private func enter(
    _ a: Int, _ function: FunctionRef, _ reference: Reference, first: Int, inlines: Bool
  ) throws(AbortReason) {
    guard inlines else { return callFrame(a, function, reference, first: first) }
    try inline(function, reference, arguments: nil, base: base + first, result: base + a, resume: pc, flags: 0)
  }

  /// Inlines a Python function, or calls it with a frame in memory; false when its arguments have to be bound.
  private func callFunction(_ a: Int, _ callee: Value, first: Int, count: Int) throws(AbortReason) -> Bool {
    let function = FunctionRef(callee)
    let info = function.info
    let inlines = canInline(info)
    let suspends = CodeFlags.generator | CodeFlags.coroutine | CodeFlags.asyncGenerator
    guard inlines || info.pointee.flags & suspends == 0 else { return false }
    let parameters = Int(info.pointee.argumentCount)
    let simple = info.pointee.flags & CodeFlags.simple != 0
    if simple && parameters == count {
      try enter(a, function, guardFunction(read(a), function), first: first, inlines: inlines)
      return true
    }
    let defaults = function.field(.defaults)
    if simple && count < parameters && defaults.isObject && TupleRef(defaults).count >= parameters - count {
      let reference = guardFunction(read(a), function)
      guardDefaults(reference, defaults)
      let available = TupleRef(defaults).count
      for index in 0..<parameters - count {
        write(first + count + index, constant(TupleRef(defaults)[available - (parameters - count) + index]))
      }
      try enter(a, function, reference, first: first, inlines: inlines)
      return true
    }
    // Only *args besides positional parameters: the rest becomes a tuple.
    if inlines,
      info.pointee.flags & (CodeFlags.varArguments | CodeFlags.varKeywords) == CodeFlags.varArguments
        && info.pointee.keywordOnlyCount == 0 && count >= parameters && count - parameters < 60
    {
      let reference = guardFunction(read(a), function)
      let rest = tuple((parameters..<count).map { read(first + $0) })
      write(first + parameters, rest)
      try inline(function, reference, arguments: nil, base: base + first, result: base + a, resume: pc, flags: 0)
      return true
    }
    return false
  }

  private func guardDefaults(_ function: Reference, _ defaults: Value) {
    let field = emit(
      .load, type: .value, function, immediate: Int64(FunctionRef.Field.defaults.rawValue * 8), region: .fields)
    guardIdentity(field, defaults)
  }

  /// Whether a call of this code is followed rather than made.
  func canInline(_ info: UnsafeMutablePointer<CodeInfo>) -> Bool {
    if depth >= jit.parameters.inlineLimit { return false }
    if windowEnd + Int(info.pointee.registerCount) + 80 > Recorder.slotLimit { return false }
    if info.pointee.flags & (CodeFlags.coroutine | CodeFlags.asyncGenerator) != 0 { return false }
    var same = 0
    for frame in frames where frame.info == info { same += 1 }
    // Those that run for native consumers stand inside each other without being recursive.
    if info.pointee.flags & CodeFlags.hidden != 0 { return same < 4 }
    let size = trace.instructions.count
    if same > 0 { return same < jit.parameters.recursionLimit && size < jit.parameters.recursionSize }
    // Many long traces that all hold the same functions cost more than calls of these do.
    // In a loop that is followed to its end there is one call for each iteration, and folding needs them all.
    return size < jit.parameters.inlineSize || followsShortLoop || opcode(info.head[0]) != .functionTrace
  }

  /// Enters the frame of `function`. Its arguments are in place already, or given as references.
  func inline(
    _ function: FunctionRef, _ reference: Reference, arguments: [Reference]?, base: Int, result: Int, resume: PC,
    flags: UInt64, locals: Reference = .none, start: PC? = nil
  ) throws(AbortReason) {
    let info = function.info
    if frames.count > jit.parameters.inlineLimit { throw .tooDeep }
    if base + Int(info.pointee.registerCount) > Recorder.slotLimit { throw .tooManySlots }
    let caller = frames.count - 1
    let resumeOffset = resume - UnsafePointer(self.info.pointee.start.unsafelyUnwrapped)
    wait(resume: resumeOffset, calleeFlags: flags)
    if let arguments {
      for (index, argument) in arguments.enumerated() { writeSlot(base + index, argument) }
    }
    if start == nil {
      let first = Int(info.pointee.argumentCount) + parameterExtras(info)
      for index in 0..<Int(info.pointee.clearCount) { writeSlot(base + first + index, constant(.unbound)) }
    }
    trace.frames.append(
      FrameNode(
        parent: frames[caller].node, code: info.pointee.id, resume: UInt32(resumeOffset), base: Int32(base),
        result: Int32(result), function: reference, locals: locals, flags: flags))
    frames.append(
      RecordedFrame(
        node: Int32(trace.frames.count - 1), base: base, info: info, liveness: jit.liveness(info), flags: flags,
        function: reference, locals: locals, result: result))
    framesInMemory = min(framesInMemory, frames.count - 1)
    expect(start ?? PC(info.pointee.start))
  }

  /// Parameters behind the positional ones: keyword-only, *args, **kwargs.
  func parameterExtras(_ info: UnsafeMutablePointer<CodeInfo>) -> Int {
    Int(info.pointee.keywordOnlyCount) + (info.pointee.flags & CodeFlags.varArguments != 0 ? 1 : 0)
      + (info.pointee.flags & CodeFlags.varKeywords != 0 ? 1 : 0)
  }

  // MARK: Keyword arguments

  func callKeywords(_ a: Int, count: Int, names: Value, hasSelf: Bool) throws(AbortReason) {
    let callee = r[a]
    let first = hasSelf ? a + 1 : a + 2
    let total = hasSelf ? count + 1 : count
    if callee.isKind(.function), canInline(FunctionRef(callee).info),
      let sources = placement(FunctionRef(callee), count: total, names: TupleRef(names))
    {
      let function = FunctionRef(callee)
      let reference = guardFunction(read(a), function)
      if sources.contains(where: { if case .defaultValue = $0 { true } else { false } }) {
        guardDefaults(reference, function.field(.defaults))
      }
      let values = sources.map { source -> Reference in
        switch source {
        case .argument(let index): read(first + index)
        case .defaultValue(let value): constant(value)
        }
      }
      for (index, value) in values.enumerated() { write(first + index, value) }
      return try inline(
        function, reference, arguments: nil, base: base + first, result: base + a, resume: pc, flags: 0)
    }
    if callee.isKind(.nativeFunction) || (callee.isKind(.type) && !TypeRef(callee).isHeapType) {
      guardIdentity(read(a), callee)
      if try callNative(a, callee, (0..<total).map { operand(first + $0) }, names: TupleRef(names)) { return }
    }
    callThroughWindow(a, first: first, count: total, names: names)
  }

  private enum ArgumentSource {
    case argument(Int)
    case defaultValue(Value)
  }

  /// Where each parameter of a function of plain parameters comes from; nil when binding is more than that.
  private func placement(_ function: FunctionRef, count: Int, names: TupleRef) -> [ArgumentSource]? {
    let info = function.info
    guard info.pointee.flags & CodeFlags.simple != 0 else { return nil }
    let parameters = Int(info.pointee.argumentCount)
    let positional = count - names.count
    guard positional <= parameters else { return nil }
    let parameterNames = function.code.localNames
    var sources: [ArgumentSource?] = Array(repeating: nil, count: parameters)
    for index in 0..<positional { sources[index] = .argument(index) }
    for index in 0..<names.count {
      var found = -1
      for parameter in Int(info.pointee.positionalOnlyCount)..<parameters
      where parameterNames[parameter] == names[index] {
        found = parameter
      }
      guard found >= 0, sources[found] == nil else { return nil }
      sources[found] = .argument(positional + index)
    }
    let defaults = function.field(.defaults)
    let available = defaults.isObject ? TupleRef(defaults).count : 0
    for index in 0..<parameters where sources[index] == nil {
      let place = index - (parameters - available)
      guard place >= 0 else { return nil }
      sources[index] = .defaultValue(TupleRef(defaults)[place])
    }
    return sources.map { $0! }
  }

  // MARK: Star arguments

  /// `f(*items, **named)`: a Python function called with the items of a tuple is inlined.
  func callSpread(_ a: Int) throws(AbortReason) {
    let callee = r[a]
    let spread = r[a + 2]
    let target = CallTarget(callee)
    if target.function.isKind(.function), r[a + 3].isUnbound, spread.isObject,
      spread.pointer.shapeWord == vm.pointee.shapes.tuple.address, TupleRef(spread).count <= 16
    {
      let function = FunctionRef(target.function)
      let info = function.info
      let count = TupleRef(spread).count
      if canInline(info), info.pointee.flags & CodeFlags.simple != 0,
        Int(info.pointee.argumentCount) == count + (target.receiver.isBound ? 1 : 0)
      {
        let (reference, receiver) = guardTarget(a, target)
        let tuple = readObject(a + 2, spread)
        let length = emit(.load, type: .int, tuple, immediate: 8, region: .immutable)
        guardian(.guardTrue, emit(.intEqual, length, int(constant: count)))
        let items = (0..<count).map {
          emit(.load, type: .value, tuple, immediate: Int64(16 + 8 * $0), region: .immutable)
        }
        return try inline(
          function, reference, arguments: receiver + items, base: windowEnd, result: base + a, resume: pc, flags: 0)
      }
    }
    isSkipping = target.function.isKind(.function)
    write(a, callChecked(.callSpread, [read(a), read(a + 2), read(a + 3)]))
  }

  /// The function that a call of r[a] runs, and the object in front of the arguments, if there is one.
  private func guardTarget(_ a: Int, _ target: CallTarget) -> (function: Reference, receiver: [Reference]) {
    let callee = r[a]
    switch callee.objectKind {
    case .boundMethod:
      let method = readObject(a, callee)
      let function = emit(.load, type: .object, method, immediate: 8, region: .immutable)
      guardIdentity(function, target.function)
      return (constant(target.function), [emit(.load, type: .value, method, immediate: 16, region: .immutable)])
    case .instance:
      let object = readObject(a, callee)
      guardVersion(callee)
      return (constant(target.function), [object])
    default: return (guardFunction(read(a), FunctionRef(target.function)), [])
    }
  }

  // MARK: Classes

  /// `Class(arguments…)` with an `__init__` in Python or none; false when the class makes its instances otherwise.
  private func construct(_ a: Int, _ type: TypeRef, count: Int) throws(AbortReason) -> Bool {
    if let maker = thread.inlineMaker(type, count: count) {
      guard canInline(maker.info) else { return false }
      guardIdentity(read(a), type.value)
      guardian(
        .guardVersion, immediate: Int64(bitPattern: UInt64(type.rootShape.address) | UInt64(type.version) << 32))
      write(a + 1, constant(type.value))
      try inline(
        maker, constant(maker.value), arguments: nil, base: base + a + 1, result: base + a, resume: pc, flags: 0)
      return true
    }
    let isException = type.special(.new) == thread.baseExceptionNew
    guard isException || type.special(.new) == vm.pointee.objectNew, type.type.special(.call) == vm.pointee.typeCall,
      type.flags & TypeFlags.abstract == 0, type.lookup(StringRef.intern("__del__")).isUnbound
    else { return false }
    let initializer = type.special(.`init`)
    let isPlain =
      isException ? initializer == thread.baseExceptionInit : initializer == vm.pointee.objectInit && count == 0
    guard initializer.isKind(.function) || isPlain else { return false }
    if !isPlain {
      let info = FunctionRef(initializer).info
      guard info.pointee.flags & CodeFlags.simple != 0, Int(info.pointee.argumentCount) == count + 1,
        canInline(info)
      else { return false }
    }
    guardIdentity(read(a), type.value)
    guardRootVersion(type)
    let object = newInstance(type, arguments: isException ? (0..<count).map { read(a + 2 + $0) } : nil)
    write(a, object)
    if isPlain { return true }
    write(a + 1, object)
    try inline(
      FunctionRef(initializer), constant(initializer), arguments: nil, base: base + a + 1, result: -1, resume: pc,
      flags: FrameFlags.initializer)
    return true
  }

  /// Leaves when the class has changed.
  func guardRootVersion(_ type: TypeRef) {
    guardian(
      .guardVersion, immediate: Int64(bitPattern: UInt64(type.rootShape.address) | UInt64(type.version) << 32))
  }

  /// An instance as `object.__new__` makes it, or, given arguments, as `BaseException.__new__` does.
  func newInstance(_ type: TypeRef, arguments: [Reference]?) -> Reference {
    let shape = type.rootShape
    let baseWords = Int(type.baseWords)
    let hasAttributes = shape.pointer.pointee.attributeWord != 0
    let words = baseWords + (hasAttributes ? 1 + Int(shape.pointer.pointee.inlineCapacity) : 0)
    let items = arguments.map(tuple)
    let object = emit(.new, immediate: header(shape, type.instanceKind, words: words))
    for word in 1..<max(1, words) {
      let value = constant(word < baseWords ? .none : .unbound)
      emit(
        .store, object, word == 1 ? items ?? value : value, immediate: Int64(word * 8),
        region: word < baseWords ? .fields : .attributes)
    }
    return object
  }

  // MARK: Special methods

  /// `x + y` and the like where the class of x has the method in Python: its frame is pushed, as the interpreter does.
  func callOperator(_ instruction: BinaryInstruction, _ a: Int, _ x: Operand, _ y: Operand) throws(AbortReason) -> Bool
  {
    guard
      let function = thread.inlineOperator(instruction.operation, x.actual, y.actual, inPlace: instruction.isInPlace),
      canInline(function.info)
    else { return false }
    let object = asObject(x.reference)
    guardShape(object, x.actual)
    guardVersion(x.actual)
    // The right operand's class decides whether its reflected method would come first.
    if y.actual.isObject && y.actual.objectKind == .instance {
      let right = asObject(y.reference)
      guardShape(right, y.actual)
      guardVersion(y.actual)
      try inline(
        function, constant(function.value), arguments: [object, right], base: windowEnd, result: base + a, resume: pc,
        flags: FrameFlags.binaryOperator)
      return true
    }
    guardSameType(y)
    try inline(
      function, constant(function.value), arguments: [object, boxed(y.reference)], base: windowEnd, result: base + a,
      resume: pc, flags: FrameFlags.binaryOperator)
    return true
  }

  /// Leaves when the operand has another type than now.
  func guardSameType(_ operand: Operand) {
    if operand.reference.isConstant { return }
    let actual = operand.actual
    if actual.isInt {
      _ = int(operand)
    } else if actual.isExactFloat {
      _ = float(operand)
    } else if actual.isObject {
      if actual.isKind(.type) { return guardIdentity(operand.reference, actual) }
      guardShape(asObject(operand.reference), actual)
    } else if actual.isBool {
      if trace.type(of: operand.reference) != .condition { guardian(.guardBool, operand.reference) }
    } else {
      guardIdentity(operand.reference, actual)
    }
  }

  // MARK: Returning

  func returnValue(_ value: Reference, _ actual: Value) throws(AbortReason) -> RecordingResult {
    let frame = frames[frames.count - 1]
    if depth == 0 { return try returnFromRoot(value, actual) }
    var flags = frame.flags
    if flags & FrameFlags.generator != 0 { return try generatorReturned(frame, value) }
    if flags & FrameFlags.initializer != 0 {
      if !actual.isNone { throw .exceptionRaised }
      guardIdentity(value, .none)
      flags = 0
    }
    if flags & FrameFlags.binaryOperator != 0 {
      if actual.isNotImplemented { throw .unsupportedCall }
      if !value.isConstant && trace.type(of: value) == .value {
        guardian(.guardDifferent, value, constant(.notImplemented))
      }
    }
    popFrame(result: frame.result >= 0 ? value : nil)
    if flags & FrameFlags.iteration != 0 {
      let caller = frames[frames.count - 1]
      let behind = PC(caller.info.pointee.start) + caller.resume
      expect(behind + signedC((behind - 1).pointee))
    }
    return .continue
  }

  /// Leaves the innermost frame; its caller goes on where it said.
  func popFrame(result: Reference?) {
    let frame = frames.removeLast()
    framesInMemory = min(framesInMemory, frames.count)
    if let result, frame.result >= 0 { writeSlot(frame.result, result) }
    let caller = frames[frames.count - 1]
    expect(PC(caller.info.pointee.start) + caller.resume)
  }
}
