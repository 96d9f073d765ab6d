// Operations on set tables: union, intersection, difference, inclusion. The types set and frozenset: Set+Methods.
//
// Sets use dict tables with None as value; word 5 of a frozenset is its hash or the small int 0.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A set or frozenset table of a given kind with the items of another table.
  func copySet(_ source: DictRef, _ kind: Kind) -> DictRef {
    let result = kind == .frozenSet ? makeFrozenSet() : makeSet()
    fill(result, from: source)
    return result
  }

  /// Copies the entries of `source` into an empty table; nothing needs comparing.
  func fill(_ table: DictRef, from source: DictRef) {
    if table.fill(self, from: source) { return }
    table.reserve(self, source.count)
    for position in 0..<source.fill {
      let entry = source.entries[position]
      if entry.key.isBound { table.insertNew(self, entry.key, .none, hash: entry.hash.asInt) }
    }
  }

  /// `item in set` as 1, 0 or −1.
  func setContains(_ set: DictRef, _ item: Value) -> Int {
    let place = setPlace(set, item)
    return place >= 0 ? 1 : (place == DictRef.notFound ? 0 : -1)
  }

  /// The same after hashing the item failed.
  @inline(never) func setContains(_ set: DictRef, retrying item: Value) -> Int {
    let place = setPlace(set, retrying: item)
    return place >= 0 ? 1 : (place == DictRef.notFound ? 0 : -1)
  }

  /// Entry number of an item, `notFound` or `failed`.
  func setPlace(_ set: DictRef, _ item: Value) -> Int {
    let hash = self.hash(item)
    return hash == hashFailed ? setPlace(set, retrying: item) : set.find(self, item, hash: hash)
  }

  /// A set cannot be hashed, but it is found as the frozenset with its items.
  private func setPlace(_ set: DictRef, retrying item: Value) -> Int {
    guard item.isKind(.set), pendingMatches(.typeError) else { return DictRef.failed }
    pointee.exception = .unbound
    let key = copySet(DictRef(item), .frozenSet)
    return set.find(self, key.value, hash: hashOfSet(key))
  }

  /// Calls `body` for each item (with its hash) of an iterable until it returns false; false with an exception pending.
  private func forEachHashed(in iterable: Value, _ body: (Value, Int) -> Bool) -> Bool {
    if isAnySet(iterable) {
      let source = DictRef(iterable)
      var position = 0
      while position < source.fill {
        let entry = source.entries[position]
        position += 1
        if entry.key.isBound && !body(entry.key, entry.hash.asInt) { return pointee.exception.isUnbound }
      }
      return true
    }
    return forEach(in: iterable) { item in
      let hash = self.hash(item)
      return hash != hashFailed && body(item, hash)
    }
  }

  func setDifferenceUpdate(_ set: DictRef, _ other: Value) -> Bool {
    if other.isObject && other.pointer == set.pointer {
      set.removeAll()
      return true
    }
    return forEachHashed(in: other) { item, hash in
      let place = set.find(self, item, hash: hash)
      if place >= 0 { set.remove(at: place) }
      return place != DictRef.failed
    }
  }

  /// The items of `set` that are not in the iterable `other`, as a new table; nil with an exception pending.
  func setDifference(_ set: DictRef, _ other: Value) -> DictRef? {
    let kind = set.pointer.header.kind
    if isAnySet(other) || other.isObject && other.pointer.shapeWord == vm.pointee.shapes.dict.address {
      let table = DictRef(other)
      let result = kind == .frozenSet ? makeFrozenSet() : makeSet()
      var position = 0
      while position < set.fill {
        let entry = set.entries[position]
        position += 1
        if entry.key.isUnbound { continue }
        let place = table.find(self, entry.key, hash: entry.hash.asInt)
        if place == DictRef.failed { return nil }
        if place == DictRef.notFound { result.insertNew(self, entry.key, .none, hash: entry.hash.asInt) }
      }
      return result
    }
    let result = copySet(set, kind)
    return setDifferenceUpdate(result, other) ? result : nil
  }

  /// The items in both, as a new table of the kind of `set`; nil with an exception pending.
  func setIntersection(_ set: DictRef, _ other: Value) -> DictRef? {
    let result = set.pointer.header.kind == .frozenSet ? makeFrozenSet() : makeSet()
    var (asked, walked) = (set, other)
    if isAnySet(other) && DictRef(other).count > set.count { (asked, walked) = (DictRef(other), set.value) }
    // A set gives each item once: no need to look whether the result has it.
    let isDistinct = isAnySet(walked)
    let complete = forEachHashed(in: walked) { item, hash in
      let place = asked.find(self, item, hash: hash)
      if place >= 0 {
        let key = asked.entries[place].key
        if !isDistinct { return setAdd(result, key, hash: hash) }
        result.insertNew(self, key, .none, hash: hash)
      }
      return place != DictRef.failed
    }
    return complete ? result : nil
  }

  func setSymmetricDifferenceUpdate(_ set: DictRef, _ other: Value) -> Bool {
    if other.isObject && other.pointer == set.pointer {
      set.removeAll()
      return true
    }
    // Duplicates in the other operand must not toggle twice.
    let items: DictRef
    if isAnySet(other) {
      items = DictRef(other)
    } else {
      items = makeSet()
      if !setUpdate(items, from: other) { return false }
    }
    return forEachHashed(in: items.value) { item, hash in
      let place = set.find(self, item, hash: hash)
      if place == DictRef.failed { return false }
      if place >= 0 { set.remove(at: place) } else { set.insertNew(self, item, .none, hash: hash) }
      return true
    }
  }

  /// 1, 0 or −1: is every item of `a` in `b`?
  func isSubset(_ a: DictRef, _ b: DictRef) -> Int {
    if a.count > b.count { return 0 }
    var position = 0
    while position < a.fill {
      let entry = a.entries[position]
      position += 1
      if entry.key.isUnbound { continue }
      let place = b.find(self, entry.key, hash: entry.hash.asInt)
      if place < 0 { return place == DictRef.notFound ? 0 : -1 }
    }
    return 1
  }

  /// 1, 0 or −1: have they no item in common?
  func isDisjoint(_ set: DictRef, _ other: Value) -> Int {
    var disjoint = 1
    var (asked, walked) = (set, other)
    if isAnySet(other) && DictRef(other).count > set.count { (asked, walked) = (DictRef(other), set.value) }
    let complete = forEachHashed(in: walked) { item, hash in
      let place = asked.find(self, item, hash: hash)
      if place >= 0 { disjoint = 0 }
      return place == DictRef.notFound
    }
    return complete ? disjoint : -1
  }

  /// Hash of a frozenset: independent of the order of its items. (Mixing constants: our own.)
  func hashOfSet(_ set: DictRef) -> Int {
    let known = set.pointer.intWord(5)
    if known != 0 { return known }
    var mixed: UInt64 = 0
    for position in 0..<set.fill where set.entries[position].key.isBound {
      let hash = UInt64(bitPattern: Int64(set.entries[position].hash.asInt))
      mixed ^= (hash ^ (hash &<< 16) ^ 0x5555_AAAA) &* 0xD6E8_FEB8_6659_FD93
    }
    mixed ^= UInt64(set.count &+ 1) &* 0x9E37_79B9_7F4A_7C15
    mixed ^= (mixed &>> 29) ^ (mixed &>> 47)
    mixed = mixed &* 0xBF58_476D_1CE4_E5B9
    var hash = Int(truncatingIfNeeded: Int64(bitPattern: mixed) &>> 3)
    if hash == 0 || hash == -1 { hash = 590_923_713 }
    set.pointer.setIntWord(5, hash)
    return hash
  }
}
