// Source bytes as stored → the UTF-8 text the lexer reads.
// The result has no byte order mark, ends every line with "\n" (in a file also the last), and is valid UTF-8 without NUL.
// Knows UTF-8, Latin-1 and ASCII under their Python names; other encodings are reported as unknown.

/// Where source bytes come from.
public enum SourceOrigin: Sendable {
  /// A file run by path: its encoding is declared in the file, UTF-8 by default.
  case file
  /// Bytes given to `compile` (also by the import system): like a file, with other words for bad UTF-8.
  case bytes
  /// Text given to `compile`, already UTF-8; a declaration in it means nothing.
  case text
}

enum SourceDecoder {
  private enum Encoding { case utf8, latin1, ascii }

  static func decode(
    _ source: [UInt8], filename: String, mode: ParseMode, origin: SourceOrigin
  ) throws(SyntaxProblem) -> [UInt8] {
    let hasMark = source.starts(with: [0xEF, 0xBB, 0xBF]) && origin != .text
    var text = hasMark ? Array(source.dropFirst(3)) : source
    var isDeclared = false
    var encoding = Encoding.utf8
    if origin != .text, let cookie = declaredEncoding(text) {
      isDeclared = true
      guard let known = known(cookie) else {
        throw problem(origin == .file ? "encoding problem: \(cookie)" : "unknown encoding: \(cookie)", filename)
      }
      // With a mark only the plain spelling will do.
      if hasMark, known != .utf8 || !normalized(cookie).hasPrefix("utf-8") {
        throw problem("encoding problem: \(known == .latin1 ? "iso-8859-1" : cookie) with BOM", filename)
      }
      encoding = known
    }
    switch encoding {
    case .utf8:
      if let bad = UTF8Check.firstError(in: text) {
        throw decodingProblem(text, bad, filename, names: origin == .file && !isDeclared)
      }
    case .ascii:
      if let position = text.firstIndex(where: { $0 >= 0x80 }) {
        let byte = String(text[position], radix: 16)
        let place = "byte 0x\(byte) in position \(position)"
        throw problem("'ascii' codec can't decode \(place): ordinal not in range(128)", filename)
      }
    case .latin1:
      if text.contains(where: { $0 >= 0x80 }) {
        text = text.flatMap { $0 < 0x80 ? [$0] : [0xC0 | $0 >> 6, 0x80 | $0 & 0x3F] }
      }
    }
    if text.contains(0) {
      throw problem(
        "source code string cannot contain null bytes", filename, kind: origin == .file ? .syntax : .value)
    }
    if text.contains(UInt8(ascii: "\r")) { text = withPlainLineEnds(text) }
    if mode == .file, let last = text.last, last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
    return text
  }

  /// Problems with a source's bytes have no place.
  private static func problem(
    _ message: String, _ filename: String, kind: SyntaxProblem.Kind = .syntax
  ) -> SyntaxProblem {
    SyntaxProblem(
      kind: kind, message: message, filename: filename, line: 0, offset: 0, endLine: 0, endOffset: 0, text: nil)
  }

  private static func decodingProblem(
    _ text: [UInt8], _ bad: UTF8Check.Failure, _ filename: String, names: Bool
  ) -> SyntaxProblem {
    let byte = String(text[bad.position], radix: 16)
    guard names else {
      return problem(
        "(unicode error) 'utf-8' codec can't decode byte 0x\(byte) in position \(bad.position): \(bad.reason)", filename
      )
    }
    let line = text[..<bad.position].reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    return problem(
      "Non-UTF-8 code starting with '\\x\(byte)' in file \(filename) on line \(line), but no encoding declared; "
        + "see https://peps.python.org/pep-0263/ for details", filename)
  }

  private static func withPlainLineEnds(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var afterReturn = false
    for byte in text {
      if byte == UInt8(ascii: "\r") {
        result.append(UInt8(ascii: "\n"))
      } else if byte != UInt8(ascii: "\n") || !afterReturn {
        result.append(byte)
      }
      afterReturn = byte == UInt8(ascii: "\r")
    }
    return result
  }

  /// The name in a `coding:` or `coding=` comment on one of the first two lines, the first of which holds no code.
  private static func declaredEncoding(_ text: [UInt8]) -> String? {
    var position = 0
    for _ in 0..<2 {
      let end = text[position...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? text.count
      let line = text[position..<end].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == 0x0C }
      guard line.isEmpty || line.first == UInt8(ascii: "#") else { return nil }
      if let name = cookie(in: line) { return name }
      position = end + 1
      if position >= text.count { return nil }
    }
    return nil
  }

  private static func cookie(in line: ArraySlice<UInt8>) -> String? {
    let word = Array("coding".utf8)
    var start = line.startIndex
    while start + word.count < line.endIndex {
      let end = start + word.count
      if line[start..<end].elementsEqual(word), line[end] == UInt8(ascii: ":") || line[end] == UInt8(ascii: "=") {
        let rest = line[(end + 1)...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let name = rest.prefix {
          $0 < 0x80 && Lexer.continuesName($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        if !name.isEmpty { return String(decoding: name, as: UTF8.self) }
      }
      start += 1
    }
    return nil
  }

  private static func normalized(_ name: String) -> String {
    name.lowercased().map { $0 == "_" ? "-" : String($0) }.joined()
  }

  private static func known(_ name: String) -> Encoding? {
    let name = normalized(name)
    switch name {
    case "utf-8", "utf8", "u8", "utf", "cp65001", "utf-8-sig": return .utf8
    case "latin-1", "latin1", "latin", "l1", "iso-8859-1", "iso8859-1", "iso-latin-1", "8859", "cp819", "iso8859":
      return .latin1
    case "ascii", "us-ascii", "646": return .ascii
    default: break
    }
    if name.hasPrefix("utf-8-") { return .utf8 }
    if ["latin-1-", "iso-8859-1-", "iso-latin-1-"].contains(where: { name.hasPrefix($0) }) { return .latin1 }
    return nil
  }
}

/// Finds the first byte that is not UTF-8, with CPython's words for what is wrong.
enum UTF8Check {
  struct Failure {
    var position: Int
    var reason: String
  }

  static func firstError(in text: [UInt8]) -> Failure? {
    var position = 0
    while position < text.count {
      let lead = text[position]
      if lead < 0x80 {
        position += 1
        continue
      }
      let length: Int
      var second: ClosedRange<UInt8> = 0x80...0xBF
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0...0xEF:
        length = 3
        if lead == 0xE0 { second = 0xA0...0xBF }
        if lead == 0xED { second = 0x80...0x9F }
      case 0xF0...0xF4:
        length = 4
        if lead == 0xF0 { second = 0x90...0xBF }
        if lead == 0xF4 { second = 0x80...0x8F }
      default: return Failure(position: position, reason: "invalid start byte")
      }
      for offset in 1..<length {
        guard position + offset < text.count else {
          return Failure(position: position, reason: "unexpected end of data")
        }
        if !(offset == 1 ? second : 0x80...0xBF).contains(text[position + offset]) {
          return Failure(position: position, reason: "invalid continuation byte")
        }
      }
      position += length
    }
    return nil
  }
}
