// What is analysed: the times of the iterations of one process, and the processes that ran the same workload.

/// Seconds per iteration of one process, in the order in which they ran. Each is from 0 to `longest`; there are at least
/// `fewest` and at most `most`.
public struct Series: Equatable, Sendable {
  /// Two points have a mean and a variance; with fewer nothing can be said.
  public static let fewest = 2
  /// The search for changepoints takes quadratic time when there are none.
  public static let most = 50_000
  /// Seconds, thirty years: what is longer is no time of an iteration, and its square might be no number.
  public static let longest = 1e9

  public let seconds: [Double]

  public var count: Int { seconds.count }

  /// - Throws: `SeriesError` that names the iteration at fault.
  public init(_ seconds: [Double]) throws(SeriesError) {
    if let index = seconds.firstIndex(where: { !(0...Self.longest).contains($0) }) {
      throw .value(seconds[index], iteration: index)
    }
    guard seconds.count >= Self.fewest else { throw .tooShort(seconds.count) }
    guard seconds.count <= Self.most else { throw .tooLong(seconds.count) }
    self.seconds = seconds
  }
}

/// Why numbers are no series. Iterations are counted from 0.
public enum SeriesError: Error, Equatable, Sendable, CustomStringConvertible {
  case value(Double, iteration: Int)
  case tooShort(Int)
  case tooLong(Int)

  public var description: String {
    switch self {
    case .value(let value, let iteration):
      let reason =
        value.isNaN
        ? "not a number" : value.isInfinite ? "infinite" : "\(value) is \(value < 0 ? "negative" : "more than 1e9")"
      return "iteration \(iteration): \(reason); times are seconds from 0"
    case .tooShort(0): return "no iterations"
    case .tooShort: return "one iteration; at least \(Series.fewest) are needed"
    case .tooLong(let count): return "\(count) iterations; at most \(Series.most) can be analysed"
    }
  }
}

/// The processes that ran one workload on one version of one VM.
public struct ProcessSet: Equatable, Sendable {
  /// What the source calls it; empty when it has no name. May hold anything: make it harmless before printing.
  public var name: String
  public var processes: [Series]

  public init(name: String, processes: [Series]) {
    self.name = name
    self.processes = processes
  }
}
