// memoryview: views of bytes, bytearray, array.array, memory maps and objects of ctypes. Words:
//   1 the object, None when released    2 offset of the first item    3 items in all    4 bytes from item to item (one dimension)
//   5 type code (ASCII)    6 read-only (bool)    7 shape (tuple) or None: one dimension    8 strides (tuple), with a shape
//   9 hash (small int) or None    10 format of ctypes (str), whose items cannot be read, or None    11 bytes of its items
// The object may be resized under a view: every access checks the bounds.

import CRuntime
import Glibc

struct MemoryViewRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 12
  static let mostDimensions = 64

  var object: Value { pointer.word(1) }
  var start: Int { pointer.intWord(2) }
  var count: Int { pointer.intWord(3) }
  var stride: Int { pointer.intWord(4) }
  var item: ViewItem {
    let format = pointer.word(10)
    if _slowPath(format.isObject) { return ViewItem(format: format, size: pointer.intWord(11)) }
    return ViewItem(code: UInt8(pointer.intWord(5)))
  }
  var isReadOnly: Bool { pointer.word(6).isTrue }
  var shape: Value { pointer.word(7) }
  var isReleased: Bool { !object.isObject }

  // MARK: Dimensions

  var dimensions: Int { shape.isNone ? 1 : TupleRef(shape).count }
  func extent(_ dimension: Int) -> Int { shape.isNone ? count : TupleRef(shape)[dimension].asInt }
  func step(_ dimension: Int) -> Int { shape.isNone ? stride : TupleRef(pointer.word(8))[dimension].asInt }

  /// Do the items lie side by side, the last dimension (or the first) running fastest?
  func isContiguous(lastFastest: Bool = true) -> Bool {
    if count == 0 { return true }
    var expected = item.size
    for number in 0..<dimensions {
      let dimension = lastFastest ? dimensions - 1 - number : number
      if extent(dimension) != 1 && step(dimension) != expected { return false }
      expected *= extent(dimension)
    }
    return true
  }

  // MARK: Making

  static func make(
    _ thread: Thread, _ object: Value, start: Int, count: Int, stride: Int, code: UInt8, readOnly: Bool,
    shape: Value = .none, strides: Value = .none, item: ViewItem? = nil
  ) -> MemoryViewRef {
    let type = TypeRef(vm.pointee.types.memoryView)
    let view = thread.allocate(headerImage(type.rootShape, .native, words: words), words: words)
    view.setWord(1, object)
    view.setIntWord(2, start)
    view.setIntWord(3, count)
    view.setIntWord(4, stride)
    view.setIntWord(5, Int(code))
    view.setWord(6, .bool(readOnly))
    view.setWord(7, shape)
    view.setWord(8, strides)
    view.setWord(9, .none)
    view.setWord(10, item?.format ?? .none)
    view.setIntWord(11, item?.size ?? 0)
    thread.export(object, to: view)
    return MemoryViewRef(view)
  }

  /// Another view of the same items.
  func copy(_ thread: Thread, readOnly: Bool) -> Value {
    MemoryViewRef.make(
      thread, object, start: start, count: count, stride: stride, code: item.code, readOnly: readOnly, shape: shape,
      strides: pointer.word(8), item: item
    ).value
  }

  // MARK: Memory

  /// Address of the item at an offset from the first; nil when the object has shrunk below it.
  func address(offset: Int) -> UnsafeMutableRawPointer? {
    let place = start + offset
    guard let buffer = byteView(object), let base = buffer.baseAddress, place >= 0, place + item.size <= buffer.count
    else { return nil }
    return UnsafeMutableRawPointer(mutating: base + place)
  }

  /// Calls `body` with the offset of every item until it says false; the last dimension runs fastest, or the first.
  func forEachOffset(lastFastest: Bool = true, _ body: (Int) -> Bool) {
    if count == 0 { return }
    var places = Array(repeating: 0, count: dimensions)
    let order = lastFastest ? Array((0..<dimensions).reversed()) : Array(0..<dimensions)
    var offset = 0
    while body(offset) {
      var next = 0
      while next < order.count {
        let dimension = order[next]
        places[dimension] += 1
        offset += step(dimension)
        if places[dimension] < extent(dimension) { break }
        offset -= places[dimension] * step(dimension)
        places[dimension] = 0
        next += 1
      }
      if next == order.count { return }
    }
  }

  /// All bytes in order.
  func content(lastFastest: Bool = true) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count * item.size)
    forEachOffset(lastFastest: lastFastest) { offset in
      guard let place = address(offset: offset) else { return false }
      result.append(contentsOf: UnsafeRawBufferPointer(start: place, count: item.size))
      return true
    }
    return result
  }
}

func isMemoryView(_ value: Value) -> Bool {
  value.isObject && value.objectKind == .native && vm.pointee.types.memoryView.isBound
    && value.pointer.shapeWord == TypeRef(vm.pointee.types.memoryView).rootShape.address
}

/// Bytes of bytes-like objects other than bytes and bytearray: arrays, contiguous memory views and memory maps.
func extendedByteView(_ value: Value) -> UnsafeBufferPointer<UInt8>? {
  if isNumberArray(value) { return ByteArrayRef(value).buffer }
  if isForeignBuffer(value) { return ForeignBufferRef(value).view }
  if isPickleBuffer(value) { return byteView(pickleBufferView(value)) }
  if value.objectKind == .foreignData { return isCTypesObject(value) ? CData(value).bytes : nil }
  guard isMemoryView(value) else { return isMemoryMap(value) ? MemoryMapRef(value).buffer : nil }
  let view = MemoryViewRef(value)
  guard view.object.isObject, view.isContiguous(), let buffer = byteView(view.object) else { return nil }
  let length = max(0, min(view.count * view.item.size, buffer.count - view.start))
  return UnsafeBufferPointer(start: buffer.baseAddress.map { $0 + view.start }, count: length)
}
