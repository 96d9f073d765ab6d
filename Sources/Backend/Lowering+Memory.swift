// Loads and stores. A base is an object (its address plus 1) or a raw address; indices are tagged ints, four times the number.
import TraceIR
import X64

extension Lowering {
  mutating func lowerMemory() throws {
    switch instruction.operation {
    case .load: try loadWord(at: memory(offset: instruction.immediate))
    case .loadElement: try loadWord(at: elementMemory())
    case .store: storeWord(current.b, at: try memory(offset: instruction.immediate))
    case .storeElement: storeWord(current.c, at: try elementMemory())
    case .loadPacked: try loadPacked()
    case .storePacked: try storePacked()
    case .setShape:
      assembler.emit(.mov32MI32, Memory(a, -1), Int64(Int32(truncatingIfNeeded: instruction.immediate)))
    default: throw AbortReason.invalidTrace
    }
  }

  // MARK: Addresses

  private func displacement(_ offset: Int64) throws -> Int32 {
    let tag: Int64 = trace.type(of: instruction.a) == .raw ? 0 : 1
    guard let short = Int32(exactly: offset - tag) else { throw AbortReason.invalidTrace }
    return short
  }

  private func memory(offset: Int64) throws -> Memory { Memory(a, try displacement(offset)) }

  /// The word with number b.
  private func elementMemory() throws -> Memory {
    if case .constant(let number) = operand(current.b) {
      return try memory(offset: instruction.immediate + 8 * Int64(number.int))
    }
    return Memory(a, b, shift: 1, try displacement(instruction.immediate))
  }

  /// Number b of the packed numbers; `scratch` may be used for the index.
  private mutating func packedMemory(_ packing: Packing, _ scratch: Register) throws -> Memory {
    let width = packing.element.width
    if case .constant(let number) = operand(current.b) {
      return try memory(offset: Int64(packing.offset + width * number.int))
    }
    let offset = try displacement(Int64(packing.offset))
    if width >= 4 { return Memory(a, b, shift: width == 8 ? 1 : 0, offset) }
    assembler.emit(.movRM, scratch, b)
    assembler.emit(.sarMI8, scratch, width == 2 ? 1 : 2)
    return Memory(a, scratch, offset)
  }

  // MARK: Words

  private mutating func loadWord(at memory: Memory) throws {
    guard let result = current.result else { return }
    assembler.emit(result.isVector ? .movsdRM : .movRM, result, memory)
  }

  private mutating func storeWord(_ place: Place, at memory: Memory) {
    switch operand(place) {
    case .constant(let constant): assembler.emit(.movMI32, memory, Int64(immediate(constant)!))
    case .register(let register): assembler.emit(register.isVector ? .movsdMR : .movMR, register, memory)
    case .memory(let slot):
      assembler.emit(.movRM, Machine.scratch, slot)
      assembler.emit(.movMR, Machine.scratch, memory)
    }
  }

  // MARK: Packed numbers

  private mutating func loadPacked() throws {
    guard let result = current.result else { return }
    let packing = Packing(immediate: instruction.immediate)
    let memory = try packedMemory(packing, Machine.scratch)
    switch packing.element {
    case .int8: assembler.emit(.movsx8, result, memory)
    case .uint8: assembler.emit(.movzx8, result, memory)
    case .int16: assembler.emit(.movsx16, result, memory)
    case .uint16: assembler.emit(.movzx16, result, memory)
    case .int32: assembler.emit(.movsxd, result, memory)
    case .uint32: assembler.emit(.mov32RM, result, memory)
    case .int64: return assembler.emit(.movRM, result, memory)
    case .float64: return assembler.emit(.movsdRM, result, memory)
    case .float32:
      // Zero first, as the conversion keeps the upper half.
      assembler.emit(.xorps, result, result)
      return assembler.emit(.cvtss2sd, result, memory)
    }
    assembler.emit(.shlMI8, result, 2)
  }

  private mutating func storePacked() throws {
    let packing = Packing(immediate: instruction.immediate)
    let memory = try packedMemory(packing, current.temporary!)
    let source = operand(current.c)
    switch packing.element {
    case .float64: storeWord(current.c, at: memory)
    case .float32:
      assembler.emit(.xorps, Machine.vectorScratch, Machine.vectorScratch)
      emit(.cvtsd2ss, Machine.vectorScratch, source)
      assembler.emit(.movssMR, Machine.vectorScratch, memory)
    case .int64: storeWord(current.c, at: memory)
    default:
      if case .constant(let number) = source {
        assembler.emitConstant(Machine.scratch, UInt64(bitPattern: Int64(number.int)))
      } else {
        move(Machine.scratch, source)
        assembler.emit(.sarMI8, Machine.scratch, 2)
      }
      let row: Row = [1: .mov8MR, 2: .mov16MR, 4: .mov32MR][packing.element.width]!
      assembler.emit(row, Machine.scratch, memory)
    }
  }
}
