// Subscripts: `o[i]`, `o[i] = v`, `del o[i]`, with short ways for exact built-in containers.
//
// Failure is `.error` (or false) with an exception pending. Slices: Runtime+Slices.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Reading

  /// `container[index]`.
  func getItem(_ container: Value, _ index: Value) -> Value {
    guard container.isObject else { return raiseNotSubscriptable(container) }
    let pointer = container.pointer
    let shape = pointer.shapeWord
    switch pointer.header.kind {
    case .list where shape == vm.pointee.shapes.list.address && index.isInt:
      let list = ListRef(container)
      var place = index.asInt
      if place < 0 { place &+= list.count }
      if place >= 0 && place < list.count { return list[place] }
      return raise(.indexError, "list index out of range")
    case .list where shape == vm.pointee.shapes.list.address && index.isKind(.slice):
      guard let range = indices(SliceRef(index), count: ListRef(container).count) else { return .error }
      return select(ListRef(container), range)
    case .tuple where shape == vm.pointee.shapes.tuple.address && index.isInt:
      let tuple = TupleRef(container)
      var place = index.asInt
      if place < 0 { place &+= tuple.count }
      if place >= 0 && place < tuple.count { return tuple[place] }
      return raise(.indexError, "tuple index out of range")
    case .dict where shape == vm.pointee.shapes.dict.address:
      let value = DictRef(container).get(self, index)
      return value.isUnbound ? raiseKeyError(index) : value
    case .string where shape == vm.pointee.shapes.string.address && index.isInt:
      let string = StringRef(container)
      var place = index.asInt
      if place < 0 { place &+= string.count }
      if place >= 0 && place < string.count { return StringRef.character(self, string[place]) }
      return raise(.indexError, "string index out of range")
    case .dict where container.type.special(.getitem) == TypeRef(vm.pointee.types.dict).special(.getitem):
      let value = DictRef(container).get(self, index)
      if value.isBound { return value }
      let missing = container.type.special(.missing)
      return missing.isBound ? callUnbound(missing, container, index) : raiseKeyError(index)
    case .type: return getTypeItem(container, index)
    case .foreignData where index.isInt:
      let hook = container.type.special(.getitem)
      if hook.isUnbound { break }
      if hook == ctypesTypes.arrayGet { return arrayItem(CData(container), index.asInt) }
      if hook == ctypesTypes.pointerGet { return pointerItem(CData(container), index.asInt) }
    default: break
    }
    let hook = container.type.special(.getitem)
    if hook.isUnbound || hook.isNone { return raiseNotSubscriptable(container) }
    return callUnbound(hook, container, index)
  }

  /// `Type[item]`: the metatype's `__getitem__`, or the type's own `__class_getitem__`.
  private func getTypeItem(_ type: Value, _ item: Value) -> Value {
    let hook = type.type.special(.getitem)
    if hook.isBound && !hook.isNone { return callUnbound(hook, type, item) }
    if type == vm.pointee.types.type { return GenericAliasRef.make(self, origin: type, arguments: item) }
    let own = findAttribute(type, Special.class_getitem.name)
    if own.isError && pointee.exception.isBound { return .error }
    if own.isUnbound || own.isError || own.isNone {
      return raise(.typeError, "type '\(TypeRef(type).nameText)' is not subscriptable")
    }
    return call(own, item)
  }

  @inline(never) private func raiseNotSubscriptable(_ value: Value) -> Value {
    raise(.typeError, "'\(value.typeName)' object is not subscriptable")
  }

  // MARK: Writing

  /// `container[index] = value`; false with an exception pending.
  func setItem(_ container: Value, _ index: Value, _ value: Value) -> Bool {
    if container.isObject {
      let pointer = container.pointer
      let shape = pointer.shapeWord
      switch pointer.header.kind {
      case .list where shape == vm.pointee.shapes.list.address && index.isInt:
        let list = ListRef(container)
        var place = index.asInt
        if place < 0 { place &+= list.count }
        if place >= 0 && place < list.count {
          list[place] = value
          return true
        }
        raise(.indexError, "list assignment index out of range")
        return false
      case .dict where shape == vm.pointee.shapes.dict.address:
        return DictRef(container).set(self, index, value)
      case .dict where container.type.special(.setitem) == TypeRef(vm.pointee.types.dict).special(.setitem):
        return DictRef(container).set(self, index, value)
      case .foreignData where index.isInt:
        let hook = container.type.special(.setitem)
        if hook.isUnbound { break }
        if hook == ctypesTypes.arraySet { return setArrayItem(CData(container), index.asInt, value) }
        if hook == ctypesTypes.pointerSet { return setPointerItem(CData(container), index.asInt, value) }
      default: break
      }
    }
    let hook = container.type.special(.setitem)
    if hook.isUnbound {
      if isMissingPartner(.delitem, container) {
        raise(.attributeError, "__setitem__")
      } else {
        raise(.typeError, "'\(container.typeName)' object does not support item assignment")
      }
      return false
    }
    return !callUnbound(hook, container, index, value).isError
  }

  /// `del container[index]`; false with an exception pending.
  func deleteItem(_ container: Value, _ index: Value) -> Bool {
    if container.isObject && container.pointer.shapeWord == vm.pointee.shapes.dict.address {
      let old = DictRef(container).remove(self, index)
      if old.isUnbound { raiseKeyError(index) }
      return old.isBound && !old.isError
    }
    let hook = container.type.special(.delitem)
    if hook.isUnbound {
      if isMissingPartner(.setitem, container) {
        raise(.attributeError, "__delitem__")
        return false
      }
      // CPython asks sequences once more, with the index as a number, and they word it differently.
      let type = container.type
      let isSequence = type.isHeapType || type.special(.contains).isBound
      let isIndexed = isSequence && (unwrapInteger(index).isBound || index.type.special(.index).isBound)
      let verb = isIndexed ? "doesn't" : "does not"
      raise(.typeError, "'\(container.typeName)' object \(verb) support item deletion")
      return false
    }
    return !callUnbound(hook, container, index).isError
  }

  /// Whether a class has only the other one of `__setitem__` and `__delitem__`: CPython keeps the two in one slot, so that it
  /// looks for the missing one as an attribute.
  private func isMissingPartner(_ other: Special, _ container: Value) -> Bool {
    container.type.isHeapType && container.type.special(other).isBound
  }

  // MARK: Indices

  /// A sequence index as an Int. Nil with TypeError ("… indices must be integers or slices, not str") or IndexError.
  func sequenceIndex(_ index: Value, _ typeName: StaticString) -> Int? {
    if index.isInt { return index.asInt }
    if !index.isKind(.bigInt) && !index.isBool && index.type.special(.index).isUnbound {
      raise(.typeError, "\(typeName) indices must be integers or slices, not \(index.typeName)")
      return nil
    }
    let integer = toIndex(index)
    if integer.isError { return nil }
    if integer.isInt { return integer.asInt }
    // A machine word is two bits wider than a small int: such an index is out of range like any other.
    let big = BigIntRef(integer)
    let magnitude = integer.pointer.rawWord(2)
    if big.signedCount == 1 && magnitude < 1 << 63 { return Int(magnitude) }
    if big.signedCount == -1 && magnitude <= 1 << 63 { return Int(truncatingIfNeeded: 0 &- magnitude) }
    raise(.indexError, "cannot fit '\(index.typeName)' into an index-sized integer")
    return nil
  }
}
