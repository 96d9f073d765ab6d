// Times as people read them, with a point for decimals whatever the locale.

import Foundation

public enum TimeText {
  private static let units: [(name: String, seconds: Double)] = [("ns", 1e-9), ("µs", 1e-6), ("ms", 1e-3), ("s", 1)]

  /// Three digits: `12.3 ms`.
  public static func time(_ seconds: Double) -> String {
    guard seconds != 0 else { return "0 s" }
    let unit = unit(for: seconds)
    let value = seconds / unit.seconds
    return fixed(value, digits: value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + " " + unit.name
  }

  /// The interval with two digits of its width, and the value alike: `12.341 ms (12.298–12.385)`.
  public static func estimate(_ estimate: TimeEstimate) -> String {
    let unit = unit(for: estimate.value)
    let width = (estimate.high - estimate.low) / unit.seconds
    let digits = width > 0 ? min(6, max(0, 1 - Int(log10(width).rounded(.down)))) : 3
    func number(_ seconds: Double) -> String { fixed(seconds / unit.seconds, digits: digits) }
    return "\(number(estimate.value)) \(unit.name) (\(number(estimate.low))–\(number(estimate.high)))"
  }

  /// `0.001 s`, or `1 %` of a share.
  public static func delta(_ delta: Delta) -> String {
    switch delta {
    case .seconds(let seconds): "\(short(seconds)) s"
    case .share(let share): "\(short(share * 100)) %"
    }
  }

  /// At most six digits, without zeros at the end.
  public static func short(_ number: Double) -> String { String(format: "%.6g", number) }

  public static func fixed(_ value: Double, digits: Int) -> String { String(format: "%.\(digits)f", value) }

  private static func unit(for seconds: Double) -> (name: String, seconds: Double) {
    units.last { abs(seconds) >= $0.seconds * 0.9995 } ?? (seconds == 0 ? units[3] : units[0])
  }
}
