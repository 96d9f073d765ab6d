// The code that Python's `re._compiler` emits: numbers of operations, and the tests for single characters.
//
// Code is an array of 32-bit words. Operands that say "skip" count from their own place.

import CRuntime
import Glibc

enum RegexOp: UInt32 {
  case failure, success, any, anyAll, assert, assertNot, at, branch, category, charset, bigCharset, groupReference
  case groupReferenceExists, `in`, info, jump, literal, mark, maxUntil, minUntil, notLiteral, negate, range, `repeat`
  case repeatOne, subpattern, minRepeatOne, atomicGroup, possessiveRepeat, possessiveRepeatOne
  case groupReferenceIgnore, inIgnore, literalIgnore, notLiteralIgnore
  case groupReferenceLocaleIgnore, inLocaleIgnore, literalLocaleIgnore, notLiteralLocaleIgnore
  case groupReferenceUnicodeIgnore, inUnicodeIgnore, literalUnicodeIgnore, notLiteralUnicodeIgnore, rangeUnicodeIgnore
}

enum RegexAt: UInt32 {
  case beginning, beginningLine, beginningString, boundary, nonBoundary, end, endLine, endString
  case localeBoundary, localeNonBoundary, unicodeBoundary, unicodeNonBoundary
}

enum Regex {
  static let magic = 20_220_615
  static let maxRepeat: UInt32 = .max
  static let maxGroups = Int(Int32.max) / 2
  /// Bits of the INFO operation.
  static let infoPrefix: UInt32 = 1, infoLiteral: UInt32 = 2, infoCharset: UInt32 = 4
  static let locale = 4, unicode = 32

  typealias Code = UnsafePointer<UInt32>

  @inline(__always) static func operation(_ word: UInt32) -> RegexOp {
    unsafeBitCast(UInt8(truncatingIfNeeded: word), to: RegexOp.self)
  }

  // MARK: Characters

  @inline(__always) static func isAsciiWord(_ c: UInt32) -> Bool {
    c &- 48 < 10 || (c | 32) &- 97 < 26 || c == 95
  }
  @inline(__always) static func isAsciiSpace(_ c: UInt32) -> Bool { c == 32 || c &- 9 < 5 }
  @inline(__always) static func isWord(_ c: UInt32) -> Bool {
    c < 128 ? isAsciiWord(c) : UnicodeTable.isAlphanumeric(c)
  }

  static func isLocaleWord(_ c: UInt32) -> Bool { c < 256 && (isalnum(Int32(c)) != 0 || c == 95) }

  /// The 18 categories in the order of their numbers.
  static func category(_ number: UInt32, _ c: UInt32) -> Bool {
    switch number {
    case 0: c &- 48 < 10
    case 1: c &- 48 >= 10
    case 2: isAsciiSpace(c)
    case 3: !isAsciiSpace(c)
    case 4: isAsciiWord(c)
    case 5: !isAsciiWord(c)
    case 6: c == 10
    case 7: c != 10
    case 8: isLocaleWord(c)
    case 9: !isLocaleWord(c)
    case 10: UnicodeTable.decimal(c) != nil
    case 11: UnicodeTable.decimal(c) == nil
    case 12: UnicodeTable.isSpace(c)
    case 13: !UnicodeTable.isSpace(c)
    case 14: isWord(c)
    case 15: !isWord(c)
    case 16: UnicodeTable.isLineBreak(c)
    default: !UnicodeTable.isLineBreak(c)
    }
  }

  static func asciiLower(_ c: UInt32) -> UInt32 { c &- 65 < 26 ? c + 32 : c }

  /// Simple lower case: characters that become several stay as they are.
  static func lower(_ c: UInt32) -> UInt32 {
    if c < 128 { return asciiLower(c) }
    return single(c, .lower)
  }
  static func upper(_ c: UInt32) -> UInt32 {
    if c < 128 { return c &- 97 < 26 ? c - 32 : c }
    return single(c, .upper)
  }
  /// Has `c` another case, be it of several characters?
  static func isCased(_ c: UInt32) -> Bool {
    if lower(c) != c || upper(c) != c { return true }
    var count = 0
    UnicodeTable.map(c, .upper) { _ in count += 1 }
    return count > 1
  }
  private static func single(_ c: UInt32, _ mapping: UnicodeTable.Mapping) -> UInt32 {
    // İ has a lower case of its own in the simple mapping.
    if c == 0x130 && mapping == .lower { return 0x69 }
    var result = c
    var count = 0
    UnicodeTable.map(c, mapping) {
      result = $0
      count += 1
    }
    return count == 1 ? result : c
  }
  static func localeLower(_ c: UInt32) -> UInt32 { c < 256 ? UInt32(tolower(Int32(c))) : c }
  static func localeUpper(_ c: UInt32) -> UInt32 { c < 256 ? UInt32(toupper(Int32(c))) : c }

  /// Is the character in the set whose code starts here?
  static func contains(_ start: Code, _ c: UInt32) -> Bool {
    var set = start
    var positive = true
    while true {
      switch operation(set[0]) {
      case .failure: return !positive
      case .literal:
        if c == set[1] { return positive }
        set += 2
      case .category:
        if category(set[1], c) { return positive }
        set += 2
      case .charset:
        if c < 256 && set[1 + Int(c >> 5)] & (1 << (c & 31)) != 0 { return positive }
        set += 9
      case .range:
        if c >= set[1] && c <= set[2] { return positive }
        set += 3
      case .rangeUnicodeIgnore:
        let upper = upper(c)
        if c >= set[1] && c <= set[2] || upper >= set[1] && upper <= set[2] { return positive }
        set += 3
      case .negate:
        positive.toggle()
        set += 1
      case .bigCharset:
        // Number of blocks, 256 bytes that give the block of each high byte, blocks of 256 bits.
        let blocks = Int(set[1])
        if c < 65536 {
          let table = UnsafeRawPointer(set + 2)
          let block = Int(table.load(fromByteOffset: Int(c >> 8), as: UInt8.self))
          let bits = set + 2 + 64 + block * 8
          if bits[Int((c & 255) >> 5)] & (1 << (c & 31)) != 0 { return positive }
        }
        set += 2 + 64 + blocks * 8
      default: return false
      }
    }
  }

  /// Which ASCII characters are in the set whose code starts here, as bits; nil for sets with rarer parts.
  @inline(__always) static func asciiBits(_ start: Code) -> (low: UInt64, high: UInt64)? {
    var set = start
    let isNegated = operation(set[0]) == .negate
    if isNegated { set += 1 }
    var (low, high) = (UInt64(0), UInt64(0))
    while true {
      switch operation(set[0]) {
      case .failure: return isNegated ? (~low, ~high) : (low, high)
      case .literal:
        if set[1] < 64 { low |= 1 &<< UInt64(set[1]) } else if set[1] < 128 { high |= 1 &<< UInt64(set[1] &- 64) }
        set += 2
      case .category:
        guard let bits = asciiCategory(set[1]) else { return nil }
        low |= bits.low
        high |= bits.high
        set += 2
      case .charset:
        low |= UInt64(set[1]) | UInt64(set[2]) &<< 32
        high |= UInt64(set[3]) | UInt64(set[4]) &<< 32
        set += 9
      case .range:
        let (first, last) = (set[1], min(set[2], 127))
        if first <= last {
          if first < 64 { low |= (.max &<< UInt64(first)) & (.max &>> UInt64(63 &- min(last, 63))) }
          if last >= 64 { high |= (.max &<< UInt64(max(first, 64) &- 64)) & (.max &>> UInt64(127 &- last)) }
        }
        set += 3
      default: return nil
      }
    }
  }

  /// The ASCII characters of the categories of digits, blanks and words, and their opposites.
  @inline(__always) private static func asciiCategory(_ number: UInt32) -> (low: UInt64, high: UInt64)? {
    let digits: (UInt64, UInt64) = (0x03FF_0000_0000_0000, 0)
    // Unicode has the separators 28 to 31 among the blanks.
    let blanks: (UInt64, UInt64) = (number < 10 ? 0x0000_0001_0000_3E00 : 0x0000_0001_F000_3E00, 0)
    let words: (UInt64, UInt64) = (0x03FF_0000_0000_0000, 0x07FF_FFFE_87FF_FFFE)
    switch number {
    case 0, 10: return digits
    case 1, 11: return (~digits.0, ~digits.1)
    case 2, 12: return blanks
    case 3, 13: return (~blanks.0, ~blanks.1)
    case 4, 14: return words
    case 5, 15: return (~words.0, ~words.1)
    default: return nil
    }
  }

  /// Does one character match the single-character operation at `code`?
  @inline(__always) static func matchesOne(_ code: Code, _ c: UInt32) -> Bool {
    switch operation(code[0]) {
    case .literal: c == code[1]
    case .notLiteral: c != code[1]
    case .any: c != 10
    case .anyAll: true
    case .in: contains(code + 2, c)
    case .category: category(code[1], c)
    case .literalIgnore: asciiLower(c) == code[1]
    case .notLiteralIgnore: asciiLower(c) != code[1]
    case .inIgnore: contains(code + 2, asciiLower(c))
    case .literalUnicodeIgnore: lower(c) == code[1]
    case .notLiteralUnicodeIgnore: lower(c) != code[1]
    case .inUnicodeIgnore: contains(code + 2, lower(c))
    case .literalLocaleIgnore: c == code[1] || localeLower(c) == code[1] || localeUpper(c) == code[1]
    case .notLiteralLocaleIgnore: !(c == code[1] || localeLower(c) == code[1] || localeUpper(c) == code[1])
    case .inLocaleIgnore: contains(code + 2, localeLower(c)) || contains(code + 2, localeUpper(c))
    default: false
    }
  }
}
