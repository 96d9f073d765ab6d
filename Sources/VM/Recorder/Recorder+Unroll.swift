// Inner loops with few iterations are followed to their end instead of being entered as loops of their own: their
// iterators, frames and results then never leave the trace around them.
//
// An inner loop becomes hot first. When its trace has come to its end often enough, a bridge would lead around the outer
// loop to the inner one again, and the outer loop would never get a trace of its own. So such a bridge is given up as soon as it
// sees that the loop ahead is short, and the outer loop is recorded at once. A loop is only followed while its
// number of iterations can be told from its iterator, was the same before, and its body has hardly more than one path.

import CRuntime
import TraceIR

extension Recorder {
  /// At a loop head whose loop has a trace: whether to follow the loop rather than link to its trace.
  func follows(_ loop: TraceRecord, at head: UnsafeMutablePointer<UInt64>) throws(AbortReason) -> Bool {
    guard let count = remainingIterations(), count <= jit.parameters.unrollLimit, loop.detours <= 1 else { return false }
    let key = UInt(bitPattern: head)
    if anchor == nil {
      // A bridge: only the outer loop follows.
      guard depth == 0, let outer = passedHead, outer != head, jit.tripCounts[key] == nil else { return false }
      jit.tripCounts[key] = count
      outer[1] = outer[1] & ~0xFFFF_FFFF | UInt64(UInt32(jit.parameters.loopThreshold - 1))
      throw .shortInnerLoop
    }
    if !followed.contains(key) {
      if let before = jit.tripCounts[key], before != count { return false }
      jit.tripCounts[key] = count
      followed.insert(key)
    }
    watchItems(of: r[B(pc[1])])
    return true
  }

  /// Iterations still to come of the loop whose head is the current instruction; nil when its iterator does not tell.
  func remainingIterations() -> Int? {
    let next = pc[1]
    guard opcode(next) == .forIter else { return nil }
    return remaining(r[B(next)])
  }

  private func remaining(_ iterator: Value) -> Int? {
    guard iterator.isObject else { return nil }
    let pointer = iterator.pointer
    let shapes = vm.pointee.shapes
    switch iterator.objectKind {
    case .rangeIterator: return max(0, pointer.intWord(3))
    case .listIterator:
      guard pointer.shapeWord == shapes.listIterator.address, pointer.word(1).isObject else { return nil }
      return max(0, ListRef(pointer.word(1)).count - pointer.intWord(2))
    case .tupleIterator:
      guard pointer.word(1).isObject else { return nil }
      return max(0, TupleRef(pointer.word(1)).count - pointer.intWord(2))
    case .dictIterator:
      guard pointer.word(1).isObject else { return nil }
      return max(0, pointer.intWord(3) - pointer.intWord(2) >> 31)
    case .nativeIterator:
      let next = UInt(bitPattern: pointer.word(1).asAddress)
      if next == IteratorFunctions.enumerate { return remaining(pointer.word(2)) }
      guard next == IteratorFunctions.zip else { return nil }
      let sources = TupleRef(pointer.word(2))
      return (0..<sources.count).compactMap { remaining(sources[$0]) }.min()
    case .generator:
      // A generator expression goes as far as the iterator that it was given, its first parameter.
      let generator = GeneratorRef(iterator)
      guard generator.state == .suspended, generator.function.code.localNames.count > 0,
        StringRef(generator.function.code.localNames[0]).text == ".0", generator.field(.registers).isObject
      else { return nil }
      return remaining(ArrayRef(generator.field(.registers)).items[0])
    default: return nil
    }
  }
}
