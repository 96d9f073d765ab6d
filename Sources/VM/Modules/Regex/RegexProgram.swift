// What a pattern's code becomes before it runs: a copy whose sets of characters are tables of 256 bits, and, from the
// first search on, a filter of the places where a match can begin (RegexFilter.swift).
//
// In the copy the word behind the length of IN, IN_IGNORE and IN_UNI_IGNORE is the number of a table; the words of the
// set itself are read from the original, for characters above 255 only. Programs live for ever, as patterns do.

import CRuntime
import Glibc

struct RegexProgram {
  /// The code as Python compiled it.
  let original: Regex.Code
  let count: Int
  let code: Regex.Code
  /// 8 words for each set: a bit for each character below 256.
  let sets: UnsafePointer<UInt32>
  /// Where matching begins: behind INFO.
  let first: Regex.Code
  /// No match is shorter.
  let least: Int
  /// Matches begin at the beginning of the text only.
  let isAnchored: Bool
  private var knowsFilter = false
  private var storedFilter: UnsafePointer<vm_text_filter>?

  /// Takes over `original`; nil when that is no code that the matcher could run.
  init?(_ original: UnsafeMutablePointer<UInt32>, count: Int) {
    var preparation = Preparation(original: Regex.Code(original), count: count)
    guard preparation.prepare(0, count) else { return nil }
    self.original = Regex.Code(original)
    self.count = count
    code = UnsafePointer(preparation.code)
    let sets = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, preparation.sets.count))
    for (index, word) in preparation.sets.enumerated() { sets[index] = word }
    self.sets = UnsafePointer(sets)
    let hasInfo = count > 3 && Regex.operation(code[0]) == .info
    first = hasInfo ? code + 1 + Int(code[1]) : code
    least = hasInfo ? Int(code[3]) : 0
    isAnchored =
      count > 0 && Regex.operation(first[0]) == .at
      && (first[1] == RegexAt.beginning.rawValue || first[1] == RegexAt.beginningString.rawValue)
  }

  /// The filter of the places where a match can begin; nil when it would let nearly all pass.
  var filter: UnsafePointer<vm_text_filter>? {
    mutating get {
      if _slowPath(!knowsFilter) {
        knowsFilter = true
        storedFilter = isAnchored ? nil : RegexFilter.make(self)
      }
      return storedFilter
    }
  }

  // MARK: Characters

  @inline(__always) static func contains(_ set: UnsafePointer<UInt32>, _ c: UInt32) -> Bool {
    set[Int(c &>> 5)] &>> (c & 31) & 1 != 0
  }

  /// Does one character match the single-character operation at `item`, in the copy?
  @inline(__always) func matches(_ item: Regex.Code, _ c: UInt32) -> Bool {
    switch Regex.operation(item[0]) {
    case .literal: c == item[1]
    case .in: isIn(item, c)
    default: matchesRare(item, c)
    }
  }

  @inline(__always) func isIn(_ item: Regex.Code, _ c: UInt32) -> Bool {
    c < 256 ? RegexProgram.contains(sets + Int(item[2]) &* 8, c) : matchesOriginal(item, c)
  }

  @inline(never) private func matchesRare(_ item: Regex.Code, _ c: UInt32) -> Bool {
    switch Regex.operation(item[0]) {
    case .inIgnore, .inUnicodeIgnore: isIn(item, c)
    default: Regex.matchesOne(item, c)
    }
  }

  @inline(never) private func matchesOriginal(_ item: Regex.Code, _ c: UInt32) -> Bool {
    Regex.matchesOne(original + (item - code), c)
  }
}

/// Walks code, makes tables of its sets, and checks that no operation reaches beyond the end.
private struct Preparation {
  let original: Regex.Code
  let count: Int
  let code: UnsafeMutablePointer<UInt32>
  var sets: [UInt32] = []

  init(original: Regex.Code, count: Int) {
    self.original = original
    self.count = count
    code = .allocate(capacity: max(1, count))
    code.update(from: original, count: count)
  }

  mutating func prepare(_ from: Int, _ to: Int) -> Bool {
    var place = from
    while place < to {
      guard let operation = RegexOp(rawValue: original[place]) else { return false }
      // Where the operation's operand leads, for those that have one.
      let target = place + 1 + (place + 1 < to ? Int(original[place + 1]) : 0)
      switch operation {
      case .success, .failure, .any, .anyAll, .maxUntil, .minUntil: place += 1
      case .literal, .notLiteral, .at, .category, .mark, .jump, .groupReference, .groupReferenceIgnore,
        .groupReferenceUnicodeIgnore, .groupReferenceLocaleIgnore, .literalIgnore, .notLiteralIgnore,
        .literalUnicodeIgnore, .notLiteralUnicodeIgnore, .literalLocaleIgnore, .notLiteralLocaleIgnore:
        place += 2
      case .groupReferenceExists: place += 3
      case .repeat, .possessiveRepeat: place += 4
      case .in, .inIgnore, .inUnicodeIgnore, .inLocaleIgnore:
        guard target > place + 2, target <= to else { return false }
        if operation != .inLocaleIgnore {
          code[place + 2] = UInt32(sets.count / 8)
          addSet(original + place)
        }
        place = target
      case .info:
        guard target > place, target <= to else { return false }
        place = target
      case .repeatOne, .minRepeatOne, .possessiveRepeatOne:
        guard target <= to, prepare(place + 4, target) else { return false }
        place = max(target, place + 4)
      case .assert, .assertNot:
        guard target <= to, prepare(place + 3, target) else { return false }
        place = max(target, place + 3)
      case .atomicGroup:
        guard target <= to, prepare(place + 2, target) else { return false }
        place = max(target, place + 2)
      case .branch:
        place += 1
        while place < to && original[place] != 0 {
          let following = place + Int(original[place])
          guard following < to, prepare(place + 1, following) else { return false }
          place = following
        }
        place += 1
      case .charset, .bigCharset, .negate, .range, .subpattern, .rangeUnicodeIgnore: return false
      }
    }
    return place == to
  }

  private mutating func addSet(_ item: Regex.Code) {
    for word in UInt32(0)..<8 {
      var bits: UInt32 = 0
      for bit in UInt32(0)..<32 where Regex.matchesOne(item, word * 32 + bit) { bits |= 1 << bit }
      sets.append(bits)
    }
  }
}
