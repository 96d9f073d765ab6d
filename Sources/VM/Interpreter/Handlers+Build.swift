// Building containers and strings.

import CRuntime

@_cdecl("op_buildTuple") @inline(never)
func opBuildTuple(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  r[A(w)] = TupleRef.make(t, r + B(w), C(w))
  return next(pc, r, k, fp, t)
}

@_cdecl("op_buildList") @inline(never)
func opBuildList(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  r[A(w)] = ListRef.make(t, r + B(w), C(w))
  return next(pc, r, k, fp, t)
}

@_cdecl("op_buildSet") @inline(never)
func opBuildSet(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let set = DictRef(DictRef.makeTable(t, vm.pointee.shapes.set, .set))
  set.reserve(t, C(w))
  for index in 0..<C(w) where !set.set(t, r[B(w) &+ index], .none) { return raised(pc, r, k, fp, t, w) }
  r[A(w)] = set.value
  return next(pc, r, k, fp, t)
}

@_cdecl("op_buildDict") @inline(never)
func opBuildDict(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let dict = DictRef.make(t)
  dict.reserve(t, C(w))
  for index in 0..<C(w) where !dict.set(t, r[B(w) &+ 2 &* index], r[B(w) &+ 2 &* index &+ 1]) {
    return raised(pc, r, k, fp, t, w)
  }
  r[A(w)] = dict.value
  return next(pc, r, k, fp, t)
}

@_cdecl("op_buildString") @inline(never)
func opBuildString(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  r[A(w)] = t.concatenate(r + B(w), C(w))
  return next(pc, r, k, fp, t)
}

@_cdecl("op_formatValue") @inline(never)
func opFormatValue(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  var value = r[B(w)]
  switch UInt8(truncatingIfNeeded: C(w)) {
  case UInt8(ascii: "s"): value = t.str(value)
  case UInt8(ascii: "r"): value = t.repr(value)
  case UInt8(ascii: "a"): value = t.ascii(value)
  default: break
  }
  if value.isError { return raised(pc, r, k, fp, t, w) }
  if C(w) & 256 == 0 {
    if value.isKind(.string) && value.pointer.shapeWord == t.pointee.stringShape {
      r[A(w)] = value
      return next(pc, r, k, fp, t)
    }
    return finish(t.format(value, spec: vm.pointee.emptyString), pc, r, k, fp, t, w)
  }
  return finish(t.format(value, spec: r[B(w) &+ 1]), pc, r, k, fp, t, w)
}

@_cdecl("op_listAppend") @inline(__always)
func opListAppend(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let list = ListRef(r[A(w)])
  let count = list.count
  if _fastPath(count < list.capacity) {
    list.items[count] = r[B(w)]
    list.count = count &+ 1
    return next(pc, r, k, fp, t)
  }
  return listAppendSlow(pc, r, k, fp, t, w)
}

@inline(never)
func listAppendSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  ListRef(r[A(w)]).append(t, r[B(w)])
  return next(pc, r, k, fp, t)
}

@_cdecl("op_listExtend") @inline(never)
func opListExtend(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let source = r[B(w)]
  let succeeded = t.extend(ListRef(r[A(w)]), by: source)
  if !succeeded && t.pendingMatches(.typeError) && source.type.special(.iter).isUnbound
    && source.type.special(.getitem).isUnbound
  {
    t.raiseNoIterableAfterStar(source)
  }
  return proceed(succeeded, pc, r, k, fp, t, w)
}

@_cdecl("op_listToTuple") @inline(never)
func opListToTuple(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let list = ListRef(r[B(w)])
  r[A(w)] = list.count == 0 ? vm.pointee.emptyTuple : TupleRef.make(t, list.items, list.count)
  return next(pc, r, k, fp, t)
}

@_cdecl("op_setAdd") @inline(never)
func opSetAdd(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return proceed(DictRef(r[A(w)]).set(t, r[B(w)], .none), pc, r, k, fp, t, w)
}

@_cdecl("op_setUpdate") @inline(never)
func opSetUpdate(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let set = DictRef(r[A(w)])
  return proceed(t.forEach(in: r[B(w)]) { set.set(t, $0, .none) }, pc, r, k, fp, t, w)
}

@_cdecl("op_dictSet") @inline(never)
func opDictSet(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return proceed(DictRef(r[A(w)]).set(t, r[B(w)], r[C(w)]), pc, r, k, fp, t, w)
}

@_cdecl("op_dictUpdate") @inline(never)
func opDictUpdate(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let source = r[B(w)]
  if !source.isKind(.dict) && source.type.lookup(vm.pointee.names.keys).isUnbound {
    t.raiseNoMapping(source)
    return raised(pc, r, k, fp, t, w)
  }
  return proceed(t.dictUpdate(DictRef(r[A(w)]), from: source), pc, r, k, fp, t, w)
}

@_cdecl("op_dictMerge") @inline(never)
func opDictMerge(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return proceed(t.dictMerge(DictRef(r[A(w)]), from: r[B(w)], callee: r[C(w)]), pc, r, k, fp, t, w)
}
