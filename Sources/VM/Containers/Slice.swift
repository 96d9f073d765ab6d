// The type `slice`. Layout and the arithmetic for small lengths: Runtime+Slices.

import CRuntime

private func new(_ thread: Thread, _ arguments: Arguments) -> Value {
  if arguments[2].isUnbound { return SliceRef.make(thread, .none, arguments[1], .none) }
  return thread.makeSlice(arguments[1], arguments[2], arguments[3])
}

private func representation(_ thread: Thread, _ arguments: Arguments) -> Value {
  let slice = SliceRef(arguments[0])
  var parts: [String] = []
  for index in 1...3 {
    let text = thread.repr(slice.pointer.word(index))
    if text.isError { return .error }
    parts.append(StringRef(text).text)
  }
  return StringRef.make(thread, "slice(\(parts.joined(separator: ", ")))")
}

private func parts(_ thread: Thread, _ slice: Value) -> Value {
  TupleRef.make(thread, SliceRef(slice).start, SliceRef(slice).stop, SliceRef(slice).step)
}

private func compare(_ thread: Thread, _ arguments: Arguments, _ operation: Comparison) -> Value {
  guard arguments[1].isKind(.slice) else { return .notImplemented }
  return thread.compareSequences(operation, parts(thread, arguments[0]), parts(thread, arguments[1]))
}

/// (start, stop, step) of a slice applied to a length, by int arithmetic of any size; `.error` on failure.
func longIndices(_ thread: Thread, _ slice: SliceRef, _ length: Value) -> Value {
  func bound(_ value: Value) -> Value {
    if value.type.special(.index).isUnbound && !value.isInt {
      return thread.raise(.typeError, "slice indices must be integers or None or have an __index__ method")
    }
    return thread.toIndex(value)
  }
  let step = slice.step.isNone ? .int(1) : bound(slice.step)
  if step.isError { return .error }
  if step == .int(0) { return thread.raise(.valueError, "slice step cannot be zero") }
  let descending = thread.compare(.less, step, .int(0)).isTrue
  let lowest = descending ? Value.int(-1) : .int(0)
  let highest = descending ? thread.binary(.subtract, length, .int(1)) : length
  func limited(_ value: Value, _ standard: Value) -> Value {
    if value.isNone { return standard }
    var place = bound(value)
    if place.isError { return .error }
    if thread.compare(.less, place, .int(0)).isTrue {
      place = thread.binary(.add, place, length)
      return thread.compare(.less, place, lowest).isTrue ? lowest : place
    }
    return thread.compare(.greater, place, highest).isTrue ? highest : place
  }
  let start = limited(slice.start, descending ? highest : lowest)
  if start.isError { return .error }
  let stop = limited(slice.stop, descending ? lowest : highest)
  return stop.isError ? .error : TupleRef.make(thread, start, stop, step)
}

private func indices(_ thread: Thread, _ arguments: Arguments) -> Value {
  let length = thread.toIndex(arguments[1])
  if length.isError { return .error }
  if thread.compare(.less, length, .int(0)).isTrue {
    return thread.raise(.valueError, "length should not be negative")
  }
  return longIndices(thread, SliceRef(arguments[0]), length)
}

func defineSlice(_ thread: Thread) {
  let type = thread.define(
    TypeDefinition(
      name: "slice", kind: .slice, words: SliceRef.baseWords, flags: TypeFlags.final,
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, start, stop=None, step=None, /)", new),
        NativeDefinition("__repr__(self, /)", representation),
        NativeDefinition("__lt__(self, value, /)", { compare($0, $1, .less) }),
        NativeDefinition("__le__(self, value, /)", { compare($0, $1, .lessEqual) }),
        NativeDefinition("__eq__(self, value, /)", { compare($0, $1, .equal) }),
        NativeDefinition("__ne__(self, value, /)", { compare($0, $1, .notEqual) }),
        NativeDefinition("__gt__(self, value, /)", { compare($0, $1, .greater) }),
        NativeDefinition("__ge__(self, value, /)", { compare($0, $1, .greaterEqual) }),
        NativeDefinition(
          "__reduce__(self, /)", { TupleRef.make($0, vm.pointee.types.slice, parts($0, $1[0])) }),
        NativeDefinition("indices(self, length, /)", indices),
      ],
      attributes: [
        GetSetDefinition("start", isMember: true, { _, slice in SliceRef(slice).start }),
        GetSetDefinition("stop", isMember: true, { _, slice in SliceRef(slice).stop }),
        GetSetDefinition("step", isMember: true, { _, slice in SliceRef(slice).step }),
      ],
      doc: "The bounds and the step of a subscript such as x[a:b:c]."))
  vm.pointee.types.slice = type
  thread.adopt(&vm.pointee.shapes.slice, for: type)
  TypeRef(type).setAttribute(Special.hash.name, .none)
}
