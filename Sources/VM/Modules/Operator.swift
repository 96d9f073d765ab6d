// The module `_operator`: the operators as functions. attrgetter, itemgetter, methodcaller: Operator+Getters.

import CRuntime

/// 1, 0 or −1 (exception pending) as a Value.
@inline(__always) private func answer(_ truth: Int) -> Value { truth < 0 ? .error : .bool(truth > 0) }

private func concatenate(_ thread: Thread, _ arguments: Arguments, inPlace: Bool) -> Value {
  if arguments[0].type.special(.getitem).isUnbound || arguments[0].isKind(.dict) {
    return thread.raise(.typeError, "'\(arguments[0].typeName)' object can't be concatenated")
  }
  return inPlace ? thread.inPlace(.add, arguments[0], arguments[1]) : thread.binary(.add, arguments[0], arguments[1])
}

/// Counts the items equal to a value; or finds the first one when `first`.
private func search(_ thread: Thread, _ arguments: Arguments, first: Bool) -> Value {
  let iterator = thread.getIterator(arguments[0], "argument of type '\(arguments[0].typeName)' is not iterable")
  if iterator.isError { return .error }
  var position = 0
  var total = 0
  while true {
    let item = thread.next(iterator)
    if item.isError { return .error }
    if item.isUnbound { break }
    let same = thread.equal(item, arguments[1])
    if same < 0 { return .error }
    if same > 0 && first { return .int(position) }
    total += same
    position += 1
  }
  return first ? thread.raise(.valueError, "sequence.index(x): x not in sequence") : .int(total)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `operator.length_hint`: len(), `__length_hint__()`, or the default; nil with an exception pending.
  func lengthHint(_ value: Value, _ standard: Int) -> Int? {
    if value.type.special(.len).isBound {
      let count = length(value)
      if count >= 0 { return count }
      if !pendingMatches(.typeError) { return nil }
      pointee.exception = .unbound
    }
    let hook = value.type.special(.length_hint)
    if hook.isUnbound { return standard }
    let hint = callUnbound(hook, value)
    if hint.isError {
      if !pendingMatches(.typeError) { return nil }
      pointee.exception = .unbound
      return standard
    }
    if hint.isNotImplemented { return standard }
    if unwrapInteger(hint).isUnbound {
      raise(.typeError, "__length_hint__ must be an integer, not \(hint.typeName)")
      return nil
    }
    guard let count = index(hint) else { return nil }
    if count < 0 {
      raise(.valueError, "__length_hint__() should return >= 0")
      return nil
    }
    return count
  }
}

private func lengthHint(_ thread: Thread, _ arguments: Arguments) -> Value {
  var standard = 0
  if arguments[1].isBound {
    guard arguments[1].isInt || arguments[1].isBool, let given = thread.index(arguments[1]) else {
      return thread.raise(.typeError, "'\(arguments[1].typeName)' object cannot be interpreted as an integer")
    }
    standard = given
  }
  return thread.lengthHint(arguments[0], standard).map { thread.makeInt($0) } ?? .error
}

private func callObject(_ thread: Thread, _ arguments: Arguments) -> Value {
  let (count, names) = thread.rawArguments
  return withUnsafeTemporaryAllocation(of: Value.self, capacity: count + 8) { buffer in
    let copy = buffer.baseAddress.unsafelyUnwrapped
    for index in 1..<count { copy[index - 1] = arguments[index] }
    return thread.call(arguments[0], copy, count - 1, names: names)
  }
}

/// Compares in time that does not depend on where two strings or bytes differ.
func compareDigest(_ thread: Thread, _ arguments: Arguments) -> Value {
  var (a, b) = (arguments[0], arguments[1])
  if a.isKind(.string) && b.isKind(.string) {
    guard StringRef(a).isAscii, StringRef(b).isAscii else {
      return thread.raise(.typeError, "comparing strings with non-ASCII characters is not supported")
    }
    (a, b) = (thread.bytesFromLatin(StringRef(a)), thread.bytesFromLatin(StringRef(b)))
  } else if byteView(a) == nil && byteView(b) == nil {
    return thread.raise(
      .typeError,
      "unsupported operand types(s) or combination of types: '\(a.typeName)' and '\(b.typeName)'")
  }
  guard let x = thread.bytesArgument(a), let y = thread.bytesArgument(b) else { return .error }
  var difference: UInt8 = x.count == y.count ? 0 : 1
  // Bytes of another length are read through to their end too.
  for index in 0..<y.count { difference |= y[index] ^ (x.count == y.count ? x[index] : y[index]) }
  withExtendedLifetime((a, b)) {}
  return .bool(difference == 0)
}

private let comparisons: [NativeDefinition] = [
  NativeDefinition(.function, "lt(a, b, /)", { $0.compare(.less, $1[0], $1[1]) }),
  NativeDefinition(.function, "le(a, b, /)", { $0.compare(.lessEqual, $1[0], $1[1]) }),
  NativeDefinition(.function, "eq(a, b, /)", { $0.compare(.equal, $1[0], $1[1]) }),
  NativeDefinition(.function, "ne(a, b, /)", { $0.compare(.notEqual, $1[0], $1[1]) }),
  NativeDefinition(.function, "ge(a, b, /)", { $0.compare(.greaterEqual, $1[0], $1[1]) }),
  NativeDefinition(.function, "gt(a, b, /)", { $0.compare(.greater, $1[0], $1[1]) }),
  NativeDefinition(.function, "is_(a, b, /)", { .bool($1[0] == $1[1]) }),
  NativeDefinition(.function, "is_not(a, b, /)", { .bool($1[0] != $1[1]) }),
  NativeDefinition(.function, "truth(a, /)", { answer($0.truth($1[0])) }),
  NativeDefinition(
    .function, "not_(a, /)",
    { thread, arguments in
      let truth = thread.truth(arguments[0])
      return truth < 0 ? .error : .bool(truth == 0)
    }),
]

private let arithmetic: [NativeDefinition] = [
  NativeDefinition(.function, "add(a, b, /)", { $0.binary(.add, $1[0], $1[1]) }),
  NativeDefinition(.function, "sub(a, b, /)", { $0.binary(.subtract, $1[0], $1[1]) }),
  NativeDefinition(.function, "mul(a, b, /)", { $0.binary(.multiply, $1[0], $1[1]) }),
  NativeDefinition(.function, "truediv(a, b, /)", { $0.binary(.trueDivide, $1[0], $1[1]) }),
  NativeDefinition(.function, "floordiv(a, b, /)", { $0.binary(.floorDivide, $1[0], $1[1]) }),
  NativeDefinition(.function, "mod(a, b, /)", { $0.binary(.modulo, $1[0], $1[1]) }),
  NativeDefinition(.function, "pow(a, b, /)", { $0.binary(.power, $1[0], $1[1]) }),
  NativeDefinition(.function, "matmul(a, b, /)", { $0.binary(.matrixMultiply, $1[0], $1[1]) }),
  NativeDefinition(.function, "lshift(a, b, /)", { $0.binary(.leftShift, $1[0], $1[1]) }),
  NativeDefinition(.function, "rshift(a, b, /)", { $0.binary(.rightShift, $1[0], $1[1]) }),
  NativeDefinition(.function, "and_(a, b, /)", { $0.binary(.and, $1[0], $1[1]) }),
  NativeDefinition(.function, "xor(a, b, /)", { $0.binary(.xor, $1[0], $1[1]) }),
  NativeDefinition(.function, "or_(a, b, /)", { $0.binary(.or, $1[0], $1[1]) }),
  NativeDefinition(.function, "neg(a, /)", { $0.unary(.neg, $1[0]) }),
  NativeDefinition(.function, "pos(a, /)", { $0.unary(.pos, $1[0]) }),
  NativeDefinition(.function, "abs(a, /)", { $0.unary(.abs, $1[0]) }),
  NativeDefinition(.function, "inv(a, /)", { $0.unary(.invert, $1[0]) }),
  NativeDefinition(.function, "invert(a, /)", { $0.unary(.invert, $1[0]) }),
  NativeDefinition(.function, "index(a, /)", { $0.toIndex($1[0]) }),
]

private let inPlaceOperators: [NativeDefinition] = [
  NativeDefinition(.function, "iadd(a, b, /)", { $0.inPlace(.add, $1[0], $1[1]) }),
  NativeDefinition(.function, "isub(a, b, /)", { $0.inPlace(.subtract, $1[0], $1[1]) }),
  NativeDefinition(.function, "imul(a, b, /)", { $0.inPlace(.multiply, $1[0], $1[1]) }),
  NativeDefinition(.function, "itruediv(a, b, /)", { $0.inPlace(.trueDivide, $1[0], $1[1]) }),
  NativeDefinition(.function, "ifloordiv(a, b, /)", { $0.inPlace(.floorDivide, $1[0], $1[1]) }),
  NativeDefinition(.function, "imod(a, b, /)", { $0.inPlace(.modulo, $1[0], $1[1]) }),
  NativeDefinition(.function, "ipow(a, b, /)", { $0.inPlace(.power, $1[0], $1[1]) }),
  NativeDefinition(.function, "imatmul(a, b, /)", { $0.inPlace(.matrixMultiply, $1[0], $1[1]) }),
  NativeDefinition(.function, "ilshift(a, b, /)", { $0.inPlace(.leftShift, $1[0], $1[1]) }),
  NativeDefinition(.function, "irshift(a, b, /)", { $0.inPlace(.rightShift, $1[0], $1[1]) }),
  NativeDefinition(.function, "iand(a, b, /)", { $0.inPlace(.and, $1[0], $1[1]) }),
  NativeDefinition(.function, "ixor(a, b, /)", { $0.inPlace(.xor, $1[0], $1[1]) }),
  NativeDefinition(.function, "ior(a, b, /)", { $0.inPlace(.or, $1[0], $1[1]) }),
  NativeDefinition(.function, "iconcat(a, b, /)", { concatenate($0, $1, inPlace: true) }),
]

private let containerOperators: [NativeDefinition] = [
  NativeDefinition(.function, "concat(a, b, /)", { concatenate($0, $1, inPlace: false) }),
  NativeDefinition(.function, "contains(a, b, /)", { answer($0.contains($1[0], $1[1])) }),
  NativeDefinition(.function, "countOf(a, b, /)", { search($0, $1, first: false) }),
  NativeDefinition(.function, "indexOf(a, b, /)", { search($0, $1, first: true) }),
  NativeDefinition(.function, "getitem(a, b, /)", { $0.getItem($1[0], $1[1]) }),
  NativeDefinition(.function, "setitem(a, b, c, /)", { $0.setItem($1[0], $1[1], $1[2]) ? .none : .error }),
  NativeDefinition(.function, "delitem(a, b, /)", { $0.deleteItem($1[0], $1[1]) ? .none : .error }),
  NativeDefinition(.function, "length_hint(obj, default=0, /)", lengthHint),
  NativeDefinition(.function, "call(obj, /, ...)", callObject),
  NativeDefinition(.function, "_compare_digest(a, b, /)", compareDigest),
]

func defineOperator(_ thread: Thread) {
  let module = thread.defineModule(
    "_operator", doc: "The operators as functions.", comparisons + arithmetic + inPlaceOperators + containerOperators)
  defineGetters(thread, module)
}
