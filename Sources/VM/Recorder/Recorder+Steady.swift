// Items of short inner loops that never change: the offsets of neighbours, the weights of a filter, the fields of a record.
//
// When a loop is followed to its end, each of its items has a place of its own in the trace. Where the container
// held the same items at two recordings, ints and tuples among them are taken to be constants, behind a guard; what is
// computed from them folds. The first recording of a loop in which such a container turns up is a rehearsal: it is given
// up when it is complete, and the loop recorded again a little later. When such a guard fails often, the trace is given up, and
// its loop is recorded once more without such constants.

import CRuntime
import TraceIR

extension Recorder {
  /// Notes the container behind the iterator of a short loop, and whether it holds what it held before.
  func watchItems(of iterator: Value) {
    followsShortLoop = true
    guard let anchor, !jit.unsteadyLoops.contains(UInt(bitPattern: anchor)), iterator.isObject else { return }
    let pointer = iterator.pointer
    var hasher = Hasher()
    switch iterator.objectKind {
    case .dictIterator, .listIterator, .tupleIterator:
      // Only a loop that begins in this recording has a place for each item.
      guard pointer.word(1).isObject, pointer.intWord(2) == 0 else { return }
      let container = pointer.word(1)
      switch container.objectKind {
      case .dict:
        let dict = DictRef(container)
        guard !dict.holdsCells, dict.fill <= 2 * jit.parameters.unrollLimit else { return }
        for index in 0..<dict.fill {
          hasher.combine(dict.entries[index].key.bits)
          hasher.combine(dict.entries[index].value.bits)
        }
      case .list:
        let list = ListRef(container)
        guard list.count <= 2 * jit.parameters.unrollLimit else { return }
        for index in 0..<list.count { hasher.combine(list[index].bits) }
      case .tuple:
        let tuple = TupleRef(container)
        guard tuple.count <= 2 * jit.parameters.unrollLimit else { return }
        for index in 0..<tuple.count { hasher.combine(tuple[index].bits) }
      default: return
      }
      let contents = hasher.finalize()
      if let before = jit.contents[container.bits] {
        if before == contents { steadyContainers.insert(container.bits) }
      } else {
        isRehearsal = version == nil && !jit.rehearsed.contains(UInt(bitPattern: anchor))
      }
      jit.contents[container.bits] = contents
    case .nativeIterator:
      let next = UInt(bitPattern: pointer.word(1).asAddress)
      if next == IteratorFunctions.enumerate { return watchItems(of: pointer.word(2)) }
      guard next == IteratorFunctions.zip else { return }
      let sources = TupleRef(pointer.word(2))
      for index in 0..<sources.count { watchItems(of: sources[index]) }
    default: break
    }
  }

  /// An item of a container: itself as a constant if it is steady.
  func steady(_ item: Reference, _ actual: Value, in container: Value) -> Reference {
    guard steadyContainers.contains(container.bits), trace.type(of: item) == .value,
      actual.isInt || actual.isKind(.tuple)
    else { return item }
    hasSteadyItems = true
    guardian(.guardSame, item, constant(actual))
    return constant(actual)
  }

  /// The step of a range: a step of 1 is taken for a constant, so that the loop knows what the neighbours of an item in a list
  /// are to the next iteration.
  func unitStep(_ step: Reference, _ actual: Int) -> Reference {
    guard actual == 1, trace.type(of: step) == .int, !step.isConstant, trace.origin == .loop, let anchor,
      !jit.unsteadyLoops.contains(UInt(bitPattern: anchor))
    else { return step }
    hasSteadyItems = true
    guardian(.guardSame, step, int(constant: 1))
    return int(constant: 1)
  }
}

extension JIT {
  /// The recording was a rehearsal: the loop is to be recorded again soon.
  func endRehearsal(_ anchor: UnsafeMutablePointer<UInt64>) {
    rehearsed.insert(UInt(bitPattern: anchor))
    let wait = max(1, parameters.loopThreshold / 4)
    anchor[1] = anchor[1] & ~0xFFFF_FFFF | UInt64(UInt32(bitPattern: Int32(parameters.loopThreshold - wait)))
  }

  /// Whether the exit belongs to a guard that an item is what it was; then the loop is recorded without such constants.
  func givesUpSteadyItems(_ record: TraceRecord, _ number: Int, at point: Point) -> Bool {
    let root = traces[record.root]
    guard root.hasSteadyItems, let anchor = root.anchor else { return false }
    let failed = record.guards[Int(exits[number].index)]
    let known = failed.a.isConstant ? failed.a : failed.b
    guard failed.operation == .guardSame, known.isConstant, record.trace.constants[known.index].type != .value,
      opcode(instruction(at: point, of: record.trace)) == .forIter
    else { return false }
    unsteadyLoops.insert(UInt(bitPattern: anchor))
    invalidate([root], cause: "items of a loop changed")
    return true
  }
}
