// Loops over the items of lists and tuples as long as these are small ints, floats or strings: no Python code runs, so
// nothing can change under them. Whatever else they meet they leave to the general ways, having done nothing.

import CRuntime

/// The items of an exact list or tuple.
struct PlainItems {
  let items: UnsafeMutablePointer<Value>
  let count: Int

  /// Nil for everything else, and when there are no items.
  @inline(__always) init?(_ sequence: Value) {
    guard sequence.isObject else { return nil }
    let shape = sequence.pointer.shapeWord
    if shape == vm.pointee.shapes.list.address {
      count = ListRef(sequence).count
      if count == 0 { return nil }
      items = ListRef(sequence).items
    } else if shape == vm.pointee.shapes.tuple.address {
      count = TupleRef(sequence).count
      if count == 0 { return nil }
      items = TupleRef(sequence).items
    } else {
      return nil
    }
  }

  @inline(__always) private static func isString(_ value: Value) -> Bool {
    value.isObject && value.pointer.shapeWord == vm.pointee.shapes.string.address
  }

  /// Adds numbers from `position` on to `total`; stops before what is no number, or does not fit a small int.
  func sum(_ thread: Thread, from position: inout Int, _ total: Value) -> Value {
    var total = total
    if total.isInt {
      var index = position
      while index < count, items[index].isInt {
        let (sum, overflow) = Value.addInts(total, items[index])
        if overflow { break }
        total = sum
        index &+= 1
      }
      position = index
      if index == count || !items[index].isExactFloat { return total }
    } else if !total.isExactFloat {
      return total
    }
    var index = position
    var sum = total.isInt ? Double(total.asInt) : total.floatValue
    while index < count {
      let item = items[index]
      if _fastPath(item.isImmediateFloat) {
        sum += item.asDouble
      } else if item.isInt {
        sum += Double(item.asInt)
      } else if item.isExactFloat {
        sum += item.floatValue
      } else {
        break
      }
      index &+= 1
    }
    position = index
    return thread.makeFloat(sum)
  }

  /// The least or greatest item, the first of equals; unbound when the items are not all of one sort.
  func extreme(_ thread: Thread, isLeast: Bool) -> Value {
    isLeast ? extreme(thread, least: true) : extreme(thread, least: false)
  }

  @inline(__always) private func extreme(_ thread: Thread, least: Bool) -> Value {
    var best = items[0]
    var index = 1
    if best.isInt {
      while index < count {
        let item = items[index]
        if !item.isInt { return .unbound }
        if least ? item.signed < best.signed : item.signed > best.signed { best = item }
        index &+= 1
      }
      return best
    }
    if best.isImmediateFloat {
      while index < count {
        let item = items[index]
        if !item.isImmediateFloat { return .unbound }
        if least ? item.asDouble < best.asDouble : item.asDouble > best.asDouble { best = item }
        index &+= 1
      }
      return best
    }
    guard PlainItems.isString(best) else { return .unbound }
    var ordering = StringOrdering()
    while index < count {
      let item = items[index]
      if !PlainItems.isString(item) { return .unbound }
      if least ? ordering.less(thread, item, best) : ordering.less(thread, best, item) { best = item }
      index &+= 1
    }
    return best
  }

  /// 1 when some item is as true as `wanted`, 0 when none is, −1 when that is not plain.
  func contains(truth wanted: Bool) -> Int {
    for index in 0..<count {
      let item = items[index]
      if item.isInt {
        if (item != .int(0)) == wanted { return 1 }
      } else if item.isBool {
        if item.isTrue == wanted { return 1 }
      } else if !item.isNone {
        return -1
      } else if !wanted {
        return 1
      }
    }
    return 0
  }

  /// 1 when some item equals an int or string, 0 when none does, −1 when that is not plain.
  func contains(_ wanted: Value) -> Int {
    if wanted.isInt {
      for index in 0..<count {
        let item = items[index]
        if item == wanted { return 1 }
        if !item.isInt && !PlainItems.isString(item) { return -1 }
      }
      return 0
    }
    guard PlainItems.isString(wanted) else { return -1 }
    let text = StringRef(wanted)
    for index in 0..<count {
      let item = items[index]
      if item == wanted { return 1 }
      if PlainItems.isString(item) {
        if text.equals(StringRef(item)) { return 1 }
      } else if !item.isInt {
        return -1
      }
    }
    return 0
  }
}
