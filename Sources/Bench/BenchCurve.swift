// The curves of one or several benches over each other, as SVG: Sources/Warmup draws them, this says what the files hold.

import Foundation
import Profiler
import Warmup

public struct BenchCurve {
  private let analyses: [BenchAnalysis]

  /// Columns of a kind's name.
  private static let labelColumns = 22

  public init(_ benchmarks: [Benchmark], options: AnalysisOptions = AnalysisOptions()) {
    self.init(benchmarks.map { BenchAnalysis($0, options: options) })
  }

  public init(_ analyses: [BenchAnalysis]) { self.analyses = analyses }

  /// The whole document, ending with a newline.
  public var svg: String {
    let curves = analyses.compactMap { analysis in
      analysis.warmup.map {
        WarmupCurve.Curve(
          name: name(analysis), processes: analysis.seconds, numbers: analysis.timed.map(\.id), $0, rows: rows(analysis)
        )
      }
    }
    return WarmupCurve([.init(title: title, curves)]).svg
  }

  /// Writes the document as a whole file or not at all.
  public func write(to path: String) throws(BenchError) {
    do { try Data(svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw BenchError(.failed, "cannot write \(DisplayText.safe(path))")
    }
  }

  private var title: String {
    let programs = Set(analyses.map { BenchReport.shortName($0.benchmark) }).sorted()
    return DisplayText.safe("Warmup of " + programs.joined(separator: ", "))
  }

  /// The interpreter, with its version when several of ours are drawn.
  private func name(_ analysis: BenchAnalysis) -> String {
    let versions = Set(analyses.map { $0.benchmark.environment["version"] ?? "" })
    let isOwn = analysis.benchmark.vm.hasPrefix("pitviper")
    let version = versions.count > 1 && isOwn ? " \(analysis.benchmark.environment["version"] ?? "")" : ""
    return DisplayText.safe(analysis.benchmark.vm + version)
  }

  /// What happened in the first process, a row for each kind.
  private func rows(_ analysis: BenchAnalysis) -> [WarmupCurve.EventRow] {
    let moments = Dictionary(grouping: (analysis.moments.first ?? []).filter { $0.iteration >= 0 }, by: \.kind)
    return EventKind.allCases.compactMap { kind in
      guard let here = moments[kind] else { return nil }
      let label = analyses.count > 1 ? "\(name(analysis)): \(kind.label)" : kind.label
      return WarmupCurve.EventRow(
        letter: kind.letter, label: DisplayText.fitted(label, columns: Self.labelColumns),
        events: here.map { ($0.iteration, DisplayText.safe($0.text)) })
    }
  }
}
