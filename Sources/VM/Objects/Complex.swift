// Complex numbers. Layout (leaf object):
//   word 1  real part, raw double
//   word 2  imaginary part, raw double

import CRuntime
import Glibc

struct ComplexRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  var real: Double { pointer.load(fromByteOffset: 8, as: Double.self) }
  var imaginary: Double { pointer.load(fromByteOffset: 16, as: Double.self) }
}

typealias ComplexParts = (real: Double, imaginary: Double)

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineComplex() {
    vm.pointee.types.complex = define(
      TypeDefinition(
        name: "complex", kind: .complex, words: -1, methods: complexMethods,
        attributes: [
          GetSetDefinition("real", isMember: true, { $0.makeFloat(ComplexRef($1).real) }),
          GetSetDefinition("imag", isMember: true, { $0.makeFloat(ComplexRef($1).imaginary) }),
        ],
        doc: "Create a complex number from a real part and an optional imaginary part."))
    vm.pointee.shapes.complex = TypeRef(vm.pointee.types.complex).rootShape
  }

  func makeComplex(_ real: Double, _ imaginary: Double) -> Value { makeComplex((real, imaginary)) }

  func makeComplex(_ parts: ComplexParts) -> Value {
    makeComplex(of: vm.pointee.types.complex, parts)
  }

  fileprivate func makeComplex(of type: Value, _ parts: ComplexParts) -> Value {
    let object = allocateSubclassInstance(TypeRef(type), words: 3, flags: HeaderFlags.leaf)
    object.storeBytes(of: parts.real, toByteOffset: 8, as: Double.self)
    object.storeBytes(of: parts.imaginary, toByteOffset: 16, as: Double.self)
    return .object(object)
  }

  /// The parts of a complex, float or int; nil otherwise, perhaps with OverflowError pending.
  fileprivate func parts(_ value: Value) -> ComplexParts? {
    if value.isKind(.complex) { return (ComplexRef(value).real, ComplexRef(value).imaginary) }
    if value.isFloat { return (value.floatValue, 0) }
    let integer = unwrapInteger(value)
    if integer.isUnbound { return nil }
    return integerToDouble(integer).map { ($0, 0) }
  }

  fileprivate func complexOperator(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    guard let x = parts(a), let y = parts(b) else { return pointee.exception.isBound ? .error : .notImplemented }
    switch operation {
    case .add: return makeComplex((x.real + y.real, x.imaginary + y.imaginary))
    case .subtract: return makeComplex((x.real - y.real, x.imaginary - y.imaginary))
    case .multiply: return makeComplex(product(x, y))
    case .trueDivide:
      guard let result = complexQuotient(x, y) else { return raise(.zeroDivisionError, "complex division by zero") }
      return makeComplex(result)
    default: return complexPower(x, y)
    }
  }

  private func product(_ x: ComplexParts, _ y: ComplexParts) -> ComplexParts {
    (x.real * y.real - x.imaginary * y.imaginary, x.real * y.imaginary + x.imaginary * y.real)
  }

  /// Smith's method; nil for a zero divisor.
  func complexQuotient(_ x: ComplexParts, _ y: ComplexParts) -> ComplexParts? {
    let absReal = abs(y.real)
    let absImaginary = abs(y.imaginary)
    if absReal >= absImaginary {
      if absReal == 0 { return nil }
      let ratio = y.imaginary / y.real
      let denominator = y.real + y.imaginary * ratio
      return ((x.real + x.imaginary * ratio) / denominator, (x.imaginary - x.real * ratio) / denominator)
    }
    if absImaginary >= absReal {
      let ratio = y.real / y.imaginary
      let denominator = y.real * ratio + y.imaginary
      return ((x.real * ratio + x.imaginary) / denominator, (x.imaginary * ratio - x.real) / denominator)
    }
    return (.nan, .nan)
  }

  func complexPower(_ x: ComplexParts, _ y: ComplexParts) -> Value {
    let result: ComplexParts
    if y.imaginary == 0 && y.real == y.real.rounded(.down) && abs(y.real) <= 100 {
      let n = Int(y.real)
      var power: ComplexParts = (1, 0)
      var factor = x
      var mask = 1
      while mask <= abs(n) {
        if abs(n) & mask != 0 { power = product(power, factor) }
        factor = product(factor, factor)
        mask <<= 1
      }
      if n < 0 {
        guard let inverse = complexQuotient((1, 0), power) else {
          return raise(.zeroDivisionError, "0.0 to a negative or complex power")
        }
        power = inverse
      }
      result = power
    } else if y.real == 0 && y.imaginary == 0 {
      result = (1, 0)
    } else if x.real == 0 && x.imaginary == 0 {
      if y.imaginary != 0 || y.real < 0 {
        return raise(.zeroDivisionError, "0.0 to a negative or complex power")
      }
      result = (0, 0)
    } else {
      let size = hypot(x.real, x.imaginary)
      var length = pow(size, y.real)
      let angle = atan2(x.imaginary, x.real)
      var phase = angle * y.real
      if y.imaginary != 0 {
        length /= exp(angle * y.imaginary)
        phase += y.imaginary * log(size)
      }
      result = (length * cos(phase), length * sin(phase))
    }
    if result.real.isInfinite || result.imaginary.isInfinite {
      return raise(.overflowError, "complex exponentiation")
    }
    return makeComplex(result)
  }

  /// `repr` of a complex number.
  fileprivate func complexRepr(_ z: ComplexParts) -> Value {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 80) { memory in
      let text = memory.baseAddress.unsafelyUnwrapped
      var count = 0
      let bare = z.real == 0 && z.real.sign == .plus
      if !bare {
        text[0] = UInt8(ascii: "(")
        count = 1 + writeRepr(z.real, text + 1, addPointZero: false)
        if z.imaginary.isNaN || z.imaginary.sign == .plus {
          text[count] = UInt8(ascii: "+")
          count += 1
        }
      }
      count += writeRepr(z.imaginary, text + count, addPointZero: false)
      text[count] = UInt8(ascii: "j")
      count += 1
      if !bare {
        text[count] = UInt8(ascii: ")")
        count += 1
      }
      return makeAscii(text, count)
    }
  }

  /// The number that text such as "1+2j" or "(3j)" spells.
  fileprivate func parseComplex(_ string: StringRef) -> ComplexParts? {
    withAsciiDigits(string) { source in
      var text = Array(source)
      while let last = text.last, isAsciiSpace(last) { text.removeLast() }
      var start = 0
      while start < text.count && isAsciiSpace(text[start]) { start += 1 }
      text.removeFirst(start)
      if text.first == UInt8(ascii: "(") && text.last == UInt8(ascii: ")") && text.count > 2 {
        text.removeFirst()
        text.removeLast()
        while let last = text.last, isAsciiSpace(last) { text.removeLast() }
        while let first = text.first, isAsciiSpace(first) { text.removeFirst() }
      }
      func number(_ part: ArraySlice<UInt8>) -> Double? {
        if let first = part.first, let last = part.last, isAsciiSpace(first) || isAsciiSpace(last) { return nil }
        return part.withUnsafeBufferPointer { parseDouble($0) }
      }
      guard let last = text.last else { return nil }
      if last | 0x20 != UInt8(ascii: "j") { return number(text[...]).map { ($0, 0) } }
      let body = text.dropLast()
      // The sign that parts the two numbers: the last one that does not belong to an exponent.
      var split = body.count
      var index = body.count - 1
      while index >= 0 {
        if body[index] == UInt8(ascii: "+") || body[index] == UInt8(ascii: "-"),
          index == 0 || body[index - 1] | 0x20 != UInt8(ascii: "e")
        {
          split = index
          break
        }
        index -= 1
      }
      func imaginary(_ part: ArraySlice<UInt8>) -> Double? {
        if part.isEmpty || part.elementsEqual([43]) { return 1 }
        if part.elementsEqual([45]) { return -1 }
        return number(part)
      }
      if split == body.count || split == 0 { return imaginary(body[...]).map { (0, $0) } }
      guard let real = number(body[..<split]), let second = imaginary(body[split...]) else { return nil }
      return (real, second)
    }
  }

  /// A number for complex(): the parts, or nil with an exception pending.
  fileprivate func complexArgument(_ value: Value, second: Bool) -> ComplexParts? {
    // A class derived from a number type may have a method of its own.
    let isDerived = value.isObject && value.type.isHeapType
    if second || !isDerived, let direct = parts(value) { return direct }
    if pointee.exception.isBound { return nil }
    if !second {
      let hook = value.type.lookup(StringRef.intern("__complex__"))
      if hook.isBound {
        let result = callUnbound(hook, value)
        if result.isError { return nil }
        if result.isKind(.complex) {
          let isPlain = result.type.value == vm.pointee.types.complex
          let isAccepted =
            isPlain
            || warn(
              .deprecationWarning,
              "__complex__ returned non-complex (type \(result.typeName)).  The ability to return an instance of "
                + "a strict subclass of complex is deprecated, and may be removed in a future version of Python.")
          return isAccepted ? parts(result) : nil
        }
        raise(.typeError, "__complex__ returned non-complex (type \(result.typeName))")
        return nil
      }
    }
    let which = second ? "second" : "first"
    let allowed = second ? "a number" : "a string or a number"
    guard let d = double(of: value, { "complex() \(which) argument must be \(allowed), not '\($0)'" }) else {
      return nil
    }
    return (d, 0)
  }
}

private let complexMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, real=0, imag=0)") { thread, a in
    if a[1].isKind(.string) {
      if a[2].isBound {
        return thread.raise(.typeError, "complex() can't take second arg if first is a string")
      }
      guard let z = thread.parseComplex(StringRef(a[1])) else {
        return thread.raise(.valueError, "complex() arg is a malformed string")
      }
      return thread.makeComplex(of: a[0], z)
    }
    if a[2].isKind(.string) { return thread.raise(.typeError, "complex() second arg can't be a string") }
    if a[2].isUnbound && a[0] == vm.pointee.types.complex && a[1].isKind(.complex) && a[1].type.value == a[0] {
      return a[1]
    }
    var z: ComplexParts = (0, 0)
    if a[1].isBound {
      guard let first = thread.complexArgument(a[1], second: false) else { return .error }
      z = first
    }
    if a[2].isBound {
      guard let second = thread.complexArgument(a[2], second: true) else { return .error }
      // Adding to the zero of a real first argument would lose the sign of a negative zero.
      let imaginary = a[1].isKind(.complex) ? z.imaginary + second.real : second.real
      z = (a[2].isKind(.complex) ? z.real - second.imaginary : z.real, imaginary)
    }
    return thread.makeComplex(of: a[0], z)
  },
  NativeDefinition("__add__(self, value, /)") { $0.complexOperator(.add, $1[0], $1[1]) },
  NativeDefinition("__radd__(self, value, /)") { $0.complexOperator(.add, $1[1], $1[0]) },
  NativeDefinition("__sub__(self, value, /)") { $0.complexOperator(.subtract, $1[0], $1[1]) },
  NativeDefinition("__rsub__(self, value, /)") { $0.complexOperator(.subtract, $1[1], $1[0]) },
  NativeDefinition("__mul__(self, value, /)") { $0.complexOperator(.multiply, $1[0], $1[1]) },
  NativeDefinition("__rmul__(self, value, /)") { $0.complexOperator(.multiply, $1[1], $1[0]) },
  NativeDefinition("__truediv__(self, value, /)") { $0.complexOperator(.trueDivide, $1[0], $1[1]) },
  NativeDefinition("__rtruediv__(self, value, /)") { $0.complexOperator(.trueDivide, $1[1], $1[0]) },
  NativeDefinition("__pow__(self, value, mod=None, /)") { thread, a in
    if a[2].isBound && !a[2].isNone { return thread.raise(.valueError, "complex modulo") }
    return thread.complexOperator(.power, a[0], a[1])
  },
  NativeDefinition("__rpow__(self, value, mod=None, /)") { thread, a in
    if a[2].isBound && !a[2].isNone { return thread.raise(.valueError, "complex modulo") }
    return thread.complexOperator(.power, a[1], a[0])
  },
  NativeDefinition("__neg__(self, /)") { $0.makeComplex((-ComplexRef($1[0]).real, -ComplexRef($1[0]).imaginary)) },
  NativeDefinition("__pos__(self, /)") { $0.makeComplex((ComplexRef($1[0]).real, ComplexRef($1[0]).imaginary)) },
  NativeDefinition("__abs__(self, /)") { thread, a in
    let z = ComplexRef(a[0])
    let size = hypot(z.real, z.imaginary)
    if size.isInfinite && z.real.isFinite && z.imaginary.isFinite {
      return thread.raise(.overflowError, "absolute value too large")
    }
    return thread.makeFloat(size)
  },
  NativeDefinition("__bool__(self, /)") { .bool(ComplexRef($1[0]).real != 0 || ComplexRef($1[0]).imaginary != 0) },
  NativeDefinition("__complex__(self, /)") { $0.makeComplex((ComplexRef($1[0]).real, ComplexRef($1[0]).imaginary)) },
  NativeDefinition("conjugate(self, /)") {
    $0.makeComplex((ComplexRef($1[0]).real, -ComplexRef($1[0]).imaginary))
  },
  NativeDefinition("__eq__(self, value, /)") { $0.complexEquality($1[0], $1[1], negated: false) },
  NativeDefinition("__ne__(self, value, /)") { $0.complexEquality($1[0], $1[1], negated: true) },
  NativeDefinition("__hash__(self, /)") { thread, a in
    let z = ComplexRef(a[0])
    let wide = Int64(thread.hashOfDouble(z.real)) &+ 1_000_003 &* Int64(thread.hashOfDouble(z.imaginary))
    // A sum beyond a small int is cut like any other hash.
    return .int((Int(wide) &<< 2) &>> 2 == -1 ? -2 : (Int(wide) &<< 2) &>> 2)
  },
  NativeDefinition("__repr__(self, /)") { $0.complexRepr((ComplexRef($1[0]).real, ComplexRef($1[0]).imaginary)) },
  NativeDefinition("__format__(self, format_spec, /)") { thread, a in
    guard a[1].isKind(.string) else {
      return thread.raise(.typeError, "__format__() argument must be str, not \(a[1].typeName)")
    }
    if StringRef(a[1]).count == 0 { return thread.str(a[0]) }
    let z = ComplexRef(a[0])
    return thread.formatComplex(z.real, z.imaginary, StringRef(a[1]), typeName: a[0].typeName)
  },
  NativeDefinition("__getnewargs__(self, /)") { thread, a in
    let real = thread.makeFloat(ComplexRef(a[0]).real)
    return TupleRef.make(thread, real, thread.makeFloat(ComplexRef(a[0]).imaginary))
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  fileprivate func complexEquality(_ a: Value, _ b: Value, negated: Bool) -> Value {
    let z = ComplexRef(a)
    let same: Bool
    if b.isKind(.complex) {
      same = z.real == ComplexRef(b).real && z.imaginary == ComplexRef(b).imaginary
    } else if b.isFloat {
      same = z.imaginary == 0 && z.real == b.floatValue
    } else {
      let integer = unwrapInteger(b)
      if integer.isUnbound { return .notImplemented }
      same = z.imaginary == 0 && compareNumbers(.equal, .float(z.real), .integer(integer)).isTrue
    }
    return .bool(same != negated)
  }
}
