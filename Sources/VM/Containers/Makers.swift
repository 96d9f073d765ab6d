// Short ways to make exact instances of the container types: what `list(x)` or `dict()` does when the arguments are
// simple, without `__new__` and `__init__`.

import CRuntime

/// Makes an instance of an exact built-in type from positional arguments, or gives `.unbound` to leave it to `__new__`
/// and `__init__`. Kept in the field `maker` of the type, which subclasses do not inherit.
typealias NativeMaker = @convention(c) (Thread, Arguments, Int) -> Value

private func makeList(_ thread: Thread, _ arguments: Arguments, _ count: Int) -> Value {
  if count == 0 { return ListRef.make(thread).value }
  return count == 1 ? thread.makeList(from: arguments[0])?.value ?? .error : .unbound
}

private func makeTuple(_ thread: Thread, _ arguments: Arguments, _ count: Int) -> Value {
  if count == 0 { return vm.pointee.emptyTuple }
  return count == 1 ? thread.makeTuple(from: arguments[0]) : .unbound
}

private func makeDict(_ thread: Thread, _ arguments: Arguments, _ count: Int) -> Value {
  if count == 0 { return DictRef.make(thread).value }
  let isExact =
    count == 1 && arguments[0].isObject
    && arguments[0].pointer.shapeWord == vm.pointee.shapes.dict.address
  return isExact ? DictRef(arguments[0]).copy(thread).value : .unbound
}

private func makeSet(_ thread: Thread, _ arguments: Arguments, _ count: Int) -> Value {
  if count > 1 { return .unbound }
  let set = thread.makeSet()
  return count == 0 || thread.setUpdate(set, from: arguments[0]) ? set.value : .error
}

private func makeFrozenSet(_ thread: Thread, _ arguments: Arguments, _ count: Int) -> Value {
  if count > 1 { return .unbound }
  if count == 1 && arguments[0].isObject && arguments[0].pointer.shapeWord == vm.pointee.shapes.frozenSet.address {
    return arguments[0]
  }
  let set = thread.makeFrozenSet()
  return count == 0 || thread.setUpdate(set, from: arguments[0]) ? set.value : .error
}

private func makeRange(_ thread: Thread, _ arguments: Arguments, _ count: Int) -> Value {
  for index in 0..<count where !arguments[index].isInt { return .unbound }
  switch count {
  case 1: return RangeRef.make(thread, .int(0), arguments[0], .int(1))
  case 2: return RangeRef.make(thread, arguments[0], arguments[1], .int(1))
  case 3 where arguments[2] != .int(0): return RangeRef.make(thread, arguments[0], arguments[1], arguments[2])
  default: return .unbound
  }
}

func defineMakers(_ thread: Thread) {
  let makers: [(Value, NativeMaker)] = [
    (vm.pointee.types.list, makeList), (vm.pointee.types.tuple, makeTuple), (vm.pointee.types.dict, makeDict),
    (vm.pointee.types.set, makeSet), (vm.pointee.types.frozenSet, makeFrozenSet), (vm.pointee.types.range, makeRange),
  ]
  for (type, maker) in makers {
    TypeRef(type).setField(.maker, .address(unsafeBitCast(maker, to: UnsafeRawPointer.self)))
  }
}
