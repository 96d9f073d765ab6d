// Operators of `timedelta`: sums, multiples, quotients, order. Results are of the type `timedelta` itself, whatever the
// operands' subclasses; what does not fit in microseconds of 62 bits is computed with big ints.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  fileprivate func addDeltas(_ a: Value, _ b: Value) -> Value {
    a.isDelta && b.isDelta ? makeDelta(a.delta + b.delta) : .notImplemented
  }

  fileprivate func subtractDeltas(_ a: Value, _ b: Value) -> Value {
    a.isDelta && b.isDelta ? makeDelta(a.delta - b.delta) : .notImplemented
  }

  /// `m / n` rounded half to even.
  private func nearestQuotient(_ m: Value, _ n: Value) -> Value {
    if n == .int(0) { return raise(.zeroDivisionError, "integer division or modulo by zero") }
    let (quotient, remainder) = floorDivideIntegers(m, n)
    let order = compareIntegers(absolute(integerBinary(.multiply, remainder, .int(2))), absolute(n))
    return order > 0 || (order == 0 && isOdd(quotient)) ? integerBinary(.add, quotient, .int(1)) : quotient
  }

  /// `delta * number` or, if `divides`, `delta / number`, for the exact ratio of the float.
  private func scale(_ delta: Value, by number: Value, divides: Bool) -> Value {
    let ratio = callMethod(number, StringRef.intern("as_integer_ratio"))
    if ratio.isError { return .error }
    guard ratio.isKind(.tuple) else {
      return raise(
        .typeError, "unexpected return type from as_integer_ratio(): expected tuple, got '\(ratio.typeName)'")
    }
    guard TupleRef(ratio).count == 2 else {
      return raise(.valueError, "unexpected return type from as_integer_ratio(): expected 2-tuple")
    }
    let up = unwrapInteger(TupleRef(ratio)[divides ? 1 : 0])
    let down = unwrapInteger(TupleRef(ratio)[divides ? 0 : 1])
    guard up.isBound, down.isBound else {
      return raise(.typeError, "as_integer_ratio() must return a pair of ints")
    }
    let quotient = nearestQuotient(integerBinary(.multiply, microseconds(delta), up), down)
    return quotient.isError ? .error : makeDelta(microseconds: quotient)
  }

  fileprivate func multiply(_ delta: Value, _ number: Value) -> Value {
    let integer = unwrapInteger(number)
    if integer.isBound { return makeDelta(microseconds: integerBinary(.multiply, microseconds(delta), integer)) }
    return number.isFloat ? scale(delta, by: number, divides: false) : .notImplemented
  }

  fileprivate func divide(_ a: Value, _ b: Value) -> Value {
    guard a.isDelta else { return .notImplemented }
    if b.isDelta { return trueDivideIntegers(microseconds(a), microseconds(b)) }
    if b.isFloat { return scale(a, by: b, divides: true) }
    let integer = unwrapInteger(b)
    if integer.isUnbound { return .notImplemented }
    let quotient = nearestQuotient(microseconds(a), integer)
    return quotient.isError ? .error : makeDelta(microseconds: quotient)
  }

  fileprivate func floorDivide(_ a: Value, _ b: Value) -> Value {
    guard a.isDelta else { return .notImplemented }
    if b.isDelta { return integerBinary(.floorDivide, microseconds(a), microseconds(b)) }
    let integer = unwrapInteger(b)
    if integer.isUnbound { return .notImplemented }
    let quotient = integerBinary(.floorDivide, microseconds(a), integer)
    return quotient.isError ? .error : makeDelta(microseconds: quotient)
  }

  fileprivate func remainder(_ a: Value, _ b: Value) -> Value {
    guard a.isDelta, b.isDelta else { return .notImplemented }
    let rest = integerBinary(.modulo, microseconds(a), microseconds(b))
    return rest.isError ? .error : makeDelta(microseconds: rest)
  }

  fileprivate func divideWithRemainder(_ a: Value, _ b: Value) -> Value {
    guard a.isDelta, b.isDelta else { return .notImplemented }
    let pair = integerBinary(.divmod, microseconds(a), microseconds(b))
    if pair.isError { return .error }
    let rest = makeDelta(microseconds: TupleRef(pair)[1])
    return rest.isError ? .error : TupleRef.make(self, TupleRef(pair)[0], rest)
  }
}

private func compareDeltas(_ t: Thread, _ a: Arguments, _ operation: Comparison) -> Value {
  a[1].isDelta ? operation.holds(a[0].delta.compare(a[1].delta)) : .notImplemented
}

let deltaOperators: [NativeDefinition] = [
  NativeDefinition("__lt__(self, value, /)") { compareDeltas($0, $1, .less) },
  NativeDefinition("__le__(self, value, /)") { compareDeltas($0, $1, .lessEqual) },
  NativeDefinition("__eq__(self, value, /)") { compareDeltas($0, $1, .equal) },
  NativeDefinition("__ne__(self, value, /)") { compareDeltas($0, $1, .notEqual) },
  NativeDefinition("__gt__(self, value, /)") { compareDeltas($0, $1, .greater) },
  NativeDefinition("__ge__(self, value, /)") { compareDeltas($0, $1, .greaterEqual) },
  NativeDefinition("__hash__(self, /)") { _, a in hashOfDelta(a[0].delta) },
  NativeDefinition("__bool__(self, /)") { _, a in
    .bool(a[0].delta != Delta(days: 0, seconds: 0, microseconds: 0))
  },
  NativeDefinition("__neg__(self, /)") { t, a in t.makeDelta(-a[0].delta) },
  NativeDefinition("__pos__(self, /)") { t, a in t.makeDelta(a[0].delta) },
  NativeDefinition("__abs__(self, /)") { t, a in t.makeDelta(a[0].delta.days < 0 ? -a[0].delta : a[0].delta) },
  NativeDefinition("__add__(self, value, /)") { t, a in t.addDeltas(a[0], a[1]) },
  NativeDefinition("__radd__(self, value, /)") { t, a in t.addDeltas(a[1], a[0]) },
  NativeDefinition("__sub__(self, value, /)") { t, a in t.subtractDeltas(a[0], a[1]) },
  NativeDefinition("__rsub__(self, value, /)") { t, a in t.subtractDeltas(a[1], a[0]) },
  NativeDefinition("__mul__(self, value, /)") { t, a in t.multiply(a[0], a[1]) },
  NativeDefinition("__rmul__(self, value, /)") { t, a in t.multiply(a[0], a[1]) },
  NativeDefinition("__truediv__(self, value, /)") { t, a in t.divide(a[0], a[1]) },
  NativeDefinition("__rtruediv__(self, value, /)") { t, a in t.divide(a[1], a[0]) },
  NativeDefinition("__floordiv__(self, value, /)") { t, a in t.floorDivide(a[0], a[1]) },
  NativeDefinition("__rfloordiv__(self, value, /)") { t, a in t.floorDivide(a[1], a[0]) },
  NativeDefinition("__mod__(self, value, /)") { t, a in t.remainder(a[0], a[1]) },
  NativeDefinition("__rmod__(self, value, /)") { t, a in t.remainder(a[1], a[0]) },
  NativeDefinition("__divmod__(self, value, /)") { t, a in t.divideWithRemainder(a[0], a[1]) },
  NativeDefinition("__rdivmod__(self, value, /)") { t, a in t.divideWithRemainder(a[1], a[0]) },
]

/// Equal durations, and moments equally far from a common one, have equal hashes.
func hashOfDelta(_ delta: Delta) -> Value { hashOfMoment(delta.wholeSeconds, delta.microseconds) }
