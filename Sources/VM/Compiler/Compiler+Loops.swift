// `while` and `for`. Loops are inverted: control enters by a jump to the condition at the bottom, which jumps back to
// the body as long as the loop goes on; one conditional jump an iteration, and the same shape for every trace.

import Syntax

extension Compiler {
  func whileLoop(_ test: Expression, _ body: [Statement], _ orElse: [Statement], _ span: SourceSpan) throws {
    let constant = folder.value(of: test).map(ConstantFolder.truth)
    if constant == false { return try statements(orElse) }
    let start = unit.makeLabel()
    let end = unit.makeLabel()
    if constant == true {
      unit.placeLoop(start)
      unit.location = span
      unit.emit(.loopHead)
      try loopBody(body, end: end, next: start)
      jump(span, to: start)
      return unit.place(end)
    }
    let bottom = unit.makeLabel()
    unit.location = test.span
    unit.jump(to: bottom)
    let firstItem = unit.items.count
    unit.isReachable = true
    unit.placeLoop(bottom)
    unit.emit(.loopHead)
    // The condition is generated before the body, which may rely on what it binds, and moved behind it.
    try condition(test, jumpIf: true, to: start)
    let otherwise = (isReachable: unit.isReachable, bound: unit.bound)
    let lastItem = unit.items.count
    unit.isReachable = false
    unit.place(start)
    try loopBody(body, end: end, next: bottom)
    unit.dropJump(to: bottom)
    unit.moveToEnd(from: firstItem, to: lastItem)
    unit.isReachable = otherwise.isReachable
    unit.bound = otherwise.bound
    try statements(orElse)
    unit.place(end)
  }

  private func loopBody(_ body: [Statement], end: Label, next: Label) throws {
    unit.blocks.append(.loop(Block.Loop(end: end, next: next)))
    try statements(body)
    unit.blocks.removeLast()
  }

  func forLoop(_ loop: ForLoop, _ span: SourceSpan) throws {
    let iterator = try makeIterator(loop.iterable, span)
    let end = unit.makeLabel()
    let next = unit.makeLabel()
    try iterate(span, iterator, loop.target, next: next) {
      try loopBody(loop.body, end: end, next: next)
    }
    try statements(loop.orElse)
    unit.place(end)
  }

  /// A register that holds the iterator of `iterable`; errors are reported at `span`, the loop.
  func makeIterator(_ iterable: Expression, _ span: SourceSpan) throws -> Int {
    let iterator = unit.allocate()
    try iterableOperand(iterable, span, into: iterator)
    return iterator
  }

  /// r[iterator] = iter(iterable).
  func iterableOperand(_ iterable: Expression, _ span: SourceSpan, into iterator: Int) throws {
    let mark = unit.next
    let register: Int
    if let value = constantContainer(iterable) {
      register = iterator
      unit.location = iterable.span
      unit.loadConstant(value, into: register)
    } else if case .list(let items, _) = iterable.kind, !items.contains(where: \.isStarred) {
      // A list that only the loop sees may as well be a tuple.
      register = iterator
      try tuple(items, iterable.span, into: register)
    } else {
      register = try operand(iterable, scratch: iterator)
    }
    emit(span, .getIter, iterator, register)
    unit.release(to: mark)
  }

  /// Runs `body` for each item of r[iterator], with `next` where `continue` goes.
  func iterate(
    _ span: SourceSpan, _ iterator: Int, _ target: Expression, next: Label, _ body: () throws -> Void
  ) throws {
    let start = unit.makeLabel()
    var item = -1
    var isDirect = false
    if case .name(let name, _) = target.kind, let register = directDestination(name) {
      item = register
      isDirect = true
    } else {
      item = unit.allocate()
    }
    unit.jump(to: next)
    unit.place(start, reachedWith: unit.bound)
    if isDirect { unit.markBound(item) } else { try store(item, in: target) }
    try body()
    unit.place(next)
    unit.location = span
    unit.emit(.loopHead)
    unit.jump(.forIter, item, iterator, to: start)
  }

  // MARK: Asynchronous

  func asyncForLoop(_ loop: ForLoop, _ span: SourceSpan) throws {
    let iterator = try makeAsyncIterator(loop.iterable, span)
    let end = unit.makeLabel()
    let next = unit.makeLabel()
    try asyncIterate(span, iterator, loop.target, next: next) {
      try loopBody(loop.body, end: end, next: next)
    }
    try statements(loop.orElse)
    unit.place(end)
  }

  func makeAsyncIterator(_ iterable: Expression, _ span: SourceSpan) throws -> Int {
    let iterator = unit.allocate()
    let register = try operand(iterable, scratch: iterator)
    emit(span, .getAsyncIter, iterator, register)
    return iterator
  }

  /// Like `iterate`; the loop ends when awaiting the next item raises StopAsyncIteration.
  func asyncIterate(
    _ span: SourceSpan, _ iterator: Int, _ target: Expression, next: Label, _ body: () throws -> Void
  ) throws {
    let mark = unit.next
    let failure = unit.makeLabel()
    unit.placeLoop(next)
    let state = unit.bound
    let item = unit.allocate()
    unit.protected(by: failure, register: item) {
      let awaitable = unit.allocate()
      emit(span, .getAsyncNext, awaitable, iterator)
      delegate(to: awaitable, span, into: item)
    }
    try store(item, in: target)
    try body()
    jump(span, to: next)
    unit.placeHandler(failure, enteredWith: state)
    let end = unit.makeLabel()
    let type = unit.allocate()
    emit(span, .loadStopAsyncIteration, type)
    unit.emit(.matchException, type, item, type)
    unit.jump(.jumpIfTrue, type, to: end)
    unit.emit(.reraise, item)
    unit.place(end)
    unit.release(to: mark)
  }

  // MARK: Suspension

  /// Sends to the iterator r[inner] and yields what it yields until it ends; its result goes to r[result].
  /// `send` and `yieldDelegate` stand side by side: the VM finds the way out of a delegation by that.
  func delegate(to inner: Int, _ span: SourceSpan, into result: Int) {
    let again = unit.makeLabel()
    let end = unit.makeLabel()
    unit.location = span
    loadNone(into: result)
    unit.placeLoop(again)
    unit.jump(.send, result, inner, to: end)
    unit.emit(.yieldDelegate, result, inner, outermostSaved)
    unit.jump(to: again)
    unit.place(end)
  }

  /// Operand c of a suspension: 0, or 1 + the register that holds what was handled outside of all handlers around here.
  private var outermostSaved: Int {
    for case .handled(let saved, _, _) in unit.blocks { return saved + 1 }
    return 0
  }

  func yield(_ value: Expression?, _ span: SourceSpan, into destination: Int) throws {
    let register: Int
    if let value {
      register = try operand(value, scratch: destination)
    } else {
      register = unit.isTemporary(destination) ? destination : unit.allocate()
      unit.location = span
      loadNone(into: register)
    }
    emit(span, .yieldValue, destination, register, outermostSaved)
  }

  func yieldFrom(_ value: Expression, _ span: SourceSpan, into destination: Int) throws {
    try suspend(on: value, .getYieldFromIter, span, into: destination)
  }

  func awaited(_ value: Expression, _ span: SourceSpan, into destination: Int) throws {
    try suspend(on: value, .getAwaitable, span, into: destination)
  }

  private func suspend(on value: Expression, _ op: Op, _ span: SourceSpan, into destination: Int) throws {
    let inner = unit.allocate()
    let register = try operand(value, scratch: inner)
    emit(span, op, inner, register)
    let result = unit.isTemporary(destination) ? destination : unit.allocate()
    delegate(to: inner, span, into: result)
    if result != destination { unit.emit(.move, destination, result) }
  }
}
