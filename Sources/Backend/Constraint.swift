// What the code of each operation wants: where its operands are, where its result goes, what it destroys. One row per operation.
//
// The allocator obeys the rows, the lowering (Lowering*.swift) relies on them, the checker replays them.
import TraceIR
import X64

enum OperandPolicy: UInt8 {
  case none
  /// A register; a constant is loaded into one.
  case register
  /// A register, or a constant that fits 32 bits with a sign.
  case immediate
  /// A register, a spill slot or any constant.
  case any
}

enum ResultPolicy: UInt8 {
  case none
  /// Written when all operands were read.
  case register
  /// Written while operands are still needed: no operand's register.
  case early
  /// The register of operand a, which is copied there when it lives on.
  case tied
}

struct Constraint {
  var a = OperandPolicy.none
  var b = OperandPolicy.none
  var c = OperandPolicy.none
  var result = ResultPolicy.none
  /// Result in this register whatever `result` says.
  var fixedResult: Register?
  /// Operands are moved there.
  var fixedA: Register?
  var fixedB: Register?
  /// General registers needed besides, and destroyed.
  var temporaries = 0
  /// Destroyed; operands with a register are elsewhere.
  var clobbers = RegisterSet()
  /// a and b may change places, when b dies and a does not.
  var commutes = false
}

/// Registers of a helper's arguments; the thread is in rdi.
func argumentRegisters(_ helper: Helper) -> [Register] {
  var words = 0, floats = 0
  return helper.parameters.map { type in
    if type == .float {
      floats += 1
      return Machine.floatArguments[floats - 1]
    }
    words += 1
    return Machine.wordArguments[words - 1]
  }
}

/// Registers of a C function's arguments, all raws or floats.
func foreignRegisters(_ types: [ValueType]) -> [Register] {
  var words = 0, floats = 0
  return types.map { type in
    if type == .float {
      floats += 1
      return Machine.foreignFloats[floats - 1]
    }
    words += 1
    return Machine.foreignWords[words - 1]
  }
}

extension Trace {
  /// Where the arguments of a call of either kind go; those behind are only kept.
  func callRegisters(_ instruction: Instruction, _ helpers: [Helper]) -> [Register] {
    if instruction.operation != .foreignCall { return argumentRegisters(helpers[Int(instruction.immediate)]) }
    return foreignRegisters(foreignArguments(of: instruction).passed.map { type(of: $0) })
  }
}

extension Helper {
  /// At most five words and four floats fit the registers.
  var fitsRegisters: Bool {
    let floats = parameters.filter { $0 == .float }.count
    return floats <= Machine.floatArguments.count && parameters.count - floats <= Machine.wordArguments.count
  }
}

extension Trace {
  /// The number of a constant int operand.
  func constantInt(_ reference: Reference) -> Int? {
    reference.isConstant ? constants[reference.index].int : nil
  }

  /// Constraints of instruction `index` with second operand `b` (which `TraceAnalysis.operands` may have exchanged); calls, control and guards on conditions that are compared there are the
  /// allocator's own business.
  func constraint(_ index: Int, b: Reference) -> Constraint {
    let instruction = instructions[index]
    switch instruction.operation {
    case .slot, .rootFunction, .framePointer, .new: return Constraint(result: .register)
    case .inherit, .threadPointer, .windowPointer: return Constraint()

    case .guardTrue, .guardFalse: return Constraint(a: .any, b: .any)
    case .guardInt, .guardObject: return Constraint(a: .register, result: instruction.a.isInstruction ? .none : .tied)
    case .guardFloat: return Constraint(a: .register, result: .register)
    case .guardBool: return Constraint(a: .register, result: .register)
    case .guardShape, .guardKind, .setShape: return Constraint(a: .register)
    case .guardSame, .guardDifferent: return Constraint(a: .any, b: .any)
    case .guardVersion, .guardValid, .guardNoCallback, .guardRoom: return Constraint()

    case .addOverflow, .add, .and, .or, .xor, .rawAdd, .rawMultiply, .rawAnd, .rawOr, .rawXor:
      return Constraint(a: .register, b: .any, result: .tied, commutes: true)
    case .subtractOverflow, .subtract, .rawSubtract: return Constraint(a: .register, b: .any, result: .tied)
    case .multiplyOverflow, .multiply:
      return Constraint(a: .register, b: .any, result: hasImmediateFactor(b) ? .register : .tied, commutes: true)
    case .negateOverflow, .negate, .invert, .rawShiftRight, .rawToInt, .intToRaw:
      return Constraint(a: .register, result: .tied)
    case .shiftLeftOverflow:
      if instruction.b.isConstant { return Constraint(a: .register, b: .any, result: .early) }
      return Constraint(a: .register, result: .early, fixedB: .rcx, clobbers: [RegisterSet(.rcx)])
    case .shiftLeft, .shiftRight:
      if instruction.b.isConstant { return Constraint(a: .register, b: .any, result: .tied) }
      return Constraint(a: .register, result: .tied, fixedB: .rcx, clobbers: [RegisterSet(.rcx)])
    case .floatToInt: return Constraint(a: .register, result: .register)
    case .floorDivide, .modulo: return divisionConstraint(instruction)

    case .intLess, .intLessEqual, .intEqual, .intNotEqual, .intBelow, .same, .different, .rawEqual, .rawBelow,
      .floatLess, .floatLessEqual, .floatEqual, .floatNotEqual:
      return Constraint(a: .any, b: .any, result: .register)
    case .intToFloat: return Constraint(a: .register, result: .register)
    case .not, .floatNegate, .floatAbsolute: return Constraint(a: .register, result: .tied)
    case .conditionToValue, .conditionToInt: return Constraint(a: .register, result: .register)
    case .floatAdd, .floatMultiply: return Constraint(a: .register, b: .any, result: .tied, commutes: true)
    case .intMinimum, .intMaximum: return Constraint(a: .register, b: .register, result: .tied, commutes: true)
    case .floatSubtract, .floatDivide, .floatMinimum, .floatMaximum:
      return Constraint(a: .register, b: .any, result: .tied)
    case .floatSquareRoot: return Constraint(a: .any, result: .register)
    case .boxFloat: return Constraint(a: .register, result: .register)
    case .makeRoom: return Constraint(a: .register, b: .register, result: .tied)

    case .load: return Constraint(a: .register, result: .register)
    case .loadElement: return Constraint(a: .register, b: elementIndex(instruction), result: .register)
    case .loadPacked: return Constraint(a: .register, b: elementIndex(instruction), result: .register)
    case .store: return Constraint(a: .register, b: .immediate)
    case .storeElement: return Constraint(a: .register, b: elementIndex(instruction), c: .immediate)
    case .storePacked:
      return Constraint(a: .register, b: elementIndex(instruction), c: .immediate, temporaries: 1)

    case .link: return Constraint(temporaries: 1)
    case .returnValue: return Constraint(a: .register, temporaries: 1)
    case .call, .foreignCall, .loop, .phi, .jumpLoop, .popFrame, .leave: return Constraint()
    }
  }

  /// Multiplication by a constant of 32 bits has an instruction with three operands.
  func hasImmediateFactor(_ factor: Reference) -> Bool {
    guard let factor = constantInt(factor) else { return false }
    return Int32(exactly: factor) != nil
  }

  /// A constant index becomes part of the displacement when that fits.
  private func elementIndex(_ instruction: Instruction) -> OperandPolicy {
    guard let number = constantInt(instruction.b) else { return .register }
    return abs(number) < 1 << 24 ? .any : .register
  }

  private func divisionConstraint(_ instruction: Instruction) -> Constraint {
    let clobbers = Machine.divisionRegisters
    switch Division(divisor: constantInt(instruction.b)) {
    case .shift: return Constraint(a: .register, b: .any, result: .tied)
    case .reciprocal: return Constraint(a: .register, b: .any, fixedResult: .rdx, clobbers: clobbers)
    case .divide:
      let quotient = instruction.operation == .floorDivide
      return Constraint(a: .any, b: .register, fixedResult: quotient ? .rax : .rdx, fixedA: .rax, clobbers: clobbers)
    }
  }
}
