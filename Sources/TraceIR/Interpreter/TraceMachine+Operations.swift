// What each operation computes: guards, pure operations, memory.

extension Int {
  /// Quotient rounded towards minus infinity, as Python's `//`; the divisor is neither 0 nor -1.
  func dividedFloor(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
  }
  /// Remainder with the sign of the divisor, as Python's `%`.
  func moduloFloor(_ divisor: Int) -> Int {
    let remainder = self % divisor
    return remainder != 0 && (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder
  }
}

extension TraceExecution {
  /// The result of a guard that holds (0 where it has none), nil for one that fails.
  mutating func testGuard(_ instruction: Instruction, _ machine: inout TraceMachine) throws -> UInt64? {
    let (a, b) = (instruction.a, instruction.b)
    func when(_ condition: Bool) -> UInt64? { condition ? 0 : nil }
    func fitting(_ result: (partialValue: Int, overflow: Bool)) -> UInt64? {
      !result.overflow && TraceMachine.fits(result.partialValue) ? UInt64(bitPattern: Int64(result.partialValue)) : nil
    }
    switch instruction.operation {
    case .guardTrue: return when(bits(a) != 0)
    case .guardFalse: return when(bits(a) == 0)
    case .guardInt: return TraceMachine.isInt(word(a)) ? UInt64(bitPattern: Int64(bitPattern: word(a)) >> 2) : nil
    case .guardFloat:
      let word = word(a)
      return word & 2 != 0 || machine.acceptsBoxedFloats ? machine.unbox(word) : nil
    case .guardBool:
      let word = word(a)
      return word == TraceMachine.trueWord ? 1 : word == TraceMachine.falseWord ? 0 : nil
    case .guardObject: return TraceMachine.isObject(word(a)) ? word(a) : nil
    case .guardShape:
      return when(
        UInt32(truncatingIfNeeded: try header(a, machine)) == UInt32(truncatingIfNeeded: instruction.immediate))
    case .guardKind: return when(try header(a, machine) >> 32 & 0xFF == UInt64(bitPattern: instruction.immediate))
    case .guardVersion:
      let wanted = UInt32(UInt64(bitPattern: instruction.immediate) >> 32)
      return when(machine.versions[UInt32(truncatingIfNeeded: instruction.immediate)] ?? wanted == wanted)
    case .guardSame: return when(word(a) == word(b))
    case .guardDifferent: return when(word(a) != word(b))
    case .guardRoom: return when(true)
    case .guardValid: return when(machine.isValid)
    case .guardNoCallback: return when(!machine.calledBack)
    case .addOverflow: return fitting(int(a).addingReportingOverflow(int(b)))
    case .subtractOverflow: return fitting(int(a).subtractingReportingOverflow(int(b)))
    case .multiplyOverflow: return fitting(int(a).multipliedReportingOverflow(by: int(b)))
    case .negateOverflow: return fitting((-int(a), false))
    case .shiftLeftOverflow:
      guard (0...60).contains(int(b)) else { throw fault("a shift by \(int(b))") }
      let shifted = int(a) << int(b)
      return fitting((shifted, shifted >> int(b) != int(a)))
    case .floatToInt:
      let number = float(a)
      guard number > -0x1p62, number < 0x1p62 else { return nil }
      return fitting((Int(number), false))
    default: throw fault("\(instruction.operation) is no guard")
    }
  }

  private func header(_ object: Reference, _ machine: TraceMachine) throws -> UInt64 {
    guard let header = machine.words[bits(object) &- 1] else { throw fault("an object without a header") }
    return header
  }

  /// The result of an operation that is neither guard, call nor control; 0 where it has none.
  mutating func compute(_ instruction: Instruction, _ machine: inout TraceMachine) throws -> UInt64 {
    let (a, b) = (instruction.a, instruction.b)
    func fitting(_ number: Int, _ overflow: Bool = false) throws -> UInt64 {
      guard !overflow, TraceMachine.fits(number) else {
        throw fault("the result of \(instruction.operation) does not fit")
      }
      return UInt64(bitPattern: Int64(number))
    }
    func divisor() throws -> Int {
      guard int(b) != 0, int(b) != -1 else { throw fault("a division by \(int(b))") }
      return int(b)
    }
    func truth(_ condition: Bool) -> UInt64 { condition ? 1 : 0 }
    switch instruction.operation {
    case .slot:
      guard let word = machine.words[machine.windowPointer + 8 * UInt64(instruction.immediate)] else {
        throw fault("register \(instruction.immediate) was never written")
      }
      return word
    case .inherit: return inherited[Int(instruction.immediate)]
    case .rootFunction: return machine.rootFunction
    case .threadPointer: return machine.threadPointer
    case .framePointer: return machine.framePointer
    case .windowPointer: return machine.windowPointer

    case .add: return try fitting(int(a) &+ int(b))
    case .subtract: return try fitting(int(a) &- int(b))
    case .multiply:
      let product = int(a).multipliedReportingOverflow(by: int(b))
      return try fitting(product.partialValue, product.overflow)
    case .negate: return try fitting(-int(a))
    case .floorDivide: return try fitting(int(a).dividedFloor(by: divisor()))
    case .modulo: return try fitting(int(a).moduloFloor(divisor()))
    case .and: return try fitting(int(a) & int(b))
    case .or: return try fitting(int(a) | int(b))
    case .xor: return try fitting(int(a) ^ int(b))
    case .invert: return try fitting(~int(a))
    case .shiftLeft:
      guard (0...60).contains(int(b)) else { throw fault("a shift by \(int(b))") }
      return try fitting(int(a) << int(b), (int(a) << int(b)) >> int(b) != int(a))
    case .shiftRight:
      guard int(b) >= 0 else { throw fault("a shift by \(int(b))") }
      return try fitting(int(a) >> min(int(b), 63))
    case .intLess: return truth(int(a) < int(b))
    case .intLessEqual: return truth(int(a) <= int(b))
    case .intEqual: return truth(int(a) == int(b))
    case .intNotEqual: return truth(int(a) != int(b))
    case .intBelow:
      guard int(b) >= 0 else { throw fault("intBelow with \(int(b))") }
      return truth(int(a) >= 0 && int(a) < int(b))
    case .intMinimum: return try fitting(min(int(a), int(b)))
    case .intMaximum: return try fitting(max(int(a), int(b)))
    case .intToFloat: return Double(int(a)).bitPattern

    case .floatAdd: return (float(a) + float(b)).bitPattern
    case .floatSubtract: return (float(a) - float(b)).bitPattern
    case .floatMultiply: return (float(a) * float(b)).bitPattern
    case .floatDivide: return (float(a) / float(b)).bitPattern
    case .floatNegate: return (-float(a)).bitPattern
    case .floatAbsolute: return float(a).magnitude.bitPattern
    case .floatSquareRoot: return float(a).squareRoot().bitPattern
    case .floatMinimum: return (float(a) < float(b) ? float(a) : float(b)).bitPattern
    case .floatMaximum: return (float(a) > float(b) ? float(a) : float(b)).bitPattern
    case .floatLess: return truth(float(a) < float(b))
    case .floatLessEqual: return truth(float(a) <= float(b))
    case .floatEqual: return truth(float(a) == float(b))
    case .floatNotEqual: return truth(float(a) != float(b))

    case .same: return truth(word(a) == word(b))
    case .different: return truth(word(a) != word(b))
    case .not: return 1 - bits(a)
    case .conditionToValue: return bits(a) != 0 ? TraceMachine.trueWord : TraceMachine.falseWord
    case .conditionToInt: return bits(a)
    case .boxFloat: return machine.box(bits(a))

    case .rawAdd: return bits(a) &+ bits(b)
    case .rawSubtract: return bits(a) &- bits(b)
    case .rawMultiply: return bits(a) &* bits(b)
    case .rawAnd: return bits(a) & bits(b)
    case .rawOr: return bits(a) | bits(b)
    case .rawXor: return bits(a) ^ bits(b)
    case .rawShiftRight: return bits(a) >> UInt64(instruction.immediate)
    case .rawEqual: return truth(bits(a) == bits(b))
    case .rawBelow: return truth(bits(a) < bits(b))
    case .rawToInt: return try fitting(int(a))
    case .intToRaw: return bits(a)

    case .load, .loadElement, .loadPacked: return try load(instruction, machine)
    case .store, .storeElement, .storePacked:
      try store(instruction, &machine)
      return 0
    case .setShape:
      machine.write(address(a), width: 4, UInt64(bitPattern: instruction.immediate))
      return 0
    case .new: return machine.allocate(header: UInt64(bitPattern: instruction.immediate)) + 1
    case .makeRoom: return try machine.makeRoom(word(a), count: int(b)) ?? { throw fault("makeRoom without storage") }()
    default: throw fault("\(instruction.operation) computes nothing")
    }
  }

  // MARK: Memory

  private func place(_ instruction: Instruction) -> (address: UInt64, width: Int) {
    var address = address(instruction.a)
    switch instruction.operation {
    case .load, .store: return (address &+ UInt64(bitPattern: instruction.immediate), 8)
    case .loadElement, .storeElement:
      address = address &+ UInt64(bitPattern: instruction.immediate) &+ 8 &* bits(instruction.b)
      return (address, 8)
    default:
      let packing = Packing(immediate: instruction.immediate)
      let width = packing.element.width
      return (address &+ UInt64(bitPattern: Int64(packing.offset)) &+ UInt64(width) &* bits(instruction.b), width)
    }
  }

  private func load(_ instruction: Instruction, _ machine: TraceMachine) throws -> UInt64 {
    let (address, width) = place(instruction)
    guard address % UInt64(width) == 0 else { throw fault("a load that is not aligned") }
    guard let bits = machine.read(address, width: width) else {
      throw fault("a load of memory that was never written, at 0x\(String(address, radix: 16))")
    }
    guard instruction.operation == .loadPacked else {
      guard instruction.type == .int else {
        if instruction.type == .object, !TraceMachine.isObject(bits) { throw fault("the word loaded is no object") }
        return bits
      }
      guard TraceMachine.isInt(bits) else { throw fault("the word loaded is no int") }
      return UInt64(bitPattern: Int64(bitPattern: bits) >> 2)
    }
    switch Packing(immediate: instruction.immediate).element {
    case .int8: return UInt64(bitPattern: Int64(Int8(truncatingIfNeeded: bits)))
    case .int16: return UInt64(bitPattern: Int64(Int16(truncatingIfNeeded: bits)))
    case .int32: return UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: bits)))
    case .float32: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))).bitPattern
    case .uint8, .uint16, .uint32, .int64, .float64: return bits
    }
  }

  private func store(_ instruction: Instruction, _ machine: inout TraceMachine) throws {
    let (address, width) = place(instruction)
    guard address % UInt64(width) == 0 else { throw fault("a store that is not aligned") }
    let stored = instruction.operation == .store ? instruction.b : instruction.c
    guard instruction.operation == .storePacked else { return machine.write(address, width: 8, word(stored)) }
    let isSingle = Packing(immediate: instruction.immediate).element == .float32
    let pattern = isSingle ? UInt64(Float(float(stored)).bitPattern) : bits(stored)
    machine.write(address, width: width, pattern)
  }
}
