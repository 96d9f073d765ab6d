// How code objects look in files: what the reader and the writer agree on.
//
//   "c"  length of the body, 4 bytes  checksum of the body, 8 bytes  body
//   body: the file's strings (count; length and WTF-8 of each), then one code object; in the order of `CodeWriter.put`
//
// All numbers are little-endian. A body is only understood by the program that wrote it (`CodeFormat.identity`), so its
// instructions, positions and handlers are the bytes that lie in memory.

import Glibc

enum CodeFormat {
  /// Raised by hand when the layout below changes.
  static let version: UInt64 = 1
  static let code = UInt8(ascii: "c")
  /// Bytes before the body.
  static let headerSize = 13
  /// Deepest nesting of constants: the compiler's own limits lie far below.
  static let maximumDepth = 400

  enum Tag: UInt8 {
    case none, `true`, `false`, ellipsis, int, bigInt, float, complex, string, bytes, tuple, frozenSet, code
  }

  /// A number that no damaged file gets right by chance.
  static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    var state = seed ^ UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    func mix(_ word: UInt64) {
      let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
      state = product.high ^ product.low &+ word
    }
    while index + 8 <= bytes.count {
      mix(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var tail: UInt64 = 1
    while index < bytes.count {
      tail = tail << 8 | UInt64(bytes[index])
      index += 1
    }
    mix(tail)
    mix(version)
    return state
  }

  /// Changes whenever the program does: sizes and times of its two files, which share their compiled code.
  static let identity: UInt64 = {
    guard let path = realpath("/proc/self/exe", nil) else { return version }
    defer { free(path) }
    let name = String(cString: path)
    let program = name.hasSuffix("-tools") ? String(name.dropLast("-tools".count)) : name
    var facts: [Int] = []
    for file in [program, program + "-tools"] {
      var information = stat()
      guard stat(file, &information) == 0 else { continue }
      facts += [Int(information.st_size), information.st_mtim.tv_sec, information.st_mtim.tv_nsec]
    }
    return facts.withUnsafeBytes { checksum($0) }
  }()

  /// The first four bytes of a file of compiled code, `importlib.util.MAGIC_NUMBER`.
  static var magic: UInt32 { UInt32(truncatingIfNeeded: identity ^ identity >> 32) }
}
