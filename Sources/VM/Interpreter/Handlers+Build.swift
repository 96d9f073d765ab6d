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
  return finish(t.buildSet(r + B(w), C(w)), pc, r, k, fp, t, w)
}

@_cdecl("op_buildDict") @inline(never)
func opBuildDict(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return finish(t.buildDict(r + B(w), C(w)), pc, r, k, fp, t, w)
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
  let specification = C(w) & 256 != 0 ? r[B(w) &+ 1] : .unbound
  return finish(t.formatField(r[B(w)], form: C(w), specification: specification), pc, r, k, fp, t, w)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A set of the `count` values at `items`, or error.
  func buildSet(_ items: Registers, _ count: Int) -> Value {
    let set = DictRef(DictRef.makeTable(self, vm.pointee.shapes.set, .set))
    set.reserve(self, count)
    for index in 0..<count where !set.set(self, items[index], .none) { return .error }
    return set.value
  }

  /// A dict of the `count` pairs at `items`, or error.
  func buildDict(_ items: Registers, _ count: Int) -> Value {
    let dict = DictRef.make(self)
    dict.reserve(self, count)
    for index in 0..<count where !dict.set(self, items[2 &* index], items[2 &* index &+ 1]) { return .error }
    return dict.value
  }

  /// A replacement field: the low byte of `form` is the conversion character or 0; the specification may be unbound.
  func formatField(_ given: Value, form: Int, specification: Value) -> Value {
    var value = given
    switch UInt8(truncatingIfNeeded: form) {
    case UInt8(ascii: "s"): value = str(value)
    case UInt8(ascii: "r"): value = repr(value)
    case UInt8(ascii: "a"): value = ascii(value)
    default: break
    }
    if value.isError { return .error }
    if specification.isBound { return format(value, spec: specification) }
    if value.isKind(.string) && value.pointer.shapeWord == pointee.stringShape { return value }
    return format(value, spec: vm.pointee.emptyString)
  }
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
  return proceed(t.extendList(ListRef(r[A(w)]), r[B(w)]), pc, r, k, fp, t, w)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `[*list, *source]`, with the message of a starred expression.
  func extendList(_ list: ListRef, _ source: Value) -> Bool {
    if extend(list, by: source) { return true }
    if pendingMatches(.typeError) && source.type.special(.iter).isUnbound && source.type.special(.getitem).isUnbound {
      raiseNoIterableAfterStar(source)
    }
    return false
  }
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
