// The instructions of the encoder: one row of the processor's manual each (Intel SDM volume 2, AMD64 APM volumes 3-4).
//
// The text of a row is what the manual calls it; the tests let a disassembler read the bytes of every row and compare. Names end in
// the form: RM (register from register or memory), MR (the other way), M (one operand), I8/I32 (with an immediate).
// Operands are 64 bits wide unless the name says otherwise.

/// How the operands of a row go into its bytes.
public enum Form: UInt8, Sendable {
  /// ModRM.reg and ModRM.rm; the destination is reg, or rm.
  case regRM, rmReg
  /// ModRM.rm alone; reg holds a digit.
  case rm
  /// As `rm`, with an immediate of 8, 16 or 32 bits.
  case rmImmediate8, rmImmediate16, rmImmediate32
  /// As `regRM`, with an immediate.
  case regRMImmediate8, regRMImmediate32
  /// The register is part of the opcode; then with an immediate.
  case opcode, opcodeImmediate32, opcodeImmediate64
  /// A distance from the end of the instruction.
  case relative8, relative32
  case none
}

public struct Encoding: Sendable {
  /// 0, 0x66, 0xF2 or 0xF3.
  public let prefix: UInt8
  /// The opcode follows a byte 0x0F.
  public let escaped: Bool
  public let opcode: UInt8
  /// What ModRM.reg holds in the forms with one operand.
  public let digit: UInt8
  public let form: Form
  /// REX.W.
  public let wide: Bool
  /// ModRM.reg, ModRM.rm name byte registers: spl, bpl, sil and dil need a REX prefix.
  public let byteReg: Bool, byteRM: Bool
}

public enum Row: UInt8, CaseIterable, Sendable {
  // MARK: Moves
  case movRM, movMR, movMI32, mov32RM, mov32MR, mov32MI32, mov16MR, mov16MI16, mov8MR, mov8MI8, mov32OI32, movOI64
  case movzx8, movzx16, movsx8, movsx16, movsxd, lea, push, pop
  // MARK: Arithmetic
  case addRM, addMR, addMI8, addMI32, orRM, orMR, orMI8, orMI32, andRM, andMR, andMI8, andMI32
  case subRM, subMR, subMI8, subMI32, xorRM, xorMR, xorMI8, xorMI32, cmpRM, cmpMR, cmpMI8, cmpMI32
  case add32RM, and32MI8, xor32RM, cmp32RM, cmp32MI8, cmp32MI32, cmp8MI8, cmp16MI16
  case testMR, test32MR, test8MI8, test32MI32
  case imulRM, imulRMI8, imulRMI32, notM, negM, mulM, imulM, idivM, div32M, cqo
  case rolMI8, rorMI8, shlMI8, shrMI8, sarMI8, shlMC, shrMC, sarMC
  // MARK: Conditions and jumps (the opcode of the first condition)
  case setM, cmovRM, jcc8, jcc32, jmp8, jmp32, jmpM, call32, callM, leave, ret, int3, ud2, rdtsc
  // MARK: Doubles in vector registers
  case movapsRM, movsdRM, movsdMR, movssRM, movssMR, movqFromGeneral, movqToGeneral
  case addsd, subsd, mulsd, divsd, minsd, maxsd, sqrtsd, ucomisd, cvtsi2sd, cvttsd2si, cvtss2sd, cvtsd2ss, xorps, andps

  public var info: (encoding: Encoding, text: String) {
    switch self {
    case .movRM: row(0x8B, .regRM, wide: true, "mov r64, r/m64")
    case .movMR: row(0x89, .rmReg, wide: true, "mov r/m64, r64")
    case .movMI32: row(0xC7, .rmImmediate32, digit: 0, wide: true, "mov r/m64, imm32")
    case .mov32RM: row(0x8B, .regRM, "mov r32, r/m32")
    case .mov32MR: row(0x89, .rmReg, "mov r/m32, r32")
    case .mov32MI32: row(0xC7, .rmImmediate32, digit: 0, "mov r/m32, imm32")
    case .mov16MR: row(0x89, .rmReg, prefix: 0x66, "mov r/m16, r16")
    case .mov16MI16: row(0xC7, .rmImmediate16, digit: 0, prefix: 0x66, "mov r/m16, imm16")
    case .mov8MR: row(0x88, .rmReg, byteReg: true, byteRM: true, "mov r/m8, r8")
    case .mov8MI8: row(0xC6, .rmImmediate8, digit: 0, byteRM: true, "mov r/m8, imm8")
    case .mov32OI32: row(0xB8, .opcodeImmediate32, "mov r32, imm32")
    case .movOI64: row(0xB8, .opcodeImmediate64, wide: true, "movabs r64, imm64")
    case .movzx8: row(0xB6, .regRM, escaped: true, byteRM: true, "movzx r32, r/m8")
    case .movzx16: row(0xB7, .regRM, escaped: true, "movzx r32, r/m16")
    case .movsx8: row(0xBE, .regRM, escaped: true, wide: true, byteRM: true, "movsx r64, r/m8")
    case .movsx16: row(0xBF, .regRM, escaped: true, wide: true, "movsx r64, r/m16")
    case .movsxd: row(0x63, .regRM, wide: true, "movsxd r64, r/m32")
    case .lea: row(0x8D, .regRM, wide: true, "lea r64, m")
    case .push: row(0x50, .opcode, "push r64")
    case .pop: row(0x58, .opcode, "pop r64")

    case .addRM: row(0x03, .regRM, wide: true, "add r64, r/m64")
    case .addMR: row(0x01, .rmReg, wide: true, "add r/m64, r64")
    case .addMI8: row(0x83, .rmImmediate8, digit: 0, wide: true, "add r/m64, imm8")
    case .addMI32: row(0x81, .rmImmediate32, digit: 0, wide: true, "add r/m64, imm32")
    case .orRM: row(0x0B, .regRM, wide: true, "or r64, r/m64")
    case .orMR: row(0x09, .rmReg, wide: true, "or r/m64, r64")
    case .orMI8: row(0x83, .rmImmediate8, digit: 1, wide: true, "or r/m64, imm8")
    case .orMI32: row(0x81, .rmImmediate32, digit: 1, wide: true, "or r/m64, imm32")
    case .andRM: row(0x23, .regRM, wide: true, "and r64, r/m64")
    case .andMR: row(0x21, .rmReg, wide: true, "and r/m64, r64")
    case .andMI8: row(0x83, .rmImmediate8, digit: 4, wide: true, "and r/m64, imm8")
    case .andMI32: row(0x81, .rmImmediate32, digit: 4, wide: true, "and r/m64, imm32")
    case .subRM: row(0x2B, .regRM, wide: true, "sub r64, r/m64")
    case .subMR: row(0x29, .rmReg, wide: true, "sub r/m64, r64")
    case .subMI8: row(0x83, .rmImmediate8, digit: 5, wide: true, "sub r/m64, imm8")
    case .subMI32: row(0x81, .rmImmediate32, digit: 5, wide: true, "sub r/m64, imm32")
    case .xorRM: row(0x33, .regRM, wide: true, "xor r64, r/m64")
    case .xorMR: row(0x31, .rmReg, wide: true, "xor r/m64, r64")
    case .xorMI8: row(0x83, .rmImmediate8, digit: 6, wide: true, "xor r/m64, imm8")
    case .xorMI32: row(0x81, .rmImmediate32, digit: 6, wide: true, "xor r/m64, imm32")
    case .cmpRM: row(0x3B, .regRM, wide: true, "cmp r64, r/m64")
    case .cmpMR: row(0x39, .rmReg, wide: true, "cmp r/m64, r64")
    case .cmpMI8: row(0x83, .rmImmediate8, digit: 7, wide: true, "cmp r/m64, imm8")
    case .cmpMI32: row(0x81, .rmImmediate32, digit: 7, wide: true, "cmp r/m64, imm32")
    case .add32RM: row(0x03, .regRM, "add r32, r/m32")
    case .and32MI8: row(0x83, .rmImmediate8, digit: 4, "and r/m32, imm8")
    case .xor32RM: row(0x33, .regRM, "xor r32, r/m32")
    case .cmp32RM: row(0x3B, .regRM, "cmp r32, r/m32")
    case .cmp32MI8: row(0x83, .rmImmediate8, digit: 7, "cmp r/m32, imm8")
    case .cmp32MI32: row(0x81, .rmImmediate32, digit: 7, "cmp r/m32, imm32")
    case .cmp8MI8: row(0x80, .rmImmediate8, digit: 7, byteRM: true, "cmp r/m8, imm8")
    case .cmp16MI16: row(0x81, .rmImmediate16, digit: 7, prefix: 0x66, "cmp r/m16, imm16")
    case .testMR: row(0x85, .rmReg, wide: true, "test r/m64, r64")
    case .test32MR: row(0x85, .rmReg, "test r/m32, r32")
    case .test8MI8: row(0xF6, .rmImmediate8, digit: 0, byteRM: true, "test r/m8, imm8")
    case .test32MI32: row(0xF7, .rmImmediate32, digit: 0, "test r/m32, imm32")
    case .imulRM: row(0xAF, .regRM, escaped: true, wide: true, "imul r64, r/m64")
    case .imulRMI8: row(0x6B, .regRMImmediate8, wide: true, "imul r64, r/m64, imm8")
    case .imulRMI32: row(0x69, .regRMImmediate32, wide: true, "imul r64, r/m64, imm32")
    case .notM: row(0xF7, .rm, digit: 2, wide: true, "not r/m64")
    case .negM: row(0xF7, .rm, digit: 3, wide: true, "neg r/m64")
    case .mulM: row(0xF7, .rm, digit: 4, wide: true, "mul r/m64")
    case .imulM: row(0xF7, .rm, digit: 5, wide: true, "imul r/m64")
    case .idivM: row(0xF7, .rm, digit: 7, wide: true, "idiv r/m64")
    case .div32M: row(0xF7, .rm, digit: 6, "div r/m32")
    case .cqo: row(0x99, .none, wide: true, "cqo")
    case .rolMI8: row(0xC1, .rmImmediate8, digit: 0, wide: true, "rol r/m64, imm8")
    case .rorMI8: row(0xC1, .rmImmediate8, digit: 1, wide: true, "ror r/m64, imm8")
    case .shlMI8: row(0xC1, .rmImmediate8, digit: 4, wide: true, "shl r/m64, imm8")
    case .shrMI8: row(0xC1, .rmImmediate8, digit: 5, wide: true, "shr r/m64, imm8")
    case .sarMI8: row(0xC1, .rmImmediate8, digit: 7, wide: true, "sar r/m64, imm8")
    case .shlMC: row(0xD3, .rm, digit: 4, wide: true, "shl r/m64, cl")
    case .shrMC: row(0xD3, .rm, digit: 5, wide: true, "shr r/m64, cl")
    case .sarMC: row(0xD3, .rm, digit: 7, wide: true, "sar r/m64, cl")

    case .setM: row(0x90, .rm, digit: 0, escaped: true, byteRM: true, "setcc r/m8")
    case .cmovRM: row(0x40, .regRM, escaped: true, wide: true, "cmovcc r64, r/m64")
    case .jcc8: row(0x70, .relative8, "jcc rel8")
    case .jcc32: row(0x80, .relative32, escaped: true, "jcc rel32")
    case .jmp8: row(0xEB, .relative8, "jmp rel8")
    case .jmp32: row(0xE9, .relative32, "jmp rel32")
    case .jmpM: row(0xFF, .rm, digit: 4, "jmp r/m64")
    case .call32: row(0xE8, .relative32, "call rel32")
    case .callM: row(0xFF, .rm, digit: 2, "call r/m64")
    case .leave: row(0xC9, .none, "leave")
    case .ret: row(0xC3, .none, "ret")
    case .int3: row(0xCC, .none, "int3")
    case .ud2: row(0x0B, .none, escaped: true, "ud2")
    case .rdtsc: row(0x31, .none, escaped: true, "rdtsc")

    case .movapsRM: row(0x28, .regRM, escaped: true, "movaps xmm, xmm/m128")
    case .movsdRM: row(0x10, .regRM, prefix: 0xF2, escaped: true, "movsd xmm, xmm/m64")
    case .movsdMR: row(0x11, .rmReg, prefix: 0xF2, escaped: true, "movsd xmm/m64, xmm")
    case .movssRM: row(0x10, .regRM, prefix: 0xF3, escaped: true, "movss xmm, xmm/m32")
    case .movssMR: row(0x11, .rmReg, prefix: 0xF3, escaped: true, "movss xmm/m32, xmm")
    case .movqFromGeneral: row(0x6E, .regRM, prefix: 0x66, escaped: true, wide: true, "movq xmm, r/m64")
    case .movqToGeneral: row(0x7E, .rmReg, prefix: 0x66, escaped: true, wide: true, "movq r/m64, xmm")
    case .addsd: row(0x58, .regRM, prefix: 0xF2, escaped: true, "addsd xmm, xmm/m64")
    case .subsd: row(0x5C, .regRM, prefix: 0xF2, escaped: true, "subsd xmm, xmm/m64")
    case .mulsd: row(0x59, .regRM, prefix: 0xF2, escaped: true, "mulsd xmm, xmm/m64")
    case .divsd: row(0x5E, .regRM, prefix: 0xF2, escaped: true, "divsd xmm, xmm/m64")
    case .minsd: row(0x5D, .regRM, prefix: 0xF2, escaped: true, "minsd xmm, xmm/m64")
    case .maxsd: row(0x5F, .regRM, prefix: 0xF2, escaped: true, "maxsd xmm, xmm/m64")
    case .sqrtsd: row(0x51, .regRM, prefix: 0xF2, escaped: true, "sqrtsd xmm, xmm/m64")
    case .ucomisd: row(0x2E, .regRM, prefix: 0x66, escaped: true, "ucomisd xmm, xmm/m64")
    case .cvtsi2sd: row(0x2A, .regRM, prefix: 0xF2, escaped: true, wide: true, "cvtsi2sd xmm, r/m64")
    case .cvttsd2si: row(0x2C, .regRM, prefix: 0xF2, escaped: true, wide: true, "cvttsd2si r64, xmm/m64")
    case .cvtss2sd: row(0x5A, .regRM, prefix: 0xF3, escaped: true, "cvtss2sd xmm, xmm/m32")
    case .cvtsd2ss: row(0x5A, .regRM, prefix: 0xF2, escaped: true, "cvtsd2ss xmm, xmm/m64")
    case .xorps: row(0x57, .regRM, escaped: true, "xorps xmm, xmm/m128")
    case .andps: row(0x54, .regRM, escaped: true, "andps xmm, xmm/m128")
    }
  }

  private func row(
    _ opcode: UInt8, _ form: Form, digit: UInt8 = 0, prefix: UInt8 = 0, escaped: Bool = false, wide: Bool = false,
    byteReg: Bool = false, byteRM: Bool = false, _ text: String
  ) -> (encoding: Encoding, text: String) {
    (
      Encoding(
        prefix: prefix, escaped: escaped, opcode: opcode, digit: digit, form: form, wide: wide, byteReg: byteReg,
        byteRM: byteRM), text
    )
  }

  /// The encodings of all rows, by `rawValue`. Lives for ever.
  static let encodings: UnsafePointer<Encoding> = {
    let table = UnsafeMutablePointer<Encoding>.allocate(capacity: allCases.count)
    for row in allCases { (table + Int(row.rawValue)).initialize(to: row.info.encoding) }
    return UnsafePointer(table)
  }()
}

/// The operations of the arithmetic group, each with its four rows.
public enum Arithmetic: UInt8, CaseIterable, Sendable {
  case add, or, and, sub, xor, cmp

  @inlinable @inline(__always) var firstRow: UInt8 { Row.addRM.rawValue &+ 4 &* rawValue }
  @inlinable public var rm: Row { Row(rawValue: firstRow).unsafelyUnwrapped }
  @inlinable public var mr: Row { Row(rawValue: firstRow + 1).unsafelyUnwrapped }
  @inlinable public var immediate8: Row { Row(rawValue: firstRow + 2).unsafelyUnwrapped }
  @inlinable public var immediate32: Row { Row(rawValue: firstRow + 3).unsafelyUnwrapped }
}
