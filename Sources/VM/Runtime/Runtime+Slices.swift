// Slices: the slice object, its indices, and `o[a:b]` without one for exact list, tuple and str.
// The type `slice` itself: Containers/Slice.swift.

import CRuntime

/// A slice object. Words: 1 start, 2 stop, 3 step.
struct SliceRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let baseWords = 4
  @inline(__always) var start: Value { pointer.word(1) }
  @inline(__always) var stop: Value { pointer.word(2) }
  @inline(__always) var step: Value { pointer.word(3) }

  static func make(_ thread: Thread, _ start: Value, _ stop: Value, _ step: Value) -> Value {
    let object = thread.allocate(headerImage(vm.pointee.shapes.slice, .slice, words: baseWords), words: baseWords)
    object.setWord(1, start)
    object.setWord(2, stop)
    object.setWord(3, step)
    return .object(object)
  }
}

/// A slice applied to a sequence: items at start, start + step, … (`count` of them).
struct SliceIndices {
  var start: Int
  var stop: Int
  var step: Int
  var count: Int
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Bounds that are None or unbound become None.
  func makeSlice(_ lower: Value, _ upper: Value, _ step: Value) -> Value {
    SliceRef.make(
      self, lower.isUnbound ? .none : lower, upper.isUnbound ? .none : upper, step.isUnbound ? .none : step)
  }

  /// One bound of a slice, limited to the range of Int. Nil with TypeError pending.
  @inline(__always) func sliceBound(_ value: Value, default standard: Int) -> Int? {
    if value.isInt { return value.asInt }
    if value.isNone || value.isUnbound { return standard }
    return sliceBoundSlow(value)
  }

  @inline(never) private func sliceBoundSlow(_ value: Value) -> Int? {
    if !value.isBool && !value.isKind(.bigInt) && value.type.special(.index).isUnbound {
      raise(.typeError, "slice indices must be integers or None or have an __index__ method")
      return nil
    }
    let integer = toIndex(value)
    if integer.isError { return nil }
    if integer.isInt { return integer.asInt }
    let negative = compare(.less, integer, .int(0))
    if negative.isError { return nil }
    return negative.isTrue ? Int.min : Int.max
  }

  /// The items that a slice selects among `count`, which is asked for last: the bounds may run Python code.
  func indices(_ slice: SliceRef, count: @autoclosure () -> Int) -> SliceIndices? {
    guard let step = sliceBound(slice.step, default: 1) else { return nil }
    if step == 0 {
      raise(.valueError, "slice step cannot be zero")
      return nil
    }
    // −Int.max at least: the step is negated below.
    let stride = max(step, -Int.max)
    guard let start = sliceBound(slice.start, default: stride < 0 ? Int.max : 0),
      let stop = sliceBound(slice.stop, default: stride < 0 ? Int.min : Int.max)
    else { return nil }
    return clamp(start, stop, stride, count())
  }

  /// Limits bounds to a sequence of `count` items.
  @inline(__always) func clamp(_ start: Int, _ stop: Int, _ step: Int, _ count: Int) -> SliceIndices {
    func limit(_ bound: Int) -> Int {
      if bound < 0 {
        let shifted = bound &+ count
        return bound < -count ? (step < 0 ? -1 : 0) : shifted
      }
      return bound >= count ? (step < 0 ? count &- 1 : count) : bound
    }
    let first = limit(start)
    let last = limit(stop)
    var selected = 0
    if step < 0 {
      if last < first { selected = (first &- last &- 1) / -step &+ 1 }
    } else if first < last {
      selected = (last &- first &- 1) / step &+ 1
    }
    return SliceIndices(start: first, stop: last, step: step, count: selected)
  }

  // MARK: Slices without a step

  /// `container[lower:upper]`; a missing bound is None or unbound.
  func getSlice(_ container: Value, _ lower: Value, _ upper: Value) -> Value {
    if container.isObject {
      let shape = container.pointer.shapeWord
      switch container.objectKind {
      case .list where shape == vm.pointee.shapes.list.address:
        guard let start = sliceBound(lower, default: 0), let stop = sliceBound(upper, default: Int.max) else {
          return .error
        }
        // The bounds may have run Python code: the length is read after them.
        let list = ListRef(container)
        return select(list, clamp(start, stop, 1, list.count))
      case .tuple where shape == vm.pointee.shapes.tuple.address:
        guard let start = sliceBound(lower, default: 0), let stop = sliceBound(upper, default: Int.max) else {
          return .error
        }
        let tuple = TupleRef(container)
        let range = clamp(start, stop, 1, tuple.count)
        if range.count == tuple.count { return container }
        return TupleRef.make(self, tuple.items + range.start, range.count)
      case .string where shape == vm.pointee.shapes.string.address:
        guard let start = sliceBound(lower, default: 0), let stop = sliceBound(upper, default: Int.max) else {
          return .error
        }
        let string = StringRef(container)
        let range = clamp(start, stop, 1, string.count)
        return string.slice(self, range.start, range.start + range.count)
      default: break
      }
    }
    let slice = makeSlice(lower, upper, .none)
    return getItem(container, slice)
  }

  // MARK: Slices with a step

  /// The items that a slice selects, in a new list.
  func select(_ list: ListRef, _ range: SliceIndices) -> Value {
    let result = ListRef.makeUnwritten(self, count: range.count)
    if range.count == 0 { return result.value }
    let target = result.items
    let source = list.items + range.start
    if range.step == 1 {
      target.update(from: source, count: range.count)
    } else if range.step == -1 {
      var last = source
      for index in 0..<range.count {
        target[index] = last.pointee
        last -= 1
      }
    } else {
      var place = 0
      for index in 0..<range.count {
        target[index] = source[place]
        place &+= range.step
      }
    }
    return result.value
  }

  /// `container[start:stop:step]` for bounds that are small ints or None.
  func getStride(_ container: Value, _ start: Value, _ stop: Value, _ step: Value) -> Value {
    guard container.pointer.shapeWord == vm.pointee.shapes.list.address, step != .int(0) else {
      return getItem(container, makeSlice(start, stop, step))
    }
    let stride = step.isNone ? 1 : step.asInt
    let list = ListRef(container)
    let first = start.isNone ? (stride < 0 ? Int.max : 0) : start.asInt
    let last = stop.isNone ? (stride < 0 ? Int.min : Int.max) : stop.asInt
    return select(list, clamp(first, last, stride, list.count))
  }

  // MARK: Assigning

  /// `container[lower:upper] = value`, or `del` when `value` is unbound; false with an exception pending.
  func setSlice(_ container: Value, _ lower: Value, _ upper: Value, _ value: Value) -> Bool {
    if container.isObject && container.pointer.shapeWord == vm.pointee.shapes.list.address {
      guard let start = sliceBound(lower, default: 0), let stop = sliceBound(upper, default: Int.max) else {
        return false
      }
      let list = ListRef(container)
      let range = clamp(start, stop, 1, list.count)
      if value.isUnbound {
        list.removeRange(range.start, range.start + range.count)
        return true
      }
      return replaceSlice(list, range.start, range.start + range.count, value)
    }
    let slice = makeSlice(lower, upper, .none)
    return value.isUnbound ? deleteItem(container, slice) : setItem(container, slice, value)
  }

  /// Replaces the items `start ..< end` by those of an iterable; false with an exception pending.
  func replaceSlice(_ list: ListRef, _ start: Int, _ end: Int, _ iterable: Value) -> Bool {
    let isApart =
      iterable.isObject && iterable.pointer.shapeWord == vm.pointee.shapes.list.address && iterable != list.value
    if !isApart && !isIterable(iterable) {
      raise(.typeError, "can only assign an iterable")
      return false
    }
    // Else a private copy: the iterable may be the list itself, or change it while it is read.
    guard let source = isApart ? ListRef(iterable) : makeList(from: iterable, isHinted: false) else { return false }
    let count = list.count
    let first = min(start, count)
    let last = min(max(end, first), count)
    let inserted = source.count
    let total = count - (last - first) + inserted
    if total > list.capacity { list.reserve(self, total + total >> 3) }
    if total == 0 {
      list.removeAll()
      return true
    }
    let items = list.items
    if count > last && inserted != last - first {
      (items + first + inserted).update(from: items + last, count: count - last)
    }
    if inserted > 0 { (items + first).update(from: source.items, count: inserted) }
    var index = total
    while index < count {
      items[index] = .int(0)
      index += 1
    }
    list.count = total
    return true
  }

  /// Does `iter(value)` have a chance?
  func isIterable(_ value: Value) -> Bool {
    let hook = value.type.special(.iter)
    return hook.isBound ? !hook.isNone : value.type.special(.getitem).isBound
  }
}
