// The table of screens: number keys, titles and questions. A number never changes, whichever screens a build holds.

/// A screen's name; the raw value is its number key.
public enum ScreenName: Int, CaseIterable, Sendable, Comparable {
  case overview = 1
  case flame, traces, guards, warmup, intoC, source, timeline, sql

  /// The title, and the question the screen answers.
  var info: (title: String, question: String) {
    switch self {
    case .overview: ("Overview", "where did the time go?")
    case .flame: ("Flame", "which stacks take the time?")
    case .traces: ("Traces", "which traces are hot, and what are they made of?")
    case .guards: ("Guards", "which guards fail, and what does it cost?")
    case .warmup: ("Warmup", "when was it fast?")
    case .intoC: ("Into C", "what do calls into C cost?")
    case .source: ("Source", "which lines take the time?")
    case .timeline: ("Timeline", "what happened when?")
    case .sql: ("SQL", "anything else: any query on the file")
    }
  }

  var title: String { info.title }

  public static func < (left: ScreenName, right: ScreenName) -> Bool { left.rawValue < right.rawValue }

  /// The screen of a number or of the beginning of a title, any case, blanks left out.
  init?(wish: String) {
    if let number = Int(wish) {
      self.init(rawValue: number)
      return
    }
    func plain(_ text: String) -> String { text.lowercased().replacing(" ", with: "").replacing("-", with: "") }
    let name = plain(wish)
    guard !name.isEmpty, let found = Self.allCases.first(where: { plain($0.title).hasPrefix(name) }) else { return nil }
    self = found
  }
}
