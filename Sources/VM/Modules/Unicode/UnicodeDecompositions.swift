// Normal forms of Unicode (UAX #15), from a table of decompositions; compositions are the same table read backwards.

import CRuntime

enum UnicodeDecompositions {
  /// Tags in the order of their letters; the empty one is a canonical decomposition.
  private static let tags: [StaticString] = [
    "font", "noBreak", "initial", "medial", "final", "isolated", "circle", "super", "sub", "vertical", "wide", "narrow",
    "small", "square", "fraction", "compat",
  ]

  struct Entry {
    /// Nil for a canonical decomposition.
    var tag: StaticString?
    var target: [UInt32]
    /// May its parts not be composed again?
    var isExcluded: Bool
  }

  private static let table: [UInt32: Entry] = read(text)
  private static let tableBefore: [UInt32: Entry] = read(textBefore)

  /// Pairs of code points (the first in the upper half) and what they compose to.
  private static let compositions: [UInt64: UInt32] = {
    var pairs: [UInt64: UInt32] = [:]
    for (scalar, entry) in table where entry.tag == nil && !entry.isExcluded && entry.target.count == 2 {
      pairs[UInt64(entry.target[0]) << 32 | UInt64(entry.target[1])] = scalar
    }
    return pairs
  }()

  /// The notation of Tools/make-unicode-tables.
  private static func read(_ text: StaticString) -> [UInt32: Entry] {
    var table: [UInt32: Entry] = [:]
    table.reserveCapacity(text.utf8CodeUnitCount / 10)
    let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    var index = 0
    func number(_ radix: UInt32) -> UInt32 {
      var value: UInt32 = 0
      while index < bytes.count, bytes[index] >= 97 || bytes[index] <= 57, let digit = hexValue(bytes[index]) {
        value = value * radix + UInt32(digit)
        index += 1
      }
      return value
    }
    while index < bytes.count {
      let first = number(16)
      var count: UInt32 = 1
      var entry = Entry(tag: nil, target: [], isExcluded: false)
      if bytes[index] == UInt8(ascii: "+") {
        index += 1
        count = number(10)
      }
      if bytes[index] == UInt8(ascii: "X") {
        entry.isExcluded = true
        index += 1
      } else if bytes[index] != UInt8(ascii: "=") {
        entry.tag = tags[Int(bytes[index] - UInt8(ascii: "G"))]
        index += 1
      }
      // The sign or point in front of each number.
      while index < bytes.count && bytes[index] != 32 {
        index += 1
        entry.target.append(number(16))
      }
      index += 1
      for offset in 0..<count {
        var moved = entry
        if offset > 0 { moved.target[0] += offset }
        table[first + offset] = moved
      }
    }
    return table
  }

  /// Of anything but a Hangul syllable.
  static func entry(_ scalar: UInt32, before: Bool = false) -> Entry? {
    if before {
      if let old = tableBefore[scalar] { return old }
      if !UnicodeProperties.isYes(UnicodeProperties.assignedBefore[scalar]) { return nil }
    }
    return table[scalar]
  }

  // MARK: Hangul: syllable = first + (lead · 21 + vowel) · 28 + tail

  private static let syllables: UInt32 = 0xAC00, leads: UInt32 = 0x1100, vowels: UInt32 = 0x1161, tails: UInt32 = 0x11A7

  private static func isSyllable(_ scalar: UInt32) -> Bool { scalar >= syllables && scalar < syllables + 11_172 }

  // MARK: Normal forms

  enum Form: String { case nfc = "NFC", nfd = "NFD", nfkc = "NFKC", nfkd = "NFKD" }

  static func normalize(_ string: StringRef, _ form: Form, before: Bool) -> [UInt32] {
    let isCompatible = form == .nfkc || form == .nfkd
    var result: [UInt32] = []
    result.reserveCapacity(string.count)
    func append(_ scalar: UInt32) {
      if scalar < 0xA0 {
        result.append(scalar)
      } else if isSyllable(scalar) {
        let index = scalar - syllables
        result.append(leads + index / 588)
        result.append(vowels + index % 588 / 28)
        if index % 28 != 0 { result.append(tails + index % 28) }
      } else if let entry = entry(scalar, before: before), entry.tag == nil || isCompatible {
        for part in entry.target { append(part) }
      } else {
        result.append(scalar)
      }
    }
    for index in 0..<string.count { append(string[index]) }
    order(&result)
    return form == .nfc || form == .nfkc ? compose(result) : result
  }

  /// Marks behind a base go by their combining classes; equal ones stay as they were.
  private static func order(_ text: inout [UInt32]) {
    var start = 0
    while start < text.count {
      guard text[start] >= 0x300, UnicodeProperties.combining(text[start]) != 0 else {
        start += 1
        continue
      }
      var end = start
      var marks: [(combining: Int, scalar: UInt32)] = []
      while end < text.count, text[end] >= 0x300 {
        let combining = UnicodeProperties.combining(text[end])
        if combining == 0 { break }
        marks.append((combining, text[end]))
        end += 1
      }
      if marks.count > 1 {
        // Swift promises no stable sort.
        for place in 1..<marks.count {
          var index = place
          while index > 0 && marks[index - 1].combining > marks[index].combining {
            marks.swapAt(index - 1, index)
            index -= 1
          }
        }
        for (offset, mark) in marks.enumerated() { text[start + offset] = mark.scalar }
      }
      start = end
    }
  }

  private static func compose(_ text: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(text.count)
    /// Place in `result` of the last base, and the class of the mark before the current one.
    var base: Int?
    var last = 0
    for scalar in text {
      let combining = UnicodeProperties.combining(scalar)
      if let base, last < combining || last == 0 && result.count == base + 1 {
        if let composed = composition(result[base], scalar) {
          result[base] = composed
          continue
        }
      }
      if combining == 0 { base = result.count }
      last = combining
      result.append(scalar)
    }
    return result
  }

  private static func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if first >= leads && first < leads + 19 && second >= vowels && second < vowels + 21 {
      return syllables + ((first - leads) * 21 + second - vowels) * 28
    }
    if isSyllable(first) && (first - syllables) % 28 == 0 && second > tails && second < tails + 28 {
      return first + second - tails
    }
    return compositions[UInt64(first) << 32 | UInt64(second)]
  }
}
