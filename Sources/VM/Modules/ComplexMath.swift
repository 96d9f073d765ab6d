// The module `cmath`. Finite arguments go through the formulas of W. Kahan, "Branch Cuts for Complex Elementary
// Functions" (1987), as in CPython, so that results agree to the last bit; for infinities and NaNs the C library's
// functions give what C99 Annex G lays down.

import CRuntime
import Glibc

/// Which error a result stands for.
private enum Failure { case domain, range }

private typealias Complex = ComplexParts
private let large = Double.greatestFiniteMagnitude / 4
private let logLarge = log(large)
private let sqrtLarge = large.squareRoot()
private let sqrtSmall = Double.leastNormalMagnitude.squareRoot()
private let ln2 = 0.693147180559945309417232121458
private let ln10 = 2.302585092994045684017991454684

private func isFinite(_ z: Complex) -> Bool { z.real.isFinite && z.imaginary.isFinite }

/// A function of the C library, for what is not finite.
private func special(_ function: Int32, _ z: Complex) -> Complex {
  var result = (0.0, 0.0)
  vm_complex_function(function, z.real, z.imaginary, &result.0, &result.1)
  return (real: result.0, imaginary: result.1)
}

private func squareRoot(_ z: Complex) -> Complex {
  if !isFinite(z) { return special(Int32(VM_CSQRT.rawValue), z) }
  if z.real == 0 && z.imaginary == 0 { return (0, z.imaginary) }
  var ax = abs(z.real)
  let ay = abs(z.imaginary)
  let s: Double
  if ax < Double.leastNormalMagnitude && ay < Double.leastNormalMagnitude && (ax > 0 || ay > 0) {
    // Subnormal numbers lose their bits: scale them up.
    ax = ldexp(ax, 54)
    s = ldexp((ax + hypot(ax, ldexp(ay, 54))).squareRoot(), -27)
  } else {
    ax /= 8
    s = 2 * (ax + hypot(ax, ay / 8)).squareRoot()
  }
  let d = ay / (2 * s)
  return z.real >= 0 ? (s, copysign(d, z.imaginary)) : (d, copysign(s, z.imaginary))
}

private func logarithm(_ z: Complex) -> (Complex, Failure?) {
  if !isFinite(z) { return (special(Int32(VM_CLOG.rawValue), z), nil) }
  let ax = abs(z.real)
  let ay = abs(z.imaginary)
  let imaginary = atan2(z.imaginary, z.real)
  if ax > large || ay > large { return ((log(hypot(ax / 2, ay / 2)) + ln2, imaginary), nil) }
  if ax < Double.leastNormalMagnitude && ay < Double.leastNormalMagnitude {
    if ax > 0 || ay > 0 { return ((log(hypot(ldexp(ax, 53), ldexp(ay, 53))) - 53 * ln2, imaginary), nil) }
    return ((-.infinity, imaginary), .domain)
  }
  let h = hypot(ax, ay)
  if h >= 0.71 && h <= 1.73 {
    let (most, least) = ax > ay ? (ax, ay) : (ay, ax)
    return ((log1p((most - 1) * (most + 1) + least * least) / 2, imaginary), nil)
  }
  return ((log(h), imaginary), nil)
}

private func exponential(_ z: Complex) -> (Complex, Failure?) {
  if !isFinite(z) {
    let fails = z.imaginary.isInfinite && (z.real.isFinite || z.real == .infinity)
    return (special(Int32(VM_CEXP.rawValue), z), fails ? .domain : nil)
  }
  let result: Complex
  if z.real > logLarge {
    let l = exp(z.real - 1)
    result = (l * cos(z.imaginary) * M_E, l * sin(z.imaginary) * M_E)
  } else {
    let l = exp(z.real)
    result = (l * cos(z.imaginary), l * sin(z.imaginary))
  }
  return (result, overflow(result))
}

private func overflow(_ z: Complex) -> Failure? { z.real.isInfinite || z.imaginary.isInfinite ? .range : nil }

private func hyperbolicCosine(_ z: Complex) -> (Complex, Failure?) {
  if !isFinite(z) {
    return (special(Int32(VM_CCOSH.rawValue), z), z.imaginary.isInfinite && !z.real.isNaN ? .domain : nil)
  }
  let result: Complex
  if abs(z.real) > logLarge {
    let less = z.real - copysign(1, z.real)
    result = (cos(z.imaginary) * cosh(less) * M_E, sin(z.imaginary) * sinh(less) * M_E)
  } else {
    result = (cos(z.imaginary) * cosh(z.real), sin(z.imaginary) * sinh(z.real))
  }
  return (result, overflow(result))
}

private func hyperbolicSine(_ z: Complex) -> (Complex, Failure?) {
  if !isFinite(z) {
    return (special(Int32(VM_CSINH.rawValue), z), z.imaginary.isInfinite && !z.real.isNaN ? .domain : nil)
  }
  let result: Complex
  if abs(z.real) > logLarge {
    let less = z.real - copysign(1, z.real)
    result = (cos(z.imaginary) * sinh(less) * M_E, sin(z.imaginary) * cosh(less) * M_E)
  } else {
    result = (cos(z.imaginary) * sinh(z.real), sin(z.imaginary) * cosh(z.real))
  }
  return (result, overflow(result))
}

private func hyperbolicTangent(_ z: Complex) -> (Complex, Failure?) {
  if !isFinite(z) {
    return (special(Int32(VM_CTANH.rawValue), z), z.imaginary.isInfinite && z.real.isFinite ? .domain : nil)
  }
  if abs(z.real) > logLarge {
    return (
      (copysign(1, z.real), 4 * sin(z.imaginary) * cos(z.imaginary) * exp(-2 * abs(z.real))), nil
    )
  }
  let tx = tanh(z.real)
  let ty = tan(z.imaginary)
  let cx = 1 / cosh(z.real)
  let txty = tx * ty
  let denominator = 1 + txty * txty
  return ((tx * (1 + ty * ty) / denominator, ((ty / denominator) * cx) * cx), nil)
}

private func arcCosine(_ z: Complex) -> Complex {
  if !isFinite(z) { return special(Int32(VM_CACOS.rawValue), z) }
  if abs(z.real) > large || abs(z.imaginary) > large {
    let real = atan2(abs(z.imaginary), z.real)
    let size = log(hypot(z.real / 2, z.imaginary / 2)) + ln2 * 2
    return (real, z.real < 0 ? -copysign(size, z.imaginary) : copysign(size, -z.imaginary))
  }
  let s1 = squareRoot((1 - z.real, -z.imaginary))
  let s2 = squareRoot((1 + z.real, z.imaginary))
  return (2 * atan2(s1.real, s2.real), asinh(s2.real * s1.imaginary - s2.imaginary * s1.real))
}

private func arcHyperbolicCosine(_ z: Complex) -> Complex {
  if z.imaginary.isNaN && z.real.isFinite { return (.nan, .nan) }
  if !isFinite(z) { return special(Int32(VM_CACOSH.rawValue), z) }
  if abs(z.real) > large || abs(z.imaginary) > large {
    return (log(hypot(z.real / 2, z.imaginary / 2)) + ln2 * 2, atan2(z.imaginary, z.real))
  }
  let s1 = squareRoot((z.real - 1, z.imaginary))
  let s2 = squareRoot((z.real + 1, z.imaginary))
  return (asinh(s1.real * s2.real + s1.imaginary * s2.imaginary), 2 * atan2(s1.imaginary, s2.real))
}

private func arcHyperbolicSine(_ z: Complex) -> Complex {
  if !isFinite(z) { return special(Int32(VM_CASINH.rawValue), z) }
  if abs(z.real) > large || abs(z.imaginary) > large {
    let size = log(hypot(z.real / 2, z.imaginary / 2)) + ln2 * 2
    let real = z.imaginary.sign == .plus ? copysign(size, z.real) : -copysign(size, -z.real)
    return (real, atan2(z.imaginary, abs(z.real)))
  }
  let s1 = squareRoot((1 + z.imaginary, -z.real))
  let s2 = squareRoot((1 - z.imaginary, z.real))
  return (
    asinh(s1.real * s2.imaginary - s2.real * s1.imaginary),
    atan2(z.imaginary, s1.real * s2.real - s1.imaginary * s2.imaginary)
  )
}

private func arcHyperbolicTangent(_ z: Complex) -> (Complex, Failure?) {
  if !isFinite(z) { return (special(Int32(VM_CATANH.rawValue), z), nil) }
  // By symmetry the half plane on the right is enough.
  if z.real < 0 || z.real == 0 && z.real.sign == .minus {
    let (result, failure) = arcHyperbolicTangent((-z.real, -z.imaginary))
    return ((-result.real, -result.imaginary), failure)
  }
  let ay = abs(z.imaginary)
  if z.real > sqrtLarge || ay > sqrtLarge {
    let h = hypot(z.real / 2, z.imaginary / 2)
    return ((z.real / 4 / h / h, -copysign(Double.pi / 2, -z.imaginary)), nil)
  }
  if z.real == 1 && ay < sqrtSmall {
    if ay == 0 { return ((.infinity, z.imaginary), .domain) }
    return (
      (-log(ay.squareRoot() / hypot(ay, 2).squareRoot()), copysign(atan2(2, -ay) / 2, z.imaginary)), nil
    )
  }
  let less = 1 - z.real
  return (
    (
      log1p(4 * z.real / (less * less + ay * ay)) / 4,
      -atan2(-2 * z.imaginary, less * (1 + z.real) - ay * ay) / 2
    ), nil
  )
}

// MARK: The module

/// The number in an argument: `__complex__`, else a real number.
private func complexArgument(_ t: Thread, _ value: Value) -> Complex? {
  if value.isKind(.complex) { return (ComplexRef(value).real, ComplexRef(value).imaginary) }
  if value.isObject && !value.isFloat && !value.isKind(.bigInt) {
    let method = value.type.lookup(StringRef.intern("__complex__"))
    if method.isObject {
      let result = t.callUnbound(method, value)
      if result.isError { return nil }
      guard result.isKind(.complex) else {
        t.raise(.typeError, "\(value.typeName).__complex__() returned non-complex (type \(result.typeName))")
        return nil
      }
      return (ComplexRef(result).real, ComplexRef(result).imaginary)
    }
  }
  return t.double(of: value).map { ($0, 0) }
}

private func answer(_ t: Thread, _ value: Value, _ body: (Complex) -> (Complex, Failure?)) -> Value {
  guard let z = complexArgument(t, value) else { return .error }
  let (result, failure) = body(z)
  return finish(t, result, failure)
}

private func finish(_ t: Thread, _ result: Complex, _ failure: Failure?) -> Value {
  switch failure {
  case .domain: t.raise(.valueError, "math domain error")
  case .range: t.raise(.overflowError, "math range error")
  case nil: t.makeComplex(result)
  }
}

private func turned(_ z: Complex) -> Complex { (-z.imaginary, z.real) }
private func turnedBack(_ z: Complex) -> Complex { (z.imaginary, -z.real) }

private let elementary: [NativeDefinition] = [
  NativeDefinition(.function, "sqrt(z, /)") { answer($0, $1[0]) { (squareRoot($0), nil) } },
  NativeDefinition(.function, "exp(z, /)") { answer($0, $1[0], exponential) },
  NativeDefinition(.function, "log10(z, /)") {
    answer($0, $1[0]) { z in
      let (result, failure) = logarithm(z)
      return ((result.real / ln10, result.imaginary / ln10), failure)
    }
  },
  NativeDefinition(.function, "cosh(z, /)") { answer($0, $1[0], hyperbolicCosine) },
  NativeDefinition(.function, "sinh(z, /)") { answer($0, $1[0], hyperbolicSine) },
  NativeDefinition(.function, "tanh(z, /)") { answer($0, $1[0], hyperbolicTangent) },
  NativeDefinition(.function, "cos(z, /)") { answer($0, $1[0]) { hyperbolicCosine(turned($0)) } },
  NativeDefinition(.function, "sin(z, /)") {
    answer($0, $1[0]) {
      let (result, failure) = hyperbolicSine(turned($0))
      return (turnedBack(result), failure)
    }
  },
  NativeDefinition(.function, "tan(z, /)") {
    answer($0, $1[0]) {
      let (result, failure) = hyperbolicTangent(turned($0))
      return (turnedBack(result), failure)
    }
  },
  NativeDefinition(.function, "acos(z, /)") { answer($0, $1[0]) { (arcCosine($0), nil) } },
  NativeDefinition(.function, "acosh(z, /)") { answer($0, $1[0]) { (arcHyperbolicCosine($0), nil) } },
  NativeDefinition(.function, "asinh(z, /)") { answer($0, $1[0]) { (arcHyperbolicSine($0), nil) } },
  NativeDefinition(.function, "asin(z, /)") {
    answer($0, $1[0]) { (turnedBack(arcHyperbolicSine(turned($0))), nil) }
  },
  NativeDefinition(.function, "atanh(z, /)") { answer($0, $1[0], arcHyperbolicTangent) },
  NativeDefinition(.function, "atan(z, /)") {
    answer($0, $1[0]) {
      let (result, failure) = arcHyperbolicTangent(turned($0))
      return (turnedBack(result), failure)
    }
  },
  NativeDefinition(.function, "log(z, base=None, /)") { t, a in
    guard let z = complexArgument(t, a[0]) else { return .error }
    var (result, failure) = logarithm(z)
    if a[1].isBound {
      guard let base = complexArgument(t, a[1]) else { return .error }
      let (divisor, second) = logarithm(base)
      // In CPython the second logarithm hides an error of the first.
      failure = second
      if let quotient = t.complexQuotient(result, divisor) { result = quotient } else { failure = .domain }
    }
    return finish(t, result, failure)
  },
]

private let forms: [NativeDefinition] = [
  NativeDefinition(.function, "phase(z, /)") { t, a in
    complexArgument(t, a[0]).map { t.makeFloat(atan2($0.imaginary, $0.real)) } ?? .error
  },
  NativeDefinition(.function, "polar(z, /)") { t, a in
    guard let z = complexArgument(t, a[0]) else { return .error }
    let size = hypot(z.real, z.imaginary)
    if size.isInfinite && isFinite(z) { return t.raise(.overflowError, "math range error") }
    let first = t.makeFloat(size)
    return TupleRef.make(t, first, t.makeFloat(atan2(z.imaginary, z.real)))
  },
  NativeDefinition(.function, "rect(r, phi, /)") { t, a in
    guard let r = t.double(of: a[0]), let phi = t.double(of: a[1]) else { return .error }
    if !r.isFinite || !phi.isFinite {
      if phi.isInfinite && r != 0 && !r.isNaN { return t.raise(.valueError, "math domain error") }
      if r.isInfinite && phi.isFinite && phi != 0 {
        return t.makeComplex(copysign(r, r * cos(phi)), copysign(r, r * sin(phi)))
      }
      if r.isInfinite && phi == 0 { return t.makeComplex(r, copysign(0, phi) * (r > 0 ? 1 : -1)) }
      if phi.isNaN && r == 0 { return t.makeComplex(0, 0) }
      if r == 0 { return t.makeComplex(0, 0) }
      if r.isInfinite { return t.makeComplex(.infinity, .nan) }
      return t.makeComplex(.nan, phi == 0 ? phi : .nan)
    }
    if phi == 0 { return t.makeComplex(r, r * phi) }
    return t.makeComplex(r * cos(phi), r * sin(phi))
  },
  NativeDefinition(.function, "isnan(z, /)") { t, a in
    complexArgument(t, a[0]).map { .bool($0.real.isNaN || $0.imaginary.isNaN) } ?? .error
  },
  NativeDefinition(.function, "isinf(z, /)") { t, a in
    complexArgument(t, a[0]).map { .bool($0.real.isInfinite || $0.imaginary.isInfinite) } ?? .error
  },
  NativeDefinition(.function, "isfinite(z, /)") { t, a in
    complexArgument(t, a[0]).map { .bool(isFinite($0)) } ?? .error
  },
  NativeDefinition(.function, "isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)") { t, a in
    guard let x = complexArgument(t, a[0]), let y = complexArgument(t, a[1]),
      let relative = a[2].isUnbound ? 1e-9 : t.double(of: a[2]),
      let absolute = a[3].isUnbound ? 0 : t.double(of: a[3])
    else { return .error }
    if relative < 0 || absolute < 0 { return t.raise(.valueError, "tolerances must be non-negative") }
    if x.real == y.real && x.imaginary == y.imaginary { return .true }
    let isInfinite = [x.real, x.imaginary, y.real, y.imaginary].contains { $0.isInfinite }
    if isInfinite { return .false }
    let difference = hypot(x.real - y.real, x.imaginary - y.imaginary)
    return .bool(
      difference <= relative * hypot(y.real, y.imaginary) || difference <= relative * hypot(x.real, x.imaginary)
        || difference <= absolute)
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineComplexMathModule() {
    let module = defineModule(
      "cmath", doc: "This module provides access to mathematical functions for complex\nnumbers.", elementary + forms)
    for (name, value) in [
      ("pi" as StaticString, Double.pi), ("e", M_E), ("tau", 2 * Double.pi), ("inf", Double.infinity),
      ("nan", Double.nan),
    ] { module.set(name, makeFloat(value)) }
    module.set("infj", makeComplex(0, .infinity))
    module.set("nanj", makeComplex(0, .nan))
  }
}
