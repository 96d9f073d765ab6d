// Decimal numbers from and to text.

extension DecimalNumber {
  /// Exponents beyond this bound are as good as the bound: no context reaches them.
  private static let exponentBound = 3_000_000_000_000_000_000

  /// The number that ASCII text spells, exactly; nil when it is not a number, or a NaN with a payload of more digits than
  /// `payloadDigits`.
  init?(text: UnsafeBufferPointer<UInt8>, payloadDigits: Int) {
    var index = 0
    let end = text.count
    var negative = false
    if index < end && (text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+")) {
      negative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    guard index < end else { return nil }
    if text[index] > UInt8(ascii: "9") {
      self.init(word: text, from: index, negative: negative, payloadDigits: payloadDigits)
      return
    }
    let start = index
    var point = -1
    var count = 0
    var value: UInt = 0
    while index < end {
      let digit = text[index] &- 48
      if digit < 10 {
        count &+= 1
        value = value &* 10 &+ UInt(digit)
      } else if text[index] == UInt8(ascii: ".") && point < 0 {
        point = count
      } else {
        break
      }
      index &+= 1
    }
    if count == 0 { return nil }
    let digitsEnd = index
    var exponent = 0
    if index < end {
      guard text[index] | 0x20 == UInt8(ascii: "e") else { return nil }
      index += 1
      var lowers = false
      if index < end && (text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+")) {
        lowers = text[index] == UInt8(ascii: "-")
        index += 1
      }
      guard index < end else { return nil }
      while index < end {
        let digit = text[index] &- 48
        guard digit < 10 else { return nil }
        exponent =
          exponent < DecimalNumber.exponentBound / 10 ? exponent * 10 + Int(digit) : DecimalNumber.exponentBound
        index += 1
      }
      if lowers { exponent = -exponent }
    }
    if point >= 0 { exponent -= count - point }
    if count <= 19 {
      self.init(negative: negative, Coefficient(value), exponent: exponent)
      return
    }
    let coefficient = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { digits in
      var next = 0
      for index in start..<digitsEnd where text[index] != UInt8(ascii: ".") {
        digits[next] = text[index] - 48
        next += 1
      }
      return Coefficient(digits: UnsafeBufferPointer(digits))
    }
    self.init(negative: negative, coefficient, exponent: exponent)
  }

  /// An infinity or a NaN.
  private init?(word text: UnsafeBufferPointer<UInt8>, from start: Int, negative: Bool, payloadDigits: Int) {
    func matches(_ word: StaticString, _ place: Int) -> Bool {
      guard place + word.utf8CodeUnitCount <= text.count else { return false }
      for index in 0..<word.utf8CodeUnitCount where text[place + index] | 0x20 != word.utf8Start[index] { return false }
      return true
    }
    if matches("inf", start) && (start + 3 == text.count || matches("infinity", start) && start + 8 == text.count) {
      self.init(.infinity, negative: negative)
      return
    }
    let signals = matches("snan", start)
    var index = start + (signals ? 4 : 3)
    guard signals || matches("nan", start) else { return nil }
    while index < text.count && text[index] == 48 { index += 1 }
    guard text.count - index <= payloadDigits else { return nil }
    var digits: [UInt8] = []
    for place in index..<text.count {
      guard text[place] &- 48 < 10 else { return nil }
      digits.append(text[place] - 48)
    }
    let payload = digits.withUnsafeBufferPointer { Coefficient(digits: $0) }
    self.init(signals ? .signalingNaN : .quietNaN, negative: negative, payload)
  }

  // MARK: To text

  /// ASCII text in scientific notation, or with exponents that are multiples of three. Plain digits where the exponent is
  /// not positive and the first digit at most six places behind the point.
  func text(capitals: Bool = true, engineering: Bool = false) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(40)
    if isNegative { text.append(UInt8(ascii: "-")) }
    if !isFinite {
      appendWord(to: &text)
      return text
    }
    let digits = coefficient.digits
    let leftOfPoint = exponent + digits
    let place: Int
    if exponent <= 0 && leftOfPoint > -6 {
      place = leftOfPoint
    } else if !engineering {
      place = 1
    } else if coefficient.isZero {
      place = floorModulo(leftOfPoint + 1) - 1
    } else {
      place = floorModulo(leftOfPoint - 1) + 1
    }
    appendDigits(to: &text, pointAfter: place)
    if leftOfPoint != place { DecimalNumber.append(exponent: leftOfPoint - place, capitals: capitals, to: &text) }
    return text
  }

  private func floorModulo(_ number: Int) -> Int { ((number % 3) + 3) % 3 }

  func appendWord(to text: inout [UInt8]) {
    switch form {
    case .infinity: text.append(contentsOf: "Infinity".utf8)
    case .quietNaN: text.append(contentsOf: "NaN".utf8)
    default: text.append(contentsOf: "sNaN".utf8)
    }
    if isNaN && !coefficient.isZero { coefficient.appendDigits(to: &text) }
  }

  /// The coefficient with the point after `place` digits, filled with zeros on either side.
  func appendDigits(to text: inout [UInt8], pointAfter place: Int) {
    let digits = coefficient.digits
    if place <= 0 {
      text.append(UInt8(ascii: "0"))
      text.append(UInt8(ascii: "."))
      for _ in 0..<(-place) { text.append(48) }
      coefficient.appendDigits(to: &text)
      return
    }
    let start = text.count
    coefficient.appendDigits(to: &text)
    if place >= digits {
      for _ in digits..<place { text.append(48) }
    } else {
      text.insert(UInt8(ascii: "."), at: start + place)
    }
  }

  static func append(exponent: Int, capitals: Bool, to text: inout [UInt8]) {
    text.append(UInt8(ascii: capitals ? "E" : "e"))
    text.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
    Coefficient(exponent.magnitude).appendDigits(to: &text)
  }
}
