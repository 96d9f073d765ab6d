// Attribute access with inline caches.
//
// Three cache words follow the instruction:
//   0  shape (low 32 bits) and byte offset of the slot (high 32 bits)
//   1  version of the shape (low 32 bits) and number of misses (high 32 bits)
//   2  a class attribute, a global cell, or the shape that a store moves to
// A general form looks the attribute up, fills the cache and becomes a quick form; a quick form that misses calls
// the general form again, and after `missLimit` misses the site gives up caching.

import CRuntime

private let missLimit: UInt64 = 24

@inline(__always) private func cachedShape(_ pc: PC) -> UInt32 { UInt32(truncatingIfNeeded: pc[0]) }
@inline(__always) private func cachedOffset(_ pc: PC) -> Int { Int(truncatingIfNeeded: pc[0] &>> 32) }
@inline(__always) private func cachedVersion(_ pc: PC) -> UInt32 { UInt32(truncatingIfNeeded: pc[1]) }
@inline(__always) private func currentVersion(_ pc: PC) -> UInt32 {
  ShapeRef(address: cachedShape(pc)).pointer.pointee.version
}

/// Writes a cache and the quick form, unless the site has missed too often.
@inline(__always) private func quicken(
  _ pc: PC, _ w: UInt64, _ quick: Op, generic: Op, shape: UInt32, offset: Int = 0, version: UInt32 = 0,
  value: Value = .unbound
) {
  let cache = UnsafeMutablePointer(mutating: pc)
  let misses = (cache[1] &>> 32) &+ 1
  let op = misses > missLimit ? generic : quick
  cache[0] = UInt64(shape) | UInt64(truncatingIfNeeded: offset) &<< 32
  cache[1] = UInt64(version) | misses &<< 32
  cache[2] = value.bits
  (cache - 1).pointee = w & ~0xFF | UInt64(op.rawValue)
}

// MARK: Reading

@_cdecl("op_getAttr") @inline(never)
func opGetAttr(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let object = r[B(w)]
  let name = k[C(w)]
  cacheGetAttr(t, pc, w, object, name)
  return getAttrUncached(pc, r, k, fp, t, w)
}

/// Counts a look-up that no inline cache can hold; after a few the site is generic for good.
private func giveUp(_ pc: PC, _ w: UInt64, _ generic: Op) {
  let cache = UnsafeMutablePointer(mutating: pc)
  let misses = (cache[1] &>> 32) &+ 1
  cache[1] = misses &<< 32
  if misses > missLimit { (cache - 1).pointee = w & ~0xFF | UInt64(generic.rawValue) }
}

/// `Class.name` and `Class.method(…)`: cached by the identity of the class and its version.
private func cacheTypeAttribute(_ t: Thread, _ pc: PC, _ w: UInt64, _ type: TypeRef, _ name: Value, _ quick: Op) {
  guard type.type.special(.getattribute) == vm.pointee.typeGetAttribute, type.type.lookup(name).isUnbound else {
    return
  }
  let value = type.lookup(name)
  guard value.isBound else { return }
  let plain =
    !value.isObject || value.isKind(.function) || value.isKind(.nativeFunction)
    || (value.type.special(.get).isUnbound && !value.isKind(.staticMethod) && !value.isKind(.classMethod)
      && !value.isKind(.property) && !value.isKind(.getSetDescriptor) && !value.isKind(.memberDescriptor))
  guard plain else { return }
  let cache = UnsafeMutablePointer(mutating: pc)
  let misses = (cache[1] &>> 32) &+ 1
  guard misses <= missLimit else { return }
  cache[0] = type.value.bits
  cache[1] = UInt64(type.version) | misses &<< 32
  cache[2] = value.bits
  (cache - 1).pointee = w & ~0xFF | UInt64(quick.rawValue)
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

// MARK: Methods

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

// MARK: Writing

@_cdecl("op_setAttr") @inline(never)
func opSetAttr(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let object = r[A(w)]
  let name = k[C(w)]
  let before = object.isObject ? object.pointer.shapeWord : 0
  let succeeded = t.setAttribute(object, name, r[B(w)])
  if _fastPath(succeeded) { cacheSetAttr(t, pc, w, object, name, before) }
  return proceed(succeeded, pc, r, k, fp, t, w, skip: 3)
}

/// After a store that worked: an existing inline slot, or one that was just added.
private func cacheSetAttr(_ t: Thread, _ pc: PC, _ w: UInt64, _ object: Value, _ name: Value, _ before: UInt32) {
  guard object.isObject, before != 0 else { return }
  let shape = ShapeRef(address: object.pointer.shapeWord)
  let type = shape.type
  if type.special(.setattr) != vm.pointee.objectSetAttribute || shape.pointer.pointee.isDictMode
    || shape.pointer.pointee.attributeWord == 0
  {
    return
  }
  let inType = type.lookup(name)
  let isMember = inType.isKind(.memberDescriptor)
  if inType.isBound && !isMember && t.isDataDescriptor(inType) { return }
  let slot = shape.slot(of: isMember ? inType.pointer.word(1) : name)
  guard slot >= 0, slot < Int(shape.pointer.pointee.inlineCapacity) else { return }
  let offset = (Int(shape.pointer.pointee.attributeWord) + 1 + slot) * 8
  if before == shape.address {
    quicken(pc, w, .setAttrSlot, generic: .setAttrGeneric, shape: before, offset: offset)
  } else if shape.pointer.pointee.parent == before {
    quicken(
      pc, w, .setAttrAdd, generic: .setAttrGeneric, shape: before, offset: offset,
      version: ShapeRef(address: before).pointer.pointee.version, value: .int(Int(shape.address)))
  }
}

@_cdecl("op_setAttrSlot") @inline(__always)
func opSetAttrSlot(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let object = r[A(w)]
  if _fastPath(object.isObject && object.pointer.shapeWord == cachedShape(pc)) {
    object.pointer.storeBytes(of: r[B(w)], toByteOffset: cachedOffset(pc), as: Value.self)
    return next(pc + 3, r, k, fp, t)
  }
  return opSetAttr(pc, r, k, fp, t, w)
}

@_cdecl("op_setAttrAdd") @inline(__always)
func opSetAttrAdd(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let object = r[A(w)]
  if _fastPath(
    object.isObject && object.pointer.shapeWord == cachedShape(pc) && currentVersion(pc) == cachedVersion(pc))
  {
    object.pointer.storeBytes(of: r[B(w)], toByteOffset: cachedOffset(pc), as: Value.self)
    object.pointer.shapeWord = UInt32(truncatingIfNeeded: pc[2] &>> 2)
    return next(pc + 3, r, k, fp, t)
  }
  return opSetAttr(pc, r, k, fp, t, w)
}

@_cdecl("op_setAttrGeneric") @inline(__always)
func opSetAttrGeneric(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  let object = r[A(w)]
  if _fastPath(object.isObject) {
    let name = k[C(w)]
    let shape = object.pointer.shapeWord
    let entry = AccessCache.entry(t, shape, name)
    if _fastPath(
      entry.pointee.shape == shape && entry.pointee.name == name.bits && entry.pointee.kind == .writableSlot)
    {
      object.pointer.storeBytes(of: r[B(w)], toByteOffset: entry.pointee.offset, as: Value.self)
      return next(pc + 3, r, k, fp, t)
    }
  }
  return setAttrUncached(pc, r, k, fp, t, w)
}

@inline(never)
func setAttrUncached(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  AccessCache.fill(t, r[A(w)], k[C(w)])
  fp.pointee.pc = pc
  return proceed(t.setAttribute(r[A(w)], k[C(w)], r[B(w)]), pc, r, k, fp, t, w, skip: 3)
}

@_cdecl("op_deleteAttr") @inline(never)
func opDeleteAttr(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return proceed(t.setAttribute(r[A(w)], k[C(w)], .unbound), pc, r, k, fp, t, w)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Turns every quick attribute form back into the general one, and gives up the traces, which go to slots by the shape alone
  /// too. Rare: a data descriptor appeared in a class whose objects have an attribute of that name.
  func flushInlineCaches() {
    jitStorage?.invalidateAll(cause: "a class hides what its objects store")
    AccessCache.clear(pointee.accessCache)
    OpLayout.shared.words.withUnsafeBufferPointer { flushInlineCaches($0.baseAddress.unsafelyUnwrapped) }
  }

  private func flushInlineCaches(_ words: UnsafePointer<Int>) {
    for code in vm.pointee.codes {
      var word = UnsafeMutablePointer<UInt64>(mutating: code.pointee.start!)
      let end = word + Int(code.pointee.length)
      while word < end {
        let general: Op?
        switch opcode(word.pointee) {
        case .getAttrSlot, .getAttrOverflow, .getAttrClass, .getAttrMethod, .getAttrProperty: general = .getAttr
        case .setAttrSlot, .setAttrAdd: general = .setAttr
        case .loadMethodClass: general = .loadMethod
        default: general = nil
        }
        if let general { word.pointee = word.pointee & ~0xFF | UInt64(general.rawValue) }
        word += words[Int(word.pointee & 0xFF)]
      }
    }
  }
}
