// The attribute protocol: what `x.name`, `x.name = v` and `del x.name` mean when no inline cache answers.
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

  private func propertyName(_ property: Value) -> String {
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

  // MARK: Writing

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

/// Words of a property object.
enum PropertyField {
  static let getter = 1
  static let setter = 2
  static let deleter = 3
  static let doc = 4
  static let name = 5
  static let words = 6
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

/// Native getter and setter pairs. Words: 1 name, 2 owner, 3 getter, 4 setter or 0, 5 doc.
typealias NativeGetter = @convention(c) (Thread, Value) -> Value
/// Value is unbound for deletion; returns `.error` on failure, anything else on success.
typealias NativeSetter = @convention(c) (Thread, Value, Value) -> Value

struct GetSetDefinition {
  let name: StaticString
  let getter: NativeGetter
  let setter: NativeSetter?
  /// A plain word of the object, in CPython's terms: a `member_descriptor` instead of a `getset_descriptor`.
  let isMember: Bool
  init(
    _ name: StaticString, isMember: Bool = false, _ getter: @escaping NativeGetter, _ setter: NativeSetter? = nil
  ) {
    self.name = name
    self.getter = getter
    self.setter = setter
    self.isMember = isMember
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The TypeError for a descriptor of a built-in type or a slot (name in word 1, type in word 2) and an object of another type.
  @inline(never) func raiseForeign(_ descriptor: Value, _ object: Value) -> Value {
    let name = StringRef(descriptor.pointer.word(1)).text
    let owner = TypeRef(descriptor.pointer.word(2)).nameText
    return raise(
      .typeError, "descriptor '\(name)' for '\(owner)' objects doesn't apply to a '\(object.typeName)' object")
  }
}

extension Value {
  /// A property, class method or static method whose class, derived from these in Python, replaces `__get__`, `__set__` or
  /// `__delete__`.
  @inline(__always) func overrides(_ special: Special) -> Bool {
    type.isHeapType && type.special(special).isKind(.function)
  }
}

struct GetSetRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  static func make(_ thread: Thread, _ definition: GetSetDefinition, owner: Value) -> Value {
    let name = StringRef.intern(definition.name)
    let shape = definition.isMember ? vm.pointee.shapes.memberGetSet : vm.pointee.shapes.getSetDescriptor
    let image = headerImage(shape, .getSetDescriptor, words: 6)
    let object = thread.allocate(image, words: 6)
    object.setWord(1, name)
    object.setWord(2, owner)
    object.setWord(3, .address(unsafeBitCast(definition.getter, to: UnsafeRawPointer.self)))
    object.setWord(4, .address(definition.setter.map { unsafeBitCast($0, to: UnsafeRawPointer.self) }))
    object.setWord(5, .none)
    return .object(object)
  }

  /// Getters and setters read the words of their own type's objects: no other object must reach them.
  @inline(__always) private func applies(_ thread: Thread, _ object: Value) -> Bool {
    _fastPath(object.type.isSubtype(of: TypeRef(pointer.word(2))))
      || !thread.raiseForeign(.object(pointer), object).isError
  }

  func get(_ thread: Thread, _ object: Value) -> Value {
    guard applies(thread, object) else { return .error }
    return unsafeBitCast(pointer.word(3).asAddress.unsafelyUnwrapped, to: NativeGetter.self)(thread, object)
  }

  func set(_ thread: Thread, _ object: Value, _ value: Value) -> Bool {
    guard applies(thread, object) else { return false }
    guard let setter = pointer.word(4).asAddress else {
      if pointer.shapeWord == vm.pointee.shapes.memberGetSet.address {
        thread.raise(.attributeError, "readonly attribute")
        return false
      }
      let owner = TypeRef(pointer.word(2)).fullNameText
      thread.raise(
        .attributeError, "attribute '\(StringRef(pointer.word(1)).text)' of '\(owner)' objects is not writable")
      return false
    }
    return !unsafeBitCast(setter, to: NativeSetter.self)(thread, object, value).isError
  }
}

/// Modules. Words: 1 the namespace dict, 2 whether the interpreter made it (not a program, as a plain object).
struct ModuleRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  @inline(__always) var namespace: DictRef { DictRef(pointer.word(1)) }

  static func make(_ thread: Thread, name: Value) -> ModuleRef {
    let namespace = DictRef.makeNamespace(thread)
    let object = thread.allocate(headerImage(vm.pointee.shapes.module, .module, words: 3), words: 3)
    object.setWord(1, namespace.value)
    object.setWord(2, .true)
    namespace.set(name: vm.pointee.names.name, name)
    namespace.set(name: vm.pointee.names.doc, .none)
    namespace.set(name: vm.pointee.names.package, .none)
    namespace.set(name: vm.pointee.names.loader, .none)
    namespace.set(name: vm.pointee.names.spec, .none)
    return ModuleRef(object)
  }
}
