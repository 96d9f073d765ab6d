// `Array` and its metaclass: C arrays of a fixed length. Arrays of characters have `value` and `raw`, too.

import CRuntime
import Glibc

private let metaclassMethods: [NativeDefinition] =
  repetition + [
    NativeDefinition(.staticMethod, "__new__(metatype, *args, **kwargs)") { t, a in t.makeArrayClass(a) }
  ]

private let methods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in t.makeData(a[0]) },
  NativeDefinition("__init__(self, *args)") { t, a in
    let values = TupleRef(a[1])
    for index in 0..<values.count where !t.setArrayItem(CData(a[0]), index, values[index]) { return .error }
    return .none
  },
  NativeDefinition("__len__(self, /)") { _, a in .int(CData(a[0]).length) },
  NativeDefinition("__getitem__(self, key, /)") { t, a in
    if a[1].isInt { return t.arrayItem(CData(a[0]), a[1].asInt) }
    return t.arrayItem(CData(a[0]), key: a[1])
  },
  NativeDefinition("__setitem__(self, key, value, /)") { t, a in
    if a[1].isInt { return t.setArrayItem(CData(a[0]), a[1].asInt, a[2]) ? .none : .error }
    return t.setArrayItem(CData(a[0]), key: a[1], a[2]) ? .none : .error
  },
  NativeDefinition("__delitem__(self, key, /)") { t, _ in
    t.raise(.typeError, "Array does not support item deletion")
  },
  NativeDefinition(.classMethod, "__class_getitem__(cls, item, /)") { t, a in
    GenericAliasRef.make(t, origin: a[0], arguments: a[1])
  },
]

/// Of arrays of c_char, and the first of them of arrays of c_wchar.
private let textAttributes: [GetSetDefinition] = [
  GetSetDefinition(
    "value",
    { t, o in t.readText(CData(o).memory, bytes: CData(o).size, wide: isWide(CData(o))) },
    { t, o, value in
      if value.isUnbound { return t.raise(.typeError, "can't delete attribute") }
      let data = CData(o)
      let isWide = isWide(data)
      if isWide && !value.isKind(.string) {
        return t.raise(.typeError, "unicode string expected instead of \(value.typeName) instance")
      }
      if !isWide && !value.isKind(.bytes) {
        return t.raise(.typeError, "bytes expected instead of \(value.typeName) instance")
      }
      let count = isWide ? StringRef(value).count : BytesRef(value).count
      if count > data.size / (isWide ? 4 : 1) {
        return t.raise(.valueError, isWide ? "string too long" : "byte string too long")
      }
      return t.writeText(value, data.memory, bytes: data.size, wide: isWide)
    }),
  GetSetDefinition(
    "raw", { t, o in t.makeBytes(CData(o).bytes) },
    { t, o, value in
      if value.isUnbound { return t.raise(.attributeError, "cannot delete attribute") }
      guard let bytes = t.bytesArgument(value) else { return .error }
      if bytes.count > CData(o).size { return t.raise(.valueError, "byte string too long") }
      if let source = bytes.baseAddress { memmove(CData(o).memory, source, bytes.count) }
      return .none
    }),
]

private func isWide(_ data: CData) -> Bool { data.layout.item?.code == CTypeCode.ascii("u") }

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Items

  @inline(__always) func arrayItem(_ data: CData, _ index: Int) -> Value {
    let count = data.length
    let place = index < 0 ? index &+ count : index
    guard _fastPath(UInt(bitPattern: place) < UInt(bitPattern: count)), let item = data.layout.item else {
      return raise(.indexError, "invalid index")
    }
    return readPart(item, of: data.value, index: place, at: data.memory + place &* item.size)
  }

  @inline(__always) func setArrayItem(_ data: CData, _ index: Int, _ value: Value) -> Bool {
    let count = data.length
    let place = index < 0 ? index &+ count : index
    guard _fastPath(UInt(bitPattern: place) < UInt(bitPattern: count)), let item = data.layout.item else {
      raise(.indexError, "invalid index")
      return false
    }
    return writePart(item, of: data, index: place, at: data.memory + place &* item.size, value)
  }

  fileprivate func arrayItem(_ data: CData, key: Value) -> Value {
    if key.isKind(.slice) {
      guard let range = indices(SliceRef(key), count: data.length), let item = data.layout.item else { return .error }
      return readItems(item, data.value, data.memory, range)
    }
    guard unwrapInteger(key).isBound || key.type.special(.index).isBound else {
      return raise(.typeError, "indices must be integers")
    }
    return itemIndex(key).map { arrayItem(data, $0) } ?? .error
  }

  fileprivate func setArrayItem(_ data: CData, key: Value, _ value: Value) -> Bool {
    if key.isKind(.slice) {
      guard let range = indices(SliceRef(key), count: data.length) else { return false }
      let count = length(value)
      if count < 0 { return false }
      if count != range.count {
        raise(.valueError, "Can only assign sequence of same size")
        return false
      }
      for index in 0..<count {
        let item = getItem(value, .int(index))
        if item.isError || !setArrayItem(data, range.start + index * range.step, item) { return false }
      }
      return true
    }
    guard unwrapInteger(key).isBound || key.type.special(.index).isBound else {
      raise(.typeError, "indices must be integer")
      return false
    }
    return itemIndex(key).map { setArrayItem(data, $0, value) } ?? false
  }

  /// An index that is not a small int; nil with an exception pending.
  func itemIndex(_ key: Value) -> Int? {
    if let index = index(key) { return index }
    if pendingMatches(.overflowError) {
      pointee.exception = .unbound
      raise(.indexError, "cannot fit '\(key.typeName)' into an index-sized integer")
    }
    return nil
  }

  /// Items as a list; of characters as bytes or str.
  func readItems(_ item: CLayout, _ owner: Value, _ base: Raw, _ range: SliceIndices) -> Value {
    switch item.code {
    case CTypeCode.ascii("c"):
      let result = BytesRef.allocate(self, count: range.count)
      for index in 0..<range.count {
        result.bytes[index] = base.load(fromByteOffset: range.start + index * range.step, as: UInt8.self)
      }
      return range.count == 0 ? vm.pointee.emptyBytes : result.value
    case CTypeCode.ascii("u"):
      return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: max(1, range.count)) { buffer in
        for index in 0..<range.count {
          buffer[index] = base.loadUnaligned(
            fromByteOffset: (range.start + index * range.step) * 4, as: UInt32.self)
        }
        return wideText(UnsafeRawPointer(buffer.baseAddress!), count: range.count)
      }
    default:
      let list = ListRef.make(self, capacity: range.count)
      for index in 0..<range.count {
        let place = range.start + index * range.step
        let value = readPart(item, of: owner, index: place, at: base + place * item.size)
        if value.isError { return .error }
        list.append(self, value)
      }
      return list.value
    }
  }

  // MARK: Classes

  fileprivate func makeArrayClass(_ a: Arguments) -> Value {
    let made = makeDataClass(a)
    if made.isError { return .error }
    let given = findAttribute(made, StringRef.intern("_length_"))
    if given.isError { return .error }
    if given.isUnbound { return raise(.attributeError, "class must define a '_length_' attribute") }
    let number = unwrapInteger(given)
    if number.isUnbound { return raise(.typeError, "The '_length_' attribute must be an integer") }
    if isNegative(number) { return raise(.valueError, "The '_length_' attribute must not be negative") }
    guard number.isInt else { return raise(.overflowError, "The '_length_' attribute is too large") }
    let itemType = findAttribute(made, StringRef.intern("_type_"))
    if itemType.isError { return .error }
    if itemType.isUnbound { return raise(.attributeError, "class must define a '_type_' attribute") }
    guard let item = describedType(itemType) else { return raise(.typeError, "_type_ must have storage info") }
    let count = number.asInt
    let (size, overflow) = item.size.multipliedReportingOverflow(by: count)
    if overflow || !Value.fitsSmallInt(size) { return raise(.overflowError, "array too large") }
    let layout = CLayout.make(self, TypeRef(made), .array)
    layout.setItem(item)
    layout.setWord(CLayout.Word.target, itemType)
    layout.length = count
    layout.initializers = count
    layout.size = size
    layout.alignment = item.alignment
    if item.flags & (CLayout.Flags.isPointer | CLayout.Flags.hasPointer) != 0 {
      layout.flags |= CLayout.Flags.hasPointer
    }
    layout.flags |= item.flags & (CLayout.Flags.hasUnion | CLayout.Flags.hasBitField)
    layout.setWord(CLayout.Word.format, item.word(CLayout.Word.format))
    let inner = item.word(CLayout.Word.shape)
    let dimensions = inner.isKind(.tuple) ? TupleRef(inner).count : 0
    let shape = TupleRef.allocate(self, count: dimensions + 1)
    shape[0] = .int(count)
    for index in 0..<dimensions { shape[index + 1] = TupleRef(inner)[index] }
    layout.setWord(CLayout.Word.shape, shape.value)
    item.flags |= CLayout.Flags.final
    addTextAttributes(TypeRef(made), item.code)
    return made
  }

  private func addTextAttributes(_ type: TypeRef, _ code: UInt8) {
    guard code == CTypeCode.ascii("c") || code == CTypeCode.ascii("u") else { return }
    for definition in textAttributes.prefix(code == CTypeCode.ascii("c") ? 2 : 1) {
      let descriptor = GetSetRef.make(self, definition, owner: type.value)
      type.dict.set(name: descriptor.pointer.word(1), descriptor)
    }
    type.typeModified()
  }

  /// `type * count`; one class for each pair.
  func arrayType(of item: Value, count: Value) -> Value {
    guard unwrapInteger(count).isBound || count.type.special(.index).isBound else {
      return raise(.typeError, "can't multiply sequence by non-int of type '\(count.typeName)'")
    }
    guard let number = index(count) else { return .error }
    if number < 0 { return raise(.valueError, "Array length must be >= 0, not \(number)") }
    let known = DictRef(ctypesTypes.arrayTypes)
    let key = TupleRef.make(self, item, makeInt(number))
    let found = known.get(self, key)
    if found.isBound { return found }
    let name = StringRef.make(self, "\(TypeRef(item).nameText)_Array_\(number)")
    let members = DictRef.make(self)
    members.set(name: StringRef.intern("_length_"), makeInt(number))
    members.set(name: StringRef.intern("_type_"), item)
    let made = call(ctypesTypes.arrayMeta, name, TupleRef.make(self, ctypesTypes.array), members.value)
    if !made.isError { known.set(self, key, made) }
    return made
  }

  func defineArrayType() {
    ctypesTypes.arrayMeta = defineMetaclass("PyCArrayType", metaclassMethods)
    ctypesTypes.array = defineDataClass("Array", metaclass: ctypesTypes.arrayMeta, methods)
    ctypesTypes.arrayTypes = vm.pointee.immortal(DictRef.make(self).value)
  }
}
