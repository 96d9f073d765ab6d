// The holes that were filled since the last collection. Where their objects begin is found out only for those that a word of a
// native stack points into: to walk all of them cost 15 % of a program that makes lists.
//
// Holes are handed out from low to high addresses, so the list is sorted.

import CRuntime

/// A filled hole: where it begins (in granules from the base of the heap) and its bytes. 0 bytes: its start bits are set.
struct FilledHole {
  var granule: UInt32
  var bytes: UInt32
}

extension Heap {
  /// Gives up the hole that `thread` is filling.
  mutating func retireHole(_ thread: Thread) {
    guard let start = thread.pointee.allocationStart else { return }
    let bytes = thread.pointee.allocationCursor.unsafelyUnwrapped - start
    holes[holeCount] = FilledHole(
      granule: UInt32(truncatingIfNeeded: (UInt(bitPattern: start) &- base) &>> 4),
      bytes: UInt32(truncatingIfNeeded: bytes))
    holeCount &+= 1
    thread.pointee.leaveHole()
  }

  /// Sets the start bits of the filled hole that `address` lies in, if there is one.
  mutating func findObjects(around address: UInt) {
    let granule = UInt32(truncatingIfNeeded: (address &- base) &>> 4)
    var low = 0
    var high = holeCount
    while low < high {
      let middle = (low + high) / 2
      if holes[middle].granule <= granule { low = middle + 1 } else { high = middle }
    }
    if low > 0 { setStartBits(low - 1) }
  }

  /// Sets the start bits of all objects.
  mutating func findAllObjects() {
    for index in 0..<holeCount { setStartBits(index) }
  }

  private mutating func setStartBits(_ hole: Int) {
    let start = base &+ UInt(holes[hole].granule) &* HeapGeometry.granule
    setStartBits(from: start, to: start &+ UInt(holes[hole].bytes))
    holes[hole].bytes = 0
  }

  /// Objects lie side by side: the size in each header says where the next one begins.
  mutating func setStartBits(from start: UInt, to end: UInt) {
    var address = start
    while address < end {
      let granule = (address &- base) &>> 4
      starts[Int(bitPattern: granule &>> 6)] |= 1 &<< UInt64(granule & 63)
      let words = UInt(Raw(bitPattern: address).unsafelyUnwrapped.header.words)
      address &+= ((words &+ 1) & ~1) &* 8
    }
  }
}

extension ThreadState {
  /// No hole: begin and end are the same, so that the next allocation asks the heap for one.
  mutating func leaveHole() {
    allocationStart = nil
    allocationCursor = UnsafeMutablePointer(bitPattern: 8)
    allocationLimit = UnsafeMutablePointer(bitPattern: 8)
  }
}
