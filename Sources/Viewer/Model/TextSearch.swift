// What a search looks for in long lists: a piece of text, capital or small letters alike. Texts of ASCII are compared byte by byte, so that
// a list of 100,000 rows is searched within one key press.

struct TextSearch: Equatable, Sendable {
  private let text: String
  private let bytes: [UInt8]
  private let isASCII: Bool

  init(_ text: String = "") {
    self.text = text.lowercased()
    bytes = Array(self.text.utf8)
    isASCII = bytes.allSatisfy { $0 < 0x80 }
  }

  var isEmpty: Bool { bytes.isEmpty }

  /// False for an empty search.
  func matches(_ candidate: String) -> Bool {
    guard let first = bytes.first else { return false }
    if !isASCII { return candidate.lowercased().contains(text) }
    var candidate = candidate
    return candidate.withUTF8 { candidate in
      guard candidate.count >= bytes.count else { return false }
      for start in 0...candidate.count - bytes.count where Self.lower(candidate[start]) == first {
        if bytes.indices.allSatisfy({ Self.lower(candidate[start + $0]) == bytes[$0] }) { return true }
      }
      return false
    }
  }

  /// The first of `count` rows from `start` on in a direction, `start` itself last, that satisfies `matches`.
  static func next(from start: Int, _ direction: Int, count: Int, _ matches: (Int) -> Bool) -> Int? {
    guard count > 0 else { return nil }
    return (1...count).lazy.map { ((start + direction * $0) % count + count) % count }.first(where: matches)
  }

  private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
