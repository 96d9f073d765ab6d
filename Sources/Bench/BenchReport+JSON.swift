// A bench as JSON, for `bench --json` and `report --screen warmup --json` (docs/bench.md). Seconds as numbers of nanoseconds would
// lose digits as `JSONValue.number` writes six of them: all times here are nanoseconds.

import Profiler
import Warmup

extension BenchReport {
  public static let format = 1

  public var json: JSONValue {
    .object([
      ("format", .integer(Self.format)), ("screen", .string("warmup")),
      ("benches", .array(analyses.map(value))),
    ])
  }

  private func nanoseconds(_ seconds: Double) -> JSONValue {
    seconds.isFinite && abs(seconds) < 9e9 ? .integer(Int((seconds * 1e9).rounded())) : .null
  }

  private func value(_ estimate: TimeEstimate?) -> JSONValue {
    guard let estimate else { return .null }
    return .object([
      ("ns", nanoseconds(estimate.value)), ("low", nanoseconds(estimate.low)), ("high", nanoseconds(estimate.high)),
    ])
  }

  private func value(_ spread: Spread?, _ scale: Double = 1) -> JSONValue {
    guard let spread else { return .null }
    // Sums of a file's times may be beyond all integers.
    func number(_ value: Double) -> JSONValue {
      abs(value * scale) < 9e18 ? .integer(Int((value * scale).rounded())) : .null
    }
    return .object([("median", number(spread.median)), ("p5", number(spread.low)), ("p95", number(spread.high))])
  }

  private func value(_ counters: BenchCounters?) -> JSONValue {
    guard let counters else { return .null }
    return .object([
      ("bytecodes", counters.bytecodes.map { .integer($0) } ?? .null), ("traces", .integer(counters.traces)),
      ("bridges", .integer(counters.bridges)), ("aborts", .integer(counters.aborts)),
      ("guard_failures", .integer(counters.guardFailures)), ("collections", .integer(counters.collections)),
      ("crossings", .integer(counters.crossings)),
    ])
  }

  private func value(_ analysis: BenchAnalysis) -> JSONValue {
    let benchmark = analysis.benchmark
    let warmup = analysis.warmup
    return .object([
      ("file", .string(benchmark.path)), ("program", .string(benchmark.program)), ("vm", .string(benchmark.vm)),
      ("finished", .bool(benchmark.isFinished)),
      ("environment", .object(benchmark.environment.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      ("class", warmup.map { .string($0.verdict.description) } ?? .null),
      ("classes", .object(WarmupClass.allCases.map { ($0.rawValue, .integer(warmup?.count(of: $0) ?? 0)) })),
      ("steady_iteration", value(warmup?.steadyIterations)),
      ("time_to_steady_ns", value(warmup?.timesToSteady, 1e9)), ("steady_time", value(warmup?.steadyTime)),
      ("first_ns", value(analysis.first, 1e9)), ("peak_kb", value(analysis.memory)),
      ("counters", value(analysis.total)), ("counters_until_steady", value(analysis.untilSteady?.counters)),
      (
        "processes",
        .array(
          analysis.timed.indices.map { index in
            process(analysis.timed[index], warmup!.processes[index], analysis.causes[index])
          })
      ),
      (
        "failed",
        .array(
          benchmark.failed.map {
            .object([("process", .integer($0.id)), ("reason", .string($0.failure ?? ""))])
          })
      ),
      (
        "noise",
        .array(
          benchmark.noise.map {
            .object([
              ("process", $0.process.map { .integer($0) } ?? .null), ("kind", .string($0.kind)),
              ("detail", .string($0.detail)),
            ])
          })
      ),
    ])
  }

  private func process(_ process: BenchProcess, _ result: ProcessAnalysis, _ causes: [BenchCause]) -> JSONValue {
    .object([
      ("process", .integer(process.id)), ("class", .string(result.classification.rawValue)),
      ("overhead_ns", .integer(process.overhead)), ("peak_kb", .integer(process.peakKilobytes)),
      ("cycle", result.cycle.map { .integer($0.period) } ?? .null),
      ("outliers", .array(result.outliers.map { .integer($0) })),
      ("changepoints", .array(result.changepoints.map { .integer($0) })),
      (
        "segments",
        .array(
          result.segments.map {
            .object([
              ("start", .integer($0.start)), ("end", .integer($0.end)), ("mean_ns", nanoseconds($0.mean)),
              ("deviation_ns", nanoseconds($0.variance.squareRoot())),
            ])
          })
      ),
      ("steady_iteration", result.steady.map { .integer($0.iteration) } ?? .null),
      ("time_to_steady_ns", result.steady.map { nanoseconds($0.timeToSteady) } ?? .null),
      ("steady_time", value(result.steady?.time)), ("why", .array(causes.map(cause))),
      ("wall_ns", .array(process.iterations.map { .integer($0.wall) })),
      ("cpu_ns", .array(process.iterations.map { .integer($0.cpu) })),
    ])
  }

  private func cause(_ cause: BenchCause) -> JSONValue {
    let kind: [(String, JSONValue)] =
      switch cause.kind {
      case .step(let change): [("kind", .string("step")), ("change", .number(change))]
      case .peak(let excess): [("kind", .string("peak")), ("excess_ns", .integer(excess))]
      }
    return .object(
      [("iteration", .integer(cause.iteration))] + kind + [
        ("text", .string(cause.text)), ("changes", .array(cause.changes.map { .string($0) })),
        ("events", .array(cause.moments.map(moment))),
      ])
  }

  private func moment(_ moment: BenchMoment) -> JSONValue {
    .object([
      ("kind", .string(moment.kind.rawValue)), ("iteration", .integer(moment.iteration)),
      ("t_ns", .integer(moment.time)), ("duration_ns", .integer(moment.duration)),
      ("trace", moment.trace.map { .integer($0) } ?? .null), ("file", .string(moment.place?.file ?? "")),
      ("line", .integer(moment.place?.line ?? 0)), ("function", .string(moment.place?.function ?? "")),
      ("text", .string(moment.text)),
    ])
  }
}
