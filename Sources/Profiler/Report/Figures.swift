// Numbers as people read them: shares, intervals, times, counts. Always a point for decimals, whatever the locale.

public enum Figures {
  /// `12.3 %`
  public static func percent(_ share: Double) -> String { fixed(share * 100, digits: 1) + " %" }

  /// `11.8–12.9`, in percent.
  public static func interval(_ share: Share) -> String {
    fixed(share.low * 100, digits: 1) + "–" + fixed(share.high * 100, digits: 1)
  }

  /// `1.25 s`, `830 ms`, `45 µs`
  public static func time(_ microseconds: Microseconds) -> String {
    let value = Double(microseconds)
    switch abs(value) {
    case ..<1000: return "\(microseconds) µs"
    case ..<100_000: return fixed(value / 1e3, digits: 1) + " ms"
    case ..<1_000_000: return fixed(value / 1e3, digits: 0) + " ms"
    case ..<100_000_000: return fixed(value / 1e6, digits: 2) + " s"
    default: return fixed(value / 1e6, digits: 0) + " s"
    }
  }

  /// `7.9 ns`, `340 ns`, `12.5 µs`, `1.25 s`
  public static func time(nanoseconds: Double) -> String {
    switch abs(nanoseconds) {
    case ..<99.95: return fixed(nanoseconds, digits: 1) + " ns"
    case ..<999.5: return fixed(nanoseconds, digits: 0) + " ns"
    case ..<99_950: return fixed(nanoseconds / 1e3, digits: 1) + " µs"
    default: return time(Microseconds(min(nanoseconds / 1e3, 9e15).rounded()))
    }
  }

  /// `812 (731–893) ns`: a time of one call with its interval, all in one unit; without it when it was measured.
  public static func time(_ estimate: Estimate) -> String {
    guard estimate.low < estimate.high else { return time(nanoseconds: estimate.value) }
    let units = [("ns", 1.0), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)]
    let largest = max(estimate.value, estimate.high / 10)
    let (unit, scale) = units.last { largest >= $0.1 } ?? units[0]
    func number(_ value: Double) -> String { fixed(value / scale, digits: value / scale < 99.95 ? 1 : 0) }
    return "\(number(estimate.value)) (\(number(estimate.low))–\(number(estimate.high))) \(unit)"
  }

  /// `812 B`, `12.3 kB`, `4.5 GB`, in thousands.
  public static func bytes(_ number: Int) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
    if abs(number) < 1000 { return "\(number) B" }
    var value = Double(number) / 1000
    var unit = 0
    while abs(value) >= 999.95, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return fixed(value, digits: 1) + " " + units[unit]
  }

  /// `999`, `12.3 k`, `4.5 M`: a count where there is no room for all its digits.
  public static func shortCount(_ number: Int) -> String {
    number.magnitude < 10_000 ? count(number) : String(bytes(number).dropLast())
  }

  /// `1,234,567`
  public static func count(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// `1 sample`, `1,234 samples`
  public static func counted(_ number: Int, _ thing: String) -> String {
    "\(count(number)) \(thing)\(number == 1 ? "" : "s")"
  }

  /// A number with a fixed number of digits after the point (0…6).
  public static func fixed(_ value: Double, digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "–" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int64((abs(value) * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    if digits == 0 { return sign + String(scaled) }
    let fraction = String(scaled % Int64(scale))
    return sign + String(scaled / Int64(scale)) + "." + String(repeating: "0", count: digits - fraction.count)
      + fraction
  }

  /// A bar of `width` columns filled to `share`, in eighths of a column.
  public static func bar(_ share: Double, width: Int) -> String {
    let eighths = Int((max(0, min(1, share)) * Double(width * 8)).rounded())
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }
}
