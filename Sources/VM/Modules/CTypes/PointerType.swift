// `_Pointer` and its metaclass, `POINTER` and `pointer`: typed pointers, which can be indexed as in C, without bounds.

import CRuntime

private let metaclassMethods: [NativeDefinition] =
  repetition + [
    NativeDefinition(.staticMethod, "__new__(metatype, *args, **kwargs)") { t, a in t.makePointerClass(a) },
    NativeDefinition("set_type(self, type, /)") { t, a in
      guard let layout = t.concrete(a[0]), t.setTarget(layout, a[1]) else { return .error }
      TypeRef(a[0]).setAttribute(StringRef.intern("_type_"), a[1])
      return .none
    },
    NativeDefinition("from_param(self, value, /)") { t, a in t.pointerTypeParameter(a[0], a[1]) },
  ]

private let methods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in
    guard let layout = describedType(a[0]), layout.target.isObject else {
      return t.raise(.typeError, "Cannot create instance: has no _type_")
    }
    return t.makeData(layout)
  },
  NativeDefinition("__init__(self, value=None, /)") { t, a in
    a[1].isUnbound || t.setContents(CData(a[0]), a[1]) ? .none : .error
  },
  NativeDefinition("__bool__(self, /)") { _, a in .bool(CData(a[0]).pointed != nil) },
  NativeDefinition("__getitem__(self, key, /)") { t, a in
    if a[1].isInt { return t.pointerItem(CData(a[0]), a[1].asInt) }
    return t.pointerItem(CData(a[0]), key: a[1])
  },
  NativeDefinition("__setitem__(self, key, value, /)") { t, a in
    guard let index = a[1].isInt ? a[1].asInt : t.pointerIndex(a[1], isAssigned: true) else { return .error }
    return t.setPointerItem(CData(a[0]), index, a[2]) ? .none : .error
  },
  NativeDefinition("__delitem__(self, key, /)") { t, _ in
    t.raise(.typeError, "Pointer does not support item deletion")
  },
]

private let attributes: [GetSetDefinition] = [
  GetSetDefinition(
    "contents",
    { t, o in
      let data = CData(o)
      guard let place = data.pointed, let item = data.layout.item else {
        return t.raise(.valueError, "NULL pointer access")
      }
      return t.makePart(item, of: o, index: 0, at: place)
    },
    { t, o, value in
      if value.isUnbound { return t.raise(.typeError, "Pointer does not support item deletion") }
      return t.setContents(CData(o), value) ? .none : .error
    })
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Items

  @inline(__always) func pointerItem(_ data: CData, _ index: Int) -> Value {
    guard let base = data.pointed, let item = data.layout.item else {
      return raise(.valueError, "NULL pointer access")
    }
    return readPart(item, of: data.value, index: index, at: base + index &* item.size)
  }

  @inline(__always) func setPointerItem(_ data: CData, _ index: Int, _ value: Value) -> Bool {
    guard let base = data.pointed, let item = data.layout.item else {
      raise(.valueError, "NULL pointer access")
      return false
    }
    return writePart(item, of: data, index: index, at: base + index &* item.size, value)
  }

  fileprivate func pointerIndex(_ key: Value, isAssigned: Bool = false) -> Int? {
    guard unwrapInteger(key).isBound || key.type.special(.index).isBound else {
      raise(
        .typeError,
        isAssigned ? "sequence index must be integer, not '\(key.typeName)'" : "Pointer indices must be integer")
      return nil
    }
    return itemIndex(key)
  }

  fileprivate func pointerItem(_ data: CData, key: Value) -> Value {
    guard key.isKind(.slice) else { return pointerIndex(key).map { pointerItem(data, $0) } ?? .error }
    let slice = key.pointer
    let (first, last, stride) = (slice.word(1), slice.word(2), slice.word(3))
    guard let step = stride.isNone ? 1 : index(stride) else { return .error }
    if step == 0 { return raise(.valueError, "slice step cannot be zero") }
    if first.isNone && step < 0 { return raise(.valueError, "slice start is required for step < 0") }
    guard let start = first.isNone ? 0 : index(first) else { return .error }
    if last.isNone { return raise(.valueError, "slice stop is required") }
    guard let stop = index(last) else { return .error }
    let distance = step > 0 ? stop - start : start - stop
    let count = distance <= 0 ? 0 : (distance - 1) / abs(step) + 1
    guard let base = data.pointed, let item = data.layout.item else {
      return count == 0 && data.layout.item != nil
        ? readItems(data.layout.item!, data.value, data.memory, SliceIndices(start: 0, stop: 0, step: 1, count: 0))
        : raise(.valueError, "NULL pointer access")
    }
    return readItems(item, data.value, base, SliceIndices(start: start, stop: stop, step: step, count: count))
  }

  func setContents(_ data: CData, _ value: Value) -> Bool {
    let layout = data.layout
    // As in CPython, an object of any C type will do.
    guard isCTypesObject(value) else {
      raise(.typeError, "expected \(TypeRef(layout.target).nameText) instead of \(value.typeName)")
      return false
    }
    data.pointed = CData(value).address
    return keep(data, 1, value) && keep(data, 0, keptObjects(CData(value)))
  }

  // MARK: Parameters

  fileprivate func pointerTypeParameter(_ type: Value, _ value: Value) -> Value {
    if value.isNone { return .none }
    guard let layout = concrete(type) else { return .error }
    if layout.target.isObject {
      let isTarget = isInstance(value, layout.target)
      if isTarget.isError { return .error }
      if isTarget.isTrue { return reference(value) }
      if isCTypesObject(value), [.array, .pointer].contains(CData(value).layout.category) {
        let derives = isSubclass(CData(value).layout.target, layout.target)
        if derives.isError { return .error }
        if derives.isTrue { return value }
      }
    }
    return acceptParameter(layout, value)
  }

  // MARK: Classes

  fileprivate func makePointerClass(_ a: Arguments) -> Value {
    let made = makeDataClass(a)
    if made.isError { return .error }
    let layout = CLayout.make(self, TypeRef(made), .pointer)
    layout.size = 8
    layout.alignment = 8
    layout.initializers = 1
    layout.flags |= CLayout.Flags.isPointer
    // Not of a base: a class below a pointer type has no target unless it says so.
    let target = TypeRef(made).dict.get(name: StringRef.intern("_type_"))
    if target.isBound && !setTarget(layout, target) { return .error }
    return made
  }

  fileprivate func setTarget(_ type: CLayout, _ target: Value) -> Bool {
    guard target.isKind(.type) else {
      raise(.typeError, "_type_ must be a type")
      return false
    }
    guard let item = describedType(target) else {
      raise(.typeError, "_type_ must have storage info")
      return false
    }
    type.setItem(item)
    type.setWord(CLayout.Word.target, target)
    let shape = item.word(CLayout.Word.shape)
    var format = "&"
    if shape.isKind(.tuple) { format += shapeText(TupleRef(shape)) }
    type.setWord(CLayout.Word.format, StringRef.make(self, format + item.format))
    return true
  }

  /// "(2,3)", as PEP 3118 writes the lengths of an array.
  func shapeText(_ shape: TupleRef) -> String {
    "(" + (0..<shape.count).map { String(shape[$0].asInt) }.joined(separator: ",") + ")"
  }

  /// `POINTER(type)`.
  func pointerType(to target: Value) -> Value {
    let known = DictRef(ctypesTypes.pointerTypes)
    let found = known.get(self, target)
    if found.isError { return .error }
    if found.isBound { return found }
    let members = DictRef.make(self)
    let isName = target.isKind(.string)
    guard isName || target.isKind(.type) else { return raise(.typeError, "must be a ctypes type") }
    let name = "LP_" + (isName ? StringRef(target).text : TypeRef(target).nameText)
    if !isName { members.set(name: StringRef.intern("_type_"), target) }
    let made = call(
      ctypesTypes.pointerMeta, StringRef.make(self, name), TupleRef.make(self, ctypesTypes.pointer), members.value)
    if made.isError { return .error }
    let key = isName ? makeInt(UInt(bitPattern: made.pointer)) : target
    known.set(self, key, made)
    return made
  }

  func definePointerType() {
    ctypesTypes.pointerMeta = defineMetaclass("PyCPointerType", metaclassMethods)
    ctypesTypes.pointer = defineDataClass("_Pointer", metaclass: ctypesTypes.pointerMeta, methods, attributes)
    ctypesTypes.pointerTypes = vm.pointee.immortal(DictRef.make(self).value)
  }
}
