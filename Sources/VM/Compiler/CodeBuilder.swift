// One code object in the making: instructions with symbolic jumps, constants, registers, and what is known to be bound.
//
// Invariants:
// - Temporaries are allocated and released like a stack, above the registers of named variables.
// - Nothing is emitted while the current point cannot be reached (`isReachable`).
// - `bound` holds the locals that every path to the current point has bound. Loops start from it without the locals
//   that the function ever unbinds, so one pass in program order is enough.
// `CodeBuilder+Finish.swift` turns the result into a `CompiledCode`.

import Syntax

/// A place in the code that is jumped to.
struct Label {
  let number: Int
}

final class CodeBuilder {
  /// An instruction or the position of a label.
  struct Item {
    var op: Op
    var isLabel = false
    /// A jump whose distance does not fit 16 bits.
    var isLong = false
    /// For a label its number in `a`; for a jump the label's number in the place of the distance.
    var a: Int32
    var b: Int32
    var c: Int32
    /// Index into `handlers` of what catches exceptions here.
    var handler: Int32
    var span: SourceSpan
  }

  /// Where the exceptions of a run of instructions go.
  struct Handler {
    let label: Label
    let register: Int
    var isUsed = false
  }

  let scope: Scope
  var code = CompiledCode()
  var items: [Item] = []
  var constants: [Constant] = []
  private var constantIndexes: [Constant: Int] = [:]
  private var nameIndexes = NameMap()
  private var listedNames = NameMap()

  /// Source range of the next instructions.
  var location: SourceSpan
  /// Current entry of `handlers`; entry 0 stands for none.
  var handler = 0
  var handlers: [Handler] = [Handler(label: Label(number: -1), register: 0)]

  /// First register that belongs to no variable, first free one, and the number of registers in use at most.
  let firstTemporary: Int
  private(set) var next: Int
  private(set) var highest: Int

  var isReachable = true
  /// Bit per local register below 128.
  var bound: UInt128 = 0
  /// Locals that are unbound somewhere in the function.
  let everUnbound: UInt128
  private var labelStates: [UInt128?] = []

  /// What must be left in order when control leaves a statement early, outermost first.
  var blocks: [Block] = []

  init(scope: Scope, location: SourceSpan) {
    self.scope = scope
    self.location = location
    var registers = scope.classCellRegister + 1
    var unbound: UInt128 = 0
    for symbol in scope.symbols {
      registers = max(registers, symbol.register + 1)
      if symbol.place == .local, symbol.facts.contains(.deleted), symbol.register < 128, symbol.register >= 0 {
        unbound |= 1 << UInt128(symbol.register)
      }
    }
    everUnbound = unbound
    firstTemporary = registers
    next = registers
    highest = registers
    items.reserveCapacity(64)
  }

  // MARK: Registers

  func allocate(_ count: Int = 1) -> Int {
    let first = next
    next += count
    highest = max(highest, next)
    return first
  }

  func release(to mark: Int) { next = mark }

  func isTemporary(_ register: Int) -> Bool { register >= firstTemporary }

  /// `register` is the last one allocated, so that what follows it is free.
  func isTop(_ register: Int) -> Bool { register == next - 1 && register >= firstTemporary }

  // MARK: Bound locals

  func isBound(_ register: Int) -> Bool { register < 128 && bound >> UInt128(register) & 1 == 1 }

  func markBound(_ register: Int) { if register < 128 { bound |= 1 << UInt128(register) } }

  func markUnbound(_ register: Int) { if register < 128 { bound &= ~(1 << UInt128(register)) } }

  // MARK: Instructions

  func emit(_ op: Op, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
    if !isReachable { return }
    handlers[handler].isUsed = true
    items.append(
      Item(
        op: op, a: Int32(truncatingIfNeeded: a), b: Int32(truncatingIfNeeded: b), c: Int32(truncatingIfNeeded: c),
        handler: Int32(handler), span: location))
    switch op {
    case .jump, .return, .returnNone, .raise, .reraise: isReachable = false
    default: break
    }
  }

  func makeLabel() -> Label {
    labelStates.append(nil)
    return Label(number: labelStates.count - 1)
  }

  /// The current point leads to `label`.
  private func merge(into label: Label) {
    guard isReachable else { return }
    labelStates[label.number] = labelStates[label.number].map { $0 & bound } ?? bound
  }

  func jump(to label: Label) {
    merge(into: label)
    emit(.jump, 0, label.number)
  }

  /// A jump on the value of `register`.
  func jump(_ op: Op, _ register: Int, to label: Label) {
    merge(into: label)
    emit(op, register, label.number)
  }

  /// A jump whose distance stands in operand c: comparisons, `forIter`, `send`.
  func jump(_ op: Op, _ a: Int, _ b: Int, to label: Label) {
    merge(into: label)
    emit(op, a, b, label.number)
  }

  private func append(_ label: Label) {
    items.append(
      Item(op: .leave, isLabel: true, a: Int32(label.number), b: 0, c: 0, handler: Int32(handler), span: location))
  }

  /// Removes a jump to `label`, which comes next.
  func dropJump(to label: Label) {
    if let last = items.last, !last.isLabel, last.op == .jump, Int(last.b) == label.number { items.removeLast() }
  }

  /// `label` is here; all forward jumps to it have been emitted.
  func place(_ label: Label) {
    dropJump(to: label)
    if let state = labelStates[label.number] {
      bound = isReachable ? bound & state : state
      isReachable = true
    }
    append(label)
  }

  /// `label` is here and later code will jump back to it.
  func placeLoop(_ label: Label) {
    bound &= ~everUnbound
    append(label)
  }

  /// `label` is here and is reached from code still to come, with the locals of `state` bound.
  func place(_ label: Label, reachedWith state: UInt128) {
    bound = state & ~everUnbound
    isReachable = true
    append(label)
  }

  /// Moves the items from `start` up to `middle` behind those that follow, to the end.
  func moveToEnd(from start: Int, to middle: Int) {
    let moved = Array(items[start..<middle])
    items.removeSubrange(start..<middle)
    items.append(contentsOf: moved)
  }

  // MARK: Handlers

  /// Instructions in `body` send their exceptions to `label`, which finds them in `register`.
  func protected(by label: Label, register: Int, _ body: () throws -> Void) rethrows {
    let outer = handler
    handlers.append(Handler(label: label, register: register))
    handler = handlers.count - 1
    try body()
    handler = outer
  }

  /// Starts the code of a handler, unless nothing can raise there.
  func placeHandler(_ label: Label, enteredWith state: UInt128) {
    isReachable = false
    let isUsed = handlers.contains { $0.label.number == label.number && $0.isUsed }
    if isUsed { place(label, reachedWith: state) }
  }

  // MARK: Constants and names

  func constant(_ value: Constant) -> Int {
    if case .code = value {
      constants.append(value)
      return constants.count - 1
    }
    if let index = constantIndexes[value] { return index }
    constants.append(value)
    constantIndexes[value] = constants.count - 1
    return constants.count - 1
  }

  /// Index of the constant that spells a variable or attribute.
  func spelling(_ name: Name) -> Int {
    if let index = nameIndexes[name] { return index }
    let index = constant(.string(Array(name.text.utf8)))
    nameIndexes[name] = index
    return index
  }

  /// Like `spelling`, and lists the name in `co_names`.
  func listed(_ name: Name) -> Int {
    if listedNames[name] == nil {
      listedNames[name] = 1
      code.names.append(name.text)
    }
    return spelling(name)
  }

  func loadConstant(_ value: Constant, into register: Int) {
    if case .int(let number) = value, let number = Int32(exactly: number) {
      emit(.loadInt, register, Int(number))
    } else {
      emit(.loadConst, register, constant(value))
    }
  }
}
