// Taking strings apart and replacing parts: split, partition, splitlines, strip, replace.

import CRuntime
import Glibc

enum StripSide { case left, right, both }

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Splits at runs of blanks, at most `limit` times (negative: no limit).
  func splitBlanks(_ string: StringRef, limit: Int) -> Value {
    let result = ListRef.make(self)
    let count = string.count
    var index = 0
    var splits = 0
    let ascii = string.isAscii
    while true {
      if ascii {
        while index < count && isBlank(string.bytes[index]) { index &+= 1 }
      } else {
        while index < count && UnicodeTable.isSpace(string[index]) { index &+= 1 }
      }
      if index >= count { return result.value }
      if splits == limit {
        // The rest keeps its blanks at the end.
        result.append(self, piece(string, index, count))
        return result.value
      }
      let start = index
      if ascii {
        while index < count && !isBlank(string.bytes[index]) { index &+= 1 }
      } else {
        while index < count && !UnicodeTable.isSpace(string[index]) { index &+= 1 }
      }
      result.append(self, piece(string, start, index))
      splits &+= 1
    }
  }

  @inline(__always) private func isBlank(_ byte: UInt8) -> Bool {
    byte == 32 || byte >= 9 && byte <= 13 || byte >= 28 && byte <= 31
  }

  /// A slice that is never an instance of a subclass.
  @inline(__always) func piece(_ string: StringRef, _ start: Int, _ end: Int) -> Value {
    if end &- start == string.count { return exactString(string) }
    return string.slice(self, start, end)
  }

  func splitBlanksFromRight(_ string: StringRef, limit: Int) -> Value {
    let result = ListRef.make(self)
    var end = string.count
    var splits = 0
    while true {
      while end > 0 && UnicodeTable.isSpace(string[end - 1]) { end -= 1 }
      if end == 0 { break }
      var start = end
      if splits == limit {
        result.append(self, piece(string, 0, end))
        break
      }
      while start > 0 && !UnicodeTable.isSpace(string[start - 1]) { start -= 1 }
      result.append(self, piece(string, start, end))
      end = start
      splits += 1
    }
    result.reverse()
    return result.value
  }

  func split(_ string: StringRef, _ separator: StringRef, limit: Int) -> Value {
    let result = ListRef.make(self)
    let length = separator.count
    let count = string.count
    var start = 0
    var splits = 0
    while splits != limit {
      let position = string.find(separator, start, count)
      if position < 0 { break }
      result.append(self, piece(string, start, position))
      start = position + length
      splits += 1
    }
    result.append(self, piece(string, start, count))
    return result.value
  }

  func splitFromRight(_ string: StringRef, _ separator: StringRef, limit: Int) -> Value {
    let result = ListRef.make(self)
    var end = string.count
    var splits = 0
    while splits != limit {
      let position = string.findLast(separator, 0, end)
      if position < 0 { break }
      result.append(self, piece(string, position + separator.count, end))
      end = position
      splits += 1
    }
    result.append(self, piece(string, 0, end))
    result.reverse()
    return result.value
  }

  func splitLines(_ string: StringRef, keepEnds: Bool) -> Value {
    let result = ListRef.make(self)
    let count = string.count
    var start = 0
    var index = 0
    while index < count {
      if !UnicodeTable.isLineBreak(string[index]) {
        index += 1
        continue
      }
      let end = index
      let isReturn = string[index] == 13
      index += 1
      if isReturn && index < count && string[index] == 10 { index += 1 }
      result.append(self, piece(string, start, keepEnds ? index : end))
      start = index
    }
    if start < count { result.append(self, piece(string, start, count)) }
    return result.value
  }

  /// (before, separator, after).
  func partition(_ string: StringRef, _ separator: StringRef, fromRight: Bool) -> Value {
    let position =
      fromRight
      ? string.findLast(separator, 0, string.count) : string.find(separator, 0, string.count)
    let empty = vm.pointee.emptyString
    if position < 0 {
      let whole = exactString(string)
      return fromRight ? TupleRef.make(self, empty, empty, whole) : TupleRef.make(self, whole, empty, empty)
    }
    let before = piece(string, 0, position)
    let after = piece(string, position + separator.count, string.count)
    return TupleRef.make(self, before, exactString(separator), after)
  }

  /// Without the code points of `characters` (blanks when nil) at the ends.
  func strip(_ string: StringRef, _ characters: StringRef?, _ side: StripSide) -> Value {
    @inline(__always) func goes(_ scalar: UInt32) -> Bool {
      guard let characters else { return UnicodeTable.isSpace(scalar) }
      for index in 0..<characters.count where characters[index] == scalar { return true }
      return false
    }
    var start = 0
    var end = string.count
    if side != .right {
      while start < end && goes(string[start]) { start += 1 }
    }
    if side != .left {
      while end > start && goes(string[end - 1]) { end -= 1 }
    }
    return piece(string, start, end)
  }

  func replace(_ string: StringRef, _ old: StringRef, _ new: StringRef, limit: Int) -> Value {
    let count = string.count
    let oldCount = old.count
    if limit == 0 || oldCount > count { return exactString(string) }
    if oldCount == 0 { return interleave(string, new, limit: limit) }
    // One code point for another in one-byte strings: a copy with substitutions.
    if oldCount == 1 && new.count == 1 && string.widthShift == 0 && old.widthShift == 0 && new.widthShift == 0 {
      if limit < 0 { return substitute(string, old.bytes[0], new.bytes[0], new.isAscii) }
    }
    var hits = 0
    var position = string.find(old, 0, count)
    if position < 0 { return exactString(string) }
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 64) { inline in
      var places = inline.baseAddress.unsafelyUnwrapped
      var capacity = 64
      var spilled: UnsafeMutablePointer<Int>?
      defer { free(spilled) }
      while position >= 0 && hits != limit {
        if hits == capacity {
          let grown = malloc(capacity * 16).unsafelyUnwrapped.assumingMemoryBound(to: Int.self)
          memcpy(grown, places, hits * 8)
          free(spilled)
          spilled = grown
          places = grown
          capacity *= 2
        }
        places[hits] = position
        hits += 1
        position = string.find(old, position + oldCount, count)
      }
      let newCount = new.count
      let (growth, overflow) = (newCount - oldCount).multipliedReportingOverflow(by: hits)
      let total = count + growth
      if total == 0 { return vm.pointee.emptyString }
      let width = max(string.widthShift, new.widthShift)
      if !hasRoom(bytes: overflow ? .max : min(total, 1 << 58) << width) { return .error }
      let result = StringRef.allocate(
        self, count: total, widthShift: width, ascii: string.isAscii && new.isAscii)
      var source = 0
      var target = 0
      for hit in 0..<hits {
        let length = places[hit] - source
        string.copy(source, length, to: result, at: target)
        target += length
        new.copy(0, newCount, to: result, at: target)
        target += newCount
        source = places[hit] + oldCount
      }
      string.copy(source, count - source, to: result, at: target)
      return narrowed(result)
    }
  }

  /// The same text in the narrowest width, which removal of wide code points may have made possible.
  private func narrowed(_ string: StringRef) -> Value {
    if string.isAscii { return string.value }
    if string.widthShift == 0 && hasHighByte(string.bytes, string.count) { return string.value }
    var seen: UInt32 = 0
    for index in 0..<string.count { seen |= string[index] }
    let shift = seen < 0x100 ? 0 : seen < 0x10000 ? 1 : 2
    if shift == string.widthShift && (shift > 0 || seen >= 0x80) { return string.value }
    let result = StringRef.allocate(self, count: string.count, widthShift: shift, ascii: seen < 0x80)
    for index in 0..<string.count { result.store(string[index], at: index) }
    return result.value
  }

  private func substitute(_ string: StringRef, _ old: UInt8, _ new: UInt8, _ newIsAscii: Bool) -> Value {
    let count = string.count
    guard memchr(string.bytes, Int32(old), count) != nil else { return exactString(string) }
    if count == 1 { return vm.pointee.characters[Int(new)] }
    let result = StringRef.allocate(self, count: count, widthShift: 0, ascii: string.isAscii && newIsAscii)
    let source = string.bytes
    let target = result.bytes
    for index in 0..<count { target[index] = source[index] == old ? new : source[index] }
    return narrowed(result)
  }

  /// `new` before every code point and at the end, at most `limit` times.
  private func interleave(_ string: StringRef, _ new: StringRef, limit: Int) -> Value {
    if new.count == 0 { return exactString(string) }
    var buffer = TextBuffer(capacity: (string.count + 1) * (new.count + 1))
    var done = 0
    for index in 0..<string.count {
      if done != limit {
        buffer.append(new)
        done += 1
      }
      buffer.append(string[index])
    }
    if done != limit { buffer.append(new) }
    return buffer.makeString(self)
  }
}

extension ListRef {
  /// Turns the order of the items round.
  func reverse() {
    let count = self.count
    if count < 2 { return }
    var buffer = UnsafeMutableBufferPointer(start: items, count: count)
    buffer.reverse()
  }
}
