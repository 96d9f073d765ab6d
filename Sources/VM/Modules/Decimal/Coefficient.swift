// The digits of a decimal number: a non-negative integer of any size.
//
// Invariant: up to 38 digits are in one 128-bit word (`large` is nil), more are a GMP integer that nobody changes once
// it is made. So equal coefficients have equal representations, and the usual precision of 28 digits needs no memory.
// Sizes are not checked here: who multiplies by a power of ten asks DecimalContext.allows first.

import CGMP
import Glibc

/// A GMP integer; freed with its last owner.
final class LargeNatural {
  let number: UnsafeMutablePointer<__mpz_struct>
  /// Number of decimal digits, 0 until somebody asked.
  var digits = 0

  init() {
    number = .allocate(capacity: 1)
    __gmpz_init(number)
  }

  init(_ word: UInt128) {
    number = .allocate(capacity: 1)
    __gmpz_init(number)
    var limbs = (UInt(truncatingIfNeeded: word), UInt(truncatingIfNeeded: word >> 64))
    __gmpz_import(number, 2, -1, 8, 0, 0, &limbs)
  }

  init(limbs: UnsafePointer<UInt>, count: Int) {
    number = .allocate(capacity: 1)
    __gmpz_init(number)
    __gmpz_import(number, count, -1, 8, 0, 0, limbs)
  }

  deinit {
    __gmpz_clear(number)
    number.deallocate()
  }

  static func powerOfTen(_ exponent: Int) -> LargeNatural {
    let power = LargeNatural()
    GMP.ui_pow_ui(power, 10, UInt(exponent))
    return power
  }

  func countDigits() -> Int {
    if digits == 0 {
      // One too many at most.
      let estimate = GMP.sizeinbase(self, 10)
      var exponent = 0
      let fraction = __gmpz_get_d_2exp(&exponent, number)
      let logarithm = log10(fraction) + Double(exponent) * 0.301_029_995_663_981_2
      let floor = logarithm.rounded(.down)
      if logarithm - floor > 1e-4 && logarithm - floor < 1 - 1e-4 && logarithm < 1e9 {
        digits = Int(floor) + 1
      } else {
        let power = LargeNatural.powerOfTen(estimate - 1)
        digits = GMP.cmp(self, power) < 0 ? estimate - 1 : estimate
      }
    }
    return digits
  }
}

/// 10^0 … 10^38.
nonisolated(unsafe) private let powersOfTen: UnsafeMutablePointer<UInt128> = {
  let table = UnsafeMutablePointer<UInt128>.allocate(capacity: 39)
  var power: UInt128 = 1
  for index in 0..<39 {
    table[index] = power
    if index < 38 { power *= 10 }
  }
  return table
}()

/// What was cut off, measured in units of the last place that stays.
enum Remainder: UInt8 { case nothing, belowHalf, half, aboveHalf }

struct Coefficient {
  private(set) var word: UInt128
  private(set) var large: LargeNatural?

  static let wordDigits = 38

  @inline(__always) init(_ value: UInt) {
    word = UInt128(value)
    large = nil
  }

  /// Any word, also one of 39 digits.
  @inline(__always) init(word: UInt128) {
    self.word = word
    large = nil
    if _slowPath(word >= powersOfTen[Coefficient.wordDigits]) {
      large = LargeNatural(word)
      self.word = 0
    }
  }

  /// A GMP integer ≥ 0 that is not changed afterwards.
  init(_ natural: LargeNatural) {
    defer { withExtendedLifetime(natural) {} }
    let limbs = Int(natural.number.pointee._mp_size)
    if limbs <= 2 {
      let digits = natural.number.pointee._mp_d
      var value: UInt128 = limbs > 0 ? UInt128(digits![0]) : 0
      if limbs > 1 { value |= UInt128(digits![1]) << 64 }
      if value < powersOfTen[Coefficient.wordDigits] {
        word = value
        large = nil
        return
      }
    }
    word = 0
    large = natural
  }

  @inline(__always) var isZero: Bool { word == 0 && large == nil }
  @inline(__always) var isOne: Bool { word == 1 }
  /// The number as a GMP integer.
  var natural: LargeNatural { large ?? LargeNatural(word) }

  // MARK: Digits

  /// Number of digits; 1 for zero.
  @inline(__always) var digits: Int {
    if let large { return large.countDigits() }
    if word == 0 { return 1 }
    let bits = 128 - word.leadingZeroBitCount
    // bits · log10(2), one too few at most.
    let estimate = (bits * 1233) >> 12
    return word >= powersOfTen[estimate] ? estimate + 1 : estimate
  }

  var lastDigit: Int {
    if let large { return Int(GMP.fdiv_ui(large, 10)) }
    return Int(truncatingIfNeeded: word % 10)
  }

  var isOdd: Bool {
    if let large { return withExtendedLifetime(large) { large.number.pointee._mp_d[0] & 1 != 0 } }
    return word & 1 != 0
  }

  /// Zeros at the end, at most `limit`.
  func trailingZeros(limit: Int) -> Int {
    if isZero || limit <= 0 { return 0 }
    var count = 0
    var rest = self
    // Large steps first: a number of many digits is divided few times.
    var step = 1
    while rest.large != nil && step <= limit - count {
      let (quotient, remainder) = rest.divided(byTenTo: step)
      if !remainder.isZero { break }
      rest = quotient
      count += step
      step *= 2
    }
    while step > 1 {
      step /= 2
      if step > limit - count { continue }
      let (quotient, remainder) = rest.divided(byTenTo: step)
      if remainder.isZero {
        rest = quotient
        count += step
      }
    }
    while count < limit {
      let (quotient, remainder) = rest.divided(byTenTo: 1)
      if !remainder.isZero { break }
      rest = quotient
      count += 1
    }
    return count
  }

  /// ASCII digits without leading zeros; one 0 for zero.
  func appendDigits(to text: inout [UInt8]) {
    if let large {
      defer { withExtendedLifetime(large) {} }
      let size = GMP.sizeinbase(large, 10) + 2
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
        __gmpz_get_str(buffer.baseAddress, 10, large.number)
        var index = 0
        text.reserveCapacity(text.count + size)
        while buffer[index] != 0 {
          text.append(UInt8(bitPattern: buffer[index]))
          index += 1
        }
      }
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
      let end = buffer.baseAddress.unsafelyUnwrapped + 64
      var start = end
      if word < 1 << 64 {
        start = writeDecimal(UInt(truncatingIfNeeded: word), before: end)
      } else {
        let (high, low) = word.quotientAndRemainder(dividingBy: 10_000_000_000_000_000_000)
        start = writeDecimal(UInt(truncatingIfNeeded: low), before: end)
        while end - start < 19 {
          start -= 1
          start[0] = 48
        }
        start = writeDecimal(UInt(truncatingIfNeeded: high), before: start)
      }
      text.append(contentsOf: UnsafeBufferPointer(start: start, count: end - start))
    }
  }

  /// The number with these digits (values 0…9, most significant first).
  init(digits: UnsafeBufferPointer<UInt8>) {
    var first = 0
    while first < digits.count && digits[first] == 0 { first += 1 }
    let count = digits.count - first
    if count <= 19 {
      var value: UInt = 0
      for index in first..<digits.count { value = value &* 10 &+ UInt(digits[index]) }
      self.init(value)
      return
    }
    if count <= Coefficient.wordDigits {
      var value: UInt128 = 0
      for index in first..<digits.count { value = value &* 10 &+ UInt128(digits[index]) }
      self.init(word: value)
      return
    }
    let room = count * 10 / 192 + 2
    self = withUnsafeTemporaryAllocation(of: UInt.self, capacity: room) { limbs in
      let used = __gmpn_set_str(limbs.baseAddress, digits.baseAddress.unsafelyUnwrapped + first, count, 10)
      return Coefficient(LargeNatural(limbs: limbs.baseAddress.unsafelyUnwrapped, count: used))
    }
  }

  // MARK: Arithmetic

  static func + (a: Coefficient, b: Coefficient) -> Coefficient {
    // Two numbers of 38 digits have a sum of 39 digits at most, which the word holds.
    if a.large == nil && b.large == nil { return Coefficient(word: a.word &+ b.word) }
    let sum = LargeNatural()
    GMP.add(sum, a.natural, b.natural)
    return Coefficient(sum)
  }

  /// a ≥ b.
  static func - (a: Coefficient, b: Coefficient) -> Coefficient {
    if a.large == nil && b.large == nil { return Coefficient(word: a.word &- b.word) }
    let difference = LargeNatural()
    GMP.sub(difference, a.natural, b.natural)
    return Coefficient(difference)
  }

  static func * (a: Coefficient, b: Coefficient) -> Coefficient {
    if a.large == nil && b.large == nil {
      if (a.word | b.word) >> 64 == 0 {
        let product = UInt(truncatingIfNeeded: a.word).multipliedFullWidth(by: UInt(truncatingIfNeeded: b.word))
        return Coefficient(word: UInt128(product.high) << 64 | UInt128(product.low))
      }
      let (product, overflow) = a.word.multipliedReportingOverflow(by: b.word)
      if !overflow { return Coefficient(word: product) }
    }
    let product = LargeNatural()
    GMP.mul(product, a.natural, b.natural)
    return Coefficient(product)
  }

  /// `b` is not zero.
  func divided(by b: Coefficient) -> (quotient: Coefficient, remainder: Coefficient) {
    if large == nil && b.large == nil {
      let (quotient, remainder) = Coefficient.divide(word, b.word)
      return (Coefficient(word: quotient), Coefficient(word: remainder))
    }
    let quotient = LargeNatural()
    let remainder = LargeNatural()
    GMP.tdiv_qr(quotient, remainder, natural, b.natural)
    return (Coefficient(quotient), Coefficient(remainder))
  }

  @inline(__always) private static func divide(_ a: UInt128, _ b: UInt128) -> (UInt128, UInt128) {
    if (a | b) >> 64 == 0 {
      let (quotient, remainder) = UInt(truncatingIfNeeded: a).quotientAndRemainder(
        dividingBy: UInt(truncatingIfNeeded: b))
      return (UInt128(quotient), UInt128(remainder))
    }
    return a.quotientAndRemainder(dividingBy: b)
  }

  static func < (a: Coefficient, b: Coefficient) -> Bool { a.compare(b) < 0 }

  /// -1, 0 or 1.
  func compare(_ other: Coefficient) -> Int {
    if large == nil && other.large == nil { return word == other.word ? 0 : word < other.word ? -1 : 1 }
    if large == nil { return -1 }
    if other.large == nil { return 1 }
    return Int(GMP.cmp(natural, other.natural).signum())
  }

  // MARK: Powers of ten

  static func powerOfTen(_ exponent: Int) -> Coefficient {
    exponent < wordDigits ? Coefficient(word: powersOfTen[exponent]) : Coefficient(LargeNatural.powerOfTen(exponent))
  }

  func scaled(byTenTo exponent: Int) -> Coefficient {
    if exponent == 0 || isZero { return self }
    if exponent < Coefficient.wordDigits && large == nil {
      let (product, overflow) = word.multipliedReportingOverflow(by: powersOfTen[exponent])
      if !overflow { return Coefficient(word: product) }
    }
    return self * Coefficient.powerOfTen(exponent)
  }

  func divided(byTenTo exponent: Int) -> (quotient: Coefficient, remainder: Coefficient) {
    if exponent == 0 { return (self, Coefficient(0)) }
    if exponent >= digits { return (Coefficient(0), self) }
    return divided(by: Coefficient.powerOfTen(exponent))
  }

  /// Without the last `count` digits, and what they were.
  func dropping(_ count: Int) -> (kept: Coefficient, rest: Remainder) {
    if count <= 0 || isZero { return (self, .nothing) }
    if count > digits { return (Coefficient(0), .belowHalf) }
    if large == nil {
      let power = powersOfTen[count]
      let (quotient, remainder) = Coefficient.divide(word, power)
      if remainder == 0 { return (Coefficient(word: quotient), .nothing) }
      let half = power >> 1
      return (Coefficient(word: quotient), remainder < half ? .belowHalf : remainder == half ? .half : .aboveHalf)
    }
    let (quotient, remainder) = divided(by: Coefficient.powerOfTen(count))
    if remainder.isZero { return (quotient, .nothing) }
    let order = (remainder + remainder).compare(Coefficient.powerOfTen(count))
    return (quotient, order < 0 ? .belowHalf : order == 0 ? .half : .aboveHalf)
  }
}
