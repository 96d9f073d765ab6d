// The analysis of one benchmark as lines of text: a row per process, then what all of them say. Names of files and benchmarks are
// not in it: whoever prints them makes them harmless.

public struct WarmupReport {
  private let analysis: BenchmarkAnalysis
  private let set: ProcessSet

  /// - Parameter set: what was analysed.
  public init(_ analysis: BenchmarkAnalysis, of set: ProcessSet) {
    precondition(analysis.processes.count == set.processes.count)
    self.analysis = analysis
    self.set = set
  }

  /// Columns of a sparkline, and the least that make sense.
  private static let curve = 10...40

  /// Lines of at most `width` columns, or as few as the table needs.
  public func lines(width: Int) -> [String] {
    var rows = [
      ["process", "n", "outliers", "segments", "class", "steady from", "time to steady", "steady time (99 %)"]
    ]
    for (index, process) in analysis.processes.enumerated() {
      rows.append([
        String(index), String(process.count), String(process.outliers.count), String(process.segments.count),
        Self.classText(process), process.steady.map { String($0.iteration) } ?? "–",
        process.steady.map { TimeText.time($0.timeToSteady) } ?? "–",
        process.steady.map { TimeText.estimate($0.time) } ?? "–",
      ])
    }
    let isText: Set<Int> = [4, 7]
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
    let used = widths.reduce(0, +) + 2 * widths.count
    let columns = min(Self.curve.upperBound, width - used - 2)
    let hasCurve = columns >= Self.curve.lowerBound
    var lines: [String] = []
    for (index, row) in rows.enumerated() {
      var line = ""
      for (column, cell) in row.enumerated() {
        let fill = String(repeating: " ", count: widths[column] - cell.count)
        line += "  " + (isText.contains(column) ? cell + fill : fill + cell)
      }
      if hasCurve {
        line += "  " + (index == 0 ? "curve" : Sparkline.text(set.processes[index - 1].seconds, columns: columns))
      }
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    return lines + summary
  }

  /// The verdict and the figures over all processes.
  private var summary: [String] {
    let count = analysis.processes.count
    var verdict = "  verdict: \(analysis.verdict)"
    if count > 1 {
      let classes = WarmupClass.allCases.filter { analysis.count(of: $0) > 0 }
      verdict += " (" + classes.map { "\(analysis.count(of: $0)) \($0.rawValue)" }.joined(separator: ", ") + ")"
    }
    var lines = [verdict]
    guard let time = analysis.steadyTime, let iterations = analysis.steadyIterations, let times = analysis.timesToSteady
    else { return lines + ["  no process reaches a steady state"] }
    if count > 1 {
      lines.append(
        "  steady time: \(TimeText.estimate(time)) over \(counted(iterations.count, "process", "processes"))")
      lines.append("  steady from iteration: median \(Self.spread(iterations) { TimeText.short($0) })")
      lines.append("  time to steady: median \(Self.spread(times) { TimeText.time($0) })")
    }
    return lines
  }

  private static func spread(_ spread: Spread, _ text: (Double) -> String) -> String {
    guard spread.low < spread.high else { return text(spread.median) }
    return "\(text(spread.median)), 5 to 95 %: \(text(spread.low)) to \(text(spread.high))"
  }

  static func classText(_ process: ProcessAnalysis) -> String {
    guard let cycle = process.cycle else { return process.classification.rawValue }
    return "\(process.classification.rawValue), cycle of \(cycle.period)"
  }
}

/// What became of the benchmark, as lines of text.
public struct ComparisonReport {
  private let comparison: BenchmarkComparison

  public init(_ comparison: BenchmarkComparison) { self.comparison = comparison }

  public var lines: [String] {
    let rows: [(String, MetricComparison)] = [
      ("classes", comparison.classes), ("steady from iteration", comparison.steadyIteration),
      ("time to steady", comparison.timeToSteady), ("steady time", comparison.steadyTime),
    ]
    let width = rows.map(\.0.count).max()!
    let lines = rows.map { name, metric in
      var line = "  " + name + String(repeating: " ", count: width - name.count) + "  "
      line += metric.verdict?.rawValue ?? "undecided"
      if let ratio = metric.ratio { line += ", \(TimeText.fixed(ratio, digits: 3)) times" }
      if let reason = metric.reason { line += ": " + reason }
      return line
    }
    return lines + ["  verdict: \(comparison.verdict.rawValue)"]
  }
}
