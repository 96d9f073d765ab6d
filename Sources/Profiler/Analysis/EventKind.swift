// What happens while a program runs that is no sample: things the compiler and the garbage collector did, by kind. One list
// for the timeline, for warmup, for screens and for reports.

/// What happened at one moment; the order is that of the lanes on a screen. The raw value is its name in JSON.
public enum EventKind: String, Sendable, CaseIterable {
  /// A loop or function has become a trace.
  case compiled
  /// An exit of a trace has got a trace of its own.
  case bridge
  /// The recording of a trace was given up.
  case aborted
  /// A place is left to the interpreter for good.
  case blacklisted
  /// A trace will not be entered again.
  case invalidated
  /// Machine code was given back to make room.
  case flushed
  /// The garbage collector ran.
  case collection

  private var info: (one: String, many: String, letter: String) {
    switch self {
    case .compiled: ("compiled", "compiled", "C")
    case .bridge: ("bridge", "bridges", "B")
    case .aborted: ("given up", "given up", "A")
    case .blacklisted: ("blacklisted", "blacklisted", "L")
    case .invalidated: ("invalidated", "invalidated", "I")
    case .flushed: ("flushed", "flushed", "F")
    case .collection: ("collection", "collections", "G")
    }
  }

  /// A word for one, on screens and in reports.
  public var title: String { info.one }
  /// The name of several.
  public var label: String { info.many }
  /// Marks a column of a graph.
  public var letter: String { info.letter }

  /// Where it stands in `allCases`.
  public var index: Int { Self.places[self]! }

  private static let places = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
