// The statements around the current point that must be left in order: what `return`, `break` and `continue` run on
// their way out.

import Syntax

/// One enclosing statement. `handler` is where exceptions went outside of it: its cleanup must not be caught inside.
enum Block {
  case loop(Loop)
  /// The body or a handler of a `try` with `finally`.
  case finally(body: [Statement], handler: Int)
  /// Code that handles an exception: r[saved] was handled before; `name` of `except … as name` is to be unbound.
  case handled(saved: Int, name: Name?, handler: Int)
  /// r[exit], r[exit + 1]: the exit method of a context manager and its self.
  case with(exit: Int, isAsync: Bool, span: SourceSpan, handler: Int)

  struct Loop {
    let end: Label
    let next: Label
  }

  var runsCode: Bool { if case .loop = self { false } else { true } }
}

extension Compiler {
  /// Emits what runs when control leaves the blocks from the innermost one down to number `depth`, then `last`, which
  /// ends the path, outside of them.
  func unwind(to depth: Int, _ span: SourceSpan, _ last: () -> Void) throws {
    let blocks = unit.blocks
    let handler = unit.handler
    for position in stride(from: blocks.count - 1, through: depth, by: -1) {
      unit.blocks = Array(blocks[..<position])
      switch blocks[position] {
      case .loop: break
      case .finally(let body, let outer):
        unit.handler = outer
        try statements(body)
      case .handled(let saved, let name, let outer):
        unit.handler = outer
        unit.location = span
        unit.emit(.popHandled, saved)
        if let name { unbind(name) }
      case .with(let exit, let isAsync, let span, let outer):
        unit.handler = outer
        try callExit(exit, isAsync, span)
      }
    }
    unit.location = span
    last()
    unit.blocks = blocks
    unit.handler = handler
  }

  /// `break` and `continue`.
  func leaveLoop(_ span: SourceSpan, to target: (Block.Loop) -> Label) throws {
    var depth = unit.blocks.count - 1
    while depth >= 0 {
      if case .loop(let loop) = unit.blocks[depth] {
        return try unwind(to: depth + 1, span) { unit.jump(to: target(loop)) }
      }
      depth -= 1
    }
    preconditionFailure("the symbol table reports loop exits outside loops")
  }

  /// End of `except … as name`: the name is bound to None first, as the body may have deleted it.
  func unbind(_ name: Name) {
    let mark = unit.next
    let register = directDestination(name) ?? unit.allocate()
    loadNone(into: register)
    store(name, from: register)
    delete(name, unit.location)
    unit.release(to: mark)
  }
}
