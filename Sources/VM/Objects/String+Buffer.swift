// Long strings that grow at their end: `text += more` in a loop costs the length of `more`, not of `text`.
//
// The concatenation of a long string goes into a buffer with room to spare, and the result is a view of it. When a
// view that ends where the buffer's used part ends is extended again, the new code points are written behind it and
// a longer view is made. Older views see only their own length, so strings stay immutable.
//
// Buffer (a `rawArray`): word 1 capacity in bytes, word 2 bytes used, then the code points from byte 24.
// View: a string that is no leaf; word 3 points into the buffer, word 4 is the buffer.

import CRuntime
import Glibc

enum StringBuffer {
  /// Strings shorter than this are simply copied.
  static let shortest = 512
  private static let dataOffset = 24
  private static let viewWords = 5

  /// `a + b` as a view of a buffer; unbound when that does not pay (b wider than a, or a short).
  @inline(never) static func append(_ t: Thread, _ a: StringRef, _ b: StringRef) -> Value {
    let shift = a.widthShift
    guard b.widthShift <= shift, b.count > 0 else { return .unbound }
    let used = a.byteCount
    let added = b.count << shift
    var buffer = currentBuffer(of: a, used)
    if buffer == nil || buffer!.intWord(2) + added > buffer!.intWord(1) {
      let capacity = (used + added) + (used + added) / 2
      let fresh = t.allocateAnySize(
        vm.pointee.shapes.rawArray, .rawArray, words: (dataOffset + capacity + 7) / 8, flags: HeaderFlags.leaf)
      fresh.setIntWord(1, capacity)
      fresh.setIntWord(2, used)
      memcpy(fresh + dataOffset, a.bytes, used)
      buffer = fresh
    }
    let storage = buffer.unsafelyUnwrapped
    let flags = UInt8(shift << 6) | (a.isAscii && b.isAscii ? HeaderFlags.ascii : 0)
    let view = StringRef(
      t.allocate(headerImage(vm.pointee.shapes.string, .string, words: viewWords, flags: flags), words: viewWords))
    view.pointer.setIntWord(1, 0)
    view.pointer.setIntWord(2, a.count + b.count)
    view.pointer.setWord(3, .address(storage + dataOffset))
    view.pointer.setWord(4, .object(storage))
    if b.widthShift == shift {
      memcpy(storage + dataOffset + used, b.bytes, added)
    } else {
      for index in 0..<b.count { view.store(b[index], at: a.count + index) }
    }
    storage.setIntWord(2, used + added)
    return view.value
  }

  /// The buffer that `a` is a view of, when nothing has been written behind `a` yet.
  private static func currentBuffer(of a: StringRef, _ used: Int) -> Raw? {
    guard a.pointer.headerFlags & HeaderFlags.leaf == 0,
      a.pointer.shapeWord == vm.pointee.shapes.string.address
    else { return nil }
    let buffer = a.pointer.word(4).pointer
    return buffer.intWord(2) == used ? buffer : nil
  }
}
