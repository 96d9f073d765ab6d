// Loops: getIter, forIter with the built-in iterators inline, and the resumption of generators as frames.

import CRuntime

@_cdecl("op_getIter") @inline(never)
func opGetIter(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return finish(t.getIterator(r[B(w)]), pc, r, k, fp, t, w)
}

@_cdecl("op_forIter") @inline(__always)
func opForIter(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let iterator = r[B(w)].pointer
  let kind = iterator.header.kind
  if _fastPath(kind == .rangeIterator) {
    let remaining = iterator.intWord(3)
    if remaining > 0 {
      let value = iterator.word(1)
      iterator.setIntWord(3, remaining &- 1)
      iterator.setWord(1, Value(bits: value.bits &+ iterator.rawWord(2)))
      r[A(w)] = value
      return next(pc + signedC(w), r, k, fp, t)
    }
    return next(pc, r, k, fp, t)
  }
  if kind == .listIterator {
    let list = iterator.word(1)
    if list.isObject && iterator.shapeWord == t.pointee.listIteratorShape {
      let position = iterator.intWord(2)
      if position < ListRef(list).count {
        iterator.setIntWord(2, position &+ 1)
        r[A(w)] = ListRef(list)[position]
        return next(pc + signedC(w), r, k, fp, t)
      }
      iterator.setWord(1, .none)
      return next(pc, r, k, fp, t)
    }
  }
  if kind == .tupleIterator {
    let tuple = TupleRef(iterator.word(1))
    let position = iterator.intWord(2)
    if position < tuple.count {
      iterator.setIntWord(2, position &+ 1)
      r[A(w)] = tuple[position]
      return next(pc + signedC(w), r, k, fp, t)
    }
    return next(pc, r, k, fp, t)
  }
  return forIterSlow(pc, r, k, fp, t, w)
}

@inline(never)
func forIterSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let iterator = r[B(w)]
  if iterator.isKind(.generator) {
    let generator = GeneratorRef(iterator)
    if generator.state == .suspended {
      // Yield: the caller goes on in the loop body. End: at the instruction after forIter.
      fp.pointee.pc = pc
      let registers = r + Int(fp.pointee.code.pointee.registerCount)
      let flags = FrameFlags.generator | FrameFlags.forIter
      if !t.pushGenerator(generator, registers, result: r + A(w), flags: flags, sent: .none) {
        return raised(pc, r, k, fp, t, w)
      }
      let frame = fp + 1
      return next(frame.pointee.pc, registers, frame.pointee.constants, frame, t)
    }
  }
  // `__next__` written in Python runs as a frame, not as a nested activation.
  if let function = t.inlineNext(iterator) {
    let registers = r + Int(fp.pointee.code.pointee.registerCount)
    if !t.pushFrame(function, registers, result: r + A(w), flags: FrameFlags.iteration) {
      return raised(pc, r, k, fp, t, w)
    }
    registers[0] = iterator
    t.clearLocals(registers + 1, function.info)
    return next(function.info.pointee.start, registers, function.info.pointee.constants, fp + 1, t)
  }
  // `for a, b in …`: the body starts by taking the pair apart, and nothing else reads its register.
  let body = pc + signedC(w)
  let unpack = body.pointee
  if t.pointee.isRecording == 0 && opcode(unpack) == .unpackSequence && C(unpack) == 2 && B(unpack) == A(w)
    && A(w) >= Int(fp.pointee.code.pointee.localCount)
  {
    switch t.nextPair(iterator, into: r + A(unpack)) {
    case .stored: return next(body + 1, r, k, fp, t)
    case .ended: return next(pc, r, k, fp, t)
    case .failed: return raised(pc, r, k, fp, t, w)
    case .notPairs: break
    }
  }
  let value = t.next(iterator)
  if _slowPath(value.isError) { return raised(pc, r, k, fp, t, w) }
  if value.isUnbound { return next(pc, r, k, fp, t) }
  r[A(w)] = value
  return next(body, r, k, fp, t)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The Python function that is the `__next__` of an instance, if it can be run as a frame.
  func inlineNext(_ iterator: Value) -> FunctionRef? {
    guard iterator.isKind(.instance) else { return nil }
    let hook = iterator.type.special(.next)
    guard hook.isKind(.function) else { return nil }
    let info = FunctionRef(hook).info
    let suspends = CodeFlags.generator | CodeFlags.coroutine | CodeFlags.asyncGenerator
    guard info.pointee.flags & CodeFlags.simple != 0, info.pointee.flags & suspends == 0,
      info.pointee.argumentCount == 1
    else { return nil }
    return FunctionRef(hook)
  }
}

@_cdecl("op_unpackSequence") @inline(__always)
func opUnpackSequence(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  let source = r[B(w)]
  if _fastPath(source.isObject) {
    let shape = source.pointer.shapeWord
    let count = C(w)
    if shape == t.pointee.tupleShape && TupleRef(source).count == count {
      let items = TupleRef(source).items
      let target = r + A(w)
      var index = 0
      while index < count {
        target[index] = items[index]
        index &+= 1
      }
      return next(pc, r, k, fp, t)
    }
    if shape == t.pointee.listShape && ListRef(source).count == count && count > 0 {
      let items = ListRef(source).items
      let target = r + A(w)
      var index = 0
      while index < count {
        target[index] = items[index]
        index &+= 1
      }
      return next(pc, r, k, fp, t)
    }
  }
  return unpackSlow(pc, r, k, fp, t, w)
}

@inline(never)
func unpackSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return proceed(t.unpack(r[B(w)], count: C(w), into: r + A(w)), pc, r, k, fp, t, w)
}

@_cdecl("op_unpackEx") @inline(never)
func opUnpackEx(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let succeeded = t.unpackEx(r[B(w)], before: C(w) & 0xFF, after: C(w) &>> 8, into: r + A(w))
  return proceed(succeeded, pc, r, k, fp, t, w)
}

// MARK: Generators

@_cdecl("op_startGenerator") @inline(never)
func opStartGenerator(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  fp.pointee.pc = pc
  let generator = GeneratorRef.make(t, fp)
  t.popFrame()
  if fp.pointee.flags & FrameFlags.exit != 0 { return generator.value.bits }
  fp.pointee.result.pointee = generator.value
  let caller = fp - 1
  return next(caller.pointee.pc, caller.pointee.registers, caller.pointee.constants, caller, t)
}

@_cdecl("op_yieldValue") @inline(never)
func opYieldValue(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  suspend(r[B(w)], pc, r, fp, t)
}

@_cdecl("op_yieldDelegate") @inline(never)
func opYieldDelegate(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  suspend(r[A(w)], pc, r, fp, t)
}

/// Leaves the generator's frame with a value; the frame's registers go back into the generator.
@inline(__always)
private func suspend(_ value: Value, _ pc: PC, _ r: Registers, _ fp: FramePointer, _ t: Thread) -> UInt64 {
  let generator = GeneratorRef(fp.pointee.locals)
  generator.save(fp, pc: pc)
  generator.leave(t, .suspended)
  t.popFrame()
  let flags = fp.pointee.flags
  if flags & FrameFlags.exit != 0 { return value.bits }
  fp.pointee.result.pointee = value
  let caller = fp - 1
  var target = caller.pointee.pc.unsafelyUnwrapped
  if flags & FrameFlags.forIter != 0 {
    // The word before the end address is the forIter instruction: c is the distance to the body.
    target = target + signedC((target - 1).pointee)
  }
  return next(target, caller.pointee.registers, caller.pointee.constants, caller, t)
}

/// A generator's frame returned `value`.
func generatorReturned(_ value: Value, _ fp: FramePointer, _ t: Thread) -> UInt64 {
  let generator = GeneratorRef(fp.pointee.locals)
  generator.leave(t, .finished)
  t.popFrame()
  let flags = fp.pointee.flags
  if flags & FrameFlags.exit != 0 {
    t.pointee.scratch.0 = value
    return Value.unbound.bits
  }
  let caller = fp - 1
  var target = caller.pointee.pc.unsafelyUnwrapped
  if flags & FrameFlags.send != 0 {
    fp.pointee.result.pointee = value
    target = target + signedC((target - 1).pointee)
  }
  return next(target, caller.pointee.registers, caller.pointee.constants, caller, t)
}

@_cdecl("op_getYieldFromIter") @inline(never)
func opGetYieldFromIter(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  fp.pointee.pc = pc
  let value = r[B(w)]
  if value.isKind(.generator) {
    if value.pointer.shapeWord == vm.pointee.shapes.coroutine.address
      && fp.pointee.code.pointee.flags & (CodeFlags.coroutine | CodeFlags.iterableCoroutine) == 0
    {
      t.raise(.typeError, "cannot 'yield from' a coroutine object in a non-coroutine generator")
      return raised(pc, r, k, fp, t, w)
    }
    r[A(w)] = value
    return next(pc, r, k, fp, t)
  }
  return finish(t.getIterator(value), pc, r, k, fp, t, w)
}

@_cdecl("op_send") @inline(never)
func opSend(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let iterator = r[B(w)]
  let sent = r[A(w)]
  if iterator.isKind(.generator) && GeneratorRef(iterator).state == .suspended
    && iterator.pointer.shapeWord != vm.pointee.shapes.asyncGenerator.address
    && (sent.isNone || GeneratorRef(iterator).hasStarted)
  {
    let registers = r + Int(fp.pointee.code.pointee.registerCount)
    if !t.pushGenerator(
      GeneratorRef(iterator), registers, result: r + A(w), flags: FrameFlags.generator | FrameFlags.send, sent: sent)
    {
      return raised(pc, r, k, fp, t, w)
    }
    let frame = fp + 1
    return next(frame.pointee.pc, registers, frame.pointee.constants, frame, t)
  }
  let value = t.send(iterator, sent)
  if value.isError { return raised(pc, r, k, fp, t, w) }
  if value.isUnbound {
    r[A(w)] = t.pointee.scratch.0
    return next(pc + signedC(w), r, k, fp, t)
  }
  r[A(w)] = value
  return next(pc, r, k, fp, t)
}

@_cdecl("op_getAwaitable") @inline(never)
func opGetAwaitable(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let result = t.findAwaitable(r[B(w)])
  if result.isUnbound {
    t.raiseNotAwaitable(r[B(w)], C(w))
    return raised(pc, r, k, fp, t, w)
  }
  return finish(result, pc, r, k, fp, t, w)
}

@_cdecl("op_getAsyncIter") @inline(never)
func opGetAsyncIter(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let result = t.callSpecial(.aiter, r[B(w)])
  if result.isUnbound {
    t.raiseNoAsyncIterable(r[B(w)])
    return raised(pc, r, k, fp, t, w)
  }
  if !result.isError && result.type.special(.anext).isUnbound {
    t.raiseAsyncIteratorWithoutNext(result)
    return raised(pc, r, k, fp, t, w)
  }
  return finish(result, pc, r, k, fp, t, w)
}

@_cdecl("op_getAsyncNext") @inline(never)
func opGetAsyncNext(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let result = t.callSpecial(.anext, r[B(w)])
  if result.isUnbound {
    t.raiseNoAsyncIterator(r[B(w)])
    return raised(pc, r, k, fp, t, w)
  }
  return finish(result.isError ? .error : t.asyncNextAwaitable(result), pc, r, k, fp, t, w)
}
