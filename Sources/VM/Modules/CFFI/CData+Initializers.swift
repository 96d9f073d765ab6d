// Initialisers of arrays and structures: lists, tuples, dicts, bytes and str; bit-fields; the length that an open array gets.

import CRuntime
import Glibc

/// Items of a list or tuple (of subclasses, too), or nil.
func sequenceItems(_ value: Value) -> Int? {
  if value.isKind(.list) { return ListRef(value).count }
  return value.isKind(.tuple) ? TupleRef(value).count : nil
}

/// Item of a list or tuple whose length is known; a list may have shrunk meanwhile.
private func sequenceItem(_ value: Value, _ index: Int) -> Value {
  if value.isKind(.tuple) { return TupleRef(value)[index] }
  return index < ListRef(value).count ? ListRef(value).items[index] : .none
}

extension StringRef {
  /// Units of 2 or 4 bytes without a terminator.
  func wideCount(unitSize: Int) -> Int {
    if unitSize == 4 { return count }
    var units = count
    if widthShift == 2 { for index in 0..<count where self[index] > 0xFFFF { units += 1 } }
    return units
  }

  /// Writes `units` units; behind the text zeros.
  func storeWide(to place: Raw, unitSize: Int, units: Int) {
    var written = 0
    func put(_ unit: UInt32) {
      if written < units { storeRawBits(UInt(unit), to: place + written * unitSize, size: unitSize) }
      written += 1
    }
    for index in 0..<count {
      let scalar = self[index]
      if unitSize == 2 && scalar > 0xFFFF {
        put(0xD800 | (scalar - 0x10000) >> 10)
        put(0xDC00 | (scalar - 0x10000) & 0x3FF)
      } else {
        put(scalar)
      }
    }
    while written < units { put(0) }
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Arrays

  /// The length that `value` gives to a new open array, and whether it was only that length; nil with an exception pending.
  func newArrayLength(_ value: Value, item: CTypeRef) -> (count: Int, isLengthOnly: Bool)? {
    if let count = sequenceItems(value) { return (count, false) }
    if value.isKind(.bytes) { return (BytesRef(value).count + 1, false) }
    if value.isKind(.string) { return (StringRef(value).wideCount(unitSize: item.size == 2 ? 2 : 4) + 1, false) }
    if unwrapInteger(value).isUnbound && value.type.special(.index).isUnbound {
      raise(.typeError, "expected new array length or list/tuple/str, not \(value.typeName)")
      return nil
    }
    let number = toIndex(value)
    if number.isError { return nil }
    guard let length = sizeArgument(number) else { return nil }
    if length < 0 {
      raise(.valueError, "negative array length")
      return nil
    }
    return (length, true)
  }

  /// An int as a Py_ssize_t; nil with OverflowError pending.
  func sizeArgument(_ number: Value) -> Int? {
    if number.isInt { return number.asInt }
    let value = withLimbs(number) { limbs, count, negative in
      count == 1 && limbs[0] < 1 << 63 ? (negative ? -Int(limbs[0]) : Int(limbs[0])) : nil as Int?
    }
    if value == nil { raise(.overflowError, "cannot fit 'int' into an index-sized integer") }
    return value
  }

  /// Bytes for `count` items; nil with OverflowError pending.
  func arrayBytes(_ count: Int, item: CTypeRef) -> Int? {
    let (product, overflow) = count.multipliedReportingOverflow(by: max(item.size, 0))
    if !overflow && product >= 0 { return product }
    raise(.overflowError, "array size would overflow a Py_ssize_t")
    return nil
  }

  /// Stores the initialiser of an array, or of what a pointer type points to in a call; false with an exception pending.
  func storeArray(_ value: Value, to place: Raw, _ type: CTypeRef) -> Bool {
    let item = type.item
    let length = type.isArray ? type.length : -1
    if let count = sequenceItems(value) {
      if length >= 0 && count > length {
        raise(.indexError, "too many initializers for '\(type.nameText)' (got \(count))")
        return false
      }
      let size = item.size
      for index in 0..<count where !store(sequenceItem(value, index), to: place + index * size, item) { return false }
      return true
    }
    let expected: String
    if item.isScalar && (item.isCharacter || (item.isInteger || item.isBool) && item.size == 1) {
      if item.size == 1 {
        if value.isKind(.bytes) { return storeBytes(BytesRef(value), to: place, type, length) }
        expected = "bytes or list or tuple"
      } else {
        if value.isKind(.string) {
          let text = StringRef(value)
          let units = text.wideCount(unitSize: item.size)
          if length >= 0 && units > length {
            raise(.indexError, "initializer unicode is too long for '\(type.nameText)' (got \(units) characters)")
            return false
          }
          text.storeWide(to: place, unitSize: item.size, units: units == length ? units : units + 1)
          return true
        }
        expected = "unicode or list or tuple"
      }
    } else {
      expected = "list or tuple"
    }
    if type.isArray && isInterfaceData(value) && CDataRef(value).type == type {
      memcpy(place, CDataRef(value).place, CDataRef(value).count * item.size)
      return true
    }
    return raiseInitializer(value, type, expected)
  }

  private func storeBytes(_ bytes: BytesRef, to place: Raw, _ type: CTypeRef, _ length: Int) -> Bool {
    let count = bytes.count
    if length >= 0 && count > length {
      raise(.indexError, "initializer bytes is too long for '\(type.nameText)' (got \(count) characters)")
      return false
    }
    if type.item.isBool && !areTruths(bytes) { return false }
    memcpy(place, bytes.bytes, count)
    if count != length { (place + count).storeBytes(of: 0, as: UInt8.self) }
    return true
  }

  /// Only 0 and 1 are `_Bool`s; false with ValueError pending.
  func areTruths(_ bytes: BytesRef) -> Bool {
    for index in 0..<bytes.count where bytes.bytes[index] > 1 {
      raise(.valueError, "an array of _Bool can only contain \\x00 or \\x01")
      return false
    }
    return true
  }

  // MARK: Structures

  /// Stores a list, tuple or dict of fields; false with an exception pending.
  func storeAggregate(_ value: Value, to place: Raw, _ type: CTypeRef) -> Bool {
    forEachInitializer(value, type, "list or tuple or dict or struct-cdata") { field, item in
      if field.type.isArray && field.type.size < 0 {
        guard let (_, isLengthOnly) = newArrayLength(item, item: field.type.item) else { return false }
        // Only the length: the items stay zero.
        if isLengthOnly { return true }
      }
      return storeField(item, to: place, field)
    }
  }

  /// The bytes a structure with an open array needs for this initialiser, at least `size`; nil with an exception pending.
  func aggregateSize(_ value: Value, _ type: CTypeRef, atLeast size: Int) -> Int? {
    var result = size
    func extend(_ offset: Int, _ item: Int, _ count: Int) -> Bool {
      let (bytes, overflow) = item.multipliedReportingOverflow(by: count)
      let (end, carry) = offset.addingReportingOverflow(bytes)
      if overflow || carry || end < 0 {
        raise(.overflowError, "array size would overflow a Py_ssize_t")
        return false
      }
      result = max(result, end)
      return true
    }
    let isDone = forEachInitializer(value, type, "list or tuple or dict") { field, item in
      if field.type.isArray && field.type.size < 0 {
        guard let (count, _) = newArrayLength(item, item: field.type.item) else { return false }
        return extend(field.offset, field.type.item.size, count)
      }
      if field.type.has(CTypeFlags.hasOpenArray) && !isInterfaceData(item) {
        guard let inner = aggregateSize(item, field.type, atLeast: field.type.size) else { return false }
        return extend(field.offset, 1, inner)
      }
      return true
    }
    return isDone ? result : nil
  }

  private func forEachInitializer(
    _ value: Value, _ type: CTypeRef, _ expected: String, _ body: (CFieldRef, Value) -> Bool
  ) -> Bool {
    guard type.isComplete else {
      raise(.typeError, "'\(type.nameText)' is opaque")
      return false
    }
    if let count = sequenceItems(value) {
      let fields = type.fieldList
      var place = 0
      for index in 0..<count {
        while place < fields.count && CFieldRef(TupleRef(fields[place])[1]).flags & 1 != 0 { place += 1 }
        if place >= fields.count {
          raise(.valueError, "too many initializers for '\(type.nameText)' (got \(count))")
          return false
        }
        if !body(CFieldRef(TupleRef(fields[place])[1]), sequenceItem(value, index)) { return false }
        place += 1
      }
      return true
    }
    if value.isKind(.dict) {
      var position = 0
      while let entry = DictRef(value).next(&position) {
        let field = type.fields.get(self, entry.key)
        if field.isError { return false }
        if field.isUnbound {
          raiseKeyError(entry.key)
          return false
        }
        if !body(CFieldRef(field), entry.value) { return false }
      }
      return true
    }
    return raiseInitializer(value, type, expected)
  }

  // MARK: Fields

  /// Stores into a field of the structure at `base`; false with an exception pending.
  @inline(__always) func storeField(_ value: Value, to base: Raw, _ field: CFieldRef) -> Bool {
    if field.bitPosition >= 0 { return storeBits(value, to: base, field) }
    return store(value, to: base + field.offset, field.type)
  }

  private func storeBits(_ value: Value, to base: Raw, _ field: CFieldRef) -> Bool {
    let number = toIndex(value)
    if number.isError { return false }
    guard let wanted = signedInteger(number) else { return false }
    let type = field.type
    let size = field.bitSize
    var least = 0
    var most = size >= 64 ? -1 : (1 << size) - 1
    if type.scalar.kind == .signed {
      least = -(1 << (size - 1))
      most = -(least + 1)
      // `int x:1` takes 1, too.
      if most == 0 { most = 1 }
    }
    if wanted < least || wanted > most {
      raise(
        .overflowError,
        "value \(str(text: value)) outside the range allowed by the bit field width: \(least) <= x <= \(most)")
      return false
    }
    let mask = (size == 64 ? UInt.max : (1 << UInt(size)) - 1) << UInt(field.bitPosition)
    let place = base + field.offset
    let old = rawBits(place, size: type.size)
    let new = UInt(bitPattern: wanted) << UInt(field.bitPosition)
    storeRawBits(old & ~mask | new & mask, to: place, size: type.size)
    return true
  }
}
