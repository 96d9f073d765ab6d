// Subscripts and slices: exact lists, tuples and dicts inline, the rest through the item protocol.

import CRuntime

@_cdecl("op_getItem") @inline(__always)
func opGetItem(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let container = r[B(w)]
  let index = r[C(w)]
  if _fastPath(container.isObject) {
    let shape = container.pointer.shapeWord
    if index.isInt {
      if shape == t.pointee.listShape {
        let list = ListRef(container)
        let position = index.asInt
        let count = list.count
        if _fastPath(UInt(bitPattern: position) < UInt(bitPattern: count)) {
          r[A(w)] = list[position]
          return next(pc, r, k, fp, t)
        }
        if position < 0 && position &+ count >= 0 {
          r[A(w)] = list[position &+ count]
          return next(pc, r, k, fp, t)
        }
      } else if shape == t.pointee.tupleShape {
        let tuple = TupleRef(container)
        let position = index.asInt
        let count = tuple.count
        if _fastPath(UInt(bitPattern: position) < UInt(bitPattern: count)) {
          r[A(w)] = tuple[position]
          return next(pc, r, k, fp, t)
        }
      }
    }
    if shape == t.pointee.dictShape { return getItemOfDict(pc, r, k, fp, t, w) }
  }
  return getItemSlow(pc, r, k, fp, t, w)
}

@inline(never)
func getItemOfDict(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let dict = DictRef(r[B(w)])
  let key = r[C(w)]
  let hash = t.hash(key)
  if _slowPath(hash == hashFailed) { return raised(pc, r, k, fp, t, w) }
  let index = dict.find(t, key, hash: hash)
  if _fastPath(index >= 0) {
    let value = dict.value(at: index)
    if _fastPath(value.isBound) {
      r[A(w)] = value
      return next(pc, r, k, fp, t)
    }
  }
  if index != DictRef.failed { t.raiseKeyError(key) }
  return raised(pc, r, k, fp, t, w)
}

@inline(never)
func getItemSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let container = r[B(w)]
  // `__getitem__` written in Python runs as a frame, not as a nested activation.
  if container.isKind(.instance) {
    let hook = container.type.special(.getitem)
    if hook.isKind(.function) {
      let function = FunctionRef(hook)
      let info = function.info
      if info.pointee.flags & CodeFlags.simple != 0 && info.pointee.argumentCount == 2 {
        let registers = r + Int(fp.pointee.code.pointee.registerCount)
        if t.pushFrame(function, registers, result: r + A(w), flags: 0) {
          registers[0] = container
          registers[1] = r[C(w)]
          t.clearLocals(registers + 2, info)
          return next(info.pointee.start, registers, info.pointee.constants, fp + 1, t)
        }
        return raised(pc, r, k, fp, t, w)
      }
    }
  }
  return finish(t.getItem(container, r[C(w)]), pc, r, k, fp, t, w)
}

@_cdecl("op_getItemInt") @inline(__always)
func opGetItemInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let container = r[B(w)]
  if _fastPath(container.isObject) {
    let shape = container.pointer.shapeWord
    var position = signedC(w)
    if shape == t.pointee.listShape {
      let list = ListRef(container)
      if position < 0 { position = position &+ list.count }
      if _fastPath(UInt(bitPattern: position) < UInt(bitPattern: list.count)) {
        r[A(w)] = list[position]
        return next(pc, r, k, fp, t)
      }
    } else if shape == t.pointee.tupleShape {
      let tuple = TupleRef(container)
      if position < 0 { position = position &+ tuple.count }
      if _fastPath(UInt(bitPattern: position) < UInt(bitPattern: tuple.count)) {
        r[A(w)] = tuple[position]
        return next(pc, r, k, fp, t)
      }
    }
  }
  return getItemIntSlow(pc, r, k, fp, t, w)
}

@inline(never)
func getItemIntSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return finish(t.getItem(r[B(w)], .int(signedC(w))), pc, r, k, fp, t, w)
}

@_cdecl("op_setItem") @inline(__always)
func opSetItem(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let container = r[A(w)]
  let index = r[B(w)]
  if _fastPath(container.isObject) {
    let shape = container.pointer.shapeWord
    if index.isInt && shape == t.pointee.listShape {
      let list = ListRef(container)
      let position = index.asInt
      if _fastPath(UInt(bitPattern: position) < UInt(bitPattern: list.count)) {
        list[position] = r[C(w)]
        return next(pc, r, k, fp, t)
      }
    }
  }
  return setItemSlow(pc, r, k, fp, t, w)
}

@inline(never)
func setItemSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let container = r[A(w)]
  if container.isObject && container.pointer.shapeWord == t.pointee.dictShape {
    return proceed(DictRef(container).set(t, r[B(w)], r[C(w)]), pc, r, k, fp, t, w)
  }
  if container.isKind(.instance) {
    let hook = container.type.special(.setitem)
    if hook.isKind(.function) {
      let function = FunctionRef(hook)
      let info = function.info
      if info.pointee.flags & CodeFlags.simple != 0 && info.pointee.argumentCount == 3 {
        let registers = r + Int(fp.pointee.code.pointee.registerCount)
        if t.pushFrame(function, registers, result: t.discard, flags: 0) {
          registers[0] = container
          registers[1] = r[B(w)]
          registers[2] = r[C(w)]
          t.clearLocals(registers + 3, info)
          return next(info.pointee.start, registers, info.pointee.constants, fp + 1, t)
        }
        return raised(pc, r, k, fp, t, w)
      }
    }
  }
  return proceed(t.setItem(container, r[B(w)], r[C(w)]), pc, r, k, fp, t, w)
}

@_cdecl("op_deleteItem") @inline(never)
func opDeleteItem(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return proceed(t.deleteItem(r[A(w)], r[B(w)]), pc, r, k, fp, t, w)
}

@_cdecl("op_getSlice") @inline(never)
func opGetSlice(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return finish(t.getSlice(r[B(w)], r[C(w)], r[C(w) &+ 1]), pc, r, k, fp, t, w)
}

@_cdecl("op_setSlice") @inline(never)
func opSetSlice(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return proceed(t.setSlice(r[A(w)], r[B(w)], r[B(w) &+ 1], r[C(w)]), pc, r, k, fp, t, w)
}

@_cdecl("op_buildSlice") @inline(never)
func opBuildSlice(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let start = r + B(w)
  return finish(t.makeSlice(start[0], start[1], C(w) == 3 ? start[2] : .none), pc, r, k, fp, t, w)
}
