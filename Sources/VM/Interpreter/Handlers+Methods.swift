// Looking up methods to call, special methods and attributes of super(), with inline caches (InlineCache.swift).

import CRuntime

@_cdecl("op_loadMethod") @inline(never)
func opLoadMethod(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  cacheLoadMethod(t, pc, w, r[B(w)], k[C(w)])
  return loadMethodUncached(pc, r, k, fp, t, w)
}

private func cacheLoadMethod(_ t: Thread, _ pc: PC, _ w: UInt64, _ object: Value, _ name: Value) {
  guard object.isObject else { return }
  let shape = ShapeRef(address: object.pointer.shapeWord)
  let type = shape.type
  if object.objectKind == .module {
    if type.special(.getattribute) != vm.pointee.moduleGetAttribute || type.lookup(name).isBound { return }
    let namespace = ModuleRef(object).namespace
    if !namespace.holdsCells || namespace.get(name: name).isUnbound { return }
    let cache = UnsafeMutablePointer(mutating: pc)
    cache[0] = namespace.value.bits
    cache[2] = namespace.cell(t, name: name).value.bits
    (cache - 1).pointee = w & ~0xFF | UInt64(Op.loadMethodModule.rawValue)
    return
  }
  if object.objectKind == .type {
    cacheTypeAttribute(t, pc, w, TypeRef(object), name, .loadMethodType)
    return
  }
  if object.objectKind == .function || object.objectKind == .superObject { return }
  if type.special(.getattribute) != vm.pointee.objectGetAttribute || shape.pointer.pointee.isDictMode {
    return giveUp(pc, w, .loadMethodGeneric)
  }
  let inType = type.lookup(name)
  guard isPlainMethod(inType), shape.slot(of: name) < 0 else { return giveUp(pc, w, .loadMethodGeneric) }
  quicken(
    pc, w, .loadMethodClass, generic: .loadMethodGeneric, shape: shape.address, version: shape.pointer.pointee.version,
    value: inType)
}

/// A class attribute that binds its object as first argument.
@inline(__always) func isPlainMethod(_ value: Value) -> Bool {
  value.isKind(.function)
    || (value.isKind(.nativeFunction) && value.pointer.shapeWord == vm.pointee.shapes.methodDescriptor.address)
}

@_cdecl("op_loadMethodClass") @inline(__always)
func opLoadMethodClass(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  let object = r[B(w)]
  if _fastPath(
    object.isObject && object.pointer.shapeWord == cachedShape(pc) && currentVersion(pc) == cachedVersion(pc))
  {
    r[A(w)] = Value(bits: pc[2])
    r[A(w) &+ 1] = object
    return next(pc + 3, r, k, fp, t)
  }
  return opLoadMethod(pc, r, k, fp, t, w)
}

@_cdecl("op_loadMethodModule") @inline(__always)
func opLoadMethodModule(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  let object = r[B(w)]
  if _fastPath(object.isObject && object.objectKind == .module && object.pointer.rawWord(1) == pc[0]) {
    let content = CellRef(Value(bits: pc[2])).content
    if _fastPath(content.isBound) {
      r[A(w)] = content
      r[A(w) &+ 1] = .unbound
      return next(pc + 3, r, k, fp, t)
    }
  }
  return opLoadMethod(pc, r, k, fp, t, w)
}

@_cdecl("op_loadMethodGeneric") @inline(__always)
func opLoadMethodGeneric(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  let object = r[B(w)]
  if _fastPath(object.isObject) {
    let name = k[C(w)]
    let shape = object.pointer.shapeWord
    let entry = AccessCache.entry(t, shape, name)
    if _fastPath(
      entry.pointee.shape == shape && entry.pointee.name == name.bits && entry.pointee.kind == .method
        && entry.pointee.version == ShapeRef(address: shape).pointer.pointee.version)
    {
      r[A(w)] = entry.pointee.value
      r[A(w) &+ 1] = object
      return next(pc + 3, r, k, fp, t)
    }
  }
  return loadMethodUncached(pc, r, k, fp, t, w)
}

@inline(never)
func loadMethodUncached(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  fp.pointee.pc = pc
  AccessCache.fill(t, r[B(w)], k[C(w)])
  let object = r[B(w)]
  r[A(w) &+ 1] = .unbound
  return finish(t.loadMethod(object, k[C(w)], &r[A(w) &+ 1]), pc, r, k, fp, t, w, skip: 3)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// What a call of `object.name(…)` calls, and its first argument or unbound.
  func loadMethod(_ object: Value, _ name: Value, _ receiver: inout Value) -> Value {
    let type = object.type
    if type.special(.getattribute) == vm.pointee.objectGetAttribute {
      let inType = type.lookup(name)
      if isPlainMethod(inType) && findOwnAttribute(object, name).isUnbound {
        receiver = object
        return inType
      }
    }
    let value = getAttribute(object, name)
    // A bound method taken apart saves the callee the shuffling of arguments. The quick forms for modules and classes
    // leave those that are stored there whole; so does this, for the recorder knows one answer only.
    let isStored =
      object.isKind(.module)
      || (object.isKind(.type) && value.isKind(.boundMethod) && BoundMethodRef(value).selfValue != object)
    if value.isKind(.boundMethod) && !isStored {
      receiver = BoundMethodRef(value).selfValue
      return BoundMethodRef(value).function
    }
    receiver = .unbound
    return value
  }
}

@_cdecl("op_loadSpecial") @inline(never)
func opLoadSpecial(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let object = r[B(w)]
  let special = unsafeBitCast(UInt8(truncatingIfNeeded: C(w)), to: Special.self)
  let hook = object.type.special(special)
  if hook.isUnbound {
    t.raiseNoContextManager(object, special)
    return raised(pc, r, k, fp, t, w)
  }
  if isPlainMethod(hook) {
    r[A(w)] = hook
    r[A(w) &+ 1] = object
  } else {
    let bound = t.descriptorGet(hook, object, object.type)
    if bound.isError { return raised(pc, r, k, fp, t, w) }
    r[A(w)] = bound
    r[A(w) &+ 1] = .unbound
  }
  return next(pc, r, k, fp, t)
}

@_cdecl("op_loadSuperMethod") @inline(never)
func opLoadSuperMethod(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  fp.pointee.pc = pc
  let start = r[B(w)]
  let object = r[B(w) &+ 1]
  guard let type = t.superType(start, object) else { return raised(pc, r, k, fp, t, w) }
  let found = t.superLookup(after: start, of: type, k[C(w)])
  if isPlainMethod(found) && object != type {
    r[A(w)] = found
    r[A(w) &+ 1] = object
    return next(pc, r, k, fp, t)
  }
  let value = t.superAttribute(start, object, k[C(w)])
  if value.isError { return raised(pc, r, k, fp, t, w) }
  r[A(w)] = value
  r[A(w) &+ 1] = .unbound
  return next(pc, r, k, fp, t)
}

@_cdecl("op_getSuperAttr") @inline(never)
func opGetSuperAttr(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return finish(t.superAttribute(r[B(w)], r[B(w) &+ 1], k[C(w)]), pc, r, k, fp, t, w)
}
