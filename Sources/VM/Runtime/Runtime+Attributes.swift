// The attribute protocol: what `x.name` means when no inline cache answers.
//
// Names are interned strings. Results: a value, or `.error` with an exception pending; the `find…` forms give
// `.unbound` when there is no such attribute.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Reading

  func getAttribute(_ object: Value, _ name: Value) -> Value {
    let value = lookUpAttribute(object, name)
    return value.isUnbound ? raiseNoAttribute(object, name) : value
  }

  /// The attribute, `.unbound` when absent (AttributeError is swallowed), or `.error`.
  func findAttribute(_ object: Value, _ name: Value) -> Value {
    let value = lookUpAttribute(object, name)
    if _slowPath(value.isError), pendingMatches(.attributeError) {
      pointee.exception = .unbound
      return .unbound
    }
    return value
  }

  /// The attribute, `.unbound` when nothing says why it is absent, or `.error`.
  private func lookUpAttribute(_ object: Value, _ name: Value) -> Value {
    let type = object.type
    let hook = type.special(.getattribute)
    if _slowPath(
      hook != vm.pointee.objectGetAttribute && hook != vm.pointee.typeGetAttribute
        && hook != vm.pointee.moduleGetAttribute && hook != vm.pointee.superGetAttribute)
    {
      let value = callUnbound(hook, object, name)
      return value.isError ? missingAttribute(object, name, type) : value
    }
    let value = genericFindAttribute(object, name)
    if _fastPath(value.isBound && !value.isError) { return value }
    if value.isError && !pendingMatches(.attributeError) { return value }
    if value.isUnbound && type.special(.getattr).isUnbound { return value }
    return missingAttribute(object, name, type)
  }

  /// After a failed look-up: `__getattr__`, or the error that is pending.
  private func missingAttribute(_ object: Value, _ name: Value, _ type: TypeRef) -> Value {
    let fallback = type.special(.getattr)
    if fallback.isBound {
      if pointee.exception.isBound {
        if !pendingMatches(.attributeError) { return .error }
        pointee.exception = .unbound
      }
      let value = callUnbound(fallback, object, name)
      return value.isError ? explainMissing(object, name) : value
    }
    return explainMissing(object, name)
  }

  /// An AttributeError that a hook raised is told which attribute of which object is missing, unless it knows.
  private func explainMissing(_ object: Value, _ name: Value) -> Value {
    guard pendingMatches(.attributeError) else { return .error }
    let exception = pointee.exception
    for field in ["name", "obj"] as [StaticString] {
      let known = findOwnAttribute(exception, StringRef.intern(field))
      if known.isBound && !known.isNone { return .error }
    }
    attachNameAndObject(name, object)
    return .error
  }

  /// The generic algorithm of `object.__getattribute__` (and of types, modules and super objects).
  func genericFindAttribute(_ object: Value, _ name: Value) -> Value {
    if object.isObject {
      switch object.objectKind {
      case .type: return findTypeAttribute(TypeRef(object), name)
      case .superObject: return findSuperAttribute(object, name)
      default: break
      }
    }
    let type = object.type
    let inType = type.lookup(name)
    if inType.isBound && isDataDescriptor(inType) && hasGetter(inType) { return descriptorGet(inType, object, type) }
    let own = findOwnAttribute(object, name)
    if own.isBound { return own }
    if inType.isBound { return descriptorGet(inType, object, type) }
    if object.isKind(.module) {
      let hook = ModuleRef(object).namespace.get(name: Special.getattr.name)
      if hook.isBound { return call(hook, name) }
    }
    return .unbound
  }

  /// An attribute stored in the object itself.
  func findOwnAttribute(_ object: Value, _ name: Value) -> Value {
    guard object.isObject else { return .unbound }
    let pointer = object.pointer
    let shape = ShapeRef(address: pointer.shapeWord)
    let attributeWord = Int(shape.pointer.pointee.attributeWord)
    if attributeWord != 0 {
      let slot = shape.pointer.pointee.isDictMode ? 0 : shape.slot(of: name)
      let own =
        shape.pointer.pointee.isDictMode
        ? DictRef(pointer.word(attributeWord)).get(name: name)
        : slot >= 0 ? pointer.attributeSlot(slot, shape) : .unbound
      // A module of a derived class has its first names in its namespace.
      if _fastPath(own.isBound || object.objectKind != .module) { return own }
    }
    switch object.objectKind {
    case .module: return ModuleRef(object).namespace.get(name: name)
    case .function:
      let dict = FunctionRef(object).field(.dict)
      return dict.isObject ? DictRef(dict).get(name: name) : .unbound
    default: return .unbound
    }
  }

  /// `Type.name`: metatype data descriptors, then the MRO, then the metatype.
  private func findTypeAttribute(_ type: TypeRef, _ name: Value) -> Value {
    let metatype = type.type
    let inMeta = metatype.lookup(name)
    if inMeta.isBound && isDataDescriptor(inMeta) { return descriptorGet(inMeta, type.value, metatype) }
    let own = type.lookup(name)
    if own.isBound { return descriptorGet(own, .none, type, throughType: true) }
    if inMeta.isBound { return descriptorGet(inMeta, type.value, metatype) }
    return .unbound
  }

  /// Does a class attribute take precedence over the instance's own attribute?
  func isDataDescriptor(_ value: Value) -> Bool {
    guard value.isObject else { return false }
    switch value.objectKind {
    case .property, .getSetDescriptor, .memberDescriptor, .foreignField: return true
    case .function, .nativeFunction, .classMethod, .staticMethod, .type, .string, .tuple, .list, .dict, .boundMethod:
      return value.type.special(.set).isBound
    default: return value.type.special(.set).isBound || value.type.special(.delete).isBound
    }
  }

  /// A data descriptor without `__get__` lets the object's own attribute be read.
  private func hasGetter(_ value: Value) -> Bool {
    switch value.objectKind {
    case .property, .getSetDescriptor, .memberDescriptor, .foreignField: true
    default: value.type.special(.get).isBound
    }
  }

  /// The value of a class attribute seen through `object` (or through the type itself).
  func descriptorGet(_ attribute: Value, _ object: Value, _ type: TypeRef, throughType: Bool = false) -> Value {
    guard attribute.isObject else { return attribute }
    switch attribute.objectKind {
    case .function:
      return throughType ? attribute : BoundMethodRef.make(self, attribute, object)
    case .nativeFunction:
      if throughType || attribute.pointer.shapeWord == vm.pointee.shapes.nativeFunction.address { return attribute }
      return BoundMethodRef.make(self, attribute, object)
    case .property, .classMethod, .staticMethod:
      if _slowPath(attribute.overrides(.get)) {
        return callUnbound(attribute.type.special(.get), attribute, throughType ? .none : object, type.value)
      }
      return wrapperGet(attribute, object, type, throughType)
    case .getSetDescriptor:
      if throughType { return attribute }
      return GetSetRef(attribute).get(self, object)
    case .memberDescriptor:
      if throughType { return attribute }
      return findMember(object, attribute.pointer.word(1))
    case .foreignField: return throughType ? attribute : foreignField(attribute, of: object)
    case .string, .tuple, .list, .dict, .float, .bigInt, .bytes, .type, .module, .code, .boundMethod:
      let hook = attribute.type.special(.get)
      if hook.isUnbound || !attribute.type.isHeapType { return attribute }
      return call(hook, attribute, throughType ? .none : object, type.value)
    default:
      let hook = attribute.type.special(.get)
      if hook.isUnbound { return attribute }
      return call(hook, attribute, throughType ? .none : object, type.value)
    }
  }

  /// The own `__get__` of property, classmethod and staticmethod.
  func wrapperGet(_ attribute: Value, _ object: Value, _ type: TypeRef, _ throughType: Bool) -> Value {
    switch attribute.objectKind {
    case .property:
      if throughType { return attribute }
      let getter = attribute.pointer.word(PropertyField.getter)
      if getter.isNone {
        return raise(
          .attributeError,
          "property\(propertyName(attribute)) of \(repr(text: object.type.field(.qualname))) object has no getter")
      }
      return call(getter, object)
    case .classMethod:
      let inner = attribute.pointer.word(1)
      if inner.isObject && inner.objectKind != .function && inner.type.special(.get).isBound
        && inner.objectKind != .nativeFunction
      {
        return call(inner.type.special(.get), inner, type.value, type.value)
      }
      return BoundMethodRef.make(self, inner, type.value)
    default: return attribute.pointer.word(1)
    }
  }

  func propertyName(_ property: Value) -> String {
    let name = property.pointer.word(PropertyField.name)
    return name.isObject ? " " + repr(text: name) : ""
  }

  /// `super().name`: the MRO after the given class.
  func findSuperAttribute(_ object: Value, _ name: Value) -> Value {
    if name == vm.pointee.names.class_ { return object.type.value }
    let pointer = object.pointer
    // Without a second argument, or when a subclass did not call `__init__`, there is nothing to look through.
    let isBound = pointer.word(1).isKind(.type) && pointer.word(3).isKind(.type)
    let value = isBound ? superLookup(after: pointer.word(1), of: pointer.word(3), name) : .unbound
    if value.isUnbound {
      let own = object.type.lookup(name)
      return own.isBound ? descriptorGet(own, object, object.type) : .unbound
    }
    let target = pointer.word(2)
    if target == pointer.word(3) {
      return descriptorGet(value, .none, TypeRef(target), throughType: true)
    }
    return descriptorGet(value, target, TypeRef(pointer.word(3)))
  }

  /// Looks `name` up in the MRO of `type` after `start`, or unbound.
  func superLookup(after start: Value, of type: Value, _ name: Value) -> Value {
    let mro = TypeRef(type).mro
    var index = 0
    while index < mro.count && mro[index] != start { index += 1 }
    index += 1
    while index < mro.count {
      let value = TypeRef(mro[index]).dict.get(name: name)
      if value.isBound { return value }
      index += 1
    }
    return .unbound
  }

  @inline(never) func raiseNoAttribute(_ object: Value, _ name: Value) -> Value {
    // A hook may have raised its own AttributeError already.
    if pointee.exception.isBound { return .error }
    let text = StringRef(name).text
    let message: String
    if object.isKind(.type) {
      message = "type object '\(TypeRef(object).nameText)' has no attribute '\(text)'"
    } else if object.isKind(.module) {
      let moduleName = ModuleRef(object).namespace.get(name: vm.pointee.names.name)
      message =
        moduleName.isKind(.string)
        ? "module '\(StringRef(moduleName).text)' has no attribute '\(text)'" : "module has no attribute '\(text)'"
    } else {
      message = "'\(object.typeName)' object has no attribute '\(text)'"
    }
    raise(.attributeError, message)
    attachNameAndObject(name, object)
    return .error
  }

  /// `AttributeError.name` and `.obj`, which the "Did you mean" suggestion needs.
  private func attachNameAndObject(_ name: Value, _ object: Value) {
    let exception = pointee.exception
    pointee.exception = .unbound
    _ = setOwnAttribute(exception, StringRef.intern("name"), name)
    _ = setOwnAttribute(exception, StringRef.intern("obj"), object)
    pointee.exception = exception
  }
}

extension UnsafeMutableRawPointer {
  /// Attribute slot of an object with this shape (not in dict mode).
  @inline(__always) func attributeSlot(_ slot: Int, _ shape: ShapeRef) -> Value {
    let attributeWord = Int(shape.pointer.pointee.attributeWord)
    let capacity = Int(shape.pointer.pointee.inlineCapacity)
    if slot < capacity { return word(attributeWord &+ 1 &+ slot) }
    return ArrayRef(word(attributeWord)).items[slot &- capacity]
  }

  @inline(__always) func setAttributeSlot(_ slot: Int, _ shape: ShapeRef, _ value: Value) {
    let attributeWord = Int(shape.pointer.pointee.attributeWord)
    let capacity = Int(shape.pointer.pointee.inlineCapacity)
    if slot < capacity {
      setWord(attributeWord &+ 1 &+ slot, value)
    } else {
      ArrayRef(word(attributeWord)).items[slot &- capacity] = value
    }
  }
}
