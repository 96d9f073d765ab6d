// Attributes of C data: fields of structures and unions, directly or through a pointer.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `data.name`.
  func getDataAttribute(_ value: Value, _ name: Value) -> Value {
    let data = CDataRef(value)
    var type = data.type
    if type.isPointer { type = type.item }
    if type.isComplete {
      let field = findField(type, name)
      if field.isError { return .error }
      if _fastPath(field.isObject) {
        guard let base = data.address else { return raiseNullField(data) }
        return loadField(base, CFieldRef(field), size: openStructureBytes(data))
      }
    }
    let found = genericFindAttribute(value, name)
    if found.isBound { return found }
    return raiseNoField(data, type, name, verb: "read")
  }

  /// `data.name = item` (unbound: `del`); false with an exception pending.
  func setDataAttribute(_ value: Value, _ name: Value, _ item: Value) -> Bool {
    let data = CDataRef(value)
    var type = data.type
    if type.isPointer { type = type.item }
    if type.isComplete {
      let field = findField(type, name)
      if field.isError { return false }
      if _fastPath(field.isObject) {
        if item.isUnbound {
          raise(.attributeError, "cannot delete struct field")
          return false
        }
        guard let base = data.address else { return !raiseNullField(data).isError }
        return storeField(item, to: base, CFieldRef(field))
      }
    }
    if genericSetAttribute(value, name, item) { return true }
    guard pendingMatches(.attributeError) else { return false }
    pointee.exception = .unbound
    raiseNoField(data, type, name, verb: "write")
    return false
  }

  @inline(__always) private func findField(_ type: CTypeRef, _ name: Value) -> Value {
    StringRef(name).isInterned ? type.fields.get(name: name) : type.fields.get(self, name)
  }

  /// C would read near address 0. cffi lets it crash; here it is an error, worded as for items.
  private func raiseNullField(_ data: CDataRef) -> Value {
    raise(.runtimeError, "cannot dereference null pointer from cdata '\(data.type.nameText)'")
  }

  @discardableResult private func raiseNoField(
    _ data: CDataRef, _ type: CTypeRef, _ name: Value, verb: String
  ) -> Value {
    let owner = data.type.nameText
    let attribute = StringRef(name).text
    if type.isAggregate {
      return raise(
        .attributeError,
        type.isComplete
          ? "cdata '\(owner)' has no field '\(attribute)'"
          : "cdata '\(owner)' points to an opaque type: cannot \(verb) fields")
    }
    return raise(.attributeError, "cdata '\(owner)' has no attribute '\(attribute)'")
  }

  /// `dir(data)`: the names of the fields.
  func fieldNames(_ data: CDataRef) -> Value {
    var type = data.type
    if type.isPointer { type = type.item }
    let names = ListRef.make(self)
    if type.isAggregate && type.isComplete {
      var position = 0
      while let entry = type.fields.next(&position) { names.append(self, entry.key) }
    }
    return names.value
  }
}
