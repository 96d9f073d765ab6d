// The registers of the machine, its conditions, and memory operands.

/// A general (0…15) or vector register (16…31), one numbering for both: a set of registers is a 32-bit mask.
public struct Register: Hashable, Sendable {
  public let number: UInt8
  @inlinable @inline(__always) public init(number: UInt8) { self.number = number }
  /// What the instruction's bytes hold.
  @inlinable @inline(__always) public var code: UInt8 { number & 15 }
  @inlinable @inline(__always) public var isVector: Bool { number >= 16 }

  @inlinable @inline(__always) public static func general(_ code: UInt8) -> Register { Register(number: code) }
  @inlinable @inline(__always) public static func vector(_ code: UInt8) -> Register { Register(number: code + 16) }

  public static let rax = general(0), rcx = general(1), rdx = general(2), rbx = general(3)
  public static let rsp = general(4), rbp = general(5), rsi = general(6), rdi = general(7)
  public static let r8 = general(8), r9 = general(9), r10 = general(10), r11 = general(11)
  public static let r12 = general(12), r13 = general(13), r14 = general(14), r15 = general(15)
  public static let xmm0 = vector(0), xmm15 = vector(15)
}

extension Register: CustomStringConvertible {
  public var description: String {
    if isVector { return "xmm\(code)" }
    return code >= 8 ? "r\(code)" : ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"][Int(code)]
  }
}

/// A set of registers.
public struct RegisterSet: OptionSet, Sendable {
  public let rawValue: UInt32
  @inlinable @inline(__always) public init(rawValue: UInt32) { self.rawValue = rawValue }
  @inlinable @inline(__always) public init(_ register: Register) { rawValue = 1 &<< UInt32(register.number) }
  @inlinable public init(_ registers: [Register]) {
    rawValue = registers.reduce(0) { $0 | 1 << UInt32($1.number) }
  }
  @inlinable @inline(__always) public func contains(_ register: Register) -> Bool {
    rawValue & (1 &<< UInt32(register.number)) != 0
  }
  @inlinable @inline(__always) public mutating func insert(_ register: Register) {
    self = RegisterSet(rawValue: rawValue | 1 &<< UInt32(register.number))
  }
  @inlinable @inline(__always) public mutating func remove(_ register: Register) {
    self = RegisterSet(rawValue: rawValue & ~(1 &<< UInt32(register.number)))
  }
  /// The register with the lowest number.
  @inlinable @inline(__always) public var first: Register? {
    rawValue == 0 ? nil : Register(number: UInt8(truncatingIfNeeded: rawValue.trailingZeroBitCount))
  }
}

/// The sixteen conditions, numbered as in the opcodes; a condition and its opposite differ in the lowest bit.
public enum Condition: UInt8, CaseIterable, Sendable {
  case overflow, noOverflow, below, notBelow, equal, notEqual, notAbove, above
  case sign, noSign, parity, noParity, less, notLess, notGreater, greater

  @inlinable public var opposite: Condition { Condition(rawValue: rawValue ^ 1).unsafelyUnwrapped }
  /// The condition that holds for (b, a) when this one holds for (a, b) in a comparison.
  public var swapped: Condition {
    switch self {
    case .below: .above
    case .above: .below
    case .notBelow: .notAbove
    case .notAbove: .notBelow
    case .less: .greater
    case .greater: .less
    case .notLess: .notGreater
    case .notGreater: .notLess
    default: self
    }
  }
}

/// A memory operand: base + index · 2^shift + displacement, an absolute address of 32 bits (sign-extended), or a label
/// relative to the instruction pointer.
public struct Memory: Hashable, Sendable {
  @usableFromInline static let absent: UInt8 = 0xFF
  @usableFromInline static let label: UInt8 = 0xFE
  /// Code of a general register, `absent` or `label`.
  public let base: UInt8
  public let index: UInt8
  /// 0…3.
  public let shift: UInt8
  /// Displacement, or the number of the label.
  public let displacement: Int32

  @inlinable @inline(__always) init(base: UInt8, index: UInt8, shift: UInt8, displacement: Int32) {
    self.base = base
    self.index = index
    self.shift = shift
    self.displacement = displacement
  }
  @inlinable @inline(__always) public init(_ base: Register, _ displacement: Int32 = 0) {
    self.init(base: base.code, index: Memory.absent, shift: 0, displacement: displacement)
  }
  /// `index` is any general register but rsp.
  @inlinable @inline(__always) public init(
    _ base: Register, _ index: Register, shift: UInt8 = 0, _ displacement: Int32 = 0
  ) {
    self.init(base: base.code, index: index.code, shift: shift, displacement: displacement)
  }
  /// index · 2^shift + displacement.
  @inlinable public init(index: Register, shift: UInt8, _ displacement: Int32 = 0) {
    self.init(base: Memory.absent, index: index.code, shift: shift, displacement: displacement)
  }
  @inlinable public init(absolute: Int32) {
    self.init(base: Memory.absent, index: Memory.absent, shift: 0, displacement: absolute)
  }
  @inlinable public init(_ label: Label) {
    self.init(base: Memory.label, index: Memory.absent, shift: 0, displacement: label.number)
  }
}

/// A place in the code that may not be known yet.
public struct Label: Hashable, Sendable {
  public let number: Int32
  @inlinable init(number: Int32) { self.number = number }
}
