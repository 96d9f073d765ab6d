// Writing and deleting attributes with inline caches (InlineCache.swift).

import CRuntime

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
