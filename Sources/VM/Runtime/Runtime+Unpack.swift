// Unpacking (`a, b = x`, `a, *b, c = x`) and what dict and set displays need (`{**x}`, `f(**x)`, `{a, *b}`).

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Sequences

  /// Stores exactly `count` items of `source` at `target` (memory the collector sees); false with an exception pending.
  func unpack(_ source: Value, count: Int, into target: UnsafeMutablePointer<Value>) -> Bool {
    if source.isObject {
      let shape = source.pointer.shapeWord
      if shape == vm.pointee.shapes.tuple.address {
        let tuple = TupleRef(source)
        if tuple.count != count { return raiseUnpackCount(count, tuple.count) }
        let items = tuple.items
        var index = 0
        while index < count {
          target[index] = items[index]
          index &+= 1
        }
        return true
      }
      if shape == vm.pointee.shapes.list.address {
        let list = ListRef(source)
        if list.count != count { return raiseUnpackCount(count, list.count) }
        if count == 0 { return true }
        let items = list.items
        var index = 0
        while index < count {
          target[index] = items[index]
          index &+= 1
        }
        return true
      }
    }
    let iterator = unpackIterator(source)
    if iterator.isError { return false }
    for index in 0..<count {
      let value = next(iterator)
      if value.isError { return false }
      if value.isUnbound { return raiseUnpackCount(count, index) }
      target[index] = value
    }
    let extra = next(iterator)
    if extra.isError { return false }
    return extra.isUnbound ? true : raiseUnpackCount(count, count + 1)
  }

  @inline(never) private func raiseUnpackCount(_ expected: Int, _ found: Int) -> Bool {
    raise(
      .valueError,
      found < expected
        ? "not enough values to unpack (expected \(expected), got \(found))"
        : "too many values to unpack (expected \(expected))")
    return false
  }

  private func unpackIterator(_ source: Value) -> Value {
    if !isIterable(source) {
      return raise(.typeError, "cannot unpack non-iterable \(source.typeName) object")
    }
    return getIterator(source)
  }

  /// Star unpacking: `before` items, then a list of the rest, then `after` items.
  func unpackEx(_ source: Value, before: Int, after: Int, into target: UnsafeMutablePointer<Value>) -> Bool {
    if !isIterable(source) {
      raise(.typeError, "cannot unpack non-iterable \(source.typeName) object")
      return false
    }
    guard let items = makeList(from: source, isHinted: false) else { return false }
    let count = items.count
    if count < before + after {
      let least = after > 0 || before > 0 ? "at least \(before + after)" : "0"
      raise(.valueError, "not enough values to unpack (expected \(least), got \(count))")
      return false
    }
    for index in 0..<before { target[index] = items[index] }
    for index in 0..<after { target[before + 1 + index] = items[count - after + index] }
    if count > 0 {
      items.removeRange(count - after, count)
      items.removeRange(0, before)
    }
    target[before] = items.value
    return true
  }

  // MARK: Sets

  func makeSet() -> DictRef { DictRef(DictRef.makeTable(self, vm.pointee.shapes.set, .set)) }

  func makeFrozenSet() -> DictRef { DictRef(DictRef.makeTable(self, vm.pointee.shapes.frozenSet, .frozenSet)) }

  /// Adds an item; false with an exception pending.
  @inline(__always) func setAdd(_ set: DictRef, _ item: Value) -> Bool {
    let hash = self.hash(item)
    if hash == hashFailed { return false }
    return setAdd(set, item, hash: hash)
  }

  func setAdd(_ set: DictRef, _ item: Value, hash: Int) -> Bool {
    let place = set.find(self, item, hash: hash)
    if place == DictRef.notFound { set.insertNew(self, item, .none, hash: hash) }
    return place != DictRef.failed
  }

  /// Adds all items of an iterable; false with an exception pending.
  func setUpdate(_ set: DictRef, from iterable: Value) -> Bool {
    if isAnySet(iterable) || iterable.isKind(.dict) && iterable.pointer.shapeWord == vm.pointee.shapes.dict.address {
      // Tables know the hashes already.
      let source = DictRef(iterable)
      if source.pointer == set.pointer { return true }
      if set.fill == 0 && isAnySet(iterable) && set.fill(self, from: source) { return true }
      // Only when the set grows much by it: many small updates grow it by doubling.
      if source.count > max(8, set.count / 2) { set.reserve(self, set.count + source.count) }
      var position = 0
      while position < source.fill {
        let entry = source.entries[position]
        let present = entry.key.isBound && source.value(at: position).isBound
        position += 1
        if present && !setAdd(set, entry.key, hash: entry.hash.asInt) { return false }
      }
      return true
    }
    return forEach(in: iterable) { setAdd(set, $0) }
  }

  /// A set or frozenset, or an instance of a subclass.
  @inline(__always) func isAnySet(_ value: Value) -> Bool {
    value.isObject && (value.objectKind == .set || value.objectKind == .frozenSet)
  }

  // MARK: Dicts

  /// `{**mapping}`; false with an exception pending.
  func dictUpdate(_ dict: DictRef, from mapping: Value) -> Bool {
    if !offersKeys(mapping) {
      raise(.typeError, "'\(mapping.typeName)' object is not a mapping")
      return false
    }
    return mergeMapping(dict, mapping)
  }

  /// Is it an exact dict, or has it a `keys` attribute?
  func offersKeys(_ value: Value) -> Bool {
    if value.isKind(.dict) { return true }
    return value.type.lookup(vm.pointee.names.keys).isBound
  }

  /// Stores all pairs of a mapping (a dict, or an object with `keys` and `__getitem__`).
  func mergeMapping(_ dict: DictRef, _ mapping: Value, overwrite: Bool = true) -> Bool {
    if mapping.isKind(.dict) && hasDictIteration(mapping) {
      let source = DictRef(mapping)
      if source.pointer == dict.pointer { return true }
      if dict.fill == 0 && source.count > 0 { dict.reserve(self, source.count) }
      let expected = source.count
      var position = 0
      while position < source.fill {
        let entry = source.entries[position]
        let value = entry.key.isBound ? source.value(at: position) : .unbound
        position += 1
        if value.isUnbound { continue }
        if !overwrite {
          let place = dict.find(self, entry.key, hash: entry.hash.asInt)
          if place == DictRef.failed { return false }
          if place >= 0 { continue }
        }
        if !dict.set(self, entry.key, value, hash: entry.hash.asInt) { return false }
        if source.count != expected {
          raise(.runtimeError, "dict mutated during update")
          return false
        }
      }
      return true
    }
    let keys = callMethod(mapping, vm.pointee.names.keys)
    if keys.isError { return false }
    return forEach(in: keys) { key in
      let value = getItem(mapping, key)
      return !value.isError && dict.set(self, key, value)
    }
  }

  /// A dict (or subclass) whose `__iter__` is dict's own: its table may be read directly.
  func hasDictIteration(_ dict: Value) -> Bool {
    dict.pointer.shapeWord == vm.pointee.shapes.dict.address
      || dict.type.special(.iter) == TypeRef(vm.pointee.types.dict).special(.iter)
        && dict.type.lookup(vm.pointee.names.keys) == TypeRef(vm.pointee.types.dict).lookup(vm.pointee.names.keys)
  }

  /// The positional arguments of `callee(*source)` as a tuple; `.error` on failure.
  @inline(never) func spreadTuple(_ source: Value, callee: Value) -> Value {
    let tuple = makeTuple(from: source)
    if tuple.isError && pendingMatches(.typeError) && source.type.special(.iter).isUnbound
      && source.type.special(.getitem).isUnbound
    {
      pointee.exception = .unbound
      return raise(.typeError, "\(calleeText(callee)) argument after * must be an iterable, not \(source.typeName)")
    }
    return tuple
  }

  /// `callee(**mapping)`: like `dictUpdate`, but a repeated key is a TypeError that names the callee.
  func dictMerge(_ dict: DictRef, from mapping: Value, callee: Value) -> Bool {
    if !offersKeys(mapping) {
      raise(.typeError, "\(calleeText(callee)) argument after ** must be a mapping, not \(mapping.typeName)")
      return false
    }
    if dict.count == 0 { return mergeMapping(dict, mapping) }
    let pairs = DictRef.make(self)
    if !mergeMapping(pairs, mapping) { return false }
    var position = 0
    while position < pairs.fill {
      let entry = pairs.entries[position]
      position += 1
      let place = dict.find(self, entry.key, hash: entry.hash.asInt)
      if place == DictRef.failed { return false }
      if place >= 0 {
        if !entry.key.isKind(.string) {
          raise(.typeError, "keywords must be strings")
          return false
        }
        raise(
          .typeError,
          "\(calleeText(callee)) got multiple values for keyword argument '\(StringRef(entry.key).text)'")
        return false
      }
      dict.insertNew(self, entry.key, entry.value, hash: entry.hash.asInt)
    }
    return true
  }

  /// How messages name a callee: "module.qualname()", without the module for built-ins, or its str().
  func calleeText(_ callee: Value) -> String {
    let pending = takeException()
    defer { pointee.exception = pending }
    let qualname = findAttribute(callee, vm.pointee.names.qualname)
    if !qualname.isKind(.string) {
      pointee.exception = .unbound
      let text = str(callee)
      return text.isError ? "object" : StringRef(text).text
    }
    let module = findAttribute(callee, vm.pointee.names.module)
    pointee.exception = .unbound
    let name = StringRef(qualname).text
    if module.isKind(.string), StringRef(module).text != "builtins" { return "\(StringRef(module).text).\(name)()" }
    return "\(name)()"
  }
}
