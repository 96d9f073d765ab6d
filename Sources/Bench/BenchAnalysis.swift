// The statistics of a bench (Sources/Warmup) over its timed processes, and why each curve has its steps and peaks.

import Profiler
import Warmup

/// Why the times of a process changed at an iteration, or why one iteration was slow.
public struct BenchCause: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// From this iteration on the mean is another one; the factor minus one.
    case step(change: Double)
    /// One slow iteration: nanoseconds beyond the mean of its segment.
    case peak(excess: Int)
  }

  public let kind: Kind
  /// From 0.
  public let iteration: Int
  /// What happened around it, the most telling first.
  public let moments: [BenchMoment]
  /// Counters per iteration that are others after a step, and what else is known: `guard failures 0 → 812 per iteration`.
  public let changes: [String]

  public var isKnown: Bool { !moments.isEmpty || !changes.isEmpty }

  /// In one sentence without the figures: `bridge 12 from guardShape 17 of trace 3 at sobel.py:31`.
  public var text: String {
    var parts = moments.prefix(2).map(\.text)
    if moments.count > 2 { parts.append("and \(moments.count - 2) more") }
    parts += changes
    return parts.isEmpty ? "nothing that the virtual machine did" : parts.joined(separator: ", ")
  }
}

public struct BenchAnalysis: Sendable {
  public let benchmark: Benchmark
  /// Those that the analysis is about, in its order.
  public let timed: [BenchProcess]
  /// Seconds of each iteration, by process.
  public let seconds: [[Double]]
  /// Seconds of each iteration, the median of the processes, as far as all of them go.
  public let median: [Double]
  /// Nil when no process has two iterations.
  public let warmup: BenchmarkAnalysis?
  /// What the virtual machine did in each process, in the order of `timed`.
  public let moments: [[BenchMoment]]
  /// By process, in the order of `timed`; steps in the order of iterations, then peaks, the highest first.
  public let causes: [[BenchCause]]

  /// Slow iterations of a process that are explained at most.
  static let peaks = 20

  public init(_ benchmark: Benchmark, options: AnalysisOptions = AnalysisOptions()) {
    self.benchmark = benchmark
    var timed: [BenchProcess] = []
    var seconds: [[Double]] = []
    var analyses: [ProcessAnalysis] = []
    for process in benchmark.timed {
      guard let series = try? Series(process.iterations.map { Double($0.wall) / 1e9 }) else { continue }
      timed.append(process)
      seconds.append(series.seconds)
      analyses.append(ProcessAnalysis(series, options: options))
    }
    self.timed = timed
    self.seconds = seconds
    median = BenchmarkAnalysis.medians(of: seconds)
    warmup =
      analyses.isEmpty ? nil : BenchmarkAnalysis(name: benchmark.program, processes: analyses, options: options)
    let moments = timed.map(\.moments)
    self.moments = moments
    causes = timed.indices.map { BenchAnalysis.causes(of: timed[$0], moments[$0], analyses[$0]) }
  }

  // MARK: Why

  private static func causes(
    of process: BenchProcess, _ moments: [BenchMoment], _ analysis: ProcessAnalysis
  ) -> [BenchCause] {
    let steps = zip(analysis.segments, analysis.segments.dropFirst()).map { before, after in
      step(process, moments, before, after)
    }
    let slow = analysis.outliers.compactMap { index -> BenchCause? in
      guard let segment = analysis.segments.first(where: { $0.start <= index && index <= $0.end }) else { return nil }
      let excess = process.iterations[index].wall - Int(segment.mean * 1e9)
      return excess > 0 ? peak(process, moments, index, excess) : nil
    }
    func height(_ cause: BenchCause) -> Int { if case .peak(let excess) = cause.kind { excess } else { 0 } }
    return steps + slow.sorted { height($0) > height($1) }.prefix(peaks)
  }

  private static func step(
    _ process: BenchProcess, _ moments: [BenchMoment], _ before: Segment, _ after: Segment
  ) -> BenchCause {
    let iteration = after.start
    let change = before.mean > 0 ? after.mean / before.mean - 1 : 0
    // The boundary of segments is uncertain by an iteration or two.
    var near = moments.filter { ($0.iteration - iteration).magnitude <= 1 && $0.kind != .collection }
    if near.isEmpty { near = moments.filter { ($0.iteration - iteration).magnitude <= 3 && $0.kind != .collection } }
    let telling: [EventKind] =
      change < 0
      ? [.compiled, .bridge, .flushed, .invalidated, .blacklisted, .aborted]
      : [.invalidated, .flushed, .blacklisted, .aborted, .bridge, .compiled]
    near.sort { left, right in
      let ranks = (telling.firstIndex(of: left.kind) ?? 9, telling.firstIndex(of: right.kind) ?? 9)
      return ranks.0 == ranks.1 ? left.time < right.time : ranks.0 < ranks.1
    }
    return BenchCause(
      kind: .step(change: change), iteration: iteration, moments: near,
      changes: changes(process, from: before, to: after))
  }

  /// Counters whose rate per iteration changed by more than a tenth and more than one.
  private static func changes(_ process: BenchProcess, from before: Segment, to after: Segment) -> [String] {
    func rate(_ counter: KeyPath<BenchCounters, Int>, _ segment: Segment) -> Double? {
      guard let last = process.iterations[segment.end].counters else { return nil }
      let first = segment.start > 0 ? process.iterations[segment.start - 1].counters : BenchCounters()
      guard let first else { return nil }
      return Double(last[keyPath: counter] - first[keyPath: counter]) / Double(segment.end - segment.start + 1)
    }
    let rows: [(String, KeyPath<BenchCounters, Int>)] = [
      ("guard failures", \.guardFailures), ("collections", \.collections), ("calls into C", \.crossings),
    ]
    return rows.compactMap { name, counter in
      guard let old = rate(counter, before), let new = rate(counter, after) else { return nil }
      let isMuch = abs(new - old) > max(0.1 * max(old, new), name == "collections" ? 0.2 : 1)
      guard isMuch else { return nil }
      func text(_ rate: Double) -> String { Figures.fixed(rate, digits: rate < 10 && rate > 0 ? 1 : 0) }
      return "\(name) \(text(old)) → \(text(new)) per iteration"
    }
  }

  private static func peak(
    _ process: BenchProcess, _ moments: [BenchMoment], _ index: Int, _ excess: Int
  ) -> BenchCause {
    let iteration = process.iterations[index]
    let here = moments.filter { $0.iteration == index && $0.time >= iteration.start }
      .sorted { $0.duration > $1.duration }
    var changes: [String] = []
    let waited = iteration.wall - iteration.cpu
    if waited > excess / 2 {
      changes.append("\(Figures.time(nanoseconds: Double(waited))) without the processor")
    }
    return BenchCause(kind: .peak(excess: excess), iteration: index, moments: here, changes: changes)
  }

  // MARK: Over all processes

  /// A step that several processes have for the same reason.
  public struct CommonStep: Sendable {
    public let cause: BenchCause
    /// Of each step: a process may have several.
    public fileprivate(set) var iterations: [Int] = []
    public fileprivate(set) var changes: [Double] = []
    /// Indices of `timed`.
    public fileprivate(set) var processes: Set<Int> = []
  }

  /// The steps by what they are blamed on: those with a reason first, then by how many processes have them.
  public var commonSteps: [CommonStep] {
    var order: [String] = []
    var found: [String: CommonStep] = [:]
    for (process, causes) in causes.enumerated() {
      for cause in causes {
        guard case .step(let change) = cause.kind else { continue }
        let key = (change < 0 ? "-" : "+") + (cause.moments.first?.text ?? cause.changes.first ?? "")
        if found[key] == nil { order.append(key) }
        found[key, default: CommonStep(cause: cause)].iterations.append(cause.iteration)
        found[key]!.changes.append(change)
        found[key]!.processes.insert(process)
      }
    }
    func rank(_ step: CommonStep) -> (Int, Int, Int) {
      (step.cause.isKnown ? 0 : 1, -step.processes.count, step.iterations.sorted()[step.iterations.count / 2])
    }
    return order.map { found[$0]! }.sorted { rank($0) < rank($1) }
  }

  /// Seconds of the first iteration of each process.
  public var first: Spread? { Spread(timed.compactMap { $0.iterations.first.map { Double($0.wall) / 1e9 } }) }
  /// Kilobytes.
  public var memory: Spread? { Spread(timed.map(\.peakKilobytes).filter { $0 > 0 }.map { Double($0) }) }

  /// The counters when all iterations had run, of the counting process; nil on other interpreters.
  public var total: BenchCounters? { benchmark.counting?.iterations.last?.counters }

  /// The counters when the steady state was reached, by the median of the processes; they come from the counting process.
  public var untilSteady: (iteration: Int, counters: BenchCounters)? {
    guard let iteration = warmup?.steadyIterations.map({ Int($0.median) }), let counting = benchmark.counting else {
      return nil
    }
    guard iteration > 0 else { return (0, BenchCounters()) }
    guard counting.iterations.indices.contains(iteration - 1),
      let counters = counting.iterations[iteration - 1].counters
    else { return nil }
    return (iteration, counters)
  }
}
