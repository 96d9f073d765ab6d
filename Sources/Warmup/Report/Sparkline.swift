// A curve in one line of text.

import Foundation

/// One bar for each of equal stretches of iterations, on a logarithmic scale: the lowest bar is the fastest stretch, the highest the
/// slowest one, or 10 % slower than the fastest when none is slower than that.
public struct Sparkline {
  public let text: String
  /// Seconds of the fastest and the slowest stretch: the medians of their iterations. Nil for no iterations.
  public let range: ClosedRange<Double>?

  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// - Parameter columns: bars at most; there are no more than iterations.
  public init(_ seconds: [Double], columns: Int) {
    let count = min(columns, seconds.count)
    let medians = (0..<max(0, count)).map { column in
      Order.median(Array(seconds[(column * seconds.count / count)..<((column + 1) * seconds.count / count)]))
    }
    guard let low = medians.min(), let high = medians.max() else {
      (text, range) = ("", nil)
      return
    }
    range = low...high
    let floor = max(low, 1e-12)
    let span = log(max(high, floor * 1.1) / floor)
    text = String(
      medians.map { median in
        let share = log(max(median, floor) / floor) / span
        return Self.bars[min(Self.bars.count - 1, Int(share * Double(Self.bars.count)))]
      })
  }
}
