// The type `tuple`: constructor, methods and operators. Layout: Objects/Sequences.
//
// Instances of subclasses: Objects/Subclass.

import CRuntime
import Glibc

extension TupleRef {
  /// A tuple of a given type with the items copied from memory.
  static func make(_ thread: Thread, type: TypeRef, _ items: UnsafePointer<Value>, _ count: Int) -> Value {
    if type.rootShape == vm.pointee.shapes.tuple { return make(thread, items, count) }
    let object = thread.allocateSubclassInstance(type, words: baseWords + count, flags: 0)
    object.setIntWord(1, count)
    if count > 0 { memcpy(object.values(at: 2), items, count &* 8) }
    return .object(object)
  }
}

private func new(_ thread: Thread, _ arguments: Arguments) -> Value {
  let type = TypeRef(arguments[0])
  if arguments[1].isUnbound { return TupleRef.make(thread, type: type, arguments, 0) }
  let items = thread.makeTuple(from: arguments[1])
  if items.isError || type.rootShape == vm.pointee.shapes.tuple { return items }
  return TupleRef.make(thread, type: type, TupleRef(items).items, TupleRef(items).count)
}

private func representation(_ thread: Thread, _ arguments: Arguments) -> Value {
  let tuple = arguments[0]
  if TupleRef(tuple).count == 0 { return StringRef.make(thread, "()") }
  return thread.guardedRepr(tuple, "(...)") { output in
    output.append(UInt8(ascii: "("))
    let complete = thread.appendReprs(tuple, to: &output)
    if TupleRef(tuple).count == 1 { output.append(UInt8(ascii: ",")) }
    output.append(UInt8(ascii: ")"))
    return complete
  }
}

private func getItem(_ thread: Thread, _ arguments: Arguments) -> Value {
  let tuple = TupleRef(arguments[0])
  if arguments[1].isKind(.slice) {
    guard let slice = thread.indices(SliceRef(arguments[1]), count: tuple.count) else { return .error }
    if slice.count == tuple.count && slice.step == 1 && tuple.pointer.shapeWord == vm.pointee.shapes.tuple.address {
      return arguments[0]
    }
    if slice.step == 1 { return TupleRef.make(thread, tuple.items + slice.start, slice.count) }
    if slice.count == 0 { return vm.pointee.emptyTuple }
    let result = TupleRef.allocate(thread, count: slice.count)
    var place = slice.start
    for index in 0..<slice.count {
      result[index] = tuple[place]
      place &+= slice.step
    }
    return result.value
  }
  guard var index = thread.sequenceIndex(arguments[1], "tuple") else { return .error }
  if index < 0 { index &+= tuple.count }
  if index < 0 || index >= tuple.count { return thread.raise(.indexError, "tuple index out of range") }
  return tuple[index]
}

private func contains(_ thread: Thread, _ arguments: Arguments) -> Value {
  let place = thread.position(of: arguments[1], in: arguments[0])
  return place == -2 ? .error : .bool(place >= 0)
}

private func count(_ thread: Thread, _ arguments: Arguments) -> Value {
  let total = thread.occurrences(of: arguments[1], in: arguments[0])
  return total < 0 ? .error : .int(total)
}

private func add(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard arguments[1].isKind(.tuple) else {
    return thread.raise(.typeError, "can only concatenate tuple (not \"\(arguments[1].typeName)\") to tuple")
  }
  let a = TupleRef(arguments[0])
  let b = TupleRef(arguments[1])
  if b.count == 0 && a.pointer.shapeWord == vm.pointee.shapes.tuple.address { return a.value }
  if a.count == 0 && b.pointer.shapeWord == vm.pointee.shapes.tuple.address { return b.value }
  if a.count + b.count == 0 { return vm.pointee.emptyTuple }
  let result = TupleRef.allocate(thread, count: a.count + b.count)
  memcpy(result.items, a.items, a.count &* 8)
  memcpy(result.items + a.count, b.items, b.count &* 8)
  return result.value
}

private func multiply(_ thread: Thread, _ arguments: Arguments) -> Value {
  let tuple = TupleRef(arguments[0])
  guard let times = thread.repetitions(arguments[1], of: tuple.count, itemBytes: 8) else { return .error }
  if times == 0 { return vm.pointee.emptyTuple }
  if times == 1 && tuple.pointer.shapeWord == vm.pointee.shapes.tuple.address { return arguments[0] }
  let result = TupleRef.allocate(thread, count: tuple.count * times)
  fillRepeated(result.items, tuple.items, tuple.count, tuple.count * times)
  return result.value
}

private func hash(_ thread: Thread, _ arguments: Arguments) -> Value {
  let hash = thread.hashOfTuple(TupleRef(arguments[0]))
  return hash == hashFailed ? .error : .int(hash)
}

private func newArguments(_ thread: Thread, _ arguments: Arguments) -> Value {
  let tuple = TupleRef(arguments[0])
  return TupleRef.make(thread, TupleRef.make(thread, tuple.items, tuple.count))
}

private func compare(_ thread: Thread, _ arguments: Arguments, _ operation: Comparison) -> Value {
  arguments[1].isKind(.tuple) ? thread.compareSequences(operation, arguments[0], arguments[1]) : .notImplemented
}

func defineTuple(_ thread: Thread) {
  let type = thread.define(
    TypeDefinition(
      name: "tuple", kind: .tuple, words: TupleRef.baseWords, flags: TypeFlags.sequence,
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, iterable=(), /)", new),
        NativeDefinition("__repr__(self, /)", representation),
        NativeDefinition("__hash__(self, /)", hash),
        NativeDefinition("__len__(self, /)", { .int(TupleRef($1[0]).count) }),
        NativeDefinition("__getitem__(self, key, /)", getItem),
        NativeDefinition("__contains__(self, key, /)", contains),
        NativeDefinition(
          "__iter__(self, /)", { $0.makeIterator(vm.pointee.shapes.tupleIterator, .tupleIterator, $1[0]) }),
        NativeDefinition("__add__(self, value, /)", add),
        NativeDefinition("__mul__(self, value, /)", multiply),
        NativeDefinition("__rmul__(self, value, /)", multiply),
        NativeDefinition("__lt__(self, value, /)", { compare($0, $1, .less) }),
        NativeDefinition("__le__(self, value, /)", { compare($0, $1, .lessEqual) }),
        NativeDefinition("__eq__(self, value, /)", { compare($0, $1, .equal) }),
        NativeDefinition("__ne__(self, value, /)", { compare($0, $1, .notEqual) }),
        NativeDefinition("__gt__(self, value, /)", { compare($0, $1, .greater) }),
        NativeDefinition("__ge__(self, value, /)", { compare($0, $1, .greaterEqual) }),
        NativeDefinition("__getnewargs__(self, /)", newArguments),
        NativeDefinition("count(self, value, /)", count),
        NativeDefinition("index(self, value, start=0, stop=9223372036854775807, /)", sequenceIndexMethod),
        classGetItemDefinition,
      ],
      doc: "An immutable sequence of any objects."))
  vm.pointee.types.tuple = type
  thread.adopt(&vm.pointee.shapes.tuple, for: type)
}
