// Text listing of compiled code, for `run --disassemble` and for tests: one line an instruction with its offset in
// words, source line, opcode and operands; registers of variables by name; jump targets as offsets; then the exception
// table, then the listings of inner code objects.

import Syntax

public struct Disassembler {
  private let code: CompiledCode
  private var output = ""

  /// The listing of `code` and of all code objects inside.
  public static func listing(of code: CompiledCode) -> String {
    var disassembler = Disassembler(code: code)
    disassembler.write()
    return disassembler.output
  }

  private init(code: CompiledCode) { self.code = code }

  private mutating func write() {
    output += "code \(code.qualifiedName) (\(code.filename):\(code.firstLine)), \(code.registerCount) registers\n"
    var offset = 0
    var line: UInt32 = 0
    var positions = code.positions[...]
    while offset < code.instructions.count {
      var current = line
      while let next = positions.first, Int(next.start) <= offset {
        current = next.line
        positions = positions.dropFirst()
      }
      let shown = current == line && offset > 0 ? "" : String(current)
      line = current
      let instruction = DecodedInstruction(code.instructions[offset], at: offset)
      let operands = text(of: instruction)
      output += "\(pad(shown, 5)) \(pad(String(offset), 5))  \(instruction.op)"
      output += operands.isEmpty ? "\n" : " \(operands)\n"
      offset = instruction.end
    }
    for handler in code.handlers {
      output += "      \(handler.start)..<\(handler.end) → \(handler.target), \(register(Int(handler.register)))\n"
    }
    for case .code(let inner) in code.constants { output += "\n" + Disassembler.listing(of: inner) }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }

  private func register(_ number: Int) -> String {
    if number < code.localNames.count { return code.localNames[number] }
    if let position = code.cellRegisters.firstIndex(of: number) {
      return "cell " + (code.cellNames + code.freeNames)[position]
    }
    return "r\(number)"
  }

  private func constant(_ index: Int) -> String {
    index < code.constants.count ? Disassembler.text(of: code.constants[index]) : "constant \(index)?"
  }

  private func text(of instruction: DecodedInstruction) -> String {
    let info = instruction.op.info
    let operands = [(info.a, instruction.a), (info.b, instruction.b), (info.c, instruction.c)]
    return operands.compactMap { text(of: $0.1, $0.0, instruction) }.joined(separator: ", ")
  }

  private func text(of operand: Int, _ kind: OperandKind, _ instruction: DecodedInstruction) -> String? {
    switch kind {
    case .none: nil
    case .read, .write, .modify: register(operand)
    case .readTwo, .writeTwo, .readMany, .writeMany: register(operand) + "…"
    case .constant: constant(operand)
    case .immediate: String(Int16(truncatingIfNeeded: operand))
    case .count: String(operand)
    case .jump, .wideJump: "→ \(instruction.target!)"
    case .wide: String(instruction.wide)
    case .special: Special(index: Int(operand))?.text ?? "special \(operand)?"
    case .split: "\(operand & 255) * \(operand >> 8)"
    case .format:
      (operand & 255 == 0 ? "-" : "!" + String(UnicodeScalar(UInt8(operand & 255))))
        + (operand & 256 != 0 ? " spec" : "")
    case .functionFlags:
      operand == 0
        ? nil
        : [(1, "defaults"), (2, "keyword defaults"), (4, "annotations"), (8, "closure")]
          .filter { operand & $0.0 != 0 }.map(\.1).joined(separator: " ")
    }
  }

  // MARK: Constants

  /// A constant as Python writes it.
  static func text(of constant: Constant) -> String {
    switch constant {
    case .none: "None"
    case .true: "True"
    case .false: "False"
    case .ellipsis: "..."
    case .int(let number): String(number)
    case .bigInt(let digits): digits
    case .float(let bits): text(of: Double(bitPattern: bits))
    case .imaginary(let bits): imaginary(Double(bitPattern: bits))
    case .string(let utf8): quoted(utf8, isText: true)
    case .bytes(let bytes): "b" + quoted(bytes, isText: false)
    case .tuple(let items):
      "(" + items.map(text).joined(separator: ", ") + (items.count == 1 ? ",)" : ")")
    case .frozenSet(let items): "frozenset({" + items.map(text).joined(separator: ", ") + "})"
    case .code(let code): "<code \(code.qualifiedName)>"
    }
  }

  private static func text(of number: Double) -> String {
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    return "\(number)"
  }

  private static func imaginary(_ number: Double) -> String {
    let text = text(of: number)
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + "j"
  }

  private static func quoted(_ utf8: [UInt8], isText: Bool) -> String {
    let single = UInt8(ascii: "'")
    let quote = utf8.contains(single) && !utf8.contains(UInt8(ascii: "\"")) ? UInt8(ascii: "\"") : single
    var result = [quote]
    for byte in utf8 {
      let isPrintable = byte >= 0x20 && byte < 0x7F || isText && byte >= 0x80
      switch byte {
      case quote, UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): result += Array("\\n".utf8)
      case UInt8(ascii: "\r"): result += Array("\\r".utf8)
      case UInt8(ascii: "\t"): result += Array("\\t".utf8)
      case _ where !isPrintable:
        let digits = Array("0123456789abcdef".utf8)
        result += Array("\\x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: result.append(byte)
      }
    }
    return String(decoding: result + [quote], as: UTF8.self)
  }
}

/// An instruction word taken apart.
public struct DecodedInstruction {
  public let op: Op
  public let a: Int
  public let b: Int
  public let c: Int
  /// Signed 32 bits of b and c.
  public let wide: Int
  /// Offset of the next instruction, behind the cache words.
  public let end: Int

  public init(_ word: UInt64, at offset: Int) {
    op = Op(rawValue: UInt8(truncatingIfNeeded: word))!
    a = Int(word >> 16 & 0xFFFF)
    b = Int(word >> 32 & 0xFFFF)
    c = Int(word >> 48 & 0xFFFF)
    wide = Int(Int32(truncatingIfNeeded: word >> 32))
    end = offset + 1 + op.info.cacheWords
  }

  /// Where it may jump to.
  public var target: Int? {
    let info = op.info
    if info.b == .wideJump { return end + wide }
    return info.c == .jump ? end + Int(Int16(truncatingIfNeeded: c)) : nil
  }
}
