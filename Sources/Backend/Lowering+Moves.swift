// Moves that happen at one moment, one after the other: a move waits until nobody needs its destination any more; a
// circle is opened by parking one value in a scratch register.
import TraceIR
import X64

extension Lowering {
  /// A register (its number) or spill slot (64 + its number); -1 for a constant.
  private func location(_ place: Place) -> Int32 {
    if let value = place.slotValue { return 64 + Int32(allocation.slot[value]) }
    return place.constantIndex != nil ? -1 : place.code
  }

  /// Everything that has to move before the current instruction.
  mutating func emitEdits() {
    var index = Int(current.firstEdit)
    let end = index + Int(current.editCount)
    while index < end {
      var last = index + 1
      while last < end && allocation.edits[last].isParallel { last += 1 }
      if last == index + 1 {
        emit(allocation.edits[index])
      } else {
        emitParallel(index..<last)
      }
      index = last
    }
  }

  private mutating func emit(_ edit: Edit) {
    emitMove(location(edit.destination), from: location(edit.source), constant: edit.source, parking: nil)
  }

  private mutating func emitParallel(_ range: Range<Int>) {
    var pending: [(destination: Int32, source: Int32)] = []
    for index in range {
      let edit = allocation.edits[index]
      let move = (location(edit.destination), location(edit.source))
      if move.1 >= 0 && move.0 != move.1 { pending.append(move) }
    }
    var parking: Register?
    while !pending.isEmpty {
      if let ready = pending.firstIndex(where: { move in !pending.contains { $0.source == move.destination } }) {
        let move = pending.remove(at: ready)
        emitMove(move.destination, from: move.source, constant: .none, parking: parking)
        if let parked = parking, move.source == Int32(parked.number) { parking = nil }
      } else {
        // All that is left are circles: a slot among them tells its class by the register beside it, or does not care.
        let source = pending[0].source
        let isVector = source >= 16 && source < 64 || pending[0].destination >= 16 && pending[0].destination < 64
        let scratch = isVector ? Machine.vectorScratch : Machine.scratch
        emitMove(Int32(scratch.number), from: source, constant: .none, parking: nil)
        for index in pending.indices where pending[index].source == source {
          pending[index].source = Int32(scratch.number)
        }
        parking = scratch
      }
    }
    // Constants last: nothing waits for their destinations any more, and both scratch registers are free.
    for index in range {
      let edit = allocation.edits[index]
      if location(edit.source) < 0 { emit(edit) }
    }
  }

  /// One move; between two slots it goes through the scratch register that is not `parking`.
  private mutating func emitMove(_ destination: Int32, from source: Int32, constant: Place, parking: Register?) {
    if destination < 64 {
      let register = Register(number: UInt8(destination))
      if source < 0 {
        move(register, operand(constant))
      } else if source < 64 {
        moves += 1
        let other = Register(number: UInt8(source))
        if register.isVector == other.isVector {
          move(register, .register(other))
        } else {
          assembler.emit(register.isVector ? .movqFromGeneral : .movqToGeneral, register, other)
        }
      } else {
        reloads += 1
        move(register, .memory(NativeFrame.spill(Int(source - 64))))
      }
      return
    }
    let memory = NativeFrame.spill(Int(destination - 64))
    if source >= 0 && source < 64 {
      let register = Register(number: UInt8(source))
      assembler.emit(register.isVector ? .movsdMR : .movMR, register, memory)
      return
    }
    if source < 0 {
      let word = trace.constants[constant.constantIndex!].word
      if let value = Int32(exactly: Int64(bitPattern: word)) {
        assembler.emit(.movMI32, memory, Int64(value))
      } else {
        assembler.emitConstant(Machine.scratch, word)
        assembler.emit(.movMR, Machine.scratch, memory)
      }
      return
    }
    let scratch = parking == Machine.scratch ? Machine.vectorScratch : Machine.scratch
    move(scratch, .memory(NativeFrame.spill(Int(source - 64))))
    assembler.emit(scratch.isVector ? .movsdMR : .movMR, scratch, memory)
  }
}
