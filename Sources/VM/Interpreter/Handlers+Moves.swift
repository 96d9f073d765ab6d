// Moves, cells, names, jumps.

import CRuntime

@_cdecl("op_move") @inline(__always)
func opMove(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  r[A(w)] = r[B(w)]
  return next(pc, r, k, fp, t)
}

@_cdecl("op_loadConst") @inline(__always)
func opLoadConst(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  r[A(w)] = k[B(w)]
  return next(pc, r, k, fp, t)
}

@_cdecl("op_loadInt") @inline(__always)
func opLoadInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  r[A(w)] = .int(wide(w))
  return next(pc, r, k, fp, t)
}

@_cdecl("op_checkLocal") @inline(__always)
func opCheckLocal(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  if _slowPath(r[A(w)].isUnbound) { return raiseUnboundLocal(pc, r, k, fp, t, w) }
  return next(pc, r, k, fp, t)
}

@_cdecl("op_deleteLocal") @inline(__always)
func opDeleteLocal(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  if _slowPath(r[A(w)].isUnbound) { return raiseUnboundLocal(pc, r, k, fp, t, w) }
  r[A(w)] = .unbound
  return next(pc, r, k, fp, t)
}

@inline(never)
func raiseUnboundLocal(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  fp.pointee.pc = pc
  t.raise(
    .unboundLocalError,
    "cannot access local variable '\(StringRef(k[B(w)]).text)' where it is not associated with a value")
  return raised(pc, r, k, fp, t, w)
}

// MARK: Cells

@_cdecl("op_makeCell") @inline(__always)
func opMakeCell(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  r[A(w)] = CellRef.make(t, r[A(w)]).value
  return next(pc, r, k, fp, t)
}

@_cdecl("op_copyFree") @inline(__always)
func opCopyFree(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let cells = TupleRef(FunctionRef(fp.pointee.function).field(.closure))
  let target = r + A(w)
  var index = 0
  while index < B(w) {
    target[index] = cells[index]
    index &+= 1
  }
  return next(pc, r, k, fp, t)
}

@_cdecl("op_loadCell") @inline(__always)
func opLoadCell(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let content = CellRef(r[B(w)]).content
  if _slowPath(content.isUnbound) { return raiseUnboundCell(pc, r, k, fp, t, w) }
  r[A(w)] = content
  return next(pc, r, k, fp, t)
}

@_cdecl("op_storeCell") @inline(__always)
func opStoreCell(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  CellRef(r[A(w)]).content = r[B(w)]
  return next(pc, r, k, fp, t)
}

@_cdecl("op_deleteCell") @inline(__always)
func opDeleteCell(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let cell = CellRef(r[A(w)])
  if _slowPath(cell.content.isUnbound) { return raiseUnboundCell(pc, r, k, fp, t, w) }
  cell.content = .unbound
  return next(pc, r, k, fp, t)
}

@inline(never)
func raiseUnboundCell(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  fp.pointee.pc = pc
  let name = k[C(w)]
  let code = fp.pointee.code.unsafelyUnwrapped.code
  let own = TupleRef(code.field(.cellNames))
  for index in 0..<own.count where own[index] == name {
    t.raise(
      .unboundLocalError,
      "cannot access local variable '\(StringRef(name).text)' where it is not associated with a value")
    return raised(pc, r, k, fp, t, w)
  }
  t.raise(
    .nameError,
    "cannot access free variable '\(StringRef(name).text)' where it is not associated with a value in enclosing scope")
  return raised(pc, r, k, fp, t, w)
}

@_cdecl("op_loadClassCell") @inline(__always)
func opLoadClassCell(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let value = t.findInNamespace(fp.pointee.locals, k[C(w)])
  if _slowPath(value.isError) { return raised(pc, r, k, fp, t, w) }
  if value.isBound {
    r[A(w)] = value
    return next(pc, r, k, fp, t)
  }
  return opLoadCell(pc, r, k, fp, t, w)
}

// MARK: Names

@_cdecl("op_loadGlobal") @inline(never)
func opLoadGlobal(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let name = k[B(w)]
  let globals = FunctionRef(fp.pointee.function).globals
  let cache = UnsafeMutablePointer(mutating: pc)
  let instruction = cache - 1
  if !globals.holdsCells {
    // exec with a plain dict as globals: no cells to cache.
    let value = t.findGlobal(globals, name)
    return value.isUnbound ? raiseName(pc, r, k, fp, t, w) : finish(value, pc, r, k, fp, t, w, skip: 2)
  }
  let cell = globals.cell(t, name: name)
  if cell.content.isBound {
    cache[0] = cell.value.bits
    instruction.pointee = w & ~0xFF | UInt64(Op.loadGlobalCell.rawValue)
    r[A(w)] = cell.content
    return next(pc + 2, r, k, fp, t)
  }
  let builtins = t.builtinsNamespace(of: globals)
  if !builtins.holdsCells {
    let value = builtins.get(name: name)
    return value.isUnbound ? raiseName(pc, r, k, fp, t, w) : finish(value, pc, r, k, fp, t, w, skip: 2)
  }
  let builtin = builtins.cell(t, name: name)
  if builtin.content.isUnbound { return raiseName(pc, r, k, fp, t, w) }
  cache[0] = cell.value.bits
  cache[1] = builtin.value.bits
  instruction.pointee = w & ~0xFF | UInt64(Op.loadGlobalBuiltin.rawValue)
  r[A(w)] = builtin.content
  return next(pc + 2, r, k, fp, t)
}

@_cdecl("op_loadGlobalCell") @inline(__always)
func opLoadGlobalCell(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  let content = CellRef(Value(bits: pc[0])).content
  if _slowPath(content.isUnbound) { return opLoadGlobal(pc, r, k, fp, t, w) }
  r[A(w)] = content
  return next(pc + 2, r, k, fp, t)
}

@_cdecl("op_loadGlobalBuiltin") @inline(__always)
func opLoadGlobalBuiltin(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  let shadow = CellRef(Value(bits: pc[0])).content
  let content = CellRef(Value(bits: pc[1])).content
  if _slowPath(shadow.isBound || content.isUnbound) { return opLoadGlobal(pc, r, k, fp, t, w) }
  r[A(w)] = content
  return next(pc + 2, r, k, fp, t)
}

@inline(never)
func raiseName(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  t.raiseNameError(k[B(w)])
  return raised(pc, r, k, fp, t, w)
}

@_cdecl("op_storeGlobal") @inline(__always)
func opStoreGlobal(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let cached = Value(bits: pc[0])
  // A cell that is unbound is an absent entry: storing into it changes the dict's count.
  if _fastPath(cached.bits != 0 && CellRef(cached).content.isBound && CellRef(cached).isPlainlyAssigned) {
    CellRef(cached).content = r[A(w)]
    return next(pc + 1, r, k, fp, t)
  }
  return storeGlobalSlow(pc, r, k, fp, t, w)
}

@inline(never)
func storeGlobalSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let globals = FunctionRef(fp.pointee.function).globals
  globals.set(name: k[B(w)], r[A(w)])
  if globals.holdsCells { UnsafeMutablePointer(mutating: pc)[0] = globals.cell(t, name: k[B(w)]).value.bits }
  return next(pc + 1, r, k, fp, t)
}

@_cdecl("op_deleteGlobal") @inline(never)
func opDeleteGlobal(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let removed = FunctionRef(fp.pointee.function).globals.remove(t, k[B(w)])
  if removed.isUnbound { return raiseName(pc, r, k, fp, t, w) }
  return proceed(!removed.isError, pc, r, k, fp, t, w)
}

@_cdecl("op_loadName") @inline(never)
func opLoadName(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let name = k[B(w)]
  var value = t.findInNamespace(fp.pointee.locals, name)
  if value.isUnbound { value = t.findGlobal(FunctionRef(fp.pointee.function).globals, name) }
  if value.isUnbound { return raiseName(pc, r, k, fp, t, w) }
  return finish(value, pc, r, k, fp, t, w)
}

@_cdecl("op_storeName") @inline(never)
func opStoreName(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let namespace = fp.pointee.locals
  if namespace.isKind(.dict) && namespace.pointer.shapeWord == vm.pointee.shapes.dict.address {
    DictRef(namespace).set(name: k[B(w)], r[A(w)])
    return next(pc, r, k, fp, t)
  }
  return proceed(t.setItem(namespace, k[B(w)], r[A(w)]), pc, r, k, fp, t, w)
}

@_cdecl("op_deleteName") @inline(never)
func opDeleteName(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  if !t.deleteItem(fp.pointee.locals, k[B(w)]) {
    if t.pendingMatches(.keyError) {
      t.pointee.exception = .unbound
      return raiseName(pc, r, k, fp, t, w)
    }
    return raised(pc, r, k, fp, t, w)
  }
  return next(pc, r, k, fp, t)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Value of a name in a class body's or exec's namespace, unbound or error.
  func findInNamespace(_ namespace: Value, _ name: Value) -> Value {
    if !namespace.isObject { return .unbound }
    if namespace.pointer.shapeWord == vm.pointee.shapes.dict.address { return DictRef(namespace).get(name: name) }
    let value = getItem(namespace, name)
    if value.isError && pendingMatches(.keyError) {
      pointee.exception = .unbound
      return .unbound
    }
    return value
  }

  /// Value of a global or builtin name, or unbound.
  func findGlobal(_ globals: DictRef, _ name: Value) -> Value {
    let value = globals.get(name: name)
    return value.isBound ? value : builtinsNamespace(of: globals).get(name: name)
  }

  /// The namespace of builtins that code with these globals sees.
  func builtinsNamespace(of globals: DictRef) -> DictRef {
    let own = globals.get(name: vm.pointee.names.builtins)
    if own.isKind(.module) { return ModuleRef(own).namespace }
    if own.isKind(.dict) { return DictRef(own) }
    return ModuleRef(vm.pointee.builtins).namespace
  }

  /// NameError with its `name` attribute, which suggestions need.
  @inline(never) func raiseNameError(_ name: Value) {
    raise(.nameError, "name '\(StringRef(name).text)' is not defined")
    let exception = takeException()
    _ = setOwnAttribute(exception, StringRef.intern("name"), name)
    pointee.exception = exception
  }
}

// MARK: Jumps

@_cdecl("op_jump") @inline(__always)
func opJump(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  next(pc + wide(w), r, k, fp, t)
}

@_cdecl("op_jumpIfTrue") @inline(__always)
func opJumpIfTrue(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let value = r[A(w)]
  if _fastPath(value.isBool) {
    if value.isTrue { return next(pc + wide(w), r, k, fp, t) }
    return next(pc, r, k, fp, t)
  }
  return jumpOnTruthSlow(pc, r, k, fp, t, w)
}

@_cdecl("op_jumpIfFalse") @inline(__always)
func opJumpIfFalse(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let value = r[A(w)]
  if _fastPath(value.isBool) {
    if value.isFalse { return next(pc + wide(w), r, k, fp, t) }
    return next(pc, r, k, fp, t)
  }
  return jumpOnTruthSlow(pc, r, k, fp, t, w)
}

@inline(never)
func jumpOnTruthSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let truth = t.truth(r[A(w)])
  if truth < 0 { return raised(pc, r, k, fp, t, w) }
  let wanted = opcode(w) == .jumpIfTrue ? 1 : 0
  return next(truth == wanted ? pc + wide(w) : pc, r, k, fp, t)
}

@_cdecl("op_jumpIfNone") @inline(__always)
func opJumpIfNone(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  if r[A(w)].isNone { return next(pc + wide(w), r, k, fp, t) }
  return next(pc, r, k, fp, t)
}

@_cdecl("op_jumpIfNotNone") @inline(__always)
func opJumpIfNotNone(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  if !r[A(w)].isNone { return next(pc + wide(w), r, k, fp, t) }
  return next(pc, r, k, fp, t)
}

@_cdecl("op_jumpIfIs") @inline(__always)
func opJumpIfIs(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  if r[A(w)] == r[B(w)] { return next(pc + signedC(w), r, k, fp, t) }
  return next(pc, r, k, fp, t)
}

@_cdecl("op_jumpIfNotIs") @inline(__always)
func opJumpIfNotIs(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  if r[A(w)] != r[B(w)] { return next(pc + signedC(w), r, k, fp, t) }
  return next(pc, r, k, fp, t)
}

@_cdecl("op_resumePoint") @inline(__always)
func opResumePoint(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  next(pc, r, k, fp, t)
}
