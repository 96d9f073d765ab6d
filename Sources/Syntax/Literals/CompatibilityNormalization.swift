// Normal form KC, which Python gives every identifier: `ﬁle` and `file` are one name.
// The standard library composes (form C); the compatibility replacements are a table of ours.
@_spi(_Unicode) import Swift

enum CompatibilityNormalization {
  /// `text` in normal form KC; correct for characters which may stand in identifiers.
  static func normalized(_ text: String) -> String {
    var replaced = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let replacement = replacements[scalar.value] {
        replaced.append(contentsOf: replacement)
      } else {
        replaced.append(scalar)
      }
    }
    return String(String(replaced)._nfc.map { String($0) }.joined())
  }

  private static let replacements: [UInt32: [Unicode.Scalar]] = {
    var table: [UInt32: [Unicode.Scalar]] = [:]
    for run in runs.description.split(separator: " ") {
      let sides = run.split(separator: "=")
      let first = sides[0].split(separator: "+")
      let start = UInt32(first[0], radix: 16)!
      let count = first.count > 1 ? UInt32(first[1])! : 1
      let target = sides[1].split(separator: ".").map { UInt32($0, radix: 16)! }
      for offset in 0..<count {
        table[start + offset] = target.map { Unicode.Scalar($0 + offset)! }
      }
    }
    return table
  }()
}
