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

  /// The columns of the table; those that are not needed give way first.
  private static var columns: [(title: String, isText: Bool, isNeeded: Bool, cell: (Int, ProcessAnalysis) -> String)] {
    [
      ("#", false, true, { index, _ in String(index) }),
      ("n", false, true, { String($1.count) }),
      ("outliers", false, false, { String($1.outliers.count) }),
      ("segments", false, false, { String($1.segments.count) }),
      ("class", true, true, { classText($1) }),
      ("steady from", false, true, { $1.steady.map { String($0.iteration) } ?? "–" }),
      ("time to steady", false, true, { $1.steady.map { TimeText.time($0.timeToSteady) } ?? "–" }),
      ("steady time (99 %)", true, true, { $1.steady.map { TimeText.estimate($0.time) } ?? "–" }),
    ]
  }

  /// Lines of at most `width` columns, or as few as the table needs.
  public func lines(width: Int) -> [String] {
    var columns = Self.columns.map { column in
      let cells = [column.title] + analysis.processes.enumerated().map { column.cell($0, $1) }
      return (cells: cells, width: cells.map(\.count).max()!, isText: column.isText, isNeeded: column.isNeeded)
    }
    func used() -> Int { columns.reduce(0) { $0 + $1.width + 2 } }
    if used() > width { columns.removeAll { !$0.isNeeded } }
    let room = min(Self.curve.upperBound, width - used() - 2)
    let lines = (0...analysis.processes.count).map { row in
      var line = ""
      for column in columns {
        let fill = String(repeating: " ", count: column.width - column.cells[row].count)
        line += "  " + (column.isText ? column.cells[row] + fill : fill + column.cells[row])
      }
      if room >= Self.curve.lowerBound {
        line += "  " + (row == 0 ? "curve" : Sparkline(set.processes[row - 1].seconds, columns: room).text)
      }
      while line.last == " " { line.removeLast() }
      return line
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
