// The curve of one process in one line of text.

public enum Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// One bar for each of `columns` equal stretches of iterations, its height that of their median; the lowest bar is the
  /// fastest stretch, the highest the slowest one, or 10 % slower than the fastest when none is slower than that.
  public static func text(_ seconds: [Double], columns: Int) -> String {
    let count = min(columns, seconds.count)
    guard count > 0 else { return "" }
    let medians = (0..<count).map { column in
      Order.median(Array(seconds[(column * seconds.count / count)..<((column + 1) * seconds.count / count)]))
    }
    let low = medians.min()!
    let high = max(medians.max()!, low * 1.1)
    return String(
      medians.map { median in
        guard high > low else { return bars[0] }
        return bars[min(bars.count - 1, Int((median - low) / (high - low) * Double(bars.count)))]
      })
  }
}
