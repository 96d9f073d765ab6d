// Getting operands to where an instruction wants them, and everything else out of the registers it destroys.
import TraceIR
import X64

extension Allocator {
  mutating func edit(_ destination: Place, _ source: Place, isParallel: Bool = false) {
    result.edits.append(Edit(destination: destination, source: source, isParallel: isParallel))
  }

  /// Puts a value or constant into a register outside `excluded` and pins it.
  mutating func load(_ reference: Reference, excluding excluded: RegisterSet) throws -> Register {
    let vector = isVector(trace.type(of: reference))
    guard let value = value(reference) else {
      let register = try anyRegister(vector: vector, excluding: excluded, for: nil)
      edit(.register(register), .constant(reference.index))
      pinned.insert(register)
      return register
    }
    if let current = register[value] {
      if !excluded.contains(current) {
        pinned.insert(current)
        return current
      }
      let other = try anyRegister(vector: vector, excluding: excluded, for: value)
      edit(.register(other), .register(current))
      release(value)
      place(value, in: other)
      pinned.insert(other)
      return other
    }
    let register = try anyRegister(vector: vector, excluding: excluded, for: value)
    edit(.register(register), .slot(of: value))
    place(value, in: register)
    pinned.insert(register)
    return register
  }

  /// A constant whose word fits 32 bits with a sign.
  func fitsImmediate(_ reference: Reference) -> Bool {
    let constant = trace.constants[reference.index]
    return constant.type != .float && Int32(exactly: Int64(bitPattern: constant.word)) != nil
  }

  mutating func placeOperand(
    _ reference: Reference, _ policy: OperandPolicy, excluding excluded: RegisterSet
  ) throws -> Place {
    switch policy {
    case .none: return .none
    case .register: return reference.isNone ? .none : .register(try load(reference, excluding: excluded))
    case .immediate:
      if reference.isConstant && fitsImmediate(reference) { return .constant(reference.index) }
      return .register(try load(reference, excluding: excluded))
    case .any:
      guard let value = value(reference) else { return place(reference) }
      if register[value] == nil {
        // Reading the slot costs no more than loading it, unless it is needed again.
        let vector = isVector(trace.type(of: reference))
        let isLast = analysis.lastUse[value] <= position + 1
        if isLast || freeRegister(vector: vector, excluding: excluded, for: value) == nil { return .slot(of: value) }
      }
      return .register(try load(reference, excluding: excluded))
    }
  }

  /// Pins the registers of operands that stay where they are.
  mutating func pin(_ reference: Reference, excluding excluded: RegisterSet) {
    if let value = value(reference), let register = register[value], !excluded.contains(register) {
      pinned.insert(register)
    }
  }

  /// Empties the registers that the instruction destroys: what lives on moves to a free register or keeps its slot alone.
  mutating func clear(_ clobbers: RegisterSet) {
    var rest = clobbers.intersection(occupied)
    while let current = rest.first {
      rest.remove(current)
      let value = Int(holder[Int(current.number)])
      guard analysis.lastUse[value] > position else { continue }
      let other = freeRegister(vector: current.isVector, excluding: clobbers, for: value)
      // A register is no use to a value that only exits read, or that a call takes it from before the next use.
      let use = nextUse(value)
      let nextCall = 2 * analysis.nextCall[index + 1]
      if let other, use < .max - 1, use <= nextCall || Machine.calleeSaved.contains(other) {
        edit(.register(other), .register(current))
        release(value)
        place(value, in: other)
      } else {
        evict(value)
      }
    }
  }
}
