// Making C types: scalars by name, pointers, arrays, structures and unions without fields, enums. Types that are equal in C are
// one object; each type keeps the types made from it.

import CRuntime

/// Names of the scalar types. Those of <stdint.h> and <stddef.h> are types of their own for Python, too.
private let primitiveRows: [(StaticString, CScalar)] = [
  ("char", .char), ("short", .int16), ("int", .int32), ("long", .int64), ("long long", .int64),
  ("signed char", .signedChar),
  ("unsigned char", .unsignedChar), ("unsigned short", .uint16), ("unsigned int", .uint32), ("unsigned long", .uint64),
  ("unsigned long long", .uint64), ("float", .float), ("double", .double), ("long double", .longDouble),
  ("float _Complex", .floatComplex), ("double _Complex", .doubleComplex), ("wchar_t", .wideChar),
  ("char16_t", .char16), ("char32_t", .char32), ("_Bool", .bool), ("int8_t", .signedChar), ("uint8_t", .unsignedChar),
  ("int16_t", .int16), ("uint16_t", .uint16), ("int32_t", .int32), ("uint32_t", .uint32), ("int64_t", .int64),
  ("uint64_t", .uint64), ("int_least8_t", .signedChar), ("uint_least8_t", .unsignedChar), ("int_least16_t", .int16),
  ("uint_least16_t", .uint16), ("int_least32_t", .int32), ("uint_least32_t", .uint32), ("int_least64_t", .int64),
  ("uint_least64_t", .uint64), ("int_fast8_t", .signedChar), ("uint_fast8_t", .unsignedChar), ("int_fast16_t", .int64),
  ("uint_fast16_t", .uint64), ("int_fast32_t", .int64), ("uint_fast32_t", .uint64), ("int_fast64_t", .int64),
  ("uint_fast64_t", .uint64), ("intptr_t", .int64), ("uintptr_t", .uint64), ("intmax_t", .int64),
  ("uintmax_t", .uint64), ("ptrdiff_t", .int64), ("size_t", .uint64), ("ssize_t", .int64),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The scalar type of a name; `.error` with KeyError pending.
  func primitiveType(_ name: Value) -> Value {
    let known = DictRef(foreignTypes.primitives).get(self, name)
    if known.isObject || known.isError { return known }
    let text = StringRef(name).text
    guard let row = primitiveRows.first(where: { $0.0.description == text }) else { return raiseKeyError(name) }
    let type = CTypeRef.make(self, category: ForeignCategory.word(row.1), name: text)
    type.size = row.1.size
    type.alignment = row.1.alignment
    DictRef(foreignTypes.primitives).set(self, name, type.value)
    return type.value
  }

  func voidType() -> CTypeRef {
    let name = StringRef.intern("void")
    let known = DictRef(foreignTypes.primitives).get(name: name)
    if known.isObject { return CTypeRef(known) }
    let type = CTypeRef.make(self, category: ForeignCategory.void, name: "void")
    type.flags = CTypeFlags.isOpaque
    DictRef(foreignTypes.primitives).set(name: name, type.value)
    return type
  }

  func pointerType(to item: CTypeRef) -> CTypeRef {
    let known = item.pointer.word(13)
    if known.isObject { return CTypeRef(known) }
    let extra = item.isArray ? "(*)" : " *"
    let type = CTypeRef.make(
      self, category: ForeignCategory.pointer, name: item.name(inserting: extra), position: item.namePosition + 2)
    type.size = 8
    type.alignment = 8
    type.pointer.setWord(4, item.value)
    if item.isAggregate { type.flags |= CTypeFlags.pointsToAggregate }
    if item.isVoid { type.flags |= CTypeFlags.pointsToVoid | CTypeFlags.pointsToVoidOrChar }
    if item.isCharacter && item.size == 1 { type.flags |= CTypeFlags.pointsToVoidOrChar }
    item.pointer.setWord(13, type.value)
    return type
  }

  /// The type T[length], or T[] for −1, of a pointer type T *; `.error` with an exception pending.
  func arrayType(_ pointerType: CTypeRef, length: Int) -> Value {
    guard pointerType.isPointer else { return raise(.typeError, "first arg must be a pointer ctype") }
    if length < 0 && pointerType.related.isObject { return pointerType.related }
    let item = pointerType.item
    if item.size < 0 { return raise(.valueError, "array item of unknown size: '\(item.nameText)'") }
    var total = -1
    if length >= 0 {
      let (product, overflow) = length.multipliedReportingOverflow(by: item.size)
      if overflow || product > Value.smallIntMax || length > Value.smallIntMax {
        return raise(.overflowError, "array size would overflow a Py_ssize_t")
      }
      total = product
      if pointerType.pointer.word(14).isObject {
        let known = DictRef(pointerType.pointer.word(14)).get(self, makeInt(length))
        if known.isObject || known.isError { return known }
      }
    }
    let type = CTypeRef.make(
      self, category: ForeignCategory.array, name: item.name(inserting: length < 0 ? "[]" : "[\(length)]"),
      position: item.namePosition)
    type.size = total
    type.alignment = item.alignment
    type.pointer.setWord(4, item.value)
    type.pointer.setIntWord(5, length)
    type.related = pointerType.value
    if length < 0 {
      pointerType.related = type.value
    } else {
      if !pointerType.pointer.word(14).isObject { pointerType.pointer.setWord(14, DictRef.make(self).value) }
      DictRef(pointerType.pointer.word(14)).set(self, makeInt(length), type.value)
    }
    return type.value
  }

  func aggregateType(_ name: Value, isUnion: Bool) -> CTypeRef {
    let text = StringRef(name).text
    let type = CTypeRef.make(
      self, category: isUnion ? ForeignCategory.union : ForeignCategory.structure, name: text)
    type.flags = CTypeFlags.isOpaque
    if !isUnion && (text == "struct _IO_FILE" || text == "FILE") { type.flags |= CTypeFlags.isFile }
    return type
  }

  /// An enum with names and values, stored as `base`; `.error` with an exception pending.
  func enumType(_ name: Value, _ names: Value, _ values: Value, _ base: CTypeRef) -> Value {
    let count = TupleRef(names).count
    if count != TupleRef(values).count { return raise(.valueError, "tuple args must have the same size") }
    if !base.isInteger || base.isEnum {
      return raise(.typeError, "expected a primitive signed or unsigned base type")
    }
    let byName = DictRef.make(self)
    let byValue = DictRef.make(self)
    for index in (0..<count).reversed() {
      let name = TupleRef(names)[index]
      let value = TupleRef(values)[index]
      if !name.isKind(.string) { return raise(.typeError, "enumerators must be a list of strings") }
      var room: UInt64 = 0
      let fits = withUnsafeMutablePointer(to: &room) { store(value, to: Raw($0), base) }
      if !fits || !byName.set(self, name, value) || !byValue.set(self, value, name) { return .error }
    }
    let type = CTypeRef.make(self, category: base.category, name: StringRef(name).text)
    type.size = base.size
    type.alignment = base.alignment
    type.flags = base.flags | CTypeFlags.isEnum
    type.related = TupleRef.make(self, byName.value, byValue.value)
    return type.value
  }

  /// Alignment in bytes; nil with ValueError pending for types that have none.
  func alignment(of type: CTypeRef) -> Int? {
    var type = type
    while type.isArray { type = type.item }
    if type.isPointerLike { return 8 }
    if type.isScalar || type.isAggregate && type.isComplete { return type.alignment }
    raise(.valueError, "ctype '\(type.nameText)' is of unknown alignment")
    return nil
  }
}
