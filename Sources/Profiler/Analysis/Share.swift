// A share of the samples with its 95 % confidence interval.

/// A part of a whole, 0…1, with the bounds of its 95 % confidence interval.
public struct Share: Equatable, Sendable {
  /// Weight of the part: the time it stands for, microseconds.
  public let weight: Int
  public let share: Double
  public let low: Double
  public let high: Double

  /// The Wilson score interval (E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
  /// JASA 22, 1927) of `weight` out of `total`, as seen in `samples` independent samples. A sample that stands for
  /// more time than others still counts once as evidence, so overruns do not make the interval narrower.
  public init(weight: Int, of total: Int, samples: Int) {
    self.weight = weight
    guard total > 0, samples > 0 else {
      share = 0
      low = 0
      high = total > 0 ? 1 : 0
      return
    }
    let proportion = Double(weight) / Double(total)
    let count = Double(samples)
    let z = 1.959963984540054
    let scale = 1 + z * z / count
    let centre = (proportion + z * z / (2 * count)) / scale
    let half = z / scale * (proportion * (1 - proportion) / count + z * z / (4 * count * count)).squareRoot()
    share = proportion
    low = weight == 0 ? 0 : max(0, centre - half)
    high = weight == total ? 1 : min(1, centre + half)
  }
}
