// JSON of untrusted files, read into a tree that keeps rows of numbers compact. Says line and column of an error. Accepts
// NaN and Infinity, which Python writes, so that the one who reads the numbers can say which iteration they belong to.

/// A JSON value.
enum JSONNode {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  /// A not empty array of nothing but numbers.
  case numbers([Double])
  case array([JSONNode])
  case object([(key: String, value: JSONNode)])

  /// Of an object, the first member of that name.
  subscript(_ key: String) -> JSONNode? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  var text: String? { if case .string(let text) = self { text } else { nil } }

  /// Of an array, what it holds; nil for anything else.
  var items: [JSONNode]? {
    switch self {
    case .array(let items): items
    case .numbers(let numbers): numbers.map { .number($0) }
    default: nil
    }
  }
}

struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0
  private var numbersLeft = ImportLimit.numbers
  private var valuesLeft = ImportLimit.values
  /// Members of the outermost object that are kept; others are read over. Nil: all.
  private let wanted: Set<String>?
  /// Reading over: nothing is kept and nothing counted.
  private var isSkipping = false

  private init(_ bytes: [UInt8], wanted: Set<String>?) {
    self.bytes = bytes
    self.wanted = wanted
  }

  static func read(_ bytes: [UInt8], keeping wanted: Set<String>? = nil) throws(ImportError) -> JSONNode {
    var reader = JSONReader(bytes, wanted: wanted)
    let node = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == bytes.count else { throw reader.error("text after the end of the JSON value") }
    return node
  }

  private mutating func value(depth: Int) throws(ImportError) -> JSONNode {
    skipSpace()
    guard depth < ImportLimit.depth else { throw error("nested deeper than \(ImportLimit.depth)") }
    guard let byte = peek else { throw error("the file ends within a JSON value") }
    if !isSkipping {
      valuesLeft -= 1
      guard valuesLeft >= 0 else { throw error("more than \(ImportLimit.values) JSON values") }
    }
    switch byte {
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    default: break
    }
    if let number = try number() {
      valuesLeft += isSkipping ? 0 : 1
      return .number(number)
    }
    let start = position
    let word = self.word()
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default:
      position = start
      throw error(word.isEmpty ? "no JSON value" : "\(ImportError.quoted(word)) is no JSON value")
    }
  }

  private mutating func array(depth: Int) throws(ImportError) -> JSONNode {
    position += 1
    var numbers: [Double] = []
    var items: [JSONNode] = []
    var isFirst = true
    while true {
      skipSpace()
      if peek == UInt8(ascii: "]") && isFirst { break }
      let item = try value(depth: depth + 1)
      if !isSkipping {
        if case .number(let number) = item, items.isEmpty {
          numbers.append(number)
        } else {
          if items.isEmpty { items = numbers.map { .number($0) } }
          items.append(item)
        }
      }
      isFirst = false
      skipSpace()
      guard peek == UInt8(ascii: ",") else { break }
      position += 1
    }
    guard peek == UInt8(ascii: "]") else { throw error("',' or ']' expected") }
    position += 1
    return items.isEmpty && !numbers.isEmpty ? .numbers(numbers) : .array(items)
  }

  private mutating func object(depth: Int) throws(ImportError) -> JSONNode {
    position += 1
    var members: [(key: String, value: JSONNode)] = []
    var isFirst = true
    while true {
      skipSpace()
      if peek == UInt8(ascii: "}") && isFirst { break }
      guard peek == UInt8(ascii: "\"") else { throw error("a name in quotes expected") }
      let key = try string()
      skipSpace()
      guard peek == UInt8(ascii: ":") else { throw error("':' expected") }
      position += 1
      let skipped = isSkipping
      if depth == 0, let wanted, !wanted.contains(key) { isSkipping = true }
      let member = try value(depth: depth + 1)
      if !isSkipping { members.append((key, member)) }
      isSkipping = skipped
      isFirst = false
      skipSpace()
      guard peek == UInt8(ascii: ",") else { break }
      position += 1
    }
    guard peek == UInt8(ascii: "}") else { throw error("',' or '}' expected") }
    position += 1
    return .object(members)
  }

  /// Nil when no number begins here.
  private mutating func number() throws(ImportError) -> Double? {
    let start = position
    for (word, value) in [("NaN", Double.nan), ("Infinity", .infinity), ("-Infinity", -.infinity)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    guard let first = peek, first == UInt8(ascii: "-") || isDigit(first) else { return nil }
    while let byte = peek, isDigit(byte) || "+-.eE".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard position - start < 400, let number = Double(text) else {
      position = start
      throw error("\(ImportError.quoted(text)) is no number")
    }
    if !isSkipping {
      numbersLeft -= 1
      guard numbersLeft >= 0 else { throw error("more than \(ImportLimit.numbers) numbers") }
    }
    return number
  }

  private mutating func string() throws(ImportError) -> String {
    let start = position
    position += 1
    var text: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      position += 1
      if byte == UInt8(ascii: "\\") {
        try escape(into: &text)
      } else {
        guard byte >= 0x20 else { throw error("a control character within quotes") }
        if !isSkipping { text.append(byte) }
      }
    }
    guard peek != nil else {
      position = start
      throw error("quotes that never end")
    }
    position += 1
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func escape(into text: inout [UInt8]) throws(ImportError) {
    guard let byte = peek else { return }
    position += 1
    let simple: [UInt8: UInt8] = [
      UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
      UInt8(ascii: "\""): byte, UInt8(ascii: "\\"): byte, UInt8(ascii: "/"): byte,
    ]
    if let character = simple[byte] {
      text.append(character)
      return
    }
    guard byte == UInt8(ascii: "u"), var unit = hexadecimal() else { throw error("an unknown escape within quotes") }
    // Two halves of a character beyond the first 65536.
    if (0xD800..<0xDC00).contains(unit), bytes[position...].starts(with: "\\u".utf8) {
      let before = position
      position += 2
      if let low = hexadecimal(), (0xDC00..<0xE000).contains(low) {
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      } else {
        position = before
      }
    }
    text += Array(String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf8)
  }

  private mutating func hexadecimal() -> UInt32? {
    guard position + 4 <= bytes.count else { return nil }
    let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
    guard digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else { return nil }
    position += 4
    return value
  }

  private mutating func word() -> String {
    let start = position
    while let byte = peek, byte > 0x20, !",:[]{}\"".utf8.contains(byte), position - start < 64 { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// - Returns: the problem with the line and column, both from 1, where reading stands.
  private func error(_ problem: String) -> ImportError {
    let before = bytes[..<min(position, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let column = position - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    return ImportError(place: "line \(line), column \(column)", problem: problem)
  }
}
