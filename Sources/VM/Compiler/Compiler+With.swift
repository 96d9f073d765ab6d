// `with` and `async with`.
//
// The exit method and its self stay in two registers; three more behind them are reserved, so that the normal way out
// calls it in place.

import Syntax

extension Compiler {
  func withStatement(_ items: ArraySlice<WithItem>, _ body: [Statement], _ isAsync: Bool, _ span: SourceSpan) throws {
    guard let item = items.first else { return try statements(body) }
    let exit = unit.allocate(5)
    let enter = unit.allocate(2)
    let manager = try operand(item.context)
    emit(span, .loadSpecial, enter, manager, (isAsync ? Special.aenter : .enter).index)
    unit.emit(.loadSpecial, exit, manager, (isAsync ? Special.aexit : .exit).index)
    unit.emit(.callMethod, enter, 0)
    if isAsync { awaitResult(enter, span, origin: 1) }
    unit.release(to: enter + 1)

    let failure = unit.makeLabel()
    let end = unit.makeLabel()
    let state = unit.bound
    // The result of entering is stored before anything can raise, so its register serves the exception, too.
    let exception = enter
    unit.blocks.append(.with(exit: exit, isAsync: isAsync, span: span, handler: unit.handler))
    try unit.protected(by: failure, register: exception) {
      if let target = item.target { try store(enter, in: target) }
      unit.release(to: exit + 5)
      try withStatement(items.dropFirst(), body, isAsync, span)
      unit.release(to: exit + 5)
    }
    unit.blocks.removeLast()
    if unit.isReachable { try callExit(exit, isAsync, span) }
    unit.jump(to: end)
    unit.placeHandler(failure, enteredWith: state)
    if unit.isReachable {
      _ = unit.allocate()
      try exitWithException(exit, exception, isAsync, span, end)
    }
    unit.place(end)
  }

  /// Calls the exit method with three Nones.
  func callExit(_ exit: Int, _ isAsync: Bool, _ span: SourceSpan) throws {
    let mark = unit.next
    let window: Int
    unit.location = span
    if unit.next == exit + 5 {
      window = exit
    } else {
      window = unit.allocate(5)
      moveExit(exit, to: window)
    }
    for position in 2..<5 { loadNone(into: window + position) }
    unit.emit(.callMethod, window, 3)
    if isAsync { awaitResult(window, span, origin: 2) }
    unit.release(to: mark)
  }

  private func moveExit(_ exit: Int, to window: Int) {
    unit.emit(.move, window, exit)
    unit.emit(.move, window + 1, exit + 1)
  }

  /// The handler of the body's exceptions: a true result of the exit method suppresses r[exception].
  private func exitWithException(
    _ exit: Int, _ exception: Int, _ isAsync: Bool, _ span: SourceSpan, _ end: Label
  ) throws {
    let cleanup = unit.makeLabel()
    let suppressed = unit.makeLabel()
    let saved = unit.allocate()
    let state = unit.bound
    emit(span, .pushHandled, saved, exception)
    unit.protected(by: cleanup, register: exception) {
      let window = unit.allocate(5)
      moveExit(exit, to: window)
      unit.emit(.exceptionTriple, window + 2, exception)
      unit.emit(.callMethod, window, 3)
      if isAsync {
        unit.blocks.append(.handled(saved: saved, name: nil, handler: unit.handler))
        awaitResult(window, span, origin: 2)
        unit.blocks.removeLast()
      }
      unit.jump(.jumpIfTrue, window, to: suppressed)
    }
    unit.place(cleanup)
    unit.isReachable = true
    unit.bound = state
    emit(span, .popHandled, saved)
    unit.emit(.reraise, exception)
    unit.place(suppressed)
    unit.emit(.popHandled, saved)
    unit.jump(to: end)
  }

  /// r[register] = await r[register]. Origin, for the error message: 1 what `__aenter__` gave, 2 `__aexit__`.
  func awaitResult(_ register: Int, _ span: SourceSpan, origin: Int = 0) {
    let mark = unit.next
    unit.release(to: max(mark, register + 1))
    let inner = unit.allocate()
    emit(span, .getAwaitable, inner, register, origin)
    delegate(to: inner, span, into: register)
    unit.release(to: mark)
  }
}
