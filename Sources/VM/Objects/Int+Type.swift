// The types int and bool: constructors, operators as special methods, methods.
//
// The operators take instances of subclasses too (Objects/BigInt.swift says how those are stored) and give plain ints.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineInt() {
    vm.pointee.types.int = define(
      TypeDefinition(
        name: "int", kind: .bigInt, words: -1,
        methods: intConstructors + intOperators + intComparisons + intMethods,
        attributes: [
          GetSetDefinition("real", { $0.unwrapInteger($1) }),
          GetSetDefinition("imag", { _, _ in .int(0) }),
          GetSetDefinition("numerator", { $0.unwrapInteger($1) }),
          GetSetDefinition("denominator", { _, _ in .int(1) }),
        ],
        doc: """
          int([x]) -> integer
          int(x, base=10) -> integer

          >>> int('0b101', base=0)
          5
          """))
    vm.pointee.shapes.bigInt = TypeRef(vm.pointee.types.int).rootShape
    vm.pointee.types.bool = define(
      TypeDefinition(
        name: "bool", base: vm.pointee.types.int, kind: .bigInt, words: -1, flags: TypeFlags.final,
        methods: boolMethods, doc: "bool(x) -> bool"))
  }

  /// A binary special method of int: NotImplemented for anything that is not an int.
  @inline(__always) fileprivate func intOperator(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    if Value.bothInt(a, b) { return numberBinary(operation, a, b) }
    let x = unwrapInteger(a)
    let y = unwrapInteger(b)
    if x.isUnbound || y.isUnbound { return .notImplemented }
    return integerBinary(operation, x, y)
  }

  @inline(__always) fileprivate func intComparison(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    let x = unwrapInteger(a)
    let y = unwrapInteger(b)
    if x.isUnbound || y.isUnbound { return .notImplemented }
    return numberCompare(operation, x, y)
  }

  /// `int(value)` for anything but text: an int (perhaps of a subclass), or `.error`.
  func convertToInteger(_ value: Value) -> Value {
    let integer = unwrapInteger(value)
    if integer.isBound && (!value.isObject || value.type.value == vm.pointee.types.int) { return integer }
    if value.isExactFloat { return makeInt(truncating: value.floatValue) }
    let converted = callSpecial(.int, value)
    if converted.isError { return .error }
    if converted.isBound {
      let plain = unwrapInteger(converted)
      if plain.isBound { return acceptsSubclass(converted, of: "__int__") ? plain : .error }
      return raise(.typeError, "__int__ returned non-int (type \(converted.typeName))")
    }
    if value.type.special(.index).isBound { return toIndex(value) }
    if value.type.special(.trunc).isBound {
      if !warn(.deprecationWarning, "The delegation of int() to __trunc__ is deprecated.") { return .error }
      let truncated = callSpecial(.trunc, value)
      if truncated.isError { return .error }
      let plain = unwrapInteger(truncated)
      if plain.isBound { return plain }
      if truncated.type.special(.index).isBound { return toIndex(truncated) }
      return raise(.typeError, "__trunc__ returned non-Integral (type \(truncated.typeName))")
    }
    return .unbound
  }

  /// The plain int spelled by text or bytes; ValueError says what could not be read.
  fileprivate func parseInteger(text value: Value, base: Int) -> Value {
    let result: Value
    if value.isKind(.string) {
      result = withAsciiDigits(StringRef(value)) { parseInteger($0, base: base) }
    } else if let bytes = byteView(value) {
      result = parseInteger(bytes, base: base)
    } else {
      return raise(.typeError, "int() can't convert non-string with explicit base")
    }
    if result.isBound { return result }
    let shown = repr(value)
    if shown.isError { return .error }
    let literal = StringRef(shown).slice(self, 0, min(StringRef(shown).count, 200))
    let message = StringRef.make(self, "invalid literal for int() with base \(base): ")
    return raise(.valueError, value: concatenate(StringRef(message), StringRef(literal)))
  }

  /// The text as ASCII, decimal digits and blanks of all scripts replaced by ASCII ones.
  func withAsciiDigits<Result>(_ string: StringRef, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    if string.isAscii { return body(UnsafeBufferPointer(start: string.bytes, count: string.count)) }
    var text: [UInt8] = []
    text.reserveCapacity(string.count)
    for index in 0..<string.count {
      let scalar = string[index]
      if scalar < 128 {
        text.append(UInt8(scalar))
      } else if UnicodeTable.isSpace(scalar) {
        text.append(32)
      } else if let digit = UnicodeTable.decimal(scalar) {
        text.append(48 + UInt8(digit))
      } else {
        text.append(UInt8(ascii: "?"))
      }
    }
    return text.withUnsafeBufferPointer(body)
  }

  /// A plain int, or an instance of a subclass of int when `type` is one.
  fileprivate func makeInt(of type: Value, _ integer: Value) -> Value {
    if type == vm.pointee.types.int || integer.isError { return integer }
    return makeIntSubclass(TypeRef(type), integer)
  }
}

private func isIntType(_ thread: Thread, _ type: Value) -> Bool {
  if type == vm.pointee.types.bool {
    thread.raise(.typeError, "int.__new__(bool) is not safe, use bool.__new__()")
    return false
  }
  if type.isKind(.type) && TypeRef(type).isSubtype(of: TypeRef(vm.pointee.types.int)) { return true }
  thread.raise(.typeError, "int.__new__(X): X is not a type object (\(type.typeName))")
  return false
}

private let intConstructors: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, x=0, /, base=10)") { thread, a in
    guard isIntType(thread, a[0]) else { return .error }
    if a[2].isBound {
      if a[1].isUnbound { return thread.raise(.typeError, "int() missing string argument") }
      let base = thread.toIndex(a[2])
      if base.isError { return .error }
      if !a[1].isKind(.string) && !a[1].isKind(.bytes) && !a[1].isKind(.byteArray) {
        return thread.raise(.typeError, "int() can't convert non-string with explicit base")
      }
      guard base.isInt, base.asInt == 0 || base.asInt >= 2 && base.asInt <= 36 else {
        return thread.raise(.valueError, "int() base must be >= 2 and <= 36, or 0")
      }
      return thread.makeInt(of: a[0], thread.parseInteger(text: a[1], base: base.asInt))
    }
    if a[1].isUnbound { return thread.makeInt(of: a[0], .int(0)) }
    if a[1].isKind(.string) { return thread.makeInt(of: a[0], thread.parseInteger(text: a[1], base: 10)) }
    let converted = thread.convertToInteger(a[1])
    if converted.isBound { return thread.makeInt(of: a[0], converted) }
    if byteView(a[1]) != nil { return thread.makeInt(of: a[0], thread.parseInteger(text: a[1], base: 10)) }
    return thread.raise(
      .typeError,
      "int() argument must be a string, a bytes-like object or a real number, not '\(a[1].typeName)'")
  },
  NativeDefinition(.classMethod, "from_bytes(cls, bytes, byteorder='big', *, signed=False)") { thread, a in
    guard let bigEndian = thread.isBigEndian(a[2]) else { return .error }
    let signed = a[3].isUnbound ? 0 : thread.truth(a[3])
    if signed < 0 { return .error }
    let bytes = thread.makeBytes(asking: a[1])
    if bytes.isError { return .error }
    let integer = thread.readBytes(
      BytesRef(bytes).bytes, BytesRef(bytes).count, bigEndian: bigEndian, signed: signed == 1)
    return a[0] == vm.pointee.types.int ? integer : thread.call(a[0], integer)
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The argument `byteorder`; nil with an exception pending.
  fileprivate func isBigEndian(_ value: Value) -> Bool? {
    if value.isUnbound { return true }
    guard value.isKind(.string) else {
      raise(.typeError, "argument 'byteorder' must be str, not \(value.typeName)")
      return nil
    }
    switch StringRef(value).text {
    case "little": return false
    case "big": return true
    default:
      raise(.valueError, "byteorder must be either 'little' or 'big'")
      return nil
    }
  }

  fileprivate func powerMethod(_ base: Value, _ exponent: Value, _ modulus: Value) -> Value {
    let x = unwrapInteger(base)
    let y = unwrapInteger(exponent)
    if x.isUnbound || y.isUnbound { return .notImplemented }
    if modulus.isUnbound || modulus.isNone { return integerBinary(.power, x, y) }
    let m = unwrapInteger(modulus)
    if m.isUnbound { return .notImplemented }
    return powerModulo(x, y, m)
  }
}

private let intOperators: [NativeDefinition] = [
  NativeDefinition("__add__(self, value, /)") { $0.intOperator(.add, $1[0], $1[1]) },
  NativeDefinition("__radd__(self, value, /)") { $0.intOperator(.add, $1[1], $1[0]) },
  NativeDefinition("__sub__(self, value, /)") { $0.intOperator(.subtract, $1[0], $1[1]) },
  NativeDefinition("__rsub__(self, value, /)") { $0.intOperator(.subtract, $1[1], $1[0]) },
  NativeDefinition("__mul__(self, value, /)") { $0.intOperator(.multiply, $1[0], $1[1]) },
  NativeDefinition("__rmul__(self, value, /)") { $0.intOperator(.multiply, $1[1], $1[0]) },
  NativeDefinition("__truediv__(self, value, /)") { $0.intOperator(.trueDivide, $1[0], $1[1]) },
  NativeDefinition("__rtruediv__(self, value, /)") { $0.intOperator(.trueDivide, $1[1], $1[0]) },
  NativeDefinition("__floordiv__(self, value, /)") { $0.intOperator(.floorDivide, $1[0], $1[1]) },
  NativeDefinition("__rfloordiv__(self, value, /)") { $0.intOperator(.floorDivide, $1[1], $1[0]) },
  NativeDefinition("__mod__(self, value, /)") { $0.intOperator(.modulo, $1[0], $1[1]) },
  NativeDefinition("__rmod__(self, value, /)") { $0.intOperator(.modulo, $1[1], $1[0]) },
  NativeDefinition("__divmod__(self, value, /)") { $0.intOperator(.divmod, $1[0], $1[1]) },
  NativeDefinition("__rdivmod__(self, value, /)") { $0.intOperator(.divmod, $1[1], $1[0]) },
  NativeDefinition("__pow__(self, value, mod=None, /)") { $0.powerMethod($1[0], $1[1], $1[2]) },
  NativeDefinition("__rpow__(self, value, mod=None, /)") { $0.powerMethod($1[1], $1[0], $1[2]) },
  NativeDefinition("__lshift__(self, value, /)") { $0.intOperator(.leftShift, $1[0], $1[1]) },
  NativeDefinition("__rlshift__(self, value, /)") { $0.intOperator(.leftShift, $1[1], $1[0]) },
  NativeDefinition("__rshift__(self, value, /)") { $0.intOperator(.rightShift, $1[0], $1[1]) },
  NativeDefinition("__rrshift__(self, value, /)") { $0.intOperator(.rightShift, $1[1], $1[0]) },
  NativeDefinition("__and__(self, value, /)") { $0.intOperator(.and, $1[0], $1[1]) },
  NativeDefinition("__rand__(self, value, /)") { $0.intOperator(.and, $1[1], $1[0]) },
  NativeDefinition("__or__(self, value, /)") { $0.intOperator(.or, $1[0], $1[1]) },
  NativeDefinition("__ror__(self, value, /)") { $0.intOperator(.or, $1[1], $1[0]) },
  NativeDefinition("__xor__(self, value, /)") { $0.intOperator(.xor, $1[0], $1[1]) },
  NativeDefinition("__rxor__(self, value, /)") { $0.intOperator(.xor, $1[1], $1[0]) },
  NativeDefinition("__neg__(self, /)") { $0.integerUnary(.neg, $0.unwrapInteger($1[0])) },
  NativeDefinition("__pos__(self, /)") { $0.unwrapInteger($1[0]) },
  NativeDefinition("__abs__(self, /)") { $0.integerUnary(.abs, $0.unwrapInteger($1[0])) },
  NativeDefinition("__invert__(self, /)") { $0.integerUnary(.invert, $0.unwrapInteger($1[0])) },
  NativeDefinition("__bool__(self, /)") { .bool($0.unwrapInteger($1[0]) != .int(0)) },
  NativeDefinition("__int__(self, /)") { $0.unwrapInteger($1[0]) },
  NativeDefinition("__index__(self, /)") { $0.unwrapInteger($1[0]) },
  NativeDefinition("__trunc__(self, /)") { $0.unwrapInteger($1[0]) },
  NativeDefinition("__floor__(self, /)") { $0.unwrapInteger($1[0]) },
  NativeDefinition("__ceil__(self, /)") { $0.unwrapInteger($1[0]) },
  NativeDefinition("__float__(self, /)") { thread, a in
    guard let d = thread.integerToDouble(thread.unwrapInteger(a[0])) else { return .error }
    return thread.makeFloat(d)
  },
]

private let intComparisons: [NativeDefinition] = [
  NativeDefinition("__lt__(self, value, /)") { $0.intComparison(.less, $1[0], $1[1]) },
  NativeDefinition("__le__(self, value, /)") { $0.intComparison(.lessEqual, $1[0], $1[1]) },
  NativeDefinition("__eq__(self, value, /)") { $0.intComparison(.equal, $1[0], $1[1]) },
  NativeDefinition("__ne__(self, value, /)") { $0.intComparison(.notEqual, $1[0], $1[1]) },
  NativeDefinition("__gt__(self, value, /)") { $0.intComparison(.greater, $1[0], $1[1]) },
  NativeDefinition("__ge__(self, value, /)") { $0.intComparison(.greaterEqual, $1[0], $1[1]) },
]

private let intMethods: [NativeDefinition] = [
  NativeDefinition("__repr__(self, /)") { $0.decimalString($0.unwrapInteger($1[0])) },
  NativeDefinition("__hash__(self, /)") { thread, a in
    let i = thread.unwrapInteger(a[0])
    return .int(i.isInt ? thread.hash(i) : thread.hashOfBigInt(i))
  },
  NativeDefinition("__format__(self, format_spec, /)") { thread, a in
    guard a[1].isKind(.string) else {
      return thread.raise(.typeError, "__format__() argument must be str, not \(a[1].typeName)")
    }
    if StringRef(a[1]).count == 0 { return thread.str(a[0]) }
    return thread.formatInteger(thread.unwrapInteger(a[0]), StringRef(a[1]), typeName: a[0].typeName)
  },
  NativeDefinition("__round__(self, ndigits=None, /)") { thread, a in
    let i = thread.unwrapInteger(a[0])
    if a[1].isUnbound || a[1].isNone { return i }
    let decimals = thread.toIndex(a[1])
    return decimals.isError ? .error : thread.roundInteger(i, decimals: decimals)
  },
  NativeDefinition("__getnewargs__(self, /)") { TupleRef.make($0, $0.unwrapInteger($1[0])) },
  NativeDefinition("__sizeof__(self, /)") { thread, a in
    let bits = thread.bitLength(thread.unwrapInteger(a[0]))
    return .int(24 + max((bits + 29) / 30, bits == 0 ? 0 : 1) * 4)
  },
  NativeDefinition("conjugate(self, /)") { $0.unwrapInteger($1[0]) },
  NativeDefinition("bit_length(self, /)") { .int($0.bitLength($0.unwrapInteger($1[0]))) },
  NativeDefinition("bit_count(self, /)") { .int($0.bitCount($0.unwrapInteger($1[0]))) },
  NativeDefinition("as_integer_ratio(self, /)") { TupleRef.make($0, $0.unwrapInteger($1[0]), .int(1)) },
  NativeDefinition("to_bytes(self, length=1, byteorder='big', *, signed=False)") { thread, a in
    var length = 1
    if a[1].isBound {
      guard let given = thread.index(a[1]) else { return .error }
      length = given
    }
    guard let bigEndian = thread.isBigEndian(a[2]) else { return .error }
    let signed = a[3].isUnbound ? 0 : thread.truth(a[3])
    if signed < 0 { return .error }
    if length < 0 { return thread.raise(.valueError, "length argument must be non-negative") }
    let integer = thread.unwrapInteger(a[0])
    if signed == 0 && thread.isNegative(integer) {
      return thread.raise(.overflowError, "can't convert negative int to unsigned")
    }
    if !thread.hasRoom(bytes: length) { return .error }
    let bytes = BytesRef.allocate(thread, count: length)
    guard thread.writeBytes(integer, bytes.bytes, length, signed: signed == 1) else {
      return thread.raise(.overflowError, "int too big to convert")
    }
    if bigEndian { reverseBytes(bytes.bytes, length) }
    return bytes.value
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `&`, `|` and `^` of two bools are bools.
  fileprivate func boolOperator(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    a.isBool && b.isBool ? numberBinary(operation, a, b) : intOperator(operation, a, b)
  }
}

private let boolMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, x=False, /)") { thread, a in
    if a[1].isUnbound { return .false }
    let truth = thread.truth(a[1])
    return truth < 0 ? .error : .bool(truth == 1)
  },
  NativeDefinition("__repr__(self, /)") { $0.repr($1[0]) },
  NativeDefinition("__and__(self, value, /)") { $0.boolOperator(.and, $1[0], $1[1]) },
  NativeDefinition("__rand__(self, value, /)") { $0.boolOperator(.and, $1[1], $1[0]) },
  NativeDefinition("__or__(self, value, /)") { $0.boolOperator(.or, $1[0], $1[1]) },
  NativeDefinition("__ror__(self, value, /)") { $0.boolOperator(.or, $1[1], $1[0]) },
  NativeDefinition("__xor__(self, value, /)") { $0.boolOperator(.xor, $1[0], $1[1]) },
  NativeDefinition("__rxor__(self, value, /)") { $0.boolOperator(.xor, $1[1], $1[0]) },
]
