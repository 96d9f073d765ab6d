// A bench as text: one table over all files, then of each file the classes, what explains the steps and the slow iterations, and what
// makes the figures doubtful. Made for 80 columns and more; nothing in it depends on colour.

import Profiler
import Warmup

public struct BenchReport: Sendable {
  public let analyses: [BenchAnalysis]
  /// Rows of a table.
  static let rows = 20

  public init(_ benchmarks: [Benchmark], options: AnalysisOptions = AnalysisOptions()) {
    analyses = benchmarks.map { BenchAnalysis($0, options: options) }
  }

  /// The whole report, ending with a newline.
  public func text(width: Int) -> String {
    var lines: [String] = []
    if analyses.count > 1 { lines += comparison() }
    for analysis in analyses {
      if !lines.isEmpty { lines.append("") }
      lines += section(analysis, width: width)
    }
    return lines.map { DisplayText.fitted(DisplayText.safe($0), columns: max(60, width)) }.joined(separator: "\n")
      + "\n"
  }

  // MARK: Figures

  public static func seconds(_ value: Double) -> String { Figures.time(nanoseconds: value * 1e9) }

  public static func spread(_ spread: Spread?, _ text: (Double) -> String) -> String {
    guard let spread else { return "–" }
    return spread.low == spread.high
      ? text(spread.median) : "\(text(spread.median)) (\(text(spread.low))–\(text(spread.high)))"
  }

  public static func estimate(_ estimate: TimeEstimate?) -> String {
    guard let estimate else { return "–" }
    return Figures.time(
      Estimate(value: estimate.value * 1e9, low: estimate.low * 1e9, high: estimate.high * 1e9))
  }

  /// `1 process`, `10 processes`
  public static func processes(_ count: Int) -> String {
    count == 1 ? "1 process" : "\(Figures.count(count)) processes"
  }

  public static func count(_ value: Double) -> String { Figures.count(Int(value.rounded())) }

  // MARK: Parts

  /// Programs and interpreters side by side; `vs first` is the steady time divided by that of the program's first file.
  public func comparison() -> [String] {
    var table = ColumnText(
      ["program", "on", "class", "steady from", "time to steady", "steady time", "vs first", "first iteration"])
    var firsts: [String: Double] = [:]
    for analysis in analyses {
      let warmup = analysis.warmup
      let name = BenchReport.shortName(analysis.benchmark)
      var relative = "–"
      if let time = warmup?.steadyTime?.value, time > 0 {
        relative = firsts[name].map { Figures.fixed(time / $0, digits: 2) } ?? "1.00"
        if firsts[name] == nil { firsts[name] = time }
      }
      let failures = analysis.benchmark.failed.isEmpty ? "" : " (\(analysis.benchmark.failed.count) failed)"
      table.add([
        name, analysis.benchmark.vm, (warmup?.verdict.description ?? "no times") + failures,
        BenchReport.spread(warmup?.steadyIterations, BenchReport.count),
        BenchReport.spread(warmup?.timesToSteady, BenchReport.seconds), BenchReport.estimate(warmup?.steadyTime),
        relative, BenchReport.spread(analysis.first, BenchReport.seconds),
      ])
    }
    return table.lines
  }

  static func shortName(_ benchmark: Benchmark) -> String {
    benchmark.program.split(separator: "/").last.map(String.init) ?? benchmark.program
  }

  private func section(_ analysis: BenchAnalysis, width: Int) -> [String] {
    let benchmark = analysis.benchmark
    let asked = benchmark.environment["processes"] ?? "?"
    var lines = ["\(benchmark.program) on \(benchmark.vm)"]
    lines.append(
      "\(benchmark.timed.count) of \(asked) processes, \(benchmark.environment["iterations"] ?? "?") iterations in each"
        + (benchmark.isFinished ? "" : " (unfinished)"))
    lines += facts(analysis)
    let curve = Sparkline(analysis.median, columns: max(20, min(width - 4, 100)))
    if let range = curve.range {
      let ends = "\(BenchReport.seconds(range.lowerBound)) to \(BenchReport.seconds(range.upperBound))"
      lines += ["", "Iteration times, the median of the processes (logarithmic, \(ends))", "  " + curve.text]
    }
    lines += steps(analysis)
    lines += peaks(analysis)
    lines += processes(analysis)
    for failed in benchmark.failed { lines.append("process \(failed.id) failed: \(failed.failure ?? "")") }
    if !benchmark.noise.isEmpty {
      lines += ["", "Doubtful"] + benchmark.noise.prefix(BenchReport.rows).map { "  \($0.detail)" }
      if benchmark.noise.count > BenchReport.rows {
        lines.append("  … and \(benchmark.noise.count - BenchReport.rows) more")
      }
    }
    return lines
  }

  private func facts(_ analysis: BenchAnalysis) -> [String] {
    guard let warmup = analysis.warmup else { return ["No process has two iterations."] }
    var rows: [(String, String)] = []
    let classes = WarmupClass.allCases.filter { warmup.count(of: $0) > 0 }
      .map { "\($0.rawValue) \(warmup.count(of: $0))" }.joined(separator: ", ")
    rows.append(("class", "\(warmup.verdict)" + (warmup.processes.count > 1 ? " (\(classes))" : "")))
    rows.append(("steady from", "iteration " + BenchReport.spread(warmup.steadyIterations, BenchReport.count)))
    rows.append(("time to steady", BenchReport.spread(warmup.timesToSteady, BenchReport.seconds)))
    rows.append(("steady time", BenchReport.estimate(warmup.steadyTime) + " an iteration, 99 % interval"))
    rows.append(("first iteration", BenchReport.spread(analysis.first, BenchReport.seconds)))
    rows.append(("most memory", BenchReport.spread(analysis.memory) { Figures.bytes(Int($0) * 1024) }))
    if let total = analysis.total {
      func text(_ counters: BenchCounters) -> String {
        let rows = [
          (counters.bytecodes ?? 0, "bytecode interpreted", "bytecodes interpreted"),
          (counters.traces, "trace", "traces"), (counters.bridges, "bridge", "bridges"),
          (counters.aborts, "abort", "aborts"), (counters.guardFailures, "guard failure", "guard failures"),
          (counters.crossings, "call into C", "calls into C"),
        ]
        return rows.map { "\(Figures.count($0.0)) \($0.0 == 1 ? $0.1 : $0.2)" }.joined(separator: ", ")
      }
      if let until = analysis.untilSteady { rows.append(("until steady", text(until.counters))) }
      rows.append(("in all", text(total)))
    }
    let columns = rows.map { $0.0.count }.max()! + 2
    return rows.flatMap { name, value in
      ["  " + DisplayText.padded(name, columns: columns) + value]
    }
  }

  private func steps(_ analysis: BenchAnalysis) -> [String] {
    let steps = analysis.commonSteps
    if steps.isEmpty { return [] }
    var table = ColumnText(["iteration", "change", "processes", "why"], right: [0, 1, 2])
    for step in steps.prefix(BenchReport.rows) {
      table.add([
        BenchReport.spread(Spread(step.iterations.map { Double($0) }), BenchReport.count),
        BenchReport.change(Spread(step.changes)!.median), "\(step.processes.count) of \(analysis.timed.count)",
        step.cause.text,
      ])
    }
    return ["", "Steps and why"] + table.lines
      + (steps.count > BenchReport.rows ? ["  … and \(steps.count - BenchReport.rows) more"] : [])
  }

  /// `−18 %`
  public static func change(_ change: Double) -> String {
    let percent = change * 100
    return (percent < 0 ? "−" : "+") + Figures.fixed(abs(percent), digits: abs(percent) < 9.95 ? 1 : 0) + " %"
  }

  private func peaks(_ analysis: BenchAnalysis) -> [String] {
    var rows: [(excess: Int, process: Int, cause: BenchCause)] = []
    for (process, causes) in zip(analysis.timed, analysis.causes) {
      for cause in causes { if case .peak(let excess) = cause.kind { rows.append((excess, process.id, cause)) } }
    }
    if rows.isEmpty { return [] }
    rows.sort { $0.excess > $1.excess }
    var table = ColumnText(["process", "iteration", "excess", "why"], right: [0, 1, 2])
    for row in rows.prefix(10) {
      table.add([
        String(row.process), String(row.cause.iteration), Figures.time(nanoseconds: Double(row.excess)), row.cause.text,
      ])
    }
    return ["", "Slow iterations"] + table.lines + (rows.count > 10 ? ["  … and \(rows.count - 10) more"] : [])
  }

  private func processes(_ analysis: BenchAnalysis) -> [String] {
    guard let warmup = analysis.warmup else { return [] }
    var table = ColumnText(
      ["process", "class", "segments", "outliers", "steady from", "time to steady", "steady time"], right: [0, 2, 3, 4])
    for (process, result) in zip(analysis.timed, warmup.processes).prefix(30) {
      let cycle = result.cycle.map { ", every \($0.period)" } ?? ""
      table.add([
        String(process.id), result.classification.rawValue + (result.classification == .cyclic ? cycle : ""),
        String(result.segments.count), String(result.outliers.count), result.steady.map { String($0.iteration) } ?? "–",
        result.steady.map { BenchReport.seconds($0.timeToSteady) } ?? "–",
        BenchReport.estimate(result.steady?.time),
      ])
    }
    return ["", "Processes"] + table.lines
      + (analysis.timed.count > 30 ? ["  … and \(analysis.timed.count - 30) more"] : [])
  }
}

/// Columns that line up; the last one is as long as it is.
struct ColumnText {
  private let right: Set<Int>
  private var rows: [[String]]

  init(_ titles: [String], right: Set<Int> = []) {
    rows = [titles]
    self.right = right
  }

  mutating func add(_ cells: [String]) { rows.append(cells.map { DisplayText.safe($0) }) }

  var lines: [String] {
    let widths = rows[0].indices.map { column in rows.map { DisplayText.width($0[column]) }.max()! }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let isLast = column == row.count - 1
        line +=
          "  " + (isLast ? cell : DisplayText.padded(cell, columns: widths[column], right: right.contains(column)))
      }
      return line
    }
  }
}
