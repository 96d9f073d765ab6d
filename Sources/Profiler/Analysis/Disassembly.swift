// Machine code of a trace as text, one instruction a line (Zydis, Intel syntax). Code comes first, then the pool of constants
// that it reads relative to its own address; bytes that are no instruction are shown as bytes, so any bytes can be given.

import CZydis

/// An instruction, or a word of data behind the code.
public struct MachineInstruction: Equatable, Sendable {
  /// Bytes from the start of the trace's code; jumps name their targets in the same way.
  public let offset: Int
  public let length: Int
  public let text: String
}

enum Disassembly {
  private static let textCapacity = 160

  static func instructions(of code: [UInt8]) -> [MachineInstruction] {
    var formatter = ZydisFormatter()
    ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL)
    // Numbers as short as they are: there is little room beside the operations.
    for property in [
      ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE,
      ZYDIS_FORMATTER_PROP_ADDR_PADDING_RELATIVE, ZYDIS_FORMATTER_PROP_DISP_PADDING, ZYDIS_FORMATTER_PROP_IMM_PADDING,
    ] {
      ZydisFormatterSetProperty(&formatter, property, 0)
    }
    var result: [MachineInstruction] = []
    var offset = 0
    var pool = code.count
    while offset < code.count {
      if offset >= pool {
        let word = code[offset..<min(offset + 8, code.count)]
        result.append(data(word, at: offset))
        offset += word.count
        continue
      }
      guard let (instruction, target) = decode(code, offset, &formatter) else {
        result.append(data(code[offset..<offset + 1], at: offset))
        offset += 1
        continue
      }
      if let target, target > offset { pool = min(pool, target) }
      result.append(instruction)
      offset += instruction.length
    }
    return result
  }

  /// The instruction at `offset`, and the offset of the memory that it reads relative to its own address, if it does.
  private static func decode(
    _ code: [UInt8], _ offset: Int, _ formatter: inout ZydisFormatter
  ) -> (instruction: MachineInstruction, target: Int?)? {
    var decoded = ZydisDisassembledInstruction()
    let status = code.withUnsafeBytes { bytes in
      ZydisDisassembleIntel(
        ZYDIS_MACHINE_MODE_LONG_64, UInt64(offset), bytes.baseAddress! + offset, code.count - offset, &decoded)
    }
    guard status & 0x8000_0000 == 0, decoded.info.length > 0 else { return nil }
    let visible = decoded.info.operand_count_visible
    var text = [CChar](repeating: 0, count: textCapacity)
    var target: Int?
    withUnsafePointer(to: &decoded.operands) { operands in
      // Safety: the tuple of ten operands is imported field by field, without gaps; the text ends within its capacity.
      operands.withMemoryRebound(to: ZydisDecodedOperand.self, capacity: 10) { operands in
        _ = ZydisFormatterFormatInstruction(
          &formatter, &decoded.info, operands, visible, &text, ZyanUSize(textCapacity), UInt64(offset), nil)
        for operand in UnsafeBufferPointer(start: operands, count: Int(visible))
        where operand.type == ZYDIS_OPERAND_TYPE_MEMORY && operand.mem.base == ZYDIS_REGISTER_RIP {
          target = offset + Int(decoded.info.length) + Int(operand.mem.disp.value)
        }
      }
    }
    return (
      MachineInstruction(
        offset: offset, length: Int(decoded.info.length),
        text: String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)), target
    )
  }

  private static func data(_ bytes: ArraySlice<UInt8>, at offset: Int) -> MachineInstruction {
    // The first byte is the lowest.
    let digits = bytes.reversed().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let directive = bytes.count == 8 ? "dq 0x" : bytes.count == 1 ? "db 0x" : "data 0x"
    return MachineInstruction(offset: offset, length: bytes.count, text: directive + digits)
  }
}
