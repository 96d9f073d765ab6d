// The iteration protocol for native code and for the slow path of forIter.
//
// `next` gives a value, `.unbound` at the end, or `.error`. Native iterators carry a function in word 1
// (kind nativeIterator), so that zip, map, enumerate and itertools cost one indirect call per item.

import CRuntime

/// Produces the next item of a native iterator: a value, `.unbound` at the end, `.error`.
typealias NativeNext = @convention(c) (Thread, Value) -> Value

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `iter(value)`.
  func getIterator(_ value: Value, _ message: @autoclosure () -> String? = nil) -> Value {
    if value.isObject {
      let shape = value.pointer.shapeWord
      switch value.objectKind {
      case .list where shape == vm.pointee.shapes.list.address:
        return makeIterator(vm.pointee.shapes.listIterator, .listIterator, value)
      case .tuple where shape == vm.pointee.shapes.tuple.address:
        return makeIterator(vm.pointee.shapes.tupleIterator, .tupleIterator, value)
      case .string where shape == vm.pointee.shapes.string.address:
        return makeIterator(vm.pointee.shapes.stringIterator, .stringIterator, value)
      case .dict where shape == vm.pointee.shapes.dict.address:
        return makeIterator(vm.pointee.shapes.dictKeyIterator, .dictIterator, value, count: DictRef(value).count)
      case .set where shape == vm.pointee.shapes.set.address,
        .frozenSet where shape == vm.pointee.shapes.frozenSet.address:
        return makeIterator(vm.pointee.shapes.setIterator, .setIterator, value, count: DictRef(value).count)
      case .range: return makeRangeIterator(self, value)
      case .generator, .listIterator, .rangeIterator, .nativeIterator, .tupleIterator, .dictIterator:
        if value.type.special(.iter).isBound && !value.type.isHeapType { return value }
      default: break
      }
    }
    let type = value.type
    let hook = type.special(.iter)
    if hook.isBound && !hook.isNone {
      let iterator = callUnbound(hook, value)
      if iterator.isError { return .error }
      if iterator.type.special(.next).isUnbound {
        return raise(.typeError, "iter() returned non-iterator of type '\(iterator.typeName)'")
      }
      return iterator
    }
    if hook.isUnbound && type.special(.getitem).isBound {
      return makeIterator(vm.pointee.shapes.sequenceIterator, .sequenceIterator, value)
    }
    return raise(.typeError, message() ?? "'\(type.nameText)' object is not iterable")
  }

  /// Iterator objects share one layout: 1 the iterated object, 2 position, 3 count expected.
  func makeIterator(_ shape: ShapeRef, _ kind: Kind, _ iterated: Value, count: Int = 0) -> Value {
    let object = allocate(headerImage(shape, kind, words: 4), words: 4)
    object.setWord(1, iterated)
    object.setIntWord(2, 0)
    object.setIntWord(3, count)
    return .object(object)
  }

  /// The next item of an iterator, `.unbound` at its end, or `.error`.
  func next(_ iterator: Value) -> Value {
    guard iterator.isObject else { return raiseNotIterator(iterator) }
    let pointer = iterator.pointer
    switch iterator.objectKind {
    case .listIterator:
      if pointer.shapeWord != vm.pointee.shapes.listIterator.address { return nextSlow(iterator) }
      let list = pointer.word(1)
      if !list.isObject { return .unbound }
      let position = pointer.intWord(2)
      if position < ListRef(list).count {
        pointer.setIntWord(2, position &+ 1)
        return ListRef(list)[position]
      }
      pointer.setWord(1, .none)
      return .unbound
    case .tupleIterator:
      let tuple = pointer.word(1)
      let position = pointer.intWord(2)
      if position < TupleRef(tuple).count {
        pointer.setIntWord(2, position &+ 1)
        return TupleRef(tuple)[position]
      }
      // The tuple is given up; position 1 of nothing says that the iterator has ended.
      pointer.setWord(1, vm.pointee.emptyTuple)
      pointer.setIntWord(2, 1)
      return .unbound
    case .rangeIterator:
      // 1 next value, 2 step, 3 remaining
      let remaining = pointer.intWord(3)
      if remaining <= 0 { return .unbound }
      let value = pointer.word(1)
      pointer.setIntWord(3, remaining &- 1)
      pointer.setIntWord(1, value.asInt &+ pointer.intWord(2))
      return value
    case .stringIterator:
      let string = StringRef(pointer.word(1))
      let position = pointer.intWord(2)
      if position < string.count {
        pointer.setIntWord(2, position &+ 1)
        return StringRef.character(self, string[position])
      }
      pointer.setWord(1, StringRef.intern(""))
      pointer.setIntWord(2, 1)
      return .unbound
    case .dictIterator: return nextOfDict(pointer)
    case .setIterator: return nextOfSet(pointer)
    case .nativeIterator:
      // A class derived from it in Python may have a `__next__` of its own.
      return _slowPath(iterator.type.isHeapType) ? nextSlow(iterator) : nextOfNative(iterator)
    case .generator: return resumeGenerator(iterator, .none)
    case .sequenceIterator: return nextOfSequence(pointer)
    default: return nextSlow(iterator)
    }
  }

  /// What the next function of a native iterator gives, whatever class derived from its type.
  @inline(__always) func nextOfNative(_ iterator: Value) -> Value {
    let next = iterator.pointer.word(1).asAddress.unsafelyUnwrapped
    let item = unsafeBitCast(next, to: NativeNext.self)(self, iterator)
    return _slowPath(item.isError) ? endOrError() : item
  }

  /// What map and its like call may end them: StopIteration out of a function is the end of the iterator.
  @inline(never) private func endOrError() -> Value {
    guard pendingMatches(.stopIteration) else { return .error }
    pointee.exception = .unbound
    return .unbound
  }

  private func nextOfDict(_ iterator: Raw) -> Value {
    let entry = nextEntry(iterator)
    if entry.key.isUnbound || entry.key.isError { return entry.key }
    let shape = iterator.shapeWord
    if shape == vm.pointee.shapes.dictKeyIterator.address { return entry.key }
    if shape == vm.pointee.shapes.dictValueIterator.address { return entry.value }
    return TupleRef.make(self, entry.key, entry.value)
  }

  /// The next entry of a dict iterator; the key is unbound at the end, or error.
  func nextEntry(_ iterator: Raw) -> (key: Value, value: Value) {
    guard iterator.word(1).isObject else { return (.unbound, .unbound) }
    let dict = DictRef(iterator.word(1))
    if dict.count != iterator.intWord(3) {
      iterator.setIntWord(3, -1)
      return (raise(.runtimeError, "dictionary changed size during iteration"), .unbound)
    }
    // Word 2: the position, and above it the number of entries given.
    let given = iterator.intWord(2) &>> 31
    var position = max(iterator.intWord(2) & 0x7FFF_FFFF, dict.finger)
    guard let entry = dict.next(&position) else {
      iterator.setWord(1, .none)
      return (.unbound, .unbound)
    }
    if _slowPath(given >= iterator.intWord(3)) {
      return (raise(.runtimeError, "dictionary keys changed during iteration"), .unbound)
    }
    iterator.setIntWord(2, position | (given &+ 1) &<< 31)
    return entry
  }

  private func nextOfSet(_ iterator: Raw) -> Value {
    guard iterator.word(1).isObject else { return .unbound }
    let set = DictRef(iterator.word(1))
    if set.count != iterator.intWord(3) {
      iterator.setIntWord(3, -1)
      return raise(.runtimeError, "Set changed size during iteration")
    }
    var position = iterator.intWord(2)
    if set.pointer.header.kind == .set { position = max(position, set.finger) }
    guard let entry = set.next(&position) else {
      iterator.setWord(1, .none)
      return .unbound
    }
    iterator.setIntWord(2, position)
    return entry.key
  }

  /// Iteration by `__getitem__` with 0, 1, 2 … until IndexError.
  private func nextOfSequence(_ iterator: Raw) -> Value {
    guard iterator.word(1).isObject else { return .unbound }
    let position = iterator.intWord(2)
    let value = getItem(iterator.word(1), .int(position))
    if value.isError {
      if pendingMatches(.indexError) || pendingMatches(.stopIteration) {
        pointee.exception = .unbound
        iterator.setWord(1, .none)
        return .unbound
      }
      return .error
    }
    iterator.setIntWord(2, position + 1)
    return value
  }

  /// `__next__` of any other object.
  @inline(never) func nextSlow(_ iterator: Value) -> Value {
    let hook = iterator.type.special(.next)
    if hook.isUnbound { return raiseNotIterator(iterator) }
    let value = callUnbound(hook, iterator)
    if value.isError && pendingMatches(.stopIteration) {
      pointee.exception = .unbound
      return .unbound
    }
    return value
  }

  private func raiseNotIterator(_ value: Value) -> Value {
    raise(.typeError, "'\(value.typeName)' object is not an iterator")
  }

  /// Calls `body` for each item until it returns false. False with an exception pending on failure
  /// (when `body` itself fails it leaves an exception pending and returns false).
  func forEach(in iterable: Value, _ body: (Value) -> Bool) -> Bool {
    if iterable.isObject {
      // Tuples cannot change: no iterator needed.
      if iterable.pointer.shapeWord == vm.pointee.shapes.tuple.address {
        let tuple = TupleRef(iterable)
        for index in 0..<tuple.count where !body(tuple[index]) { return pointee.exception.isUnbound }
        return true
      }
      if iterable.pointer.shapeWord == vm.pointee.shapes.list.address {
        let list = ListRef(iterable)
        var index = 0
        while index < list.count {
          if !body(list[index]) { return pointee.exception.isUnbound }
          index += 1
        }
        return true
      }
    }
    let iterator = getIterator(iterable)
    return !iterator.isError && forEach(of: iterator, body)
  }

  /// The same for the items that an iterator has left.
  private func forEach(of iterator: Value, _ body: (Value) -> Bool) -> Bool {
    while true {
      let value = next(iterator)
      if value.isUnbound { return true }
      if value.isError { return false }
      if !body(value) { return pointee.exception.isUnbound }
      if _slowPath(isOverMemoryLimit) {
        raiseMemoryError()
        return false
      }
    }
  }

  /// A new list of the items of an iterable, or nil with an exception pending. `isHinted`: see `forEach(hinting:)`.
  func makeList(from iterable: Value, isHinted: Bool = true) -> ListRef? {
    let list = ListRef.make(self)
    if iterable.isObject {
      if iterable.pointer.shapeWord == vm.pointee.shapes.list.address {
        return ListRef(
          ListRef.make(
            self, ListRef(iterable).count > 0 ? ListRef(iterable).items : list.pointer.values(at: 0),
            ListRef(iterable).count))
      }
      if iterable.pointer.shapeWord == vm.pointee.shapes.tuple.address {
        return ListRef(ListRef.make(self, TupleRef(iterable).items, TupleRef(iterable).count))
      }
    }
    if !isHinted && iterable.type.isHeapType {
      let complete = forEach(in: iterable) {
        list.append(self, $0)
        return true
      }
      return complete ? list : nil
    }
    return extend(list, by: iterable) ? list : nil
  }

  /// Appends all items of an iterable; false with an exception pending.
  func extend(_ list: ListRef, by iterable: Value) -> Bool {
    if iterable.isObject {
      let shape = iterable.pointer.shapeWord
      if shape == vm.pointee.shapes.list.address {
        let source = ListRef(iterable)
        let count = source.count
        if count == 0 { return true }
        let old = list.count
        if !hasRoom(bytes: (old + count) * 8) { return false }
        if old + count > list.capacity { list.makeRoom(self, for: old + count) }
        let target = list.items + old
        let items = source.items
        for index in 0..<count { target[index] = items[index] }
        list.count = old + count
        return true
      }
      if shape == vm.pointee.shapes.tuple.address {
        let source = TupleRef(iterable)
        if list.count + source.count > list.capacity { list.makeRoom(self, for: list.count + source.count) }
        for index in 0..<source.count { list.append(self, source[index]) }
        return true
      }
    }
    if iterable.isKind(.range) {
      let length = RangeRef(iterable).length
      if !hasRoom(bytes: length.isInt ? (list.count + min(length.asInt, 1 << 50)) * 8 : Int.max) { return false }
      if RangeRef(iterable).isSmall {
        append(RangeRef(iterable), to: list)
        return true
      }
    }
    return forEach(hinting: iterable, present: list.count) {
      list.append(self, $0)
      return true
    }
  }

  private func append(_ range: RangeRef, to list: ListRef) {
    let count = range.length.asInt
    if count == 0 { return }
    let old = list.count
    if old + count > list.capacity { list.makeRoom(self, for: old + count) }
    let target = list.items + old
    var item = range.start.asInt
    for index in 0..<count {
      target[index] = .int(item)
      item &+= range.step.asInt
    }
    list.count = old + count
  }

  /// `forEach(in:)` for those who make room for as many items as the iterable says it has: nothing is gained by it here, but
  /// classes see the call and may fail it, or ask for more than there is.
  func forEach(hinting iterable: Value, present: Int = 0, _ body: (Value) -> Bool) -> Bool {
    guard iterable.type.isHeapType else { return forEach(in: iterable, body) }
    let iterator = getIterator(iterable)
    guard !iterator.isError, let hint = lengthHint(iterable, 0) else { return false }
    // A hint that no list could have with what is there already is not believed.
    if hint <= Int.max - present && !hasRoom(bytes: 8 * min(hint, 1 << 50)) { return false }
    return forEach(of: iterator, body)
  }

  /// A tuple of the items of an iterable; a tuple is returned as it is. `.error` on failure.
  func makeTuple(from iterable: Value) -> Value {
    if iterable.isObject && iterable.pointer.shapeWord == vm.pointee.shapes.tuple.address { return iterable }
    guard let list = makeList(from: iterable), hasRoom(bytes: list.count * 8) else { return .error }
    return list.count == 0 ? vm.pointee.emptyTuple : TupleRef.make(self, list.items, list.count)
  }
}
