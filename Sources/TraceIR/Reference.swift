// Names for operands: an earlier instruction, a constant, or an object that exists only in snapshots.

/// An operand. Instructions count from 0; constants and virtual objects are negative.
public struct Reference: Hashable, Sendable {
  public let rawValue: Int32
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

  /// Absent.
  public static let none = Reference(rawValue: .min)
  @inlinable public static func instruction(_ index: Int) -> Reference { Reference(rawValue: Int32(index)) }
  @inlinable public static func constant(_ index: Int) -> Reference { Reference(rawValue: -1 - Int32(index)) }
  @inlinable public static func virtual(_ index: Int) -> Reference { Reference(rawValue: virtualLimit - Int32(index)) }

  /// Constants lie above this bound, virtual objects at and below it.
  @usableFromInline static let virtualLimit: Int32 = -(1 << 24)

  @inlinable public var isInstruction: Bool { rawValue >= 0 }
  @inlinable public var isConstant: Bool { rawValue < 0 && rawValue > Reference.virtualLimit }
  @inlinable public var isVirtual: Bool { rawValue <= Reference.virtualLimit && rawValue != .min }
  @inlinable public var isNone: Bool { rawValue == .min }
  /// Index into the trace's instructions, constants or virtual objects.
  @inlinable public var index: Int {
    isInstruction ? Int(rawValue) : isConstant ? Int(-1 - rawValue) : Int(Reference.virtualLimit - rawValue)
  }
}

/// A constant. `bits`: the number of an int, the pattern of a double, the tagged word of a value or object, the word
/// itself of a raw, 0 or 1 of a condition.
public struct Constant: Hashable, Sendable {
  public var type: ValueType
  public var bits: UInt64
  @inlinable public init(_ type: ValueType, _ bits: UInt64) {
    self.type = type
    self.bits = bits
  }
  public static func int(_ number: Int) -> Constant { Constant(.int, UInt64(bitPattern: Int64(number))) }
  public static func float(_ number: Double) -> Constant { Constant(.float, number.bitPattern) }
  public static func value(_ bits: UInt64) -> Constant { Constant(.value, bits) }
  public static func object(_ bits: UInt64) -> Constant { Constant(.object, bits) }
  public static func raw(_ word: UInt64) -> Constant { Constant(.raw, word) }
  public static func condition(_ truth: Bool) -> Constant { Constant(.condition, truth ? 1 : 0) }
  public var int: Int { Int(Int64(bitPattern: bits)) }
  public var float: Double { Double(bitPattern: bits) }
}
