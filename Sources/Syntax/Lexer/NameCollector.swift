// The names of one source, each numbered on its first appearance, and the keywords.
// An open-addressing table keyed by the bytes themselves: the lexer asks it once per identifier, without making a String.
// Invariant: the table is never more than half full; `entries` is a power of two.

struct NameCollector {
  private struct Entry {
    var hash: UInt32 = 0
    /// 0 marks a free entry.
    var length: Int32 = 0
    /// The first eight bytes, little-endian: all of a keyword, and of most names.
    var prefix: UInt64 = 0
    /// Where the rest of a longer name can be compared: its first appearance in the source.
    var start: Int32 = 0
    /// Index into `texts`; a keyword's kind when negative (`-1 - rawValue`).
    var value: Int32 = 0
  }

  /// Distinct names in order of first appearance.
  private(set) var texts: [String] = []
  private var entries: [Entry]
  private var used = 0
  /// Names that are not spelled as in the source (normalised ones).
  private var normalized: [String: Int32] = [:]

  init() {
    self = NameCollector.keywords
  }

  private init(capacity: Int) { entries = [Entry](repeating: Entry(), count: capacity) }

  /// A table with only the keywords, copied by every lexer.
  private static let keywords: NameCollector = {
    var table = NameCollector(capacity: 512)
    for (text, kind) in TokenKind.spellings where kind.isKeyword {
      let bytes = Array(text.utf8)
      let hash = bytes.reduce(0 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
      table.insert(
        Entry(
          hash: hash, length: Int32(bytes.count), prefix: prefix(bytes, 0, bytes.count), start: 0,
          value: -1 - Int32(kind.rawValue)))
    }
    return table
  }()

  @inline(__always)
  private static func prefix(_ bytes: [UInt8], _ start: Int, _ end: Int) -> UInt64 {
    var prefix: UInt64 = 0
    var shift: UInt64 = 0
    for index in start..<min(end, start + 8) {
      prefix |= UInt64(bytes[index]) << shift
      shift += 8
    }
    return prefix
  }

  /// The kind and number of the ASCII identifier `bytes[start..<end]`, numbered now if it is new.
  @inline(__always)
  mutating func find(_ bytes: [UInt8], _ start: Int, _ end: Int, _ hash: UInt32) -> (TokenKind, Int32) {
    let length = Int32(truncatingIfNeeded: end - start)
    let prefix = NameCollector.prefix(bytes, start, end)
    let mask = entries.count - 1
    var slot = Int(truncatingIfNeeded: hash ^ (hash >> 15)) & mask
    while true {
      let entry = entries[slot]
      if entry.length == 0 { break }
      if entry.hash == hash, entry.length == length, entry.prefix == prefix,
        length <= 8 || sameTail(bytes, Int(entry.start), start, Int(length))
      {
        if entry.value < 0 { return (TokenKind(rawValue: UInt8(-1 - entry.value))!, 0) }
        return (.name, entry.value)
      }
      slot = (slot + 1) & mask
    }
    return (.name, add(bytes, start, end, hash, prefix))
  }

  private func sameTail(_ bytes: [UInt8], _ first: Int, _ second: Int, _ length: Int) -> Bool {
    for offset in 8..<length where bytes[first + offset] != bytes[second + offset] { return false }
    return true
  }

  private mutating func add(_ bytes: [UInt8], _ start: Int, _ end: Int, _ hash: UInt32, _ prefix: UInt64) -> Int32 {
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    let number = normalized.isEmpty ? nil : normalized[text]
    let index = number ?? Int32(texts.count)
    if number == nil { texts.append(text) }
    insert(Entry(hash: hash, length: Int32(end - start), prefix: prefix, start: Int32(start), value: index))
    return index
  }

  private mutating func insert(_ entry: Entry) {
    if used * 2 >= entries.count {
      let old = entries
      entries = [Entry](repeating: Entry(), count: old.count * 2)
      used = 0
      for entry in old where entry.length != 0 { insert(entry) }
    }
    let mask = entries.count - 1
    var slot = Int(truncatingIfNeeded: entry.hash ^ (entry.hash >> 15)) & mask
    while entries[slot].length != 0 { slot = (slot + 1) & mask }
    entries[slot] = entry
    used += 1
  }

  /// The number of a normalised name.
  mutating func index(of text: String) -> Int32 {
    if let index = normalized[text] { return index }
    // The same name may have appeared in ASCII before.
    let index = texts.firstIndex(of: text).map { Int32($0) } ?? Int32(texts.count)
    if index == texts.count { texts.append(text) }
    normalized[text] = index
    return index
  }
}
