// The curves of benchmarks as SVG, a panel for what is compared with each other: every process as a thin line, its segments as bars, its
// outliers as circles, the median of the processes as a thick line, where they become steady as a band (5th to 95th percentile) with a
// line at the median, and below it what happened. Several versions or interpreters lie over each other. Readable on light and dark
// ground, and without colour: dashes and names tell the curves apart, letters what happened.

import Foundation

public struct WarmupCurve {
  /// One workload on one version of one interpreter. No text of it may harm a terminal or a reader; markup is harmless here.
  public struct Curve {
    let name: String
    let processes: [[Double]]
    let numbers: [Int]
    let analysis: BenchmarkAnalysis
    let rows: [EventRow]

    /// - Parameters:
    ///   - processes: seconds by iteration of each process that was analysed, in its order.
    ///   - numbers: what the processes are called; from 0 when not given.
    public init(
      name: String, processes: [[Double]], numbers: [Int]? = nil, _ analysis: BenchmarkAnalysis, rows: [EventRow] = []
    ) {
      precondition(analysis.processes.map(\.count) == processes.map(\.count))
      self.name = name
      self.processes = processes
      self.numbers = numbers ?? Array(processes.indices)
      self.analysis = analysis
      self.rows = rows
    }
  }

  /// Everything of one kind that happened in one process.
  public struct EventRow {
    let letter: String
    let label: String
    let events: [(iteration: Int, text: String)]

    public init(letter: String, label: String, events: [(iteration: Int, text: String)]) {
      self.letter = letter
      self.label = label
      self.events = events
    }
  }

  public struct Panel {
    let title: String
    let curves: [Curve]

    public init(title: String, _ curves: [Curve]) {
      self.title = title
      self.curves = curves
    }
  }

  private let panels: [CurvePanel]

  public init(_ panels: [Panel]) { self.panels = panels.map { CurvePanel($0) } }

  /// The whole document, ending with a newline.
  public var svg: String {
    let height = CurvePanel.number(panels.reduce(0) { $0 + $1.height })
    let width = CurvePanel.number(CurvePanel.width)
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" \
      font-family="system-ui, sans-serif" font-size="12">
      <title>Time of each iteration</title>
      <style>\(Self.style)</style>
      <rect class="ground" width="\(width)" height="\(height)"/>
      """
    ]
    var top = 0.0
    for panel in panels {
      parts.append("<g transform=\"translate(0 \(CurvePanel.number(top)))\">")
      parts += panel.elements
      parts.append("</g>")
      top += panel.height
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  static let colours = ["#0b5cad", "#c4500a", "#1b7a3d", "#7a1fa2", "#a3006d", "#5b646d"]
  private static let darkColours = ["#7ab8ff", "#ffa05c", "#66cc88", "#d9a0ff", "#ff8ac8", "#b0b8c0"]

  /// The style sheet inside the document: always the same, so that a page can allow it by its hash.
  public static let style = """
    .ground { fill: #fff; } .text { fill: #1c2024; } .faint { fill: #5b646d; } .grid { stroke: #d0d7de; }
    .process { fill: none; stroke-width: 0.7; opacity: 0.35; } .median { fill: none; stroke-width: 2; }
    .segment { stroke-width: 2.6; opacity: 0.45; } .outlier { fill: none; opacity: 0.6; }
    .steady { stroke-width: 1.2; } .band { opacity: 0.12; } .mark { font-size: 10px; text-anchor: middle; }
    \(rules(colours))
    @media (prefers-color-scheme: dark) {
    .ground { fill: #15181c; } .text { fill: #e6e9ec; } .faint { fill: #a0a9b2; } .grid { stroke: #363c43; }
    \(rules(darkColours))
    }
    """

  private static func rules(_ colours: [String]) -> String {
    colours.enumerated().map { ".c\($0) { stroke: \($1); } .f\($0) { fill: \($1); }" }.joined(separator: " ")
  }
}
