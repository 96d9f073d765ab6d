// The verifier finds planted faults, and none in the code of Python's standard library.

import Foundation
import Syntax
import Testing
import VM

@Suite struct VerifierTests {
  private func planted(_ change: (inout CompiledCode) -> Void) throws -> [String] {
    var code = try compile("x = 1\nif x: y = x + 1")
    change(&code)
    return CodeVerifier.problems(of: code)
  }

  @Test func findsPlantedFaults() throws {
    #expect(try planted { _ in }.isEmpty)
    #expect(try planted { $0.instructions.removeLast() }.contains { $0.contains("runs past the end") })
    #expect(try planted { $0.registerCount = 0 }.contains { $0.contains("outside the window") })
    #expect(try planted { $0.constants.removeAll() }.contains { $0.contains("is missing") })
    #expect(
      try planted { $0.instructions[0] = Instruction.encode(.jump, 0, wide: 1) }.contains { $0.contains("nowhere") })
    #expect(try planted { $0.instructions[0] = 255 }.contains { $0.contains("no such opcode") })
    #expect(
      try planted { $0.handlers.append(ExceptionHandler(start: 0, end: 1, target: 2, register: 0)) }
        .contains { $0.contains("bad exception handler") })
  }

  static let library = "/usr/lib/python3.11"
  static var hasLibrary: Bool { FileManager.default.fileExists(atPath: library + "/os.py") }

  @Test(.enabled(if: VerifierTests.hasLibrary)) func standardLibraryIsSound() throws {
    var compiled = 0
    let files = try #require(FileManager.default.enumerator(atPath: VerifierTests.library))
    for case let name as String in files where name.hasSuffix(".py") {
      // Files that Python refuses on purpose.
      if name.hasPrefix("test/") || name.hasPrefix("lib2to3/tests/data") { continue }
      let path = VerifierTests.library + "/" + name
      let source = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      let code = try Compiler.compile(Parser.parse(source: source, filename: path, mode: .file))
      #expect(CodeVerifier.problems(of: code).isEmpty, "\(name)")
      compiled += 1
    }
    #expect(compiled > 400)
  }
}
