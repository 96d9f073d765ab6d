// Which samples a question is about, and which frames are shown. Every table, tree and figure takes one.

/// A choice of samples; the default is all of them.
public struct SampleFilter: Hashable, Sendable {
  /// Microseconds since the start, the upper end excluded; nil: the whole recording.
  public var range: Range<Microseconds>?
  /// nil: every thread.
  public var threads: Set<ThreadID>?
  /// nil: every state.
  public var states: Set<SampleState>?
  /// Frames of these kinds are left out; their time counts as their caller's own. Samples stay.
  public var hiddenKinds: Set<FunctionKind>

  public init(
    range: Range<Microseconds>? = nil, threads: Set<ThreadID>? = nil, states: Set<SampleState>? = nil,
    hiddenKinds: Set<FunctionKind> = []
  ) {
    self.range = range
    self.threads = threads
    self.states = states
    self.hiddenKinds = hiddenKinds
  }

  /// Whether some samples are left out.
  public var choosesSamples: Bool { range != nil || threads != nil || states != nil }

  /// All samples, all frames.
  public static let all = SampleFilter()
}
