// The named operations of Decimal, as tables. Those that depend on a context take one as their last argument.

import CRuntime

private func quiet(_ t: Thread, _ a: Arguments, _ test: (DecimalNumber) -> Bool) -> Value {
  .bool(test(DecimalRef(a[0]).number))
}

let decimalFunctions: [NativeDefinition] = [
  NativeDefinition("exp(self, context=None)") { t, a in t.unary(a[1], a[0]) { $0.exponential($1) } },
  NativeDefinition("ln(self, context=None)") { t, a in t.unary(a[1], a[0]) { $0.naturalLogarithm($1) } },
  NativeDefinition("log10(self, context=None)") { t, a in t.unary(a[1], a[0]) { $0.decimalLogarithm($1) } },
  NativeDefinition("next_minus(self, context=None)") { t, a in t.unary(a[1], a[0]) { $0.neighbour($1, above: false) } },
  NativeDefinition("next_plus(self, context=None)") { t, a in t.unary(a[1], a[0]) { $0.neighbour($1, above: true) } },
  NativeDefinition("normalize(self, context=None)") { t, a in t.unary(a[1], a[0]) { $0.normalize($1) } },
  NativeDefinition("sqrt(self, context=None)") { t, a in t.unary(a[1], a[0]) { $0.squareRoot($1) } },
  NativeDefinition("logb(self, context=None)") { t, a in t.unary(a[1], a[0]) { $0.logB($1) } },
  NativeDefinition("logical_invert(self, context=None)") { t, a in t.unary(a[1], a[0]) { $0.logicalInvert($1) } },
  NativeDefinition("compare(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.compare($1, $2, signals: false) }
  },
  NativeDefinition("compare_signal(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.compare($1, $2, signals: true) }
  },
  NativeDefinition("max(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.extreme($1, $2, sign: 1, byMagnitude: false) }
  },
  NativeDefinition("max_mag(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.extreme($1, $2, sign: 1, byMagnitude: true) }
  },
  NativeDefinition("min(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.extreme($1, $2, sign: -1, byMagnitude: false) }
  },
  NativeDefinition("min_mag(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.extreme($1, $2, sign: -1, byMagnitude: true) }
  },
  NativeDefinition("next_toward(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.neighbour($1, towards: $2) }
  },
  NativeDefinition("remainder_near(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.remainderNear($1, $2) }
  },
  NativeDefinition("logical_and(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.logical(.and, $1, $2) }
  },
  NativeDefinition("logical_or(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.logical(.or, $1, $2) }
  },
  NativeDefinition("logical_xor(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.logical(.exclusiveOr, $1, $2) }
  },
  NativeDefinition("rotate(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.shift($1, by: $2, rotating: true) }
  },
  NativeDefinition("scaleb(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.scale($1, by: $2) }
  },
  NativeDefinition("shift(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { $0.shift($1, by: $2, rotating: false) }
  },
  NativeDefinition("compare_total(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { _, x, y in DecimalNumber(x.compareTotal(y)) }
  },
  NativeDefinition("compare_total_mag(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { _, x, y in DecimalNumber(x.magnitude.compareTotal(y.magnitude)) }
  },
  NativeDefinition("copy_sign(self, other, context=None)") { t, a in
    t.binary(a[2], a[0], a[1]) { _, x, y in x.withSign(y.isNegative) }
  },
  NativeDefinition("same_quantum(self, other, context=None)") { t, a in
    guard t.contextArgument(a[2]) != nil, let other = t.operand(a[1]) else { return .error }
    return .bool(DecimalRef(a[0]).number.hasQuantum(of: other))
  },
  NativeDefinition("fma(self, other, third, context=None)") { t, a in
    t.decimal(in: a[3]) { settings in
      guard let x = t.operand(a[0]), let y = t.operand(a[1]), let z = t.operand(a[2]) else { return nil }
      return settings.multiplyAdd(x, y, z)
    }
  },
  NativeDefinition("quantize(self, exp, rounding=None, context=None)") { t, a in
    t.rounding(a[2], in: a[3]) { settings in
      guard let x = t.operand(a[0]), let y = t.operand(a[1]) else { return nil }
      return settings.quantize(x, y)
    }
  },
  NativeDefinition("to_integral(self, rounding=None, context=None)", toIntegralValue),
  NativeDefinition("to_integral_value(self, rounding=None, context=None)", toIntegralValue),
  NativeDefinition("to_integral_exact(self, rounding=None, context=None)") { t, a in
    t.rounding(a[1], in: a[2]) { $0.toIntegral(DecimalRef(a[0]).number, exactly: true) }
  },
  NativeDefinition("number_class(self, context=None)") { t, a in
    guard let context = t.contextArgument(a[1]) else { return .error }
    return StringRef.intern(context.settings.className(DecimalRef(a[0]).number))
  },
  NativeDefinition("is_normal(self, context=None)") { t, a in
    guard let context = t.contextArgument(a[1]) else { return .error }
    return .bool(context.settings.isNormal(DecimalRef(a[0]).number))
  },
  NativeDefinition("is_subnormal(self, context=None)") { t, a in
    guard let context = t.contextArgument(a[1]) else { return .error }
    return .bool(context.settings.isSubnormal(DecimalRef(a[0]).number))
  },
  NativeDefinition("to_eng_string(self, context=None)") { t, a in
    guard let context = t.contextArgument(a[1]) else { return .error }
    return t.makeText(DecimalRef(a[0]).number.text(capitals: context.capitals, engineering: true))
  },
  NativeDefinition("is_canonical(self, /)") { _, _ in .true },
  NativeDefinition("is_finite(self, /)") { quiet($0, $1) { $0.isFinite } },
  NativeDefinition("is_infinite(self, /)") { quiet($0, $1) { $0.isInfinite } },
  NativeDefinition("is_nan(self, /)") { quiet($0, $1) { $0.isNaN } },
  NativeDefinition("is_qnan(self, /)") { quiet($0, $1) { $0.form == .quietNaN } },
  NativeDefinition("is_snan(self, /)") { quiet($0, $1) { $0.form == .signalingNaN } },
  NativeDefinition("is_signed(self, /)") { quiet($0, $1) { $0.isNegative } },
  NativeDefinition("is_zero(self, /)") { quiet($0, $1) { $0.isZero } },
  NativeDefinition("adjusted(self, /)") { t, a in
    let number = DecimalRef(a[0]).number
    return t.makeInt(number.isFinite ? number.adjusted : 0)
  },
  NativeDefinition("canonical(self, /)") { _, a in a[0] },
  NativeDefinition("conjugate(self, /)") { _, a in a[0] },
  NativeDefinition("radix(self, /)") { t, _ in t.makeDecimal(DecimalNumber(10)) },
  NativeDefinition("copy_abs(self, /)") { t, a in t.makeDecimal(DecimalRef(a[0]).number.magnitude) },
  NativeDefinition("copy_negate(self, /)") { t, a in t.makeDecimal(DecimalRef(a[0]).number.negated) },
]

let decimalAttributes: [GetSetDefinition] = [
  GetSetDefinition("real", { _, value in value }),
  GetSetDefinition("imag", { t, _ in t.makeDecimal(DecimalNumber(0)) }),
]

private func toIntegralValue(_ t: Thread, _ a: Arguments) -> Value {
  t.rounding(a[1], in: a[2]) { $0.toIntegral(DecimalRef(a[0]).number, exactly: false) }
}

extension DecimalNumber {
  func hasQuantum(of other: DecimalNumber) -> Bool {
    if !isFinite || !other.isFinite { return isInfinite && other.isInfinite || isNaN && other.isNaN }
    return exponent == other.exponent
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// An operation that may be given a rounding besides the context.
  @inline(__always) fileprivate func rounding(
    _ given: Value, in context: Value, _ body: (inout DecimalContext) -> DecimalNumber?
  ) -> Value {
    guard let context = contextArgument(context) else { return .error }
    var settings = context.settings
    if given.isBound && !given.isNone {
      guard let rounding = rounding(given) else { return .error }
      settings.rounding = rounding
    }
    guard let result = body(&settings) else { return .error }
    return deliver(result, settings, context)
  }
}
