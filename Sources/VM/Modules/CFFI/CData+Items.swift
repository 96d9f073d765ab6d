// Items of arrays and pointers: index, slice, assignment, iteration; and arithmetic with pointers.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Items

  /// Where an item lies; nil with an exception pending.
  @inline(__always) private func itemPlace(_ data: CDataRef, _ key: Value) -> Raw? {
    let type = data.type
    if _fastPath(key.isInt) {
      let index = key.asInt
      if _fastPath(type.isArray) {
        if _fastPath(index >= 0 && index < data.count) { return data.place + index &* type.item.size }
      } else if type.isPointer && data.bits != 0 && data.isOf(foreignTypes.data) && type.item.size >= 0 {
        return data.place + index &* type.item.size
      }
    }
    return checkedItemPlace(data, key)
  }

  @inline(never) private func checkedItemPlace(_ data: CDataRef, _ key: Value) -> Raw? {
    let type = data.type
    if unwrapInteger(key).isUnbound && key.type.special(.index).isUnbound {
      raise(.typeError, "'\(key.typeName)' object cannot be interpreted as an integer")
      return nil
    }
    let number = toIndex(key)
    if number.isError { return nil }
    guard number.isInt else {
      raise(.indexError, "cannot fit '\(key.typeName)' into an index-sized integer")
      return nil
    }
    let index = number.asInt
    if type.isPointer {
      if data.isOwner && index != 0 {
        raise(.indexError, "cdata '\(type.nameText)' can only be indexed by 0")
        return nil
      }
      if data.bits == 0 {
        raise(.runtimeError, "cannot dereference null pointer from cdata '\(type.nameText)'")
        return nil
      }
    } else if type.isArray {
      if index < 0 {
        raise(.indexError, "negative index")
        return nil
      }
      if index >= data.count {
        raise(
          .indexError, "index too large for cdata '\(type.nameText)' (expected \(index) < \(data.count))")
        return nil
      }
    } else {
      raise(.typeError, "cdata of type '\(type.nameText)' cannot be indexed")
      return nil
    }
    // Items of unknown size have no place but the first; reading them fails.
    return Raw(bitPattern: data.bits &+ UInt(bitPattern: index &* type.item.size))
      ?? Raw(bitPattern: 1).unsafelyUnwrapped
  }

  /// `data[key]`.
  func getDataItem(_ value: Value, _ key: Value) -> Value {
    let data = CDataRef(value)
    if key.isKind(.slice) { return sliceData(data, SliceRef(key)) }
    guard let place = itemPlace(data, key) else { return .error }
    // The structure that `new` made lives as long as somebody refers to it.
    if data.type.has(CTypeFlags.pointsToAggregate) && isInterfaceData(data.owner) && ownsTarget(data) {
      return data.owner
    }
    return load(place, data.type.item)
  }

  private func ownsTarget(_ data: CDataRef) -> Bool { data.isOf(foreignTypes.owner) }

  /// `data[key] = item`; false with an exception pending.
  func setDataItem(_ value: Value, _ key: Value, _ item: Value) -> Bool {
    let data = CDataRef(value)
    if key.isKind(.slice) { return assignSlice(data, SliceRef(key), item) }
    guard let place = itemPlace(data, key) else { return false }
    return store(item, to: place, data.type.item)
  }

  // MARK: Slices

  /// First item, number of items and the pointer type; nil with an exception pending.
  private func sliceRange(_ data: CDataRef, _ slice: SliceRef) -> (start: Int, count: Int, type: CTypeRef)? {
    func fail(_ message: String) -> (start: Int, count: Int, type: CTypeRef)? {
      raise(.indexError, message)
      return nil
    }
    func bound(_ value: Value, _ name: String) -> Int? {
      if value.isNone {
        raise(.indexError, "slice \(name) must be specified")
        return nil
      }
      return index(value)
    }
    guard let start = bound(slice.start, "start"), let stop = bound(slice.stop, "stop") else { return nil }
    if !slice.step.isNone { return fail("slice with step not supported") }
    if start > stop { return fail("slice start > stop") }
    let type = data.type
    if type.isArray {
      if start < 0 { return fail("negative index") }
      if stop > data.count { return fail("index too large (expected \(stop) <= \(data.count))") }
      return (start, stop - start, CTypeRef(type.related))
    }
    if type.isPointer { return (start, stop - start, type) }
    raise(.typeError, "cdata of type '\(type.nameText)' cannot be indexed")
    return nil
  }

  private func sliceData(_ data: CDataRef, _ slice: SliceRef) -> Value {
    guard let (start, count, pointerType) = sliceRange(data, slice) else { return .error }
    let type = arrayType(pointerType, length: -1)
    if type.isError { return .error }
    let bits = data.bits &+ UInt(bitPattern: start &* pointerType.item.size)
    return makeCData(CTypeRef(type), bits: bits, length: count, of: foreignTypes.data).value
  }

  private func assignSlice(_ data: CDataRef, _ slice: SliceRef, _ source: Value) -> Bool {
    guard let (start, count, pointerType) = sliceRange(data, slice) else { return false }
    let item = pointerType.item
    let size = item.size
    guard var place = Raw(bitPattern: data.bits &+ UInt(bitPattern: start &* size)) else { return count == 0 }
    if isInterfaceData(source) {
      let other = CDataRef(source)
      if other.type.isArray && other.type.item == item && other.count == count {
        memmove(place, other.place, size * count)
        return true
      }
    }
    if item.isCharacter && size == 1 && (source.isKind(.bytes) || source.isKind(.byteArray)),
      let bytes = byteView(source)
    {
      if bytes.count != count {
        raise(.valueError, "need a string of length \(count), got \(bytes.count)")
        return false
      }
      if let base = bytes.baseAddress { memcpy(place, base, count) }
      return true
    }
    let iterator = getIterator(source)
    if iterator.isError { return false }
    for index in 0..<count {
      let next = next(iterator)
      if next.isError { return false }
      if next.isUnbound {
        raise(.valueError, "need \(count) values to unpack, got \(index)")
        return false
      }
      if !store(next, to: place, item) { return false }
      place += size
    }
    let more = next(iterator)
    if more.isBound && !more.isError { raise(.valueError, "got more than \(count) values to unpack") }
    return more.isUnbound
  }

  // MARK: Iteration

  /// An iterator over an array. Words: 1 `next` function, 2 the array, 3 position.
  func iterateData(_ value: Value) -> Value {
    let data = CDataRef(value)
    guard data.type.isArray else {
      return raise(.typeError, "cdata '\(data.type.nameText)' does not support iteration")
    }
    let shape = TypeRef(foreignTypes.iterator).rootShape
    let object = allocate(headerImage(shape, .nativeIterator, words: 4), words: 4)
    object.setWord(1, .address(unsafeBitCast(nextDataItem, to: UnsafeRawPointer.self)))
    object.setWord(2, value)
    object.setIntWord(3, 0)
    return .object(object)
  }

  // MARK: Arithmetic

  func addToPointer(_ value: Value, _ distance: Value, sign: Int) -> Value {
    guard let steps = index(distance) else { return .error }
    let data = CDataRef(value)
    let type: CTypeRef
    if data.type.isPointer {
      type = data.type
    } else if data.type.isArray {
      type = CTypeRef(data.type.related)
    } else {
      return raise(.typeError, "cannot add a cdata '\(data.type.nameText)' and a number")
    }
    var size = type.item.size
    if size < 0 {
      guard type.has(CTypeFlags.pointsToVoid) else {
        return raise(.typeError, "ctype '\(data.type.nameText)' points to items of unknown size")
      }
      size = 1
    }
    return makeCData(type, bits: data.bits &+ UInt(bitPattern: steps &* sign &* size))
  }

  func subtractPointers(_ left: CDataRef, _ right: CDataRef) -> Value {
    var type = right.type
    if type.isArray { type = CTypeRef(type.related) }
    guard type == left.type, type.isPointer, type.item.size > 0 || type.has(CTypeFlags.pointsToVoid) else {
      return raise(.typeError, "cannot subtract cdata '\(left.type.nameText)' and cdata '\(type.nameText)'")
    }
    let distance = Int(bitPattern: left.bits &- right.bits)
    let size = type.item.size
    if size <= 1 { return makeInt(distance) }
    if distance % size != 0 {
      return raise(
        .valueError,
        "pointer subtraction: the distance between the two pointers is not a multiple of the item size")
    }
    return makeInt(distance / size)
  }
}

private let nextDataItem: NativeNext = { thread, iterator in
  let object = iterator.pointer
  let data = CDataRef(object.word(2))
  let position = object.intWord(3)
  if position >= data.count { return .unbound }
  object.setIntWord(3, position + 1)
  return thread.load(data.place + position * data.type.item.size, data.type.item)
}
