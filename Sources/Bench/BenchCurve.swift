// The curves of one or several benches as SVG: every process as a thin line, the median of the processes as a thick one, the steady
// iteration as a line down, what the JIT did as marks below. Light or dark by the reader's system. Without colour the files
// are told apart by the dashes of their lines and by names at the end of each; the marks are letters.

import Foundation
import Profiler
import Warmup

public struct BenchCurve {
  private let analyses: [BenchAnalysis]
  private let width = 960.0
  private let plot: (left: Double, right: Double, top: Double, bottom: Double)
  private let height: Double
  private let count: Int
  /// Logarithms of nanoseconds.
  private let low: Double
  private let high: Double

  private static let colours = ["#0b5cad", "#c4500a", "#1b7a3d", "#7a1fa2", "#a3006d", "#5b646d"]
  private static let darkColours = ["#7ab8ff", "#ffa05c", "#66cc88", "#d9a0ff", "#ff8ac8", "#b0b8c0"]
  private static let dashes = ["", "7 3", "2 3", "9 3 2 3", "4 2", "1 4"]
  /// Columns into which marks of one kind fall together.
  private static let markColumns = 120
  /// Points of a line at most.
  private static let points = 1500

  public init(_ benchmarks: [Benchmark], options: AnalysisOptions = AnalysisOptions()) {
    self.init(benchmarks.map { BenchAnalysis($0, options: options) })
  }

  public init(_ analyses: [BenchAnalysis]) {
    self.analyses = analyses
    let processes = analyses.flatMap(\.timed)
    count = max(2, processes.map(\.iterations.count).max() ?? 2)
    // A hundredth of the slowest iterations may stick out.
    let walls = processes.flatMap { $0.iterations.map(\.wall) }.filter { $0 > 0 }.sorted()
    let bottom = log10(Double(walls.first ?? 1))
    let top = log10(Double(walls.last ?? 10))
    low = bottom - max(0.02, (top - bottom) * 0.03)
    high = top + max(0.02, (top - bottom) * 0.05)
    let rows = Double(analyses.map { BenchCurve.kinds($0).count }.reduce(0, +))
    let head = 56 + Double(analyses.count) * 18
    plot = (70, width - 150, head, head + 300)
    height = plot.bottom + 44 + rows * 16
  }

  /// Seconds by iteration: the median of the processes, as far as all of them go.
  public static func median(of analysis: BenchAnalysis) -> [Double] { BenchSpark.medianCurve(analysis.timed) }

  private static func kinds(_ analysis: BenchAnalysis) -> [EventKind] {
    let moments = analysis.moments.first ?? []
    return EventKind.allCases.filter { kind in moments.contains { $0.kind == kind && $0.iteration >= 0 } }
  }

  /// The whole document, ending with a newline.
  public var svg: String {
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" role="img" \
      font-family="system-ui, sans-serif" font-size="12">
      <title>\(escaped(title))</title>
      <style>\(Self.style)</style>
      <rect class="ground" width="\(number(width))" height="\(number(height))"/>
      <text class="text" x="16" y="26" font-size="15" font-weight="600">\(escaped(title))</text>
      """
    ]
    parts += grid()
    for index in analyses.indices { parts += curves(index) }
    parts += marks()
    parts.append("</svg>\n")
    return parts.joined(separator: "\n")
  }

  /// Writes the document as a whole file or not at all.
  public func write(to path: String) throws(BenchError) {
    do { try Data(svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw BenchError(.failed, "cannot write \(DisplayText.safe(path))")
    }
  }

  /// The style sheet inside the document: always the same, so that a page can allow it by its hash.
  public static let style = """
    .ground { fill: #fff; } .text { fill: #1c2024; } .faint { fill: #5b646d; } .grid { stroke: #d0d7de; }
    .process { fill: none; stroke-width: 0.7; opacity: 0.35; } .median { fill: none; stroke-width: 2; }
    .steady { stroke-width: 1.2; } .mark { font-size: 10px; text-anchor: middle; }
    \(colourRules(colours))
    @media (prefers-color-scheme: dark) {
    .ground { fill: #15181c; } .text { fill: #e6e9ec; } .faint { fill: #a0a9b2; } .grid { stroke: #363c43; }
    \(colourRules(darkColours))
    }
    """

  private static func colourRules(_ colours: [String]) -> String {
    colours.enumerated().map { ".c\($0) { stroke: \($1); } .f\($0) { fill: \($1); }" }.joined(separator: " ")
  }

  // MARK: Parts

  private var title: String {
    let programs = analyses.map { BenchReport.shortName($0.benchmark) }
    let same = programs.allSatisfy { $0 == programs.first }
    return "Warmup of " + (same ? programs.first ?? "" : Array(Set(programs)).sorted().joined(separator: ", "))
  }

  private func name(_ analysis: BenchAnalysis) -> String {
    let version = analysis.benchmark.environment["version"] ?? ""
    let versions = Set(analyses.map { $0.benchmark.environment["version"] ?? "" })
    let isOwn = analysis.benchmark.vm.hasPrefix("pitviper")
    return analysis.benchmark.vm + (versions.count > 1 && isOwn ? " \(version)" : "")
  }

  private func x(_ iteration: Double) -> Double {
    plot.left + (plot.right - plot.left) * iteration / Double(count - 1)
  }

  private func y(_ nanoseconds: Double) -> Double {
    let share = (log10(max(1, nanoseconds)) - low) / max(1e-9, high - low)
    return plot.bottom - (plot.bottom - plot.top) * max(0, min(1, share))
  }

  private func grid() -> [String] {
    var parts: [String] = []
    for exponent in Int(low.rounded(.down))...Int(high.rounded(.up)) {
      for digit in high - low > 1.5 ? [1.0] : [1, 2, 3, 5, 7] {
        let value = digit * pow(10, Double(exponent))
        guard log10(value) >= low, log10(value) <= high else { continue }
        let height = number(y(value))
        parts.append(
          "<line class=\"grid\" x1=\"\(number(plot.left))\" x2=\"\(number(plot.right))\" y1=\"\(height)\" y2=\"\(height)\"/>"
            + "<text class=\"faint\" x=\"\(number(plot.left - 6))\" y=\"\(number(y(value) + 4))\" text-anchor=\"end\">"
            + "\(Figures.time(nanoseconds: value))</text>")
      }
    }
    for step in 0...5 {
      let iteration = Double(count - 1) * Double(step) / 5
      parts.append(
        "<text class=\"faint\" x=\"\(number(x(iteration)))\" y=\"\(number(plot.bottom + 16))\" text-anchor=\"middle\">"
          + "\(Int(iteration.rounded()))</text>")
    }
    parts.append(
      "<text class=\"faint\" x=\"\(number((plot.left + plot.right) / 2))\" y=\"\(number(plot.bottom + 32))\" "
        + "text-anchor=\"middle\">iteration (time of each, logarithmic)</text>")
    return parts
  }

  private func curves(_ index: Int) -> [String] {
    let analysis = analyses[index]
    let colour = index % Self.colours.count
    let dash = Self.dashes[index % Self.dashes.count]
    let dashes = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
    var parts: [String] = []
    for process in analysis.timed {
      parts.append(
        "<path class=\"process c\(colour)\" d=\"\(path(process.iterations.map { Double($0.wall) }))\">"
          + "<title>\(escaped(name(analysis))), process \(process.id)</title></path>")
    }
    let median = BenchSpark.medianCurve(analysis.timed).map { $0 * 1e9 }
    if median.count > 1 {
      parts.append("<path class=\"median c\(colour)\"\(dashes) d=\"\(path(median))\"/>")
      parts.append(
        "<text class=\"f\(colour)\" x=\"\(number(x(Double(median.count - 1)) + 6))\" y=\"\(number(y(median.last!) + 4))\">"
          + "\(escaped(name(analysis)))</text>")
    }
    let warmup = analysis.warmup
    if let steady = warmup?.steadyIterations {
      let place = number(x(steady.median))
      parts.append(
        "<line class=\"steady c\(colour)\"\(dashes) x1=\"\(place)\" x2=\"\(place)\" y1=\"\(number(plot.top))\" "
          + "y2=\"\(number(plot.bottom))\"><title>steady from here</title></line>")
    }
    let text =
      "\(name(analysis)): \(warmup?.verdict.description ?? "no times"), \(BenchReport.processes(analysis.timed.count)), steady from "
      + "\(BenchReport.spread(warmup?.steadyIterations, BenchReport.count)), then \(BenchReport.estimate(warmup?.steadyTime))"
    let line = 46 + Double(index) * 18
    parts.append(
      "<line class=\"median c\(colour)\"\(dashes) x1=\"16\" x2=\"52\" y1=\"\(number(line - 4))\" y2=\"\(number(line - 4))\"/>"
        + "<text class=\"text\" x=\"60\" y=\"\(number(line))\">\(escaped(text))</text>")
    return parts
  }

  /// A line through the times; of a long series the highest and the lowest of each column.
  private func path(_ nanoseconds: [Double]) -> String {
    var points: [(Int, Double)] = []
    if nanoseconds.count <= Self.points {
      points = nanoseconds.enumerated().map { ($0, $1) }
    } else {
      let columns = Self.points / 2
      for column in 0..<columns {
        let range = column * nanoseconds.count / columns..<(column + 1) * nanoseconds.count / columns
        let highest = range.max { nanoseconds[$0] < nanoseconds[$1] }!
        let lowest = range.min { nanoseconds[$0] < nanoseconds[$1] }!
        for index in [highest, lowest].sorted() { points.append((index, nanoseconds[index])) }
      }
    }
    return points.enumerated().map { position, point in
      "\(position == 0 ? "M" : "L")\(number(x(Double(point.0)))) \(number(y(point.1)))"
    }.joined()
  }

  /// What happened in the first process of each file, a row for each kind.
  private func marks() -> [String] {
    var parts: [String] = []
    var line = plot.bottom + 48
    for (index, analysis) in analyses.enumerated() {
      let moments = analysis.moments.first ?? []
      for kind in BenchCurve.kinds(analysis) {
        let colour = index % Self.colours.count
        let label = analyses.count > 1 ? "\(name(analysis)): \(kind.label)" : kind.label
        parts.append(
          "<text class=\"faint\" x=\"\(number(plot.right + 8))\" y=\"\(number(line))\">"
            + "\(kind.letter) \(escaped(DisplayText.fitted(label, columns: 22)))</text>")
        var columns: [Int: [BenchMoment]] = [:]
        for moment in moments where moment.kind == kind && moment.iteration >= 0 {
          columns[moment.iteration * Self.markColumns / count, default: []].append(moment)
        }
        for (_, here) in columns.sorted(by: { $0.key < $1.key }) {
          let hint = here.prefix(4).map { "iteration \($0.iteration): \($0.text)" }.joined(separator: "\n")
          let more = here.count > 4 ? "\n… and \(here.count - 4) more" : ""
          parts.append(
            "<text class=\"mark f\(colour)\" x=\"\(number(x(Double(here[0].iteration))))\" y=\"\(number(line))\">"
              + "\(kind.letter)<title>\(escaped(hint + more))</title></text>")
        }
        line += 16
      }
    }
    return parts
  }

  // MARK: Text

  private func number(_ value: Double) -> String {
    let text = Figures.fixed(value, digits: 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private func escaped(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayText.safe(String($0)) }
    return MarkupText.escaped(lines.joined(separator: "\n"))
  }
}
