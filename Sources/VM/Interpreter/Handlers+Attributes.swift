// Reading attributes with inline caches (InlineCache.swift).

import CRuntime

@_cdecl("op_getAttr") @inline(never)
func opGetAttr(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let object = r[B(w)]
  let name = k[C(w)]
  cacheGetAttr(t, pc, w, object, name)
  return getAttrUncached(pc, r, k, fp, t, w)
}

@_cdecl("op_getAttrType") @inline(__always)
func opGetAttrType(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let object = r[B(w)]
  if _fastPath(object.bits == pc[0] && TypeRef(object).version == cachedVersion(pc)) {
    r[A(w)] = Value(bits: pc[2])
    return next(pc + 3, r, k, fp, t)
  }
  return opGetAttr(pc, r, k, fp, t, w)
}

@_cdecl("op_loadMethodType") @inline(__always)
func opLoadMethodType(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  let object = r[B(w)]
  if _fastPath(object.bits == pc[0] && TypeRef(object).version == cachedVersion(pc)) {
    r[A(w)] = Value(bits: pc[2])
    r[A(w) &+ 1] = .unbound
    return next(pc + 3, r, k, fp, t)
  }
  return opLoadMethod(pc, r, k, fp, t, w)
}

private func cacheGetAttr(_ t: Thread, _ pc: PC, _ w: UInt64, _ object: Value, _ name: Value) {
  guard object.isObject else { return }
  let pointer = object.pointer
  let shape = ShapeRef(address: pointer.shapeWord)
  let type = shape.type
  if object.objectKind == .module {
    if type.special(.getattribute) != vm.pointee.moduleGetAttribute || type.lookup(name).isBound { return }
    let namespace = ModuleRef(object).namespace
    if !namespace.holdsCells || namespace.get(name: name).isUnbound { return }
    // The namespace itself is compared: all modules share one shape.
    let cache = UnsafeMutablePointer(mutating: pc)
    cache[0] = namespace.value.bits
    cache[2] = namespace.cell(t, name: name).value.bits
    (cache - 1).pointee = w & ~0xFF | UInt64(Op.getAttrModule.rawValue)
    return
  }
  if object.objectKind == .type {
    cacheTypeAttribute(t, pc, w, TypeRef(object), name, .getAttrType)
    return
  }
  if type.special(.getattribute) != vm.pointee.objectGetAttribute { return giveUp(pc, w, .getAttrGeneric) }
  let inType = type.lookup(name)
  let version = shape.pointer.pointee.version
  if inType.isKind(.property) {
    if inType.overrides(.get) { return giveUp(pc, w, .getAttrGeneric) }
    let getter = inType.pointer.word(PropertyField.getter)
    if getter.isKind(.function) && FunctionRef(getter).info.pointee.flags & CodeFlags.simple != 0
      && FunctionRef(getter).info.pointee.argumentCount == 1 && type.special(.getattr).isUnbound
    {
      quicken(pc, w, .getAttrProperty, generic: .getAttrGeneric, shape: shape.address, version: version, value: getter)
    }
    return
  }
  let isMember = inType.isKind(.memberDescriptor)
  if inType.isBound && !isMember && t.isDataDescriptor(inType) { return giveUp(pc, w, .getAttrGeneric) }
  if shape.pointer.pointee.isDictMode { return giveUp(pc, w, .getAttrGeneric) }
  let slot = shape.slot(of: isMember ? inType.pointer.word(1) : name)
  if slot >= 0 {
    let attributeWord = Int(shape.pointer.pointee.attributeWord)
    let capacity = Int(shape.pointer.pointee.inlineCapacity)
    if slot < capacity {
      quicken(
        pc, w, .getAttrSlot, generic: .getAttrGeneric, shape: shape.address, offset: (attributeWord + 1 + slot) * 8)
    } else if attributeWord > 0 {
      quicken(
        pc, w, .getAttrOverflow, generic: .getAttrGeneric, shape: shape.address,
        offset: attributeWord * 8 | (16 + (slot - capacity) * 8) << 16)
    }
    return
  }
  if inType.isUnbound || isMember || (object.objectKind == .function || object.objectKind == .type) { return }
  if inType.isKind(.function)
    || (inType.isKind(.nativeFunction) && inType.pointer.shapeWord == vm.pointee.shapes.methodDescriptor.address)
  {
    quicken(pc, w, .getAttrMethod, generic: .getAttrGeneric, shape: shape.address, version: version, value: inType)
  } else if !inType.isObject || inType.type.special(.get).isUnbound {
    quicken(pc, w, .getAttrClass, generic: .getAttrGeneric, shape: shape.address, version: version, value: inType)
  }
}

@_cdecl("op_getAttrSlot") @inline(__always)
func opGetAttrSlot(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let object = r[B(w)]
  if _fastPath(object.isObject && object.pointer.shapeWord == cachedShape(pc)) {
    let value = object.pointer.load(fromByteOffset: cachedOffset(pc), as: Value.self)
    if _fastPath(value.isBound) {
      r[A(w)] = value
      return next(pc + 3, r, k, fp, t)
    }
  }
  return opGetAttr(pc, r, k, fp, t, w)
}

@_cdecl("op_getAttrOverflow") @inline(__always)
func opGetAttrOverflow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  let object = r[B(w)]
  if _fastPath(object.isObject && object.pointer.shapeWord == cachedShape(pc)) {
    let offsets = cachedOffset(pc)
    let overflow = object.pointer.load(fromByteOffset: offsets & 0xFFFF, as: Value.self)
    let value = overflow.pointer.load(fromByteOffset: offsets &>> 16, as: Value.self)
    if _fastPath(value.isBound) {
      r[A(w)] = value
      return next(pc + 3, r, k, fp, t)
    }
  }
  return opGetAttr(pc, r, k, fp, t, w)
}

@_cdecl("op_getAttrClass") @inline(__always)
func opGetAttrClass(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let object = r[B(w)]
  if _fastPath(
    object.isObject && object.pointer.shapeWord == cachedShape(pc) && currentVersion(pc) == cachedVersion(pc))
  {
    r[A(w)] = Value(bits: pc[2])
    return next(pc + 3, r, k, fp, t)
  }
  return opGetAttr(pc, r, k, fp, t, w)
}

@_cdecl("op_getAttrMethod") @inline(__always)
func opGetAttrMethod(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let object = r[B(w)]
  if _fastPath(
    object.isObject && object.pointer.shapeWord == cachedShape(pc) && currentVersion(pc) == cachedVersion(pc))
  {
    fp.pointee.pc = pc
    r[A(w)] = BoundMethodRef.make(t, Value(bits: pc[2]), object)
    return next(pc + 3, r, k, fp, t)
  }
  return opGetAttr(pc, r, k, fp, t, w)
}

@_cdecl("op_getAttrProperty") @inline(__always)
func opGetAttrProperty(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  let object = r[B(w)]
  if _fastPath(
    object.isObject && object.pointer.shapeWord == cachedShape(pc) && currentVersion(pc) == cachedVersion(pc))
  {
    let function = FunctionRef(Value(bits: pc[2]))
    let registers = r + Int(fp.pointee.code.pointee.registerCount)
    fp.pointee.pc = pc + 3
    if _fastPath(t.pushFrame(function, registers, result: r + A(w), flags: 0)) {
      registers[0] = object
      t.clearLocals(registers + 1, function.info)
      return next(function.info.pointee.start, registers, function.info.pointee.constants, fp + 1, t)
    }
    return raised(pc, r, k, fp, t, w)
  }
  return opGetAttr(pc, r, k, fp, t, w)
}

@_cdecl("op_getAttrModule") @inline(__always)
func opGetAttrModule(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let object = r[B(w)]
  if _fastPath(object.isObject && object.objectKind == .module && object.pointer.rawWord(1) == pc[0]) {
    let content = CellRef(Value(bits: pc[2])).content
    if _fastPath(content.isBound) {
      r[A(w)] = content
      return next(pc + 3, r, k, fp, t)
    }
  }
  return opGetAttr(pc, r, k, fp, t, w)
}

@_cdecl("op_getAttrGeneric") @inline(__always)
func opGetAttrGeneric(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  let object = r[B(w)]
  if _fastPath(object.isObject) {
    let name = k[C(w)]
    let shape = object.pointer.shapeWord
    let entry = AccessCache.entry(t, shape, name)
    if _fastPath(
      entry.pointee.shape == shape && entry.pointee.name == name.bits
        && (entry.pointee.kind == .slot || entry.pointee.kind == .writableSlot))
    {
      let value = object.pointer.load(fromByteOffset: entry.pointee.offset, as: Value.self)
      if _fastPath(value.isBound) {
        r[A(w)] = value
        return next(pc + 3, r, k, fp, t)
      }
    }
  }
  return getAttrUncached(pc, r, k, fp, t, w)
}

@inline(never)
func getAttrUncached(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let item = AccessCache.tupleItem(t, r[B(w)], k[C(w)])
  if item.isBound {
    r[A(w)] = item
    return next(pc + 3, r, k, fp, t)
  }
  AccessCache.fill(t, r[B(w)], k[C(w)])
  // A getter written in Python always runs as a frame, whatever form the instruction has.
  if let getter = t.inlineGetter(r[B(w)], k[C(w)]) {
    let registers = r + Int(fp.pointee.code.pointee.registerCount)
    fp.pointee.pc = pc + 3
    if !t.pushFrame(getter, registers, result: r + A(w), flags: 0) { return raised(pc, r, k, fp, t, w) }
    registers[0] = r[B(w)]
    t.clearLocals(registers + 1, getter.info)
    return next(getter.info.pointee.start, registers, getter.info.pointee.constants, fp + 1, t)
  }
  return finish(t.getAttribute(r[B(w)], k[C(w)]), pc, r, k, fp, t, w, skip: 3)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The Python function behind the property `object.name`, when reading it does nothing but call that with the object.
  func inlineGetter(_ object: Value, _ name: Value) -> FunctionRef? {
    guard object.isObject, object.objectKind != .module, object.objectKind != .type else { return nil }
    let type = object.type
    let inType = type.lookup(name)
    // `__getattr__` would be asked when the getter raises AttributeError.
    guard inType.isKind(.property), !inType.overrides(.get),
      type.special(.getattribute) == vm.pointee.objectGetAttribute,
      type.special(.getattr).isUnbound
    else { return nil }
    let getter = inType.pointer.word(PropertyField.getter)
    guard getter.isKind(.function) else { return nil }
    let info = FunctionRef(getter).info
    guard info.pointee.flags & CodeFlags.simple != 0, info.pointee.argumentCount == 1 else { return nil }
    return FunctionRef(getter)
  }
}
