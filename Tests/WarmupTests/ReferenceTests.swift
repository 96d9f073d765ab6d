// Krun mode against Fixtures/warmup/krun-reference.json: 60 series with the answers of the R package `changepoint` and the
// rules of the paper's tool, outliers, changepoints, segments and classes.

import Foundation
import Testing

@testable import Warmup

struct Reference: Decodable, Sendable {
  let kind: String
  let window: Int
  let steady: Int
  let seconds: [Double]
  let outliers: [Int]
  let changepoints: [Int]
  let means: [Double]
  let variances: [Double]
  let classification: [String: String]

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/warmup")

  static let all: [Reference] = {
    let data = try! Data(contentsOf: folder.appendingPathComponent("krun-reference.json"))
    return try! JSONDecoder().decode([Reference].self, from: data)
  }()
}

@Suite struct ReferenceTests {
  @Test func thereAreSixty() { #expect(Reference.all.count == 60) }

  @Test(arguments: Reference.all.indices) func isEqual(index: Int) throws {
    let reference = Reference.all[index]
    let options = AnalysisOptions(mode: .krun)
    #expect(options.window(reference.seconds.count) == reference.window)
    #expect(options.steadyLength(reference.seconds.count) == reference.steady)
    let analysis = ProcessAnalysis(try Series(reference.seconds), options: options)
    #expect(analysis.outliers == reference.outliers)
    #expect(analysis.changepoints == reference.changepoints)
    #expect(analysis.segments.count == reference.means.count)
    for (segment, (mean, variance)) in zip(analysis.segments, zip(reference.means, reference.variances)) {
      #expect(abs(segment.mean - mean) <= 1e-9 * mean)
      #expect(abs(segment.variance - variance) <= 1e-9 * variance, "\(segment.variance) \(variance)")
    }
    let rows: [(String, Delta, Bool)] = [
      ("0.001", .seconds(0.001), false), ("1%", .share(0.01), false), ("5%raw", .share(0.05), true),
    ]
    #expect(Set(rows.map(\.0)) == Set(reference.classification.keys))
    for (name, delta, isRaw) in rows {
      let classification = Classification(
        analysis.segments, count: analysis.count, options: AnalysisOptions(mode: .krun, delta: delta), isRaw: isRaw)
      #expect(classification.classification.rawValue == reference.classification[name], "\(reference.kind), \(name)")
    }
  }
}
