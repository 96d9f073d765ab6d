// The type `list`: constructor, methods and operators. Layout: Objects/Sequences; sorting: List+Sort.

import CRuntime
import Glibc

private func new(_ thread: Thread, _ arguments: Arguments) -> Value {
  let list = thread.allocateInstance(TypeRef(arguments[0]))
  list.pointer.setIntWord(1, 0)
  list.pointer.setIntWord(2, 0)
  return list
}

private func initialize(_ thread: Thread, _ arguments: Arguments) -> Value {
  let list = ListRef(arguments[0])
  list.removeAll()
  if arguments[1].isUnbound { return .none }
  return thread.extend(list, by: arguments[1]) ? .none : .error
}

private func representation(_ thread: Thread, _ arguments: Arguments) -> Value {
  if ListRef(arguments[0]).count == 0 { return StringRef.make(thread, "[]") }
  let list = arguments[0]
  return thread.guardedRepr(list, "[...]") { output in
    output.append(UInt8(ascii: "["))
    let complete = thread.appendReprs(list, to: &output)
    output.append(UInt8(ascii: "]"))
    return complete
  }
}

// MARK: Subscripts

private func getItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let list = ListRef(arguments[0])
  if arguments[1].isKind(.slice) {
    guard let slice = thread.indices(SliceRef(arguments[1]), count: list.count) else { return .error }
    return thread.select(list, slice)
  }
  guard var index = thread.sequenceIndex(arguments[1], "list") else { return .error }
  if index < 0 { index &+= list.count }
  if index < 0 || index >= list.count { return thread.raise(.indexError, "list index out of range") }
  return list[index]
}

private func setItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let list = ListRef(arguments[0])
  if arguments[1].isKind(.slice) { return setSlice(thread, list, SliceRef(arguments[1]), arguments[2]) }
  guard var index = thread.sequenceIndex(arguments[1], "list") else { return .error }
  if index < 0 { index &+= list.count }
  if index < 0 || index >= list.count { return thread.raise(.indexError, "list assignment index out of range") }
  list[index] = arguments[2]
  return .none
}

private func setSlice(_ thread: Thread, _ list: ListRef, _ slice: SliceRef, _ value: Value) -> Value {
  guard let range = thread.indices(slice, count: list.count) else { return .error }
  if range.step == 1 {
    return thread.replaceSlice(list, range.start, range.start + range.count, value) ? .none : .error
  }
  if !thread.isIterable(value) { return thread.raise(.typeError, "must assign iterable to extended slice") }
  guard let source = thread.makeList(from: value) else { return .error }
  if source.count != range.count {
    return thread.raise(
      .valueError, "attempt to assign sequence of size \(source.count) to extended slice of size \(range.count)")
  }
  var place = range.start
  for index in 0..<range.count where place < list.count {
    list[place] = source[index]
    place &+= range.step
  }
  return .none
}

private func deleteItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let list = ListRef(arguments[0])
  if arguments[1].isKind(.slice) {
    guard var range = thread.indices(SliceRef(arguments[1]), count: list.count) else { return .error }
    if range.count == 0 { return .none }
    if range.step < 0 {
      range.start += range.step * (range.count - 1)
      range.step = -range.step
    }
    if range.step == 1 {
      list.removeRange(range.start, range.start + range.count)
      return .none
    }
    let items = list.items
    var kept = range.start
    var next = range.start
    var removed = 0
    for index in range.start..<list.count {
      if index == next && removed < range.count {
        removed += 1
        next &+= range.step
      } else {
        items[kept] = items[index]
        kept += 1
      }
    }
    list.removeRange(kept, list.count)
    return .none
  }
  guard var index = thread.sequenceIndex(arguments[1], "list") else { return .error }
  if index < 0 { index &+= list.count }
  if index < 0 || index >= list.count { return thread.raise(.indexError, "list assignment index out of range") }
  list.removeRange(index, index + 1)
  return .none
}

private func contains(_ thread: Thread, _ arguments: Arguments) -> Value {
  let place = thread.position(of: arguments[1], in: arguments[0])
  return place == -2 ? .error : .bool(place >= 0)
}

// MARK: Methods

private func append(_ thread: Thread, _ arguments: Arguments) -> Value {
  ListRef(arguments[0]).append(thread, arguments[1])
  return .none
}

private func extend(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.extend(ListRef(arguments[0]), by: arguments[1]) ? .none : .error
}

private func insert(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard var index = thread.index(arguments[1]) else { return .error }
  let list = ListRef(arguments[0])
  if index < 0 { index = max(0, index &+ list.count) }
  list.insert(thread, arguments[2], at: min(index, list.count))
  return .none
}

private func pop(_ thread: Thread, _ arguments: Arguments) -> Value {
  let list = ListRef(arguments[0])
  let count = list.count
  if arguments[1].isUnbound && count > 0 {
    let item = list[count &- 1]
    list[count &- 1] = .int(0)
    list.count = count &- 1
    return item
  }
  var index = -1
  if arguments[1].isBound {
    guard let given = thread.index(arguments[1]) else { return .error }
    index = given
  }
  if list.count == 0 { return thread.raise(.indexError, "pop from empty list") }
  if index < 0 { index &+= list.count }
  if index < 0 || index >= list.count { return thread.raise(.indexError, "pop index out of range") }
  let item = list[index]
  list.removeRange(index, index + 1)
  return item
}

private func remove(_ thread: Thread, _ arguments: Arguments) -> Value {
  let place = thread.position(of: arguments[1], in: arguments[0])
  if place == -2 { return .error }
  if place < 0 { return thread.raise(.valueError, "list.remove(x): x not in list") }
  let list = ListRef(arguments[0])
  if place < list.count { list.removeRange(place, place + 1) }
  return .none
}

private func clear(_ thread: Thread, _ arguments: Arguments) -> Value {
  ListRef(arguments[0]).removeAll()
  return .none
}

private func copy(_ thread: Thread, _ arguments: Arguments) -> Value {
  let list = ListRef(arguments[0])
  return ListRef.make(thread, list.count > 0 ? list.items : list.pointer.values(at: 1), list.count)
}

private func count(_ thread: Thread, _ arguments: Arguments) -> Value {
  let total = thread.occurrences(of: arguments[1], in: arguments[0])
  return total < 0 ? .error : .int(total)
}

/// `index(value, start, stop)` of list and tuple.
func sequenceIndexMethod(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard var start = thread.sliceBound(arguments[2], default: 0),
    var end = thread.sliceBound(arguments[3], default: Int.max)
  else { return .error }
  let length = thread.itemCount(arguments[0])
  if start < 0 { start = max(0, start &+ length) }
  if end < 0 { end = max(0, end &+ length) }
  let place = thread.position(of: arguments[1], in: arguments[0], from: start, to: end)
  if place >= 0 { return .int(place) }
  if place == -2 { return .error }
  if arguments[0].isKind(.tuple) { return thread.raise(.valueError, "tuple.index(x): x not in tuple") }
  let text = thread.repr(arguments[1])
  return text.isError ? .error : thread.raise(.valueError, "\(StringRef(text).text) is not in list")
}

private func reverse(_ thread: Thread, _ arguments: Arguments) -> Value {
  let list = ListRef(arguments[0])
  if list.count > 1 { reverseItems(list.items, list.count) }
  return .none
}

@inline(__always) func reverseItems<Element>(_ items: UnsafeMutablePointer<Element>, _ count: Int) {
  var low = 0
  var high = count &- 1
  while low < high {
    let item = items[low]
    items[low] = items[high]
    items[high] = item
    low &+= 1
    high &-= 1
  }
}

private func sort(_ thread: Thread, _ arguments: Arguments) -> Value {
  var reverse = 0
  if arguments[2].isBound {
    guard let flag = thread.index(arguments[2]) else { return .error }
    reverse = flag
  }
  return thread.sort(ListRef(arguments[0]), key: arguments[1], reverse: reverse != 0) ? .none : .error
}

// MARK: Operators

private func add(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard arguments[1].isKind(.list) else {
    return thread.raise(.typeError, "can only concatenate list (not \"\(arguments[1].typeName)\") to list")
  }
  let a = ListRef(arguments[0])
  let b = ListRef(arguments[1])
  let result = ListRef.make(thread, capacity: a.count + b.count)
  if a.count > 0 { memcpy(result.items, a.items, a.count &* 8) }
  if b.count > 0 { memcpy(result.items + a.count, b.items, b.count &* 8) }
  result.count = a.count + b.count
  return result.value
}

private func inPlaceAdd(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.extend(ListRef(arguments[0]), by: arguments[1]) ? arguments[0] : .error
}

private func multiply(_ thread: Thread, _ arguments: Arguments) -> Value {
  let list = ListRef(arguments[0])
  guard let times = thread.repetitions(arguments[1], of: list.count, itemBytes: 8) else { return .error }
  let total = times * list.count
  let result = ListRef.make(thread, capacity: total)
  if total > 0 { fillRepeated(result.items, list.items, list.count, total) }
  result.count = total
  return result.value
}

/// Fills `total` items of `target` with copies of the `count` items of `source`.
func fillRepeated(_ target: UnsafeMutablePointer<Value>, _ source: UnsafePointer<Value>, _ count: Int, _ total: Int) {
  if count == 1 {
    target.update(repeating: source[0], count: total)
    return
  }
  memmove(target, source, count &* 8)
  var filled = count
  while filled < total {
    let part = min(filled, total - filled)
    memcpy(target + filled, target, part &* 8)
    filled += part
  }
}

private func inPlaceMultiply(_ thread: Thread, _ arguments: Arguments) -> Value {
  let list = ListRef(arguments[0])
  guard let times = thread.repetitions(arguments[1], of: list.count, itemBytes: 8) else { return .error }
  if times == 0 {
    list.removeAll()
    return arguments[0]
  }
  let count = list.count
  list.reserve(thread, count * times)
  fillRepeated(list.items, list.items, count, count * times)
  list.count = count * times
  return arguments[0]
}

private func compare(_ thread: Thread, _ arguments: Arguments, _ operation: Comparison) -> Value {
  arguments[1].isKind(.list) ? thread.compareSequences(operation, arguments[0], arguments[1]) : .notImplemented
}

func defineList(_ thread: Thread) {
  let type = thread.define(
    TypeDefinition(
      name: "list", kind: .list, words: ListRef.baseWords, flags: TypeFlags.sequence,
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, /, ...)", new),
        NativeDefinition("__init__(self, iterable=(), /)", initialize),
        NativeDefinition("__repr__(self, /)", representation),
        NativeDefinition("__len__(self, /)", { .int(ListRef($1[0]).count) }),
        NativeDefinition("__getitem__(self, index, /)", getItem),
        NativeDefinition("__setitem__(self, key, value, /)", setItem),
        NativeDefinition("__delitem__(self, key, /)", deleteItem),
        NativeDefinition("__contains__(self, key, /)", contains),
        NativeDefinition(
          "__iter__(self, /)", { $0.makeIterator(vm.pointee.shapes.listIterator, .listIterator, $1[0]) }),
        NativeDefinition("__reversed__(self, /)", { makeReverseListIterator($0, $1[0]) }),
        NativeDefinition("__add__(self, value, /)", add),
        NativeDefinition("__iadd__(self, value, /)", inPlaceAdd),
        NativeDefinition("__mul__(self, value, /)", multiply),
        NativeDefinition("__rmul__(self, value, /)", multiply),
        NativeDefinition("__imul__(self, value, /)", inPlaceMultiply),
        NativeDefinition("__lt__(self, value, /)", { compare($0, $1, .less) }),
        NativeDefinition("__le__(self, value, /)", { compare($0, $1, .lessEqual) }),
        NativeDefinition("__eq__(self, value, /)", { compare($0, $1, .equal) }),
        NativeDefinition("__ne__(self, value, /)", { compare($0, $1, .notEqual) }),
        NativeDefinition("__gt__(self, value, /)", { compare($0, $1, .greater) }),
        NativeDefinition("__ge__(self, value, /)", { compare($0, $1, .greaterEqual) }),
        NativeDefinition("__sizeof__(self, /)", { .int(40 + 8 * ListRef($1[0]).capacity) }),
        NativeDefinition("append(self, object, /)", append),
        NativeDefinition("extend(self, iterable, /)", extend),
        NativeDefinition("insert(self, index, object, /)", insert),
        NativeDefinition("pop(self, index=-1, /)", pop),
        NativeDefinition("remove(self, value, /)", remove),
        NativeDefinition("clear(self, /)", clear),
        NativeDefinition("copy(self, /)", copy),
        NativeDefinition("count(self, value, /)", count),
        NativeDefinition("index(self, value, start=0, stop=9223372036854775807, /)", sequenceIndexMethod),
        NativeDefinition("reverse(self, /)", reverse),
        NativeDefinition("sort(self, /, *, key=None, reverse=False)", sort),
        classGetItemDefinition,
      ],
      doc: "A sequence of any objects that can grow and change."))
  vm.pointee.types.list = type
  thread.adopt(&vm.pointee.shapes.list, for: type)
  TypeRef(type).setAttribute(Special.hash.name, .none)
}
