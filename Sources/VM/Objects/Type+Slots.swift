// `__slots__` of a class that is being made.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `__slots__`: member descriptors for the names; without a `__dict__` slot instances take no other attributes.
  func defineSlots(_ type: TypeRef, _ dict: DictRef, _ bases: TupleRef) -> Bool {
    let slots = dict.get(name: vm.pointee.names.slots)
    var basesHaveDict = false
    for index in 0..<bases.count {
      let base = TypeRef(bases[index])
      if base.isHeapType && base.flags & TypeFlags.noDict == 0 { basesHaveDict = true }
      if base.isException { basesHaveDict = true }
      type.flags |= base.flags & TypeFlags.keepsMembers
      if base.hasWeakReferences { type.flags |= TypeFlags.weaklyReferable }
    }
    guard let layout = type.layoutBase else { return true }
    // Which of the types that are written natively have weak references of their own in CPython is not written down.
    let takesWeakReferences =
      (!layout.hasWeakReferences || layout.instanceKind == .native && !layout.isHeapType)
      && !layout.instanceKind.hasItems
    guard slots.isBound else {
      if takesWeakReferences { type.flags |= TypeFlags.weaklyReferable }
      return true
    }
    let names = ListRef.make(self)
    if slots.isKind(.string) {
      names.append(self, slots)
    } else if !extend(names, by: slots) {
      return false
    }
    if names.count > 0, layout.instanceKind.hasItems {
      raise(.typeError, "nonempty __slots__ not supported for subtype of '\(layout.nameText)'")
      return false
    }
    let layoutHasDict =
      layout.isException || layout.flags & TypeFlags.noDict == 0 && layout.rootShape.pointer.pointee.attributeWord != 0
    var wantsDict = basesHaveDict
    var namesDict = false
    var namesWeakReferences = false
    for index in 0..<names.count {
      guard names[index].isKind(.string) else {
        raise(.typeError, "__slots__ items must be strings, not '\(names[index].typeName)'")
        return false
      }
      let text = StringRef(names[index]).text
      guard isIdentifier(StringRef(names[index])) else {
        raise(.typeError, "__slots__ must be identifiers")
        return false
      }
      if text == "__dict__" {
        if layoutHasDict || namesDict {
          raise(.typeError, "__dict__ slot disallowed: we already got one")
          return false
        }
        wantsDict = true
        namesDict = true
        continue
      }
      if text == "__weakref__" {
        if !takesWeakReferences || namesWeakReferences {
          raise(.typeError, "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0")
          return false
        }
        type.flags |= TypeFlags.weaklyReferable
        namesWeakReferences = true
        continue
      }
      let name = mangled(StringRef.intern(names[index]), type)
      let present = dict.get(name: name)
      // A name may be listed twice.
      if present.isKind(.memberDescriptor) && present.pointer.word(2) == type.value { continue }
      let isMissingDoc = name == vm.pointee.names.doc && present.isNone
      if present.isBound && present != slots && !isMissingDoc {
        raise(.valueError, "\(repr(text: name)) in __slots__ conflicts with class variable")
        return false
      }
      let descriptor = allocate(headerImage(vm.pointee.shapes.memberDescriptor, .memberDescriptor, words: 3), words: 3)
      descriptor.setWord(1, name)
      descriptor.setWord(2, type.value)
      dict.set(name: name, descriptor.asValue)
      type.flags |= TypeFlags.keepsMembers
    }
    type.flags |= TypeFlags.hasSlots | (wantsDict ? 0 : TypeFlags.noDict)
    return true
  }

  /// `__private` names inside a class become `_Class__private`.
  private func mangled(_ name: Value, _ type: TypeRef) -> Value {
    let text = StringRef(name).text
    guard text.hasPrefix("__"), !text.hasSuffix("__") else { return name }
    let className = type.nameText.drop { $0 == "_" }
    return className.isEmpty ? name : StringRef.intern("_\(className)\(text)")
  }
}
