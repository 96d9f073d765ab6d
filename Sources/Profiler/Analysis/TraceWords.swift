// What viewer and reports call traces, their exits, and recordings given up.

import TraceIR

extension ProfileTrace {
  /// `trace 12, bridge of 3 at exit 4`.
  public var title: String {
    guard let parent else { return "trace \(number), \(kind)" }
    return "trace \(number), \(kind) of \(parent)" + (parentExit.map { " at exit \($0)" } ?? "")
  }

  /// Where it goes at its end.
  public var goesOnTo: String {
    guard let link else { return "the interpreter" }
    return link == number ? "itself" : "trace \(link)"
  }

  /// `120→45 operations, 30→12 guards, 1,234 bytes, entered 7 times, goes on to itself`.
  public var sizes: String {
    var text =
      "\(recordedOperations)→\(operations) operations, \(recordedGuards)→\(guards) guards, "
      + "\(Figures.count(bytes)) bytes, entered \(Figures.times(entered)), goes on to \(goesOnTo)"
    if let ended { text += ", ended at \(Figures.time(ended)): \(cause ?? "?")" }
    return text
  }
}

extension ProfileExit {
  /// `expected int, saw float`, as far as known.
  public var types: String {
    [expected.map { "expected \($0)" }, seen.map { "saw \($0)" }].compactMap(\.self).joined(separator: ", ")
  }
}

extension TraceListing {
  /// `failed 1,234 times, saw float, lost 2.1 %, bridge 5`; empty for an exit that never failed and has no bridge.
  public func note(_ exit: ProfileExit) -> String {
    var parts: [String] = []
    if exit.failures > 0 {
      parts.append("failed \(Figures.times(exit.failures))")
      if let seen = exit.seen { parts.append("saw \(seen)") }
    }
    if exit.lost > 0 { parts.append("lost \(Figures.percent(share(exit.lost).share))") }
    if let bridge = exit.bridge { parts.append("bridge \(bridge)") }
    return parts.joined(separator: ", ")
  }
}

extension ProfileAbort {
  /// What the reason means; nil for one that this version does not know.
  public var meaning: String? { AbortReason(name: reason)?.info.summary }
}

extension Figures {
  /// `once`, `7 times`, `12.3 k times`.
  public static func times(_ number: Int) -> String { number == 1 ? "once" : "\(shortCount(number)) times" }
}
