// Bytes of a terminal → keys. An escape sequence is taken as a whole; one that is not known is no key at all.

import CRuntime
import Glibc

enum Key: Equatable {
  case text(String)
  /// Control and a letter, `A` to `_`.
  case control(Character)
  /// Alt (or Escape, then) a character.
  case alt(Character)
  case left, right, up, down, home, end, delete, backspace, wordLeft, wordRight
  case unknown
}

struct KeyReader {
  private let t: Thread
  private var buffer: [UInt8] = []
  private var next = 0

  init(_ thread: Thread) { t = thread }

  /// The next key; nil at the end of the input, or with an exception pending.
  mutating func read() -> Key? {
    guard let byte = readByte() else { return nil }
    switch byte {
    case 0x1B: return readEscape()
    case 0x7F, 8: return .backspace
    case 0..<32: return .control(Character(UnicodeScalar(byte + 64)))
    case 0..<0x80: return .text(readPlain(byte))
    default: return readCharacter(byte)
    }
  }

  /// What was pasted comes in one piece.
  private mutating func readPlain(_ first: UInt8) -> String {
    var bytes = [first]
    while next < buffer.count, (32..<0x7F).contains(buffer[next]) {
      bytes.append(buffer[next])
      next += 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func readByte() -> UInt8? {
    if next == buffer.count {
      var bytes = [UInt8](repeating: 0, count: 1024)
      let count = bytes.withUnsafeMutableBytes { bytes in
        t.waitingCall { Glibc.read(STDIN_FILENO, bytes.baseAddress, 1024) }
      }
      guard let count, count > 0 else { return nil }
      buffer = Array(bytes[..<count])
      next = 0
    }
    next += 1
    return buffer[next - 1]
  }

  private mutating func readCharacter(_ first: UInt8) -> Key? {
    var bytes = [first]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
    while bytes.count < length {
      guard let byte = readByte() else { return nil }
      bytes.append(byte)
    }
    return .text(String(decoding: bytes, as: UTF8.self))
  }

  private static let sequences: [String: Key] = [
    "[A": .up, "[B": .down, "[C": .right, "[D": .left, "[H": .home, "[F": .end, "OA": .up, "OB": .down, "OC": .right,
    "OD": .left, "OH": .home, "OF": .end, "[1~": .home, "[4~": .end, "[7~": .home, "[8~": .end, "[3~": .delete,
    "[1;5C": .wordRight, "[1;5D": .wordLeft, "[1;3C": .wordRight, "[1;3D": .wordLeft,
  ]

  private mutating func readEscape() -> Key? {
    guard let byte = readByte() else { return nil }
    let first = Character(UnicodeScalar(byte))
    guard first == "[" || first == "O" else { return byte == 0x7F ? .alt("\u{7F}") : .alt(first) }
    var text = String(first)
    // Parameters, then one final character.
    while let byte = readByte() {
      text.append(Character(UnicodeScalar(byte)))
      if (0x40..<0x7F).contains(byte) || text.count > 16 { return KeyReader.sequences[text] ?? .unknown }
    }
    return nil
  }
}
