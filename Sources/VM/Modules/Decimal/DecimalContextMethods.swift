// The operations of Context, as tables: what Decimal offers, on operands that may be ints, in this context.

import CRuntime

private func quiet(_ t: Thread, _ a: Arguments, _ test: (DecimalContext, DecimalNumber) -> Bool) -> Value {
  guard let number = t.operand(a[1]) else { return .error }
  return .bool(test(DecimalContextRef(a[0]).settings, number))
}

let decimalContextFunctions: [NativeDefinition] = [
  NativeDefinition("abs(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.absolute($1) } },
  NativeDefinition("minus(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.minus($1) } },
  NativeDefinition("plus(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.plus($1) } },
  NativeDefinition("_apply(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.finish($1) } },
  NativeDefinition("to_integral(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.toIntegral($1, exactly: false) } },
  NativeDefinition("to_integral_value(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.toIntegral($1, exactly: false) }
  },
  NativeDefinition("to_integral_exact(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.toIntegral($1, exactly: true) }
  },
  NativeDefinition("exp(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.exponential($1) } },
  NativeDefinition("ln(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.naturalLogarithm($1) } },
  NativeDefinition("log10(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.decimalLogarithm($1) } },
  NativeDefinition("next_minus(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.neighbour($1, above: false) } },
  NativeDefinition("next_plus(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.neighbour($1, above: true) } },
  NativeDefinition("normalize(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.normalize($1) } },
  NativeDefinition("sqrt(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.squareRoot($1) } },
  NativeDefinition("logb(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.logB($1) } },
  NativeDefinition("logical_invert(self, x, /)") { t, a in t.unary(a[0], a[1]) { $0.logicalInvert($1) } },
  NativeDefinition("copy_abs(self, x, /)") { t, a in t.unary(a[0], a[1]) { $1.magnitude } },
  NativeDefinition("copy_negate(self, x, /)") { t, a in t.unary(a[0], a[1]) { $1.negated } },
  NativeDefinition("add(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.add($1, $2) }
  },
  NativeDefinition("subtract(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.subtract($1, $2) }
  },
  NativeDefinition("multiply(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.multiply($1, $2) }
  },
  NativeDefinition("divide(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.divide($1, $2) }
  },
  NativeDefinition("divide_int(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.divideInteger($1, $2) }
  },
  NativeDefinition("remainder(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.remainder($1, $2) }
  },
  NativeDefinition("quantize(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.quantize($1, $2) }
  },
  NativeDefinition("compare(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.compare($1, $2, signals: false) }
  },
  NativeDefinition("compare_signal(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.compare($1, $2, signals: true) }
  },
  NativeDefinition("max(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.extreme($1, $2, sign: 1, byMagnitude: false) }
  },
  NativeDefinition("max_mag(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.extreme($1, $2, sign: 1, byMagnitude: true) }
  },
  NativeDefinition("min(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.extreme($1, $2, sign: -1, byMagnitude: false) }
  },
  NativeDefinition("min_mag(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.extreme($1, $2, sign: -1, byMagnitude: true) }
  },
  NativeDefinition("next_toward(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.neighbour($1, towards: $2) }
  },
  NativeDefinition("remainder_near(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.remainderNear($1, $2) }
  },
  NativeDefinition("logical_and(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.logical(.and, $1, $2) }
  },
  NativeDefinition("logical_or(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.logical(.or, $1, $2) }
  },
  NativeDefinition("logical_xor(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.logical(.exclusiveOr, $1, $2) }
  },
  NativeDefinition("rotate(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.shift($1, by: $2, rotating: true) }
  },
  NativeDefinition("scaleb(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.scale($1, by: $2) }
  },
  NativeDefinition("shift(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { $0.shift($1, by: $2, rotating: false) }
  },
  NativeDefinition("compare_total(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { _, x, y in DecimalNumber(x.compareTotal(y)) }
  },
  NativeDefinition("compare_total_mag(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { _, x, y in DecimalNumber(x.magnitude.compareTotal(y.magnitude)) }
  },
  NativeDefinition("copy_sign(self, x, y, /)") { t, a in
    t.binary(a[0], a[1], a[2]) { _, x, y in x.withSign(y.isNegative) }
  },
  NativeDefinition("same_quantum(self, x, y, /)") { t, a in
    guard let x = t.operand(a[1]), let y = t.operand(a[2]) else { return .error }
    return .bool(x.hasQuantum(of: y))
  },
  NativeDefinition("divmod(self, x, y, /)") { t, a in
    guard t.operand(a[1]) != nil, t.operand(a[2]) != nil else { return .error }
    return t.divideWithRemainder(a[1], a[2], DecimalContextRef(a[0]))
  },
  NativeDefinition("power(self, a, b, modulo=None)") { t, a in
    if a[3].isUnbound || a[3].isNone { return t.binary(a[0], a[1], a[2]) { $0.power($1, $2) } }
    return t.decimal(in: a[0]) { settings in
      guard let x = t.operand(a[1]), let y = t.operand(a[2]), let z = t.operand(a[3]) else { return nil }
      return settings.power(x, y, modulo: z)
    }
  },
  NativeDefinition("fma(self, x, y, z, /)") { t, a in
    t.decimal(in: a[0]) { settings in
      guard let x = t.operand(a[1]), let y = t.operand(a[2]), let z = t.operand(a[3]) else { return nil }
      return settings.multiplyAdd(x, y, z)
    }
  },
  NativeDefinition("radix(self, /)") { t, _ in t.makeDecimal(DecimalNumber(10)) },
  NativeDefinition("canonical(self, x, /)") { t, a in
    if a[1].isDecimal { return a[1] }
    return t.raise(.typeError, "argument must be a Decimal")
  },
  NativeDefinition("copy_decimal(self, x, /)") { t, a in
    if a[1].isExactDecimal { return a[1] }
    guard let number = t.operand(a[1]) else { return .error }
    return t.makeDecimal(number)
  },
  NativeDefinition("number_class(self, x, /)") { t, a in
    guard let number = t.operand(a[1]) else { return .error }
    return StringRef.intern(DecimalContextRef(a[0]).settings.className(number))
  },
  NativeDefinition("to_sci_string(self, x, /)") { t, a in
    guard let number = t.operand(a[1]) else { return .error }
    return t.makeText(number.text(capitals: DecimalContextRef(a[0]).capitals))
  },
  NativeDefinition("to_eng_string(self, x, /)") { t, a in
    guard let number = t.operand(a[1]) else { return .error }
    return t.makeText(number.text(capitals: DecimalContextRef(a[0]).capitals, engineering: true))
  },
  NativeDefinition("is_canonical(self, x, /)") { t, a in
    a[1].isDecimal ? .true : t.raise(.typeError, "argument must be a Decimal")
  },
  NativeDefinition("is_finite(self, x, /)") { quiet($0, $1) { $1.isFinite } },
  NativeDefinition("is_infinite(self, x, /)") { quiet($0, $1) { $1.isInfinite } },
  NativeDefinition("is_nan(self, x, /)") { quiet($0, $1) { $1.isNaN } },
  NativeDefinition("is_qnan(self, x, /)") { quiet($0, $1) { $1.form == .quietNaN } },
  NativeDefinition("is_snan(self, x, /)") { quiet($0, $1) { $1.form == .signalingNaN } },
  NativeDefinition("is_signed(self, x, /)") { quiet($0, $1) { $1.isNegative } },
  NativeDefinition("is_zero(self, x, /)") { quiet($0, $1) { $1.isZero } },
  NativeDefinition("is_normal(self, x, /)") { quiet($0, $1) { $0.isNormal($1) } },
  NativeDefinition("is_subnormal(self, x, /)") { quiet($0, $1) { $0.isSubnormal($1) } },
]
