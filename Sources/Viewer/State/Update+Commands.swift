// What can be typed after a colon.

import Profiler

extension ViewerState {
  mutating func run(command text: String) -> [Effect] {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    guard let verb = words.first?.lowercased() else { return [] }
    let rest = words.count > 1 ? String(words[1]).trimmingBlanks : ""
    switch verb {
    case "q", "quit", "exit": return [.quit]
    case "help", "h": helpLine = 0
    case "reload", "r":
      isReading = true
      return [.reload]
    case "range": return selectRange(rest)
    case "against": compare(with: rest)
    case "sql" where !rest.isEmpty: return open(.sql, .query(rest))
    default:
      if let name = ScreenName(wish: text), has(name) {
        show(name)
      } else {
        message = "no command \(verb): a screen's name or number, sql, range, against, help, reload or q"
      }
    }
    return []
  }

  /// The path of a recording, a range of this one, or `off`: what the flame graph is compared with.
  mutating func compare(with text: String) {
    guard var flame = self[.flame] as? FlameScreen else { return }
    switch text {
    case "", "off", "nothing": flame.compare(with: nil)
    default: flame.compare(with: range(text).map { .range($0) } ?? .recording(path: text))
    }
    self[.flame] = flame
    show(.flame)
  }

  /// `1.5-3` in seconds, either end left out for the recording's own, or `all`.
  private mutating func selectRange(_ text: String) -> [Effect] {
    var filter = selection
    if text.isEmpty || text == "all" {
      filter.range = nil
      return select(filter)
    }
    guard let range = range(text) else {
      message = "a range is two times in seconds, such as 1.5-3, or all"
      return []
    }
    filter.range = range
    return select(filter)
  }

  private func range(_ text: String) -> Range<Microseconds>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { String($0).trimmingBlanks }
    let longest = Double(RawTime.latest) / 1e6
    func seconds(_ text: String, else standard: Double) -> Double? {
      text.isEmpty ? standard : Double(text).flatMap { (0...longest).contains($0) ? $0 : nil }
    }
    guard ends.count == 2, let from = seconds(ends[0], else: 0), let to = seconds(ends[1], else: model.duration),
      from < to
    else { return nil }
    return Microseconds(from * 1e6)..<max(Microseconds(from * 1e6) + 1, Microseconds(to * 1e6))
  }
}

/// Bounds of times that are typed.
private enum RawTime {
  /// 142 years, in microseconds: the latest time of a recording.
  static let latest: Microseconds = 1 << 52
}

extension String {
  /// Without blanks at both ends.
  var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
