// A survey: what programs can name. Marks like a collection, but only from tables and from named variables, without
// the words of the native stack and of temporaries, which may be stale. Frees nothing by itself.

import CRuntime
import Glibc

extension Heap {
  /// Calls `inspect` while exactly the nameable objects are marked. Ends with a collection, because the side tables
  /// are those of the partial marking.
  mutating func survey(_ thread: Thread, _ inspect: () -> Void) {
    guard !collecting else { return }
    retireHole(thread)
    let counters = statistics
    memset(marks, 0, Int(blocksInUse * (HeapGeometry.blockBytes / HeapGeometry.granule) / 8))
    for root in vm.pointee.roots { mark(root.pointee) }
    vm.pointee.markTables(&self)
    mark(thread.pointee.exception)
    mark(thread.pointee.handled)
    if let top = thread.pointee.frame {
      var frame = thread.pointee.frameBase.unsafelyUnwrapped
      while frame <= top {
        mark(frame.pointee.function)
        mark(frame.pointee.locals)
        if let code = frame.pointee.code {
          // A variable that is not set yet may hold anything.
          let named = max(code.pointee.localCount, code.pointee.argumentCount + code.pointee.clearCount)
          for index in 0..<Int(named) { markConservatively(UInt(frame.pointee.registers[index].bits)) }
        }
        frame += 1
      }
    }
    drainMarkStack()
    inspect()
    statistics = counters
    // The collection clears the marks of small objects itself; large ones would count as visited already.
    large.clearMarks()
    collect(thread)
  }
}
