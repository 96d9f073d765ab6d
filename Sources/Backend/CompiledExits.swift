// The exits of a trace, packed: a trace has dozens or hundreds, each with dozens of live values, and all are kept as
// long as the trace. Taking one out makes its two arrays.
import TraceIR

public struct CompiledExits: RandomAccessCollection, Sendable {
  private struct Row {
    let instruction: Int32
    let snapshot: Int32
    let stub: UInt
    /// Number of its first live value, which is where those of the exit before it end.
    let firstValue: Int32
  }
  private var rows: [Row] = []
  /// Kind of the location in the high byte, number in the low one.
  private var locations: [UInt16] = []
  private var types: [ValueType] = []

  public init() {}

  /// Room for `count` exits with `valueCount` live values.
  init(capacity count: Int, valueCount: Int) {
    rows.reserveCapacity(count)
    locations.reserveCapacity(valueCount)
    types.reserveCapacity(valueCount)
  }

  /// Adds an exit, whose live values are then added one by one.
  mutating func append(instruction: Int32, snapshot: Int32, stub: UInt) {
    rows.append(Row(instruction: instruction, snapshot: snapshot, stub: stub, firstValue: Int32(types.count)))
  }

  mutating func appendValue(_ location: Location, _ type: ValueType) {
    locations.append(Self.packed(location))
    types.append(type)
  }

  private static func packed(_ location: Location) -> UInt16 {
    switch location {
    case .general(let number): UInt16(number)
    case .vector(let number): 1 << 8 | UInt16(number)
    case .slot(let number): 2 << 8 | UInt16(number)
    }
  }

  private static func location(_ packed: UInt16) -> Location {
    let number = UInt8(truncatingIfNeeded: packed)
    switch packed >> 8 {
    case 0: return .general(number)
    case 1: return .vector(number)
    default: return .slot(number)
    }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { rows.count }

  public subscript(index: Int) -> CompiledExit {
    let row = rows[index]
    let end = index + 1 < rows.count ? Int(rows[index + 1].firstValue) : types.count
    let values = Int(row.firstValue)..<end
    return CompiledExit(
      instruction: row.instruction, snapshot: row.snapshot, stub: row.stub,
      locations: locations[values].map(Self.location),
      types: Array(types[values]))
  }
}
