// Buffers lent to memory views: a bytearray or array.array keeps its size while a view of it is in use.
//
// CPython knows the end of a view from its reference count. Here `release()` ends it; for views that were dropped
// without, a resize first looks which views programs can still name (Heap+Survey). Nothing depends on the answer but the
// BufferError: views check their bounds at every access. So surveys that find only dropped views become rarer and
// rarer, and in between such a resize is allowed.

import CRuntime

/// The views of resizable objects. Not roots: a collection drops the dead ones.
struct Exports {
  fileprivate(set) var views: [Raw] = []
  /// Resizes of lent buffers to let pass before the next survey.
  fileprivate var passes = 0
  /// Doubles with every survey that was in vain.
  fileprivate var nextPasses = 1

  static let mostPasses = 1 << 16

  mutating func dropUnmarked(_ heap: borrowing Heap) {
    if views.isEmpty { return }
    views = views.filter { heap.isMarked(.object($0)) }
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Remembers that `view` looks into `object`.
  func export(_ object: Value, to view: Raw) {
    guard object.isKind(.byteArray) || isNumberArray(object) else { return }
    object.pointer.headerFlags |= HeaderFlags.exported
    vm.pointee.exports.views.append(view)
  }

  /// May the bytearray or array change its size? False with BufferError pending.
  @inline(__always) func mayResize(_ array: ByteArrayRef) -> Bool {
    array.pointer.headerFlags & HeaderFlags.exported == 0 || isUnexported(array)
  }

  @inline(never) private func isUnexported(_ array: ByteArrayRef) -> Bool {
    func isLent() -> Bool { vm.pointee.exports.views.contains { MemoryViewRef($0).object == array.value } }
    if isLent() {
      if vm.pointee.exports.passes > 0 {
        vm.pointee.exports.passes -= 1
        return true
      }
      heap.pointee.survey(self) { vm.pointee.exports.dropUnmarked(heap.pointee) }
      if isLent() {
        vm.pointee.exports.nextPasses = 1
        raise(
          .bufferError,
          array.value.isKind(.byteArray)
            ? "Existing exports of data: object cannot be re-sized" : "cannot resize an array that is exporting buffers"
        )
        return false
      }
      vm.pointee.exports.passes = vm.pointee.exports.nextPasses
      vm.pointee.exports.nextPasses = min(vm.pointee.exports.nextPasses * 2, Exports.mostPasses)
    }
    array.pointer.headerFlags &= ~HeaderFlags.exported
    return true
  }
}
