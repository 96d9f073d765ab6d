// The type float: constructor, operators as special methods, methods.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineFloat() {
    vm.pointee.types.float = define(
      TypeDefinition(
        name: "float", kind: .float, words: -1, methods: floatConstructors + floatOperators + floatMethods,
        attributes: [
          GetSetDefinition("real", { $0.makeFloat($1.floatValue) }),
          GetSetDefinition("imag", { thread, _ in thread.makeFloat(0) }),
        ],
        doc: "Convert a string or number to a floating point number, if possible."))
    vm.pointee.shapes.float = TypeRef(vm.pointee.types.float).rootShape
  }

  /// The double of a float, int or instance of a subclass: nil when it is neither (then NotImplemented is due), with
  /// `overflow` set when an exception is pending.
  @inline(__always) private func operand(_ value: Value, _ overflow: inout Bool) -> Double? {
    if value.isFloat { return value.floatValue }
    let integer = unwrapInteger(value)
    if integer.isUnbound { return nil }
    let d = integerToDouble(integer)
    overflow = d == nil
    return d
  }

  @inline(__always) fileprivate func floatOperator(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    var overflow = false
    guard let x = operand(a, &overflow), let y = operand(b, &overflow) else {
      return overflow ? .error : .notImplemented
    }
    return floatBinary(operation, x, y)
  }

  @inline(__always) fileprivate func floatComparison(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    let x = Number.float(a.floatValue)
    if b.isFloat { return compareNumbers(operation, x, .float(b.floatValue)) }
    let integer = unwrapInteger(b)
    return integer.isUnbound ? .notImplemented : compareNumbers(operation, x, .integer(integer))
  }

  /// A float, or an instance of a subclass of float when `type` is one.
  fileprivate func makeFloat(of type: Value, _ d: Double) -> Value {
    if type == vm.pointee.types.float { return makeFloat(d) }
    let object = allocateSubclassInstance(TypeRef(type), words: 2, flags: HeaderFlags.leaf)
    object.storeBytes(of: d, toByteOffset: 8, as: Double.self)
    return .object(object)
  }

  /// (numerator, denominator) of a finite double in lowest terms.
  func integerRatio(_ d: Double) -> (numerator: Value, denominator: Value) {
    if d == 0 { return (.int(0), .int(1)) }
    var exponent: Int32 = 0
    var mantissa = frexp(d, &exponent)
    while mantissa != mantissa.rounded(.towardZero) {
      mantissa *= 2
      exponent -= 1
    }
    let numerator = makeInt(Int(mantissa))
    return exponent >= 0
      ? (shiftLeft(numerator, by: Int(exponent)), .int(1)) : (numerator, shiftLeft(.int(1), by: Int(-exponent)))
  }
}

private let floatConstructors: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, x=0, /)") { thread, a in
    guard a[0].isKind(.type), TypeRef(a[0]).isSubtype(of: TypeRef(vm.pointee.types.float)) else {
      return thread.raise(.typeError, "float.__new__(X): X is not a type object (\(a[0].typeName))")
    }
    let source = a[1]
    if source.isUnbound { return thread.makeFloat(of: a[0], 0) }
    if source.isExactFloat && a[0] == vm.pointee.types.float { return source }
    var parsed: Double?
    if source.isKind(.string) && source.type.special(.float).isUnbound {
      parsed = thread.withAsciiDigits(StringRef(source)) { parseDouble($0) }
    } else if !source.isFloat, source.type.special(.float).isUnbound, let bytes = byteView(source) {
      parsed = parseDouble(bytes)
    } else {
      let message: (String) -> String = { "float() argument must be a string or a real number, not '\($0)'" }
      let isPlain = source.isExactFloat || source.isInt || source.isBool
      guard let d = isPlain ? thread.double(of: source) : thread.convertToDouble(source, message) else {
        return .error
      }
      return thread.makeFloat(of: a[0], d)
    }
    guard let parsed else {
      return thread.raise(.valueError, "could not convert string to float: \(thread.repr(text: source))")
    }
    return thread.makeFloat(of: a[0], parsed)
  },
  NativeDefinition(.classMethod, "fromhex(cls, string, /)") { thread, a in
    guard a[1].isKind(.string) else {
      return thread.raise(.typeError, "fromhex() argument must be str, not \(a[1].typeName)")
    }
    guard let d = parseHexadecimal(StringRef(a[1]).text) else {
      return thread.raise(.valueError, "invalid hexadecimal floating-point string")
    }
    if d.tooLarge { return thread.raise(.overflowError, "hexadecimal value too large to represent as a float") }
    let float = thread.makeFloat(d.value)
    return a[0] == vm.pointee.types.float ? float : thread.call(a[0], float)
  },
  NativeDefinition(.classMethod, "__getformat__(cls, typestr, /)") { thread, a in
    guard a[1].isKind(.string) else {
      return thread.raise(.typeError, "__getformat__() argument must be str, not \(a[1].typeName)")
    }
    switch StringRef(a[1]).text {
    case "double", "float": return StringRef.make(thread, "IEEE, little-endian")
    default: return thread.raise(.valueError, "__getformat__() argument 1 must be 'double' or 'float'")
    }
  },
]

private let floatOperators: [NativeDefinition] = [
  NativeDefinition("__add__(self, value, /)") { $0.floatOperator(.add, $1[0], $1[1]) },
  NativeDefinition("__radd__(self, value, /)") { $0.floatOperator(.add, $1[1], $1[0]) },
  NativeDefinition("__sub__(self, value, /)") { $0.floatOperator(.subtract, $1[0], $1[1]) },
  NativeDefinition("__rsub__(self, value, /)") { $0.floatOperator(.subtract, $1[1], $1[0]) },
  NativeDefinition("__mul__(self, value, /)") { $0.floatOperator(.multiply, $1[0], $1[1]) },
  NativeDefinition("__rmul__(self, value, /)") { $0.floatOperator(.multiply, $1[1], $1[0]) },
  NativeDefinition("__truediv__(self, value, /)") { $0.floatOperator(.trueDivide, $1[0], $1[1]) },
  NativeDefinition("__rtruediv__(self, value, /)") { $0.floatOperator(.trueDivide, $1[1], $1[0]) },
  NativeDefinition("__floordiv__(self, value, /)") { $0.floatOperator(.floorDivide, $1[0], $1[1]) },
  NativeDefinition("__rfloordiv__(self, value, /)") { $0.floatOperator(.floorDivide, $1[1], $1[0]) },
  NativeDefinition("__mod__(self, value, /)") { $0.floatOperator(.modulo, $1[0], $1[1]) },
  NativeDefinition("__rmod__(self, value, /)") { $0.floatOperator(.modulo, $1[1], $1[0]) },
  NativeDefinition("__divmod__(self, value, /)") { $0.floatOperator(.divmod, $1[0], $1[1]) },
  NativeDefinition("__rdivmod__(self, value, /)") { $0.floatOperator(.divmod, $1[1], $1[0]) },
  NativeDefinition("__pow__(self, value, mod=None, /)") { thread, a in
    if a[2].isBound && !a[2].isNone {
      return thread.raise(.typeError, "pow() 3rd argument not allowed unless all arguments are integers")
    }
    return thread.floatOperator(.power, a[0], a[1])
  },
  NativeDefinition("__rpow__(self, value, mod=None, /)") { thread, a in
    if a[2].isBound && !a[2].isNone {
      return thread.raise(.typeError, "pow() 3rd argument not allowed unless all arguments are integers")
    }
    return thread.floatOperator(.power, a[1], a[0])
  },
  NativeDefinition("__neg__(self, /)") { $0.makeFloat(-$1[0].floatValue) },
  NativeDefinition("__pos__(self, /)") { $0.makeFloat($1[0].floatValue) },
  NativeDefinition("__abs__(self, /)") { $0.makeFloat(abs($1[0].floatValue)) },
  NativeDefinition("__bool__(self, /)") { .bool($1[0].floatValue != 0) },
  NativeDefinition("__int__(self, /)") { $0.makeInt(truncating: $1[0].floatValue) },
  NativeDefinition("__float__(self, /)") { $0.makeFloat($1[0].floatValue) },
  NativeDefinition("__trunc__(self, /)") { $0.makeInt(truncating: $1[0].floatValue) },
  NativeDefinition("__floor__(self, /)") { $0.makeInt(truncating: $1[0].floatValue.rounded(.down)) },
  NativeDefinition("__ceil__(self, /)") { $0.makeInt(truncating: $1[0].floatValue.rounded(.up)) },
  NativeDefinition("__lt__(self, value, /)") { $0.floatComparison(.less, $1[0], $1[1]) },
  NativeDefinition("__le__(self, value, /)") { $0.floatComparison(.lessEqual, $1[0], $1[1]) },
  NativeDefinition("__eq__(self, value, /)") { $0.floatComparison(.equal, $1[0], $1[1]) },
  NativeDefinition("__ne__(self, value, /)") { $0.floatComparison(.notEqual, $1[0], $1[1]) },
  NativeDefinition("__gt__(self, value, /)") { $0.floatComparison(.greater, $1[0], $1[1]) },
  NativeDefinition("__ge__(self, value, /)") { $0.floatComparison(.greaterEqual, $1[0], $1[1]) },
]

private let floatMethods: [NativeDefinition] = [
  NativeDefinition("__repr__(self, /)") { $0.floatRepr($1[0].floatValue) },
  NativeDefinition("__hash__(self, /)") { .int($0.hashOfDouble($1[0].floatValue)) },
  NativeDefinition("__format__(self, format_spec, /)") { thread, a in
    guard a[1].isKind(.string) else {
      return thread.raise(.typeError, "__format__() argument must be str, not \(a[1].typeName)")
    }
    if StringRef(a[1]).count == 0 { return thread.str(a[0]) }
    return thread.formatFloat(a[0].floatValue, StringRef(a[1]), typeName: a[0].typeName)
  },
  NativeDefinition("__round__(self, ndigits=None, /)") { thread, a in
    let d = a[0].floatValue
    if a[1].isUnbound || a[1].isNone { return thread.makeInt(truncating: d.rounded(.toNearestOrEven)) }
    let decimals = thread.toIndex(a[1])
    if decimals.isError { return .error }
    // Beyond the machine's range the outcome is the same as far within it.
    return thread.roundFloat(d, decimals: decimals.isInt ? decimals.asInt : thread.isNegative(decimals) ? -9999 : 9999)
  },
  NativeDefinition("__getnewargs__(self, /)") { TupleRef.make($0, $0.makeFloat($1[0].floatValue)) },
  NativeDefinition("conjugate(self, /)") { $0.makeFloat($1[0].floatValue) },
  NativeDefinition("is_integer(self, /)") { thread, a in
    let d = a[0].floatValue
    return .bool(d.isFinite && d.rounded(.towardZero) == d)
  },
  NativeDefinition("as_integer_ratio(self, /)") { thread, a in
    let d = a[0].floatValue
    if d.isInfinite { return thread.raise(.overflowError, "cannot convert Infinity to integer ratio") }
    if d.isNaN { return thread.raise(.valueError, "cannot convert NaN to integer ratio") }
    let (numerator, denominator) = thread.integerRatio(d)
    return TupleRef.make(thread, numerator, denominator)
  },
  NativeDefinition("hex(self, /)") { thread, a in
    let d = a[0].floatValue
    if !d.isFinite { return thread.floatRepr(d) }
    let sign = d.sign == .minus ? "-" : ""
    if d == 0 { return StringRef.make(thread, sign + "0x0.0p+0") }
    let normal = d.isNormal
    let digits = String(d.significandBitPattern, radix: 16)
    let padded = String(repeating: "0", count: 13 - digits.count) + digits
    let exponent = normal ? Int(d.exponent) : -1022
    return StringRef.make(thread, "\(sign)0x\(normal ? 1 : 0).\(padded)p\(exponent < 0 ? "" : "+")\(exponent)")
  },
]

/// The double that a hexadecimal text spells; nil when malformed. Digits beyond a double's are rounded half to even.
private func parseHexadecimal(_ source: String) -> (value: Double, tooLarge: Bool)? {
  var text = Substring(source)
  while let first = text.utf8.first, isAsciiSpace(first) { text = text.dropFirst() }
  while let last = text.utf8.last, isAsciiSpace(last) { text = text.dropLast() }
  var negative = false
  if let first = text.first, first == "+" || first == "-" {
    negative = first == "-"
    text = text.dropFirst()
  }
  let lower = text.lowercased()
  switch lower {
  case "inf", "infinity": return (negative ? -.infinity : .infinity, false)
  case "nan": return (.nan, false)
  default: break
  }
  var rest = Substring(lower)
  if rest.hasPrefix("0x") { rest = rest.dropFirst(2) }
  var exponent = 0
  if let mark = rest.firstIndex(of: "p") {
    let digits = rest[rest.index(after: mark)...]
    let unsigned = digits.first == "+" || digits.first == "-" ? digits.dropFirst() : digits
    guard !unsigned.isEmpty, unsigned.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    exponent = Int(digits.first == "+" ? unsigned : digits) ?? (digits.first == "-" ? -1 << 40 : 1 << 40)
    rest = rest[..<mark]
  }
  let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count <= 2 else { return nil }
  let fraction = parts.count == 2 ? parts[1] : ""
  let digits = parts[0] + fraction
  guard !digits.isEmpty, digits.utf8.allSatisfy({ digitValue($0) < 16 }) else { return nil }
  // The first 60 significant bits, and whether any bit behind them is set.
  var mantissa: UInt64 = 0
  var isInexact = false
  exponent -= 4 * fraction.utf8.count
  for byte in digits.utf8 {
    if mantissa >> 60 == 0 {
      mantissa = mantissa << 4 | UInt64(digitValue(byte))
    } else {
      isInexact = isInexact || digitValue(byte) != 0
      exponent += 4
    }
  }
  if mantissa == 0 { return (negative ? -0.0 : 0, false) }
  // The lowest bit that a double of this size has; what lies below is rounded to even here, since scalbn rounds anew.
  let highest = exponent + 63 - mantissa.leadingZeroBitCount
  if highest > 1024 { return (.infinity, true) }
  let dropped = max(highest - 52, -1074) - exponent
  if dropped > 64 { return (negative ? -0.0 : 0, false) }
  if dropped > 0 {
    let half = UInt64(1) << UInt64(dropped - 1)
    let rest = dropped == 64 ? mantissa : mantissa & (half << 1 - 1)
    mantissa = dropped == 64 ? 0 : mantissa >> UInt64(dropped)
    if rest > half || rest == half && (isInexact || mantissa & 1 != 0) { mantissa += 1 }
    exponent += dropped
  }
  let value = scalbn(Double(mantissa), Int32(clamping: exponent))
  return (negative ? -value : value, value.isInfinite)
}
