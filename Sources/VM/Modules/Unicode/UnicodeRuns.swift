// A property of all code points as runs of equal values: text in the binary, arrays from the first use on.

struct UnicodeRuns {
  private let names: [StaticString]
  private var starts: [UInt32] = []
  private var values: [UInt8] = []

  private static let letters: StaticString = "GHIJKLMNOPQRSTUVWXYZghijklmnopqrstuvwxyzABCDEF"

  /// Tokens as Tools/make-unicode-tables writes them.
  init(_ names: [StaticString], _ text: StaticString) {
    self.names = names
    var places = [UInt8](repeating: 0, count: 128)
    for index in 0..<UnicodeRuns.letters.utf8CodeUnitCount {
      places[Int(UnicodeRuns.letters.utf8Start[index])] = UInt8(index)
    }
    var start: UInt32 = 0
    var length: UInt32 = 0
    for index in 0..<text.utf8CodeUnitCount {
      let byte = text.utf8Start[index]
      if let digit = byte < 65 || byte > 70 ? hexValue(byte) : nil {
        length = length << 4 | UInt32(digit)
        continue
      }
      starts.append(start)
      values.append(places[Int(byte)])
      start += max(length, 1)
      length = 0
    }
  }

  subscript(scalar: UInt32) -> StaticString {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= scalar { low = middle + 1 } else { high = middle }
    }
    return names[Int(values[low - 1])]
  }
}

/// The properties that the tables hold; `…Before` are those of Unicode 3.2 where they differ.
enum UnicodeProperties {
  /// Is this the answer "as now" of a table of old values, or "no" of a table of yes and no?
  static func isSame(_ value: StaticString) -> Bool { value.utf8Start[0] == UInt8(ascii: "=") }
  static func isYes(_ value: StaticString) -> Bool { value.utf8Start[0] == UInt8(ascii: "1") }

  /// Canonical combining class.
  static func combining(_ scalar: UInt32) -> Int {
    if scalar < 0x300 || category[scalar].utf8Start[0] != UInt8(ascii: "M") { return 0 }
    return Unicode.Scalar(scalar).map { Int($0.properties.canonicalCombiningClass.rawValue) } ?? 0
  }
}
