// What the tests read: compiled code as lines of text without offsets.

import Syntax
import VM

/// Code of a module's source text.
func compile(_ source: String) throws -> CompiledCode {
  try Compiler.compile(Parser.parse(source: Array(source.utf8), filename: "<test>", mode: .file))
}

/// The code object called `name` inside `code`.
func inner(_ code: CompiledCode, _ name: String) -> CompiledCode? {
  for case .code(let candidate) in code.constants {
    if candidate.name == name { return candidate }
    if let found = inner(candidate, name) { return found }
  }
  return nil
}

/// The instructions of the listing of `code` itself, jump targets as numbers of instructions.
func lines(_ code: CompiledCode) -> [String] {
  let listing = Disassembler.listing(of: code).split(separator: "\n", omittingEmptySubsequences: false)
  let own = listing.dropFirst().prefix { !$0.isEmpty && !$0.contains("..<") }
  // The text before the opcode: line number and offset.
  let offsets = own.map { String($0.prefix(11).suffix(5)).trimmingPrefix { $0 == " " } }
  return own.map { line in
    let text = String(line.dropFirst(13))
    guard let arrow = text.range(of: "→ ") else { return text }
    let target = text[arrow.upperBound...]
    let number = offsets.firstIndex { $0 == target }.map(String.init) ?? "nowhere"
    return String(text[..<arrow.upperBound]) + number
  }
}

/// The instructions of the function `f` in a source text.
func function(_ source: String) throws -> [String] {
  guard let code = inner(try compile(source), "f") else { return ["no function f"] }
  return lines(code)
}
