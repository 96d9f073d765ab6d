// Operations without effects: entry values, floats, conditions, raw words; ints are in Lowering+Ints.swift.
import TraceIR
import X64

extension Lowering {
  mutating func lowerPure() throws {
    guard current.result != nil else { return }
    switch instruction.operation {
    case .slot: assembler.emit(.movRM, result, Memory(Machine.window, Int32(8 * instruction.immediate)))
    // In its place from the start.
    case .inherit: break
    case .rootFunction:
      assembler.emit(.movRM, result, NativeFrame.root)
      assembler.emit(.movRM, result, Memory(result, Offset.frameFunction))
    case .framePointer: assembler.emit(.movRM, result, NativeFrame.root)

    case .intToFloat:
      assembler.emit(.movRM, Machine.scratch, a)
      assembler.emit(.sarMI8, Machine.scratch, 2)
      // The conversion writes the low half only; without this it would wait for the register's old contents.
      assembler.emit(.xorps, result, result)
      assembler.emit(.cvtsi2sd, result, Machine.scratch)
    case .floatAdd: float(.addsd)
    case .floatSubtract: float(.subsd)
    case .floatMultiply: float(.mulsd)
    case .floatDivide: float(.divsd)
    // Both give their second operand for two zeros and when there is a nan.
    case .floatMinimum: float(.minsd)
    case .floatMaximum: float(.maxsd)
    case .floatNegate:
      moveToResult()
      assembler.emit(.xorps, result, assembler.mask(1 << 63))
    case .floatAbsolute:
      moveToResult()
      assembler.emit(.andps, result, assembler.mask(~(1 << 63)))
    case .floatSquareRoot: emit(.sqrtsd, result, operand(current.a))

    case .intLess, .intLessEqual, .intEqual, .intNotEqual, .intBelow, .floatLess, .floatLessEqual, .floatEqual,
      .floatNotEqual, .same, .different, .rawEqual, .rawBelow:
      materialize(compare(instruction.operation))
    case .not:
      moveToResult()
      assembler.emit(.xor, result, 1)
    case .conditionToValue: assembler.emit(.lea, result, Memory(index: a, shift: 3, Word.falseValue))
    case .conditionToInt: assembler.emit(.lea, result, Memory(index: a, shift: 2))

    case .rawAdd: addOrLea()
    case .rawSubtract: subtractOrLea()
    case .rawMultiply:
      moveToResult()
      if case .constant(let factor) = operand(current.b) {
        assembler.emit(.imulRM, result, assembler.constant(factor.bits))
      } else {
        emit(.imulRM, result, operand(current.b))
      }
    case .rawAnd:
      moveToResult()
      emit(.and, result, operand(current.b))
    case .rawOr:
      moveToResult()
      emit(.or, result, operand(current.b))
    case .rawXor:
      moveToResult()
      emit(.xor, result, operand(current.b))
    case .rawShiftRight:
      moveToResult()
      assembler.emit(.shrMI8, result, instruction.immediate)
    case .rawToInt:
      moveToResult()
      assembler.emit(.shlMI8, result, 2)
    case .intToRaw:
      moveToResult()
      assembler.emit(.sarMI8, result, 2)
    default: try lowerIntPure()
    }
  }

  private mutating func float(_ row: Row) {
    moveToResult()
    emit(row, result, operand(current.b))
  }

  // MARK: Allocation

  mutating func lowerAllocation() {
    switch instruction.operation {
    case .new: allocate(UInt64(bitPattern: instruction.immediate), result)
    case .makeRoom: makeRoom()
    default: boxFloat()
    }
  }

  private mutating func boxFloat() {
    // rotl(bits, 4) - 1 has bit 1 set where a double fits a word.
    assembler.emit(.movqToGeneral, result, a)
    assembler.emit(.rolMI8, result, 4)
    assembler.emit(.sub, result, 1)
    assembler.emit(.test8MI8, result, 2)
    slowPath(.boxFloat(source: a, result: result), when: .equal)
  }

  /// Compares with the capacity, word 1 of the storage; the int 0 is no storage.
  private mutating func makeRoom() {
    moveToResult()
    let path = SlowPath(
      kind: .makeRoom(storage: result, count: b), start: assembler.makeLabel(), back: assembler.makeLabel(),
      point: instruction.point)
    if trace.type(of: instruction.a) != .object {
      assembler.emit(.test8MI8, result, 1)
      assembler.jump(.equal, path.start)
    }
    assembler.emit(.cmpRM, b, Memory(result, 7))
    assembler.jump(.notLess, path.start)
    slowPaths.append(path)
    assembler.bind(path.back)
  }

  /// Moves the thread's cursor over the object's words, an even number.
  private mutating func allocate(_ header: UInt64, _ result: Register) {
    let bytes = Int32(truncatingIfNeeded: ((header >> 48) + 1) & ~1) * 8
    let cursor = Memory(Machine.thread, Offset.allocationCursor)
    let path = SlowPath(
      kind: .allocate(header: header, result: result), start: assembler.makeLabel(), back: assembler.makeLabel(),
      point: instruction.point)
    assembler.emit(.movRM, result, cursor)
    assembler.emit(.lea, Machine.scratch, Memory(result, bytes))
    assembler.emit(.cmpRM, Machine.scratch, Memory(Machine.thread, Offset.allocationLimit))
    assembler.jump(.above, path.start)
    assembler.emit(.movMR, Machine.scratch, cursor)
    slowPaths.append(path)
    assembler.bind(path.back)
    assembler.emitConstant(Machine.scratch, header)
    assembler.emit(.movMR, Machine.scratch, Memory(result))
    assembler.emit(.add, result, 1)
  }
}
