// Writing tuples, lists, dicts and sets: items in batches of 1000 between a mark and one instruction.

import CRuntime

private let batchSize = 1000

extension PickleWriter {
  // MARK: Fast mode

  /// Without a memo a cycle would have no end: from a depth of 50 on the open containers are remembered.
  private mutating func enterFast(_ value: Value) -> Bool {
    if !isFast { return true }
    fastDepth += 1
    if fastDepth < 50 { return true }
    let key = identity(t, value)
    if fastOpen.get(t, key).isBound {
      t.raise(
        .valueError,
        "fast mode: can't pickle cyclic objects including object type \(value.typeName) at \(addressText(value))")
      return false
    }
    return fastOpen.set(t, key, .none)
  }

  private mutating func leaveFast(_ value: Value) {
    if !isFast { return }
    if fastDepth >= 50 { _ = fastOpen.remove(t, identity(t, value)) }
    fastDepth -= 1
  }

  // MARK: Tuples

  mutating func saveTuple(_ tuple: TupleRef) -> Bool {
    let count = tuple.count
    if count == 0 {
      if isBinary { put(.emptyTuple) } else { putTwo(.mark, .tuple) }
      return true
    }
    let isShort = count <= 3 && protocolNumber >= 2
    if !isShort { put(.mark) }
    for index in 0..<count where !save(tuple[index]) { return false }
    if pickler.number(of: tuple.value) >= 0 {
      // A tuple that contains itself through another object has been written meanwhile: take back what stands here.
      if isShort || !isBinary {
        for _ in 0..<(isShort ? count : count + 1) { put(.pop) }
      } else {
        put(.popMark)
      }
      return recall(tuple.value)
    }
    if isShort { put(count == 1 ? .tuple1 : count == 2 ? .tuple2 : .tuple3) } else { put(.tuple) }
    return memoize(tuple.value)
  }

  private mutating func putTwo(_ first: PickleOpcode, _ second: PickleOpcode) {
    put(first)
    put(second)
  }

  // MARK: Lists

  mutating func saveList(_ value: Value) -> Bool {
    if !enterFast(value) { return false }
    if isBinary { put(.emptyList) } else { putTwo(.mark, .list) }
    if !memoize(value) { return false }
    if ListRef(value).count > 0 && !saveItems(ListRef(value)) { return false }
    leaveFast(value)
    return true
  }

  private mutating func saveItems(_ list: ListRef) -> Bool {
    if !isBinary {
      let iterator = t.getIterator(list.value)
      return !iterator.isError && saveItems(of: iterator)
    }
    if list.count == 1 {
      if !save(list[0]) { return false }
      put(.append)
      return true
    }
    var index = 0
    repeat {
      put(.mark)
      let end = index + batchSize
      // Saving an item may change the list.
      while index < list.count && index < end {
        if !save(list[index]) { return false }
        index += 1
      }
      put(.appends)
    } while index < list.count
    return true
  }

  /// Appends what an iterator gives.
  mutating func saveItems(of iterator: Value) -> Bool {
    if !isBinary {
      while true {
        let item = t.next(iterator)
        if item.isError { return false }
        if item.isUnbound { return true }
        if !save(item) { return false }
        put(.append)
      }
    }
    var count = 0
    repeat {
      let first = t.next(iterator)
      if first.isError { return false }
      if first.isUnbound { return true }
      var item = t.next(iterator)
      if item.isError { return false }
      if item.isUnbound {
        if !save(first) { return false }
        put(.append)
        return true
      }
      put(.mark)
      if !save(first) { return false }
      count = 1
      while item.isBound {
        if !save(item) { return false }
        count += 1
        if count == batchSize { break }
        item = t.next(iterator)
        if item.isError { return false }
      }
      put(.appends)
    } while count == batchSize
    return true
  }

  // MARK: Dicts

  mutating func saveDict(_ value: Value) -> Bool {
    if !enterFast(value) { return false }
    if isBinary { put(.emptyDict) } else { putTwo(.mark, .dict) }
    if !memoize(value) { return false }
    if DictRef(value).count > 0 {
      if isBinary {
        if !saveEntries(DictRef(value)) { return false }
      } else {
        let items = t.callMethod(value, vm.pointee.names.items)
        let iterator = items.isError ? .error : t.getIterator(items)
        if iterator.isError || !saveEntries(of: iterator) { return false }
      }
    }
    leaveFast(value)
    return true
  }

  private mutating func saveEntries(_ dict: DictRef) -> Bool {
    let count = dict.count
    var position = 0
    if count == 1, let entry = dict.next(&position) {
      if !save(entry.key) || !save(entry.value) { return false }
      put(.setItem)
      return true
    }
    var inBatch = 0
    repeat {
      inBatch = 0
      put(.mark)
      while inBatch < batchSize, let entry = dict.next(&position) {
        if !save(entry.key) || !save(entry.value) { return false }
        inBatch += 1
        if dict.count != count {
          t.raise(.runtimeError, "dictionary changed size during iteration")
          return false
        }
      }
      put(.setItems)
    } while inBatch == batchSize
    return true
  }

  /// Sets the pairs that an iterator gives.
  mutating func saveEntries(of iterator: Value) -> Bool {
    if !isBinary {
      while true {
        let pair = t.next(iterator)
        if pair.isError { return false }
        if pair.isUnbound { return true }
        if !save(pair: pair) { return false }
        put(.setItem)
      }
    }
    var count = 0
    repeat {
      let first = t.next(iterator)
      if first.isError { return false }
      if first.isUnbound { return true }
      var pair = t.next(iterator)
      if pair.isError { return false }
      if pair.isUnbound {
        if !save(pair: first) { return false }
        put(.setItem)
        return true
      }
      put(.mark)
      if !save(pair: first) { return false }
      count = 1
      while pair.isBound {
        if !save(pair: pair) { return false }
        count += 1
        if count == batchSize { break }
        pair = t.next(iterator)
        if pair.isError { return false }
      }
      put(.setItems)
    } while count == batchSize
    return true
  }

  private mutating func save(pair: Value) -> Bool {
    guard pair.isKind(.tuple), TupleRef(pair).count == 2 else {
      t.raise(.typeError, "dict items iterator must return 2-tuples")
      return false
    }
    return save(TupleRef(pair)[0]) && save(TupleRef(pair)[1])
  }

  // MARK: Sets

  mutating func saveSet(_ value: Value) -> Bool {
    if protocolNumber < 4 { return saveAsList(value, vm.pointee.types.set) }
    put(.emptySet)
    if !memoize(value) { return false }
    let count = DictRef(value).count
    if count == 0 { return true }
    var position = 0
    var inBatch = 0
    repeat {
      inBatch = 0
      put(.mark)
      while inBatch < batchSize, let entry = DictRef(value).next(&position) {
        if !save(entry.key) { return false }
        inBatch += 1
        if DictRef(value).count != count {
          t.raise(.runtimeError, "set changed size during iteration")
          return false
        }
      }
      put(.addItems)
    } while inBatch == batchSize
    return true
  }

  mutating func saveFrozenSet(_ value: Value) -> Bool {
    if protocolNumber < 4 { return saveAsList(value, vm.pointee.types.frozenSet) }
    if !enterFast(value) { return false }
    put(.mark)
    var position = 0
    while let entry = DictRef(value).next(&position) {
      if !save(entry.key) { return false }
    }
    if pickler.number(of: value) >= 0 {
      put(.popMark)
      return recall(value)
    }
    put(.frozenSet)
    leaveFast(value)
    return memoize(value)
  }

  /// Before protocol 4 a set is made again from a list.
  private mutating func saveAsList(_ value: Value, _ type: Value) -> Bool {
    guard let items = t.makeList(from: value) else { return false }
    return save(callable: type, arguments: TupleRef.make(t, items.value), of: value)
  }
}
