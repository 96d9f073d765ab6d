// Properties of code points as Python 3.11 (Unicode 14) knows them, from the properties that Swift's standard library
// carries. Code points assigned after Unicode 14 count as unassigned.

enum UnicodeTable {
  @inline(__always) private static func properties(_ scalar: UInt32) -> Unicode.Scalar.Properties? {
    guard let character = Unicode.Scalar(scalar) else { return nil }
    let properties = character.properties
    if scalar > 0xFF, let age = properties.age, age.major > 14 { return nil }
    return properties
  }

  /// General category; surrogates, and what Unicode 14 did not have, included.
  static func category(_ scalar: UInt32) -> Unicode.GeneralCategory {
    if scalar >= 0xD800 && scalar < 0xE000 { return .surrogate }
    return properties(scalar)?.generalCategory ?? .unassigned
  }

  // Properties that later versions of Unicode changed for old code points.
  private static let lowercaseLost: [UInt32] = [0x295]
  private static let lowercaseGained: [UInt32] = [0x10FC, 0xA7F2, 0xA7F3, 0xA7F4, 0xAB69]
  private static let identifierPartGained: [UInt32] = [0x200C, 0x200D, 0x30FB, 0xFF65]
  private static let numericGained: [UInt32] = [
    0x4E24, 0x4EAC, 0x4FE9, 0x5006, 0x62D0, 0x6D1E, 0x7695, 0x79ED, 0x920E, 0x94A9, 0x12038, 0x12039, 0x12079, 0x12226,
    0x1222B, 0x1230B, 0x1230D, 0x12399,
  ]

  @inline(__always) static func isSpace(_ scalar: UInt32) -> Bool {
    if scalar < 128 { return scalar == 32 || scalar >= 9 && scalar <= 13 || scalar >= 28 && scalar <= 31 }
    return isWideSpace(scalar)
  }

  private static func isWideSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  static func isLineBreak(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  static func isAlphabetic(_ scalar: UInt32) -> Bool {
    if scalar < 128 { return scalar | 0x20 >= 97 && scalar | 0x20 <= 122 }
    switch category(scalar) {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
  }

  /// Value of a decimal digit.
  static func decimal(_ scalar: UInt32) -> Int? {
    if scalar < 128 { return scalar >= 48 && scalar <= 57 ? Int(scalar) - 48 : nil }
    guard let properties = properties(scalar), properties.numericType == .decimal else { return nil }
    return properties.numericValue.map { Int($0) }
  }

  /// Value of a decimal or other digit, such as a superscript.
  static func digit(_ scalar: UInt32) -> Int? {
    if scalar < 128 { return decimal(scalar) }
    guard let properties = properties(scalar),
      properties.numericType == .decimal || properties.numericType == .digit
    else { return nil }
    return properties.numericValue.map { Int($0) }
  }

  static func numeric(_ scalar: UInt32) -> Double? {
    if scalar < 128 { return decimal(scalar).map(Double.init) }
    if numericGained.contains(scalar) { return nil }
    return properties(scalar)?.numericValue
  }

  static func isAlphanumeric(_ scalar: UInt32) -> Bool {
    if scalar < 128 { return isAlphabetic(scalar) || scalar >= 48 && scalar <= 57 }
    return isAlphabetic(scalar) || numeric(scalar) != nil
  }

  static func isLower(_ scalar: UInt32) -> Bool {
    if scalar < 128 { return scalar >= 97 && scalar <= 122 }
    guard let properties = properties(scalar) else { return false }
    return properties.isLowercase ? !lowercaseGained.contains(scalar) : lowercaseLost.contains(scalar)
  }
  static func isUpper(_ scalar: UInt32) -> Bool {
    if scalar < 128 { return scalar >= 65 && scalar <= 90 }
    return properties(scalar)?.isUppercase ?? false
  }
  static func isTitle(_ scalar: UInt32) -> Bool { scalar >= 128 && category(scalar) == .titlecaseLetter }

  static func isCased(_ scalar: UInt32) -> Bool {
    if scalar < 128 { return scalar | 0x20 >= 97 && scalar | 0x20 <= 122 }
    return properties(scalar)?.isCased ?? false
  }
  static func isCaseIgnorable(_ scalar: UInt32) -> Bool { properties(scalar)?.isCaseIgnorable ?? false }

  /// What repr() shows as it is.
  static func isPrintable(_ scalar: UInt32) -> Bool {
    if scalar < 127 { return scalar >= 32 }
    if scalar < 256 { return scalar > 160 && scalar != 173 }
    switch category(scalar) {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  static func isIdentifierStart(_ scalar: UInt32) -> Bool {
    if scalar < 128 { return isAlphabetic(scalar) || scalar == 95 }
    guard let properties = properties(scalar) else { return false }
    return properties.isXIDStart
  }
  static func isIdentifierPart(_ scalar: UInt32) -> Bool {
    if scalar < 128 { return isAlphanumeric(scalar) || scalar == 95 }
    guard let properties = properties(scalar) else { return false }
    return properties.isXIDContinue && !identifierPartGained.contains(scalar)
  }

  // MARK: Case mapping (full mappings: one code point may become several)

  enum Mapping { case lower, upper, title, fold }

  static func map(_ scalar: UInt32, _ mapping: Mapping, _ body: (UInt32) -> Void) {
    guard let properties = properties(scalar) else {
      body(scalar)
      return
    }
    let text: String
    switch mapping {
    case .lower: text = properties.lowercaseMapping
    case .upper: text = properties.uppercaseMapping
    case .title: text = properties.titlecaseMapping
    case .fold: text = fold(scalar, properties)
    }
    let isNew = text.unicodeScalars.contains { $0.value > 0xFF && ($0.properties.age?.major ?? 0) > 14 }
    if isNew { body(scalar) } else { for character in text.unicodeScalars { body(character.value) } }
  }

  /// Case folding, which Swift does not offer: lower case of upper case, but for the code points that fold otherwise.
  private static func fold(_ scalar: UInt32, _ properties: Unicode.Scalar.Properties) -> String {
    switch scalar {
    case 0x131: return "ı"
    case 0x1E9E: return "ss"
    // Cherokee folds to upper case.
    case 0x13A0...0x13F5: return String(Unicode.Scalar(scalar)!)
    case 0x13F8...0x13FD, 0xAB70...0xABBF: return properties.uppercaseMapping
    default: break
    }
    var result = ""
    for upper in properties.uppercaseMapping.unicodeScalars { result += upper.properties.lowercaseMapping }
    // Letters whose upper case is their own may still have a lower case.
    return result
  }
}
