// Whether a program is going to call C functions of shared libraries. This program has none itself (which keeps it small), and a C
// library loaded into it would be a second one, unable to start threads; so pitviper-tools, which is linked to the C library,
// runs such programs. Known before anything runs, by reading: the program's text, and that of modules beside it which
// it imports, name ctypes or cffi.
//
// What it does not see (an installed package that uses cffi inside): the library is loaded here after all.

import Glibc
import VM

enum ForeignImports {
  /// Larger sources are not read: a program is some hundred kilobytes at most.
  private static let longestSource = 4 << 20

  static func areUsed(by source: ProgramOptions.Source) -> Bool {
    switch source {
    case .command(let text):
      return text.withCString { namesForeignModule($0) }
    case .script(let path):
      var seen: Set<String> = []
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      return isForeign(path, folder, &seen)
    default: return false
    }
  }

  private static func isForeign(_ path: String, _ folder: String, _ seen: inout Set<String>) -> Bool {
    guard seen.insert(path).inserted, let text = read(path) else { return false }
    if text.withUnsafeBytes({ namesForeignModule($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }) { return true }
    for name in importedModules(text) where isForeign(folder + name + ".py", folder, &seen) { return true }
    return false
  }

  private static func namesForeignModule(_ text: UnsafePointer<CChar>) -> Bool {
    strstr(text, "ctypes") != nil || strstr(text, "cffi") != nil
  }

  /// First names after `import` and `from` at the beginning of a line.
  private static func importedModules(_ text: [UInt8]) -> Set<String> {
    var names: Set<String> = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(maxSplits: 2, whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ",") })
      guard words.count > 1, words[0].elementsEqual("import".utf8) || words[0].elementsEqual("from".utf8) else {
        continue
      }
      let isLetter = { (byte: UInt8) in byte == UInt8(ascii: "_") || isalnum(Int32(byte)) != 0 }
      names.insert(String(decoding: words[1].prefix(while: isLetter), as: UTF8.self))
    }
    return names
  }

  /// The file's bytes and a zero.
  private static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= longestSource else {
      return nil
    }
    let size = Int(status.st_size)
    return [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
      count = max(0, Glibc.read(file, buffer.baseAddress, size)) + 1
      buffer[count - 1] = 0
    }
  }
}
