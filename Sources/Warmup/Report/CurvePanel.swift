// One panel of the drawing: title, a line of figures for each curve, the plot, and what happened below it.

import Foundation

struct CurvePanel {
  let height: Double

  static let width = 960.0
  private static let dashes = ["", "7 3", "2 3", "9 3 2 3", "4 2", "1 4"]
  /// Points of a line; processes and outliers of a curve that are drawn at most.
  private static let points = 1500
  private static let processes = 50
  private static let outliers = 500
  /// Columns into which events of one kind fall together, and how many of them a hint names.
  private static let columns = 120
  private static let named = 4

  private let panel: WarmupCurve.Panel
  private let scale: CurveScale

  init(_ panel: WarmupCurve.Panel) {
    self.panel = panel
    let head = 34 + Double(panel.curves.count) * 18
    let rows = panel.curves.reduce(0) { $0 + $1.rows.count }
    // Room for names beside the plot.
    let right = panel.curves.count > 1 || rows > 0 ? 150.0 : 16
    scale = CurveScale(panel.curves, left: 80, right: Self.width - right, top: head, bottom: head + 280)
    height = scale.bottom + 44 + Double(rows) * 16
  }

  var elements: [String] {
    var parts = [
      "<text class=\"text\" x=\"16\" y=\"22\" font-size=\"15\" font-weight=\"600\">\(Self.escaped(panel.title))</text>"
    ]
    guard !panel.curves.isEmpty else { return parts }
    parts += grid
    for (index, curve) in panel.curves.enumerated() {
      let line = CurveLine(index)
      parts += legend(curve, line, y: 42 + Double(index) * 18) + steady(curve, line)
      for number in curve.processes.indices.prefix(Self.processes) { parts += process(curve, number, line) }
      parts += outliers(curve, line) + median(curve, line)
    }
    return parts + events
  }

  /// How a curve differs from the others.
  private struct CurveLine {
    let stroke: String
    let fill: String
    let dashes: String

    init(_ index: Int) {
      let colour = index % WarmupCurve.colours.count
      (stroke, fill) = ("c\(colour)", "f\(colour)")
      let dash = CurvePanel.dashes[index % CurvePanel.dashes.count]
      dashes = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
    }
  }

  // MARK: Around the plot

  private func legend(_ curve: WarmupCurve.Curve, _ line: CurveLine, y: Double) -> [String] {
    let count = curve.processes.count
    let analysis = curve.analysis
    var facts = ["\(analysis.verdict)", "\(count) \(count == 1 ? "process" : "processes")"]
    if count > Self.processes { facts[1] += " (\(Self.processes) drawn)" }
    if let steady = analysis.steadyIterations {
      let range =
        steady.low < steady.high
        ? " (\(TimeText.short(steady.low.rounded()))–\(TimeText.short(steady.high.rounded())))" : ""
      facts.append("steady from iteration \(TimeText.short(steady.median.rounded()))\(range)")
    }
    if let time = analysis.steadyTime { facts.append("then \(TimeText.estimate(time))") }
    let outliers = analysis.processes.reduce(0) { $0 + $1.outliers.count }
    if outliers > Self.outliers { facts.append("\(outliers) outliers (\(Self.outliers) drawn)") }
    let text = (curve.name.isEmpty ? "" : "\(curve.name): ") + facts.joined(separator: ", ")
    return [
      Self.line("median \(line.stroke)", 16, y - 4, 52, y - 4, line.dashes),
      "<text class=\"text\" x=\"60\" y=\"\(Self.number(y))\">\(Self.escaped(text))</text>",
    ]
  }

  private var grid: [String] {
    let rows = scale.times.flatMap { time in
      [
        Self.line("grid", scale.left, scale.y(time), scale.right, scale.y(time)),
        Self.text("faint", scale.left - 6, scale.y(time) + 4, TimeText.time(time), anchor: "end"),
      ]
    }
    let columns = CurveScale.ticks(0, Double(scale.iterations - 1), about: 8).filter { $0 == $0.rounded() }
    return rows
      + columns.map { Self.text("faint", scale.x($0), scale.bottom + 16, TimeText.short($0), anchor: "middle") }
      + [
        Self.text(
          "faint", (scale.left + scale.right) / 2, scale.bottom + 32, "iteration (time of each, logarithmic)",
          anchor: "middle")
      ]
  }

  private func steady(_ curve: WarmupCurve.Curve, _ line: CurveLine) -> [String] {
    guard let steady = curve.analysis.steadyIterations else { return [] }
    let (low, high, middle) = (scale.x(steady.low), scale.x(steady.high), scale.x(steady.median))
    return [
      "<rect class=\"band \(line.fill)\" x=\"\(Self.number(low))\" y=\"\(Self.number(scale.top))\" "
        + "width=\"\(Self.number(high - low))\" height=\"\(Self.number(scale.bottom - scale.top))\"/>",
      Self.line(
        "steady \(line.stroke)", middle, scale.top, middle, scale.bottom, line.dashes, hint: "steady from here"),
    ]
  }

  // MARK: Curves

  private func process(_ curve: WarmupCurve.Curve, _ number: Int, _ line: CurveLine) -> [String] {
    let name = (curve.name.isEmpty ? "" : "\(curve.name), ") + "process \(curve.numbers[number])"
    let segments = curve.analysis.processes[number].segments.map { segment in
      let y = scale.y(segment.mean)
      return Self.line("segment \(line.stroke)", scale.x(Double(segment.start)), y, scale.x(Double(segment.end)), y)
    }
    return [
      "<path class=\"process \(line.stroke)\" d=\"\(path(curve.processes[number]))\">"
        + "<title>\(Self.escaped(name))</title></path>"
    ] + segments
  }

  private func outliers(_ curve: WarmupCurve.Curve, _ line: CurveLine) -> [String] {
    let places = zip(curve.processes, curve.analysis.processes).prefix(Self.processes).flatMap { seconds, process in
      process.outliers.map { (Double($0), seconds[$0]) }
    }
    return places.prefix(Self.outliers).map { iteration, seconds in
      "<circle class=\"outlier \(line.stroke)\" cx=\"\(Self.number(scale.x(iteration)))\" "
        + "cy=\"\(Self.number(scale.y(seconds)))\" r=\"2.2\"/>"
    }
  }

  private func median(_ curve: WarmupCurve.Curve, _ line: CurveLine) -> [String] {
    let median = BenchmarkAnalysis.medians(of: curve.processes)
    guard let last = median.last else { return [] }
    let thick = "<path class=\"median \(line.stroke)\"\(line.dashes) d=\"\(path(median))\"/>"
    let name = Self.text(line.fill, scale.x(Double(median.count - 1)) + 6, scale.y(last) + 4, curve.name)
    return (curve.processes.count > 1 ? [thick] : []) + (panel.curves.count > 1 ? [name] : [])
  }

  /// A line through the times; of a long series the highest and the lowest of each column.
  private func path(_ seconds: [Double]) -> String {
    var places = Array(seconds.indices)
    if seconds.count > Self.points {
      let columns = Self.points / 2
      places = (0..<columns).flatMap { column in
        let range = column * seconds.count / columns..<(column + 1) * seconds.count / columns
        return [range.max { seconds[$0] < seconds[$1] }!, range.min { seconds[$0] < seconds[$1] }!].sorted()
      }
    }
    return places.enumerated().map { position, iteration in
      "\(position == 0 ? "M" : "L")\(Self.number(scale.x(Double(iteration)))) \(Self.number(scale.y(seconds[iteration])))"
    }.joined()
  }

  // MARK: What happened

  /// A row for each kind of each curve.
  private var events: [String] {
    var parts: [String] = []
    var y = scale.bottom + 48
    for (index, curve) in panel.curves.enumerated() {
      for row in curve.rows {
        parts.append(Self.text("faint", scale.right + 8, y, "\(row.letter) \(row.label)"))
        let columns = Dictionary(grouping: row.events) { $0.iteration * Self.columns / scale.iterations }
        for (_, here) in columns.sorted(by: { $0.key < $1.key }) {
          var hint = here.prefix(Self.named).map { "iteration \($0.iteration): \($0.text)" }
          if here.count > Self.named { hint.append("… and \(here.count - Self.named) more") }
          parts.append(
            Self.text(
              "mark \(CurveLine(index).fill)", scale.x(Double(here[0].iteration)), y, row.letter,
              hint: hint.joined(separator: "\n")))
        }
        y += 16
      }
    }
    return parts
  }

  // MARK: Elements

  private static func line(
    _ name: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ attributes: String = "", hint: String = ""
  ) -> String {
    "<line class=\"\(name)\"\(attributes) x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\""
      + (hint.isEmpty ? "/>" : "><title>\(escaped(hint))</title></line>")
  }

  private static func text(
    _ name: String, _ x: Double, _ y: Double, _ text: String, anchor: String = "", hint: String = ""
  ) -> String {
    "<text class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\"\(anchor.isEmpty ? "" : " text-anchor=\"\(anchor)\"")>"
      + "\(escaped(text))\(hint.isEmpty ? "" : "<title>\(escaped(hint))</title>")</text>"
  }

  static func number(_ value: Double) -> String {
    let text = TimeText.fixed(value, digits: 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func escaped(_ text: String) -> String { MarkupText.escaped(text) }
}
