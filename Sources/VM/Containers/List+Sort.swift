// Sorting: an adaptive, stable merge sort. Natural runs are found (and short ones extended by binary insertion), then
// merged in the order of the powersort rule's predecessor (the run-length invariants of Python's own sort); merging
// gallops when one side wins repeatedly.
//
// One generic sorter is specialised per element (plain or with a separate key) and per ordering (small ints, floats,
// strings, tuples, anything). An ordering that failed answers false from then on: the sort ends as some permutation and
// nothing is lost; the exception is pending in the thread.

import CRuntime
import Glibc

protocol SortElement {
  var key: Value { get }
}

extension Value: SortElement {
  @inline(__always) var key: Value { self }
}

/// An item with the key computed for it.
struct KeyedItem: SortElement {
  var key: Value
  var item: Value
}

protocol SortOrdering {
  mutating func less(_ thread: Thread, _ a: Value, _ b: Value) -> Bool
}

struct SmallIntOrdering: SortOrdering {
  @inline(__always) mutating func less(_ thread: Thread, _ a: Value, _ b: Value) -> Bool { a.signed < b.signed }
}

struct FloatOrdering: SortOrdering {
  @inline(__always) mutating func less(_ thread: Thread, _ a: Value, _ b: Value) -> Bool { a.floatValue < b.floatValue }
}

struct StringOrdering: SortOrdering {
  @inline(__always) mutating func less(_ thread: Thread, _ a: Value, _ b: Value) -> Bool {
    let x = StringRef(a)
    let y = StringRef(b)
    if x.widthShift == 0 && y.widthShift == 0 && x.count > 0 && y.count > 0 {
      // The first eight bytes as one number; memory is allocated in words, so the read stays inside.
      let shared = min(x.count, y.count, 8)
      let unused = UInt64(64 &- 8 &* shared)
      let first = Raw(x.bytes).load(as: UInt64.self).byteSwapped &>> unused
      let second = Raw(y.bytes).load(as: UInt64.self).byteSwapped &>> unused
      if first != second { return first < second }
      if shared < 8 { return x.count < y.count }
    }
    return x.compare(y) < 0
  }
}

struct GeneralOrdering: SortOrdering {
  var failed = false

  @inline(never) mutating func less(_ thread: Thread, _ a: Value, _ b: Value) -> Bool {
    if failed { return false }
    let truth = thread.truth(thread.compare(.less, a, b))
    if thread.pointee.exception.isBound { failed = true }
    return truth > 0
  }
}

/// Exact tuples, compared item by item; numbers and strings without calls.
struct TupleOrdering: SortOrdering {
  var general = GeneralOrdering()

  @inline(__always) mutating func less(_ thread: Thread, _ a: Value, _ b: Value) -> Bool {
    let x = TupleRef(a)
    let y = TupleRef(b)
    if x.count > 0 && y.count > 0 && Value.bothInt(x[0], y[0]) && x[0] != y[0] { return x[0].signed < y[0].signed }
    return lessSlow(thread, x, y)
  }

  @inline(never) private mutating func lessSlow(_ thread: Thread, _ a: TupleRef, _ b: TupleRef) -> Bool {
    if general.failed { return false }
    var index = 0
    while index < a.count && index < b.count {
      let x = a[index]
      let y = b[index]
      index &+= 1
      if x == y { continue }
      if Value.bothInt(x, y) { return x.signed < y.signed }
      if Value.bothImmediateFloat(x, y) {
        let (d, e) = (x.asDouble, y.asDouble)
        if d == e { continue }
        return d < e
      }
      if x.isObject && y.isObject && x.pointer.shapeWord == vm.pointee.shapes.string.address
        && y.pointer.shapeWord == vm.pointee.shapes.string.address
      {
        let order = StringRef(x).compare(StringRef(y))
        if order == 0 { continue }
        return order < 0
      }
      let same = thread.equal(x, y)
      if same < 0 {
        general.failed = true
        return false
      }
      if same == 0 { return general.less(thread, x, y) }
    }
    return a.count < b.count
  }
}

/// What is known about all keys of a sort.
private enum KeyClass { case smallInts, floats, strings, tuples, mixed }

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `list.sort(key=key, reverse=reverse)`; false with an exception pending (the list then is some permutation).
  func sort(_ list: ListRef, key: Value = .none, reverse: Bool = false) -> Bool {
    let count = list.count
    let storage = list.storage
    let usesKey = key.isBound && !key.isNone
    if count < 2 && !usesKey { return true }
    // Emptied meanwhile, so that a change by a comparison is noticed.
    list.removeAll()
    var succeeded: Bool
    if count == 0 {
      succeeded = true
    } else if usesKey {
      succeeded = sortKeyed(ArrayRef(storage).items, count, key, reverse)
    } else {
      let items = ArrayRef(storage).items
      // Reversing before and after keeps equal items in order.
      if reverse { reverseItems(items, count) }
      succeeded = sortItems(items, count)
      if reverse { reverseItems(items, count) }
    }
    if list.count != 0 || list.capacity != 0 {
      if succeeded { raise(.valueError, "list modified during sort") }
      succeeded = false
    }
    list.storage = storage
    list.count = count
    return succeeded
  }

  private func sortKeyed(_ items: UnsafeMutablePointer<Value>, _ count: Int, _ key: Value, _ reverse: Bool) -> Bool {
    let array = ArrayRef.allocate(self, capacity: count * 2)
    let pairs = UnsafeMutableRawPointer(array.items).assumingMemoryBound(to: KeyedItem.self)
    for index in 0..<count {
      let item = items[index]
      let value = call(key, item)
      if value.isError { return false }
      pairs[index] = KeyedItem(key: value, item: item)
    }
    if reverse { reverseItems(pairs, count) }
    let succeeded = sortItems(pairs, count)
    if reverse { reverseItems(pairs, count) }
    for index in 0..<count { items[index] = pairs[index].item }
    withExtendedLifetime(array) {}
    return succeeded
  }

  private func sortItems<Element: SortElement>(_ items: UnsafeMutablePointer<Element>, _ count: Int) -> Bool {
    switch classify(items, count) {
    case .smallInts: runSort(items, count, SmallIntOrdering())
    case .floats: runSort(items, count, FloatOrdering())
    case .strings: runSort(items, count, StringOrdering())
    case .tuples: runSort(items, count, TupleOrdering())
    case .mixed: runSort(items, count, GeneralOrdering())
    }
    return pointee.exception.isUnbound
  }

  private func runSort<Element: SortElement, Ordering: SortOrdering>(
    _ items: UnsafeMutablePointer<Element>, _ count: Int, _ ordering: Ordering
  ) {
    var sorter = Sorter(thread: self, ordering: ordering, base: items, count: count)
    sorter.sort()
  }

  private func classify<Element: SortElement>(_ items: UnsafeMutablePointer<Element>, _ count: Int) -> KeyClass {
    func all(_ test: (Value) -> Bool) -> Bool {
      for index in 0..<count where !test(items[index].key) { return false }
      return true
    }
    let first = items[0].key
    if first.isInt { return all { $0.isInt } ? .smallInts : .mixed }
    if first.isExactFloat { return all { $0.isExactFloat } ? .floats : .mixed }
    guard first.isObject else { return .mixed }
    let shape = first.pointer.shapeWord
    if shape == vm.pointee.shapes.string.address {
      return all { $0.isObject && $0.pointer.shapeWord == shape } ? .strings : .mixed
    }
    if shape == vm.pointee.shapes.tuple.address {
      return all { $0.isObject && $0.pointer.shapeWord == shape } ? .tuples : .mixed
    }
    return .mixed
  }
}
