// Checks that compiled code keeps the promises the interpreter relies on:
// - every word is an instruction of the compiler's (no quick form) followed by its zeroed cache words;
// - registers lie inside the window, constants inside the table, names are strings;
// - jumps and exception handlers lead to the start of an instruction, ranges of handlers lie inside the code;
// - control cannot run past the end;
// - a generator starts with `startGenerator`, and `yieldDelegate` stands right behind its `send`.
// It does not check that a register has a value when it is read.

public struct CodeVerifier {
  private let code: CompiledCode
  private var starts: Set<Int> = []
  private var problems: [String] = []

  /// One line for each broken promise of `code` and the code objects inside; none when all is well.
  public static func problems(of code: CompiledCode) -> [String] {
    var verifier = CodeVerifier(code: code)
    verifier.verify()
    return verifier.problems
  }

  private init(code: CompiledCode) { self.code = code }

  private mutating func report(_ offset: Int, _ message: String) {
    problems.append("\(code.qualifiedName)+\(offset): \(message)")
  }

  private mutating func verify() {
    var instructions: [(Int, DecodedInstruction)] = []
    var offset = 0
    while offset < code.instructions.count {
      guard Op(rawValue: UInt8(truncatingIfNeeded: code.instructions[offset])) != nil else {
        return report(offset, "no such opcode")
      }
      let instruction = DecodedInstruction(code.instructions[offset], at: offset)
      if instruction.end > code.instructions.count { return report(offset, "cache words are missing") }
      if code.instructions[(offset + 1)..<instruction.end].contains(where: { $0 != 0 }) {
        report(offset, "cache words are not zero")
      }
      instructions.append((offset, instruction))
      starts.insert(offset)
      offset = instruction.end
    }
    for (offset, instruction) in instructions { verify(instruction, at: offset) }
    for (first, second) in zip(instructions, instructions.dropFirst())
    where second.1.op == .yieldDelegate && first.1.op != .send {
      report(second.0, "yieldDelegate without send")
    }
    verifyEnds(instructions)
    verifyTables()
    for case .code(let inner) in code.constants { problems += CodeVerifier.problems(of: inner) }
  }

  private mutating func verifyEnds(_ instructions: [(Int, DecodedInstruction)]) {
    switch instructions.last?.1.op {
    case .jump, .return, .returnNone, .raise, .reraise: break
    default: report(code.instructions.count, "control runs past the end")
    }
    let suspends = code.flags & (CodeFlags.generator | CodeFlags.coroutine | CodeFlags.asyncGenerator) != 0
    if suspends != (instructions.first?.1.op == .startGenerator) { report(0, "startGenerator is misplaced") }
  }

  private mutating func verify(_ instruction: DecodedInstruction, at offset: Int) {
    if instruction.op.isQuickForm { report(offset, "\(instruction.op) is a quick form") }
    if let target = instruction.target, !starts.contains(target) { report(offset, "jump into nowhere: \(target)") }
    let info = instruction.op.info
    for (kind, operand) in [(info.a, instruction.a), (info.b, instruction.b), (info.c, instruction.c)] {
      verify(operand, kind, instruction, offset)
    }
  }

  private mutating func verify(_ operand: Int, _ kind: OperandKind, _ instruction: DecodedInstruction, _ offset: Int) {
    let width: Int
    switch kind {
    case .read, .write, .modify: width = 1
    case .readTwo, .writeTwo: width = 2
    case .readMany, .writeMany: width = runLength(instruction)
    case .constant:
      if operand >= code.constants.count { report(offset, "constant \(operand) is missing") }
      return
    case .special:
      if Special(index: Int(operand)) == nil { report(offset, "no such special method") }
      return
    default: return
    }
    if operand + width > code.registerCount { report(offset, "register \(operand + width - 1) is outside the window") }
    if [.call, .callMethod, .callKeywords, .callMethodKeywords].contains(instruction.op), kind == .modify,
      operand + 2 + instruction.b > code.registerCount
    {
      report(offset, "arguments are outside the window")
    }
  }

  /// Registers that a run of operands covers.
  private func runLength(_ instruction: DecodedInstruction) -> Int {
    switch instruction.op {
    case .unpackEx: instruction.c & 255 + instruction.c >> 8 + 1
    case .buildDict: 2 * instruction.c
    case .formatValue: instruction.c & 256 == 0 ? 1 : 2
    case .matchClass, .exceptionTriple: 3
    default: instruction.c
    }
  }

  private mutating func verifyTables() {
    for handler in code.handlers {
      if !starts.contains(Int(handler.start)) || handler.end <= handler.start
        || Int(handler.end) > code.instructions.count || !starts.contains(Int(handler.target))
        || handler.register >= code.registerCount
      {
        report(Int(handler.start), "bad exception handler")
      }
    }
    for (first, second) in zip(code.positions, code.positions.dropFirst()) where first.start >= second.start {
      report(Int(second.start), "positions are out of order")
    }
    if code.localNames.count > code.registerCount || code.cellRegisters.contains(where: { $0 >= code.registerCount })
      || code.cellRegisters.count != code.cellNames.count + code.freeNames.count
    {
      report(0, "variables are outside the window")
    }
  }
}

extension Op {
  /// The interpreter writes it over a general form.
  public var isQuickForm: Bool {
    switch self {
    case .loadGlobalCell, .loadGlobalBuiltin, .getAttrSlot, .getAttrOverflow, .getAttrClass, .getAttrMethod,
      .getAttrProperty, .getAttrModule, .getAttrGeneric, .setAttrSlot, .setAttrAdd, .setAttrGeneric, .loadMethodClass,
      .loadMethodModule, .loadMethodGeneric:
      true
    default: false
    }
  }
}
