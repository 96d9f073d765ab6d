// Where the fields of structures and unions lie: the rules of gcc on x86-64, and those of gcc on ARM and of MSVC for bit-fields,
// which the module offers by flag. `complete_struct_or_union` gives a type its fields once.

import CRuntime

/// Flags of `complete_struct_or_union`, as the Python half passes them.
enum LayoutFlags {
  static let msvcBitFields = 0x01, armBitFields = 0x02, gccBitFields = 0x10
  static let bigEndian = 0x04, littleEndian = 0x40
  static let isPacked = 0x08
  /// Sizes and offsets that differ from what C gives are an error.
  static let isStandard = 0x80
}

/// The fields seen so far and the place behind them.
private struct AggregateLayout {
  let thread: Thread
  let type: CTypeRef
  var flags: Int
  let packing: Int
  let isUnion: Bool
  let names: DictRef
  let order: ListRef
  /// Bytes, and bits of the byte behind them.
  var offset = 0
  var bits = 0
  var end = 0
  var alignment = 1
  /// MSVC: bytes of the unit that the last bit-field lies in, and bits left there.
  var unitSize = 0
  var unitFree = 0

  private var roundedOffset: Int { offset + (bits > 0 ? 1 : 0) }
  private func aligned(_ offset: Int, _ alignment: Int) -> Int { (offset + alignment - 1) & ~(alignment - 1) }

  /// Places the next field; false with an exception pending.
  mutating func add(
    _ name: StringRef, _ field: CTypeRef, bitSize: Int, forced: Int, isFirst: Bool, isLast: Bool
  ) -> Bool {
    if field.size < 0 {
      guard field.isArray && bitSize < 0 && (isLast || forced != -1) else {
        thread.raise(
          .typeError, "field '\(type.nameText).\(name.text)' has ctype '\(field.nameText)' of unknown size")
        return false
      }
      type.flags |= CTypeFlags.hasOpenArray
    } else if field.isAggregate && field.has(CTypeFlags.hasOpenArray) {
      type.flags |= CTypeFlags.hasOpenArray
    }
    if isUnion {
      offset = 0
      bits = 0
    }
    guard let natural = thread.alignment(of: field) else { return false }
    let packed = min(packing, natural)
    var aligns = true
    if flags & LayoutFlags.armBitFields == 0 && bitSize >= 0 {
      aligns = flags & LayoutFlags.msvcBitFields == 0 ? name.count > 0 : bitSize > 0
    }
    if aligns { alignment = max(alignment, packed) }
    let fieldFlags = isUnion && !isFirst ? 1 : 0
    let isPlaced =
      bitSize < 0
      ? addPlain(name, field, natural, packed, forced, fieldFlags)
      : addBits(name, field, packed, bitSize, forced, fieldFlags)
    if !isPlaced { return false }
    end = max(end, roundedOffset)
    return true
  }

  private mutating func addPlain(
    _ name: StringRef, _ field: CTypeRef, _ natural: Int, _ packed: Int, _ forced: Int, _ fieldFlags: Int
  ) -> Bool {
    offset = roundedOffset
    bits = 0
    let unpacked = aligned(offset, natural)
    offset = aligned(offset, packed)
    if unpacked != offset { type.flags |= CTypeFlags.isPacked }
    if forced >= 0 {
      if !agrees(offset, forced, "wrong offset for field '\(name.text)'") { return false }
      offset = forced
    }
    if name.count == 0 && field.isAggregate {
      // The fields of a nameless structure are fields of the outer one.
      if field.isComplete {
        let inner = field.fieldList
        for index in 0..<inner.count {
          let source = CFieldRef(TupleRef(inner[index])[1])
          guard
            append(
              TupleRef(inner[index])[0], source.type, offset + source.offset, source.bitPosition, source.bitSize,
              source.flags | fieldFlags)
          else { return false }
        }
      }
      type.flags |= CTypeFlags.hasCustomLayout
    } else {
      let position = field.isArray && field.length <= 0 ? CFieldRef.openArray : CFieldRef.noBits
      if !append(name.value, field, offset, position, -1, fieldFlags) { return false }
    }
    if field.size >= 0 { offset += field.size }
    unitSize = 0
    return true
  }

  private mutating func addBits(
    _ name: StringRef, _ field: CTypeRef, _ packed: Int, _ size: Int, _ forced: Int, _ fieldFlags: Int
  ) -> Bool {
    func fail(_ type: ExceptionType, _ message: String) -> Bool {
      thread.raise(type, message)
      return false
    }
    let title = "\(type.nameText).\(name.text)"
    if forced >= 0 { return fail(.typeError, "field '\(title)' is a bitfield, but a fixed offset is specified") }
    if !field.isIntegerOrCharacter && !field.isBool {
      return fail(.typeError, "field '\(title)' declared as '\(field.nameText)' cannot be a bit field")
    }
    if size > 8 * field.size {
      return fail(
        .typeError,
        "bit field '\(title)' is declared '\(field.nameText):\(size)', which exceeds the width of the type")
    }
    var start = offset & ~(packed - 1)
    var shift = 0
    if size == 0 {
      if name.count > 0 { return fail(.typeError, "field '\(title)' is declared with :0") }
      if flags & LayoutFlags.msvcBitFields == 0 {
        if roundedOffset > start { start += packed }
        offset = start
        bits = 0
      }
      unitSize = 0
      return true
    }
    if flags & LayoutFlags.msvcBitFields == 0 {
      // gcc: in the unit of the field's type that is begun, if it fits there.
      let taken = (offset - start) * 8 + bits
      if taken + size > 8 * field.size {
        if flags & LayoutFlags.isPacked != 0 && taken & 7 != 0 {
          return fail(
            .notImplementedError,
            "with 'packed', gcc would compile field '\(title)' to reuse some bits in the previous field")
        }
        start += packed
        offset = start
        bits = 0
      } else {
        shift = taken
      }
      bits += size
      offset += bits >> 3
      bits &= 7
    } else {
      // MSVC: beside the last bit-field only when the types are of the same size.
      if unitSize == field.size && unitFree >= size {
        shift = 8 * unitSize - unitFree
      } else {
        offset = aligned(roundedOffset, packed) + field.size
        bits = 0
        unitSize = field.size
        unitFree = 8 * unitSize
      }
      unitFree -= size
      start = offset - field.size
    }
    if flags & LayoutFlags.bigEndian != 0 { shift = 8 * field.size - size - shift }
    return name.count == 0 || append(name.value, field, start, shift, size, fieldFlags)
  }

  private func append(
    _ name: Value, _ field: CTypeRef, _ offset: Int, _ position: Int, _ size: Int, _ flags: Int
  ) -> Bool {
    let name = StringRef.intern(name)
    let entry = CFieldRef.make(
      thread, field, offset: offset, bitPosition: position, bitSize: size, flags: flags)
    let before = names.count
    names.set(thread, name, entry.value)
    if names.count == before {
      thread.raise(.keyError, "duplicate field name '\(StringRef(name).text)'")
      return false
    }
    order.append(thread, TupleRef.make(thread, name, entry.value))
    return true
  }

  /// Compares what C gives with what the program wants; false with an exception pending.
  func agrees(_ natural: Int, _ wanted: Int, _ text: String) -> Bool {
    if natural == wanted { return true }
    type.flags |= CTypeFlags.hasCustomLayout
    if flags & LayoutFlags.isStandard == 0 { return true }
    let name = type.nameText
    thread.raise(
      foreignTypes.error,
      "\(name): \(text) (cdef says \(natural), but C compiler says \(wanted)). fix it or use \"...;\" as the last "
        + "field in the cdef for \(name) to make it flexible")
    return false
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `complete_struct_or_union(type, fields, ignored, size, alignment, flags, packing)`.
  func completeAggregate(
    _ type: CTypeRef, _ fields: ListRef, size: Int, alignment: Int, flags: Int, packing: Int
  ) -> Value {
    guard type.isAggregate && type.has(CTypeFlags.isOpaque) else {
      return raise(.typeError, "first arg must be a non-initialized struct or union ctype")
    }
    var flags = flags
    let rules = LayoutFlags.msvcBitFields | LayoutFlags.armBitFields | LayoutFlags.gccBitFields
    if flags & rules == 0 { flags |= LayoutFlags.gccBitFields }
    var pack = packing
    if flags & LayoutFlags.isPacked != 0 {
      pack = 1
    } else if packing <= 0 {
      pack = 1 << 30
    } else {
      flags |= LayoutFlags.isPacked
    }
    let isUnion = type.category == ForeignCategory.union
    type.flags &= ~(CTypeFlags.hasCustomLayout | CTypeFlags.isPacked)
    var layout = AggregateLayout(
      thread: self, type: type, flags: flags, packing: pack, isUnion: isUnion, names: DictRef.make(self),
      order: ListRef.make(self))
    for index in 0..<fields.count {
      guard let field = fieldRow(fields[index]) else { return .error }
      guard
        layout.add(
          field.name, field.type, bitSize: field.bitSize, forced: field.offset, isFirst: index == 0,
          isLast: index == fields.count - 1)
      else { return .error }
    }
    var natural = (layout.end + layout.alignment - 1) & ~(layout.alignment - 1)
    if natural == 0 { natural = 1 }
    if size >= 0 {
      if !layout.agrees(natural, size, "wrong total size") { return .error }
      if size < layout.end {
        return raise(
          .typeError, "\(type.nameText) cannot be of size \(size): there are fields at least up to \(layout.end)")
      }
    }
    if alignment >= 0 && !layout.agrees(layout.alignment, alignment, "wrong total alignment") { return .error }
    type.size = size < 0 ? natural : size
    type.alignment = alignment < 0 ? layout.alignment : alignment
    type.pointer.setWord(6, layout.names.value)
    type.pointer.setWord(12, layout.order.value)
    type.flags &= ~CTypeFlags.isOpaque
    return .none
  }

  /// One tuple (name, type, bits = −1, offset = −1) of the list of fields; nil with TypeError pending.
  private func fieldRow(_ row: Value) -> (name: StringRef, type: CTypeRef, bitSize: Int, offset: Int)? {
    guard row.isKind(.tuple), 2...4 ~= TupleRef(row).count else {
      raise(.typeError, "list item: expected a tuple of 2 to 4 items")
      return nil
    }
    let items = TupleRef(row)
    guard items[0].isKind(.string) else {
      raise(.typeError, "list item argument 1 must be str, not \(items[0].typeName)")
      return nil
    }
    guard isCType(items[1]) else {
      raise(.typeError, "list item argument 2 must be _cffi_backend.CType, not \(items[1].typeName)")
      return nil
    }
    guard let bits = items.count > 2 ? index(items[2]) : -1, let offset = items.count > 3 ? index(items[3]) : -1 else {
      return nil
    }
    return (StringRef(items[0]), CTypeRef(items[1]), bits, offset)
  }
}
