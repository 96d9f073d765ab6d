// Where the fields of a structure or union lie: offsets, alignment, bit-fields, the text of PEP 3118. By the rules of the
// System V ABI as gcc applies them; `_pack_` lowers the alignment of fields.

import CRuntime

/// Places one field after the other.
struct StructurePlacement {
  let pack: Int
  let isSwapped: Bool
  /// Behind the last field, in bytes; for unions of the field alone.
  var size = 0
  var offset = 0
  /// Of the last field.
  var alignment = 0
  /// Bits of the storage unit that bit-fields are put in, 0 when none is open; and how many of them are taken.
  private var unitBits = 0
  private var takenBits = 0

  init(pack: Int, isSwapped: Bool, start: Int, alignment: Int) {
    self.pack = pack
    self.isSwapped = isSwapped
    size = start
    offset = start
    self.alignment = alignment
  }

  /// Unions: every field begins at 0. The open storage unit stays, as in CPython.
  mutating func rewind() {
    size = 0
    offset = 0
    alignment = 0
  }

  /// The place of a field; `bits` is 0 for whole fields.
  mutating func place(_ type: CLayout, bits: Int) -> (offset: Int, lowBit: Int) {
    let typeBits = type.size * 8
    func lowBit() -> Int { isSwapped ? unitBits - takenBits - bits : takenBits }
    if bits > 0 && unitBits > 0 {
      if typeBits <= unitBits && takenBits + bits <= unitBits {
        let low = lowBit()
        takenBits += bits
        return (offset - type.size, low)
      }
      if typeBits >= unitBits && takenBits + bits <= typeBits {
        let growth = type.size - unitBits / 8
        offset += growth
        size += growth
        unitBits = typeBits
        let low = lowBit()
        takenBits += bits
        return (offset - type.size, low)
      }
    }
    unitBits = bits > 0 ? typeBits : 0
    takenBits = 0
    alignment = pack > 0 ? min(pack, type.alignment) : type.alignment
    if alignment > 0 && offset % alignment != 0 {
      let gap = alignment - offset % alignment
      size += gap
      offset += gap
    }
    let place = offset
    size += type.size
    offset += type.size
    if bits == 0 { return (place, -1) }
    let low = lowBit()
    takenBits = bits
    return (place, low)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `_fields_ = fields` of a class; false with an exception pending.
  func setFields(_ type: TypeRef, _ fields: Value, isUnion: Bool) -> Bool {
    guard let layout = describedType(type.value) else {
      raise(.typeError, "ctypes state is not initialized")
      return false
    }
    let swap = findAttribute(type.value, StringRef.intern("_swappedbytes_"))
    if swap.isError { return false }
    guard let given = packing(type) else { return false }
    // PEP 3118 has no word for packed structures.
    let isDescribed = !isUnion && given < 0
    let pack = max(0, given)
    let count = length(fields)
    if count < 0 {
      if !pendingMatches(.typeError) { return false }
      pointee.exception = .unbound
      raise(.typeError, "'_fields_' must be a sequence of pairs")
      return false
    }
    if layout.has(CLayout.Flags.final) {
      raise(.attributeError, "_fields_ is final")
      return false
    }
    let base = baseLayout(type)
    layout.flags |= (base?.flags ?? 0) & (CLayout.Flags.hasUnion | CLayout.Flags.hasBitField | CLayout.Flags.hasPointer)
    if isUnion { layout.flags |= CLayout.Flags.hasUnion }
    let start = base?.size ?? 0
    var placement = StructurePlacement(
      pack: pack, isSwapped: swap.isBound, start: start, alignment: base?.alignment ?? 0)
    var totalAlignment = max(1, placement.alignment)
    var unionSize = 0
    var format = "T{"
    let names = DictRef.make(self)
    let first = base?.initializers ?? 0
    for index in 0..<count {
      guard let row = fieldRow(fields, index) else { return false }
      guard let fieldType = describedType(row.type) else {
        raise(.typeError, "second item in _fields_ tuple (index \(index)) must be a C type")
        return false
      }
      noteField(layout, fieldType)
      if row.bits != nil && !checkBits(layout, fieldType, row.bits!) { return false }
      if isUnion { placement.rewind() }
      let place = placement.place(fieldType, bits: row.bits ?? 0)
      let field = FieldRef.make(
        self, fieldType, offset: place.offset, index: index, lowBit: place.lowBit, bitSize: row.bits ?? 0)
      if isDescribed {
        let shape = fieldType.word(CLayout.Word.shape)
        if shape.isKind(.tuple) { format += shapeText(TupleRef(shape)) }
        format += "\(fieldType.format):\(StringRef(row.name).text):"
      }
      unionSize = max(unionSize, placement.size)
      totalAlignment = max(totalAlignment, placement.alignment)
      type.dict.set(name: StringRef.intern(row.name), field.value)
      names.set(name: StringRef.intern(row.name), field.value)
    }
    type.typeModified()
    let size = isUnion ? max(unionSize, start) : placement.size
    let total = (size + totalAlignment - 1) / totalAlignment * totalAlignment
    if layout.has(CLayout.Flags.final) {
      raise(.attributeError, "Structure or union cannot contain itself")
      return false
    }
    layout.size = total
    layout.alignment = totalAlignment
    layout.initializers = first + count
    layout.fields = names.value
    layout.setWord(CLayout.Word.fieldList, fields)
    layout.setWord(
      CLayout.Word.format, StringRef.make(self, !isDescribed ? "B" : format + "}"))
    layout.flags |= CLayout.Flags.final
    return addAnonymousFields(type)
  }

  /// What a structure takes over from the type of a field, which is final from now on.
  private func noteField(_ layout: CLayout, _ field: CLayout) {
    if field.flags & (CLayout.Flags.isPointer | CLayout.Flags.hasPointer) != 0 {
      layout.flags |= CLayout.Flags.hasPointer
    }
    layout.flags |= field.flags & (CLayout.Flags.hasUnion | CLayout.Flags.hasBitField)
    field.flags |= CLayout.Flags.final
  }

  private func checkBits(_ layout: CLayout, _ field: CLayout, _ bits: Int) -> Bool {
    layout.flags |= CLayout.Flags.hasBitField
    guard field.category == .simple, CTypeCode.isIn(field.code, "bBhHiIlLqQ?v") else {
      raise(.typeError, "bit fields not allowed for type \(field.owner.nameText)")
      return false
    }
    if bits > 0 && bits <= field.size * 8 { return true }
    raise(.valueError, "number of bits invalid for bit field")
    return false
  }

  /// Name, type and bits of one field; nil with an exception pending.
  private func fieldRow(_ fields: Value, _ index: Int) -> (name: Value, type: Value, bits: Int?)? {
    let pair = getItem(fields, .int(index))
    if pair.isError { return nil }
    if pair.isKind(.tuple) {
      let row = TupleRef(pair)
      if (2...3).contains(row.count), row[0].isKind(.string) {
        if row.count == 2 { return (row[0], row[1], nil) }
        if let bits = unwrapInteger(row[2]).isBound ? self.index(row[2]) : nil { return (row[0], row[1], bits) }
      }
    }
    pointee.exception = .unbound
    raise(.typeError, "'_fields_' must be a sequence of (name, C type) pairs")
    return nil
  }

  /// `_pack_`, −1 without; nil with ValueError pending.
  private func packing(_ type: TypeRef) -> Int? {
    let given = findAttribute(type.value, StringRef.intern("_pack_"))
    if given.isError { return nil }
    if given.isUnbound { return -1 }
    if let pack = index(given), pack >= 0, pack <= Int(Int32.max) { return pack }
    pointee.exception = .unbound
    raise(.valueError, "_pack_ must be a non-negative integer")
    return nil
  }

  // MARK: Anonymous fields

  private func addAnonymousFields(_ type: TypeRef) -> Bool {
    let anonymous = findAttribute(type.value, StringRef.intern("_anonymous_"))
    if anonymous.isError { return false }
    if anonymous.isUnbound { return true }
    let count = length(anonymous)
    if count < 0 {
      pointee.exception = .unbound
      raise(.typeError, "_anonymous_ must be a sequence")
      return false
    }
    for index in 0..<count {
      let name = getItem(anonymous, .int(index))
      if name.isError { return false }
      guard let key = attributeName(name) else { return false }
      let field = getAttribute(type.value, key)
      if field.isError { return false }
      guard field.isKind(.foreignField) else {
        raise(.attributeError, "'\(StringRef(key).text)' is specified in _anonymous_ but not in _fields_")
        return false
      }
      FieldRef(field).isAnonymous = true
      if !liftFields(type, FieldRef(field), index: FieldRef(field).index, offset: FieldRef(field).offset) {
        return false
      }
    }
    return true
  }

  /// Gives `type` the fields of the type of its anonymous field.
  private func liftFields(_ type: TypeRef, _ anonymous: FieldRef, index: Int, offset: Int) -> Bool {
    let inner = anonymous.type.owner.value
    let rows = getAttribute(inner, StringRef.intern("_fields_"))
    if rows.isError { return false }
    let count = length(rows)
    if count < 0 { return false }
    for number in 0..<count {
      guard let row = fieldRow(rows, number) else { return false }
      let found = getAttribute(inner, StringRef.intern(row.name))
      if found.isError { return false }
      guard found.isKind(.foreignField) else {
        raise(.typeError, "unexpected type")
        return false
      }
      let field = FieldRef(found)
      if field.isAnonymous {
        if !liftFields(type, field, index: index + field.index, offset: offset + field.offset) { return false }
        continue
      }
      let lifted = FieldRef.make(
        self, field.type, offset: offset + field.offset, index: index + field.index, lowBit: field.lowBit,
        bitSize: field.bitSize)
      type.setAttribute(StringRef.intern(row.name), lifted.value)
    }
    return true
  }
}
