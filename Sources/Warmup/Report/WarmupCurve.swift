// The curves of benchmarks as SVG, a panel each: every process as a thin line, its segments as bars, outliers as circles, and where
// processes become steady as a band (5th to 95th percentile) with a line at the median. Readable on light and dark ground, and
// without colour. Times that would flatten the rest lie on the upper edge.

import Foundation

public struct WarmupCurve {
  /// One benchmark; the title may hold anything. Panels of one group have one scale.
  public struct Panel {
    let title: String
    let group: String
    let analysis: BenchmarkAnalysis
    let set: ProcessSet

    /// - Parameter set: what was analysed.
    public init(title: String, group: String, _ analysis: BenchmarkAnalysis, of set: ProcessSet) {
      precondition(analysis.processes.count == set.processes.count)
      self.title = title
      self.group = group
      self.analysis = analysis
      self.set = set
    }
  }

  private struct Scale {
    /// Of the longest series.
    let iterations: Int
    let seconds: ClosedRange<Double>

    func x(_ iteration: Double) -> Double {
      plot.left + iteration / Double(iterations - 1) * (plot.right - plot.left)
    }

    func y(_ value: Double) -> Double {
      let share = (value - seconds.lowerBound) / (seconds.upperBound - seconds.lowerBound)
      return plot.bottom - min(1, max(0, share)) * (plot.bottom - plot.top)
    }
  }

  private let panels: [Panel]
  private let scales: [String: Scale]

  private static let width = 960.0
  private static let panelHeight = 260.0
  private static let plot = (left: 80.0, right: 944.0, top: 44.0, bottom: 220.0)
  /// Points of a line, processes and outliers of a panel at most.
  private static let points = 1000
  private static let processes = 50
  private static let outliers = 500

  public init(_ panels: [Panel]) {
    self.panels = panels
    scales = Dictionary(grouping: panels, by: \.group).mapValues(Self.scale)
  }

  private static func scale(_ panels: [Panel]) -> Scale {
    let all = panels.flatMap(\.set.processes)
    let means = panels.flatMap(\.analysis.processes).flatMap(\.segments).map(\.mean)
    let top = max(all.map { Order.percentile($0.seconds.sorted(), 0.99) }.max() ?? 1, means.max() ?? 1)
    let lowest = all.compactMap { $0.seconds.min() }.min() ?? 0
    let margin = max((top - lowest) * 0.06, top * 0.01, 1e-12)
    return Scale(
      iterations: max(2, all.map(\.count).max() ?? 2), seconds: max(0, lowest - margin)...(top + margin))
  }

  /// The whole document, ending with a newline.
  public var svg: String {
    let height = Self.panelHeight * Double(panels.count)
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(Self.width)) \(number(height))" role="img" \
      font-family="system-ui, sans-serif" font-size="12">
      <title>Seconds per iteration</title>
      <style>
      .ground { fill: #fff; } .text { fill: #1c2024; } .faint { fill: #5b646d; } .grid { stroke: #d0d7de; }
      .process { fill: none; stroke: #0b5cad; stroke-width: 0.8; opacity: 0.5; }
      .segment { stroke: #0b5cad; stroke-width: 2.2; opacity: 0.8; }
      .outlier { fill: none; stroke: #c4500a; } .steady { stroke: #1b7a3d; stroke-width: 1.4; stroke-dasharray: 6 3; }
      .band { fill: #1b7a3d; opacity: 0.14; }
      @media (prefers-color-scheme: dark) {
      .ground { fill: #15181c; } .text { fill: #e6e9ec; } .faint { fill: #a0a9b2; } .grid { stroke: #363c43; }
      .process, .segment { stroke: #7ab8ff; } .outlier { stroke: #ffa05c; } .steady { stroke: #66cc88; } .band { fill: #66cc88; }
      }
      </style>
      <rect class="ground" width="\(number(Self.width))" height="\(number(height))"/>
      """
    ]
    for (index, panel) in panels.enumerated() {
      parts.append("<g transform=\"translate(0 \(number(Double(index) * Self.panelHeight)))\">")
      let scale = scales[panel.group]!
      parts += heading(panel) + grid(scale) + steady(panel, scale)
      for (series, process) in zip(panel.set.processes, panel.analysis.processes).prefix(Self.processes) {
        parts.append(line(series, scale))
        parts += segments(process, scale)
      }
      parts += outliers(panel, scale)
      parts.append("</g>")
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  // MARK: Parts

  private func heading(_ panel: Panel) -> [String] {
    let count = panel.set.processes.count
    var facts = ["\(counted(count, "process", "processes")), \(panel.analysis.verdict)"]
    if count > Self.processes { facts[0] += " (\(Self.processes) drawn)" }
    if let time = panel.analysis.steadyTime { facts.append("steady time \(TimeText.estimate(time))") }
    if let steady = panel.analysis.steadyIterations { facts.append("from iteration \(TimeText.short(steady.median))") }
    return [
      "<text class=\"text\" x=\"16\" y=\"18\" font-weight=\"600\">\(escaped(panel.title))</text>",
      "<text class=\"faint\" x=\"16\" y=\"34\">\(escaped(facts.joined(separator: ", ")))</text>",
    ]
  }

  private func grid(_ scale: Scale) -> [String] {
    let plot = Self.plot
    let rows = Self.ticks(scale.seconds.lowerBound, scale.seconds.upperBound, about: 4).flatMap { value in
      let place = number(scale.y(value))
      return [
        "<line class=\"grid\" x1=\"\(number(plot.left))\" x2=\"\(number(plot.right))\" y1=\"\(place)\" y2=\"\(place)\"/>",
        "<text class=\"faint\" x=\"\(number(plot.left - 6))\" y=\"\(number(scale.y(value) + 4))\" text-anchor=\"end\">\(TimeText.time(value))</text>",
      ]
    }
    let columns = Self.ticks(0, Double(scale.iterations - 1), about: 8).map { value in
      "<text class=\"faint\" x=\"\(number(scale.x(value)))\" y=\"\(number(plot.bottom + 16))\" text-anchor=\"middle\">\(TimeText.short(value))</text>"
    }
    return rows + columns
  }

  private func steady(_ panel: Panel, _ scale: Scale) -> [String] {
    guard let steady = panel.analysis.steadyIterations else { return [] }
    let (top, height) = (number(Self.plot.top), number(Self.plot.bottom - Self.plot.top))
    let place = number(scale.x(steady.median))
    let width = number(scale.x(steady.high) - scale.x(steady.low))
    return [
      "<rect class=\"band\" x=\"\(number(scale.x(steady.low)))\" y=\"\(top)\" width=\"\(width)\" height=\"\(height)\"/>",
      "<line class=\"steady\" x1=\"\(place)\" x2=\"\(place)\" y1=\"\(top)\" y2=\"\(number(Self.plot.bottom))\"/>",
    ]
  }

  /// Long series by the median of equal stretches.
  private func line(_ series: Series, _ scale: Scale) -> String {
    let count = min(series.count, Self.points)
    let places = (0..<count).map { index in
      let stretch = (index * series.count / count)..<((index + 1) * series.count / count)
      let middle = Double(stretch.lowerBound + stretch.upperBound - 1) / 2
      return "\(number(scale.x(middle))),\(number(scale.y(Order.median(Array(series.seconds[stretch])))))"
    }
    return "<polyline class=\"process\" points=\"\(places.joined(separator: " "))\"/>"
  }

  private func segments(_ process: ProcessAnalysis, _ scale: Scale) -> [String] {
    process.segments.map { segment in
      let place = number(scale.y(segment.mean))
      let (start, end) = (number(scale.x(Double(segment.start))), number(scale.x(Double(segment.end))))
      return "<line class=\"segment\" x1=\"\(start)\" x2=\"\(end)\" y1=\"\(place)\" y2=\"\(place)\"/>"
    }
  }

  private func outliers(_ panel: Panel, _ scale: Scale) -> [String] {
    let places = zip(panel.set.processes, panel.analysis.processes).prefix(Self.processes).flatMap { series, process in
      process.outliers.map { (Double($0), series.seconds[$0]) }
    }
    return places.prefix(Self.outliers).map { iteration, seconds in
      "<circle class=\"outlier\" cx=\"\(number(scale.x(iteration)))\" cy=\"\(number(scale.y(seconds)))\" r=\"2.2\"/>"
    }
  }

  /// Multiples of 1, 2 or 5 times a power of ten.
  static func ticks(_ low: Double, _ high: Double, about count: Int) -> [Double] {
    let rough = (high - low) / Double(count)
    guard rough > 0, rough.isFinite else { return [low] }
    let power = pow(10, log10(rough).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
    return stride(from: (low / step).rounded(.up), through: (high / step).rounded(.down), by: 1).map { $0 * step }
  }

  private func number(_ value: Double) -> String { TimeText.fixed(value, digits: 1) }

  private func escaped(_ text: String) -> String { MarkupText.escaped(text, newline: "\u{FFFD}") }
}
