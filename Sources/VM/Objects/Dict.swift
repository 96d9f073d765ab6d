// Ordered hash tables. Layout of dict (and of set, whose entries simply have no use for the value):
//   word 1  count of live entries
//   word 2  fill: entries used so far, deleted ones included
//   word 3  entries: an `array` of (hash, key, value) triples in insertion order, or the small int 0
//   word 4  indices: a `rawArray` hash table of Int32 entry numbers (−1 empty, −2 deleted), or 0 for up to 8 entries,
//           which are searched linearly by hash; behind it, a count of the entries forgotten from the end (truncate)
//   word 5  finger: no live entry lies before it, so that removing from the front is linear (frozensets: their hash)
// A deleted entry has an unbound key. In namespaces (flag `holdsCells`) a value may be a global cell whose
// content is the value proper; a cell with unbound content is an absent entry kept for inline caches.
//
// Looking up may run Python code (`__eq__`), which may change the table: look-ups restart when it did.

import CRuntime
import Glibc

struct DictEntry {
  var hash: Value
  var key: Value
  var value: Value
}

struct DictRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let baseWords = 6

  static let notFound = -1
  static let failed = -2
  /// Only `__eq__` can tell.
  static let undecided = -3
  static let linearLimit = 8

  @inline(__always) var count: Int {
    get { pointer.intWord(1) }
    nonmutating set { pointer.setIntWord(1, newValue) }
  }
  @inline(__always) var fill: Int {
    get { pointer.intWord(2) }
    nonmutating set { pointer.setIntWord(2, newValue) }
  }
  @inline(__always) var capacity: Int { pointer.word(3).isObject ? ArrayRef(pointer.word(3)).capacity / 3 : 0 }
  /// Entries; only when fill > 0 or after `reserve`. Not valid across anything that may add an entry.
  @inline(__always) var entries: UnsafeMutablePointer<DictEntry> {
    (pointer.word(3).pointer + 16).assumingMemoryBound(to: DictEntry.self)
  }
  @inline(__always) private var indexed: Bool { pointer.word(4).isObject }
  @inline(__always) private var indices: UnsafeMutablePointer<Int32> {
    (pointer.word(4).pointer + 16).assumingMemoryBound(to: Int32.self)
  }
  @inline(__always) private var indexMask: Int { pointer.word(4).pointer.intWord(1) }
  /// Words of an index of `size` places, and where it counts forgotten entries.
  private static func indexWords(_ size: Int) -> Int { 3 + size / 2 }
  private var forgotten: UnsafeMutablePointer<Int> {
    (pointer.word(4).pointer + 16 + (indexMask + 1) * 4).assumingMemoryBound(to: Int.self)
  }
  /// First entry that may be live (not of frozensets).
  @inline(__always) var finger: Int { pointer.intWord(5) }
  @inline(__always) var holdsCells: Bool { pointer.headerFlags & HeaderFlags.holdsCells != 0 }

  static func make(_ thread: Thread) -> DictRef { DictRef(makeTable(thread, vm.pointee.shapes.dict, .dict)) }

  static func makeTable(_ thread: Thread, _ shape: ShapeRef, _ kind: Kind) -> Raw {
    let object = thread.allocate(headerImage(shape, kind, words: baseWords), words: baseWords)
    for index in 1..<baseWords { object.setIntWord(index, 0) }
    return object
  }

  /// A namespace: its values live in cells that inline caches may hold on to.
  static func makeNamespace(_ thread: Thread) -> DictRef {
    let dict = make(thread)
    dict.pointer.headerFlags |= HeaderFlags.holdsCells
    return dict
  }

  // MARK: Look-up

  /// Entry number of `key`, or `notFound`, or `failed` with an exception pending.
  @inline(__always) func find(_ thread: Thread, _ key: Value, hash: Int) -> Int {
    let index = probe(key, hash: hash)
    return _fastPath(index != DictRef.undecided) ? index : findSlow(thread, key, hash: hash)
  }

  /// Entry number of `key`, or `notFound`, or `undecided`; runs no Python code.
  @inline(__always) func probe(_ key: Value, hash: Int) -> Int {
    let hashWord = Value.int(hash)
    if !indexed {
      let fill = self.fill
      if fill == 0 { return DictRef.notFound }
      let entries = self.entries
      var index = 0
      while index < fill {
        if entries[index].hash == hashWord && entries[index].key.isBound {
          let match = DictRef.sameKey(entries[index].key, key)
          if match > 0 { return index }
          if match < 0 { return DictRef.undecided }
        }
        index &+= 1
      }
      return DictRef.notFound
    }
    let mask = indexMask
    let indices = self.indices
    let entries = self.entries
    var slot = hash & mask
    var perturb = UInt(bitPattern: hash)
    while true {
      let index = Int(indices[slot])
      if index >= 0 {
        if entries[index].hash == hashWord {
          let match = DictRef.sameKey(entries[index].key, key)
          if match > 0 { return index }
          if match < 0 { return DictRef.undecided }
        }
      } else if index == -1 {
        return DictRef.notFound
      }
      perturb &>>= 5
      slot = (slot &* 5 &+ Int(bitPattern: perturb) &+ 1) & mask
    }
  }

  /// 1 same, 0 different, −1 only `__eq__` can tell.
  @inline(__always) static func sameKey(_ a: Value, _ b: Value, depth: Int = 0) -> Int {
    if a == b { return 1 }
    if a.isObject && b.isObject {
      let x = a.pointer.header
      let y = b.pointer.header
      if x.kind == .string && y.kind == .string {
        if x.flags & y.flags & HeaderFlags.interned != 0 { return 0 }
        // A subclass may have another `__eq__`.
        if x.shape != y.shape || x.shape != vm.pointee.shapes.string.address { return -1 }
        return StringRef(a).equals(StringRef(b)) ? 1 : 0
      }
      if x.kind == .tuple && y.kind == .tuple && x.shape == y.shape && x.shape == vm.pointee.shapes.tuple.address {
        return sameTuple(TupleRef(a), TupleRef(b), depth)
      }
      return -1
    }
    if a.isInt && b.isInt { return 0 }
    return -1
  }

  /// `sameKey` of two exact tuples. Deep ones are left to those who look after the native stack.
  @inline(never) private static func sameTuple(_ a: TupleRef, _ b: TupleRef, _ depth: Int) -> Int {
    if depth == 16 { return -1 }
    let count = a.count
    if count != b.count { return 0 }
    for index in 0..<count {
      let same = sameKey(a[index], b[index], depth: depth &+ 1)
      if same <= 0 { return same }
    }
    return 1
  }

  /// The general look-up: compares with `==`, restarts when the table changed meanwhile.
  @inline(never) private func findSlow(_ thread: Thread, _ key: Value, hash: Int) -> Int {
    let hashWord = Value.int(hash)
    restart: while true {
      let table = pointer.word(3)
      let fill = self.fill
      var slot = hash
      var perturb = UInt(bitPattern: hash)
      var position = 0
      while true {
        var index: Int
        if indexed {
          slot &= indexMask
          index = Int(indices[slot])
          if index == -1 { return DictRef.notFound }
          perturb &>>= 5
          slot = slot &* 5 &+ Int(bitPattern: perturb) &+ 1
        } else {
          if position >= self.fill { return DictRef.notFound }
          index = position
          position += 1
        }
        if index < 0 || entries[index].key.isUnbound || entries[index].hash != hashWord { continue }
        let candidate = entries[index].key
        var match = DictRef.sameKey(candidate, key)
        if match < 0 {
          if thread.refuses(candidate, key) { return DictRef.failed }
          match = thread.equal(candidate, key)
          if match < 0 { return DictRef.failed }
          if pointer.word(3) != table || self.fill != fill || entries[index].key != candidate { continue restart }
        }
        if match > 0 { return index }
      }
    }
  }

  /// Value of an entry, cells looked through; unbound for an absent one.
  @inline(__always) func value(at index: Int) -> Value {
    let value = entries[index].value
    if _slowPath(holdsCells) && value.isKind(.globalCell) { return CellRef(value).content }
    return value
  }

  /// Value for `key`, or unbound when absent, or error.
  func get(_ thread: Thread, _ key: Value) -> Value {
    let hash = thread.hash(key)
    if hash == hashFailed { return .error }
    return get(thread, key, hash: hash)
  }

  func get(_ thread: Thread, _ key: Value, hash: Int) -> Value {
    let index = find(thread, key, hash: hash)
    if index >= 0 { return value(at: index) }
    return index == DictRef.notFound ? .unbound : .error
  }

  /// Value for an interned string key; cannot fail.
  @inline(__always) func get(name: Value) -> Value {
    let index = find(vm.pointee.runningThread, name, hash: StringRef(name).hash)
    return index >= 0 ? value(at: index) : .unbound
  }

  // MARK: Change

  /// Sets `key`; false with an exception pending when hashing or comparing failed.
  @discardableResult func set(_ thread: Thread, _ key: Value, _ value: Value) -> Bool {
    let hash = thread.hash(key)
    if hash == hashFailed { return false }
    return set(thread, key, value, hash: hash)
  }

  @discardableResult func set(_ thread: Thread, _ key: Value, _ value: Value, hash: Int) -> Bool {
    let index = find(thread, key, hash: hash)
    if index >= 0 {
      if _slowPath(holdsCells) && entries[index].value.isKind(.globalCell) {
        let cell = CellRef(entries[index].value)
        if cell.content.isUnbound { count += 1 }
        cell.assign(value)
      } else {
        entries[index].value = value
      }
      return true
    }
    if index == DictRef.failed { return false }
    insertNew(thread, key, value, hash: hash)
    return true
  }

  /// Sets an interned string key; cannot fail.
  func set(name: Value, _ value: Value) {
    set(vm.pointee.runningThread, name, value, hash: StringRef(name).hash)
  }

  /// Adds an entry that is known to be absent.
  func insertNew(_ thread: Thread, _ key: Value, _ value: Value, hash: Int) {
    var index = fill
    if index == capacity {
      grow(thread)
      index = fill
    }
    entries[index] = DictEntry(hash: .int(hash), key: key, value: value)
    if indexed { indexEntry(index, hash: hash) }
    fill = index &+ 1
    count = count &+ 1
  }

  private func indexEntry(_ entry: Int, hash: Int) {
    let mask = indexMask
    let indices = self.indices
    var slot = hash & mask
    var perturb = UInt(bitPattern: hash)
    while indices[slot] >= 0 {
      perturb &>>= 5
      slot = (slot &* 5 &+ Int(bitPattern: perturb) &+ 1) & mask
    }
    indices[slot] = Int32(truncatingIfNeeded: entry)
  }

  /// Room for at least one more entry; drops deleted entries.
  @inline(never) private func grow(_ thread: Thread) {
    let live = liveEntries
    rebuild(thread, capacity: live < 4 ? 4 : live < 8 ? 8 : max(live * 2 + 5, 21))
  }

  /// Entries whose key is bound (hidden cells included).
  private var liveEntries: Int {
    var live = 0
    if fill > 0 {
      let entries = self.entries
      for index in 0..<fill where entries[index].key.isBound { live += 1 }
    }
    return live
  }

  func reserve(_ thread: Thread, _ capacity: Int) {
    if capacity > self.capacity { rebuild(thread, capacity: capacity) }
  }

  private func rebuild(_ thread: Thread, capacity: Int) {
    // Both allocations first: a collection in between must see a consistent table.
    let array = ArrayRef.allocate(thread, capacity: capacity * 3)
    var table: Raw?
    var size = 0
    if capacity > DictRef.linearLimit {
      size = 32
      while size * 2 < capacity * 3 { size *= 2 }
      table = thread.allocateAnySize(
        vm.pointee.shapes.rawArray, .rawArray, words: DictRef.indexWords(size), flags: HeaderFlags.leaf)
      table!.setIntWord(1, size - 1)
      memset(table! + 16, 0xFF, size * 4)
      memset(table! + 16 + size * 4, 0, 8)
    }
    let target = (array.pointer + 16).assumingMemoryBound(to: DictEntry.self)
    var live = 0
    if fill > 0 {
      let old = entries
      for index in 0..<fill where old[index].key.isBound {
        target[live] = old[index]
        live += 1
      }
    }
    pointer.setIntWord(5, 0)
    pointer.setWord(3, array.value)
    pointer.setWord(4, table.map { .object($0) } ?? .int(0))
    fill = live
    if table != nil { for index in 0..<live { indexEntry(index, hash: target[index].hash.asInt) } }
  }

  /// Removes the entry `index`.
  func remove(at index: Int) {
    if holdsCells && entries[index].value.isKind(.globalCell) {
      // Inline caches hold the cell: keep it, empty.
      CellRef(entries[index].value).assign(.unbound)
      count -= 1
      return
    }
    if indexed {
      let mask = indexMask
      let indices = self.indices
      let hash = entries[index].hash.asInt
      var slot = hash & mask
      var perturb = UInt(bitPattern: hash)
      while indices[slot] != Int32(index) {
        perturb &>>= 5
        slot = (slot &* 5 &+ Int(bitPattern: perturb) &+ 1) & mask
      }
      indices[slot] = -2
    }
    entries[index] = DictEntry(hash: .int(0), key: .unbound, value: .int(0))
    count -= 1
    if index == finger && pointer.header.kind != .frozenSet { pointer.setIntWord(5, min(index + 1, fill)) }
  }

  /// Forgets the deleted entries from `position` on, so that popping from the end stays linear. (Not in `remove`: an
  /// iterator must notice an entry that was deleted and added again.)
  func truncate(to position: Int) {
    if entries[position].key.isBound { return }
    let dropped = fill - position
    fill = position
    pointer.setIntWord(5, min(finger, position))
    if indexed { forget(dropped) }
  }

  /// Counts entries that left deleted places in the index and no entry that would make the table grow. A third of the places
  /// has no entry; before these places run out, without which no look-up ends, the index is made anew.
  private func forget(_ dropped: Int) {
    let size = indexMask + 1
    forgotten.pointee += dropped
    if forgotten.pointee <= size / 4 { return }
    forgotten.pointee = 0
    memset(indices, 0xFF, size * 4)
    for index in 0..<fill where entries[index].key.isBound { indexEntry(index, hash: entries[index].hash.asInt) }
  }

  /// The removed value, unbound when absent, or error.
  func remove(_ thread: Thread, _ key: Value) -> Value {
    let hash = thread.hash(key)
    if hash == hashFailed { return .error }
    let index = find(thread, key, hash: hash)
    if index == DictRef.failed { return .error }
    if index == DictRef.notFound { return .unbound }
    let old = value(at: index)
    if old.isBound { remove(at: index) }
    return old
  }

  func removeAll() {
    if holdsCells && fill > 0 {
      for index in 0..<fill where entries[index].key.isBound && value(at: index).isBound { remove(at: index) }
      return
    }
    for index in 1..<DictRef.baseWords { pointer.setIntWord(index, 0) }
  }

  // MARK: Iteration

  /// The first present entry at or after `position`, or nil: `var i = 0; while let e = dict.next(&i) { … }`.
  @inline(__always) func next(_ position: inout Int) -> (key: Value, value: Value)? {
    while position < fill {
      let index = position
      position &+= 1
      let key = entries[index].key
      if key.isUnbound { continue }
      let value = self.value(at: index)
      if value.isUnbound { continue }
      return (key, value)
    }
    return nil
  }

  /// Takes over the entries of `source` in one piece; this table must be empty. False when entries were deleted there or
  /// hold cells: then they must be copied one by one.
  func fill(_ thread: Thread, from source: DictRef) -> Bool {
    if source.fill != source.count || source.holdsCells { return false }
    if source.count == 0 { return true }
    let old = source.pointer.word(3).pointer
    let array = ArrayRef.allocate(thread, capacity: ArrayRef(old).capacity)
    memcpy(array.items, ArrayRef(old).items, source.fill * MemoryLayout<DictEntry>.stride)
    var table = Value.int(0)
    if source.indexed {
      let words = DictRef.indexWords(source.indexMask + 1)
      let copy = thread.allocateAnySize(
        vm.pointee.shapes.rawArray, .rawArray, words: words, flags: HeaderFlags.leaf)
      memcpy(copy + 8, source.pointer.word(4).pointer + 8, (words - 1) * 8)
      table = .object(copy)
    }
    pointer.setWord(3, array.value)
    pointer.setWord(4, table)
    fill = source.fill
    count = source.count
    return true
  }

  func copy(_ thread: Thread) -> DictRef {
    let result = DictRef.make(thread)
    if result.fill(thread, from: self) { return result }
    result.reserve(thread, count)
    var position = 0
    while position < fill {
      let entry = entries[position]
      let value = entry.key.isBound ? self.value(at: position) : .unbound
      position += 1
      if value.isBound { result.insertNew(thread, entry.key, value, hash: entry.hash.asInt) }
    }
    return result
  }

  // MARK: Namespaces

  /// The cell that holds the value of `name` (interned), made when missing (then its content is unbound).
  func cell(_ thread: Thread, name: Value) -> CellRef {
    let hash = StringRef(name).hash
    var index = find(thread, name, hash: hash)
    if index < 0 {
      insertNew(thread, name, .unbound, hash: hash)
      count -= 1
      index = find(thread, name, hash: hash)
    }
    let value = entries[index].value
    if value.isKind(.globalCell) { return CellRef(value) }
    let cell = CellRef.make(thread, value, kind: .globalCell)
    entries[index].value = cell.value
    return cell
  }
}

/// Closure cells (`cell`, visible to Python) and global cells (never visible). Word 1: content or unbound.
struct CellRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  @inline(__always) var content: Value {
    get { pointer.word(1) }
    nonmutating set { pointer.setWord(1, newValue) }
  }
  @inline(__always) static func make(_ thread: Thread, _ content: Value, kind: Kind = .cell) -> CellRef {
    let object = thread.allocate(headerImage(vm.pointee.shapes.cell, kind, words: 2), words: 2)
    object.setWord(1, content)
    return CellRef(object)
  }
}
