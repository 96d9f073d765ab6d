// What the doctor says: one thing that costs time, where it is, what proves it, and what to change.

/// A finding. All texts may hold names of the recorded program: whoever shows them makes them harmless first.
public struct Finding: Sendable {
  /// Where to look for more.
  public enum Target: Sendable, Equatable {
    case trace(Int)
    case exit(ExitID)
    /// A C function by its name.
    case crossing(String)
    case line
    case none
  }

  /// The rule's name; stable.
  public let rule: String
  /// What is wrong, in plain words.
  public let title: String
  /// Part of the chosen samples, or time that was measured, as a share of them.
  public let cost: Share
  /// What exactly `cost` counts.
  public let costMeaning: String
  /// Python function and line; nil when it concerns the whole program.
  public let place: ProfileFunction?
  public let line: Int
  /// Figures that prove it, one line each.
  public let evidence: [String]
  /// What to change, in words.
  public let suggestion: String
  /// The change as code, where that is possible.
  public let edit: String?
  public let target: Target

  public init(
    rule: String, title: String, cost: Share, costMeaning: String, place: ProfileFunction? = nil, line: Int = 0,
    evidence: [String], suggestion: String, edit: String? = nil, target: Target = .none
  ) {
    self.rule = rule
    self.title = title
    self.cost = cost
    self.costMeaning = costMeaning
    self.place = place
    self.line = line
    self.evidence = evidence
    self.suggestion = suggestion
    self.edit = edit
    self.target = target
  }

  /// `file.py:12 function`, or `the whole program`.
  public var placeText: String { place.map { TextReport.place($0, line) } ?? "the whole program" }
}
