// Helpers of traces for subscripts, dicts and lists (rows: TraceHelpers.swift).

import CRuntime

extension TraceHelpers {
  // MARK: Items

  static let traceGetItem: H2 = { t, container, index in
    t.getItem(Value(bits: container), Value(bits: index)).bits
  }
  static let traceSetItem: H3 = { t, container, index, value in
    succeeded(t.setItem(Value(bits: container), Value(bits: index), Value(bits: value)))
  }
  static let traceDeleteItem: H2 = { t, container, index in
    succeeded(t.deleteItem(Value(bits: container), Value(bits: index)))
  }
  static let traceGetSlice: H3 = { t, container, start, stop in
    t.getSlice(Value(bits: container), Value(bits: start), Value(bits: stop)).bits
  }
  static let traceSetSlice: H4 = { t, container, start, stop, value in
    succeeded(t.setSlice(Value(bits: container), Value(bits: start), Value(bits: stop), Value(bits: value)))
  }
  /// `container[start:stop:step]` of a list, tuple or string.
  static let traceGetStride: H4 = { t, container, start, stop, step in
    t.getStride(Value(bits: container), Value(bits: start), Value(bits: stop), Value(bits: step)).bits
  }
  /// Unbound where Python code would have to run, as for all helpers here that are given a key.
  static let traceDictGet: H2 = { t, container, key in
    let found = lookUp(t, container, key, missing: .error)
    if found.isError && t.pointee.exception.isUnbound { t.raiseKeyError(Value(bits: key)) }
    return found.bits
  }
  static let traceDictGetDefault: H3 = { t, container, key, missing in
    lookUp(t, container, key, missing: Value(bits: missing)).bits
  }
  /// The entry of a key that is a string or a small int; `undecided` for other keys, and where `__eq__` must decide.
  @inline(__always) private static func probe(_ dict: DictRef, _ key: Value) -> (index: Int, hash: Int) {
    let hash: Int
    if key.isInt {
      hash = ThreadState.hash(small: key.asInt)
    } else if key.isObject, key.pointer.shapeWord == vm.pointee.shapes.string.address {
      hash = StringRef(key).hash
    } else {
      return (DictRef.undecided, 0)
    }
    return (dict.probe(key, hash: hash), hash)
  }
  @inline(__always) private static func lookUp(_ t: Thread, _ container: Word, _ key: Word, missing: Value) -> Value {
    let key = Value(bits: key)
    let dict = DictRef(Value(bits: container))
    let (index, _) = probe(dict, key)
    if _fastPath(index >= 0) {
      let value = dict.value(at: index)
      return value.isBound ? value : missing
    }
    return index == DictRef.notFound ? missing : lookUpSlow(t, dict, key, missing: missing)
  }
  @inline(never) private static func lookUpSlow(_ t: Thread, _ dict: DictRef, _ key: Value, missing: Value) -> Value {
    if !t.isPlain(key) { return .unbound }
    return t.plainly {
      let hash = t.hash(key)
      if hash == hashFailed { return .error }
      let index = dict.find(t, key, hash: hash)
      if index >= 0 {
        let value = dict.value(at: index)
        if value.isBound { return value }
      }
      return index == DictRef.failed ? .error : missing
    }
  }
  static let traceDictSetPlain: H3 = { t, container, key, value in
    setSlow(t, DictRef(Value(bits: container)), Value(bits: key), Value(bits: value)).bits
  }
  /// The same for a dict that is no namespace; unbound for one that is.
  static let traceDictSetTable: H3 = { t, container, key, value in
    let dict = DictRef(Value(bits: container))
    let key = Value(bits: key)
    if _slowPath(dict.holdsCells) { return Value.unbound.bits }
    let (index, hash) = probe(dict, key)
    if _fastPath(index >= 0) {
      dict.entries[index].value = Value(bits: value)
    } else if index == DictRef.notFound {
      dict.insertNew(t, key, Value(bits: value), hash: hash)
    } else {
      return setSlow(t, dict, key, Value(bits: value)).bits
    }
    return Value.none.bits
  }
  @inline(never) private static func setSlow(_ t: Thread, _ dict: DictRef, _ key: Value, _ value: Value) -> Value {
    if !t.isPlain(key) { return .unbound }
    return t.plainly { dict.set(t, key, value) ? .none : .error }
  }
  static let traceDeleteItemPlain: H2 = { t, container, key in
    if !t.isPlain(Value(bits: key)) { return Value.unbound.bits }
    return t.plainly { t.deleteItem(Value(bits: container), Value(bits: key)) ? .none : .error }.bits
  }
  /// An item of a dict whose class has the `__getitem__` of dict; unbound also where `__missing__` decides.
  static let traceGetItemPlain: H2 = { t, container, key in
    lookUp(t, container, key, missing: .unbound).bits
  }
  static let traceContainsPlain: H2 = { t, container, item in
    let item = Value(bits: item)
    let container = Value(bits: container)
    if hasKeys(container) {
      let (index, _) = probe(DictRef(container), item)
      if _fastPath(index >= 0) { return Value.bool(DictRef(container).value(at: index).isBound).bits }
      if index == DictRef.notFound { return Value.false.bits }
    } else {
      let found = PlainItems(container)?.contains(item) ?? -1
      if found >= 0 { return Value.bool(found == 1).bits }
    }
    if !t.isPlain(item) || (hasKeys(container) ? false : !t.hasPlainItems(container, ordered: false)) {
      return Value.unbound.bits
    }
    return t.plainly {
      let found = t.containsFast(container, item)
      return found < 0 ? .error : .bool(found == 1)
    }.bits
  }
  /// The sum of a list or tuple of numbers and `start`, a number; unbound when something else is among them.
  static let traceSumItems: H2 = { t, sequence, start in
    var position = 0
    guard let items = PlainItems(Value(bits: sequence)) else { return start }
    let total = items.sum(t, from: &position, Value(bits: start))
    return position == items.count ? total.bits : Value.unbound.bits
  }
  private static func hasKeys(_ container: Value) -> Bool {
    let kind = container.objectKind
    return kind == .dict || kind == .set || kind == .frozenSet
  }
  static let traceDictSet: H3 = { t, container, key, value in
    succeeded(DictRef(Value(bits: container)).set(t, Value(bits: key), Value(bits: value)))
  }

  // MARK: Lists and calls

  static let traceByteArrayAppend: H2 = { t, x, item in
    let array = ByteArrayRef(Value(bits: x))
    if !t.mayResize(array) { return Value.error.bits }
    let count = array.count
    array.reserve(t, count + 1)
    array.bytes[count] = UInt8(truncatingIfNeeded: Value(bits: item).asInt)
    array.count = count + 1
    return Value.none.bits
  }
  static let traceListPop: H1 = { t, x in
    let list = ListRef(Value(bits: x))
    if list.count == 0 { return t.raise(.indexError, "pop from empty list").bits }
    let item = list[list.count - 1]
    list[list.count - 1] = .int(0)
    list.count -= 1
    return item.bits
  }
  static let traceListExtend: H2 = { t, list, source in
    succeeded(t.extendList(ListRef(Value(bits: list)), Value(bits: source)))
  }
  static let traceListToTuple: H1 = { t, x in
    let list = ListRef(Value(bits: x))
    return list.count == 0 ? vm.pointee.emptyTuple.bits : TupleRef.make(t, list.items, list.count).bits
  }
  static let traceSetAdd: H2 = { t, set, item in
    if !t.isPlain(Value(bits: item)) { return Value.unbound.bits }
    return t.plainly { DictRef(Value(bits: set)).set(t, Value(bits: item), .none) ? .none : .error }.bits
  }
  static let traceSetAddGeneral: H2 = { t, set, item in
    succeeded(DictRef(Value(bits: set)).set(t, Value(bits: item), .none))
  }
  static let traceLength: H1 = { t, x in
    let length = t.length(Value(bits: x))
    return length < 0 ? Value.error.bits : Value.int(length).bits
  }
  static let traceCallSpread: H3 = { t, callee, items, named in
    var tuple = Value(bits: items)
    if !tuple.isKind(.tuple) {
      tuple = t.spreadTuple(tuple, callee: Value(bits: callee))
      if tuple.isError { return tuple.bits }
    }
    return t.call(Value(bits: callee), tuple: TupleRef(tuple), keywords: Value(bits: named)).bits
  }
  static let traceCallWindow: H4 = { t, callee, place, count, names in
    t.call(Value(bits: callee), window(place), Int(count), names: Value(bits: names)).bits
  }
}
