// Series made for the tests, the same in every run.

import Foundation

@testable import Warmup

struct Noise {
  var generator: RandomGenerator

  init(_ seed: UInt64) { generator = RandomGenerator(seed: seed) }

  /// From 0 to before 1.
  mutating func uniform() -> Double { Double(generator.next() >> 11) / 0x1p53 }

  /// Of mean 0 and variance 1 (Box and Muller).
  mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * Double.pi * uniform())
  }

  /// Times around `mean` with this relative deviation.
  mutating func flat(_ count: Int, mean: Double = 0.01, deviation: Double = 0.01) -> [Double] {
    (0..<count).map { _ in max(0, mean * (1 + deviation * normal())) }
  }

  /// One flat stretch after the other.
  mutating func steps(_ steps: [(count: Int, mean: Double)], deviation: Double = 0.01) -> [Double] {
    steps.flatMap { flat($0.count, mean: $0.mean, deviation: deviation) }
  }

  /// Neighbours with this correlation.
  mutating func correlated(_ count: Int, mean: Double, deviation: Double, correlation: Double) -> [Double] {
    var state = normal()
    return (0..<count).map { _ in
      state = correlation * state + (1 - correlation * correlation).squareRoot() * normal()
      return mean * (1 + deviation * state)
    }
  }
}

extension ProcessAnalysis {
  init(_ seconds: [Double], mode: AnalysisMode = .corrected, delta: Delta? = nil) {
    self.init(try! Series(seconds), options: AnalysisOptions(mode: mode, delta: delta))
  }
}
