// What the tests of this room share.
import Foundation
import Syntax

/// The files beside the tests.
let resources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Resources")

/// CPython 3.11, the oracle, and its library.
let python = "/usr/bin/python3.11"
let library = URL(fileURLWithPath: "/usr/lib/python3.11")

func parse(_ source: String, _ mode: ParseMode = .file) throws -> Module {
  try Parser.parse(source: Array(source.utf8), filename: "test.py", mode: mode, origin: .text)
}

/// The only expression of `source`.
func expression(_ source: String) throws -> ExpressionKind {
  guard case .expression(let expression) = try parse(source, .expression).content else { throw WrongContent() }
  return expression.kind
}

/// The value of the constant that is all of `source`.
func constant(_ source: String) throws -> Constant {
  guard case .constant(let value) = try expression(source) else { throw WrongContent() }
  return value
}

struct WrongContent: Error {}

/// What the parser says about `source`; nil when it accepts it.
func problem(_ source: String, _ mode: ParseMode = .file) -> SyntaxProblem? {
  problem(in: Array(source.utf8), .text, mode)
}

func problem(in source: [UInt8], _ origin: SourceOrigin, _ mode: ParseMode = .file) -> SyntaxProblem? {
  do {
    _ = try Parser.parse(source: source, filename: "test.py", mode: mode, origin: origin)
    return nil
  } catch {
    return error
  }
}
