// Decimal.__format__: [[fill]align][sign][z][0][width][,][.precision][type], with the rules of the decimal type: a precision
// rounds by the context's rounding, and only types with an exponent or without any keep the number's own exponent.

struct DecimalFormat {
  var fill: [UInt32] = [32]
  /// `<`, `>`, `^`, `=`, or `0` for zeros between sign and digits.
  var align = UInt32(ascii: ">")
  var sign = UInt32(ascii: "-")
  var noNegativeZero = false
  var width = 0
  var precision = -1
  /// Lower case.
  var type = UInt32(ascii: "g")
  var capitals: Bool
  var usesLocale = false
  var point: [UInt32] = [46]
  var separator: [UInt32] = []
  /// Sizes of groups from the point on; the last one repeats. A size of 127 ends grouping.
  var groups: [Int] = []

  /// Nil when the text is no format specification.
  init?(_ spec: StringRef, capitals: Bool) {
    self.capitals = capitals
    var index = 0
    let end = spec.count
    func at(_ place: Int) -> UInt32 { place < end ? spec[place] : 0 }
    func isAlign(_ scalar: UInt32) -> Bool { scalar == 60 || scalar == 62 || scalar == 61 || scalar == 94 }
    func number() -> Int? {
      var value = 0
      while index < end, at(index) >= 48, at(index) <= 57 {
        value = value * 10 + Int(at(index) - 48)
        if value > 100_000_000_000_000_000 { return nil }
        index += 1
      }
      return value
    }
    var hasAlign = false
    if end > 1 && isAlign(at(1)) {
      (fill, align, index, hasAlign) = ([at(0)], at(1), 2, true)
    } else if isAlign(at(0)) {
      (align, index, hasAlign) = (at(0), 1, true)
    }
    if at(index) == 43 || at(index) == 45 || at(index) == 32 {
      sign = at(index)
      index += 1
    }
    if at(index) == UInt32(ascii: "z") {
      noNegativeZero = true
      index += 1
    }
    if at(index) == 48 {
      if hasAlign { return nil }
      align = 48
      fill = [48]
      index += 1
    }
    if at(index) >= 48 && at(index) <= 57 {
      guard at(index) != 48, let number = number() else { return nil }
      width = number
    }
    if at(index) == 44 {
      separator = [44]
      groups = [3]
      index += 1
    }
    if at(index) == 46 {
      index += 1
      guard at(index) >= 48, at(index) <= 57, let number = number() else { return nil }
      precision = number
    }
    if index < end {
      guard at(index) < 128 else { return nil }
      switch Unicode.Scalar(UInt8(at(index))) {
      case "e", "f", "g", "%":
        type = at(index)
        self.capitals = false
      case "E", "F", "G":
        type = at(index) | 0x20
        self.capitals = true
      case "n", "N":
        if !separator.isEmpty { return nil }
        self.capitals = at(index) == UInt32(ascii: "N")
        usesLocale = true
      default: return nil
      }
      index += 1
    }
    if index < end { return nil }
  }

  /// Nil when the text would not fit in memory.
  func apply(_ number: DecimalNumber, rounding: DecimalRounding) -> [UInt32]? {
    var context = DecimalContext.widest
    context.rounding = rounding
    var number = number
    guard width <= DecimalContext.maximumDigits, precision <= DecimalContext.maximumDigits else { return nil }
    if type == UInt32(ascii: "%") { number.exponent += 2 }
    var text: [UInt8] = []
    var align = self.align
    var fill = self.fill
    if !number.isFinite {
      number.appendWord(to: &text)
      if align == 48 { (align, fill) = (UInt32(ascii: ">"), [32]) }
      if type == UInt32(ascii: "%") { text.append(UInt8(ascii: "%")) }
    } else {
      guard round(&number, &context) else { return nil }
      appendDigits(of: number, to: &text)
    }
    var isNegative = number.isNegative
    if noNegativeZero && number.isZero { isNegative = false }
    let mark: [UInt32] = isNegative ? [45] : sign == 45 ? [] : [sign]
    // Digits before the point are grouped; point, fraction and exponent follow.
    var whole = 0
    while number.isFinite && whole < text.count && text[whole] >= 48 && text[whole] <= 57 { whole += 1 }
    var body = grouped(text[..<whole].map { UInt32($0) }, minimum: 0)
    let tail = text[whole...].flatMap { $0 == 46 ? point : [UInt32($0)] }
    if align == 48 {
      let room = width - mark.count - tail.count
      body = grouped(text[..<whole].map { UInt32($0) }, minimum: room)
      return mark + body + tail
    }
    let missing = max(0, width - mark.count - body.count - tail.count)
    func padding(_ count: Int) -> [UInt32] { count == 0 ? [] : [UInt32](repeating: fill[0], count: count) }
    switch align {
    case UInt32(ascii: "<"): return mark + body + tail + padding(missing)
    case UInt32(ascii: "^"): return padding(missing / 2) + mark + body + tail + padding(missing - missing / 2)
    case UInt32(ascii: "="): return mark + padding(missing) + body + tail
    default: return padding(missing) + mark + body + tail
    }
  }

  private func round(_ number: inout DecimalNumber, _ context: inout DecimalContext) -> Bool {
    if precision >= 0 {
      switch Unicode.Scalar(UInt8(type)) {
      case "g":
        let digits = max(precision, 1)
        if number.coefficient.digits > digits { number = context.rounded(number, digits: digits) }
      case "e":
        if !number.coefficient.isZero { number = context.rounded(number, digits: precision + 1) }
      default:
        // Far above the point there would be as many zeros.
        guard number.exponent <= DecimalContext.maximumDigits else { return number.coefficient.isZero }
        number = context.rescaled(number, to: -precision)
      }
    }
    if type == UInt32(ascii: "f") || type == UInt32(ascii: "%") {
      if number.coefficient.isZero && number.exponent > 0 { number.exponent = 0 }
      return abs(number.exponent) <= DecimalContext.maximumDigits
    }
    return true
  }

  private func appendDigits(of number: DecimalNumber, to text: inout [UInt8]) {
    let leftOfPoint = number.exponent + number.coefficient.digits
    var place: Int
    switch Unicode.Scalar(UInt8(type)) {
    case "e": place = number.coefficient.isZero && precision >= 0 ? 1 - precision : 1
    case "g": place = number.exponent <= 0 && leftOfPoint > -6 ? leftOfPoint : 1
    default: place = leftOfPoint
    }
    number.appendDigits(to: &text, pointAfter: place)
    if leftOfPoint != place || type == UInt32(ascii: "e") {
      DecimalNumber.append(exponent: leftOfPoint - place, capitals: capitals, to: &text)
    }
    if type == UInt32(ascii: "%") { text.append(UInt8(ascii: "%")) }
  }

  /// Digits with separators, with zeros in front up to a width of `minimum`.
  private func grouped(_ digits: [UInt32], minimum: Int) -> [UInt32] {
    var digits = digits[...]
    // Backwards, the last digit first.
    var result: [UInt32] = []
    var group = 0
    var room = groups.first ?? Int.max
    while !digits.isEmpty || result.count < minimum {
      if room == 0 {
        result.append(contentsOf: separator.reversed())
        if group + 1 < groups.count { group += 1 }
        room = groups[group]
      }
      if room == 127 || groups.isEmpty { room = Int.max }
      result.append(digits.popLast() ?? 48)
      room -= 1
    }
    return result.reversed()
  }
}

extension DecimalContext {
  /// With another exponent, without regard for the range of exponents.
  mutating func rescaled(_ number: DecimalNumber, to exponent: Int) -> DecimalNumber {
    var result = number
    result.exponent = exponent
    if number.coefficient.isZero { return result }
    result.coefficient =
      exponent <= number.exponent
      ? number.coefficient.scaled(byTenTo: number.exponent - exponent)
      : round(number.coefficient, dropping: exponent - number.exponent, negative: number.isNegative)
    return result
  }

  /// With that many digits, without regard for the range of exponents; not for zero.
  mutating func rounded(_ number: DecimalNumber, digits: Int) -> DecimalNumber {
    var result = rescaled(number, to: number.adjusted - digits + 1)
    if result.coefficient.digits > digits {
      result.coefficient = result.coefficient.divided(byTenTo: 1).quotient
      result.exponent += 1
    }
    return result
  }
}
