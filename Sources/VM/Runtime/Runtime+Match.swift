// What the `match` statement asks of its subject.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Sequence patterns accept list, tuple, range, memoryview and registered sequences, not str, bytes or bytearray.
  func matchesSequence(_ value: Value) -> Value {
    guard value.isObject else { return .false }
    switch value.objectKind {
    case .string, .bytes, .byteArray, .set, .frozenSet: return .false
    case .list, .tuple,
      .range where !value.type.isHeapType:
      return .true
    case .dict where !value.type.isHeapType: return .false
    default:
      if value.type.value == vm.pointee.types.memoryView { return .true }
      if value.isKind(.native) && value.type.nameText == "array" && !value.type.isHeapType { return .true }
      return matchesCollection(value, isSequence: true)
    }
  }

  func matchesMapping(_ value: Value) -> Value {
    guard value.isObject else { return .false }
    if value.isKind(.mappingProxy) || value.isKind(.dict) && !value.type.isHeapType { return .true }
    return matchesCollection(value, isSequence: false)
  }

  /// A class is a sequence or a mapping as the first class of its MRO that is one of them.
  private func matchesCollection(_ value: Value, isSequence: Bool) -> Value {
    let mro = value.type.mro
    for index in 0..<mro.count {
      let type = TypeRef(mro[index])
      let name = type.field(.module) == StringRef.intern("collections.abc") ? type.nameText : ""
      let sequence = !type.isHeapType && [.list, .tuple, .range].contains(type.instanceKind) || name == "Sequence"
      let mapping = !type.isHeapType && type.instanceKind == .dict || name == "Mapping"
      if sequence || mapping { return .bool(isSequence == sequence) }
      if inheritsCollection(type) { continue }
      for name in ["Sequence", "Mapping"] {
        let registered = isRegistered(type, name)
        if registered != 0 { return registered < 0 ? .error : .bool(isSequence == (name == "Sequence")) }
      }
    }
    return .false
  }

  /// A class with an ABC of collections, or a built-in collection, among its bases.
  private func inheritsCollection(_ type: TypeRef) -> Bool {
    let mro = type.mro
    let abc = StringRef.intern("collections.abc")
    return (1..<max(1, mro.count)).contains { index in
      let base = TypeRef(mro[index])
      if base.isHeapType { return base.field(.module) == abc && ["Sequence", "Mapping"].contains(base.nameText) }
      return [.list, .tuple, .range, .dict].contains(base.instanceKind)
    }
  }

  /// Is this very class a subclass of an ABC by registration? 1, 0 or −1.
  private func isRegistered(_ type: TypeRef, _ name: String) -> Int {
    if type.value == vm.pointee.types.object { return 0 }
    let result = matchesABC(type.value, name)
    return result.isError ? -1 : result.isTrue ? 1 : 0
  }

  /// Asks collections.abc, but only when somebody has imported it: otherwise nothing can be registered there.
  private func matchesABC(_ type: Value, _ name: String) -> Value {
    let module = DictRef(vm.pointee.modules).get(name: StringRef.intern("collections.abc"))
    let other = DictRef(vm.pointee.modules).get(name: StringRef.intern("_collections_abc"))
    let found = module.isObject ? module : other
    if !found.isObject { return .false }
    let abc = getAttribute(found, StringRef.intern(name))
    return abc.isError ? .error : isSubclass(type, abc)
  }

  /// `isinstance(value, pattern)` with hooks: True, False or error.
  func isInstance(_ value: Value, _ pattern: Value) -> Value {
    if pattern.isKind(.type) {
      if value.type.value == pattern { return .true }
      let hook = TypeRef(pattern).type.special(.instancecheck)
      if hook == vm.pointee.typeInstanceCheck || hook.isUnbound { return instanceCheck(value, TypeRef(pattern)) }
      let result = callUnbound(hook, pattern, value)
      if result.isError { return .error }
      let truth = self.truth(result)
      return truth < 0 ? .error : .bool(truth == 1)
    }
    if pattern.isKind(.tuple) {
      for index in 0..<TupleRef(pattern).count {
        let result = isInstance(value, TupleRef(pattern)[index])
        if !result.isFalse { return result }
      }
      return .false
    }
    let hook = pattern.type.special(.instancecheck)
    if hook.isBound {
      let result = callUnbound(hook, pattern, value)
      if result.isError { return .error }
      let truth = self.truth(result)
      return truth < 0 ? .error : .bool(truth == 1)
    }
    return raise(.typeError, "isinstance() arg 2 must be a type, a tuple of types, or a union")
  }

  /// `issubclass(type, pattern)`.
  func isSubclass(_ type: Value, _ pattern: Value) -> Value {
    if pattern.isKind(.tuple) {
      for index in 0..<TupleRef(pattern).count {
        let result = isSubclass(type, TupleRef(pattern)[index])
        if !result.isFalse { return result }
      }
      return .false
    }
    let hook = pattern.type.special(.subclasscheck)
    if hook.isBound && hook != vm.pointee.typeSubclassCheck {
      let result = callUnbound(hook, pattern, type)
      if result.isError { return .error }
      let truth = self.truth(result)
      return truth < 0 ? .error : .bool(truth == 1)
    }
    guard type.isKind(.type) else { return raise(.typeError, "issubclass() arg 1 must be a class") }
    guard pattern.isKind(.type) else {
      return raise(.typeError, "issubclass() arg 2 must be a class, a tuple of classes, or a union")
    }
    return .bool(TypeRef(type).isSubtype(of: TypeRef(pattern)))
  }

  /// Values of a mapping for all keys, or None when one is missing.
  func matchKeys(_ subject: Value, _ keys: TupleRef) -> Value {
    let values = TupleRef.allocate(self, count: keys.count)
    for index in 0..<keys.count {
      for earlier in 0..<index where equal(keys[earlier], keys[index]) == 1 {
        return raise(.valueError, "mapping pattern checks duplicate key (\(repr(text: keys[index])))")
      }
      var value: Value
      if subject.isObject && subject.pointer.shapeWord == vm.pointee.shapes.dict.address {
        value = DictRef(subject).get(self, keys[index])
      } else {
        // `get` with a default of our own, so that __missing__ does not run.
        let method = getAttribute(subject, StringRef.intern("get"))
        if method.isError { return .error }
        value = call(method, keys[index], vm.pointee.matchMissing)
        if value == vm.pointee.matchMissing { value = .unbound }
      }
      if value.isError { return .error }
      if value.isUnbound { return .none }
      values[index] = value
    }
    return values.value
  }

  /// The attributes that a class pattern binds, or None when the subject does not match.
  func matchClass(_ subject: Value, _ type: Value, positional: Int, names: TupleRef) -> Value {
    guard type.isKind(.type) else { return raise(.typeError, "called match pattern must be a class") }
    let isInstance = self.isInstance(subject, type)
    if isInstance.isError { return .error }
    if isInstance.isFalse { return .none }
    let result = TupleRef.allocate(self, count: positional + names.count)
    var seen: [String] = []
    func fetch(_ name: Value, _ index: Int) -> Value {
      let text = StringRef(name).text
      if seen.contains(text) {
        return raise(
          .typeError, "\(TypeRef(type).nameText)() got multiple sub-patterns for attribute \(repr(text: name))")
      }
      seen.append(text)
      let value = findAttribute(subject, StringRef.intern(name))
      if value.isBound && !value.isError { result[index] = value }
      return value
    }
    if positional > 0 {
      let matchArguments = findAttribute(type, vm.pointee.names.matchArgs)
      if matchArguments.isError { return .error }
      if matchArguments.isUnbound {
        // int, str, list … match themselves by one positional pattern.
        let matchesSelf = [
          vm.pointee.types.bool, vm.pointee.types.byteArray, vm.pointee.types.bytes, vm.pointee.types.dict,
          vm.pointee.types.float, vm.pointee.types.frozenSet, vm.pointee.types.int, vm.pointee.types.list,
          vm.pointee.types.set, vm.pointee.types.string, vm.pointee.types.tuple,
        ].contains { TypeRef(type).isSubtype(of: TypeRef($0)) }
        let allowed = matchesSelf ? 1 : 0
        if positional > allowed {
          return raise(
            .typeError,
            "\(TypeRef(type).nameText)() accepts \(allowed) positional sub-pattern\(allowed == 1 ? "" : "s") (\(positional) given)"
          )
        }
        result[0] = subject
      } else {
        guard matchArguments.isKind(.tuple) else {
          return raise(
            .typeError,
            "\(TypeRef(type).nameText).__match_args__ must be a tuple (got \(matchArguments.typeName))")
        }
        let list = TupleRef(matchArguments)
        if positional > list.count {
          return raise(
            .typeError,
            "\(TypeRef(type).nameText)() accepts \(list.count) positional sub-pattern\(list.count == 1 ? "" : "s") (\(positional) given)"
          )
        }
        for index in 0..<positional {
          guard list[index].isKind(.string) else {
            return raise(.typeError, "__match_args__ elements must be strings (got \(list[index].typeName))")
          }
          let value = fetch(list[index], index)
          if value.isError { return .error }
          if value.isUnbound { return .none }
        }
      }
    }
    for index in 0..<names.count {
      let value = fetch(names[index], positional + index)
      if value.isError { return .error }
      if value.isUnbound { return .none }
    }
    return result.value
  }

  /// `**rest` of a mapping pattern.
  func mappingRest(_ subject: Value, _ keys: TupleRef) -> Value {
    let rest = DictRef.make(self)
    if !dictUpdate(rest, from: subject) { return .error }
    for index in 0..<keys.count where rest.remove(self, keys[index]).isError { return .error }
    return rest.value
  }
}
