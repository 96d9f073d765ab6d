// Names of native code: our reader of symbol tables against nm, demangling, and files that are no ELF files.

import Foundation
import Testing

@testable import Profiler

@Suite struct NamingTests {
  /// A library with symbols, and this test program itself.
  static let files: [String] = [
    "/usr/lib/x86_64-linux-gnu/libc.so.6", try! FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
  ]

  private func nm(_ path: String, _ options: [String]) throws -> [(address: UInt64, size: UInt64, name: String)] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/nm")
    process.arguments = options + ["--defined-only", "-S", path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ")
      guard parts.count == 4, ["t", "T", "w", "W", "i"].contains(String(parts[2])),
        let address = UInt64(parts[0], radix: 16),
        let size = UInt64(parts[1], radix: 16), size > 0
      else { return nil }
      return (address, size, String(parts[3].split(separator: "@")[0]))
    }
  }

  @Test(arguments: files)
  func agreesWithNm(path: String) throws {
    var expected = try nm(path, [])
    if expected.isEmpty { expected = try nm(path, ["-D"]) }
    #expect(expected.count > 1000)
    let image = try #require(ELFImage(path: path))
    // Several names may share an address; any of them is right.
    var names: [UInt64: Set<String>] = [:]
    for symbol in expected { names[symbol.address, default: []].insert(symbol.name) }
    var wrong = 0
    for symbol in expected {
      for address in [symbol.address, symbol.address + symbol.size / 2, symbol.address + symbol.size - 1] {
        let found = image.symbol(at: address)
        let name = found.map { image.name(of: $0) }
        // Inside a larger symbol another one may begin: then the inner one is right.
        if let found, found.address > symbol.address { continue }
        if name == nil || !(names[found!.address]?.contains(name!) ?? false) { wrong += 1 }
      }
    }
    #expect(wrong == 0)
  }

  @Test func startsOfUnnamedFunctions() throws {
    let image = try #require(ELFImage(path: NamingTests.files[0]))
    // A named function that has unwind information begins where the table says.
    var right = 0
    for symbol in image.functions().prefix(500) where symbol.size > 16 {
      if image.functionStart(at: symbol.address + symbol.size / 2) == symbol.address { right += 1 }
    }
    #expect(right > 300)
  }

  @Test func noELFFile() throws {
    let folder = Folder()
    #expect(ELFImage(path: "/etc/passwd") == nil)
    #expect(ELFImage(path: "/nowhere") == nil)
    #expect(ELFImage(path: "/tmp") == nil)
    _ = FileManager.default.createFile(atPath: folder.file(), contents: Data())
    #expect(ELFImage(path: folder.file()) == nil)
  }

  /// A library with random bytes changed: names may be wrong, nothing may crash.
  @Test func scribbledLibrary() throws {
    let folder = Folder()
    let original = try Data(contentsOf: URL(fileURLWithPath: "/usr/lib/x86_64-linux-gnu/libz.so.1"))
    for round in 0..<60 {
      var bytes = original
      for _ in 0..<200 { bytes[.random(in: 6..<(round % 2 == 0 ? 4096 : bytes.count))] = .random(in: 0...255) }
      if round % 5 == 0 { bytes = bytes.prefix(.random(in: 64..<bytes.count)) }
      try bytes.write(to: URL(fileURLWithPath: folder.file()))
      guard let image = ELFImage(path: folder.file()) else { continue }
      for _ in 0..<200 {
        let address = UInt64.random(in: 0...UInt64(original.count))
        if let symbol = image.symbol(at: address) { _ = image.name(of: symbol) }
        _ = image.functionStart(at: address)
      }
    }
  }

  @Test(arguments: [
    ("main", "main"),
    ("$sSS5countSivg", "Swift.String.count.getter"),
    ("$sSa6appendyyxnF", "Swift.Array.append(_:)"),
    ("$ss5print_9separator10terminatoryypd_S2StF", "Swift.print(_:separator:terminator:)"),
    (
      "$sSp2VMSo11ThreadStateVRszlE8callType___5namesSo5ValueVAA0E3RefV_SpyAGGSiAGtF",
      "ThreadState.callType(_:_:_:names:)"
    ),
    ("$snotmangled", "$snotmangled"),
  ])
  func demangling(symbol: String, name: String) {
    #expect(Demangler.readable(symbol) == name)
  }

  @Test(arguments: [
    ("VM.Heap.allocate(size: Swift.Int, in: VM.Space) -> VM.Reference", "VM.Heap.allocate(size:in:)"),
    ("static VM.Heap.shared() -> VM.Heap", "VM.Heap.shared()"),
    ("generic specialization <Swift.Int> of Swift.Array.append(__owned A) -> ()", "Swift.Array.append(_:)"),
    ("closure #1 (Swift.Int) -> Swift.Int in VM.run(x: Swift.Int) -> ()", "closure #1 (_:) in VM.run(x:)"),
    (
      "function signature specialization <Arg[0] = Owned To Guaranteed> of VM.f(a: (Swift.Int) -> (), b: [Swift.Int])",
      "VM.f(a:b:)"
    ),
    ("VM.count.getter : Swift.Int", "VM.count.getter"),
    ("VM.ProgramRunner.(runFile in _0AC5F1B2)(Swift.String, VM.DictRef) -> VM.Value", "VM.ProgramRunner.runFile(_:_:)"),
    (
      "(extension in VM):Swift.UnsafeMutablePointer< where A == __C.ThreadState>.execute(VM.CodeRef, globals: VM.DictRef)",
      "ThreadState.execute(_:globals:)"
    ),
    (
      "closure #1 () -> () in (extension in VM):Swift.UnsafePointer<A where A == VM.Frame>.follow(of: Swift.Int) -> ()",
      "closure #1 () in VM.Frame.follow(of:)"
    ),
    (
      "closure #1 (Swift.Int) -> () in (extension in VM):Swift.Array.f(x: Swift.Int)",
      "closure #1 (_:) in Swift.Array.f(x:)"
    ),
  ])
  func shortening(long: String, short: String) {
    #expect(Demangler.short(swift: long) == short)
  }
}
