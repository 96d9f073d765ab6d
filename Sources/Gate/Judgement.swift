// From an interval to a verdict, and what would settle an open one.

import Profiler

struct Judgement {
  let verdict: RowVerdict
  let explanation: String

  /// - Parameters:
  ///   - strict: the change with the interval of the whole gate's error.
  ///   - loose: the same with the interval that rules out a change.
  ///   - threshold: the smallest change that counts, as a share.
  ///   - processes: of the smaller side.
  ///   - fewest: from which number on the strict interval is finite.
  init(strict: Change, loose: Change, threshold: Double, isEitherWorse: Bool, processes: Int, fewest: Int) {
    let grown = strict.low > 0 && strict.estimate >= threshold
    let shrunk = strict.high < 0 && strict.estimate <= -threshold
    if grown || (shrunk && isEitherWorse) {
      verdict = .regression
      explanation = "\(Self.percent(strict.estimate)), more than \(Self.percent(threshold, signed: false))"
    } else if shrunk {
      verdict = .better
      explanation = Self.percent(strict.estimate)
    } else if loose.high < max(threshold, 1e-12) && (!isEitherWorse || loose.low > -threshold)
      || (loose.low == 0 && loose.high == 0)
    {
      verdict = .pass
      explanation =
        loose.estimate == 0 && loose.low == 0 && loose.high == 0
        ? "no change" : "a change of more than \(Self.percent(threshold, signed: false)) is ruled out"
    } else {
      verdict = .inconclusive
      explanation = Self.remedy(
        strict: strict, loose: loose, threshold: threshold, processes: processes, fewest: fewest)
    }
  }

  /// How many processes would make the intervals narrow enough, for they shrink with the square root of that number.
  private static func remedy(
    strict: Change, loose: Change, threshold: Double, processes: Int, fewest: Int
  ) -> String {
    if processes < fewest { return "\(processes) processes decide nothing; needs at least \(fewest) on each side" }
    let width = max(loose.high - loose.estimate, strict.estimate - strict.low)
    guard width.isFinite, threshold > 0 else {
      return "some processes never reach a steady state; measure more iterations, or look at the class"
    }
    let wanted = Double(processes) * (width / threshold) * (width / threshold)
    let count = max(Int(min(wanted, 1e6).rounded(.up)), processes + max(2, processes / 2))
    let could = "may be \(percent(loose.high)), the limit is \(percent(threshold))"
    return count <= 100
      ? "\(could); needs about \(count) processes on each side"
      : "\(could); this machine is too noisy for that limit: measure on a quiet one, or raise the limit"
  }

  /// `+4.2 %`
  static func percent(_ share: Double, signed: Bool = true) -> String {
    guard share.isFinite else { return share > 0 ? "beyond all limits" : "–" }
    // Ratios to next to nothing say no more than this.
    guard share < 100 else { return "over 9,999 %" }
    let digits = abs(share) < 0.0995 ? 1 : 0
    return (signed && share > 0 ? "+" : "") + Figures.fixed(share * 100, digits: digits) + " %"
  }
}
