// Descriptors of the built-in types: native getter and setter pairs, and the words of a property object.

import CRuntime

/// Words of a property object.
enum PropertyField {
  static let getter = 1
  static let setter = 2
  static let deleter = 3
  static let doc = 4
  static let name = 5
  static let words = 6
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
