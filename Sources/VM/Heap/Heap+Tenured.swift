// The objects of the start: built-in types and functions, their names and tables. They live for ever, so that a
// collection neither frees them nor looks at those that cannot change: with a small heap they would be most of its work.
//
// They are the first objects of the block space, without a gap. Those whose references may change (types, dicts,
// modules …) are traced as roots.

import CRuntime
import Glibc

/// What a collection has to know of the objects of the start.
struct TenuredObjects {
  /// Copy of the bitmap of their first granules, and its length in words.
  var starts: [UInt64] = []
  /// Lines that they lie in.
  var lines = 0
  /// Those that are traced, and how many of their words.
  var changing: [(object: Raw, words: Int)] = []
  /// Bytes of all.
  var bytes = 0
}

extension Heap {
  /// Makes all objects that exist live for ever. Called once, before anything was collected.
  mutating func tenure(_ thread: Thread) {
    findAllObjects()
    let cursor = UInt(bitPattern: thread.pointee.allocationCursor)
    setStartBits(from: UInt(bitPattern: thread.pointee.allocationStart), to: cursor)
    let end = cursor &- base
    tenured.lines = Int((end + HeapGeometry.lineBytes - 1) / HeapGeometry.lineBytes)
    tenured.starts = Array(
      UnsafeBufferPointer(start: starts, count: Int((end / HeapGeometry.granule + 63) / 64)))
    for (index, word) in tenured.starts.enumerated() {
      var bits = word
      while bits != 0 {
        let granule = UInt(index * 64 + bits.trailingZeroBitCount)
        let object = Raw(bitPattern: base + granule * HeapGeometry.granule).unsafelyUnwrapped
        bits &= bits - 1
        let header = object.header
        tenured.bytes += Int(header.words) * 8
        if Heap.isFixed(header) { continue }
        // The special methods that a type caches are in the dicts of its bases, too.
        let isPlainType = header.kind == .type && header.words == TypeRef.words
        tenured.changing.append((object, isPlainType ? TypeRef.specialsBase : Int(header.words)))
      }
    }
  }

  /// Whether an object refers to the same objects all its life. A native function gets the defaults of its parameters
  /// later, and keeps them alive itself (NativeRef.parseSignature).
  private static func isFixed(_ header: Header) -> Bool {
    if header.flags & HeaderFlags.leaf != 0 { return true }
    return header.kind == .nativeFunction || header.kind == .getSetDescriptor || header.kind == .tuple
  }

  /// Whether `object` is of the start.
  func isTenured(_ object: Raw) -> Bool {
    UInt(bitPattern: object) &- base < UInt(tenured.lines) &* HeapGeometry.lineBytes
  }

  /// Marks the objects of the start and what the changing ones refer to.
  mutating func markTenured() {
    memcpy(marks, tenured.starts, tenured.starts.count * 8)
    memset(lines, 1, tenured.lines)
    statistics.liveBytes += tenured.bytes
    for (object, words) in tenured.changing {
      for index in 1..<words { mark(object.word(index)) }
    }
  }
}
