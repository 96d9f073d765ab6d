// Under what conditions two recordings were made: a change of the figures may come from another script, version, machine or rate,
// and not from the program.

/// Something that is not the same for both recordings.
public struct ConditionDifference: Equatable, Sendable {
  /// What differs, in words: `program`, `machine`.
  public let what: String
  public let before: String
  public let after: String
}

extension DifferenceSides {
  /// Entries of the environment, and what they are called.
  private static let known: [(name: String, what: String)] = [
    ("program", "program"), ("version", "version of pitviper"),
    ("python", "version of Python"),
    ("jit", "options of the JIT"), ("mode", "sampled time"), ("rate_asked_hz", "rate in Hz"),
    ("exact_crossings", "calls into C measured"), ("host", "machine"),
    ("processor", "processor"),
    ("processors", "number of processors"), ("system", "system"),
  ]

  /// What is known of both and differs. Two ranges of one recording have nothing.
  func conditions() -> [ConditionDifference] {
    let sides = (before.profile.environment, after.profile.environment)
    var found = Self.known.compactMap { name, what -> ConditionDifference? in
      func value(_ side: [String: String]) -> String? {
        name == "program" ? side[name].map(Self.withoutFolder) : side[name]
      }
      guard let first = value(sides.0), let second = value(sides.1), first != second else {
        return nil
      }
      return ConditionDifference(what: what, before: first, after: second)
    }
    func ending(_ side: DifferenceSide) -> String { side.profile.environment["finished"] ?? "not closed" }
    if ending(before) != ending(after) {
      found.append(ConditionDifference(what: "end of the program", before: ending(before), after: ending(after)))
    }
    return found
  }

  /// The same script in another folder is the same.
  private static func withoutFolder(_ program: String) -> String {
    var words = program.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    words[0] = TextReport.lastComponent(words[0])
    return words.joined(separator: " ")
  }
}
