// The machine code of the opcode handlers: that of the built program, and small handlers with planted faults, which
// show that Tools/check-handlers finds what it looks for. docs/handlers.md says what is checked and why.
import Foundation
import Testing

@Suite("Machine code of the handlers")
struct HandlerTests {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let program =
    ProcessInfo.processInfo.environment["PITVIPER"] ?? root.appendingPathComponent("bin/pitviper").path
  static let planted = root.appendingPathComponent("Tests/HandlerTests/Planted").path

  @Test("The program's handlers hold no reference and leave by jumps")
  func program() throws {
    let check = try run([Self.root.appendingPathComponent("Tools/check-handlers").path, Self.program])
    #expect(check.status == 0, "\(check.output)")
  }

  @Test("Sound handlers pass")
  func sound() throws {
    let check = try check(flag: "PLANTED_NOTHING")
    #expect(check.status == 0, "\(check.output)")
    #expect(check.output.hasPrefix("3 handlers: 2 leave through the table themselves"), "\(check.output)")
  }

  @Test(
    "A planted fault is found",
    arguments: [
      ("PLANTED_RETAIN", "op_load: calls swift_retain"),
      ("PLANTED_CALL", "op_add: calls the next handler through the table"),
      ("PLANTED_SLOW_CALL", "which goes on with the next instruction"),
    ])
  func fault(flag: String, message: String) throws {
    let check = try check(flag: flag)
    #expect(check.status == 1)
    #expect(check.output.contains(message), "\(check.output)")
  }

  @Test("An opcode without a handler is found")
  func missing() throws {
    let opcodes = FileManager.default.temporaryDirectory.appendingPathComponent("opcodes-\(UUID().uuidString).swift")
    defer { try? FileManager.default.removeItem(at: opcodes) }
    try "enum Op: UInt8, CaseIterable {\n  case add\n  case forgotten\n}\n".write(
      to: opcodes, atomically: true, encoding: .utf8)
    let check = try check(flag: "PLANTED_NOTHING", opcodes: opcodes.path)
    #expect(check.status == 1)
    #expect(check.output.contains("op_forgotten: there is no such handler"), "\(check.output)")
  }

  @Test("What cannot be checked is no success")
  func unreadable() throws {
    let tool = Self.root.appendingPathComponent("Tools/check-handlers").path
    #expect(try run([tool, "/no/such/program"]).status == 2)
    #expect(try run([tool, tool]).status == 2)
    #expect(try run([tool, "/bin/true"]).status == 2)
  }

  /// Compiles Planted/Handlers.swift with a flag and checks it.
  private func check(flag: String, opcodes: String? = nil) throws -> (status: Int32, output: String) {
    let library = FileManager.default.temporaryDirectory.appendingPathComponent("planted-\(UUID().uuidString).so").path
    defer { try? FileManager.default.removeItem(atPath: library) }
    let compiler = try run([
      "/usr/bin/env", "swiftc", "-O", "-wmo", "-parse-as-library", "-module-name", "Planted", "-D", flag,
      "-emit-library", "-o", library, Self.planted + "/Handlers.swift",
    ])
    try #require(compiler.status == 0, "\(compiler.output)")
    return try run([
      Self.root.appendingPathComponent("Tools/check-handlers").path, "--opcodes",
      opcodes ?? Self.planted + "/Opcodes.swift", library,
    ])
  }

  private func run(_ command: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}
