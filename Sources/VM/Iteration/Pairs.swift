// `for a, b in …` over enumerate, zip and dict items: the two values without the tuple around them.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// What `nextPair` found.
  enum PairResult { case stored, ended, failed, notPairs }

  /// Advances an iterator that gives tuples of two, and stores the two values at `target` instead of a tuple.
  /// `notPairs` when the iterator is of another sort: it was not advanced.
  func nextPair(_ iterator: Value, into target: UnsafeMutablePointer<Value>) -> PairResult {
    let pointer = iterator.pointer
    switch pointer.header.kind {
    case .dictIterator:
      if pointer.shapeWord != vm.pointee.shapes.dictItemIterator.address { return .notPairs }
      let entry = nextEntry(pointer)
      if entry.key.isUnbound { return .ended }
      if entry.key.isError { return .failed }
      target[0] = entry.key
      target[1] = entry.value
      return .stored
    case .nativeIterator:
      let shape = pointer.shapeWord
      if shape == TypeRef(vm.pointee.types.enumerate).rootShape.address { return nextNumbered(pointer, into: target) }
      if shape == TypeRef(vm.pointee.types.zip).rootShape.address && TupleRef(pointer.word(2)).count == 2 {
        return nextZipped(iterator, into: target)
      }
      return .notPairs
    default: return .notPairs
    }
  }

  private func nextNumbered(_ iterator: Raw, into target: UnsafeMutablePointer<Value>) -> PairResult {
    let number = iterator.word(3)
    let (following, overflow) = Value.addInts(number, .int(1))
    if !number.isInt || overflow { return .notPairs }
    let item = next(iterator.word(2))
    if item.isUnbound { return .ended }
    if item.isError { return .failed }
    iterator.setWord(3, following)
    target[0] = number
    target[1] = item
    return .stored
  }

  private func nextZipped(_ iterator: Value, into target: UnsafeMutablePointer<Value>) -> PairResult {
    let sources = TupleRef(iterator.pointer.word(2))
    let first = next(sources[0])
    if first.isError { return .failed }
    var ended = first.isUnbound ? 0 : -1
    if ended < 0 {
      let second = next(sources[1])
      if second.isError { return .failed }
      if second.isBound {
        target[0] = first
        target[1] = second
        return .stored
      }
      ended = 1
    }
    return zipEnded(self, iterator, ended).isError ? .failed : .ended
  }
}
