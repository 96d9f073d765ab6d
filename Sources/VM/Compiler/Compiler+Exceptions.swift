// `try` in all its forms. The body of a `finally` is generated once for every way through it.
//
// A handler finds the exception in a register, saves the exception handled so far (`pushHandled`) and puts it back on
// every way out; a last handler around the handler's own code does so when that code raises.

import Syntax

extension Compiler {
  func tryStatement(_ node: TryStatement, _ span: SourceSpan) throws {
    if node.finally.isEmpty { return try tryExcept(node, span) }
    let failure = unit.makeLabel()
    let end = unit.makeLabel()
    let exception = unit.allocate()
    let state = unit.bound
    unit.blocks.append(.finally(body: node.finally, handler: unit.handler))
    try unit.protected(by: failure, register: exception) {
      if node.handlers.isEmpty { try statements(node.body) } else { try tryExcept(node, span) }
    }
    unit.blocks.removeLast()
    try statements(node.finally)
    unit.jump(to: end)
    unit.placeHandler(failure, enteredWith: state)
    if unit.isReachable {
      unit.location = node.finally[0].span
      try handling(exception) { try statements(node.finally) }
    }
    unit.place(end)
  }

  /// Runs `body` while r[exception] is the exception being handled, then raises it again; also when `body` raises
  /// another one instead.
  private func handling(_ exception: Int, _ body: () throws -> Void) throws {
    let cleanup = unit.makeLabel()
    let saved = unit.allocate()
    let span = unit.location
    unit.emit(.pushHandled, saved, exception)
    let state = unit.bound
    unit.blocks.append(.handled(saved: saved, name: nil, handler: unit.handler))
    try unit.protected(by: cleanup, register: exception, body)
    unit.blocks.removeLast()
    placeCleanup(cleanup, state, span, saved, exception)
  }

  /// What the handler's code falls through to and what catches its exceptions: puts r[saved] back and raises r[exception].
  private func placeCleanup(_ label: Label, _ state: UInt128, _ span: SourceSpan, _ saved: Int, _ exception: Int) {
    if unit.isReachable {
      unit.place(label)
      unit.bound &= state & ~unit.everUnbound
    } else {
      unit.placeHandler(label, enteredWith: state)
    }
    emit(span, .popHandled, saved)
    unit.emit(.reraise, exception)
  }

  private func tryExcept(_ node: TryStatement, _ span: SourceSpan) throws {
    let mark = unit.next
    let failure = unit.makeLabel()
    let end = unit.makeLabel()
    let exception = unit.allocate()
    let state = unit.bound
    try unit.protected(by: failure, register: exception) { try statements(node.body) }
    try statements(node.orElse)
    unit.jump(to: end)
    unit.placeHandler(failure, enteredWith: state)
    if unit.isReachable {
      try node.isStar
        ? starHandlers(node.handlers, exception, span, end)
        : handlers(node.handlers, exception, span, end)
    }
    unit.place(end)
    unit.release(to: mark)
  }

  private func handlers(
    _ handlers: [ExceptHandler], _ exception: Int, _ span: SourceSpan, _ end: Label
  ) throws {
    let cleanup = unit.makeLabel()
    let saved = unit.allocate()
    emit(span, .pushHandled, saved, exception)
    let outer = unit.handler
    let state = unit.bound
    try unit.protected(by: cleanup, register: exception) {
      for handler in handlers {
        let next = unit.makeLabel()
        let mark = unit.next
        if let type = handler.type {
          let match = unit.allocate()
          unit.blocks.append(.handled(saved: saved, name: nil, handler: outer))
          let register = try operand(type, scratch: match)
          unit.blocks.removeLast()
          emit(type.span, .matchException, match, exception, register)
          unit.jump(.jumpIfFalse, match, to: next)
        }
        unit.release(to: mark)
        unit.location = handler.span
        try handlerBody(handler, exception, saved, outer)
        if unit.isReachable {
          unit.handler = outer
          unit.emit(.popHandled, saved)
          if let name = handler.name { unbind(name) }
          unit.jump(to: end)
          unit.handler = current(cleanup)
        }
        unit.place(next)
      }
    }
    placeCleanup(cleanup, state, span, saved, exception)
  }

  /// The entry of `unit.handlers` that belongs to `label`.
  private func current(_ label: Label) -> Int { unit.handlers.lastIndex { $0.label.number == label.number }! }

  /// The statements of `except … as name`, which leave `name` unbound when they raise, too.
  private func handlerBody(_ handler: ExceptHandler, _ exception: Int, _ saved: Int, _ outer: Int) throws {
    unit.blocks.append(.handled(saved: saved, name: handler.name, handler: outer))
    defer { unit.blocks.removeLast() }
    guard let name = handler.name else { return try statements(handler.body) }
    store(name, from: exception)
    let failure = unit.makeLabel()
    let state = unit.bound
    // r[exception] keeps the exception that is handled; `raise` alone and tracebacks do not need it in the register.
    try unit.protected(by: failure, register: exception) { try statements(handler.body) }
    if !unit.handlers[current(failure)].isUsed { return }
    let end = unit.makeLabel()
    unit.jump(to: end)
    unit.placeHandler(failure, enteredWith: state)
    unit.location = handler.span
    unbind(name)
    unit.emit(.reraise, exception)
    unit.place(end)
  }

  // MARK: except*

  private func starHandlers(
    _ handlers: [ExceptHandler], _ exception: Int, _ span: SourceSpan, _ end: Label
  ) throws {
    let cleanup = unit.makeLabel()
    let saved = unit.allocate()
    emit(span, .pushHandled, saved, exception)
    let state = unit.bound
    let outer = unit.handler
    let failed = unit.allocate()
    try unit.protected(by: cleanup, register: failed) {
      // The group as it was raised, what is still unhandled of it, and what handlers raised.
      let raised = unit.allocate()
      let match = unit.allocate(2)
      let rest = match + 1
      unit.emit(.buildList, raised, raised, 0)
      unit.emit(.move, rest, exception)
      for handler in handlers { try starHandler(handler, match: match, raised, saved) }
      let complete = unit.makeLabel()
      unit.location = span
      unit.jump(.jumpIfNone, rest, to: complete)
      unit.emit(.listAppend, raised, rest)
      unit.place(complete)
      unit.emit(.raiseGroup, raised, exception)
      unit.handler = outer
      unit.emit(.popHandled, saved)
      unit.jump(.jumpIfNone, raised, to: end)
      unit.emit(.reraise, raised)
    }
    placeCleanup(cleanup, state, span, saved, failed)
  }

  private func starHandler(_ handler: ExceptHandler, match: Int, _ raised: Int, _ saved: Int) throws {
    let mark = unit.next
    defer { unit.release(to: mark) }
    let rest = match + 1
    let next = unit.makeLabel()
    unit.location = handler.span
    unit.jump(.jumpIfNone, rest, to: next)
    let type = unit.allocate()
    unit.blocks.append(.handled(saved: saved, name: nil, handler: unit.handler))
    if let expression = handler.type { try self.expression(expression, into: type) }
    unit.blocks.removeLast()
    emit(handler.type?.span ?? handler.span, .matchExceptionGroup, match, rest, type)
    unit.jump(.jumpIfNone, match, to: next)
    // While the handler runs, its part of the group is the exception being handled.
    unit.emit(.pushHandled, type, match)
    unit.location = handler.span
    if let name = handler.name { store(name, from: match) }
    let failure = unit.makeLabel()
    let failed = unit.allocate()
    let state = unit.bound
    unit.blocks.append(.handled(saved: saved, name: handler.name, handler: unit.handler))
    try unit.protected(by: failure, register: failed) { try statements(handler.body) }
    unit.blocks.removeLast()
    unit.location = handler.span
    if unit.isReachable, let name = handler.name { unbind(name) }
    unit.jump(to: next)
    unit.placeHandler(failure, enteredWith: state)
    if let name = handler.name { unbind(name) }
    unit.emit(.listAppend, raised, failed)
    unit.place(next)
  }
}
