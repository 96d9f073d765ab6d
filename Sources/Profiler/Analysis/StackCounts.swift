// How often each stack was seen in each state: what is left of the samples once a filter has chosen them, and all
// that trees and tables need. Order of rows: by stack, then state.

/// Counts per stack and state.
public struct StackCounts: Sendable {
  public struct Row: Equatable, Sendable {
    public var stack: StackID
    public var state: SampleState
    /// Number of samples.
    public var samples: Int
    /// Sum of the weights of the samples, in timer periods.
    public var weight: Int
  }

  public private(set) var rows: [Row]
  public let samples: Int
  public let weight: Int

  public init(rows: [Row]) {
    self.rows = rows
    samples = rows.reduce(0) { $0 + $1.samples }
    weight = rows.reduce(0) { $0 + $1.weight }
  }

  /// Adds up samples. Dense: one 64-bit cell per stack and state, weight in the upper half, count in the lower.
  struct Accumulator {
    private var cells: [UInt64]

    init(stackCount: Int) { cells = Array(repeating: 0, count: max(1, stackCount) * SampleState.count) }

    @inline(__always) mutating func add(stack: Int, state: Int, weight: Int) {
      cells[stack &* SampleState.count &+ state] &+= UInt64(weight) << 32 | 1
    }

    var rows: [Row] {
      var rows: [Row] = []
      for (index, cell) in cells.enumerated() where cell != 0 {
        rows.append(
          Row(
            stack: StackID(index / SampleState.count), state: SampleState(rawValue: UInt8(index % SampleState.count))!,
            samples: Int(cell & 0xFFFF_FFFF), weight: Int(cell >> 32)))
      }
      return rows
    }
  }
}
