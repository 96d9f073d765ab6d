// What is printed of an analysis.

import Foundation
import Testing

@testable import Warmup

@Suite struct ReportTests {
  private func set(_ processes: [[(Int, Double)]]) -> ProcessSet {
    var noise = Noise(41)
    return ProcessSet(
      name: "x", processes: processes.map { steps in try! Series(noise.steps(steps.map { ($0.0, $0.1) })) })
  }

  @Test func times() {
    #expect(
      [0, 3.21e-9, 45.6e-6, 0.123456, 9.9999e-4, 12.3456, 100].map(TimeText.time) == [
        "0 s", "3.21 ns", "45.6 µs", "123 ms", "1.00 ms", "12.3 s", "100 s",
      ])
    #expect(TimeText.estimate(.init(value: 0.0123456, low: 0.0123, high: 0.0124)) == "12.346 ms (12.300–12.400)")
    #expect(TimeText.estimate(.init(value: 2, low: 1, high: 30)) == "2 s (1–30)")
    #expect(TimeText.estimate(.init(value: 0.5, low: 0.5, high: 0.5)) == "500.000 ms (500.000–500.000)")
    #expect(TimeText.delta(.share(0.01)) == "1 %" && TimeText.delta(.seconds(0.001)) == "0.001 s")
  }

  @Test func deltas() {
    #expect(Delta("1%") == .share(0.01) && Delta("0.001") == .seconds(0.001) && Delta("0") == .seconds(0))
    for text in ["", "%", "-1", "nan", "inf", "101%", "1 %", "x"] { #expect(Delta(text) == nil) }
  }

  @Test func sparklines() {
    #expect(Sparkline([3, 3, 2, 2, 1, 1], columns: 3).text == "█▆▁")
    // A percent of noise does not fill the height.
    #expect(Sparkline([1, 1.01, 1, 1.01], columns: 4).text == "▁▁▁▁")
    #expect(Sparkline([0, 0], columns: 9).text == "▁▁" && Sparkline([], columns: 9).range == nil)
  }

  @Test func table() {
    let set = set([[(200, 0.02), (800, 0.01)], [(1000, 0.01)], [(900, 0.01), (100, 0.02)]])
    let lines = WarmupReport(BenchmarkAnalysis(set), of: set).lines(width: 120)
    #expect(lines[0].hasSuffix("curve") && lines[1].contains("█") && lines[1].contains("warmup"))
    #expect(lines[3].contains("no steady state") && lines[3].contains("–"))
    #expect(lines[4] == "  verdict: bad inconsistent (1 flat, 1 warmup, 1 no steady state)")
    #expect(lines.allSatisfy { $0.count <= 120 })
    // A narrow terminal loses the curve, then the columns that say least.
    let narrow = WarmupReport(BenchmarkAnalysis(set), of: set).lines(width: 90)[0]
    #expect(!narrow.contains("curve") && !narrow.contains("outliers") && narrow.contains("steady time"))
    #expect(lines[0].contains("outliers"))
  }

  @Test func curve() {
    let set = set([[(200, 0.02), (1800, 0.01)], [(1000, 0.01)]])
    let curve = WarmupCurve.Curve(
      name: "b", processes: set.processes.map(\.seconds), BenchmarkAnalysis(set),
      rows: [.init(letter: "B", label: "bridges", events: [(200, "bridge 3"), (201, "bridge 4"), (900, "bridge 5")])])
    let svg = WarmupCurve([.init(title: "<a> & \u{1b}[31m", [curve]), .init(title: "", [curve, curve])]).svg
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    func count(_ text: String) -> Int { svg.components(separatedBy: text).count - 1 }
    #expect(count("class=\"process ") == 6 && count("<path class=\"median ") == 3)
    #expect(count("class=\"segment ") == 9 && count("class=\"band ") == 3)
    // Events of one column share a letter; curves that lie over each other have their names at their ends.
    #expect(count(">B<title>iteration 200: bridge 3\niteration 201: bridge 4</title>") == 3 && count(">b</text>") == 2)
    #expect(svg.contains("&lt;a&gt; &amp; \u{FFFD}[31m") && !svg.contains("\u{1b}"))
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    let zero = ProcessSet(name: "", processes: [try! Series([0, 0])])
    #expect(!Self.svg(zero).contains("nan") && !Self.svg(zero).contains("inf"))
  }

  /// The first iteration and what stays for long are on the scale; what is rare and slow lies on its edge.
  @Test func scale() {
    var seconds = [0.9] + Array(repeating: 0.01, count: 999)
    seconds[500] = 5
    let set = ProcessSet(name: "", processes: [try! Series(seconds)])
    let curve = WarmupCurve.Curve(name: "", processes: [seconds], BenchmarkAnalysis(set))
    let scale = CurveScale([curve], left: 0, right: 999, top: 0, bottom: 100)
    #expect(scale.y(0.9) > 0 && scale.y(0.9) < 10 && scale.y(5) == 0 && scale.y(0.01) > 90 && scale.y(0) == 100)
    #expect(scale.x(999) == 999 && scale.times == [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1])
  }

  private static func svg(_ set: ProcessSet) -> String {
    WarmupCurve([.init(title: "", [.init(name: "", processes: set.processes.map(\.seconds), BenchmarkAnalysis(set))])])
      .svg
  }

  @Test func ticks() {
    #expect(CurveScale.ticks(0, 1999, about: 8) == [0, 500, 1000, 1500])
    #expect(CurveScale.ticks(0.0131, 0.0209, about: 4).count == 4)
    #expect(CurveScale.ticks(1, 1, about: 4) == [1])
  }

  @Test func json() throws {
    let set = set([[(200, 0.02), (800, 0.01)], [(900, 0.01), (100, 0.02)]])
    let text = WarmupJSON.object(WarmupJSON.benchmark(BenchmarkAnalysis(set))).text
    let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(root["verdict"] as? String == "bad inconsistent")
    let processes = try #require(root["processes"] as? [[String: Any]])
    #expect(processes[0]["n"] as? Int == 1000 && processes[0]["class"] as? String == "warmup")
    #expect(processes[0]["changepoints"] as? [Int] == [199] && processes[0]["steady_iteration"] as? Int == 200)
    #expect(processes[1]["steady_iteration"] is NSNull && processes[1]["steady_time"] is NSNull)
    let analysis = BenchmarkAnalysis(set).processes[0]
    let segments = try #require(processes[0]["segments"] as? [[String: Any]])
    // All digits: Foundation's reader rounds the last one.
    #expect(segments.count == 2 && analysis.segments.allSatisfy { text.contains("\"variance\": \($0.variance)}") })
    #expect(segments.map { $0["start"] as? Int } == [0, 200] && segments.map { $0["end"] as? Int } == [199, 999])
    #expect(text.contains("\"steady_time\": \(try #require(analysis.steady).time.value),"))
  }

  @Test func namesInJSON() throws {
    let text = WarmupJSON.array([.string("a\"\\\n\u{1b}\u{9b}é")]).text
    #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String] == ["a\"\\\n\u{1b}\u{9b}é"])
    #expect(!text.contains("\u{1b}") && !text.contains("\u{9b}"))
  }
}
