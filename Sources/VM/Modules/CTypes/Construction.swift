// `c_int(5)`, `POINTER(c_int)(x)`, `Point(1, 2)`: instances of classes that have the `__new__` and `__init__` they were born with are
// made without the tuples and dicts that calls of these methods need.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `Type(arguments…)` without names; unbound when the methods must be called, with nothing done.
  func constructForeign(_ type: TypeRef, _ a: Arguments, _ count: Int) -> Value {
    let layout = CLayout(type.cLayout)
    let new = type.special(.new)
    let initializer = type.special(.`init`)
    switch layout.category {
    case .simple:
      guard count <= 1, new == ctypesTypes.simpleNew, initializer == ctypesTypes.simpleInit else { return .unbound }
      let object = makeData(layout)
      return object.isError || count == 0 || assign(simple: CData(object), a[0]) ? object : .error
    case .pointer:
      guard count <= 1, layout.target.isObject, new == ctypesTypes.pointerNew, initializer == ctypesTypes.pointerInit
      else { return .unbound }
      let object = makeData(layout)
      return object.isError || count == 0 || setContents(CData(object), a[0]) ? object : .error
    case .structure, .union:
      guard new == ctypesTypes.structureNew || new == ctypesTypes.unionNew,
        initializer == ctypesTypes.structureInit || initializer == ctypesTypes.unionInit
      else { return .unbound }
      let object = makeData(layout)
      if object.isError || count == 0 { return object }
      return initializeFields(object, TupleRef(TupleRef.make(self, a, count)), nil) ? object : .error
    case .array, .function: return .unbound
    }
  }
}
