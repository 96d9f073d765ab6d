// What a value of the trace language is, and where in memory loads and stores go.

/// The type of an instruction's result. `int` and `object` are words that a `value` may be, so an operand that asks for a
/// `value` also takes these two; a `float` or `condition` must be boxed first.
public enum ValueType: UInt8, CaseIterable, Sendable {
  /// No result.
  case none
  /// A small int: 62 bits. In a machine register it is the tagged word, four times the number.
  case int
  /// A double, in a vector register.
  case float
  /// Any tagged word (Sources/VM/Objects/Value.swift).
  case value
  /// A tagged word known to be the address of a heap object, plus 1.
  case object
  /// A plain 64-bit machine word: an address, bits of a header, a byte of a string.
  case raw
  /// True or false; the processor's flags where its only readers are guards.
  case condition

  /// Whether an operand of type `wanted` may be a value of this type.
  public func fits(_ wanted: ValueType) -> Bool {
    if self == wanted { return true }
    return wanted == .value && (self == .int || self == .object)
  }
}

/// Classes of memory that never overlap: a store to one leaves what was loaded from another.
/// Inside a region two accesses to different constant offsets of the same kind of base never overlap either.
public enum Region: UInt8, CaseIterable, Sendable {
  /// Object headers: the shape.
  case shape
  /// Inline attribute slots of instances and their overflow arrays.
  case attributes
  /// Count and storage words of a list.
  case listHeader
  /// Items of a list's storage.
  case listItems
  /// Global and closure cells.
  case cells
  /// Words of dicts and sets: counts, entries, index tables.
  case tables
  /// Position and state words of iterators and generators.
  case iterators
  /// Registers that suspended generators keep.
  case registers
  /// Packed numbers and bytes that can change: arrays, bytearrays.
  case buffers
  /// Frames and register windows of the VM stack.
  case frames
  /// Fields of the thread's state block and of other runtime structures.
  case thread
  /// Shape versions and the validity flag of the trace.
  case versions
  /// Words that never change once the object exists: tuples, strings, floats, bound methods, code, ranges, slices.
  case immutable
  /// Any other field of a native object.
  case fields
}

/// A set of regions.
public struct Regions: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public init(_ region: Region) { self.init(rawValue: 1 << UInt32(region.rawValue)) }
  public func contains(_ region: Region) -> Bool { rawValue & (1 << UInt32(region.rawValue)) != 0 }
  /// Everything that a running program can change.
  public static let mutable = Regions(
    Region.allCases.filter { $0 != .immutable }.map { Regions($0) })
}
