// The stack of a reader with its marks, and the memo: objects by number.
//
// The memo is an `array` in the unpickler, which an instruction may not make much longer than the pickle is: numbers far
// beyond the others are kept in a dict. A number that has no object holds `unbound`.

import CRuntime

extension PickleReader {
  // MARK: Stack

  /// False for `.error`, which helpers pass on.
  @inline(__always) mutating func push(_ value: Value) -> Bool {
    if _slowPath(value.isError) { return false }
    if _slowPath(count == stack.capacity) { growStack() }
    items[count] = value
    count &+= 1
    return true
  }

  @inline(__always) mutating func push(number: Int?) -> Bool {
    guard let number else { return false }
    return push(.int(number))
  }

  @inline(never) private mutating func growStack() {
    let grown = ArrayRef.allocate(t, capacity: stack.capacity * 2)
    grown.items.update(from: items, count: count)
    stack = grown
  }

  /// The top of the stack, taken away; `.error` when there is nothing.
  @inline(__always) mutating func pop() -> Value {
    if _slowPath(count <= fence) {
      _ = underflow()
      return .error
    }
    count &-= 1
    return items[count]
  }

  @inline(never) func underflow() -> Bool {
    t.failUnpickling(marks.isEmpty ? "unpickling stack underflow" : "unexpected MARK found")
    return false
  }

  mutating func pushMark() -> Bool {
    marks.append(count)
    fence = count
    return true
  }

  /// The place of the innermost mark, which is gone then.
  mutating func popMark() -> Int? {
    guard let start = marks.popLast() else {
      t.failUnpickling("could not find MARK")
      return nil
    }
    fence = marks.last ?? 0
    return start
  }

  /// POP takes an item, or a mark.
  mutating func dropTop() -> Bool {
    if let last = marks.last, last == count {
      _ = popMark()
      return true
    }
    if count <= fence { return underflow() }
    count -= 1
    return true
  }

  /// The items from `start` on as a tuple, taken away.
  mutating func popTuple(from start: Int) -> Value {
    if start < fence {
      _ = underflow()
      return .error
    }
    let tuple = TupleRef.make(t, items + start, count - start)
    count = start
    return tuple
  }

  mutating func popList(from start: Int) -> ListRef {
    let list = ListRef(ListRef.make(t, items + start, count - start))
    count = start
    return list
  }

  mutating func loadTuple(_ length: Int) -> Bool {
    if count - length < fence { return underflow() }
    return push(popTuple(from: count - length))
  }

  // MARK: Memo

  @inline(__always) mutating func memoize(_ number: Int?) -> Bool {
    guard let number else { return false }
    if count <= fence { return underflow() }
    unpickler.memoize(t, number, items[count &- 1])
    return true
  }

  @inline(__always) mutating func recall(_ number: Int?) -> Bool {
    guard let number else { return false }
    let value = unpickler.recall(t, number)
    if _fastPath(value.isBound) { return push(value) }
    t.failUnpickling("Memo value not found at index \(number)")
    return false
  }

  mutating func takeIndexLine() -> Int? {
    guard let line = takeFilledLine() else { return nil }
    let number = parse(line, base: 10)
    return number.isError ? nil : t.index(number)
  }

  mutating func putIndexLine() -> Bool {
    guard let number = takeIndexLine() else { return false }
    if number < 0 {
      t.raise(.valueError, "negative PUT argument")
      return false
    }
    return memoize(number)
  }
}

extension UnpicklerRef {
  /// Numbers below have objects in the array.
  private var capacity: Int { pointer.word(Word.memo).isObject ? ArrayRef(pointer.word(Word.memo)).capacity : 0 }

  /// How many numbers have an object.
  @inline(__always) var memoCount: Int { pointer.intWord(Word.memoCount) }

  @inline(__always) func recall(_ t: Thread, _ number: Int) -> Value {
    let table = pointer.word(Word.memo)
    if _fastPath(table.isObject && number >= 0 && number < ArrayRef(table).capacity) {
      return ArrayRef(table).items[number]
    }
    let far = pointer.word(Word.farMemo)
    return far.isObject ? DictRef(far).get(t, .int(number)) : .unbound
  }

  @inline(__always) func memoize(_ t: Thread, _ number: Int, _ value: Value) {
    if _slowPath(number >= capacity) && !makeRoom(t, for: number, value) { return }
    let items = ArrayRef(pointer.word(Word.memo)).items
    if items[number].isUnbound { pointer.setIntWord(Word.memoCount, memoCount &+ 1) }
    items[number] = value
  }

  /// False when the number is too far away and has been stored.
  @inline(never) private func makeRoom(_ t: Thread, for number: Int, _ value: Value) -> Bool {
    let old = capacity
    if number >= old * 2 + 1024 {
      if !pointer.word(Word.farMemo).isObject { pointer.setWord(Word.farMemo, DictRef.make(t).value) }
      let far = DictRef(pointer.word(Word.farMemo))
      if far.get(t, .int(number)).isUnbound { pointer.setIntWord(Word.memoCount, memoCount + 1) }
      far.set(t, .int(number), value)
      return false
    }
    let grown = ArrayRef.allocate(t, capacity: max(64, number + 1, old * 2))
    for index in 0..<grown.capacity {
      grown.items[index] = index < old ? ArrayRef(pointer.word(Word.memo)).items[index] : .unbound
    }
    pointer.setWord(Word.memo, grown.value)
    let far = pointer.word(Word.farMemo)
    if far.isObject {
      // Numbers that were far away and have a place now.
      var position = 0
      while let entry = DictRef(far).next(&position) {
        if entry.key.asInt < grown.capacity { grown.items[entry.key.asInt] = entry.value }
      }
    }
    return true
  }

  func clearMemo() {
    pointer.setWord(Word.memo, .none)
    pointer.setWord(Word.farMemo, .none)
    pointer.setIntWord(Word.memoCount, 0)
  }

  /// The memo as {number: object}.
  func memoDict(_ t: Thread) -> Value {
    let result = DictRef.make(t)
    let capacity = capacity
    for index in 0..<capacity {
      let value = ArrayRef(pointer.word(Word.memo)).items[index]
      if value.isBound { result.set(t, .int(index), value) }
    }
    let far = pointer.word(Word.farMemo)
    if far.isObject {
      var position = 0
      while let entry = DictRef(far).next(&position) {
        if entry.key.asInt >= capacity { result.set(t, entry.key, entry.value) }
      }
    }
    return result.value
  }
}
