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
  static let traceBuildSlice: H3 = { t, start, stop, step in
    t.makeSlice(Value(bits: start), Value(bits: stop), Value(bits: step)).bits
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
  @inline(__always) private static func lookUp(_ t: Thread, _ container: Word, _ key: Word, missing: Value) -> Value {
    let key = Value(bits: key)
    let dict = DictRef(Value(bits: container))
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
    if !t.isPlain(Value(bits: key)) { return Value.unbound.bits }
    return t.plainly {
      DictRef(Value(bits: container)).set(t, Value(bits: key), Value(bits: value)) ? .none : .error
    }.bits
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
    if !t.isPlain(item) || (hasKeys(container) ? false : !t.hasPlainItems(container, ordered: false)) {
      return Value.unbound.bits
    }
    return t.plainly {
      let found = t.containsFast(container, item)
      return found < 0 ? .error : .bool(found == 1)
    }.bits
  }
  private static func hasKeys(_ container: Value) -> Bool {
    let kind = container.objectKind
    return kind == .dict || kind == .set || kind == .frozenSet
  }
  static let traceDictSet: H3 = { t, container, key, value in
    succeeded(DictRef(Value(bits: container)).set(t, Value(bits: key), Value(bits: value)))
  }

  // MARK: Lists and calls

  static let traceListAppend: H2 = { t, list, value in
    ListRef(Value(bits: list)).append(t, Value(bits: value))
    return Value.none.bits
  }
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
