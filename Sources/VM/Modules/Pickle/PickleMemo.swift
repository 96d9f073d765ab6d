// The memo of a pickler: which objects have been written, by identity, and their numbers. Open addressing over pairs of
// object and number in an `array` object, which keeps the objects alive; the number of entries is a word of the pickler.
//
// `Pickler.memo` is a PicklerMemoProxy. Word 1: the pickler.

import CRuntime

extension PicklerRef {
  @inline(__always) private static func place(_ value: Value, _ mask: Int) -> Int {
    Int(truncatingIfNeeded: (value.bits &* 0x9E37_79B9_7F4A_7C15) &>> 24) & mask
  }

  /// The number of an object that is in the memo, or −1.
  @inline(__always) func number(of value: Value) -> Int {
    let table = pointer.word(Word.memo)
    if !table.isObject { return -1 }
    let items = ArrayRef(table).items
    let mask = ArrayRef(table).capacity &>> 1 &- 1
    var place = PicklerRef.place(value, mask)
    while true {
      let key = items[place &* 2]
      if key == value { return items[place &* 2 &+ 1].asInt }
      if key.bits == 0 { return -1 }
      place = (place &+ 1) & mask
    }
  }

  var memoCount: Int { pointer.intWord(Word.memoCount) }

  /// Gives an object a number.
  func remember(_ t: Thread, _ value: Value, _ number: Int) {
    let table = pointer.word(Word.memo)
    if !table.isObject || (memoCount &+ 1) &* 3 > ArrayRef(table).capacity { growMemo(t) }
    if insert(ArrayRef(pointer.word(Word.memo)), value, number) { pointer.setIntWord(Word.memoCount, memoCount &+ 1) }
  }

  /// False when the object was there and has only changed its number.
  private func insert(_ table: ArrayRef, _ value: Value, _ number: Int) -> Bool {
    let items = table.items
    let mask = table.capacity &>> 1 &- 1
    var place = PicklerRef.place(value, mask)
    while items[place &* 2].bits != 0 && items[place &* 2] != value { place = (place &+ 1) & mask }
    let isNew = items[place &* 2].bits == 0
    items[place &* 2] = value
    items[place &* 2 &+ 1] = .int(number)
    return isNew
  }

  private func growMemo(_ t: Thread) {
    let old = pointer.word(Word.memo)
    let grown = ArrayRef.allocate(t, capacity: old.isObject ? ArrayRef(old).capacity * 4 : 32)
    forEachInMemo { _ = insert(grown, $0, $1) }
    pointer.setWord(Word.memo, grown.value)
  }

  func forEachInMemo(_ body: (Value, Int) -> Void) {
    let table = pointer.word(Word.memo)
    if !table.isObject { return }
    let items = ArrayRef(table).items
    for place in 0..<ArrayRef(table).capacity / 2 where items[place * 2].bits != 0 {
      body(items[place * 2], items[place * 2 + 1].asInt)
    }
  }

  func clearMemo() {
    pointer.setIntWord(Word.memo, 0)
    pointer.setIntWord(Word.memoCount, 0)
  }

  /// The memo as {id: (number, object)}.
  fileprivate func memoDict(_ t: Thread) -> Value {
    let entries = ListRef.make(t)
    forEachInMemo { entries.append(t, TupleRef.make(t, .int($1), $0)) }
    let result = DictRef.make(t)
    for index in 0..<entries.count { result.set(t, identity(t, TupleRef(entries[index])[1]), entries[index]) }
    return result.value
  }

  /// `Pickler.memo = value`: another pickler's memo, or a dict as `copy` gives it. False with an exception pending.
  func setMemo(_ t: Thread, _ value: Value) -> Bool {
    if value.isObject, value.type.value == picklerMemoType {
      let source = PicklerRef(value.pointer.word(1))
      if source.pointer == pointer { return true }
      clearMemo()
      source.forEachInMemo { remember(t, $0, $1) }
      return true
    }
    guard value.isKind(.dict) else {
      t.raise(
        .typeError, "'memo' attribute must be a PicklerMemoProxy object or dict, not \(value.typeName)")
      return false
    }
    let fresh = ListRef.make(t)
    var position = 0
    while let entry = DictRef(value).next(&position) {
      guard entry.value.isKind(.tuple), TupleRef(entry.value).count == 2 else {
        t.raise(.typeError, "'memo' values must be 2-item tuples")
        return false
      }
      guard let number = t.index(TupleRef(entry.value)[0]) else { return false }
      fresh.append(t, TupleRef.make(t, .int(number), TupleRef(entry.value)[1]))
    }
    clearMemo()
    for index in 0..<fresh.count { remember(t, TupleRef(fresh[index])[1], TupleRef(fresh[index])[0].asInt) }
    return true
  }
}

nonisolated(unsafe) var picklerMemoType = Value.unbound

extension UnsafeMutablePointer where Pointee == ThreadState {
  func definePicklerMemo() {
    picklerMemoType = define(
      TypeDefinition(
        name: "PicklerMemoProxy", words: 2, flags: TypeFlags.notInstantiable, module: "_pickle",
        methods: [
          NativeDefinition("clear(self, /)") { _, a in
            PicklerRef(a[0].pointer.word(1)).clearMemo()
            return .none
          },
          NativeDefinition("copy(self, /)") { t, a in PicklerRef(a[0].pointer.word(1)).memoDict(t) },
          NativeDefinition("__reduce__(self, /)") { t, a in
            let contents = TupleRef.make(t, PicklerRef(a[0].pointer.word(1)).memoDict(t))
            return TupleRef.make(t, vm.pointee.types.dict, contents)
          },
        ]))
  }
}
