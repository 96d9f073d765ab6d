// Distinct identifier types of a recording, so that a stack number is never taken for a node number.
// Each wraps the row id of its table. They carry no data and do not check that the row exists.

/// The row id of one kind of row. `Kind` only tells identifiers of different tables apart.
public struct RowID<Kind>: Hashable, Comparable, Sendable {
  public let raw: Int32

  @inline(__always) public init(_ raw: Int32) { self.raw = raw }
  @inline(__always) public init(_ raw: Int) { self.raw = Int32(truncatingIfNeeded: raw) }
  @inline(__always) public var index: Int { Int(raw) }
  public static func < (left: RowID, right: RowID) -> Bool { left.raw < right.raw }
}

public enum FunctionTag {}
public enum FrameTag {}
public enum NodeTag {}
public enum StackTag {}
public enum ThreadTag {}

/// A function: kind, name, file and first line.
public typealias FunctionID = RowID<FunctionTag>
/// A function at one line.
public typealias FrameID = RowID<FrameTag>
/// A place in the tree of all stacks: a parent node and a frame.
public typealias NodeID = RowID<NodeTag>
/// A whole stack as samples refer to it.
public typealias StackID = RowID<StackTag>
/// A thread of the recorded program, numbered from 1 in the order of appearance.
public typealias ThreadID = RowID<ThreadTag>

/// Microseconds since the start of the recording.
public typealias Microseconds = Int64

/// An exit: its trace, and its number there.
public struct ExitID: Hashable, Sendable {
  public let trace: Int
  public let exit: Int

  public init(trace: Int, exit: Int) {
    self.trace = trace
    self.exit = exit
  }
}

/// What makes a row of table `stack`.
struct StackKey: Hashable {
  var node: NodeID
  var isBroken: Bool
  /// The exit through which machine code was left before, when the samples are time lost at it.
  var exit: ExitID?
}
