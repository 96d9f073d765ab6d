// Numbers in the forms that only the screens use, beside those of the reports.

import Profiler

extension Figures {
  /// `12.3 %`, at most seven columns.
  static func percent(_ share: Share) -> String { percent(share.share) }

  /// `12.3 % (11.9–12.8)`.
  static func estimate(_ share: Share) -> String { "\(percent(share)) (\(interval(share)))" }

  /// `997 Hz`, `19.9 kHz`; `?` when unknown.
  static func rate(_ hertz: Double) -> String {
    guard hertz > 0 else { return "?" }
    return hertz < 10_000 ? fixed(hertz, digits: 0) + " Hz" : fixed(hertz / 1000, digits: 1) + " kHz"
  }

  /// Seconds as the reports write times.
  static func time(seconds: Double) -> String { time(Microseconds(seconds * 1e6)) }

  /// The last part of a path.
  static func fileName(_ path: String) -> Substring {
    path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
  }

  /// `1.5`, `0.001250`: a time in seconds without its unit, with the digits it needs, six at most.
  static func seconds(_ time: Microseconds) -> String {
    var text = fixed(Double(time) / 1e6, digits: 6)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
