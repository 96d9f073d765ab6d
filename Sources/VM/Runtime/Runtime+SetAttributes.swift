// The attribute protocol's second half: `x.name = v` and `del x.name` (reading is in Runtime+Attributes).
//
// Names are interned strings; false is answered with an exception pending.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `object.name = value`, or `del object.name` when `value` is unbound. False with an exception pending.
  func setAttribute(_ object: Value, _ name: Value, _ value: Value) -> Bool {
    let type = object.type
    let special: Special = value.isUnbound ? .delattr : .setattr
    let hook = type.special(special)
    let generic = value.isUnbound ? vm.pointee.objectDeleteAttribute : vm.pointee.objectSetAttribute
    if hook != generic && hook.isBound {
      let result = value.isUnbound ? callUnbound(hook, object, name) : callUnbound(hook, object, name, value)
      return !result.isError
    }
    return genericSetAttribute(object, name, value)
  }

  func genericSetAttribute(_ object: Value, _ name: Value, _ value: Value) -> Bool {
    let type = object.type
    let inType = type.lookup(name)
    if inType.isObject {
      switch inType.objectKind {
      case .property where !inType.overrides(value.isUnbound ? .delete : .set):
        let accessor = inType.pointer.word(value.isUnbound ? PropertyField.deleter : PropertyField.setter)
        if accessor.isNone {
          let word = value.isUnbound ? "deleter" : "setter"
          raise(
            .attributeError,
            "property\(propertyName(inType)) of \(repr(text: type.field(.qualname))) object has no \(word)")
          return false
        }
        return !(value.isUnbound ? call(accessor, object) : call(accessor, object, value)).isError
      case .getSetDescriptor: return GetSetRef(inType).set(self, object, value)
      case .memberDescriptor:
        return setMember(object, inType.pointer.word(1), value)
      case .foreignField: return setForeignField(inType, of: object, value)
      default:
        let hook = inType.type.special(value.isUnbound ? .delete : .set)
        if hook.isBound {
          return !(value.isUnbound ? call(hook, inType, object) : call(hook, inType, object, value)).isError
        }
      }
    }
    if object.isKind(.type) { return setTypeAttribute(TypeRef(object), name, value) }
    if hasAttributes(object) && (value.isBound || findOwnAttribute(object, name).isBound) {
      return setOwnAttribute(object, name, value)
    }
    let text = StringRef(name).text
    if inType.isBound && !(value.isUnbound && hasAttributes(object)) {
      raise(.attributeError, "'\(object.typeName)' object attribute '\(text)' is read-only")
    } else {
      _ = raiseNoAttribute(object, name)
    }
    return false
  }

  /// May attributes be stored in the object?
  func hasAttributes(_ object: Value) -> Bool {
    guard object.isObject else { return false }
    switch object.objectKind {
    case .module, .function: return true
    default:
      let type = object.type
      return ShapeRef(address: object.pointer.shapeWord).pointer.pointee.attributeWord != 0
        && type.flags & TypeFlags.noDict == 0
    }
  }

  /// Stores (or removes, when unbound) an attribute in the object itself; the object must have room for attributes.
  func setOwnAttribute(_ object: Value, _ name: Value, _ value: Value) -> Bool {
    let pointer = object.pointer
    let shape = ShapeRef(address: pointer.shapeWord)
    let attributeWord = Int(shape.pointer.pointee.attributeWord)
    if attributeWord == 0 {
      switch object.objectKind {
      case .module:
        let namespace = ModuleRef(object).namespace
        if value.isUnbound { return !namespace.remove(self, name).isError }
        namespace.set(name: name, value)
        return true
      case .function:
        let function = FunctionRef(object)
        if !function.field(.dict).isObject { function.setField(.dict, DictRef.make(self).value) }
        let dict = DictRef(function.field(.dict))
        if value.isUnbound { return !dict.remove(self, name).isError }
        dict.set(name: name, value)
        return true
      default:
        _ = raiseNoAttribute(object, name)
        return false
      }
    }
    if shape.pointer.pointee.isDictMode {
      let dict = DictRef(pointer.word(attributeWord))
      if value.isUnbound { return !dict.remove(self, name).isError }
      dict.set(name: name, value)
      return true
    }
    let slot = shape.slot(of: name)
    if slot >= 0 {
      if value.isUnbound {
        let dict = attributeDict(object)
        return !dict.remove(self, name).isError
      }
      pointer.setAttributeSlot(slot, shape, value)
      return true
    }
    if value.isUnbound { return true }
    addSlot(object, name, value)
    return true
  }

  /// Adds an attribute that the object does not have yet.
  func addSlot(_ object: Value, _ name: Value, _ value: Value) {
    let pointer = object.pointer
    let shape = ShapeRef(address: pointer.shapeWord)
    let slot = Int(shape.pointer.pointee.slotCount)
    if slot >= ShapeRef.maximumSlots {
      attributeDict(object).set(name: name, value)
      return
    }
    let capacity = Int(shape.pointer.pointee.inlineCapacity)
    if slot >= capacity {
      let type = shape.type
      if shape.pointer.pointee.attributeWord > 0 && type.inlineSlots <= slot && slot < 24 {
        type.growInlineSlots(to: min(24, slot + 2))
      }
      let attributeWord = Int(shape.pointer.pointee.attributeWord)
      let overflow = pointer.word(attributeWord)
      let needed = slot - capacity + 1
      if !overflow.isObject || ArrayRef(overflow).capacity < needed {
        let grown = ArrayRef.allocate(self, capacity: needed * 2)
        if overflow.isObject {
          for index in 0..<(needed - 1) { grown.items[index] = ArrayRef(overflow).items[index] }
        }
        pointer.setWord(attributeWord, grown.value)
      }
    }
    let next = shape.adding(name)
    pointer.shapeWord = next.address
    pointer.setAttributeSlot(slot, next, value)
  }

  /// The attributes as a dict that stays connected with the object: `__dict__`. The object changes to dict mode.
  func attributeDict(_ object: Value) -> DictRef {
    let pointer = object.pointer
    let shape = ShapeRef(address: pointer.shapeWord)
    let attributeWord = Int(shape.pointer.pointee.attributeWord)
    if shape.pointer.pointee.isDictMode { return DictRef(pointer.word(attributeWord)) }
    let type = shape.type
    let dict = DictRef.make(self)
    let members = type.keepsMembersApart ? DictRef.make(self) : nil
    for (slot, name) in shape.names.enumerated() {
      let value = pointer.attributeSlot(slot, shape)
      guard value.isBound else { continue }
      if let members, type.lookup(name).isKind(.memberDescriptor) {
        members.set(name: name, value)
      } else {
        dict.set(name: name, value)
      }
    }
    if type.field(.dictShape).asInt == 0 {
      let dictShape = ShapeRef.make(type: type.value, attributeWord: attributeWord, isDictMode: true)
      dictShape.pointer.pointee.version = type.version
      type.setField(.dictShape, .int(Int(dictShape.address)))
    }
    pointer.shapeWord = UInt32(type.field(.dictShape).asInt)
    pointer.setWord(attributeWord, dict.value)
    if let members { pointer.setWord(attributeWord + 1, members.value) }
    return dict
  }

  private func setTypeAttribute(_ type: TypeRef, _ name: Value, _ value: Value) -> Bool {
    if !type.isHeapType {
      raise(.typeError, "cannot set '\(StringRef(name).text)' attribute of immutable type '\(type.nameText)'")
      return false
    }
    // Slot caches assume that no data descriptor shadows a stored attribute, that access is not overridden, and that the members
    // of `__slots__` stay.
    let isOverride = name == Special.setattr.name || name == Special.getattribute.name
    let hides = value.isBound && (isOverride || isDataDescriptor(value))
    if type.lookup(name).isKind(.memberDescriptor) || hides && type.instancesStore(isOverride ? nil : name) {
      flushInlineCaches()
    }
    if value.isUnbound {
      if type.dict.get(name: name).isUnbound {
        raise(.attributeError, "type object '\(type.nameText)' has no attribute '\(StringRef(name).text)'")
        return false
      }
      _ = type.dict.remove(self, name)
    } else {
      type.dict.set(name: name, value)
    }
    type.typeModified()
    return true
  }
}
