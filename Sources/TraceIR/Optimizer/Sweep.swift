// Dead code: pure operations, loads, allocations, checked arithmetic, removable calls and phis whose result nobody
// uses. An operand, an argument, and whatever a snapshot of a live instruction names, is a use.

extension Trace {
  mutating func dropDeadCode(helpers: [Helper], rules: RuleSet) {
    let dropsChecks = rules.contains(.deadChecks)
    var sweep = Sweep(self)
    let classes = Operation.classes
    for index in instructions.indices {
      let isNeeded: Bool
      switch classes[Int(instructions[index].operation.rawValue)] {
      case .pure, .load, .allocation: isNeeded = false
      case .guardian: isNeeded = !(dropsChecks && instructions[index].operation.isCheckedArithmetic)
      case .store: isNeeded = true
      case .call: isNeeded = !helpers.effects(of: instructions[index]).isRemovable
      case .control: isNeeded = instructions[index].operation != .phi
      }
      if isNeeded { sweep.mark(.instruction(index)) }
    }
    while let index = sweep.pending.popLast() { sweep.visit(index, self) }
    keep(sweep.isLive)
  }
}

private struct Sweep {
  private(set) var isLive: [Bool]
  /// Live instructions whose operands are still to be marked.
  var pending: [Int] = []
  private var seenSnapshots: [Bool]
  private var seenVirtuals: [Bool]
  private var seenFrames: [Bool]
  private var virtuals: [Int] = []

  init(_ trace: Trace) {
    isLive = Array(repeating: false, count: trace.instructions.count)
    seenSnapshots = Array(repeating: false, count: trace.snapshots.count)
    seenVirtuals = Array(repeating: false, count: trace.virtuals.count)
    seenFrames = Array(repeating: false, count: trace.frames.count)
  }

  mutating func mark(_ reference: Reference) {
    if reference.isInstruction {
      guard !isLive[reference.index] else { return }
      isLive[reference.index] = true
      pending.append(reference.index)
    } else if reference.isVirtual, !seenVirtuals[reference.index] {
      seenVirtuals[reference.index] = true
      virtuals.append(reference.index)
    }
  }

  mutating func visit(_ index: Int, _ trace: Trace) {
    let instruction = trace.instructions[index]
    mark(instruction.a)
    mark(instruction.b)
    mark(instruction.c)
    if instruction.isCall { for argument in trace.arguments(of: instruction) { mark(argument) } }
    guard instruction.snapshot >= 0, !seenSnapshots[Int(instruction.snapshot)] else { return }
    seenSnapshots[Int(instruction.snapshot)] = true
    let snapshot = trace.snapshots[Int(instruction.snapshot)]
    for entry in trace.entries(of: snapshot) { mark(entry.value) }
    var frame = Int(snapshot.point.frame)
    while frame >= 0, !seenFrames[frame] {
      seenFrames[frame] = true
      mark(trace.frames[frame].function)
      mark(trace.frames[frame].locals)
      frame = Int(trace.frames[frame].parent)
    }
    while let object = virtuals.popLast() {
      for field in trace.fields(of: trace.virtuals[object]) { mark(field) }
    }
  }
}
