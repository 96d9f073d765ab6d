// Calls and returns. The window of a call stands at a: callable, self (callMethod) or scratch, arguments.
// A Python callee's register window starts at its first argument, so arguments are never copied.

import CRuntime

@_cdecl("op_call") @inline(__always)
func opCall(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let callee = r[A(w)]
  if _fastPath(callee.isKind(.function)) {
    let info = FunctionRef(callee).info
    if _fastPath(
      info.pointee.flags & CodeFlags.simple != 0 && Int(info.pointee.argumentCount) == B(w))
    {
      let registers = r + (A(w) &+ 2)
      let frame = fp + 1
      if _fastPath(
        registers + Int(info.pointee.registerCount) < t.pointee.stackLimit.unsafelyUnwrapped
          && frame < t.pointee.frameLimit.unsafelyUnwrapped)
      {
        return enterFunction(callee, info, registers, B(w), r + A(w), pc, fp, t)
      }
    }
  }
  return callSlow(pc, r, k, fp, t, w)
}

/// Pushes the frame of a simple function whose arguments are in place, and runs it.
@inline(__always) func enterFunction(
  _ callee: Value, _ info: UnsafeMutablePointer<CodeInfo>, _ registers: Registers, _ count: Int, _ result: Registers,
  _ resume: PC, _ fp: FramePointer, _ t: Thread, flags: UInt64 = 0
) -> UInt64 {
  fp.pointee.pc = resume
  let frame = fp + 1
  let start = info.pointee.start.unsafelyUnwrapped
  let constants = info.pointee.constants.unsafelyUnwrapped
  frame.pointee.pc = start
  frame.pointee.registers = registers
  frame.pointee.code = info
  frame.pointee.function = callee
  frame.pointee.result = result
  frame.pointee.locals = .unbound
  frame.pointee.flags = flags
  frame.pointee.constants = constants
  t.pointee.frame = frame
  var index = 0
  let clear = Int(info.pointee.clearCount)
  let first = registers + count
  while index < clear {
    first[index] = .unbound
    index &+= 1
  }
  return next(info.pointee.entry, registers, constants, frame, t)
}

@_cdecl("op_callMethod") @inline(__always)
func opCallMethod(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let callee = r[A(w)]
  let hasSelf = r[A(w) &+ 1].isBound
  if _fastPath(callee.isObject) {
    let kind = callee.objectKind
    let count = hasSelf ? B(w) &+ 1 : B(w)
    let registers = r + (hasSelf ? A(w) &+ 1 : A(w) &+ 2)
    if _fastPath(kind == .function) {
      let info = FunctionRef(callee).info
      if _fastPath(
        info.pointee.flags & CodeFlags.simple != 0 && Int(info.pointee.argumentCount) == count
          && registers + Int(info.pointee.registerCount) < t.pointee.stackLimit.unsafelyUnwrapped
          && fp + 1 < t.pointee.frameLimit.unsafelyUnwrapped)
      {
        return enterFunction(callee, info, registers, count, r + A(w), pc, fp, t)
      }
    }
  }
  return callMethodSlow(pc, r, k, fp, t, w)
}

@inline(never)
func callMethodSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  if r[A(w) &+ 1].isUnbound { return callSlow(pc, r, k, fp, t, w) }
  fp.pointee.pc = pc
  let callee = r[A(w)]
  let arguments = r + (A(w) &+ 1)
  if _fastPath(callee.isKind(.nativeFunction)) {
    if _slowPath(B(w) == 1 && t.mayBeConsumed(arguments[1])),
      let function = t.consumerFunction(callee, arguments, 2, isMethod: true)
    {
      return enterMethodConsumer(pc, r, fp, t, w, function)
    }
    return finish(NativeRef(callee).call(t, arguments, B(w) &+ 1), pc, r, k, fp, t, w)
  }
  return callGeneral(pc, r, k, fp, t, w, callee, arguments, B(w) &+ 1, .unbound)
}

@inline(never)
func callSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let callee = r[A(w)]
  let arguments = r + (A(w) &+ 2)
  if callee.isObject {
    switch callee.objectKind {
    case .nativeFunction:
      if t.mayBeConsumed(arguments[0]), let function = t.consumerFunction(callee, arguments, B(w)) {
        return enterConsumer(pc, r, fp, t, w, function)
      }
      return finish(NativeRef(callee).call(t, arguments, B(w)), pc, r, k, fp, t, w)
    case .boundMethod:
      // The window has room for self in front of the arguments.
      let method = BoundMethodRef(callee)
      if isPlainMethod(method.function) {
        r[A(w)] = method.function
        r[A(w) &+ 1] = method.selfValue
        return opCallMethod(pc, r, k, fp, t, w)
      }
    case .type:
      if t.mayBeConsumed(arguments[0]), let function = t.consumerFunction(callee, arguments, B(w)) {
        return enterConsumer(pc, r, fp, t, w, function)
      }
      return construct(pc, r, k, fp, t, w)
    case .foreignData:
      // The window has room for self in front of the arguments, and C functions take them as they come.
      let hook = callee.type.special(.call)
      if hook.isKind(.nativeFunction), isPlainMethod(hook) {
        r[A(w) &+ 1] = callee
        return finish(NativeRef(hook).callFitting(t, arguments - 1, B(w) &+ 1), pc, r, k, fp, t, w)
      }
    default: break
    }
  }
  return callGeneral(pc, r, k, fp, t, w, callee, arguments, B(w), .unbound)
}

// Six parameters at most: handlers end in tail calls, for which arguments must be in registers.

/// Runs a consumer of generators as a frame; its arguments are in place.
@inline(never)
private func enterConsumer(
  _ pc: PC, _ r: Registers, _ fp: FramePointer, _ t: Thread, _ w: UInt64, _ function: FunctionRef
) -> UInt64 {
  runConsumer(pc, r, fp, t, w, function, r + (A(w) &+ 2))
}

/// The same for a method: the object is the first argument.
@inline(never)
private func enterMethodConsumer(
  _ pc: PC, _ r: Registers, _ fp: FramePointer, _ t: Thread, _ w: UInt64, _ function: FunctionRef
) -> UInt64 {
  runConsumer(pc, r, fp, t, w, function, r + (A(w) &+ 1))
}

@inline(__always)
private func runConsumer(
  _ pc: PC, _ r: Registers, _ fp: FramePointer, _ t: Thread, _ w: UInt64, _ function: FunctionRef,
  _ registers: Registers
) -> UInt64 {
  if !t.pushFrame(function, registers, result: r + A(w), flags: 0) {
    return raised(pc, r, fp.pointee.constants, fp, t, w)
  }
  let info = function.info
  t.clearLocals(registers + Int(info.pointee.argumentCount), info)
  return next(info.pointee.start, registers, info.pointee.constants, fp + 1, t)
}

/// `Class(arguments…)`: an instance or exception is made in place and `__init__` runs as a frame.
@inline(never)
func construct(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let type = TypeRef(r[A(w)])
  let arguments = r + (A(w) &+ 2)
  let isException = type.special(.new) == t.baseExceptionNew
  if isException || type.special(.new) == vm.pointee.objectNew, type.type.special(.call) == vm.pointee.typeCall {
    let initializer = type.special(.`init`)
    if initializer.isKind(.function) {
      let info = FunctionRef(initializer).info
      let count = B(w) &+ 1
      if info.pointee.flags & CodeFlags.simple != 0 && Int(info.pointee.argumentCount) == count
        && arguments + Int(info.pointee.registerCount) < t.pointee.stackLimit.unsafelyUnwrapped
        && fp + 1 < t.pointee.frameLimit.unsafelyUnwrapped
      {
        let object =
          isException
          ? ExceptionRef.make(t, type: type.value, arguments: TupleRef.make(t, arguments, B(w))).value
          : t.newObject(type)
        if object.isError { return raised(pc, r, k, fp, t, w) }
        r[A(w)] = object
        r[A(w) &+ 1] = object
        return enterFunction(
          initializer, info, arguments - 1, count, t.discard, pc, fp, t, flags: FrameFlags.initializer)
      }
    }
  }
  // A `__new__` written in Python, with nothing left for `__init__` to do, runs as a frame too.
  if let maker = t.inlineMaker(type, count: B(w)) {
    let info = maker.info
    if arguments + Int(info.pointee.registerCount) < t.pointee.stackLimit.unsafelyUnwrapped
      && fp + 1 < t.pointee.frameLimit.unsafelyUnwrapped
    {
      r[A(w) &+ 1] = type.value
      return enterFunction(maker.value, info, arguments - 1, B(w) &+ 1, r + A(w), pc, fp, t)
    }
  }
  return finish(t.callType(type, arguments, B(w), names: .unbound), pc, r, k, fp, t, w)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The Python function `__new__` whose result is that of calling the class with `count` arguments, or nil.
  func inlineMaker(_ type: TypeRef, count: Int) -> FunctionRef? {
    guard type.isHeapType, type.special(.`init`) == vm.pointee.objectInit,
      type.type.special(.call) == vm.pointee.typeCall
    else { return nil }
    let new = type.special(.new)
    let function = new.isKind(.staticMethod) ? new.pointer.word(1) : new
    guard function.isKind(.function) else { return nil }
    let info = FunctionRef(function).info
    guard info.pointee.flags & CodeFlags.simple != 0, Int(info.pointee.argumentCount) == count + 1 else { return nil }
    return FunctionRef(function)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Where results that nobody wants go.
  @inline(__always) var discard: Registers {
    (Raw(self) + MemoryLayout<ThreadState>.offset(of: \ThreadState.scratch).unsafelyUnwrapped)
      .assumingMemoryBound(to: Value.self) + 15
  }
}

/// Any callable, any arguments. Python functions still run as frames of this activation.
@inline(__always) func callGeneral(
  _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64, _ callee: Value,
  _ arguments: Registers, _ count: Int, _ names: Value, skip: Int = 0
) -> UInt64 {
  fp.pointee.pc = pc
  if callee.isKind(.function) {
    let function = FunctionRef(callee)
    if !t.pushFrame(function, arguments, result: r + A(w), flags: 0) { return raised(pc, r, k, fp, t, w) }
    if names.isUnbound && t.fillDefaults(function, arguments, count) {
      let info = function.info
      return next(info.pointee.entry, arguments, info.pointee.constants, fp + 1, t)
    }
    if !t.bindArguments(function, arguments, count, names: names, arguments) {
      t.popFrame()
      return raised(pc, r, k, fp, t, w)
    }
    let info = function.info
    return next(info.pointee.entry, arguments, info.pointee.constants, fp + 1, t)
  }
  return finish(t.call(callee, arguments, count, names: names), pc, r, k, fp, t, w)
}

@_cdecl("op_callKeywords") @inline(never)
func opCallKeywords(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  callGeneral(pc, r, k, fp, t, w, r[A(w)], r + (A(w) &+ 2), B(w), k[C(w)])
}

@_cdecl("op_callMethodKeywords") @inline(never)
func opCallMethodKeywords(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  if r[A(w) &+ 1].isUnbound { return callGeneral(pc, r, k, fp, t, w, r[A(w)], r + (A(w) &+ 2), B(w), k[C(w)]) }
  return callGeneral(pc, r, k, fp, t, w, r[A(w)], r + (A(w) &+ 1), B(w) &+ 1, k[C(w)])
}

@_cdecl("op_callSpread") @inline(never)
func opCallSpread(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let callee = r[A(w)]
  let keywords = r[A(w) &+ 3]
  if _slowPath(!r[A(w) &+ 2].isKind(.tuple)) {
    let spread = t.spreadTuple(r[A(w) &+ 2], callee: callee)
    if spread.isError { return raised(pc, r, k, fp, t, w) }
    r[A(w) &+ 2] = spread
  }
  let tuple = TupleRef(r[A(w) &+ 2])
  let target = CallTarget(callee)
  if target.function.isKind(.function) {
    let registers = r + Int(fp.pointee.code.pointee.registerCount)
    let function = FunctionRef(target.function)
    let first = target.receiver.isBound ? 1 : 0
    let named = keywords.isObject ? DictRef(keywords).count : 0
    if registers + tuple.count + named + 64 < t.pointee.stackLimit.unsafelyUnwrapped {
      if first == 1 { registers[0] = target.receiver }
      let count = first &+ tuple.count
      for index in 0..<tuple.count { registers[first &+ index] = tuple[index] }
      var names = Value.unbound
      if named > 0 {
        guard let list = t.spreadKeywords(DictRef(keywords), registers + count) else {
          return raised(pc, r, k, fp, t, w)
        }
        names = list
      }
      if !t.pushFrame(function, registers, result: r + A(w), flags: 0) { return raised(pc, r, k, fp, t, w) }
      if !t.bindArguments(function, registers, count + named, names: names, registers) {
        t.popFrame()
        return raised(pc, r, k, fp, t, w)
      }
      return next(function.info.pointee.entry, registers, function.info.pointee.constants, fp + 1, t)
    }
  }
  return finish(t.call(callee, tuple: tuple, keywords: keywords), pc, r, k, fp, t, w)
}

/// What runs when a value is called with spread arguments: a function, with an object in front of them if it is a method's or an
/// instance's `__call__`.
struct CallTarget {
  var function: Value
  var receiver = Value.unbound

  @inline(__always) init(_ callee: Value) {
    function = callee
    guard callee.isObject else { return }
    switch callee.objectKind {
    case .boundMethod:
      function = BoundMethodRef(callee).function
      receiver = BoundMethodRef(callee).selfValue
    case .instance:
      let hook = callee.type.special(.call)
      if hook.isKind(.function) {
        function = hook
        receiver = callee
      }
    default: break
    }
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Copies the values of `keywords` to `target`; the tuple of their names, or nil with TypeError.
  func spreadKeywords(_ keywords: DictRef, _ target: Registers) -> Value? {
    let names = TupleRef.allocate(self, count: keywords.count)
    var position = 0
    var index = 0
    while let entry = keywords.next(&position) {
      if !entry.key.isKind(.string) {
        raise(.typeError, "keywords must be strings")
        return nil
      }
      names[index] = entry.key
      target[index] = entry.value
      index += 1
    }
    return names.value
  }
}

// MARK: Returning

@_cdecl("op_return") @inline(__always)
func opReturn(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  if _slowPath(fp.pointee.flags != 0) { return returnSlow(pc, r, k, fp, t, w) }
  fp.pointee.result.pointee = r[A(w)]
  let caller = fp - 1
  t.pointee.frame = caller
  return next(
    caller.pointee.pc.unsafelyUnwrapped, caller.pointee.registers.unsafelyUnwrapped,
    caller.pointee.constants.unsafelyUnwrapped, caller, t)
}

@_cdecl("op_returnNone") @inline(__always)
func opReturnNone(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  if _slowPath(fp.pointee.flags != 0) { return returnSlow(pc, r, k, fp, t, w) }
  fp.pointee.result.pointee = .none
  let caller = fp - 1
  t.pointee.frame = caller
  return next(
    caller.pointee.pc.unsafelyUnwrapped, caller.pointee.registers.unsafelyUnwrapped,
    caller.pointee.constants.unsafelyUnwrapped, caller, t)
}

/// Returns of frames with flags: constructors, generators, activations.
@inline(never)
func returnSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  var flags = fp.pointee.flags
  if flags & FrameFlags.unrecorded != 0 {
    flags &= ~FrameFlags.unrecorded
    jit.resumeRecording(fp)
  }
  let value = opcode(w) == .returnNone ? Value.none : r[A(w)]
  if flags & FrameFlags.generator != 0 { return generatorReturned(value, fp, t) }
  if flags & FrameFlags.initializer != 0 && !value.isNone {
    fp.pointee.pc = pc
    t.popFrame()
    let caller = fp - 1
    t.raise(.typeError, "__init__() should return None, not '\(value.typeName)'")
    return raised(
      caller.pointee.pc, caller.pointee.registers, caller.pointee.constants, caller, t, 0)
  }
  t.popFrame()
  if flags & FrameFlags.exit != 0 { return value.bits }
  if flags & FrameFlags.binaryOperator != 0 && value.isNotImplemented { return binaryOperatorRefused(fp - 1, t) }
  if flags & FrameFlags.initializer == 0 { fp.pointee.result.pointee = value }
  let caller = fp - 1
  if flags & FrameFlags.iteration != 0 {
    let behind = caller.pointee.pc.unsafelyUnwrapped
    let body = behind + signedC((behind - 1).pointee)
    return next(body, caller.pointee.registers, caller.pointee.constants, caller, t)
  }
  return next(caller.pointee.pc, caller.pointee.registers, caller.pointee.constants, caller, t)
}

// MARK: Making functions

@_cdecl("op_makeFunction") @inline(never)
func opMakeFunction(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  r[A(w)] = t.makeFunction(w, r, k, FunctionRef(fp.pointee.function))
  return next(pc, r, k, fp, t)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The function that the instruction `w` of `outer` makes; defaults, annotations and cells are in its registers.
  func makeFunction(_ w: UInt64, _ r: Registers, _ k: Constants, _ outer: FunctionRef) -> Value {
    let code = CodeRef(k[B(w)]).bound(self, to: outer.globals)
    let function = FunctionRef.make(self, code: code, globals: outer.globals, module: moduleName(outer.globals))
    let flags = C(w)
    var extra = A(w) &+ 1
    func take(_ flag: Int, _ field: FunctionRef.Field) {
      if flags & flag == 0 { return }
      function.setField(field, r[extra])
      extra &+= 1
    }
    take(1, .defaults)
    take(2, .keywordDefaults)
    take(4, .annotations)
    take(8, .closure)
    if code.info.pointee.flags & CodeFlags.hasDocstring != 0 { function.setField(.doc, code.constants[0]) }
    return function.value
  }

  /// `__name__` of a namespace, or None.
  @inline(__always) func moduleName(_ globals: DictRef) -> Value {
    let name = globals.get(name: vm.pointee.names.name)
    return name.isBound ? name : .none
  }
}

@_cdecl("op_loadBuildClass") @inline(never)
func opLoadBuildClass(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  fp.pointee.pc = pc
  let builtins = t.builtinsNamespace(of: FunctionRef(fp.pointee.function).globals)
  let function = builtins.get(name: vm.pointee.names.buildClass)
  if function.isUnbound {
    t.raise(.nameError, "__build_class__ not found")
    return raised(pc, r, k, fp, t, w)
  }
  r[A(w)] = function
  return next(pc, r, k, fp, t)
}
