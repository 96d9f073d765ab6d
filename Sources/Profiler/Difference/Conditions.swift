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
  /// Entries of the environment, what they are called, and whether a difference matters.
  private static let known: [(name: String, what: String, value: @Sendable (String) -> String)] = [
    ("program", "program", withoutFolder), ("version", "version of pitviper", { $0 }),
    ("python", "version of Python", { $0 }),
    ("jit", "options of the JIT", { $0 }), ("mode", "sampled time", { $0 }), ("rate_asked_hz", "rate in Hz", { $0 }),
    ("exact_crossings", "calls into C measured", { $0 }), ("host", "machine", { $0 }),
    ("processor", "processor", { $0 }),
    ("processors", "number of processors", { $0 }), ("system", "system", { $0 }),
  ]

  /// What is known of both and differs. Two ranges of one recording have nothing.
  func conditions() -> [ConditionDifference] {
    let sides = (before.profile.environment, after.profile.environment)
    var found = Self.known.compactMap { name, what, value -> ConditionDifference? in
      guard let first = sides.0[name].map(value), let second = sides.1[name].map(value), first != second else {
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
