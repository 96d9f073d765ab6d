// Allocation: bump through a hole of free lines; find the next hole; collect when the budget is spent.
//
// Contract for every caller: all words of a fresh object must be written before the next allocation,
// because the next allocation may collect and trace it. Start bits are not set at each allocation (Heap+Holes).

import CRuntime
import Glibc

/// The 64-bit image of an object header.
@inline(__always) func headerImage(_ shape: ShapeRef, _ kind: Kind, words: Int, flags: UInt8 = 0) -> UInt64 {
  UInt64(shape.address) | UInt64(kind.rawValue) &<< 32 | UInt64(flags) &<< 40
    | UInt64(truncatingIfNeeded: words) &<< 48
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Memory for an object of `words` words (header included), at most `HeapGeometry.largeObjectBytes`.
  /// Only the header is written.
  @inline(__always) func allocate(_ image: UInt64, words: Int) -> Raw {
    let cursor = pointee.allocationCursor.unsafelyUnwrapped
    let next = cursor + ((words &+ 1) & ~1) &* 8
    if _slowPath(next > pointee.allocationLimit.unsafelyUnwrapped) {
      return allocateSlow(image, words: words)
    }
    pointee.allocationCursor = next
    let object = Raw(cursor)
    object.storeBytes(of: image, as: UInt64.self)
    return object
  }

  @inline(never) func allocateSlow(_ image: UInt64, words: Int) -> Raw {
    let bytes = ((words &+ 1) & ~1) &* 8
    let object = heap.pointee.allocateInNextHole(self, bytes: bytes)
    object.storeBytes(of: image, as: UInt64.self)
    return object
  }

  /// An object of any size. Above the large-object limit all words of an object of values are zero (the small int 0);
  /// words of small objects and of leaves are unwritten.
  func allocateAnySize(_ shape: ShapeRef, _ kind: Kind, words: Int, flags: UInt8 = 0) -> Raw {
    if words &* 8 <= HeapGeometry.largeObjectBytes {
      return allocate(headerImage(shape, kind, words: words, flags: flags), words: words)
    }
    let object = heap.pointee.allocateLarge(
      self, bytes: words &* 8, zeroed: flags & HeaderFlags.leaf == 0)
    object.storeBytes(of: headerImage(shape, kind, words: 0, flags: flags), as: UInt64.self)
    return object
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Asked before a large object is made whose size a program chose: false, with MemoryError pending, when it cannot
  /// fit. Without `--memory-limit` the bound is what the machine has (as with malloc under Linux), or the reserved range.
  @inline(__always) func hasRoom(bytes: Int) -> Bool { bytes <= 1 << 20 || hasRoom(large: bytes) }

  @inline(never) private func hasRoom(large bytes: Int) -> Bool {
    let limit = heap.pointee.memoryLimit
    let bound = limit > 0 ? limit : min(machineMemory, Int(HeapGeometry.reservation) - heap.pointee.large.bytesInUse)
    if bytes <= bound {
      if limit == 0 { return true }
      if heap.pointee.statistics.liveBytes + heap.pointee.allocatedSinceCollection + bytes > limit {
        heap.pointee.collect(self)
      }
      if heap.pointee.statistics.liveBytes + bytes <= limit { return true }
    }
    raiseMemoryError()
    return false
  }

  /// Raises MemoryError for a size, or for a collection that left too much; for both once is enough.
  @inline(never) func raiseMemoryError() {
    heap.pointee.limitExceeded = false
    pointee.pendingWork &= ~PendingWork.memoryLimit
    raise(.memoryError, arguments: vm.pointee.emptyTuple)
  }

  /// Did the last collection leave more than `--memory-limit`? Asked by loops in native code that no safepoint ends.
  @inline(__always) var isOverMemoryLimit: Bool { pointee.pendingWork & PendingWork.memoryLimit != 0 }
}

extension Heap {
  /// Number of 128-byte lines in the blocks handed out so far.
  var lineCount: UInt { blocksInUse * (HeapGeometry.blockBytes / HeapGeometry.lineBytes) }

  mutating func allocateInNextHole(_ thread: Thread, bytes: Int) -> Raw {
    retireHole(thread)
    if stressInterval > 0 { stressTick(thread) }
    if allocatedSinceCollection >= collectionThreshold { collect(thread) }
    while true {
      guard let hole = nextHole(minimumBytes: UInt(bytes)) else {
        fatalExit("out of address space for the heap")
      }
      let start = UnsafeMutablePointer<UInt8>(bitPattern: hole.start).unsafelyUnwrapped
      allocatedSinceCollection += Int(hole.end - hole.start)
      statistics.allocatedBytes += Int(hole.end - hole.start)
      thread.pointee.allocationStart = start
      thread.pointee.allocationCursor = start + bytes
      // Under stress every allocation takes the slow path.
      thread.pointee.allocationLimit =
        stressInterval > 0 ? start + bytes : UnsafeMutablePointer(bitPattern: hole.end).unsafelyUnwrapped
      return Raw(start)
    }
  }

  /// Collects at every n-th slow allocation.
  private mutating func stressTick(_ thread: Thread) {
    stressCountdown -= 1
    if stressCountdown <= 0 {
      stressCountdown = stressInterval
      collect(thread)
    }
  }

  /// The next run of free lines of at least `minimumBytes`, from swept blocks first, then from a fresh block.
  private mutating func nextHole(minimumBytes: UInt) -> (start: UInt, end: UInt)? {
    let needed = (minimumBytes + HeapGeometry.lineBytes - 1) / HeapGeometry.lineBytes
    let linesPerBlock = HeapGeometry.blockBytes / HeapGeometry.lineBytes
    var line = sweepLine
    while line < sweepEnd {
      if lines[Int(line)] != 0 {
        line += 1
        continue
      }
      let first = line
      let blockEnd = (line / linesPerBlock + 1) * linesPerBlock
      while line < blockEnd && lines[Int(line)] == 0 { line += 1 }
      if line - first >= needed {
        sweepLine = line
        return (base + first * HeapGeometry.lineBytes, base + line * HeapGeometry.lineBytes)
      }
    }
    sweepLine = sweepEnd
    guard blocksInUse < blockCapacity else { return nil }
    let start = base + blocksInUse * HeapGeometry.blockBytes
    // Huge pages once the heap is large enough to fill them: fresh 4 KiB pages cost 11 ns per object, huge ones 1.5.
    if blocksInUse >= 256 && start & ((2 << 20) - 1) == 0 {
      madvise(Raw(bitPattern: start), 2 << 20, 14 /* MADV_HUGEPAGE */)
    }
    blocksInUse += 1
    return (start, start + HeapGeometry.blockBytes)
  }

  /// Zeroed memory for one large object.
  mutating func allocateLarge(_ thread: Thread, bytes: Int, zeroed: Bool) -> Raw {
    if stressInterval > 0 { stressTick(thread) }
    if allocatedSinceCollection + bytes > collectionThreshold && allocatedSinceCollection > 0 { collect(thread) }
    allocatedSinceCollection += bytes
    statistics.allocatedBytes += bytes
    // MemoryError is on its way: this object belongs to the excess it tells of.
    if limitExceeded { reportedExcess += bytes }
    guard let object = large.allocate(bytes: bytes, zeroed: zeroed) else {
      fatalExit("out of address space for the heap")
    }
    return object
  }

  /// Makes a large object larger in place; false when it is small or what lies behind it is taken.
  mutating func extendLarge(_ object: Raw, bytes: Int) -> Bool {
    guard object.header.words == 0 else { return false }
    // A copy is made by an allocation, which collects and looks at the limit.
    if memoryLimit > 0 && statistics.liveBytes + allocatedSinceCollection + bytes > memoryLimit { return false }
    let before = large.bytesInUse
    guard large.extend(UInt(bitPattern: object), toBytes: bytes) else { return false }
    allocatedSinceCollection += large.bytesInUse - before
    statistics.allocatedBytes += large.bytesInUse - before
    return true
  }

  /// Bytes of address space currently backed by objects or holes.
  var usedBytes: Int { Int(blocksInUse * HeapGeometry.blockBytes) + large.bytesInUse }
}

/// Main memory of the machine, in bytes.
private let machineMemory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
