// One instruction: operands, then the register of the result, then where the exit finds its values.
import TraceIR
import X64

extension Allocator {
  mutating func allocateInstruction() throws {
    var operands = analysis.operands(index)
    let constraint = trace.constraint(index, b: operands.b)
    if constraint.commutes { exchange(&operands) }
    let clobbers = constraint.clobbers
    if constraint.fixedA == nil { pin(operands.a, excluding: clobbers) }
    if constraint.fixedB == nil { pin(operands.b, excluding: clobbers) }
    pin(operands.c, excluding: clobbers)
    var allocated = AllocatedInstruction()
    // Operands first, out of the way of what is destroyed; then everything else out of its way; then the fixed operands.
    if constraint.fixedA == nil { allocated.a = try placeOperand(operands.a, constraint.a, excluding: clobbers) }
    if constraint.fixedB == nil { allocated.b = try placeOperand(operands.b, constraint.b, excluding: clobbers) }
    allocated.c = try placeOperand(operands.c, constraint.c, excluding: clobbers)
    if !clobbers.isEmpty {
      let sources = (place(operands.a), place(operands.b))
      clear(clobbers)
      var isParallel = false
      for (fixed, source) in [(constraint.fixedA, sources.0), (constraint.fixedB, sources.1)] {
        guard let fixed else { continue }
        edit(.register(fixed), source, isParallel: isParallel)
        isParallel = true
      }
      if let fixed = constraint.fixedA { allocated.a = .register(fixed) }
      if let fixed = constraint.fixedB { allocated.b = .register(fixed) }
    }
    if constraint.temporaries > 0 {
      let temporary = try anyRegister(vector: false, excluding: clobbers, for: nil)
      allocated.temporary = temporary
      pinned.insert(temporary)
    }
    result.instructions[index] = allocated
    let early = constraint.result == .early ? pinned : RegisterSet()
    try define(constraint, a: operands.a, b: operands.b, c: operands.c, early: early)
    recordExit()
    releaseAfter()
  }

  /// Puts that operand first whose register the result had better take over: the one in the register that the result is
  /// wanted in, else the one that dies here.
  private func exchange(_ operands: inout (a: Reference, b: Reference, c: Reference)) {
    guard let a = value(operands.a), let b = value(operands.b), a != b, let other = register[b] else { return }
    func rank(_ reference: Reference, _ other: Reference, _ register: Register?) -> Int {
      guard let register, tiedRegister(reference, other, register) != nil else { return 0 }
      return hint[index] == register.number ? 2 : 1
    }
    let first = rank(operands.a, operands.b, register[a]), second = rank(operands.b, operands.a, other)
    if second > first { swap(&operands.a, &operands.b) }
  }

  /// Chooses the register of the result.
  mutating func define(
    _ constraint: Constraint, a: Reference? = nil, b: Reference = .none, c: Reference = .none, early: RegisterSet
  ) throws {
    let instruction = trace.instructions[index]
    let hasResult =
      instruction.type != .none && Int(analysis.root[index]) == index && !analysis.isDeferred[index]
      && (constraint.result != .none || constraint.fixedResult != nil)
    let current = result.instructions[index]
    var tied: Register?
    if constraint.result == .tied, let a, let register = current.a.register {
      tied = tiedRegister(a, b, register)
      if tied != nil, let value = value(a), analysis.lastUse[value] > position {
        result.instructions[index].undoes = true
        release(value)
      }
    }
    if let a { releaseIfDead(a, at: position) }
    releaseIfDead(b, at: position)
    releaseIfDead(c, at: position)
    guard hasResult else { return }
    let destination: Register
    if let fixed = constraint.fixedResult {
      destination = fixed
    } else if let tied {
      destination = tied
    } else {
      var excluded = constraint.clobbers
      if let temporary = current.temporary { excluded.insert(temporary) }
      if constraint.result == .tied {
        // Written before b is read.
        if let register = current.b.register { excluded.insert(register) }
      }
      pinned = early
      if constraint.result == .tied, let register = current.a.register { pinned.insert(register) }
      destination = try anyRegister(vector: isVector(instruction.type), excluding: excluded, for: index)
    }
    result.instructions[index].result = destination
    place(index, in: destination)
  }

  /// The register of operand a, when the result may have it: a dies here, or only this instruction's exit needs it and can compute it.
  private func tiedRegister(_ a: Reference, _ b: Reference, _ current: Register) -> Register? {
    guard let value = value(a) else { return current }  // a constant's own copy
    if Machine.reserved.contains(current) { return nil }
    let last = analysis.lastUse[value]
    if last <= position { return current }
    let operation = trace.instructions[index].operation
    let canUndo = operation == .addOverflow || operation == .subtractOverflow
    return canUndo && last == position + 1 && self.value(b) != value ? current : nil
  }

  /// Notes where the values are that the instruction's snapshot needs.
  mutating func recordExit() {
    let snapshot = trace.instructions[index].snapshot
    guard snapshot >= 0 else { return }
    result.instructions[index].firstExitPlace = Int32(result.exitPlaces.count)
    let range = analysis.liveRange[Int(snapshot)]
    let undone = result.instructions[index].undoes ? result.instructions[index].result : nil
    for number in Int(range.first)..<Int(range.first + range.count) {
      let value = Int(analysis.root[Int(analysis.live[number])])
      if let register = register[value] {
        result.exitPlaces.append(.register(register))
      } else if result.isSpilled[value] {
        result.exitPlaces.append(.slot(of: value))
      } else {
        // Operand a, whose register the result took.
        result.exitPlaces.append(.register(undone!))
      }
    }
  }

  /// Frees the registers of values that nothing needs any more.
  mutating func releaseAfter() {
    let snapshot = trace.instructions[index].snapshot
    if snapshot >= 0 {
      let range = analysis.liveRange[Int(snapshot)]
      for number in Int(range.first)..<Int(range.first + range.count) {
        let value = Int(analysis.root[Int(analysis.live[number])])
        if analysis.lastUse[value] <= position + 1 { release(value) }
      }
    }
    if analysis.lastUse[index] < 0 { release(index) }
  }

  /// The arguments go to their registers at once, and with them the thread for a helper or the address of a C function that is
  /// not known; what lives on is saved before.
  mutating func allocateCall() {
    let instruction = trace.instructions[index]
    let isForeign = instruction.operation == .foreignCall
    let arguments = trace.arguments(of: instruction)
    // Clearing copies registers and changes none that holds a value: what they are now is good until the moves.
    let sources = arguments.map { place($0) }
    let function = place(instruction.a)
    clear(Machine.callerSaved)
    var isParallel = false
    if !isForeign || instruction.a.isInstruction {
      edit(.register(isForeign ? .rax : .rdi), isForeign ? function : .register(Machine.thread))
      isParallel = true
    }
    for (source, destination) in zip(sources, trace.callRegisters(instruction, helpers)) {
      edit(.register(destination), source, isParallel: isParallel)
      isParallel = true
    }
    releaseIfDead(instruction.a, at: position)
    for argument in arguments { releaseIfDead(argument, at: isForeign ? position + 1 : position) }
    guard instruction.type != .none, analysis.lastUse[index] >= 0 else { return }
    let destination: Register = instruction.type == .float ? .xmm0 : .rax
    result.instructions[index].result = destination
    place(index, in: destination)
  }
}
