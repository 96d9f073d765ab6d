// array.array as the VM sees it. Layout: that of bytearray (Objects/Bytes), with the type code's ASCII value in word 3.

import CRuntime
import Glibc

struct NumberArray {
  let thread: Thread
  let storage: ByteArrayRef
  let format: ItemFormat
  var size: Int { format.size }
  var count: Int { storage.count / size }
  var value: Value { storage.value }

  init(_ thread: Thread, _ value: Value) {
    self.thread = thread
    storage = ByteArrayRef(value)
    format = ItemFormat(rawValue: UInt8(value.pointer.intWord(3))).unsafelyUnwrapped
  }

  static func make(_ thread: Thread, type: Value, _ format: ItemFormat) -> NumberArray {
    let array = ByteArrayRef.make(thread, type: type)
    array.pointer.setIntWord(3, Int(format.rawValue))
    return NumberArray(thread, array.value)
  }

  func empty() -> NumberArray { .make(thread, type: vm.pointee.types.array, format) }

  subscript(index: Int) -> Value { format.read(thread, UnsafeRawPointer(storage.bytes + index * size)) }

  func encode(_ value: Value, to place: UnsafeMutableRawPointer) -> Bool { format.write(thread, value, to: place) }

  /// Inserts an item; false with an exception pending.
  func insert(_ value: Value, at index: Int) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 8, alignment: 8) { buffer in
      guard encode(value, to: buffer.baseAddress.unsafelyUnwrapped), thread.mayResize(storage) else { return false }
      let bytes = UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped).assumingMemoryBound(to: UInt8.self)
      storage.replace(thread, index * size, index * size, bytes, size)
      return true
    }
  }

  func append(_ value: Value) -> Bool {
    let end = storage.count
    if !thread.mayResize(storage) { return false }
    storage.reserve(thread, end + size)
    guard encode(value, to: UnsafeMutableRawPointer(storage.bytes + end)) else { return false }
    storage.count = end + size
    return true
  }

  func extend(_ value: Value) -> Bool {
    if isNumberArray(value) {
      let other = NumberArray(thread, value)
      guard other.format == format else {
        thread.raise(.typeError, "can only extend with array of same kind")
        return false
      }
      let view = other.storage.buffer
      if view.count > 0 && !thread.mayResize(storage) { return false }
      storage.replace(thread, storage.count, storage.count, view.baseAddress, view.count)
      return true
    }
    return thread.forEach(in: value) { append($0) }
  }

  func appendBytes(_ view: UnsafeBufferPointer<UInt8>) -> Bool {
    guard view.count % size == 0 else {
      thread.raise(.valueError, "bytes length not a multiple of item size")
      return false
    }
    if view.count > 0 && !thread.mayResize(storage) { return false }
    storage.replace(thread, storage.count, storage.count, view.baseAddress, view.count)
    return true
  }

  func toList() -> ListRef {
    let list = ListRef.make(thread, capacity: count)
    for index in 0..<count { list.append(thread, self[index]) }
    return list
  }

  func toText() -> Value {
    var buffer = TextBuffer()
    for index in 0..<count {
      let scalar = StringRef(self[index])[0]
      if scalar > 0x10FFFF {
        let digits = String(scalar, radix: 16)
        return thread.raise(.valueError, "character U+\(digits) is not in range [U+0000; U+10ffff]")
      }
      buffer.append(scalar)
    }
    return buffer.makeString(thread)
  }

  /// Position of an item equal to `needle`, −1, or nil with an exception pending.
  func position(of needle: Value, from start: Int = 0, to end: Int = Int.max) -> Int? {
    var index = start
    while index < min(end, count) {
      let same = thread.equal(self[index], needle)
      if same < 0 { return nil }
      if same > 0 { return index }
      index += 1
    }
    return -1
  }
}

func isNumberArray(_ value: Value) -> Bool {
  value.isObject && value.objectKind == .native && vm.pointee.types.array.isBound
    && value.isInstance(of: vm.pointee.types.array)
}
