// How often each stack was seen in each state: what is left of the samples once a filter has chosen them, and all
// that trees and tables need. Order of rows: by stack, then state.

/// Counts per stack and state.
public struct StackCounts: Sendable {
  public struct Row: Equatable, Sendable {
    public var stack: StackID
    public var state: SampleState
    /// Number of samples.
    public var samples: Int
    /// Time that the samples stand for, microseconds.
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

  /// Adds up samples; dense, one cell per stack and state.
  struct Accumulator {
    private var weights: [UInt64]
    private var samples: [UInt32]

    init(stackCount: Int) {
      weights = Array(repeating: 0, count: max(1, stackCount) * SampleState.count)
      samples = Array(repeating: 0, count: weights.count)
    }

    @inline(__always) mutating func add(stack: Int, state: Int, weight: Int) {
      let cell = stack &* SampleState.count &+ state
      weights[cell] &+= UInt64(truncatingIfNeeded: weight)
      samples[cell] &+= 1
    }

    var rows: [Row] {
      samples.indices.lazy.filter { samples[$0] != 0 }.map { cell in
        Row(
          stack: StackID(cell / SampleState.count), state: SampleState(rawValue: UInt8(cell % SampleState.count))!,
          samples: Int(samples[cell]), weight: Int(clamping: weights[cell]))
      }
    }
  }
}
