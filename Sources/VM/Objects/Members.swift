// The values of `__slots__` members.
//
// Members share the slots of an object's shape with its other attributes, so that inline caches need not tell them
// apart; `__dict__` leaves them out. An object in dict mode, which has lost its shape, keeps them in a dict of their own
// in the word behind the attribute word. (Objects with attributes in front have no such word: they keep all in one dict.)

import CRuntime

extension TypeRef {
  /// Instances in dict mode have a second dict for their members.
  var keepsMembersApart: Bool {
    flags & TypeFlags.keepsMembers != 0 && rootShape.pointer.pointee.attributeWord > 0
  }

  /// Names of the members that this class itself adds (interned, so they live for ever), in the order of `__slots__`.
  var memberNames: [Value] {
    guard flags & TypeFlags.hasSlots != 0 else { return [] }
    var names: [Value] = []
    var position = 0
    while let entry = dict.next(&position) {
      if entry.value.isKind(.memberDescriptor) && entry.value.pointer.word(2) == value {
        names.append(entry.value.pointer.word(1))
      }
    }
    return names
  }

  /// The same as text, sorted.
  private var ownMembers: [String] { memberNames.map { StringRef($0).text }.sorted() }

  /// The base class whose layout this class extends; nil for `object`.
  var layoutBase: TypeRef? {
    if field(.solidBase).isObject { return TypeRef(field(.solidBase)) }
    return bases.count > 0 ? TypeRef(bases[0]) : nil
  }

  /// The nearest class, this one included, whose instances have more words than those of its base.
  var layoutRoot: TypeRef {
    var type = self
    while let base = type.layoutBase {
      if type.isHeapType {
        if !type.memberNames.isEmpty { return type }
      } else if type.instanceKind != .instance {
        // Exceptions share one layout.
        return type.isException ? TypeRef(ExceptionType.baseException.type) : type
      }
      type = base
    }
    return type
  }

  /// May an object of one class become one of the other? The same members in the same classes over the same native type.
  func hasLayout(of other: TypeRef) -> Bool {
    var (a, b) = (layoutRoot, other.layoutRoot)
    guard flags & TypeFlags.noDict == other.flags & TypeFlags.noDict else { return false }
    while a != b {
      guard a.isHeapType, b.isHeapType, a.ownMembers == b.ownMembers, let x = a.layoutBase, let y = b.layoutBase else {
        return false
      }
      (a, b) = (x.layoutRoot, y.layoutRoot)
    }
    return true
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  private func members(_ object: Value, _ shape: ShapeRef) -> DictRef {
    let attributeWord = Int(shape.pointer.pointee.attributeWord)
    return DictRef(object.pointer.word(shape.type.keepsMembersApart ? attributeWord + 1 : attributeWord))
  }

  /// The value of the member `name`, or unbound.
  func findMember(_ object: Value, _ name: Value) -> Value {
    guard object.isObject else { return .unbound }
    let shape = ShapeRef(address: object.pointer.shapeWord)
    if shape.pointer.pointee.attributeWord == 0 { return .unbound }
    if shape.pointer.pointee.isDictMode { return members(object, shape).get(name: name) }
    let slot = shape.slot(of: name)
    return slot >= 0 ? object.pointer.attributeSlot(slot, shape) : .unbound
  }

  /// Sets the member `name`, or empties it when `value` is unbound. False with AttributeError pending.
  func setMember(_ object: Value, _ name: Value, _ value: Value) -> Bool {
    if value.isUnbound && findMember(object, name).isUnbound {
      raise(.attributeError, StringRef(name).text)
      return false
    }
    let shape = ShapeRef(address: object.pointer.shapeWord)
    if !shape.pointer.pointee.isDictMode {
      let slot = shape.slot(of: name)
      if slot >= 0 {
        object.pointer.setAttributeSlot(slot, shape, value)
        return true
      }
      if shape.pointer.pointee.slotCount < ShapeRef.maximumSlots {
        addSlot(object, name, value)
        return true
      }
      _ = attributeDict(object)
    }
    let members = members(object, ShapeRef(address: object.pointer.shapeWord))
    if value.isUnbound { return !members.remove(self, name).isError }
    members.set(name: name, value)
    return true
  }
}
