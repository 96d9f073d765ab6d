// Every row of the encoder, with many operands, read back by a disassembler (libzydis) and compared with the row's text.
import CZydis
import Testing
import X64

/// Writes the width of every memory operand.
private func formatter() -> ZydisFormatter {
  var formatter = ZydisFormatter()
  ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL)
  ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_FORCE_SIZE, 1)
  return formatter
}

/// The instructions in `bytes` as a disassembler writes them, addresses as distances from the start.
func disassemble(_ bytes: [UInt8]) -> [String] {
  var lines: [String] = []
  var offset = 0
  var formatter = formatter()
  while offset < bytes.count {
    var instruction = ZydisDisassembledInstruction()
    let status = bytes.withUnsafeBytes { raw in
      ZydisDisassembleIntel(
        ZYDIS_MACHINE_MODE_LONG_64, UInt64(offset), raw.baseAddress! + offset, bytes.count - offset, &instruction)
    }
    guard status & 0x8000_0000 == 0 else {
      lines.append("unreadable at \(offset)")
      return lines
    }
    var text = [CChar](repeating: 0, count: 128)
    withUnsafePointer(to: &instruction.operands) { operands in
      _ = operands.withMemoryRebound(to: ZydisDecodedOperand.self, capacity: 10) {
        ZydisFormatterFormatInstruction(
          &formatter, &instruction.info, $0, instruction.info.operand_count_visible, &text, 128, UInt64(offset), nil)
      }
    }
    lines.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    offset += Int(instruction.info.length)
  }
  return lines
}

private let general64 = [
  "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
]
private let general32 = general64.map { $0.count == 2 || $0.last!.isNumber ? $0 + "d" : "e" + $0.dropFirst() }
private let general16 = general64.map { $0.count == 2 || $0.last!.isNumber ? $0 + "w" : String($0.dropFirst()) }
private let general8 = [
  "al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", "r8b", "r9b", "r10b", "r11b", "r12b", "r13b", "r14b", "r15b",
]

/// The name of a register as an operand of the class that the row's text names.
private func name(_ register: Register, as operand: String) -> String {
  let code = Int(register.code)
  switch operand {
  case let text where text.hasPrefix("xmm"): return "xmm\(code)"
  case "r64", "r/m64": return general64[code]
  case "r32", "r/m32": return general32[code]
  case "r16", "r/m16": return general16[code]
  default: return general8[code]
  }
}

private func memoryText(_ memory: Memory, as operand: String) -> String {
  let widths = ["64": "qword ptr ", "32": "dword ptr ", "16": "word ptr ", "m8": "byte ptr ", "28": "xmmword ptr "]
  let width = operand == "m" ? "" : widths[String(operand.suffix(2))]!
  var text = ""
  if memory.base < 16 { text = general64[Int(memory.base)] }
  if memory.index < 16 {
    text += (text.isEmpty ? "" : "+") + general64[Int(memory.index)] + "*\(1 << memory.shift)"
  }
  let displacement = Int64(memory.displacement)
  let digits = String(displacement.magnitude, radix: 16, uppercase: true)
  if text.isEmpty {
    text = "0x" + String(format16(UInt64(bitPattern: displacement)))
  } else if displacement != 0 {
    text += (displacement < 0 ? "-" : "+") + "0x" + (digits.count == 1 ? "0" : "") + digits
  }
  return width + "[" + text + "]"
}
private func format16(_ value: UInt64) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// Makes texts comparable: no leading zeros in numbers, one name for equal things.
private func normal(_ text: String) -> String {
  var result = ""
  var rest = Substring(text.lowercased())
  while let range = rest.firstRange(of: "0x") {
    result += rest[..<range.lowerBound]
    let digits = rest[range.upperBound...].prefix { $0.isHexDigit }
    result += "0x" + (UInt64(digits, radix: 16).map { String($0, radix: 16) } ?? String(digits))
    rest = rest[range.upperBound...].dropFirst(digits.count)
  }
  result += rest
  return result.replacing("*1]", with: "]").replacing("*1+", with: "+").replacing("*1-", with: "-")
}

private let registers: [UInt8] = Array(0..<16)
private let memories: [Memory] = {
  var all: [Memory] = []
  for base in registers {
    for displacement: Int32 in [0, 1, -1, 127, -128, 128, -129, 0x1234_5678, .min] {
      all.append(Memory(.general(base), displacement))
    }
    for index in registers where index != 4 {
      let displacement: Int32 = [0, 16, -4096][Int(base + index) % 3]
      all.append(Memory(.general(base), .general(index), shift: (base ^ index) & 3, displacement))
    }
  }
  for index in registers where index != 4 {
    all.append(Memory(index: .general(index), shift: 3, 0x45))
    all.append(Memory(index: .general(index), shift: 1, -0x12345))
  }
  all.append(Memory(absolute: 0x7FFF_FFF8))
  all.append(Memory(absolute: -4096))
  return all
}()

@Suite struct EncodingTests {
  /// Emits one instruction and compares it with what the row's text and the operands say.
  private func check(
    _ row: Row, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ emit: (inout Assembler) -> Void
  ) {
    var assembler = Assembler(capacity: 64)
    emit(&assembler)
    let lines = disassemble(Array(assembler.bytes))
    #expect(lines.map(normal) == [normal(expected)], "\(row)", sourceLocation: sourceLocation)
  }

  private func register(_ code: UInt8, as operand: String) -> Register {
    operand.hasPrefix("xmm") ? .vector(code) : .general(code)
  }

  @Test(arguments: Row.allCases.filter { [.regRM, .rmReg].contains($0.info.encoding.form) })
  func twoOperands(_ row: Row) {
    let text = row == .cmovRM ? "cmovo r64, r/m64" : row.info.text
    let mnemonic = text.prefix { $0 != " " }
    let operands = String(text.dropFirst(mnemonic.count + 1)).split(separator: ",").map {
      String($0).replacing(" ", with: "")
    }
    let (first, second) = (operands[0], operands[1])
    for destination in registers where second != "m" {
      for source in registers {
        let (a, b) = (register(destination, as: first), register(source, as: second))
        check(row, "\(mnemonic) \(name(a, as: first)), \(name(b, as: second))") { $0.emit(row, a, b) }
      }
    }
    let isLoad = row.info.encoding.form == .regRM
    for (number, memory) in memories.enumerated() {
      let code = UInt8(number % 16)
      let operand = register(code, as: isLoad ? first : second)
      let inMemory = memoryText(memory, as: memoryOperand(isLoad ? second : first))
      let names = isLoad ? [name(operand, as: first), inMemory] : [inMemory, name(operand, as: second)]
      check(row, "\(mnemonic) \(names[0]), \(names[1])") { $0.emit(row, operand, memory) }
    }
  }

  /// "xmm/m64" as "r/m64".
  private func memoryOperand(_ operand: String) -> String { operand.replacing("xmm/m", with: "r/m") }

  @Test(arguments: Row.allCases.filter { $0.info.encoding.form == .rm && $0 != .setM })
  func oneOperand(_ row: Row) {
    let parts = row.info.text.split(separator: " ", maxSplits: 1)
    let operand = parts[1].prefix { $0 != "," }
    let rest = parts[1].dropFirst(operand.count)
    for code in registers {
      check(row, "\(parts[0]) \(name(.general(code), as: String(operand)))\(rest)") { $0.emit(row, .general(code)) }
    }
    for memory in memories {
      check(row, "\(parts[0]) \(memoryText(memory, as: String(operand)))\(rest)") { $0.emit(row, memory) }
    }
  }

  @Test(
    arguments: Row.allCases.filter {
      [.rmImmediate8, .rmImmediate16, .rmImmediate32].contains($0.info.encoding.form)
    })
  func immediates(_ row: Row) {
    let parts = row.info.text.split(separator: " ", maxSplits: 1)
    let operand = String(parts[1].prefix { $0 != "," })
    let bits = operand.hasSuffix("64") ? 64 : operand.hasSuffix("32") ? 32 : operand.hasSuffix("16") ? 16 : 8
    let isShift = ["rol", "ror", "shl", "shr", "sar"].contains(parts[0])
    let values: [Int64]
    switch row.info.encoding.form {
    case .rmImmediate8: values = isShift ? [1, 2, 31, 63] : [0, 1, 3, 127, -1, -4, -128]
    case .rmImmediate16: values = [0, 300, 0x7FFF, -1, -300]
    default: values = [0, 1, 1000, 0x7FFF_FFFF, -1, -0x8000_0000]
    }
    for value in values {
      let shown =
        isShift || value >= 0 ? UInt64(value) : (UInt64(bitPattern: value) << UInt64(64 - bits)) >> UInt64(64 - bits)
      let signed = "0x" + String(shown, radix: 16)
      for code in registers {
        check(row, "\(parts[0]) \(name(.general(code), as: operand)), \(signed)") {
          $0.emit(row, .general(code), value)
        }
      }
      for memory in memories {
        check(row, "\(parts[0]) \(memoryText(memory, as: operand)), \(signed)") { $0.emit(row, memory, value) }
      }
    }
  }

  @Test func multiplicationByConstants() {
    for destination in registers {
      for source in registers {
        let names = "\(general64[Int(destination)]), \(general64[Int(source)])"
        check(.imulRMI8, "imul \(names), 0x7") { $0.emit(.imulRMI8, .general(destination), .general(source), 7) }
        check(.imulRMI32, "imul \(names), 0x12345") {
          $0.emit(.imulRMI32, .general(destination), .general(source), 0x12345)
        }
      }
    }
  }

  @Test func constants() {
    let cases: [(UInt64, (Int) -> String)] = [
      (0, { "xor \(general32[$0]), \(general32[$0])" }), (1, { "mov \(general32[$0]), 0x1" }),
      (0xFFFF_FFFF, { "mov \(general32[$0]), 0xffffffff" }),
      (UInt64(bitPattern: -5), { "mov \(general64[$0]), 0xfffffffffffffffb" }),
      (0x1234_5678_9ABC_DEF0, { "mov \(general64[$0]), 0x123456789abcdef0" }),
    ]
    for (bits, expected) in cases {
      for code in registers {
        check(.movOI64, expected(Int(code))) { $0.emitConstant(.general(code), bits) }
      }
    }
    for code in registers {
      check(.mov32OI32, "mov \(general32[Int(code)]), 0x0") {
        $0.emitConstant(.general(code), 0, mayChangeFlags: false)
      }
      check(.push, "push \(general64[Int(code)])") { $0.emit(.push, .general(code)) }
      check(.pop, "pop \(general64[Int(code)])") { $0.emit(.pop, .general(code)) }
    }
  }

  @Test func withoutOperands() {
    for row in [Row.cqo, .leave, .ret, .int3, .ud2] { check(row, row.info.text) { $0.emit(row) } }
  }

  @Test(arguments: Arithmetic.allCases)
  func shortestArithmetic(_ operation: Arithmetic) {
    for (value, text, length) in [(Int32(-1), "0xffffffffffffffff", 4), (127, "0x7f", 4), (128, "0x80", 7)] {
      var assembler = Assembler(capacity: 64)
      assembler.emit(operation, .r9, value)
      #expect(assembler.offset == length)
      #expect(disassemble(Array(assembler.bytes)).map(normal) == ["\(operation) r9, \(text)"])
      check(operation.rm, "\(operation) qword ptr [rbx+0x8], \(text)") { $0.emit(operation, Memory(.rbx, 8), value) }
    }
    check(operation.rm, "\(operation) rax, r15") { $0.emit(operation.rm, .rax, .r15) }
    check(operation.mr, "\(operation) qword ptr [rax], r15") { $0.emit(operation.mr, .r15, Memory(.rax)) }
  }

  @Test(arguments: Condition.allCases)
  func conditions(_ condition: Condition) {
    let suffix = [
      "o", "no", "b", "nb", "z", "nz", "be", "nbe", "s", "ns", "p", "np", "l", "nl", "le", "nle",
    ][Int(condition.rawValue)]
    #expect(condition.opposite.opposite == condition && condition.opposite != condition)
    #expect(condition.swapped.swapped == condition)
    for code in registers {
      check(.setM, "set\(suffix) \(general8[Int(code)])") { $0.emitSet(condition, .general(code)) }
      check(.cmovRM, "cmov\(suffix) \(general64[Int(code)]), r10") { $0.emitMove(condition, .general(code), .r10) }
    }
    var assembler = Assembler(capacity: 64)
    let (back, forward) = (assembler.makeLabel(), assembler.makeLabel())
    assembler.bind(back)
    assembler.jump(condition, forward)
    assembler.jump(condition, back)
    let short = assembler.jumpShort(condition)
    assembler.emit(.ret)
    assembler.bindShort(short)
    assembler.bind(forward)
    assembler.finish()
    #expect(
      disassemble(Array(assembler.bytes)).map(normal) == [
        "j\(suffix) 0xb", "j\(suffix) 0x0", "j\(suffix) 0xb", "ret",
      ])
  }

  @Test func jumpsOverDistances() {
    for padding in [0, 1, 100, 124, 125, 126, 127, 128, 129, 1000] {
      var assembler = Assembler(capacity: 64)
      let label = assembler.makeLabel()
      assembler.bind(label)
      for _ in 0..<padding { assembler.emit(.ret) }
      assembler.jump(label)
      let start = assembler.offset
      assembler.jump(.equal, label)
      assembler.finish()
      let lines = disassemble(Array(assembler.bytes)).suffix(2).map(normal)
      #expect(lines == ["jmp 0x0", "jz 0x0"])
      #expect(start - padding == (padding + 2 <= 128 ? 2 : 5))
    }
  }

  @Test func poolAndRelocations() throws {
    var assembler = Assembler(capacity: 64)
    let word = assembler.constant(0x0102_0304_0506_0708)
    let mask = assembler.mask(1 << 63)
    #expect(assembler.constant(0x0102_0304_0506_0708) == word)
    assembler.emit(.addsd, .xmm0, word)
    assembler.emit(.xorps, .xmm15, mask)
    assembler.emit(.cmpMI8, word, 5)
    assembler.emit(.call32, to: 0x1234)
    let relocation = try #require(assembler.relocations.first)
    #expect(relocation.target == 0x1234 && Int(relocation.offset) == assembler.offset - 4)
    let end = assembler.offset
    assembler.finish()
    let bytes = Array(assembler.bytes)
    let lines = disassemble(Array(bytes[..<end])).map(normal)
    func read(_ line: String) -> Int { Int(line.split(separator: "0x")[1].prefix { $0.isHexDigit }, radix: 16)! }
    #expect(bytes[read(lines[0])..<read(lines[0]) + 8] == [8, 7, 6, 5, 4, 3, 2, 1])
    #expect(
      read(lines[1]) % 16 == 0
        && bytes[read(lines[1])..<read(lines[1]) + 16] == [0, 0, 0, 0, 0, 0, 0, 128] + Array(repeating: 0, count: 8))
    #expect(read(lines[2]) == read(lines[0]))
  }

  @Test func alignmentIsFilled() {
    for count in 0..<16 {
      var assembler = Assembler(capacity: 64)
      for _ in 0..<count { assembler.emit(.ret) }
      assembler.align(16)
      #expect(assembler.offset % 16 == 0)
      for line in disassemble(Array(assembler.bytes)).dropFirst(count) {
        #expect(line.hasPrefix("nop") || line == "xchg ax, ax")
      }
    }
  }

  @Test func growsWithoutLoss() {
    var assembler = Assembler(capacity: 64)
    for number in 0..<10_000 { assembler.emit(.mov32OI32, .rax, Int64(number)) }
    let bytes = Array(assembler.bytes)
    #expect(bytes.count == 50_000)
    for number in 0..<10_000 {
      #expect(Int(bytes[5 * number + 1]) | Int(bytes[5 * number + 2]) << 8 == number)
    }
  }
}
