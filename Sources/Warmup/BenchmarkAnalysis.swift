// Steps 4 and 5 over all processes of a benchmark.

public struct BenchmarkAnalysis: Equatable, Sendable {
  /// As in the source; may hold anything.
  public let name: String
  public let options: AnalysisOptions
  /// In the order of the source.
  public let processes: [ProcessAnalysis]
  public let verdict: WarmupVerdict
  /// The mean over the steady processes of their steady times, in seconds, with its 99 % interval. The interval of a single
  /// process knows nothing of how processes differ. None when no process is steady.
  public let steadyTime: TimeEstimate?

  /// - Parameter set: with at least one process.
  public init(_ set: ProcessSet, options: AnalysisOptions = AnalysisOptions()) {
    precondition(!set.processes.isEmpty)
    self.init(
      name: set.name, processes: set.processes.map { ProcessAnalysis($0, options: options) }, options: options)
  }

  /// Puts together what was analysed process by process with these options.
  public init(name: String, processes: [ProcessAnalysis], options: AnalysisOptions) {
    self.name = name
    self.options = options
    self.processes = processes
    verdict = WarmupVerdict(processes.map(\.classification))
    let steady = processes.filter { $0.steady != nil }
    steadyTime = Bootstrap(options).interval(
      ofProcesses: steady.map { ($0.steadyTimes, $0.cycle?.period) })
  }

  /// First steady iterations of the processes that have one.
  public var steadyIterations: Spread? { Spread(processes.compactMap { $0.steady.map { Double($0.iteration) } }) }
  /// Seconds before them.
  public var timesToSteady: Spread? { Spread(processes.compactMap { $0.steady?.timeToSteady }) }

  /// Seconds of each iteration, the median of the processes, as far as all of them go.
  public static func medians(of processes: [[Double]]) -> [Double] {
    let count = processes.map(\.count).min() ?? 0
    return (0..<count).map { index in Order.median(processes.map { $0[index] }) }
  }

  /// How many processes are of this class.
  public func count(of classification: WarmupClass) -> Int {
    processes.count { $0.classification == classification }
  }
}

/// The middle of some numbers and the range from their 5th to their 95th percentile.
public struct Spread: Equatable, Sendable {
  public let count: Int
  public let median: Double
  public let low: Double
  public let high: Double

  /// Nil for no numbers.
  public init?(_ numbers: [Double]) {
    guard !numbers.isEmpty else { return nil }
    let sorted = numbers.sorted()
    count = sorted.count
    median = Order.percentile(sorted, 0.5)
    low = Order.percentile(sorted, 0.05)
    high = Order.percentile(sorted, 0.95)
  }

  public func isDisjoint(from other: Spread) -> Bool { low > other.high || other.low > high }
}
