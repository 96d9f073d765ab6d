// Whether a program is going to call C functions of shared libraries. This program has none itself (which keeps it small), and a C
// library loaded into it would be a second one, unable to start threads; so pitviper-tools, which is linked to the C library,
// runs such programs. That must be known before anything runs, and is found by reading: do the program's text, or the modules and
// packages beside it or on PYTHONPATH that it imports, have a line that imports ctypes or cffi? What is typed or piped in cannot be read before.
//
// What it does not see (an installed package that uses them inside): the library is loaded here after all.

import Glibc
import VM

struct ForeignImports {
  /// Larger sources are not read: a program is some hundred kilobytes at most.
  private static let longestSource = 4 << 20
  /// Modules that are read at most.
  private static let mostModules = 500

  /// Where its modules are looked for: folders that end in a slash.
  private var folders: [String]
  private var seen: Set<String> = []

  static func areUsed(by options: ProgramOptions) -> Bool {
    var folders = [""]
    if let path = getenv("PYTHONPATH") {
      folders += String(cString: path).split(separator: ":").map { $0 + "/" }
    }
    switch options.source {
    case .command(let text):
      // A process of multiprocessing imports the main program of the one that started it.
      if strstr(text, "multiprocessing") != nil { return true }
      var search = ForeignImports(folders: folders)
      return search.isForeign(Array(text.utf8) + [0])
    case .script(let path):
      if let slash = path.lastIndex(of: "/") { folders[0] = String(path[...slash]) }
      var search = ForeignImports(folders: folders)
      return search.isForeign(file: path)
    case .module(let name):
      var search = ForeignImports(folders: folders)
      return search.isForeign(module: name.split(separator: ".").first.map(String.init) ?? name)
    case .standardInput: return true
    case .version: return false
    }
  }

  private init(folders: [String]) { self.folders = folders }

  private mutating func isForeign(file path: String) -> Bool {
    guard seen.count < Self.mostModules, seen.insert(path).inserted, let text = Self.read(path) else { return false }
    return isForeign(text)
  }

  /// A module, or any file of a package.
  private mutating func isForeign(module name: String) -> Bool {
    for folder in folders {
      if isForeign(file: folder + name + ".py") { return true }
      for file in Self.files(in: folder + name) where isForeign(file: folder + name + "/" + file) { return true }
    }
    return false
  }

  /// `text` ends with a zero.
  private mutating func isForeign(_ text: [UInt8]) -> Bool {
    if Self.mentions("ctypes", text) || Self.mentions("cffi", text) { return true }
    for name in Self.importedModules(text) where !name.isEmpty && isForeign(module: name) { return true }
    return false
  }

  /// Whether a line has `import` and the name.
  private static func mentions(_ name: String, _ text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { text in
      let start = UnsafeRawPointer(text.baseAddress!).assumingMemoryBound(to: CChar.self)
      var place = start
      while let found = strstr(place, name) {
        var line = UnsafePointer(found)
        while line > start, line[-1] != CChar(bitPattern: UInt8(ascii: "\n")) { line -= 1 }
        let end = strchr(found, Int32(UInt8(ascii: "\n"))) ?? found + strlen(found)
        if let word = strstr(line, "import"), word < end { return true }
        place = UnsafePointer(end)
      }
      return false
    }
  }

  /// First names after `import` and `from` at the beginning of a line, blanks before it left out.
  private static func importedModules(_ text: [UInt8]) -> Set<String> {
    var names: Set<String> = []
    let isBlank = { (byte: UInt8) in
      byte == UInt8(ascii: " ") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\t")
    }
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(maxSplits: 2, whereSeparator: isBlank)
      guard words.count > 1, words[0].elementsEqual("import".utf8) || words[0].elementsEqual("from".utf8) else {
        continue
      }
      let isLetter = { (byte: UInt8) in byte == UInt8(ascii: "_") || isalnum(Int32(byte)) != 0 }
      names.insert(String(decoding: words[1].prefix(while: isLetter), as: UTF8.self))
    }
    return names
  }

  /// Names of the Python files in a folder; none when there is no folder.
  private static func files(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".py") { names.append(name) }
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
