// `string` and `unpack`: C strings and arrays as bytes, str and lists.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `string(data, maxlen)`: up to the terminator, `limit` items (−1: none) or the end of the array.
  func stringOfData(_ data: CDataRef, limit: Int) -> Value {
    let type = data.type
    if type.isPointer || type.isArray, type.item.isIntegerOrCharacter {
      if data.bits == 0 {
        return raise(.runtimeError, "cannot use string() on \(repr(text: data.value))")
      }
      let item = type.item
      let most = limit < 0 && type.isArray ? data.count : limit
      if item.size == 1 {
        let start = data.place.assumingMemoryBound(to: UInt8.self)
        var count = most
        if most < 0 {
          count = strlen(data.place.assumingMemoryBound(to: CChar.self))
        } else if let end = memchr(start, 0, most) {
          count = end - Raw(start)
        }
        return BytesRef.make(self, start, count)
      }
      if item.isCharacter {
        var count = 0
        while (most < 0 || count < most) && rawBits(data.place + count * item.size, size: item.size) != 0 {
          count += 1
        }
        return loadText(data.place, item, count: count)
      }
    } else if type.isEnum {
      return enumText(data).map { StringRef.make(self, $0) } ?? .error
    } else if type.isScalar, type.isIntegerOrCharacter {
      if type.size == 1 { return BytesRef.make(self, data.place.assumingMemoryBound(to: UInt8.self), 1) }
      if type.isCharacter { return loadText(data.place, type, count: 1) }
    }
    return raise(.typeError, "string(): unexpected cdata '\(type.nameText)' argument")
  }

  /// `unpack(data, length)`.
  func unpackData(_ data: CDataRef, _ length: Int) -> Value {
    let type = data.type
    guard type.isPointer || type.isArray else {
      return raise(.typeError, "expected a pointer or array, got '\(type.nameText)'")
    }
    if length < 0 { return raise(.valueError, "'length' cannot be negative") }
    if data.bits == 0 { return raise(.runtimeError, "cannot use unpack() on \(repr(text: data.value))") }
    let item = type.item
    if item.isCharacter {
      if item.size == 1 { return BytesRef.make(self, data.place.assumingMemoryBound(to: UInt8.self), length) }
      return loadText(data.place, item, count: length)
    }
    let size = item.size
    if size < 0 { return raise(.valueError, "'\(type.nameText)' points to items of unknown size") }
    guard hasRoom(bytes: length.multipliedReportingOverflow(by: 8).overflow ? Int.max : length * 8) else {
      return .error
    }
    let list = ListRef.make(self)
    for index in 0..<length {
      let value = load(data.place + index * size, item)
      if value.isError { return .error }
      list.append(self, value)
    }
    return list.value
  }
}

extension BytesRef {
  /// The bytes with a zero behind them, as C wants strings. The object has room for it.
  var terminated: UnsafeMutablePointer<UInt8> {
    bytes[count] = 0
    return bytes
  }
}
