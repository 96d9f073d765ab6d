// Numbers as the viewer writes them: the same everywhere, never wider than they say, without Foundation.

import Profiler

enum Figures {
  /// `12.3%`; at most six columns. Small shares that are not zero never read as zero.
  static func percent(_ share: Double) -> String {
    if share > 0, share < 0.0005 { return "<0.1%" }
    return fixed(share * 100, digits: 1) + "%"
  }

  static func percent(_ share: Share) -> String { percent(share.share) }

  /// `11.9–12.8`, in percent, without the sign.
  static func interval(_ share: Share) -> String {
    fixed(share.low * 100, digits: 1) + "–" + fixed(share.high * 100, digits: 1)
  }

  /// `12.3% (11.9–12.8)`.
  static func estimate(_ share: Share) -> String { "\(percent(share)) (\(interval(share)))" }

  /// `1,234,567`.
  static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return (value < 0 ? "-" : "") + result
  }

  /// `950 ms`, `12.3 s`, `4 m 05 s`, `2 h 07 m`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
    if seconds < 100 { return fixed(seconds, digits: 1) + " s" }
    let whole = Int(seconds.rounded())
    func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if whole < 3600 { return "\(whole / 60) m \(twoDigits(whole % 60)) s" }
    return "\(whole / 3600) h \(twoDigits(whole / 60 % 60)) m"
  }

  /// `997 Hz`, `19.9 kHz`.
  static func rate(_ hertz: Double) -> String {
    hertz < 10_000 ? "\(Int(hertz.rounded())) Hz" : fixed(hertz / 1000, digits: 1) + " kHz"
  }

  /// `value` rounded to `digits` decimals (0 to 3).
  static func fixed(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return "?" }
    let scale = [1, 10, 100, 1000][digits]
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + String(scaled) }
    let fraction = String(scaled % scale)
    return sign + String(scaled / scale) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  /// The last part of a path.
  static func fileName(_ path: String) -> Substring {
    path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
  }
}
