// Rows and operands → bytes, labels → distances, constants → a pool behind the code.
//
// The buffer is written through a pointer cursor and grows when it must; positions are offsets from its start. A label used before it is
// bound leaves a fix-up; `finish` puts the pool behind the code and fills in all distances inside the code. Distances to addresses
// outside are relocations: the owner fills them in when it knows where the code will lie.

public struct Assembler: ~Copyable {
  /// A distance of 32 bits to an address outside the code.
  public struct Relocation: Sendable {
    public let offset: Int32
    public let target: UInt
  }
  private struct Fixup {
    let offset: Int32
    let label: Int32
    /// Bytes between the distance and the end of its instruction.
    let trailing: Int32
  }

  private var start: UnsafeMutablePointer<UInt8>
  private var cursor: UnsafeMutablePointer<UInt8>
  private var limit: UnsafeMutablePointer<UInt8>
  private let encodings = Row.encodings
  /// Offset of each label, or -1.
  private var labels: [Int32] = []
  private var fixups: [Fixup] = []
  public private(set) var relocations: [Relocation] = []
  /// 8-byte and 16-byte constants with their labels.
  private var words: [(bits: UInt64, label: Label)] = []
  private var masks: [(bits: UInt64, label: Label)] = []
  private var wordLabels: [UInt64: Label] = [:]

  /// Longest instruction, rounded up: what must be free before one is written.
  private static let slack = 32

  public init(capacity: Int = 16384) {
    start = .allocate(capacity: capacity)
    cursor = start
    limit = start + (capacity - Assembler.slack)
  }
  deinit { start.deallocate() }

  /// Bytes written so far.
  @inline(__always) public var offset: Int { cursor - start }
  public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: offset) }

  /// Starts again with an empty buffer of the same size.
  public mutating func removeAll() {
    cursor = start
    labels.removeAll(keepingCapacity: true)
    fixups.removeAll(keepingCapacity: true)
    relocations.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    masks.removeAll(keepingCapacity: true)
    wordLabels.removeAll(keepingCapacity: true)
  }

  // MARK: Instructions

  /// Two registers: destination and source.
  @inline(__always) public mutating func emit(_ row: Row, _ destination: Register, _ source: Register) {
    let encoding = begin(row)
    if encoding.form == .rmReg {
      put(encoding, reg: source.code, rm: destination.code)
    } else {
      put(encoding, reg: destination.code, rm: source.code)
    }
  }
  /// A register and memory; the row's form says which is the destination.
  @inline(__always) public mutating func emit(_ row: Row, _ register: Register, _ memory: Memory) {
    let encoding = begin(row)
    put(encoding, reg: register.code, memory, trailing: 0)
  }
  /// One register.
  @inline(__always) public mutating func emit(_ row: Row, _ register: Register) {
    let encoding = begin(row)
    if encoding.form == .opcode {
      putRex(encoding, reg: 0, index: 0, base: register.code)
      byte(encoding.opcode | register.code & 7)
    } else {
      put(encoding, reg: encoding.digit, rm: register.code, isDigit: true)
    }
  }
  /// One memory operand.
  @inline(__always) public mutating func emit(_ row: Row, _ memory: Memory) {
    let encoding = begin(row)
    put(encoding, reg: encoding.digit, memory, trailing: 0, isDigit: true)
  }
  /// No operand.
  @inline(__always) public mutating func emit(_ row: Row) {
    let encoding = begin(row)
    putRex(encoding, reg: 0, index: 0, base: 0)
    putOpcode(encoding, encoding.opcode)
  }
  /// A register and an immediate; `value` must fit the row's.
  @inline(__always) public mutating func emit(_ row: Row, _ register: Register, _ value: Int64) {
    let encoding = begin(row)
    switch encoding.form {
    case .opcodeImmediate32, .opcodeImmediate64:
      putRex(encoding, reg: 0, index: 0, base: register.code)
      byte(encoding.opcode | register.code & 7)
    case .regRMImmediate8, .regRMImmediate32: put(encoding, reg: register.code, rm: register.code)
    default: put(encoding, reg: encoding.digit, rm: register.code, isDigit: true)
    }
    putImmediate(encoding, value)
  }
  /// Memory and an immediate.
  @inline(__always) public mutating func emit(_ row: Row, _ memory: Memory, _ value: Int64) {
    let encoding = begin(row)
    put(encoding, reg: encoding.digit, memory, trailing: Assembler.immediateBytes(encoding.form), isDigit: true)
    putImmediate(encoding, value)
  }
  /// Destination, source and an immediate.
  @inline(__always) public mutating func emit(
    _ row: Row, _ destination: Register, _ source: Register, _ value: Int64
  ) {
    let encoding = begin(row)
    put(encoding, reg: destination.code, rm: source.code)
    putImmediate(encoding, value)
  }
  /// `setcc` of a register.
  public mutating func emitSet(_ condition: Condition, _ register: Register) {
    let encoding = begin(.setM)
    put(encoding, reg: 0, rm: register.code, isDigit: true, add: condition.rawValue)
  }
  /// `cmovcc`.
  public mutating func emitMove(_ condition: Condition, _ destination: Register, _ source: Register) {
    let encoding = begin(.cmovRM)
    put(encoding, reg: destination.code, rm: source.code, add: condition.rawValue)
  }
  /// `register = register op value`, in the shortest form; `value` must fit 32 bits.
  public mutating func emit(_ operation: Arithmetic, _ register: Register, _ value: Int32) {
    emit(
      value == Int32(Int8(truncatingIfNeeded: value)) ? operation.immediate8 : operation.immediate32, register,
      Int64(value))
  }
  public mutating func emit(_ operation: Arithmetic, _ memory: Memory, _ value: Int32) {
    emit(
      value == Int32(Int8(truncatingIfNeeded: value)) ? operation.immediate8 : operation.immediate32, memory,
      Int64(value))
  }
  /// Any word into a general register, in the shortest form; changes the flags when `mayChangeFlags`.
  public mutating func emitConstant(_ register: Register, _ bits: UInt64, mayChangeFlags: Bool = true) {
    if bits == 0 && mayChangeFlags {
      emit(.xor32RM, register, register)
    } else if bits <= UInt64(UInt32.max) {
      emit(.mov32OI32, register, Int64(bits))
    } else if let value = Int32(exactly: Int64(bitPattern: bits)) {
      emit(.movMI32, register, Int64(value))
    } else {
      emit(.movOI64, register, Int64(bitPattern: bits))
    }
  }

  // MARK: Labels and jumps

  public mutating func makeLabel() -> Label {
    labels.append(-1)
    return Label(number: Int32(labels.count - 1))
  }
  public mutating func bind(_ label: Label) { labels[Int(label.number)] = Int32(offset) }
  /// Offset of a bound label.
  public func offset(of label: Label) -> Int { Int(labels[Int(label.number)]) }

  /// `jcc`, short when the label is bound and near.
  public mutating func jump(_ condition: Condition, _ label: Label) {
    let encoding = begin(.jcc32)
    let distance = Int(labels[Int(label.number)]) - (offset + 2)
    if labels[Int(label.number)] >= 0 && distance >= -128 {
      byte(0x70 | condition.rawValue)
      byte(UInt8(truncatingIfNeeded: distance))
    } else {
      putOpcode(encoding, encoding.opcode | condition.rawValue)
      putDistance(label, trailing: 0)
    }
  }
  public mutating func jump(_ label: Label) {
    let encoding = begin(.jmp32)
    let distance = Int(labels[Int(label.number)]) - (offset + 2)
    if labels[Int(label.number)] >= 0 && distance >= -128 {
      byte(0xEB)
      byte(UInt8(truncatingIfNeeded: distance))
    } else {
      byte(encoding.opcode)
      putDistance(label, trailing: 0)
    }
  }
  /// A forward `jcc rel8`; `bindShort` says where it goes, at most 127 bytes further.
  public mutating func jumpShort(_ condition: Condition) -> Int {
    _ = begin(.jcc8)
    byte(0x70 | condition.rawValue)
    byte(0)
    return offset
  }
  public mutating func jumpShort() -> Int {
    _ = begin(.jmp8)
    byte(0xEB)
    byte(0)
    return offset
  }
  public mutating func bindShort(_ jump: Int) {
    precondition(offset - jump < 128, "short jump too long")
    start[jump - 1] = UInt8(offset - jump)
  }
  /// `jmp` or `call` to an address outside the code, within 2 GiB of it.
  public mutating func emit(_ row: Row, to target: UInt) {
    let encoding = begin(row)
    byte(encoding.opcode)
    relocations.append(Relocation(offset: Int32(offset), target: target))
    word32(0)
  }
  /// Fills up with one-byte and longer no-operations to a multiple of `alignment`.
  public mutating func align(_ alignment: Int) {
    var count = -offset & (alignment - 1)
    while count > 0 {
      _ = begin(.ret)
      let length = min(count, 8)
      switch length {
      case 1: byte(0x90)
      case 2: word16(0x9066)
      case 3: word16(0x1F0F); byte(0)
      case 4: word32(0x0040_1F0F)
      case 5: word32(0x0044_1F0F); byte(0)
      case 6: byte(0x66); word32(0x0044_1F0F); byte(0)
      case 7: word32(0x0080_1F0F); word16(0); byte(0)
      default: word32(0x0084_1F0F); word32(0)
      }
      count -= length
    }
  }

  // MARK: Constants

  /// Memory operand of an 8-byte constant in the pool.
  public mutating func constant(_ bits: UInt64) -> Memory {
    if let label = wordLabels[bits] { return Memory(label) }
    let label = makeLabel()
    wordLabels[bits] = label
    words.append((bits, label))
    return Memory(label)
  }
  /// Memory operand of 16 bytes in the pool, aligned: `bits` and a zero word.
  public mutating func mask(_ bits: UInt64) -> Memory {
    if let known = masks.first(where: { $0.bits == bits }) { return Memory(known.label) }
    let label = makeLabel()
    masks.append((bits, label))
    return Memory(label)
  }

  /// Writes the pool and fills in all distances. The code must come to lie at a multiple of 16.
  public mutating func finish() {
    if !masks.isEmpty { align(16) }
    for (bits, label) in masks {
      _ = begin(.ret)
      bind(label)
      word64(bits)
      word64(0)
    }
    if !words.isEmpty { align(8) }
    for (bits, label) in words {
      _ = begin(.ret)
      bind(label)
      word64(bits)
    }
    for fixup in fixups {
      let target = labels[Int(fixup.label)]
      precondition(target >= 0, "label never bound")
      let distance = target - (fixup.offset + 4 + fixup.trailing)
      UnsafeMutableRawPointer(start + Int(fixup.offset)).storeBytes(of: distance, as: Int32.self)
    }
  }

  // MARK: Bytes

  @inline(__always) private mutating func begin(_ row: Row) -> Encoding {
    if _slowPath(cursor > limit) { grow() }
    return encodings[Int(row.rawValue)]
  }
  @inline(never) private mutating func grow() {
    let count = offset
    let capacity = 2 * (limit - start + Assembler.slack)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: start, count: count)
    start.deallocate()
    start = larger
    cursor = start + count
    limit = start + (capacity - Assembler.slack)
  }
  @inline(__always) private mutating func byte(_ value: UInt8) {
    cursor.pointee = value
    cursor += 1
  }
  @inline(__always) private mutating func word16(_ value: UInt16) {
    UnsafeMutableRawPointer(cursor).storeBytes(of: value, as: UInt16.self)
    cursor += 2
  }
  @inline(__always) private mutating func word32(_ value: UInt32) {
    UnsafeMutableRawPointer(cursor).storeBytes(of: value, as: UInt32.self)
    cursor += 4
  }
  @inline(__always) private mutating func word64(_ value: UInt64) {
    UnsafeMutableRawPointer(cursor).storeBytes(of: value, as: UInt64.self)
    cursor += 8
  }

  @inline(__always) private mutating func putRex(
    _ encoding: Encoding, reg: UInt8, index: UInt8, base: UInt8, isNeeded: Bool = false
  ) {
    if encoding.prefix != 0 { byte(encoding.prefix) }
    let rex = (encoding.wide ? 0x48 : 0x40) | (reg & 8) >> 1 | (index & 8) >> 2 | (base & 8) >> 3
    if rex != 0x40 || isNeeded { byte(rex) }
  }
  @inline(__always) private mutating func putOpcode(_ encoding: Encoding, _ opcode: UInt8) {
    if encoding.escaped { byte(0x0F) }
    byte(opcode)
  }
  @inline(__always) private mutating func put(
    _ encoding: Encoding, reg: UInt8, rm: UInt8, isDigit: Bool = false, add: UInt8 = 0
  ) {
    let needed = encoding.byteRM && rm >= 4 || encoding.byteReg && reg >= 4 && !isDigit
    putRex(encoding, reg: isDigit ? 0 : reg, index: 0, base: rm, isNeeded: needed)
    putOpcode(encoding, encoding.opcode | add)
    byte(0xC0 | (reg & 7) << 3 | rm & 7)
  }
  @inline(__always) private mutating func put(
    _ encoding: Encoding, reg: UInt8, _ memory: Memory, trailing: Int32, isDigit: Bool = false
  ) {
    let hasBase = memory.base < 16, hasIndex = memory.index < 16
    putRex(
      encoding, reg: isDigit ? 0 : reg, index: hasIndex ? memory.index : 0, base: hasBase ? memory.base : 0,
      isNeeded: encoding.byteReg && reg >= 4 && !isDigit)
    putOpcode(encoding, encoding.opcode)
    let reg = (reg & 7) << 3
    if memory.base == Memory.label {
      byte(reg | 5)
      putDistance(Label(number: memory.displacement), trailing: trailing)
      return
    }
    let displacement = UInt32(bitPattern: memory.displacement)
    if !hasBase {
      // No base: a SIB byte without one, and 32 bits of displacement.
      byte(reg | 4)
      byte(memory.shift << 6 | (hasIndex ? memory.index & 7 : 4) << 3 | 5)
      word32(displacement)
      return
    }
    let isShort = memory.displacement == Int32(Int8(truncatingIfNeeded: memory.displacement))
    // rbp and r13 as a base always have a displacement.
    let mode: UInt8 = memory.displacement == 0 && memory.base & 7 != 5 ? 0 : isShort ? 0x40 : 0x80
    if hasIndex || memory.base & 7 == 4 {
      byte(mode | reg | 4)
      byte(memory.shift << 6 | (hasIndex ? memory.index & 7 : 4) << 3 | memory.base & 7)
    } else {
      byte(mode | reg | memory.base & 7)
    }
    if mode == 0x40 { byte(UInt8(truncatingIfNeeded: displacement)) } else if mode == 0x80 { word32(displacement) }
  }
  private static func immediateBytes(_ form: Form) -> Int32 {
    switch form {
    case .rmImmediate8, .regRMImmediate8: 1
    case .rmImmediate16: 2
    case .opcodeImmediate64: 8
    default: 4
    }
  }
  @inline(__always) private mutating func putImmediate(_ encoding: Encoding, _ value: Int64) {
    switch encoding.form {
    case .rmImmediate8, .regRMImmediate8: byte(UInt8(truncatingIfNeeded: value))
    case .rmImmediate16: word16(UInt16(truncatingIfNeeded: value))
    case .opcodeImmediate64: word64(UInt64(bitPattern: value))
    default: word32(UInt32(truncatingIfNeeded: value))
    }
  }
  @inline(__always) private mutating func putDistance(_ label: Label, trailing: Int32) {
    fixups.append(Fixup(offset: Int32(offset), label: label.number, trailing: trailing))
    word32(0)
  }
}
