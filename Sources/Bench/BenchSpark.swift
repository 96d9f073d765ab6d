// A curve in one line of text: the median over the processes of the iterations in each column, by eighth blocks on a
// logarithmic scale, so that the first iterations do not hide the rest.

import Glibc
import Profiler
import Warmup

enum BenchSpark {
  private static let blocks = Array("▁▂▃▄▅▆▇█")

  /// Nil when there is nothing to draw.
  static func line(_ analysis: BenchAnalysis, width: Int) -> (text: String, range: String)? {
    let medians = medianCurve(analysis.timed)
    guard medians.count > 1 else { return nil }
    let columns = min(width, medians.count)
    let values = (0..<columns).map { column -> Double in
      let slice = medians[column * medians.count / columns..<(column + 1) * medians.count / columns]
      return log(max(1e-9, slice.reduce(0, +) / Double(slice.count)))
    }
    let (low, high) = (values.min()!, values.max()!)
    let text = values.map { value -> Character in
      let share = high - low < 1e-6 ? 0 : (value - low) / (high - low)
      return blocks[min(blocks.count - 1, Int(share * Double(blocks.count)))]
    }
    return (String(text), "\(BenchReport.seconds(exp(low))) to \(BenchReport.seconds(exp(high)))")
  }

  /// Seconds by iteration, as far as all processes go.
  static func medianCurve(_ processes: [BenchProcess]) -> [Double] {
    let count = processes.map(\.iterations.count).min() ?? 0
    return (0..<count).map { index in
      let walls = processes.map { $0.iterations[index].wall }.sorted()
      return Double(walls[walls.count / 2]) / 1e9
    }
  }
}
