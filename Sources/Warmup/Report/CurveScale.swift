// Where iterations and times lie in a plot. Times are drawn on a logarithmic scale: a first iteration that takes fifty times as long
// does not hide the rest, and equal ratios have equal heights.

import Foundation

struct CurveScale {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  /// Of the longest series, at least 2.
  let iterations: Int
  /// Seconds at the lower and the upper edge; more than zero.
  let low: Double
  let high: Double

  /// From the fastest iteration to the slowest one that is no exception: first iterations, segments and all but a hundredth of each
  /// process fit, what is slower lies on the upper edge. A nanosecond is the least. Two per cent at least, so that noise does not fill the plot.
  init(_ curves: [WarmupCurve.Curve], left: Double, right: Double, top: Double, bottom: Double) {
    (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
    let processes = curves.flatMap(\.processes)
    iterations = max(2, processes.map(\.count).max() ?? 2)
    let fastest = max(1e-9, processes.compactMap { $0.lazy.filter { $0 > 0 }.min() }.min() ?? 0)
    let means = curves.flatMap(\.analysis.processes).flatMap(\.segments).map(\.mean)
    let most = processes.flatMap { [$0[0], Order.percentile($0.sorted(), 0.99)] }
    let slowest = max((means + most).max() ?? 0, fastest * 1.02)
    let margin = pow(slowest / fastest, 0.05)
    (low, high) = (fastest / margin, slowest * margin)
  }

  func x(_ iteration: Double) -> Double { left + iteration / Double(iterations - 1) * (right - left) }

  func y(_ seconds: Double) -> Double {
    guard seconds > low else { return bottom }
    return bottom - min(1, log(seconds / low) / log(high / low)) * (bottom - top)
  }

  /// Times at which lines are drawn: of a wide range 1, 2 and 5 times the powers of ten, or the powers alone.
  var times: [Double] {
    guard high / low > 12 else { return Self.ticks(low, high, about: 5) }
    let digits = high / low > 1000 ? [1.0] : [1, 2, 5]
    let powers = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    return powers.flatMap { power in digits.map { $0 * pow(10, Double(power)) } }.filter { (low...high).contains($0) }
  }

  /// Multiples of 1, 2 or 5 times a power of ten.
  static func ticks(_ low: Double, _ high: Double, about count: Int) -> [Double] {
    let rough = (high - low) / Double(count)
    guard rough > 0, rough.isFinite else { return [low] }
    let power = pow(10, log10(rough).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
    return stride(from: (low / step).rounded(.up), through: (high / step).rounded(.down), by: 1).map { $0 * step }
  }
}
