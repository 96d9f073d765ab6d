// One sampled quantity in two recordings, and whether its change is more than the noise of sampling.
//
// Method. A share is w/W in n effective samples; samples that stand for different times count as n = (Σw)²/Σw²
// (L. Kish, "Survey Sampling", 1965). Its interval is Wilson's. The interval of the difference of two shares, or of two times
// (a share of a known total), is put together from the two intervals (R. G. Newcombe, "Interval estimation for the difference
// between independent proportions", Statistics in Medicine 17, 1998, method 10; for scaled quantities G. Y. Zou and A. Donner,
// Statistics in Medicine 27, 2008). The p-value is that of the widest such interval that still leaves out zero. Of the rows of a
// table those count as changed that the step-up procedure of Y. Benjamini and Y. Hochberg (JRSS B 57, 1995) accepts at a false
// discovery rate of 5 %; all tables of a comparison are judged together.
//
// Two runs of one program differ by more than where the samples fell: the machine is slower or faster, memory lies elsewhere. How
// much cannot be told from one recording of each. It is a figure that was measured (`runToRun`) or that the user gives, a standard
// deviation whose square is added to that of sampling.

import Glibc

/// A part of the samples of one recording.
public struct Sampled: Sendable {
  /// Time of the part and of everything, microseconds.
  var weight: Int
  var total: Int
  /// Effective number of samples behind `total`.
  var effective: Double

  public init(weight: Int, total: Int, effective: Double) {
    self.weight = weight
    self.total = total
    self.effective = effective
  }

  var share: Double { total > 0 ? min(1, Double(weight) / Double(total)) : 0 }

  /// The bounds of the share at `z` standard deviations.
  func bounds(_ z: Double) -> (low: Double, high: Double) {
    guard effective > 0, total > 0 else { return (0, 0) }
    let centre = (share + z * z / (2 * effective)) / (1 + z * z / effective)
    let half =
      z / (1 + z * z / effective)
      * (share * (1 - share) / effective + z * z / (4 * effective * effective)).squareRoot()
    return (weight == 0 ? 0 : max(0, centre - half), weight == total ? 1 : min(1, centre + half))
  }
}

/// The change of a quantity: after less before.
public struct Change: Equatable, Sendable {
  public let before: Double
  public let after: Double
  /// Bounds of the 95 % interval of `after - before`.
  public let low: Double
  public let high: Double
  /// Probability of such a change, or of a larger one, from sampling and from run to run.
  public let probability: Double
  /// Whether both sides together have samples enough of it to be judged. What is left out so does not depend on the change, and rows
  /// that could hardly ever be marked do not make it harder for the others (R. Bourgon et al., PNAS 107, 2010).
  public let isJudged: Bool
  /// Whether the change is taken for real; set for all tables together.
  public internal(set) var isSignificant = false

  public var difference: Double { after - before }

  /// 97.5 % of a normal distribution lie below.
  private static let z = 1.959963984540054
  /// Beyond, the probability is 0 in every figure that is shown.
  private static let largestZ = 40.0
  /// Relative standard deviation of the time of one function from run to run of the same program (docs/difference.md says on which
  /// programs it was measured).
  public static let runToRun = 0.05

  /// Samples of both sides below which a change is not judged: ten against none are the least that a large table would mark.
  private static let fewestSamples = 10.0

  /// Of shares; with `scale` (before, after) of quantities of that unit.
  /// - Parameter runToRun: relative standard deviation from run to run; 0: of sampling alone.
  public init(_ before: Sampled, _ after: Sampled, scale: (Double, Double)? = nil, runToRun: Double = 0) {
    // A share changes the less the more of the whole it is: the whole changes with it.
    let spread = [before.share, after.share].map { runToRun * $0 * (scale == nil ? 1 - $0 : 1) }
    let scale = scale ?? (1, 1)
    let (first, second) = (before.share * scale.0, after.share * scale.1)
    let runs = spread[0] * scale.0 * spread[0] * scale.0 + spread[1] * scale.1 * spread[1] * scale.1
    func bounds(_ z: Double) -> (low: Double, high: Double) {
      let (a, b) = (before.bounds(z), after.bounds(z))
      func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y + z * z * runs).squareRoot() }
      return (
        second - first - length(second - b.low * scale.1, a.high * scale.0 - first),
        second - first + length(b.high * scale.1 - second, first - a.low * scale.0)
      )
    }
    func contains(_ z: Double) -> Bool {
      let found = bounds(z)
      return found.low <= 0 && found.high >= 0
    }
    self.before = first
    self.after = second
    isJudged = before.share * before.effective + after.share * after.effective >= Self.fewestSamples
    (low, high) = bounds(Self.z)
    var (inside, outside) = (0.0, Self.largestZ)
    // Without samples on both sides there is nothing to compare; a change of nothing is none.
    if first == second || before.effective <= 0 || after.effective <= 0 {
      probability = 1
    } else if !contains(outside) {
      probability = 0
    } else {
      (inside, outside) = (outside, 0)
      for _ in 0..<50 {
        let middle = (inside + outside) / 2
        if contains(middle) { inside = middle } else { outside = middle }
      }
      probability = erfc(inside / 2.0.squareRoot())
    }
  }

  /// Rows that count as changed, of all that were looked at together.
  public static let falseDiscoveries = 0.05

  /// Benjamini and Hochberg: the largest k with p(k) ≤ k/m · rate, and everything up to it.
  /// - Returns: the largest probability that is accepted; negative when none is.
  public static func threshold(_ probabilities: [Double], rate: Double = falseDiscoveries) -> Double {
    let sorted = probabilities.sorted()
    let last = sorted.indices.last { sorted[$0] <= Double($0 + 1) / Double(sorted.count) * rate }
    return last.map { sorted[$0] } ?? -1
  }
}

/// Share and time of a part of the samples in both recordings.
public struct Measure: Equatable, Sendable {
  public internal(set) var share: Change
  /// Seconds of one run, that is, of the chosen samples.
  public internal(set) var time: Change

  public var isSignificant: Bool { share.isSignificant || time.isSignificant }
}

extension Array {
  /// The probabilities of all changes of a measure.
  func probabilities(_ measure: KeyPath<Element, Measure>) -> [Double] {
    flatMap { [$0[keyPath: measure].share, $0[keyPath: measure].time] }.filter(\.isJudged).map(\.probability)
  }

  /// Marks the changes that are no more probable than `threshold`.
  mutating func mark(_ measure: WritableKeyPath<Element, Measure>, _ threshold: Double) {
    for index in indices {
      for figure in [\Measure.share, \Measure.time] {
        let path = measure.appending(path: figure)
        self[index][keyPath: path].isSignificant =
          self[index][keyPath: path].isJudged && self[index][keyPath: path].probability <= threshold
      }
    }
  }
}
