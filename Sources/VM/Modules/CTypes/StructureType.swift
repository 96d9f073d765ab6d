// `Structure`, `Union` and their metaclasses.

import CRuntime

private func metaclassMethods(_ new: NativeDefinition, _ set: NativeDefinition) -> [NativeDefinition] {
  repetition + [
    new, set,
    NativeDefinition("__delattr__(self, name, /)") { t, a in
      guard let name = t.attributeName(a[1]) else { return .error }
      return t.genericSetAttribute(a[0], name, .unbound) ? .none : .error
    },
  ]
}

private let methods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in t.makeData(a[0]) },
  NativeDefinition("__init__(self, *args, **kwargs)") { t, a in
    if !t.initializeFields(a[0], TupleRef(a[1]), DictRef(a[2])) { return .error }
    var position = 0
    while let entry = DictRef(a[2]).next(&position) {
      if !t.setAttribute(a[0], StringRef.intern(entry.key), entry.value) { return .error }
    }
    return .none
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Sets the first fields to values, none of which may be among the `named` ones; false with an exception pending.
  func initializeFields(_ object: Value, _ values: TupleRef, _ named: DictRef?) -> Bool {
    if values.count == 0 { return true }
    guard let taken = initialize(object, object.type, values, named, 0) else { return false }
    if taken == values.count { return true }
    raise(.typeError, "too many initializers")
    return false
  }

  /// Sets the fields of `type`, those of its bases first, to values from `index` on; the index behind the last one taken, or
  /// nil with an exception pending.
  private func initialize(
    _ object: Value, _ type: TypeRef, _ values: TupleRef, _ named: DictRef?, _ index: Int
  ) -> Int? {
    guard let layout = describedType(type.value) else { return index }
    var index = index
    if let base = type.layoutBase, describedType(base.value) != nil {
      guard let next = initialize(object, base, values, named, index) else { return nil }
      index = next
    }
    let fields = type.dict.get(name: StringRef.intern("_fields_"))
    if fields.isUnbound { return index }
    let first = index
    while index < layout.initializers && index < values.count {
      let pair = getItem(fields, .int(index - first))
      if pair.isError { return nil }
      let name = getItem(pair, .int(0))
      if name.isError { return nil }
      let key = StringRef.intern(name)
      if let named, named.get(name: key).isBound {
        raise(.typeError, "duplicate values for field \(repr(text: key))")
        return nil
      }
      if !setAttribute(object, key, values[index]) { return nil }
      index += 1
    }
    return index
  }

  fileprivate func makeStructureClass(_ a: Arguments, isUnion: Bool) -> Value {
    let made = makeDataClass(a)
    if made.isError { return .error }
    let type = TypeRef(made)
    if type.dict.get(name: StringRef.intern("_abstract_")).isBound { return made }
    let layout = CLayout.make(self, type, isUnion ? .union : .structure)
    layout.setWord(CLayout.Word.format, StringRef.make(self, "B"))
    let fields = type.dict.get(name: StringRef.intern("_fields_"))
    if fields.isBound {
      return setAttribute(made, StringRef.intern("_fields_"), fields) ? made : .error
    }
    if let base = baseLayout(type) {
      layout.flags = base.flags & ~CLayout.Flags.final
      base.flags |= CLayout.Flags.final
      layout.size = base.size
      layout.alignment = base.alignment
      layout.initializers = base.initializers
      for word in [CLayout.Word.format, CLayout.Word.fieldList] { layout.setWord(word, base.word(word)) }
      layout.fields = base.fields
    }
    return made
  }

  fileprivate func setClassAttribute(_ a: Arguments, isUnion: Bool) -> Value {
    guard let name = attributeName(a[1]), genericSetAttribute(a[0], name, a[2]) else { return .error }
    if name != StringRef.intern("_fields_") { return .none }
    return setFields(TypeRef(a[0]), a[2], isUnion: isUnion) ? .none : .error
  }

  func defineStructureTypes() {
    ctypesTypes.structureMeta = defineMetaclass(
      "PyCStructType",
      metaclassMethods(
        NativeDefinition(.staticMethod, "__new__(metatype, *args, **kwargs)") { t, a in
          t.makeStructureClass(a, isUnion: false)
        },
        NativeDefinition("__setattr__(self, name, value, /)") { t, a in t.setClassAttribute(a, isUnion: false) }))
    ctypesTypes.structure = defineDataClass("Structure", metaclass: ctypesTypes.structureMeta, methods)
    ctypesTypes.unionMeta = defineMetaclass(
      "UnionType",
      metaclassMethods(
        NativeDefinition(.staticMethod, "__new__(metatype, *args, **kwargs)") { t, a in
          t.makeStructureClass(a, isUnion: true)
        },
        NativeDefinition("__setattr__(self, name, value, /)") { t, a in t.setClassAttribute(a, isUnion: true) }))
    ctypesTypes.union = defineDataClass("Union", metaclass: ctypesTypes.unionMeta, methods)
  }
}
