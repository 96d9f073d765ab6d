// Compiled modules on disk: written, used, and never trusted further than their checksum.

import Foundation
import Testing

@Suite final class CodeCacheTests {
  private let folder: URL
  private var cached: URL { folder.appendingPathComponent("__pycache__/part.pitviper-311.pyc") }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write("part.py", "def f(): return 'one'\n")
    try write("main.py", "import part\nprint(part.f(), part.f.__code__.co_filename.rsplit('/')[-1])\n")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ name: String, _ text: String) throws {
    try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }

  private func run(_ words: String = "main.py", _ settings: String = "") throws -> String {
    try Run.shell("\(settings) $P run \(words) 2>&1", folder: folder.path)
  }

  private var isCached: Bool { FileManager.default.fileExists(atPath: cached.path) }

  @Test func aModuleIsWrittenAndUsed() throws {
    #expect(try run() == "one part.py\n")
    #expect(isCached)
    // Another text of the same size and time: the cache is believed, as CPython believes it.
    let stamp = "touch -r part.py stamp && sed -i s/one/two/ part.py && touch -r stamp part.py"
    _ = try Run.shell(stamp, folder: folder.path)
    #expect(try run() == "one part.py\n")
    // A newer text is compiled.
    _ = try Run.shell("touch -d '2001-01-01' part.py", folder: folder.path)
    #expect(try run() == "two part.py\n")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/__pycache__")
    #expect(left == ["part.pitviper-311.pyc"], "no temporary file stays")
  }

  @Test func nothingIsWrittenWhenNotWanted() throws {
    for (words, settings) in [
      ("-B main.py", ""), ("main.py", "PYTHONDONTWRITEBYTECODE=1"),
      ("-c 'import sys; sys.dont_write_bytecode = 1; import main'", ""),
    ] {
      #expect(try run(words, settings) == "one part.py\n")
      #expect(!isCached)
    }
    #expect(try run("-O main.py") == "one part.py\n")
    #expect(!isCached)
    #expect(FileManager.default.fileExists(atPath: folder.path + "/__pycache__/part.pitviper-311.opt-1.pyc"))
  }

  @Test func damagedFilesAreReplaced() throws {
    _ = try run()
    let good = try Data(contentsOf: cached)
    let header = 16
    var damaged: [(String, Data)] = (0..<header).map { place in
      var bytes = good
      bytes[place] ^= 0x80
      return ("header byte \(place)", bytes)
    }
    for _ in 0..<8 {
      damaged.append(("cut", good.prefix(Int.random(in: 0..<good.count))))
      var bytes = good
      let place = Int.random(in: header..<good.count)
      bytes[place] ^= UInt8.random(in: 1...255)
      damaged.append(("byte \(place)", bytes))
      damaged.append(("noise", Data((0..<good.count).map { _ in UInt8.random(in: 0...255) })))
    }
    for (what, bytes) in damaged {
      try bytes.write(to: cached)
      #expect(try run() == "one part.py\n", "\(what)")
      #expect(try Data(contentsOf: cached) == good, "\(what)")
    }
  }

  @Test func writersDoNotDisturbOneAnother() throws {
    let loop = "for i in 1 2 3 4 5 6 7 8; do (rm -rf __pycache__; $P run main.py) & done; wait"
    let output = try Run.shell(loop, folder: folder.path)
    #expect(output == String(repeating: "one part.py\n", count: 8))
    #expect(try run() == "one part.py\n")
  }

  @Test func whatCannotBeWrittenBesideTheSourceLiesInTheUsersCache() throws {
    let home = folder.appendingPathComponent("home").path
    #expect(try run("-c 'import textwrap; print(1)'", "HOME=\(home) XDG_CACHE_HOME=") == "1\n")
    let file = home + "/.cache/pitviper/usr/lib/python3.11/textwrap.pitviper-311.pyc"
    #expect(FileManager.default.fileExists(atPath: file))
    #expect(try run("main.py", "PYTHONPYCACHEPREFIX=\(home)/other") == "one part.py\n")
    #expect(FileManager.default.fileExists(atPath: "\(home)/other\(folder.path)/part.pitviper-311.pyc"))
    #expect(!isCached)
  }

  @Test func theLibraryWritesTheSameFiles() throws {
    let words = "-c 'import py_compile; print(py_compile.compile(\"part.py\"))'"
    #expect(try run(words) == "__pycache__/part.pitviper-311.pyc\n")
    _ = try Run.shell(
      "touch -r part.py stamp && sed -i s/one/two/ part.py && touch -r stamp part.py", folder: folder.path)
    #expect(try run() == "one part.py\n")
    #expect(try run("__pycache__/part.pitviper-311.pyc").isEmpty)
    #expect(try run("-m compileall -q -f .").isEmpty)
    #expect(try run() == "two part.py\n")
  }
}
