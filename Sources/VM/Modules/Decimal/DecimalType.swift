// The type Decimal: construction, operators, comparison, conversions. Its named operations: DecimalMethods.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A decimal of this type with the number of an exact decimal.
  fileprivate func convert(_ type: Value, _ number: DecimalNumber) -> Value {
    if type == decimalModule.decimal { return makeDecimal(number) }
    return makeDecimal(of: type, number)
  }

  // MARK: Comparison

  /// The number to compare a decimal with, and that decimal, multiplied when the other is a fraction; nil with NotImplemented
  /// or an error as `failure`.
  private func comparable(
    _ a: DecimalNumber, _ b: Value, _ context: DecimalContextRef, equality: Bool, _ failure: inout Value
  ) -> (DecimalNumber, DecimalNumber)? {
    if let number = number(b) { return (a, number) }
    if b.isFloat {
      if equality {
        context.set(.flags, context.flags.union(.floatOperation).rawValue)
      } else if !report(.floatOperation, context) {
        failure = .error
        return nil
      }
      return (a, floatNumber(b.floatValue))
    }
    if b.isKind(.complex) && equality {
      let parts = ComplexRef(b)
      if parts.imaginary != 0 { return nil }
      context.set(.flags, context.flags.union(.floatOperation).rawValue)
      return (a, floatNumber(parts.real))
    }
    if b.isObject && !b.isKind(.string) && !b.isKind(.complex) {
      let isRational = isInstance(b, decimalModule.rational)
      if isRational.isError {
        failure = .error
        return nil
      }
      if isRational.isTrue { return cleared(a, b, &failure) }
    }
    return nil
  }

  /// Both sides multiplied by the denominator of the fraction `b`.
  private func cleared(_ a: DecimalNumber, _ b: Value, _ failure: inout Value) -> (DecimalNumber, DecimalNumber)? {
    failure = .error
    let numerator = getAttribute(b, StringRef.intern("numerator"))
    if numerator.isError { return nil }
    let denominator = getAttribute(b, StringRef.intern("denominator"))
    if denominator.isError { return nil }
    guard let above = integerNumber(numerator), let below = integerNumber(denominator) else {
      failure = .notImplemented
      return nil
    }
    if !a.isFinite { return (a, above) }
    return (
      DecimalNumber(negative: a.isNegative, a.coefficient * below.coefficient, exponent: a.exponent + below.exponent),
      above
    )
  }

  fileprivate func compareDecimals(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    guard let context = currentContext() else { return .error }
    let equality = operation == .equal || operation == .notEqual
    var failure = Value.notImplemented
    guard let (x, y) = comparable(DecimalRef(a).number, b, context, equality: equality, &failure) else {
      return failure
    }
    if x.isNaN || y.isNaN {
      if !equality || x.form == .signalingNaN || y.form == .signalingNaN {
        if !report(.invalidOperation, context) { return .error }
      }
      return .bool(operation == .notEqual)
    }
    let order = x.compare(y)
    switch operation {
    case .less: return .bool(order < 0)
    case .lessEqual: return .bool(order <= 0)
    case .equal: return .bool(order == 0)
    case .notEqual: return .bool(order != 0)
    case .greater: return .bool(order > 0)
    case .greaterEqual: return .bool(order >= 0)
    }
  }

  // MARK: Operators with more than one result or operand

  func divideWithRemainder(_ a: Value, _ b: Value, _ context: DecimalContextRef) -> Value {
    guard let x = number(a), let y = number(b) else { return .notImplemented }
    var settings = context.settings
    let (quotient, remainder) = settings.divideWithRemainder(x, y)
    if !settings.status.isEmpty && !report(settings.status, context) { return .error }
    let first = makeDecimal(quotient)
    return TupleRef.make(self, first, makeDecimal(remainder))
  }

  /// base ** exponent, modulo a third number if there is one.
  fileprivate func decimalPower(_ a: Value, _ b: Value, _ modulus: Value) -> Value {
    if modulus.isUnbound || modulus.isNone { return decimalOperator(a, b) { $0.power($1, $2) } }
    guard let x = number(a), let y = number(b), let z = number(modulus) else { return .notImplemented }
    return decimal(in: .none) { $0.power(x, y, modulo: z) }
  }

  fileprivate func formatDecimal(_ value: Value, _ spec: Value, _ override: Value) -> Value {
    guard spec.isKind(.string) else { return raise(.typeError, "format arg must be str") }
    guard let context = currentContext() else { return .error }
    guard var format = DecimalFormat(StringRef(spec), capitals: context.capitals) else {
      return raise(.valueError, "invalid format string")
    }
    if override.isBound && !override.isNone {
      guard override.isKind(.dict) else { return raise(.typeError, "optional argument must be a dict") }
      if !localize(&format, DictRef(override)) { return .error }
    } else if format.usesLocale {
      let locale = importModule("locale")
      if locale.isError { return .error }
      let conventions = callMethod(locale, StringRef.intern("localeconv"))
      if conventions.isError { return .error }
      if conventions.isKind(.dict) && !localize(&format, DictRef(conventions)) { return .error }
    }
    guard let text = format.apply(DecimalRef(value).number, rounding: context.rounding) else {
      return raise(.memoryError, arguments: vm.pointee.emptyTuple)
    }
    return StringRef.make(self, scalars: text)
  }

  /// Point, separator and groups from a mapping like that of `locale.localeconv`; false with an exception pending.
  private func localize(_ format: inout DecimalFormat, _ conventions: DictRef) -> Bool {
    func scalars(_ value: Value) -> [UInt32]? {
      guard value.isKind(.string) else { return nil }
      return (0..<StringRef(value).count).map { StringRef(value)[$0] }
    }
    func bytes(_ text: [UInt32]) -> Int {
      text.reduce(0) { $0 + ($1 < 0x80 ? 1 : $1 < 0x800 ? 2 : $1 < 0x10000 ? 3 : 4) }
    }
    let point = conventions.get(self, StringRef.intern("decimal_point"))
    if let given = scalars(point) { format.point = given }
    let separator = conventions.get(self, StringRef.intern("thousands_sep"))
    if let given = scalars(separator) { format.separator = given }
    let groups = conventions.get(self, StringRef.intern("grouping"))
    if let given = scalars(groups) {
      format.groups = given.prefix { $0 != 0 }.map { Int($0) }
    } else if groups.isKind(.list) {
      format.groups = (0..<ListRef(groups).count).map { ListRef(groups)[$0].asInt }
      if format.groups.last == 0 { format.groups.removeLast() }
    }
    guard (1...4).contains(bytes(format.point)), bytes(format.separator) <= 4,
      format.groups.allSatisfy({ $0 > 0 && $0 < 128 })
    else {
      raise(.valueError, "invalid override dict")
      return false
    }
    return true
  }
}

let decimalConstructors: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, value=\"0\", context=None)") { t, a in
    guard let context = t.contextArgument(a[2]) else { return .error }
    if a[1].isUnbound { return t.convert(a[0], DecimalNumber(0)) }
    if a[1].isExactDecimal && a[0] == decimalModule.decimal { return a[1] }
    guard let number = t.exactNumber(a[1], context) else { return .error }
    return t.convert(a[0], number)
  },
  NativeDefinition(.classMethod, "from_float(cls, f, /)") { t, a in
    guard let number = a[1].isFloat ? t.floatNumber(a[1].floatValue) : t.integerNumber(a[1]) else {
      return t.raise(.typeError, "argument must be int or float")
    }
    let result = t.makeDecimal(number)
    return a[0] == decimalModule.decimal ? result : t.call(a[0], result)
  },
]

let decimalOperators: [NativeDefinition] = [
  NativeDefinition("__add__(self, value, /)") { $0.decimalOperator($1[0], $1[1]) { $0.add($1, $2) } },
  NativeDefinition("__radd__(self, value, /)") { $0.decimalOperator($1[1], $1[0]) { $0.add($1, $2) } },
  NativeDefinition("__sub__(self, value, /)") { $0.decimalOperator($1[0], $1[1]) { $0.subtract($1, $2) } },
  NativeDefinition("__rsub__(self, value, /)") { $0.decimalOperator($1[1], $1[0]) { $0.subtract($1, $2) } },
  NativeDefinition("__mul__(self, value, /)") { $0.decimalOperator($1[0], $1[1]) { $0.multiply($1, $2) } },
  NativeDefinition("__rmul__(self, value, /)") { $0.decimalOperator($1[1], $1[0]) { $0.multiply($1, $2) } },
  NativeDefinition("__truediv__(self, value, /)") { $0.decimalOperator($1[0], $1[1]) { $0.divide($1, $2) } },
  NativeDefinition("__rtruediv__(self, value, /)") { $0.decimalOperator($1[1], $1[0]) { $0.divide($1, $2) } },
  NativeDefinition("__floordiv__(self, value, /)") { $0.decimalOperator($1[0], $1[1]) { $0.divideInteger($1, $2) } },
  NativeDefinition("__rfloordiv__(self, value, /)") { $0.decimalOperator($1[1], $1[0]) { $0.divideInteger($1, $2) } },
  NativeDefinition("__mod__(self, value, /)") { $0.decimalOperator($1[0], $1[1]) { $0.remainder($1, $2) } },
  NativeDefinition("__rmod__(self, value, /)") { $0.decimalOperator($1[1], $1[0]) { $0.remainder($1, $2) } },
  NativeDefinition("__divmod__(self, value, /)") { t, a in
    guard let context = t.currentContext() else { return .error }
    return t.divideWithRemainder(a[0], a[1], context)
  },
  NativeDefinition("__rdivmod__(self, value, /)") { t, a in
    guard let context = t.currentContext() else { return .error }
    return t.divideWithRemainder(a[1], a[0], context)
  },
  NativeDefinition("__pow__(self, value, mod=None, /)") { $0.decimalPower($1[0], $1[1], $1[2]) },
  NativeDefinition("__rpow__(self, value, mod=None, /)") { $0.decimalPower($1[1], $1[0], $1[2]) },
  NativeDefinition("__neg__(self, /)") { t, a in t.unary(.none, a[0]) { $0.minus($1) } },
  NativeDefinition("__pos__(self, /)") { t, a in t.unary(.none, a[0]) { $0.plus($1) } },
  NativeDefinition("__abs__(self, /)") { t, a in t.unary(.none, a[0]) { $0.absolute($1) } },
  NativeDefinition("__bool__(self, /)") { _, a in .bool(!DecimalRef(a[0]).number.isZero) },
  NativeDefinition("__lt__(self, value, /)") { $0.compareDecimals(.less, $1[0], $1[1]) },
  NativeDefinition("__le__(self, value, /)") { $0.compareDecimals(.lessEqual, $1[0], $1[1]) },
  NativeDefinition("__eq__(self, value, /)") { $0.compareDecimals(.equal, $1[0], $1[1]) },
  NativeDefinition("__ne__(self, value, /)") { $0.compareDecimals(.notEqual, $1[0], $1[1]) },
  NativeDefinition("__gt__(self, value, /)") { $0.compareDecimals(.greater, $1[0], $1[1]) },
  NativeDefinition("__ge__(self, value, /)") { $0.compareDecimals(.greaterEqual, $1[0], $1[1]) },
]

let decimalConversions: [NativeDefinition] = [
  NativeDefinition("__int__(self, /)") { t, a in t.makeInt(rounding: DecimalRef(a[0]).number, .down) },
  NativeDefinition("__trunc__(self, /)") { t, a in t.makeInt(rounding: DecimalRef(a[0]).number, .down) },
  NativeDefinition("__floor__(self, /)") { t, a in t.makeInt(rounding: DecimalRef(a[0]).number, .floor) },
  NativeDefinition("__ceil__(self, /)") { t, a in t.makeInt(rounding: DecimalRef(a[0]).number, .ceiling) },
  NativeDefinition("__round__(self, ndigits=None, /)") { t, a in
    if a[1].isUnbound { return t.makeInt(rounding: DecimalRef(a[0]).number, .halfEven) }
    if t.unwrapInteger(a[1]).isUnbound { return t.raise(.typeError, "optional arg must be an integer") }
    guard let places = t.index(a[1]) else { return .error }
    let bound = DecimalContext.infiniteExponent
    let exponent = DecimalNumber(Coefficient(1), exponent: -min(max(places, -bound), bound))
    return t.unary(.none, a[0]) { $0.quantize($1, exponent) }
  },
  NativeDefinition("__float__(self, /)") { t, a in
    t.double(of: DecimalRef(a[0]).number).map { t.makeFloat($0) } ?? .error
  },
  NativeDefinition("__complex__(self, /)") { t, a in
    t.double(of: DecimalRef(a[0]).number).map { t.makeComplex($0, 0) } ?? .error
  },
  NativeDefinition("__hash__(self, /)") { t, a in
    let number = DecimalRef(a[0]).number
    if number.form == .signalingNaN { return t.raise(.typeError, "Cannot hash a signaling NaN value") }
    return .int(number.isNaN ? Int(truncatingIfNeeded: a[0].bits &>> 4) : t.hash(of: number))
  },
  NativeDefinition("__str__(self, /)") { t, a in
    guard let context = t.currentContext() else { return .error }
    return t.makeText(DecimalRef(a[0]).number.text(capitals: context.capitals))
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    guard let context = t.currentContext() else { return .error }
    let text = DecimalRef(a[0]).number.text(capitals: context.capitals)
    return t.makeText(Array("Decimal('".utf8) + text + Array("')".utf8))
  },
  NativeDefinition("__format__(self, fmt, override=None, /)") { $0.formatDecimal($1[0], $1[1], $1[2]) },
  NativeDefinition("__reduce__(self, /)") { t, a in
    guard let context = t.currentContext() else { return .error }
    let text = t.makeText(DecimalRef(a[0]).number.text(capitals: context.capitals))
    return TupleRef.make(t, a[0].type.value, TupleRef.make(t, text))
  },
  NativeDefinition("__copy__(self, /)") { _, a in a[0] },
  NativeDefinition("__deepcopy__(self, memo, /)") { _, a in a[0] },
  NativeDefinition("__sizeof__(self, /)") { _, a in
    .int(24 + 8 * Int(a[0].pointer.rawWord(2) >> 8))
  },
  NativeDefinition("as_tuple(self, /)") { t, a in t.decimalTuple(DecimalRef(a[0]).number) },
  NativeDefinition("as_integer_ratio(self, /)") { t, a in t.integerRatio(DecimalRef(a[0]).number) },
]

extension DecimalContext {
  mutating func plus(_ a: DecimalNumber) -> DecimalNumber {
    if let nan = propagatedNaN(a) { return nan }
    return finish(a.isZero && rounding != .floor ? a.magnitude : a)
  }

  mutating func minus(_ a: DecimalNumber) -> DecimalNumber {
    if let nan = propagatedNaN(a) { return nan }
    return finish(a.isZero && rounding != .floor ? a.magnitude : a.negated)
  }

  mutating func absolute(_ a: DecimalNumber) -> DecimalNumber {
    if let nan = propagatedNaN(a) { return nan }
    return finish(a.magnitude)
  }
}
